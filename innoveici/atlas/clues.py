"""What a request says of its place before anything is decided: its postal code by itself, and the municipality given.

A code says its own place, its area's MRCs, or only what its first letter leaves (a Clue). The municipality may mean
several (a Given): “Saint-Damase” is two municipalities, and what people of the area G0R call Saint-Damase-de-L'Islet;
the places that the area serves are asked before any namesake elsewhere. Does not decide: that is ``verdict``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from innoveici.atlas.location import Point
from innoveici.atlas.municipality_names import gazetteer, is_short_for, key, names_in, parts, readings
from innoveici.atlas.store import Atlas, Municipality
from innoveici.postal import QUEBEC_LETTERS, Fsa, PostalCode
from innoveici.reasons import Reason

FEDERAL_AREA = "K1A"
"""The federal government's own codes: offices in Ottawa and, across the river, in Gatineau."""
FEDERAL_MRC_CODES = ("81",)
"""Gatineau: the only place in Québec that has K1A codes."""


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
    area_mrc_codes: tuple[str, ...] = ()
    """Every MRC known of the code's area; () where the area is not known."""

    @property
    def fsa(self) -> str:
        """The area, the code's first three characters."""
        return self.postal_code[:3]


def clue_of(code: PostalCode | Fsa, atlas: Atlas) -> Clue | None:
    """What the atlas says of a code; None when it belongs to another province."""
    shown = str(code)
    area = atlas.area(code.fsa)
    entry = atlas.lookup(code.compact) if isinstance(code, PostalCode) else None
    if entry is not None:
        return Clue(
            postal_code=shown,
            known="exact",
            mrc_codes=entry.mrc_candidates,
            reason=None,
            place=entry.place,
            municipality_code=entry.municipality_code,
            point=entry.point,
            uncertainty_km=entry.uncertainty_km,
            area_mrc_codes=area.mrc_codes if area else (),
        )
    if code.fsa == FEDERAL_AREA:
        return Clue(shown, "nothing", FEDERAL_MRC_CODES, Reason("place.federal", {"postal_code": shown}))
    if area is not None:
        why = "place.area_only" if isinstance(code, PostalCode) else "place.area_asked"
        params = {"fsa": code.fsa} | ({"postal_code": shown} if isinstance(code, PostalCode) else {})
        return Clue(
            postal_code=shown,
            known="area",
            mrc_codes=area.mrc_codes,
            reason=Reason(why, params),
            place=area.place,
            point=area.point,
            uncertainty_km=area.uncertainty_km,
            area_mrc_codes=area.mrc_codes,
        )
    letter = code.fsa[0]
    if letter not in QUEBEC_LETTERS:
        return None
    return Clue(shown, "nothing", _mrcs_near(letter, atlas), Reason("place.unknown", {"postal_code": shown}))


@dataclass(frozen=True, slots=True)
class Given:
    """What the municipality given with a code may mean; () when no municipality is known by that name.

    ``agrees``: it is the code's own place, or a short form of a name in the code's MRCs, whatever else it may mean.
    ``local``: the codes of those ``meanings`` in which the area has codes, be they retired ones.
    ``official``: the codes of those whose whole official name was given. ``rivals``: what speaks against them where the
    full code is not known: another municipality named in the same cell, one elsewhere that the name may be short for.
    The text as typed is not kept: a cell may hold more than a name, and reasons are recorded for good.
    """

    meanings: tuple[Municipality, ...]
    agrees: bool = False
    local: frozenset[str] = frozenset()
    official: frozenset[str] = frozenset()
    rivals: tuple[Municipality, ...] = ()

    @property
    def name(self) -> str:
        """The official name, or names."""
        return ", ".join(dict.fromkeys(municipality.name for municipality in self.meanings))


def given_with(clue: Clue, municipality: str | None, atlas: Atlas) -> Given | None:
    """What the municipality given with a request may mean; None when it is blank."""
    if municipality is None or not key(municipality):
        return None
    own = clue.place if clue.known == "exact" and len(clue.mrc_codes) == 1 else None
    if own is not None and names_place(municipality, own):
        return Given((), agrees=True)  # the usual case; the names of 1,300 municipalities need not be read for it
    names = gazetteer(atlas)
    meanings = names.find(municipality)
    strays = () if clue.known == "exact" else _strays(clue, municipality, atlas)
    if clue.known == "nothing":
        return Given(meanings, rivals=(*names.short(municipality, clue.mrc_codes), *strays))
    local: tuple[Municipality, ...] = ()
    if clue.known == "area" or not _fits(clue, meanings):
        local = _local(clue, municipality, atlas)
        meanings = tuple(sorted({*meanings, *local}, key=lambda meaning: meaning.code))
    agrees = not _fits(clue, meanings) and bool(names.short(municipality, clue.mrc_codes))
    read = {reading for part in parts(municipality) for reading in readings(part)}
    official = frozenset(m.code for m in meanings if key(m.name) in read)
    return Given(meanings, agrees, frozenset(m.code for m in local), official, strays)


def names_place(municipality: str, place: str) -> bool:
    """Whether what was given is the name of ``place``, or a short form of it."""
    return any(key(part) == key(place) or is_short_for(part, place) for part in parts(municipality))


def adds_nothing(municipality: str, place: str, mrc_code: str, atlas: Atlas) -> bool:
    """Whether ``locate`` says of a known code of one MRC the same with what was given as without it, for certain:
    nothing was given, the code's own ``place``, or a municipality of its MRC. False says nothing."""
    if not key(municipality) or names_place(municipality, place):
        return True
    return any(meaning.mrc_code == mrc_code for meaning in gazetteer(atlas).find(municipality))


@lru_cache(maxsize=8)
def _mrcs_near(letter: str, atlas: Atlas) -> tuple[str, ...]:
    """Of all areas that begin with ``letter``, sorted."""
    return tuple(sorted({mrc for known in atlas.areas() if known.fsa[0] == letter for mrc in known.mrc_codes}))


def _local(clue: Clue, text: str, atlas: Atlas) -> tuple[Municipality, ...]:
    """The municipalities that the text means by a place of the code's area, a whole name before a short form."""
    here = names_in(atlas, clue.fsa)
    return here.find(text) or here.short(text)


def _strays(clue: Clue, text: str, atlas: Atlas) -> tuple[Municipality, ...]:
    """What a cell of several names says beside the code's reach: Trois-Rivières in “Joliette, Trois-Rivières”."""
    named = {part: hits for part in parts(text) if (hits := gazetteer(atlas).find(part))}
    if len(named) > 1 and set.intersection(*(set(hits) for hits in named.values())):
        return ()  # several names of one municipality
    away = (hits for part, hits in named.items() if not _fits(clue, hits) and not _local(clue, part, atlas))
    return tuple(municipality for hits in away for municipality in hits)


def _fits(clue: Clue, meanings: tuple[Municipality, ...]) -> bool:
    return any(meaning.mrc_code in clue.mrc_codes for meaning in meanings)
