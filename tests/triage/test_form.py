"""What a form's search finds, and in what order: Enter takes the first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from innoveici.triage.form import FormChoice, searched

_IDS = st.lists(st.from_regex(r"\A(QC|EX)-[0-3]{1,2}-[0-3]{1,2}\Z"), min_size=1, max_size=12, unique=True)


def _ids(choices: list[FormChoice], typed: str) -> list[str]:
    return [choice.id for choice in searched(choices, typed)]


@given(_IDS)
def test_an_id_that_is_typed_whole_is_the_one_that_is_taken(ids: list[str]) -> None:
    choices = [FormChoice("", "tout"), *(FormChoice(id_, f"{id_} · Quelqu'un") for id_ in ids)]
    assert [_ids(choices, id_.lower())[0] for id_ in ids] == ids


def test_words_side_by_side_go_first_and_all_that_hold_them_stay() -> None:
    names = {"A-1": "Sud Nord", "A-2": "Nord (vieux) Sud", "A-3": "Nord-Sud", "A-4": "Est"}
    choices = [FormChoice(id_, f"{id_} · {name}") for id_, name in names.items()]
    assert _ids(choices, "nord sud") == ["A-3", "A-1", "A-2"]
    assert _ids(choices, "") == list(names)
    assert _ids(choices, "Ouest") == []
