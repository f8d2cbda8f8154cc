"""Many runs of ``innoveici notify`` at the same moment: ``python -m tests.notify.at_once COUNT``.

One process looks at what would go, which loads the program, and is copied; the copies wait for each other, then run the
command. Prints what each said (``--json``), then all exit codes. Settings come from the environment.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import redirect_stdout
from io import StringIO

from innoveici.cli.main import main


def at_once(count: int) -> list[int]:
    """Exit codes, in the order in which the copies were made."""
    with redirect_stdout(StringIO()):
        assert main(["notify", "--dry-run"]) == 0
    reader, writer = os.pipe()
    children = []
    for _ in range(count):
        if (child := os.fork()) == 0:
            os.close(writer)
            os.read(reader, 1)  # ends when the last copy was made
            code = main(["notify", "--json"])
            sys.stdout.flush()
            os._exit(code)
        children.append(child)
    os.close(reader)
    os.close(writer)
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


if __name__ == "__main__":
    codes = at_once(int(sys.argv[1]))
    print(json.dumps(codes))  # noqa: T201
