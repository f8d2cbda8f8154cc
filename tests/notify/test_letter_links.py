"""The one link of a letter, and the address by which it is answered: whose they are, and for how long."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest

from innoveici.answer_words import ANSWER_WORDS
from innoveici.ledger.states import HandoffState
from innoveici.links import LINK_LENGTH, Link, SigningKey, opened, reply_about, reply_opened
from innoveici.notify.composing import compose
from innoveici.notify.letter import Letter, LetterContext, Part
from innoveici.notify.letter_links import page_of, reply_mailbox
from innoveici.notify.letter_types import LETTER_TYPES
from innoveici.notify.rendering import render
from innoveici.quebec import quebec_day
from tests.notify.cases import cases
from tests.notify.parts import NOW, context, part

BASE_URL = "https://demandes.innoveici.example"
KEY = SigningKey("1", b"s" * 32, NOW)
LINK = re.compile(rf"{re.escape(BASE_URL)}/h/([\w.-]+)")


def there(**settings: Any) -> LetterContext:
    return replace(context(**settings), signing_key=KEY)


def letter(*parts: Part) -> Letter:
    from tests.notify.cases import ADDRESS

    return Letter(parts[0].posted.notice.id, ADDRESS, "fr", parts)


@pytest.mark.parametrize("recipient", ["company:R-1", "advisor:QC-14-13", "erac:erac-14"])
def test_each_has_one_link_of_its_own_for_as_long_as_the_office_says(recipient: str) -> None:
    here = there(base_url=BASE_URL, link_days=21)
    made = render(letter(part(recipient)), here)
    (token,) = set(LINK.findall(made.text))
    assert LINK.findall(made.html) == [token]
    holder = recipient if recipient != "company:R-1" else "company"
    last = quebec_day(NOW) + timedelta(days=21)
    assert opened(token, {"1": KEY}, NOW, last) == Link("H-000001", holder, "page", last)
    assert len(token) < LINK_LENGTH
    assert f"{BASE_URL}/h/{token}" in made.text.split("\n")  # whole, on a line of its own
    assert "innoveici accept" not in made.text + made.html


@pytest.mark.parametrize(
    "where",
    [
        part("advisor:QC-14-13", advisor="QC-14-01"),  # passed on to somebody else
        part("erac:erac-14", erac="erac-06"),
        part("council", event="assigned"),
        part("partner:crim-grandenov", event="referred", state="referred", advisor=None),
    ],
)
def test_who_has_it_no_more_or_not_in_hand_has_none(where: Part) -> None:
    here = there(base_url=BASE_URL, replies="reponses@innoveici.example")
    assert page_of(where, here) == reply_mailbox(where, here) == ""


def test_what_was_erased_leads_nowhere() -> None:
    where = part()
    handoff: HandoffState = replace(where.material.handoff, erased=True)
    where = replace(where, material=replace(where.material, handoff=handoff))
    assert page_of(where, there(base_url=BASE_URL)) == ""


def test_without_pages_letters_are_as_they_were() -> None:
    for recipient in ("company:R-1", "advisor:QC-14-13", "erac:erac-14"):
        assert render(letter(part(recipient)), there()) == render(letter(part(recipient)), context())


def test_without_pages_an_advisor_answers_by_mail_with_a_word() -> None:
    here = there(replies="reponses@innoveici.example")
    made = compose(one := letter(part("advisor:QC-14-13")), render(one, here), here).message
    to = made["Reply-To"].addresses[0].addr_spec
    local, _, domain = to.partition("@")
    assert domain == "innoveici.example"
    assert len(local) <= 64
    token = local.partition("+")[2]
    assert reply_about(token) == ("H-000001", "advisor")
    today = quebec_day(NOW)
    found = reply_opened(token, ["advisor:QC-14-01", "advisor:QC-14-13"], {"1": KEY}, NOW, today)
    assert found == Link("H-000001", "advisor:QC-14-13", "reply", today + timedelta(days=30))
    html = made.get_body(("html",))
    assert html is not None
    ready = re.findall(r'href="mailto:([^"?]+)\?subject=([^&"]+)&amp;body=([^"]+)"', html.get_content())
    assert {unquote(address) for address, _, _ in ready} == {to}
    assert [unquote(body).strip() for _, _, body in ready] == ["Accepte", "Refuse"]
    assert {ANSWER_WORDS["fr"][unquote(body).strip()] for _, _, body in ready} == {"accept", "decline"}


def test_no_token_is_in_a_header_but_the_address_for_answers() -> None:
    here = there(base_url=BASE_URL, replies="reponses@innoveici.example")
    for recipient in ("company:R-1", "advisor:QC-14-13", "erac:erac-14"):
        one = letter(part(recipient))
        made = render(one, here)
        (token,) = set(LINK.findall(made.text))
        content = compose(one, made, here).content
        head = content.partition(b"\r\n\r\n")[0].decode()
        assert token not in head
        assert compose(one, render(one, here), here).content == content


def test_every_letter_to_whoever_has_it_in_hand_has_its_link_just_once(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Of each template, whatever it says."""
    seen = set()
    for name, case in cases(tmp_path_factory.mktemp("letters")).items():
        template = name.partition("+")[0]
        if case.letter.digest or LETTER_TYPES[template].goes == "daily":
            continue
        notices = replace(case.context.settings, base_url=BASE_URL, replies="")
        here = replace(case.context, directory=replace(case.context.directory, notices=notices), signing_key=KEY)
        made = render(case.letter, here)
        wanted = {page for one in case.letter.parts if (page := page_of(one, here))}
        assert {f"{BASE_URL}/h/{token}" for token in LINK.findall(made.text)} == wanted, name
        assert len(LINK.findall(made.text)) == len(LINK.findall(made.html)) == len(wanted), name
        seen |= {template} if wanted else set()
    assert {"assigned.company", "held.company", "reminder.advisor", "feedback.company", "link.erac"} <= seen
