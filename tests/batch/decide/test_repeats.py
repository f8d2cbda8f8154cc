"""A row that only repeats an assigned one is its duplicate in a dry run, and nobody reads or decides it again."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from unittest.mock import patch

import pytest

from innoveici.batch import run
from innoveici.batch.decide import repeats
from innoveici.batch.decide.fields import Fields
from innoveici.batch.decide.repeats import Planned, Remembered, Tabled
from innoveici.batch.read.export import open_export
from innoveici.desk import Desk
from innoveici.request import Request
from tests.batch import samples
from tests.batch.samples import DAY, Collected, Said, atlas, shipped

HEADER = "request_id,company,postal_code,municipality\n"
FIRST = [f"A-{n},Scierie {n},J0K 2M0,\n" for n in range(20)]


def _planned(text: str, folder: Path, at_once: int) -> list[Said]:
    desk = Desk(samples.atlas(), samples.shipped(), samples.DAY)
    path, collected = folder / "export.csv", Collected()
    path.write_text(HEADER + text, encoding="utf-8")
    with (
        samples.new_ledger(folder, f"{at_once}.db") as ledger,
        open_export(str(path)) as export,
        patch.object(run, "RECORDED_AT_ONCE", at_once),
    ):
        run.plan(export, desk, ledger, [collected], lambda _: False)
    return collected.rows


def test_it_is_told_from_the_first_alone(tmp_path: Path) -> None:
    with patch.object(Fields, "request") as read:
        rows = _planned("".join(FIRST * 2), tmp_path, 20)
    assert not read.called
    assert {row[1] for row in rows[:20]} == {"assigned"}
    for first, again in zip(rows[:20], rows[20:], strict=True):
        assert again[1:3] == ("duplicate", "an earlier row of the file is the same request, which would be assigned")
        assert (again[0], *again[3:]) == (first[0], *first[3:])


def test_what_is_said_of_it_does_not_depend_on_where_it_stands_or_what_is_at_hand(tmp_path: Path) -> None:
    other = FIRST[3].replace("Scierie", "Atelier")
    text = "".join([*FIRST, *FIRST[:5], other, *FIRST[2:4], "A-40,Pont,GIR 2B5,\n", *["A-40,Pont,J0K 2M0,\n"] * 3])
    by_the_dozen = _planned(text, tmp_path, 12)
    assert by_the_dozen == _planned(text, tmp_path, 5_000) == _planned(text, tmp_path, 1)
    with patch.object(repeats.Remembered.__init__, "__defaults__", (0,)):
        assert _planned(text, tmp_path, 3) == by_the_dozen
    assert [row[1] for row in by_the_dozen[20:]] == [*["duplicate"] * 8, "rejected", "assigned", *["duplicate"] * 2]
    assert by_the_dozen[25][2].endswith("; it differs in: company")


@pytest.mark.parametrize(
    ("column", "cell"), [("phone", "Ab\u200bc"), ("email", "a\u2060@b"), ("received_at", "hi\u00ader")]
)
def test_a_remark_quotes_what_nobody_sees_of_the_first_as_of_the_second(tmp_path: Path, column: str, cell: str) -> None:
    header = HEADER.replace("\n", f",need,{column}\n")
    with patch(f"{__name__}.HEADER", header):
        rows = _planned(f"A-1,Scierie,J0K 2M0,,Robots,{cell}\nA-1,Scierie,J0K 2M0,,Robots et IA,{cell}\n", tmp_path, 12)
    assert rows[1][2].endswith("; it differs in: need")


@pytest.mark.parametrize("at_hand", [0, 1, 2, 9])
def test_what_was_put_last_is_found_wherever_it_is_kept(at_hand: int) -> None:
    desk = Desk(atlas(), shipped(), DAY)
    requests = [Request(f"R-{n}", "Scierie", code) for n, code in enumerate(("J0K 2M0", "J0K", "H0H 0H0", "GIR 2B5"))]
    tabled = Tabled(("R-8", "Scierie"), 3, 1 << 40, (1.5, 0.2))
    with closing(Remembered(at_hand)) as planned:
        assert planned.get("R-0") is None
        for request in requests:
            planned.put(request.request_id, Planned(request, desk.decide(requests[0], {})))
        planned.put("R-8", tabled)
        for request in requests:
            planned.put(request.request_id, Planned(request, desk.decide(request, {}), ("QC-14-01",)))
        for request in requests:
            found = planned.get(request.request_id)
            assert isinstance(found, Planned)
            assert found == Planned(request, desk.decide(request, {}), ("QC-14-01",))
            assert found.state == found.decided.status
        assert planned.get("R-8") == tabled
        assert planned.get("R-9") is None
