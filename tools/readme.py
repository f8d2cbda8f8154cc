"""Keeps the examples of README.md and docs/ true: ``python tools/readme.py update | check``.

Every ``console`` block is run, command by command, as a new user would: an empty home, a folder that holds docs/samples
and nothing else, a ledger that the block's commands share with those before it in the same file. ``update`` writes what
was printed into the file; ``check`` says where it differs. Beside innoveici there is ``cat``, for what it wrote.
"""

from __future__ import annotations

import difflib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOW = "2026-11-21T09:30:00-05:00"
Command = Callable[[Sequence[str], Path, Mapping[str, str]], str]
"""What a person sees of ``innoveici`` with these words, in that folder, with that environment: stdout, then stderr."""
_HASH = re.compile(r"\b[0-9a-f]{64}\b")
"""Another one each time, for it covers random salts: shown as ``…``."""
_BLOCK = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)


def documents() -> list[Path]:
    """The files whose examples are held true."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))]


def in_a_process(words: Sequence[str], folder: Path, env: Mapping[str, str]) -> str:
    """The command as a person runs it."""
    ran = subprocess.run(
        [sys.executable, "-m", "innoveici", *words], cwd=folder, env=env, capture_output=True, encoding="utf-8",
        check=False,
    )  # fmt: skip
    return ran.stdout + ran.stderr


def rerun(text: str, innoveici: Command = in_a_process) -> str:
    """``text`` with the output of each ``$ innoveici …`` of its console blocks as it is now."""
    with tempfile.TemporaryDirectory() as folder:
        home, work = Path(folder) / "home", Path(folder) / "work"
        home.mkdir()
        shutil.copytree(ROOT / "docs" / "samples", work / "docs" / "samples")
        return _BLOCK.sub(lambda block: "".join(_block(block[0], home, work, innoveici)), text)


def _block(block: str, home: Path, work: Path, innoveici: Command) -> Iterator[str]:
    for command in re.findall(r"^\$ (.*(?:\\\n.*)*)\n?", block, re.MULTILINE):
        yield f"$ {command}\n{_run(command, home, work, innoveici)}"


def _run(command: str, home: Path, work: Path, innoveici: Command) -> str:
    words = shlex.split(command.replace("\\\n", " "))
    if words[0] == "cat":
        return "".join((work / name).read_text("utf-8-sig") for name in words[1:])
    assert words[0] == "innoveici", f"examples show innoveici only: {command}"
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "INNOVEICI_NOW": NOW,
    }
    return _HASH.sub("…", innoveici(words[1:], work, env)).replace(str(home), "~")


def differences(path: Path, innoveici: Command = in_a_process) -> list[str]:
    """Lines of a document that are no longer what the commands print."""
    text = path.read_text("utf-8")
    now = rerun(text, innoveici)
    return list(difflib.unified_diff(text.splitlines(), now.splitlines(), path.name, "now", lineterm="", n=1))


def main(command: str) -> int:
    """Run ``update`` or ``check``; 1 when ``check`` finds something."""
    if command == "update":
        for path in documents():
            path.write_text(rerun(path.read_text("utf-8")), "utf-8")
        return 0
    if command == "check":
        found = [line for path in documents() for line in differences(path)]
        print("\n".join(found) or "examples true")
        return 1 if found else 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
