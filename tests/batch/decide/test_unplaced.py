"""A row that is in no region for certain is settled beforehand, as the desk would decide it."""

from __future__ import annotations

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from innoveici.batch.decide.answers import of_decision, remarked
from innoveici.batch.decide.decided import Decided
from innoveici.batch.decide.decider import Decider
from innoveici.batch.decide.fields import Fields
from innoveici.batch.decide.loads import RunningLoads
from innoveici.batch.planning import Planning
from innoveici.batch.read.export import open_export
from innoveici.batch.scan import scan
from innoveici.desk import Desk
from innoveici.request import Request
from tests.batch import samples

CODES = (
    "GIR 2B5",
    "",
    "J0K 2M0 (usine)",
    "12345",
    "J0K",
    "H0H 0H0",
    "G9Z 9Z9",
    "à venir",
    "M5V 2T6",
    "J0K 2M0",
    "75011",
    " g1r2b5 ",
)
HEADER = ("request_id", "company", "postal_code", "municipality", "country", "consent", "sectors", "markets", "scale")


def _decided(desk: Desk, rows: list[tuple[str, ...]], folder: Path) -> tuple[Decided, RunningLoads]:
    path = folder / "export.csv"
    path.write_text("\n".join(",".join(cells) for cells in (HEADER, *rows)) + "\n", encoding="utf-8")
    decider = Decider(desk)
    loads = RunningLoads(decider.advisors, {}, 1)
    with open_export(str(path)) as export, Planning(decider, None, scan(export), "B-0") as planning:
        (block,) = export.blocks(range(len(HEADER)))
        return decider.decide(decider.begin(Fields(block, export.columns)), loads, planning), loads


@given(
    st.lists(
        st.tuples(
            st.sampled_from(CODES),
            st.sampled_from(("", "Saint-Donat", "Gaspé", "Ville inconnue")),
            st.sampled_from(("", "CA", "FR", "US")),
            st.sampled_from(("", "yes", "no")),
            st.sampled_from(("", "Bois", "Numérique|IA")),
            st.sampled_from(("", "FR", "CA-QC")),
            st.sampled_from(("", "major")),
        ),
        min_size=1,
        max_size=30,
    ),
    st.integers(0, 20),
)
@settings(max_examples=30, deadline=None)
def test_it_is_decided_as_the_desk_decides_whatever_else_the_row_says(said: list[tuple[str, ...]], seed: int) -> None:
    desk = samples.desk(Random(seed))
    rows = [(f"A-{number}", "Scierie", *cells) for number, cells in enumerate(said)]
    with TemporaryDirectory() as name:
        decided, _ = _decided(desk, rows, Path(name))
    for row in range(len(rows)):
        request = decided.fields.request(row)
        if not isinstance(request, Request):
            assert not rows[row][2].strip()  # and no municipality of Canada instead
            continue
        expected = desk.decide(request, {})
        assert decided.unplaced[row] == (expected.region_code is None)
        if decided.unplaced[row]:
            assert decided.stories[row].decision == expected
            answer = of_decision(expected)
            said_of_it = remarked(answer, request.remarks) if request.remarks else answer
            assert decided.answers[decided.which[row]] == said_of_it


def test_rows_that_say_the_same_are_decided_once_and_not_read(tmp_path: Path) -> None:
    desk = Desk(samples.atlas(), samples.shipped(), samples.DAY)
    rows = [(f"A-{number}", "Scierie", "GIR 2B5", *[""] * 6) for number in range(200)]
    with (
        patch.object(desk.router, "decide", wraps=desk.router.decide) as decide,
        patch.object(Fields, "request") as read,
    ):
        decided, loads = _decided(desk, rows, tmp_path)
    assert decided.unplaced.all()
    assert not read.called
    assert decide.call_count == 1
    assert loads.next_seq == 401


def test_a_municipality_that_plays_no_part_is_not_asked_about_again(tmp_path: Path) -> None:
    desk = Desk(samples.atlas(), samples.shipped(), samples.DAY)
    rows = [
        (f"A-{number}", "Scierie", code, f"Village {number % 50}", *[""] * 5)
        for number, code in enumerate(("GIR 2B5", "H0H 0H0", "M5V 2T6", "75011") * 50)
    ]
    with patch.object(desk.router, "decide", wraps=desk.router.decide) as decide:
        decided, _ = _decided(desk, rows, tmp_path)
    assert decided.unplaced.all()
    assert decide.call_count == 4
    assert decided.stories[1].request.municipality == "Village 1"
