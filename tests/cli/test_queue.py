"""The queue and the workload: what waits, for whom, since when, and why."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from innoveici.ledger import open_ledger
from innoveici.ledger.actor import SYSTEM
from tests.cli.conftest import Run
from tests.ledger.samples import routed

pytestmark = pytest.mark.usefixtures("day")


@pytest.fixture
def day(run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Three requests of 2 November, one held; then ``day("2026-11-20")`` goes on."""

    def at(moment: str) -> None:
        monkeypatch.setenv("INNOVEICI_NOW", f"{moment}T09:30:00-05:00")

    at("2026-11-02")
    run("route", "--company", "Fromagerie du Lac", "--postal-code", "J0K 2M0", "--request-id", "R-1")
    run("route", "--company", "Scierie des Pins", "--postal-code", "J0K", "--request-id", "R-2")
    run("route", "--company", "Textiles Laval", "--postal-code", "H7T 2Z7", "--request-id", "R-3")
    return at


def test_open_handoffs_are_listed_oldest_first_with_why_they_wait(run: Run) -> None:
    listed = run("queue")
    assert listed.code == 0
    rows = [line.split("\t") for line in listed.out.splitlines()]
    assert rows[0][:5] == ["handoff_id", "state", "overdue", "since", "company"]
    assert [row[1] for row in rows[1:]] == ["assigned", "held", "assigned"]
    assert rows[2][-2] == "the area J0K lies in several regions: 04, 14"
    assert {row[2] for row in rows[1:]} == {"no"}


def test_overdue_ones_are_those_that_show_says(run: Run, day: Callable[[str], None]) -> None:
    day("2026-11-12")  # the tenth day
    assert run("queue", "--overdue").out.count("\n") == 1
    day("2026-11-13")
    late = run("queue", "--overdue", "--json")
    assert [line["request_id"] for line in late.lines] == ["R-1", "R-2", "R-3"]
    assert all(run("show", id_, "--json").json["overdue"] for id_ in ("R-1", "R-2", "R-3"))


def test_a_reopened_handoff_waits_from_then(run: Run, day: Callable[[str], None]) -> None:
    day("2026-11-12")
    run("escalate", "R-1", "--by", "person:a", "--reason", "Majeur")
    run("close", "R-1", "--by", "person:a", "--outcome", "no-follow-up")
    run("reopen", "R-1", "--by", "person:a", "--reason", "Rappel")
    day("2026-11-16")
    assert [line["request_id"] for line in run("queue", "--overdue", "--json").lines] == ["R-2", "R-3"]
    assert not run("show", "R-1", "--json").json["overdue"]


def test_what_was_corrected_shows_as_it_is_now(run: Run) -> None:
    run("correct", "R-2", "--by", "person:a", "--municipality", "Saint-Félix-de-Valois")
    (line,) = (x for x in run("queue", "--json").lines if x["request_id"] == "R-2")
    assert (line["municipality"], line["state"], line["reasons"]) == ("Saint-Félix-de-Valois", "assigned", [])


@pytest.mark.parametrize(
    ("said", "listed"),
    [
        ("2026-11-01T09:30", "2026-11-01T14:30:00.000000Z"),
        ("2026-11-01T09:30:05.25Z", "2026-11-01T09:30:05.250000Z"),
        ("2026-11-01T09:30:05-04:00", "2026-11-01T13:30:05.000000Z"),
    ],
)
def test_since_when_is_said_in_one_form_however_the_request_said_it(run: Run, said: str, listed: str) -> None:
    fields = ("--company", "Verrerie", "--postal-code", "J0K 2M0", "--request-id", "R-4")
    run("route", *fields, "--received-at", said)
    assert run("queue").out.splitlines()[-1].split("\t")[3] == listed


def test_a_company_whose_name_would_break_the_line_does_not(run: Run) -> None:
    url = os.environ["INNOVEICI_LEDGER"]
    with open_ledger(url, clock=lambda: datetime.now(UTC), create=False) as ledger, ledger.writing() as tx:
        tx.record(routed("R-4", company="Verre\trie\nd’ici \x1b[31m\u202e", municipality="Saint\r\nCôme"))
    assert run("queue").out.splitlines()[-1].split("\t")[4:6] == ["Verre rie d’ici ", "Saint Côme"]
    assert run("queue", "--json").lines[-1]["municipality"] == "Saint\r\nCôme"


def test_filters_and_limit(run: Run) -> None:
    assert [x["request_id"] for x in run("queue", "--erac", "erac-13", "--json").lines] == ["R-3"]
    assert [x["request_id"] for x in run("queue", "--state", "held", "--json").lines] == ["R-2"]
    assert [x["request_id"] for x in run("queue", "--advisor", "QC-14-13", "--json").lines] == ["R-1"]
    assert [x["request_id"] for x in run("queue", "--limit", "2", "--json").lines] == ["R-1", "R-2"]


def test_cron_can_ask_whether_anything_waits(run: Run) -> None:
    assert run("queue", "--fail-if-any").code == 3
    assert run("queue", "--state", "closed", "--fail-if-any").code == 0
    assert run("--ledger", "sqlite:///none.db", "queue", "--fail-if-any").code == 0


def test_erased_companies_have_no_name(run: Run) -> None:
    url = os.environ["INNOVEICI_LEDGER"]
    with open_ledger(url, clock=lambda: datetime.now(UTC), create=False) as ledger, ledger.writing() as tx:
        tx.erase("R-1", actor=SYSTEM)
    assert run("queue", "--json").lines[0]["company"] is None


def test_the_workload_says_who_has_what_since_when(run: Run, day: Callable[[str], None]) -> None:
    run("route", "--company", "Érablière", "--postal-code", "J0K 2M0", "--request-id", "R-4")
    day("2026-11-05")
    run("accept", "R-4", "--by", "advisor:QC-14-13")
    run("contact", "R-4", "--by", "advisor:QC-14-13")
    rows = {row["id"]: row for row in run("advisors", "load", "--region", "14", "--json").lines}
    mine = rows["QC-14-13"]
    assert (mine["open"], mine["contacted"], round(mine["first_contact_days"])) == (2, 1, 3)
    assert mine["oldest"].startswith("2026-11-02")
    assert rows["QC-14-01"]["open"] == 0
    assert run("advisors", "load").out.startswith("id\tregion\tname\topen")


def test_the_workload_fits_a_terminal_of_80_columns(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = Path(os.environ["INNOVEICI_ADVISORS"]).read_text("utf-8").splitlines(keepends=True)
    fewer = tmp_path / "fewer.csv"
    fewer.write_text("".join(row for row in rows if not row.startswith("QC-14-13,")), "utf-8")
    monkeypatch.setenv("INNOVEICI_ADVISORS", str(fewer))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    shown = re.sub(r"\x1b\[[0-9;]*m", "", run("advisors", "load").out)
    assert max(map(len, shown.splitlines())) <= 80
    # What is long is the name; an id, a number or a day stays in one piece.
    (gone,) = (line for line in shown.splitlines() if line.startswith("QC-14-13"))
    assert [gone.split()[0], *gone.split()[-3:]] == ["QC-14-13", "1", "2026-11-02", "0"]
    assert "is no longer" in gone
    assert re.search(r"^QC-14-01 +14 .* 0/10 ", shown, re.MULTILINE)


def test_a_company_that_refuses_to_be_passed_on_is_not_overdue(run: Run, day: Callable[[str], None]) -> None:
    fields = ("--company", "Verrerie", "--postal-code", "J0K 2M0", "--request-id", "R-4")
    run("route", *fields, "--consent", "no")
    day("2026-11-20")
    assert [line["request_id"] for line in run("queue", "--overdue", "--json").lines] == ["R-1", "R-2", "R-3"]
    (line,) = (line for line in run("queue", "--json").lines if line["request_id"] == "R-4")
    assert (line["state"], line["overdue"]) == ("held", False)
    assert not run("show", "R-4", "--json").json["overdue"]


def test_a_mistyped_name_is_refused_rather_than_answered_with_nothing(run: Run) -> None:
    assert run("queue", "--erac", "14", "--fail-if-any").code == 1
    assert run("queue", "--advisor", "NOPE").code == 1


def test_a_rejected_request_says_why(run: Run) -> None:
    run("route", "--company", "Faute", "--postal-code", "GIR 2B5", "--request-id", "R-9")
    (line,) = run("queue", "--state", "rejected", "--json").lines
    assert line["reason_codes"] == ["postal.did_you_mean"]


def test_a_handoff_whose_advisor_cannot_look_after_it_says_so(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = Path(os.environ["INNOVEICI_ADVISORS"]).read_text("utf-8").splitlines(keepends=True)
    fewer = tmp_path / "fewer.csv"
    fewer.write_text("".join(row for row in rows if not row.startswith("QC-14-13,")), "utf-8")
    monkeypatch.setenv("INNOVEICI_ADVISORS", str(fewer))
    assert [line["remark_code"] for line in run("queue", "--json").lines] == ["workload.gone", None, None]
    assert run("queue").out.splitlines()[1].endswith("\tis no longer in the advisors file")
    assert run("queue", "--advisor", "QC-14-13", "--json").lines[0]["request_id"] == "R-1"
