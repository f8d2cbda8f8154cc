"""A need as people write it, read: what it is about, what is asked, how far the project is, what is said of who asks.

French and English, with slips and without accents. Nothing is guessed: what is not said is not known. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from innoveici.catalogue.model import Theme
from innoveici.catalogue.vocabulary import HELPS, Help, Stage
from innoveici.orientation.need_vocabulary import ASKED, HELPS_OF, INNOVATES, NO_INNOVATION, STAGES_SAID, VAGUE, Asked
from innoveici.orientation.phrases import PhraseFound, Phrases
from innoveici.orientation.word_forms import Word, folded, telling_words, words_of
from innoveici.spellings.french_places import sought_in_france

K = TypeVar("K", bound=str)
_NEAR = 84.0
"""Of 100: how like another a word is that stands for it with a slip (rapidfuzz' ratio)."""
_SLIP_MIN = 5
"""Letters of a word in which a slip is looked for."""
_PEOPLE = re.compile(
    r"(\d[\d\s]{0,6})\s*(?:employe|personne|people|programmeu|developpeu|travailleu|worker|staff|salarie|artisan|"
    r"ingenieur|engineer|developer|chercheurs\b|of us|gens\b|machinistes)"
)
_REVENUE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(m\$|m de|millions?|million\b|k\$|mille)")
_AGE = re.compile(r"(?:j'?ai|i'?m|i am|age de|aged)\s+(\d\d)(?:\s*(?:ans|years?|yo)\b|\b(?=[^\d$%]*$|,|\.))")
_FOUNDERS = re.compile(
    r"\b(deux|trois|two|three)\s+(?:chercheu|etudiant|associe|amis|friends|founders|cofond|partners)"
)
_READY = re.compile(r"\b(\d|deux|trois|quatre|two|three|four)\s+(?:partenaires?|partners?)")
_NUMBERS = {"deux": 2, "two": 2, "trois": 3, "three": 3, "quatre": 4, "four": 4}
_NONPROFIT = re.compile(r"\b(?:obnl|osbl|organisme|non-?profit|nonprofit|npo|association|communautaire|fondation)\b")
_COOP = re.compile(r"\b(?:coop|coops|cooperative|cooperatives|co-op)\b")
_STARTUP = re.compile(r"\b(?:jeune pousse|jeunes pousses|start-?ups?|startups?|spin-?off)\b")


@dataclass(frozen=True, slots=True)
class Shown:
    """Something that a need shows, how strongly (0 to 1), and by which of its words."""

    strength: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a need says of who asks; None: it does not. ``revenue``: a year, in dollars."""

    employees: int | None = None
    revenue: int | None = None
    founder_age: int | None = None
    partners: int | None = None
    audience: str | None = None


@dataclass(frozen=True)
class NeedReading:
    """``words``: those that tell something, slips mended. ``outside``: words of what is no innovation, where nothing
    else is told. ``markets``: places of France where something is sought (ISO 3166). ``vague``: nothing says what it is
    about.
    """

    words: tuple[Word, ...]
    themes: Mapping[str, Shown]
    asked: Mapping[Asked | Help, Shown]
    stages: Mapping[Stage, Shown]
    facts: Facts
    markets: tuple[str, ...]
    outside: tuple[str, ...]
    vague: bool

    @cached_property
    def stems(self) -> frozenset[str]:
        """Of all its words."""
        return frozenset().union(*(word.stems for word in self.words))

    @cached_property
    def helps(self) -> Mapping[Help, float]:
        """Kinds of help that are asked for, with how strongly: 1 for what is named, less for what it may be."""
        found: dict[Help, float] = {}
        for what, shown in self.asked.items():
            for at, code in enumerate(HELPS_OF.get(what, _own_code(what))):
                strength = shown.strength * (1.0 if at == 0 else 0.7)
                found[code] = max(found.get(code, 0.0), strength)
        return found


def _own_code(what: Asked | Help) -> tuple[Help, ...]:
    """What is asked for by a kind of help itself; none of what is no kind of help."""
    return (what,) if what in tuple(HELPS) else ()


class NeedReader:
    """Reads needs by the themes of a catalogue; ``names``: further words that are no slips, as of its entries."""

    def __init__(self, themes: Mapping[str, Theme], names: Iterable[str] = ()) -> None:
        self._themes = Phrases(
            {theme.id: (*_names_of(theme), *theme.words_fr, *theme.words_en) for theme in themes.values()}
        )
        self._asked = Phrases(_split(ASKED))
        self._stages = Phrases(_split(STAGES_SAID))
        self._outside = Phrases({"outside": NO_INNOVATION.split("|")})
        self._innovates = Phrases({"innovates": INNOVATES.split("|")})
        self._vague = Phrases({"vague": VAGUE.split("|")})
        self._known = frozenset().union(
            self._themes.plain, self._asked.plain, self._stages.plain, self._outside.plain, self._innovates.plain,
            self._vague.plain, *({word.plain for word in telling_words(name)} for name in names),
        )  # fmt: skip
        self._targets = sorted(plain for plain in self._known if len(plain) >= _SLIP_MIN and plain.isalpha())
        self._themes_by_name = {folded(name): theme.id for theme in themes.values() for name in _names_of(theme)}
        self._stems = {stem for plain in self._known for word in words_of(plain) for stem in word.stems}

    def read(self, text: str, sectors: Iterable[str] = ()) -> NeedReading:
        """:param sectors: what the company says its sectors are, as themes are called or in its own words."""
        words = tuple(self._mended(word) for word in words_of(text))
        themes = _strongest(self._themes.find(words))
        for sector in sectors:
            themes |= self._sector(sector, themes)
        telling = tuple(word for word in words if not word.is_stop)
        outside = tuple(dict.fromkeys(found.text for found in self._outside.find(words)))
        if outside and self._innovates.find(words):
            outside = ()
        known_vague = {word for found in self._vague.find(words) for word in found.words}
        asked = _strongest(self._asked.find(words))
        rest = [word for word in telling if word not in known_vague and not word.plain.isdigit()]
        few = len(telling) <= 1 or len(rest) <= (1 if themes else 2)
        return NeedReading(
            telling,
            themes,
            asked,
            _strongest(self._stages.find(words)),
            _facts(folded(text)),
            sought_in_france(text),
            outside,
            vague=few and not (set(asked) - {"grant", "money", "advice"}),
        )

    def asked_in(self, text: str) -> frozenset[Asked | Help]:
        """What a text speaks of among what is asked for."""
        return frozenset(found.key for found in self._asked.find(words_of(text)))

    def _sector(self, sector: str, themes: Mapping[str, Shown]) -> dict[str, Shown]:
        """A sector given beside the need counts as if the need had named it."""
        named = self._themes_by_name.get(folded(sector))
        ids = [named] if named else [found.key for found in self._themes.find(words_of(sector))]
        return {id_: Shown(1.0, (*(themes[id_].words if id_ in themes else ()), sector)) for id_ in ids}

    def _mended(self, word: Word) -> Word:
        """A word that nobody knows, for the one it is with a slip; itself where there is none."""
        if len(word.plain) < _SLIP_MIN or not word.plain.isalpha() or word.is_stop:
            return word
        if word.plain in self._known or not self._stems.isdisjoint(word.stems):
            return word
        from rapidfuzz import fuzz, process  # only who meets a slip waits for it

        near = process.extractOne(word.plain, self._targets, scorer=fuzz.ratio, score_cutoff=_NEAR)
        if near is None or near[0][0] != word.plain[0]:
            return word
        return replace(words_of(near[0])[0], text=word.text)


def _names_of(theme: Theme) -> tuple[str, ...]:
    return theme.id, theme.name_fr, theme.name_en


def _split(table: Mapping[K, str]) -> dict[K, list[str]]:
    return {key: [phrase.strip() for phrase in phrases.split("|")] for key, phrases in table.items()}


def _strongest(found: Sequence[PhraseFound[K]]) -> dict[K, Shown]:
    """By what was found how strongly, strongest first; a phrase of several words counts half as much again."""
    strength: dict[K, float] = {}
    words: dict[K, dict[str, None]] = {}
    for one in found:
        strength[one.key] = strength.get(one.key, 0.0) + one.weight * (1.0 if len(one.words) == 1 else 1.5)
        words.setdefault(one.key, {})[one.text] = None
    ordered = sorted(strength, key=lambda key: (-strength[key], key))
    return {key: Shown(min(1.0, 0.4 + 0.6 * min(1.0, strength[key] / 1.5)), tuple(words[key])) for key in ordered}


def _facts(plain: str) -> Facts:
    """``plain``: folded."""
    people = _PEOPLE.search(plain)
    employees = int("".join(people[1].split())) if people else None
    if employees is None and (few := _FOUNDERS.search(plain)):
        employees = _NUMBERS[few[1]]
    ready, age = _READY.search(plain), _AGE.search(plain)
    said = {"nonprofit": _NONPROFIT, "coop": _COOP, "startup": _STARTUP}
    return Facts(
        employees,
        _revenue(plain),
        int(age[1]) if age else None,
        (_NUMBERS.get(ready[1]) or int(ready[1])) if ready else None,
        next((who for who, pattern in said.items() if pattern.search(plain)), None),
    )


def _revenue(plain: str) -> int | None:
    found = _REVENUE.search(plain)
    if found is None:
        return None
    return int(
        float(found[1].replace(",", ".")) * (1_000_000 if found[2].startswith("m") and found[2] != "mille" else 1_000)
    )
