"""One fault of regions.yaml or advisors.csv, worded so that the person who edits the file can mend it. Pure values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from innoveici.errors import ConfigError
from innoveici.messages import N_, Message

Severity = Literal["error", "warning"]


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
