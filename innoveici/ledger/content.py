"""What a request says against what is recorded under its id. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from innoveici.request import Request, fold

if TYPE_CHECKING:
    from innoveici.ledger.event import Event

_ABOUT_THE_COPY = frozenset({"request_id", "received_at"})
"""Not content: which request it is, and when this copy of it came."""
_SAYS_NOTHING: tuple[Any, ...] = ("", None, [])
_USUAL = {"language": "fr", "scale": "standard"}
"""What these are where nobody said: leaving them out must not take back what was said before."""


def known_fields(events: Iterable[Event], personal: Mapping[str, Any]) -> dict[str, Any]:
    """A request's fields as last known, as JSON; ``personal`` is what ``reading.personal_of`` found."""
    fields: dict[str, Any] = {}
    for event in events:
        if event.type == "received":
            fields |= event.payload
        elif event.type == "corrected":
            fields |= event.payload.get("values", {})
    return {**fields, **personal}


def differences(request: Request, known: Mapping[str, Any]) -> dict[str, Any]:
    """The fields in which ``request`` says something else than ``known``, with its values, as JSON.

    Compared as when an id is derived: case, spacing and ways to write a code apart. A field that is not given (empty,
    None, the usual language or scale) says nothing; so a consent that was refused stays so until it is given.
    """
    return {
        name: value
        for name, value in request.to_json().items()
        if name not in _ABOUT_THE_COPY
        and value not in _SAYS_NOTHING
        and value != _USUAL.get(name)
        and fold(name, value) != fold(name, known.get(name))
    }
