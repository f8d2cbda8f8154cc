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
    ``official``: the codes of those whose whole official name was given.
    The text as typed is not kept: a cell may hold more than a name, and reasons are recorded for good.
    """

    meanings: tuple[Municipality, ...]
    agrees: bool = False
    local: frozenset[str] = frozenset()
    official: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The official name, or names."""
        return listed(municipality.name for municipality in self.meanings)


def given_with(clue: Clue, municipality: str | None, atlas: Atlas) -> Given | None:
    """What the municipality given with a request may mean; None when it is blank."""
    if municipality is None or not key(municipality):
        return None
    if clue.known == "exact" and clue.place is not None and len(clue.mrc_codes) == 1:
        own = clue.place
        if any(key(part) == key(own) or is_short_for(part, own) for part in parts(municipality)):
            # The usual case; the names of 1,300 municipalities need not be read for it.
            return Given((), agrees=True)
    names = gazetteer(atlas)
    meanings = names.find(municipality)
    if clue.known == "nothing":
        return Given(meanings)
    local: tuple[Municipality, ...] = ()
    if clue.known == "area" or not _fits(clue, meanings):
        here = names_in(atlas, clue.fsa)
        local = here.find(municipality) or here.short(municipality)
        meanings = tuple(sorted({*meanings, *local}, key=lambda meaning: meaning.code))
    agrees = not _fits(clue, meanings) and bool(names.short(municipality, clue.mrc_codes))
    read = {reading for part in parts(municipality) for reading in readings(part)}
    official = frozenset(m.code for m in meanings if key(m.name) in read)
    return Given(meanings, agrees, frozenset(m.code for m in local), official)


def _fits(clue: Clue, meanings: tuple[Municipality, ...]) -> bool:
    return any(meaning.mrc_code in clue.mrc_codes for meaning in meanings)
