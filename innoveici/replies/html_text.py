"""The text of a page that a mail program made: lines where there are lines, ``>`` before what is quoted.

Taken apart here rather than by ``html.parser``, which takes minutes over some pages that strangers could send: what is
read once, from its beginning to its end, takes the same time whatever it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

LONGEST = 400_000
"""Characters of a page that are looked at: Outlook's begins with some ten thousand of styles."""


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_LINES = _tags(
    "p div tr table ul ol li h1 h2 h3 h4 h5 h6 hr pre section article header footer blockquote dl dt dd center"
)
_VOID = _tags("area base br col embed hr img input link meta source track wbr")
_UNSEEN = _tags("style script head title template noscript svg object")
_SIGNATURES = ("gmail_signature", "moz-signature", "ms-outlook-mobile-signature", "applemailsignature", "signature")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]{0,30})([^<>]*)>")
_ATTRIBUTE = re.compile(r"(id|class|style)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_ATTRIBUTES = 2_000
"""Characters of a tag in which they are looked for."""


def html_text(page: str) -> str:
    """What a reader sees of ``page``, without the signature that its mail program marks as one."""
    page = page[:LONGEST]
    return _seen(page, signatures=False) or _seen(page, signatures=True)


def _seen(page: str, *, signatures: bool) -> str:
    reader = _Reader(signatures=signatures)
    for piece in _pieces(page):
        if isinstance(piece, str):
            reader.take_text(piece)
        elif piece[1]:
            reader.end(piece[2].lower())
        else:
            reader.begin(piece[2].lower(), piece[3])
    return reader.text


def _pieces(page: str) -> Iterator[str | re.Match[str]]:
    """Texts and tags, in their order; comments are left out, one that never ends with all that follows."""
    position, end = 0, len(page)
    while position < end:
        opens = page.find("<", position)
        if opens != position:
            stop = opens if opens >= 0 else end
            yield unescape(page[position:stop])
            position = stop
        elif page.startswith("<!--", position):
            closes = page.find("-->", position + 4)
            position = closes + 3 if closes >= 0 else end
        elif tag := _TAG.match(page, position):
            yield tag
            position = tag.end()
        elif page.startswith(("<!", "<?"), position):
            closes = page.find(">", position)
            position = closes + 1 if closes >= 0 else end
        else:
            yield "<"
            position += 1


class _Reader:
    """Goes through a page once. ``signatures``: whether these are seen."""

    def __init__(self, *, signatures: bool) -> None:
        self._signatures = signatures
        self._open: list[tuple[str, str]] = []
        self._counts: dict[str, int] = {}
        self._lines: list[str] = []
        self._line: list[str] = []
        self._unseen = 0
        self._quoted = 0
        self._kept = 0

    @property
    def text(self) -> str:
        self._end_line()
        return "\n".join(self._lines).strip("\n")

    def begin(self, tag: str, attributes: str) -> None:
        """A tag opens."""
        if tag in _LINES:
            self._end_line()
        if tag == "br":
            self._end_line(always=True)
        if tag in _VOID:
            return
        kind = self._kind(tag, attributes)
        self._open.append((tag, kind))
        self._counts[tag] = self._counts.get(tag, 0) + 1
        self._count(kind, 1)

    def end(self, tag: str) -> None:
        """It closes, and with it whatever was not closed inside."""
        if tag in _LINES:
            self._end_line()
        while self._counts.get(tag):
            name, kind = self._open.pop()
            self._counts[name] -= 1
            self._count(kind, -1)
            if name == tag:
                break

    def take_text(self, text: str) -> None:
        """What stands between tags."""
        if self._unseen:
            return
        if self._kept:
            first, *more = text.split("\n")
            self._line.append(first)
            for line in more:
                self._end_line(always=True)
                self._line.append(line)
        else:
            self._line.append(_SPACES.sub(" ", text))

    def _kind(self, tag: str, attributes: str) -> str:
        found = _ATTRIBUTE.finditer(attributes[:_ATTRIBUTES])
        attrs = {one[1].lower(): (one[2] or one[3] or one[4] or "").lower() for one in found}
        if tag in _UNSEEN or "display:none" in attrs.get("style", "").replace(" ", ""):
            return "unseen"
        named = {attrs.get("id", "").removeprefix("x_"), *attrs.get("class", "").split()}
        if not self._signatures and not named.isdisjoint(_SIGNATURES):
            return "unseen"
        return {"blockquote": "quoted", "pre": "kept"}.get(tag, "")

    def _count(self, kind: str, by: int) -> None:
        if kind == "unseen":
            self._unseen += by
        elif kind == "quoted":
            self._end_line()
            self._quoted += by
        elif kind == "kept":
            self._kept += by

    def _end_line(self, *, always: bool = False) -> None:
        line = "".join(self._line)
        line = line.strip() if not self._kept else line.rstrip()
        self._line = []
        if line or always:
            self._lines.append("> " * min(self._quoted, 3) + line if self._quoted else line)
