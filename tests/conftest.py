"""What every test starts from: an empty home, no settings in the environment, French off unless asked for."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from innoveici import messages
from innoveici.atlas.store import Atlas
from tests.slow import QUICK_EXAMPLES, is_slow

# The suite starts some hundreds of processes: without compiled modules each would compile the package again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

_MEMORY, _ROOM_BYTES = Path("/dev/shm"), 2 << 30
if "TMPDIR" not in os.environ and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM_BYTES:
    os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)  # thousands of ledgers: half the time was the disk's

settings.register_profile("here", deadline=None)  # a busy machine is no fault of the code
settings.register_profile("quick", parent=settings.get_profile("here"), max_examples=QUICK_EXAMPLES)
settings.load_profile("here")

_SET_ELSEWHERE = ("INNOVEICI_", "LC_", "XDG_")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One more than there are processors: a test of a screen or a server waits half of its time."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return processors + (config.getoption("markexpr") != QUICK)  # a quick test never waits


QUICK = "not slow"
"""The marker expression of ``make quick``."""


def pytest_configure(config: pytest.Config) -> None:
    """In ``make quick`` a property is tried on fewer examples."""
    if config.getoption("markexpr") == QUICK:
        settings.load_profile("quick")


def pytest_collection_finish() -> None:
    """What pytest keeps of thousands of tests need not be looked through at each collection of garbage."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """``make quick`` leaves out what ``tests.slow`` finds."""
    for item in items:
        if is_slow(item):
            item.add_marker("slow")


@pytest.fixture(scope="session", autouse=True)
def _one_atlas() -> Iterator[None]:
    """The atlas of the package, opened once: it never changes, and what is worked out from it is kept with it."""
    with pytest.MonkeyPatch.context() as patch:
        opened = Atlas.open()
        open_another = Atlas.open
        patch.setattr(Atlas, "open", lambda path=None: opened if path is None else open_another(path))
        yield


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
