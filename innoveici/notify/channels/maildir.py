"""Mail into a folder that mail programs read (Maildir): what works before any server is set up.

A file's name comes from its Message-ID and from what it says, but for its date and the ledger's head. A letter that is
delivered again, because nobody knew whether it had arrived, finds itself there and is left alone; one that says
something else is never taken for it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from innoveici.errors import StorageError, os_problem
from innoveici.mail_url import MaildirUrl
from innoveici.messages import N_, Message
from innoveici.notify.channels import Channel, nothing
from innoveici.notify.letter import Mail

_OF_THE_MOMENT = re.compile(rb"(?m)^Date: .*$|\b[0-9]+:[0-9a-f]{64}\b")
"""What differs each time that the same letter is made: its date, and the ledger's head in its footer."""
_DIGITS = 16


class MaildirChannel(Channel):
    """Puts each mail into ``new``, whole or not at all. Folders are 0700 and files 0600; both survive a power cut."""

    def __init__(self, url: MaildirUrl) -> None:
        self.name = str(url)
        self.longest_s = 0.0
        self._path = url.path
        self._made = False
        self._listed: tuple[int, frozenset[str]] = (-1, frozenset())

    def __enter__(self) -> MaildirChannel:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing stays open between two mails."""

    def send(self, mail: Mail, _meanwhile: Callable[[], None] = nothing, /) -> None:
        """The mail as a file, with its envelope in the headers that mail servers use for it.

        :raises StorageError: the folder cannot be made or written, or the disk is full; nothing was delivered.
        """
        name = _name(mail)
        envelope = f"Return-Path: <{mail.sender}>\nDelivered-To: {mail.recipient}\n"
        try:
            self._make()
            if not self._has(name):
                self._put(name, envelope.encode() + mail.content.replace(b"\r\n", b"\n"))
        except OSError as error:
            raise StorageError(
                Message(N_("{path} cannot be written: {detail}"), path=str(self._path), detail=os_problem(error)),
                Message(N_("make room or mend its permissions, or name another folder in INNOVEICI_MAIL")),
            ) from None

    def _make(self) -> None:
        if self._made:
            return
        self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in ("tmp", "new", "cur"):
            (self._path / name).mkdir(mode=0o700, exist_ok=True)
        _to_disk(self._path)
        self._made = True

    def _has(self, name: str) -> bool:
        """Whether it was delivered: in ``new``, or in ``cur`` where a mail program puts it, then adding flags."""
        if (self._path / "new" / name).exists():
            return True
        cur = self._path / "cur"
        changed = cur.stat().st_mtime_ns
        if self._listed[0] != changed:
            self._listed = (changed, frozenset(file.name.partition(":")[0] for file in cur.iterdir()))
        return name in self._listed[1]

    def _put(self, name: str, content: bytes) -> None:
        """Written beside first; what a killed run left there is overwritten when the same letter comes again."""
        temporary = self._path / "tmp" / name
        try:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(descriptor)
            temporary.replace(self._path / "new" / name)
        except OSError:
            with suppress(OSError):
                temporary.unlink()
            raise
        _to_disk(self._path / "new")


def _name(mail: Mail) -> str:
    """Where quoted-printable lines are broken depends on the head's length: they are joined first."""
    said = _OF_THE_MOMENT.sub(b"", mail.content.replace(b"=\r\n", b""))
    return f"innoveici.{quote(mail.message_id.strip('<>'), safe='@')}.{sha256(said).hexdigest()[:_DIGITS]}"


def _to_disk(folder: Path) -> None:
    """The names in ``folder`` too, where the system can do that."""
    if hasattr(os, "O_DIRECTORY"):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
