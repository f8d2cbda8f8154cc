"""A digest in figures and lines: who needs somebody first, then the rest, a line a handoff."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from innoveici import figures
from innoveici.characters import clean
from innoveici.ledger.states import BECOMES, STATE_WORDS, UNDONE
from innoveici.messages import N_, Message, _
from innoveici.notify.facts import facts_of
from innoveici.notify.source import Source

if TYPE_CHECKING:
    from innoveici.directory.model import Directory
    from innoveici.ledger.actor import Role
    from innoveici.notify.letter import Part
    from innoveici.notify.post import Post

SHOWN = 200
"""Lines of a digest; more are counted, or a large batch would make a message that nobody opens."""
NO_REGION = N_("No region yet")

_WAITING: Mapping[str, frozenset[str]] = {
    "council": frozenset({"held", "rejected"}),
    "erac": frozenset({"held", "escalated"}),
}
"""States in which the reader of a digest may have to act, by role."""


@dataclass(frozen=True, slots=True, repr=False)
class Summary:
    """``handoffs`` counts them; ``totals`` are labels with figures; lines are worded; ``left_out`` counts the rest."""

    handoffs: int
    totals: list[tuple[str, str]]
    waiting: list[str]
    others: list[str]
    left_out: int


def summary_of(parts: Sequence[Part], role: Role, post: Post) -> Summary:
    """What notices of many events come to, for one reader; in the order of the ledger."""
    by_handoff: dict[str, list[Part]] = {}
    for part in parts:
        by_handoff.setdefault(part.posted.handoff_id, []).append(part)
    waiting = [story for story in by_handoff.values() if _waits(story, role)]
    others = [story for story in by_handoff.values() if not _waits(story, role)]
    first, rest = waiting[:SHOWN], others[: max(0, SHOWN - len(waiting))]
    return Summary(
        len(by_handoff),
        _totals(parts, post.directory),
        [_line(story, role, post) for story in first],
        [_line(story, role, post) for story in rest],
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
    return nobodys or handoff.state in _WAITING[role]


def _line(story: Sequence[Part], role: Role, post: Post) -> str:
    """``H-000001 · company · where · what → what it is now · who``."""
    source = Source(story[-1], post)
    facts = facts_of(source, f"digest.{role}")
    where = facts.get("place") or facts["region"]
    who = facts["organization"] if "organization" in facts else facts["holder"]
    what = ", ".join(dict.fromkeys(_(event_word(part)) for part in story))
    if BECOMES.get(source.event.type) != source.handoff.state:
        what += " → " + _(STATE_WORDS[source.handoff.state])
    return " · ".join(str(said) for said in (facts["handoff_id"], facts["company"], where, what, who) if said)


def _totals(parts: Sequence[Part], directory: Directory) -> list[tuple[str, str]]:
    """For each region, by its code, how often what happened; then in all when there are several."""
    counted = Counter((_region_code(part), event_word(part)) for part in parts)
    by_region = {code: {w: n for (c, w), n in counted.items() if c == code} for code, _word in sorted(counted)}
    rows = [(_region_name(code, directory), _worded(words)) for code, words in by_region.items()]
    if len(rows) > 1:
        rows.append((_("In all"), _worded(Counter(map(event_word, parts)))))
    return rows


def _region_code(part: Part) -> str:
    code: str | None = part.material.event.payload.get("region_code", part.material.handoff.region_code)
    return code or ""


def _region_name(code: str, directory: Directory) -> str:
    known = directory.regions.get(code)
    return clean(known.name) if known else code or _(NO_REGION)


def _worded(words: Mapping[str, int]) -> str:
    """In the order in which a handoff lives."""
    said = (word for word in STATE_WORDS.values() if word in words)
    counts = (
        Message(N_("{word}:\u00a0{count}"), word=_(word), count=figures.count(words[word])).text() for word in said
    )
    return ", ".join(counts)
