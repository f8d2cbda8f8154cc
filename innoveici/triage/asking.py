"""What each step asks of a person before it is taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from innoveici.figures import distance
from innoveici.messages import N_, _
from innoveici.postal import ForeignCode, parse
from innoveici.triage.moves import NEXT_BY_RULE, OUTCOMES, Answer, Move
from innoveici.triage.questions import Asked, Choice, Entry
from innoveici.triage.words import SHORT_STATE

if TYPE_CHECKING:
    from innoveici.ledger.queue import Line
    from innoveici.routing.decision import Ranked
    from innoveici.triage.source import Candidates, Source

_LABELS: Mapping[str, str] = {
    "municipality": N_("Municipality"),
    "postal_code": N_("Postal code"),
    "country": N_("Country (CA, FR, US…)"),
    "consent": N_("Consent to passing it on (yes or no)"),
}


def read_for(move: Move, line: Line, known: Mapping[str, Any], source: Source) -> Asked:
    """The form of a step, with what must be read for it; waits for the database."""
    facts = (fact_of(line),)
    title = _(move.title)
    reason = Entry("reason", _("Reason") if move.needs_reason else _("Reason, if there is one"), move.needs_reason)
    match move.name:
        case "assign" | "reassign":
            if move.name == "assign":
                reason = Entry("reason", _("Reason, unless it is the nearest"))
            choices = _advisors(move, line, source.candidates(line.handoff_id))
            return Asked(title, facts, choices, (reason,))
        case "close":
            return Asked(title, facts, [Choice(name, _(text)) for name, text in OUTCOMES.items()], (reason,))
        case "correct":
            entries = [Entry(name, _(_LABELS[name]), value=as_typed(known.get(name))) for name in _fields(known)]
            return Asked(title, (*facts, *(reason.text() for reason in line.reasons)), (), entries)
        case "note":
            return Asked(title, facts, (), (Entry("reason", _("Note"), required=True),))
        case _:
            return Asked(title, facts, (), (reason,))


def given(move: Move, answer: Answer, known: Mapping[str, Any]) -> Answer:
    """The answer without what stayed as it was."""
    if move.name != "correct":
        return answer
    changed = {name: text for name, text in answer.texts.items() if text != as_typed(known.get(name))}
    return Answer(texts={name: text for name, text in changed.items() if text})


def as_typed(value: object) -> str:
    """A field of a request as one would type it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value or "")


def _fields(known: Mapping[str, Any]) -> list[str]:
    """What a correction may settle, what it waits for first."""
    consent = ["consent"] if known.get("consent") is False else []
    abroad = known.get("country", "CA") != "CA" or isinstance(parse(known.get("postal_code", "")), ForeignCode)
    return [*consent, "municipality", "postal_code", *(["country"] if abroad else [])]


def fact_of(line: Line) -> str:
    """Which handoff a form is about."""
    return " · ".join(filter(None, (line.handoff_id, line.company, line.municipality, _(SHORT_STATE[line.state]))))


def _advisors(move: Move, line: Line, candidates: Candidates) -> list[Choice]:
    """The nearest first, after them everybody else."""
    choices = [Choice(NEXT_BY_RULE, _("the next one by the rule"))] if move.name == "reassign" else []
    choices += [Choice(r.advisor_id, _ranked(r), r.advisor_id != candidates.nearest) for r in candidates.ranked]
    choices += [Choice(id_, f"{id_} · {name}", True) for id_, name in candidates.others.items()]
    return [choice for choice in choices if choice.id != line.advisor_id]


def _ranked(ranked: Ranked) -> str:
    """Who, how far, and what speaks against them."""
    why = "" if ranked.eligible else " · " + "; ".join(reason.text() for reason in ranked.why)
    return f"{ranked.advisor_id} · {distance(ranked.distance_km, ranked.distance_error_km)} · {ranked.name}{why}"
