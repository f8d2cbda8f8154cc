"""From the queue to a closed handoff: what each step does, whom it tells, and when it is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from innoveici.casework.casework import Casework, Done
from innoveici.desk import Desk, Outcome
from innoveici.errors import DataError, Refused, UsageError
from innoveici.ledger.actor import Actor
from innoveici.ledger.ledger import Ledger
from innoveici.request import Request
from innoveici.request_reading import read_request

STAFF = Actor("person", "triage-1")


def _routed(desk: Desk, ledger: Ledger, code: str = "J0K 2M0", **fields: object) -> Outcome:
    values = {"request_id": "R-100", "company": "Fromagerie du Lac", "email": "info@fromagerie.example"} | fields
    return desk.route(Request(postal_code=code, **values), ledger)  # type: ignore[arg-type]


def _advisor(outcome: Outcome) -> Actor:
    return Actor("advisor", str(outcome.decision.advisor_id))


def _told(done: Done) -> dict[str, set[str]]:
    """By event type, the roles told."""
    said: dict[str, set[str]] = {}
    for told in done.told:
        said.setdefault(told.template.partition(".")[0], set()).add(str(told.recipient))
    return said


def test_a_day_from_assigned_to_closed(casework: Casework, desk: Desk, ledger: Ledger) -> None:
    routed = _routed(desk, ledger)
    advisor = _advisor(routed)
    assert casework.take("accept", "R-100", advisor).handoff.state == "accepted"
    assert casework.take("contact", "R-100", advisor).handoff.state == "contacted"
    closed = casework.take("close", "R-100", advisor, {"outcome": "served", "reason": "Accompagnement terminé"})
    assert closed.handoff.state == "closed"
    assert {"company:R-100", "council", "erac:erac-14"} <= _told(closed)["closed"]
    assert ledger.loads()[advisor.id].open == 0
    assert ledger.verify().ok


def test_what_is_said_in_a_reason_stays_out_of_the_events(casework: Casework, desk: Desk, ledger: Ledger) -> None:
    routed = _routed(desk, ledger)
    done = casework.take("decline", "R-100", _advisor(routed), {"reason": "Conflit avec Mme Tremblay"})
    assert all("Tremblay" not in str(event.payload) for event in done.events)
    with ledger.writing() as tx:
        recalled = tx.recall(("R-100",))["R-100"]
    assert [part.get("reason") for _event, part in recalled.with_private_parts][2] == "Conflit avec Mme Tremblay"


def test_declining_passes_it_to_the_next_nearest_and_never_back(casework: Casework, desk: Desk, ledger: Ledger) -> None:
    routed = _routed(desk, ledger)
    eligible = [ranked.advisor_id for ranked in routed.decision.ranking if ranked.eligible]
    first = casework.take("decline", "R-100", Actor("advisor", eligible[0]), {"reason": "Absent"})
    assert [event.type for event in first.events] == ["declined", "assigned"]
    assert first.handoff.advisor_id == eligible[1]
    second = casework.take("decline", "R-100", Actor("advisor", eligible[1]), {"reason": "Trop occupée"})
    assert second.handoff.advisor_id == eligible[2]
    assert second.handoff.declined_by == (eligible[0], eligible[1])
    assert {id_: load.open for id_, load in ledger.loads().items() if load.open} == {eligible[2]: 1}


def test_after_as_many_refusals_as_the_promise_allows_the_erac_has_it(
    casework: Casework, desk: Desk, ledger: Ledger
) -> None:
    handoff = casework_until_escalated(casework, _routed(desk, ledger))
    assert handoff.handoff.state == "escalated"
    assert handoff.handoff.advisor_id is None
    assert len(handoff.handoff.declined_by) == desk.directory.service.max_declines
    assert "erac:erac-14" in _told(handoff)["escalated"]


def casework_until_escalated(casework: Casework, routed: Outcome) -> Done:
    """Everybody who is asked declines."""
    advisor = routed.decision.advisor_id
    while True:
        done = casework.take("decline", "R-100", Actor("advisor", str(advisor)), {"reason": "Non"})
        if done.handoff.state != "assigned":
            return done
        advisor = done.handoff.advisor_id


def test_everyone_who_was_told_before_is_told_of_a_refusal(casework: Casework, desk: Desk, ledger: Ledger) -> None:
    routed = _routed(desk, ledger)
    done = casework.take("decline", "R-100", _advisor(routed), {"reason": "Absent"})
    told = _told(done)
    assert {str(_advisor(routed)), "erac:erac-14", "council"} == told["declined"]
    assert {"company:R-100", f"advisor:{done.handoff.advisor_id}", "erac:erac-14", "council"} == told["assigned"]


def test_a_held_request_is_settled_by_a_person(casework: Casework, desk: Desk, ledger: Ledger) -> None:
    assert _routed(desk, ledger, "J0K").status == "held"
    with pytest.raises(UsageError, match="nobody can tell whether QC-14-13 is the nearest"):
        casework.take("assign", "R-100", STAFF, {"to": "QC-14-13"})
    done = casework.take("assign", "R-100", STAFF, {"to": "QC-14-13", "reason": "Saint-Félix, au téléphone"})
    assert (done.handoff.state, done.handoff.advisor_id, done.handoff.region_code) == ("assigned", "QC-14-13", "14")
    assert {"company:R-100", "advisor:QC-14-13", "council"} <= _told(done)["assigned"]
    assert ledger.verify().ok


def test_the_municipality_settles_it_by_the_rule(casework: Casework, desk: Desk, ledger: Ledger) -> None:
    _routed(desk, ledger, "J0K")
    outcome = casework.take("correct", "R-100", STAFF, {"municipality": "Saint-Félix-de-Valois"})
    assert isinstance(outcome, Outcome)
    assert (outcome.status, outcome.decision.region_code, outcome.corrected) == ("assigned", "14", ("municipality",))


def test_what_somebody_has_in_hand_is_put_right_and_stays_there(casework: Casework, desk: Desk, ledger: Ledger) -> None:
    routed = _routed(desk, ledger)
    done = casework.take("correct", "R-100", STAFF, {"phone": "450 555-0199"})
    assert isinstance(done, Done)
    assert (done.handoff.state, done.handoff.advisor_id) == ("assigned", routed.decision.advisor_id)
    assert done.events[0].payload["fields"] == ["phone"]
    assert str(_advisor(routed)) in _told(done)["corrected"]
    assert ledger.personal("R-100")["phone"] == "450 555-0199"  # type: ignore[index]


def test_a_correction_that_says_nothing_new_or_cannot_be_is_refused(
    casework: Casework, desk: Desk, ledger: Ledger
) -> None:
    _routed(desk, ledger, "J0K")
    before = ledger.head()
    with pytest.raises(Refused, match="nothing in this differs"):
        casework.take("correct", "R-100", STAFF, {"postal_code": "j0k"})
    with pytest.raises(DataError, match="not a single e-mail address"):
        casework.take("correct", "R-100", STAFF, {"email": "a@b; c@d"})
    assert ledger.head() == before


@pytest.mark.parametrize("code", ["J0K", "J0K 2M0"])  # held, assigned
def test_a_new_postal_code_that_is_none_is_refused(casework: Casework, desk: Desk, ledger: Ledger, code: str) -> None:
    _routed(desk, ledger, code)
    before = ledger.head()
    with pytest.raises(DataError, match=r"not a postal code: .* did you mean J0K 2M0\?"):
        casework.take("correct", "R-100", STAFF, {"postal_code": "J0K 2MO"})
    assert ledger.head() == before
    casework.take("correct", "R-100", STAFF, {"postal_code": "67000", "country": "FR"})


def test_an_invalid_code_that_stays_does_not_refuse_what_else_is_corrected(
    casework: Casework, desk: Desk, ledger: Ledger
) -> None:
    _routed(desk, ledger, "GIR 2B5")
    casework.take("correct", "R-100", STAFF, {"postal_code": "GIR 2B5", "phone": "450 555-0199"})
    assert ledger.personal("R-100")["phone"] == "450 555-0199"  # type: ignore[index]


def test_reassigning_by_the_rule_or_to_a_name(casework: Casework, desk: Desk, ledger: Ledger) -> None:
    routed = _routed(desk, ledger)
    moved = casework.take("reassign", "R-100", STAFF, {"reason": "Congé de maladie"})
    assert moved.handoff.advisor_id == [r.advisor_id for r in routed.decision.ranking if r.eligible][1]
    assert {str(_advisor(routed)), f"advisor:{moved.handoff.advisor_id}"} <= _told(moved)["reassigned"]
    named = casework.take("reassign", "R-100", STAFF, {"to": "QC-01-04", "reason": "Spécialiste du bois"})
    assert (named.handoff.advisor_id, named.handoff.state) == ("QC-01-04", "assigned")
    with pytest.raises(Refused, match="in the hands of QC-01-04 already"):
        casework.take("reassign", "R-100", STAFF, {"to": "QC-01-04", "reason": "Encore"})


def test_all_of_one_advisor_move_by_the_same_rule(casework: Casework, desk: Desk, ledger: Ledger) -> None:
    first = _routed(desk, ledger)
    _routed(desk, ledger, request_id="R-101", company="Scierie des Pins")
    moved = casework.reassign_all(str(first.decision.advisor_id), STAFF, reason="Départ")
    assert len(moved.done) == 2
    assert not moved.left
    assert ledger.loads()[str(first.decision.advisor_id)].open == 0
    with pytest.raises(Refused, match="has no open handoff"):
        casework.reassign_all(str(first.decision.advisor_id), STAFF, reason="Départ")


def test_an_erac_moves_those_of_an_advisor_that_are_its_own(casework: Casework, desk: Desk, ledger: Ledger) -> None:
    holder = str(_routed(desk, ledger).decision.advisor_id)
    _routed(desk, ledger, "H2X 1Y4", request_id="R-101")
    casework.take("reassign", "R-101", STAFF, {"to": holder, "reason": "Elle dessert deux régions"})
    moved = casework.reassign_all(holder, Actor("erac", "erac-14"), reason="Départ")
    assert [done.handoff.request_id for done in moved.done] == ["R-100"]
    assert not moved.left
    with pytest.raises(Refused, match="has no open handoff"):
        casework.reassign_all(holder, Actor("erac", "erac-14"), reason="Départ")


def test_all_of_one_advisor_move_to_the_one_named_whatever_their_state(
    casework: Casework, desk: Desk, ledger: Ledger
) -> None:
    holder = str(_routed(desk, ledger).decision.advisor_id)
    for number in (101, 102, 103, 104):
        _routed(desk, ledger, request_id=f"R-{number}", company=f"Scierie {number}")
    casework.take("accept", "R-101", STAFF)
    casework.take("accept", "R-102", STAFF)
    casework.take("contact", "R-102", STAFF)
    casework.take("escalate", "R-103", STAFF, {"reason": "Projet majeur"})
    casework.take("escalate", "R-104", STAFF, {"reason": "Projet majeur"})
    casework.take("close", "R-104", STAFF, {"outcome": "served"})

    moved = casework.reassign_all(holder, STAFF, reason="Départ", to="QC-14-12")

    assert [done.handoff.request_id for done in moved.done] == ["R-100", "R-101", "R-102"]
    assert {(done.handoff.state, done.handoff.advisor_id, done.before) for done in moved.done} == {
        ("assigned", "QC-14-12", holder)
    }
    states = {id_: ledger.find(id_) for id_ in ("R-103", "R-104")}
    assert [(s.state, s.advisor_id) for s in states.values() if s] == [("escalated", None), ("closed", None)]
    assert ledger.verify().ok


def test_one_that_cannot_move_stays_and_is_named(casework: Casework, desk: Desk, ledger: Ledger) -> None:
    holder = str(_routed(desk, ledger).decision.advisor_id)
    _routed(desk, ledger, request_id="R-101", company="Scierie des Pins")
    casework.take("erase", "R-100", STAFF)

    moved = casework.reassign_all(holder, STAFF, reason="Départ", to="QC-14-12")

    assert [done.handoff.request_id for done in moved.done] == ["R-101"]
    ((stays, why),) = moved.left
    assert stays == "H-000001"
    assert "was erased" in str(why)


@pytest.mark.parametrize("to", ["NOBODY", None])
def test_nobody_moves_to_who_is_not_there_or_has_them_already(
    casework: Casework, desk: Desk, ledger: Ledger, to: str | None
) -> None:
    holder = str(_routed(desk, ledger).decision.advisor_id)
    before = ledger.head()
    with pytest.raises(UsageError, match=r"no advisor has the id|is the one whose handoffs are to go"):
        casework.reassign_all(holder, STAFF, reason="Départ", to=to or holder)
    with pytest.raises(UsageError, match="needs a reason"):
        casework.reassign_all(holder, STAFF, reason=" ", to="QC-14-12")
    assert ledger.head() == before


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"absent_from": date(2026, 11, 1), "absent_until": date(2026, 12, 1)}, "routing.absent"),
        ({"certified_until": date(2026, 11, 19)}, "routing.expired"),
        ({"capacity": 1}, "routing.full"),
        ({"certification": "in_training"}, "routing.in_training"),
    ],
)
@pytest.mark.parametrize("to", ["QC-14-12", "QC-01-04"])  # of the region, of another
def test_what_the_rule_has_against_the_one_named_is_said_and_overruled(
    desk: Desk, ledger: Ledger, change: dict[str, Any], code: str, to: str
) -> None:
    advisors = {**desk.directory.advisors, to: replace(desk.directory.advisors[to], **change)}
    changed = Desk(desk.atlas, replace(desk.directory, advisors=advisors, _by_region={}), date(2026, 11, 20))
    holder = str(_routed(changed, ledger).decision.advisor_id)
    _routed(changed, ledger, request_id="R-101", company="Scierie des Pins")

    moved = Casework(ledger, changed).reassign_all(holder, STAFF, reason="Départ", to=to)

    said = [[why.code for why in done.objections] for done in moved.done]
    assert said == ([[], [code]] if code == "routing.full" else [[code], [code]])


def test_a_dry_run_says_what_would_come_and_writes_nothing(casework: Casework, desk: Desk, ledger: Ledger) -> None:
    holder = str(_routed(desk, ledger).decision.advisor_id)
    _routed(desk, ledger, request_id="R-101", company="Scierie des Pins")
    before, loads = ledger.head(), ledger.loads()

    tried = casework.reassign_all(holder, STAFF, reason="", dry_run=True)
    one = casework.take("reassign", "R-100", STAFF, {"reason": "", "to": "QC-14-12"}, dry_run=True)

    assert (ledger.head(), ledger.loads()) == (before, loads)
    assert (one.handoff.advisor_id, one.before) == ("QC-14-12", holder)
    assert one.distance_km is not None
    assert ledger.verify().ok
    moved = casework.reassign_all(holder, STAFF, reason="Départ")
    assert [d.handoff.advisor_id for d in tried.done] == [d.handoff.advisor_id for d in moved.done]


def test_a_dry_run_counts_what_it_has_given_already(desk: Desk, ledger: Ledger) -> None:
    """Each is judged as if those before it had moved: the last place is not given twice."""
    order = [r.advisor_id for r in _routed(desk, ledger).decision.ranking if r.eligible]
    _routed(desk, ledger, request_id="R-101", company="Scierie des Pins")
    holder, second = order[:2]
    advisors = {**desk.directory.advisors, second: replace(desk.directory.advisors[second], capacity=1)}
    full = Desk(desk.atlas, replace(desk.directory, advisors=advisors, _by_region={}), date(2026, 11, 20))

    tried = Casework(ledger, full).reassign_all(holder, STAFF, reason="", dry_run=True)

    assert [done.handoff.advisor_id for done in tried.done] == [second, order[2]]


def test_closing_can_be_taken_back_to_where_it_was(casework: Casework, desk: Desk, ledger: Ledger) -> None:
    _routed(desk, ledger)
    casework.take("escalate", "R-100", STAFF, {"reason": "Projet majeur"})
    casework.take("close", "R-100", STAFF, {"outcome": "no-follow-up"})
    assert casework.take("reopen", "R-100", STAFF, {"reason": "L'entreprise a rappelé"}).handoff.state == "escalated"


def test_a_note_changes_nothing_and_tells_nobody(casework: Casework, desk: Desk, ledger: Ledger) -> None:
    _routed(desk, ledger)
    done = casework.take("note", "R-100", STAFF, {"reason": "Rappeler lundi"})
    assert done.handoff.state == "assigned"
    assert done.told == ()


def test_a_step_the_state_does_not_allow_names_those_it_does(casework: Casework, desk: Desk, ledger: Ledger) -> None:
    _routed(desk, ledger)
    with pytest.raises(Refused) as refused:
        casework.take("close", "R-100", STAFF, {"outcome": "served"})
    assert (
        "possible now: accepted, closed, corrected, declined, erased, escalated, noted, directed to who can help, "
        "reassigned, not reached" in str(refused.value.remedy)
    )


def test_a_colleagues_change_is_shown_and_nothing_is_lost(casework: Casework, desk: Desk, ledger: Ledger) -> None:
    routed = _routed(desk, ledger)
    assert routed.head is not None
    casework.take("accept", "R-100", _advisor(routed), seen_seq=routed.head.seq)
    with pytest.raises(Refused, match=r"accepted by advisor:QC-14-13\); it is now accepted"):
        casework.take("escalate", "R-100", STAFF, {"reason": "Majeur"}, seen_seq=routed.head.seq)


@pytest.mark.parametrize("by", ["advisor:QC-01-04", "erac:erac-01", "council", "company:R-100", "system"])
def test_only_those_in_charge_may_act(casework: Casework, desk: Desk, ledger: Ledger, by: str) -> None:
    _routed(desk, ledger)
    before = ledger.head()
    with pytest.raises(Refused):
        casework.take("accept", "R-100", Actor.parse(by))
    assert ledger.head() == before


@pytest.mark.parametrize("step", ["decline", "escalate", "reassign", "reopen"])
def test_what_others_must_understand_needs_a_reason(casework: Casework, desk: Desk, ledger: Ledger, step: str) -> None:
    _routed(desk, ledger)
    if step == "reopen":
        casework.take("escalate", "R-100", STAFF, {"reason": "x"})
        casework.take("close", "R-100", STAFF, {"outcome": "served"})
    with pytest.raises(UsageError, match="needs a reason"):
        casework.take(step, "R-100", STAFF, {"reason": "  "})


def test_a_request_that_may_not_be_passed_on_is_not_assigned(casework: Casework, desk: Desk, ledger: Ledger) -> None:
    _routed(desk, ledger, consent=False)
    with pytest.raises(Refused, match="did not consent"):
        casework.take("assign", "R-100", STAFF, {"to": "QC-14-13", "reason": "Tout de même"})


def test_after_erasure_a_refusal_goes_to_the_erac(casework: Casework, desk: Desk, ledger: Ledger) -> None:
    routed = _routed(desk, ledger)
    with ledger.writing() as tx:
        tx.erase("R-100", actor=STAFF)
    done = casework.take("decline", "R-100", _advisor(routed), {"reason": "Effacée"})
    assert done.handoff.state == "escalated"


def _states(ledger: Ledger, recipient: str = "company:R-100") -> list[str]:
    return [posted.notice.state for posted in ledger.outbox(recipient=recipient)]


def _undeliver(ledger: Ledger, state: str) -> None:
    """As a mail server or a bounce would have it."""
    with ledger._engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(f"UPDATE notices SET state = '{state}' WHERE recipient = 'company:R-100'")


@pytest.mark.parametrize("was", ["no_address", "bounced", "failed"])
@pytest.mark.parametrize("closed", [False, True])
def test_what_did_not_reach_the_company_goes_to_its_corrected_address(
    casework: Casework, desk: Desk, ledger: Ledger, was: str, *, closed: bool
) -> None:
    routed = _routed(desk, ledger, email="" if was == "no_address" else "inof@fromagerie.example")
    if closed:
        casework.take("accept", "R-100", _advisor(routed))
        casework.take("contact", "R-100", _advisor(routed))
        casework.take("close", "R-100", STAFF, {"outcome": "served"})
    if was != "no_address":
        _undeliver(ledger, was)
    letters = _states(ledger)
    assert set(letters) == {was}
    done = casework.take("correct", "R-100", STAFF, {"email": "info@fromagerie.example"})
    assert isinstance(done, Done)
    assert _states(ledger) == ["queued"] * len(letters)
    assert [event.type for event in done.events] == ["corrected", "noted"]
    assert (done.events[1].payload["outbox"], len(done.events[1].payload["notices"])) == ("retry", len(letters))
    assert done.handoff == ledger.find("R-100")
    assert "fromagerie.example" not in str([event.payload for event in done.events])
    assert ledger.verify().ok


def test_a_correction_of_something_else_sends_no_letter_again(casework: Casework, desk: Desk, ledger: Ledger) -> None:
    _routed(desk, ledger, email="")
    done = casework.take("correct", "R-100", STAFF, {"phone": "450 555-0199", "contact_name": "Camille Roy"})
    assert isinstance(done, Done)
    assert [event.type for event in done.events] == ["corrected"]
    assert _states(ledger) == ["no_address"]
    _undeliver(ledger, "sent")
    casework.take("correct", "R-100", STAFF, {"email": "info@fromagerie.example"})
    assert _states(ledger) == ["sent"]  # what has arrived is not sent twice


@pytest.mark.parametrize(
    "given", [{"email": "info@"}, {"email": "à venir"}, {"phone": "12"}, {"country": "Québec du Nord"}]
)
def test_what_a_person_types_wrong_is_refused_and_never_dropped(
    casework: Casework, desk: Desk, ledger: Ledger, given: dict[str, str]
) -> None:
    _routed(desk, ledger)
    before = ledger.head()
    with pytest.raises(DataError):
        casework.take("correct", "R-100", STAFF, given)
    assert ledger.head() == before


def test_the_country_settles_a_request_that_was_held_for_it(casework: Casework, desk: Desk, ledger: Ledger) -> None:
    held = _routed(desk, ledger, "67000", sectors=("intelligence artificielle",), markets=("CA-QC",))
    assert held.status == "held"
    outcome = casework.take("correct", "R-100", STAFF, {"country": "FR"})
    assert isinstance(outcome, Outcome)
    assert (outcome.status, outcome.corrected) == ("referred", ("country",))


def test_a_held_request_from_outside_is_closed_as_such_and_can_be_reopened(
    casework: Casework, desk: Desk, ledger: Ledger
) -> None:
    _routed(desk, ledger, "M5V 2T6")
    done = casework.take("close", "R-100", STAFF, {"outcome": "outside"})
    assert (done.handoff.state, done.events[0].payload["outcome"]) == ("closed", "outside")
    assert "company:R-100" in _told(done)["closed"]
    assert casework.take("reopen", "R-100", STAFF, {"reason": "A une usine à Gatineau"}).handoff.state == "held"


def _read(desk: Desk, ledger: Ledger, **fields: str) -> Outcome:
    request = read_request({"request_id": "R-100", "company": "Fromagerie du Lac"} | fields, desk.reading(lenient=True))
    assert isinstance(request, Request)
    return desk.route(request, ledger)


def test_a_consent_that_is_neither_yes_nor_no_holds_until_somebody_says_which(
    casework: Casework, desk: Desk, ledger: Ledger
) -> None:
    held = _read(desk, ledger, postal_code="J0K 2M0", consent="à confirmer")
    assert (held.status, held.decision.reasons[0].code) == ("held", "request.consent_unclear")
    with pytest.raises(Refused, match="did not consent"):
        casework.take("assign", "R-100", STAFF, {"to": "QC-14-13", "reason": "x"})
    outcome = casework.take("correct", "R-100", STAFF, {"consent": "yes"})
    assert isinstance(outcome, Outcome)
    assert (outcome.status, outcome.request.consent, outcome.request.remarks) == ("assigned", True, ())
    assert ledger.verify().ok


def test_an_address_that_was_none_is_put_right_in_an_assigned_request(
    casework: Casework, desk: Desk, ledger: Ledger
) -> None:
    routed = _read(desk, ledger, postal_code="J0K 2M0", email="à venir", phone="12")
    assert routed.status == "assigned"
    assert {str(t.recipient): t.state for t in routed.told}["company:R-100"] == "no_address"
    done = casework.take("correct", "R-100", STAFF, {"email": "info@fromagerie.example"})
    assert isinstance(done, Done)
    personal = ledger.personal("R-100") or {}
    assert (personal["email"], [r["field"] for r in personal["remarks"]]) == ("info@fromagerie.example", ["phone"])
    casework.take("correct", "R-100", STAFF, {"phone": ""})
    assert (ledger.personal("R-100") or {})["remarks"] == []
    with pytest.raises(Refused, match="nothing in this differs"):
        casework.take("correct", "R-100", STAFF, {"phone": ""})


def test_a_wrong_municipality_is_taken_away(casework: Casework, desk: Desk, ledger: Ledger) -> None:
    assert _read(desk, ledger, postal_code="J0K 2M0", municipality="Gaspé").status == "held"
    outcome = casework.take("correct", "R-100", STAFF, {"municipality": ""})
    assert isinstance(outcome, Outcome)
    assert (outcome.status, outcome.request.municipality) == ("assigned", "")


def test_fed_again_with_the_wrong_cell_empty_it_is_decided_anew(desk: Desk, ledger: Ledger) -> None:
    assert _read(desk, ledger, postal_code="J0K 2M0", municipality="Gaspé").status == "held"
    assert _read(desk, ledger, postal_code="J0K 2M0").status == "duplicate"  # no such column: nothing is said of it
    again = _read(desk, ledger, postal_code="J0K 2M0", municipality=" ")
    assert (again.status, again.corrected) == ("assigned", ("municipality",))


def test_a_municipality_alone_is_enough_where_it_is_in_one_region(desk: Desk, ledger: Ledger) -> None:
    routed = _read(desk, ledger, municipality="Saint-Félix-de-Valois")
    assert (routed.status, routed.decision.region_code) == ("assigned", "14")
    assert ledger.decision("R-100")[0]["location"]["verdict"] == "area"
    assert ledger.verify().ok
