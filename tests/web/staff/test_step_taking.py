"""Every step that the table gives an ERAC is taken by its page; two on one handoff see each other."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from innoveici.request import Request
from innoveici.steps import STEPS
from tests.web.conftest import DOUBTFUL, JOLIETTE, Web
from tests.web.staff.conftest import LUCIE, MARC, Colleague, later, seen_in

STEPS_BEFORE: dict[str, tuple[tuple[str, dict[str, str]], ...]] = {
    "contact": (("accept", {}),),
    "close": (("accept", {}),),
    "reopen": (("accept", {}), ("close", {"outcome": "served"})),
}
"""What brings a request of Lanaudière to where the step is offered."""
GIVEN: dict[str, dict[str, str]] = {
    "decline": {"reason": "Complet", "reason_code": "capacity"},
    "escalate": {"reason": "Un grand projet"},
    "reassign": {"reason": "Congé", "to": ""},
    "orient": {"entry.centre-fromager": "1"},
    "close": {"outcome": "served"},
    "reopen": {"reason": "Elle a rappelé"},
    "note": {"reason": "Une visite en janvier"},
    "correct": {"phone": "450 555-0199"},
    "undo": {"last": "accepted"},
}
FOR_ERACS = [name for name, row in STEPS.items() if "erac" in row.right and name not in ("assign", "refer")]


@pytest.mark.parametrize("step", FOR_ERACS)
def test_each_step_is_taken_and_says_by_whom(lucie: Colleague, staffed: Web, step: str) -> None:
    id_ = staffed.route(JOLIETTE)
    for before, given in STEPS_BEFORE.get(step, (("accept", {}),) if step == "undo" else ()):
        assert lucie.take(before, id_, **given) == 303
    page = lucie.get(lucie.case(id_))
    offered = f'data-step="{step}"' in page or f'/{"choose" if step == "reassign" else step}"' in page
    assert offered
    assert lucie.take(step, id_, **GIVEN.get(step, {})) == 303
    assert lucie.answer.headers["location"] == f"{lucie.case(id_)}?done={step}"
    done = lucie.get(lucie.answer.headers["location"])
    assert 'role="status"' in done
    event = next(e for e in reversed(staffed.ledger.show(id_).events) if e.type == STEPS[step].event)  # type: ignore[index]
    assert event.actor == "erac:erac-14"
    assert (event.payload["via"], event.payload["staff"]) == ("page", "lucie")
    assert "ERAC de Lanaudière (lucie)" in done
    assert not [text for text in (GIVEN.get(step, {}).get("reason"), "555-0199") if text and text in str(event.payload)]


def test_what_a_step_needs_is_said_and_nothing_typed_is_lost(lucie: Colleague, staffed: Web) -> None:
    id_ = staffed.route(JOLIETTE)
    assert lucie.take("decline", id_, reason_code="skills") == 422
    assert "this step needs a reason" in lucie.answer.text
    assert '<option value="skills" selected>' in lucie.answer.text
    assert lucie.take("correct", id_, email="no address", need="Première ligne\nDeuxième ligne") == 422
    assert 'value="no address"' in lucie.answer.text
    assert "Première ligne\nDeuxième ligne</textarea>" in lucie.answer.text
    assert lucie.take("close", id_, outcome="served", reason="Presque fini") == 409
    assert staffed.events(id_) == ["received", "assigned"]


def test_the_second_of_two_sees_who_did_what_and_when_and_loses_no_word(lucie: Colleague, staffed: Web) -> None:
    id_ = staffed.route(JOLIETTE)
    colleague = Colleague(staffed, LUCIE, "erac-14")
    seen = seen_in(lucie.get(lucie.case(id_)))
    later(staffed, minutes=7)
    assert colleague.take("accept", id_) == 303
    assert lucie.take("escalate", id_, seen, reason="Trop gros pour une personne") == 409
    text = lucie.answer.text
    assert "2026-11-20 09:37 – accepted – ERAC de Lanaudière (lucie)" in text
    assert staffed.events(id_)[-1] == "accepted"
    assert "Trop gros pour une personne" in text
    later_seen = seen_in(text)
    assert later_seen != seen
    assert lucie.take("escalate", id_, later_seen, reason="Trop gros pour une personne") == 303


def test_of_two_who_settle_one_the_second_keeps_what_was_typed(staffed: Web) -> None:
    id_ = staffed.route(DOUBTFUL)
    east, west = Colleague(staffed, MARC, "erac-11"), Colleague(staffed, MARC, "erac-01")
    page = east.get(f"{east.case(id_)}/choose")
    assert west.take("assign", id_, to="QC-01-02", reason="Par téléphone") == 303
    assert east.take("assign", id_, seen_in(page), to="QC-11-01", reason="La plus près du chemin") == 409
    assert "Somebody took a step after you had opened this page" in east.answer.text
    assert "QC-11-01" not in staffed.advisor(id_)


def test_undo_within_the_grace_and_taking_back_after_it(lucie: Colleague, staffed: Web) -> None:
    id_ = staffed.route(JOLIETTE)
    assert lucie.take("accept", id_) == 303
    page = lucie.get(lucie.case(id_))
    assert "Nobody has been told yet of the last step: accepted" in page
    later(staffed, minutes=5)
    page = lucie.get(lucie.case(id_))
    assert "Nobody has been told yet" not in page
    assert "Take the last step back: accepted" in page
    assert lucie.take("undo", id_, last="accepted", reason="Mauvais dossier") == 303
    state = staffed.ledger.find(id_)
    assert state
    assert state.state == "assigned"
    assert 'data-step="undo"' not in lucie.get(lucie.case(id_))  # nothing more to take back


def test_an_advisors_step_is_taken_back_by_the_erac(lucie: Colleague, staffed: Web) -> None:
    id_ = staffed.route(JOLIETTE)
    assert lucie.take("note", id_, reason="x") == 303
    staffed.take("accept", id_, staffed.advisor(id_))
    assert lucie.take("undo", id_, last="noted") == 409
    assert lucie.take("undo", id_, last="accepted") == 303
    assert staffed.events(id_)[-1] == "undone"


def test_a_held_request_is_settled_by_where_it_is(staffed: Web) -> None:
    id_ = staffed.route(DOUBTFUL)
    marc = Colleague(staffed, MARC, "erac-01")
    page = marc.get(f"{marc.case(id_)}/choose")
    assert 'value="Causapscal"' in page
    assert "<svg" in page
    assert marc.take("correct", id_, place="other", municipality="Nulle part", postal_code="G0J 4A0") == 303
    assert staffed.events(id_)[-2:] == ["corrected", "held"]  # no place of that name
    assert marc.take("correct", id_, place="Causapscal", municipality="", postal_code="G0J 4A0") == 303
    state = staffed.ledger.find(id_)
    assert state
    assert (state.state, state.erac_id) == ("assigned", "erac-01")


def test_a_held_request_is_settled_by_choosing_an_advisor(staffed: Web) -> None:
    id_ = staffed.route(DOUBTFUL)
    marc = Colleague(staffed, MARC, "erac-11")
    assert marc.take("assign", id_, to="QC-11-01") == 422  # nobody can tell who is the nearest
    assert re.search(r'value="QC-11-01" checked', marc.answer.text)
    assert marc.take("assign", id_, to="other", other="", reason="x") == 422
    assert marc.take("assign", id_, to="other", other="QC-03-01", reason="La seule disponible") == 303
    assert staffed.advisor(id_) == "advisor:QC-03-01"


def test_one_that_is_placed_is_given_to_the_nearest_without_a_word_and_to_others_with_one(
    lucie: Colleague, staffed: Web
) -> None:
    id_ = staffed.route(JOLIETTE)
    page = lucie.get(f"{lucie.case(id_)}/choose")
    nearest = re.search(r'value="(QC-14-\d+)"[^>]*>\s*<span><span class="no">1</span>', page)
    assert nearest
    assert lucie.take("reassign", id_, to=nearest[1]) == 422  # a reason, always
    assert lucie.take("reassign", id_, to=nearest[1], reason="Congé") == 303
    assert staffed.advisor(id_) == f"advisor:{nearest[1]}"
    assert nearest[1] not in re.findall(r'name="to" value="([^"]+)"', lucie.get(f"{lucie.case(id_)}/choose"))


def test_a_field_is_emptied_and_one_that_stays_is_not_touched(lucie: Colleague, staffed: Web) -> None:
    request = Request("W-4", "Miel (exemple)", "J0K 2M0", need="Un\nDeux", email="a@b.example", phone="450 555-0155")
    id_ = staffed.route(request)
    page = lucie.get(lucie.case(id_))
    need = re.search(r'name="need"[^>]*>([^<]*)</textarea>', page)
    assert need
    fields = {"need": need[1], "email": "a@b.example", "scale": "standard", "country": "CA", "municipality": ""}
    assert lucie.take("correct", id_, **fields, postal_code="J0K 2M0", contact_name="", phone="450 555-0155") == 409
    assert "nothing in this differs" in lucie.answer.text
    assert lucie.take("correct", id_, **fields, postal_code="J0K 2M0", contact_name="", phone="") == 303
    assert staffed.ledger.show(id_).events[-1].payload["fields"] == ["phone"]
    known = staffed.ledger.recall(("W-4",))["W-4"].known
    assert not known.get("phone")
    assert known["need"] == "Un\nDeux"


def test_erasing_asks_first_and_leaves_nothing(lucie: Colleague, staffed: Web) -> None:
    id_ = staffed.route(JOLIETTE)
    asked = lucie.get(f"{lucie.case(id_)}/erase")
    assert "What is erased cannot be had back" in asked
    assert staffed.events(id_) == ["received", "assigned"]
    assert lucie.take("erase", id_) == 303
    page = lucie.get(lucie.case(id_))
    assert not [words for words in ("Fromagerie", "direction@", "affinage", "J0K 2M0") if words in page]
    assert lucie.client.get(f"{lucie.case(id_)}/erase").status_code == 303
    assert lucie.client.get(f"{lucie.case(id_)}/choose").status_code == 303
    assert lucie.take("erase", id_) == 409


def test_a_whole_story_is_told_with_what_was_said_and_how_letters_arrived(lucie: Colleague, staffed: Web) -> None:
    id_ = staffed.route(JOLIETTE)
    staffed.take("decline", id_, staffed.advisor(id_), reason="Complet ce mois-ci (exemple)")
    page = lucie.get(lucie.case(id_))
    assert "Complet ce mois-ci (exemple)" in page
    assert "waiting to be sent" in page
    for heading in ("Why it was decided so", "Who could take it", "What happened", "Who knows what of it"):
        assert heading in page
    assert "the nearest of the eligible advisors" in page
    assert page.index("declined") < page.index("assigned: ", page.index("declined"))


def test_a_late_page_still_says_until_when(lucie: Colleague, staffed: Web) -> None:
    id_ = staffed.route(JOLIETTE)
    staffed.now += timedelta(days=11)
    lucie = Colleague(staffed, LUCIE, "erac-14")
    assert "overdue since November\u00a030, 2026" in lucie.get(lucie.case(id_))
