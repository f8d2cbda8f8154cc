"""One notice looked at from its reader's side: what it is about, and how much of the company its reader may see.

Who is who in it, as the directory names them now, cleaned; and who was told beside the reader.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from innoveici.characters import clean
from innoveici.directory.contacts import is_email
from innoveici.ledger.actor import Actor
from innoveici.ledger.states import DECIDES
from innoveici.ledger.visibility import may_see_personal
from innoveici.messages import N_, _
from innoveici.notify.addresses import directory_address

if TYPE_CHECKING:
    from innoveici.directory.model import Directory
    from innoveici.ledger.event import Event
    from innoveici.ledger.states import HandoffState
    from innoveici.notify.letter import Address, LetterContext, Part
    from innoveici.routing.decision import Decision

RecordedDecision = Callable[[], "Decision | None"]
"""The decision, asked for only when the directory does not know somebody: it takes long to put together."""
CompanySight = Literal["shown", "erased", "refused", "withheld", "unconfirmed"]
"""``refused``: the company did not agree to be made known; ``withheld``: the handoff is not this reader's any more;
``unconfirmed``: the company itself is the reader, or somebody whose address was given for its own: what was typed on
the form is not repeated to strangers."""
INSTEAD: Mapping[str, str] = {
    "erased": N_("(erased)"),
    "refused": N_("(withheld)"),
    "withheld": N_("(not shown)"),
    "unconfirmed": N_("(not repeated here)"),
}
"""What stands for a company's name that may not be shown; nothing is ever simply blank."""


@dataclass(frozen=True, slots=True, repr=False)
class NamedActor:
    """Somebody of the chain. Fields are empty where nothing is known; ``name`` is never."""

    name: str
    organization: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    offer: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.organization})" if self.organization else self.name


def named_advisor(id_: str | None, directory: Directory, recorded: RecordedDecision) -> NamedActor | None:
    """As in advisors.csv; who is no longer there, as the decision recorded it, else by its id."""
    if id_ is None:
        return None
    if found := directory.advisors.get(id_):
        return _named(found.name, found.organization, email=found.email, phone=found.phone)
    decision = recorded()
    ranked = next((r for r in decision.ranking if r.advisor_id == id_), None) if decision else None
    if ranked is None or not any(map(str.isalnum, ranked.name)):  # the roster was erased
        return _named(id_)
    return _named(ranked.name, ranked.organization)


def named_erac(id_: str | None, directory: Directory, recorded: RecordedDecision) -> NamedActor | None:
    """As in regions.yaml; its ``organization`` is who runs it, where that is verified."""
    if id_ is None:
        return None
    found = next((e for region in directory.regions.values() for e in region.eracs if e.id == id_), None)
    if found is None:
        decision = recorded()
        return _named((decision.erac_name if decision and decision.erac_id == id_ else None) or id_)
    return _named(found.name, found.mandatary or "", email=found.email, phone=found.phone, website=found.website)


def named_partner(id_: str | None, directory: Directory, recorded: RecordedDecision) -> NamedActor | None:
    """A partnership; one that regions.yaml no longer has, as the decision recorded it."""
    if id_ is None:
        return None
    known = next((p for p in directory.partnerships if p.id == id_), None)
    if known is not None:
        return _named(known.name, ", ".join(known.organizations), email=known.contact, offer=known.offer)
    decision = recorded()
    fit = next((f for f in decision.partnerships if f.id == id_), None) if decision else None
    return _named(fit.name, ", ".join(fit.organizations), offer=fit.offer) if fit else _named(id_)


def _named(name: str, organization: str = "", **fields: str) -> NamedActor:
    return NamedActor(clean(name), clean(organization), **{key: clean(value) for key, value in fields.items()})


class NoticeView:
    """A part, its reader and what both make known. The event goes before the handoff, which may have moved on."""

    def __init__(self, part: Part, context: LetterContext, answered: Address | None = None) -> None:
        """``answered``: who gets what the reader answers; None when it is the sender."""
        self.part = part
        self.context = context
        self.answered = answered
        self.reader = Actor.parse(part.posted.notice.recipient)

    @property
    def event(self) -> Event:
        return self.part.material.event

    @property
    def handoff(self) -> HandoffState:
        return self.part.material.handoff

    @property
    def is_opening(self) -> bool:
        """Whether the event is the first outcome, recorded with the request itself."""
        return self.event.seq == self.handoff.opened_seq + 1

    @cached_property
    def sight(self) -> CompanySight:
        """What the reader gets of the company's personal fields, of those the table allows.

        The ledger's own rule, but for the council, which is told the name of a company that did not refuse.
        """
        if self.handoff.erased or not self.part.material.personal:
            return "erased"
        if self.reader.role == "company" and not self.part.material.confirmed:
            return "unconfirmed"
        if self.reader.role != "company" and self.handoff.consent is False:
            return "refused"
        return "shown" if self.reader.role == "council" or may_see_personal(self.handoff, self.reader) else "withheld"

    @property
    def personal(self) -> Mapping[str, Any] | None:
        """The company's personal fields; None when this reader may not see them."""
        return self.part.material.personal if self.sight == "shown" else None

    @cached_property
    def decision(self) -> Decision | None:
        """As much of the decision as its reader may see: without what is personal in it where that is not shown."""
        from innoveici.routing.record import join

        recorded = self.part.material.recorded
        if recorded is None or self.sight == "shown":
            return self.part.material.decision()
        return join(recorded[0], None, recorded[2])

    def _recorded(self) -> Decision | None:
        return self.decision

    @property
    def region_code(self) -> str | None:
        return self._decided("region_code", self.handoff.region_code)

    @property
    def erac_id(self) -> str | None:
        """The ERAC in charge."""
        return self._decided("erac_id", self.handoff.erac_id)

    @cached_property
    def advisor_id(self) -> str | None:
        """The advisor that the event is about: who gets the request, has it, or gave it back."""
        if "advisor_id" in self.event.payload or self.event.type in DECIDES:
            return self._decided("advisor_id", None)
        actor = Actor.parse(self.event.actor)
        if actor.role == "advisor" and self.event.type != "undone":
            return actor.id
        if self.event.type in ("accepted", "declined") and self.decision:  # recorded for the advisor by somebody else
            return self.decision.advisor_id
        return self.handoff.advisor_id

    @cached_property
    def erac(self) -> NamedActor | None:
        return named_erac(self.erac_id, self.context.directory, self._recorded)

    @cached_property
    def advisor(self) -> NamedActor | None:
        return named_advisor(self.advisor_id, self.context.directory, self._recorded)

    @cached_property
    def holder(self) -> NamedActor | None:
        """The advisor who has it now, whatever the event said."""
        return named_advisor(self.handoff.advisor_id, self.context.directory, self._recorded)

    @cached_property
    def partner(self) -> NamedActor | None:
        told = [Actor.parse(actor) for actor in self.handoff.involved]
        id_ = (
            self.reader.id if self.reader.role == "partner" else next((a.id for a in told if a.role == "partner"), None)
        )
        return named_partner(id_, self.context.directory, self._recorded)

    def _decided(self, name: str, otherwise: str | None) -> str | None:
        """What the event itself says of ``name``."""
        value: str | None = self.event.payload.get(name, otherwise)
        return value

    def name_of(self, actor: Actor, company: str) -> str:
        """How an actor is called; ``company`` is how the company is, for this reader."""
        directory = self.context.directory
        match actor.role:
            case "company":
                return company
            case "council":
                return clean(directory.council.name)
            case "advisor":
                found = named_advisor(actor.id, directory, self._recorded)
            case "erac":
                found = named_erac(actor.id, directory, self._recorded)
            case "partner":
                found = named_partner(actor.id, directory, self._recorded)
            case _:
                found = None
        return str(found or actor)


def company_name(view: NoticeView) -> str:
    """The company's name, or why it is not said."""
    if view.personal is None:
        return _(INSTEAD[view.sight])
    return clean(view.personal["company"]) or "?"


def _told(view: NoticeView, *states: str) -> list[Actor]:
    """Who else was to hear of the event, but for those whose notice is in one of ``states``."""
    notices = view.part.material.told
    others = [Actor.parse(n.recipient) for n in notices if n.state not in states]
    return [actor for actor in others if actor != view.reader]


def others_told(view: NoticeView) -> list[str]:
    """Names of those who were told of the event beside the reader, and have the request."""
    actors = _told(view, "no_address", "cancelled")
    return [shown_name(view, actor) for actor in actors if _has_it(view, actor)]


def former_holders(view: NoticeView) -> list[str]:
    """Advisors and ERACs that were told of the request and let it go; by now, too, they do not have it."""
    directory, handoff = view.context.directory, view.handoff
    found = []
    for actor in map(Actor.parse, handoff.involved):
        gone = actor.role in ("advisor", "erac") and not _has_it(view, actor)
        if gone and actor != view.reader and actor.id not in (handoff.advisor_id, handoff.erac_id):
            there = directory_address(actor, directory)
            if there is None or is_email(there.email):  # else it was not told
                found.append(shown_name(view, actor))
    return found


def _has_it(view: NoticeView, actor: Actor) -> bool:
    """Whether an actor of the chain has the request, as the event says: no advisor or ERAC that has let it go.

    While the place is open, each ERAC that was asked; the advisor's own too, where it is in another region.
    """
    if actor.role == "advisor":
        return actor.id == view.advisor_id
    if actor.role != "erac" or view.erac_id in (None, actor.id):
        return True
    advisor = view.context.directory.advisors.get(view.advisor_id or "")
    region = view.context.directory.regions.get(advisor.region_code) if advisor else None
    return region is not None and any(erac.id == actor.id for erac in region.eracs)


def shown_name(view: NoticeView, actor: Actor) -> str:
    """An actor of the chain, the company without its name where that is not shown."""
    return view.name_of(actor, company_name(view) if view.personal else _("the company itself"))


def company_was_told(view: NoticeView) -> bool:
    """Whether the company hears of the event too."""
    return any(actor.role == "company" for actor in _told(view, "no_address"))
