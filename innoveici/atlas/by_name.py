"""Where a municipality is when no postal code was given with it: enough where its name lies in one region."""

from __future__ import annotations

from collections.abc import Mapping

from innoveici.atlas.candidates import listed, of_municipalities
from innoveici.atlas.decide import CITY_UNCERTAINTY_KM, VAST_UNCERTAINTY_KM
from innoveici.atlas.entries import Municipality
from innoveici.atlas.location import Ambiguous, Located, Location, Point, Unknown
from innoveici.atlas.names import gazetteer
from innoveici.atlas.store import Atlas
from innoveici.reasons import Reason


def located_by_name(name: str, atlas: Atlas, region_of_mrc: Mapping[str, str]) -> Location:
    """Located as of an area, with an uncertainty that reaches all that the name may mean; held where it may mean places
    in several regions, or none that is known. A whole name counts before what it may be short for."""
    names = gazetteer(atlas)
    found = names.find(name) or names.short(name)
    meanings = tuple(municipality for municipality in found if municipality.mrc_code in region_of_mrc)
    candidates = of_municipalities(region_of_mrc, meanings)
    shown = listed(municipality.name for municipality in meanings)
    if len(candidates) > 1:
        where = listed(f"{m.name} ({region_of_mrc[m.mrc_code]})" for m in meanings)
        reason = Reason("place.municipality_ambiguous", {"municipality": shown, "candidates": where})
        return Ambiguous("", candidates, reason)
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
