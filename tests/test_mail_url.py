from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.errors import ConfigError
from innoveici.mail_url import MaildirUrl, SmtpUrl, WebhookUrl, parse_mail_url


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("smtp://mail.example", SmtpUrl("mail.example", 25, tls=False, starttls=True)),
        ("smtp://u:s@mail.example", SmtpUrl("mail.example", 587, False, True, "u", "s")),
        ("smtps://u:s@mail.example", SmtpUrl("mail.example", 465, True, False, "u", "s")),
        ("SMTP://u%40x:a%2Fb%25@mail.example:2525/", SmtpUrl("mail.example", 2525, False, True, "u@x", "a/b%")),
        ("smtp://u:s@127.0.0.1.x.example", SmtpUrl("127.0.0.1.x.example", 587, False, True, "u", "s")),
        ("smtp://u:p@ss@mail.example", SmtpUrl("mail.example", 587, False, True, "u", "p@ss")),
        ("smtp://localhost:8025", SmtpUrl("localhost", 8025, tls=False, starttls=False)),
        ("smtp://u:s@127.0.0.1", SmtpUrl("127.0.0.1", 587, False, False, "u", "s")),
        ("smtp://[::1]:8025?starttls=always", SmtpUrl("::1", 8025, tls=False, starttls=True)),
        ("smtp://relay.example?starttls=never&timeout=2.5&helo=me.example",
         SmtpUrl("relay.example", 25, tls=False, starttls=False, timeout=2.5, helo="me.example", verdict_timeout=2.5)),
        ("maildir:mail", MaildirUrl(Path("mail"))),
        ("maildir:///var/mail/x", MaildirUrl(Path("/var/mail/x"))),
        ("https://hook.example/in/a?k=v%20w&secret=a+b%26c==&timeout=5",
         WebhookUrl("hook.example", 443, True, "/in/a?k=v%20w", "a+b&c==", 5.0)),
        ("http://127.0.0.1:8080?secret=x", WebhookUrl("127.0.0.1", 8080, False, "/", "x")),
    ],
)  # fmt: skip
def test_each_form_is_read_with_its_defaults(text: str, expected: object) -> None:
    assert parse_mail_url(text) == expected


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("bogus", "starts with none"),
        ("smtp:mail.example", "starts with none"),
        ("maildir:", "names no folder"),
        ("maildir://", "names no folder"),
        ("smtp://", "names no host"),
        ("smtp://mail..example", "host or port is malformed"),
        ("smtp://mail.example:99999", "host or port is malformed"),
        ("smtp://mail.example:0", "0 is not a port"),
        ("smtp://mail.example/inbox", "something follows the host"),
        ("smtp://u:s3cr3t/x@mail.example", "host or port is malformed"),
        ("smtp://u@mail.example", "go together"),
        ("smtp://u:s@mail.example?starttls=never", "unencrypted"),
        ("maildir:~nobody-at-all/mail", "home folder"),
        ("smtp://mail.example?starttls=sometimes", "starttls is always or never"),
        ("smtps://mail.example?starttls=always", "not “starttls”"),
        ("smtp://u:sécret@mail.example", "without accents"),
        ("smtp://mail.example?timeout=0", "timeout"),
        ("smtp://mail.example?timeout=121", "timeout"),
        ("smtp://mail.example?timeout=1&timeout=2", "given twice"),
        ("smtp://mail.example?ca=/nowhere/ca.pem", "/nowhere/ca.pem does not exist"),
        ("smtp://mail.example?helo=a%0D%0Ab", "helo"),
        ("smtp://mail.exa\r\nmple", "invisible"),
        ("http://hook.example?secret=s3cr3t", "only https://"),
        ("https://hook.example/", "no ?secret="),
        ("https://u:s3cr3t@hook.example/?secret=s3cr3t", "a user before the host"),
        ("https://hook.example/?secret=s3cr3t#more", "“#”"),
        ("https://hook.example/a b?secret=s3cr3t", "no space"),
    ],
)
def test_what_cannot_work_is_said_with_a_remedy_and_without_the_secret(text: str, problem: str) -> None:
    with pytest.raises(ConfigError) as refused:
        parse_mail_url(text)
    assert problem in refused.value.message.text()
    assert "s3cr3t" not in refused.value.message.text()
    assert refused.value.remedy is not None
    assert "INNOVEICI_MAIL" in refused.value.remedy.text()


@given(
    st.text(),
    st.sampled_from(["", "maildir:~", "smtp://", "smtps://u:s@h", "https://h?secret=", "maildir:", "smtp://h?ca="]),
)
def test_any_text_is_read_or_refused(text: str, start: str) -> None:
    with suppress(ConfigError):
        assert str(parse_mail_url(start + text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("smtp://u:s3cr3t@mail.example", "smtp://mail.example:587"),
        ("smtps://[::1]", "smtps://[::1]:465"),
        ("https://hook.example/T0KEN?secret=s3cr3t", "https://hook.example:443"),
        ("maildir:mail", "maildir:mail"),
    ],
)
def test_it_can_be_shown_to_anybody(text: str, shown: str) -> None:
    url = parse_mail_url(text)
    assert str(url) == shown
    assert "s3cr3t" not in repr(url)
    assert "T0KEN" not in repr(url)
