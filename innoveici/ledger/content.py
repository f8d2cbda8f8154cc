"""What a request says: as the texts its events will hold, and against what is recorded under its id. Pure.

A request is kept in two parts: what its ``received`` event may say for ever, and its personal fields, which can be
erased. Each is a canonical JSON text, so that a request that comes again unchanged is recognised by its texts alone.

It may come again corrected while nobody has it in hand. A rejected or held row is mended where it came from and fed
back under its own id; it must not be taken for a duplicate. What it leaves out is not thereby taken back: only what is
given counts, and the rest is as it was recorded. A cell that is there and empty was emptied: what stood in it was
wrong.

A request that was undone with its batch begins again when it comes again, changed or not. The batch may have been
undone because a wrong column was read: then even another company may stand under the id, and nothing of the first is
kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from innoveici.ledger.audience import Contact, Told, who_hears
from innoveici.ledger.entry import Prepared, Routed, Step
from innoveici.ledger.event import canonical
from innoveici.ledger.shared import parted
from innoveici.ledger.states import CORRECTABLE, HandoffState
from innoveici.request import FIELDS, PERSONAL_FIELDS, Request
from innoveici.request_reading import fold
from innoveici.steps import State

if TYPE_CHECKING:
    from innoveici.ledger.event import Event
    from innoveici.routing.decision import Decision


_ABOUT_THE_COPY = frozenset({"request_id", "received_at"})
"""Not content: which request it is, and when this copy of it came."""
_SAYS_NOTHING: tuple[Any, ...] = ("", None, [])
_USUAL = {"language": "fr", "scale": "standard"}
"""What these are where nobody said: leaving them out must not take back what was said before."""


def parts_of(request: Request) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the ``received`` event says, and the personal fields that are not empty. The id is the event's own."""
    public = request.to_json()
    del public["request_id"]
    personal = {name: public.pop(name) for name in PERSONAL_FIELDS}
    return public, {name: value for name, value in personal.items() if value}


def known_fields(events: Iterable[Event], personal: Mapping[str, Any]) -> dict[str, Any]:
    """A request's fields as last known, as JSON; ``personal`` is what ``reading.personal_of`` found."""
    known: dict[str, Any] = {}
    for event in events:
        if event.type == "received":
            known |= event.payload  # which may say more than fields: the batch it came in
        elif event.type == "corrected":
            known |= event.payload.get("values", {})
    return {name: value for name, value in known.items() if name in FIELDS or name == "remarks"} | dict(personal)


def replacement(request: Request, known: Mapping[str, Any]) -> dict[str, Any]:
    """Every field in which ``request`` is not ``known``, what it leaves empty included, with its values, as JSON."""
    return {
        name: value
        for name, value in request.to_json().items()
        if name != "request_id" and value != known.get(name) and not (_is_empty(value) and _is_empty(known.get(name)))
    }


def _is_empty(value: Any) -> bool:
    return value in _SAYS_NOTHING  # a consent that is False is not


def differences(request: Request, known: Mapping[str, Any], *, emptied: bool = False) -> dict[str, Any]:
    """The fields in which ``request`` says something else than ``known``, with its values, as JSON.

    Compared as when an id is derived: case, spacing and ways to write a code apart. A field that is not given (empty,
    None, the usual language or scale) says nothing; so a consent that was refused stays so until it is given.

    ``emptied``: a field that was there to be filled in (``Request.said``) and is empty does say something: that what is
    known was wrong. Of consent only where it was not clear what it said.
    """
    found = {
        name: value
        for name, value in request.to_json().items()
        if name not in _ABOUT_THE_COPY
        and name != "remarks"
        and ((emptied and _is_emptied(name, request, known)) or not _says_nothing(name, value))
        and value != known.get(name)
        and not (_is_empty(value) and _is_empty(known.get(name)))
        and fold(name, value) != fold(name, known.get(name))
    }
    before = known.get("remarks", [])
    after = _remarks_after(request, known) if emptied else [*before, *new_remarks(request, known)]
    return found if _said(after) == _said(before) else found | {"remarks": after}


def new_remarks(request: Request, known: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The remarks of ``request`` that are not known yet, as JSON."""
    before = _said(known.get("remarks", ()))
    return [remark.to_json() for remark in request.remarks if _said([remark.to_json()])[0] not in before]


def _says_nothing(name: str, value: Any) -> bool:
    return value in _SAYS_NOTHING or value == _USUAL.get(name)


def _is_emptied(name: str, request: Request, known: Mapping[str, Any]) -> bool:
    """Whether a field that is known was left blank where it could be filled in, and not for what could not be used."""
    if name not in request.said or any(remark.field == name for remark in request.remarks):
        return False
    return name != "consent" or any(remark["field"] == "consent" for remark in known.get("remarks", ()))


def _remarks_after(request: Request, known: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The known remarks on fields of which ``request`` says nothing, then its own."""
    own = [remark.to_json() for remark in request.remarks]
    kept = [said for said in known.get("remarks", ()) if said["field"] not in request.said and said not in own]
    return kept + own


def _said(remarks: Iterable[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """What remarks say, case and spacing apart, as fields are compared."""
    return [(said["field"], said["reason_code"], fold("remarks", said["text"])) for said in remarks]


def prepared(
    routed: Routed,
    told: Iterable[Told],
    roster: str | None,
    *,
    batch: str | None,
    marks: Mapping[str, str] = MappingProxyType({}),
) -> Prepared:
    """``roster`` is its id in the ledger; ``batch`` the one it came in; ``marks``: how it came, said for ever.

    :raises ValueError: what no JSON can say.
    """
    received, personal = parts_of(routed.request)
    received |= marks
    outcome = outcome_payload(routed, roster)
    notices = tuple((str(notice.recipient), notice.template, notice.language, notice.state) for notice in told)
    if notices:
        outcome["told"] = [recipient for recipient, *_ in notices]
    own, shared = parted(outcome, routed.request.request_id)
    return Prepared(
        request_id=routed.request.request_id,
        status=routed.status,
        received=canonical(received).encode(),
        personal=canonical(personal).encode() if personal else b"",
        outcome=canonical(own).encode(),
        shared=canonical(shared).encode() if shared else b"",
        private=canonical(routed.private).encode() if routed.private else b"",
        told=notices,
        region_code=routed.region_code,
        erac_id=routed.erac_id,
        advisor_id=routed.advisor_id,
        batch=batch or "",
    )


def outcome_payload(routed: Routed, roster: str | None, *, anew: bool = False) -> dict[str, Any]:
    """The payload of the event that decides; ``anew``: it also says which of the earlier answers no longer holds."""
    place = {"region_code": routed.region_code, "erac_id": routed.erac_id, "advisor_id": routed.advisor_id}
    payload = {k: v for k, v in place.items() if anew or v is not None} | {"decision": routed.payload}
    return payload | ({"roster": roster} if roster else {})


class Known(Protocol):
    """What is asked of a request that is known: recalled from a ledger, or planned by a dry run."""

    @property
    def handoff_id(self) -> str | None: ...
    @property
    def state(self) -> State: ...
    @property
    def told(self) -> tuple[Contact, ...]: ...
    @property
    def begins_again(self) -> bool: ...
    @property
    def personal(self) -> Mapping[str, Any] | None: ...
    @property
    def known(self) -> Mapping[str, Any]: ...
    @property
    def folded(self) -> HandoffState: ...
    @property
    def decided(self) -> Decision: ...


@dataclass(frozen=True, slots=True, repr=False)
class Correction:
    """Fields that differ, with their new values: what an event may say, and what must be erasable.

    ``request``: the recorded one with those values, which is what must be decided anew. ``before``: the handoff as it
    was read. ``told_before``: who was told of the outcome so far. ``replaces``: it is another company, and ``request``
    is as given.
    """

    request: Request
    before: HandoffState
    public: Mapping[str, Any]
    personal: Mapping[str, Any]
    told_before: tuple[Contact, ...] = ()
    replaces: bool = False

    def __repr__(self) -> str:
        return f"Correction({self.fields!r})"  # nothing personal in a traceback

    @property
    def fields(self) -> list[str]:
        """Names, sorted; none when a request that was undone comes again as it was."""
        names = sorted([*self.public, *self.personal])
        return [name for name in names if name != "remarks"] or names  # what follows from another field is no field

    @property
    def reopens(self) -> bool:
        """It had been undone with its batch."""
        return self.before.undone

    def no_longer(self, contacts: Collection[Contact]) -> tuple[Contact, ...]:
        """Who was told before and is not among ``contacts`` now, as when the region changed."""
        now = {contact.actor for contact in contacts}
        return tuple(contact for contact in self.told_before if contact.actor not in now)


WHO_IT_IS = frozenset({"company", "neq"})
"""Another company is another request, whatever its number: it must not inherit the first one's contact and need."""


def correction_of(request: Request, recalled: Known) -> Correction | None:
    """What ``request`` changes in the one recorded under its id; None when it is a duplicate of it.

    It is one when nothing changed, when it is past correcting, and when its personal data was erased.
    """
    begins_again = recalled.begins_again
    if not begins_again and recalled.state not in CORRECTABLE:
        return None
    if recalled.personal is None:  # erased: nothing left to compare with
        return None
    known = recalled.known
    changed = differences(request, known, emptied=True)
    other = any(changed.get(name) and known.get(name) for name in WHO_IT_IS)
    if not begins_again and (other or not changed):
        return None
    if other:
        changed, merged = replacement(request, known), request
    else:
        merged = Request.from_json(request.to_json() | dict(known) | changed)
    return Correction(
        merged,
        recalled.folded,
        {k: v for k, v in changed.items() if k not in PERSONAL_FIELDS},
        {k: v for k, v in changed.items() if k in PERSONAL_FIELDS},
        recalled.told,
        other,
    )


def steps_of(routed: Routed, correction: Correction, outcome: Mapping[str, Any], batch: str | None) -> list[Step]:
    """The events that record it: reopened, corrected, decided. ``outcome`` is the last one's payload.

    Told of it: those who were told before and are not concerned any more, then those of the new outcome.
    """
    tag = {"batch": batch} if batch else {}
    steps = [Step("reopened", tag)] if correction.reopens else []
    if correction.fields:
        payload: dict[str, Any] = {"fields": correction.fields, "values": dict(correction.public), **tag}
        if correction.replaces:
            payload["replaces"] = True
        let_go = who_hears("corrected", correction.no_longer(routed.contacts))
        steps.append(Step("corrected", payload, correction.personal, let_go))
    return [*steps, Step(routed.status, outcome, routed.private, who_hears(routed.status, routed.contacts))]
