"""The screens that the docs show are those that the program draws, to the byte."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from innoveici.messages import LANGUAGES, Language
from innoveici.triage.backend import Backend
from tests.triage import screens

CASES = [(screen, language, size) for screen in screens.SCREENS for language in LANGUAGES for size in screens.SIZES]
FIRST_LINE = re.compile(r"<!-- Textual \S+ -->")
DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def backend() -> Iterator[Backend]:
    with screens.backend() as opened:
        yield opened


@pytest.mark.parametrize(("screen", "language", "size"), CASES)
def test_the_screen_is_the_picture(screen: str, language: Language, size: tuple[int, int], backend: Backend) -> None:
    drawn = screens.draw(screen, language, size, backend)
    kept = (screens.GOLDEN / screens.name(screen, language, size)).read_text("utf-8")
    if FIRST_LINE.match(drawn)[0] == FIRST_LINE.match(kept)[0]:  # type: ignore[index]
        assert drawn == kept, "if that is meant: python -m tests.triage.screens"
    else:  # another Textual may draw the same screen otherwise
        assert screens.rows(drawn) == screens.rows(kept), "if that is meant: python -m tests.triage.screens"


def test_there_is_no_other_picture() -> None:
    assert {path.name for path in screens.GOLDEN.iterdir()} == {screens.name(*case) for case in CASES}


@pytest.mark.parametrize("picture", sorted(screens.GOLDEN.glob("*.svg")), ids=lambda path: path.stem)
def test_a_picture_fetches_nothing_and_fits(picture: Path) -> None:
    text = picture.read_text("utf-8")
    assert "@font-face" not in text
    assert not re.search(r"(?:href|src|url)\s*[=(]\s*[\"']?https?:", text)
    columns, lines = map(int, picture.stem.split("-")[1].split("x"))
    rows = screens.rows(text)
    assert len(rows) <= lines + 1  # its title is above
    assert max(map(len, rows)) <= columns


def test_the_docs_show_pictures_that_are_there() -> None:
    shown = [
        (DOCS / target).resolve()
        for page in DOCS.glob("*.md")
        for target in re.findall(r"!\[[^]]*\]\(([^)]+)\)", page.read_text())
    ]
    assert shown
    assert all(path.is_file() for path in shown)
