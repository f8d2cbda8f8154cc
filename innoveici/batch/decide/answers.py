"""What the result columns say of a row, apart from its id and its distances."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow as pa

from innoveici.atlas.location import verdict
from innoveici.batch.results import SAID_COLUMNS
from innoveici.field_words import field_word, what_is_wrong
from innoveici.ledger.states import STATE_WORDS
from innoveici.messages import N_, Message
from innoveici.reasons import Reason

if TYPE_CHECKING:
    from innoveici.desk import Outcome
    from innoveici.request import Fault, Remark
    from innoveici.routing.decision import Decision, Fit


@dataclass(frozen=True, slots=True)
class Answer:
    """``reason`` is in the reader's language. Empty where there is nothing to say. ``differs``: a duplicate that says
    other things than what is recorded. ``remarks``: field and reason code of what could not be used as written."""

    status: str
    reason: str = ""
    reason_codes: tuple[str, ...] = ()
    verdict: str = ""
    region_code: str = ""
    erac_id: str = ""
    advisor_id: str = ""
    advisor_name: str = ""
    needs_a_person: bool = False
    differs: bool = False
    partnerships: tuple[Fit, ...] = ()
    remarks: tuple[tuple[str, str], ...] = ()


BLANK = Answer("blank")


def of_decision(decision: Decision) -> Answer:
    """A row decided for the first time, or anew."""
    return _answer(decision, decision.status, worded(decision.reasons), decision.status in ("held", "rejected"))


def of_outcome(outcome: Outcome, shown: Callable[[str], str] = str) -> Answer:
    """A row as the desk settled it; a duplicate says where its handoff is now, and what differs. ``shown``: a field as
    the file names it."""
    if outcome.status != "duplicate":
        return _answer(outcome.decision, outcome.status, worded(outcome.decision.reasons), outcome.needs_a_person)
    if outcome.handoff_id:
        text = recorded_as(outcome.handoff_id, outcome.state or "received")
    else:
        text = planned_as(outcome.state or "received")
    if outcome.differs:
        text += "; " + Message(N_("it differs in: {fields}"), fields=", ".join(map(shown, outcome.differs))).text()
    answer = _answer(outcome.decision, "duplicate", text, outcome.needs_a_person)
    return replace(answer, differs=bool(outcome.differs))


def recorded_as(handoff_id: str, state: str) -> str:
    """What a duplicate's reason begins with."""
    return Message(N_("already recorded as {id}, now {state}"), id=handoff_id, state=Message(STATE_WORDS[state])).text()


def planned_as(state: str) -> str:
    """The same in a dry run, of a request that the file has twice."""
    text = N_("an earlier row of the file is the same request, which would be {state}")
    return Message(text, state=Message(STATE_WORDS[state])).text()


def of_faults(faults: Sequence[Fault]) -> Answer:
    """A row that cannot be a request."""
    reasons = [fault.reason for fault in faults]
    return Answer("rejected", worded(reasons), tuple(reason.code for reason in reasons), needs_a_person=True)


def remarked(answer: Answer, remarks: Sequence[Remark], called: Callable[[str], str] = field_word) -> Answer:
    """The same, with what must be said of the row's cells after it. ``called``: what a field is called."""
    said = (Message(N_("remark: {reason}"), reason=what_is_wrong(remark, called)).text() for remark in remarks)
    kinds = tuple((remark.field, remark.reason.code) for remark in remarks)
    return replace(answer, reason="; ".join(filter(None, (answer.reason, *said))), remarks=kinds)


def worded(reasons: Sequence[Reason]) -> str:
    """Reasons as one sentence a person reads."""
    return "; ".join(reason.text() for reason in reasons)


def _answer(decision: Decision, status: str, reason: str, needs_a_person: bool) -> Answer:
    advisor = decision.advisor
    return Answer(
        status,
        reason,
        tuple(reason.code for reason in decision.reasons),
        verdict(decision.location),
        decision.region_code or "",
        decision.erac_id or "",
        decision.advisor_id or "",
        advisor.name if advisor else "",
        needs_a_person,
        partnerships=decision.partnerships,
    )


def as_columns(answers: Sequence[Answer]) -> tuple[pa.StringArray, ...]:
    """SAID_COLUMNS, a row an answer."""
    return tuple(pa.array([getattr(answer, name) for answer in answers], pa.string()) for name in SAID_COLUMNS)
