"""Who could take a request, as a list and on a map: as it was decided, or as of now.

While several places are possible there is no distance, only the shortest and the longest one from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from string import ascii_uppercase
from typing import TYPE_CHECKING

from innoveici.atlas.location import Ambiguous, Point
from innoveici.directory.model import remark
from innoveici.figures import distance, km
from innoveici.messages import N_, Message, _
from innoveici.region_points import NUMBERED, MapMaker, company_point, direction
from innoveici.web.staff.drawn_map import DrawnMap, Pin, draw_map

if TYPE_CHECKING:
    from innoveici.atlas.location import Candidate
    from innoveici.atlas.store import Atlas
    from innoveici.desk import Desk
    from innoveici.directory.model import Advisor
    from innoveici.routing.decision import Decision, Ranked

_SELF_EVIDENT = ("routing.farther", "routing.nearest")
"""The distance beside it says so, line after line."""


@dataclass(frozen=True, slots=True, repr=False)
class PossiblePlace:
    """One of the places where the company may be. ``letter``: as on the map, empty where it is not on it."""

    letter: str
    name: str
    region: str
    point: Point | None


@dataclass(frozen=True, slots=True, repr=False)
class CandidateRow:
    """One who could take it. ``number``: as on the map; ``far``, ``way``: how far, and which way, from the company.

    ``why``: what speaks against them, or put them where they are.
    """

    id: str
    number: int
    name: str
    organization: str
    far: str
    way: str
    eligible: bool
    why: tuple[str, ...]
    nearest: bool = False
    holder: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class CandidatesView:
    """``others``: names of everybody else by id."""

    rows: tuple[CandidateRow, ...]
    places: tuple[PossiblePlace, ...]
    map: DrawnMap | None
    others: Mapping[str, str] = field(default_factory=dict)

    @property
    def legend(self) -> str:
        """What the map shows, in a sentence."""
        if self.places:
            return _("The letters are where the company may be; the numbers, the first advisors of the list.")
        words = _("The square is the company; the numbers are the first advisors of the list.")
        holder = next((row for row in self.rows if row.holder), None)
        return words + " " + _("Number {number} has it now.").format(number=holder.number) if holder else words


@cache
def map_maker() -> MapMaker:
    """One a process: it keeps the points of regions."""
    return MapMaker()


def candidates_view(
    decision: Decision, desk: Desk, *, holder: str | None = None, nearest: str | None = None
) -> CandidatesView:
    """Of a decision: those it ranked; where it could rank nobody, those of the regions where the company may be."""
    location = decision.location
    possible = location.candidates if isinstance(location, Ambiguous) and not decision.ranking else ()
    places = tuple(_lettered(possible, desk, location.postal_code)) if isinstance(location, Ambiguous) else ()
    here = None if possible else company_point(location)
    if possible:
        rows = _of_regions([candidate.region_code for candidate in possible], places, desk, holder)
        regions = [desk.directory.regions.get(candidate.region_code) for candidate in possible]
        mrcs = [mrc for region in regions if region for mrc in region.mrc_codes]
    else:
        rows = [_ranked(n, one, desk, here, holder, nearest) for n, one in enumerate(decision.ranking, start=1)]
        region = desk.directory.regions.get(decision.region_code or "")
        mrcs = list(region.mrc_codes) if region else []
    known = {row.id for row in rows}
    others = sorted(desk.directory.advisors.values(), key=lambda a: (a.region_code, a.name))
    return CandidatesView(
        tuple(rows),
        places,
        _drawn(mrcs, here, places, rows, desk),
        {a.id: f"{a.name} ({a.organization})" for a in others if a.id not in known},
    )


def _lettered(possible: Sequence[Candidate], desk: Desk, postal_code: str) -> Iterator[PossiblePlace]:
    """Letters go to those that have a point."""
    letters = iter(ascii_uppercase)
    for candidate in possible:
        region = desk.directory.regions.get(candidate.region_code)
        for name in candidate.places:
            point = _point_of(name, candidate, desk.atlas, postal_code)
            yield PossiblePlace(next(letters, "") if point else "", name, region.name if region else "", point)


def _point_of(name: str, candidate: Candidate, atlas: Atlas, postal_code: str) -> Point | None:
    """The middle of the codes of the area that are called so; else the place of a municipality of this name."""
    mrcs = set(candidate.mrc_codes)
    there = (entry for entry in atlas.codes_in(postal_code[:3]) if entry.place == name)
    codes = [entry.point for entry in there if mrcs.intersection(entry.mrc_candidates)]
    if codes:
        latitudes, longitudes = [p.latitude for p in codes], [p.longitude for p in codes]
        return Point(sum(latitudes) / len(codes), sum(longitudes) / len(codes))
    return next((m.point for m in atlas.municipalities() if m.name == name and m.mrc_code in mrcs), None)


def _ranked(
    number: int, one: Ranked, desk: Desk, here: Point | None, holder: str | None, nearest: str | None
) -> CandidateRow:
    advisor = desk.directory.advisors.get(one.advisor_id)
    return CandidateRow(
        one.advisor_id,
        number,
        one.name,
        one.organization,
        distance(one.distance_km, one.distance_error_km),
        direction(here, advisor.point) if here and advisor else "",
        one.eligible,
        tuple(reason.text() for reason in one.why if reason.code not in _SELF_EVIDENT),
        nearest=one.advisor_id == nearest,
        holder=one.advisor_id == holder,
    )


def _of_regions(
    codes: Sequence[str], places: Sequence[PossiblePlace], desk: Desk, holder: str | None
) -> list[CandidateRow]:
    """The nearest to any of the places first."""
    points = [place.point for place in places if place.point]
    found = [advisor for code in dict.fromkeys(codes) for advisor in _advisors_of(code, desk)]
    spans = {a.id: sorted(point.distance_km(a.point) for point in points) for a in found}
    found.sort(key=lambda a: (spans[a.id][:1], a.id))
    return [
        CandidateRow(
            a.id, number, a.name, a.organization, _span(spans[a.id]), "", True, _why(a, desk), holder=a.id == holder
        )
        for number, a in enumerate(found, start=1)
    ]


def _advisors_of(code: str, desk: Desk) -> Sequence[Advisor]:
    return desk.directory.advisors_of(code) if code in desk.directory.regions else ()


def _why(advisor: Advisor, desk: Desk) -> tuple[str, ...]:
    why = remark(advisor, desk.router.day)
    return (why.text(),) if why else ()


def _span(distances: Sequence[float]) -> str:
    if not distances:
        return ""
    low, high = km(distances[0]), km(distances[-1])
    return low if low == high else Message(N_("{low} to {high}"), low=low, high=high).text()


def _drawn(
    mrcs: Sequence[str], here: Point | None, places: Sequence[PossiblePlace], rows: Sequence[CandidateRow], desk: Desk
) -> DrawnMap | None:
    if not mrcs:
        return None
    pins = [Pin("", here, "company", _("the company"))] if here else []
    pins += [Pin(place.letter, place.point, "place", place.name) for place in places if place.letter and place.point]
    for row in rows:
        advisor = desk.directory.advisors.get(row.id)
        if advisor and (row.number <= NUMBERED or row.holder):
            pins.append(Pin(str(row.number), advisor.point, "holder" if row.holder else "advisor", row.name))
    return draw_map(map_maker().points(desk.atlas, mrcs), pins)
