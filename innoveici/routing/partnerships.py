"""Which France–Québec partnerships a request can also be led to. Pure.

One fits when it is in force, takes companies from where the request comes, and meets what is asked: a sector in common,
or, if it is open to any sector, a market in common. Markets are those the request names, those where its need says that
something is sought, and Québec for a company from elsewhere, by the very fact of asking here. Where markets are known,
one must be the partnership's, whatever the sector. Sectors are those the request names; of one that leads across the
ocean, those that its need names, too. A company of Québec that says neither sector nor market gets none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from innoveici.atlas.location import Location, Outside
from innoveici.directory.folding import fold
from innoveici.directory.model import Directory, Partnership
from innoveici.postal import department_of
from innoveici.request import Request
from innoveici.routing.decision import Fit
from innoveici.spellings.french_places import sought_in_france

QUEBEC = "CA-QC"
_SHORT = 2
"""Letters of names that are told from words only in capitals: AI, and not “j'ai”."""
_CAPITALS = re.compile(r"\b[A-Z]{2}\b")


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
        named = [market.strip().upper() for market in request.markets]
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
        names = directory.sector_of
        self._short = frozenset(name for name in names if len(name) <= _SHORT)
        longer = sorted((re.escape(name) for name in names if len(name) > _SHORT), key=len, reverse=True)
        self._sector_named = re.compile(rf"\b(?:{'|'.join(longer) or '(?!)'})\b")
        self._entries = tuple(
            (p, frozenset(map(self._sector_key, p.sectors)), Fit(p.id, p.name, p.organizations, p.offer, p.source))
            for p in directory.partnerships
            if p.active
        )

    def fitting(self, request: Request, origin: CompanyOrigin) -> tuple[Fit, ...]:
        """The partnerships that fit, in the order of regions.yaml."""
        named = origin.markets(request)
        sought = sought_in_france(request.need) if origin.in_quebec else ()
        markets = tuple(dict.fromkeys((*named, *sought)))
        # Who only writes “in France” is led by a sector: all of France is no wish to go to one of its regions.
        regional = tuple(market for market in markets if market in named or market != "FR")
        if not request.sectors and not markets:
            return ()
        words = (*request.sectors, *(self._in_need(request.need) if markets else ()))
        asked = frozenset(map(self._sector_key, words))
        return tuple(
            fit
            for partnership, sectors, fit in self._entries
            if _takes_from(partnership, origin)
            and _meets(partnership, sectors, asked, markets if sectors else regional, bool(markets))
        )

    def _in_need(self, need: str) -> list[str]:
        """Sectors that a need names."""
        found = self._sector_named.findall(fold(need))
        return [*found, *(word for word in _CAPITALS.findall(need) if fold(word) in self._short)]


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


def _meets(
    partnership: Partnership, sectors: frozenset[str], asked: frozenset[str], markets: tuple[str, ...], leads: bool
) -> bool:
    """:param leads: whether it is known to where the request leads."""
    reached = any(_reaches(partnership, market) for market in markets)
    if leads and not reached:
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
