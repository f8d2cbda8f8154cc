"""One decision: what a code says by itself, what the municipality given adds, and whether one region is certain.

Pure: a function of a clue, the municipalities a name may mean, and the map from MRC to region, so that one and many
codes are decided the same way. A municipality may settle what the code leaves open; it never overrules what the code
says: a contradiction is shown with both sides and held.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from innoveici.atlas.entries import Municipality
from innoveici.atlas.location import Ambiguous, Candidate, Located, Location, Point, Unknown
from innoveici.reasons import Reason

VILLAGE_UNCERTAINTY_KM = 5.0
CITY_UNCERTAINTY_KM = 15.0
"""How far from a municipality's core its addresses are: 9 of 10 real ones within 3.5 km where the code is rural, within
12 km elsewhere."""
VAST_UNCERTAINTY_KM = {"99060": 300.0}
"""Eeyou Istchee Baie-James is half as large as France."""


@dataclass(frozen=True, slots=True)
class Clue:
    """What a code says by itself. ``known``: the full code is in the atlas (``exact``), only its area is (``area``), or
    neither (``nothing``); then ``mrc_codes`` are all that its first letter leaves."""

    postal_code: str
    known: Literal["exact", "area", "nothing"]
    mrc_codes: tuple[str, ...]
    reason: Reason | None
    """Why it is only an area, or nothing; None for a full code."""
    place: str | None = None
    municipality_code: str | None = None
    point: Point | None = None
    uncertainty_km: float | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What the municipality given with a code may mean; () when no municipality is known by that name.

    ``agrees``: it is the code's own place, or a short form of a name in the code's MRCs, whatever else it may mean.
    The text as typed is not kept: a cell may hold more than a name, and reasons are recorded for good.
    """

    meanings: tuple[Municipality, ...]
    agrees: bool = False

    @property
    def name(self) -> str:
        """The official name, or names."""
        return _listed(municipality.name for municipality in self.meanings)


def decide(clue: Clue, given: Given | None, region_of_mrc: Mapping[str, str]) -> Location:
    """Located, Ambiguous or Unknown. Never raises; an MRC that ``region_of_mrc`` lacks is held, not guessed."""
    orphan = next((mrc for mrc in clue.mrc_codes if mrc not in region_of_mrc), None)
    if orphan is not None and clue.known != "nothing":
        return Unknown(clue.postal_code, Reason("place.mrc_without_region", {"mrc": orphan}))
    meanings = tuple(m for m in given.meanings if m.mrc_code in region_of_mrc) if given else ()
    if given is None or not meanings:
        return _by_code(clue, region_of_mrc, _unrecognised(given))
    if given.agrees and clue.known == "exact" and len(clue.mrc_codes) == 1:
        return _by_code(clue, region_of_mrc, None)
    fitting = _fitting(clue, meanings, region_of_mrc)
    if fitting:
        return _settled(clue, given, fitting, region_of_mrc)
    if given.agrees:
        return _by_code(clue, region_of_mrc, None)
    return _contradiction(clue, given, meanings, region_of_mrc)


def _by_code(clue: Clue, region_of_mrc: Mapping[str, str], note: Reason | None) -> Location:
    if clue.known == "nothing" or clue.point is None or clue.uncertainty_km is None:
        return Unknown(clue.postal_code, _noted(clue.reason or _unknown(clue.postal_code), note))
    candidates = _candidates(region_of_mrc, clue.mrc_codes)
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
            reason=_noted(clue.reason, note) if clue.reason else note,
        )
    return Ambiguous(
        postal_code=clue.postal_code,
        candidates=candidates,
        reason=_noted(_straddles(clue, candidates), note),
        place=clue.place if clue.known == "exact" else None,
        point=clue.point,
        uncertainty_km=clue.uncertainty_km,
    )


def _fitting(
    clue: Clue, meanings: tuple[Municipality, ...], region_of_mrc: Mapping[str, str]
) -> tuple[Municipality, ...]:
    """The meanings that the code allows: in one of its MRCs, else in one of its regions (an area may reach further than
    the codes known of it). The government's offices and the first letter allow their MRCs only."""
    near = tuple(m for m in meanings if m.mrc_code in clue.mrc_codes)
    if near or clue.known == "nothing":
        return near
    regions = {region_of_mrc[mrc] for mrc in clue.mrc_codes}
    return tuple(m for m in meanings if region_of_mrc[m.mrc_code] in regions)


def _settled(clue: Clue, given: Given, fitting: tuple[Municipality, ...], region_of_mrc: Mapping[str, str]) -> Location:
    """The code and the municipality agree on at least one region."""
    alone = _by_code(clue, region_of_mrc, None)
    if isinstance(alone, Located):
        return _refined(alone, clue, given, fitting)
    candidates = _candidates(region_of_mrc, *_named(fitting))
    if len(candidates) > 1:
        listed = _listed(f"{m.name} ({region_of_mrc[m.mrc_code]})" for m in fitting)
        several = Reason("place.municipality_ambiguous", {"municipality": given.name, "candidates": listed})
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
        reason=Reason("place.municipality_settled", {"municipality": _listed(m.name for m in fitting)}),
    )


def _refined(alone: Located, clue: Clue, given: Given, fitting: tuple[Municipality, ...]) -> Located:
    """The region was certain already. A known code keeps its point; a mere area narrows to the municipality in it."""
    one = fitting[0] if len(fitting) == 1 else None
    inside = one is not None and one.mrc_code in clue.mrc_codes
    if alone.verdict == "area" and one is not None and inside:
        point, uncertainty = _point(clue, fitting)
        return replace(
            alone,
            place=one.name,
            municipality_code=one.code,
            mrc_code=one.mrc_code,
            point=point or alone.point,
            uncertainty_km=uncertainty if point else alone.uncertainty_km,
        )
    if one is not None and inside and alone.mrc_code is None:
        return replace(alone, municipality_code=one.code, mrc_code=one.mrc_code)
    if any(m.mrc_code in clue.mrc_codes for m in fitting):
        return alone
    other = {"municipality": given.name, "place": alone.place, "region": alone.region_code}
    return replace(alone, reason=_noted(alone.reason, Reason("place.municipality_elsewhere", other)))


def _contradiction(
    clue: Clue, given: Given, meanings: tuple[Municipality, ...], region_of_mrc: Mapping[str, str]
) -> Location:
    others = _candidates(region_of_mrc, *_named(meanings))
    if clue.known == "nothing":
        clash = Reason("place.municipality_impossible", {"municipality": given.name, "postal_code": clue.postal_code})
        return Unknown(clue.postal_code, _noted(clue.reason or _unknown(clue.postal_code), clash))
    own = _candidates(region_of_mrc, clue.mrc_codes, (clue.place,) if clue.place and clue.known == "exact" else ())
    reason = Reason(
        "place.municipality_contradicts",
        {
            "postal_code": clue.postal_code,
            "place": clue.place or clue.postal_code,
            "region": _listed(c.region_code for c in own),
            "municipality": given.name,
            "other_region": _listed(c.region_code for c in others),
        },
    )
    return Ambiguous(clue.postal_code, own + others, reason, clue.place, clue.point, clue.uncertainty_km)


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


def _named(meanings: tuple[Municipality, ...]) -> tuple[tuple[str, ...], Mapping[str, tuple[str, ...]]]:
    names: dict[str, tuple[str, ...]] = {}
    for municipality in meanings:
        names[municipality.mrc_code] = (*names.get(municipality.mrc_code, ()), municipality.name)
    return tuple(sorted(names)), names


def _candidates(
    region_of_mrc: Mapping[str, str],
    mrc_codes: Iterable[str],
    places: tuple[str, ...] | Mapping[str, tuple[str, ...]] = (),
) -> tuple[Candidate, ...]:
    """One candidate a region, by region code. ``places``: of every region, or by MRC."""
    by_region: dict[str, list[str]] = {}
    for mrc in mrc_codes:
        by_region.setdefault(region_of_mrc[mrc], []).append(mrc)
    return tuple(
        Candidate(
            region,
            tuple(sorted(mrcs)),
            tuple(name for mrc in mrcs for name in places.get(mrc, ())) if isinstance(places, Mapping) else places,
        )
        for region, mrcs in sorted(by_region.items())
    )


def _straddles(clue: Clue, candidates: tuple[Candidate, ...]) -> Reason:
    regions = _listed(c.region_code for c in candidates)
    if clue.known == "exact":
        return Reason("place.code_straddles", {"postal_code": clue.postal_code, "regions": regions})
    return Reason("place.area_straddles", {"fsa": clue.postal_code[:3], "regions": regions})


def _unrecognised(given: Given | None) -> Reason | None:
    if given is None or given.agrees:
        return None
    return Reason("place.municipality_unknown")


def _noted(reason: Reason | None, note: Reason | None) -> Reason:
    """``reason`` with a remark; either may be missing, not both."""
    if reason is None or note is None:
        found = reason or note
        assert found is not None
        return found
    return Reason("place.noted", {"reason": reason, "note": note})


def _unknown(postal_code: str) -> Reason:
    return Reason("place.unknown", {"postal_code": postal_code})


def _listed(items: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(items))
