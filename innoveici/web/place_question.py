"""What a postal code leaves open is asked while its company is there to answer: of which municipality it is, or which
country. The list is the atlas's: the municipalities that the area of the code serves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from innoveici.atlas.locate import locate
from innoveici.atlas.location import Ambiguous, Located, Unknown
from innoveici.atlas.municipality_names import municipalities_of, words
from innoveici.notify.facts import with_region_names
from innoveici.routing.settling import question_of_place

if TYPE_CHECKING:
    from innoveici.atlas.location import Candidate, Location
    from innoveici.atlas.store import Atlas
    from innoveici.directory.model import Directory

NOT_KNOWN = "-"
"""What is chosen by who does not know the answer."""


_Places = dict[str, set[str]]
"""By region."""


@dataclass(frozen=True, slots=True)
class PlaceGroup:
    """Municipalities of one region."""

    region: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaceQuestion:
    """``field``: what it asks for. ``why``: the reason, in the reader's language. ``groups``: what it may be; empty:
    any municipality of Québec. ``contradicts``: code and municipality do; the code itself may be the wrong one."""

    field: Literal["municipality", "country"]
    why: str
    groups: tuple[PlaceGroup, ...] = ()
    contradicts: bool = False

    @property
    def choices(self) -> int:
        """How many there are to choose from."""
        return sum(len(group.names) for group in self.groups)


def place_question(location: Location, directory: Directory, atlas: Atlas) -> PlaceQuestion | None:
    """The question that settles where a company is; None where nothing is open, or nothing that it could settle."""
    if location.reason is None:
        return None
    asked, why = question_of_place(location), with_region_names(location.reason, directory).text()
    if asked == "country":
        return PlaceQuestion("country", why)
    match location:
        case Ambiguous(candidates=candidates):
            fsa, regions = location.postal_code[:3], tuple(directory.region_of_mrc.items())
            of = _named(candidates) if asked == "which" or not fsa else _served(fsa, candidates, regions, atlas)
            groups = tuple(
                PlaceGroup(_region_name(code, directory), _in_order(names)) for code, names in of.items() if names
            )
            return PlaceQuestion("municipality", why, groups, asked == "which")
        case Unknown() if asked == "unknown" and location.reason.code != "place.mrc_without_region":
            return PlaceQuestion("municipality", why)
    return None


def _named(candidates: Iterable[Candidate]) -> _Places:
    """By region the places that were found for either side."""
    found: dict[str, set[str]] = {}
    for candidate in candidates:
        found.setdefault(candidate.region_code, set()).update(candidate.places)
    return found


@lru_cache(maxsize=64)
def _served(fsa: str, candidates: tuple[Candidate, ...], regions: tuple[tuple[str, str], ...], atlas: Atlas) -> _Places:
    """By region the municipalities in which an area has codes, all of an MRC where none is known; those whose names
    settle it, as one that two regions have does not. ``regions``: of MRCs."""
    region_of_mrc, of_mrc = dict(regions), dict[str, set[str]]()
    for code in municipalities_of(atlas, fsa):
        if (municipality := atlas.municipality(code)) is not None:
            of_mrc.setdefault(municipality.mrc_code, set()).add(municipality.name)

    def is_settled(name: str, region_code: str) -> bool:
        found = locate(fsa, atlas, region_of_mrc, municipality=name)
        return isinstance(found, Located) and found.region_code == region_code

    return {
        one.region_code: {
            name
            for mrc in one.mrc_codes
            for name in of_mrc.get(mrc) or _all_of(mrc, atlas)
            if is_settled(name, one.region_code)
        }
        for one in candidates
    }


def _all_of(mrc: str, atlas: Atlas) -> set[str]:
    return {municipality.name for municipality in atlas.municipalities() if municipality.mrc_code == mrc}


def _region_name(code: str, directory: Directory) -> str:
    return directory.regions[code].name if code in directory.regions else code


@lru_cache(maxsize=2)
def all_municipalities(atlas: Atlas) -> tuple[str, ...]:
    """The names of Québec's, each once, in their order."""
    return _in_order({municipality.name for municipality in atlas.municipalities()})


def _in_order(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: (words(name), name)))


def chosen_country(form: Mapping[str, str]) -> str:
    """What was chosen as an answer; else what was chosen before."""
    chosen = form.get("country_choice", "")
    return chosen if chosen not in ("", NOT_KNOWN) else form.get("country", "")


def chosen_municipality(form: Mapping[str, str]) -> str:
    """What was chosen as an answer; else what was typed."""
    chosen = form.get("municipality_choice", "")
    return chosen if chosen not in ("", NOT_KNOWN) else form.get("municipality", "")


def is_answered(form: Mapping[str, str]) -> bool:
    """Whether the question was asked and answered, be it that they do not know."""
    return bool(form.get("municipality_choice") or form.get("country_choice") or form.get("municipality_unknown"))
