"""The benchmark of batch compares programs that did the same rows, on files that are the same every time."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def run(script: str, *words: object) -> str:
    command = [sys.executable, str(BENCHMARKS / script), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_an_export_is_the_same_every_time_and_has_what_is_said_of_it(tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    for path in (first, second):
        run("batch_data.py", "export", 20_000, 300, path)
    assert first.read_bytes() == second.read_bytes()
    with first.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert len(rows) == 20_000
    assert {len(row) for row in rows} == {len(header)} == {16}
    assert 150 <= len(rows) - len({row[0] for row in rows}) <= 250
    assert 150 <= sum("\n" in row[11] for row in rows) <= 250
    assert sum(bool(row[8]) for row in rows) > 18_000
    codes = {row[4].replace(" ", "").upper() for row in rows}
    assert 300 <= len(codes) <= 310


def test_a_row_says_the_same_whichever_columns_are_written(tmp_path: Path) -> None:
    rows: dict[str, list[dict[str, str]]] = {}
    for columns in ("full", "bare", "without:email"):
        run("batch_data.py", "export", 2_000, 300, tmp_path / "rows.csv", columns)
        with (tmp_path / "rows.csv").open(encoding="utf-8", newline="") as file:
            rows[columns] = list(csv.DictReader(file))
    bare = rows["bare"][0].keys()
    assert rows["bare"] == [{name: row[name] for name in bare} for row in rows["full"]]
    assert rows["without:email"] == [{k: v for k, v in row.items() if k != "Courriel"} for row in rows["full"]]


def test_all_programs_write_every_row(tmp_path: Path) -> None:
    """The script itself refuses to compare programs that wrote other numbers of rows."""
    said = run("batch.py", "--quick", "--rows", 1500, "--recorded", 1000, "--work", tmp_path, "--pgeocode", tmp_path)
    for program in ("pandas + pgeocode", "DuckDB, copying", "innoveici"):
        assert f"\n  {program} " in said
    assert "one was made of the atlas' areas" in said
    for name in (f"routed_{at}.csv" for at in range(5)):
        with (tmp_path / name).open(encoding="utf-8-sig", newline="") as file:
            assert sum(1 for _ in csv.reader(file)) == 1 + 1500
    with (tmp_path / "recorded.csv").open(encoding="utf-8-sig", newline="") as file:
        again = {row["status"] for row in csv.DictReader(file)}  # the second run of the same file
    assert "duplicate" in again
    assert again <= {"duplicate", "rejected"}


def test_the_profile_names_the_modules(tmp_path: Path) -> None:
    said = run("batch.py", "--profile", "--quick", "--rows", 500, "--recorded", 500, "--work", tmp_path)
    assert "where the time goes: dry run, 500 rows" in said
    of_innoveici = said.partition("by folder of innoveici")[2].partition("by function")[0]
    assert "innoveici/batch/" in of_innoveici
