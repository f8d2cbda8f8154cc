"""The catalogue's files: what people write in them is read, and every fault is told at once, with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from innoveici.catalogue.load import load_catalogue
from innoveici.catalogue.model import FILES
from tests.catalogue.conftest import PLAIN, Kept

ROOT = Path(__file__).parents[2]


def test_the_catalogue_that_is_shipped_is_without_faults() -> None:
    catalogue = load_catalogue(ROOT / "catalogue")

    assert len(catalogue.organizations) >= 243
    assert len(catalogue.programs) >= 103
    assert len(catalogue.themes) >= 28


def test_french_excel_saves_the_same_catalogue(kept: Kept) -> None:
    plain = kept.load()
    excel = {
        name.removesuffix(".csv"): text.replace(",", ";").replace("\n", "\r\n").encode("cp1252")
        for name, text in PLAIN.items()
    }

    assert kept.load(**excel) == plain


def test_cells_say_things_in_french_or_in_english(kept: Kept) -> None:
    french = "identifiant;nom;aides;étapes;territoire;clientèle\nc;C;subvention|Prêt;R-D|idée;5|mrc 53;PME|coop\n"
    (entry,) = kept.load(organizations=french, programs="id,name_fr\n").organizations.values()

    assert entry.helps == ("grant", "loan")
    assert entry.stages == ("rd", "idea")
    assert entry.territory == ("05", "MRC 53")
    assert entry.audience == ("sme", "coop")


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("organizations", "id,name_fr,helps\nc,C,argent\n", "organizations.csv:2: helps: error: “argent” is none of"),
        ("organizations", "id,name_fr,themes\nc,C,magie\n", "organizations.csv:2: themes: error: “magie” is no theme"),
        ("organizations", "id,name_fr,territory\nc,C,18\n", "organizations.csv:2: territory: error: “18” is no terr"),
        ("organizations", "id,name_fr\nÉté,C\n", "organizations.csv:2: id: error: “Été” is not an id of the catalogue"),
        ("organizations", "id,name_fr\nc,C\nc,D\n", "organizations.csv:3: id: error: “c” names another entry (organ"),
        ("organizations", "id,name_fr,url\nc,C,www.c.org\n", "organizations.csv:2: url: error: “www.c.org” is not the"),
        ("organizations", "id,name_fr,partnerships\nc,C,none\n", "partnerships: error: “none” is no partnership of"),
        ("programs", "id,name_fr\ncentre,A\n", "programs.csv:2: id: error: “centre” names another entry"),
        ("programs", "id,name_fr,closes\na,A,2026-02-30\n", "programs.csv:2: closes: error: “2026-02-30” is not a day"),
        ("programs", "id,name_fr,opens,closes\na,A,2026-05,2026-04\n", "programs.csv:2: closes: error: is before"),
        ("programs", "id,name_fr,revenue_min\na,A,beaucoup\n", "programs.csv:2: revenue_min: error: “beaucoup” is not"),
        ("programs", "id,name_fr,employees_min,employees_max\na,A,9,5\n", "employees_max: error: is less than empl"),
        ("programs", "id,name_fr,operator\na,A,nul-part\n", "operator: error: “nul-part” is no organization of"),
        ("programs", "id,name_fr,successor\na,A,z\n", "programs.csv:2: successor: error: “z” is no programme"),
        ("programs", "id,name_fr,successor\na,A,b\nb,B,a\n", "programs.csv:2: successor: error: leads back to “a”"),
        ("programs", "id,name_fr,for_profit\na,A,souvent\n", "for_profit: error: “souvent” is neither yes nor no"),
        ("themes", "id,name_fr,name_en\ne,E,E\ne,E,E\n", "themes.csv:3: id: error: “e” names another entry (themes."),
    ],
)
def test_a_fault_is_told_with_its_place_and_what_to_do(kept: Kept, file: str, text: str, says: str) -> None:
    faults = kept.faults(**{file: text})

    assert any(says in fault for fault in faults), faults


def test_faults_of_all_files_are_told_together(kept: Kept) -> None:
    faults = kept.faults(
        themes="id,name_fr,name_en\n,E,E\n", organizations="id,name_fr\n,C\n", programs="id,name_fr\na,\n"
    )

    assert [fault.split(":")[0] for fault in faults] == list(FILES[:3])


def test_sums_are_written_as_people_write_them(kept: Kept) -> None:
    catalogue = kept.load(programs="id,name_fr,revenue_min,revenue_max\na,A,2 500 000 $,5000000\n")

    conditions = catalogue.programs["a"].conditions
    assert (conditions.revenue_min, conditions.revenue_max) == (2_500_000, 5_000_000)


def test_its_fingerprint_is_of_what_it_says_not_of_how_it_is_written(kept: Kept) -> None:
    plain = kept.load()

    rows = PLAIN["organizations.csv"] + "autre,Autre (exemple),guidance,,14\n"
    other = kept.load(organizations=rows)
    turned = rows.splitlines()
    again = kept.load(organizations="\n".join([turned[0], turned[2], turned[1]]))
    assert other.fingerprint == again.fingerprint != plain.fingerprint


def test_an_id_that_is_retired_names_nothing_else(kept: Kept) -> None:
    (kept.folder / "retired.csv").write_text("id,name_fr,retired_on\nvieux,Vieux programme,2024\n", "utf-8")
    assert kept.load().retired["vieux"].retired_on == "2024"

    (fault,) = kept.faults(programs="id,name_fr\nvieux,Autre chose\n")
    assert fault.startswith("programs.csv:2: id: error: “vieux” names another entry (retired.csv, line 2)")


@pytest.mark.parametrize("written", ["centre", "Centre (exemple)", "CENTRE (EXEMPLE)"])
def test_an_operator_may_be_named_by_its_id_or_its_name(kept: Kept, written: str) -> None:
    programs = f"id,name_fr,operator\na,A,{written}\nb,B,Autre ministère\n"

    assert [one.operator for one in kept.load(programs=programs).programs.values()] == ["centre", "Autre ministère"]
