"""Municipality names as people write them: what they may mean, never a guess among several.

Owns the reading of a name ("St-Félix de Valois", "Québec (Charlesbourg)", "Ville St-Laurent", "LaSalle") and the search
for the municipalities it may mean, by official name and by the names of ``other_names.txt`` (merged towns, boroughs,
post offices), in all of Québec or among the places that one area serves. Does not decide: that takes the postal code,
in ``verdict``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from innoveici.atlas.store import Atlas, CodeEntry, Municipality
from innoveici.characters import visible, without_accents

OTHER_NAMES = Path(__file__).with_name("other_names.txt")

_WORD = re.compile(r"[a-z0-9]+")
_PARTS = re.compile(r"[()\[\],;/|]|\s[-–—]\s")
_SPELLED = {
    "st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "mt": "mont", "nd": "notre dame",
    "3": "trois", "7": "sept",
}  # fmt: skip
_DESIGNATIONS = frozenset(
    ("ville", "municipalite", "mun", "paroisse", "par", "canton", "cantons", "village", "arrondissement", "arr",
     "secteur", "quartier", "city", "town", "township", "municipality", "parish", "borough", "district")
)  # fmt: skip
_LINKS = frozenset(("de", "du", "des", "d", "la", "le", "les", "l", "of", "the"))
_ARTICLES = frozenset(("la", "le", "les", "l", "the"))
_COUNTRY = frozenset(("qc", "quebec", "canada", "pq", "que"))
_GENERIC = frozenset(("saint", "sainte", "saints", "saintes", "notre", "dame", "lac", "mont", "riviere", "ville"))


@lru_cache(maxsize=4096)
def words(name: str) -> tuple[str, ...]:
    """``name`` as plain lower-case words: no accents, no punctuation, St/Ste spelled out, œ as oe. Never raises."""
    folded = visible(name).casefold().replace("œ", "oe").replace("æ", "ae")
    plain = without_accents(folded)
    found = (_SPELLED.get(word, word) for word in _WORD.findall(plain))
    return tuple(" ".join(found).split())


def key(name: str) -> str:
    """What two spellings of one name have in common: ``words`` without their spaces (LaSalle is La Salle)."""
    return "".join(words(name))


def parts(text: str) -> tuple[str, ...]:
    """The names in one cell: ``Québec (Charlesbourg)`` holds two, ``Montréal, QC, Canada`` one."""
    pieces = [piece.strip() for piece in _PARTS.split(text) if words(piece)]
    named = [p for p in pieces if not _COUNTRY.issuperset(words(p)) and not _DESIGNATIONS.issuperset(words(p))]
    return tuple(named or pieces[:1])


def readings(name: str) -> Iterator[str]:
    """Keys under which ``name`` may be filed, the most literal first: as it is, without its designations one by one
    (“Ville de …”), each also without the province at its end and without its article."""
    for base in _undesignated(words(name)):
        for end in (base, _unlocated(base)):
            yield "".join(end)
            if len(end) > 1 and end[0] in _ARTICLES:
                yield "".join(end[1:])


def is_short_for(name: str, longer: str) -> bool:
    """Whether ``longer`` begins with all words of ``name``, one of them telling: “Saint-Félix” for
    “Saint-Félix-de-Valois”, but not “Saint” for anything."""
    short = _telling(name)
    return short is not None and words(longer)[: len(short)] == short


class Gazetteer:
    """Every municipality by every name it goes by."""

    def __init__(
        self, municipalities: Iterable[Municipality], other_names: str = "", places: Iterable[tuple[str, str]] = ()
    ) -> None:
        """``other_names``: text of lines ``code official name: name, name``. ``places``: municipality code and name.
        Codes of municipalities not given are ignored."""
        by_code = {municipality.code: municipality for municipality in municipalities}
        self._by_key: dict[str, dict[str, Municipality]] = {}
        self._names: dict[str, list[tuple[tuple[str, ...], Municipality]]] = {}
        """By the first word."""
        for municipality in by_code.values():
            self._file(municipality.name, municipality)
        for code, name in (*_other_names(other_names), *places):
            if code in by_code:
                self._file(name, by_code[code])

    def find(self, text: str) -> tuple[Municipality, ...]:
        """The municipalities that ``text`` may mean, by code; () when none is known. Never raises.

        Of several parts the ones that agree count: “Saguenay (arr. Jonquière)” is Saguenay.
        """
        found = [hits for part in parts(text) if (hits := self._read(part))]
        if not found:
            return ()
        common = set(found[0]).intersection(*found[1:])
        codes = common or set().union(*found)
        merged = {code: municipality for hits in found for code, municipality in hits.items()}
        return tuple(merged[code] for code in sorted(codes))

    def short(self, text: str, mrc_codes: Iterable[str] | None = None) -> tuple[Municipality, ...]:
        """The municipalities, of these MRCs if given, with a name of which ``text`` is the beginning, by code."""
        given = [short for part in parts(text) if (short := _telling(part)) is not None]
        mrcs = None if mrc_codes is None else frozenset(mrc_codes)
        found = {
            municipality.code: municipality
            for short in given
            for name, municipality in self._names.get(short[0], ())
            if name[: len(short)] == short and (mrcs is None or municipality.mrc_code in mrcs)
        }
        return tuple(found[code] for code in sorted(found))

    def _file(self, name: str, municipality: Municipality) -> None:
        plain = words(name)
        if plain:
            self._names.setdefault(plain[0], []).append((plain, municipality))
        for filed in {plain, plain[1:] if len(plain) > 1 and plain[0] in _ARTICLES else plain}:
            self._by_key.setdefault("".join(filed), {})[municipality.code] = municipality

    def _read(self, name: str) -> dict[str, Municipality]:
        return next((hits for reading in readings(name) if (hits := self._by_key.get(reading))), {})


@lru_cache(maxsize=2)
def gazetteer(atlas: Atlas) -> Gazetteer:
    """The gazetteer of this atlas, built once (some milliseconds, so only when a name must be looked up)."""
    return Gazetteer(atlas.municipalities(), OTHER_NAMES.read_text(encoding="utf-8"))


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


def _telling(name: str) -> tuple[str, ...] | None:
    """The words of ``name`` without its designations, when at least one of them tells places apart."""
    short = _undesignated(words(name))[-1]
    return short if short and not (_GENERIC | _LINKS).issuperset(short) else None


def _undesignated(plain: tuple[str, ...]) -> list[tuple[str, ...]]:
    """``plain``, then without its first designation (and “de”), without the next …"""
    steps = [plain]
    while len(rest := steps[-1]) > 1 and rest[0] in _DESIGNATIONS:
        rest = rest[1:]
        while len(rest) > 1 and rest[0] in _LINKS - _ARTICLES:
            rest = rest[1:]
        steps.append(rest)
    return steps


def _unlocated(plain: tuple[str, ...]) -> tuple[str, ...]:
    rest = plain
    while len(rest) > 1 and rest[-1] in _COUNTRY:
        rest = rest[:-1]
    return rest


def _other_names(text: str) -> Iterator[tuple[str, str]]:
    """Municipality code and name."""
    for line in text.splitlines():
        if line and not line.startswith("#"):
            head, _, names = line.partition(":")
            for name in names.split(","):
                yield head.split()[0], name.strip()


@lru_cache(maxsize=1024)
def _places_by_mrc(atlas: Atlas, fsa: str) -> Mapping[str, Mapping[str, int]]:
    """MRC to place to number of codes."""
    found: dict[str, Counter[str]] = {}
    for entry in _entries(atlas, fsa):
        if entry.mrc_code is not None:
            found.setdefault(entry.mrc_code, Counter())[entry.place] += 1
    return found


@lru_cache(maxsize=8)
def _entries(atlas: Atlas, fsa: str) -> tuple[CodeEntry, ...]:
    """Every code of the area."""
    return tuple(atlas.codes_in(fsa))
