"""What a dry run's output says of the plan it is, in its last column: once when it was made and upon what, and in every
other row that it is of this plan."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from innoveici.batch.results import PLAN_COLUMN, RESULT_COLUMNS
from innoveici.batch.write.dialect import own_cells
from innoveici.errors import DataError, Refused
from innoveici.messages import N_, Message

if TYPE_CHECKING:
    from innoveici.batch.blocks import Block, Odd
    from innoveici.batch.read.export import Export
    from innoveici.batch.scan import Scan
    from innoveici.desk import Desk

_DIGITS = 12
"""Of a fingerprint; enough to tell two versions of a file apart, and short in a cell."""
_TEXT = re.compile(
    r"day (?P<day>\d{4}-\d\d-\d\d) regions (?P<regions>[0-9a-f]{12}) advisors (?P<advisors>[0-9a-f]{12}) "
    r"atlas (?P<atlas>[0-9a-f]{12}) rows (?P<rows>\d{1,12}) ids (?P<ids>[0-9a-f]{12}) export (?P<export>[0-9a-f]{16})",
    re.ASCII,
)


_MARK = re.compile(rf"rows (?P<rows>\d{{1,12}}) plan [0-9a-f]{{{_DIGITS}}}", re.ASCII)


class PlanTexts(NamedTuple):
    """What the ``plan`` column says: up to the first row that is not blank, and, shorter, in the others.

    Letters and digits only, which no spreadsheet changes.
    """

    basis: str
    mark: str


@dataclass(frozen=True, slots=True)
class Basis:
    """``day``: in Québec; fingerprints of what was decided upon, cut short. ``rows``: planned, blank ones apart;
    ``ids``: as ``Scan.ids``. ``export``: of the file that was planned, as in the id of its batch."""

    day: date
    regions: str
    advisors: str
    atlas: str
    rows: int
    ids: str
    export: str

    def __str__(self) -> str:
        decided_upon = f"day {self.day} regions {self.regions} advisors {self.advisors} atlas {self.atlas}"
        return f"{decided_upon} rows {self.rows} ids {self.ids} export {self.export}"

    @property
    def mark(self) -> str:
        """In every row but the one that says all of it."""
        return f"rows {self.rows} plan {sha256(str(self).encode()).hexdigest()[:_DIGITS]}"

    @property
    def batch(self) -> str:
        """The batch as which the export itself would be recorded."""
        return f"B-{self.export}"


def inputs_of(desk: Desk) -> dict[str, str]:
    """What ``desk`` decides upon, as a Basis says it."""
    inputs = desk.router.inputs
    return {name: getattr(inputs, name)[:_DIGITS] for name in ("regions", "advisors", "atlas")}


def plan_texts(export: Export, desk: Desk, read: Scan) -> PlanTexts:
    """``read``: of ``export``; with it, a row that is taken out of the plan by hand is missed when it is applied, and
    so are request numbers that a spreadsheet has changed."""
    basis = Basis(desk.router.day, **inputs_of(desk), rows=read.requests, ids=read.ids, export=export.sha256[:16])
    return PlanTexts(str(basis), basis.mark)


def read_basis(export: Export) -> tuple[Basis | None, int]:
    """Read all of a plan once: what it was made upon (None: it has no rows), and how many rows there are in all.

    :raises DataError: it is no plan. :raises Refused: a row is missing, was added, or comes from another plan.
    """
    position = export.planned.get(PLAN_COLUMN)
    if position is None:
        raise _not_a_plan(export)
    basis: Basis | None = None
    mark = ""
    rows = requests = 0
    for block in export.blocks((position,)):
        rows += len(block)
        requests += len(block) - int(block.blank.sum())
        texts = pc.utf8_trim_whitespace(own_cells(block, position))
        if not mark and (first := next((text for text in texts.to_pylist() if text), None)):
            basis = None if _MARK.fullmatch(first) else _parsed(export, first)
            mark = basis.mark if basis else first
        other = pc.not_equal(texts, mark).to_numpy(zero_copy_only=False) & ~block.blank
        for row in np.flatnonzero(other).tolist():
            text = texts[row].as_py()
            found = _parsed(export, text) if _TEXT.fullmatch(text) else None
            if found is None or found.mark != mark:
                raise _of_another_plan(export, int(block.lines[row]), added=not text)
            basis = found
    if (said := _MARK.fullmatch(mark)) and int(said["rows"]) != requests:
        raise _rows_missing(export, int(said["rows"]), requests)
    if basis is None and requests:
        raise Refused(Message(_BASIS_MISSING, file=export.shown), AGAIN) if mark else _not_a_plan(export)
    return basis, rows


def without_results(block: Block, width: int) -> Block:
    """``block`` with the input's own ``width`` columns only."""
    odd = {row: replace(odd, cells=odd.cells[:width]) for row, odd in block.odd.items()}
    return replace(block, table=block.table.select([str(position) for position in range(width)]), odd=odd, raw=None)


def with_odd(block: Block, odd: Mapping[int, Odd]) -> Block:
    """``block`` with more ``odd`` rows, whose cells are empty in the table as those of any odd row are."""
    mask = np.zeros(len(block), np.bool_)
    mask[list(odd)] = True
    columns = [pc.if_else(pa.array(mask), "", column) for column in block.table.columns]
    table = pa.table(columns, names=block.table.column_names)
    return replace(block, table=table.combine_chunks(), odd=dict(sorted({**block.odd, **odd}.items())))


def _parsed(export: Export, text: str) -> Basis:
    found = _TEXT.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        day = date.fromisoformat(found["day"])
    except ValueError:
        raise _not_a_plan(export) from None
    of = {name: found[name] for name in ("regions", "advisors", "atlas", "ids", "export")}
    return Basis(day, rows=int(found["rows"]), **of)


def _not_a_plan(export: Export) -> DataError:
    if {*RESULT_COLUMNS, PLAN_COLUMN} <= {*export.headers}:
        return DataError(
            Message(N_("{file}: the columns of a plan must be its last ones, as they were written"), file=export.shown),
            Message(N_("take away the columns after “plan”")),
        )
    return DataError(
        Message(N_("{file} is not a plan"), file=export.shown),
        Message(N_("make one with `innoveici batch FILE --dry-run -o plan.csv`")),
    )


def _of_another_plan(export: Export, line: int, *, added: bool) -> Refused:
    text = N_("{file}:{line}: the row was added by hand") if added else N_("{file}:{line}: the row is of another plan")
    return Refused(Message(text, file=export.shown, line=line), AGAIN)


_BASIS_MISSING = N_("{file}: the row that says what the plan was made upon is missing")


def _rows_missing(export: Export, planned: int, now: int) -> Refused:
    text = N_("{file}: the plan had {planned} rows and has {now} now")
    return Refused(Message(text, file=export.shown, planned=planned, now=now), AGAIN)


AGAIN = Message(N_("change the export, not the plan; then make the plan again with --dry-run -o"))
