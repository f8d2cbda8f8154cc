"""From a need and who asks to what fits, best first, each with why: one score, a sum of parts that have names. Pure.

A part says how much of what is asked an entry has: what the need is about (``theme``), its own words (``words``), the
kind of help (``help``), how far the project is (``stage``), how near it is (``place``), and how usual it is to begin
there (``door``). ``WEIGHTS`` is all there is to tune. Same input, same answer: what is equal goes by its id.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from innoveici.catalogue.model import Catalogue, Entry, Organization, Program, Theme
from innoveici.catalogue.vocabulary import HELPS, STAGES, Status
from innoveici.messages import N_, Message, language
from innoveici.orientation.applicant import Applicant
from innoveici.orientation.fitting import EntryFit, FitCode, applicant_with, fit_of, looked_for, places_of
from innoveici.orientation.need_reading import NeedReader, NeedReading
from innoveici.orientation.word_forms import telling_words

Kind = Literal["organization", "program", "partnership"]
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
_BY_NAME = frozenset({"loan", "tax_credit", "student", "equity", "training"})
"""What is asked by its name: another kind of help is not what was asked, and this one counts twice."""
_SAME_SORT = 0.5
"""What an entry loses for each of its sort that stands before it: five that are alike help less."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An entry for a need. ``why`` and ``questions`` in sentences; ``rule``: what excludes it, or since when it is
    closed. ``verified_on``: as far as it is known; ``score``: the sum of ``parts``."""

    id: str
    kind: Kind
    entry: Entry
    fit: FitCode
    score: float
    parts: Mapping[Part, float]
    why: tuple[Message, ...]
    questions: tuple[Message, ...]
    rule: Message | None

    @property
    def name(self) -> str:
        """In the reader's language."""
        return self.entry.name(language())

    @property
    def status(self) -> Status | None:
        """Of a programme."""
        return self.entry.status if isinstance(self.entry, Program) else None


@dataclass(frozen=True, slots=True)
class Orientation:
    """``themes``: ids, strongest first. ``outside``: the words by which the need is no innovation; else empty.
    ``questions``: what to ask first of all, where the need is too vague."""

    catalogue: str
    themes: tuple[str, ...]
    suggestions: tuple[Suggestion, ...]
    outside: tuple[str, ...]
    questions: tuple[Message, ...]


class Orienter:
    """Orients needs by one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        entries: list[Entry] = [*catalogue.organizations.values(), *catalogue.programs.values()]
        self._entries = [entry for entry in entries if entry.proposed]
        self._texts = {entry.id: _EntryWords(entry) for entry in self._entries}
        self.reader = NeedReader(catalogue.themes, (entry.name_fr for entry in self._entries))
        holding: dict[str, int] = defaultdict(int)
        for words in self._texts.values():
            for stem in words.stems:
                holding[stem] += 1
        self._rare = {stem: math.log(len(self._entries) / number) for stem, number in holding.items()}

    def orient(
        self, text: str, applicant: Applicant, today: date, *, sectors: Iterable[str] = (), limit: int | None = 5
    ) -> Orientation:
        """What fits ``text``, of those that may: at most ``limit``, all with None; those that do not fit, or are
        closed, come after them, and only with None."""
        need = self.reader.read(text, sectors)
        applicant = applicant_with(applicant, need)
        asked = [e for e in self._entries if _guides(e)] if need.outside else self._entries
        judged = [self._judged(entry, need, applicant, today) for entry in asked]
        fitting = _varied([one for one in judged if one.fit in ("fits", "fits_if")], limit)
        others = sorted((s for s in judged if s.fit in ("does_not", "closed")), key=_order) if limit is None else []
        return Orientation(
            self._catalogue.fingerprint,
            tuple(need.themes),
            (*fitting, *others),
            need.outside,
            _FIRST_QUESTIONS if need.vague else (),
        )

    def suggestion(
        self, id_: str, text: str, applicant: Applicant, today: date, sectors: Iterable[str] = ()
    ) -> Suggestion | None:
        """One entry for a need; None where the catalogue has none of this id that is proposed."""
        need = self.reader.read(text, sectors)
        entry = next((entry for entry in self._entries if entry.id == id_), None)
        return self._judged(entry, need, applicant_with(applicant, need), today) if entry else None

    def _judged(self, entry: Entry, need: NeedReading, applicant: Applicant, today: date) -> Suggestion:
        fit = fit_of(entry, need, applicant, self._catalogue, today)
        parts, why = self._parts(entry, need, applicant, fit)
        score = round(sum(WEIGHTS[part] * value for part, value in parts.items()), 3)
        kind: Kind = "organization" if isinstance(entry, Organization) else "program"
        return Suggestion(entry.id, kind, entry, fit.fit, score, parts, why, fit.questions, fit.rule)

    def _parts(
        self, entry: Entry, need: NeedReading, applicant: Applicant, fit: EntryFit
    ) -> tuple[dict[Part, float], tuple[Message, ...]]:
        found = [
            self._theme(entry, need),
            self._words(entry, need),
            _help(entry, need),
            _stage(entry, need, applicant),
            _place(entry, applicant),
            _market(entry, applicant),
            _condition(entry, applicant),
        ]
        parts = {one.part: one.value for one in found if one}
        if entry.first_door:
            parts["door"] = 1.0 if need.vague or need.outside or "stage" in parts else 0.5
        if fit.fit == "fits_if":
            parts["unsure"] = 1.0
        return parts, tuple(one.why for one in found if one and one.why)

    def _theme(self, entry: Entry, need: NeedReading) -> _Found | None:
        shared = [theme for theme in need.themes if theme in entry.themes]
        if not shared:
            return _Found("other_theme", 1.0 if need.themes else 0.6) if entry.themes else None
        asked = sum(shown.strength for shown in need.themes.values())
        covered = sum(need.themes[theme].strength for theme in shared) / asked
        words = dict.fromkeys(word for theme in shared for word in need.themes[theme].words)
        names = ThemeNames([self._catalogue.themes[theme] for theme in shared])
        why = Message(N_("You speak of {words}: {themes}."), words=Quoted(words), themes=names)
        return _Found("theme", 0.6 * covered + 0.4 * len(shared) / len(entry.themes), why)

    def _words(self, entry: Entry, need: NeedReading) -> _Found | None:
        told, value = self._words_in_common(entry, need)
        if not told:
            return None
        return _Found("words", value, Message(N_("Its own description speaks of {words}."), words=Quoted(told)))

    def _words_in_common(self, entry: Entry, need: NeedReading) -> tuple[list[str], float]:
        """Words of the need that the entry's own text has, and how much of what the need tells they are."""
        text = self._texts[entry.id]
        told: dict[str, None] = {}
        found = asked = 0.0
        for word in need.words:
            rare = max((self._rare.get(stem, 0.0) for stem in word.stems), default=0.0)
            asked += rare or 3.0
            if word.stems & text.stems:
                found += rare * (1.5 if word.stems & text.name_stems else 1.0)
                told[word.text] = None
        return list(told), min(1.0, found / asked * 1.5) if asked else 0.0


@dataclass(frozen=True, slots=True)
class _Found:
    """One part of a score, and why, in a sentence."""

    part: Part
    value: float
    why: Message | None = None


class _EntryWords:
    """The stems of an entry's name and of all its text."""

    def __init__(self, entry: Entry) -> None:
        self.name_stems = _stems(f"{entry.name_fr} {entry.name_en} {entry.id.replace('-', ' ')}")
        self.stems = self.name_stems | _stems(f"{entry.description_fr} {entry.description_en}")


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem for word in telling_words(text) for stem in word.stems)


def _help(entry: Entry, need: NeedReading) -> _Found | None:
    helps = [help_ for help_ in need.helps if help_ in entry.helps]
    by_name = bool(need.asked.keys() & _BY_NAME)
    if not helps:
        return _Found("other_help", 1.0) if by_name else None
    why = Message(N_("It offers what you ask for: {helps}."), helps=Listed([HELPS.word(help_) for help_ in helps]))
    return _Found("help", max(need.helps[help_] for help_ in helps) * (2.0 if by_name else 1.0), why)


def _stage(entry: Entry, need: NeedReading, applicant: Applicant) -> _Found | None:
    stages = {applicant.stage: 1.0} if applicant.stage else {s: shown.strength for s, shown in need.stages.items()}
    met = [stage for stage in stages if stage in entry.stages]
    if not met:
        return None
    why = Message(N_("It serves this stage: {stages}."), stages=Listed([STAGES.word(stage) for stage in met]))
    return _Found("stage", max(stages[stage] for stage in met), why)


def _place(entry: Entry, applicant: Applicant) -> _Found | None:
    near = 0.0
    if applicant.mrc_code and f"MRC {applicant.mrc_code}" in entry.territory:
        near = 1.0
    elif applicant.region_code in entry.territory:
        near = 1.0 if len(entry.territory) < 4 else 0.5
    why = Message(N_("It is of your territory ({places})."), places=places_of(entry))
    return _Found("place", near, why) if near else None


def _market(entry: Entry, applicant: Applicant) -> _Found | None:
    abroad = [place for place in entry.territory if place.startswith("FR")]
    if not abroad or not applicant.in_quebec:
        return None
    if not any(looked_for(place, applicant) for place in abroad):
        return _Found("other_market", 1.0)
    return _Found("market", 1.0, Message(N_("You look to France, where it has its other side.")))


def _condition(entry: Entry, applicant: Applicant) -> _Found | None:
    """A condition that few meet, and who asks does."""
    limit = entry.conditions.founder_age_max if isinstance(entry, Program) else None
    if applicant.founder_age is not None and limit is not None:
        return _Found("condition", 1.0, Message(N_("It is for founders of that age.")))
    if applicant.audience == "nonprofit" and "nonprofit" in entry.audience and "sme" not in entry.audience:
        return _Found("condition", 1.0, Message(N_("It is for non-profit organizations.")))
    return None


def _sort(suggestion: Suggestion) -> str:
    """What it is a case of, so that not all of five are of one sort."""
    entry = suggestion.entry
    if suggestion.kind == "program":
        return "program:" + (entry.helps[0] if entry.helps else "")
    if "research" in entry.helps or "expertise" in entry.helps:
        return "centre"
    if "incubation" in entry.helps:
        return "incubator"
    return "local" if _is_local(entry) else "network"


def _guides(entry: Entry) -> bool:
    """Whether it is there to say where to go, before all else."""
    return entry.helps[:1] == ("guidance",) and (entry.first_door or _is_local(entry))


def _is_local(entry: Entry) -> bool:
    """A body of one territory that helps whoever is there."""
    return isinstance(entry, Organization) and not entry.themes and "QC" not in entry.territory


def _order(suggestion: Suggestion) -> tuple[float, str]:
    return -suggestion.score, suggestion.id


def _varied(suggestions: list[Suggestion], limit: int | None) -> list[Suggestion]:
    """The best first, each less for every one of its sort before it."""
    left = sorted(suggestions, key=_order)[: None if limit is None else 8 * limit]
    chosen: list[Suggestion] = []
    met: dict[str, int] = defaultdict(int)
    while left and (limit is None or len(chosen) < limit):
        best = min(left, key=lambda one: (-(one.score - _SAME_SORT * met[_sort(one)]), one.id))
        left.remove(best)
        chosen.append(best)
        met[_sort(best)] += 1
    return chosen


class Listed(Message):
    """Several messages, parted by commas."""

    __slots__ = ("items",)

    def __init__(self, items: Iterable[Message]) -> None:
        self.items = tuple(items)
        super().__init__("{items}", items=", ".join(map(str, self.items)))

    def text(self) -> str:
        return ", ".join(item.text() for item in self.items)


class ThemeNames(Message):
    """Themes by their names in the reader's language."""

    __slots__ = ("themes",)

    def __init__(self, themes: Iterable[Theme]) -> None:
        self.themes = tuple(themes)
        super().__init__("{names}", names=", ".join(theme.name_en for theme in self.themes))

    def text(self) -> str:
        return ", ".join(theme.name_en if language() == "en" else theme.name_fr for theme in self.themes)


class Quoted(Message):
    """Words as they were written, in the quotes of the reader's language."""

    __slots__ = ("words",)

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(words)
        super().__init__("{words}", words=", ".join(f"“{word}”" for word in self.words))

    def text(self) -> str:
        return ", ".join(Message(N_("“{word}”"), word=word).text() for word in self.words)


_FIRST_QUESTIONS = (
    Message(N_("What is it about: a product, a process, a service?")),
    Message(N_("How far is it: an idea, a trial, a prototype, something to buy or to sell?")),
    Message(N_("How many people work at the company?")),
)
