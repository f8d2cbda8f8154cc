"""How Python itself is set while a batch runs."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_OBJECTS = 1_000_000
"""New objects after which cycles are looked for. Rows make a hundred thousand at a time, and no cycles: looking after
each 700, as Python does, took a seventh of a recorded run."""
_TURN_S = 0.001
"""How long a thread keeps Python's lock while others wait for it: the one that writes asks some forty times a slice,
and waited five milliseconds each time."""


@contextmanager
def set_for_rows() -> Iterator[None]:
    """Set it so inside the block, for all threads."""
    collected, turn = gc.get_threshold(), sys.getswitchinterval()
    gc.set_threshold(_OBJECTS, *collected[1:])
    sys.setswitchinterval(_TURN_S)
    try:
        yield
    finally:
        sys.setswitchinterval(turn)
        gc.set_threshold(*collected)
