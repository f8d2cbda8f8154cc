"""Three cells of one row changed in files as spreadsheets leave them: what else is there stays, to the byte."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.directory.advisor_columns import COLUMNS
from innoveici.directory.cell_editing import with_cells
from innoveici.directory.csv_rows import read_rows
from innoveici.directory.file_problems import ProblemReport
from innoveici.directory.file_text import CSV, read_text

ABSENCE = ("absent_from", "absent_until", "replacement_id")
FILLED = {
    "name": ("Élodie Gagné", "Noël “Côté”", 'Dite "la Grande"', "Côté, Anaïs", "A; B", "Plain Name", "C\tD"),
    "organization": ("Forêt & Cie", "Org"),
    "postal_code": ("J0K 2M0", "J6E\u00a01A1"),
    "email": ("a@a.example",),
    "certification": ("attested", "en voie"),
    "languages": ("fr|en", "fr\nen", ""),
    "absent_from": ("", "2027-07-05", "05/07/2027"),
    "absent_until": ("", "2027-07-16"),
    "replacement_id": ("", "b1"),
}
"""What a cell may hold, by column; the others are empty or a number."""
ENCODINGS = (
    (b"", "utf-8"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"", "cp1252"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
DAYS = st.sampled_from(["", "2027-08-02", "2028-02-29"])


@dataclass
class Table:
    """A file by its lines, each as it stands without its end: ``lines[0]`` is the header."""

    sep: str
    lines: list[str]
    end: str
    tail: str
    mark: bytes
    encoding: str
    delimiter: str
    ids: dict[str, int]
    """By id the position in ``lines``."""

    def content(self, lines: list[str] | None = None) -> bytes:
        text = self.sep + self.end.join(lines or self.lines) + self.tail
        return self.mark + text.encode(self.encoding)


def quoted(cell: str, delimiter: str, *, always: bool) -> str:
    if always or any(c in cell for c in (delimiter, "\n", '"')):
        return '"' + cell.replace('"', '""') + '"'
    return cell


@st.composite
def tables(draw: st.DrawFn, *, everyone_absent: bool = False) -> Table:
    delimiter = draw(st.sampled_from([",", ";", "\t"]))
    (mark, encoding), end = draw(st.sampled_from(ENCODINGS)), draw(st.sampled_from(["\n", "\r\n", "\r"]))
    french, always = draw(st.booleans()), draw(st.sampled_from([True, False, False]))
    filled = {**FILLED, "absent_from": ("2027-07-05", "05/07/2027"), "absent_until": ("2027-07-16",)}
    filled = filled if everyone_absent else FILLED
    always_there = [*COLUMNS.required, *(ABSENCE[:2] if everyone_absent else ())]
    optional = [name for name in COLUMNS.names if name not in always_there]
    names = draw(st.permutations([*always_there, *draw(st.lists(st.sampled_from(optional), unique=True))]))
    called = {c.name: draw(st.sampled_from(c.also_called)) if french else c.name for c in COLUMNS}
    empties = draw(st.integers(0, 2))
    lines = [delimiter.join([*(quoted(called[n], delimiter, always=always) for n in names), *[""] * empties])]
    ids = {}
    for id_ in draw(st.lists(st.sampled_from(["a", "b1", "c-2", "d.3"]), min_size=1, unique=True)):
        lines += draw(st.lists(st.sampled_from(["", delimiter * (len(names) - 1), "  "]), max_size=1))  # blank
        cells = [id_ if name == "id" else draw(st.sampled_from(filled.get(name, ("", "8")))) for name in names]
        row = [quoted(cell, delimiter, always=always or (bool(cell) and draw(st.booleans()))) for cell in cells]
        row += [""] * draw(st.integers(0, empties))
        least = 1 + max(names.index(name) for name in COLUMNS.required)
        while len(row) > least and row[-1] in ("", '""') and draw(st.booleans()):
            row.pop()
        ids[id_] = len(lines)
        lines.append(delimiter.join(row))
    whole = draw(st.booleans())
    if not whole:  # the last row lacks nothing
        lines[-1] += delimiter * max(0, len(names) - len(cells_of(lines[-1], delimiter)))
    sep = f"sep={delimiter}{end}" if draw(st.booleans()) else ""
    tail = (end if whole else "") + draw(st.sampled_from(["", "", "\x1a", "\x00" if encoding != "cp1252" else ""]))
    return Table(sep, lines, end, tail, mark, encoding, delimiter, ids)


def cells_of(line: str, delimiter: str) -> list[str]:
    return re.sub(r'"(?:[^"]|"")*"', "x", line).split(delimiter)


def read(content: bytes) -> dict[str, dict[str, str]]:
    """By id the cells that hold something."""
    report = ProblemReport(Path("advisors.csv"))
    text = read_text(content, CSV, report)
    rows = read_rows(text or "", COLUMNS, report)
    assert report.problems == [], [str(problem) for problem in report.problems]
    return {row.cells["id"]: {name: cell for name, cell in row.cells.items() if cell} for row in rows}


@given(table=tables(), which=st.integers(0, 3), first=DAYS, last=DAYS, by=st.sampled_from(["", "b1", "a"]))
def test_only_the_cells_that_are_named_change(table: Table, which: int, first: str, last: str, by: str) -> None:
    id_ = sorted(table.ids)[which % len(table.ids)]
    cells = dict(zip(ABSENCE, (first, last, by), strict=True))
    before = table.content()

    after = with_cells(before, id_, cells)

    expected = read(before)
    expected[id_] = {n: c for n, c in (expected[id_] | cells).items() if c}
    assert read(after) == expected
    # The lines are those that were, but for that row and the header, and delimiters where columns were added.
    assert after.startswith(table.mark)
    text = after.removeprefix(table.mark).decode(table.encoding)
    position = len(table.sep)
    assert text.startswith(table.sep)
    added = header_of(text, table) != table.lines[0]
    for number, line in enumerate(table.lines):
        if number in (0, table.ids[id_]):
            position = end_of(text, position)
        else:
            assert text.startswith(line, position)
            position += len(line)
            if added and (more := re.compile(rf'(?:{re.escape(table.delimiter)}(?:"")?)+').match(text, position)):
                position = more.end()
        if number < len(table.lines) - 1:
            assert text.startswith(table.end, position)
            position += len(table.end)
    assert text[position:] == table.tail


def header_of(text: str, table: Table) -> str:
    return text[len(table.sep) :].split(table.end)[0]


def end_of(text: str, position: int) -> int:
    """Where the row that begins there ends."""
    found = re.compile(r'(?:"(?:[^"]|"")*"|[^"\r\n\x1a\x00])*').match(text, position)
    assert found
    return found.end()


@given(table=tables(everyone_absent=True), which=st.integers(0, 3))
def test_where_the_columns_are_there_no_other_byte_changes(table: Table, which: int) -> None:
    id_ = sorted(table.ids)[which % len(table.ids)]
    after = with_cells(table.content(), id_, {"absent_from": "2027-08-02", "absent_until": "2027-08-13"})
    lines = [*table.lines]
    row = lines[table.ids[id_]]
    lines[table.ids[id_]] = re.sub("2027-07-05|05/07/2027", "2027-08-02", row.replace("2027-07-16", "2027-08-13"))
    assert lines != table.lines
    assert after == table.content(lines)


HEAD = "id,name,organization,postal_code,email,certification"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{HEAD}\na,A,O,J,e,x\nb,B,O,J,e,x\n",
         f"{HEAD},absent_from,absent_until\na,A,O,J,e,x,2027-07-05,2027-07-16\nb,B,O,J,e,x,,\n"),
        # delimiters that a spreadsheet left behind the header are room for them
        (f"{HEAD},,,\na,A,O,J,e,x,,,\nb,B,O,J,e,x\n",
         f"{HEAD},absent_from,absent_until,\na,A,O,J,e,x,2027-07-05,2027-07-16,\nb,B,O,J,e,x\n"),
        # a row from which it left them out has cells up to those it needs
        (f"{HEAD},absent_from,absent_until,phone\nb,B,O,J,e,x\na,A,O,J,e,x\n",
         f"{HEAD},absent_from,absent_until,phone\nb,B,O,J,e,x\na,A,O,J,e,x,2027-07-05,2027-07-16\n"),
        # a last row without an end of line must not look cut
        (f"{HEAD}\na,A,O,J,e,x\nb,B,O,J,e,x",
         f"{HEAD},absent_from,absent_until\na,A,O,J,e,x,2027-07-05,2027-07-16\nb,B,O,J,e,x,,"),
        # blank rows, quotes around everything, the file's own language
        ('"Identifiant";"Nom";"Organisme";"CP";"Courriel";"Attestation"\r\n\r\n"a";"A";"O";"J";"e";"x"\r\n;;;;;\r\n',
         '"Identifiant";"Nom";"Organisme";"CP";"Courriel";"Attestation";"absence du";"absence au"\r\n\r\n'
         '"a";"A";"O";"J";"e";"x";"2027-07-05";"2027-07-16"\r\n;;;;;\r\n'),
        # a delimiter that the values hold
        ("sep=-\n" + HEAD.replace(",", "-") + "\na-A-O-J-e-x\n",
         "sep=-\n" + HEAD.replace(",", "-") + '-absent_from-absent_until\na-A-O-J-e-x-"2027-07-05"-"2027-07-16"\n'),
    ],
    ids=["added", "room", "left out", "cut", "French", "delimiter"],
)  # fmt: skip
def test_columns_that_are_missing_are_added(before: str, after: str) -> None:
    cells = {"absent_from": "2027-07-05", "absent_until": "2027-07-16", "replacement_id": ""}
    assert with_cells(before.encode(), "a", cells).decode() == after


def test_what_is_taken_away_leaves_its_cell_empty_and_adds_none() -> None:
    before = f'{HEAD},absent_from,absent_until\na,A,O,J,e,x,"2027-07-05"\nb,B,O,J,e,x,,\n'
    after = with_cells(before.encode(), "a", dict.fromkeys(ABSENCE, ""))
    assert after.decode() == f'{HEAD},absent_from,absent_until\na,A,O,J,e,x,""\nb,B,O,J,e,x,,\n'
