"""Whom a reader answers, envelope senders that nobody can make up, and who can be written to by now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.directory.model import Directory
from innoveici.directory.office_settings import LONGEST_LOCAL
from innoveici.notify.addresses import envelope_sender, letter_of_envelope, queue_reachable, reply_to
from innoveici.notify.running import letter_contexts
from tests.notify.office import Office, office
from tests.notify.parts import KEY, PERSONAL, context, part
from tests.notify.smtp_server import ScriptedServer

ERAC_EMAIL = "relais@erac-14.example"
CONTEXT = context(eracs={"erac-14": ERAC_EMAIL}, council="c@conseil.example")
ADVISOR_EMAIL = CONTEXT.directory.advisors["QC-14-13"].email
COMPANY_EMAIL = PERSONAL["email"]
NOT_YET = {"state": "held", "advisor": None}


@pytest.mark.parametrize(
    ("recipient", "given", "answered"),
    [
        ("company:R-1", {}, ERAC_EMAIL),
        ("advisor:QC-14-13", {}, ERAC_EMAIL),
        ("council", {}, ERAC_EMAIL),
        ("partner:plan-ia-grand-est", {"event": "referred"}, ERAC_EMAIL),
        ("erac:erac-14", {}, ADVISOR_EMAIL),
        ("erac:erac-14", {"event": "held", **NOT_YET}, COMPANY_EMAIL),
        ("erac:erac-14", {"event": "escalated", "state": "escalated", "advisor": None}, COMPANY_EMAIL),
        ("erac:erac-14", {"event": "declined", **NOT_YET}, None),
        ("erac:erac-14", {"event": "held", **NOT_YET, "consent": False}, None),
        ("erac:erac-14", {"event": "held", **NOT_YET, "personal": {"company": "Scierie"}}, None),
        ("erac:erac-14", {"event": "erased", **NOT_YET, "personal": None}, None),
        ("erac:erac-04", {"event": "corrected", **NOT_YET}, None),
        ("company:R-1", {"event": "held", **NOT_YET, "erac": None}, None),
        ("company:R-1", {"erac": "erac-04"}, None),
        ("company:R-1", {"erac": "erac-of-old"}, None),
        ("erac:erac-14", {"advisor": "QC-OF-OLD"}, None),
    ],
)
def test_each_answers_whoever_can_help(recipient: str, given: dict[str, Any], answered: str | None) -> None:
    found = reply_to(part(recipient, **given), CONTEXT)
    assert (found.email if found else None) == answered


BOUNCING = context()
IDS = st.builds("{}.{}".format, st.integers(1, 10**9), st.integers(1, 99))
OTHERS_KEY = b"o" * 32


@given(message=IDS)
def test_a_bounce_finds_its_letter(message: str) -> None:
    sender = envelope_sender(message, BOUNCING)
    local, _, domain = sender.partition("@")
    assert letter_of_envelope(sender, KEY) == message
    assert letter_of_envelope(sender.upper(), KEY) == message, "servers may change the case"
    assert (local.partition("+")[0], domain) == ("avis", "innoveici.example")
    assert len(local) <= 64
    assert sender.isascii()


@given(message=IDS, other=IDS)
def test_a_token_is_good_for_one_letter_of_one_ledger(message: str, other: str) -> None:
    sender = envelope_sender(message, BOUNCING)
    assert letter_of_envelope(sender, OTHERS_KEY) is None
    if other != message:
        assert letter_of_envelope(sender.replace(message.replace(".", "-"), other.replace(".", "-")), KEY) is None


@given(sender=st.just(envelope_sender("12.1", BOUNCING)), position=st.integers(0), char=st.sampled_from("0fé-+ @\n"))
def test_a_changed_token_is_none(sender: str, position: int, char: str) -> None:
    local, _, domain = sender.rpartition("@")
    position = len("avis+") + position % (len(local) - len("avis+"))
    changed = f"{local[:position]}{char}{local[position + 1 :]}@{domain}"
    assert letter_of_envelope(changed, KEY) == ("12.1" if changed == sender else None)


@given(address=st.text() | st.from_regex(r"avis\+[0-9]{1,30}-[0-9]{1,3}-[0-9a-f]{16}@x\.example", fullmatch=True))
def test_anything_else_is_none(address: str) -> None:
    assert letter_of_envelope(address, KEY) is None


@pytest.mark.parametrize(
    "text", ["avis+١٢-1-{}@x.example", "avis+12-1-{}", "avis12-1-{}@x.example", "+12-1-0{}@x.example"]
)
def test_what_only_looks_like_a_token_is_none(text: str) -> None:
    signature = envelope_sender("12.1", BOUNCING).partition("@")[0][-16:]
    assert letter_of_envelope(text.format(signature), KEY) is None


def test_a_token_is_found_in_whatever_a_header_holds() -> None:
    sender = envelope_sender("12.1", BOUNCING)
    forged = sender.replace("+12-", "+13-")
    for header in (f"<{sender}>", f'"Avis, avis" <{sender}>', f"a@b.example, {forged},{sender}", f"(({sender}"):
        assert letter_of_envelope(header, KEY) == "12.1"


def test_bounces_go_where_regions_yaml_says() -> None:
    assert envelope_sender("12.1", context(bounces="retours@courriel.example")).startswith("retours+12-1-")
    assert envelope_sender("12.1", context(bounces="retours@courriel.example")).endswith("@courriel.example")


def test_the_longest_address_that_regions_yaml_may_give_has_room() -> None:
    sender = envelope_sender("9999999999.99", context(bounces=f"{'b' * LONGEST_LOCAL}@innoveici.example"))
    assert len(sender.partition("@")[0]) <= 64


@pytest.fixture
def here(url: str) -> Iterator[Office]:
    with office(url) as found:
        yield found


def unlisted(directory: Directory) -> Directory:
    """The same people, but no address of an ERAC, an advisor, a partner or the council."""
    regions = {
        code: replace(region, eracs=tuple(replace(erac, email="") for erac in region.eracs))
        for code, region in directory.regions.items()
    }
    return replace(
        directory,
        council=replace(directory.council, email=""),
        regions=regions,
        advisors={id_: replace(advisor, email="") for id_, advisor in directory.advisors.items()},
        partnerships=tuple(replace(partner, contact="") for partner in directory.partnerships),
    )


def queued(here: Office) -> int:
    return queue_reachable(here.ledger, letter_contexts(here.ledger, here.directory, lambda: here.now)())


def test_what_had_no_address_goes_out_once_there_is_one(here: Office) -> None:
    listed = here.directory
    here.directory = unlisted(listed)
    here.route(2)
    here.route(email="")
    with ScriptedServer() as server:
        assert here.send(server.url).sent == 2
        assert here.states() == {"sent": 2, "no_address": 10}
        here.directory = listed
        here.wait(days=3)
        assert here.send(server.url).sent == 7  # an advisor and an ERAC for each, and the council's digest
        assert here.states() == {"sent": 11, "no_address": 1}  # no company has an address of its own in the directory
        here.wait(minutes=5)
        assert here.send(server.url).done == 0


def test_a_partner_too_and_only_who_has_an_address(here: Office) -> None:
    listed = here.directory
    here.directory = unlisted(listed)
    here.route(postal_code="67000", country="FR", sectors=("intelligence artificielle",), markets=("CA-QC",))
    assert here.of("partner").notice.state == "no_address"
    assert queued(here) == 0
    assert {partner.contact for partner in listed.partnerships} != {""}
    here.directory = replace(here.directory, partnerships=listed.partnerships)
    assert (queued(here), here.of("partner").notice.state) == (1, "queued")
    here.directory = replace(here.directory, council=replace(listed.council, email="not an address"))
    assert queued(here) == 0


def test_what_is_more_than_a_month_old_stays_as_it_is(here: Office) -> None:
    listed = here.directory
    here.directory = unlisted(listed)
    here.route()
    here.directory = listed
    here.wait(days=30, seconds=1)
    assert queued(here) == 0
    here.wait(seconds=-1)
    assert queued(here) == 3


@pytest.mark.parametrize(
    ("writer", "answered"),
    [
        ("advisor:QC-05-09", CONTEXT.directory.advisors["QC-05-09"].email),
        ("company:R-1", COMPANY_EMAIL),
        ("advisor:gone", None),
    ],
)
def test_an_erac_answers_whoever_wrote_what_it_is_to_read(writer: str, answered: str | None) -> None:
    one = part("erac:erac-14", event="noted", template="replied.erac")
    event = replace(one.material.event, actor=writer, payload={"answer": "unclear"})
    found = reply_to(replace(one, material=replace(one.material, event=event)), CONTEXT)
    assert (found.email if found else None) == answered
