"""A message as it goes out: whatever a name holds, its headers are read back as they were meant."""

from __future__ import annotations

import re
import string
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from innoveici.characters import clean
from innoveici.notify.addresses import letter_of_envelope
from innoveici.notify.composing import compose
from innoveici.notify.letter import Address, Letter, Mail, Rendered
from tests.notify.parts import KEY, LEDGER, NOW, context, part

CONTEXT = context(eracs={"erac-14": "relais@erac-14.example"})
ONCE = (
    "From", "To", "Subject", "Date", "Message-ID", "References", "Reply-To", "Auto-Submitted",
    "X-Auto-Response-Suppress", "Content-Language", "MIME-Version", "Content-Type",
)  # fmt: skip
HOSTILE = st.one_of(
    st.text(max_size=500),
    st.text(st.sampled_from("\r\n\t ,;:<>()[]@\\\"'=?_.é–\u202e\u2028\ud800\U0001f9c0\x00Aa"), max_size=80),
    st.sampled_from(
        [
            "X\r\nBcc: victim@example.org",
            "X\nBcc: victim@example.org\n\nbody",
            '"Dupont, Jean" <jean@example.org>',
            "=?utf-8?q?Bcc=3A?=",
            "=?utf-8?b?w6k=?= =?utf-8?b?w6k=?=",
            "a" * 500,
            "é" * 500,
            "mot " * 120,
            "שלום עולם",
            "👩🏽‍🌾 Fromagerie 👩🏽‍🌾" * 9,
            "undisclosed-recipients:;",
            "fin\\",
            'guillemet"',
        ]
    ),
)
LOCAL = st.text(string.ascii_letters + string.digits + "_+-", min_size=1, max_size=64)
ADDRESS = st.builds(
    "{}@{}".format, LOCAL, st.sampled_from(["exemple.example", "a.b.c.example", "x" * 63 + "." + "y" * 60 + ".example"])
)


def letter(**given: Any) -> Letter:
    parts = given.pop("parts", (part(),))
    values = {"message": parts[0].posted.notice.id, "address": Address("Hélène Côté", "h@exemple.example")}
    return Letter(**{"language": "fr", "parts": parts, **values, **given})


WORDS = Rendered("[INNOVEICI] H-000001 – Fromagerie", "Bonjour,\n\nà bientôt.\n", "<p>À bientôt.</p>\n")


def one_line(text: str) -> str:
    return re.sub(" +", " ", clean(text)).strip()


def read(mail: Mail) -> EmailMessage:
    return message_from_bytes(mail.content, policy=policy.default)


def name_in(mail: Mail, header: str) -> str:
    """As RFC 2047 has it. ``policy.default`` of Python 3.11 puts a space between the encoded words of a name."""
    shown, _ = parseaddr(re.sub(r"\r\n", "", message_from_bytes(mail.content)[header]))
    return str(make_header(decode_header(shown)))


@given(name=HOSTILE, subject=HOSTILE, email=ADDRESS, erac=HOSTILE)
@example(name="Élise  Roy ", subject="deux  espaces", email="a@b.example", erac="Nom, avec virgule")
def test_headers_and_envelope_are_read_back_as_they_were_meant(name: str, subject: str, email: str, erac: str) -> None:
    here = context(eracs={"erac-14": "relais@erac-14.example"}, sender_name=erac)
    mail = compose(letter(address=Address(name, email)), replace(WORDS, subject=subject), here)
    message = read(mail)
    assert sorted(message.keys()) == sorted(ONCE)
    assert message["Subject"] == one_line(subject)
    for header, shown, address in (("To", name, email), ("From", erac, "avis@innoveici.example")):
        (mailbox,) = message[header].addresses
        assert (name_in(mail, header), mailbox.addr_spec) == (one_line(shown), address)
    assert mail.recipient == email
    assert letter_of_envelope(mail.sender, KEY) == "2.1"
    assert not message.defects
    head = mail.content.partition(b"\r\n\r\n")[0]
    assert head.isascii()
    assert all(len(line) <= (998 if b"@" in line else 78) for line in head.split(b"\r\n"))


@given(text=st.text(max_size=2000) | st.text(st.sampled_from("\r\n\t .=-_<>é\ud800A"), max_size=300))
@example(text="\r")
@example(text="--=_innoveici--\n--=_innoveici\n")
@example(text=".\n..\nFrom moi\n")
@example(text="é" * 5000)
def test_bodies_are_read_back_and_no_line_is_too_long(text: str) -> None:
    content = compose(letter(), Rendered("s", text, f"<p>{text}</p>"), CONTEXT).content
    message = message_from_bytes(content, policy=policy.default)
    meant = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")
    plain, html = message.iter_parts()
    assert plain.get_payload(decode=True) == meant.replace(b"\n", b"\r\n")
    assert html.get_payload(decode=True) == b"<p>" + meant.replace(b"\n", b"\r\n") + b"</p>"
    assert [p.get_content_type() for p in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert content.isascii()
    assert all(len(line) <= 76 for line in content.split(b"\r\n"))
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", content)
    assert not message.defects


def test_a_message_says_what_it_is() -> None:
    message = read(compose(letter(), WORDS, CONTEXT))
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Content-Language"] == "fr"
    assert message["Date"].datetime == NOW
    assert message["Date"].endswith("-0500"), "Québec's own time"
    assert str(message["Reply-To"]) == "ERAC de Lanaudière <relais@erac-14.example>"
    assert message["From"].addresses[0].display_name == "INNOVEICI.QUEBEC"


def test_the_same_letter_is_the_same_bytes_but_for_its_date() -> None:
    first = compose(letter(), WORDS, CONTEXT)
    later = compose(letter(), WORDS, replace(CONTEXT, now=NOW + timedelta(days=1)))
    dated = re.compile(rb"^Date: .*$", re.MULTILINE)
    assert first.content != later.content
    assert dated.sub(b"", first.content) == dated.sub(b"", later.content)
    assert (first.message_id, first.sender, first.notices) == (later.message_id, later.sender, ("2.1",))


def test_letters_of_one_handoff_hang_together_whoever_they_are_to() -> None:
    mails = [
        compose(letter(parts=(part(seq=2),)), WORDS, CONTEXT),
        compose(letter(parts=(part("advisor:QC-14-13", seq=7, event="closed"),)), WORDS, CONTEXT),
        compose(letter(parts=(part(seq=9, opened=8),)), WORDS, CONTEXT),
    ]
    ids = [mail.message_id for mail in mails]
    assert ids == [f"<{id_}.{'b' * 12}@innoveici.example>" for id_ in ("2.1", "7.1", "9.1")]  # their events' hash
    roots = [mail.message["References"] for mail in mails]
    assert roots[0] == roots[1] == f"<handoff.1.{LEDGER}@innoveici.example>"
    assert roots[2] == f"<handoff.8.{LEDGER}@innoveici.example>"
    assert not any("In-Reply-To" in mail.message for mail in mails)  # nobody ever had what they hang from


def test_an_event_that_came_instead_after_a_restored_backup_is_another_message() -> None:
    first = part()
    other = replace(first, material=replace(first.material, event=replace(first.material.event, hash="c" * 64)))
    ids = {compose(letter(parts=(one,)), WORDS, CONTEXT).message_id for one in (first, other)}
    assert len(ids) == 2


def test_what_is_left_of_a_letter_is_another_message() -> None:
    """A server or a folder that has the first one already would leave the second one out."""
    first, second = part(message="2.1"), part("erac:erac-14", ordinal=2, message="2.1")
    letters = [replace(letter(parts=p), message="2.1") for p in ((first, second), (second, first), (second,))]
    ids = [compose(one, WORDS, CONTEXT).message_id for one in letters]
    assert ids[0] == ids[1]
    assert [id_.rpartition(".bbb")[0] for id_ in ids[1:]] == ["<2.1", "<2.2"]


def test_digests_hang_together_and_are_answered_to_the_sender() -> None:
    parts = (part("erac:erac-14", seq=2), part("erac:erac-14", seq=4, opened=3))
    message = compose(letter(parts=parts, digest=True), WORDS, CONTEXT).message
    assert message["References"] == f"<digest.erac.{LEDGER}@innoveici.example>"
    assert message["Reply-To"] is None


def test_ids_say_nothing_of_the_company() -> None:
    mail = compose(letter(), WORDS, CONTEXT)
    shown = mail.message_id + mail.sender + mail.message["References"]
    assert "fromagerie" not in shown.lower()
    assert repr(mail) == f"Mail('{mail.message_id}')"


def test_domains_beyond_ascii_go_as_every_server_takes_them() -> None:
    here = context(sender="avis@conseil-québec.example")
    mail = compose(letter(address=Address("", "helene@exemplé.example")), WORDS, here)
    assert mail.recipient == "helene@xn--exempl-gva.example"
    assert mail.sender.endswith("@xn--conseil-qubec-khb.example")
    assert mail.message_id.endswith("@xn--conseil-qubec-khb.example>")
    assert mail.content.isascii()


def test_an_address_beyond_ascii_is_kept_as_it_is() -> None:
    mail = compose(letter(address=Address("Hélène", "hélène@exemple.example")), WORDS, CONTEXT)
    assert mail.recipient == "hélène@exemple.example"
    assert "<hélène@exemple.example>".encode() in mail.content


def test_an_answer_to_an_address_beyond_ascii_keeps_no_server_from_taking_the_message() -> None:
    here = context(eracs={"erac-14": "hélène@erac.example"})
    assert compose(letter(), WORDS, here).content.isascii()
    to_one_like_it = compose(letter(address=Address("", "rené@exemple.example")), WORDS, here)
    assert "Reply-To: ERAC" not in to_one_like_it.content.decode()
    assert "<hélène@erac.example>".encode() in to_one_like_it.content


def test_nobody_is_told_to_answer_himself() -> None:
    mail = compose(letter(address=Address("", "relais@erac-14.example")), WORDS, CONTEXT)
    assert mail.message["Reply-To"] is None
