"""What a plan says of each row, and the rows that are decided otherwise now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from innoveici.batch.decide.answers import Answer
    from innoveici.batch.decide.decided import Decided

_COMPARED = ("status", "verdict", "region_code", "erac_id", "advisor_id")


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What a plan says of one row, as its cells do; ``region_code`` with both its digits again."""

    request_id: str
    status: str
    verdict: str
    region_code: str
    erac_id: str
    advisor_id: str

    def is_met_by(self, request_id: str, answer: Answer) -> bool:
        """Whether a row with ``answer`` is as planned. What is not decided now (a row at fault, a duplicate) only has
        to be so still."""
        if self.status != answer.status:
            return False
        if self.status == "blank" or (self.status == "rejected" and not (self.verdict and answer.verdict)):
            return self.verdict == answer.verdict == ""
        if self.request_id != request_id or self.status == "duplicate":
            return self.request_id == request_id
        decided = (answer.region_code, answer.erac_id, answer.advisor_id)
        return (self.region_code, self.erac_id, self.advisor_id) == decided


def not_met(decided: Decided, told: Mapping[str, pa.StringArray]) -> Iterator[tuple[int, PlannedRow]]:
    """The rows that are not as planned. ``told``: the plan's cells, by result column."""
    answers = ["\x1f".join(getattr(answer, name) for name in _COMPARED) for answer in decided.answers]
    now = pa.array(answers, pa.string()).take(pa.array(decided.which))
    ids = pc.fill_null(decided.id_column, "")
    columns = {name: pc.utf8_trim_whitespace(told[name]) for name in ("request_id", *_COMPARED)}
    columns["region_code"] = pc.replace_substring_regex(columns["region_code"], r"^(\d)$", r"0\1")  # Excel has 5 for 05
    planned = pc.binary_join_element_wise(*(columns[name] for name in _COMPARED), "\x1f")
    unequal = pc.or_(pc.not_equal(planned, now), pc.not_equal(columns["request_id"], ids))
    for row in np.flatnonzero(unequal.to_numpy(zero_copy_only=False)).tolist():
        said = PlannedRow(**{name: column[row].as_py() for name, column in columns.items()})
        if not said.is_met_by(decided.id_of(row), decided.answers[decided.which[row]]):
            yield row, said
