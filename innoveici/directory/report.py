"""Gathers the problems of one file while it is read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from innoveici.directory.problem import Problem, Severity
from innoveici.messages import Message

_MAX_SHOWN = 40


class Report:
    """The problems of one file so far. ``headers``: how the file itself calls a field, where it says it otherwise."""

    def __init__(self, file: Path) -> None:
        self.file = str(file)
        self.problems: list[Problem] = []
        self.headers: Mapping[str, str] = {}

    def error(self, line: int | None, field: str, message: Message, remedy: Message, *, about: str = "") -> None:
        """``about``: what it concerns, as a key of ``Directory.positions``."""
        self._add("error", line, field, message, remedy, about)

    def warning(self, line: int | None, field: str, message: Message, remedy: Message, *, about: str = "") -> None:
        self._add("warning", line, field, message, remedy, about)

    @property
    def failed(self) -> bool:
        return any(p.severity == "error" for p in self.problems)

    def _add(
        self, severity: Severity, line: int | None, field: str, message: Message, remedy: Message, about: str
    ) -> None:
        header = self.headers.get(field, "")
        self.problems.append(Problem(severity, self.file, line, field, message, remedy, header=header, about=about))


def shown(text: str) -> str:
    """``text`` safe to show inside a message: invisible characters named, long ones cut."""
    clean = "".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in text)
    return clean if len(clean) <= _MAX_SHOWN else clean[: _MAX_SHOWN - 1] + "…"
