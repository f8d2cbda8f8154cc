"""How right the atlas is on real addresses, beside pgeocode: ``python benchmarks/accuracy.py FILE.csv``.

FILE has the columns ``postal_code, region_code, municipality_code, latitude, longitude`` (others are ignored; a row
without coordinates counts for region and MRC only). Precision is of the codes answered; held are the others. Prints
what it measures and asserts nothing.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path

from innoveici.atlas.geonames import GeoNames, nominatim, pgeocode_folder
from innoveici.atlas.locate import locate
from innoveici.atlas.location import Located, Point
from innoveici.atlas.municipality_names import key
from innoveici.atlas.store import Atlas
from innoveici.directory.load import load_regions

QUEBEC_MRC_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Address:
    """One real address: where it truly is."""

    postal_code: str
    region_code: str
    mrc_code: str
    point: Point | None

    @property
    def is_rural(self) -> bool:
        return self.postal_code.strip()[1:2] == "0"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said of it; None where nothing was."""

    region_code: str | None = None
    mrc_code: str | None = None
    point: Point | None = None
    uncertainty_km: float | None = None


Pairs = Sequence[tuple[Address, Answer]]


def read(path: Path) -> list[Address]:
    """The rows of ``path``; KeyError when a column is missing."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            Address(
                row["postal_code"],
                row["region_code"],
                row["municipality_code"][:QUEBEC_MRC_DIGITS],
                Point(float(row["latitude"]), float(row["longitude"]))
                if row["latitude"] and row["longitude"]
                else None,
            )
            for row in csv.DictReader(file)
        ]


def by_atlas(addresses: Sequence[Address], atlas: Atlas, region_of_mrc: Mapping[str, str]) -> list[Answer]:
    """What ``locate`` says of the code alone."""
    answers = []
    for address in addresses:
        location = locate(address.postal_code, atlas, region_of_mrc)
        if isinstance(location, Located):
            found = location.region_code, location.mrc_code, location.point, location.uncertainty_km
            answers.append(Answer(*found))
        else:
            answers.append(Answer())
    return answers


def by_pgeocode(addresses: Sequence[Address], path: Path, region_names: Mapping[str, str]) -> list[Answer]:
    """What pgeocode says: its point, and the region when the county it names is one. ``region_names``: code to name."""
    codes = {key(name): code for code, name in region_names.items()}
    asked = sorted({address.postal_code.strip()[:3].upper() for address in addresses})
    said: dict[str, Answer] = {}
    for row in nominatim("CA", path).query_postal_code(asked).to_dict("records"):
        named = (codes.get(key(str(row[column]))) for column in ("county_name", "community_name"))
        point = Point(float(row["latitude"]), float(row["longitude"]))
        answer = Answer(next((code for code in named if code), None), None, None if isnan(point.latitude) else point)
        said.setdefault(row["postal_code"], answer)
    return [said[address.postal_code.strip()[:3].upper()] for address in addresses]


def report(title: str, pairs: Pairs, atlas: bool) -> list[str]:
    """The lines of one class of addresses."""
    regions = [(a, b) for a, b in pairs if b.region_code is not None]
    mrcs = [(a, b) for a, b in pairs if b.mrc_code is not None]
    errors = [
        (a.point.distance_km(b.point), b.uncertainty_km)
        for a, b in pairs
        if a.point is not None and b.point is not None and (b.region_code is not None or not atlas)
    ]
    lines = [
        f"{title}: {len(pairs)} addresses",
        f"  region right      {_share([a.region_code == b.region_code for a, b in regions])} of those answered",
        f"  {'held' if atlas else 'no region named':<18}{_share([b.region_code is None for _, b in pairs])}",
    ]
    if atlas:
        lines.append(f"  MRC right         {_share([a.mrc_code == b.mrc_code for a, b in mrcs])}")
    lines.append(f"  location error    {_quantiles([error for error, _ in errors])}")
    if atlas:
        inside = [error <= uncertainty for error, uncertainty in errors if uncertainty is not None]
        lines.append(f"  inside the stated uncertainty  {_share(inside)}")
    return lines


def _share(hits: Sequence[bool]) -> str:
    return f"{100 * sum(hits) / len(hits):6.2f} %  ({sum(hits)} of {len(hits)})" if hits else "     –  (none)"


def _quantiles(values: Sequence[float]) -> str:
    if not values:
        return "–"
    ordered = sorted(values)
    shown = (
        f"{name} {ordered[min(len(ordered) - 1, int(share * len(ordered)))]:.2f} km"
        for name, share in (("median", 0.5), ("90 %", 0.9), ("99 %", 0.99))
    )
    return f"{', '.join(shown)}  ({len(ordered)} with coordinates)"


def _sections(addresses: Sequence[Address], answers: Sequence[Answer], atlas: bool) -> None:
    pairs = list(zip(addresses, answers, strict=True))
    for title, chosen in (
        ("all", pairs),
        ("rural", [pair for pair in pairs if pair[0].is_rural]),
        ("urban", [pair for pair in pairs if not pair[0].is_rural]),
    ):
        print("\n".join(report(title, chosen, atlas)))
    print()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--regions", type=Path, default=Path(__file__).parent.parent / "regions.yaml")
    parser.add_argument("--atlas", type=Path, default=None, help="another atlas than the package's")
    parser.add_argument("--pgeocode", type=Path, default=None, help="the folder of pgeocode's CA.txt")
    chosen = parser.parse_args()
    addresses = read(chosen.file)
    regions = load_regions(chosen.regions)
    atlas = Atlas.open(chosen.atlas)
    print(f"atlas {atlas.fingerprint[:12]}")
    _sections(addresses, by_atlas(addresses, atlas, regions.region_of_mrc), atlas=True)
    path = GeoNames((chosen.pgeocode or pgeocode_folder(),)).file_of("CA")
    if path is None:
        print("pgeocode: no CA.txt on disk (innoveici atlas update fetches it, or --pgeocode FOLDER)")
        return
    print("pgeocode, by area")
    names = {region.code: region.name for region in regions.regions.values()}
    _sections(addresses, by_pgeocode(addresses, path, names), atlas=False)


if __name__ == "__main__":
    main()
