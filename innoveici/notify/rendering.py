"""A letter's words: one source for text and HTML, in the reader's language.

A digest is in figures and lines: who needs somebody first, then the rest, a line a handoff.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from innoveici import figures
from innoveici.characters import clean
from innoveici.ledger.actor import Actor
from innoveici.ledger.states import BECOMES
from innoveici.messages import N_, Language, Message, _, ngettext, speaking
from innoveici.notify.addresses import reply_address
from innoveici.notify.facts import facts_of
from innoveici.notify.letter import Letter, Rendered
from innoveici.notify.letter_types import LETTER_TYPES
from innoveici.notify.notice_view import NoticeView, company_name
from innoveici.notify.templating import LetterShape, environment
from innoveici.quebec import quebec_day
from innoveici.steps import STATE_WORDS, UNDONE

if TYPE_CHECKING:
    from jinja2 import Environment

    from innoveici.directory.model import Directory
    from innoveici.notify.letter import LetterContext, Part
    from innoveici.steps import Role

_Section = tuple[str, str, dict[str, Any]]
"""A heading or "", a template's name, what it sees."""

COMPANY_SHOWN = 60
"""Characters of a company's name in a subject."""
_SHAPES: tuple[LetterShape, LetterShape] = ("text", "html")
_BLANK_LINES = re.compile(r"\n{3,}")

STAFF = "/staff"
"""Under the base URL, where the staff of an ERAC and of the council sign in."""
SHOWN = 200
"""Lines of a digest; more are counted, or a large batch would make a message that nobody opens."""
NO_REGION = N_("No region yet")
_MAY_HAVE_TO_ACT: Mapping[str, frozenset[str]] = {
    "council": frozenset({"held", "rejected"}),
    "erac": frozenset({"held", "escalated"}),
}
"""States in which the reader of a digest may have to act, by role."""


def render(letter: Letter, context: LetterContext) -> Rendered:
    """Subject, text and HTML of a letter, in its reader's language."""
    with speaking(letter.language):
        if letter.digest or all(LETTER_TYPES[part.posted.notice.template].goes == "daily" for part in letter.parts):
            return _digest(letter, context)
        return _notice(letter, context)


def render_test_message(language: Language, context: LetterContext) -> Rendered:
    """The words of ``innoveici notify --test ADDRESS``."""
    template = "test"
    with speaking(language):
        words = _(LETTER_TYPES[template].subject)
        subject = _subject(clean(context.settings.sender_name), words)
        return _rendered(subject, words, [("", template, {})], _footer(context, head=""), language)


def render_sign_in(link: str, minutes: int, language: Language, context: LetterContext) -> Rendered:
    """The words of the letter by which somebody signs in to the pages; ``link``: a whole address."""
    with speaking(language):
        words = _("your link to sign in")
        subject = _subject(clean(context.settings.sender_name), words)
        facts = {"link": link, "minutes": minutes}
        return _rendered(subject, words, [("", "sign_in", facts)], _footer(context, head=""), language)


def _notice(letter: Letter, context: LetterContext) -> Rendered:
    """One event, told to somebody in one or several roles."""
    to = reply_address(letter, context)
    views = [NoticeView(part, context, to) for part in letter.parts]
    sections: list[_Section] = []
    for view in views:
        template = view.part.posted.notice.template
        heading = ""
        if len(views) > 1:
            who = view.name_of(view.reader, company_name(view))
            heading = Message(N_("For {who}"), who=who).text()
        sections.append((heading, template, facts_of(view, template)))
    first = views[0]
    facts = sections[0][2]
    words = _(LETTER_TYPES[sections[0][1]].subject)
    about = facts["handoff_id"]
    if "company" in facts and first.sight == "shown":
        about = f"{about} – {_cut(facts['company'])}"
    footer = _footer(
        context,
        handoff_id=facts["handoff_id"],
        request_id=facts["request_id"],
        for_company=any(view.reader.role == "company" for view in views),
    )
    return _rendered(_subject(about, words), words, sections, footer, letter.language)


def _digest(letter: Letter, context: LetterContext) -> Rendered:
    """Many events, in figures and a line each."""
    reader = Actor.parse(letter.parts[0].posted.notice.recipient)
    summary = digest_summary(letter.parts, reader.role, context)
    template = f"digest.{reader.role}"
    words = Message(LETTER_TYPES[template].subject, day=figures.day(quebec_day(context.now))).text()
    count = ngettext("{count} request", "{count} requests", summary.handoffs)
    subject = _subject(words, count.format(count=figures.count(summary.handoffs)))
    facts = {field.name: getattr(summary, field.name) for field in fields(summary)} | {"reader": str(reader)}
    facts["pages"] = f"{context.settings.base_url}{STAFF}" if context.settings.base_url else ""
    return _rendered(subject, words, [("", template, facts)], _footer(context), letter.language)


def _subject(about: str, words: str) -> str:
    return Message(N_("[INNOVEICI] {about}: {words}"), about=about, words=words).text()


def _cut(name: str) -> str:
    return name if len(name) <= COMPANY_SHOWN else f"{name[: COMPANY_SHOWN - 1].rstrip()}…"


def _footer(context: LetterContext, **facts: Any) -> dict[str, Any]:
    return {
        "handoff_id": "",
        "request_id": "",
        "for_company": False,
        "sender": clean(context.settings.sender_name),
        "council": clean(context.directory.council.name),
        "website": clean(context.settings.website),
        "privacy": clean(context.settings.privacy),
        "head": str(context.head or ""),
    } | facts


def _rendered(
    subject: str, words: str, sections: Sequence[_Section], footer: dict[str, Any], language: Language
) -> Rendered:
    """Sections under a title, over a footer; the text is wrapped at 72 columns, addresses and hashes never broken."""
    title = words[:1].upper() + words[1:]
    text, html = (_shaped(shape, language, subject, title, sections, footer) for shape in _SHAPES)
    return Rendered(subject, _BLANK_LINES.sub("\n\n", text).strip() + "\n", html)


def _shaped(
    shape: LetterShape,
    language: Language,
    subject: str,
    title: str,
    sections: Sequence[_Section],
    footer: dict[str, Any],
) -> str:
    templates = environment(shape, language)
    of_shape = Markup if shape == "html" else str  # what a template made is escaped already
    made = [(heading, of_shape(_section(templates, name, facts))) for heading, name, facts in sections]
    below = of_shape(templates.get_template("footer.j2").render(footer))
    return templates.get_template("page.j2").render(subject=subject, title=title, sections=made, footer=below)


def _section(templates: Environment, name: str, facts: dict[str, Any]) -> str:
    """What a template makes; the link to the request's page at its end, where it stands nowhere in it."""
    made = templates.get_template(f"{name}.j2").render(facts)
    page = facts.get("page", "")
    return made if not page or page in made else made + templates.get_template("follow.j2").render(facts)


@dataclass(frozen=True, slots=True, repr=False)
class DigestSummary:
    """``handoffs`` counts them; ``totals`` are labels with figures; lines are worded; ``left_out`` counts the rest."""

    handoffs: int
    totals: list[tuple[str, str]]
    waiting: list[str]
    others: list[str]
    left_out: int


def digest_summary(parts: Sequence[Part], role: Role, context: LetterContext) -> DigestSummary:
    """What notices of many events come to, for one reader; in the order of the ledger."""
    by_handoff: dict[str, list[Part]] = {}
    for part in parts:
        by_handoff.setdefault(part.posted.handoff_id, []).append(part)
    waiting = [story for story in by_handoff.values() if _waits(story, role)]
    others = [story for story in by_handoff.values() if not _waits(story, role)]
    first, rest = waiting[:SHOWN], others[: max(0, SHOWN - len(waiting))]
    return DigestSummary(
        len(by_handoff),
        _totals(parts, context.directory),
        [_digest_line(story, role, context) for story in first],
        [_digest_line(story, role, context) for story in rest],
        len(by_handoff) - len(first) - len(rest),
    )


def event_word(part: Part) -> str:
    """What happened, in a word; taking a batch back is not just closing."""
    undone = part.posted.notice.template.startswith(UNDONE)
    return STATE_WORDS[UNDONE if undone else part.posted.event_type]


def _waits(story: Sequence[Part], role: Role) -> bool:
    """Judged by how the handoff is now, not by what happened to it: it may have been settled since.

    Nobody can do anything about a company that refuses to be passed on.
    """
    handoff = story[-1].material.handoff
    if story[-1].posted.event_type == "erased":
        return True
    if handoff.consent is False:
        return False
    nobodys = role == "erac" and handoff.state == "assigned" and handoff.advisor_id is None
    return nobodys or handoff.state in _MAY_HAVE_TO_ACT[role]


def _digest_line(story: Sequence[Part], role: Role, context: LetterContext) -> str:
    """``H-000001 · company · where · what → what it is now · who``."""
    view = NoticeView(story[-1], context)
    facts = facts_of(view, f"digest.{role}")
    where = facts.get("place") or facts["region"]
    who = facts["organization"] if "organization" in facts else facts["holder"]
    what = ", ".join(dict.fromkeys(_(event_word(part)) for part in story))
    if BECOMES.get(view.event.type) != view.handoff.state:
        what += " → " + _(STATE_WORDS[view.handoff.state])
    return " · ".join(str(said) for said in (facts["handoff_id"], facts["company"], where, what, who) if said)


def _totals(parts: Sequence[Part], directory: Directory) -> list[tuple[str, str]]:
    """For each region, by its code, how often what happened; then in all when there are several."""
    counted = Counter((_region_code(part), event_word(part)) for part in parts)
    by_region = {code: {w: n for (c, w), n in counted.items() if c == code} for code, _word in sorted(counted)}
    rows = [(_region_name(code, directory), _counts_in_words(words)) for code, words in by_region.items()]
    if len(rows) > 1:
        rows.append((_("In all"), _counts_in_words(Counter(map(event_word, parts)))))
    return rows


def _region_code(part: Part) -> str:
    code: str | None = part.material.event.payload.get("region_code", part.material.handoff.region_code)
    return code or ""


def _region_name(code: str, directory: Directory) -> str:
    known = directory.regions.get(code)
    return clean(known.name) if known else code or _(NO_REGION)


def _counts_in_words(words: Mapping[str, int]) -> str:
    """In the order in which a handoff lives."""
    said = (word for word in STATE_WORDS.values() if word in words)
    counts = (
        Message(N_("{word}:\u00a0{count}"), word=_(word), count=figures.count(words[word])).text() for word in said
    )
    return ", ".join(counts)
