"""One handoff as one actor may see it: what was asked, what happened, who has it, who knows what of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from innoveici.characters import clean
from innoveici.field_words import field_label, value_text
from innoveici.ledger.first_contact import waiting_since
from innoveici.ledger.states import not_undone
from innoveici.messages import N_, Message, _
from innoveici.notify.facts import LANGUAGES
from innoveici.notify.letter_types import LETTER_TYPES
from innoveici.notify.notice_view import NamedActor, named_advisor, named_erac, named_partner
from innoveici.orienting import fitting_known
from innoveici.quebec import is_overdue, quebec_day, waits
from innoveici.request import FIELDS
from innoveici.steps import EventType, answer_word
from innoveici.web.visits import NotThere
from innoveici.words import NOTICE, ROLE, STATE, entry_name, event_word, moment, word

if TYPE_CHECKING:
    from innoveici.directory.model import Directory
    from innoveici.ledger.actor import Actor
    from innoveici.ledger.event import Event
    from innoveici.ledger.reading import Notice, Shown
    from innoveici.ledger.recall import Recalled
    from innoveici.ledger.states import HandoffState
    from innoveici.ledger.story import Story
    from innoveici.orientation.suggesting import Suggestion
    from innoveici.web.site import Site

TONES: Mapping[str, str] = {
    "held": "warn", "rejected": "bad", "declined": "warn", "accepted": "good", "contacted": "good", "closed": "",
}  # fmt: skip
"""How a state looks, where it is not neutral."""

TO_COMPANY: Mapping[EventType, str] = {
    "received": N_("Your request was received."),
    "assigned": N_("Your request was given to {who}."),
    "held": N_("Your request is on hold: something is missing to relay it."),
    "rejected": N_("Your request must be corrected before it can be relayed."),
    "referred": N_("Your request goes to {who}."),
    "handed_over": N_("Your request was handed over to {who}."),
    "accepted": N_("{who} accepted your request."),
    "declined": N_("The person it was given to could not take it."),
    "contacted": N_("You were contacted."),
    "unreached": N_("Somebody tried to reach you."),
    "oriented": N_("You were directed to: {entries}."),
    "reassigned": N_("Your request was given to {who}."),
    "escalated": N_("Your ERAC takes care of your request itself."),
    "closed": N_("Your request was closed: {answer}."),
    "reopened": N_("Your request is open again."),
    "corrected": N_("Your request was corrected: {fields}."),
    "erased": N_("Your personal information was erased."),
    "asked": N_("You told your ERAC: {answer}."),
    "rated": N_("You told us what came of it."),
}
"""What happened, in words for the company."""

_NOT_SHOWN = frozenset({"request_id"})
"""Fields that are said elsewhere."""


@dataclass(frozen=True, slots=True, repr=False)
class Happening:
    """``said``: what a person wrote with it, where the viewer may read that."""

    at: str
    words: str
    by: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Informed:
    """Somebody of the chain: what they were told of it, and how that arrived."""

    who: str
    what: str
    how: str


@dataclass(frozen=True, slots=True, repr=False)
class HandoffView:
    """``known``: every field of the request as last known; None when it is not the viewer's to see, or was erased.

    ``in_hands``: whether the viewer is the one in charge. ``deadline``: the last day of the promise, while it counts.
    """

    viewer: Actor
    shown: Shown
    recalled: Recalled
    known: Mapping[str, Any] | None
    holder: NamedActor | None
    erac: NamedActor | None
    deadline: date | None
    overdue: bool
    happenings: tuple[Happening, ...]
    informed: tuple[Informed, ...]

    @property
    def state(self) -> HandoffState:
        """What its events add up to."""
        return self.shown.handoff

    @property
    def state_word(self) -> str:
        """In the reader's language."""
        return word(STATE, self.state.state)

    @property
    def tone(self) -> str:
        """Of the state, as the sheet names it."""
        return TONES.get(self.state.state, "")

    @property
    def facts(self) -> list[tuple[str, str, str]]:
        """The request's fields: name, label and text; those that are empty are left out."""
        known = self.known or {}
        values = [(name, field_label(name), _value(name, known.get(name))) for name in FIELDS if name not in _NOT_SHOWN]
        return [fact for fact in values if fact[2]]


def _value(name: str, value: Any) -> str:
    """A field as it is read; what goes without saying is empty."""
    match name, value:
        case "received_at", str(text) if text:
            return moment(datetime.fromisoformat(text))
        case "language", str(code):
            return word(LANGUAGES, code)
        case "scale", str(scale):
            return _("major project") if scale == "major" else ""
        case "country", "CA":
            return ""
    return value_text(value)


def view_of(site: Site, story: Story, viewer: Actor) -> HandoffView:
    """:raises NotThere: it is not for ``viewer``."""
    shown, recalled = story.shown_to(viewer), story.recalled
    if shown is None:
        raise NotThere
    handoff, directory = shown.handoff, site.directory
    since = waiting_since(recalled.events) or handoff.opened_at
    service = directory.service
    calendar, days = site.working_days, service.first_contact_days
    people = People(directory, recalled)
    return HandoffView(
        viewer,
        shown,
        recalled,
        recalled.known if shown.personal is not None else None,
        people.holder(handoff),
        people.erac(handoff.erac_id),
        calendar.deadline(quebec_day(since), days) if waits(handoff.state, handoff.consent) else None,
        is_overdue(handoff.state, since, site.today, days, calendar, consent=handoff.consent),
        tuple(_happenings(shown, recalled, viewer, people)),
        tuple(_informed(shown.notices, people)),
    )


def suggested(site: Site, view: HandoffView) -> tuple[Suggestion, ...]:
    """What of the catalogue fits the need, where the viewer may read it."""
    return tuple(fitting_known(view.known, view.recalled.decided, site.desk))


class People:
    """Those of the chain by name, as the directory has them, else as they were recorded."""

    def __init__(self, directory: Directory, recalled: Recalled) -> None:
        self._directory = directory
        self._recalled = recalled

    def advisor(self, id_: str | None) -> NamedActor | None:
        return named_advisor(id_, self._directory, lambda: self._recalled.decided)

    def erac(self, id_: str | None) -> NamedActor | None:
        return named_erac(id_, self._directory, lambda: self._recalled.decided)

    def holder(self, handoff: HandoffState) -> NamedActor | None:
        """Who has it in hand: an advisor, else the ERAC."""
        if handoff.state in ("held", "rejected", "received", "closed", "referred"):
            return None
        return self.advisor(handoff.advisor_id) or self.erac(handoff.erac_id)

    def name(self, actor: Actor) -> str:
        """Its name with what it is, for whoever reads the page."""
        found = {"advisor": self.advisor, "erac": self.erac, "partner": self._partner}.get(actor.role)
        named = found(actor.id) if found else None
        return f"{named.name}" if named else word(ROLE, actor.role)

    def _partner(self, id_: str | None) -> NamedActor | None:
        return named_partner(id_, self._directory, lambda: self._recalled.decided)

    def given_to(self, event: Event) -> str:
        """To whom an event gives the handoff, or who has it there."""
        payload = event.payload
        if advisor := self.advisor(payload.get("advisor_id")):
            return str(advisor)
        if erac := self.erac(payload.get("erac_id")):
            return erac.name
        return word(ROLE, "partner" if event.type in ("referred", "handed_over") else "erac")


def _happenings(shown: Shown, recalled: Recalled, viewer: Actor, people: People) -> Iterable[Happening]:
    """In their order. An ERAC sees also what was taken back; others, what holds."""
    remarks = {event.seq: part["reason"] for event, part in recalled.with_private_parts if "reason" in part}
    events = shown.events if viewer.role in ("erac", "council") else not_undone(shown.events)
    last_given = ""
    for event in events:
        by = _actor(event.actor)
        if event.type in ("assigned", "reassigned"):
            last_given = people.given_to(event)
        may_read = (viewer.role == "erac" and shown.personal is not None) or event.actor == str(viewer)
        said = clean(remarks.get(event.seq, ""), keep_lines=True) if may_read else ""
        if viewer.role == "company":
            if words := _to_company(event, last_given, people):
                yield Happening(moment(event.at), words, "", said)
            continue
        words = event_word(event.type, event.payload)
        if event.type in ("assigned", "reassigned"):
            words = Message(N_("{event}: {who}"), event=words, who=last_given).text()
        elif answer := answer_word(event.payload):
            words = Message(N_("{event}: {who}"), event=words, who=_(answer)).text()
        name = people.name(by)
        if event.actor == str(viewer) and (login := event.payload.get("staff")):
            name = f"{name} ({login})"  # who of its own staff it was
        yield Happening(moment(event.at), words, name, said)


def _actor(text: str) -> Actor:
    from innoveici.ledger.actor import Actor

    return Actor.parse(text)


def _to_company(event: Event, given: str, people: People) -> str:
    if event.type not in TO_COMPANY:
        return ""
    who = given if event.type in ("assigned", "reassigned", "accepted") else people.given_to(event)
    fields = ", ".join(field_label(name).lower() for name in event.payload.get("fields", ()))
    entries = "; ".join(map(entry_name, event.payload.get("entries", ())))
    answer = answer_word(event.payload)
    said = _(answer) if answer else ""
    if event.type == "closed" and entries:
        said = f"{said} ({entries})"
    return Message(TO_COMPANY[event.type], who=who, answer=said, fields=fields, entries=entries).text()


def _informed(notices: Iterable[Notice], people: People) -> Iterable[Informed]:
    """Each recipient once, in the order in which they were told."""
    of: dict[str, list[Notice]] = {}
    for notice in notices:
        if not notice.recipient.startswith("company:"):
            of.setdefault(notice.recipient, []).append(notice)
    for recipient, told in of.items():
        actor = _actor(recipient)
        words = f"{people.name(actor)} ({word(ROLE, actor.role)})" if actor.role != "council" else word(ROLE, "council")
        yield Informed(words[:1].upper() + words[1:], _what(told), word(NOTICE, told[-1].state))


def _what(told: Iterable[Notice]) -> str:
    """How much of the request the letters say, at most."""
    fields = frozenset[str]().union(
        *(LETTER_TYPES[n.template].personal for n in told if n.template in LETTER_TYPES and n.state != "cancelled")
    )
    if "contact" in fields:
        return _("the request, and how to reach the company")
    if "need" in fields:
        return _("the request")
    return _("the company's name and where the request is") if "company" in fields else _("that there is a request")
