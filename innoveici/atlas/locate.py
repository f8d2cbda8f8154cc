"""From what a person typed to where it is: parse, look up, decide; every verdict of the contract, nothing guessed.

Owns the order of the questions (is it a code, is it Québec's, is it known, does the municipality agree) and what is
answered where no decision is called for: another province, another country, a municipality without a code. The decision
itself is in ``verdict``. No I/O of its own; pgeocode only through the ``geonames`` that a caller hands in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from innoveici.atlas.clues import FEDERAL_AREA, Clue, clue_of, given_with
from innoveici.atlas.location import (
    Ambiguous,
    Invalid,
    Located,
    Location,
    Outside,
    Point,
    Unknown,
)
from innoveici.atlas.municipality_names import gazetteer, places_in
from innoveici.atlas.store import Atlas, Municipality
from innoveici.atlas.verdict import (
    CITY_UNCERTAINTY_KM,
    VAST_UNCERTAINTY_KM,
    by_region,
    decide,
    listed,
    noted,
    of_municipalities,
    several_meanings,
)
from innoveici.postal import UNKNOWN_COUNTRY, ForeignCode, Fsa, InvalidCode, PostalCode, parse
from innoveici.reasons import Reason

if TYPE_CHECKING:
    from innoveici.atlas.geonames import GeoNames, GeoNamesPlace

BEYOND_ATLAS = Reason("place.beyond_atlas")
RESERVED_AREA = "H0H"
"""Canada Post keeps it for letters to Santa Claus (H0H 0H0)."""

PROVINCE_OF_LETTER = {
    "A": "NL", "B": "NS", "C": "PE", "E": "NB", "K": "ON", "L": "ON", "M": "ON", "N": "ON", "P": "ON",
    "R": "MB", "S": "SK", "T": "AB", "V": "BC", "X": "NT", "Y": "YT",
}  # fmt: skip
NUNAVUT_AREAS = frozenset(("X0A", "X0B", "X0C"))
"""X is shared by the Northwest Territories and Nunavut."""


def locate(
    code_text: str,
    atlas: Atlas,
    region_of_mrc: Mapping[str, str],
    *,
    municipality: str | None = None,
    country: str = "CA",
    geonames: GeoNames | None = None,
) -> Location:
    """Where ``code_text`` is: Located, Ambiguous, Unknown, Outside or Invalid; never raises for any text.

    ``municipality``: as given with the request, settles what the code leaves open or contradicts it; where no code is
    given, it is all that is known. ``country``: ISO 3166 alpha-2. ``geonames``: coarser data for other provinces,
    France and areas newer than the atlas. Raises StorageError only, when the atlas file itself is damaged.
    """
    if municipality and _is_municipality_alone(code_text, country):
        return _municipality_alone(municipality, atlas, region_of_mrc)
    said = _alone(code_text, atlas, country, geonames)
    return _in_quebec(said, atlas, region_of_mrc, municipality, geonames) if isinstance(said, Clue) else said


def heeds_municipality(code_text: str, atlas: Atlas, country: str = "CA") -> bool:
    """Whether the municipality given with a code may change what ``locate`` says; False is certain."""
    return _is_municipality_alone(code_text, country) or isinstance(_alone(code_text, atlas, country, None), Clue)


def _is_municipality_alone(code_text: str, country: str) -> bool:
    parsed = parse(code_text, country)
    return country == "CA" and isinstance(parsed, InvalidCode) and parsed.reason.code == "postal.empty"


def _alone(code_text: str, atlas: Atlas, country: str, geonames: GeoNames | None) -> Clue | Location:
    """All that is to be said where no municipality plays a part; else what the code says by itself."""
    parsed = parse(code_text, country)
    match parsed:
        case InvalidCode():
            return Invalid(parsed.text, parsed.reason, parsed.suggestion)
        case ForeignCode():
            return _foreign(parsed, geonames)
    if parsed.fsa == RESERVED_AREA:
        return Unknown(str(parsed), Reason("place.reserved", {"postal_code": str(parsed)}))
    return clue_of(parsed, atlas) or _other_province(parsed, geonames)


def _in_quebec(
    clue: Clue, atlas: Atlas, region_of_mrc: Mapping[str, str], municipality: str | None, geonames: GeoNames | None
) -> Location:
    location = decide(clue, given_with(clue, municipality, atlas), region_of_mrc)
    if isinstance(location, Ambiguous) and clue.known == "area":
        return _with_places(location, clue, atlas)
    if geonames is not None and isinstance(location, Unknown) and clue.known == "nothing" and clue.fsa != FEDERAL_AREA:
        return _hinted(location, geonames.place("CA", clue.fsa), atlas, region_of_mrc)
    return location


def _with_places(location: Ambiguous, clue: Clue, atlas: Atlas) -> Ambiguous:
    """The candidates that have no place yet with some of the area's: a person knows a village, not an MRC's number."""
    candidates = tuple(
        candidate if candidate.places else replace(candidate, places=places_in(atlas, clue.fsa, candidate.mrc_codes))
        for candidate in location.candidates
    )
    return replace(location, candidates=candidates)


def _hinted(location: Unknown, place: GeoNamesPlace | None, atlas: Atlas, region_of_mrc: Mapping[str, str]) -> Location:
    """An area newer than the atlas, which pgeocode knows: held all the same, for its points are far too coarse to name
    a region, but with the regions in reach of the point, for the person who decides."""
    if place is None:
        return location
    in_reach = {
        known.mrc_code
        for known in atlas.municipalities()
        if known.point is not None and known.point.distance_km(place.point) <= place.uncertainty_km
    }
    candidates = by_region(region_of_mrc, in_reach & region_of_mrc.keys())
    if not candidates:
        return location
    if len(candidates) == 1:
        hint = Reason("place.beyond_hint", {"region": candidates[0].region_code})
        return Unknown(location.postal_code, noted(location.reason, hint))
    reason = noted(location.reason, BEYOND_ATLAS)
    return Ambiguous(location.postal_code, candidates, reason, place.place, place.point, place.uncertainty_km)


def _municipality_alone(name: str, atlas: Atlas, region_of_mrc: Mapping[str, str]) -> Location:
    """Located as of an area, with an uncertainty that reaches all that the name may mean; held where it may mean places
    in several regions, or none that is known. A whole name counts before what it may be short for."""
    names = gazetteer(atlas)
    found = names.find(name) or names.short(name)
    meanings = tuple(municipality for municipality in found if municipality.mrc_code in region_of_mrc)
    candidates = of_municipalities(region_of_mrc, meanings)
    if len(candidates) > 1:
        return Ambiguous("", candidates, several_meanings(region_of_mrc, meanings))
    shown = listed(municipality.name for municipality in meanings)
    point = _middle(meanings)
    if point is None:
        return Unknown("", Reason("place.municipality_unknown"))
    mrcs = {municipality.mrc_code for municipality in meanings}
    return Located(
        postal_code="",
        verdict="area",
        place=shown,
        municipality_code=meanings[0].code if len(meanings) == 1 else None,
        mrc_code=meanings[0].mrc_code if len(mrcs) == 1 else None,
        region_code=candidates[0].region_code,
        point=point,
        uncertainty_km=max(_reach(municipality, point) for municipality in meanings),
        reason=Reason("place.municipality_alone", {"municipality": shown}),
    )


def _middle(meanings: tuple[Municipality, ...]) -> Point | None:
    points = [municipality.point for municipality in meanings]
    known = [point for point in points if point is not None]
    if not known or len(known) < len(points):
        return None
    latitudes, longitudes = [point.latitude for point in known], [point.longitude for point in known]
    return Point(sum(latitudes) / len(known), sum(longitudes) / len(known))


def _reach(municipality: Municipality, middle: Point) -> float:
    away = municipality.point.distance_km(middle) if municipality.point else 0.0
    return away + VAST_UNCERTAINTY_KM.get(municipality.code, CITY_UNCERTAINTY_KM)


def province_of(fsa: str) -> str:
    """The two-letter code of the province or territory of an area that is not Québec's."""
    return "NU" if fsa in NUNAVUT_AREAS else PROVINCE_OF_LETTER[fsa[0]]


def _other_province(code: PostalCode | Fsa, geonames: GeoNames | None) -> Outside:
    """A Canadian code whose first letter is another province's."""
    province = province_of(code.fsa)
    reason = Reason("place.province", {"postal_code": str(code), "province": Reason(f"province.{province}")})
    place = geonames.place("CA", code.fsa) if geonames else None
    return _outside(str(code), "CA", reason, province, place)


def _foreign(code: ForeignCode, geonames: GeoNames | None) -> Outside:
    """A code of another country; ``country`` is ``"??"`` for five digits that came without one."""
    if code.country == "FR":
        params = {"text": code.text, "country": "FR", "department": code.department}
        place = geonames.place("FR", code.text) if geonames else None
        return _outside(code.text, "FR", Reason("place.france", params), None, place)
    if code.country == UNKNOWN_COUNTRY:
        params = {"text": code.text, "department": code.department}
        return Outside(code.text, UNKNOWN_COUNTRY, Reason("place.five_digits", params))
    return Outside(code.text, code.country, Reason("place.country", {"text": code.text, "country": code.country}))


def _outside(code: str, country: str, reason: Reason, province: str | None, place: GeoNamesPlace | None) -> Outside:
    if place is None:
        return Outside(code, country, reason, province)
    return Outside(code, country, noted(reason, BEYOND_ATLAS), province, place.place, place.point, place.uncertainty_km)
