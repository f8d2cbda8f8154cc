from __future__ import annotations

import unicodedata
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
        ("id,name,organization,postal_code,email", "certification", "the column is missing; the first line names"),
        ("id,name,organization,postal_code,email,certification,Name", "Name", "“Name” is there twice; keep one"),
        ("id,name,organization,postal_code,email,certification,,phone", "", "column 7 has no name; the first line"),
        ("id,name,organizations,postal_code,email,certification", "organizations", "here it is called organization"),
        ("id,name,organization,postal_code,email,certification,zodiac", "zodiac", "there is no column “zodiac”"),
        (
            "id,name,organization,postal_code,email,Courriel,certification",
            "Courriel",
            "“Courriel” and “email” are the same",
        ),
        ("a,b,c,d,e,f", "", "does not name the columns; the first line names the columns: id, name,"),
        (",,", "", "does not name the columns"),
    ],
)
def test_a_fault_of_the_header_is_told_in_one_line(files: Files, header: str, field: str, says: str) -> None:
    problems = files.problems(advisors=f"{header}\na,b,c,d,e,f\n")

    assert [(p.line, p.field) for p in problems] == [(1, field)]
    assert says in str(problems[0])


def test_a_table_with_french_names_of_columns_is_the_same_table(files: Files, plain: tuple[str, str]) -> None:
    header, *rows = plain[1].splitlines()
    french = (
        "Identifiant,Nom,Organisation,Code\u00a0postal,COURRIEL,Téléphone,Région,MRC,Langues,Secteurs,Attestation,"
        "Attesté·e jusqu’au,Capacité,Absent(e) du,Absente jusqu’au,Remplaçant·e"
    )
    assert len(french.split(",")) == len(header.split(","))

    assert files.load(advisors="\n".join([french, *rows, ""])) == files.load()


def test_the_columns_there_are_come_once_with_the_first_that_needs_them(files: Files) -> None:
    faults = files.faults(advisors="id,nome,zodiac\na,b,c\n")

    assert [fault.split("error: ")[1] for fault in faults] == [
        "the column is missing; the first line names the columns: id, name, organization, postal_code, email, phone, "
        "region_code, mrc_codes, languages, sectors, certification, certified_until, capacity, absent_from, "
        "absent_until, replacement_id",
        "the column is missing; add it to the first line",
        "“nome” is not a column; here it is called name; rename it in the first line",
        "the column is missing; add it to the first line",
        "the column is missing; add it to the first line",
        "there is no column “zodiac”; rename it or remove it",
    ]


def test_column_names_in_any_case_and_order_are_known(files: Files) -> None:
    text = "Certification, EMAIL ,id,Name,Organization,Postal_Code\nattested,a@a.example,a,A,A,J6E 1A1\n"

    assert files.load(advisors=text).advisors["a"].region_code == "14"


def test_a_header_alone_is_a_directory_without_advisors_and_a_warning(files: Files) -> None:
    directory = files.load(advisors="id,name,organization,postal_code,email,certification\n,,,,,\n")

    assert [(p.severity, p.file, p.line, str(p.message)) for p in directory.warnings] == [
        ("warning", str(files.advisors), None, "there is no advisor in the file; no request can be assigned")
    ]

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
        ("id,name\na,b".encode("utf-16-le"), None, "the text is UTF-16"),
        ("id,name\na,b".encode("utf-16-be"), None, "the text is UTF-16"),
        (b"PK\x03\x04\x14\x00\xff", None, "spreadsheet or another packed file, not CSV; open it as a spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", None, "spreadsheet or another packed file, not CSV"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", None, "the file is not text; check that the right file was named"),
        (_HEADER + b"a,\"" + b"x" * 200_000 + b"\",,,,\n", 2, "cannot be read"),
    ],
    ids=["empty", "short", "open quote", "stray quote", "utf-16 le", "utf-16 be",
         "xlsx", "xls", "png", "huge cell"],
)  # fmt: skip
def test_what_is_no_table_is_told_once_with_its_line(files: Files, content: bytes, line: int | None, says: str) -> None:
    problems = files.problems(advisors=content)

    assert len(problems) == 1, [str(p)[:200] for p in problems]
    assert problems[0].line == line
    assert says in str(problems[0])


def test_delimiters_that_excel_leaves_out_at_the_end_of_a_block_of_rows_are_no_fault(
    files: Files, plain: tuple[str, str]
) -> None:
    before = files.load()
    short = plain[1].replace("attested,,,,,\n", "attested\n").replace("in_training,,0,,,\n", "in_training,,0\n")
    assert short.count(",") < plain[1].count(",")

    assert files.load(advisors=short) == before


def test_a_last_row_that_was_cut_is_no_short_row(files: Files, plain: tuple[str, str]) -> None:
    cut = plain[1].removesuffix(",,,,\n")

    assert [fault.split(";")[0] for fault in files.faults(advisors=cut)] == [
        "advisors.csv:5: error: the row has 12 cells, the first line has 16"
    ]


@pytest.mark.parametrize("first", ["sep=;\r\n", '"sep=;"\r\n', "SEP=;\r\n", "sep=,;;;;\r\n", "\ufeffsep=;\r\n"])
def test_a_line_that_names_the_delimiter_is_no_row(files: Files, plain: tuple[str, str], first: str) -> None:
    semicolons = plain[1].replace(",", ";").replace('"Conseil D; Mauricie"', '"Conseil D, Mauricie"')

    assert files.load(advisors=first + semicolons) == files.load()


def test_a_tab_may_be_the_delimiter_that_is_named(files: Files, plain: tuple[str, str]) -> None:
    tabs = plain[1].replace(",", "\t").replace('"Conseil D\t', '"Conseil D,')

    assert files.load(advisors="sep=\t\n" + tabs) == files.load()


def test_what_cannot_be_seen_is_not_there(files: Files, plain: tuple[str, str]) -> None:
    odd = plain[1].replace("Conseil A", "Con\u00adseil\u00a0A\u200b").replace("a@a.example", "\u2060a@a.example\ufeff")
    odd = odd.replace("450 555-0100", "450\u202f555\u20110100").replace("id,name", "\u200bid,name")

    after = files.load(advisors=odd)

    assert after == files.load()
    names = plain[1].replace("Conseil A", "Conseillère é")
    assert files.load(advisors=unicodedata.normalize("NFD", names)) == files.load(advisors=names)
    assert after.advisors["a"].phone == "450 555-0100 poste 2"
