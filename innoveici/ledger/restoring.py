"""What the event says that takes steps of a handoff back, and restores the state that they found. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from innoveici.ledger.event import Event
from innoveici.ledger.states import back_to, fold, standing


def restores(events: Sequence[Event], seqs: Sequence[int], reached: Collection[str]) -> dict[str, Any]:
    """The payload of an ``undone`` event.

    :param events: all of the handoff's. :param seqs: those that it takes back, in order.
    :param reached: whom a letter about any of ``events`` has reached, or may have.
    """
    before = fold([event for event in events if event.seq < seqs[0]])
    heard = {*before.involved, *reached}
    for event in standing(events):
        heard.update(event.payload.get("told", ()) if event.seq > seqs[-1] else ())
    return {
        "undoes": list(seqs),
        "steps": [event.type for event in events if event.seq in seqs],
        "back_to": back_to(before),
        "unheard": [actor for actor in fold(events).involved if actor not in heard],
    }
