"""What README and docs show is what the tool prints, from an empty home and an empty folder.

README's examples run as a person runs them; those of docs, six times as many, in this process.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from innoveici.cli.main import main

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import readme  # noqa: E402 - a script beside the package, not part of it

README = (ROOT / "README.md").read_text("utf-8")


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> readme.Command:
    """The command, in this process: with that environment, in that folder."""

    def innoveici(words: Sequence[str], folder: Path, env: Mapping[str, str]) -> str:
        with monkeypatch.context() as changed:
            for name in os.environ.keys() - env.keys():
                changed.delenv(name)
            for name, value in env.items():
                changed.setenv(name, value)
            changed.chdir(folder)
            main(words)
        return "".join(capfd.readouterr())

    return innoveici


def test_every_example_of_the_readme_prints_what_is_shown() -> None:
    assert readme.differences(ROOT / "README.md") == []


@pytest.mark.parametrize("document", readme.documents()[1:], ids=lambda path: path.name)
def test_every_example_of_docs_prints_what_is_shown(document: Path, here: readme.Command) -> None:
    assert readme.differences(document, here) == []


def test_a_changed_example_would_be_found() -> None:
    assert readme.rerun("```console\n$ innoveici --version\nsomething else\n```\n") != (
        "```console\n$ innoveici --version\nsomething else\n```\n"
    )


def test_the_two_commands_are_there() -> None:
    assert {"make run", "make test"} <= set(re.findall(r"^make \w+$", README, re.MULTILINE))


def test_every_command_of_the_tool_is_named() -> None:
    from innoveici.cli.app import TASKS

    for commands in TASKS.values():
        for command in commands:
            assert re.search(rf"innoveici {command}\b", README), command


def test_every_file_that_is_linked_exists() -> None:
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
