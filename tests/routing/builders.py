"""Small directories, places and requests for tests: say only what the test is about.

The map is a ruler: places and offices lie on the meridian 73° west, ``at(km)`` km north of 46° north.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from typing import Any

from innoveici.atlas.location import EARTH_RADIUS_KM, Located, Point
from innoveici.directory.model import Advisor, Council, Directory, Erac, Partnership, Policy, Region, Service
from innoveici.request import Request
from innoveici.routing.decide import decide as _decide
from innoveici.routing.decision import Decision, Load

DAY = date(2026, 11, 23)
KM_PER_DEGREE = math.pi * EARTH_RADIUS_KM / 180


def at(km: float) -> Point:
    return Point(46 + km / KM_PER_DEGREE, -73.0)


def advisor(id: str, km: float = 0.0, **given: Any) -> Advisor:  # noqa: A002 - named as the column is
    """An attested advisor of region 14, free and present, whose office is at ``at(km)``, exactly there."""
    return Advisor(
        **{
            "id": id,
            "name": f"Advisor {id}",
            "organization": f"Body of {id}",
            "postal_code": "J0K 2M0",
            "email": f"{id.lower()}@advice.example",
            "region_code": "14",
            "certification": "attested",
            "point": at(km),
            "uncertainty_km": 0.0,
            **given,
        }
    )


def region(code: str = "14", mrc_codes: tuple[str, ...] = ("61", "62"), **policy: Any) -> Region:
    erac = Erac(id=f"erac-{code}", name=f"ERAC of {code}")
    return Region(code, f"Region {code}", mrc_codes, (erac,), Policy(**policy))


def directory(
    advisors: Iterable[Advisor],
    *regions: Region,
    partnerships: tuple[Partnership, ...] = (),
    sectors: dict[str, tuple[str, ...]] | None = None,
) -> Directory:
    """In the order given, so that tests can shuffle it; region 14 alone when none is given."""
    return Directory(
        regions={r.code: r for r in regions or (region(),)},
        advisors={a.id: a for a in advisors},
        partnerships=partnerships,
        service=Service(),
        council=Council("Council"),
        regions_fingerprint="regions",
        advisors_fingerprint="advisors",
        sectors=sectors or {},
    )


def located(km: float = 0.0, **given: Any) -> Located:
    """A place of region 14 at ``at(km)``, exactly known."""
    return Located(
        **{
            "postal_code": "J0K 2M0",
            "verdict": "exact",
            "place": "Saint-Exemple",
            "municipality_code": "62007",
            "mrc_code": "62",
            "region_code": "14",
            "point": at(km),
            "uncertainty_km": 0.0,
            **given,
        }
    )


def request(request_id: str = "R-1", **given: Any) -> Request:
    return Request(**{"request_id": request_id, "company": "Company", "postal_code": "J0K 2M0", **given})


def decide(
    who: Directory,
    where: Any = None,
    what: Request | None = None,
    loads: dict[str, Load] | None = None,
    day: date = DAY,
    exclude: Iterable[str] = (),
) -> Decision:
    return _decide(
        what or request(),
        where or located(),
        who,
        loads or {},
        day,
        atlas_fingerprint="atlas",
        exclude=frozenset(exclude),
    )


def codes(reasons: Iterable[Any]) -> list[str]:
    return [r.code for r in reasons]
