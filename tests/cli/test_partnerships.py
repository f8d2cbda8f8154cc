"""Partnerships at the terminal; a request for a partner without an address waits until somebody hands it over."""

from __future__ import annotations

from tests.cli.conftest import Run

ALSACE = (
    "--company", "Brasserie (exemple)", "--postal-code", "67000", "--country", "FR", "--market", "CA-QC",
    "--request-id", "R-FR", "--email", "b@brasserie.example",
)  # fmt: skip
BY = ("--by", "person:triage-1")


def test_they_are_listed_those_in_force_first(run: Run) -> None:
    found = run("partnerships", "list", "--json").lines

    assert [one["state"] for one in found] == ["in_force"] * 5 + ["announced"] * 2
    assert "grand-enov-agtech" in run("partnerships", "list").out.splitlines()[-2]


def test_one_is_shown_from_both_sides(run: Run) -> None:
    said = run("partnerships", "show", "carnot-prima-cribiq").out

    assert "in force since 2023" in said
    assert "https://prima.ca" in said
    assert "Un consortium mixte" in said
    assert run("partnerships", "show", "carnot").code == 2


def test_those_that_fit_a_request_are_named(run: Run) -> None:
    run("route", "--company", "Lac", "--postal-code", "J0K 2M0", "--request-id", "R-1",
        "--need", "Partenaire français en matériaux avancés")  # fmt: skip

    assert [one["id"] for one in run("partnerships", "for", "R-1", "--json").lines] == ["carnot-prima-cribiq"]
    run("route", "--company", "Lac", "--postal-code", "J0K 2M0", "--request-id", "R-2")
    assert "no partnership fits" in run("partnerships", "for", "R-2").err


def test_what_must_be_handed_over_waits_in_the_queue_until_it_was(run: Run) -> None:
    routed = run("route", *ALSACE)
    assert "innoveici refer" in routed.out + routed.err
    (waiting,) = run("queue", "--json").lines
    assert (waiting["state"], waiting["request_id"]) == ("referred", "R-FR")
    assert run("partnerships", "show", "hub-grand-est", "--json").json["asked_this_year"] == 1

    done = run("refer", "R-FR", *BY, "--json").json
    assert done["events"][0]["type"] == "handed_over"
    assert done["state"] == "referred"
    assert "company:R-FR" in done["told"]
    assert not run("queue", "--json").lines

    run("undo", "R-FR", *BY)
    assert [line["request_id"] for line in run("queue", "--json").lines] == ["R-FR"]


def test_what_a_partner_was_written_is_not_in_the_queue(run: Run) -> None:
    run("route", "--company", "Lac", "--postal-code", "J0K 2M0", "--request-id", "R-1")

    assert run("refer", "R-1", *BY).code == 1
    assert [line["state"] for line in run("queue", "--json").lines] == ["assigned"]
