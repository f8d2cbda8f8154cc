"""The steps that somebody may take now, as forms: what each asks for stands in the table of steps."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from innoveici.field_words import field_label
from innoveici.figures import distance
from innoveici.messages import N_, _
from innoveici.request import FIELDS
from innoveici.steps import STEPS, Option, Role, StepName, StepRow

if TYPE_CHECKING:
    from innoveici.casework.candidates import AdvisorChoice
    from innoveici.ledger.states import HandoffState
    from innoveici.orientation.suggesting import Suggestion

_MAIN: frozenset[StepName] = frozenset({"accept", "contact", "assign"})
"""Steps whose button stands out."""
_ENDS: frozenset[StepName] = frozenset({"decline", "close", "withdraw", "escalate"})
"""Steps after which it is out of one's hands."""
_TYPED: Mapping[str, tuple[str, str]] = {
    "email": ("email", "email"),
    "phone": ("tel", "tel"),
    "contact_name": ("text", "name"),
    "postal_code": ("text", "postal-code"),
    "municipality": ("text", "address-level2"),
}
"""Kind of a field's input and its autocomplete."""
_BOX = "entry."
"""What the name of a box in a form begins with that chooses an entry of the catalogue."""
_SCALES: Mapping[str, str] = {"standard": N_("usual project"), "major": N_("major project")}


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of an option: the code that is sent, its words."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Question:
    """An option of a step, as a form asks for it."""

    name: str
    label: str
    required: bool
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """A field of the request to be corrected, with what it is now. ``kind``: of its input, or ``lines`` for several.
    ``suggested``: what it may be; ``choices``: what alone it can be."""

    name: str
    label: str
    value: str
    kind: str
    autocomplete: str
    suggested: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class FittingEntry:
    """An entry of the catalogue that may be ticked: what it is called, why it fits, what to ask, where its page is."""

    id: str
    name: str
    why: str
    ask: str
    url: str
    seen: str

    @property
    def box(self) -> str:
        """The name of its box in a form."""
        return _BOX + self.id


@dataclass(frozen=True, slots=True, repr=False)
class StepForm:
    """``reason``: ``required``, ``optional`` or ``no``. ``to``: whom it can be given to, None where that is not asked.

    ``fitting``: entries of the catalogue to choose among. ``main``: the step that is waited for. ``typed``: what was
    typed before, when it could not be recorded.
    """

    name: StepName
    title: str
    button: str
    reason: str
    questions: tuple[Question, ...] = ()
    to: Question | None = None
    entries: tuple[Entry, ...] = ()
    fitting: tuple[FittingEntry, ...] = ()
    main: bool = False
    ends: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)


def offered(role: Role, handoff: HandoffState, *, without: Collection[StepName] = ()) -> list[StepRow]:
    """The steps of ``role`` that the state allows, in the order of the table."""
    return [
        step
        for step in STEPS.values()
        if role in step.right
        and handoff.state in step.states
        and step.name not in without
        and not (step.needs_company and handoff.erased)
    ]


def form_of(
    step: StepRow,
    *,
    candidates: AdvisorChoice | None = None,
    known: Mapping[str, Any] | None = None,
    fields: Sequence[str] = (),
    places: Sequence[str] = (),
    typed: Mapping[str, str] | None = None,
    fitting: Sequence[Suggestion] = (),
) -> StepForm:
    """:param candidates: where the step asks for an advisor. :param fields: those that may be corrected.
    :param fitting: entries of the catalogue that fit the need.
    :param places: municipalities that it may be in.
    """
    return StepForm(
        step.name,
        _(step.title or step.help),
        _button(step),
        {"required": "required", "no": "no"}.get(step.reason, "optional"),
        tuple(_question(option) for option in step.options),
        _to(step, candidates, fitting),
        tuple(_entry(name, known or {}, places if name == "municipality" else ()) for name in fields),
        tuple(map(_fitting, fitting)) if step.entries == "required" else (),
        step.name in _MAIN,
        step.name in _ENDS,
        typed or {},
    )


def _to(step: StepRow, candidates: AdvisorChoice | None, fitting: Sequence[Suggestion]) -> Question | None:
    """To whom it is given, or, of a step that may say so, where the company was directed."""
    if step.advisor and candidates:
        return _advisors(step, candidates)
    if step.entries == "if any" and fitting:
        choices = (Choice("", "–"), *(Choice(one.id, one.name) for one in fitting))
        return Question("to", _("Where the company was directed"), False, choices)
    return None


def _fitting(one: Suggestion) -> FittingEntry:
    about = one.entry.provenance
    return FittingEntry(
        one.id,
        one.name,
        " ".join(why.text() for why in one.why),
        " ".join(question.text() for question in one.questions),
        one.entry.url,
        about.verified_on or about.source_date,
    )


def _button(step: StepRow) -> str:
    label = _(step.label) if step.label else _("Send")
    return label[:1].upper() + label[1:]


def _question(option: Option) -> Question:
    choices = tuple(Choice(code, _capital(_(words))) for code, words in option.answers.items())
    return Question(option.name, _(option.label) if option.label else "", option.required, choices)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _advisors(step: StepRow, choice: AdvisorChoice) -> Question:
    """Ranked first, with the distance; those who cannot take it say so; then everybody else."""
    by_rule = [Choice("", _("The next one by the rule"))] if step.advisor == "or next" else []
    ranked = []
    for one in choice.ranked:
        words = f"{one.name} ({one.organization}) – {distance(one.distance_km, one.distance_error_km)}"
        if not one.eligible and one.why:
            words = f"{words} – {one.why[0].text()}"
        ranked.append(Choice(one.advisor_id, words))
    others = [Choice(id_, name) for id_, name in choice.others.items()]
    return Question("to", _("Advisor"), step.advisor == "required", (*by_rule, *ranked, *others))


def _entry(name: str, known: Mapping[str, Any], suggested: Sequence[str]) -> Entry:
    kind, autocomplete = _TYPED.get(name, ("text", "off"))
    choices: tuple[Choice, ...] = ()
    match FIELDS[name].kind:
        case "consent":
            choices = tuple(Choice(answer, _capital(answer)) for answer in (_("yes"), _("no")))
        case "scale":
            choices = tuple(Choice(code, _capital(_(words))) for code, words in _SCALES.items())
        case "lines":
            kind = "lines"
    return Entry(name, field_label(name), as_typed(known.get(name)), kind, autocomplete, tuple(suggested), choices)


def as_typed(value: object) -> str:
    """A field of a request as one would type it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")


def given_by(step: StepRow, form: Mapping[str, str], known: Mapping[str, Any] | None = None) -> dict[str, str]:
    """What a form gives for a step; of a correction, the fields that are not as they were. Empty says nothing."""
    if step.name == "correct":
        changed = {
            name: form[name] for name in FIELDS if name in form and form[name] != as_typed((known or {}).get(name))
        }
        return {name: text for name, text in changed.items() if text}
    given = {"choose": ",".join(name.removeprefix(_BOX) for name in form if name.startswith(_BOX))}
    names = ["reason", "to", *(option.name for option in step.options)]
    return {name: form[name] for name in names if form.get(name)} | (given if step.entries == "required" else {})


DONE: Mapping[StepName, str] = {
    "accept": N_("You accepted the request. The company, its ERAC and the Conseil are told."),
    "decline": N_("Your refusal is recorded: the request goes on to somebody else. You need not do anything."),
    "contact": N_("Recorded: the company has been contacted."),
    "unreachable": N_("Recorded: you tried to reach the company. Tried twice, it is told."),
    "orient": N_("Recorded: the company is told to whom it is directed."),
    "escalate": N_("The ERAC's own specialist takes the request over."),
    "assign": N_("The request is assigned; everyone concerned is told."),
    "reassign": N_("The request is given to somebody else; everyone concerned is told."),
    "correct": N_("Thank you: the request is corrected."),
    "close": N_("The request is closed."),
    "withdraw": N_("The request is withdrawn. Thank you for telling us."),
    "refer": N_("Recorded: the partner has the request; the company is told."),
    "reopen": N_("The request is open again."),
    "note": N_("Your note is recorded."),
    "erase": N_("The personal data is erased."),
    "undo": N_("The last step is taken back; nothing of it holds."),
    "ask": N_("Thank you: your ERAC is told."),
    "rate": N_("Thank you for your answer. You can change it here at any time."),
}
"""What is said once a step is recorded."""
