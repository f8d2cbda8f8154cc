"""Faults of regions.yaml and advisors.csv, gathered, and worded so that whoever edits the file can mend them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from innoveici.errors import ConfigError
from innoveici.messages import N_, Message

Severity = Literal["error", "warning"]
_MAX_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong (``error``: nothing can be routed) or incomplete (``warning``), where, and what to do.

    ``line`` counts from 1, None when the fault is of the whole file; ``field`` is a column of the CSV or a path in the
    YAML such as ``regions["14"].mrc_codes[2]``, empty when it is of the whole line.
    """

    severity: Severity
    file: str
    line: int | None
    field: str
    message: Message
    remedy: Message
    header: str = ""
    """What the file's own first line calls ``field``, where that is another name."""
    about: str = ""
    """What it concerns, as a key of ``Directory.positions``: ``advisor:QC-14-01``, ``erac:erac-14``, ``region:14``."""

    def text(self) -> str:
        """One line, in the reader's language."""
        return self._worded().text()

    def __str__(self) -> str:
        return str(self._worded())

    def to_json(self) -> dict[str, Any]:
        """Machine form, in English."""
        return {
            "severity": self.severity,
            "file": self.file,
            "line": self.line,
            "field": self.field,
            "message": str(self.message),
            "remedy": str(self.remedy),
            "header": self.header or None,
        }

    @property
    def place(self) -> str:
        """``advisors.csv:12: email``, as compilers write it and editors open it."""
        line = f":{self.line}" if self.line is not None else ""
        field = self.header or self.field
        return f"{self.file}{line}: {field}" if field else f"{self.file}{line}"

    def _worded(self) -> Message:
        values = {"place": self.place, "message": self.message, "remedy": self.remedy}
        if self.severity == "error":
            return Message(N_("{place}: error: {message}; {remedy}"), **values)
        return Message(N_("{place}: warning: {message}; {remedy}"), **values)


class DirectoryError(ConfigError):
    """The files that say who serves where cannot be used. ``problems`` holds every error and warning, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(_summary(self.problems), Message(N_("mend what is listed; “innoveici check” lists it again")))

    def details(self) -> Sequence[Problem]:
        """The errors, in file order; warnings are for ``check``."""
        return [problem for problem in self.problems if problem.severity == "error"]


class ProblemReport:
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


def in_order(problems: Iterable[Problem], files: Sequence[str]) -> tuple[Problem, ...]:
    """By file as in ``files``, then line, each once."""
    rank = {file: position for position, file in enumerate(files)}
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=lambda p: (rank.get(p.file, len(rank)), p.line or 0, p.field)))


def _summary(problems: tuple[Problem, ...]) -> Message:
    errors = [p for p in problems if p.severity == "error"]
    files = ", ".join(dict.fromkeys(p.file for p in errors))
    if len(errors) == 1:
        return Message(N_("1 error in {files}"), files=files)
    return Message(N_("{count} errors in {files}"), count=len(errors), files=files)
