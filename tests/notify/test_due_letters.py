"""Which notices go in one letter, where to, and what becomes of those that can go nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.directory.model import Directory
from innoveici.errors import ConfigError
from innoveici.messages import Message
from innoveici.notify import due_letters
from innoveici.notify.due_letters import DuePage, ReadyLetters, letters_of
from innoveici.notify.letter import Letter, LetterContext, Part, Undeliverable
from tests.notify.parts import PERSONAL, context, part

ADVISOR, ERAC = "advisor:QC-14-13", "erac:erac-14"
CONTEXT = context(
    eracs={"erac-14": "relais@erac-14.example", "erac-04": "relais@erac-04.example"}, council="c@conseil.example"
)
ADVISOR_EMAIL = CONTEXT.directory.advisors["QC-14-13"].email


def made(parts: Sequence[Part], at: LetterContext = CONTEXT, *, digest: bool = False) -> list[Letter | Undeliverable]:
    materials = {one.posted.notice.event_seq: one.material for one in parts}
    return list(letters_of([one.posted for one in parts], materials, at, digest=digest))


def shape(letters: Sequence[Letter | Undeliverable]) -> list[tuple[str, str, list[str]]]:
    """Message, address and notices of letters; message, reason and notice of what goes nowhere."""
    return [
        (one.message, one.reason.code, [one.posted.notice.id])
        if isinstance(one, Undeliverable)
        else (one.message, one.address.email, [p.posted.notice.id for p in one.parts])
        for one in letters
    ]


def test_each_actor_gets_a_letter_of_its_own() -> None:
    parts = [part(ordinal=1), part(ADVISOR, ordinal=2), part(ERAC, ordinal=3), part("council", ordinal=4)]
    assert shape(made(parts)) == [
        ("2.1", "direction@fromagerie.example", ["2.1"]),
        ("2.2", ADVISOR_EMAIL, ["2.2"]),
        ("2.3", "relais@erac-14.example", ["2.3"]),
        ("2.4", "c@conseil.example", ["2.4"]),
    ]


@pytest.mark.parametrize(
    "email",
    [
        ADVISOR_EMAIL,
        ADVISOR_EMAIL.upper(),
        ADVISOR_EMAIL.partition("@")[0].title() + "@" + ADVISOR_EMAIL.partition("@")[2],
    ],
)
def test_whoever_holds_two_roles_gets_one_letter_of_two_parts(email: str) -> None:
    known = {**PERSONAL, "email": email}
    parts = [part(ordinal=1, personal=known, language="en"), part(ADVISOR, ordinal=2, personal=known)]
    (letter,) = made(parts)
    assert shape([letter]) == [("2.1", email, ["2.1", "2.2"])]
    assert isinstance(letter, Letter)
    assert letter.language == "en"


def test_one_address_is_written_in_several_ways() -> None:
    composed, decomposed, idna = (
        "rené@exemplé.example",
        "rene\u0301@exemple\u0301.example",
        "RENÉ@xn--exempl-gva.example",
    )
    ways = context(eracs={"erac-14": decomposed, "erac-04": idna})
    recipients = ("company:R-1", ERAC, "erac:erac-04")
    known = {**PERSONAL, "email": composed}
    parts = [part(recipient, ordinal=i, personal=known) for i, recipient in enumerate(recipients, start=1)]
    assert shape(made(parts, ways)) == [("2.1", composed, ["2.1", "2.2", "2.3"])]


def test_two_events_are_two_letters() -> None:
    parts = [part(seq=2), part(seq=4, opened=3)]
    assert [one.message for one in made(parts)] == ["2.1", "4.1"]


def test_a_digest_is_one_letter_a_recipient() -> None:
    parts = [part("council", seq=seq, opened=seq - 1, ordinal=4) for seq in (2, 4, 6)]
    (letter,) = made(parts, digest=True)
    assert shape([letter]) == [("2.4", "c@conseil.example", ["2.4", "4.4", "6.4"])]
    assert isinstance(letter, Letter)
    assert letter.digest


def test_a_letter_that_is_tried_again_is_made_of_the_same_notices() -> None:
    parts = [part(ERAC, seq=2, message="2.1"), part(ERAC, seq=4, message="2.1", opened=3), part(ERAC, seq=6)]
    assert shape(made(parts, digest=True)) == [
        ("2.1", "relais@erac-14.example", ["2.1", "4.1"]),
        ("6.1", "relais@erac-14.example", ["6.1"]),
    ]


def test_what_is_left_of_a_letter_keeps_its_id() -> None:
    assert shape(made([part(ERAC, ordinal=2, message="2.1")])) == [("2.1", "relais@erac-14.example", ["2.2"])]


def test_a_letter_goes_to_one_address_even_when_one_of_two_was_corrected_since() -> None:
    parts = [part(ADVISOR, ordinal=1, message="2.1"), part(ERAC, ordinal=2, message="2.1")]
    assert shape(made(parts)) == [("2.1", ADVISOR_EMAIL, ["2.1"]), ("2.1", "notice.apart", ["2.2"])]


def test_an_address_that_was_corrected_is_used() -> None:
    moved = context(eracs={"erac-14": "nouvelle@erac-14.example"})
    assert shape(made([part(ERAC)], moved))[0][1] == "nouvelle@erac-14.example"


def gone(directory: Directory) -> Directory:
    return replace(directory, advisors={}, regions={}, partnerships=())


@pytest.mark.parametrize("recipient", [ADVISOR, ERAC, "partner:plan-ia-grand-est", "person:triage"])
def test_a_recipient_that_left_the_directory_is_a_persons_business(recipient: str) -> None:
    (one,) = made([part(recipient)], replace(CONTEXT, directory=gone(CONTEXT.directory)))
    assert isinstance(one, Undeliverable)
    assert (one.reason.code, one.state) == ("notice.gone", "held")


@pytest.mark.parametrize("recipient", ["company:R-1", "erac:erac-14", "partner:plan-ia-grand-est", "council"])
def test_a_recipient_without_an_address_is_shown_as_such(recipient: str) -> None:
    personal = {name: value for name, value in PERSONAL.items() if name != "email"}
    (one,) = made([part(recipient, personal=personal, event="referred")], context())
    assert isinstance(one, Undeliverable)
    assert (one.message, one.reason.code, one.state) == ("2.1", "notice.no_address", "no_address")


def test_what_no_server_would_take_is_no_address() -> None:
    for email in ("a@b.example\r\nBcc: x@y.example", "a@b, c@d.example", "<a@b.example>", "a b@c.example"):
        (one,) = made([part(personal={**PERSONAL, "email": email})])
        assert isinstance(one, Undeliverable), email


@pytest.mark.parametrize("event", ["assigned", "held", "reassigned", "escalated", "noted"])
@pytest.mark.parametrize("recipient", ["company:R-1", ADVISOR, ERAC])
def test_a_request_that_was_erased_is_handed_to_nobody(recipient: str, event: str) -> None:
    (one,) = made([part(recipient, event=event, personal=None)])
    assert isinstance(one, Undeliverable)
    assert (one.reason.code, one.state) == ("notice.erased", "cancelled")


@pytest.mark.parametrize("recipient", ["company:R-1", ADVISOR, ERAC, "council"])
def test_what_was_taken_back_with_its_batch_is_announced_no_more(recipient: str) -> None:
    """It was in doubt when it was undone: \"please disregard our last message\" went out before."""
    before, after = part(recipient), part(recipient, seq=9, event="closed", template="undone.company")
    before, after = (replace(one, material=replace(one.material, undone_seq=9)) for one in (before, after))
    (one, two) = made([before, after])
    assert isinstance(one, Undeliverable)
    assert (one.reason.code, one.state) == ("notice.taken_back", "cancelled")
    assert isinstance(two, Letter)
    again = replace(before, material=replace(before.material, undone_seq=1))
    assert isinstance(made([again])[0], Letter)


@pytest.mark.parametrize(
    ("recipient", "event"),
    [(ADVISOR, "erased"), (ERAC, "erased"), (ERAC, "closed"), (ADVISOR, "corrected"), ("council", "assigned")],
)
def test_what_still_must_be_said_of_an_erased_request_goes_out(recipient: str, event: str) -> None:
    (one,) = made([part(recipient, event=event, personal=None)])
    assert isinstance(one, Letter)


def test_the_others_still_get_theirs_when_one_has_no_address() -> None:
    parts = [part(ordinal=1), part(ADVISOR, ordinal=2), part(ERAC, ordinal=3)]
    assert shape(made(parts, context())) == [
        ("2.1", "direction@fromagerie.example", ["2.1"]),
        ("2.2", ADVISOR_EMAIL, ["2.2"]),
        ("2.3", "notice.no_address", ["2.3"]),
    ]


RECIPIENTS = st.sampled_from(["company:R-1", ADVISOR, ERAC, "erac:erac-04", "council", "advisor:NOBODY"])
NOTICES = st.lists(st.tuples(st.integers(1, 4), RECIPIENTS, st.sampled_from([None, "0.1", "0.2"])), max_size=12)


@given(notices=NOTICES, digest=st.booleans())
def test_every_notice_is_in_one_letter_or_nowhere(notices: list[tuple[int, str, str | None]], digest: bool) -> None:
    parts = [
        part(recipient, seq=seq, ordinal=ordinal, message=message)
        for ordinal, (seq, recipient, message) in enumerate(notices, start=1)
    ]
    letters = made(parts, digest=digest)
    ids = [id_ for _, _, ids in shape(letters) for id_ in ids]
    assert sorted(ids) == sorted(one.posted.notice.id for one in parts)
    messages = [one.message for one in letters if isinstance(one, Letter)]
    assert len(set(messages)) == len(messages), "no two letters have one id"


def test_a_traceback_names_no_address() -> None:
    (letter,) = made([part()])
    assert repr(letter) == "Letter('2.1')"


def page_of_three() -> DuePage:
    return DuePage(made([part(ordinal=1), part(ADVISOR, ordinal=2), part(ERAC, ordinal=3)]), CONTEXT)


def test_letters_come_in_their_order_made_ahead_or_not() -> None:
    assert [letter.message for letter in ReadyLetters(page_of_three())] == ["2.1", "2.2", "2.3"]
    letters, messages = ReadyLetters(page_of_three()), []
    letters.prepare()
    for letter in letters:
        messages.append(letter.message)
        for _ in range(3):
            letters.prepare()
    assert messages == ["2.1", "2.2", "2.3"]


def test_only_the_next_letter_is_made_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    rendered: list[str] = []
    render = due_letters.render
    monkeypatch.setattr(due_letters, "render", lambda one, at: rendered.append(one.message) or render(one, at))
    letters = ReadyLetters(page_of_three())
    next(letters)
    assert rendered == ["2.1"]
    for _ in range(3):
        letters.prepare()
    assert rendered == ["2.1", "2.2"]
    assert next(letters).message == "2.2"
    assert rendered == ["2.1", "2.2"]


def test_what_goes_wrong_ahead_is_raised_where_the_letter_would_come(monkeypatch: pytest.MonkeyPatch) -> None:
    letters = ReadyLetters(page_of_three())
    assert next(letters).message == "2.1"

    def broken(*_: object) -> None:
        raise ConfigError(Message("no letter at all"))

    monkeypatch.setattr(due_letters, "render", broken)
    letters.prepare()
    with pytest.raises(ConfigError, match="no letter at all"):
        next(letters)
