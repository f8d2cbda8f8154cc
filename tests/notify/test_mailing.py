"""From real decisions to the bytes that go out: who gets which mail, and what an erasure leaves of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from innoveici.ledger.actor import Actor
from innoveici.notify.addresses import ENVELOPE_KEY
from innoveici.notify.bounces import receive_bounce
from innoveici.notify.composing import compose
from innoveici.notify.due_letters import letters_of
from innoveici.notify.letter import Letter, Mail, Undeliverable
from innoveici.notify.rendering import render
from tests.notify.cases import LAC, World, context, directory, world
from tests.notify.test_bounces import came_to, sent

ERAC_EMAIL = "erac-14@erac.example"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as here:
        yield here


def drafts(here: World) -> dict[str, Letter | Undeliverable]:
    """By the notice's id, what the queued notices become."""
    posted = list(here.ledger.outbox(states=["queued"]))
    materials = here.ledger.materials([one.notice.event_seq for one in posted])
    at = replace(context(here.now), key=here.ledger.key(ENVELOPE_KEY))
    return {one.message: one for one in letters_of(posted, materials, at)}


def mail(here: World, letter: Letter | Undeliverable) -> Mail:
    assert isinstance(letter, Letter)
    at = replace(context(here.now), key=here.ledger.key(ENVELOPE_KEY))
    return compose(letter, render(letter, at), at)


def test_everyone_gets_one_mail_that_the_right_actor_answers(here: World) -> None:
    id_ = here.route(LAC)
    advisor = directory().advisors[here.advisor(id_).id].email
    mails = [mail(here, letter) for letter in drafts(here).values()]
    assert [(one.recipient, str(one.message["Reply-To"]).partition("<")[2]) for one in mails] == [
        (LAC.email, f"{ERAC_EMAIL}>"),
        (advisor, f"{ERAC_EMAIL}>"),
        (ERAC_EMAIL, f"{advisor}>"),
        ("conseil@conseil.example", f"{ERAC_EMAIL}>"),
    ]
    for one in mails[:3]:  # the council hears by digests
        text, html = (part.get_content() for part in one.message.iter_parts())
        assert id_ in one.message["Subject"]
        assert id_ in text
        assert id_ in html
        assert LAC.email not in one.message_id + one.sender + one.message["Subject"]


def test_an_advisor_who_asks_for_help_himself_gets_one_mail_of_two_parts(here: World) -> None:
    routed = here.route(LAC)
    email = directory().advisors[here.advisor(routed).id].email
    here.route(replace(LAC, request_id="R-own", email=email.upper()))
    letter = drafts(here)["4.1"]
    assert isinstance(letter, Letter)
    assert [part.posted.notice.recipient.partition(":")[0] for part in letter.parts] == ["company", "advisor"]
    assert mail(here, letter).notices == ("4.1", "4.2")


def test_after_an_erasure_only_what_still_must_be_said_goes_out(here: World) -> None:
    id_ = here.route(LAC)
    with here.ledger.writing() as tx:
        tx.erase(id_, actor=Actor("person", "triage"), contacts=tx.told_before(id_))
    assert {
        one.posted.notice.template if isinstance(one, Undeliverable) else one.parts[0].posted.notice.template: (
            one.state if isinstance(one, Undeliverable) else "goes"
        )
        for one in drafts(here).values()
    } == {
        "assigned.advisor": "cancelled",
        "assigned.erac": "cancelled",
        "assigned.council": "goes",
        "erased.advisor": "goes",
        "erased.erac": "goes",
        "erased.council": "goes",
    }
    for letter in drafts(here).values():
        if isinstance(letter, Letter):
            assert b"fromagerie" not in mail(here, letter).content.lower()


def test_a_bounce_is_told_to_the_erac_with_the_company_to_answer(here: World) -> None:
    here.route(LAC)
    said = receive_bounce(here.ledger, came_to(sent(here.ledger, "2.1")))
    assert "came back" in str(said)
    told = mail(here, drafts(here)["3.1"])
    assert told.recipient == ERAC_EMAIL
    assert "5.1.1" in told.message.get_body(("plain",)).get_content()
