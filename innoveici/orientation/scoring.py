"""How well an entry answers a need: one score, a sum of parts that have names; each part with its why. Pure.

A part says how much of what is asked an entry has: what the need is about (``theme``), its own words (``words``), the
kind of help (``help``), how far the project is (``stage``), how near it is (``place``), and how usual it is to begin
there (``door``). ``WEIGHTS`` is all there is to tune.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from innoveici.catalogue.model import Entry, Organization, Program, Theme
from innoveici.catalogue.vocabulary import HELPS, STAGES, Help, Stage
from innoveici.messages import N_, Message
from innoveici.orientation.applicant import Applicant
from innoveici.orientation.fitting import looked_for, places_of
from innoveici.orientation.need_reading import NeedReading
from innoveici.orientation.word_forms import telling_words
from innoveici.orientation.wording import Listed, Quoted, ThemeNames

Part = Literal[
    "theme",
    "words",
    "help",
    "stage",
    "place",
    "door",
    "other_theme",
    "other_help",
    "market",
    "other_market",
    "condition",
    "unsure",
]

WEIGHTS: Mapping[Part, float] = {
    "theme": 3.0,
    "words": 2.0,
    "help": 1.2,
    "stage": 0.8,
    "place": 1.0,
    "door": 2.0,
    "market": 2.0,
    "condition": 1.5,
    "other_theme": -2.5,
    "other_help": -1.0,
    "other_market": -1.5,
    "unsure": -0.5,
}
"""How much each part counts; each is from 0 to 1."""
_UNKNOWN = 3.0
"""What a word counts for that no entry has, as if one in twenty had it."""
_BY_NAME = frozenset({"loan", "tax_credit", "student", "equity", "training"})
"""What is asked by its name: another kind of help is not what was asked, and this one counts twice."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One part of a score; ``why``: what says so in a sentence, made when it is asked for."""

    part: Part
    value: float
    why: Callable[[], Message | None] = lambda: None


class Scorer:
    """Scores the entries of one catalogue."""

    def __init__(self, entries: Iterable[Entry], themes: Mapping[str, Theme]) -> None:
        self._themes = themes
        self._texts = {entry.id: _EntryWords(entry) for entry in entries}
        holding: dict[str, int] = defaultdict(int)
        for words in self._texts.values():
            for stem in words.stems:
                holding[stem] += 1
        self._rare = {stem: math.log(len(self._texts) / number) for stem, number in holding.items()}

    def parts(self, entry: Entry, need: NeedReading, applicant: Applicant) -> list[Scored]:
        """Of an entry for a need, but for what is not certain of it."""
        found = (
            self._theme(entry, need),
            self._words(entry, need),
            _help(entry, need),
            _stage(entry, need, applicant),
            _place(entry, applicant),
            _market(entry, applicant),
            _condition(entry, applicant),
        )
        parts = [one for one in found if one]
        if entry.first_door:
            begins = need.vague or need.outside or any(one.part == "stage" for one in parts)
            parts.append(Scored("door", 1.0 if begins else 0.5))
        return parts

    def _theme(self, entry: Entry, need: NeedReading) -> Scored | None:
        shared = [theme for theme in need.themes if theme in entry.themes]
        if not shared:
            return Scored("other_theme", 1.0 if need.themes else 0.6) if entry.themes else None
        asked = sum(shown.strength for shown in need.themes.values())
        covered = sum(need.themes[theme].strength for theme in shared) / asked

        def why() -> Message:
            words = dict.fromkeys(word for theme in shared for word in need.themes[theme].words)
            names = ThemeNames([self._themes[theme] for theme in shared])
            return Message(N_("The need speaks of {words}: {themes}."), words=Quoted(words), themes=names)

        return Scored("theme", 0.6 * covered + 0.4 * len(shared) / len(entry.themes), why)

    def _words(self, entry: Entry, need: NeedReading) -> Scored | None:
        """Words of the need that the entry's own text has, and how much of what the need tells they are."""
        text = self._texts[entry.id]
        if text.stems.isdisjoint(need.stems):
            return None
        told: dict[str, None] = {}
        found = asked = 0.0
        for word in need.words:
            rare = max((self._rare.get(stem, 0.0) for stem in word.stems), default=0.0)
            asked += rare or _UNKNOWN
            if word.stems & text.stems:
                found += rare * (1.5 if word.stems & text.name_stems else 1.0)
                told[word.text] = None

        def why() -> Message | None:
            said = {word for theme in entry.themes if theme in need.themes for word in need.themes[theme].words}
            others = [word for word in told if not any(word in words.split() for words in said)]
            return Message(N_("Its own description speaks of {words}."), words=Quoted(others)) if others else None

        return Scored("words", min(1.0, found / asked * 1.5), why)


class _EntryWords:
    """The stems of an entry's name and of all its text."""

    def __init__(self, entry: Entry) -> None:
        self.name_stems = _stems(f"{entry.name_fr} {entry.name_en} {entry.id.replace('-', ' ')}")
        self.stems = self.name_stems | _stems(f"{entry.description_fr} {entry.description_en}")


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem for word in telling_words(text) for stem in word.stems)


def _help(entry: Entry, need: NeedReading) -> Scored | None:
    helps = [help_ for help_ in need.helps if help_ in entry.helps]
    by_name = bool(need.asked.keys() & _BY_NAME)
    if not helps:
        return Scored("other_help", 1.0) if by_name else None
    return Scored("help", max(need.helps[help_] for help_ in helps) * (2.0 if by_name else 1.0), lambda: _offers(helps))


def _stage(entry: Entry, need: NeedReading, applicant: Applicant) -> Scored | None:
    stages = {applicant.stage: 1.0} if applicant.stage else {s: shown.strength for s, shown in need.stages.items()}
    met = [stage for stage in stages if stage in entry.stages]
    if not met:
        return None
    return Scored("stage", max(stages[stage] for stage in met), lambda: _serves(met))


def _place(entry: Entry, applicant: Applicant) -> Scored | None:
    near = 0.0
    if applicant.mrc_code and f"MRC {applicant.mrc_code}" in entry.territory:
        near = 1.0
    elif applicant.region_code in entry.territory:
        near = 1.0 if len(entry.territory) < 4 else 0.5
    return Scored("place", near, lambda: _is_near(entry)) if near else None


def _market(entry: Entry, applicant: Applicant) -> Scored | None:
    abroad = [place for place in entry.territory if place.startswith("FR")]
    if not abroad or not applicant.in_quebec:
        return None
    if not any(looked_for(place, applicant) for place in abroad):
        return Scored("other_market", 1.0)
    return Scored("market", 1.0, lambda: Message(N_("The need looks to France, where it has its other side.")))


def _condition(entry: Entry, applicant: Applicant) -> Scored | None:
    """A condition that few meet, and who asks does."""
    limit = entry.conditions.founder_age_max if isinstance(entry, Program) else None
    if applicant.founder_age is not None and limit is not None:
        return Scored("condition", 1.0, lambda: Message(N_("It is for founders of that age.")))
    if applicant.audience == "nonprofit" and "nonprofit" in entry.audience and "sme" not in entry.audience:
        return Scored("condition", 1.0, lambda: Message(N_("It is for non-profit organizations.")))
    return None


def _offers(helps: list[Help]) -> Message:
    return Message(N_("It offers what is asked for: {helps}."), helps=Listed([HELPS.word(help_) for help_ in helps]))


def _serves(stages: list[Stage]) -> Message:
    return Message(N_("It serves this stage: {stages}."), stages=Listed([STAGES.word(stage) for stage in stages]))


def _is_near(entry: Entry) -> Message:
    return Message(N_("It is of your territory ({places})."), places=places_of(entry))


def is_local(entry: Entry) -> bool:
    """A body of one territory that helps whoever is there."""
    return isinstance(entry, Organization) and not entry.themes and "QC" not in entry.territory
