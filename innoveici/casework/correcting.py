"""A person gives what was missing or wrong: a held or rejected request is decided anew, any other is put right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from innoveici.casework.case import Case
from innoveici.errors import DataError, Refused
from innoveici.ledger.audience import who_hears
from innoveici.ledger.content import differences
from innoveici.ledger.entry import Step
from innoveici.ledger.states import CORRECTABLE
from innoveici.messages import N_, Message
from innoveici.postal import InvalidCode, parse
from innoveici.reasons import Reason
from innoveici.request import PERSONAL_FIELDS, Request
from innoveici.request_reading import read_request

if TYPE_CHECKING:
    from innoveici.desk import Desk, Outcome
    from innoveici.ledger.actor import Actor
    from innoveici.ledger.writing import Transaction


def decided_anew(case: Case, given: Mapping[str, Any], actor: Actor, desk: Desk, tx: Transaction) -> Outcome:
    """A held or rejected request, corrected: it goes on as ``route`` would take it.

    :raises Refused: nothing differs, or it was erased. :raises DataError: a field that cannot be what it is.
    """
    outcome = desk.record_known(_with(case, given, desk), case.recalled, tx, actor=actor)
    if outcome.status == "duplicate":
        raise _nothing_new(case)
    return outcome


def put_right(case: Case, given: Mapping[str, Any], desk: Desk) -> Step:
    """What is in somebody's hands stays there: they are told what changed. Raises as :func:`decided_anew`."""
    request = _with(case, given, desk)
    changed = differences(request, case.recalled.known, emptied=True)
    if not changed:
        raise _nothing_new(case)
    payload = {
        "fields": sorted(changed),
        "values": {k: v for k, v in changed.items() if k not in PERSONAL_FIELDS},
    }
    personal = {k: v for k, v in changed.items() if k in PERSONAL_FIELDS}
    return Step("corrected", payload, personal, who_hears("corrected", case.contacts(desk.directory)))


def is_decided_anew(case: Case) -> bool:
    """Nobody has it in hand."""
    return case.state.state in CORRECTABLE


def _with(case: Case, given: Mapping[str, Any], desk: Desk) -> Request:
    """The fields given, with those that every request has; what is left out says nothing and stays as it was."""
    known = case.recalled.known
    if case.recalled.personal is None:
        raise Refused(
            Message(N_("the personal data of {id} was erased: nothing can be corrected"), id=case.state.handoff_id)
        )
    base = {name: known[name] for name in ("company", "postal_code", "municipality", "country") if known.get(name)}
    request = read_request({**base, **given, "request_id": case.state.request_id}, desk.reading(lenient=False))
    if isinstance(request, Request):
        request = replace(request, said=frozenset(given))
        if request.postal_code != known.get("postal_code", "") and request.postal_code:
            _check_postal_code(request)
        return request
    reasons = [fault.reason for fault in request]
    raise DataError(
        Message("{faults}", faults=_together(reasons)), Message(N_("nothing was changed; correct it and try again"))
    )


def _check_postal_code(request: Request) -> None:
    """A person who corrects can be asked again; what a company wrote is recorded as it is."""
    code = parse(request.postal_code, request.country)
    if isinstance(code, InvalidCode):
        raise DataError(
            Message(N_("not a postal code: {reason}"), reason=code.reason.message),
            Message(N_("nothing was changed; correct it and try again")),
        )


def _together(reasons: list[Reason]) -> Message:
    separated = "; ".join(f"{{reason{i}}}" for i in range(len(reasons)))
    return Message(separated, **{f"reason{i}": reason.message for i, reason in enumerate(reasons)})


def _nothing_new(case: Case) -> Refused:
    return Refused(
        Message(N_("nothing in this differs from what is recorded of {id}"), id=case.state.handoff_id),
        Message(N_("see it with `innoveici show {id}`"), id=case.state.handoff_id),
    )
