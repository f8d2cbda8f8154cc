"""What every test starts from: an empty home, no settings in the environment, French off unless asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from innoveici import messages

settings.register_profile("here", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("here")

_SET_ELSEWHERE = ("INNOVEICI_", "LC_", "XDG_")


@pytest.fixture(autouse=True)
def untouched_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new empty home folder and working folder; nothing of the user's is read or written."""
    import os

    home = tmp_path_factory.mktemp("home")
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
