from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from innoveici.errors import UsageError
from innoveici.messages import Language
from innoveici.notify.addresses import letter_of_envelope
from innoveici.notify.channels import Rejected, open_channel
from innoveici.notify.preview import send_test_message
from tests.notify.parts import KEY, context
from tests.notify.smtp_server import ScriptedServer


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_test_message_goes_as_letters_do(language: Language) -> None:
    with ScriptedServer() as server, open_channel(server.url) as channel:
        mail = send_test_message(channel, "Moi@Exemple.example", context(), language)
    (received,) = server.received
    message = received.message
    assert received.recipients == ("Moi@exemple.example",)
    assert message["Message-ID"] == mail.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == language
    text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    assert "é è ç œ – €" in text.get_content()
    assert f'<html lang="{language}-CA"' in html.get_content()


def test_each_test_message_is_another_one(tmp_path: Path) -> None:
    with open_channel(f"maildir:{tmp_path}") as channel:
        first = send_test_message(channel, "moi@exemple.example", context(), "fr")
        second = send_test_message(channel, "moi@exemple.example", context(), "fr")
    assert first.message_id != second.message_id
    assert len(list((tmp_path / "new").iterdir())) == 2


def test_a_bounce_of_it_concerns_no_notice(tmp_path: Path) -> None:
    with open_channel(f"maildir:{tmp_path}") as channel:
        mail = send_test_message(channel, "moi@exemple.example", context(), "fr")
    assert mail.notices == ()
    assert letter_of_envelope(mail.sender, KEY) is None
    assert len(mail.sender.partition("@")[0]) <= 64


def test_an_empty_ledger_will_do(tmp_path: Path) -> None:
    """The first thing that somebody tries who sets the program up."""
    with open_channel(f"maildir:{tmp_path}") as channel:
        mail = send_test_message(channel, "moi@exemple.example", replace(context(), head=None, ledger_id=""), "fr")
    parsed = message_from_bytes(mail.content, EmailMessage, policy=policy.default)
    assert str(parsed["Message-ID"]) == mail.message_id
    assert not parsed["Message-ID"].defects
    assert ".@" not in mail.message_id


@pytest.mark.parametrize(
    "address", ["", "moi", "a@b", "a@x.example, b@x.example", "Moi <a@x.example>", "a@x.example\r\nX: y"]
)
def test_what_is_no_address_is_refused_before_anything_is_connected_to(address: str) -> None:
    with ScriptedServer() as server, open_channel(server.url) as channel, pytest.raises(UsageError) as said:
        send_test_message(channel, address, context(), "fr")
    assert said.value.remedy is not None
    assert not server.seen


def test_what_the_server_says_is_passed_on() -> None:
    refused = pytest.raises(Rejected, match=r"refuses this recipient \(550 5\.1\.1\)")
    with ScriptedServer("rcpt=550 5.1.1 unknown") as server, open_channel(server.url) as channel, refused:
        send_test_message(channel, "moi@exemple.example", context(), "en")
    assert not server.received
