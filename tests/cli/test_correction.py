"""What was held or rejected is mended where it came from and given again under its own number."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run

ROW = ("route", "--company", "Scierie des Pins", "--request-id", "INN-2026-7", "--json")


@pytest.mark.parametrize(("code", "status"), [("GIR 2B5", "rejected"), ("J0K", "held")])
def test_a_corrected_request_is_decided_anew_under_the_same_handoff(run: Run, code: str, status: str) -> None:
    first = run(*ROW, "--postal-code", code).json
    assert first["status"] == status
    again = run(*ROW, "--postal-code", code).json
    assert (again["status"], again["state"]) == ("duplicate", status)
    mended = run(*ROW, "--postal-code", "J0K 2M0")
    assert (mended.code, mended.json["status"], mended.json["corrected"]) == (0, "assigned", ["postal_code"])
    assert mended.json["handoff_id"] == first["handoff_id"]
    shown = run("show", "INN-2026-7", "--json").json
    assert [e["type"] for e in shown["events"]] == ["received", status, "corrected", "assigned"]
    assert shown["request"]["postal_code"] == "J0K 2M0"
    assert run("explain", "INN-2026-7", "--json").json["advisor"] == mended.json["advisor"]
    assert run("log", "verify").code == 0


def test_a_municipality_given_later_settles_a_held_request(run: Run) -> None:
    run(*ROW, "--postal-code", "J0K")
    planned = run(*ROW, "--postal-code", "J0K", "--municipality", "Rawdon", "--dry-run").json
    mended = run(*ROW, "--postal-code", "J0K", "--municipality", "Rawdon").json
    assert planned["status"] == mended["status"] == "assigned"
    assert planned["corrected"] == mended["corrected"] == ["municipality"]


def test_a_correction_that_settles_nothing_is_held_again_and_counts_once(run: Run) -> None:
    run(*ROW, "--postal-code", "J0K")
    for expected in ("held", "duplicate"):
        assert run(*ROW, "--postal-code", "J0K", "--need", "Séchage").json["status"] == expected


def test_what_a_correction_leaves_out_stays_as_it_was(run: Run) -> None:
    run(*ROW, "--postal-code", "J0K", "--language", "en", "--scale", "major")
    mended = run(*ROW, "--postal-code", "J0K 2M0").json
    assert mended["corrected"] == ["postal_code"]
    assert "routing.major_proposed_to_erac" in mended["reason_codes"]
    notices = run("show", "INN-2026-7", "--json").json["notices"]
    assert [n["language"] for n in notices if n["template"] == "assigned.company"] == ["en"]


def test_consent_given_later_lets_it_go(run: Run) -> None:
    run(*ROW, "--postal-code", "J0K 2M0", "--consent", "no")
    assert run(*ROW, "--postal-code", "J0K 2M0", "--consent", "yes").json["status"] == "assigned"


def test_what_does_not_speak_of_a_refused_consent_leaves_it_refused(run: Run) -> None:
    refused = run(*ROW, "--postal-code", "J0K", "--consent", "no").json
    assert refused["status"] == "held"
    again = run(*ROW, "--postal-code", "J0K").json
    assert (again["status"], again["corrected"]) == ("duplicate", [])
    mended = run(*ROW, "--postal-code", "J0K 2M0").json
    assert (mended["status"], mended["corrected"], mended["advisor"]) == ("held", ["postal_code"], None)
    consented = run(*ROW, "--postal-code", "J0K 2M0", "--consent", "yes").json
    assert (consented["status"], consented["corrected"]) == ("assigned", ["consent"])


def test_a_held_request_in_other_letters_notifies_nobody_again(run: Run) -> None:
    asked = ("route", "--request-id", "INN-2026-8", "--json")
    run(*asked, "--company", "Fromagerie du Lac", "--postal-code", "J0K", "--sector", "Agro")
    again = run(*asked, "--company", "FROMAGERIE DU LAC", "--postal-code", "j0k", "--sector", "agro").json
    assert (again["status"], again["corrected"], again["told"]) == ("duplicate", [], [])
    assert len(run("log", "--json").lines) == 2


def test_a_dry_run_lists_those_let_go_too(run: Run) -> None:
    run(*ROW, "--postal-code", "J0K")
    planned = run(*ROW, "--postal-code", "J0K 2M0", "--dry-run").json
    mended = run(*ROW, "--postal-code", "J0K 2M0").json
    assert planned["told"] == mended["told"]
    assert planned["told"][0] == "erac:erac-04"


def test_consent_withdrawn_from_what_was_passed_on_needs_a_person(run: Run) -> None:
    asked = ("route", "--company", "Scierie", "--postal-code", "J0K 2M0", "--json")
    first = run(*asked).json
    again = run(*asked, "--consent", "no")
    assert again.json["request_id"] == first["request_id"]
    assert (again.code, again.json["status"], again.json["differs"]) == (3, "duplicate", ["consent"])


def test_another_company_under_a_held_number_inherits_nothing(run: Run) -> None:
    held = ("--postal-code", "J0K", "--email", "scierie@pins.example", "--need", "Séchage")
    first = run(*ROW, *held).json
    other = ("route", "--company", "Brasserie", "--request-id", "INN-2026-7", "--json", "--postal-code", "J0K 2M0")
    again = run(*other)
    assert (again.code, again.json["status"], again.json["corrected"]) == (3, "duplicate", [])
    assert "company" in again.json["differs"]
    shown = run("show", first["handoff_id"], "--json").json
    assert (shown["state"], shown["request"]["company"]) == ("held", "Scierie des Pins")
    assert len(shown["events"]) == 2


def test_the_steps_that_settle_lead_back_to_the_same_handoff(run: Run) -> None:
    asked = ("route", "--company", "Scierie des Pins", "--postal-code", "J0K")
    panel = " ".join(run(*asked).out.replace("│", " ").split())
    number = panel[panel.index("--request-id ") :].split()[1]
    mended = run(*asked, "--municipality", "Rawdon", "--request-id", number, "--json").json
    assert (mended["handoff_id"], mended["status"], mended["state"]) == ("H-000001", "assigned", "assigned")


def test_what_is_assigned_is_never_decided_anew(run: Run) -> None:
    run(*ROW, "--postal-code", "J0K 2M0")
    again = run(*ROW, "--postal-code", "G1R 2B5").json
    assert (again["status"], again["region_code"]) == ("duplicate", "14")


def test_the_events_of_a_correction_hold_nothing_personal(run: Run) -> None:
    run(*ROW, "--postal-code", "J0K")
    changed = ("--email", "scierie@pins.example", "--language", "en", "--sector", "Bois", "--market", "FR-GES")
    run(*ROW, "--postal-code", "J0K 2M0", *changed)
    corrected = [e for e in run("log", "--json").lines if e["type"] == "corrected"]
    assert [e["payload"] for e in corrected] == [
        {
            "fields": ["email", "language", "markets", "postal_code", "sectors"],
            "values": {"language": "en"},
            "told": ["erac:erac-04"],  # it was told that the request was held, and has no part in it now
        }
    ]
