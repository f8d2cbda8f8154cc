"""Stopping a batch: what was done stays, nothing half done shows, and the same command goes on."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from innoveici.cli.stopping import Stopping
from tests.cli.conftest import ROOT, rows_of

ROWS = 15_000
PATIENCE_S = 120


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough rows for several slices."""
    path = tmp_path_factory.mktemp("export") / "demandes.csv"
    codes = (*["J0K 2M0", "G1R 2B5", "H2R 2Y3"] * 6, "J0K", "GIR 2B5")
    rows = (f"R-{row},Compagnie {row},{codes[row % len(codes)]}\n" for row in range(ROWS))
    path.write_text("request_id,company,postal_code\n" + "".join(rows), "utf-8")
    return path


def start(export: Path, folder: Path, *words: str) -> subprocess.Popen[str]:
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "INNOVEICI_LEDGER": f"sqlite:///{folder / 'ledger.db'}",
        "INNOVEICI_LANG": "en",
    }
    command = [sys.executable, "-m", "innoveici", "batch", str(export), *words]
    return subprocess.Popen(
        command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
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


def wait_until_something_is_recorded(process: subprocess.Popen[str], folder: Path) -> None:
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
    assert f"stopped: {done:,} of {ROWS:,} rows are recorded" in err
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


def test_whoever_leaves_standard_output_early_is_told_that_rows_were_left_out(export: Path, tmp_path: Path) -> None:
    process = start(export, tmp_path, "-o", "-")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert process.wait(PATIENCE_S) == 74
    assert "left before all rows were recorded" in err
    assert 0 < recorded(tmp_path) < ROWS


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
