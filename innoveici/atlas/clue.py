"""What a postal code says by itself, before anything is decided: its own place, its area's MRCs, or only its letter."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from innoveici.atlas.location import Point
from innoveici.atlas.store import Atlas
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


@lru_cache(maxsize=8)
def _mrcs_near(letter: str, atlas: Atlas) -> tuple[str, ...]:
    """Of all areas that begin with ``letter``, sorted."""
    return tuple(sorted({mrc for known in atlas.areas() if known.fsa[0] == letter for mrc in known.mrc_codes}))
