"""Who hears what: the table is whole, and gives each reader no more than its letter uses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from jinja2 import meta

from innoveici.ledger.audience import (
    ABSENT,
    AUDIENCE,
    BOUNCED,
    FEEDBACK,
    OVERDUE,
    REMINDER,
    RENEWED,
    REPLIED,
    UNDONE_AUDIENCE,
    WAITED,
    WITHHELD,
)
from innoveici.messages import LANGUAGES, _, speaking
from innoveici.notify.facts import ALWAYS, FACTS
from innoveici.notify.letter_types import LETTER_TYPES, in_digest
from innoveici.notify.templating import FOLDER, environment

AUDIENCES = (
    *AUDIENCE.values(),
    UNDONE_AUDIENCE,
    REMINDER,
    OVERDUE,
    BOUNCED,
    REPLIED,
    WAITED,
    FEEDBACK,
    RENEWED,
    WITHHELD,
    ABSENT,
)
TOLD = {template for audience in AUDIENCES for template in audience.values()}
WRITTEN = [name for name, line in LETTER_TYPES.items() if line.goes != "daily"]
PERSONAL = {"company", "contact", "need", "place", "sectors", "markets", "language", "further", "remarks", "note"}
"""What a company says of itself, and what somebody wrote of it."""


def test_the_table_has_a_line_for_whatever_anybody_is_told() -> None:
    assert set(LETTER_TYPES) == TOLD | {"digest.council", "digest.erac", "test"}


def test_every_line_but_the_councils_has_its_template_and_no_other_is_there() -> None:
    there = {path.stem for path in FOLDER.glob("*.j2") if "." in path.stem} | {"test"}
    assert there == {*WRITTEN, "digest.council", "digest.erac"}
    assert (FOLDER / "test.j2").exists()


def test_each_role_hears_at_the_pace_it_was_promised() -> None:
    goes = {name: line.goes for name, line in LETTER_TYPES.items() if name in TOLD}
    for name, pace in goes.items():
        role = name.partition(".")[2]
        assert pace in {"council": ("daily",), "erac": ("at once", "as set")}.get(role, ("at once",)), name
    at_once = {name for name, pace in goes.items() if name.endswith(".erac") and pace == "at once"}
    assert {"held.erac", "escalated.erac", "overdue.erac", "reminder.erac", "erased.erac"} <= at_once
    assert {"bounced.erac", "replied.erac"} <= at_once
    assert [name for name in TOLD if in_digest(name)] == [name for name in TOLD if goes[name] != "at once"]


def test_personal_fields_stand_in_their_own_column_and_are_the_least_each_needs() -> None:
    for name, line in LETTER_TYPES.items():
        assert line.personal <= PERSONAL, name
        assert not line.other & PERSONAL, name
        assert line.fields <= set(FACTS), name
        if name.endswith(".council"):
            assert line.personal <= {"company"}, name
        if name.endswith((".company", ".council", ".partner")):
            assert "note" not in line.personal, name  # why somebody declined is between the advisor and the ERAC
        if name.startswith(("erased.", "undone.")) and not name.endswith((".company", ".council")):
            assert not line.personal, name


@pytest.mark.parametrize("template", WRITTEN)
def test_a_letter_uses_what_the_table_allows_and_nothing_else(template: str) -> None:
    used = set(_used(f"{template}.j2"))
    if "company" in LETTER_TYPES[template].fields:
        used.add("company")  # in its subject
    assert used - set(ALWAYS) == LETTER_TYPES[template].fields


def _used(template: str) -> Iterator[str]:
    """The names that a template, with those it includes, takes from outside."""
    env = environment("html", "en")
    assert env.loader is not None
    tree = env.parse(env.loader.get_source(env, template)[0])
    yield from meta.find_undeclared_variables(tree) - set(env.globals)
    for other in meta.find_referenced_templates(tree):
        assert other is not None
        yield from _used(other)


def test_every_subject_is_short_and_in_both_languages() -> None:
    for name in WRITTEN:
        words = {}
        for language in LANGUAGES:
            with speaking(language):
                words[language] = _(LETTER_TYPES[name].subject)
            assert 0 < len(words[language]) <= 60, name
        assert words["fr"] != words["en"], name
