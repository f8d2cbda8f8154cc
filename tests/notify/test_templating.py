"""Blocks that are made once for the same values give nobody another's text."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from markupsafe import Markup

from innoveici.notify.notice_view import NamedActor
from innoveici.notify.templating import environment

ALIKE: tuple[tuple[Any, ...], ...] = (
    ("<b>", Markup("<b>")),
    ((("<b>", "<b>"),), ((Markup("<b>"), Markup("<b>")),)),
    ([("<b>", "<b>")], [(Markup("<b>"), Markup("<b>"))]),
)


@pytest.mark.parametrize("values", ALIKE, ids=["text", "tuple", "list"])
def test_what_is_escaped_and_what_is_not_are_never_taken_for_each_other(values: tuple[Any, ...]) -> None:
    name = "para" if isinstance(values[0], str) else "facts"
    for order in permutations(values):
        environment.cache_clear()
        block: Any = environment("html", "fr").globals[name]
        made = {id(value): str(block(value)) for value in order}
        plain, marked = (made[id(value)] for value in values)
        assert "&lt;b&gt;" in plain
        assert "<b>" in marked


def test_a_person_is_made_once() -> None:
    person: Any = environment("text", "en").globals["person"]
    assert person(NamedActor("Élise")) is person(NamedActor("Élise"))
    assert "Élise" in person(NamedActor("Élise"))
    assert "Roger" in person(NamedActor("Roger"))
