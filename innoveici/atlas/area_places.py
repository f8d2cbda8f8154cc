"""Which places an area serves: what a person is shown when the area alone leaves several regions, and the names that
mean a place of the area before they mean any other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from innoveici.atlas.entries import Entry
from innoveici.atlas.names import Gazetteer
from innoveici.atlas.store import Atlas


def places_in(atlas: Atlas, fsa: str, mrc_codes: Iterable[str], limit: int = 5) -> tuple[str, ...]:
    """The places of ``fsa`` in these MRCs, those with the most codes first, then by name; at most ``limit``."""
    by_mrc = _places_by_mrc(atlas, fsa)
    counts: Counter[str] = Counter()
    for mrc in mrc_codes:
        counts.update(by_mrc.get(mrc, {}))
    return tuple(sorted(counts, key=lambda place: (-counts[place], place))[:limit])


@lru_cache(maxsize=1024)
def names_in(atlas: Atlas, fsa: str) -> Gazetteer:
    """The municipalities in which ``fsa`` has codes, by their official names and those of the area's places there."""
    served = {(e.municipality_code, e.place) for e in _entries(atlas, fsa) if e.municipality_code is not None}
    found = (atlas.municipality(code) for code in municipalities_of(atlas, fsa))
    return Gazetteer((municipality for municipality in found if municipality), places=sorted(served))


def municipalities_of(atlas: Atlas, fsa: str) -> tuple[str, ...]:
    """The codes of the municipalities in which ``fsa`` has codes, retired ones too; sorted."""
    return tuple(sorted({e.municipality_code for e in _entries(atlas, fsa) if e.municipality_code is not None}))


@lru_cache(maxsize=1024)
def _places_by_mrc(atlas: Atlas, fsa: str) -> Mapping[str, Mapping[str, int]]:
    """MRC to place to number of codes."""
    found: dict[str, Counter[str]] = {}
    for entry in _entries(atlas, fsa):
        if entry.mrc_code is not None:
            found.setdefault(entry.mrc_code, Counter())[entry.place] += 1
    return found


@lru_cache(maxsize=8)
def _entries(atlas: Atlas, fsa: str) -> tuple[Entry, ...]:
    """Every code of the area."""
    return tuple(atlas.codes_in(fsa))
