"""Every row accounted for: what was read is what was assigned, held, rejected, referred, a duplicate or blank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from innoveici.batch.decide.answers import Answer

DIFFERS, WAITS = "duplicate.differs", "duplicate.waits"
"""Why a duplicate needs a person, beside reasons' own codes."""
OUTCOMES = ("assigned", "held", "rejected", "duplicate", "referred", "blank")


@dataclass
class Tally:
    """``counts`` by outcome; ``regions`` by (region code, outcome); ``reasons`` by (outcome, reason code) of what was
    not simply assigned or known. ``waiting``: rows that need a person; ``headings``: those of the blank ones that are
    the header again. ``remarks`` by (field, reason code): cells of rows that add something, which could not be used as
    written."""

    read: int = 0
    waiting: int = 0
    headings: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    regions: Counter[tuple[str, str]] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    remarks: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, answers: Sequence[Answer], which: NDArray[np.int32]) -> None:
        """Count a slice's rows. :raises RuntimeError: a row has no answer, a bug that must not pass for a count."""
        if (which < 0).any():
            raise RuntimeError("a row was left without an answer")
        self.read += len(which)
        numbers = np.bincount(which, minlength=len(answers)).tolist()
        for answer, number in zip(answers, numbers, strict=True):
            if number:
                self.counts[answer.status] += number
                if answer.status != "duplicate":
                    for kind in answer.remarks:
                        self.remarks[kind] += number
                self.waiting += number * answer.needs_a_person
                if answer.region_code:
                    self.regions[answer.region_code, answer.status] += number
                if answer.status in ("held", "rejected", "referred"):
                    self.reasons[answer.status, answer.reason_codes[0]] += number
                elif answer.needs_a_person:
                    self.reasons[answer.status, DIFFERS if answer.differs else WAITS] += number

    def check(self) -> None:
        """:raises RuntimeError: the sum does not hold, a bug."""
        if self.read != sum(self.counts[outcome] for outcome in OUTCOMES) or self.counts.keys() - set(OUTCOMES):
            raise RuntimeError(f"{self.read} rows were read, but {dict(self.counts)} are accounted for")

    def to_json(self) -> dict[str, Any]:
        """The sum, and how it is made up."""
        return {"read": self.read, **{outcome: self.counts[outcome] for outcome in OUTCOMES}}
