"""A small atlas, in the real format and read by the real reader: a dozen codes chosen for what they show."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from innoveici.atlas.file_format import COLUMNS, DEGREE, NONE, UNCERTAINTY_PER_KM, code_key, dump, pack
from innoveici.atlas.store import Atlas

REGION_OF_MRC = {
    "07": "01", "11": "01", "15": "03", "23": "03", "28": "12", "30": "05", "51": "04", "52": "14", "54": "16",
    "58": "16", "61": "14", "62": "14", "63": "14", "65": "13", "66": "06", "67": "16", "68": "16", "81": "07",
    "87": "08", "94": "02",
}  # fmt: skip

MUNICIPALITIES = [  # code, name, latitude, longitude
    ("07105", "Saint-Damase", 48.66, -67.83),
    ("15035", "Clermont", 47.69, -70.23),
    ("23027", "Québec", 46.81, -71.21),
    ("23057", "L'Ancienne-Lorette", 46.79, -71.35),
    ("30030", "Saint-Augustin-de-Woburn", 45.38, -70.87),
    ("51020", "Saint-Alexis-des-Monts", 46.46, -73.14),
    ("51035", "Saint-Léon-le-Grand", 46.28, -73.04),
    ("52045", "Saint-Gabriel", 46.29, -73.38),
    ("54017", "Saint-Damase", 45.53, -73.00),
    ("58227", "Longueuil", 45.53, -73.52),
    ("61025", "Joliette", 46.02, -73.44),
    ("62007", "Saint-Félix-de-Valois", 46.17, -73.43),
    ("63030", "Saint-Esprit", 45.90, -73.67),
    ("63040", "Saint-Alexis", 45.93, -73.62),
    ("65005", "Laval", 45.58, -73.75),
    ("66023", "Montréal", 45.51, -73.57),
    ("66032", "Westmount", 45.48, -73.60),
    ("67045", "Mercier", 45.32, -73.74),
    ("68055", "Saint-Michel", 45.23, -73.57),
    ("81017", "Gatineau", 45.48, -75.70),
    ("87110", "Clermont", 48.86, -79.29),
    ("94068", "Saguenay", 48.42, -71.07),
]

CODES = [  # code, place, municipality code, MRC set, latitude, longitude, km
    ("G1R2B5", "Québec", "23027", ("23",), 46.809, -71.214, 0.5),
    ("G7H1A1", "Chicoutimi", "94068", ("94",), 48.41, -71.05, 0.6),
    ("H1L1A1", "Montréal", "66023", ("66",), 45.60, -73.51, 0.4),
    ("H4L1A1", "Saint-Laurent", "66023", ("66",), 45.52, -73.68, 0.4),
    ("H7C1A1", "Laval", "65005", ("65",), 45.61, -73.65, 0.4),
    ("J0K0A1", "Saint-Alexis-des-Monts", "51020", ("51",), 46.46, -73.14, 6.0),
    ("J0K2M0", "Saint-Félix-de-Valois", "62007", ("62",), 46.17, -73.43, 4.0),
    ("J0K9A0", "Saint-Gabriel", None, ("51", "52"), 46.29, -73.30, 12.0),
    ("J0K9B0", "Saint-Esprit", None, ("61", "63"), 45.90, -73.67, 9.0),
    ("J6E1A1", "Joliette", "61025", ("61",), 46.02, -73.44, 0.8),
]

AREAS = [  # area, place, MRC codes, latitude, longitude, km
    ("G1R", "Québec", ("23",), 46.81, -71.21, 1.5),
    ("G7H", "Chicoutimi", ("94",), 48.42, -71.05, 4.0),
    ("H1L", "Montréal", ("66",), 45.60, -73.51, 1.5),
    ("H4L", "Saint-Laurent", ("66",), 45.52, -73.68, 1.5),
    ("H7C", "Laval", ("65",), 45.61, -73.65, 3.0),
    ("J0H", "Saint-Damase", ("54",), 45.60, -72.90, 30.0),
    ("J0K", "Saint-Félix-de-Valois", ("51", "52", "61", "62", "63"), 46.30, -73.50, 60.0),
    ("J6E", "Joliette", ("61",), 46.03, -73.44, 3.0),
]


def small_atlas(path: Path) -> Atlas:
    """Write the atlas at ``path`` and open it."""
    places = sorted({row[1] for row in CODES})
    mrc_sets = sorted({row[3] for row in CODES})
    numbers = {row[0]: number for number, row in enumerate(MUNICIPALITIES)}
    columns: dict[str, list[int]] = {name: [] for name in COLUMNS}
    for code, place, municipality, mrcs, latitude, longitude, km in sorted(CODES, key=lambda row: code_key(row[0])):
        columns["key"].append(code_key(code))
        columns["latitude"].append(round(latitude * DEGREE))
        columns["longitude"].append(round(longitude * DEGREE))
        columns["uncertainty"].append(round(km * UNCERTAINTY_PER_KM))
        columns["place"].append(places.index(place))
        columns["municipality"].append(NONE if municipality is None else numbers[municipality])
        columns["mrcs"].append(mrc_sets.index(mrcs))
    sections = {name: struct.pack(f"<{len(cells)}{COLUMNS[name]}", *cells) for name, cells in columns.items()}
    sections["places"] = dump(places)
    sections["municipalities"] = dump([[c, n, round(a * DEGREE), round(o * DEGREE)] for c, n, a, o in MUNICIPALITIES])
    sections["mrc_sets"] = dump(mrc_sets)
    sections["areas"] = dump(
        [[f, p, m, round(a * DEGREE), round(o * DEGREE), round(k * UNCERTAINTY_PER_KM)] for f, p, m, a, o, k in AREAS]
    )
    about = {"sources": [], "data_date": "2022-03-01", "rural_codes": 4}
    path.write_bytes(pack(sections, about))
    return Atlas.open(path)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    """A dozen codes in the real format."""
    return small_atlas(tmp_path_factory.mktemp("atlas") / "small.bin")


@pytest.fixture(scope="session")
def real() -> Atlas:
    """The atlas in the package."""
    return Atlas.open()


@pytest.fixture(scope="session")
def regions() -> dict[str, str]:
    """MRC to region, for the MRCs of the small atlas."""
    return REGION_OF_MRC


@pytest.fixture
def no_pgeocode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """pgeocode's own folder, which does not exist."""
    folder = tmp_path / "pgeocode-own"
    monkeypatch.setenv("PGEOCODE_DATA_DIR", str(folder))
    return folder
