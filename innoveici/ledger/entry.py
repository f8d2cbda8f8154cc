"""What routing hands to the ledger, and what it gets back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from innoveici.ledger.audience import Contact, Told
from innoveici.ledger.event import Head
from innoveici.request import Request

Status = Literal["assigned", "held", "rejected", "referred"]


@dataclass(frozen=True, slots=True, repr=False)
class Routed:
    """One request with its decision, ready to be recorded.

    ``payload`` is what may be kept for ever, ``private`` what must be erasable (both plain JSON); the ledger does not
    look into either. ``contacts`` are the actors of the chain; who of them is told is the table's business.
    """

    request: Request
    status: Status
    payload: Mapping[str, Any]
    private: Mapping[str, Any]
    contacts: tuple[Contact, ...]
    region_code: str | None = None
    erac_id: str | None = None
    advisor_id: str | None = None

    def __repr__(self) -> str:
        return f"Routed({self.request!r}, {self.status!r})"  # nothing personal in a traceback


@dataclass(frozen=True, slots=True)
class Recorded:
    """``seqs``: the ``received`` event and the one of its outcome. ``head``: the ledger's, right after."""

    handoff_id: str
    request_id: str
    status: Status
    seqs: tuple[int, int]
    told: tuple[Told, ...]
    head: Head
