"""How often the advisor picked is truly the nearest: ``python benchmarks/nearest.py FILE.csv``.

FILE has the columns of accuracy.py. The truth is the same rule given the address's true region and coordinates; offices
are where the atlas has their codes. Beside it, the obvious script: the nearest of all advisors by pgeocode's points,
where its file is on disk. Prints what it measures and asserts nothing.
"""

from __future__ import annotations

import argparse
from datetime import date
from math import isnan
from pathlib import Path

from accuracy import Address, read

from innoveici.atlas.geonames import GeoNames, nominatim, pgeocode_folder
from innoveici.atlas.location import Located, Point
from innoveici.atlas.store import Atlas
from innoveici.desk import Desk
from innoveici.directory.load import load_directory
from innoveici.request import Request

ROOT = Path(__file__).resolve().parent.parent
Picked = tuple[Address, str | None, bool]


def true_advisor(address: Address, desk: Desk) -> str | None:
    """Whom the rule picks when region and coordinates are known for certain."""
    assert address.point is not None
    place = Located(
        address.postal_code, "exact", "", None, address.mrc_code or None, address.region_code, address.point, 0.0
    )
    return desk.router.decide(_request(address), place, {}).advisor_id


def by_desk(addresses: list[Address], desk: Desk) -> list[Picked]:
    """What ``route`` picks, and whether it said that the call was close."""
    decisions = [(a, desk.decide(_request(a), {})) for a in addresses]
    return [(address, decision.advisor_id, decision.close_call) for address, decision in decisions]


def by_pgeocode(addresses: list[Address], desk: Desk, path: Path) -> list[Picked]:
    """The nearest of all advisors by the points of pgeocode's area file."""
    offices = {a.id: a.postal_code[:3] for a in desk.directory.advisors.values()}
    areas = sorted({address.postal_code[:3] for address in addresses} | set(offices.values()))
    rows = nominatim("CA", path).query_postal_code(areas).to_dict("records")
    points = {
        row["postal_code"]: Point(float(row["latitude"]), float(row["longitude"]))
        for row in rows
        if not isnan(float(row["latitude"]))
    }
    picked: list[Picked] = []
    for address in addresses:
        here = points.get(address.postal_code[:3])
        ranked = (
            sorted((here.distance_km(points[area]), id_) for id_, area in offices.items() if area in points)
            if here
            else []
        )
        picked.append((address, ranked[0][1] if ranked else None, False))
    return picked


def report(title: str, picked: list[Picked], truth: dict[str, str | None]) -> None:
    """Shares of all addresses and of rural ones."""
    for name, chosen in (("all", picked), ("rural", [p for p in picked if p[0].is_rural])):
        right = [truth[address.postal_code] == id_ for address, id_, _ in chosen]
        missed = [close for (_, _, close), hit in zip(chosen, right, strict=True) if not hit]
        print(
            f"{title}, {name}: {100 * sum(right) / len(right):.1f} % of {len(right)} go to the truly nearest"
            + (f"; {sum(missed)} of {len(missed)} others were called close" if missed and title == "innoveici" else "")
        )


def _request(address: Address) -> Request:
    return Request(address.postal_code, "", address.postal_code)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--regions", type=Path, default=ROOT / "regions.yaml")
    parser.add_argument("--advisors", type=Path, default=ROOT / "advisors.csv")
    parser.add_argument("--pgeocode", type=Path, default=None, help="the folder of pgeocode's CA.txt")
    chosen = parser.parse_args()
    atlas = Atlas.open()
    desk = Desk(atlas, load_directory(chosen.regions, chosen.advisors, atlas), date(2026, 11, 21))
    addresses = [address for address in read(chosen.file) if address.point is not None]
    truth = {address.postal_code: true_advisor(address, desk) for address in addresses}
    report("innoveici", by_desk(addresses, desk), truth)
    path = GeoNames((chosen.pgeocode or pgeocode_folder(),)).file_of("CA")
    if path is None:
        print("pgeocode: no CA.txt on disk (innoveici atlas update fetches it, or --pgeocode FOLDER)")
    else:
        report("pgeocode", by_pgeocode(addresses, desk, path), truth)


if __name__ == "__main__":
    main()
