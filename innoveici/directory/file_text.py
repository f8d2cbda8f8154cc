"""The bytes of regions.yaml or advisors.csv as text: UTF-8, and for a CSV what Excel makes of it in French.

Excel saves “CSV” in Windows-1252 without a mark, “CSV UTF-8” with one, “Unicode text” as UTF-16. Windows-1252 gives
some letter for nearly any byte, so it is taken only where nothing speaks against it: a file that is UTF-8 elsewhere has
a damaged byte, and one with characters that no French or English text holds is of yet another code page. Both are
errors that name line and byte, for garbled names would be mailed.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from innoveici.directory.file_problems import ProblemReport, shown
from innoveici.errors import InputNotFound, StorageError, os_problem
from innoveici.garbled import garbled, looks_twice
from innoveici.messages import N_, Message

MAX_BYTES = 32_000_000
"""Thousands of times what a region needs; beyond it the wrong file was named."""

_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # zip, as .xlsx and .ods are; .xls
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NEVER_IN_TEXT = frozenset(range(32)) - frozenset(b"\t\n\r\f\x1a")
_UTF_8_LETTER = re.compile(rb"[\xc2-\xc5][\x80-\xbf]|\xe2\x80[\x93-\xa6\xaf]")
"""Latin letters and typographic signs, as UTF-8 writes them; nobody means “Ã©” or “â€™” in Windows-1252."""
_NOT_FRENCH = re.compile(rb"[\x81-\x84\x86-\x8b\x8d-\x90\x98\x9a\x9b\x9d\x9e]|\xc3(?![A-Z])")
"""What Windows-1252 has no character for, or one that neither French nor English writes: “‚” and “Ž” are the “é” of DOS
and of an old Mac, “Ã” is half of one of UTF-8."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file should be: ``resave`` mends a text in another encoding, ``convert`` a spreadsheet.

    ``from_excel``: whether the encodings of Excel are read too.
    """

    name: str
    resave: Message
    convert: Message
    from_excel: bool = False


CSV = Kind(
    "CSV",
    Message(N_("save the file as UTF-8; in Excel, choose “CSV UTF-8”")),
    Message(N_("open it as a spreadsheet and save it as “CSV UTF-8”")),
    from_excel=True,
)
YAML = Kind(
    "YAML",
    Message(N_("save the file as UTF-8 from a text editor")),
    Message(N_("check that the right file was named")),
)


@dataclass(frozen=True, slots=True)
class FileText:
    """A file's whole ``text``, but for the byte order mark before it; ``encoding`` is one of Python's."""

    text: str
    encoding: str = "utf-8"
    mark: bytes = b""

    @property
    def body(self) -> str:
        """Without what DOS and a disk that filled up leave behind a CSV."""
        return self.text.rstrip("\x1a\x00")

    def encoded(self, text: str) -> bytes:
        """The file, were ``text`` what it says."""
        return self.mark + text.encode(self.encoding)


def read_content(file: Path) -> bytes:
    """The bytes of a file, of one that is far too large only more than ``MAX_BYTES``.

    Raises InputNotFound (66) when there is no such file, StorageError (74) when it cannot be read.
    """
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except FileNotFoundError as fault:
        raise InputNotFound(
            Message(N_("there is no file {path}"), path=file), Message(N_("check the path given"))
        ) from fault
    except (OSError, ValueError) as fault:
        raise StorageError(
            Message(N_("{path} cannot be read: {detail}"), path=file, detail=os_problem(fault)),
            Message(N_("check that it is a file and that you may read it")),
        ) from fault


def read_text(content: bytes, kind: Kind, report: ProblemReport) -> str | None:
    """A file as text, as :func:`decoded`; one that was encoded twice is none either."""
    found = decoded(content, kind, report)
    if found is None or not kind.from_excel:
        return found.text if found else None
    text = found.body
    if text.isascii() or not looks_twice(text):
        return text
    line, twice = next((n, line) for n, line in enumerate(text.split("\n"), 1) if looks_twice(line))
    report.error(
        line,
        "",
        Message(N_("the text was encoded twice: “{text}” stands for one letter"), text=shown(garbled(twice))),
        Message(N_("open the file it was made from, and save that one as “CSV UTF-8”")),
    )
    return None


def decoded(content: bytes, kind: Kind, report: ProblemReport) -> FileText | None:
    """A file as text; None when it is not that, with the one problem reported."""
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
    if kind.from_excel and content.startswith(_UTF_16):
        return _utf_16(content, kind, report)
    if content.startswith(_UTF_16) or _every_other_byte_is_nul(content):
        report.error(
            None, "", Message(N_("the text is UTF-16 (“Unicode text” to Excel and Notepad), not UTF-8")), kind.resave
        )
        return None
    return _utf_8_or_excels(content, kind, report)


def _utf_16(content: bytes, kind: Kind, report: ProblemReport) -> FileText | None:
    mark = content[:2]
    encoding = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
    try:
        return FileText(content[2:].decode(encoding), encoding, mark)
    except UnicodeDecodeError as fault:
        before = content[2 : 2 + fault.start].decode(encoding, "ignore")
        report.error(
            before.count("\n") + 1,
            "",
            Message(N_("the text is UTF-16, and broken here: the file may have been cut")),
            kind.resave,
        )
        return None


def _utf_8_or_excels(content: bytes, kind: Kind, report: ProblemReport) -> FileText | None:
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    try:
        return FileText(content[len(mark) :].decode(), mark=mark)
    except UnicodeDecodeError as fault:
        start = fault.start + len(mark)
    if _NEVER_IN_TEXT.intersection(content[:4096]):
        report.error(None, "", Message(N_("the file is not text")), Message(N_("check that the right file was named")))
        return None
    wording = N_("the text is not UTF-8 (byte {value})")
    if kind.from_excel:
        if mark or _UTF_8_LETTER.search(content):
            wording = N_("the text is UTF-8, but not here (byte {value}): a character was damaged or cut")
        elif odd := _NOT_FRENCH.search(content):
            start = odd.start()
            wording = N_("the text is neither UTF-8 nor what Excel saves in French (byte {value})")
        else:
            return FileText(content.decode("cp1252"), "cp1252")
    report.error(content.count(b"\n", 0, start) + 1, "", Message(wording, value=f"0x{content[start]:02X}"), kind.resave)
    return None


def _every_other_byte_is_nul(content: bytes) -> bool:
    """UTF-16 without its mark, where the text begins with Latin letters."""
    start = content[:64]
    half = len(start) // 2
    return half >= 4 and half in (start[0::2].count(0), start[1::2].count(0))
