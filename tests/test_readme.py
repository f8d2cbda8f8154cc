"""What README and docs show is what the tool prints, from an empty home and an empty folder."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import readme  # noqa: E402 - a script beside the package, not part of it

README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("document", readme.documents(), ids=lambda path: path.name)
def test_every_example_prints_what_is_shown(document: Path) -> None:
    assert readme.differences(document) == []


def test_a_changed_example_would_be_found() -> None:
    assert readme.rerun("```console\n$ innoveici --version\nsomething else\n```\n") != (
        "```console\n$ innoveici --version\nsomething else\n```\n"
    )


def test_the_two_commands_are_there() -> None:
    assert {"make run", "make test"} <= set(re.findall(r"^make \w+$", README, re.MULTILINE))


def test_every_command_of_the_tool_is_named() -> None:
    from innoveici.cli.app import PARTS

    for commands in PARTS.values():
        for command in commands:
            assert re.search(rf"innoveici {command}\b", README), command


def test_every_file_that_is_linked_exists() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", README):
        assert (ROOT / target).exists(), target
