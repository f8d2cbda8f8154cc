"""Notices with what the ledger would know of them, made by hand: for rules that hold whatever was decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from innoveici.ledger.event import GENESIS, Event, Head
from innoveici.ledger.outbox import Delivery, Material, Posted
from innoveici.ledger.reading import Notice
from innoveici.ledger.states import HandoffState, handoff_id_of
from innoveici.notify.letter import LetterContext, Part
from innoveici.quebec import WorkingDays
from innoveici.steps import EventType, State
from tests.notify.shipped import shipped

NOW = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)
LEDGER = "0123456789ab"
KEY = b"k" * 32
PERSONAL: Mapping[str, Any] = {
    "company": "Fromagerie du Lac",
    "contact_name": "Hélène Côté",
    "email": "direction@fromagerie.example",
    "need": "Automatiser l'affinage",
    "municipality": "Joliette",
}


def context(*, eracs: Mapping[str, str] | None = None, council: str = "", **settings: Any) -> LetterContext:
    """The surroundings of every letter here. ``eracs``: addresses that regions.yaml leaves out, by ERAC."""
    directory = shipped()
    regions = {
        code: replace(region, eracs=tuple(replace(e, email=(eracs or {}).get(e.id, e.email)) for e in region.eracs))
        for code, region in directory.regions.items()
    }
    directory = replace(
        directory,
        regions=regions,
        council=replace(directory.council, email=council),
        notices=replace(directory.notices, **settings),
    )
    return LetterContext(directory, WorkingDays("CA-QC"), NOW, Head(2, "a" * 64), LEDGER, KEY)


def part(
    recipient: str = "company:R-1",
    *,
    event: EventType = "assigned",
    template: str | None = None,
    seq: int = 2,
    ordinal: int = 1,
    opened: int = 1,
    language: str = "fr",
    message: str | None = None,
    personal: Mapping[str, Any] | None = PERSONAL,
    state: State = "assigned",
    advisor: str | None = "QC-14-13",
    erac: str | None = "erac-14",
    consent: bool | None = True,
) -> Part:
    """``message``: the letter that the notice was in before."""
    handoff_id = handoff_id_of(opened)
    notice = Notice(
        f"{seq}.{ordinal}",
        seq,
        recipient,
        template or f"{event}.{recipient.partition(':')[0]}",
        language,
        "queued",
        1 if message else 0,
        NOW,
    )
    delivery = Delivery(message, None, None, 0, NOW, NOW) if message else None
    handoff = HandoffState(handoff_id, "R-1", state, opened, NOW, seq, "14", erac, advisor, consent=consent)
    recorded = Event(seq, handoff_id, "R-1", event, NOW, "system", {}, "", GENESIS, "b" * 64)
    return Part(
        Posted(notice, handoff_id, "R-1", event, NOW, delivery), Material(recorded, handoff, personal, NOW, (notice,))
    )
