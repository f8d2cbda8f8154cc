"""What each code means: its municipality and place, from its post office's name within its area, and corrections."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from atlas_build.rural import Assigned
from atlas_build.sources import RawCode, Town
from atlas_build.tables import Municipality, Point, TableError, Tables, is_confirmed


def assign(codes: Iterable[RawCode], tables: Tables, cores: Mapping[str, Point]) -> dict[str, Assigned]:
    """The meaning of every code that is not dropped. Raises TableError naming the first (area, name) without a row."""
    codes = [code for code in codes if code.code not in tables.dropped]
    villages = _villages(codes, tables)
    meaning = {}
    for code in codes:
        if corrected := tables.corrections.get(code.code):
            if corrected.post_office_name not in ("", code.name):
                raise TableError(f"corrections.tsv: {code.code} is {code.name!r} in the source")
            core = corrected.core or cores.get(corrected.municipality_code)
            confirmed = corrected.core is None and _confirmed(corrected.municipality_code, tables)
            meaning[code.code] = Assigned(corrected.municipality_code, corrected.place, core, confirmed)
            continue
        place = (tables.rural if code.is_rural else tables.urban).get((code.fsa, code.name))
        if place is None:
            raise TableError(f"no table says what {code.name!r} is in {code.fsa}")
        core, confirmed = place.core, is_confirmed(place.source)
        if core is None and tables.municipalities[place.municipality_code].name == place.place:
            core = cores.get(place.municipality_code)
            confirmed = _confirmed(place.municipality_code, tables)
        others = villages.get((code.fsa, code.name, place.municipality_code), ())
        meaning[code.code] = Assigned(place.municipality_code, place.place, core, confirmed, others)
    return meaning


def _confirmed(municipality_code: str, tables: Tables) -> bool:
    municipality = tables.municipalities[municipality_code]
    return municipality.core is None or is_confirmed(municipality.source)  # None: the core is GeoNames' town


def _villages(codes: Iterable[RawCode], tables: Tables) -> dict[tuple[str, str, str], tuple[Point, ...]]:
    """By area, post office's name and municipality: the villages that corrections tell apart under one name."""
    found: dict[tuple[str, str, str], set[Point]] = defaultdict(set)
    for code in codes:
        corrected = tables.corrections.get(code.code)
        if corrected is not None and corrected.core is not None:
            found[code.fsa, code.name, corrected.municipality_code].add(corrected.core)
    return {key: tuple(sorted(points)) for key, points in found.items()}


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
