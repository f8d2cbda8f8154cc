"""Gathers the problems of one file while it is read, and reads the file's bytes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from innoveici.directory.problem import Problem, Severity
from innoveici.errors import InputNotFound, StorageError, os_problem
from innoveici.messages import N_, Message

MAX_BYTES = 8_000_000
"""Thousands of times what a region needs; beyond it the wrong file was named."""

_MAX_SHOWN = 40
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # zip, as .xlsx and .ods are; .xls
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_NEVER_IN_TEXT = frozenset(range(32)) - frozenset(b"\t\n\r\f\x1a")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file should be: ``resave`` mends a text in another encoding, ``convert`` a spreadsheet."""

    name: str
    resave: Message
    convert: Message


CSV = Kind(
    "CSV",
    Message(N_("save the file as UTF-8; in Excel, choose “CSV UTF-8”")),
    Message(N_("open it as a spreadsheet and save it as “CSV UTF-8”")),
)
YAML = Kind(
    "YAML",
    Message(N_("save the file as UTF-8 from a text editor")),
    Message(N_("check that the right file was named")),
)


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


def read_text(file: Path, kind: Kind, report: Report) -> str | None:
    """The file as UTF-8 text, a byte order mark dropped; None when it is not that, with the one problem reported.

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
        raise StorageError(
            Message(N_("{path} cannot be read: {detail}"), path=file, detail=os_problem(fault)),
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
    if content.startswith(_SPREADSHEETS):
        report.error(
            None,
            "",
            Message(N_("this is a spreadsheet or another packed file, not {kind}"), kind=kind.name),
            kind.convert,
        )
        return None
    if content.startswith(_UTF_16) or _every_other_byte_is_nul(content):
        report.error(
            None, "", Message(N_("the text is UTF-16 (“Unicode text” to Excel and Notepad), not UTF-8")), kind.resave
        )
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        start = fault.start
    if _NEVER_IN_TEXT.intersection(content[:4096]):
        report.error(None, "", Message(N_("the file is not text")), Message(N_("check that the right file was named")))
        return None
    report.error(
        content.count(b"\n", 0, start) + 1,
        "",
        Message(N_("the text is not UTF-8 (byte {value})"), value=f"0x{content[start]:02X}"),
        kind.resave,
    )
    return None


def _every_other_byte_is_nul(content: bytes) -> bool:
    """UTF-16 without its mark, where the text begins with Latin letters."""
    start = content[:64]
    half = len(start) // 2
    return half >= 4 and half in (start[0::2].count(0), start[1::2].count(0))


def shown(text: str) -> str:
    """``text`` safe to show inside a message: invisible characters named, long ones cut."""
    clean = "".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in text)
    return clean if len(clean) <= _MAX_SHOWN else clean[: _MAX_SHOWN - 1] + "…"
