"""A program measured as it is run: in a process of its own, from its start to its end.

The system counts what a process was copied from in its peak of memory, so whoever imports this stays small.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass

DONE = (0, 3)
"""3: done, but some rows need a person; the generated ones have such rows."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took: seconds of the clock and of processors, and MB at its peak."""

    seconds: float
    cpu: float
    peak_mb: float


def measure(command: Sequence[str], **given: str) -> Run:
    """Run ``command`` to its end, with ``given`` in its environment.

    Raises SystemExit, with what it said, when it fails.
    """
    settings = {name: value for name, value in os.environ.items() if not name.startswith("INNOVEICI_")} | given
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=settings)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in DONE:
            said.seek(0)
            raise SystemExit(f"{shlex.join(command)}\n{said.read().decode(errors='replace')}")
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
