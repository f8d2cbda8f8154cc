"""What each step asks of a person before it is taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from innoveici.field_words import field_label
from innoveici.figures import distance
from innoveici.messages import N_, Message, _
from innoveici.reasons import REASONS, Reason
from innoveici.request import FIELDS, printed
from innoveici.steps import Option
from innoveici.triage.form import FormAnswer, FormChoice, FormContent, FormField
from innoveici.triage.moves import NEXT_BY_RULE, Move
from innoveici.triage.queue_lines import SHORT_STATE

if TYPE_CHECKING:
    from innoveici.casework.candidates import AdvisorChoice
    from innoveici.ledger.queue import Line
    from innoveici.orientation.suggesting import Suggestion
    from innoveici.routing.decision import Ranked
    from innoveici.triage.backend import Backend

_LABELS: Mapping[str, str] = {
    "municipality": N_("Municipality"),
    "postal_code": N_("Postal code"),
    "country": N_("Country (CA, FR, US…)"),
    "email": N_("E-mail"),
    "phone": N_("Telephone"),
    "contact_name": N_("Person to reach"),
    "consent": N_("Consent to passing it on (yes or no)"),
}
_BY_COMMAND = frozenset({"need", "scale"})
"""What keeps no request waiting and is long to type: ``innoveici correct`` takes it."""

_OUTSIDE = frozenset(code for code, row in REASONS.items() if row.asks in ("outside", "partner"))


def read_for(move: Move, line: Line, known: Mapping[str, Any], backend: Backend) -> FormContent:
    """The form of a step, with what must be read for it; waits for the database."""
    facts = (fact_of(line),)
    title = _(move.title)
    if move.name == "correct":
        entries = [FormField(name, _label(name), value=as_typed(known.get(name))) for name in _fields(known)]
        return FormContent(title, (*facts, *(reason.text() for reason in line.reasons)), (), entries)
    if move.entries == "required":
        return _orienting(move, facts, backend.fitting(line))
    choices: list[FormChoice] = []
    if move.advisor:
        choices = _advisors(move, line, backend.candidates(line.handoff_id))
    elif move.must_answer:
        choices = _answers(move.must_answer, (line,))
    return FormContent(title, facts, choices, (_reason(move, unless_nearest=True),))


def _orienting(move: Move, facts: Sequence[str], fitting: Sequence[Suggestion]) -> FormContent:
    """What fits, the first one's id filled in; others are added after a comma."""
    lines = [
        f"{one.id} · {one.name}" + "".join(f" · {question.text()}" for question in one.questions) for one in fitting
    ]
    chosen = FormField("choose", _("Ids, parted by commas"), True, fitting[0].id if fitting else "")
    return FormContent(_(move.title), (*facts, *lines), (), (chosen, _reason(move)))


def asked_of_many(move: Move, lines: Sequence[Line], facts: Sequence[str], backend: Backend) -> FormContent:
    """The form of a step that is taken for several handoffs; waits for the database."""
    choices: list[FormChoice] = []
    if move.advisor:
        choices = _by_rule(move)
        regions = {line.region_code for line in lines if line.region_code}
        choices += [FormChoice(id_, f"{id_} · {name}", True) for id_, name in backend.advisors(regions).items()]
    elif move.must_answer:
        choices = _answers(move.must_answer, lines)
    return FormContent(_(move.title), facts, choices, (_reason(move),))


def _reason(move: Move, *, unless_nearest: bool = False) -> FormField:
    """The line for the free text that goes with a step. ``unless_nearest``: it is shown who the nearest advisor is."""
    label = _("Reason") if move.needs_reason else _("Reason, if there is one")
    if move.reason == "unless nearest" and unless_nearest:
        label = _("Reason, unless it is the nearest")
    return FormField("reason", _("Note") if move.name == "note" else label, move.needs_reason)


def emptied(move: Move, answer: FormAnswer, known: Mapping[str, Any]) -> Message | None:
    """What a correction would leave empty: what is not given says nothing, so this cannot be meant so."""
    fields = [name for name, text in answer.texts.items() if not text and as_typed(known.get(name))]
    if move.name != "correct" or not fields:
        return None
    labels = ", ".join(map(_label, fields))
    return Message(N_("{fields}: cannot be emptied; write what it should be, or what stood there"), fields=labels)


def given(move: Move, answer: FormAnswer, known: Mapping[str, Any]) -> FormAnswer:
    """The answer without what stayed as it was."""
    if move.name != "correct":
        return answer
    changed = {name: text for name, text in answer.texts.items() if text != as_typed(known.get(name))}
    return FormAnswer(texts={name: text for name, text in changed.items() if text})


def as_typed(value: object) -> str:
    """A field of a request as one would type it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "; ".join(value) if isinstance(value, list) else str(value or "")


def _label(name: str) -> str:
    return _(_LABELS[name]) if name in _LABELS else field_label(name)


def _fields(known: Mapping[str, Any]) -> list[str]:
    """What a correction may settle, what it waits for first; then how the company is reached."""
    consent = ["consent"] if known.get("consent") is False else []
    others = [name for name in printed("triage") if FIELDS[name].correctable and name not in {*_LABELS, *_BY_COMMAND}]
    return [*consent, "municipality", "postal_code", "country", "email", "phone", "contact_name", *others]


def _answers(option: Option, lines: Sequence[Line]) -> list[FormChoice]:
    """An option's, first what is to be expected: of a company elsewhere, that it is."""
    first = "outside" if all(_is_outside(line) for line in lines) else ""
    codes = sorted(option.answers, key=lambda code: code != first)
    return [FormChoice(code, _(option.answers[code])) for code in codes]


def _is_outside(line: Line) -> bool:
    return line.state == "held" and any(reason.code in _OUTSIDE for reason in _all(line.reasons))


def _all(reasons: Iterable[Reason]) -> Iterator[Reason]:
    """Those within others too."""
    for reason in reasons:
        yield reason
        yield from _all(value for value in reason.params.values() if isinstance(value, Reason))


def fact_of(line: Line) -> str:
    """Which handoff a form is about."""
    return " · ".join(filter(None, (line.handoff_id, line.company, line.municipality, _(SHORT_STATE[line.state]))))


def _advisors(move: Move, line: Line, candidates: AdvisorChoice) -> list[FormChoice]:
    """The nearest first, after them everybody else."""
    choices = _by_rule(move)
    choices += [FormChoice(r.advisor_id, _ranked(r), r.advisor_id != candidates.nearest) for r in candidates.ranked]
    choices += [FormChoice(id_, f"{id_} · {name}", True) for id_, name in candidates.others.items()]
    return [choice for choice in choices if choice.id != line.advisor_id]


def _by_rule(move: Move) -> list[FormChoice]:
    return [FormChoice(NEXT_BY_RULE, _("the next one by the rule"))] if move.advisor == "or next" else []


def _ranked(ranked: Ranked) -> str:
    """Who, how far, and what speaks against them."""
    why = "" if ranked.eligible else " · " + "; ".join(reason.text() for reason in ranked.why)
    return f"{ranked.advisor_id} · {distance(ranked.distance_km, ranked.distance_error_km)} · {ranked.name}{why}"
