"""The headers and the text of a message, whatever a mail program made of them: its parts, its encodings, its lines.

Nothing here raises, whatever a stranger sends.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping, Sequence
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses

from innoveici.characters import clean
from innoveici.replies.html_text import html_text
from innoveici.replies.quotation import own_words

HEADERS = 200_000
"""Bytes in which headers are looked for."""
_HEADER = 2_000
"""Characters of one."""
LONGEST = 20_000
"""Characters of an answer that are kept."""
_CUT = " […]"


def read_headers(content: bytes) -> dict[str, list[str]]:
    """By name in lower case, the values of each in their order; words of the subject decoded."""
    found: dict[str, list[str]] = {}
    for name, value in BytesHeaderParser().parsebytes(content[:HEADERS]).raw_items():
        raw = str(value)[:_HEADER].encode("utf-8", "surrogateescape").decode("utf-8", "replace")  # as RFC 6532 has it
        found.setdefault(name.lower(), []).append(_words(raw) if name.lower() == "subject" else raw)
    return found


def _words(text: str) -> str:
    try:
        return str(make_header(decode_header(text)))
    except Exception:  # an encoding that is none, a word that is cut
        return text


def sender_of(headers: Mapping[str, Sequence[str]]) -> str:
    """The one address that a message is from; empty where it names none, or several."""
    values = headers.get("from", ())
    if len(values) != 1:
        return ""
    try:
        addresses = [address for _name, address in getaddresses([values[0]]) if "@" in address]
    except RecursionError:  # a comment in a comment, a thousand times
        return ""
    return addresses[0] if len(addresses) == 1 else ""


def words_above(content: bytes) -> str | None:
    """What its writer added to what is quoted, clean and without signature; empty where there is nothing.

    None where there is no text that can be read: an encrypted message, one that is damaged.
    """
    try:
        texts = list(_texts(message_from_bytes(content)))
    except Exception:  # what a stranger sends: a part nested a thousand times, an encoding that is none
        return None
    said = [own_words(clean(text, keep_lines=True)) for text in texts]
    words = next(filter(None, said), "" if said else None)
    return words if words is None or len(words) <= LONGEST else words[:LONGEST] + _CUT


def _texts(mail: Message) -> Iterator[str]:
    """Its bodies, those in plain text first; nothing that is attached."""
    parts = [part for part in _own_parts(mail) if part.get_content_maintype() == "text" and not _is_attached(part)]
    for part in parts:
        if part.get_content_subtype() == "plain":
            yield _unflowed(part, _decoded(part))
    for part in parts:
        if part.get_content_subtype() == "html":
            yield html_text(_decoded(part))


def _own_parts(mail: Message) -> Iterator[Message]:
    """As ``mail.walk()``, but for what is inside a message that is attached."""
    if mail.get_content_maintype() == "message":
        return
    if not mail.is_multipart():
        yield mail
        return
    for part in mail.get_payload():
        if isinstance(part, Message):
            yield from _own_parts(part)


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_filename() is not None


def _decoded(part: Message) -> str:
    raw = part.get_payload(decode=True)
    content = raw if isinstance(raw, bytes) else b""
    named = str(part.get_content_charset() or "utf-8").strip("\"' ").lower()
    for charset in ("utf-8" if _is_ascii_name(named) else named, "utf-8"):
        try:
            # Windows programs write cp1252 and say ISO 8859-1, which has nothing but controls where that has “’”.
            known = "cp1252" if codecs.lookup(charset).name == "iso8859-1" else charset
            return content.decode(known)
        except (LookupError, ValueError):
            continue
    return content.decode("cp1252", "replace")


def _is_ascii_name(charset: str) -> bool:
    return charset in ("us-ascii", "ascii", "unknown-8bit", "default")


def _unflowed(part: Message, text: str) -> str:
    """Paragraphs that were broken to be sent (RFC 3676), in one line each again."""
    if str(part.get_param("format", "")).lower() != "flowed":
        return text
    joins = "" if str(part.get_param("delsp", "")).lower() == "yes" else " "
    lines: list[str] = []
    goes_on, depth_before = False, 0
    for line in text.splitlines():
        depth = len(line) - len(line.lstrip(">"))
        said = line[depth:].removeprefix(" ")
        said = f" {said}" if not depth and said.startswith(">") else said  # which somebody wrote, and quotes nothing
        soft = said.endswith(" ") and said != "-- "
        said = said[:-1] if soft else said
        if goes_on and depth == depth_before and said != "-- ":
            lines[-1] += joins + said
        else:
            lines.append(">" * depth + (" " if depth else "") + said)
        goes_on, depth_before = soft, depth
    return "\n".join(lines)
