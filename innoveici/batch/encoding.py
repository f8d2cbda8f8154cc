"""Bytes as UTF-8 text: by the mark at their beginning, else strict UTF-8, else strict Windows-1252; never a guess.

What is UTF-8 already stays where it is; anything else is decoded to a spool, chunk by chunk.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import NoReturn

from innoveici.batch.source import Source
from innoveici.errors import DataError, UsageError
from innoveici.messages import N_, Message

_BOM = codecs.BOM_UTF8
_HEAD = 4096
_UTF_8, _FALLBACK = "utf-8", "cp1252"


@dataclass(frozen=True, slots=True)
class Text:
    """``source``: valid UTF-8 from byte ``start`` on. ``encoding``: that of the bytes given."""

    source: Source
    start: int
    encoding: str


def read_text(source: Source, encoding: str | None = None) -> Text:
    """``source`` as text. ``encoding``: from --encoding, else chosen here.

    Raises DataError with line and byte where a byte stands for nothing; UsageError for an unknown encoding. The
    source that was given is closed when another takes its place.
    """
    head = source.at(0, _HEAD)
    chosen = _named(encoding) if encoding else _by_mark(head, source.shown)
    if chosen in (None, _UTF_8):
        if source.is_utf8:
            start = len(_BOM) if head.startswith(_BOM) else 0
            return _with_line_feeds(Text(source, start, "utf-8-sig" if start else _UTF_8))
        if chosen or head.startswith(_BOM):
            _refuse(source)
    chosen = chosen or _FALLBACK
    try:
        spool = source.spooled(text.encode() for text in _decoded(source, chosen))
    except _Undefined as fault:
        tried = f"{_UTF_8}, {_FALLBACK}" if chosen == _FALLBACK and not encoding else chosen
        raise fault.error(source.shown, tried) from None
    start = len(_BOM) if spool.at(0, len(_BOM)) == _BOM else 0
    return _with_line_feeds(Text(spool, start, chosen))


class _Undefined(Exception):
    def __init__(self, line: int, byte: int) -> None:
        super().__init__(line, byte)
        self.line, self.byte = line, byte

    def error(self, shown: str, encoding: str) -> DataError:
        return DataError(
            Message(
                N_("{file}:{line}: the byte {byte} stands for no character in {encoding}"),
                file=shown,
                line=self.line,
                byte=f"0x{self.byte:02X}",
                encoding=encoding,
            ),
            Message(N_("save the file as “CSV UTF-8”, or name its encoding with --encoding")),
        )


def _refuse(source: Source) -> NoReturn:
    """Say where the byte is that is not UTF-8."""
    try:
        for _ in _decoded(source, _UTF_8):
            pass
    except _Undefined as fault:
        raise fault.error(source.shown, _UTF_8) from None
    raise AssertionError("pyarrow and Python disagree on what is UTF-8")


def _decoded(source: Source, encoding: str) -> Iterator[str]:
    """``source`` as text, chunk by chunk. Raises _Undefined."""
    decoder = codecs.getincrementaldecoder(encoding)()
    for number, chunk in enumerate(chain(source.pieces(), [None])):
        try:
            yield decoder.decode(chunk or b"", final=chunk is None)
        except UnicodeDecodeError as fault:
            before = fault.object[: fault.start].decode(fault.encoding, "ignore")
            breaks = _breaks(source, encoding, number) + before.count("\n")
            raise _Undefined(breaks + 1, fault.object[fault.start]) from None
        except UnicodeError:  # UTF-16 that must begin with a mark and does not
            raise _Undefined(1, (chunk or b"\0")[0]) from None


def _breaks(source: Source, encoding: str, chunks: int) -> int:
    """Line feeds in the first ``chunks`` of ``source``, counted only when a line is to be named."""
    decoder = codecs.getincrementaldecoder(encoding)()
    return sum(decoder.decode(chunk).count("\n") for chunk in islice(source.pieces(), chunks))


def _with_line_feeds(text: Text) -> Text:
    """``text``, in which CR became LF when it has no LF at all, as on an old Mac."""
    source, returns = text.source, False
    for chunk in source.pieces():
        if b"\n" in chunk:
            return text
        returns = returns or b"\r" in chunk
    if not returns:
        return text
    return replace(text, source=source.spooled(chunk.replace(b"\r", b"\n") for chunk in source.pieces()))


def _named(encoding: str) -> str:
    """The codec's own name."""
    try:
        codec = codecs.lookup(encoding)
        codecs.getincrementaldecoder(encoding)
        is_text = codec._is_text_encoding
    except (LookupError, ValueError):
        is_text = False
    if not is_text:
        raise UsageError(
            Message(N_("--encoding: {encoding} is not known"), encoding=encoding),
            Message(N_("use utf-8, cp1252, latin-1, mac-roman, utf-16 or another that Python knows")),
        )
    return _UTF_8 if codec.name in ("utf-8", "utf-8-sig") else codec.name


def _by_mark(head: bytes, shown: str) -> str | None:
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise DataError(
            Message(N_("{file} is UTF-32, which is not read"), file=shown), Message(N_("save the file as “CSV UTF-8”"))
        )
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    _refuse_unmarked_utf16(head, shown)
    return None


def _refuse_unmarked_utf16(head: bytes, shown: str) -> None:
    for name, nul in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if len(nul) > 3 and nul.count(0) * 3 > len(nul) * 2:
            raise DataError(
                Message(N_("{file} looks like UTF-16 without the mark at its beginning"), file=shown),
                Message(N_("read it with --encoding {encoding}, or save it as “CSV UTF-8”"), encoding=name),
            )
