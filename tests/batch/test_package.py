"""Importing the package: nothing that batch does not use, and nothing broken for who comes after."""

from __future__ import annotations

import subprocess
import sys

_AFTER_A_DRY_RUN = """
import sys
import innoveici.cli.batch_run
import pyarrow as pa
pa.array(["a", None]).dictionary_encode()
print(sorted({"pandas", "sqlalchemy", "alembic"} & sys.modules.keys()))
"""
_PANDAS_AFTERWARDS = """
import innoveici.batch
import pandas as pd, io
frame = pd.read_csv(io.StringIO("code,place\\nH2X,Montréal\\nJ0K,\\n"), dtype=str)
print(frame.loc[frame.code == "H2X", "place"].tolist(), frame.place.isna().tolist())
print(frame.merge(frame, on="code").shape)
"""


def _printed(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_a_dry_run_imports_neither_pandas_nor_a_database() -> None:
    assert _printed(_AFTER_A_DRY_RUN) == "[]"


def test_pandas_works_when_pgeocode_needs_it_afterwards() -> None:
    assert _printed(_PANDAS_AFTERWARDS) == "['Montréal'] [False, True]\n(2, 3)"
