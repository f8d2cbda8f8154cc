"""Exports in, routed rows and rejects out: the decisions of ``route`` for a whole file.

Imported only by commands that read exports: pyarrow and numpy come with it.
"""

import sys

import pyarrow as pa

if "pandas" not in sys.modules:
    # pyarrow looks for pandas when it makes its first array, and would import it: half a second and 40 MB for nothing.
    sys.modules["pandas"] = None  # type: ignore[assignment]
    pa.array([])
    del sys.modules["pandas"]
