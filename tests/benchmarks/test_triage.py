"""The benchmark of the queue lists what its peer lists, and sees the screen."""

from __future__ import annotations

import re

from tests.benchmarks.test_batch import run


def test_every_figure_is_there() -> None:
    said = run("triage.py", "--rows", 500, "--turns", 1)
    for figure in ("innoveici queue", "sqlite3 alone", "after start-up, innoveici", "--state held --limit 20"):
        assert re.search(rf"\n  {figure} +[\d-]+ ms", said), figure
    assert re.search(r"triage, first handoff.*\n  50 requests +\d+ ms\n  500 requests +\d+ ms", said)
