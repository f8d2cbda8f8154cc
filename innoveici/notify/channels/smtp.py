"""Mail by SMTP: one connection a run, and for each message what became of it, stage by stage.

Before the final dot nothing was handed over, whatever goes wrong; after it, only the server's answer tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from smtplib import SMTP, SMTPException

from innoveici.mail_url import SmtpUrl
from innoveici.notify.channels import (
    Channel,
    ChannelDown,
    ChannelFailed,
    ChannelRefused,
    Deferred,
    InDoubt,
    NotSent,
    Rejected,
    Unsupported,
    nothing,
)
from innoveici.notify.channels.network import ANSWERS, down, not_connected
from innoveici.notify.channels.smtp_connection import LOGIN_WANTED, connect, status_of
from innoveici.notify.letter import Mail
from innoveici.reasons import Reason

_FAREWELL_S = 5.0
"""How long QUIT may take; everything was sent by then."""
_CLOSING, _GO_ON = 421, 354
_TOO_LARGE = 552

_NO_ADDRESS = re.compile(r"[\x00-\x20\x7f<>]")
"""What would end the address, or the command, before its end."""


class SmtpChannel(Channel):
    """Sends by the server of ``url``. The connection is made by the first message and kept for the others."""

    def __init__(self, url: SmtpUrl) -> None:
        self.name = str(url)
        self.longest_s = ANSWERS * url.timeout + url.verdict_timeout
        self._url = url
        self._smtp: SMTP | None = None
        self._our_name = url.helo

    def __enter__(self) -> SmtpChannel:
        return self

    def __exit__(self, *_: object) -> None:
        if self._smtp is not None and self._smtp.sock is not None:
            self._smtp.sock.settimeout(min(self._url.timeout, _FAREWELL_S))
            with suppress(SMTPException):  # it may leave first
                self._smtp.docmd("QUIT")
        self._close()

    def send(self, mail: Mail, meanwhile: Callable[[], None] = nothing, /) -> None:
        """One message to one recipient; see :class:`~innoveici.notify.channels.Channel`."""
        kept = self._smtp is not None
        try:
            return self._offer(mail, meanwhile)
        except ChannelDown:
            if not kept:
                raise
        return self._offer(mail, meanwhile)  # servers close a connection that was idle, or has carried enough messages

    def _offer(self, mail: Mail, meanwhile: Callable[[], None]) -> None:
        smtp = self._connected()
        options = options_of(smtp, mail)
        smtp.command_encoding = "utf-8" if "SMTPUTF8" in options else "ascii"
        together = smtp.has_extn("PIPELINING")
        commands = [f"MAIL FROM:<{mail.sender}>{options}", f"RCPT TO:<{mail.recipient}>", "DATA"]
        answers = self._ask(smtp, commands, together=together)
        rest = answers if together else iter(())  # what was asked already will be answered
        code, status = next(answers)
        if code != 250:
            self._refused(smtp, self._of_sender(code, status), rest)
        try:
            self._go_on(smtp, mail, answers, rest, meanwhile)
        except ChannelFailed as error:
            error.in_dialog = True
            raise

    def _go_on(
        self,
        smtp: SMTP,
        mail: Mail,
        answers: Iterator[tuple[int, str]],
        rest: Iterator[tuple[int, str]],
        meanwhile: Callable[[], None],
    ) -> None:
        """All that is said once MAIL was accepted, whose sender is the same for every mail."""
        code, status = next(answers)
        if code not in (250, 251):
            why = self._of_message(code, status, "mail.recipient_deferred", "mail.recipient_rejected")
            self._refused(smtp, why, rest)
        code, status = next(answers)
        if code != _GO_ON:
            self._refused(smtp, self._of_message(code, status, "mail.deferred", "mail.rejected"), rest)
        self._hand_over(smtp, mail.content, meanwhile)

    def _ask(self, smtp: SMTP, commands: list[str], *, together: bool) -> Iterator[tuple[int, str]]:
        """The server's code and status for each command, which is said when its answer is asked for.

        :param together: say all of them at once (RFC 2920): one journey to the server and back instead of three.
        :raises ChannelDown: it closes the connection, or answers something that is no answer.
        """
        lines = [f"{command}\r\n" for command in commands]
        for said in ["".join(lines), *[""] * (len(lines) - 1)] if together else lines:
            try:
                if said:
                    smtp.send(said)
                code, text = smtp.getreply()
            except SMTPException as error:
                self._close()
                failed = not_connected(self.name, error.__context__, self._url.timeout)
                failed.in_dialog = True  # whatever it was of: more may have been said than was answered
                raise failed from None
            if code == _CLOSING:
                self._close()
                raise down(self.name, Reason("server.unavailable", {"status": status_of(code, text)}))
            yield code, status_of(code, text)

    def _hand_over(self, smtp: SMTP, content: bytes, meanwhile: Callable[[], None]) -> None:
        stuffed = (b"." if content.startswith(b".") else b"") + content.replace(b"\n.", b"\n..")
        end = b".\r\n" if stuffed.endswith(b"\r\n") else b"\r\n.\r\n"
        try:
            smtp.send(stuffed + end)
        except SMTPException as error:  # something was not taken, so the dot was not, which is last
            self._close()
            raise not_connected(self.name, error.__context__, self._url.timeout) from None
        meanwhile()
        try:
            code, text = self._verdict(smtp)
        except SMTPException:
            self._close()
            raise InDoubt(Reason("mail.no_answer")) from None
        if code == _CLOSING:
            self._close()
        if 400 <= code < 500:
            raise Deferred(Reason("mail.deferred", {"status": status_of(code, text)}))
        if 500 <= code < 600:
            raise Rejected(Reason("mail.rejected", {"status": status_of(code, text)}))
        if code != 250:
            self._close()
            raise InDoubt(Reason("mail.no_answer"))

    def _verdict(self, smtp: SMTP) -> tuple[int, bytes]:
        """The answer to the final dot, which takes as long as the server looks at the message: who leaves before it
        gets the message delivered twice (RFC 5321, 4.5.3.2.6)."""
        assert smtp.sock is not None
        smtp.sock.settimeout(self._url.verdict_timeout)
        answer = smtp.getreply()
        smtp.sock.settimeout(self._url.timeout)
        return answer

    def _refused(self, smtp: SMTP, why: NotSent, rest: Iterator[tuple[int, str]]) -> None:
        """Raise ``why`` and leave the connection as it is before a message, once the ``rest`` is answered too."""
        try:
            waiting = _GO_ON in [code for code, _ in rest]  # for a message that it must not be given
            reset = not waiting and 200 <= smtp.rset()[0] < 300
        except (SMTPException, ChannelDown):
            reset = False
        if not reset:
            self._close()
        raise why

    def _of_sender(self, code: int, status: str) -> NotSent:
        """The sender is the same for every message: who refuses it would refuse them all."""
        if code == _TOO_LARGE or code < 500 or code in LOGIN_WANTED:
            return self._of_message(code, status, "mail.deferred", "mail.rejected")
        return ChannelRefused(Reason("mail.sender_refused", {"server": self.name, "status": status}))

    def _of_message(self, code: int, status: str, deferred: str, rejected: str) -> NotSent:
        if code in LOGIN_WANTED:
            return ChannelRefused(Reason("mail.login_required", {"server": self.name, "status": status}))
        if 500 <= code < 600:
            return Rejected(Reason(rejected, {"status": status}))
        if 400 <= code < 500:
            return Deferred(Reason(deferred, {"status": status}))
        return down(self.name, Reason("server.nonsense"))

    def _connected(self) -> SMTP:
        if self._smtp is None:
            self._smtp = connect(self._url, self._our_name)
            self._our_name = self._smtp.local_hostname  # may have been asked of the network
        return self._smtp

    def _close(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


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
