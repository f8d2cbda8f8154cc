from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.directory.conftest import Files

With = Callable[..., str]


def test_what_excel_saves_again_is_the_same_table(files: Files, plain: tuple[str, str]) -> None:
    before = files.load()
    semicolons = plain[1].replace(",", ";").replace('"Conseil D; Mauricie"', '"Conseil D, Mauricie"')
    trailing = "\r\n".join(f"{line};;" for line in semicolons.splitlines()) + "\r\n;;;\r\n\r\n"

    assert files.load(advisors="\ufeff" + semicolons) == before
    assert files.load(advisors=trailing) == before
    assert files.load(advisors="sep=;\r\n" + semicolons) == before
    assert files.load(advisors=plain[1].replace(",", "\t").replace('"Conseil D\t', '"Conseil D,')) == before


def test_lines_are_counted_as_an_editor_counts_them(files: Files, advisors_with: With) -> None:
    text = advisors_with("b", organization='"Organisme\n\nB"', email="a@b")
    text = "sep=,\n" + text.replace("\nb,", "\n\n\nb,")

    faults = files.faults(advisors=text.replace("c@c.example", "c"))

    assert [fault.split(": ")[:2] for fault in faults] == [
        ["advisors.csv:6", "email"],
        ["advisors.csv:6", "organization"],
        ["advisors.csv:9", "email"],
    ]


@pytest.mark.parametrize(
    ("header", "field", "says"),
    [
        ("id,name,organization,postal_code,email", "certification", "the column is missing"),
        ("id,name,organization,postal_code,email,certification,name", "name", "“name” is there twice"),
        ("id,name,organization,postal_code,email,certification,,phone", "", "column 7 has no name"),
        ("id,name,organisation,postal_code,email,certification", "organisation", "did you mean organization?"),
        ("id,name,organization,postal_code,email,certification,zodiac", "zodiac", "there is no column “zodiac”"),
    ],
)
def test_a_faulty_header_is_told_with_the_columns_there_are(files: Files, header: str, field: str, says: str) -> None:
    problems = files.problems(advisors=f"{header}\na,b,c,d,e,f\n")

    assert [p.line for p in problems] == [1] * len(problems)
    assert any(says in str(p) and p.field == field and "certified_until" in str(p.remedy) for p in problems)


def test_column_names_in_any_case_and_order_are_known(files: Files) -> None:
    text = "Certification, EMAIL ,id,Name,Organization,Postal_Code\nattested,a@a.example,a,A,A,J6E 1A1\n"

    assert files.load(advisors=text).advisors["a"].region_code == "14"


def test_a_header_alone_is_a_directory_without_advisors(files: Files) -> None:
    directory = files.load(advisors="id,name,organization,postal_code,email,certification\n")

    assert directory.advisors == {}
    assert directory.advisors_of("14") == ()


_HEADER = b"id,name,organization,postal_code,email,certification\n"


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        (b"", 1, "the file is empty"),
        (_HEADER + b"a,b\n", 2, "the row has 2 cells, the first line has 6"),
        (_HEADER + b"\n\"a,b\nc,d\n", 3, "a quote that is not closed"),
        (_HEADER + b"a,\"b\"c,d,e,f,g\n", 2, "cannot be read"),
        (_HEADER + b"a,Caf\xe9,,,,\n", 2, "not UTF-8 (byte 0xE9)"),
        ("id,name".encode("utf-16"), 1, "choose “CSV UTF-8”"),
        (b"PK\x03\x04\xff", 1, "choose “CSV UTF-8”"),
        (_HEADER + b"a,\"" + b"x" * 200_000 + b"\",,,,\n", 2, "cannot be read"),
    ],
    ids=["empty", "short", "open quote", "stray quote", "cp1252", "utf-16", "xlsx", "huge cell"],
)  # fmt: skip
def test_what_is_no_table_is_told_with_its_line(files: Files, content: bytes, line: int, says: str) -> None:
    problems = files.problems(advisors=content)

    assert any(p.line == line and says in str(p) for p in problems), [str(p)[:200] for p in problems]
