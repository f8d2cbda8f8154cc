"""How Python itself is set while a batch runs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_TURN_S = 0.0001
"""How long a thread keeps Python's lock while others wait for it. Those that read and write work without it, but ask
for it after each piece of work; with the usual five milliseconds they mostly wait."""


@contextmanager
def set_for_threads() -> Iterator[None]:
    """Set it so inside the block."""
    turn = sys.getswitchinterval()
    sys.setswitchinterval(_TURN_S)
    try:
        yield
    finally:
        sys.setswitchinterval(turn)
