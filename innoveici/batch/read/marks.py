"""What a sheet notes beside the values of its cells, which whoever reads the values does not tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from innoveici.request import SPREADSHEET_ERRORS


@dataclass(frozen=True, slots=True)
class Marks:
    """Rows count from 1, columns from 0. ``errors``: what cells show instead of a value (``#N/A``), by row, then by
    column. ``formulas``: by row, the columns of formulas without their value. ``hidden_rows``: those that hold
    something. ``hidden_columns``: all."""

    errors: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    formulas: Mapping[int, frozenset[int]] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    def shifted(self, columns: int) -> Marks:
        """With columns counted from ``columns`` on."""
        return replace(
            self,
            errors={row: {at - columns: text for at, text in cells.items()} for row, cells in self.errors.items()},
            formulas={row: frozenset(at - columns for at in cells) for row, cells in self.formulas.items()},
            hidden_columns=frozenset(at - columns for at in self.hidden_columns),
        )


class Noting:
    """Marks, while a sheet is read cell by cell."""

    def __init__(self) -> None:
        self.errors: dict[int, dict[int, str]] = {}
        self.formulas: dict[int, set[int]] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()

    def error(self, row: int, column: int, shown: str | None) -> None:
        known = shown if shown and shown in SPREADSHEET_ERRORS else "#N/A"  # as Err:508, which only LibreOffice shows
        self.errors.setdefault(row, {})[column] = known

    def formula(self, row: int, column: int) -> None:
        self.formulas.setdefault(row, set()).add(column)

    def marks(self, filled: Iterable[int]) -> Marks:
        """``filled``: rows that hold something."""
        return Marks(
            self.errors,
            {row: frozenset(columns) for row, columns in self.formulas.items()},
            frozenset(self.hidden_rows.intersection(filled)),
            frozenset(self.hidden_columns),
        )
