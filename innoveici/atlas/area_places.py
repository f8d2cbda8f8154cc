"""Which places an area serves, by MRC: what a person is shown when the area alone leaves several regions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import product

from innoveici.atlas.store import Atlas
from innoveici.postal import LETTERS

_DIGITS = "0123456789"


def places_in(atlas: Atlas, fsa: str, mrc_codes: Iterable[str], limit: int = 5) -> tuple[str, ...]:
    """The places of ``fsa`` in these MRCs, those with the most codes first, then by name; at most ``limit``."""
    by_mrc = _places_by_mrc(atlas, fsa)
    counts: Counter[str] = Counter()
    for mrc in mrc_codes:
        counts.update(by_mrc.get(mrc, {}))
    return tuple(sorted(counts, key=lambda place: (-counts[place], place))[:limit])


@lru_cache(maxsize=64)
def _places_by_mrc(atlas: Atlas, fsa: str) -> Mapping[str, Mapping[str, int]]:
    """MRC to place to number of codes. Asks for each of the 2,000 codes an area can have: some 20 ms, once an area."""
    found: dict[str, Counter[str]] = {}
    for digit, letter, last in product(_DIGITS, LETTERS, _DIGITS):
        entry = atlas.lookup(f"{fsa}{digit}{letter}{last}")
        if entry is not None and entry.mrc_code is not None:
            found.setdefault(entry.mrc_code, Counter())[entry.place] += 1
    return found
