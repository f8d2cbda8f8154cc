"""The verdict: what a code says by itself, what the municipality given adds, and whether one region is certain.

Pure: a function of a clue, the municipalities a name may mean, and the map from MRC to region, so that one and many
codes are decided the same way. A municipality may settle what the code leaves open; it never overrules what the code
says: a contradiction is shown with both sides and held, unless a neighbour's address may be meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from innoveici.atlas.clues import Clue, Given
from innoveici.atlas.location import Ambiguous, Candidate, Located, Location, Point, Unknown
from innoveici.atlas.store import Municipality
from innoveici.reasons import REASONS, Reason

VILLAGE_UNCERTAINTY_KM = 5.0
CITY_UNCERTAINTY_KM = 15.0
"""How far from a municipality's core its addresses are: 9 of 10 real ones within 3.5 km where the code is rural, within
12 km elsewhere."""
VAST_UNCERTAINTY_KM = {"99060": 300.0}
"""Eeyou Istchee Baie-James is half as large as France."""

CONTRADICTIONS = frozenset(code for code, row in REASONS.items() if row.asks == "which")
"""The reasons of a contradiction: which side is right is the question to ask."""
NEIGHBOUR_KM = 15.0
"""A municipality's core this much beyond the code's own uncertainty may still have addresses there. Of some 1,500 real
addresses with their municipality, the code of one alone is of an area that does not serve its MRC: it is nearer."""


def decide(clue: Clue, given: Given | None, region_of_mrc: Mapping[str, str]) -> Location:
    """Located, Ambiguous or Unknown. Never raises; an MRC that ``region_of_mrc`` lacks is held, not guessed."""
    orphan = next((mrc for mrc in clue.mrc_codes if mrc not in region_of_mrc), None)
    if orphan is not None and clue.known != "nothing":
        return Unknown(clue.postal_code, Reason("place.mrc_without_region", {"mrc": orphan}))
    meanings = tuple(m for m in given.meanings if m.mrc_code in region_of_mrc) if given else ()
    if given is None or not meanings:
        return _by_code(clue, region_of_mrc, _unrecognised(given))
    if fitting := _fitting(clue, given, meanings, region_of_mrc):
        return _settled(clue, fitting, region_of_mrc)
    alone = _by_code(clue, region_of_mrc, None)
    if given.agrees:
        return alone
    if isinstance(alone, Located) and (near := _neighbours(clue, alone, given, meanings, region_of_mrc)):
        other = {
            "municipality": listed(m.name for m in near),
            "place": alone.place if clue.known == "exact" else clue.fsa,
            "region": alone.region_code,
        }
        return replace(alone, reason=noted(alone.reason, Reason("place.municipality_elsewhere", other)))
    return _contradiction(clue, given, meanings, region_of_mrc)


def _by_code(clue: Clue, region_of_mrc: Mapping[str, str], note: Reason | None) -> Location:
    if clue.known == "nothing" or clue.point is None or clue.uncertainty_km is None:
        return Unknown(clue.postal_code, noted(clue.reason or _unknown(clue.postal_code), note))
    candidates = by_region(region_of_mrc, clue.mrc_codes)
    if len(candidates) == 1:
        return Located(
            postal_code=clue.postal_code,
            verdict=clue.known,
            place=clue.place or "",
            municipality_code=clue.municipality_code,
            mrc_code=clue.mrc_codes[0] if len(clue.mrc_codes) == 1 else None,
            region_code=candidates[0].region_code,
            point=clue.point,
            uncertainty_km=clue.uncertainty_km,
            reason=noted(clue.reason, note) if clue.reason else note,
        )
    return Ambiguous(
        postal_code=clue.postal_code,
        candidates=candidates,
        reason=noted(_straddles(clue, candidates), note),
        place=clue.place if clue.known == "exact" else None,
        point=clue.point,
        uncertainty_km=clue.uncertainty_km,
    )


def _fitting(
    clue: Clue, given: Given, meanings: tuple[Municipality, ...], region_of_mrc: Mapping[str, str]
) -> tuple[Municipality, ...]:
    """The meanings that lie where the code, or its area, is known to reach: names repeat across Québec, so that nothing
    else may settle anything. A retired code's municipality counts too, in a region that the area is in
    today; rivals of another region count against them."""
    near = tuple(m for m in meanings if m.mrc_code in clue.mrc_codes)
    if not near and clue.known == "area":
        allowed = {region_of_mrc[mrc] for mrc in clue.mrc_codes}
        near = tuple(m for m in meanings if m.code in given.local and region_of_mrc[m.mrc_code] in allowed)
    if not near:
        return ()
    settled = {None, *(region_of_mrc[m.mrc_code] for m in near)}
    return (*near, *(m for m in given.rivals if region_of_mrc.get(m.mrc_code) not in settled))


def _settled(clue: Clue, fitting: tuple[Municipality, ...], region_of_mrc: Mapping[str, str]) -> Location:
    """The code and the municipality agree on at least one region."""
    alone = _by_code(clue, region_of_mrc, None)
    if isinstance(alone, Located):
        return _refined(alone, clue, fitting)
    candidates = of_municipalities(region_of_mrc, fitting)
    if len(candidates) > 1:
        several = several_meanings(region_of_mrc, fitting)
        return Ambiguous(clue.postal_code, candidates, several, clue.place, clue.point, clue.uncertainty_km)
    one = fitting[0] if len(fitting) == 1 else None
    point, uncertainty = _point(clue, fitting)
    if point is None:
        return Unknown(clue.postal_code, clue.reason or _unknown(clue.postal_code))
    return Located(
        postal_code=clue.postal_code,
        verdict="exact" if clue.known == "exact" else "area",
        place=fitting[0].name,
        municipality_code=one.code if one else None,
        mrc_code=fitting[0].mrc_code if len({m.mrc_code for m in fitting}) == 1 else None,
        region_code=candidates[0].region_code,
        point=point,
        uncertainty_km=uncertainty,
        reason=Reason("place.municipality_settled", {"municipality": listed(m.name for m in fitting)}),
    )


def _refined(alone: Located, clue: Clue, fitting: tuple[Municipality, ...]) -> Located:
    """The region was certain already. A known code keeps its point; a mere area narrows to the municipality in it."""
    if len(fitting) > 1:
        return alone
    one = fitting[0]
    if alone.verdict == "area":
        point, uncertainty = _point(clue, fitting)
        return replace(
            alone,
            place=one.name,
            municipality_code=one.code,
            mrc_code=one.mrc_code,
            point=point or alone.point,
            uncertainty_km=uncertainty if point else alone.uncertainty_km,
        )
    if alone.mrc_code is None:
        return replace(alone, municipality_code=one.code, mrc_code=one.mrc_code)
    return alone


def _point(clue: Clue, fitting: tuple[Municipality, ...]) -> tuple[Point | None, float]:
    """The municipality's core, unless the code's own point is the surer one."""
    own = clue.uncertainty_km
    usual = VILLAGE_UNCERTAINTY_KM if clue.postal_code[1] == "0" else CITY_UNCERTAINTY_KM
    wide = VAST_UNCERTAINTY_KM.get(fitting[0].code, usual)
    core = fitting[0].point if len(fitting) == 1 else None
    if clue.point is None or own is None:
        return core, wide
    # A known code's point holds as long as the municipality's core is within its reach; an area's if it is finer.
    keeps = core is None or (own <= wide if clue.known == "area" else core.distance_km(clue.point) <= own)
    return (clue.point, own) if keeps else (core, wide)


def _straddles(clue: Clue, candidates: tuple[Candidate, ...]) -> Reason:
    regions = listed(c.region_code for c in candidates)
    if clue.known == "exact":
        return Reason("place.code_straddles", {"postal_code": clue.postal_code, "regions": regions})
    return Reason("place.area_straddles", {"fsa": clue.postal_code[:3], "regions": regions})


def _unrecognised(given: Given | None) -> Reason | None:
    if given is None or given.agrees:
        return None
    return Reason("place.municipality_unknown")


def _neighbours(
    clue: Clue, located: Located, given: Given, meanings: tuple[Municipality, ...], region_of_mrc: Mapping[str, str]
) -> tuple[Municipality, ...]:
    """The municipalities of the code's region that may be meant although the code is in another MRC: those not given by
    their whole official name, those in an MRC that the area serves too, those near; () is a contradiction."""
    same = tuple(m for m in meanings if region_of_mrc[m.mrc_code] == located.region_code)
    return tuple(m for m in same if m.code not in given.official or _is_near(clue, located, m))


def _contradiction(
    clue: Clue, given: Given, meanings: tuple[Municipality, ...], region_of_mrc: Mapping[str, str]
) -> Ambiguous | Unknown:
    """Held, with both sides shown: the code's candidates, then the municipality's; a region may be on both sides."""
    if clue.known == "nothing":
        clash = Reason("place.municipality_impossible", {"municipality": given.name, "postal_code": clue.postal_code})
        return Unknown(clue.postal_code, noted(clue.reason or _unknown(clue.postal_code), clash))
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


def by_region(
    region_of_mrc: Mapping[str, str],
    mrc_codes: Iterable[str],
    places: tuple[str, ...] | Mapping[str, tuple[str, ...]] = (),
) -> tuple[Candidate, ...]:
    """One candidate a region, by region code. ``places``: of every region, or by MRC."""
    mrcs_of: dict[str, list[str]] = {}
    for mrc in mrc_codes:
        mrcs_of.setdefault(region_of_mrc[mrc], []).append(mrc)
    return tuple(
        Candidate(
            region,
            tuple(sorted(mrcs)),
            tuple(name for mrc in mrcs for name in places.get(mrc, ())) if isinstance(places, Mapping) else places,
        )
        for region, mrcs in sorted(mrcs_of.items())
    )


def of_municipalities(region_of_mrc: Mapping[str, str], meanings: Iterable[Municipality]) -> tuple[Candidate, ...]:
    """One candidate a region, with the municipalities' names as its places."""
    names: dict[str, tuple[str, ...]] = {}
    for municipality in meanings:
        names[municipality.mrc_code] = (*names.get(municipality.mrc_code, ()), municipality.name)
    return by_region(region_of_mrc, sorted(names), names)


def several_meanings(region_of_mrc: Mapping[str, str], meanings: Sequence[Municipality]) -> Reason:
    """The reason of a name that may mean municipalities of several regions."""
    where = listed(f"{m.name} ({region_of_mrc[m.mrc_code]})" for m in meanings)
    return Reason(
        "place.municipality_ambiguous", {"municipality": listed(m.name for m in meanings), "candidates": where}
    )


def listed(items: Iterable[str]) -> str:
    """The items once each, in their order."""
    return ", ".join(dict.fromkeys(items))


def noted(reason: Reason | None, note: Reason | None) -> Reason:
    """``reason`` with a remark; either may be missing, not both."""
    if reason is None or note is None:
        found = reason or note
        assert found is not None
        return found
    return Reason("place.noted", {"reason": reason, "note": note})


def _unknown(postal_code: str) -> Reason:
    """The reason of a code that is not in the atlas."""
    return Reason("place.unknown", {"postal_code": postal_code})
