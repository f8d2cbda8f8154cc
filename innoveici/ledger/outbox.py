"""The outbox as values: a notice with what became of it, and what a run that sends them says to the ledger."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from innoveici.ledger.states import outlives
from innoveici.messages import N_

if TYPE_CHECKING:
    from innoveici.ledger.audience import NoticeState
    from innoveici.ledger.event import Event
    from innoveici.ledger.reading import Notice
    from innoveici.ledger.states import HandoffState
    from innoveici.reasons import Reason
    from innoveici.routing.decision import Decision
    from innoveici.steps import EventType


NoticeAction = Literal["retry", "hold", "cancel"]
"""What a person may do with a notice."""
Digests = Mapping[str, Collection[str]]
"""By recipient (``council``, ``erac:erac-14``) the templates of notices that wait for its digest."""
NOTICE_WORDS: Mapping[NoticeState, str] = {
    "queued": N_("waiting to be sent"),
    "no_address": N_("no address known"),
    "sending": N_("being sent"),
    "sent": N_("sent"),
    "failed": N_("failed"),
    "held": N_("held back"),
    "cancelled": N_("cancelled"),
    "bounced": N_("came back"),
}
"""States of a notice, as a person reads them."""
Place = tuple[datetime, int, int]
"""Where a notice stands among those that are due: its ``not_before``, its event, its ordinal."""

LONGEST_LEASE = timedelta(hours=3)
"""No run has a letter in hand for longer: a lease beyond that was written by a clock that ran ahead, and is over."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is known of a notice that was at least once taken to be sent.

    ``message`` is the letter it belongs to for ever; ``run`` and ``lease_until`` (UTC) say who is sending it now;
    ``doubts`` counts the times when nobody knew whether it had gone out. ``first_at``: when it was first tried, or
    tried again after a person had said so; ``last_at``: when something last became of it. ``error``: the last one.
    """

    message: str
    run: str | None
    lease_until: datetime | None
    doubts: int
    first_at: datetime
    last_at: datetime
    error: Reason | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """A notice in the outbox, with the event that caused it. ``at`` is the event's time, UTC."""

    notice: Notice
    handoff_id: str
    request_id: str
    event_type: EventType
    at: datetime
    delivery: Delivery | None = None

    @property
    def key(self) -> tuple[int, int]:
        """Event and ordinal, as a :class:`Claim` names it."""
        event, _, ordinal = self.notice.id.partition(".")
        return int(event), int(ordinal)

    def in_grace(self, now: datetime) -> bool:
        """Whether it waits because the step it tells of can still be taken back, as ``PostingLedger.in_grace``."""
        return self.delivery is None and self.notice.state == "queued" and self.at <= now < self.notice.not_before

    @property
    def place(self) -> Place:
        """To go on after it, in :meth:`PostingLedger.due`."""
        return (self.notice.not_before, *self.key)


@dataclass(frozen=True, slots=True)
class Claim:
    """A letter that ``run`` is about to send: its id, and the notices (event, ordinal) that it is made of."""

    message: str
    notices: tuple[tuple[int, int], ...]
    run: str
    lease_until: datetime


@dataclass(frozen=True, slots=True)
class Unmailed:
    """Notices (event, ordinal) that go nowhere now, and were never in a letter: only their state changes."""

    notices: tuple[tuple[int, int], ...]
    state: NoticeState


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of a letter that ``run`` had claimed: ``queued`` is to be tried again from ``not_before`` on.

    ``counts``: False gives the attempt back; the channel failed, not the letter. ``doubt``: it may have gone out all
    the same, which its ``doubts`` count.
    """

    message: str
    run: str
    state: NoticeState
    not_before: datetime | None = None
    error: Reason | None = None
    counts: bool = True
    doubt: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Material:
    """What a letter about an event can be made from: ``handoff`` is as it is now, ``told`` are the event's notices.

    ``personal`` is as last known, None once erased. ``private`` is the event's own private part (the reason of a
    refusal), None where it has none or was erased. ``received_at`` and ``reopened_at`` (the last time, None if never)
    are as they were when the ledger was read; so is ``undone_seq``, the event that last took the handoff back, or 0.
    ``confirmed``: whether the company's address is known to be its own (``states.has_confirmed``).
    """

    event: Event
    handoff: HandoffState
    personal: Mapping[str, Any] | None
    received_at: datetime
    told: tuple[Notice, ...]
    recorded: tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any] | None] | None = None
    private: Mapping[str, Any] | None = None
    reopened_at: datetime | None = None
    undone_seq: int = 0
    confirmed: bool = True

    @property
    def taken_back(self) -> bool:
        """Whether the event was taken back with its handoff since. What ``outlives`` that says still holds."""
        return self.event.seq < self.undone_seq and not outlives(self.event)

    @property
    def waiting_since(self) -> datetime:
        """The moment the promise to the company counts from."""
        return self.reopened_at or self.received_at

    def decision(self) -> Decision | None:
        """The last decision at or before the event; None where there is none, or once it was erased."""
        from innoveici.routing.record import join

        return join(*self.recorded) if self.recorded else None
