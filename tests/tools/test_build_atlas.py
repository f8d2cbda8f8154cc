"""The builder's pure steps: same input same bytes, wrong points found, names given their meaning, tables checked."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).parents[2] / "tools"
if str(TOOLS) not in sys.path:
    sys.path.insert(0, str(TOOLS))

from atlas_build.areas import Row, areas_of  # noqa: E402
from atlas_build.assemble import assemble  # noqa: E402
from atlas_build.build import TABLES  # noqa: E402
from atlas_build.meaning import assign, cores  # noqa: E402
from atlas_build.rural import Assigned, is_route, rural_points  # noqa: E402
from atlas_build.sources import POSTAL_CODES, RawCode, SourceError, Town, obtain  # noqa: E402
from atlas_build.tables import FOLDER, Correction, Municipality, Place, TableError, Tables, digest, read_tables  # noqa: E402
from atlas_build.urban import GIVEN, TO_NEIGHBOURS, urban_points  # noqa: E402

from innoveici.atlas.store import Atlas  # noqa: E402

MUNICIPALITIES = {
    "61025": Municipality("61025", "Joliette", (46.02, -73.44)),
    "62007": Municipality("62007", "Saint-Félix-de-Valois", (46.17, -73.43)),
    "62020": Municipality("62020", "Sainte-Béatrix", (46.20, -73.61)),
}
ROWS = [
    Row("J0K2M0", "62007", "Saint-Félix-de-Valois", ("62",), 46.17, -73.43, 3.04),
    Row("J0K9A0", None, "Joliette", ("61", "62"), 46.0, -73.4, 12.0),
    Row("J6E1A1", "61025", "Joliette", ("61",), 46.02, -73.44, 0.3),
]
ABOUT = {"data_date": "2023-03-05", "rural_codes": 2, "sources": []}


def _tables(**changed: object) -> Tables:
    rural = {("J0K", "Saint-Felix-De-Valois"): Place("62007", "Saint-Félix-de-Valois", (46.17, -73.43), "")}
    urban = {("J6E", "Joliette"): Place("61025", "Joliette", None, "")}
    parts: dict[str, object] = {
        "municipalities": MUNICIPALITIES, "rural": rural, "urban": urban,
        "corrections": {}, "former": {}, "dropped": {}, "area_mrcs": {},
    }  # fmt: skip
    return Tables(**(parts | changed))  # type: ignore[arg-type]


def _read(tmp_path: Path, content: bytes) -> Atlas:
    path = tmp_path / "atlas.bin"
    path.write_bytes(content)
    return Atlas.open(path)


def test_the_order_of_rows_does_not_change_the_bytes() -> None:
    cores_ = {"61025": (46.02, -73.44)}
    expected = assemble(ROWS, areas_of(ROWS), MUNICIPALITIES, cores_, ABOUT)
    for seed in range(5):
        shuffled = random.Random(seed).sample(ROWS, len(ROWS))
        assert assemble(shuffled, areas_of(shuffled), MUNICIPALITIES, cores_, ABOUT) == expected


def test_what_is_assembled_is_read_back(tmp_path: Path) -> None:
    atlas = _read(tmp_path, assemble(ROWS, areas_of(ROWS), MUNICIPALITIES, {"61025": (46.02, -73.44)}, ABOUT))
    atlas.verify()
    certain, torn = atlas.lookup("J0K 2M0"), atlas.lookup("J0K 9A0")
    assert certain is not None
    assert torn is not None
    assert (certain.municipality_code, certain.mrc_code) == ("62007", "62")
    assert certain.uncertainty_km == 3.1  # rounded up, never down
    assert (torn.municipality_code, torn.mrc_code, torn.mrc_candidates) == (None, None, ("61", "62"))
    area = atlas.area("J0K")
    assert area is not None
    assert area.mrc_codes == ("61", "62")
    joliette, beatrix = atlas.municipality("61025"), atlas.municipality("62020")
    assert joliette is not None
    assert beatrix is not None
    assert joliette.point is not None
    assert beatrix.point is None


def test_a_code_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        assemble([*ROWS, ROWS[0]], areas_of(ROWS), MUNICIPALITIES, {}, ABOUT)


def test_a_point_among_another_areas_codes_goes_back_to_its_neighbours() -> None:
    def street(fsa: str, lat: float, lon: float) -> list[RawCode]:
        return [
            RawCode(f"{fsa}1{letter}{n}", "Québec", lat + 0.0002 * n, lon + 0.0003 * i)
            for i, letter in enumerate("ABCEGHJKLM")
            for n in range(10)
        ]

    codes = [*street("G1A", 46.80, -71.20), *street("G1B", 46.90, -71.40)]
    stray = RawCode("G1A1E5", "Québec", 46.9005, -71.3990)
    codes = [stray if code.code == stray.code else code for code in codes]
    points = urban_points(codes)
    row = [code.code for code in codes].index(stray.code)
    assert points.kind[row] == TO_NEIGHBOURS
    assert abs(points.latitude[row] - 46.80) < 0.01
    assert abs(points.longitude[row] + 71.20) < 0.01
    assert (points.kind != GIVEN).sum() == 1


def test_a_rural_code_takes_its_villages_core_and_a_route_keeps_its_own_point() -> None:
    core = (46.17, -73.43)
    codes = [
        RawCode("J0K2M0", "A", 46.40, -73.00),
        RawCode("J0K2M1", "A", 46.20, -73.45),
        RawCode("J0K2N0", "B", 46.30, -73.30),
        RawCode("J0K2P0", "C", 46.18, -73.50),
        RawCode("J0K2R0", "D", 46.18, -73.50),
    ]
    meaning = {
        "J0K2M0": Assigned("62007", "A", core),
        "J0K2M1": Assigned("62007", "A", core),
        "J0K2N0": Assigned("62020", "B", None),
        "J0K2P0": Assigned("62020", "C", None),
        "J0K2R0": Assigned("61025", "D", None),
    }
    points = rural_points(codes, meaning)
    assert (points["J0K2M0"].basis, points["J0K2M0"].latitude) == ("core", 46.17)
    assert (points["J0K2M1"].basis, points["J0K2M1"].latitude) == ("route", 46.20)
    assert (points["J0K2N0"].basis, points["J0K2N0"].latitude) == ("given", 46.30)
    assert points["J0K2P0"].basis == "area"  # the source repeats one point for two places: it did not know
    assert points["J0K2P0"].latitude == pytest.approx(46.30, abs=0.11)


@pytest.mark.parametrize(("code", "expected"), [("G0A1R2", True), ("G0A1R0", False), ("J0K0A1", False)])
def test_routes_are_subdivided_codes(code: str, expected: bool) -> None:
    assert is_route(code) is expected


def test_a_name_means_what_its_area_says_and_a_correction_wins() -> None:
    codes = [RawCode("J0K2M0", "Saint-Felix-De-Valois", 0, 0), RawCode("J0K1Y0", "Saint-Felix-De-Valois", 0, 0)]
    tables = _tables(corrections={"J0K1Y0": Correction("62020", "Sainte-Béatrix", None, "why")})
    meaning = assign(codes, tables, {"62020": (46.20, -73.61)})
    assert meaning["J0K2M0"].municipality_code == "62007"
    assert meaning["J0K1Y0"] == Assigned("62020", "Sainte-Béatrix", (46.20, -73.61))


def test_a_name_without_a_row_stops_the_build() -> None:
    with pytest.raises(TableError, match="'Rawdon' is in J0K"):
        assign([RawCode("J0K1S0", "Rawdon", 0, 0)], _tables(), {})


def test_a_dropped_code_has_no_meaning() -> None:
    assert assign([RawCode("H0H0H0", "Reserved", 90, 0)], _tables(dropped={"H0H0H0": "Santa Claus"}), {}) == {}


def test_the_largest_town_is_the_core_where_the_table_has_none() -> None:
    towns = [Town("62020", "Large", 46.1, -73.6, 900), Town("62020", "Small", 46.3, -73.7, 500)]
    bare = {"62020": Municipality("62020", "Sainte-Béatrix", None), "61025": MUNICIPALITIES["61025"]}
    assert cores(bare, towns) == {"62020": (46.1, -73.6), "61025": (46.02, -73.44)}


def test_the_projects_tables_are_sound() -> None:
    tables = read_tables(FOLDER)
    assert len(tables.municipalities) == 1285
    assert len(tables.rural) >= 1000
    assert all(correction.reason for correction in tables.corrections.values())


def test_the_atlas_in_the_tree_was_built_from_the_tables_in_the_tree() -> None:
    versions = {source.name: source.version for source in Atlas.open().provenance.sources}
    assert versions[TABLES] == digest(FOLDER), "run tools/build_atlas.py"


def test_a_faulty_row_is_named_with_its_line(tmp_path: Path) -> None:
    for table in FOLDER.glob("*.tsv"):
        (tmp_path / table.name).write_bytes(table.read_bytes())
    faulty = tmp_path / "municipalities.tsv"
    lines = faulty.read_text(encoding="utf-8").splitlines()
    lines[3] = lines[3].split("\t")[0] + "\tNowhere\t12.0\t-73.0\tnone"
    faulty.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(TableError, match=r"municipalities\.tsv:4: 12\.0, -73\.0 is not in Québec"):
        read_tables(tmp_path)


def test_an_altered_package_is_refused(tmp_path: Path) -> None:
    (tmp_path / POSTAL_CODES.archive).write_bytes(b"something else")
    with pytest.raises(SourceError, match="not the pinned archive"):
        obtain(POSTAL_CODES, tmp_path)
