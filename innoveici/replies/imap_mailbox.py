"""Answers from a mailbox that is reached by IMAP over TLS: those that nobody has seen, marked once they are settled.

What was taken, or given to a person, is marked ``\\Seen``; what changed nothing ``\\Flagged`` too, so that it is found.
"""

from __future__ import annotations

import imaplib
import re
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, unquote, urlsplit

from innoveici.errors import ConfigError, InnoveiciError, Unreachable, UsageError
from innoveici.messages import N_, Message
from innoveici.notify.channels import ChannelDown, ChannelRefused
from innoveici.notify.channels.network import not_connected, trusting
from innoveici.notify.incoming import LARGEST
from innoveici.reasons import Reason

PORT = 993
TIMEOUT_S = 60.0
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_BEYOND_ASCII = re.compile(r"[^\x20-\x7e]+")


@dataclass(frozen=True, slots=True)
class ImapUrl:
    """A mailbox on a server; never its password."""

    host: str
    port: int
    user: str
    mailbox: str
    ca: Path | None = None

    def __str__(self) -> str:
        return f"imaps://{self.host}:{self.port}"


def parse_imap_url(text: str) -> ImapUrl:
    """``imaps://user@host[:port]/MAILBOX[?ca=FILE]``; a sign that has a meaning there is written with ``%``.

    :raises UsageError: anything else, and a password: arguments can be listed by others on the machine.
    """
    remedy = Message(N_("write it as in imaps://reponses@erac.example@imap.erac.example/INBOX"))
    try:
        parts = urlsplit(text)
        port, host = parts.port, parts.hostname or ""
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
    except ValueError:
        raise UsageError(Message(N_("--imap: host or port is malformed")), remedy) from None
    if parts.password is not None:
        raise UsageError(
            Message(N_("--imap: a password has no place in an address, where others on this machine see it")),
            Message(N_("put it in INNOVEICI_IMAP_PASSWORD, or in a file (0600) that --password-file names")),
        )
    user, mailbox = unquote(parts.username or ""), unquote(parts.path.removeprefix("/")) or "INBOX"
    if parts.scheme != "imaps" or not host or not user or _INVISIBLE.search(user + mailbox) or {*options} - {"ca"}:
        raise UsageError(Message(N_("--imap: this is not the address of a mailbox")), remedy)
    ca = Path(options["ca"]).expanduser() if options.get("ca") else None
    return ImapUrl(host, port or PORT, user, mailbox, ca)


@dataclass(slots=True)
class ImapMailbox:
    """Opened as a context. Every method may raise Unreachable; ``password`` is in no message and no trace.

    :raises ConfigError: user, password, mailbox or certificate are not accepted.
    """

    url: ImapUrl
    password: str = field(repr=False)
    timeout: float = TIMEOUT_S
    _imap: imaplib.IMAP4_SSL | None = field(default=None, repr=False)

    def __enter__(self) -> Self:
        try:
            context = trusting(self.url.ca)
            self._imap = imaplib.IMAP4_SSL(self.url.host, self.url.port, ssl_context=context, timeout=self.timeout)
            self._log_in(self._imap)
            self._select(self._imap)
        except (ChannelRefused, ChannelDown) as error:
            raise ConfigError(error.reason.message) from None
        except InnoveiciError:
            self._close()
            raise
        except (imaplib.IMAP4.error, OSError) as error:
            self._close()
            raise self._failed(error) from None
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._close()

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        """The number of each message that nobody has seen, for :meth:`settle`, and its content, or enough of it to
        know that it is too large; it stays unseen."""
        found = self._said("SEARCH", "UNSEEN", "UNDELETED")
        for number in b" ".join(part for part in found if isinstance(part, bytes)).decode("ascii", "replace").split():
            parts = self._said("FETCH", number, f"(BODY.PEEK[]<0.{LARGEST + 1}>)")
            content = next((part[1] for part in parts if isinstance(part, tuple)), None)
            if content is not None:  # else it was removed meanwhile
                yield number, content

    def settle(self, name: str, *, refused: bool) -> None:
        """Mark a message, so that it does not come again."""
        self._said("STORE", name, "+FLAGS.SILENT", r"(\Seen \Flagged)" if refused else r"(\Seen)")

    def _said(self, command: str, *words: str) -> list[bytes | tuple[bytes, bytes]]:
        assert self._imap is not None
        try:
            status, data = self._imap.uid(command, *words)
        except (imaplib.IMAP4.error, OSError) as error:
            raise self._failed(error) from None
        if status != "OK":
            raise self._unreachable(Reason("server.nonsense"))
        return data

    def _log_in(self, imap: imaplib.IMAP4_SSL) -> None:
        try:
            if "AUTH=PLAIN" in imap.capabilities:
                imap.authenticate("PLAIN", lambda _: f"\0{self.url.user}\0{self.password}".encode())
            else:
                user = '"{}"'.format(self.url.user.replace("\\", "\\\\").replace('"', '\\"'))
                imap.login(user, self.password)
        except imaplib.IMAP4.abort:
            raise
        except (imaplib.IMAP4.error, UnicodeEncodeError):
            raise ConfigError(
                Message(N_("{server} does not accept the user or the password"), server=str(self.url)),
                Message(N_("mend the address, or INNOVEICI_IMAP_PASSWORD, or the file that --password-file names")),
            ) from None

    def _select(self, imap: imaplib.IMAP4_SSL) -> None:
        try:
            status, _ = imap.select(quoted_mailbox(self.url.mailbox))
        except imaplib.IMAP4.readonly:
            status = "READ-ONLY"
        if status != "OK":
            raise ConfigError(
                Message(N_("{server} has no mailbox of this name that may be changed"), server=str(self.url)),
                Message(N_("name it as the server does: imaps://user@host/INBOX")),
            )

    def _failed(self, error: Exception) -> InnoveiciError:
        if not isinstance(error, OSError):
            closed = isinstance(error, imaplib.IMAP4.abort)
            return self._unreachable(Reason("server.closed" if closed else "server.nonsense"))
        found = not_connected(str(self.url), error, self.timeout)
        kind = ConfigError if isinstance(error, ssl.SSLCertVerificationError) else Unreachable
        return kind(found.reason.message)

    def _unreachable(self, why: Reason) -> Unreachable:
        return Unreachable(Reason("server.unreachable", {"server": str(self.url), "why": why}).message)

    def _close(self) -> None:
        if self._imap is not None:
            with suppress(imaplib.IMAP4.error, OSError):
                self._imap.logout()
            with suppress(OSError):  # which it leaves open where the other side has gone
                self._imap.shutdown()


def quoted_mailbox(name: str) -> str:
    """As IMAP writes it: ``"R&AOk-ponses"`` (RFC 3501, 5.1.3)."""
    name = _BEYOND_ASCII.sub(_in_base64, name.replace("&", "&-"))
    return '"{}"'.format(name.replace("\\", "\\\\").replace('"', '\\"'))


def _in_base64(found: re.Match[str]) -> str:
    return "&" + b64encode(found[0].encode("utf-16-be")).decode().rstrip("=").replace("/", ",") + "-"
