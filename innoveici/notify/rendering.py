"""A letter's words: one source for text and HTML, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from innoveici import figures
from innoveici.characters import clean
from innoveici.ledger.actor import Actor
from innoveici.messages import N_, Language, Message, _, ngettext, speaking
from innoveici.notify.facts import facts_of
from innoveici.notify.informed import company_name
from innoveici.notify.letter import Letter, Rendered
from innoveici.notify.mailboxes import answered
from innoveici.notify.source import Source
from innoveici.notify.summary import summary_of
from innoveici.notify.table import TABLE
from innoveici.notify.templating import Shape, environment
from innoveici.quebec import quebec_day

if TYPE_CHECKING:
    from innoveici.notify.post import Post

_Section = tuple[str, str, dict[str, Any]]
"""A heading or "", a template's name, what it sees."""

COMPANY_SHOWN = 60
"""Characters of a company's name in a subject."""
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True, repr=False)
class Worded:
    """What a letter says, before it has a shape: sections under a title, over a footer."""

    subject: str
    title: str
    sections: Sequence[_Section]
    footer: dict[str, Any]
    language: Language

    def text(self) -> str:
        """Wrapped at 72 columns; addresses and hashes are never broken."""
        return _BLANK_LINES.sub("\n\n", self._shaped("text")).strip() + "\n"

    def html(self) -> str:
        """A whole page."""
        return self._shaped("html")

    def _shaped(self, shape: Shape) -> str:
        templates = environment(shape, self.language)
        of_shape = Markup if shape == "html" else str  # what a template made is escaped already
        sections = [
            (heading, of_shape(templates.get_template(f"{name}.j2").render(facts)))
            for heading, name, facts in self.sections
        ]
        footer = of_shape(templates.get_template("footer.j2").render(self.footer))
        page = templates.get_template("page.j2")
        return page.render(subject=self.subject, title=self.title, sections=sections, footer=footer)


def worded(letter: Letter, post: Post) -> Worded:
    """What a letter says, in its reader's language."""
    with speaking(letter.language):
        if letter.digest or all(TABLE[part.posted.notice.template].goes == "daily" for part in letter.parts):
            return _digest(letter, post)
        return _notice(letter, post)


def render(letter: Letter, post: Post) -> Rendered:
    """Subject, text and HTML of a letter."""
    return _rendered(worded(letter, post))


def render_trial(language: Language, post: Post) -> Rendered:
    """The words of ``innoveici notify --test ADDRESS``."""
    template = "test"
    with speaking(language):
        words = _(TABLE[template].subject)
        subject = _subject(clean(post.settings.sender_name), words)
        return _rendered(_page(subject, words, [("", template, {})], _footer(post, head=""), language))


def _rendered(words: Worded) -> Rendered:
    return Rendered(words.subject, words.text(), words.html())


def _notice(letter: Letter, post: Post) -> Worded:
    """One event, told to somebody in one or several roles."""
    to = answered(letter, post)
    sources = [Source(part, post, to) for part in letter.parts]
    sections: list[_Section] = []
    for source in sources:
        template = source.part.posted.notice.template
        heading = ""
        if len(sources) > 1:
            who = source.name_of(source.reader, company_name(source))
            heading = Message(N_("For {who}"), who=who).text()
        sections.append((heading, template, facts_of(source, template)))
    first = sources[0]
    facts = sections[0][2]
    words = _(TABLE[sections[0][1]].subject)
    about = facts["handoff_id"]
    if "company" in facts and first.sight == "shown":
        about = f"{about} – {_cut(facts['company'])}"
    footer = _footer(
        post,
        handoff_id=facts["handoff_id"],
        request_id=facts["request_id"],
        for_company=any(source.reader.role == "company" for source in sources),
    )
    return _page(_subject(about, words), words, sections, footer, letter.language)


def _digest(letter: Letter, post: Post) -> Worded:
    """Many events, in figures and a line each."""
    reader = Actor.parse(letter.parts[0].posted.notice.recipient)
    summary = summary_of(letter.parts, reader.role, post)
    template = f"digest.{reader.role}"
    words = Message(TABLE[template].subject, day=figures.day(quebec_day(post.now))).text()
    count = ngettext("{count} request", "{count} requests", summary.handoffs)
    subject = _subject(words, count.format(count=figures.count(summary.handoffs)))
    facts = {field.name: getattr(summary, field.name) for field in fields(summary)} | {"reader": str(reader)}
    return _page(subject, words, [("", template, facts)], _footer(post), letter.language)


def _subject(about: str, words: str) -> str:
    return Message(N_("[INNOVEICI] {about}: {words}"), about=about, words=words).text()


def _cut(name: str) -> str:
    return name if len(name) <= COMPANY_SHOWN else f"{name[: COMPANY_SHOWN - 1].rstrip()}…"


def _footer(post: Post, **facts: Any) -> dict[str, Any]:
    return {
        "handoff_id": "",
        "request_id": "",
        "for_company": False,
        "sender": clean(post.settings.sender_name),
        "council": clean(post.directory.council.name),
        "website": clean(post.settings.website),
        "privacy": clean(post.settings.privacy),
        "head": str(post.head or ""),
    } | facts


def _page(subject: str, words: str, sections: Sequence[_Section], footer: dict[str, Any], language: Language) -> Worded:
    return Worded(subject, words[:1].upper() + words[1:], sections, footer, language)
