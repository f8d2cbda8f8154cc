"""Gathers the problems of one file while it is read, and reads the file's bytes."""

from __future__ import annotations

from pathlib import Path

from innoveici.directory.problem import Problem, Severity
from innoveici.errors import InputNotFound, StorageError
from innoveici.messages import N_, Message

MAX_BYTES = 8_000_000
"""Thousands of times what a region needs; beyond it the wrong file was named."""

_MAX_SHOWN = 40


class Report:
    """The problems of one file so far."""

    def __init__(self, file: Path) -> None:
        self.file = str(file)
        self.problems: list[Problem] = []

    def error(self, line: int | None, field: str, message: Message, remedy: Message) -> None:
        self._add("error", line, field, message, remedy)

    def warning(self, line: int | None, field: str, message: Message, remedy: Message) -> None:
        self._add("warning", line, field, message, remedy)

    @property
    def failed(self) -> bool:
        return any(p.severity == "error" for p in self.problems)

    def _add(self, severity: Severity, line: int | None, field: str, message: Message, remedy: Message) -> None:
        self.problems.append(Problem(severity, self.file, line, field, message, remedy))


def read_text(file: Path, report: Report) -> str | None:
    """The file as UTF-8 text, a byte order mark dropped; None when it is not that, with the problem reported.

    Raises InputNotFound (66) when there is no such file, StorageError (74) when it cannot be read.
    """
    try:
        with file.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except FileNotFoundError as fault:
        raise InputNotFound(
            Message(N_("there is no file {path}"), path=file), Message(N_("check the path given"))
        ) from fault
    except (OSError, ValueError) as fault:
        detail = (fault.strerror if isinstance(fault, OSError) else None) or str(fault)
        raise StorageError(
            Message(N_("{path} cannot be read: {detail}"), path=file, detail=detail),
            Message(N_("check that it is a file and that you may read it")),
        ) from fault
    if len(content) > MAX_BYTES:
        report.error(
            None,
            "",
            Message(N_("the file is larger than {limit} bytes"), limit=MAX_BYTES),
            Message(N_("check that the right file was named")),
        )
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        start = fault.start
    report.error(
        content.count(b"\n", 0, start) + 1,
        "",
        Message(N_("the text is not UTF-8 (byte {value})"), value=f"0x{content[start]:02X}"),
        Message(N_("save the file as UTF-8; in Excel, choose “CSV UTF-8”")),
    )
    return None


def shown(text: str) -> str:
    """``text`` safe to show inside a message: invisible characters named, long ones cut."""
    clean = "".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in text)
    return clean if len(clean) <= _MAX_SHOWN else clean[: _MAX_SHOWN - 1] + "…"
