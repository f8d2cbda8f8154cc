"""Which France–Québec partnerships a request can also be led to. Pure.

One fits when it is active, takes companies from where the request comes, and its subject is the request's: a sector in
common; or, for a partnership open to any sector, a market in common (the request names where it wants to go) or a
company from outside Québec, whose market is Québec by the very fact of asking here. A sector in common does not count
when a company of Québec names markets and none is the partnership's. With neither sector nor market it gets none.
"""

from __future__ import annotations

from dataclasses import dataclass

from innoveici.atlas.location import Location, Outside
from innoveici.directory.model import Directory, Partnership
from innoveici.directory.sectors import fold
from innoveici.postal import department_of
from innoveici.request import Request
from innoveici.routing.decision import Fit


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a company is: an ISO 3166 code (``CA-QC``, ``FR``) and, in France, the department."""

    code: str
    department: str | None = None

    @property
    def in_quebec(self) -> bool:
        return self.code == "CA-QC"


def origin_of(request: Request, location: Location) -> Origin:
    """A location inside Québec, or one that is not known to be elsewhere, counts as Québec for a Canadian request."""
    if isinstance(location, Outside):
        department = department_of(location.postal_code.strip()) if location.country == "FR" else None
        return Origin(location.country, department)
    return Origin("CA-QC" if request.country == "CA" else request.country)


class Matcher:
    """The active partnerships of a directory, their sectors brought to one spelling once."""

    def __init__(self, directory: Directory) -> None:
        self._sector_key = lambda text: fold(directory.sector(text))
        self._entries = tuple(
            (p, frozenset(map(self._sector_key, p.sectors)), Fit(p.id, p.name, p.organizations, p.offer, p.source))
            for p in directory.partnerships
            if p.active
        )

    def fitting(self, request: Request, origin: Origin) -> tuple[Fit, ...]:
        """The partnerships that fit, in the order of regions.yaml."""
        if origin.in_quebec and not request.sectors and not request.markets:
            return ()
        asked = frozenset(map(self._sector_key, request.sectors))
        return tuple(
            fit
            for partnership, sectors, fit in self._entries
            if _takes_from(partnership, origin) and _on_subject(partnership, sectors, asked, request, origin)
        )


def _takes_from(partnership: Partnership, origin: Origin) -> bool:
    if not partnership.origins:
        return origin.in_quebec  # nobody is sent abroad on the strength of a blank
    for code in map(str.upper, partnership.origins):
        if code == origin.code or origin.code.startswith(f"{code}-"):
            return True
        # FR-GES and the like: the directory says which departments the French code stands for.
        if code.startswith("FR-") and origin.code == "FR" and origin.department in partnership.departments:
            return True
    return False


def _on_subject(
    partnership: Partnership, sectors: frozenset[str], asked: frozenset[str], request: Request, origin: Origin
) -> bool:
    reached = any(_reaches(partnership, market) for market in request.markets)
    if request.markets and not reached and origin.in_quebec:
        return False
    if not sectors:
        return reached or not origin.in_quebec
    return not sectors.isdisjoint(asked)


def _reaches(partnership: Partnership, market: str) -> bool:
    """Equal, one inside the other (``FR`` and ``FR-GES``), or a French department that the partnership covers."""
    wanted = market.strip().upper()
    country, _, part = wanted.partition("-")
    for code in map(str.upper, partnership.markets):
        if wanted == code or wanted.startswith(f"{code}-") or code.startswith(f"{wanted}-"):
            return True
        if country == "FR" and code.startswith("FR-") and part in partnership.departments:
            return True
    return False
