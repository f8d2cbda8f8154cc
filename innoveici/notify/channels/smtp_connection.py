"""Reaching a mail server: greeting, names, encryption, login. What fails here is nobody's letter's fault."""

from __future__ import annotations

import re
from smtplib import (
    SMTP,
    SMTP_SSL,
    SMTPAuthenticationError,
    SMTPException,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from innoveici.mail_url import SmtpUrl
from innoveici.notify.channels import ChannelDown, ChannelRefused
from innoveici.notify.channels.network import down, not_connected, trusting
from innoveici.reasons import Reason

LOGIN_WANTED = (530, 534, 535, 538)
"""Replies that say that one is not logged in, or not well enough (RFC 4954)."""
_UNKNOWN = (500, 501, 502, 504)
"""How a server that is older than EHLO answers it."""
_ENHANCED = re.compile(r"[245]\.[0-9]{1,3}\.[0-9]{1,3}\b")


def status_of(code: int, text: bytes | str) -> str:
    """``550 5.1.1``. Never the server's own text, which often repeats the address."""
    enhanced = _ENHANCED.match(text if isinstance(text, str) else text.decode("latin-1"))
    return f"{code} {enhanced[0]}" if enhanced else str(code)


def connect(url: SmtpUrl, our_name: str | None) -> SMTP:
    """A connection that is ready for messages; ``our_name`` is what EHLO says, by default this machine's full name.

    :raises ChannelDown: nobody answers, or not now.
    :raises ChannelRefused: certificate, login or settings are not accepted.
    """
    server = str(url)
    try:
        smtp = _reach(url, our_name)
        try:
            _prepare(smtp, url)
        except BaseException:
            smtp.close()
            raise
    except SMTPResponseException as error:
        raise _unavailable(server, error.smtp_code, error.smtp_error) from None
    except SMTPServerDisconnected as error:
        raise not_connected(server, error.__context__, url.timeout) from None
    except OSError as error:
        raise not_connected(server, error, url.timeout) from None
    return smtp


def _reach(url: SmtpUrl, our_name: str | None) -> SMTP:
    if url.tls:
        return SMTP_SSL(url.host, url.port, our_name, timeout=url.timeout, context=trusting(url.ca))
    return SMTP(url.host, url.port, our_name, timeout=url.timeout)


def _prepare(smtp: SMTP, url: SmtpUrl) -> None:
    _greet(smtp, url)
    if url.starttls:
        if not smtp.has_extn("STARTTLS"):
            raise ChannelRefused(Reason("mail.no_starttls", {"server": str(url)}))
        smtp.starttls(context=trusting(url.ca))
        _greet(smtp, url)  # what was said before counts no more (RFC 3207)
    if url.user:
        _log_in(smtp, url)


def _greet(smtp: SMTP, url: SmtpUrl) -> None:
    code, text = smtp.ehlo()
    if code in _UNKNOWN:
        code, text = smtp.helo()
    if 500 <= code < 600:
        raise ChannelRefused(Reason("mail.name_refused", {"server": str(url), "status": status_of(code, text)}))
    if code != 250:
        raise _unavailable(str(url), code, text)


def _log_in(smtp: SMTP, url: SmtpUrl) -> None:
    server = str(url)
    try:
        smtp.login(url.user, url.password)
    except SMTPServerDisconnected:
        raise
    except SMTPAuthenticationError as error:
        if 400 <= error.smtp_code < 500:
            raise _unavailable(server, error.smtp_code, error.smtp_error) from None
        status = status_of(error.smtp_code, error.smtp_error)
        raise ChannelRefused(Reason("mail.login_refused", {"server": server, "status": status})) from None
    except (SMTPException, ValueError):  # no way that both know, or a challenge that is none
        raise ChannelRefused(Reason("mail.login_unknown", {"server": server})) from None


def _unavailable(server: str, code: int, text: bytes | str) -> ChannelDown:
    if not 400 <= code < 600:
        return down(server, Reason("server.nonsense"))
    return down(server, Reason("server.unavailable", {"status": status_of(code, text)}))
