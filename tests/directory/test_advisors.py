from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from babel import Locale

from innoveici.directory.advisors import LANGUAGES

if TYPE_CHECKING:
    from tests.directory.conftest import Files

With = Callable[..., str]


@pytest.mark.parametrize(
    ("row", "cells", "line", "field", "says"),
    [
        # identity and required cells
        ("a", {"id": "b"}, 3, "id", "“b” is already used on line 2"),
        ("a", {"id": "B"}, 3, "id", "“b” is already used on line 2"),
        ("a", {"id": "a b"}, 2, "id", "“a b” is not an id"),
        ("a", {"id": "2026-02-01"}, 2, "id", "what a spreadsheet makes of an id"),
        ("a", {"id": "01-févr"}, 2, "id", "what a spreadsheet makes of an id"),
        ("a", {"id": "mars-14"}, 2, "id", "give the column the format Text"),
        ("a", {"id": "Feb-14"}, 2, "id", "give the column the format Text"),
        ("a", {"id": "1E+05"}, 2, "id", "what a spreadsheet makes of an id"),
        ("a", {"name": "#NOM?"}, 2, "name", "“#NOM?” is what a spreadsheet shows in place of a value"),
        ("a", {"id": ""}, 2, "id", "is required"),
        ("a", {"name": ""}, 2, "name", "is required"),
        ("a", {"organization": " "}, 2, "organization", "is required"),
        ("a", {"postal_code": ""}, 2, "postal_code", "is required"),
        ("a", {"email": ""}, 2, "email", "is required"),
        ("a", {"certification": ""}, 2, "certification", "is required"),
        # what would break a line or hide in one
        ("a", {"name": "A\x00B"}, 2, "name", "U+0000"),
        ("a", {"name": '"A\nBcc: x@x.example"'}, 2, "name", "U+000A"),
        ("a", {"organization": "A\u2028B"}, 2, "organization", "U+2028"),
        ("a", {"organization": "A\u202eB"}, 2, "organization", "U+202E"),
        # what would be mailed so
        ("a", {"name": "Andr\ufffd Bidon"}, 2, "name", "holds “\ufffd”, which a program put for a letter"),
        ("a", {"organization": "MRC de la CôtŽ"}, 2, "organization", "holds “tŽ”, which no word does"),
        ("a", {"name": "A" * 301}, 2, "name", "301 characters"),
        # contacts
        ("b", {"email": "a@b"}, 3, "email", "not a single e-mail address"),
        ("b", {"email": "a@a.example;b@b.example"}, 3, "email", "not a single e-mail address"),
        ("b", {"email": "Conseil <a@a.example>"}, 3, "email", "not a single e-mail address"),
        ("b", {"email": f"{'a' * 65}@a.example"}, 3, "email", "not a single e-mail address"),
        ("b", {"phone": "demain"}, 3, "phone", "not a telephone number"),
        # the office
        ("a", {"postal_code": "J0K 2MO"}, 2, "postal_code", "did you mean J0K 2M0"),
        ("a", {"postal_code": "J0K"}, 2, "postal_code", "several regions"),
        ("b", {"postal_code": "J6E"}, 3, "postal_code", "“J6E” is only an area"),
        ("b", {"postal_code": "G9Z 1A1"}, 3, "postal_code", "neither it nor its area is in the atlas"),
        ("b", {"postal_code": "M5V 2T6"}, 3, "postal_code", "is not in Québec"),
        ("b", {"postal_code": "90210"}, 3, "postal_code", "is not in Québec"),
        ("b", {"postal_code": "H0H 0H0"}, 3, "postal_code", "Santa Claus"),
        ("a", {"region_code": "04"}, 2, "region_code",
         "J0K 2M0 (Saint-Félix-de-Valois) is in region 14 Lanaudière, not in 04 Mauricie"),
        ("a", {"region_code": "99"}, 2, "region_code", "there is no region “99”; use one of 03, 04, 14"),
        ("a", {"region_code": "4"}, 2, "region_code", "is in region 14 Lanaudière, not in 04 Mauricie"),
        ("a", {"region_code": "", "postal_code": "J0K 9A0"}, 2, "region_code", "in “region_code”: 04, 14"),
        ("a", {"region_code": "03", "postal_code": "J0K 9A0"}, 2, "region_code", "04, 14"),
        # what it serves and speaks
        ("a", {"mrc_codes": "62|24"}, 2, "mrc_codes", "there is no MRC “24”"),
        ("a", {"mrc_codes": "62,61"}, 2, "", "the row has 17 cells, the first line has 16"),
        ("a", {"mrc_codes": '"62,6"'}, 2, "mrc_codes", "“62,6” may be two codes that a spreadsheet made one number"),
        ("a", {"mrc_codes": "62;atlantide"}, 2, "mrc_codes", "there is no MRC “atlantide”"),
        ("a", {"languages": "klingon"}, 2, "languages", "“klingon” is not a language code"),
        ("a", {"languages": "fr; klingon"}, 2, "languages", "“klingon” is not a language code"),
        ("a", {"languages": "fr|xx"}, 2, "languages", "“xx” is not a language code"),
        ("a", {"languages": "fr|fra"}, 2, "languages", "“fra” is not a language code"),
        # certification, capacity, absence
        ("a", {"certification": "oui"}, 2, "certification", "“oui” is not a certification"),
        ("a", {"certification": "non attestée"}, 2, "certification", "write attested or in_training"),
        ("a", {"certified_until": "06/30/2028"}, 2, "certified_until", "“06/30/2028” has its month first"),
        ("a", {"certified_until": "30/06/28"}, 2, "certified_until", "“30/06/28” is not a date"),
        ("a", {"certified_until": "31/04/2028"}, 2, "certified_until", "“31/04/2028” is not a date"),
        ("a", {"certified_until": "########"}, 2, "certified_until", "in place of a value; type the value"),
        ("a", {"certified_until": "2028-02-30"}, 2, "certified_until", "“2028-02-30” is not a date"),
        ("a", {"certified_until": "20280630"}, 2, "certified_until", "as in 2027-06-30"),
        ("a", {"capacity": "-1"}, 2, "capacity", "“-1” is not a whole number"),
        ("a", {"capacity": "2.5"}, 2, "capacity", "“2.5” is not a whole number"),
        ("a", {"capacity": "٣"}, 2, "capacity", "“٣” is not a whole number"),
        ("b", {"absent_until": "2027-07-01"}, 3, "absent_until", "ends before it begins"),
        # replacements
        ("b", {"replacement_id": "z"}, 3, "replacement_id", "there is no advisor “z”"),
        ("b", {"replacement_id": "b"}, 3, "replacement_id", "replacements go round: b → b"),
        ("b", {"replacement_id": "a"}, 2, "replacement_id", "replacements go round: a → b → a"),
    ],
)  # fmt: skip
def test_each_fault_names_its_line_and_field(
    files: Files, advisors_with: With, row: str, cells: dict[str, str], line: int, field: str, says: str
) -> None:
    problems = files.problems(advisors=advisors_with(row, **cells))

    matching = [p for p in problems if (p.line, p.field) == (line, field) and says in f"{p.message}; {p.remedy}"]
    assert matching, [str(p) for p in problems]
    assert all(p.file == str(files.advisors) for p in problems)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *[(text, "attested") for text in ("Attested", "attesté", "ATTESTÉE", "attestée", "attesté·e", "Attesté(e)")],
        *[(text, "in_training") for text in ("In training", "en voie", "En voie de l’être", "en voie d'attestation")],
    ],
)
def test_a_certification_in_french_is_the_same_value(
    files: Files, advisors_with: With, written: str, value: str
) -> None:
    directory = files.load(advisors=advisors_with("a", certification=written))
    plainly = files.load(advisors=advisors_with("a", certification=value))

    assert directory.advisors["a"].certification == value
    assert directory.advisors_fingerprint == plainly.advisors_fingerprint


def test_languages_of_quebec_are_known_whatever_their_case(files: Files, advisors_with: With) -> None:
    directory = files.load(advisors=advisors_with("a", languages="FR|en|cr|iu|moe|atj"))

    assert directory.advisors["a"].languages == ("fr", "en", "cr", "iu", "moe", "atj")


def test_a_zero_that_a_spreadsheet_dropped_is_put_back(files: Files, plain: tuple[str, str]) -> None:
    regions = plain[0].replace('"51"', '"08"')
    with_zeros = (
        plain[1].replace(",14,62,", ",14,08,").replace('"Conseil D, Mauricie",Organisme D,j0k0a1', "D,D,J6E 1A1")
    )
    without = with_zeros.replace(",14,08,", ",14,8,").replace(",03,,fr", ",3,,fr")
    assert without != with_zeros

    before, after = files.load(regions=regions, advisors=with_zeros), files.load(regions=regions, advisors=without)

    assert (after.advisors["a"].mrc_codes, after.advisors["c"].region_code) == (("08",), "03")
    assert after.advisors_fingerprint == before.advisors_fingerprint


@pytest.mark.parametrize(
    ("column", "written", "value"),
    [
        ("languages", "fr, en", ("fr", "en")),
        ("languages", "FR;EN", ("fr", "en")),
        ("languages", "Français et anglais", ("fr", "en")),
        ("languages", "fr/en/iu", ("fr", "en", "iu")),
        ("languages", "fr | fr, en", ("fr", "en")),
        ("languages", "fr\r\nen", ("fr", "en")),
        ("sectors", "Tourisme; IA", ("tourisme", "intelligence artificielle")),
        ("sectors", "tourisme et intelligence\u00a0artificielle", ("tourisme", "intelligence artificielle")),
        ("sectors", "tourisme, astrologie", ("tourisme", "astrologie")),
        ("sectors", "astrologie, magie", ("astrologie, magie",)),
        ("sectors", "astrologie\nmagie", ("astrologie", "magie")),
        ("mrc_codes", "61, 62", ("61", "62")),
        ("mrc_codes", "Joliette|Matawinie", ("61", "62")),
        ("mrc_codes", "61\n62", ("61", "62")),
    ],
)
def test_a_list_is_read_however_its_known_words_are_separated(
    files: Files, plain: tuple[str, str], column: str, written: str, value: tuple[str, ...]
) -> None:
    rows = list(csv.DictReader(io.StringIO(plain[1])))
    rows[0][column] = written
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)

    assert getattr(files.load(advisors=text.getvalue()).advisors["a"], column) == value


def test_a_sector_that_holds_the_word_between_two_stays_one(
    files: Files, regions_with: With, advisors_with: With
) -> None:
    regions = regions_with("  tourisme: [tourism]", "  tourisme: [tourism]\n  bois et forêt: []")

    directory = files.load(regions=regions, advisors=advisors_with("a", sectors="Bois et forêt; tourisme"))

    assert directory.advisors["a"].sectors == ("bois et forêt", "tourisme")
    assert directory.warnings == ()


def test_a_region_is_known_by_its_name_too(files: Files, advisors_with: With) -> None:
    for written in ("Lanaudière", "LANAUDIERE", "14 - Lanaudière"):
        assert files.load(advisors=advisors_with("a", region_code=written)).advisors["a"].region_code == "14"


def test_a_fault_names_the_column_as_the_file_calls_it(files: Files, plain: tuple[str, str]) -> None:
    text = plain[1].replace("postal_code,email", "Code postal,Courriel").replace("b@b.example", "b")

    (problem,) = files.problems(advisors=text)

    assert (problem.field, problem.header, problem.about) == ("email", "Courriel", "advisor:b")
    assert str(problem).startswith(f"{files.advisors}:3: Courriel: error: is not a single e-mail address")
    assert problem.to_json()["field"] == "email"


def test_a_region_given_settles_a_code_that_leaves_several(files: Files, advisors_with: With) -> None:
    advisor = files.load(advisors=advisors_with("a", postal_code="J0K 9A0")).advisors["a"]

    assert (advisor.region_code, advisor.mrc_code, advisor.uncertainty_km) == ("14", "62", 12.0)


def test_a_code_that_only_its_area_places_is_told(files: Files, advisors_with: With) -> None:
    directory = files.load(advisors=advisors_with("b", postal_code="J6E 9Z9"))

    assert directory.advisors["b"].uncertainty_km == 3.0
    assert [str(p.message) for p in directory.warnings] == [
        "J6E 9Z9 is not in the atlas; the office is placed in Joliette, within 3 km"
    ]


def test_a_long_loop_is_told_once_from_its_first_row(files: Files, plain: tuple[str, str]) -> None:
    rows = {"a": "d", "d": "c", "c": "b", "b": "a"}
    header, *lines = plain[1].splitlines()
    changed = []
    for line in lines:
        cells = line.split(",")
        changed.append(",".join([*cells[:-1], rows[cells[0]]]))

    faults = files.faults(advisors="\n".join([header, *changed]))

    assert faults == [
        "advisors.csv:2: replacement_id: error: replacements go round: a → d → c → b → a; "
        "let the last one have none, or another"
    ]


def test_a_chain_that_leads_into_a_loop_is_not_part_of_it(files: Files, advisors_with: With) -> None:
    text = advisors_with("a", replacement_id="b")
    text = text.replace("2027-07-16,\n", "2027-07-16,c\n").replace(",0,,,\n", ",0,,,b\n")

    assert [fault.split("error: ")[1] for fault in files.faults(advisors=text)] == [
        "replacements go round: b → c → b; let the last one have none, or another"
    ]


def test_faults_of_the_map_are_not_blamed_on_advisors(files: Files, regions_with: With, advisors_with: With) -> None:
    faults = files.faults(
        regions=regions_with('mrc_codes: ["51"]', "mrc_codes: [51]"), advisors=advisors_with("b", email="a@b")
    )

    assert [fault.split(": ")[:2] for fault in faults] == [
        ["regions.yaml:27", 'regions["04"].mrc_codes[0]'],
        ["advisors.csv:3", "email"],
    ]


def test_personal_data_is_not_in_faults(files: Files, advisors_with: With) -> None:
    faults = files.faults(advisors=advisors_with("a", name="Nom\x07Secret", email="nom.secret", phone="secret"))

    assert len(faults) == 3
    assert "secret" not in "".join(faults).lower()


def test_every_language_of_two_letters_has_a_name_and_none_is_missing() -> None:
    named = {code for code in Locale("en").languages if len(code) == 2}

    assert {code for code in LANGUAGES if len(code) == 2} == named - {"sh"}  # withdrawn
