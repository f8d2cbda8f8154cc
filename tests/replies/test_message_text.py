"""Messages as mail programs write them: the words of their writer, whatever the encodings; the sender; headers."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from quopri import encodestring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.replies.answer_reading import read_answer
from innoveici.replies.message_text import LONGEST, read_headers, sender_of, words_above
from innoveici.replies.quotation import without_closing
from innoveici.steps import StepName
from tests.replies.conftest import MESSAGES

STEPS: dict[str, StepName | None] = {
    "apple_mail_en_accepts": "accept",
    "apple_mail_fr_company_gives_its_municipality": None,
    "apple_mail_fr_declines_html_only": "decline",
    "apple_mail_iphone_fr_unreachable": "unreachable",
    "gmail_en_cannot_accept_yet": None,
    "gmail_en_contacted_html_only": "contact",
    "gmail_en_declines_with_a_signature": "decline",
    "gmail_fr_accepts_below": "accept",
    "gmail_fr_accepts_with_the_ready_word": "accept",
    "gmail_fr_company_was_not_called": "ask",
    "gmail_fr_does_not_accept": "decline",
    "outlook_desktop_en_company_withdraws": "withdraw",
    "outlook_desktop_en_declines": "decline",
    "outlook_desktop_fr_accepts": "accept",
    "outlook_desktop_fr_asks": None,
    "outlook_desktop_fr_contacted_html_only": "contact",
    "outlook_mobile_en_accepts_html_only": "accept",
    "outlook_mobile_fr_unreachable": "unreachable",
    "thunderbird_en_accepts": "accept",
    "thunderbird_fr_contacted_html": "contact",
    "thunderbird_fr_declines_below": "decline",
    "thunderbird_fr_erac_contacted": "contact",
}
"""What each message of the collection asks for."""
WORDS = {
    "apple_mail_fr_company_gives_its_municipality": "Nous sommes à Joliette, rue Notre-Dame.",
    "gmail_fr_accepts_with_the_ready_word": "Accepte\n\nJe les appelle demain matin.",
    "outlook_mobile_fr_unreachable": "Injoignable\n\nDeux messages dans sa boîte vocale.",
    "thunderbird_en_accepts": "Accepted, and thank you. I will call them on Thursday, once I have read what they sent.",
    "thunderbird_fr_declines_below": "Je refuse : je pars en congé vendredi et je ne reviens qu'à la mi-janvier.",
    "outlook_desktop_fr_accepts": "J’accepte.\n\nMarie Tremblay\nConseillère en innovation\nTél. : 450 555-0123",
}
"""Of some, every word."""


def collection() -> list[Path]:
    return sorted(MESSAGES.glob("*.eml"))


def role_of(path: Path) -> str:
    return next((role for role in ("company", "erac") if f"_{role}_" in path.stem), "advisor")


def test_the_collection_is_of_five_mail_programs_in_two_languages() -> None:
    assert [path.stem for path in collection()] == sorted(STEPS)
    assert len(STEPS) >= 20
    for program in ("outlook_desktop", "outlook_mobile", "gmail", "apple_mail", "thunderbird"):
        assert {
            language for name in STEPS for language in ("_fr_", "_en_") if name.startswith(program) and language in name
        }


@pytest.mark.parametrize("path", collection(), ids=lambda path: path.stem)
def test_each_message_asks_for_what_its_writer_meant(path: Path) -> None:
    for content in (path.read_bytes(), path.read_bytes().replace(b"\n", b"\r\n")):
        words = words_above(content)
        assert words is not None
        assert read_answer(without_closing(words), role_of(path)).step == STEPS[path.stem]  # type: ignore[arg-type]
        assert WORDS.get(path.stem, words) == words
        for quoted in ("Bonjour,\n", "innoveici.example", "Répondez", "Answer with", "nearest"):
            assert quoted not in words.removeprefix("Bonjour,\n")


def message(body: bytes, *headers: str) -> bytes:
    return "\n".join(["From: a@b.example", *headers, "", ""]).encode() + body


@pytest.mark.parametrize(
    ("charset", "codec"),
    [("utf-8", "utf-8"), ("iso-8859-1", "cp1252"), ("windows-1252", "cp1252"), ("us-ascii", "utf-8"),
     ("none-such", "utf-8"),     ("none-such", "cp1252"), ("utf-16", "utf-16"), ("macintosh", "mac-roman")],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["8bit", "base64", "quoted-printable"])
def test_letters_are_read_as_they_were_written(charset: str, codec: str, encoding: str) -> None:
    said = "J’accepte – à l’été".encode(codec)
    encode = {"8bit": bytes, "base64": b64encode, "quoted-printable": encodestring}[encoding]
    content = message(
        encode(said), f"Content-Type: text/plain; charset={charset}", f"Content-Transfer-Encoding: {encoding}"
    )
    assert words_above(content) == "J’accepte – à l’été"


@pytest.mark.parametrize(
    ("parameters", "body", "words"),
    [
        ("format=flowed", "Accepte, un mot \nde plus. \n-- \nMarie", "Accepte, un mot de plus."),
        ("format=flowed; delsp=yes", "Accep \nte", "Accepte"),
        ("format=flowed", "Accepte\n> cité \n> suite\n", "Accepte"),
        ("format=flowed", " >pas une citation", ">pas une citation"),
        ("format=fixed", "Accepte \nlundi", "Accepte\nlundi"),
    ],
)  # fmt: skip
def test_paragraphs_that_were_broken_to_be_sent_are_whole_again(parameters: str, body: str, words: str) -> None:
    found = words_above(message(body.encode(), f"Content-Type: text/plain; charset=utf-8; {parameters}"))
    assert found == words


def parts(*bodies: str) -> bytes:
    inner = "".join(f"--b\n{body}\n" for body in bodies)
    return message(f"{inner}--b--\n".encode(), 'Content-Type: multipart/mixed; boundary="b"')


def test_what_is_attached_is_not_what_was_written() -> None:
    attached = 'Content-Type: text/plain; name="a.txt"\nContent-Disposition: attachment; filename="a.txt"\n\nRefuse'
    forwarded = "Content-Type: message/rfc822\n\nFrom: a@b.example\n\nRefuse"
    assert words_above(parts(attached, forwarded, "Content-Type: text/plain\n\nAccepte")) == "Accepte"
    assert words_above(parts(attached, forwarded)) is None


def test_a_blank_text_beside_a_page_leaves_the_page() -> None:
    assert (
        words_above(parts("Content-Type: text/plain\n\n \n", "Content-Type: text/html\n\n<p>Accepte</p>")) == "Accepte"
    )
    assert words_above(parts("Content-Type: text/plain\n\n \n")) == ""


def test_what_cannot_be_read_is_said_to_be_so() -> None:
    assert words_above(message(b"MIIB", "Content-Type: application/pkcs7-mime")) is None
    nested = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (i, i) for i in range(3000))
    assert words_above(nested) is None


def test_a_long_answer_is_cut_and_says_so() -> None:
    words = words_above(message(b"Accepte\n" + b"x " * LONGEST, "Content-Type: text/plain"))
    assert words is not None
    assert len(words) < LONGEST + 10
    assert words.endswith(" […]")


def test_nothing_that_acts_upon_a_screen_is_kept() -> None:
    assert words_above(message(b"Accepte \x1b[2J\x00\xe2\x80\xae fin", "Content-Type: text/plain; charset=utf-8")) == (
        "Accepte  fin"
    )


@given(st.binary(max_size=300), st.sampled_from(["text/plain", "text/html", "multipart/mixed; boundary=b", "\xff"]))
def test_no_message_is_too_much(body: bytes, kind: str) -> None:
    content = message(body, f"Content-Type: {kind}")
    words_above(content)
    sender_of(read_headers(body + content))


@given(path=st.sampled_from(collection()), cut=st.integers(0, 4000), junk=st.binary(max_size=40))
def test_a_damaged_message_is_read_or_not_and_ends_nothing(path: Path, cut: int, junk: bytes) -> None:
    content = path.read_bytes()
    damaged = content[:cut] + junk + content[cut + len(junk) :]
    words = words_above(damaged)
    read_answer(words or "", "advisor")
    sender_of(read_headers(damaged))


@pytest.mark.parametrize(
    ("header", "sender"),
    [
        ("a@b.example", "a@b.example"),
        ("Marie <a@b.example>", "a@b.example"),
        ('"Côté, H." <a@b.example>', "a@b.example"),
        ("=?utf-8?q?C=C3=B4t=C3=A9=2C_H?= <a@b.example>", "a@b.example"),
        ("a@québec.example", "a@québec.example"),
        ("a@b.example, c@d.example", ""),
        ("a@b.example\nFrom: c@d.example", ""),
        ("((((" * 5000, ""),
        ("", ""),
    ],
)
def test_a_message_has_one_sender_or_none(header: str, sender: str) -> None:
    assert sender_of(read_headers(f"From: {header}\n\n".encode())) == sender


def test_a_subject_is_decoded_where_it_can_be() -> None:
    assert read_headers(b"Subject: =?utf-8?q?R=C3=A9ponse?=\n\n")["subject"] == ["Réponse"]
    assert read_headers(b"subject: =?none-such?q?x?=\n\n")["subject"] == ["=?none-such?q?x?="]
