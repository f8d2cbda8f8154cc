"""Whoever has the rejects open in a spreadsheet reads, for each row, which cell it is, what is wrong and what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from innoveici.batch import run
from innoveici.batch.read.export import open_export
from innoveici.batch.write.problems import _REMEDIES
from innoveici.desk import Desk
from innoveici.messages import language, speaking
from tests.batch import samples
from tests.batch.conftest import Write
from tests.batch.samples import Collected
from tests.batch.workbooks import Cell, Formula, write_workbook

HEADER = "request_id,company,postal_code,municipality,country,email,phone,language,received_at,consent,scale"
ROWS = {
    "no company": ("A1,,J0K 2M0,,,,,,,,", ["company"]),
    "two faults": ("A2,,J0K 2M0 / J6E 3Z8,,,a@b,12,,,,", ["postal_code", "company"]),
    "what nobody can use": ("A3,C,G1R 2B5,,Kanado,a@b,12,de,hier,peut-être,énorme", ["consent"]),
    "an id like a handoff's": ("H-12,C,J0K 2M0,,,,,,,,", ["request_id"]),
    "an id that is none": ("é,C,J0K 2M0,,,,,,,,", ["request_id"]),
    "too long": (f"A4,{'x' * 201},J0K 2M0,,,,,,,,", ["company"]),
    "line break": ('A5,"C\nD",J0K 2M0,,,,,,,,', ["company"]),
    "control character": ("A6,C\x07,J0K 2M0,,,,,,,,", ["company"]),
    "a spreadsheet's error": ("A8,C,J0K 2M0,#N/A,,,,,,,", ["municipality"]),
    "encoded twice": ("A13,C,J0K 2M0,QuÃ©bec,,,,,,,", ["municipality"]),
    "of another code page": ("A14,C,J0K 2M0,QuŽbec,,,,,,,", ["municipality"]),
    "a letter that was lost": ("A16,Qu\ufffdbec inc.,J0K 2M0,,,,,,,,", ["company"]),
    "an invisible character in the id": ("A\u200b15,C,J0K 2M0,,,,,,,,", ["request_id"]),
    "not whole": ("A9,Une longue histoire #####,J0K 2M0,,,,,,,,", ["company"]),
    "more than a spreadsheet takes": (f"A10,{'x' * 32_768},J0K 2M0,,,,,,,,", ["company"]),
    "a fault, in Canada": ("A11,,J0K 2M0,,Canada,a@b,,,,,", ["company"]),
    "a fault, abroad": ("A12,,90210,,usa,a@b,,,,,", ["company", "postal_code"]),
    "cells too many": ("A7,C,J0K 2M0,,,,,,,,,,,x", [""]),
    "a suggestion": ("B1,C,GIR 2B5,,,,,,,,", ["postal_code"]),
    "no code": ("B2,C,rue,,,,,,,,", ["postal_code"]),
    "several regions": ("B3,C,J0K,,,,,,,,", ["municipality"]),
    "not in the atlas": ("B4,C,G9Z 9Z9,,,,,,,,", ["municipality"]),
    "reserved": ("B5,C,H0H 0H0,,,,,,,,", ["postal_code"]),
    "contradiction": ("B6,C,J6E 1A1,Gatineau,,,,,,,", ["postal_code"]),
    "another province": ("C1,C,M5V 2T6,,,,,,,,", ["postal_code"]),
    "France or the States": ("C2,C,75001,,,,,,,,", ["country"]),
    "France, nobody fits": ("C3,C,75001,,FR,,,,,,", ["sector"]),
    "no consent": ("D1,C,G1R 2B5,,,,,,,non,", ["consent"]),
    "nobody, from the table": ("D2,C,J0K 2M0,,,,,,,,", ["postal_code"]),
    "nobody, by itself": ("D3,C,J0K 2M0,,,,,,,,major", ["postal_code"]),
    "known, and different": ("E1,Autre,G1R 2B5,,,,,,,,", ["request_id"]),
    "known, consent withdrawn": ("E1,Scierie,G1R 2B5,,,,,,,non,", ["request_id"]),
}  # fmt: skip


def waiting(write: Write, lang: str) -> tuple[Collected, dict[str, list[tuple[int, str, str, str, str]]]]:
    """Every kind of row that needs a person, with its problems."""
    base = samples.shipped()
    nobody_there = {id_: a for id_, a in base.advisors.items() if a.region_code != "14"}
    desk = Desk(samples.atlas(), replace(base, advisors=nobody_there, _by_region={}), samples.DAY)
    name = write("\r\n".join([HEADER, "E1,Scierie,G1R 2B5,,,,,,,,", *(row for row, _ in ROWS.values()), ""]))
    collected = Collected()
    with speaking("fr" if lang == "fr" else "en"), open_export(name) as export:
        run.plan(export, desk, None, [collected], lambda _: False)
        assert language() == lang
    numbers = dict(enumerate(ROWS, start=1))
    found: dict[str, list[tuple[int, str, str, str, str]]] = {kind: [] for kind in ROWS}
    for problem in collected.problems:
        found[numbers[problem[0]]].append(problem)
    return collected, found


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_each_kind_of_row_says_where_what_and_what_to_do(write: Write, lang: str) -> None:
    collected, found = waiting(write, lang)
    assert collected.rows[0][1] == "assigned"
    for kind, (_, fields) in ROWS.items():
        assert [problem[1] for problem in found[kind]] == fields, kind
        for _, _, _, reason, remedy in found[kind]:
            assert reason, kind
            assert remedy, kind
            assert "{" not in reason + remedy, kind


def test_the_value_is_the_cell_at_fault_and_the_suggestion_is_in_the_remedy(write: Write) -> None:
    _, found = waiting(write, "en")
    assert [problem[2] for problem in found["two faults"]] == ["J0K 2M0 / J6E 3Z8", ""]
    assert found["what nobody can use"][0][2] == "peut-être"
    assert found["a suggestion"][0][2] == "GIR 2B5"
    assert "G1R 2B5" in found["a suggestion"][0][4]
    assert found["known, and different"][0][2] == "E1"
    assert "consent" in found["known, consent withdrawn"][0][4]
    assert [(p[2], p[4]) for p in found["nobody, from the table"]] == [(p[2], p[4]) for p in found["nobody, by itself"]]


def test_every_fault_of_a_field_has_a_remedy_of_its_own(write: Write, tmp_path: Path) -> None:
    _, found = waiting(write, "en")
    remedies = {remedy for problems in found.values() for *_, remedy in problems} | in_a_workbook(tmp_path)
    assert remedies >= set(_REMEDIES.values())


def in_a_workbook(folder: Path) -> set[str]:
    """The remedies for cells that a spreadsheet made something else of."""
    header: list[Cell] = ["request_id", "company", "postal_code"]
    cells: list[Cell] = [Formula("A1"), date(2026, 3, 3), True, 1.5]
    rows = [header, *([f"W{n}", cell, "J0K 2M0"] for n, cell in enumerate(cells))]
    desk = Desk(samples.atlas(), samples.shipped(), samples.DAY)
    collected = Collected()
    with speaking("en"), open_export(str(write_workbook(folder / "e.xlsx", {"A": rows}))) as export:
        run.plan(export, desk, None, [collected], lambda _: False)
    assert [problem[1] for problem in collected.problems] == ["company"] * 4
    return {remedy for *_, remedy in collected.problems}
