"""Envelope senders that say which letter a bounce is about, signed so that nobody can make one up (VERP)."""

from __future__ import annotations

import hmac
import re
from typing import TYPE_CHECKING

from innoveici.notify.domains import in_ascii

if TYPE_CHECKING:
    from innoveici.notify.post import Post

KEY = "envelopes"
"""The name under which the ledger keeps the key that signs (``Ledger.key``)."""
_DIGITS = 16
_TOKEN = re.compile(rf"\+([0-9]{{1,18}})-([0-9]{{1,6}})-([0-9a-f]{{{_DIGITS}}})@", re.ASCII | re.IGNORECASE)


def envelope_sender(message: str, post: Post) -> str:
    """``avis+123-1-TOKEN@DOMAIN`` for the letter ``123.1``; regions.yaml was read with the room that it takes."""
    local, _, domain = in_ascii(post.settings.bounces or post.settings.sender).rpartition("@")
    return f"{local}+{message.replace('.', '-')}-{_signature(message, post.key)}@{domain}"


def letter_of(text: str, key: bytes) -> str | None:
    """The letter whose envelope's sender is in ``text``, a header's value; None where there is none, or a made-up one.

    Searched for rather than parsed: what strangers write where addresses belong has no end.
    """
    for found in _TOKEN.finditer(text):
        message = f"{found[1]}.{found[2]}"
        if hmac.compare_digest(found[3].lower(), _signature(message, key)):
            return message
    return None


def _signature(message: str, key: bytes) -> str:
    return hmac.digest(key, f"bounce:{message}".encode(), "sha256").hex()[:_DIGITS]
