"""Mail programs and those who scan mail open every link of every letter, often before anybody reads it."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

from innoveici.notify.channels import open_channel
from innoveici.notify.delivering import RunTally
from innoveici.notify.running import run
from tests.web.conftest import BASE_URL, JOLIETTE

if TYPE_CHECKING:
    import pytest

    from tests.web.conftest import Web

CODES = ("J0K 2M0", "H2X 1Y4", "G5L 1A1", "J0E 1V0", "J0K")  # the last one is held
LETTERS = 200


def test_opening_every_link_of_two_hundred_letters_does_nothing(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web.site.rates, "allows", lambda *_asked: True)
    number = 0
    while sum(posted.notice.state == "queued" for posted in web.ledger.outbox()) < LETTERS:
        number += 1
        web.route(
            replace(JOLIETTE, request_id=f"S-{number}", postal_code=CODES[number % 5], email=f"c{number}@lait.example")
        )
    run(web.ledger, open_channel(f"maildir:{web.folder / 'mail'}"), web.site.directory, lambda: web.now, RunTally())
    letters = [
        message_from_bytes(f.read_bytes(), policy=policy.default) for f in (web.folder / "mail" / "new").iterdir()
    ]
    assert len(letters) >= LETTERS
    before = (str(web.ledger.head()), [posted.notice.state for posted in web.ledger.outbox()])
    opened = 0
    for letter in letters:
        parts = [letter.get_body((kind,)) for kind in ("plain", "html")]
        text = "".join(part.get_content() for part in parts if part is not None)
        (link,) = set(re.findall(rf"{BASE_URL}(/h/[\w.-]+)", text))
        for ask in (web.client.get, web.client.head, web.client.get):
            assert ask(link).status_code == 200
        opened += 1
    assert opened == len(letters)
    assert (str(web.ledger.head()), [posted.notice.state for posted in web.ledger.outbox()]) == before
