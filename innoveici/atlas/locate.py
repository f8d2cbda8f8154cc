"""From what a person typed to where it is: parse, look up, decide; every verdict of the contract, nothing guessed.

Owns the order of the questions (is it a code, is it Québec's, is it known, does the municipality agree); the decision
itself is in ``decide``. No I/O of its own; pgeocode only through the ``beyond`` that a caller hands in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from innoveici.atlas import outside
from innoveici.atlas.area_places import places_in
from innoveici.atlas.by_name import located_by_name
from innoveici.atlas.clue import FEDERAL_AREA, Clue, clue_of
from innoveici.atlas.decide import decide
from innoveici.atlas.given import given_with
from innoveici.atlas.location import Ambiguous, Candidate, Invalid, Location, Unknown
from innoveici.atlas.store import Atlas
from innoveici.postal import ForeignCode, InvalidCode, parse
from innoveici.reasons import Reason

if TYPE_CHECKING:
    from innoveici.atlas.beyond import Beyond, BeyondPlace

RESERVED_AREA = "H0H"
"""Canada Post keeps it for letters to Santa Claus (H0H 0H0)."""


def locate(
    code_text: str,
    atlas: Atlas,
    region_of_mrc: Mapping[str, str],
    *,
    municipality: str | None = None,
    country: str = "CA",
    beyond: Beyond | None = None,
) -> Location:
    """Where ``code_text`` is: Located, Ambiguous, Unknown, Outside or Invalid; never raises for any text.

    ``municipality``: as given with the request, settles what the code leaves open or contradicts it; where no code is
    given, it is all that is known. ``country``: ISO
    3166 alpha-2. ``beyond``: coarser data for other provinces, France and areas newer than the atlas. Raises
    StorageError only, when the atlas file itself is damaged.
    """
    if municipality and _is_municipality_alone(code_text, country):
        return located_by_name(municipality, atlas, region_of_mrc)
    said = _alone(code_text, atlas, country, beyond)
    return _in_quebec(said, atlas, region_of_mrc, municipality, beyond) if isinstance(said, Clue) else said


def heeds_municipality(code_text: str, atlas: Atlas, country: str = "CA") -> bool:
    """Whether the municipality given with a code may change what ``locate`` says; False is certain."""
    return _is_municipality_alone(code_text, country) or isinstance(_alone(code_text, atlas, country, None), Clue)


def _is_municipality_alone(code_text: str, country: str) -> bool:
    parsed = parse(code_text, country)
    return country == "CA" and isinstance(parsed, InvalidCode) and parsed.reason.code == "postal.empty"


def _alone(code_text: str, atlas: Atlas, country: str, beyond: Beyond | None) -> Clue | Location:
    """All that is to be said where no municipality plays a part; else what the code says by itself."""
    parsed = parse(code_text, country)
    match parsed:
        case InvalidCode():
            return Invalid(parsed.text, parsed.reason, parsed.suggestion)
        case ForeignCode():
            return outside.foreign(parsed, beyond)
    if parsed.fsa == RESERVED_AREA:
        return Unknown(str(parsed), Reason("place.reserved", {"postal_code": str(parsed)}))
    return clue_of(parsed, atlas) or outside.other_province(parsed, beyond)


def _in_quebec(
    clue: Clue, atlas: Atlas, region_of_mrc: Mapping[str, str], municipality: str | None, beyond: Beyond | None
) -> Location:
    location = decide(clue, given_with(clue, municipality, atlas), region_of_mrc)
    if isinstance(location, Ambiguous) and clue.known == "area":
        return _with_places(location, clue, atlas)
    if beyond is not None and isinstance(location, Unknown) and clue.known == "nothing" and clue.fsa != FEDERAL_AREA:
        return _hinted(location, beyond.place("CA", clue.fsa), atlas, region_of_mrc)
    return location


def _with_places(location: Ambiguous, clue: Clue, atlas: Atlas) -> Ambiguous:
    """The candidates that have no place yet with some of the area's: a person knows a village, not an MRC's number."""
    candidates = tuple(
        candidate if candidate.places else replace(candidate, places=places_in(atlas, clue.fsa, candidate.mrc_codes))
        for candidate in location.candidates
    )
    return replace(location, candidates=candidates)


def _hinted(location: Unknown, place: BeyondPlace | None, atlas: Atlas, region_of_mrc: Mapping[str, str]) -> Location:
    """An area newer than the atlas, which pgeocode knows: held all the same, for its points are far too coarse to name
    a region, but with the regions in reach of the point, for the person who decides."""
    if place is None:
        return location
    in_reach: dict[str, set[str]] = {}
    for known in atlas.municipalities():
        near = known.point is not None and known.point.distance_km(place.point) <= place.uncertainty_km
        if near and known.mrc_code in region_of_mrc:
            in_reach.setdefault(region_of_mrc[known.mrc_code], set()).add(known.mrc_code)
    if not in_reach:
        return location
    reason = Reason("place.noted", {"reason": location.reason, "note": Reason("place.beyond_atlas")})
    if len(in_reach) == 1:
        hint = Reason("place.beyond_hint", {"region": next(iter(in_reach))})
        return Unknown(location.postal_code, Reason("place.noted", {"reason": location.reason, "note": hint}))
    candidates = tuple(Candidate(region, tuple(sorted(mrcs))) for region, mrcs in sorted(in_reach.items()))
    return Ambiguous(location.postal_code, candidates, reason, place.place, place.point, place.uncertainty_km)
