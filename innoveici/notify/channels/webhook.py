"""Mails as signed JSON to a program of one's own, by HTTPS.

``Innoveici-Signature: v1=HEX`` is HMAC-SHA256 under the secret of ``Innoveici-Timestamp``, a full stop and the body:
whoever receives it knows who sent it and when. ``Idempotency-Key`` is the same however often a mail is tried.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ssl import SSLContext

from innoveici.mail_url import WebhookUrl
from innoveici.notify.channels import Channel, ChannelRefused, Deferred, InDoubt, PerhapsRejected, Rejected, nothing
from innoveici.notify.channels.network import ANSWERS, not_connected, trusting
from innoveici.notify.letter import Mail
from innoveici.reasons import Reason

_WRONG_PLACE = (401, 405, 407)
"""No mail at all will be taken there, or not with this secret."""
_PERHAPS_WRONG_PLACE = (403, 404, 410)
"""The same, or a firewall that dislikes one mail, or a recipient whom the program does not know."""
_LATER = (408, 425, 429)
_LONGEST_S = 999_999_999
"""Of the waits that are told; a run waits for much less."""


class WebhookChannel(Channel):
    """Posts to ``url``, each mail by a connection of its own.

    A kept one that the receiver closes just then would leave it open whether the request arrived.
    """

    def __init__(self, url: WebhookUrl) -> None:
        self.name = str(url)
        self.longest_s = ANSWERS * url.timeout
        self._url = url
        self._trusted: SSLContext | None = None

    def __enter__(self) -> WebhookChannel:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing stays open between two mails."""

    def send(self, mail: Mail, meanwhile: Callable[[], None] = nothing, /) -> None:
        """One request for one mail; redirections are not followed."""
        now = datetime.now(UTC)
        body = as_json(mail, now)
        timestamp = str(int(now.timestamp()))
        headers = {
            "Connection": "close",
            "Content-Type": "application/json",
            "Idempotency-Key": mail.message_id,
            "Innoveici-Signature": f"v1={signature(self._url.secret, timestamp, body)}",
            "Innoveici-Timestamp": timestamp,
            "User-Agent": "innoveici",
        }
        with closing(self._connection()) as connection:
            try:
                connection.connect()
            except OSError as error:
                raise not_connected(self.name, error, self._url.timeout) from None
            try:
                connection.request("POST", self._url.target, body, headers)
            except OSError as error:  # something was not taken, so the request was not complete
                failed = not_connected(self.name, error, self._url.timeout)
                failed.in_dialog = True
                raise failed from None
            meanwhile()
            try:
                with connection.getresponse() as response:
                    self._judge(response)
            except (OSError, HTTPException):
                raise InDoubt(Reason("mail.no_answer")) from None

    def _connection(self) -> HTTPConnection:
        where = self._url
        if not where.tls:
            return HTTPConnection(where.host, where.port, timeout=where.timeout)
        if self._trusted is None:
            self._trusted = trusting(where.ca)
        return HTTPSConnection(where.host, where.port, timeout=where.timeout, context=self._trusted)

    def _judge(self, response: HTTPResponse) -> None:
        code = response.status
        if 200 <= code < 300:
            return
        status = {"status": code}
        rejected = Reason("webhook.rejected", status)
        if code in _LATER or 500 <= code < 600:
            wait = wait_s(response.getheader("Retry-After", ""), response.getheader("Date", ""))
            if wait:
                raise Deferred(Reason("webhook.deferred_for", {**status, "seconds": wait}), wait)
            raise Deferred(Reason("webhook.deferred", status))
        if code in _PERHAPS_WRONG_PLACE:
            raise PerhapsRejected(Reason("webhook.refused", {**status, "server": self.name}), rejected)
        if code in _WRONG_PLACE or 300 <= code < 400:
            raise ChannelRefused(Reason("webhook.refused", {**status, "server": self.name}))
        if 400 <= code < 500:
            raise Rejected(rejected)
        raise InDoubt(Reason("mail.no_answer"))


def wait_s(retry_after: str, date: str = "") -> int:
    """The seconds that a receiver asks to be left alone; 0 where it says nothing that is understood, or a past moment.

    :param retry_after: seconds, or a moment as HTTP writes it.
    :param date: the moment of the answer, by the receiver's own clock, which may be off; else it is now.
    """
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return min(int(text[-18:]), _LONGEST_S) if len(text.lstrip("0")) <= 18 else _LONGEST_S
    until = _moment(text)
    if until is None:
        return 0
    seconds = (until - (_moment(date) or datetime.now(UTC))).total_seconds()
    return max(0, min(round(seconds), _LONGEST_S))


def _moment(text: str) -> datetime | None:
    """A date of HTTP, in any of its three forms, always in UTC."""
    try:
        found = parsedate_to_datetime(text)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def as_json(mail: Mail, now: datetime) -> bytes:
    """What is posted: the mail taken apart. ``sent_at`` is UTC."""
    message = mail.message
    bodies = {kind: message.get_body((kind,)) for kind in ("plain", "html")}
    words = {kind: body.get_content() if body else "" for kind, body in bodies.items()}
    return json.dumps(
        {
            "message_id": mail.message_id,
            "notices": mail.notices,
            "sender": mail.sender,
            "recipient": mail.recipient,
            "subject": str(message["Subject"] or ""),
            "headers": {name: str(value) for name, value in message.items()},
            "text": words["plain"].replace("\r\n", "\n"),
            "html": words["html"].replace("\r\n", "\n"),
            "sent_at": now.isoformat(timespec="seconds").replace("+00:00", "Z"),
        }
    ).encode()


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """In hexadecimal; the receiver computes the same and compares."""
    return hmac.digest(secret.encode(), timestamp.encode() + b"." + body, "sha256").hex()
