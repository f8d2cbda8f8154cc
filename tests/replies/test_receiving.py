"""Answers by mail are steps of whoever the letter was for, once each; whatever else comes changes nothing."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from innoveici.errors import TryAgain
from innoveici.ledger.actor import Actor
from innoveici.ledger.audience import REPLIED
from innoveici.ledger.ledger import Ledger
from innoveici.notify.incoming import LARGEST
from innoveici.replies.receiving import ReplyResult
from innoveici.steps import StepName
from tests.notify.cases import ERAC, LAC, PERSON
from tests.replies.conftest import MESSAGES, Answered, sample, written
from tests.replies.test_message_text import STEPS, collection, role_of

BEFORE: dict[StepName | None, tuple[str, ...]] = {"contact": ("accept",)}
"""Steps that must have been taken for one to be possible."""


@pytest.mark.parametrize("path", collection(), ids=lambda path: path.stem)
def test_each_message_of_the_collection_is_its_step_or_a_note(here: Answered, routed: str, path: Path) -> None:
    name, step, role = path.stem, STEPS[path.stem], role_of(path)
    for before in BEFORE.get(step, ()):
        here.work.take(before, routed, ERAC)  # type: ignore[arg-type]
    actor = here.holder(routed, role)
    result = here.receive(sample(name, here.to(routed, actor), here.address(actor)))
    assert (result.became, result.handoff_id, result.role) == ("taken" if step else "noted", routed, role)
    assert result.step == step
    events = [event for event in here.ledger.events(routed) if event.payload.get("via") == "reply"]
    assert events[0].actor == str(actor)
    assert here.ledger.verify().ok
    if step is None:
        assert [e.type for e in events] == ["noted"]
        assert here.letters("replied.erac") == ["erac:erac-14"]


def test_an_acceptance_is_recorded_as_any_other_and_says_how_it_came(here: Answered, routed: str) -> None:
    result = here.answer(routed, "advisor", "Accepte\n\nJe les appelle demain.")
    assert (result.became, result.step, result.state) == ("taken", "accept", "accepted")
    assert [str(told.recipient) for told in result.told] == ["company:R-1", "erac:erac-14", "council"]
    event = here.last()
    assert (event.type, event.actor) == ("accepted", str(here.holder(routed, "advisor")))
    assert event.payload["via"] == "reply"
    assert here.reason(event) == "Je les appelle demain."


def test_neither_token_nor_address_nor_words_are_kept_for_ever(here: Answered, routed: str) -> None:
    advisor = here.holder(routed, "advisor")
    for text, id_ in ("Peut-être, dit Hélène", "m-1@mail.example"), ("Refuse\nHélène est ma sœur", "m-2@mail.example"):
        here.answer(routed, "advisor", text, id_)
    said = str([(event.payload, event.actor) for event in here.ledger.events()])
    for hidden in (here.token(routed, advisor), here.address(advisor), "Hélène", "mail.example"):
        assert hidden not in said


def test_a_refusal_goes_to_the_next_with_its_reason_and_its_code(here: Answered, routed: str) -> None:
    first = here.holder(routed, "advisor")
    result = here.answer(routed, "advisor", "Refuse\n\nTrop de dossiers ce mois-ci.\n\nCordialement,\nMarie")
    declined, assigned = list(here.ledger.events(routed))[-2:]
    assert (result.state, declined.type, declined.payload["reason_code"]) == ("assigned", "declined", "other")
    assert here.reason(declined) == "Trop de dossiers ce mois-ci."
    assert assigned.payload["via"] == "reply"
    assert here.holder(routed, "advisor") != first
    assert "declined.erac" in {p.notice.template for p in here.ledger.outbox()}


def test_a_refusal_without_a_reason_is_one_all_the_same(here: Answered, routed: str) -> None:
    assert here.answer(routed, "advisor", "Refuse").became == "taken"
    declined = list(here.ledger.events(routed, types=["declined"]))[-1]
    assert (declined.payload["reason_code"], here.reason(declined)) == ("other", "Refuse")


def test_a_day_of_answers_from_accepting_to_contacting(here: Answered, routed: str) -> None:
    for number, (text, state) in enumerate(
        [("Accepte", "accepted"), ("Injoignable", "accepted"), ("Pas joint", "accepted"), ("Contactée", "contacted")]
    ):
        result = here.answer(routed, "advisor", text, f"m-{number}@mail.example")
        assert (result.became, result.state) == ("taken", state)
    assert [e.type for e in here.ledger.events(routed)][2:] == ["accepted", "unreached", "unreached", "contacted"]


def test_a_company_waits_for_a_call_then_withdraws(here: Answered, routed: str) -> None:
    assert here.answer(routed, "company", "Personne ne m'a appelée", "m-1@x.example").step == "ask"
    assert here.last().payload["asks"] == "call"
    assert here.answer(routed, "company", "Je retire ma demande", "m-2@x.example").state == "closed"
    assert here.last().payload["outcome"] == "withdrawn"


def test_what_a_company_says_otherwise_is_a_note_for_its_erac(here: Answered, routed: str) -> None:
    for number, text in enumerate(("Nous sommes à Joliette.", "J'accepte", "Contactée")):
        result = here.answer(routed, "company", text, f"m-{number}@x.example")
        assert (result.became, result.step, result.state) == ("noted", None, "assigned")
        assert (here.last().type, here.reason(here.last())) == ("noted", text)
    assert here.letters("replied.erac") == ["erac:erac-14"] * 3


def test_an_answer_that_is_not_clear_is_kept_and_told_to_the_erac(here: Answered, routed: str) -> None:
    result = here.answer(routed, "advisor", "Peut-être lundi.\n\nEst-ce loin?")
    event = here.last()
    assert (result.became, result.reason and result.reason.code) == ("noted", "reply.unclear")
    assert (event.type, event.payload["answer"], here.reason(event)) == (
        "noted",
        "unclear",
        "Peut-être lundi.\n\nEst-ce loin?",
    )
    assert here.letters("replied.erac") == [str(ERAC)]
    assert [str(told.recipient) for told in result.told] == [str(ERAC)]


def test_an_ordinary_note_tells_nobody(here: Answered, routed: str) -> None:
    here.work.take("note", routed, PERSON, {"reason": "Vu."})
    assert here.letters("replied.erac") == []


def test_what_cannot_be_read_is_told_to_the_erac_as_such(here: Answered, routed: str) -> None:
    advisor = here.holder(routed, "advisor")
    content = written("MIIB", here.to(routed, advisor), here.address(advisor))
    result = here.receive(content.replace(b"text/plain", b"application/pkcs7-mime"))
    assert (result.became, here.last().payload["answer"], here.last().commitment) == ("noted", "unreadable", "")
    assert here.letters("replied.erac") == [str(ERAC)]


def test_an_empty_answer_goes_by_its_subject(here: Answered, routed: str) -> None:
    advisor = here.holder(routed, "advisor")
    content = written("> Bonjour,\n> Accepte", here.to(routed, advisor), here.address(advisor))
    assert here.receive(content.replace(b"Subject: Re: [INN", b"Subject: Accepte H-1 [INN")).step == "accept"
    assert here.receive(content.replace(b"m-1@", b"m-2@")).became == "noted"


def test_a_step_that_is_no_longer_possible_changes_nothing_and_the_erac_hears_of_it(
    here: Answered, routed: str
) -> None:
    here.work.take("escalate", routed, ERAC, {"reason": "Grand projet."})
    advisor = Actor("advisor", "QC-14-13")
    result = here.receive(written("Accepte", here.to(routed, advisor), here.address(advisor)))
    assert (result.became, result.step, result.state) == ("refused", "accept", "escalated")
    assert result.reason is not None
    assert result.reason.code == "reply.state"
    assert (here.last().type, here.last().actor, here.last().payload["step"]) == ("noted", str(advisor), "accept")
    assert here.letters("replied.erac") == [str(ERAC)]


def test_whoever_declined_and_answers_again_takes_no_step(here: Answered, routed: str) -> None:
    first = here.holder(routed, "advisor")
    to, sender = here.to(routed, first), here.address(first)
    here.receive(written("Refuse", to, sender, "m-1@x.example"))
    assert here.receive(written("Finalement, j'accepte", to, sender, "m-2@x.example")).became == "noted"
    assert here.receive(written("J'accepte", to, sender, "m-3@x.example")).became == "refused"
    assert here.holder(routed, "advisor") != first
    assert here.ledger.find(routed).state == "assigned"  # type: ignore[union-attr]


def test_what_is_recorded_already_is_said_and_bothers_nobody(here: Answered, routed: str) -> None:
    here.answer(routed, "advisor", "Accepte", "m-1@x.example")
    head = here.ledger.head()
    result = here.answer(routed, "advisor", "J'accepte", "m-2@x.example")
    assert (result.became, result.reason and result.reason.code) == ("refused", "reply.already")
    assert here.ledger.head() == head
    here.answer(routed, "advisor", "J'accepte\nMais je suis absent lundi.", "m-3@x.example")
    assert here.last().type == "noted"


def test_the_erac_answers_too(here: Answered, routed: str) -> None:
    assert here.answer(routed, "erac", "Accepte").state == "accepted"
    assert here.last().actor == str(ERAC)


def test_each_erac_that_was_asked_about_an_open_place_hears_of_an_answer(here: Answered) -> None:
    id_ = here.route(replace(LAC, request_id="R-2", postal_code="J0K"))
    result = here.answer(id_, "company", "À Saint-Alexis-des-Monts")
    assert {str(told.recipient) for told in result.told} == {"erac:erac-04", "erac:erac-14"}


def test_where_there_is_no_erac_the_note_is_kept_all_the_same(here: Answered) -> None:
    id_ = here.route(replace(LAC, request_id="R-2", postal_code="GIR 2B5"))
    result = here.answer(id_, "company", "Je voulais écrire G1R 2B5")
    assert (result.became, result.told, here.last().type) == ("noted", (), "noted")


# ------------------------------------------------------------------------------------------------ once


def test_the_same_message_acts_once(here: Answered, routed: str) -> None:
    for text in ("Injoignable", "Peut-être"):
        first = here.answer(routed, "advisor", text, f"{len(text)}@x.example")
        head = here.ledger.head()
        again = here.answer(routed, "advisor", text, f"{len(text)}@x.example")
        assert (first.became != "known", again.became, here.ledger.head()) == (True, "known", head)


def test_delivered_by_another_way_it_is_still_the_same(here: Answered, routed: str) -> None:
    advisor = here.holder(routed, "advisor")
    content = written("Injoignable", here.to(routed, advisor), here.address(advisor))
    here.receive(content)
    assert here.receive(b"Delivered-To: x@y.example\nReceived: from a\n" + content).became == "known"
    without = content.replace(b"Message-ID: <m-1@mail.example>\n", b"Date: Tue, 24 Nov 2026 10:00:00 -0500\n")
    assert here.receive(without).became == "taken"
    assert here.receive(b"Received: from b\n" + without).became == "known"


def test_what_was_taken_back_is_not_taken_again_by_the_same_message(here: Answered, routed: str) -> None:
    here.answer(routed, "advisor", "Accepte")
    here.work.undo(routed, here.holder(routed, "advisor"))
    assert here.answer(routed, "advisor", "Accepte").became == "known"
    assert here.answer(routed, "advisor", "Accepte", "another@x.example").became == "taken"


def test_another_ledger_has_another_digest(here: Answered, routed: str) -> None:
    here.answer(routed, "advisor", "Accepte")
    digest = here.last().payload["message"]
    assert digest not in str(written("Accepte", "x", "y"))
    assert len(digest) == 24


# ---------------------------------------------------------------------------- changes nothing, is listed


def unchanged(here: Answered, content: bytes, code: str) -> ReplyResult:
    """Nothing came of it but what is said of it."""
    head, outbox = here.ledger.head(), [p.notice.id for p in here.ledger.outbox()]
    result = here.receive(content)
    assert (result.became, result.reason and result.reason.code) == ("refused", f"reply.{code}")
    assert (here.ledger.head(), [p.notice.id for p in here.ledger.outbox()]) == (head, outbox)
    assert "@" not in result.reason.text()  # type: ignore[union-attr]
    return result


@pytest.mark.parametrize("name", sorted(path.stem for path in (MESSAGES / "automatic").glob("*.eml")))
def test_what_a_program_wrote_changes_nothing(here: Answered, routed: str, name: str) -> None:
    advisor = here.holder(routed, "advisor")
    content = sample(f"automatic/{name}", here.to(routed, advisor), here.address(advisor))
    result = unchanged(here, content, "automatic")
    assert (result.handoff_id, result.role) == (routed, "advisor")


def _swap(text: str, at: int) -> str:
    return text[:at] + ("a" if text[at] != "a" else "b") + text[at + 1 :]


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda token: _swap(token, 20), "forged"),
        (lambda token: _swap(token, 28), "forged"),
        (lambda token: token[:-1], "no_token"),
        (lambda token: token + "aa", "no_token"),
        (lambda token: "a" * len(token), "no_token"),
        (lambda _token: "1-2-3", "no_token"),
        (lambda token: token.upper(), ""),
    ],
    ids=["one-letter", "another-letter", "cut", "long", "made-up", "no-token", "raised"],
)
def test_a_forged_address_changes_nothing(here: Answered, routed: str, spoil: Callable[[str], str], code: str) -> None:
    advisor = here.holder(routed, "advisor")
    token = here.token(routed, advisor)
    to = f"reponses+{spoil(token)}@innoveici.example"
    content = written("Accepte", to, here.address(advisor))
    if code:
        unchanged(here, content, code)
    else:  # mail servers may change the case of an address
        assert here.receive(content).became == "taken"


@given(st.binary(min_size=19, max_size=19))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_made_up_address_opens_anything(here: Answered, made_up: bytes) -> None:
    if here.ledger.head() is None:
        here.route(replace(LAC, request_id="R-1"))
        here.ledger.signing_keys()
    token = b32encode(b"\x00\x01\x00\x00\x00\x01" + made_up[6:]).decode().rstrip("=").lower()
    head = here.ledger.head()
    result = here.receive(written("Accepte", f"r+{token}@x.example", "a@b.example"))
    assert (result.became, here.ledger.head()) == ("refused", head)


def test_the_address_of_another_role_or_handoff_changes_nothing(here: Answered, routed: str) -> None:
    other = here.route(replace(LAC, request_id="R-2"))
    advisor, company = here.holder(routed, "advisor"), here.holder(routed, "company")
    unchanged(here, written("Accepte", here.to(routed, company), here.address(advisor)), "sender")
    unchanged(here, written("Accepte", here.to(routed, Actor("advisor", "QC-05-09")), here.address(advisor)), "forged")
    assert here.receive(written("Accepte", here.to(other, advisor), here.address(advisor))).handoff_id == other


def test_an_unknown_handoff_is_none(here: Answered, routed: str) -> None:
    advisor = here.holder(routed, "advisor")
    unchanged(here, written("Accepte", here.to("H-000777", advisor), here.address(advisor)), "forged")


def test_a_link_to_a_page_is_no_address_to_answer(here: Answered, routed: str) -> None:
    advisor = here.holder(routed, "advisor")
    link = here.link(routed, advisor)
    unchanged(here, written("Accepte", f"r+{link}@innoveici.example", here.address(advisor)), "no_token")


def test_an_address_ends_with_its_days_and_with_its_key(here: Answered, routed: str) -> None:
    advisor = here.holder(routed, "advisor")
    content = written("Accepte", here.to(routed, advisor), here.address(advisor))
    here.now += timedelta(days=31)
    unchanged(here, content, "expired")
    here.now -= timedelta(days=31)
    here.ledger.rotate_signing_key(timedelta(days=30))
    assert here.receive(content).became == "taken"
    here.ledger.revoke_signing_key("1")
    unchanged(here, content, "revoked")
    fresh = written("Contactée", here.to(routed, advisor), here.address(advisor), "m-2@x.example")
    assert here.receive(fresh).became == "taken"


@pytest.mark.parametrize(
    "sender",
    ["else@matawinie.example", "", "a@b.example, innovation.saint-felix-de-valois@matawinie.example", "x@" + "é" * 300],
)
def test_another_sender_changes_nothing(here: Answered, routed: str, sender: str) -> None:
    advisor = here.holder(routed, "advisor")
    result = unchanged(here, written("Accepte", here.to(routed, advisor), sender), "sender")
    assert (result.handoff_id, result.role) == (routed, "advisor")


def test_an_address_is_the_same_however_it_is_written(here: Answered, routed: str) -> None:
    advisor = here.holder(routed, "advisor")
    sender = here.address(advisor)
    for number, same in enumerate((sender.upper(), f'"Côté, Hélène" <{sender}>', sender.replace("@", "@", 1))):
        content = written("Injoignable", here.to(routed, advisor), same, f"m-{number}@x.example")
        assert here.receive(content).became == "taken"


def test_an_address_beyond_ascii_is_the_same_in_both_its_forms(here: Answered) -> None:
    id_ = here.route(replace(LAC, request_id="R-2", email="hélène@fromagerie-côté.example"))
    company = here.holder(id_, "company")
    for number, same in enumerate(("hélène@fromagerie-côté.example", "HÉLÈNE@xn--fromagerie-ct-nhb7n.example")):
        content = written("Personne n'a appelé", here.to(id_, company), same, f"m-{number}@x.example")
        assert here.receive(content).became == "taken"


def test_an_address_that_was_corrected_is_the_one_that_counts(here: Answered, routed: str) -> None:
    company = here.holder(routed, "company")
    before = here.address(company)
    here.work.take("correct", routed, ERAC, {"email": "new@fromagerie.example"})
    unchanged(here, written("Personne n'a appelé", here.to(routed, company), before), "sender")
    assert (
        here.receive(written("Personne n'a appelé", here.to(routed, company), "new@fromagerie.example")).step == "ask"
    )


def test_whoever_left_the_directory_has_no_address_any_more(here: Answered, routed: str) -> None:
    advisor = here.holder(routed, "advisor")
    content = written("Accepte", here.to(routed, advisor), here.address(advisor))
    advisors = {id_: one for id_, one in here.desk.directory.advisors.items() if id_ != advisor.id}
    gone = replace(here.desk.directory, advisors=advisors, _by_region={})
    here.desk = type(here.desk)(here.desk.atlas, gone, here.desk.day)
    unchanged(here, content, "sender")


def test_an_erased_request_is_answered_no_more(here: Answered, routed: str) -> None:
    advisor, company = here.holder(routed, "advisor"), here.holder(routed, "company")
    messages = [written("Contactée", here.to(routed, who), here.address(who)) for who in (advisor, company)]
    here.work.take("erase", routed, ERAC)
    for content in messages:
        unchanged(here, content, "erased")


def test_a_message_that_is_too_large_changes_nothing_and_says_of_which_handoff_it_was(
    here: Answered, routed: str
) -> None:
    advisor = here.holder(routed, "advisor")
    content = written("Accepte\n" + "x" * LARGEST, here.to(routed, advisor), here.address(advisor))
    assert unchanged(here, content[: LARGEST + 1], "too_large").handoff_id == routed
    assert here.receive(content[:LARGEST]).became == "taken"


@pytest.mark.parametrize(
    "content", [b"", b" \n\n", b"\x00\xff" * 500, b"To: " + b"(" * 900_000, b"To: r+" + b"a" * 900_000]
)
def test_garbage_changes_nothing(here: Answered, routed: str, content: bytes) -> None:
    assert routed
    unchanged(here, content, "no_token" if content.strip() else "empty")


@given(content=st.binary(max_size=200))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_from_whoever_may_answer_ends_in_an_error(here: Answered, content: bytes) -> None:
    if here.ledger.head() is None:
        here.route(replace(LAC, request_id="R-1"))
    id_ = "H-000001"
    company = here.holder(id_, "company")
    head = written("", here.to(id_, company), here.address(company), content.hex() + "@x.example")
    assert here.receive(head + content).became in ("noted", "taken", "known", "refused")
    assert here.ledger.find(id_).state != "accepted"  # type: ignore[union-attr]


def test_the_mail_servers_word_goes_before_the_headers(here: Answered, routed: str) -> None:
    advisor = here.holder(routed, "advisor")
    content = written("Accepte", "reponses@innoveici.example", here.address(advisor))
    unchanged(here, content, "no_token")
    assert here.receive(content, recipient=here.to(routed, advisor)).became == "taken"


# ------------------------------------------------------------------------------------- two at one moment


def test_a_handoff_that_changes_at_that_moment_is_looked_at_again(
    here: Answered, routed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    recall, changes = Ledger.recall, iter(range(2))

    def changed_after(ledger: Ledger, ids: list[str]) -> object:
        found = recall(ledger, ids)
        if next(changes, None):
            here.work.take("note", routed, PERSON, {"reason": "Vu."})
        return found

    monkeypatch.setattr(Ledger, "recall", changed_after)
    assert here.answer(routed, "advisor", "Accepte").became == "taken"
    assert [e.type for e in here.ledger.events(routed)][2:] == ["noted", "accepted"]


def test_one_that_never_keeps_still_asks_to_be_tried_again(
    here: Answered, routed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    recall = Ledger.recall

    def changed_after(ledger: Ledger, ids: list[str]) -> object:
        found = recall(ledger, ids)
        here.work.take("note", routed, PERSON, {"reason": "Vu."})
        return found

    monkeypatch.setattr(Ledger, "recall", changed_after)
    for text in ("Accepte", "Peut-être"):
        with pytest.raises(TryAgain):
            here.answer(routed, "advisor", text)
    assert {e.type for e in here.ledger.events(routed)} == {"received", "assigned", "noted"}
    assert here.letters(REPLIED["erac"]) == []
