"""The project's own tables of facts (tools/atlas/*.tsv), read and checked; every fault names file and line."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

Point = tuple[float, float]
"""Latitude and longitude in degrees."""

FOLDER = Path(__file__).parent.parent / "atlas"


class TableError(Exception):
    """A table is missing, or a row is not what it should be."""


@dataclass(frozen=True, slots=True)
class Municipality:
    code: str
    name: str
    core: Point | None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """What a post office's name means in one area; ``core`` is the village's church, town hall or school."""

    municipality_code: str
    place: str
    core: Point | None
    source: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What one code means where the source's name misleads."""

    municipality_code: str
    place: str
    core: Point | None
    reason: str
    post_office_name: str = ""
    """The source's name that misleads; empty for a former code, which the source does not have."""


@dataclass(frozen=True, slots=True)
class Tables:
    municipalities: dict[str, Municipality]
    rural: dict[tuple[str, str], Place]
    urban: dict[tuple[str, str], Place]
    corrections: dict[str, Correction]
    former: dict[str, Correction]
    """Rural codes of offices whose area has become urban, absent from the source and still found on addresses."""
    dropped: dict[str, str]
    area_mrcs: dict[str, tuple[str, ...]]
    """MRCs in which addresses of an area are published although none of its codes in the source is there."""
    filed_as: dict[str, str] = field(default_factory=dict)
    """Older names under which offices were filed when codes were given out, for :mod:`atlas_build.order`."""


def digest(folder: Path = FOLDER) -> str:
    """Twelve hex digits of the SHA-256 of all tables: an atlas tells by them which tables it was built from."""
    whole = hashlib.sha256()
    for path in sorted(folder.glob("*.tsv")):
        whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()[:12]


def is_confirmed(source: str) -> bool:
    """Whether a core rests on more than memory: GeoNames' town, or two independent origins that agree."""
    return "+" in source or source == "cities500"


def read_tables(folder: Path = FOLDER) -> Tables:
    """All tables. Raises TableError."""
    municipalities = {
        row["code"]: Municipality(row["code"], row["name"], point, row["source"])
        for row, point in _rows(folder / "municipalities.tsv", ("code", "name", "latitude", "longitude", "source"))
    }
    rural = {
        (row["fsa"], row["post_office_name"]): Place(row["municipality_code"], row["place"], point, row["source"])
        for row, point in _rows(
            folder / "rural_places.tsv",
            ("fsa", "post_office_name", "municipality_code", "place", "latitude", "longitude", "source", "note"),
        )
        if row["municipality_code"]  # without: no place; its codes are in dropped.tsv
    }
    urban = {
        (row["fsa"], row["post_office_name"]): Place(row["municipality_code"], row["place"], None, "")
        for row, _ in _rows(
            folder / "urban_places.tsv", ("fsa", "post_office_name", "municipality_code", "place", "note")
        )
    }
    corrections = _by_code(folder / "corrections.tsv", "post_office_name")
    former = _by_code(folder / "former_codes.tsv")
    dropped = {
        row["postal_code"].replace(" ", ""): row["reason"]
        for row, _ in _rows(folder / "dropped.tsv", ("postal_code", "reason"))
    }
    area_mrcs = {
        row["fsa"]: tuple(row["mrc_codes"].split("|"))
        for row, _ in _rows(folder / "area_mrcs.tsv", ("fsa", "mrc_codes", "reason"))
    }
    filed_as = {
        row["postal_code"].replace(" ", ""): row["office_name"]
        for row, _ in _rows(folder / "filed_as.tsv", ("postal_code", "office_name", "note"))
    }
    known: dict[str, Place | Correction] = {f"{fsa} {name}": place for (fsa, name), place in (rural | urban).items()}
    for key, entry in (known | corrections | former).items():
        if entry.municipality_code not in municipalities:
            raise TableError(f"{key}: no municipality has the code {entry.municipality_code!r}")
    return Tables(municipalities, rural, urban, corrections, former, dropped, area_mrcs, filed_as)


def _by_code(path: Path, *also: str) -> dict[str, Correction]:
    columns = ("postal_code", *also, "municipality_code", "place", "latitude", "longitude", "reason")
    return {
        row["postal_code"].replace(" ", ""): Correction(
            row["municipality_code"], row["place"], point, row["reason"], row.get("post_office_name", "")
        )
        for row, point in _rows(path, columns)
    }


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[dict[str, str], Point | None]]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as fault:
        raise TableError(f"{path}: {fault.strerror}") from fault
    reader = csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    header = tuple(next(reader, ()))
    if header != columns:
        raise TableError(f"{path}:1: the columns are {header}, not {columns}")
    for number, cells in enumerate(reader, start=2):
        if len(cells) != len(columns):
            raise TableError(f"{path}:{number}: {len(cells)} cells, not {len(columns)}")
        row = dict(zip(columns, cells, strict=True))
        yield row, _point(row, f"{path}:{number}")


def _point(row: dict[str, str], where: str) -> Point | None:
    if not row.get("latitude"):
        return None
    try:
        latitude, longitude = float(row["latitude"]), float(row["longitude"])
    except ValueError as fault:
        raise TableError(f"{where}: {fault}") from fault
    if not (44.9 <= latitude <= 62.7 and -79.8 <= longitude <= -57.0):
        raise TableError(f"{where}: {latitude}, {longitude} is not in Québec")
    return latitude, longitude
