"""What the municipality given with a request may mean beside its code: whole names, short forms of its area's places.

“Saint-Damase” is two municipalities, and what people of the area G0R call Saint-Damase-de-L'Islet: the places that the
area serves are asked before any namesake elsewhere. Does not decide: that is ``decide``.
"""

from __future__ import annotations

from dataclasses import dataclass

from innoveici.atlas.area_places import names_in
from innoveici.atlas.candidates import listed
from innoveici.atlas.clue import Clue
from innoveici.atlas.entries import Municipality
from innoveici.atlas.names import gazetteer, is_short_for, key, parts, readings
from innoveici.atlas.store import Atlas


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
        return listed(municipality.name for municipality in self.meanings)


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
