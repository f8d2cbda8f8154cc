"""What a postal code leaves open is asked while its company is there to answer: of which municipality it is, or which
country. The list is the atlas's: the municipalities that the area of the code serves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from innoveici.atlas.location import Ambiguous, Unknown
from innoveici.atlas.municipality_names import municipalities_of, words
from innoveici.notify.facts import with_region_names
from innoveici.routing.settling import question_of_place

if TYPE_CHECKING:
    from innoveici.atlas.location import Candidate, Location
    from innoveici.atlas.store import Atlas
    from innoveici.directory.model import Directory

NOT_KNOWN = "-"
"""What is chosen by who does not know the answer."""


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
            of = _named(candidates) if asked == "which" or not location.postal_code else _served(location, atlas)
            groups = tuple(
                PlaceGroup(_region_name(code, directory), _in_order(names)) for code, names in of.items() if names
            )
            return PlaceQuestion("municipality", why, groups, asked == "which")
        case Unknown() if asked == "unknown" and location.reason.code != "place.mrc_without_region":
            return PlaceQuestion("municipality", why)
    return None


def _named(candidates: Iterable[Candidate]) -> dict[str, set[str]]:
    """By region the places that were found for either side."""
    found: dict[str, set[str]] = {}
    for candidate in candidates:
        found.setdefault(candidate.region_code, set()).update(candidate.places)
    return found


def _served(location: Ambiguous, atlas: Atlas) -> dict[str, set[str]]:
    """By region the municipalities in which the area of the code has codes, besides the places that stand for them."""
    found = _named(location.candidates)
    region_of = {mrc: candidate.region_code for candidate in location.candidates for mrc in candidate.mrc_codes}
    served = {region: set[str]() for region in found}
    for code in municipalities_of(atlas, location.postal_code[:3]):
        municipality = atlas.municipality(code)
        if municipality is not None and municipality.mrc_code in region_of:
            served[region_of[municipality.mrc_code]].add(municipality.name)
    return {region: names or found[region] for region, names in served.items()}


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
