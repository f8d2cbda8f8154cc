"""A row that is decided otherwise than it was planned, in words: what was planned, what it is now, and why.

Ids and lines only: what the company wrote is never repeated here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from innoveici.batch.decide.answers import worded
from innoveici.ledger.states import STATE_WORDS
from innoveici.messages import N_, Message
from innoveici.request import REQUEST_ID

if TYPE_CHECKING:
    from innoveici.batch.decide.answers import Answer
    from innoveici.batch.decide.decided import Decided
    from innoveici.batch.decide.decider import Decider
    from innoveici.batch.planned_rows import PlannedRow
    from innoveici.ledger.recall import Recalled
    from innoveici.routing.decision import Decision

_PLANNED_AND_NOW = N_("planned: {planned}; now: {now}")
_STATUS_WORDS = {status: STATE_WORDS[status] for status in ("held", "rejected", "referred")} | {
    "duplicate": N_("already recorded"),
    "blank": N_("a blank row"),
}


def difference(decider: Decider, decided: Decided, row: int, planned: PlannedRow, recorded: Recalled | None) -> Message:
    """How the row differs, in one sentence. ``recorded``: the request of its id when it is a duplicate of one that
    was recorded before this plan is applied."""
    answer = decided.answers[decided.which[row]]
    request_id = decided.id_of(row)
    if planned.verdict and answer.verdict and planned.request_id != request_id:
        text = N_("the row was edited: it was the request {planned}, and is {now}")
        return Message(text, planned=_id(planned.request_id), now=_id(request_id))
    before = _settled(planned.status, planned.advisor_id, planned.erac_id)
    now = _settled(answer.status, answer.advisor_id, answer.erac_id)
    if before == now:
        return _detail(planned, answer)
    if answer.status == "duplicate":
        return Message(_PLANNED_AND_NOW, planned=before, now=_known(recorded))
    why = _why(decider, decided, row, planned)
    if why is None:
        return Message(_PLANNED_AND_NOW, planned=before, now=now)
    return Message(N_("planned: {planned}; now: {now} ({why})"), planned=before, now=now, why=why)


def _settled(status: str, advisor_id: str, erac_id: str) -> Message:
    if status == "assigned" and advisor_id:
        return Message(N_("assigned to {advisor}"), advisor=_id(advisor_id))
    if status == "assigned":
        return Message(N_("handed to {erac}"), erac=_id(erac_id))
    return Message(
        _STATUS_WORDS.get(status, "{status}"), **({} if status in _STATUS_WORDS else {"status": _id(status)})
    )


def _detail(planned: PlannedRow, answer: Answer) -> Message:
    for name in ("region_code", "erac_id"):
        before, now = getattr(planned, name), getattr(answer, name)
        if before != now:
            return Message(N_("{field} was {planned}, and is {now}"), field=name, planned=_id(before), now=_id(now))
    return Message(N_("the row was edited"))


def _known(recorded: Recalled | None) -> Message:
    if recorded is None:
        return Message(N_("an earlier row of the file is the same request"))
    state = Message(STATE_WORDS[recorded.state])
    return Message(N_("already recorded as {id}, now {state}"), id=recorded.handoff_id, state=state)


def _why(decider: Decider, decided: Decided, row: int, planned: PlannedRow) -> Message | str | None:
    answer = decided.answers[decided.which[row]]
    decision = _decision(decider, decided, row)
    if decision is None:
        return None
    if planned.status == "assigned" and planned.advisor_id and planned.advisor_id != answer.advisor_id:
        return _why_not(decider, decision, planned.advisor_id)
    # Reasons about the place repeat what the company wrote.
    told = [r for r in decision.reasons if r.code.startswith("routing.") or r.code == "request.no_consent"]
    return worded(told) if decision.status != "assigned" and told else None


def _why_not(decider: Decider, decision: Decision, advisor_id: str) -> Message | None:
    """Why somebody was not taken."""
    if advisor_id not in decider.desk.directory.advisors:
        return Message(N_("{advisor} is not in advisors.csv"), advisor=_id(advisor_id))
    if decision.region_code is None:
        return None
    ranked = next((ranked for ranked in decision.ranking if ranked.advisor_id == advisor_id), None)
    if ranked is None:
        text = N_("{advisor} does not serve the region {region}")
        return Message(text, advisor=advisor_id, region=decision.region_code)
    return Message(N_("{advisor}: {why}"), advisor=advisor_id, why=worded(ranked.why))


def _decision(decider: Decider, decided: Decided, row: int) -> Decision | None:
    """The row's, or one that says the same of everybody who may not serve."""
    if row in decided.stories:
        return decided.stories[row].decision
    if not decided.on_table[row]:
        return None
    (key,) = decider.keys(decided, np.array([row]))
    return decider.representative(int(key), int(decided.row[row]))


def _id(text: str) -> str:
    """What a cell of the plan says, if that can be an id: anything may have been written there."""
    return text if re.fullmatch(REQUEST_ID, text) else "–" if not text else "…"
