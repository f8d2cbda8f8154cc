"""Bytes as UTF-8 text: by the mark at their beginning, else strict UTF-8, else strict Windows-1252; never a guess.

What is UTF-8 already stays where it is; anything else is decoded to a spool, chunk by chunk. A file that is UTF-8 but
for a few bytes is neither: read as Windows-1252, every accent of it would be garbled.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import NoReturn

import numpy as np

from innoveici.batch.read.source import CHUNK, MARK, Source
from innoveici.errors import DataError, UsageError
from innoveici.garbled import likelier
from innoveici.messages import N_, Message

_BOM = codecs.BOM_UTF8
_HEAD = 4096
_UTF_8, _FALLBACK = "utf-8", "cp1252"
_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
"""A character of several bytes."""
_TELLING = re.compile(
    rb"\xc3[\x80-\xbf]|\xc5[\x92\x93\xb8]|\xe2\x80[\x80-\xbf]|\xe2\x82\xac|\xe2\x84\xa2|\xf0\x9f[\x80-\xbf]{2}"
)
"""One that French or English text has, and that no word is when it is read as Windows-1252: é is Ã©, ’ is â€™."""
_ASCII = bytes(range(128))
_FEW = 10
"""Stray bytes for each telling character: more of them, and the file is no UTF-8."""
_TAIL = b"\0\x1a"
_AROUND = _TAIL + b"\r\n\t "


@dataclass(frozen=True, slots=True)
class Text:
    """``source``: valid UTF-8 from byte ``start`` on. ``encoding``: that of the bytes given. ``trusted``: somebody said
    so."""

    source: Source
    start: int
    encoding: str
    trusted: bool = False


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
            if source.is_joined:
                source = source.spooled(_unmarked(source))
            return _ended(Text(source, start, "utf-8-sig" if start else _UTF_8, encoding is not None))
        if chosen or head.startswith(_BOM):
            _refuse(source)
        if _is_utf8_but_for_a_few_bytes(source):
            _refuse(source, but_for_a_few=True)
    chosen = chosen or _FALLBACK
    try:
        spool = source.spooled(text.encode() for text in _decoded(source, chosen))
    except _Undefined as fault:
        tried = f"{_UTF_8}, {_FALLBACK}" if chosen == _FALLBACK and not encoding else chosen
        other = None if encoding else likelier(source.at(0, CHUNK))
        raise fault.error(source.shown, tried, other) from None
    start = len(_BOM) if spool.at(0, len(_BOM)) == _BOM else 0
    return _ended(Text(spool, start, chosen, encoding is not None))


class _Undefined(Exception):
    """``at_end``: the file ends before the character does."""

    def __init__(self, line: int, byte: int, *, at_end: bool = False) -> None:
        super().__init__(line, byte)
        self.line, self.byte, self.at_end = line, byte, at_end

    def error(self, shown: str, encoding: str, other: str | None = None, *, but_for_a_few: bool = False) -> DataError:
        if self.at_end:
            return DataError(
                Message(N_("{file} ends in the middle of a character: it is not whole"), file=shown),
                Message(N_("transfer the file again; nothing was recorded")),
            )
        if but_for_a_few:
            return DataError(
                Message(
                    N_("{file}:{line}: the byte {byte} stands for no character in UTF-8, as all else there does"),
                    file=shown,
                    line=self.line,
                    byte=f"0x{self.byte:02X}",
                ),
                Message(N_("correct the character there, save the file as UTF-8 and route it; nothing was recorded")),
            )
        return DataError(
            Message(
                N_("{file}:{line}: the byte {byte} stands for no character in {encoding}"),
                file=shown,
                line=self.line,
                byte=f"0x{self.byte:02X}",
                encoding=encoding,
            ),
            Message(N_("add --encoding {other} if that is what it is; else save the file as “CSV UTF-8”"), other=other)
            if other
            else Message(N_("save the file as “CSV UTF-8”, or name its encoding with --encoding")),
        )


def _unmarked(source: Source) -> Iterator[bytes]:
    """``source`` without marks before quotations, where files were joined; the one at its beginning stays."""
    head = source.at(0, 1)
    yield head
    rest = b""
    for piece in chain(source.pieces(), [b""]):
        text = (rest + piece)[len(head) :].replace(MARK, MARK[-1:])
        end = len(text) - len(MARK) if piece else len(text)  # a mark may begin there
        yield text[: max(end, 0)]
        rest, head = text[max(end, 0) :], b""


def _is_utf8_but_for_a_few_bytes(source: Source) -> bool:
    """By what there is of either: characters of several bytes that no text in Windows-1252 seems to hold, and bytes
    that belong to none."""
    telling, stray, rest = 0, 0, b""
    for piece in chain(source.pieces(), [b""]):
        text = rest + piece
        end = _end_of_characters(text) if piece else len(text)
        text, rest = _beyond_ascii(text[:end]), text[end:]
        telling += len(_TELLING.findall(text))
        stray += len(_SEQUENCE.sub(b"", text).translate(None, _ASCII))
    return telling * _FEW >= stray


def _beyond_ascii(text: bytes) -> bytes:
    """The bytes beyond ASCII and the one after each, so that what stood apart still does: few to search."""
    octets = np.frombuffer(text, np.uint8)
    beyond = octets >= len(_ASCII)
    after = np.zeros_like(beyond)
    after[1:] = beyond[:-1]
    return octets[beyond | after].tobytes()


def _end_of_characters(text: bytes) -> int:
    """Before the last bytes beyond ASCII, where these may go on: three at most."""
    end = len(text)
    while end > max(len(text) - 3, 0) and text[end - 1] >= 0x80:
        end -= 1
    return end


def _refuse(source: Source, *, but_for_a_few: bool = False) -> NoReturn:
    """Say where the byte is that is not UTF-8."""
    try:
        for _ in _decoded(source, _UTF_8):
            pass
    except _Undefined as fault:
        raise fault.error(source.shown, _UTF_8, but_for_a_few=but_for_a_few) from None
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
            cut = fault.reason in ("unexpected end of data", "truncated data")
            raise _Undefined(breaks + 1, fault.object[fault.start], at_end=cut) from None
        except UnicodeError:  # UTF-16 that must begin with a mark and does not
            raise _Undefined(1, (chunk or b"\0")[0]) from None


def _breaks(source: Source, encoding: str, chunks: int) -> int:
    """Line feeds in the first ``chunks`` of ``source``, counted only when a line is to be named."""
    decoder = codecs.getincrementaldecoder(encoding)()
    return sum(decoder.decode(chunk).count("\n") for chunk in islice(source.pieces(), chunks))


def _ended(text: Text) -> Text:
    """``text`` without what old programs and broken disks put after its end (Ctrl-Z, NUL), and with line feeds.

    Raises DataError when there is nothing else.
    """
    source = text.source
    position, end = source.size, source.size
    while position > text.start:
        start = max(position - _HEAD, text.start)
        piece = source.at(start, position - start)
        kept = len(piece.rstrip(_AROUND))
        ends = [found for sign in _TAIL if (found := piece.find(sign, kept)) >= 0]
        end = start + min(ends) if ends else end
        if kept:
            break
        position = start
    if end == text.start:
        raise DataError(
            Message(N_("{file} holds nothing but NUL characters, as a damaged file does"), file=source.shown),
            Message(N_("transfer the file again")),
        )
    source.end(end)
    return _with_line_feeds(text)


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
    _refuse_unmarked_utf16(head.rstrip(_TAIL), shown)
    return None


def _refuse_unmarked_utf16(head: bytes, shown: str) -> None:
    for name, nul in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if len(nul) > 3 and nul.count(0) * 3 > len(nul) * 2:
            raise DataError(
                Message(N_("{file} looks like UTF-16 without the mark at its beginning"), file=shown),
                Message(N_("read it with --encoding {encoding}, or save it as “CSV UTF-8”"), encoding=name),
            )
