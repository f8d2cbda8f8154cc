"""What MAIL says of a message, by what the server has said that it can carry; nothing is sent from here."""

from __future__ import annotations

import re
from smtplib import SMTP

from innoveici.notify.channels import Rejected, Unsupported
from innoveici.notify.letter import Mail
from innoveici.reasons import Reason

_NO_ADDRESS = re.compile(r"[\x00-\x20\x7f<>]")
"""What would end the address, or the command, before its end."""


def options_of(smtp: SMTP, mail: Mail) -> str:
    """What MAIL says of the message.

    :raises NotSent: the server has said already that it does not carry such a message.
    """
    if _NO_ADDRESS.search(mail.sender + mail.recipient):
        raise Rejected(Reason("mail.no_address"))
    options = ""
    if smtp.has_extn("SIZE"):
        limit = smtp.esmtp_features["size"]
        if limit.isdecimal() and 0 < int(limit) < len(mail.content):
            raise Rejected(Reason("mail.too_large", {"bytes": len(mail.content), "limit": int(limit)}))
        options = f" SIZE={len(mail.content)}"
    if not (mail.sender.isascii() and mail.recipient.isascii() and mail.content.isascii()):
        if not smtp.has_extn("SMTPUTF8"):
            raise Unsupported(Reason("mail.no_smtputf8"))
        options += " BODY=8BITMIME SMTPUTF8"
    return options
