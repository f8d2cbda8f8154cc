"""Every letter as it should read. ``python -m tests.notify.golden`` writes the files anew: then look at the difference.

A letter of each template in each language as text and HTML; what makes it another of the same template as text alone.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from innoveici.messages import LANGUAGES
from innoveici.notify.letter import Rendered
from innoveici.notify.rendering import render, render_test_message
from tests.notify.cases import Case, cases, context

FOLDER = Path(__file__).parent / "golden"


def files(letters: Mapping[str, Case]) -> dict[str, str]:
    """By path below FOLDER, what is in it."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        for name, case in letters.items():
            found |= _files(f"{language}/{name}", render(replace(case.letter, language=language), case.context))
        found |= _files(f"{language}/test", render_test_message(language, context()))
    return found


def _files(path: str, rendered: Rendered) -> dict[str, str]:
    as_text = {f"{path}.txt": f"Subject: {rendered.subject}\n\n{rendered.text}"}
    return as_text if "+" in path else as_text | {f"{path}.html": rendered.html}


def main() -> None:
    """Write them all; those that are gone go."""
    with tempfile.TemporaryDirectory() as folder:
        made = files(cases(Path(folder)))
    shutil.rmtree(FOLDER, ignore_errors=True)
    for path, content in made.items():
        (FOLDER / path).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / path).write_text(content, "utf-8")


if __name__ == "__main__":
    main()
