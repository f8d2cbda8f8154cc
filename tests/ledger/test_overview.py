"""Figures and plain lines of all regions are what the events say, on both databases, without the erasable part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from innoveici.ledger import open_ledger
from innoveici.ledger.actor import SYSTEM
from innoveici.ledger.ledger import Ledger
from innoveici.ledger.overview import PlainLine
from innoveici.ledger.states import not_undone
from innoveici.steps import STATES
from tests.ledger.samples import MARKER, NOW, routed

STORIES: tuple[tuple[tuple[str, dict[str, Any]], ...], ...] = (
    (),
    (("accepted", {}),),
    (("accepted", {}), ("contacted", {})),
    (("escalated", {}), ("contacted", {}), ("closed", {"outcome": "served"})),
    (("escalated", {}), ("closed", {}), ("reopened", {}), ("contacted", {})),
    (("corrected", {"values": {"consent": False}}),),
)


@pytest.fixture
def stories(url: str) -> Iterator[Ledger]:
    """A ledger with sixty handoffs in all kinds of states."""
    random, now = Random(7), [NOW]
    with open_ledger(url, clock=lambda: now[0]) as ledger:
        for number in range(60):
            now[0] = NOW - timedelta(days=random.randint(0, 30))
            came_in = random.choice([None, now[0] - timedelta(days=random.randint(0, 20))])
            erac = random.choice(["ERAC-14", None])
            with ledger.writing() as tx:
                said = routed(f"R-{number}", "assigned" if erac else "held", erac_id=erac, received_at=came_in)
                id_ = tx.record(said).handoff_id
            for step, payload in random.choice(STORIES) if erac else ():
                now[0] += timedelta(hours=random.randint(0, 200))
                with ledger.writing() as tx:
                    tx.append(id_, step, actor=SYSTEM, payload=payload)  # type: ignore[arg-type]
        now[0] = NOW + timedelta(days=30)
        yield ledger


def begun(ledger: Ledger, handoff_id: str) -> datetime:
    first = ledger.show(handoff_id).events[0]
    received = first.payload.get("received_at")
    return datetime.fromisoformat(received) if received else first.at


def test_what_is_counted_is_what_is_there(stories: Ledger) -> None:
    late, since = NOW - timedelta(days=10), NOW - timedelta(days=25)
    handoffs = list(stories.handoffs())
    for beginning in (None, since):
        found = [h for h in handoffs if beginning is None or begun(stories, h.handoff_id) >= beginning]
        overview = stories.overview(late, beginning)
        assert overview.counts == Counter((h.region_code, h.state) for h in found)
        waiting = {w.handoff_id: w.since for w in stories.waiting(late)}
        ours = [h for h in handoffs if h.handoff_id in waiting]
        expected = Counter(h.region_code for h in ours if beginning is None or waiting[h.handoff_id] >= beginning)
        assert overview.overdue == expected
        contacts = []
        for handoff in found:
            events = not_undone(stories.show(handoff.handoff_id).events)
            if contacted := next((e.at for e in events if e.type == "contacted"), None):
                contacts.append((handoff.region_code, begun(stories, handoff.handoff_id), contacted))
        assert sorted(map(str, (tuple(c) for c in overview.contacts))) == sorted(map(str, contacts))
        assert contacts


def test_lines_come_by_state_and_region_a_few_at_a_time(stories: Ledger) -> None:
    handoffs = list(stories.handoffs())
    for states in (STATES, {"held"}, {"assigned", "closed"}):
        for region in (None, "14", "99"):
            wanted = [h for h in handoffs if h.state in states and region in (None, h.region_code)]
            found: list[PlainLine] = []
            while some := stories.plain_lines(states, region, len(found), 7)[0]:  # type: ignore[arg-type]
                found += some
            assert [line.handoff_id for line in found] == [h.handoff_id for h in wanted]
            assert stories.plain_lines(states, region, 0, 1)[1] == len(wanted)  # type: ignore[arg-type]
    for line in found:
        events = stories.show(line.handoff_id).events
        assert (line.received, line.changed) == (begun(stories, line.handoff_id), events[-1].at)


def test_nothing_of_a_company_is_in_it(stories: Ledger) -> None:
    lines, _total = stories.plain_lines(STATES, None, 0, 100)
    said = repr(lines) + repr(stories.overview(NOW))
    assert MARKER not in said
    assert "R-1" not in said


def test_an_empty_ledger_has_nothing_to_count(ledger: Ledger) -> None:
    overview = ledger.overview(NOW, NOW)
    assert not overview.counts
    assert not overview.overdue
    assert overview.contacts == ()
    assert ledger.plain_lines(STATES, None, 0, 50) == ([], 0)
