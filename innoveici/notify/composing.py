"""A letter's words become the message that goes out: headers, envelope, MIME.

The bytes are put together here rather than by EmailMessage, which takes nearly ten times as long and gives every part a
boundary of its own by chance.
"""

from __future__ import annotations

import binascii
import re
from email.utils import format_datetime, quote
from functools import lru_cache
from typing import TYPE_CHECKING

from innoveici.characters import clean
from innoveici.notify.addresses import envelope_sender, reply_address
from innoveici.notify.ascii_addresses import ascii_domain, in_ascii
from innoveici.notify.letter import Address, Letter, LetterContext, Mail, Rendered
from innoveici.quebec import quebec_time

if TYPE_CHECKING:
    from innoveici.notify.letter import LetterContext

_LINE = 76
"""Characters of a line, as RFC 2047 and RFC 2045 want it; only an address may make it longer."""
_BOUNDARY = "=_innoveici"
"""Fits every message: after `=`, a quoted-printable body has two hexadecimal digits or the end of the line."""

_HASH_DIGITS = 12
"""Of 64: ids need only never come again."""


def compose(letter: Letter, rendered: Rendered, context: LetterContext) -> Mail:
    """The message as it goes out. The same letter gives the same bytes but for its date."""
    recipient = in_ascii(letter.address.email)
    sender = Address(context.settings.sender_name, in_ascii(context.settings.sender))
    id_ = message_id(letter, context)
    headers = [
        "From: " + _mailbox("From", sender),
        "To: " + _mailbox("To", Address(letter.address.name, recipient)),
        "Subject: " + _words("Subject", rendered.subject),
        "Date: " + format_datetime(context.now.astimezone(quebec_time())),
        "Message-ID: " + id_,
        "References: " + thread_id(letter, context),  # no In-Reply-To: the message that begins a thread never was
    ]
    if to := reply_address(letter, context):
        headers.append("Reply-To: " + _mailbox("Reply-To", to))
    headers += [
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
        "Content-Language: " + letter.language,
        "MIME-Version: 1.0",
        f'Content-Type: multipart/alternative; boundary="{_BOUNDARY}"',
    ]
    content = b"\r\n".join([
        "\r\n".join(headers).encode(),
        b"",
        _part("plain", rendered.text),
        _part("html", rendered.html),
        f"--{_BOUNDARY}--".encode(),
        b"",
    ])  # fmt: skip
    notices = tuple(part.posted.notice.id for part in letter.parts)
    return Mail(id_, envelope_sender(letter.message, context), recipient, content, notices)


def _mailbox(header: str, address: Address) -> str:
    """``"Name" <address>``; the address on a line of its own when both are too long for one."""
    name = _one_line(address.name)
    if not name:
        return address.email
    shown = f'"{quote(name)}"'
    if not _is_plain(name) or not _fits(header, shown):
        shown = _encoded(header, name)
    both = f"{shown} <{address.email}>"
    return both if _fits(header, both) else f"{shown}\r\n <{address.email}>"


def _fits(header: str, value: str) -> bool:
    return len(header) + 2 + len(value) <= _LINE


def _words(header: str, text: str) -> str:
    text = _one_line(text)
    return text if _is_plain(text) and _fits(header, text) else _encoded(header, text)


def _one_line(text: str) -> str:
    """Without anything that could end a header; spaces one by one, as whoever reads headers makes them."""
    return re.sub(" {2,}", " ", clean(text)).strip()


def _is_plain(text: str) -> bool:
    """Whether a header can hold ``text`` as it is: ASCII, and not to be taken for something encoded."""
    return text.isascii() and "=?" not in text


@lru_cache
def _encoded(header: str, text: str) -> str:
    """``text`` in encoded words (RFC 2047), a line each, no character broken; email.header takes ten times as long."""
    words, word, room = [], b"", _room(len(header) + 2)
    for character in map(str.encode, text):
        if len(word) + len(character) > room:
            words.append(word)
            word, room = b"", _room(1)
        word += character
    return "\r\n ".join(f"=?utf-8?b?{binascii.b2a_base64(w, newline=False).decode()}?=" for w in (*words, word))


def _room(before: int) -> int:
    """Bytes that an encoded word can hold on a line with so many characters before it."""
    return (_LINE - before - len("=?utf-8?b??=")) // 4 * 3


def _part(subtype: str, text: str) -> bytes:
    body = "\r\n".join(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")).encode("utf-8", "replace")
    head = (
        f"--{_BOUNDARY}\r\nContent-Type: text/{subtype}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    # Begun with a line's end: the encoder breaks lines as the first one it meets does.
    return head.encode() + binascii.b2a_qp(b"\r\n" + body, istext=True)[2:]


def message_id(letter: Letter, context: LetterContext) -> str:
    """``<EVENT.ORDINAL.HASH@DOMAIN>``: the notice that names the letter, and the beginning of its event's hash.

    The hash, for after a restored backup other events have the same numbers. Where the notice that names the letter is
    not in it any more, as it went out before or was cancelled, the first that is left names the message: it is another.
    """
    if not letter.parts:
        return _id(letter.message, context)
    named = next((part for part in letter.parts if part.posted.notice.id == letter.message), letter.parts[0])
    event = named.material.event
    return f"<{named.posted.notice.id}.{event.hash[:_HASH_DIGITS]}@{ascii_domain(context.settings.sender)}>"


def thread_id(letter: Letter, context: LetterContext) -> str:
    """The id that every letter of one handoff answers; digests, of one kind of reader; what is about no notice (test
    messages, sign-in letters), one for all of its kind."""
    if not letter.parts:
        return _id(letter.message.partition(".")[0], context)
    if letter.digest:
        return _id(f"digest.{letter.parts[0].posted.notice.recipient.partition(':')[0]}", context)
    return _id(f"handoff.{letter.parts[0].material.handoff.opened_seq}", context)


def _id(what: str, context: LetterContext) -> str:
    ledger = context.ledger_id and f".{context.ledger_id}"  # an empty ledger has none
    return f"<{what}{ledger}@{ascii_domain(context.settings.sender)}>"
