"""One step of a handoff, ready to be sealed into an event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from innoveici.ledger.audience import Told
from innoveici.steps import EventType


class Step(NamedTuple):
    """``payload`` is for ever, ``private`` can be erased, ``told`` are the notices it causes."""

    type: EventType
    payload: Mapping[str, Any] = {}
    private: Mapping[str, Any] | None = None
    told: tuple[Told, ...] = ()
