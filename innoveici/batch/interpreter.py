"""How Python itself is set while a batch runs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_TURN_S, _WRITING_TURN_S = 0.001, 0.0001
"""How long a thread keeps Python's lock while others wait for it. Those that read and write work without it, but ask
for it after each piece of work; with the usual five milliseconds they mostly wait. One that writes a ledger asks most
often. Threads that all work in Python would only hinder each other by even shorter turns."""


@contextmanager
def set_for_threads(*, writing: bool = False) -> Iterator[None]:
    """Set it so inside the block; ``writing``: a ledger, slice after slice."""
    turn = sys.getswitchinterval()
    sys.setswitchinterval(_WRITING_TURN_S if writing else _TURN_S)
    try:
        yield
    finally:
        sys.setswitchinterval(turn)
