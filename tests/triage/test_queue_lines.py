"""Filtering and sorting the queue in memory."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.ledger.queue import Line
from innoveici.ledger.states import OPEN, handoff_id_of
from innoveici.steps import STATE_WORDS, State
from innoveici.triage.queue_lines import COLUMNS, Filter, Order, QueueLines, Today, handoff_id_in

STATES: list[State] = ["held", "assigned", "accepted", "contacted", "escalated", "closed"]
DAYS = st.integers(1, 28).map(lambda day: f"2026-11-{day:02d}T09:00:00.000000Z")


def lines(*numbers: int) -> st.SearchStrategy[list[Line]]:
    def line(number: int) -> st.SearchStrategy[Line]:
        return st.builds(
            Line,
            handoff_id=st.just(handoff_id_of(number)),
            request_id=st.just(f"R-{number}"),
            state=st.sampled_from(STATES),
            region_code=st.sampled_from([None, "13", "14"]),
            erac_id=st.sampled_from([None, "erac-13", "erac-14"]),
            advisor_id=st.sampled_from([None, "QC-14-13"]),
            since=DAYS,
            company=st.sampled_from(["Érablière Côté", "Fromagerie du Lac", "[red]", ""]),
            municipality=st.sampled_from(["", "L'Épiphanie"]),
            updated_seq=st.just(number + 1),
            reasons=st.just(()),
        )

    return st.tuples(*map(line, numbers)).map(list)


@given(
    lines(1, 3, 5, 999_999, 1_000_001),
    st.builds(
        Filter,
        states=st.sampled_from([OPEN, frozenset(STATE_WORDS)]),
        erac_id=st.sampled_from([None, "erac-14"]),
        overdue=st.booleans(),
        text=st.sampled_from(["", "cote", "H-000003", "epiphanie lac"]),
    ),
    st.builds(Order, column=st.sampled_from(COLUMNS), backwards=st.booleans()),
    DAYS,
)
def test_what_fits_is_shown_once_in_the_same_order_both_ways(
    all_: list[Line], asked: Filter, order: Order, late: str
) -> None:
    today = Today(date(2026, 11, 20), late)
    listing = QueueLines()
    listing.replace(all_[:2])
    listing.put(all_)
    shown = listing.rows(asked, order, today, keep=("H-000005",))
    fits = [
        line
        for line in all_
        if line.state in asked.states
        and asked.erac_id in (None, line.erac_id)
        and (not asked.overdue or today.is_late(line))
    ]
    rest = [line for line in shown if line.handoff_id != "H-000005"]
    assert len({line.handoff_id for line in shown}) == len(shown)
    assert all(line in fits for line in rest)
    assert "H-000005" in [line.handoff_id for line in shown]
    if not asked.text:
        assert {line.handoff_id for line in fits} <= {line.handoff_id for line in shown}
    other_way = listing.rows(asked, Order(order.column, not order.backwards), today, keep=("H-000005",))
    assert shown == other_way[::-1]


@given(lines(1, 3))
def test_a_search_needs_no_accents_nor_whole_words(all_: list[Line]) -> None:
    listing = QueueLines()
    listing.replace(all_)
    found = listing.rows(Filter(frozenset(STATES), text="ERAB cot"), Order(), Today(date(2026, 11, 20)))
    assert found == [line for line in all_ if line.company == "Érablière Côté"]


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("12", "H-000012"),
        (" h-0012 ", "H-000012"),
        ("H-1234567", "H-1234567"),
        ("H-", None),
        ("R-12", None),
        ("", None),
    ],
)
def test_a_handoff_is_called_in_several_ways(text: str, id_: str | None) -> None:
    assert handoff_id_in(text) == id_
