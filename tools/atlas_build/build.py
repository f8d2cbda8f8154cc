"""From sources and tables to the atlas file: the steps in order. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from atlas_build.areas import Row, areas_of
from atlas_build.assemble import assemble
from atlas_build.meaning import assign, cores
from atlas_build.rural import Assigned, rural_points
from atlas_build.sources import DATA_DATE, PACKAGES, RawCode, Town
from atlas_build.tables import Point, TableError, Tables
from atlas_build.uncertainty import FORMER_KM, rural_uncertainty, spacing, urban_uncertainty
from atlas_build.urban import urban_points
from innoveici.atlas.store import AtlasSource

TABLES = "the project's tables"


def build(codes: Sequence[RawCode], towns: Sequence[Town], tables: Tables, tables_version: str) -> bytes:
    """The bytes of atlas.bin. Raises TableError when a table lacks a place that the codes name."""
    where = cores(tables.municipalities, towns)
    kept = sorted((code for code in codes if code.code not in tables.dropped), key=lambda code: code.code)
    meaning = assign(kept, tables, where)
    current = [
        *_rural_rows([code for code in kept if code.is_rural], meaning, where),
        *_urban_rows([code for code in kept if not code.is_rural], meaning),
    ]
    # A town whose office left an area long ago says nothing about a new code of that area.
    areas = areas_of(current, tables.area_mrcs)
    rows = [*current, *_former_rows(tables, where, {code.code for code in codes})]
    return assemble(rows, areas, tables.municipalities, where, _about(rows, tables_version))


def _rural_rows(codes: Sequence[RawCode], meaning: Mapping[str, Assigned], where: Mapping[str, Point]) -> list[Row]:
    by_code = rural_points(codes, meaning)
    points = [by_code[code.code] for code in codes]
    apart = spacing([(point.latitude, point.longitude) for point in points], list(where.values()))
    return [
        _row(code, meaning, point.latitude, point.longitude, rural_uncertainty(point, km))
        for code, point, km in zip(codes, points, apart.tolist(), strict=True)
    ]


def _urban_rows(codes: Sequence[RawCode], meaning: Mapping[str, Assigned]) -> list[Row]:
    points = urban_points(codes)
    radius = urban_uncertainty(points)
    return [
        _row(code, meaning, float(lat), float(lon), float(km))
        for code, lat, lon, km in zip(codes, points.latitude, points.longitude, radius, strict=True)
    ]


def _former_rows(tables: Tables, where: Mapping[str, Point], present: set[str]) -> list[Row]:
    rows = []
    for code, former in tables.former.items():
        point = former.core or where.get(former.municipality_code)
        if code in present:
            raise TableError(f"former_codes.tsv: {code} is a code of the source")
        if point is None:
            raise TableError(f"former_codes.tsv: {code} has no point")
        mrcs = (former.municipality_code[:2],)
        rows.append(Row(code, former.municipality_code, former.place, mrcs, *point, FORMER_KM))
    return rows


def _row(code: RawCode, meaning: Mapping[str, Assigned], latitude: float, longitude: float, km: float) -> Row:
    found = meaning[code.code]
    mrcs = (found.municipality_code[:2],)
    return Row(code.code, found.municipality_code, found.place, mrcs, latitude, longitude, km)


def _about(rows: Sequence[Row], tables_version: str) -> dict[str, Any]:
    packages = [AtlasSource(p.name, p.version, p.licence, p.description) for p in PACKAGES]
    described = "municipalities (MAMH directory, June 2025), what post offices' names mean, corrections, former codes"
    tables = AtlasSource(TABLES, tables_version, "MIT; facts of the MAMH directory CC BY 4.0", described)
    return {
        "data_date": DATA_DATE,
        "rural_codes": sum(row.code[1] == "0" for row in rows),
        "sources": [asdict(source) for source in (*packages, tables)],
    }
