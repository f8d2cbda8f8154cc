"""What is doubtful, out of date or due in a catalogue that loads."""

from __future__ import annotations

from datetime import date

import pytest

from innoveici.catalogue.findings import check_catalogue
from tests.catalogue.conftest import Kept

TODAY = date(2026, 11, 21)
SOUND = "https://a.example/,2026-10-01"


def found(kept: Kept, programs: str) -> list[tuple[int | None, str, str]]:
    catalogue = kept.load(organizations="id,name_fr\n", programs=programs)
    problems = check_catalogue(catalogue, kept.folder, TODAY, {"61"})
    assert all(problem.severity == "warning" for problem in problems)
    return [(p.line, p.field, str(p.message)) for p in check_catalogue(catalogue, kept.folder, TODAY, {"61"})]


@pytest.mark.parametrize(
    ("cells", "line", "field", "says"),
    [
        ("source,verified_on\na,A,https://a.example/,", 2, "verified_on", "a was never verified"),
        ("source,verified_on\na,A,https://a.example/,2027", 2, "verified_on", "a was verified on a day to come"),
        ("source,verified_on\na,A,https://a.example/,2025-10", 2, "verified_on", "was to be again by 2026-10-01"),
        (f"source,verified_on,status,closes\na,A,{SOUND},open,2026-03-31", 2, "closes", "and closed on 2026-03-31"),
        (f"source,verified_on,territory\na,A,{SOUND},MRC 61|MRC 98", 2, "territory", "a serves MRC 98, which no"),
        (f"source,verified_on,confidence\na,A,{SOUND},partial", None, "confidence", "1: its source says it only in"),
        ("source,verified_on\na,A,,2026-10-01", None, "source", "1: no source says so (a)"),
    ],
)
def test_each_is_told_with_its_place(kept: Kept, cells: str, line: int | None, field: str, says: str) -> None:
    ((at, where, message),) = found(kept, f"id,name_fr,{cells}\n")

    assert (at, where) == (line, field)
    assert says in message


def test_many_that_are_doubtful_alike_are_one_finding_that_names_some(kept: Kept) -> None:
    rows = "".join(f"a{number},A,{SOUND},partial\n" for number in range(9))

    ((_, _, message),) = found(kept, f"id,name_fr,source,verified_on,confidence\n{rows}")
    assert message == "9: its source says it only in part (a0, a1, a2, a3, a4, a5, …)"


def test_nothing_is_said_of_what_is_sound(kept: Kept) -> None:
    assert found(kept, f"id,name_fr,source,verified_on,status,closes\na,A,{SOUND},open,2027\n") == []
