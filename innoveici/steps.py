"""What may become of a handoff, each fact once: its states, what is recorded of it, the steps that people take.

Everything that must know of a step reads it here: what a state allows (``ledger.states``), who hears of it
(``ledger.audience``), who may take it and what it records (``casework``), its command, its key on the triage screen,
the words of forms and letters. What a step asks for is named here too, so that a form of any kind can ask for it.

A new step is a row of ``STEPS``, one of ``EVENTS`` and, where it leads to a state of its own, one of ``STATES``.
Names and codes are recorded for ever, in English: they are never renamed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from innoveici.messages import N_

Role = Literal["company", "council", "erac", "advisor", "partner", "person", "system"]
State = Literal[
    "received", "held", "assigned", "accepted", "declined", "contacted", "escalated", "referred", "rejected", "closed"
]
EventType = Literal[
    "received", "assigned", "held", "rejected", "referred", "accepted", "declined", "contacted", "reassigned",
    "escalated", "closed", "reopened", "noted", "corrected", "erased", "undone", "unreached", "asked", "rated",
    "oriented", "handed_over",
]  # fmt: skip
StepName = Literal[
    "accept", "decline", "contact", "unreachable", "orient", "escalate", "assign", "reassign", "correct", "close",
    "withdraw", "refer", "reopen", "note", "erase", "undo", "ask", "rate",
]  # fmt: skip
EVENT_TYPES: tuple[EventType, ...] = get_args(EventType)

UNDONE = "undone"
"""Outcome of a handoff that was closed because the batch that opened it was taken back."""


@dataclass(frozen=True, slots=True, eq=False)
class StateRow:
    """``word``: as a person reads it; ``short``: in a column of the triage screen.

    ``open``: somebody still has something to do. ``in_hand``: open, and it counts against an advisor's capacity.
    ``waits``: its company waits for a first contact. ``listed``: it lasts, so that one may ask for those in it.
    """

    word: str
    short: str
    open: bool = False
    in_hand: bool = False
    waits: bool = False
    listed: bool = True


_ASSIGNED, _HELD, _REJECTED, _ACCEPTED = N_("assigned"), N_("held"), N_("rejected"), N_("accepted")
_RECEIVED, _DECLINED, _CLOSED = N_("received"), N_("declined"), N_("closed")

STATES: Mapping[State, StateRow] = {
    "received": StateRow(_RECEIVED, _RECEIVED, open=True, waits=True, listed=False),
    "held": StateRow(_HELD, _HELD, open=True, waits=True),
    "assigned": StateRow(_ASSIGNED, _ASSIGNED, open=True, in_hand=True, waits=True),
    "accepted": StateRow(_ACCEPTED, _ACCEPTED, open=True, in_hand=True, waits=True),
    "declined": StateRow(_DECLINED, _DECLINED, open=True, waits=True, listed=False),
    "contacted": StateRow(N_("contacted"), N_("reached"), open=True, in_hand=True),
    "escalated": StateRow(N_("escalated"), N_("with ERAC"), open=True, waits=True),
    "referred": StateRow(N_("referred"), N_("at partner")),
    "rejected": StateRow(_REJECTED, _REJECTED),
    "closed": StateRow(_CLOSED, _CLOSED),
}
"""In the order in which lists offer them."""


@dataclass(frozen=True, slots=True, eq=False)
class EventRow:
    """What is recorded: of a step, or of what is decided by the rule.

    ``leads_to``: the state after it; None where that stays (reopening and taking back restore an earlier one).
    ``follows``: states in which it is recorded without a person's choice: as an outcome, or with the step before it.
    ``tells``: who hears of it, with the template of their letter. ``ends``: what was told before holds no longer, and
    everyone who was told so hears of it, whoever is in the chain now.
    """

    word: str
    leads_to: State | None
    tells: Mapping[Role, str]
    follows: frozenset[State] = frozenset()
    ends: bool = False


def _letters(prefix: str, *roles: Role) -> Mapping[Role, str]:
    return {role: f"{prefix}.{role}" for role in roles}


def _states(*states: State) -> frozenset[State]:
    return frozenset(states)


EVENTS: Mapping[EventType, EventRow] = {
    "received": EventRow(_RECEIVED, "received", {}),  # told with the outcome, written in the same transaction
    # Outcomes of a request, and of a correction that decides it anew.
    "assigned": EventRow(_ASSIGNED, "assigned", _letters("assigned", "company", "advisor", "erac", "council"),
                         _states("received", "rejected", "declined")),
    "held": EventRow(_HELD, "held", _letters("held", "company", "erac", "council"),
                     _states("received", "held", "rejected", "declined")),
    "rejected": EventRow(_REJECTED, "rejected", _letters("rejected", "company", "council"),
                         _states("received", "held", "rejected")),
    "referred": EventRow(STATES["referred"].word, "referred", _letters("referred", "company", "partner", "council"),
                         _states("received", "held", "rejected")),
    # Where the partner has no address, and somebody wrote or called.
    "handed_over": EventRow(N_("handed over to the partner"), None, _letters("handed_over", "company", "council")),
    "accepted": EventRow(_ACCEPTED, "accepted", _letters("accepted", "company", "erac", "council")),
    # The company hears by what follows, in the same transaction; an advisor whose copies are to be destroyed.
    "declined": EventRow(_DECLINED, "declined", _letters("declined", "advisor", "erac", "council"), ends=True),
    "contacted": EventRow(STATES["contacted"].word, "contacted", _letters("contacted", "erac", "council")),
    # The company once it was tried twice (casework).
    "unreached": EventRow(N_("not reached"), None, _letters("unreached", "company", "erac", "council")),
    "oriented": EventRow(N_("directed to who can help"), None, _letters("oriented", "company", "erac", "council")),
    "reassigned": EventRow(N_("reassigned"), "assigned", {"company": "assigned.company",
                           **_letters("reassigned", "advisor", "erac", "council")}, ends=True),
    "escalated": EventRow(STATES["escalated"].word, "escalated",
                          _letters("escalated", "company", "advisor", "erac", "council"), _states("declined"),
                          ends=True),
    "closed": EventRow(_CLOSED, "closed", _letters("closed", "company", "advisor", "erac", "partner", "council"),
                       ends=True),
    "reopened": EventRow(N_("reopened"), None,
                         _letters("reopened", "company", "advisor", "erac", "partner", "council"), ends=True),
    "noted": EventRow(N_("noted"), None, {}),  # a note is for whoever opens the handoff
    "corrected": EventRow(N_("corrected"), None, _letters("corrected", "advisor", "erac")),
    "erased": EventRow(N_("erased"), None, _letters("erased", "advisor", "erac", "partner", "council")),  # copies
    # Of the advisor only that the company waits for a call (casework).
    "asked": EventRow(N_("asked by the company"), None, _letters("asked", "advisor", "erac")),
    "rated": EventRow(N_("judged by the company"), None, _letters("rated", "advisor", "erac")),
    # Only those whom a letter has reached: nobody else heard of it.
    "undone": EventRow(N_("undone"), None, _letters("taken_back", "company", "advisor", "erac", "partner", "council")),
}  # fmt: skip
"""In the order in which a handoff lives."""


@dataclass(frozen=True, slots=True, eq=False)
class Option:
    """One of several answers that a step asks for. ``name``: of the command's option, and in the event.

    ``answers``: by the code that is recorded, as forms, stories and letters word it. ``label``: over it in a form.
    ``required``: the step is not taken without an answer.
    """

    name: str
    help: str
    answers: Mapping[str, str]
    label: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class StepRow:
    """A step that a person takes. ``name`` is the command's.

    ``taken_from``: the states in which it is offered; None for any. ``right``: whose step it is, of those who have the
    handoff in hand. ``reason``: the free text that goes with it, kept where it can be erased. ``options``: the answers
    it asks for; ``records``: what its event says beside them. ``advisor``: whether it asks for an advisor, by ``to``
    (``or next``: the next one by the rule without). ``entries``: ids of the catalogue that it asks for, by ``choose``,
    or that may be said with it (``if any``).
    ``needs_company``: impossible once the personal data was erased.

    ``key``: on the triage screen, with ``label`` beside it, short; ``title``: over a form; ``help``: of the command;
    ``example``: how it is typed.
    """

    name: StepName
    event: EventType
    taken_from: frozenset[State] | None
    right: frozenset[Role]
    reason: Literal["required", "unless nearest", "if any", "no"]
    help: str
    key: str = ""
    label: str = ""
    title: str = ""
    options: tuple[Option, ...] = ()
    records: Mapping[str, str] = field(default_factory=dict)
    advisor: Literal["", "required", "or next"] = ""
    entries: Literal["", "required", "if any"] = ""
    needs_company: bool = False
    example: str = ""

    @property
    def needs_reason(self) -> bool:
        return self.reason == "required"

    @property
    def must_answer(self) -> Option | None:
        """The option without which it is not taken."""
        return next((option for option in self.options if option.required), None)

    @property
    def states(self) -> frozenset[State]:
        """Those in which it is offered."""
        return frozenset(STATES) if self.taken_from is None else self.taken_from


OUTCOME = Option("outcome", N_("How it ends."), {
    "served": N_("help was given"),
    "referred": N_("directed to somebody else"),
    "no-follow-up": N_("nothing to follow up"),
    "no-help": N_("no help could be found"),
    "unreachable": N_("the company could not be reached"),
    "withdrawn": N_("withdrawn by the company"),
    "duplicate": N_("the same request is handled under another reference"),
    "outside": N_("outside Québec"),
}, N_("How it ends"))  # fmt: skip
"""How a handoff ends. ``outside``: the company is not in Québec, for which the service is."""

REASON_CODE = Option("reason_code", N_("Why, in a word that can be counted."), {
    "capacity": N_("no room just now"),
    "skills": N_("not my field"),
    "territory": N_("not my territory"),
    "conflict": N_("a conflict of interest"),
    "other": N_("another reason"),
}, N_("Why"), required=False)  # fmt: skip
"""Why an advisor declines, for ever; the words beside it can be erased."""

ASKS = Option("asks", N_("What the company asks for."), {
    "call": N_("nobody has called"),
    "correction": N_("a correction"),
    "erasure": N_("the erasure of its information"),
}, N_("What you ask for"))  # fmt: skip
"""What a company says on its page, beside what it does there itself."""

CONTACTED = Option("contacted", N_("Whether somebody contacted the company."), {
    "yes": N_("yes"),
    "no": N_("no"),
}, N_("Were you contacted?"))  # fmt: skip
USEFUL = Option("useful", N_("Whether it was of use to the company."), {
    "yes": N_("yes"),
    "partly": N_("partly"),
    "no": N_("no"),
}, N_("Was it useful?"), required=False)  # fmt: skip
"""What a company says once its request is closed."""

_ERACS: frozenset[Role] = frozenset({"erac", "person"})
"""A person at a keyboard, whom the directory does not know, acts for the ERAC whose ledger it is."""
_IN_CHARGE: frozenset[Role] = _ERACS | {"advisor"}
_IN_WORK = _states("assigned", "accepted", "contacted")
"""An advisor may fall ill or leave at any time before closing: the work moves on, by a person's decision."""
_OPEN = frozenset(state for state, row in STATES.items() if row.open and row.listed)

STEPS: Mapping[StepName, StepRow] = {row.name: row for row in (
    StepRow("accept", "accepted", _states("assigned"), _IN_CHARGE, "if any", N_("Take a request on."),
            "a", N_("accept"), N_("Accept the request"),
            example="innoveici accept H-000001 --by advisor:QC-14-13"),
    StepRow("decline", "declined", _states("assigned"), _IN_CHARGE, "required",
            N_("Turn a request down: it goes to the next advisor, or to the ERAC."),
            "d", N_("decline"), N_("Decline: it goes to the next advisor, or to the ERAC"), (REASON_CODE,),
            example=N_('innoveici decline H-000001 --by person:lucie --reason "No room this month"')),
    StepRow("contact", "contacted", _states("accepted", "escalated"), _IN_CHARGE, "if any",
            N_("Say that the company has been contacted."),
            "c", N_("reached now"), N_("The company has been contacted"),
            example="innoveici contact H-000003 --by person:lucie"),
    StepRow("unreachable", "unreached", _states("assigned", "accepted", "escalated"), _IN_CHARGE, "if any",
            N_("Say that the company was tried, and not reached; tried twice, it is told."),
            "h", N_("not reached"), N_("The company was tried, and not reached"),
            example="innoveici unreachable H-000001 --by person:lucie"),
    StepRow("orient", "oriented", _OPEN, _IN_CHARGE, "if any",
            N_("Find which organizations and programmes fit a need; record those a company is directed to."),
            "f", N_("orient"), N_("Direct the company to who can help"), entries="required", needs_company=True,
            example=N_('innoveici orient --need "Automate our packaging line" --postal-code "J0K 2M0"')),
    StepRow("escalate", "escalated", _IN_WORK, _ERACS, "required",
            N_("Hand a request to the ERAC's own specialist."),
            "x", N_("to the ERAC"), N_("Hand it to the ERAC's own specialist"),
            example=N_('innoveici escalate H-000003 --by person:lucie --reason "A whole line"')),
    StepRow("assign", "assigned", _states("held"), _ERACS, "unless nearest",
            N_("Settle a held request: choose its advisor."),
            "g", N_("assign"), N_("Settle a held request: choose its advisor"), advisor="required", needs_company=True,
            example=N_('innoveici assign H-000005 --to QC-14-13 --by person:lucie --reason "By phone"')),
    StepRow("reassign", "reassigned", _IN_WORK | {"escalated"}, _ERACS, "required",
            N_("Give a request to somebody else."),
            "r", N_("reassign"), N_("Give it to somebody else"), advisor="or next", needs_company=True,
            example=N_('innoveici reassign --all-of QC-14-13 --by person:lucie --reason "On leave"')),
    StepRow("correct", "corrected", None, _ERACS | {"company"}, "no",
            N_("Correct a request: held or rejected, it is decided anew at once."),
            "k", N_("correct"), N_("Correct the request"), needs_company=True,
            example="innoveici correct H-000005 --municipality Joliette --by person:lucie"),
    StepRow("close", "closed", _states("held", "accepted", "contacted", "escalated", "referred"),
            _IN_CHARGE | {"partner"}, "if any", N_("Close a handoff, with its outcome."),
            "w", N_("close"), N_("Close the handoff"), (OUTCOME,), entries="if any",
            example="innoveici close H-000007 --outcome served --by person:lucie"),
    StepRow("withdraw", "closed", _OPEN | {"referred"}, _ERACS | {"company"}, "if any",
            N_("Close a handoff for the company, which withdraws its request."),
            "z", N_("withdraw"), N_("The company withdraws its request"), records={"outcome": "withdrawn"},
            example="innoveici withdraw H-000003 --by person:lucie"),
    StepRow("refer", "handed_over", _states("referred"), _ERACS | {"council"}, "if any",
            N_("Say that a request was handed over to the partner that serves it, who has no address here."),
            "y", N_("handed over"), N_("It was handed over to the partner"),
            example="innoveici refer H-000019 --by person:lucie"),
    StepRow("reopen", "reopened", _states("closed"), _ERACS, "required", N_("Reopen a handoff that was closed."),
            "p", N_("reopen"), N_("Reopen the handoff"),
            example=N_('innoveici reopen H-000009 --by person:lucie --reason "They called again"')),
    StepRow("note", "noted", None, _IN_CHARGE | {"council", "partner"}, "required",
            N_("Keep a note with a handoff; nobody is told."),
            "n", N_("note"), N_("Keep a note; nobody is told"),
            example=N_('innoveici note H-000001 --by person:lucie --text "A visit in January"')),
    StepRow("erase", "erased", None, _ERACS | {"council"}, "no", N_("Erase the personal data of a request, for good."),
            example="innoveici erase H-000009 --yes --by person:lucie"),
    # Of whoever took the last step, too; what it restores is judged by that step.
    StepRow("undo", "undone", _states(), _ERACS | {"system"}, "if any",
            N_("Take the last step of a handoff back: all is as it was before."),
            example="innoveici undo H-000007 --by person:lucie"),
    # Those of a company on its page.
    StepRow("ask", "asked", None, frozenset({"company"}), "if any", N_("Ask the ERAC for something."), options=(ASKS,)),
    StepRow("rate", "rated", _states("closed"), frozenset({"company"}), "if any",
            N_("Say what came of it, once the request is closed."), options=(CONTACTED, USEFUL)),
)}  # fmt: skip
"""In the order in which they are offered."""

COMMANDS: tuple[StepName, ...] = tuple(
    name for name in STEPS if name not in ("correct", "erase", "orient", "ask", "rate")
)
"""Those whose command asks for what the table says; fields of a correction, and a confirmation, are asked elsewhere."""


STATE_WORDS: Mapping[str, str] = {
    **{event: row.word for event, row in EVENTS.items()},
    **{state: row.word for state, row in STATES.items()},
}
"""States and events as a person reads them."""

_ANSWERS: Mapping[str, str] = {UNDONE: N_("recorded by mistake")}
"""What innoveici itself records in place of an answer."""


def answer_word(payload: Mapping[str, Any]) -> str:
    """What was answered to the option of a step, as its event has it: words to translate, or the code itself when it is
    none of today's; empty where nothing was asked."""
    for option in (option for row in STEPS.values() for option in row.options):
        if answer := payload.get(option.name):
            return _ANSWERS.get(answer) or option.answers.get(answer, answer)
    return ""
