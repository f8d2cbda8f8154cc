"""The letter by which somebody of the staff signs in to the pages.

It is about no handoff, so the ledger knows nothing of it; it goes at once, and another is asked for where it was lost.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from innoveici.notify.composing import compose
from innoveici.notify.letter import Address, Letter, Mail
from innoveici.notify.rendering import render_sign_in

if TYPE_CHECKING:
    from innoveici.messages import Language
    from innoveici.notify.channels import Channel
    from innoveici.notify.letter import LetterContext


def send_sign_in_letter(
    channel: Channel, email: str, link: str, minutes: int, context: LetterContext, language: Language
) -> Mail:
    """Send it, in ``language``; the mail that went is returned. ``link`` opens for so many ``minutes``.

    :raises NotSent: the channel's.
    """
    letter = Letter(f"sign.{secrets.token_hex(8)}", Address("", email), language, ())
    mail = compose(letter, render_sign_in(link, minutes, language, context), context)
    channel.send(mail)
    return mail
