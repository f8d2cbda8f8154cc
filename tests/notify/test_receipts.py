"""The request form is no way to write to strangers: an address given there that nobody has confirmed gets no word that
was typed, and three letters a day at most."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.casework.casework import Casework
from innoveici.desk import Desk
from innoveici.ledger import open_ledger
from innoveici.ledger.actor import Actor
from innoveici.ledger.event import Event
from innoveici.ledger.states import has_confirmed
from innoveici.notify.preview import preview
from innoveici.quebec import quebec_day
from innoveici.request import Request
from tests.notify.office import Office
from tests.notify.smtp_server import Received, ScriptedServer

VICTIM = "somebody@victim.example"
TYPED = {
    "company": "Achetez-Vite (exemple)", "contact_name": "Offre Imbattable", "need": "Visitez notre-casino maintenant",
    "municipality": "Joliette", "phone": "450 555-0166", "neq": "1161234567",
}  # fmt: skip
WORDS = ("Achetez", "Offre", "casino", "0166", "1161234567", "J6E")


def fill_in(here: Office, number: int, via: str = "form", **changed: str) -> str:
    """A request of the form; the handoff's id."""
    desk = Desk(here._atlas, here.directory, quebec_day(here.now))
    fields = {**TYPED, "postal_code": "J6E 3Z1", "email": VICTIM, "consent": True, **changed}
    with here.ledger.writing(marks={"via": via}) as tx:
        outcome = desk.record(Request(f"F-{number}", **fields), tx)  # type: ignore[arg-type]
    assert outcome.handoff_id
    return outcome.handoff_id


def to_victim(server: ScriptedServer) -> list[Received]:
    return [received for received in server.received if VICTIM in (to.lower() for to in received.recipients)]


def words_of(received: Received) -> str:
    """All that its reader sees of it: headers, text and HTML."""
    message = received.message
    bodies = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*(f"{name}: {value}" for name, value in message.items()), *bodies])


def act(here: Office, id_: str, step: str, by: str, purpose: str = "page", **given: str) -> None:
    desk = Desk(here._atlas, here.directory, quebec_day(here.now))
    work = Casework(here.ledger, desk, {"via": "link", "purpose": purpose})
    work.take(step, id_, Actor.parse(by), given)  # type: ignore[arg-type]
    here.wait(minutes=5)


@pytest.mark.parametrize("changed", [{}, {"postal_code": "J0K", "municipality": ""}, {"postal_code": "M5V 1A1"}])
def test_nothing_that_was_typed_is_in_a_letter_to_an_address_that_nobody_confirmed(
    here: Office, changed: dict[str, str]
) -> None:
    fill_in(here, 1, **changed)
    with ScriptedServer() as server:
        here.send(server.url)
        (letter,) = to_victim(server)
        others = [words_of(received) for received in server.received if received is not letter]
    found = words_of(letter)
    assert not [words for words in WORDS if words in found]
    assert "H-000001" in found
    assert "n'est pas répété ici" in found
    assert not others or any("casino" in words for words in others)  # those who help have it


def test_what_comes_by_another_way_is_repeated_as_before(here: Office) -> None:
    fill_in(here, 1, via="api")
    with ScriptedServer() as server:
        here.send(server.url)
        (letter,) = to_victim(server)
    assert "casino" in words_of(letter)


def test_once_the_company_has_done_something_by_its_letter_it_is_written_to_in_full(here: Office) -> None:
    id_ = fill_in(here, 1)
    act(here, id_, "ask", "company:F-1", asks="call")
    with ScriptedServer() as server:
        here.send(server.url)
        (letter,) = to_victim(server)
    assert "casino" in words_of(letter)


def test_what_is_done_by_the_link_that_the_form_shows_confirms_no_address(here: Office) -> None:
    """Whoever gave somebody else's address has that link too: it must not make us repeat what they typed."""
    id_ = fill_in(here, 1, postal_code="J0K", municipality="")
    act(here, id_, "correct", "company:F-1", "form", municipality="Joliette")
    act(here, id_, "ask", "company:F-1", "form", asks="call")
    assert not has_confirmed(here.ledger.show(id_).events)
    with ScriptedServer() as server:
        here.send(server.url)
        letters = to_victim(server)
    assert len(letters) == 2
    assert not [words for words in WORDS for letter in letters if words in words_of(letter)]
    act(here, id_, "ask", "company:F-1", asks="call")
    assert has_confirmed(here.ledger.show(id_).events)


def test_an_address_gets_three_a_day_and_the_erac_hears_of_the_others(both: Office) -> None:
    here = both
    ids = [fill_in(here, number, email=VICTIM if number % 2 else VICTIM.replace("s", "S", 1)) for number in range(5)]
    fill_in(here, 9, email="other@elsewhere.example")
    with ScriptedServer() as server:
        tally = here.send(server.url)
        assert len(to_victim(server)) == 3
        assert any("other@elsewhere.example" in received.recipients for received in server.received)
        told = [words_of(received) for received in server.received if "a été retenu" in words_of(received)]
    assert (tally.held, tally.exit_code, tally.taken) == (2, 3, 0)
    assert len(told) == 2
    assert all(TYPED["phone"] in words for words in told)
    held = [posted for posted in here.ledger.outbox() if posted.notice.state == "held"]
    assert [posted.handoff_id for posted in held] == ids[3:]  # nothing is lost, and nothing said twice
    with ScriptedServer() as server:
        assert here.send(server.url).done == 0


def test_so_it_is_however_often_it_is_started_again_and_after_a_day_three_more_may_go(
    here: Office,
) -> None:
    with ScriptedServer() as server:
        for number in range(4):
            fill_in(here, number)
            with open_ledger(str(here.ledger.url), clock=lambda: here.now, create=False) as reopened:
                here.ledger, kept = reopened, here.ledger
                here.send(server.url)
                here.ledger = kept
            here.wait(hours=1)
        assert len(to_victim(server)) == 3
        here.wait(hours=21)  # the first one went 25 hours ago, the second 24
        fill_in(here, 7)
        here.send(server.url)
        assert len(to_victim(server)) == 4
        (surplus,) = [posted.notice.id for posted in here.ledger.outbox() if posted.notice.state == "held"]
        here.wait(hours=24)
        with here.ledger.writing() as tx:
            tx.change_notices([surplus], "retry", actor=Actor("person", "lucie"), reason=None)
        here.send(server.url)
        assert len(to_victim(server)) == 5


def test_letters_of_a_request_that_was_confirmed_do_not_count(here: Office) -> None:
    ids = [fill_in(here, number) for number in range(3)]
    with ScriptedServer() as server:
        here.send(server.url)
        assert len(to_victim(server)) == 3
        act(here, ids[0], "ask", "company:F-0", asks="call")
        fill_in(here, 4)
        here.send(server.url)
        assert len(to_victim(server)) == 4


def test_a_preview_says_what_would_be_held_and_writes_nothing(here: Office) -> None:
    for number in range(5):
        fill_in(here, number)
    before = here.ledger.head()
    planned = [
        letter
        for letter in preview(here.ledger, here.directory, lambda: here.now)
        if letter.recipients[0].startswith("company:")
    ]
    assert [letter.action for letter in planned] == ["send", "send", "send", "held", "held"]
    assert here.ledger.head() == before


@given(
    st.lists(
        st.tuples(st.sampled_from(["company:F-1", "person:x", "advisor:QC-14-13", "erac:erac-14"]),
                  st.sampled_from(["page", "form", "reply", ""])),
        max_size=6,
    ),
    st.sampled_from(["form", "api", ""]),
)  # fmt: skip
def test_only_what_a_letter_brought_confirms(steps: list[tuple[str, str]], via: str) -> None:
    at = datetime(2026, 11, 20, tzinfo=UTC)

    def event(seq: int, actor: str, payload: dict[str, str]) -> Event:
        return Event(seq, "H-000001", "F-1", "asked", at + timedelta(seconds=seq), actor, payload, "", "", "")

    events = [event(1, "system", {"via": via} if via else {})]
    events += [event(n, actor, {"purpose": purpose} if purpose else {}) for n, (actor, purpose) in enumerate(steps, 2)]
    expected = via != "form" or any(actor == "company:F-1" and purpose != "form" for actor, purpose in steps)
    assert has_confirmed(events) == expected
