"""Whether a request that is sent is one that was sent before: by its content as it was then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from innoveici.ledger.content import known_fields
from innoveici.request import FIELDS, PERSONAL_FIELDS
from innoveici.request_reading import fold

if TYPE_CHECKING:
    from innoveici.ledger.recall import Recalled
    from innoveici.request import Request

_EMPTY: tuple[Any, ...] = ("", None, [])


def differing(request: Request, before: Recalled) -> list[str]:
    """The fields in which it is not the one that was sent first, whatever was corrected since; once its personal data
    is erased, those of them that are left."""
    sent = before.private_at(0)
    known = known_fields(before.events[:1], sent or {})
    erased = sent is None and bool(before.events[0].commitment)
    given = request.to_json()
    return [
        name
        for name in FIELDS
        if name != "request_id"
        and not (erased and name in PERSONAL_FIELDS)
        and _folded(name, given[name]) != _folded(name, known.get(name))
    ]


def _folded(name: str, value: Any) -> Any:
    return None if value in _EMPTY else fold(name, value)
