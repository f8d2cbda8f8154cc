"""Exports in, routed rows and rejects out: the decisions of ``route`` for a whole file.

Imported only by commands that read exports: pyarrow and numpy come with it.
"""

import os
import sys

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy starts threads for matrices, which are none of ours

import pyarrow as pa


class _NoPandas:
    """Finds no pandas."""

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


if "pandas" not in sys.modules:
    # pyarrow looks for pandas when it makes its first array, and would import it: half a second and 40 MB for nothing.
    _finder = _NoPandas()
    sys.meta_path.insert(0, _finder)
    try:
        pa.array([])
    finally:
        sys.meta_path.remove(_finder)
