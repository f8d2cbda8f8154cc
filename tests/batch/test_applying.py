"""A plan is recorded as it stands, or not at all and with what has changed."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest

from innoveici.batch import applying, run
from innoveici.batch.applying import PlanChanged, apply_plan
from innoveici.batch.planned import plan_texts
from innoveici.batch.read.export import open_export
from innoveici.batch.run import Report
from innoveici.batch.scan import scan
from innoveici.batch.write.output import CsvOutput
from innoveici.desk import Desk
from innoveici.directory.load import load_directory
from innoveici.errors import DataError, Refused
from innoveici.ledger import open_ledger
from innoveici.ledger.actor import SYSTEM, Actor
from innoveici.ledger.ledger import Ledger
from innoveici.request import Request
from tests.batch import samples
from tests.batch.samples import ROOT, Collected
from tests.ledger.conftest import made_sqlite, socket, sqlite_url, url

__all__ = ["made_sqlite", "socket", "sqlite_url", "url"]  # fixtures
SEEDS = int(os.environ.get("INNOVEICI_BATCH_CASES", "25"))
"""Seeded cases; thousands when hunting."""
DAY = date(2026, 11, 23)
NEAR, FAR, OPEN = "J0K 2M0", "J6E 1A1", "J0K"
ADVISORS = (
    "id,name,organization,postal_code,email,certification,capacity,absent_from,absent_until\n"
    f"NEAR,Rôle (exemple),Org,{NEAR},near@erac.example,attested,3,2026-11-25,2026-11-30\n"
    f"FAR,Rôle (exemple),Org,{FAR},far@erac.example,attested,,,\n"
)
EXPORT = (
    "No de demande,Entreprise,Code postal,Besoin\r\n"
    f"R-1,Scierie (exemple),{NEAR},=1+1\r\n"
    f"R-2,Ferme (exemple),{NEAR},\r\n"
    f"R-3,Ruche (exemple),{OPEN},\r\n"
    f"R-1,Scierie (exemple),{NEAR},=1+1\r\n"
    "R-5,Moulin (exemple),GIR 2B5,\r\n"
    f"R-6,Trop (exemple),{NEAR},de,cellules\r\n"
    ",,,\r\n"
    f"R-8,Érablière (exemple),{FAR},\r\n"
    "Total,,,7\r\n"
)


def on(_: Report) -> bool:
    return False


def desk_of(folder: Path, advisors: str = ADVISORS, day: date = DAY, regions: str | None = None) -> Desk:
    for name, text in (("advisors.csv", advisors), ("regions.yaml", regions or (ROOT / "regions.yaml").read_text())):
        (folder / name).write_text(text)
    return Desk(samples.atlas(), load_directory(folder / "regions.yaml", folder / "advisors.csv", samples.atlas()), day)


def planned(
    folder: Path, desk: Desk, export: str = EXPORT, ledger: Ledger | None = None, *, excel: bool = False
) -> Path:
    """The plan of ``export``, in a file."""
    source, plan = folder / "export.csv", folder / "plan.csv"
    source.write_bytes(export.encode())
    with open_export(str(source)) as opened, plan.open("wb") as file:
        read = scan(opened)
        output = CsvOutput(file, opened.headers, excel=excel, plan=plan_texts(opened, desk, read))
        run.plan(opened, desk, ledger, [output], on, read)
    return plan


def applied(plan: Path, desk: Desk, ledger: Ledger) -> tuple[Collected, Report]:
    collected = Collected()
    with open_export(str(plan)) as opened:
        return collected, apply_plan(opened, desk, ledger, [collected], on)


def recorded(folder: Path, desk: Desk, ledger: Ledger, export: str = EXPORT) -> tuple[Collected, Report]:
    source, collected = folder / "export.csv", Collected()
    source.write_bytes(export.encode())
    with open_export(str(source)) as opened:
        return collected, run.record(opened, desk, ledger, [collected], on)


def refused(plan: Path, desk: Desk, ledger: Ledger) -> list[str]:
    """What has changed; that it was refused with exit code 1 and that nothing was recorded are checked."""
    before = ledger.head()
    with pytest.raises(PlanChanged) as error:
        applied(plan, desk, ledger)
    assert ledger.head() == before
    assert error.value.exit_code == 1
    assert "plan.csv: the plan of 2026-11-23 does not hold any more; nothing was recorded" in str(error.value)
    texts = [detail.text().replace(str(plan.parent) + "/", "") for detail in error.value.details()]
    assert not [word for word in ("exemple", "Scierie", "=1+1", NEAR, FAR) if word in " ".join(texts)]
    return texts


def rewritten(plan: Path, change: Callable[[list[list[str]]], None], *, delimiter: str = ",") -> None:
    """The rows of a plan, its header first, changed by hand."""
    rows = list(csv.reader(io.StringIO(plan.read_text("utf-8-sig"), newline=""), delimiter=delimiter))
    change(rows)
    with plan.open("w", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)


def saved_by_excel(plan: Path) -> None:
    """As a French Excel saves what it opened: numbers without their zeros, semicolons, cells at the end kept."""

    def without_zeros(rows: list[list[str]]) -> None:
        at = rows[0].index("region_code")
        for row in rows[1:]:
            row[at] = row[at].lstrip("0")

    rewritten(plan, without_zeros, delimiter=";")
    plan.write_bytes(b"\xef\xbb\xbf" + plan.read_bytes())


def cell(row: int, column: str, text: str) -> Callable[[list[list[str]]], None]:
    """A change: ``row`` counts from 1."""

    def change(rows: list[list[str]]) -> None:
        rows[row][rows[0].index(column)] = text

    return change


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return desk_of(tmp_path)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with samples.new_ledger(tmp_path, "ledger.db") as opened:
        yield opened


# ---- what is as planned


@pytest.mark.parametrize("excel", [False, True])
@pytest.mark.parametrize("seed", range(SEEDS))
def test_an_unchanged_plan_records_what_its_export_would(seed: int, excel: bool) -> None:
    random = Random(seed)
    desk, sample = samples.desk(random), samples.export(random)
    at_once = random.choice([1, 3, 5_000])
    with (
        TemporaryDirectory() as name,
        samples.new_ledger(Path(name), "applied.db") as ledger,
        samples.new_ledger(Path(name), "recorded.db") as other,
        patch.object(run, "RECORDED_AT_ONCE", at_once),
        patch.object(applying, "RECORDED_AT_ONCE", at_once),
    ):
        folder = Path(name)
        plan = planned(folder, desk, sample.text(), excel=excel)
        if excel:
            saved_by_excel(plan)
        done, report = applied(plan, desk, ledger)
        wanted, direct = recorded(folder, desk, other, sample.text())
        assert report.tally.counts == direct.tally.counts
        assert [row[:2] + row[3:] for row in done.rows] == [row[:2] + row[3:] for row in wanted.rows]
        kept, kept_directly = (samples.kept(folder / file) for file in ("applied.db", "recorded.db"))
        events = [
            [(*event[:6], event[6] and event[6].replace(batch, "B"), *event[7:]) for event in tables.pop("events")]
            for tables, batch in ((kept, report.batch), (kept_directly, direct.batch))
        ]
        assert events[0] == events[1]
        assert kept == kept_directly
        assert ledger.verify().ok


def test_a_plan_is_recorded_with_its_duplicates_and_faults(tmp_path: Path, desk: Desk, ledger: Ledger) -> None:
    done, report = applied(planned(tmp_path, desk), desk, ledger)
    assert [row[1] for row in done.rows] == [
        "assigned", "assigned", "held", "duplicate", "rejected", "rejected", "blank", "assigned", "blank",
    ]  # fmt: skip
    assert done.rows[5][2].startswith("rejected when it was planned: ")  # its shape is not in the plan any more
    assert {handoff.request_id for handoff in ledger.handoffs()} == {"R-1", "R-2", "R-3", "R-5", "R-8"}
    assert ledger.find("R-1").handoff_id == "H-000001"  # type: ignore[union-attr]
    assert (report.rows, report.batch) == (9, ledger.recall(["R-1"])["R-1"].events[0].payload["batch"])


def test_a_plan_may_be_applied_another_day(tmp_path: Path, desk: Desk, ledger: Ledger) -> None:
    plan = planned(tmp_path, desk)
    _, report = applied(plan, desk_of(tmp_path, day=DAY + timedelta(days=1)), ledger)
    assert report.tally.counts["assigned"] == 3


def test_the_same_plan_again_adds_nothing_whatever_the_files_are_by_now(
    tmp_path: Path, desk: Desk, ledger: Ledger
) -> None:
    plan = planned(tmp_path, desk)
    applied(plan, desk, ledger)
    head = ledger.head()
    for again in (desk, desk_of(tmp_path, ADVISORS.replace("NEAR,", "OTHER,"))):
        done, report = applied(plan, again, ledger)
        assert report.tally.counts == {"duplicate": 6, "rejected": 1, "blank": 2}
        assert [row[1] for row in done.rows] == [
            "duplicate", "duplicate", "duplicate", "duplicate", "duplicate", "rejected", "blank", "duplicate", "blank",
        ]  # fmt: skip
        assert ledger.head() == head


def test_what_was_taken_back_may_be_applied_again(tmp_path: Path, desk: Desk, ledger: Ledger) -> None:
    plan = planned(tmp_path, desk)
    _, report = applied(plan, desk, ledger)
    ledger.undo_batch(report.batch, actor=SYSTEM)
    _, again = applied(plan, desk, ledger)
    assert again.tally.counts == report.tally.counts


def test_the_output_has_the_results_once(tmp_path: Path, desk: Desk, ledger: Ledger) -> None:
    plan = planned(tmp_path, desk)
    out = io.BytesIO()
    with open_export(str(plan)) as opened:
        apply_plan(opened, desk, ledger, [CsvOutput(out, opened.headers)], on)
    rows = list(csv.reader(io.StringIO(out.getvalue().decode(), newline="")))
    before = list(csv.reader(io.StringIO(plan.read_text(), newline="")))
    assert rows[0] == before[0][:-1]
    assert rows[1] == before[1][:-1]
    assert {len(row) for row in rows} == {14}


def test_a_plan_of_nothing_but_totals_does_nothing(tmp_path: Path, desk: Desk, ledger: Ledger) -> None:
    plan = planned(tmp_path, desk, EXPORT.splitlines()[0] + "\r\nTotal,,,0\r\n")
    assert applied(plan, desk, ledger)[1].tally.counts == {"blank": 1}
    assert ledger.head() is None


def test_stopped_it_records_nothing(tmp_path: Path, desk: Desk, ledger: Ledger) -> None:
    plan = planned(tmp_path, desk)
    with open_export(str(plan)) as opened, patch.object(applying, "RECORDED_AT_ONCE", 2):
        report = apply_plan(opened, desk, ledger, [], lambda report: report.tally.read >= 4)
    assert (report.stopped, report.tally.read, ledger.head()) == (True, 0, None)


# ---- what has changed


def test_an_absence_since_is_named(tmp_path: Path, desk: Desk, ledger: Ledger) -> None:
    plan = planned(tmp_path, desk)
    assert refused(plan, desk_of(tmp_path, day=date(2026, 11, 26)), ledger) == [
        "plan.csv:2: R-1: planned: assigned to NEAR; now: assigned to FAR "
        "(NEAR: absent from 2026-11-25 to 2026-11-30)",
        "plan.csv:3: R-2: planned: assigned to NEAR; now: assigned to FAR "
        "(NEAR: absent from 2026-11-25 to 2026-11-30)",
    ]  # fmt: skip


def test_an_edited_roster_is_named_with_the_rows_that_it_changes(tmp_path: Path, desk: Desk, ledger: Ledger) -> None:
    plan = planned(tmp_path, desk)
    assert refused(plan, desk_of(tmp_path, ADVISORS.replace("NEAR,", "OTHER,")), ledger) == [
        "advisors.csv has been edited since",
        "plan.csv:2: R-1: planned: assigned to NEAR; now: assigned to OTHER (NEAR is not in advisors.csv)",
        "plan.csv:3: R-2: planned: assigned to NEAR; now: assigned to OTHER (NEAR is not in advisors.csv)",
    ]
    assert refused(plan, desk_of(tmp_path, ADVISORS.replace("Org", "Autre")), ledger) == [
        "advisors.csv has been edited since"
    ]


def test_nobody_left_is_named(tmp_path: Path, desk: Desk, ledger: Ledger) -> None:
    plan = planned(tmp_path, desk)
    elsewhere = "ELSEWHERE,Rôle (exemple),Org,G1R 2B5,e@erac.example,attested,,,\n"
    found = refused(plan, desk_of(tmp_path, ADVISORS.splitlines(keepends=True)[0] + elsewhere), ledger)
    assert [text.partition(": ")[2] for text in found[1:]] == [
        "R-1: planned: assigned to NEAR; now: held (NEAR is not in advisors.csv)",
        "R-2: planned: assigned to NEAR; now: held (NEAR is not in advisors.csv)",
        "R-8: planned: assigned to FAR; now: held (FAR is not in advisors.csv)",
    ]


def test_an_ended_certification_is_named(tmp_path: Path, ledger: Ledger) -> None:
    header, near, far = ADVISORS.splitlines()
    text = f"{header},certified_until\n{near},\n{far},2026-11-23\n"
    plan = planned(tmp_path, desk_of(tmp_path, text))
    assert refused(plan, desk_of(tmp_path, text, day=date(2026, 11, 24)), ledger) == [
        "plan.csv:9: R-8: planned: assigned to FAR; now: assigned to NEAR (FAR: certification ended after 2026-11-23)"
    ]


def test_a_limit_reached_by_others_is_named(tmp_path: Path, desk: Desk, ledger: Ledger) -> None:
    plan = planned(tmp_path, desk)
    for number in (7, 8):
        desk.route(Request(f"S-{number}", "Autre", NEAR), ledger)
    assert refused(plan, desk, ledger) == [
        "plan.csv:3: R-2: planned: assigned to NEAR; now: assigned to FAR "
        "(NEAR: has 3 open handoffs; the limit is 3)"
    ]  # fmt: skip


def test_a_request_recorded_meanwhile_is_named_with_its_handoff(tmp_path: Path, desk: Desk, ledger: Ledger) -> None:
    plan = planned(tmp_path, desk)
    desk.route(Request("R-8", "Érablière (exemple)", FAR), ledger)
    assert refused(plan, desk, ledger) == [
        "plan.csv:9: R-8: planned: assigned to FAR; now: already recorded as H-000001, now assigned"
    ]


def test_a_request_gone_meanwhile_is_named(tmp_path: Path, desk: Desk, ledger: Ledger) -> None:
    _, report = recorded(tmp_path, desk, ledger)
    plan = planned(tmp_path, desk, ledger=ledger)
    ledger.undo_batch(report.batch, actor=SYSTEM)
    found = refused(plan, desk, ledger)
    assert found[0] == "plan.csv:2: R-1: planned: already recorded; now: assigned to NEAR"
    assert len(found) == 5


def test_a_region_reformed_is_named(tmp_path: Path, desk: Desk, ledger: Ledger) -> None:
    plan = planned(tmp_path, desk)
    text = (ROOT / "regions.yaml").read_text()
    found = refused(plan, desk_of(tmp_path, regions=text.replace("erac-14", "erac-lanaudiere")), ledger)
    assert found == [
        "regions.yaml has been edited since",
        "plan.csv:2: R-1: erac_id was erac-14, and is erac-lanaudiere",
        "plan.csv:3: R-2: erac_id was erac-14, and is erac-lanaudiere",
        "plan.csv:9: R-8: erac_id was erac-14, and is erac-lanaudiere",
    ]


def test_another_atlas_is_named(tmp_path: Path, desk: Desk, ledger: Ledger) -> None:
    plan = planned(tmp_path, desk)
    desk.router.inputs = replace(desk.router.inputs, atlas="0" * 64)
    assert refused(plan, desk, ledger) == ["the atlas is another one"]


def test_no_more_than_ten_rows_are_named(tmp_path: Path, desk: Desk, ledger: Ledger) -> None:
    rows = [f"T-{number},Scierie (exemple),{FAR},\r\n" for number in range(25)]
    plan = planned(tmp_path, desk, EXPORT.splitlines()[0] + "\r\n" + "".join(rows))
    found = refused(plan, desk_of(tmp_path, ADVISORS.replace("FAR,", "ELSE,")), ledger)
    assert len(found) == 12
    assert found[-1] == "rows that differ beside these: 15"


# ---- what was changed by hand


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (cell(1, "advisor_id", "FAR"),
         "planned: assigned to FAR; now: assigned to NEAR (FAR: farther away than the first)"),
        (cell(1, "advisor_id", "Jean Untel"),
         "planned: assigned to …; now: assigned to NEAR (… is not in advisors.csv)"),
        (cell(1, "status", "held"), "planned: held; now: assigned to NEAR"),
        (cell(1, "region_code", "4"), "region_code was 04, and is 14"),
        (cell(1, "No de demande", "R-77"), "the row was edited: it was the request R-1, and is R-77"),
        (cell(1, "Code postal", OPEN), "planned: assigned to NEAR; now: held"),
        (cell(1, "Code postal", "oups"), "planned: assigned to NEAR; now: rejected"),
        (cell(1, "Entreprise", ""), "planned: assigned to NEAR; now: rejected"),
        (cell(3, "Code postal", FAR), "planned: held; now: assigned to FAR"),
        (cell(5, "Code postal", FAR), "planned: rejected; now: assigned to FAR"),
        (cell(7, "Code postal", FAR), "planned: a blank row; now: rejected"),
        (cell(4, "No de demande", "R-4"), "the row was edited: it was the request R-1, and is R-4"),
    ],
)  # fmt: skip
def test_a_cell_changed_by_hand_is_named(
    tmp_path: Path, desk: Desk, ledger: Ledger, change: Callable[[list[list[str]]], None], said: str
) -> None:
    plan = planned(tmp_path, desk)
    rewritten(plan, change)
    if "a blank row" in said:
        with pytest.raises(Refused, match="had 7 rows and has 8 now"):
            applied(plan, desk, ledger)
    else:
        assert any(text.endswith(f": {said}") for text in refused(plan, desk, ledger))


def test_a_row_added_or_taken_out_is_refused(tmp_path: Path, desk: Desk, ledger: Ledger) -> None:
    def add(rows: list[list[str]]) -> None:
        rows.insert(3, ["R-9", "Scierie (exemple)", NEAR, *[""] * 12])

    def double(rows: list[list[str]]) -> None:
        rows.append(rows[1])

    def other(rows: list[list[str]]) -> None:
        rows[2][-1] = "rows 7 plan 0123456789ab"

    def other_day(rows: list[list[str]]) -> None:
        rows[1][-1] = rows[1][-1].replace("2026", "2025")

    def second_twice(rows: list[list[str]]) -> None:
        rows[1] = rows[2]

    changes: Sequence[tuple[Callable[[list[list[str]]], object], str]] = (
        (add, "plan.csv:4: the row was added by hand"),
        (other, "plan.csv:3: the row is of another plan"),
        (other_day, "plan.csv:3: the row is of another plan"),
        (second_twice, "plan.csv: the row that says what the plan was made upon is missing"),
        (double, "plan.csv: the plan had 7 rows and has 8 now"),
        (lambda rows: rows.pop(1), "plan.csv: the plan had 7 rows and has 6 now"),
    )
    for change, said in changes:
        plan = planned(tmp_path, desk)
        rewritten(plan, change)  # type: ignore[arg-type]
        with pytest.raises(Refused) as error:
            applied(plan, desk, ledger)
        assert str(error.value).endswith(said)
        assert (error.value.exit_code, ledger.head()) == (1, None)


def test_a_copied_row_is_not_taken_for_one_recorded_before(tmp_path: Path, desk: Desk, ledger: Ledger) -> None:
    plan = planned(tmp_path, desk)

    def instead(rows: list[list[str]]) -> None:
        rows[8] = rows[1]

    rewritten(plan, instead)
    assert refused(plan, desk, ledger) == [
        "plan.csv: the request numbers are not those of the plan, or not in its order",
        "plan.csv:9: R-1: planned: assigned to NEAR; now: an earlier row of the file is the same request",
    ]


def test_what_is_no_plan_is_said_to_be_none(tmp_path: Path, desk: Desk, ledger: Ledger) -> None:
    source = tmp_path / "export.csv"
    source.write_bytes(EXPORT.encode())
    plan = planned(tmp_path, desk)

    def spoil(rows: list[list[str]]) -> None:
        for row in rows[1:]:
            row[-1] = "day 1"

    rewritten(plan, spoil)
    routed = tmp_path / "routed.csv"
    with open_export(str(source)) as opened, routed.open("wb") as file:
        run.plan(opened, desk, None, [CsvOutput(file, opened.headers)], on)
    for path in (source, plan, routed):
        with pytest.raises(DataError, match="is not a plan") as error:
            applied(path, desk, ledger)
        assert "--dry-run -o" in str(error.value.remedy)


def test_a_column_after_the_plan_is_said_to_be_in_the_way(tmp_path: Path, desk: Desk, ledger: Ledger) -> None:
    plan = planned(tmp_path, desk)

    def seen(rows: list[list[str]]) -> None:
        rows[:] = [[*row, "Vu"] for row in rows]

    rewritten(plan, seen)
    with pytest.raises(DataError, match="the columns of a plan must be its last ones") as error:
        applied(plan, desk, ledger)
    assert "after “plan”" in str(error.value.remedy)


def test_request_numbers_that_a_spreadsheet_has_rewritten_are_refused(
    tmp_path: Path, desk: Desk, ledger: Ledger
) -> None:
    def saved(rows: list[list[str]]) -> None:
        for row in rows[1:]:
            for at in (0, rows[0].index("request_id")):
                row[at] = row[at].lstrip("0")

    plan = planned(tmp_path, desk, EXPORT.replace("R-", "00"))
    untouched = plan.read_bytes()
    rewritten(plan, saved)
    with pytest.raises(Refused, match=r"plan\.csv: the request numbers are not those of the plan") as error:
        applied(plan, desk, ledger)
    assert "From text" in str(error.value.remedy)
    assert (error.value.exit_code, ledger.head()) == (1, None)
    plan.write_bytes(untouched)
    applied(plan, desk, ledger)
    assert ledger.find("001") is not None
    rewritten(plan, saved)
    assert refused(plan, desk, ledger)[0].startswith("plan.csv: the request numbers are not those of the plan")


# ---- requests that are in the file more than once

TWICE = EXPORT.splitlines()[0] + f"\r\nR-3,Ruche (exemple),{OPEN},Tri\r\nR-3,Ruche (exemple),{OPEN},Séchage\r\n"


def said(rows: Sequence[samples.Said]) -> list[tuple[str, str]]:
    """Status and advisor."""
    return [(row[1], row[6]) for row in rows]


def test_whoever_declined_is_not_planned_again_on_a_later_row(tmp_path: Path, desk: Desk, ledger: Ledger) -> None:
    first = desk.route(Request("R-3", "Ruche (exemple)", NEAR), ledger)
    assert first.decision.advisor_id == "NEAR"
    decision, private, _ = ledger.decision("R-3")
    with ledger.writing() as tx:
        tx.append("R-3", "declined", actor=Actor("advisor", "NEAR"))
        tx.append("R-3", "held", actor=SYSTEM, payload={"decision": decision}, private=private)
    rows = [f"R-3,Ruche (exemple),{code},{need}\r\n" for code, need in ((OPEN, ""), (OPEN, "Séchage"), (NEAR, ""))]
    plan = planned(tmp_path, desk, EXPORT.splitlines()[0] + "\r\n" + "".join(rows), ledger)
    done, _ = applied(plan, desk, ledger)
    assert said(done.rows) == [("held", ""), ("held", ""), ("assigned", "FAR")]


def test_a_file_recorded_already_is_planned_and_applied_as_duplicates(
    tmp_path: Path, desk: Desk, ledger: Ledger
) -> None:
    done, _ = recorded(tmp_path, desk, ledger, TWICE)
    assert [row[1] for row in done.rows] == ["held", "held"]
    head = ledger.head()
    plan = planned(tmp_path, desk, TWICE, ledger)
    for _ in range(2):
        assert applied(plan, desk, ledger)[1].tally.counts == {"duplicate": 2}
        assert ledger.head() == head


def test_a_plan_that_ends_what_its_export_began_may_be_applied_again(
    tmp_path: Path, desk: Desk, ledger: Ledger
) -> None:
    export = TWICE + f"R-3,Ruche (exemple),{OPEN},Tri\r\nR-3,Ruche (exemple),{OPEN},Séchage\r\n"
    source = tmp_path / "export.csv"
    source.write_bytes(export.encode())
    with open_export(str(source)) as opened, patch.object(run, "RECORDED_AT_ONCE", 2):
        assert run.record(opened, desk, ledger, [], lambda _: True).stopped
    plan = planned(tmp_path, desk, export, ledger)
    assert applied(plan, desk, ledger)[1].tally.counts == {"duplicate": 2, "held": 2}
    head = ledger.head()
    assert applied(plan, desk, ledger)[1].tally.counts == {"duplicate": 4}
    assert ledger.head() == head


# ---- requests of this very plan that went on


def test_a_request_corrected_since_is_not_set_back(tmp_path: Path, desk: Desk, ledger: Ledger) -> None:
    plan = planned(tmp_path, desk)
    applied(plan, desk, ledger)
    desk.route(Request("R-3", "Ruche (exemple)", OPEN, need="Séchage"), ledger)
    head = ledger.head()
    assert applied(plan, desk, ledger)[1].tally.counts == {"duplicate": 6, "rejected": 1, "blank": 2}
    assert ledger.head() == head


def test_a_plan_taken_back_in_part_is_refused(tmp_path: Path, desk: Desk, ledger: Ledger) -> None:
    plan = planned(tmp_path, desk)
    _, report = applied(plan, desk, ledger)
    with ledger.writing() as tx:
        tx.append("R-8", "accepted", actor=Actor("advisor", "FAR"))
    ledger.undo_batch(report.batch, actor=SYSTEM)
    assert refused(plan, desk, ledger) == ["some of its rows were recorded by this very plan before, others were not"]


# ---- all or nothing


def test_nothing_is_left_of_a_plan_that_fails_in_its_last_row(tmp_path: Path, desk: Desk, url: str) -> None:
    rows = [f"T-{number},Scierie (exemple),{FAR},\r\n" for number in range(30)]
    plan = planned(tmp_path, desk, EXPORT.splitlines()[0] + "\r\n" + "".join(rows))
    with open_ledger(url, clock=samples.now) as ledger, patch.object(applying, "RECORDED_AT_ONCE", 7):
        desk.route(Request("T-29", "Scierie (exemple)", FAR), ledger)
        assert refused(plan, desk, ledger) == [
            "plan.csv:31: T-29: planned: assigned to FAR; now: already recorded as H-000001, now assigned"
        ]
        assert [handoff.request_id for handoff in ledger.handoffs()] == ["T-29"]
        assert ledger.loads()["FAR"].open == 1
        assert ledger.verify().ok
