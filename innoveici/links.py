"""Links by which those in the chain come to a request without a password: made when a letter is made, kept nowhere.

A link says of which handoff it is, who holds it, what it is for and when it ends, under an HMAC by one of the office's
signing keys (itsdangerous). It opens nothing by itself: whether its holder still has the handoff in hand, and what the
state allows, is asked of the ledger each time. Nothing in it is personal; it is short enough for any mail program.
"""

from __future__ import annotations

import binascii
import hmac
import struct
from base64 import b32decode, b32encode
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Literal, get_args

from itsdangerous import BadData, Signer, base64_decode, base64_encode

Purpose = Literal["page", "reply", "form"]
"""``page``: whoever has it sees and does what its holder may; ``reply``: an answer by mail; ``form``: as ``page``, but
shown to whoever sent the request form, so that using it does not show whose the address is that was given there."""
OPENS_PAGE: frozenset[Purpose] = frozenset({"page", "form"})
Dead = Literal["forged", "expired", "revoked"]
"""Why a link opens nothing. ``revoked``: its key is no longer known, or was revoked."""
LINK_LENGTH = 200
"""Characters of one at most, after the base URL; Outlook cuts what is longer than a line can hold."""
_EPOCH = date(2025, 1, 1)
_PURPOSES: Mapping[Purpose, str] = {"page": "p", "reply": "r", "form": "f"}


@dataclass(frozen=True, slots=True)
class SigningKey:
    """``id``: a number, as text. ``expires_at`` (UTC): from when on it verifies nothing; None while it is in use."""

    id: str
    secret: bytes
    made_at: datetime
    expires_at: datetime | None = None

    def __repr__(self) -> str:
        return f"SigningKey({self.id!r})"  # no secret in a traceback


@dataclass(frozen=True, slots=True)
class Link:
    """``holder``: an actor as text, without the request's id for a company (``company``); ``last_day``: Québec's day
    on which it opens for the last time."""

    handoff_id: str
    holder: str
    purpose: Purpose
    last_day: date

    @property
    def role(self) -> str:
        """The holder's."""
        return self.holder.partition(":")[0]


def sign(link: Link, key: SigningKey) -> str:
    """The link as it stands in an address: letters, digits, ``-``, ``_`` and one ``.``; the same for the same."""
    days = (link.last_day - _EPOCH).days
    said = f"{key.id} {_number(link.handoff_id)} {link.holder} {_PURPOSES[link.purpose]} {days}"
    return _signer(key.secret).sign(base64_encode(said)).decode("ascii")


def opened(text: str, keys: Mapping[str, SigningKey], now: datetime, today: date) -> Link | Dead:
    """What :func:`sign` made ``text`` of, or why it opens nothing. Never raises, whatever ``text`` is.

    :param keys: by id. :param now: UTC. :param today: in Québec.
    """
    said = _said(text)
    if said is None:
        return "forged"
    key = keys.get(said[0])
    if key is None:
        return "revoked"
    link = genuine(text, keys)
    if link is None:
        return "forged"
    if key.expires_at is not None and now >= key.expires_at:
        return "revoked"
    return link if today <= link.last_day else "expired"


def genuine(text: str, keys: Mapping[str, SigningKey]) -> Link | None:
    """What one of ``keys`` made ``text`` of, also when it opens nothing any more; None for anything else."""
    said = _said(text)
    key = keys.get(said[0]) if said else None
    if said is None or key is None:
        return None
    # Made again and compared as a whole: base64 would take the same bytes in several spellings.
    return said[1] if hmac.compare_digest(sign(said[1], key).encode(), text.encode()) else None


def _said(text: str) -> tuple[str, Link] | None:
    """The key's id and the link that ``text`` says, not verified; None where it says nothing."""
    if len(text) > LINK_LENGTH or not text.isascii():
        return None
    try:
        key_id, number, holder, purpose, days = base64_decode(text.partition(".")[0]).decode("ascii").split(" ")
        link = Link(f"H-{int(number):06d}", holder, _purpose(purpose), _EPOCH + timedelta(days=int(days)))
    except (BadData, ValueError, OverflowError, StopIteration):
        return None
    return key_id, link


def _purpose(letter: str) -> Purpose:
    return next(purpose for purpose in get_args(Purpose) if _PURPOSES[purpose] == letter)


@lru_cache(maxsize=64)
def _signer(secret: bytes) -> Signer:
    return Signer(secret, salt="innoveici.link", key_derivation="hmac", digest_method=sha256)


_REPLY = struct.Struct(">HIHc")
"""Of an answer by mail: the key's number, the handoff's, the days to its last one, the role's letter."""
_REPLY_MAC = 10
"""Bytes: what a mail server takes in an address is 64 characters, and it may lower them."""
_ROLE_LETTERS: Mapping[str, bytes] = {"company": b"c", "advisor": b"a", "erac": b"e"}


def reply_token(link: Link, key: SigningKey) -> str:
    """``link`` as it stands in a mail address, before the ``@``: some 30 letters and digits, in lower case.

    Its holder is sealed, not said: who opens it asks of those whom the handoff knows.
    """
    said = _REPLY.pack(int(key.id), _number(link.handoff_id), (link.last_day - _EPOCH).days, _ROLE_LETTERS[link.role])
    return b32encode(said + _reply_mac(said, link.holder, key)).decode("ascii").rstrip("=").lower()


def reply_about(token: str) -> tuple[str, str] | None:
    """The handoff and the role that :func:`reply_token` made ``token`` for, not verified yet; None for anything
    else."""
    if (said := _reply_said(token)) is None:
        return None
    _key, number, _days, letter = _REPLY.unpack(said[: _REPLY.size])
    role = next((role for role, known in _ROLE_LETTERS.items() if known == letter), None)
    return (f"H-{number:06d}", role) if role else None


def reply_opened(
    token: str, holders: Collection[str], keys: Mapping[str, SigningKey], now: datetime, today: date
) -> Link | Dead:
    """What :func:`reply_token` made ``token`` of, or why it opens nothing. Never raises.

    :param holders: whom of that role the handoff knows, as :class:`Link` names them. The rest as of :func:`opened`.
    """
    about, said = reply_about(token), _reply_said(token)
    if about is None or said is None:
        return "forged"
    head, mac = said[: _REPLY.size], said[_REPLY.size :]
    number, _handoff, days, _letter = _REPLY.unpack(head)
    key = keys.get(str(number))
    if key is None:
        return "revoked"
    holder = next((one for one in holders if hmac.compare_digest(mac, _reply_mac(head, one, key))), None)
    if holder is None:
        return "forged"
    if key.expires_at is not None and now >= key.expires_at:
        return "revoked"
    link = Link(about[0], holder, "reply", _EPOCH + timedelta(days=days))
    return link if today <= link.last_day else "expired"


def _number(handoff_id: str) -> int:
    return int(handoff_id.removeprefix("H-"))


def _reply_said(token: str) -> bytes | None:
    try:
        said = b32decode(token.upper() + "=" * (-len(token) % 8))
    except (binascii.Error, ValueError):
        return None
    return said if len(said) == _REPLY.size + _REPLY_MAC else None


def _reply_mac(said: bytes, holder: str, key: SigningKey) -> bytes:
    return hmac.digest(key.secret, b"innoveici.reply" + said + holder.encode(), "sha256")[:_REPLY_MAC]
