"""A message that came back finds its notices, tells the ERAC once, and otherwise changes nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.ledger.ledger import Ledger
from innoveici.ledger.outbox import Claim, Settled
from innoveici.notify.addresses import ENVELOPE_KEY, envelope_sender
from innoveici.notify.bounces import bounce_status, receive_bounce
from innoveici.notify.incoming import LARGEST
from tests.ledger.samples import NOW, routed
from tests.notify.parts import context

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
    assert bounce_status(content) == PERMANENT[sample.stem]
    assert bounce_status(content.replace(b"\n", b"\r\n")) == PERMANENT[sample.stem]


@pytest.mark.parametrize("sample", samples("nothing"), ids=lambda path: path.stem)
def test_delays_receipts_complaints_and_automatic_replies_are_no_failure(sample: Path) -> None:
    assert bounce_status(sample.read_bytes()) is None


def test_a_failure_without_a_status_is_a_failure_all_the_same() -> None:
    report = (BOUNCES / "permanent" / "postfix_unknown_user.eml").read_text("utf-8")
    for name in ("Status: ", "Diagnostic-Code: "):
        report = report.replace(name, "X-Nothing: ")
    assert bounce_status(report.encode()) == "5.0.0"


def test_nothing_of_a_status_but_its_digits_is_kept() -> None:
    report = (BOUNCES / "permanent" / "sendmail.eml").read_text("utf-8")
    for status in ("5.1.1 (direction@fromagerie.example)", "direction@5.1.1.example 5.1.1"):
        hostile = report.replace("Status: 5.1.1", f"Status: {status}")
        assert bounce_status(hostile.encode()) == "5.1.1"


@given(content=st.binary(max_size=500))
def test_garbage_is_no_failure(content: bytes) -> None:
    assert bounce_status(content) is None


@given(
    sample=st.sampled_from(samples("permanent") + samples("nothing")),
    cut=st.integers(0, 6000),
    junk=st.binary(max_size=60),
)
def test_a_damaged_message_ends_nothing(sample: Path, cut: int, junk: bytes) -> None:
    content = sample.read_bytes()
    status = bounce_status(content[:cut] + junk + content[cut + len(junk) :])
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
    assert bounce_status(words + b"a b <c@d> e\n" * 60_000) == bounce_status(words)
    assert max(sizes) <= 100_000
    assert bounce_status(b"Subject: x\n\n" + b"\n" * 100_000 + words.partition(b"\n\n")[2]) is None


def test_what_the_libraries_cannot_read_is_no_failure_and_is_not_printed(caplog: pytest.LogCaptureFixture) -> None:
    head = b"MIME-Version: 1.0\nContent-Type: text/plain; charset=%s\nContent-Transfer-Encoding: base64\n\nw6k=\n"
    nested = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (i, i) for i in range(3000))
    with caplog.at_level(logging.DEBUG):
        for content in (head % b"none-such", head % b"\xff\xfe", nested):
            assert bounce_status(content) is None
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


FAILED = BOUNCES / "permanent" / "postfix_unknown_user.eml"
Outbox = dict[str, tuple[str, str]]


def sent(ledger: Ledger, *notices: str) -> str:
    """One letter of these notices, as a run leaves it; returns its envelope's sender."""
    keys = tuple((int(event), int(ordinal)) for event, ordinal in (id_.split(".") for id_ in notices))
    assert ledger.step(None, Claim(notices[0], keys, "run-1", NOW + timedelta(minutes=10)))
    ledger.step(Settled(notices[0], "run-1", "sent"))
    return sender(ledger, notices[0])


def sender(ledger: Ledger, message: str) -> str:
    return envelope_sender(message, replace(context(), key=ledger.key(ENVELOPE_KEY)))


def came_to(address: str, sample: Path = FAILED) -> bytes:
    return sample.read_bytes().replace(b"avis+TOKEN@innoveici.example", address.encode())


def outbox(ledger: Ledger) -> Outbox:
    """By notice its recipient and state."""
    return {posted.notice.id: (posted.notice.recipient, posted.notice.state) for posted in ledger.outbox()}


def record(ledger: Ledger, request_id: str = "R-1", *, erac_id: str | None = "ERAC-14") -> None:
    with ledger.writing() as tx:
        tx.record(routed(request_id, erac_id=erac_id))


def test_a_bounce_marks_its_notice_and_tells_the_erac(ledger: Ledger) -> None:
    record(ledger)
    said = receive_bounce(ledger, came_to(sent(ledger, "2.1")))
    assert str(said) == "the letter 2.1 came back (5.1.1): it is marked"
    assert outbox(ledger) == {
        "2.1": ("company:R-1", "bounced"),
        "2.2": ("advisor:CONS-1", "queued"),
        "2.3": ("erac:ERAC-14", "queued"),
        "2.4": ("council", "queued"),
        "3.1": ("erac:ERAC-14", "queued"),
    }
    (event,) = ledger.events(types=["noted"])
    assert event.payload == {
        "bounce": "2.1", "recipient": "company:R-1", "status": "5.1.1", "told": ["erac:ERAC-14"],
    }  # fmt: skip
    (notice,) = (posted.notice for posted in ledger.outbox(id_="3.1"))
    assert notice.template == "bounced.erac"
    assert ledger.verify().ok


def test_the_same_bounce_twice_is_one(ledger: Ledger) -> None:
    record(ledger)
    content = came_to(sent(ledger, "2.1"))
    receive_bounce(ledger, content)
    head, after = ledger.head(), outbox(ledger)
    assert "not, or no longer" in str(receive_bounce(ledger, content))
    assert (ledger.head(), outbox(ledger)) == (head, after)


@pytest.mark.parametrize("sample", samples("permanent"), ids=lambda path: path.stem)
def test_every_servers_bounce_is_understood(sqlite_url: str, sample: Path) -> None:
    with Ledger.open(sqlite_url, clock=lambda: NOW, create=False, patience_s=5) as ledger:
        record(ledger)
        receive_bounce(ledger, came_to(sent(ledger, "2.1"), sample))
        assert outbox(ledger)["2.1"][1] == "bounced"


@pytest.mark.parametrize("sample", samples("nothing"), ids=lambda path: path.stem)
def test_whatever_else_comes_changes_nothing(sqlite_url: str, sample: Path) -> None:
    assert_unchanged(sqlite_url, lambda address: came_to(address, sample))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda address: address.replace("2-1-", "2-2-"),
        lambda address: address.replace("2-1-", "4-1-"),
        lambda address: address[: address.index("@") - 1] + "g" + address[address.index("@") :],
        lambda _: "avis@innoveici.example",
        lambda _: "",
        lambda _: "avis+2-1-0000000000000000@innoveici.example",
    ],
    ids=["another-letter", "an-unknown-letter", "another-digit", "no-token", "no-address", "made-up"],
)
def test_a_forged_address_changes_nothing(sqlite_url: str, spoil: Callable[[str], str]) -> None:
    assert_unchanged(sqlite_url, lambda address: came_to(spoil(address)))


def test_another_ledgers_token_changes_nothing(sqlite_url: str) -> None:
    assert_unchanged(sqlite_url, lambda _: came_to(envelope_sender("2.1", context())))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"\x00\xff" * 1000,
        b"To: a@b\n" * 9000,
        b"To: " + b"(" * 900_000,
        b"To: " + b"a," * 400_000,
        b"x" * (LARGEST + 1),
        b"Content-Type: multipart/report; boundary=\xff\n\n--\xff\n",
    ],
    ids=["nothing", "blank", "noise", "many-headers", "open-comment", "many-addresses", "large", "no-boundary"],
)
def test_garbage_changes_nothing(sqlite_url: str, content: bytes) -> None:
    assert_unchanged(sqlite_url, lambda _: content)


def assert_unchanged(url: str, message: Callable[[str], bytes]) -> None:
    with Ledger.open(url, clock=lambda: NOW, create=False, patience_s=5) as ledger:
        record(ledger)
        content = message(sent(ledger, "2.1"))
        head, before = ledger.head(), outbox(ledger)
        assert str(receive_bounce(ledger, content)).startswith("nothing was changed: ")
        assert (ledger.head(), outbox(ledger)) == (head, before)


def test_the_mail_servers_word_goes_before_the_headers(ledger: Ledger) -> None:
    record(ledger)
    first, second = sent(ledger, "2.1"), sent(ledger, "2.2")
    receive_bounce(ledger, came_to(first), recipient=second)
    states = [state for _, state in outbox(ledger).values()]
    assert states[:2] == ["sent", "bounced"]


def test_a_letter_that_never_went_out_did_not_come_back(ledger: Ledger) -> None:
    record(ledger)
    said = receive_bounce(ledger, came_to(sender(ledger, "2.1")))
    assert "not, or no longer" in str(said)
    assert outbox(ledger)["2.1"][1] == "queued"


def test_a_letter_of_two_roles_is_marked_as_a_whole(ledger: Ledger) -> None:
    record(ledger)
    receive_bounce(ledger, came_to(sent(ledger, "2.1", "2.2")))
    states = [state for _, state in outbox(ledger).values()]
    assert states[:2] == ["bounced", "bounced"]
    assert list(outbox(ledger).values())[4:] == [("erac:ERAC-14", "queued")]


@pytest.mark.parametrize("notices", [("2.3",), ("2.4",), ("2.1", "2.3"), ("2.4", "4.4")])
def test_nobody_is_told_who_could_do_nothing_about_it(ledger: Ledger, notices: tuple[str, ...]) -> None:
    record(ledger)
    record(ledger, "R-2")
    before = len(outbox(ledger))
    receive_bounce(ledger, came_to(sent(ledger, *notices)))
    after = outbox(ledger)
    assert {after[id_][1] for id_ in notices} == {"bounced"}
    assert len(after) == before
    (event,) = ledger.events(types=["noted"])
    assert event.handoff_id == "H-000001"


def test_where_no_erac_is_chosen_each_that_was_told_is(ledger: Ledger) -> None:
    from innoveici.ledger.actor import Actor
    from innoveici.ledger.audience import Contact

    eracs = [Contact(Actor("erac", id_)) for id_ in ("ERAC-04", "ERAC-14")]
    held = replace(routed(status="held", erac_id=None), region_code=None)
    with ledger.writing() as tx:
        tx.record(replace(held, contacts=(held.contacts[0], *eracs)))
    receive_bounce(ledger, came_to(sent(ledger, "2.1")))
    assert list(outbox(ledger).values())[3:] == [("erac:ERAC-04", "queued"), ("erac:ERAC-14", "queued")]


def test_nothing_personal_of_a_bounce_is_kept(ledger: Ledger) -> None:
    record(ledger)
    receive_bounce(ledger, came_to(sent(ledger, "2.1")))
    kept = "".join(str(event.to_json()) for event in ledger.events(types=["noted"]))
    assert "fromagerie" not in kept.lower()
    assert "@" not in kept
