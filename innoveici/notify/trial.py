"""The message of ``innoveici notify --test ADDRESS``: made and sent as letters are, of no notice, said in no ledger."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from innoveici.errors import UsageError
from innoveici.messages import N_, Language, Message
from innoveici.notify.composing import compose
from innoveici.notify.letter import Address, Letter, Mail
from innoveici.notify.rendering import render_trial

if TYPE_CHECKING:
    from innoveici.notify.channels import Channel
    from innoveici.notify.post import Post


def send_trial(channel: Channel, address: str, post: Post, language: Language) -> Mail:
    """Send it, in ``language``; the mail that went is returned. Another one each time, with an id of its own.

    :raises UsageError: ``address`` is not one.
    :raises NotSent: the channel's.
    """
    letter = Letter(f"test.{secrets.token_hex(8)}", Address("", _valid(address)), language, ())
    mail = compose(letter, render_trial(language, post), post)
    channel.send(mail)
    return mail


def _valid(address: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(address, check_deliverability=False, strict=True).normalized
    except EmailNotValidError:
        raise UsageError(
            Message(N_("“{address}” is not a single e-mail address"), address=address),
            Message(N_("give one, as in name@example.org")),
        ) from None
