"""What programs write is known as such; what people write is not taken for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from innoveici.replies.automatic import is_automatic
from innoveici.replies.message_text import read_headers
from tests.notify.test_bounces import samples
from tests.replies.conftest import MESSAGES

AUTOMATIC = sorted((MESSAGES / "automatic").glob("*.eml"))
BY_PEOPLE = [path for path in samples("nothing") if path.stem == "person_who_quotes"]


@pytest.mark.parametrize("path", [*AUTOMATIC, *samples("permanent"), *samples("nothing")], ids=lambda path: path.stem)
def test_replies_of_programs_bounces_and_receipts_are_automatic(path: Path) -> None:
    assert is_automatic(read_headers(path.read_bytes())) == (path not in BY_PEOPLE)


@pytest.mark.parametrize("path", sorted(MESSAGES.glob("*.eml")), ids=lambda path: path.stem)
def test_answers_of_people_are_not(path: Path) -> None:
    assert not is_automatic(read_headers(path.read_bytes()))


@pytest.mark.parametrize(
    "subject",
    ["Réponse automatique : H-1", "Automatic reply: H-1", "Auto: H-1", "Absente du bureau",
     "Absence du bureau : Re: H-1",     "Out of Office: H-1", "Hors du bureau",
     "En vacances jusqu'à lundi", "[Auto-Reply] H-1", "Re: Out of the office",
     "Undeliverable: H-1", "Message d’absence", "Lu : H-1", "Read: H-1", "Accusé de réception"],
)  # fmt: skip
def test_subjects_of_automatic_replies_are_known(subject: str) -> None:
    assert is_automatic({"subject": [subject]})


@pytest.mark.parametrize(
    "subject",
    ["Re: [INNOVEICI] H-000001 – Fromagerie du Lac : une demande pour vous", "Accepte", "Lundi", "Ready: yes",
     "Re : Une absence de réponse", "Automatiser l'affinage"],
)  # fmt: skip
def test_other_subjects_are_peoples(subject: str) -> None:
    assert not is_automatic({"subject": [subject], "auto-submitted": ["no"]})


@pytest.mark.parametrize(
    "header",
    [("auto-submitted", "auto-replied; owner-email=x"), ("precedence", "bulk"), ("precedence", "Auto_Reply"),
     ("x-autoreply", "yes"), ("return-path", "<>"), ("from", "MAILER-DAEMON@b.example"), ("x-autorespond", "x"),
     ("content-type", "multipart/report; report-type=delivery-status"),
     ("content-type", "text/calendar; method=REPLY")],
)  # fmt: skip
def test_headers_that_only_programs_write_tell(header: tuple[str, str]) -> None:
    name, value = header
    assert is_automatic({name: [value]})
