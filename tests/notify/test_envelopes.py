"""The envelope's sender says which letter a bounce is about, and cannot be made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.directory.office_settings import LONGEST_LOCAL
from innoveici.notify.envelopes import envelope_sender, letter_of
from tests.notify.parts import KEY, post

POST = post()
IDS = st.builds("{}.{}".format, st.integers(1, 10**9), st.integers(1, 99))
OTHERS_KEY = b"o" * 32


@given(message=IDS)
def test_a_bounce_finds_its_letter(message: str) -> None:
    sender = envelope_sender(message, POST)
    local, _, domain = sender.partition("@")
    assert letter_of(sender, KEY) == message
    assert letter_of(sender.upper(), KEY) == message, "servers may change the case"
    assert (local.partition("+")[0], domain) == ("avis", "innoveici.example")
    assert len(local) <= 64
    assert sender.isascii()


@given(message=IDS, other=IDS)
def test_a_token_is_good_for_one_letter_of_one_ledger(message: str, other: str) -> None:
    sender = envelope_sender(message, POST)
    assert letter_of(sender, OTHERS_KEY) is None
    if other != message:
        assert letter_of(sender.replace(message.replace(".", "-"), other.replace(".", "-")), KEY) is None


@given(sender=st.just(envelope_sender("12.1", POST)), position=st.integers(0), char=st.sampled_from("0fé-+ @\n"))
def test_a_changed_token_is_none(sender: str, position: int, char: str) -> None:
    local, _, domain = sender.rpartition("@")
    position = len("avis+") + position % (len(local) - len("avis+"))
    changed = f"{local[:position]}{char}{local[position + 1 :]}@{domain}"
    assert letter_of(changed, KEY) == ("12.1" if changed == sender else None)


@given(address=st.text() | st.from_regex(r"avis\+[0-9]{1,30}-[0-9]{1,3}-[0-9a-f]{16}@x\.example", fullmatch=True))
def test_anything_else_is_none(address: str) -> None:
    assert letter_of(address, KEY) is None


@pytest.mark.parametrize(
    "text", ["avis+١٢-1-{}@x.example", "avis+12-1-{}", "avis12-1-{}@x.example", "+12-1-0{}@x.example"]
)
def test_what_only_looks_like_a_token_is_none(text: str) -> None:
    signature = envelope_sender("12.1", POST).partition("@")[0][-16:]
    assert letter_of(text.format(signature), KEY) is None


def test_a_token_is_found_in_whatever_a_header_holds() -> None:
    sender = envelope_sender("12.1", POST)
    forged = sender.replace("+12-", "+13-")
    for header in (f"<{sender}>", f'"Avis, avis" <{sender}>', f"a@b.example, {forged},{sender}", f"(({sender}"):
        assert letter_of(header, KEY) == "12.1"


def test_bounces_go_where_regions_yaml_says() -> None:
    assert envelope_sender("12.1", post(bounces="retours@courriel.example")).startswith("retours+12-1-")
    assert envelope_sender("12.1", post(bounces="retours@courriel.example")).endswith("@courriel.example")


def test_the_longest_address_that_regions_yaml_may_give_has_room() -> None:
    sender = envelope_sender("9999999999.99", post(bounces=f"{'b' * LONGEST_LOCAL}@innoveici.example"))
    assert len(sender.partition("@")[0]) <= 64
