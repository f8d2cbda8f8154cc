"""The real command in a process of its own, in small slices: ``python -m tests.batch.worker ROWS WORD…``.

ROWS: of one transaction. A file of some thousand rows is then recorded in many, as one of a million is.
"""

from __future__ import annotations

import sys

from innoveici.batch import run
from innoveici.cli.main import run as command

if __name__ == "__main__":
    run.RECORDED_AT_ONCE = int(sys.argv.pop(1))
    command()
