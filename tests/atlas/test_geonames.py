"""pgeocode's traps: J0K2M0 is NaN, whole-country centroids, H0H at the pole, downloads and index files unasked for."""

from __future__ import annotations

import csv
from pathlib import Path

import pgeocode
import pytest

from innoveici.atlas.geonames import (
    NORTHERN_UNCERTAINTY_KM,
    RURAL_UNCERTAINTY_KM,
    URBAN_UNCERTAINTY_KM,
    GeoNames,
    nominatim,
)
from innoveici.atlas.location import Point
from innoveici.atlas.update import FIELDS
from innoveici.errors import StorageError

Rows = list[tuple[str, str, str, str, str]]

CANADA: Rows = [
    ("CA", "J0K", "Lanaudière-Nord (Saint-Esprit)", "46.7966", "-73.8705"),
    ("CA", "K1P", "Ottawa (Parliament Hill)", "45.4225", "-75.7026"),
    ("CA", "H0H", "Reserved (Santa Claus)", "90.0", "0.0"),
    ("CA", "G9Z", "Placed at the whole country", "60.1087", "-113.6426"),
    ("CA", "G9Y", "Placed nowhere", "", ""),
    ("CA", "X0A", "Outer Nunavut (Iqaluit)", "63.7467", "-68.5170"),
]
FRANCE: Rows = [
    ("FR", "67000", "Strasbourg", "48.5839", "7.7455"),
    ("FR", "88110", "Raon-l'Étape", "48.4056", "6.8408"),
    ("FR", "88110", "Celles-sur-Plaine", "48.4553", "6.9475"),
    ("FR", "99999", "La France entière", "46.0", "2.0"),
]


def put(folder: Path, rows: Rows) -> Path:
    """``rows`` as pgeocode keeps them."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{rows[0][0]}.txt"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(FIELDS)
        for country, code, place, latitude, longitude in rows:
            writer.writerow([country, code, place, *[""] * 6, latitude, longitude, "1"])
    return path


@pytest.fixture
def folder(tmp_path: Path, no_pgeocode: Path) -> Path:  # noqa: ARG001 - the user's own files stay out of it
    put(tmp_path / "data", CANADA)
    put(tmp_path / "data", FRANCE)
    return tmp_path / "data"


@pytest.fixture
def geonames(folder: Path) -> GeoNames:
    found = GeoNames.at(folder)
    assert found is not None
    return found


def test_without_files_there_is_nothing_beyond(tmp_path: Path, no_pgeocode: Path) -> None:
    assert GeoNames.at(tmp_path) is None
    assert not no_pgeocode.exists()


def test_pgeocode_s_own_folder_serves_when_ours_is_empty(tmp_path: Path, no_pgeocode: Path) -> None:
    put(no_pgeocode, CANADA)
    found = GeoNames.at(tmp_path)
    assert found is not None
    assert found.countries() == ("CA",)


@pytest.mark.parametrize("code", ["J0K", "J0K2M0", "J0K 2M0"])
def test_a_code_is_found_however_it_is_written(code: str, geonames: GeoNames) -> None:
    place = geonames.place("CA", code)
    assert place is not None
    assert place.point == Point(46.7966, -73.8705)


def test_pgeocode_itself_falls_into_the_trap_we_avoid(folder: Path) -> None:
    frame = nominatim("CA", folder / "CA.txt").query_postal_code(["J0K2M0"])
    assert frame["latitude"].isna().all()


def test_uncertainty_is_large_and_larger_where_areas_are(geonames: GeoNames) -> None:
    found = {code: geonames.place("CA", code) for code in ("K1P", "J0K", "X0A")}
    stated = {code: place.uncertainty_km for code, place in found.items() if place}
    assert stated == {"K1P": URBAN_UNCERTAINTY_KM, "J0K": RURAL_UNCERTAINTY_KM, "X0A": NORTHERN_UNCERTAINTY_KM}


@pytest.mark.parametrize(("country", "code"), [("CA", "H0H"), ("CA", "G9Z"), ("CA", "G9Y"), ("FR", "99999")])
def test_points_that_are_no_place_are_no_answer(country: str, code: str, geonames: GeoNames) -> None:
    assert geonames.place(country, code) is None


def test_an_unknown_code_or_country_is_no_answer(geonames: GeoNames) -> None:
    assert geonames.place("CA", "Z9Z") is None
    assert geonames.place("US", "90210") is None


def test_communes_that_share_a_code_are_summed_up_with_their_spread(geonames: GeoNames) -> None:
    alone, shared = geonames.place("FR", "67000"), geonames.place("FR", "88110")
    assert alone is not None
    assert shared is not None
    assert (alone.place, shared.place) == ("Strasbourg", "Raon-l'Étape, Celles-sur-Plaine")
    assert shared.uncertainty_km > alone.uncertainty_km


def test_looking_up_writes_nothing_and_leaves_pgeocode_as_it_was(folder: Path, geonames: GeoNames) -> None:
    storage, addresses = pgeocode.STORAGE_DIR, list(pgeocode.DOWNLOAD_URL)
    geonames.place("CA", "K1P")
    assert sorted(path.name for path in folder.iterdir()) == ["CA.txt", "FR.txt"]
    assert storage == pgeocode.STORAGE_DIR
    assert addresses == pgeocode.DOWNLOAD_URL


def test_a_file_that_vanishes_is_an_error_not_a_download(
    folder: Path, geonames: GeoNames, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(GeoNames, "file_of", lambda _self, _country: folder / "gone" / "CA.txt")
    with pytest.raises(StorageError):
        geonames.place("CA", "K1P")
    assert not (folder / "gone").exists()


def test_a_damaged_file_is_an_error_that_says_what_to_do(folder: Path) -> None:
    (folder / "CA.txt").write_bytes(b"\x00\xff\xfe garbage \x80" * 40)
    with pytest.raises(StorageError) as caught:
        GeoNames((folder,)).place("CA", "K1P")
    assert "atlas update" in str(caught.value.remedy)
