"""A sign-in letter says one thing, names nobody, and carries its link whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from innoveici.messages import Language
from innoveici.notify.addresses import letter_of_envelope
from innoveici.notify.channels import open_channel
from innoveici.notify.sign_in_letter import send_sign_in_letter
from tests.notify.parts import KEY, context

LINK = "https://demandes.innoveici.example/staff/enter/" + "x" * 43


@pytest.mark.parametrize(("language", "words"), [("fr", "15 minutes"), ("en", "15 minutes")])
def test_it_goes_in_the_readers_language_with_its_link_whole(tmp_path: Path, language: Language, words: str) -> None:
    with open_channel(f"maildir:{tmp_path}") as channel:
        mail = send_sign_in_letter(channel, "lucie@erac.example", LINK, 15, context(), language)
    assert len(list((tmp_path / "new").iterdir())) == 1
    message = mail.message
    assert message["Content-Language"] == language
    assert message["To"] == "lucie@erac.example"
    assert message["Reply-To"] is None
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None
        text = body.get_content()
        assert LINK in text
        assert words in text.replace("\u00a0", " ")
        assert "lucie" not in text


def test_its_id_holds_nothing_of_the_link_and_no_bounce_of_it_is_of_a_notice(tmp_path: Path) -> None:
    with open_channel(f"maildir:{tmp_path}") as channel:
        first, second = (
            send_sign_in_letter(channel, "lucie@erac.example", LINK, 15, context(), "fr") for _ in range(2)
        )
    assert first.message_id != second.message_id
    assert "x" * 8 not in first.message_id + first.sender
    assert first.message["References"] == second.message["References"]
    assert letter_of_envelope(first.sender, KEY) is None
    assert len(first.sender.partition("@")[0]) <= 64
