"""Stopping a batch: what was done stays, nothing half done shows, and the same command goes on."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from innoveici.cli.stopping import Stopping
from innoveici.ledger.engine import begin_writing
from tests.cli.conftest import ROOT, rows_of

ROWS = 25_000
"""Five slices: one is being decided and one written while an earlier one goes out."""
PATIENCE_S = 120


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough rows for several slices."""
    path = tmp_path_factory.mktemp("export") / "demandes.csv"
    codes = (*["J0K 2M0", "G1R 2B5", "H2R 2Y3"] * 6, "J0K", "GIR 2B5")
    rows = (f"R-{row},Compagnie {row},{codes[row % len(codes)]}\n" for row in range(ROWS))
    path.write_text("request_id,company,postal_code\n" + "".join(rows), "utf-8")
    return path


def environment(folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "INNOVEICI_LEDGER": f"sqlite:///{folder / 'ledger.db'}",
        "INNOVEICI_LANG": "en",
    }


def start(export: Path, folder: Path, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "innoveici", "batch", str(export), *words]
    return subprocess.Popen(
        command, cwd=folder, env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    )


def recorded(folder: Path) -> int:
    """How many requests are in the ledger, 0 while there is none."""
    if not (folder / "ledger.db").exists():
        return 0
    try:
        with closing(sqlite3.connect(folder / "ledger.db")) as connection:
            return int(connection.execute("select count(*) from handoffs").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def wait_until_something_is_recorded(process: subprocess.Popen[Any], folder: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not recorded(folder):
        assert process.poll() is None, "it ended before it was stopped"
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_batch_that_is_stopped_goes_on_where_it_was(export: Path, tmp_path: Path, number: int) -> None:
    process = start(export, tmp_path, "-o", "routed.csv", "--rejects", "rejects.csv")
    wait_until_something_is_recorded(process, tmp_path)
    process.send_signal(number)
    _out, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130
    done = recorded(tmp_path)
    assert 0 < done < ROWS
    assert f"stopped: {done:,} of {ROWS:,} rows are recorded, as batch B-" in err
    assert "run the same command again" in err
    assert sorted(path.name for path in tmp_path.glob("*.csv*")) == []

    process = start(export, tmp_path, "-o", "routed.csv", "--rejects", "rejects.csv")
    _out, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 3
    assert f"{done:,} already recorded" in err
    assert recorded(tmp_path) == ROWS
    assert (tmp_path / "routed.csv").read_text("utf-8").count("\n") == ROWS + 1
    assert (tmp_path / "rejects.csv").read_text("utf-8").count("\n") == ROWS // 10 + 1
    assert rows_of(tmp_path / "ledger.db", "select count(distinct request_id) from handoffs") == [(ROWS,)]


def press_until_it_ends(process: subprocess.Popen[Any]) -> None:
    """Ctrl-C, twice a second: two that come at once may be one."""
    for _ in range(20):
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.5)
            return
    raise AssertionError("it still runs after ten seconds; a batch has patience for sixty")


def test_a_second_ctrl_c_goes_through_while_another_holds_the_ledger(export: Path, tmp_path: Path) -> None:
    process = start(export, tmp_path, "-o", "routed.csv")
    wait_until_something_is_recorded(process, tmp_path)
    with closing(sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)) as other:
        begin_writing(other, patience_s=5)  # asks oftener than SQLite, which might ask in vain until all is recorded
        done = recorded(tmp_path)
        press_until_it_ends(process)
        process.communicate()
    assert process.returncode == 130
    assert recorded(tmp_path) == done < ROWS
    assert not (tmp_path / "routed.csv").exists()


def test_whoever_leaves_standard_output_early_is_told_that_rows_were_left_out(export: Path, tmp_path: Path) -> None:
    process = start(export, tmp_path, "-o", "-")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert process.wait(PATIENCE_S) == 74
    assert "it is incomplete; what is recorded stays" in err
    assert re.search(r"of batch B-[0-9a-f]{16}, up to [0-9,]+ rows are recorded, and stay so", err)
    assert 0 < recorded(tmp_path) < ROWS


def start_without_reader(export: Path, folder: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """As in ``innoveici batch … | true`` once ``true`` has ended."""
    command = [sys.executable, "-m", "innoveici", "batch", str(export), *words]
    reader, writer = os.pipe()
    os.close(reader)
    try:
        return subprocess.run(
            command, cwd=folder, env=environment(folder) | env, stdout=writer, stderr=subprocess.PIPE,
            encoding="utf-8", check=False, timeout=PATIENCE_S,
        )  # fmt: skip
    finally:
        os.close(writer)


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """Few enough rows for the buffer of standard output."""
    path = tmp_path / "few.csv"
    path.write_text("request_id,company,postal_code\nR-1,Lait,J0K 2M0\nR-2,Scie,GIR 2B5\n", "utf-8")
    return path


def test_a_reader_who_has_left_takes_nothing_from_the_other_files(few: Path, tmp_path: Path) -> None:
    ran = start_without_reader(few, tmp_path, "-o", "-", "--rejects", "rejects.csv")
    assert ran.returncode == 74
    assert "what is recorded stays" in ran.stderr
    assert "R-2" in (tmp_path / "rejects.csv").read_text("utf-8")
    assert recorded(tmp_path) == 2


def test_a_reader_who_left_before_the_header_is_a_failure_too(few: Path, tmp_path: Path) -> None:
    ran = start_without_reader(few, tmp_path, "-o", "-", PYTHONUNBUFFERED="1")
    assert ran.returncode == 74
    assert "the output left" in ran.stderr
    assert recorded(tmp_path) == 0


def test_a_plan_that_is_applied_for_a_reader_who_left_is_recorded_and_says_so(few: Path, tmp_path: Path) -> None:
    process = start(few, tmp_path, "--dry-run", "-o", "plan.csv")
    process.communicate(timeout=PATIENCE_S)
    ran = start_without_reader(tmp_path / "plan.csv", tmp_path, "--apply", "-o", "/dev/stdout")
    assert ran.returncode == 74
    assert "are recorded, and stay so" in ran.stderr
    assert recorded(tmp_path) == 2


def test_a_preview_may_be_cut_short(export: Path, tmp_path: Path) -> None:
    process = start(export, tmp_path, "-o", "-", "--dry-run")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    process.stderr.read()
    process.stderr.close()
    assert process.wait(PATIENCE_S) == 0


def test_the_first_wish_is_noted_and_the_second_goes_through() -> None:
    before = signal.getsignal(signal.SIGINT)
    with Stopping() as stopping:
        assert not stopping.wished
        signal.raise_signal(signal.SIGINT)
        assert stopping.wished
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_signals_are_as_they_were_when_nobody_wished_to_stop() -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    with Stopping() as stopping:
        pass
    assert not stopping.wished
    assert {number: signal.getsignal(number) for number in before} == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_that_is_ignored_stays_ignored(number: signal.Signals) -> None:
    before = signal.signal(number, signal.SIG_IGN)
    try:
        with Stopping() as stopping:
            signal.raise_signal(number)
            assert not stopping.wished
        assert signal.getsignal(number) is signal.SIG_IGN
    finally:
        signal.signal(number, before)


@pytest.mark.parametrize("name", ["INT", "TERM"])
def test_what_the_shell_ignores_does_not_stop_a_batch(export: Path, tmp_path: Path, name: str) -> None:
    command = [
        "sh",
        "-c",
        f"trap '' {name}; exec \"$@\"",
        "sh",
        sys.executable,
        "-m",
        "innoveici",
        "batch",
        str(export),
    ]
    with subprocess.Popen(command, cwd=tmp_path, env=environment(tmp_path), stderr=subprocess.PIPE) as process:
        wait_until_something_is_recorded(process, tmp_path)
        process.send_signal(getattr(signal, f"SIG{name}"))
        process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 3
    assert recorded(tmp_path) == ROWS
