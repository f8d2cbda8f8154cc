"""A letter is made whole whatever its values hold, for whoever reads it in whichever role."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from innoveici import messages
from innoveici.characters import clean
from innoveici.messages import LANGUAGES, Language
from innoveici.notify.letter import Address, Letter, LetterContext, Part, Rendered
from innoveici.notify.rendering import COMPANY_SHOWN, SHOWN, render, render_test_message
from innoveici.notify.templating import WIDTH, wrapped
from innoveici.steps import EventType, State
from tests.notify.parts import NOW, PERSONAL, context, part

CONTEXT = context(eracs={"erac-14": "relais@erac-14.example"}, council="conseil@conseil.example")
TRICKY = (
    "<script>alert(1)</script>", "</td></table><img src=x onerror=alert(1)>", "{company} {0} {{ 7 * 7 }} {% raw %}",
    "R&D & Cie", '"><a href="javascript:x">', "a" * 200, "é" * 200, "\u202eLAC\u202c", "\x1b[31mLac", "Lac\x00\x07",
    "L'Ébénisterie « Chez » ïœ", "%s %(x)s", "\U0001f9c0" * 40, "&lt;b&gt;", "$(id) `id`", "Lac\nBcc: x@y.example",
)  # fmt: skip
VALUES = st.one_of(st.sampled_from(TRICKY), st.text(max_size=200)).filter(lambda text: clean(text).strip() != "")
NEEDS = st.one_of(VALUES, st.lists(st.sampled_from(TRICKY), max_size=4).map("\n".join))


def letter(*parts: Part, language: Language = "en", digest: bool = False) -> Letter:
    return Letter(parts[0].posted.notice.id, Address("", "x@y.example"), language, parts, digest)


def assigned(recipient: str, **fields: Any) -> Part:
    """A notice of an assignment, whose event names the advisor as a recorded one does."""
    made = part(recipient, **fields)
    event = replace(made.material.event, payload={"advisor_id": "QC-14-13", "erac_id": "erac-14", "region_code": "14"})
    return replace(made, material=replace(made.material, event=event))


def replace_eracs(where: LetterContext, **fields: Any) -> LetterContext:
    """With these fields for every ERAC."""
    regions = {
        code: replace(region, eracs=tuple(replace(e, **fields) for e in region.eracs))
        for code, region in where.directory.regions.items()
    }
    return replace(where, directory=replace(where.directory, regions=regions))


def said(rendered: Rendered) -> str:
    """The text on one line."""
    return " ".join(rendered.text.split())


def personal(**fields: Any) -> dict[str, Any]:
    return {**PERSONAL, **fields}


class Text(HTMLParser):
    """A page's tags, and its words without them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words = ""
        self.links: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [str(value) for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words += data


def tags(rendered: Rendered) -> Counter[str]:
    return Counter(tag for tag in Text(rendered.html).tags if tag != "br")


@given(company=VALUES, contact=VALUES, need=NEEDS, sector=VALUES)
@example(company="<b>", contact="{x}", need="\n\n\n", sector="&amp;")
@example(company="a", contact="b", need="0\t0", sector="c")
def test_whatever_a_company_writes_is_shown_as_it_wrote_it(company: str, contact: str, need: str, sector: str) -> None:
    usual = personal(contact_name="Ada", need="x", sectors=["x"], phone="x")
    given = personal(company=company, contact_name=contact, need=need, sectors=[sector], phone="x")
    plain = render(letter(part("advisor:QC-14-13", personal=usual)), CONTEXT)
    rendered = render(letter(part("advisor:QC-14-13", personal=given)), CONTEXT)
    if clean(need, keep_lines=True):
        assert tags(rendered) == tags(plain)  # nothing that it wrote became a tag, or closed one
    words = " ".join(Text(rendered.html).words.split())
    for value in (company, contact, sector, *need.splitlines()):
        assert " ".join(clean(value).split()) in words
    assert clean(company)[: COMPANY_SHOWN - 1].rstrip() in rendered.subject
    assert len(rendered.subject) < 150
    for shown in (rendered.subject, rendered.text, rendered.html):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", shown)
        shown.encode()
    assert "\n" not in rendered.subject


@given(st.text(alphabet="ab \u00a0:é", max_size=400), st.integers(0, 6))
def test_wrapped_text_is_the_same_text_within_its_columns(text: str, indent: int) -> None:
    lines = wrapped(text, " " * indent).split("\n")
    assert "".join(" ".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert len(line) <= WIDTH or " " not in line.strip(" ")


def test_links_lead_only_to_mail_and_to_the_web() -> None:
    here = context(website="javascript:alert(1)", privacy="a&b?cc=x@privacy.example")
    given = personal(email="a?bcc=victim@lac.example", contact_name="x")
    for recipient in ("company:R-1", "advisor:QC-14-13"):
        rendered = render(letter(part(recipient, personal=given)), here)
        links = Text(rendered.html).links
        assert links
        assert all(link.startswith(("mailto:", "tel:", "https://www.cai.gouv.qc.ca")) for link in links)
        assert not any("?" in link or "&" in link for link in links)


def test_a_long_name_is_cut_in_the_subject_alone() -> None:
    rendered = render(letter(part(personal=personal(company="Établissements " * 12))), CONTEXT)
    subject = rendered.subject
    assert "…: your request" in subject
    assert subject.count("Établissements") == 4
    assert Text(rendered.html).words.count("Établissements") >= 12


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_has_two_roles_reads_one_letter_with_both(language: Language) -> None:
    both = letter(assigned("advisor:QC-14-13"), assigned("erac:erac-14", ordinal=2), language=language)
    rendered = render(both, CONTEXT)
    assert "advisor:QC-14-13" in rendered.text
    assert "innoveici reassign H-000001 --by erac:erac-14" in rendered.text
    assert rendered.text.count("innoveici log verify") == 1
    with messages.speaking(language):
        begin = messages._("For {who}").partition("{")[0]
    assert rendered.text.count(begin) == unescape(rendered.html).count(f">{begin}") == 2


def test_the_rights_are_said_once_when_the_company_is_one_of_the_roles() -> None:
    rendered = render(letter(part("erac:erac-14"), part("company:R-1", ordinal=2)), CONTEXT)
    assert rendered.text.count("Law 25") == 1


def test_making_a_letter_leaves_the_readers_language_alone() -> None:
    render(letter(part(), language="fr"), CONTEXT)
    assert messages.language() == "en"


def test_where_nothing_is_configured_nothing_is_promised() -> None:
    bare = context(website="", privacy="")
    rendered = render(letter(assigned("company:R-1")), replace(bare, head=None))
    assert "Reply to this message, with your reference." in said(rendered)
    assert "verify" not in rendered.text
    assert "mailto:" in rendered.html  # the advisor's


def test_an_advisor_whose_erac_has_no_mail_is_told_to_call() -> None:
    rendered = render(letter(part("advisor:QC-14-13")), context())
    assert "Call your ERAC at 450 365-9218." in rendered.text


def test_an_advisor_is_told_to_answer_only_where_the_answer_reaches_the_erac() -> None:
    recipient = part("advisor:QC-14-13")
    assert "Reply to this message: your ERAC will receive your answer." in said(render(letter(recipient), CONTEXT))
    no_phone = replace_eracs(context(), phone="")
    assert "Record it with the innoveici tool, as shown below." in said(render(letter(recipient), no_phone))
    here = context(eracs={"erac-14": CONTEXT.directory.advisors["QC-14-13"].email})
    same = Letter("2.1", Address("", CONTEXT.directory.advisors["QC-14-13"].email), "en", (recipient,))
    text = said(render(same, here))  # the mail would have no Reply-To: it goes to the ERAC itself
    assert "Record it with the innoveici tool" in text
    assert "your ERAC" not in text


@pytest.mark.parametrize("event", ["declined", "escalated", "reassigned", "corrected", "reopened"])
def test_who_has_a_request_in_another_role_is_not_told_to_destroy_it(event: EventType) -> None:
    released = part("advisor:QC-14-13", event=event, advisor="QC-14-01", state="accepted")
    alone = said(render(letter(released), CONTEXT))
    here = context(eracs={"erac-14": CONTEXT.directory.advisors["QC-14-13"].email.upper()})
    for one in (letter(released), letter(released, part("erac:erac-14", event=event, ordinal=2))):
        text = said(render(one, here))
        assert "You still have this request in another role" in text
        assert "destroy" not in text
        assert "nothing more to do" not in text
        assert "nothing to do" not in text
    assert "nothing more to do" in alone or "nothing to do" in alone
    gone = replace(released.material, handoff=replace(released.material.handoff, state="closed"))
    assert "still have this request in another role" not in said(render(letter(replace(released, material=gone)), here))


def digest(count: int, states: dict[int, State], recipient: str = "council") -> Rendered:
    parts = [
        part(
            recipient,
            template=f"assigned.{recipient.partition(':')[0]}",
            seq=2 * n,
            opened=2 * n - 1,
            personal=personal(company=f"Company {n:03}"),
            state=states.get(n, "assigned"),
        )
        for n in range(1, count + 1)
    ]
    return render(letter(*parts, digest=True), CONTEXT)


def test_a_digest_names_first_who_needs_a_person_and_counts_what_it_leaves_out() -> None:
    rendered = digest(SHOWN + 7, {SHOWN + 5: "held"})
    assert rendered.subject == "[INNOVEICI] Digest of November\u00a021, 2026: 207 requests"
    lines = [line for line in rendered.text.splitlines() if line.startswith("- H-")]
    assert len(lines) == SHOWN
    assert "Company 205" in lines[0]
    assert "Company 001" in lines[1]
    assert "And 7 more: see them" in rendered.text
    assert "assigned:\u00a0207" in rendered.text


def test_a_digest_with_more_to_decide_than_it_shows_still_counts_the_rest() -> None:
    rendered = digest(SHOWN + 20, dict.fromkeys(range(1, SHOWN + 10), "held"))
    assert sum(line.startswith("- H-") for line in rendered.text.splitlines()) == SHOWN
    assert "And 20 more" in rendered.text
    assert "Everything else" not in rendered.text


def test_a_handoff_is_one_line_however_often_something_happened_to_it() -> None:
    first = part("council", template="assigned.council", state="contacted")
    then = part("council", event="accepted", template="accepted.council", seq=3, state="contacted")
    rendered = render(letter(first, then), CONTEXT)  # its notices go in digests only, so it is one
    assert "- H-000001 · Fromagerie du Lac · Lanaudière · assigned, accepted → contacted" in said(rendered)
    assert rendered.subject.endswith(": 1 request")


def test_a_digest_for_an_erac_counts_what_it_must_take_care_of_itself() -> None:
    mine = part("erac:erac-14", advisor=None)
    rendered = render(letter(mine, digest=True), CONTEXT)
    assert "A person must decide or act" in rendered.text


@pytest.mark.parametrize("recipient", ["council", "erac:erac-14"])
def test_a_digest_asks_nobody_to_act_for_a_company_that_refuses_to_be_passed_on(recipient: str) -> None:
    template = f"held.{recipient.partition(':')[0]}"
    one = part(recipient, event="held", template=template, state="held", advisor=None, consent=False)
    text = said(render(letter(one, digest=True), CONTEXT))
    assert "A person must decide or act" not in text
    assert "- H-000001 · (withheld)" in text


def test_what_the_council_reads_never_holds_the_contact_or_the_need() -> None:
    rendered = digest(3, {1: "held"})
    for value in ("Hélène", "fromagerie.example", "affinage", "Joliette"):
        assert value not in rendered.text + rendered.html


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_trial_says_that_it_is_one(language: Language) -> None:
    rendered = render_test_message(language, CONTEXT)
    assert "é è ç œ – €" in rendered.text
    assert "H-0" not in rendered.text
    assert NOW.isoformat() not in rendered.html
