"""The number under which a form sends its request: made when the form is first shown, and signed.

It stands in the form itself, so that nothing is kept of a form that is not sent, and what is sent twice is one request.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from itsdangerous import BadData, Signer

if TYPE_CHECKING:
    from datetime import datetime

    from innoveici.links import SigningKey

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without those that are taken for others when a number is said on the telephone."""
_LENGTH = 10


@dataclass(frozen=True, slots=True)
class FormTicket:
    """``request_id``: ``F-…``, tells nothing of who fills the form in. ``made_at``: seconds since 1970, as it really
    was: it tells people from programs. ``text``: as it stands in the form."""

    request_id: str
    made_at: float
    text: str

    @property
    def age_s(self) -> float:
        """For how long the form was there to be filled in."""
        return time.time() - self.made_at


def new_ticket(keys: Mapping[str, SigningKey]) -> FormTicket:
    """:param keys: the office's, by id, the one that signs last."""
    key = [*keys.values()][-1]
    request_id = "F-" + "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    made_at = time.time()
    return FormTicket(request_id, made_at, _signer(key).sign(f"{key.id}.{request_id}.{made_at:.3f}").decode("ascii"))


def ticket_of(text: str, keys: Mapping[str, SigningKey], now: datetime) -> FormTicket | None:
    """What :func:`new_ticket` wrote; None for anything else, and once its key has ended. Never raises."""
    key = keys.get(text.partition(".")[0])
    if key is None or (key.expires_at is not None and now >= key.expires_at):
        return None
    try:
        _id, request_id, made_at = _signer(key).unsign(text).decode("ascii").split(".", 2)
    except (BadData, ValueError):
        return None
    return FormTicket(request_id, float(made_at), text)


def _signer(key: SigningKey) -> Signer:
    return Signer(key.secret, salt="innoveici.form", sep=":", key_derivation="hmac", digest_method=sha256)
