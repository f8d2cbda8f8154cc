"""Who takes a request on next: by the rule after a refusal, by a person's choice otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from innoveici.casework.case import Case
from innoveici.directory.model import Advisor, Directory
from innoveici.errors import Refused, UsageError
from innoveici.ledger.audience import who_hears, with_those_before
from innoveici.ledger.entry import Step
from innoveici.messages import N_, Message
from innoveici.reasons import Reason
from innoveici.routing.appointing import appoint, nearest_of, objections
from innoveici.routing.decision import Decision, Load
from innoveici.steps import EventType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from innoveici.desk import Desk
    from innoveici.ledger.writing import Transaction
    from innoveici.request import Request


class Chosen(NamedTuple):
    """A step that gives a handoff to somebody. ``objections``: what the rule had against whom a person chose."""

    step: Step
    decision: Decision
    objections: tuple[Reason, ...] = ()


def after_declining(case: Case, desk: Desk, tx: Transaction) -> Step:
    """The next nearest eligible advisor, never one who declined; else, or after too many refusals, the ERAC."""
    declined = frozenset({*case.state.declined_by, *filter(None, (case.state.advisor_id,))})
    request = case.request
    if request is not None and len(declined) < desk.directory.service.max_declines:
        decision = desk.decide(request, _released(case, tx.loads()), declined)
        if decision.status == "assigned" and decision.advisor_id is not None:
            return _decided("assigned", case, request, decision, desk, tx, None)
    return case.step("escalated", desk.directory, payload={"declined_by": sorted(declined)})


def assigned_to(case: Case, advisor_id: str, reason: str, desk: Desk, tx: Transaction) -> Chosen:
    """A held request goes to the advisor that a person chose."""
    request = _request_of(case)
    loads, declined = tx.loads(), frozenset(case.state.declined_by)
    decision = desk.decide(request, loads, declined)
    advisor = known_advisor(advisor_id, desk.directory)
    if request.consent is False:
        raise Refused(
            Message(N_("the company did not consent to its request being passed on")),
            Message(N_("once it does: innoveici correct {id} --consent yes"), id=case.state.handoff_id),
        )
    nearest = nearest_of(decision)
    if not reason.strip() and (nearest is None or nearest.advisor_id != advisor.id):
        raise _not_the_nearest(advisor, nearest.advisor_id if nearest else None)
    appointed = appoint(decision, advisor, desk.directory)
    against = objections(desk.directory, advisor, desk.router.day, loads.get(advisor.id), declined)
    return Chosen(_decided("assigned", case, request, appointed, desk, tx, reason), appointed, against)


def reassigned_to(case: Case, advisor_id: str | None, reason: str, desk: Desk, tx: Transaction) -> Chosen:
    """To the advisor a person chose, or without one to the next by the rule, who is not the one who has it."""
    request = _request_of(case)
    passed_over = frozenset({*case.state.declined_by, *filter(None, (case.state.advisor_id,))})
    loads = _released(case, tx.loads())
    decision = desk.decide(request, loads, passed_over)
    if advisor_id is None:
        if decision.status != "assigned" or decision.advisor_id is None:
            raise Refused(
                Message(N_("nobody else is eligible for {id}"), id=case.state.handoff_id),
                Message(N_("choose somebody with --to ADVISOR, or hand it to the ERAC with `innoveici escalate`")),
            )
        return Chosen(_decided("reassigned", case, request, decision, desk, tx, reason), decision)
    advisor = known_advisor(advisor_id, desk.directory)
    if advisor.id == case.state.advisor_id:
        raise Refused(
            Message(N_("{id} is in the hands of {advisor} already"), id=case.state.handoff_id, advisor=advisor.id),
            Message(N_("name somebody else with --to")),
        )
    appointed = appoint(decision, advisor, desk.directory)
    declined = frozenset(case.state.declined_by)
    against = objections(desk.directory, advisor, desk.router.day, loads.get(advisor.id), declined)
    return Chosen(_decided("reassigned", case, request, appointed, desk, tx, reason), appointed, against)


def _decided(
    type_: EventType,
    case: Case,
    request: Request,
    decision: Decision,
    desk: Desk,
    tx: Transaction,
    reason: str | None,
) -> Step:
    entry = desk.entry(request, decision)
    payload = tx.outcome(entry)
    private: dict[str, Any] = dict(entry.private) | ({"reason": reason} if reason else {})
    before = case.told_before
    if type_ == "assigned":  # advisors who let it go were told so; only in a reassignment do they hear who follows
        before = tuple(contact for contact in before if contact.actor.role != "advisor")
    told = who_hears(type_, with_those_before(entry.contacts, before))
    return Step(type_, payload, private, told)


def _released(case: Case, loads: Mapping[str, Load]) -> Mapping[str, Load]:
    """``loads`` as they are once the one who has it has let it go."""
    holder = case.state.holder
    if holder is None or holder not in loads:
        return loads
    load = loads[holder]
    return {**loads, holder: Load(load.open - 1, load.last_assigned)}


def _request_of(case: Case) -> Request:
    request = case.request
    if request is None:
        raise Refused(
            Message(
                N_("the personal data of {id} was erased: nobody could be asked to take it"), id=case.state.handoff_id
            )
        )
    return request


def known_advisor(advisor_id: str, directory: Directory) -> Advisor:
    """:raises UsageError: nobody has this id."""
    advisor = directory.advisors.get(advisor_id)
    if advisor is None:
        raise UsageError(
            Message(N_("no advisor has the id “{id}”"), id=advisor_id),
            Message(N_("see them with `innoveici advisors list`")),
        )
    return advisor


def _not_the_nearest(advisor: Advisor, nearest: str | None) -> UsageError:
    remedy = Message(N_("add --reason TEXT to say why"))
    if nearest is None:
        return UsageError(Message(N_("nobody can tell whether {advisor} is the nearest"), advisor=advisor.id), remedy)
    return UsageError(
        Message(N_("{advisor} is not the nearest: {nearest} is"), advisor=advisor.id, nearest=nearest), remedy
    )
