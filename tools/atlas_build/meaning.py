"""What each code means: its municipality and place, from its post office's name within its area, and corrections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from atlas_build.rural import Assigned
from atlas_build.sources import RawCode, Town
from atlas_build.tables import Municipality, Point, TableError, Tables


def assign(codes: Iterable[RawCode], tables: Tables, cores: Mapping[str, Point]) -> dict[str, Assigned]:
    """The meaning of every code that is not dropped. Raises TableError naming the first (area, name) without a row."""
    meaning = {}
    for code in codes:
        if code.code in tables.dropped:
            continue
        if corrected := tables.corrections.get(code.code):
            core = corrected.core or cores.get(corrected.municipality_code)
            meaning[code.code] = Assigned(corrected.municipality_code, corrected.place, core)
            continue
        place = (tables.rural if code.is_rural else tables.urban).get((code.fsa, code.name))
        if place is None:
            raise TableError(f"no table says what {code.name!r} is in {code.fsa}")
        core = place.core
        if core is None and tables.municipalities[place.municipality_code].name == place.place:
            core = cores.get(place.municipality_code)
        meaning[code.code] = Assigned(place.municipality_code, place.place, core)
    return meaning


def cores(municipalities: Mapping[str, Municipality], towns: Iterable[Town]) -> dict[str, Point]:
    """Each municipality's core: the table's, else its largest town's in GeoNames; none for some territories."""
    largest: dict[str, Point] = {}
    for town in towns:  # sorted by population within a municipality
        largest.setdefault(town.municipality_code, (town.latitude, town.longitude))
    result = {}
    for code, municipality in municipalities.items():
        core = municipality.core or largest.get(code)
        if core is not None:
            result[code] = core
    return result
