"""Who hears of which event: one table, and the contacts it is applied to. Pure.

« Chacun des acteurs de la chaîne sera informé » : an event and its notices are written together. A recipient without an
address still gets a notice, in a state that shows, rather than silence. Addresses are not kept here: a company's is
personal data, the others' come from the directory when the notice is sent, so that a corrected address is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from innoveici.ledger.actor import COUNCIL, Actor
from innoveici.steps import EVENTS, EventType, Role

if TYPE_CHECKING:
    from innoveici.directory.model import Directory, Erac
    from innoveici.ledger.states import HandoffState
    from innoveici.request import Request

Language = Literal["fr", "en"]
NoticeState = Literal["queued", "no_address", "sending", "sent", "failed", "held", "cancelled", "bounced"]

AUDIENCE: Mapping[EventType, Mapping[Role, str]] = {event: row.tells for event, row in EVENTS.items()}
"""By event, the templates of those who hear of it."""

UNDONE_AUDIENCE: Mapping[Role, str] = {
    "company": "undone.company", "advisor": "undone.advisor", "erac": "undone.erac", "partner": "undone.partner",
    "council": "undone.council",
}  # fmt: skip
"""Instead of AUDIENCE's line for ``closed`` when a batch was taken back: what they were told does not hold."""

REMINDER: Mapping[Role, str] = {"advisor": "reminder.advisor", "erac": "reminder.erac"}
OVERDUE: Mapping[Role, str] = {"erac": "overdue.erac"}
BOUNCED: Mapping[Role, str] = {"erac": "bounced.erac"}
REPLIED: Mapping[Role, str] = {"erac": "replied.erac"}
RENEWED: Mapping[Role, str] = {"company": "link.company", "advisor": "link.advisor", "erac": "link.erac"}
WITHHELD: Mapping[Role, str] = {"erac": "withheld.erac"}
WAITED: Mapping[Role, str] = {"company": "waited.company"}
FEEDBACK: Mapping[Role, str] = {"company": "feedback.company"}
ABSENT: Mapping[Role, str] = {"erac": "absence.erac"}
"""Instead of AUDIENCE's line for ``noted``: when the time says so, a mail came back or was withheld, an answer is for a
person, a new link was asked for, or an advisor is absent."""


@dataclass(frozen=True, slots=True)
class Contact:
    """An actor of the chain: its language, and whether it has an address to write to."""

    actor: Actor
    language: Language = "fr"
    reachable: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """A notice to be written: ``state`` is ``queued`` or ``no_address``."""

    recipient: Actor
    template: str
    language: Language
    state: NoticeState


def with_those_before(now: Iterable[Contact], before: Iterable[Contact]) -> tuple[Contact, ...]:
    """``now``, and of those who were told before the ones who are not among them."""
    now = tuple(now)
    actors = {contact.actor for contact in now}
    return (*now, *(contact for contact in before if contact.actor not in actors))


def who_hears(event_type: EventType, contacts: Iterable[Contact], *, undone: bool = False) -> tuple[Told, ...]:
    """The notices an event causes among ``contacts``, in their order, one each."""
    return told_by(UNDONE_AUDIENCE if undone else AUDIENCE[event_type], contacts)


def told_by(templates: Mapping[Role, str], contacts: Iterable[Contact]) -> tuple[Told, ...]:
    """The notices of one line of a table, for those of ``contacts`` that it names."""
    return tuple(
        Told(c.actor, templates[c.actor.role], c.language, "queued" if c.reachable else "no_address")
        for c in dict.fromkeys(contacts)
        if c.actor.role in templates
    )


def in_charge_of(handoff: HandoffState) -> list[Actor]:
    """Its ERAC; while none is chosen, each actor that was told, of whom the tables take those whom they name."""
    return [Actor("erac", handoff.erac_id)] if handoff.erac_id else [Actor.parse(actor) for actor in handoff.involved]


def chain_of(
    request: Request,
    directory: Directory,
    *,
    erac_ids: Iterable[str] = (),
    advisor_id: str | None = None,
    partnership_ids: Iterable[str] = (),
) -> tuple[Contact, ...]:
    """The actors of one request: the company, its advisor, its ERACs, partners, the council. Unknown ids are left out.

    Several ERACs: an ambiguous place, where each may recognise its own.
    """
    chain = [Contact(Actor("company", request.request_id), request.language, bool(request.email))]
    if advisor_id is not None and (advisor := directory.advisors.get(advisor_id)):
        language: Language = "en" if advisor.languages and "fr" not in advisor.languages else "fr"
        chain.append(Contact(Actor("advisor", advisor.id), language, bool(advisor.email)))
    eracs: dict[str, Erac] = {e.id: e for region in directory.regions.values() for e in region.eracs}
    chain += [Contact(Actor("erac", id_), "fr", bool(eracs[id_].email)) for id_ in erac_ids if id_ in eracs]
    partners = {p.id: p for p in directory.partnerships}
    chain += [
        Contact(Actor("partner", id_), "fr", bool(partners[id_].contact)) for id_ in partnership_ids if id_ in partners
    ]
    chain.append(Contact(COUNCIL, "fr", bool(directory.council.email)))
    return tuple(chain)
