"""What is handed to the ledger to be recorded, a routed request or a step of a handoff, and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from innoveici.ledger.audience import Contact, Told
from innoveici.ledger.event import Head
from innoveici.request import Request
from innoveici.routing.decision import Status as Status
from innoveici.steps import EventType


@dataclass(frozen=True, slots=True, repr=False)
class Routed:
    """One request with its decision, ready to be recorded.

    ``payload`` is what may be kept for ever, ``private`` what must be erasable (both plain JSON); the ledger does not
    look into either. ``contacts`` are the actors of the chain; who of them is told is the table's business. ``roster``
    is who was considered, empty when nobody was; it is kept once for all that have the same.
    """

    request: Request
    status: Status
    payload: Mapping[str, Any]
    private: Mapping[str, Any]
    contacts: tuple[Contact, ...]
    region_code: str | None = None
    erac_id: str | None = None
    advisor_id: str | None = None
    roster: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Routed({self.request!r}, {self.status!r})"  # nothing personal in a traceback


class Prepared(NamedTuple):
    """One request with its outcome, as the very texts that its two events will hold: made by the thousand.

    ``received`` and ``outcome`` are the events' payloads as canonical JSON (``event.canonical``), the outcome's without
    what it shares with others, which is ``shared`` (``shared.parted``). It says the same as ``region_code``,
    ``erac_id`` and ``advisor_id``, and names the recipients of ``told`` in their order. ``personal`` and ``private``
    are what must be erasable, canonical JSON too, empty for nothing. These five are UTF-8, as they are hashed and kept.
    ``told``: recipient, template, language and state of each notice. ``batch``: the run it came in, empty for none.
    """

    request_id: str
    status: Status
    received: bytes
    personal: bytes
    outcome: bytes
    shared: bytes
    private: bytes
    told: tuple[tuple[str, str, str, str], ...]
    region_code: str | None = None
    erac_id: str | None = None
    advisor_id: str | None = None
    batch: str = ""

    def __repr__(self) -> str:
        return f"Prepared({self.request_id!r}, {self.status!r})"  # nothing personal in a traceback


@dataclass(frozen=True, slots=True)
class Recorded:
    """``seqs``: the ``received`` event and the one of its outcome. ``head``: the ledger's, right after."""

    handoff_id: str
    request_id: str
    status: Status
    seqs: tuple[int, int]
    told: tuple[Told, ...]
    head: Head


class Step(NamedTuple):
    """``payload`` is for ever, ``private`` can be erased, ``told`` are the notices it causes."""

    type: EventType
    payload: Mapping[str, Any] = {}
    private: Mapping[str, Any] | None = None
    told: tuple[Told, ...] = ()
