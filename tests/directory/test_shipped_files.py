"""regions.yaml and advisors.csv as they ship, against the atlas that ships."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from innoveici.atlas.locate import locate
from innoveici.atlas.store import Atlas
from innoveici.directory.findings import check_against_atlas, check_directory
from innoveici.directory.load import load_directory, load_regions
from innoveici.directory.model import Directory
from innoveici.request import Request
from innoveici.routing.decide import decide

ROOT = Path(__file__).parents[2]

# First two digits of municipality codes by region: Répertoire des municipalités du Québec, since 8 July 2021.
MRCS = {
    "01": "07 08 09 10 11 12 13 14",
    "02": "91 92 93 94",
    "03": "15 16 20 21 22 23 34",
    "04": "35 36 37 51 90",
    "05": "30 40 41 42 43 44 45 46 47",
    "06": "66",
    "07": "80 81 82 83 84",
    "08": "85 86 87 88 89",
    "09": "95 96 97 98",
    "10": "99",
    "11": "01 02 03 04 05 06",
    "12": "17 18 19 25 26 27 28 29 31 33",
    "13": "65",
    "14": "52 60 61 62 63 64",
    "15": "72 73 74 75 76 77 78 79",
    "16": "48 53 54 55 56 57 58 59 67 68 69 70 71",
    "17": "32 38 39 49 50",
}


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return Atlas.open()


@pytest.fixture(scope="module")
def directory(atlas: Atlas) -> Directory:
    return load_directory(ROOT / "regions.yaml", ROOT / "advisors.csv", atlas)


def test_regions_are_made_of_their_mrcs() -> None:
    regions = load_regions(ROOT / "regions.yaml").regions

    assert {code: " ".join(region.mrc_codes) for code, region in regions.items()} == MRCS


def test_every_mrc_of_the_atlas_is_in_a_region(directory: Directory, atlas: Atlas) -> None:
    assert check_against_atlas(directory, atlas) == ()
    assert {m.mrc_code for m in atlas.municipalities()} == set(directory.region_of_mrc)
    assert len(directory.region_of_mrc) == 98
    assert "24" not in directory.mrc_names


def test_a_reform_is_one_code_moved_and_its_advisors_follow(directory: Directory, atlas: Atlas, tmp_path: Path) -> None:
    before = (ROOT / "regions.yaml").read_text("utf-8")
    moved = before.replace('["52", "60", "61", "62", "63", "64"]', '["52", "60", "62", "63", "64"]')
    moved = moved.replace('["72", "73",', '["61", "72", "73",')
    regions = tmp_path / "regions.yaml"
    regions.write_text(moved, "utf-8")
    joliette = {advisor.id for advisor in directory.advisors.values() if advisor.mrc_code == "61"}

    reformed = load_directory(regions, ROOT / "advisors.csv", atlas)
    location = locate("J6E 3Z3", atlas, reformed.region_of_mrc)
    decision = decide(
        Request("R-1", "Entreprise", "J6E 3Z3"),
        location,
        reformed,
        {},
        date(2026, 11, 21),
        atlas_fingerprint=atlas.fingerprint,
    )

    assert reformed.warnings == ()
    assert {a.id for a in reformed.advisors_of("15")} == {a.id for a in directory.advisors_of("15")} | joliette
    assert (decision.status, decision.region_code, decision.erac_id) == ("assigned", "15", "erac-15")
    assert decision.advisor_id in joliette


def test_an_erac_is_verified_with_a_source_or_said_not_to_be(directory: Directory) -> None:
    eracs = [erac for region in directory.regions.values() for erac in region.eracs]

    assert all(bool(erac.source) == erac.verified for erac in eracs)


def test_no_shipped_file_writes_to_anybody_real(directory: Directory) -> None:
    addresses = [a.email for a in directory.advisors.values()]
    addresses += [e.email for region in directory.regions.values() for e in region.eracs]
    addresses += [directory.council.email, *(p.contact for p in directory.partnerships)]
    addresses += [directory.notices.sender, directory.notices.bounces, directory.notices.privacy]

    assert all(address.endswith(".example") for address in addresses if "@" in address)


def test_partnerships_have_sources_and_the_ones_to_come_are_inactive(directory: Directory) -> None:
    partnerships = {p.id: p for p in directory.partnerships}

    assert all(p.source and p.offer and p.organizations for p in partnerships.values())
    assert {p.id for p in partnerships.values() if not p.active} == {"grand-enov-idetr", "grand-enov-agtech"}
    grand_est = ("08", "10", "51", "52", "54", "55", "57", "67", "68", "88")
    assert all(p.departments == grand_est for p in partnerships.values() if "FR-GES" in p.origins)


def test_sample_advisors_serve_every_mrc_and_21_are_in_lanaudiere(directory: Directory) -> None:
    assert {a.mrc_code for a in directory.advisors.values()} == set(directory.region_of_mrc)
    assert len(directory.advisors_of("14")) == 21
    assert all(directory.advisors_of(code) for code in directory.regions)


def test_each_office_is_in_the_mrc_it_is_for(directory: Directory, atlas: Atlas) -> None:
    for advisor in directory.advisors.values():
        assert (advisor.mrc_code,) == advisor.mrc_codes, advisor.postal_code
        assert atlas.lookup(advisor.postal_code) is not None, advisor.postal_code


def test_samples_cannot_be_taken_for_people() -> None:
    with (ROOT / "advisors.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))

    assert all("(exemple)" in row["name"] and "(exemple)" in row["organization"] for row in rows)
    assert all(row["email"].endswith(".example") for row in rows)
    assert all(" 555-01" in row["phone"] for row in rows)
    assert max(Counter(row["phone"] for row in rows).values()) == 1


def test_the_files_load_without_warnings_and_need_only_contacts(directory: Directory) -> None:
    assert directory.warnings == ()
    fields = {p.field.rsplit(".", 1)[-1] for p in check_directory(directory, date(2026, 11, 21))}
    assert fields == {"email", "mandatary", "contact", "postal_code"}  # the last: offices known within 10 km at best
