"""What every test starts from: an empty home, no settings in the environment, French off unless asked for."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from innoveici import messages

# The suite starts some hundreds of processes: without compiled modules each would compile the package again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

_MEMORY, _ROOM_BYTES = Path("/dev/shm"), 2 << 30
if "TMPDIR" not in os.environ and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM_BYTES:
    os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)  # thousands of ledgers: half the time was the disk's

settings.register_profile("here", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("here")

_SET_ELSEWHERE = ("INNOVEICI_", "LC_", "XDG_")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: a test of a screen or a server waits half of its time."""
    return len(os.sched_getaffinity(0)) + 1 if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the home folders are: pytest would go through thousands of them to number the next."""
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def untouched_home(homes: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new empty home folder and working folder; nothing of the user's is read or written."""
    home = Path(tempfile.mkdtemp(dir=homes))
    for name in list(os.environ):
        if name.startswith(_SET_ELSEWHERE) or name in ("LANG", "LANGUAGE", "NO_COLOR", "FORCE_COLOR"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Tests read English unless they choose otherwise; the language never leaks into the next test."""
    with messages.speaking("en"):
        yield
