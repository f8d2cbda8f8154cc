"""What mail servers send back: which of it says that a mail will never arrive. Samples are in ``bounces``."""

from __future__ import annotations

import logging
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.notify.bounce_reports import status_of

BOUNCES = Path(__file__).parent / "bounces"
PERMANENT = {
    "exchange_mailbox_full": "5.2.2",
    "exim_unknown_user": "5.1.1",
    "exim_without_report": "5.7.1",
    "gmail_unknown_user": "5.1.1",
    "office365_unknown_user": "5.1.10",
    "opensmtpd": "5.1.1",
    "postfix_expired": "4.4.1",
    "postfix_unknown_user": "5.1.1",
    "qmail": "5.1.1",
    "qmail_remote": "5.2.1",
    "sendmail": "5.1.1",
}


def samples(kind: str) -> list[Path]:
    return sorted((BOUNCES / kind).glob("*.eml"))


@pytest.mark.parametrize("sample", samples("permanent"), ids=lambda path: path.stem)
def test_a_permanent_failure_is_known_by_its_status(sample: Path) -> None:
    content = sample.read_bytes()
    assert status_of(content) == PERMANENT[sample.stem]
    assert status_of(content.replace(b"\n", b"\r\n")) == PERMANENT[sample.stem]


@pytest.mark.parametrize("sample", samples("nothing"), ids=lambda path: path.stem)
def test_delays_receipts_complaints_and_automatic_replies_are_no_failure(sample: Path) -> None:
    assert status_of(sample.read_bytes()) is None


def test_a_failure_without_a_status_is_a_failure_all_the_same() -> None:
    report = (BOUNCES / "permanent" / "postfix_unknown_user.eml").read_text("utf-8")
    for name in ("Status: ", "Diagnostic-Code: "):
        report = report.replace(name, "X-Nothing: ")
    assert status_of(report.encode()) == "5.0.0"


def test_nothing_of_a_status_but_its_digits_is_kept() -> None:
    report = (BOUNCES / "permanent" / "sendmail.eml").read_text("utf-8")
    for status in ("5.1.1 (direction@fromagerie.example)", "direction@5.1.1.example 5.1.1"):
        hostile = report.replace("Status: 5.1.1", f"Status: {status}")
        assert status_of(hostile.encode()) == "5.1.1"


@given(content=st.binary(max_size=500))
def test_garbage_is_no_failure(content: bytes) -> None:
    assert status_of(content) is None


@given(
    sample=st.sampled_from(samples("permanent") + samples("nothing")),
    cut=st.integers(0, 6000),
    junk=st.binary(max_size=60),
)
def test_a_damaged_message_ends_nothing(sample: Path, cut: int, junk: bytes) -> None:
    content = sample.read_bytes()
    status = status_of(content[:cut] + junk + content[cut + len(junk) :])
    assert status is None or all(part.isdecimal() for part in status.split("."))


def test_a_servers_words_are_looked_for_at_the_beginning_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Noise of some hundreds of thousand bytes keeps the patterns of flufl.bounce busy for seconds."""
    import flufl.bounce

    sizes: list[int] = []
    real = flufl.bounce.all_failures

    def watched(mail: Message) -> Any:
        sizes.append(len(mail.as_bytes()))
        return real(mail)

    monkeypatch.setattr(flufl.bounce, "all_failures", watched)
    words = (BOUNCES / "permanent" / "qmail.eml").read_bytes()
    assert status_of(words + b"a b <c@d> e\n" * 60_000) == status_of(words)
    assert max(sizes) <= 100_000
    assert status_of(b"Subject: x\n\n" + b"\n" * 100_000 + words.partition(b"\n\n")[2]) is None


def test_what_the_libraries_cannot_read_is_no_failure_and_is_not_printed(caplog: pytest.LogCaptureFixture) -> None:
    head = b"MIME-Version: 1.0\nContent-Type: text/plain; charset=%s\nContent-Transfer-Encoding: base64\n\nw6k=\n"
    nested = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (i, i) for i in range(3000))
    with caplog.at_level(logging.DEBUG):
        for content in (head % b"none-such", head % b"\xff\xfe", nested):
            assert status_of(content) is None
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
