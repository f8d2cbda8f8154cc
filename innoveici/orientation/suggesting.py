"""From a need and who asks to what fits, best first, each with why. Same input, same answer. Pure.

The order is the score's (``scoring``), by id where that is equal, and with some of each sort; whether an entry fits is
another question (``fitting``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

from innoveici.catalogue.model import Catalogue, Entry, Organization, PartnershipEntry, Program
from innoveici.catalogue.vocabulary import Status
from innoveici.messages import N_, Message, language
from innoveici.orientation.applicant import Applicant
from innoveici.orientation.fitting import FitCode, applicant_with, fit_of
from innoveici.orientation.need_reading import NeedReader, NeedReading
from innoveici.orientation.scoring import WEIGHTS, Scored, Scorer, is_local

Kind = Literal["organization", "program", "partnership"]
_LOOKED_AT = 8
"""Times as many as are shown, from which these are chosen."""
_SAME_SORT = 0.5
"""What an entry loses for each of its sort that stands before it: five that are alike help less."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An entry for a need. ``score``: the sum of its ``parts`` by their weights. ``questions``: what must be asked, in
    sentences; ``rule``: what excludes it, or since when it is closed."""

    id: str
    kind: Kind
    entry: Entry
    fit: FitCode
    score: float
    parts: tuple[Scored, ...]
    questions: tuple[Message, ...]
    rule: Message | None

    @property
    def name(self) -> str:
        """In the reader's language."""
        return self.entry.name(language())

    @property
    def why(self) -> tuple[Message, ...]:
        """Why it stands where it does, in sentences."""
        return tuple(why for part in self.parts if (why := part.why()))

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
    """Orients needs by one catalogue. ``region_of_mrc``: where MRCs lie, as regions.yaml has it."""

    def __init__(
        self,
        catalogue: Catalogue,
        region_of_mrc: Mapping[str, str] = MappingProxyType({}),
        partnerships: Iterable[PartnershipEntry] = (),
    ) -> None:
        self._catalogue = catalogue
        self._region_of_mrc = region_of_mrc
        every: list[Entry] = [*catalogue.organizations.values(), *catalogue.programs.values(), *partnerships]
        self.entries: Mapping[str, Entry] = {entry.id: entry for entry in every if entry.proposed}
        """Those that are proposed, by id."""
        self.reader = NeedReader(catalogue.themes, (entry.name_fr for entry in self.entries.values()))
        self._scorer = Scorer(self.entries.values(), catalogue.themes, self.reader)

    @property
    def fingerprint(self) -> str:
        """Of the catalogue."""
        return self._catalogue.fingerprint

    @staticmethod
    def kind_of(entry: Entry) -> Kind:
        """As suggestions and events say it."""
        if isinstance(entry, PartnershipEntry):
            return "partnership"
        return "organization" if isinstance(entry, Organization) else "program"

    def orient(
        self, text: str, applicant: Applicant, today: date, *, sectors: Iterable[str] = (), limit: int | None = 5
    ) -> Orientation:
        """What fits ``text``, of those that may: at most ``limit``, all with None; those that do not fit, or are
        closed, come after them, and only with None."""
        need = self.reader.read(text, sectors)
        applicant = applicant_with(applicant, need)
        asked = [e for e in self.entries.values() if _guides(e)] if need.outside else self.entries.values()
        ranked = sorted(
            ((_sum(parts := self._scorer.parts(entry, need, applicant)), entry, parts) for entry in asked),
            key=lambda one: (-one[0], one[1].id),
        )
        fitting: list[Suggestion] = []
        others: list[Suggestion] = []
        for score, entry, parts in ranked:
            if score <= 0 and limit is not None:
                break  # nothing speaks for it, nor for those after it
            one = self._suggestion(entry, parts, need, applicant, today)
            (fitting if one.fit in ("fits", "fits_if") else others).append(one)
            if limit is not None and len(fitting) == _LOOKED_AT * limit:
                break
        return Orientation(
            self._catalogue.fingerprint,
            tuple(need.themes),
            (*_varied(fitting, limit), *(others if limit is None else ())),
            need.outside,
            _FIRST_QUESTIONS if need.vague and not need.outside else (),
        )

    def judge(
        self, entry: Entry, text: str, applicant: Applicant, today: date, sectors: Iterable[str] = ()
    ) -> Suggestion:
        """One entry for a need."""
        need = self.reader.read(text, sectors)
        applicant = applicant_with(applicant, need)
        return self._suggestion(entry, self._scorer.parts(entry, need, applicant), need, applicant, today)

    def _suggestion(
        self, entry: Entry, parts: list[Scored], need: NeedReading, applicant: Applicant, today: date
    ) -> Suggestion:
        fit = fit_of(entry, need, applicant, self._catalogue, today, self._region_of_mrc)
        if fit.fit == "fits_if":
            parts = [*parts, Scored("unsure", 1.0)]
        return Suggestion(
            entry.id, self.kind_of(entry), entry, fit.fit, round(_sum(parts), 3), tuple(parts), fit.questions, fit.rule
        )


def _sum(parts: Iterable[Scored]) -> float:
    return sum(WEIGHTS[one.part] * one.value for one in parts)


def _sort(suggestion: Suggestion) -> str:
    """What it is a case of, so that not all of five are of one sort."""
    entry = suggestion.entry
    if suggestion.kind == "program":
        return "program:" + (entry.helps[0] if entry.helps else "")
    if "research" in entry.helps or "expertise" in entry.helps:
        return "centre"
    if "incubation" in entry.helps:
        return "incubator"
    return "local" if is_local(entry) else "network"


def _guides(entry: Entry) -> bool:
    """Whether it is there to say where to go, before all else."""
    return entry.helps[:1] == ("guidance",) and (entry.first_door or is_local(entry))


def _order(suggestion: Suggestion) -> tuple[float, str]:
    return -suggestion.score, suggestion.id


def _varied(suggestions: list[Suggestion], limit: int | None) -> list[Suggestion]:
    """The best first, each less for every one of its sort before it."""
    left = sorted(suggestions, key=_order)
    chosen: list[Suggestion] = []
    met: dict[str, int] = defaultdict(int)
    while left and (limit is None or len(chosen) < limit):
        best = min(left, key=lambda one: (-(one.score - _SAME_SORT * met[_sort(one)]), one.id))
        left.remove(best)
        chosen.append(best)
        met[_sort(best)] += 1
    return chosen


_FIRST_QUESTIONS = (
    Message(N_("What is it about: a product, a process, a service?")),
    Message(N_("How far is it: an idea, a trial, a prototype, something to buy or to sell?")),
    Message(N_("How many people work at the company?")),
)
