"""The directory of the files that come with the program, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from innoveici.atlas.store import Atlas
from innoveici.directory.load import load_directory
from innoveici.directory.model import Directory

ROOT = Path(__file__).parent.parent.parent


@cache
def shipped() -> Directory:
    """regions.yaml and advisors.csv as they are in the project."""
    return load_directory(ROOT / "regions.yaml", ROOT / "advisors.csv", Atlas.open())
