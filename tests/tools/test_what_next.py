"""What a newcomer reads once ``make run`` is done."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest

from innoveici.cli.main import main

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))
from what_next import TEXTS, what_next  # noqa: E402 - a script beside the package, not part of it


def test_every_command_it_names_works_after_the_request_of_make_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ledger = "sqlite:///ledger.db"
    main(["--ledger", ledger, "route", "--company", "Scierie (exemple)", "--postal-code", "J0K 2M0"])
    for language, text in TEXTS.items():
        monkeypatch.setenv("INNOVEICI_LANG", language)
        said = what_next(tmp_path / "bin" / "innoveici", ledger)
        assert said.startswith(text.partition("{path}")[0])
        assert str(tmp_path / "bin" / "innoveici") in said.splitlines()[1]
        commands = [shlex.split(line, comments=True) for line in said.splitlines() if line.startswith("  ")]
        assert len(commands) == 3
        for program, *words in commands:
            assert program == str(Path("bin", "innoveici"))
            assert main(words) in (0, 3)  # 3: one of the postal codes is mistyped on purpose
        assert "pipx install ." in said
        assert main(re.search(r"innoveici (config init)$", said, re.MULTILINE)[1].split()) == 0  # type: ignore[index]


def test_it_reads_french_unless_told_otherwise(tmp_path: Path) -> None:
    assert "À taper ensuite" in what_next(tmp_path / "innoveici", "sqlite:///x.db")


def test_make_run_ends_with_it() -> None:
    recipe = (ROOT / "Makefile").read_text("utf-8").partition("\nrun:")[2].partition("\n\n")[0]
    assert "tools/what_next.py" in recipe.splitlines()[-1]
