"""What a request says against what is recorded under its id. Pure.

A request is kept in two parts: what its ``received`` event may say for ever, and its personal fields, which can be
erased. Each is a canonical JSON text, so that a request that comes again unchanged is recognised by its texts alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from innoveici.request import FIELDS, PERSONAL_FIELDS, Request
from innoveici.request_reading import fold

if TYPE_CHECKING:
    from innoveici.ledger.event import Event

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
