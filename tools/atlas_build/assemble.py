"""Rows to the bytes of the atlas file: pure, the same rows give the same bytes."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from atlas_build.areas import AreaRow, Row
from atlas_build.tables import Municipality, Point
from innoveici.atlas.file_format import COLUMNS, DEGREE, NONE, UNCERTAINTY_PER_KM, code_key, dump, pack

LARGEST = 0xFFFF


def assemble(
    rows: Sequence[Row],
    areas: Sequence[AreaRow],
    municipalities: Mapping[str, Municipality],
    cores: Mapping[str, Point],
    about: Mapping[str, Any],
) -> bytes:
    """The whole file. ``rows`` in any order, one a code; ``about`` is the provenance in the header."""
    ordered = sorted(rows, key=lambda row: code_key(row.code))
    if len({row.code for row in ordered}) != len(ordered):
        raise ValueError("a code occurs twice")
    places = _by_use(row.place for row in ordered)
    mrc_sets = _by_use(row.mrcs for row in ordered)
    codes = sorted(municipalities)
    place_index = {place: i for i, place in enumerate(places)}
    set_index = {mrcs: i for i, mrcs in enumerate(mrc_sets)}
    municipality_index = {code: i for i, code in enumerate(codes)}
    columns: dict[str, list[int]] = {
        "key": [code_key(row.code) for row in ordered],
        "latitude": [_degrees(row.latitude) for row in ordered],
        "longitude": [_degrees(row.longitude) for row in ordered],
        "uncertainty": [_tenths(row.uncertainty_km) for row in ordered],
        "place": [place_index[row.place] for row in ordered],
        "municipality": [
            NONE if row.municipality_code is None else municipality_index[row.municipality_code] for row in ordered
        ],
        "mrcs": [set_index[row.mrcs] for row in ordered],
    }
    sections = {name: struct.pack(f"<{len(ordered)}{COLUMNS[name]}", *columns[name]) for name in COLUMNS}
    sections["places"] = dump(places)
    sections["municipalities"] = dump([_municipality(municipalities[code], cores.get(code)) for code in codes])
    sections["mrc_sets"] = dump(mrc_sets)
    sections["areas"] = dump(
        [
            [a.fsa, a.place, a.mrcs, _degrees(a.latitude), _degrees(a.longitude), _tenths(a.uncertainty_km)]
            for a in sorted(areas, key=lambda area: area.fsa)
        ]
    )
    return pack(sections, about)


def _by_use(values: Any) -> list[Any]:
    """Distinct values, the most used first (then in order), so that the order does not hang on the input's."""
    return sorted((counted := Counter(values)), key=lambda value: (-counted[value], value))


def _municipality(municipality: Municipality, core: Point | None) -> list[Any]:
    lat, lon = (None, None) if core is None else (_degrees(core[0]), _degrees(core[1]))
    return [municipality.code, municipality.name, lat, lon]


def _degrees(value: float) -> int:
    return round(value * DEGREE)


def _tenths(km: float) -> int:
    """Rounded up: an uncertainty is never understated."""
    return min(LARGEST, -int(-km * UNCERTAINTY_PER_KM // 1))
