"""What the alphabet says about original rural codes: which names cannot be their office's, and which can.

When postal codes were introduced, the offices of a rural area were given its codes 1A0, 1B0, … in alphabetical order of
their names. A name off the longest run in order was changed since, or is a neighbour's. Nothing here knows an address.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping

from atlas_build.tables import Tables

Names = Mapping[str, str]
"""Offices' names by code (compact)."""

_SAINTS = re.compile(r"\b(?:st|ste|sainte)\b")
_ARTICLE = re.compile(r"^(?:l'|la |le |les )")


def is_original(code: str) -> bool:
    """Whether a rural code is of the first series: ``1A0`` to ``9Z0``, neither a route nor a newer ``0A1``."""
    return code[1] == "0" and code[3] != "0" and code[5] == "0"


def sort_keys(name: str) -> tuple[str, ...]:
    """The letters by which an office was filed: with its article, and without, for both occur.

    Saint and Sainte were filed alike; spaces, hyphens and accents did not count.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
    plain = _SAINTS.sub("saint", plain.replace("’", "'").replace("-", " "))
    forms = dict.fromkeys((plain, _ARTICLE.sub("", plain)))
    return tuple("".join(c for c in form if c.isalnum()) for form in forms)


def in_order(names: Names) -> tuple[frozenset[str], int]:
    """Of one area's original codes, those on some longest alphabetical run, and the length of such a run.

    No two offices of an area had one name, so that a name given to several codes is in order once at most.
    """
    filed = [(code, key) for code in sorted(names) for key in sort_keys(names[code])]
    before, after = [1] * len(filed), [1] * len(filed)
    for here, (code, key) in enumerate(filed):
        before[here] += max((before[i] for i in range(here) if filed[i][0] < code and filed[i][1] < key), default=0)
    for here in reversed(range(len(filed))):
        code, key = filed[here]
        later = range(here + 1, len(filed))
        after[here] += max((after[i] for i in later if filed[i][0] > code and filed[i][1] > key), default=0)
    longest = max(before, default=0)
    run = range(len(filed))
    return frozenset(filed[i][0] for i in run if before[i] + after[i] - 1 == longest), longest


def out_of_order(names: Names) -> dict[str, str]:
    """Every original code of ``names`` that is on no longest run of its area, with its name; in code order."""
    areas: dict[str, dict[str, str]] = defaultdict(dict)
    for code in sorted(filter(is_original, names)):
        areas[code[:3]][code] = names[code]
    return {code: area[code] for area in areas.values() for code in sorted(area.keys() - in_order(area)[0])}


def filed_names(names: Names, tables: Tables) -> dict[str, str]:
    """``names`` (the source's) as the tables read them, with the former offices, each as it was filed."""
    read = {code: tables.rural.get((code[:3], name)) for code, name in names.items()}
    meant = {code: names[code] if place is None else place.place for code, place in read.items()}
    corrected = {code: row.place for code, row in (tables.former | tables.corrections).items()}
    return {**meant, **corrected, **tables.filed_as}


def supports(code: str, place: str, misleading: str, names: Names, filed: Names) -> bool:
    """Whether the alphabet speaks for ``place`` rather than ``misleading`` at an original ``code``.

    The name filed there must be in order, and the misleading one stand outside the area's longest run or make it
    shorter. Where both would fit, a newer code (``0A1``…) of the area must carry the place's own name in ``names``.
    """
    area = {other: name for other, name in filed.items() if other[:3] == code[:3] and is_original(other)}
    fits, length = in_order(area)
    if code not in fits:
        return False
    still_fits, misled = in_order({**area, code: misleading})
    if code not in still_fits or misled < length:
        return True
    newer = (name for other, name in names.items() if other[:3] == code[:3] and other[3] == "0")
    return any(set(sort_keys(place)) & set(sort_keys(name)) for name in newer)


def report(names: Names, tables: Tables) -> list[str]:
    """A line for each original code whose name in the source (``names``) breaks the order, with what mends it."""
    filed = filed_names(names, tables)
    still = out_of_order({code: name for code, name in filed.items() if code in names})
    broken = out_of_order({code: name for code, name in names.items() if code[1] == "0"})
    lines = []
    for code, name in broken.items():
        mended = f" → {filed[code]}" if filed[code] != name else " (in order once its neighbours are corrected)"
        lines.append(f"{code[:3]} {code[3:]}  {name}{'' if code in still else mended}")
    unexplained = len(broken.keys() & still.keys())
    return [*lines, f"{len(lines)} names break the order, {unexplained} of them with no other name known to mend it"]
