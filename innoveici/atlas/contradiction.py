"""When the municipality given is not where the code is: what is a neighbour's address, and what must be held. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from innoveici.atlas.candidates import by_region, listed, noted, of_municipalities, unknown
from innoveici.atlas.clue import Clue
from innoveici.atlas.entries import Municipality
from innoveici.atlas.given import Given
from innoveici.atlas.location import Ambiguous, Located, Unknown
from innoveici.reasons import REASONS, Reason

CONTRADICTIONS = frozenset(code for code, row in REASONS.items() if row.asks == "which")
"""The reasons of a contradiction: which side is right is the question to ask."""
NEIGHBOUR_KM = 15.0
"""A municipality's core this much beyond the code's own uncertainty may still have addresses there. Of some 1,500 real
addresses with their municipality, the code of one alone is of an area that does not serve its MRC: it is nearer."""


def neighbours(
    clue: Clue, located: Located, given: Given, meanings: tuple[Municipality, ...], region_of_mrc: Mapping[str, str]
) -> tuple[Municipality, ...]:
    """The municipalities of the code's region that may be meant although the code is in another MRC: those not given by
    their whole official name, those in an MRC that the area serves too, those near; () is a contradiction."""
    same = tuple(m for m in meanings if region_of_mrc[m.mrc_code] == located.region_code)
    return tuple(m for m in same if m.code not in given.official or _is_near(clue, located, m))


def contradiction(
    clue: Clue, given: Given, meanings: tuple[Municipality, ...], region_of_mrc: Mapping[str, str]
) -> Ambiguous | Unknown:
    """Held, with both sides shown: the code's candidates, then the municipality's; a region may be on both sides."""
    if clue.known == "nothing":
        clash = Reason("place.municipality_impossible", {"municipality": given.name, "postal_code": clue.postal_code})
        return Unknown(clue.postal_code, noted(clue.reason or unknown(clue.postal_code), clash))
    exact = clue.known == "exact"
    own = by_region(region_of_mrc, clue.mrc_codes, (clue.place,) if exact and clue.place else ())
    others = of_municipalities(region_of_mrc, meanings)
    regions, other_regions = (listed(c.region_code for c in side) for side in (own, others))
    params = {"municipality": given.name, "region": regions}
    if not exact:
        reason = Reason("place.area_contradicts", params | {"fsa": clue.fsa, "other_region": other_regions})
        return Ambiguous(clue.postal_code, own + others, reason, None, clue.point, clue.uncertainty_km)
    params |= {"postal_code": clue.postal_code, "place": clue.place or clue.postal_code}
    apart = _km_between(clue, meanings)
    if regions == other_regions and apart is not None:
        reason = Reason("place.municipality_far", params | {"distance": apart})
    else:
        reason = Reason("place.municipality_contradicts", params | {"other_region": other_regions})
    return Ambiguous(clue.postal_code, own + others, reason, clue.place, clue.point, clue.uncertainty_km)


def _is_near(clue: Clue, located: Located, municipality: Municipality) -> bool:
    if municipality.mrc_code in clue.area_mrc_codes or municipality.point is None:
        return True
    return municipality.point.distance_km(located.point) <= located.uncertainty_km + NEIGHBOUR_KM


def _km_between(clue: Clue, meanings: tuple[Municipality, ...]) -> int | None:
    """Whole kilometres from the code to the nearest of the municipalities."""
    cores = [m.point for m in meanings if m.point is not None]
    return round(min(core.distance_km(clue.point) for core in cores)) if clue.point and cores else None
