"""Which France–Québec partnerships a request can also be led to. Pure.

One fits when it is active, takes companies from where the request comes, and meets what is asked: a sector in common,
or, if it is open to any sector, a market in common. Markets are those the request names, and Québec for a company from
elsewhere, by the very fact of asking here. Where markets are known, one must be the partnership's, whatever the sector.
A company of Québec that names neither sector nor market gets none.
"""

from __future__ import annotations

from dataclasses import dataclass

from innoveici.atlas.location import Location, Outside
from innoveici.directory.folding import fold
from innoveici.directory.model import Directory, Partnership
from innoveici.postal import department_of
from innoveici.request import Request
from innoveici.routing.decision import Fit

QUEBEC = "CA-QC"


@dataclass(frozen=True, slots=True)
class CompanyOrigin:
    """Where a company is: an ISO 3166 code (``CA-QC``, ``FR``) and, in France, the department."""

    code: str
    department: str | None = None

    @property
    def in_quebec(self) -> bool:
        return self.code == QUEBEC

    def markets(self, request: Request) -> tuple[str, ...]:
        """ISO 3166 codes of where the request leads, home left out."""
        named = (market.strip().upper() for market in request.markets)
        if self.in_quebec:
            return tuple(m for m in named if not _inside(QUEBEC, m))
        return (*named, QUEBEC)


def origin_of(request: Request, location: Location) -> CompanyOrigin:
    """A location inside Québec, or one that is not known to be elsewhere, counts as Québec for a Canadian request."""
    if isinstance(location, Outside):
        department = department_of(location.postal_code.strip()) if location.country == "FR" else None
        return CompanyOrigin(location.country, department)
    return CompanyOrigin(QUEBEC if request.country == "CA" else request.country)


class PartnershipMatcher:
    """The active partnerships of a directory, their sectors brought to one spelling once."""

    def __init__(self, directory: Directory) -> None:
        self._sector_key = lambda text: fold(directory.sector(text))
        self._entries = tuple(
            (p, frozenset(map(self._sector_key, p.sectors)), Fit(p.id, p.name, p.organizations, p.offer, p.source))
            for p in directory.partnerships
            if p.active
        )

    def fitting(self, request: Request, origin: CompanyOrigin) -> tuple[Fit, ...]:
        """The partnerships that fit, in the order of regions.yaml."""
        markets = origin.markets(request)
        if not request.sectors and not markets:
            return ()
        asked = frozenset(map(self._sector_key, request.sectors))
        return tuple(
            fit
            for partnership, sectors, fit in self._entries
            if _takes_from(partnership, origin) and _meets(partnership, sectors, asked, markets)
        )


def _takes_from(partnership: Partnership, origin: CompanyOrigin) -> bool:
    if not partnership.origins:
        return origin.in_quebec  # nobody is sent abroad on the strength of a blank
    for code in map(str.upper, partnership.origins):
        if _inside(origin.code, code):
            return True
        # FR-GES and the like: the directory says which departments the French code stands for.
        if code.startswith("FR-") and origin.code == "FR" and origin.department in partnership.departments:
            return True
    return False


def _meets(partnership: Partnership, sectors: frozenset[str], asked: frozenset[str], markets: tuple[str, ...]) -> bool:
    reached = any(_reaches(partnership, market) for market in markets)
    if markets and not reached:
        return False
    return not sectors.isdisjoint(asked) if sectors else reached


def _reaches(partnership: Partnership, market: str) -> bool:
    """Equal, one inside the other (``FR`` and ``FR-GES``), or a French department that the partnership covers."""
    country, _, part = market.partition("-")
    for code in map(str.upper, partnership.markets):
        if _inside(market, code) or _inside(code, market):
            return True
        if country == "FR" and code.startswith("FR-") and part in partnership.departments:
            return True
    return False


def _inside(part: str, whole: str) -> bool:
    """Whether an ISO 3166 code is the other or one of its parts, as ``FR-GES`` of ``FR``."""
    return part == whole or part.startswith(f"{whole}-")
