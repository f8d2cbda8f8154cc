"""What every way of sending has in common: one method, and the ways in which it can fail.

Each way is a module beside this one and a line in :data:`CHANNELS`; ``mail_url`` reads what it is called by.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, Protocol

from innoveici.errors import ConfigError, Unreachable
from innoveici.mail_url import MaildirUrl, MailUrl, SmtpUrl, WebhookUrl, parse_mail_url

if TYPE_CHECKING:
    from innoveici.notify.letter import Mail
    from innoveici.reasons import Reason


def nothing() -> None:
    """There is nothing to do while a channel waits."""


class Channel(AbstractContextManager["Channel"], Protocol):
    """Sends mails one after the other. ``name`` tells people which channel it is, without any secret.

    ``longest_s``: the seconds that one mail may take, however slow the other side is.
    """

    name: str
    longest_s: float

    def send(self, mail: Mail, meanwhile: Callable[[], None] = nothing, /) -> None:
        """Hand ``mail`` over; it was accepted when this returns. Connects when first needed.

        :param meanwhile: what else there is to do, done at most once, while the other side looks at the mail: a quarter
            of a run's time. A channel that has nothing to wait for leaves it.
        :raises NotSent: one of its kinds, which says what is to become of the mail and of the run.
        :raises StorageError: the folder that mails are put in cannot be written; nothing was handed over.
        """
        ...


class NotSent(Exception):
    """Base: not accepted, or nobody knows. ``reason`` holds nothing personal: codes, never a server's text."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(reason))
        self.reason = reason


class Deferred(NotSent):
    """Not now: this mail may be accepted later (4xx for this message or recipient); not before ``wait_s`` seconds."""

    def __init__(self, reason: Reason, wait_s: int = 0) -> None:
        super().__init__(reason)
        self.wait_s = wait_s


class Rejected(NotSent):
    """Never: this mail will not be accepted, however often it is tried (5xx for this message or recipient)."""


class Unsupported(NotSent):
    """The server cannot carry this mail (an address with accents, no SMTPUTF8): a person has to see to it."""


class InDoubt(NotSent):
    """The connection ended after the mail was handed over and before the answer: it may have been accepted."""


class ChannelFailed(NotSent):
    """Base: nothing was handed over, and perhaps no mail can be. A run that stops for it does so with ``exit_code``.

    ``in_dialog``: the other side was reached and let us in, and it was then that it failed, over this mail; the next
    one may tell whose fault it was.
    """

    exit_code: ClassVar[int]
    in_dialog = False


class ChannelDown(ChannelFailed):
    """Nobody can be reached now, or the connection was closed."""

    exit_code: ClassVar[int] = Unreachable.exit_code


class ChannelRefused(ChannelFailed):
    """The credentials or the settings are not accepted."""

    exit_code: ClassVar[int] = ConfigError.exit_code


class PerhapsRejected(ChannelRefused):
    """Refused over this mail, in words that may be meant for it or for all: what becomes of the next one tells.

    ``reason`` is true of all, ``of_this`` of this mail alone.
    """

    def __init__(self, reason: Reason, of_this: Reason) -> None:
        super().__init__(reason)
        self.of_this = of_this


CHANNELS: Mapping[type[MailUrl], str] = {
    SmtpUrl: "smtp:SmtpChannel",
    MaildirUrl: "maildir:MaildirChannel",
    WebhookUrl: "webhook:WebhookChannel",
}
"""By what :mod:`innoveici.mail_url` reads: the module here, imported only when it is the one in use, and its class."""


def open_channel(url: str) -> Channel:
    """The channel that ``url`` names (INNOVEICI_MAIL); nothing is connected to, made or written yet.

    :raises ConfigError: the URL is not one that mail can be sent by.
    """
    where = parse_mail_url(url)
    module, _, name = CHANNELS[type(where)].partition(":")
    opened: Channel = getattr(import_module(f"{__name__}.{module}"), name)(where)
    return opened
