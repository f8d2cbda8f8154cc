"""The two sides of a doubt as values: candidates by region, names in a list, reasons with a remark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from innoveici.atlas.entries import Municipality
from innoveici.atlas.location import Candidate
from innoveici.reasons import Reason


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


def unknown(postal_code: str) -> Reason:
    """The reason of a code that is not in the atlas."""
    return Reason("place.unknown", {"postal_code": postal_code})
