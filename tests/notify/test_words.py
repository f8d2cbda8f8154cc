"""The letters as they read: each as it was looked at and kept, in French typeset as in Québec."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser

import pytest

from tests.notify.cases import Case
from tests.notify.golden import FOLDER, files

VOID = frozenset({"meta", "br", "hr"})


@pytest.fixture(scope="module")
def made(every_letter: Mapping[str, Case]) -> Mapping[str, str]:
    """Every letter, by the name of its file."""
    return files(every_letter)


def test_every_letter_reads_as_it_was_kept(made: Mapping[str, str]) -> None:
    kept = {str(path.relative_to(FOLDER)): path.read_text("utf-8") for path in FOLDER.rglob("*.*")}
    assert sorted(made) == sorted(kept)
    changed = [name for name in made if made[name] != kept[name]]
    assert not changed, "look at what changed, then: python -m tests.notify.golden"


def test_french_is_typeset_as_in_quebec(made: Mapping[str, str]) -> None:
    for name, text in _texts(made, "fr/"):
        assert not any(mark in text for mark in (" :", " ;", " ?", " !", "« ", " »", "“", "”")), name


def test_no_letter_says_none_or_leaves_a_name_unfilled(made: Mapping[str, str]) -> None:
    for name, text in made.items():
        assert not re.search(r"\bNone\b(?! is recorded)|\{\w+\}|Undefined|Markup", text), name


def test_subjects_fit_where_they_are_shown(made: Mapping[str, str]) -> None:
    for name, text in _texts(made):
        subject = text.partition("\n")[0].removeprefix("Subject: ")
        assert subject.startswith("[INNOVEICI] "), name
        assert len(subject) < 150, name


def test_text_keeps_to_its_columns_but_for_what_must_not_be_broken(made: Mapping[str, str]) -> None:
    for name, text in _texts(made):
        body = text.partition("\n\n")[2]
        assert "\n\n\n" not in body, name
        assert body == body.strip() + "\n", name
        for line in body.splitlines():
            assert len(line) <= 72 or line.startswith("    innoveici ") or " " not in line.strip(), (name, line)
            assert line == line.rstrip(), (name, line)


def test_pages_are_whole_and_ask_nothing_of_the_network(made: Mapping[str, str]) -> None:
    for name, page in made.items():
        if name.endswith(".html"):
            checked = Page()
            checked.feed(page)
            checked.close()
            assert checked.open == [], name
            assert checked.language == f"{name[:2]}-CA", name
            assert not checked.tags & {"img", "script", "link", "iframe", "form", "input", "object", "svg"}, name
            assert all(link.startswith(("mailto:", "tel:", "https://")) for link in checked.links), name
            assert checked.rows == checked.headed, name  # a reader that speaks says which fact it reads
            assert not re.search(r"url\(|@import|src=|srcset|\son\w+=", page), name


def test_a_company_is_told_its_rights_and_others_are_not(made: Mapping[str, str]) -> None:
    for name, text in _texts(made):
        says = "Commission d'accès à l'information" in text.replace("\n", " ")
        assert says == (".company" in name), name


def test_every_letter_but_a_trial_names_the_head_of_the_ledger(made: Mapping[str, str]) -> None:
    for name, text in _texts(made):
        assert ("innoveici log verify --head 123:5f2c" in text) == (not name.endswith("/test.txt")), name


def _texts(made: Mapping[str, str], start: str = "") -> list[tuple[str, str]]:
    return [(name, text) for name, text in made.items() if name.endswith(".txt") and name.startswith(start)]


class Page(HTMLParser):
    """What a page is made of; a tag that is not closed where it should be fails."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.language: str | None = None
        self.rows = self.headed = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        self.rows += tag == "tr"
        self.headed += tag == "th" and given.get("scope") == "row"
        if tag == "html":
            self.language = given.get("lang")
        if tag == "a":
            self.links.append(str(given.get("href")))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open
        assert self.open.pop() == tag
