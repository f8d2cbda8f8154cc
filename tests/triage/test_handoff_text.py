"""The right side shows what the ledger knows of one handoff, safely, and says what was erased."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console, RenderableType

from innoveici.casework.casework import Casework
from innoveici.ledger import open_ledger
from innoveici.ledger.ledger import Ledger
from innoveici.messages import speaking
from innoveici.region_points import NUMBERED
from innoveici.request import Request
from innoveici.triage import handoff_text as about
from innoveici.triage.backend import Backend, Details
from innoveici.triage.handoff_text import timeline, who_was_told
from tests.casework.conftest import NOW, shipped_desk
from tests.triage.conftest import AWAY, Files
from tests.triage.screens import LUCIE

DAIRY = Request("R-1", "Fromagerie du Lac", "J0K 2M0", need="Affinage", email="info@fromagerie.example")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with speaking("en"):
        yield


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """An empty one."""
    with open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}", clock=lambda: NOW, create=True) as opened:
        yield opened


@pytest.fixture
def casework(ledger: Ledger) -> Casework:
    return Casework(ledger, shipped_desk())


def seen(ledger: Ledger, handoff_id: str) -> Details:
    return Backend(lambda: ledger, shipped_desk).details(handoff_id)


def route(ledger: Ledger, request: Request) -> str:
    return shipped_desk().route(request, ledger).handoff_id or ""


def printed(*parts: RenderableType | None, width: int = 100) -> str:
    said = io.StringIO()
    Console(file=said, width=width, color_system=None).print(*filter(None, parts))
    return said.getvalue()


def everything(details: Details, width: int = 100) -> str:
    return printed(
        about.heading(details), about.facts(details), about.why(details), about.ranking(details, NUMBERED),
        timeline(details), who_was_told(details), width=width,
    )  # fmt: skip


def test_an_assigned_request_with_its_candidates(ledger: Ledger) -> None:
    details = seen(ledger, route(ledger, DAIRY))
    said = everything(details)
    for words in (
        "H-000001 · R-1 · assigned",
        "Affinage",
        "info@fromagerie.example",
        "14 Lanaudière",
        "within 2.0\xa0km",
    ):
        assert words in said
    assert "▸1 Conseiller en innovation – Saint-Félix-de-Valois" in said
    assert " 9 Conseill" in said
    assert "11 more: innoveici explain H-000001" in said or "12 more: innoveici explain H-000001" in said
    assert "the nearest of the eligible advisors" in said
    assert "waiting to be sent: the company, the advisor (QC-14-13)" in said


def test_candidates_have_the_numbers_of_the_map_and_their_direction(ledger: Ledger) -> None:
    details = seen(ledger, route(ledger, DAIRY))
    shown, decision = details.map, details.decision
    assert shown is not None
    assert decision is not None
    assert [mark.label for mark in shown.marks] == [str(n) for n in range(1, NUMBERED + 1)]
    assert [mark.point for mark in shown.marks] == [shown.offices[r.advisor_id] for r in decision.ranking[:NUMBERED]]
    second = next(line for line in printed(about.ranking(details, NUMBERED)).splitlines() if line.startswith(" 2"))
    assert second.split()[-1] == "NW"  # Saint-Jean-de-Matha


def test_whoever_has_it_is_shown_wherever_they_stand(ledger: Ledger, casework: Casework) -> None:
    id_ = route(ledger, DAIRY)
    decision = seen(ledger, id_).decision
    assert decision is not None
    last = [ranked.advisor_id for ranked in decision.ranking if ranked.eligible][-1]
    casework.take("reassign", id_, LUCIE, {"to": last, "reason": "Knows the trade"})
    table = printed(about.ranking(seen(ledger, id_), 3))
    assert "▸" in table
    assert last in table


@pytest.mark.parametrize(("columns", "words"), AWAY)
def test_who_cannot_look_after_it_is_marked_where_they_are_named(
    ledger: Ledger, casework: Casework, files: Files, columns: dict[str, str] | None, words: str
) -> None:
    backend = Backend(lambda: ledger, files.desk)
    id_ = route(ledger, DAIRY)
    assert "!" not in printed(about.facts(backend.details(id_)))
    files.say("QC-14-13", columns)
    facts = [line.strip() for line in printed(about.facts(backend.details(id_))).splitlines()]
    named = next(at for at, line in enumerate(facts) if line.startswith("Advisor") and line.endswith("· QC-14-13"))
    assert facts[named + 1] == f"! {words}"
    casework.take("escalate", id_, LUCIE, {"reason": "Away"})
    assert "!" not in printed(about.facts(backend.details(id_)))  # it is with the ERAC


def test_a_held_request_says_why_and_what_settles_it(ledger: Ledger) -> None:
    details = seen(ledger, route(ledger, Request("R-2", "Scierie", "J0K")))
    assert about.waits_for_a_person(details)
    said = everything(details)
    assert "the area J0K lies in several regions: 04, 14" in said
    assert "→ ask the company for its municipality, and correct the request with it" in said
    assert details.map is not None
    assert details.map.company is None
    assert {mark.label for mark in details.map.marks} == {"04", "14"}


@pytest.mark.parametrize(
    ("request_", "settled"),
    [
        (Request("R-3", "A", "GIR 2B5"), "whether its postal code is G1R 2B5"),
        (Request("R-3", "A", "H0H 0H0"), "for its postal code"),
        (Request("R-3", "A", "M5V 2T6"), "close it as outside Québec"),
        (Request("R-3", "A", "75001"), "ask the company for its country"),
        (Request("R-3", "A", "J0K 2M0", municipality="Gaspé"), "which is right"),
        (Request("R-3", "A", "J0K 2M0", consent=False), "ask the company for its consent"),
    ],
)
def test_each_kind_of_question_has_its_own_way_out(ledger: Ledger, request_: Request, settled: str) -> None:
    details = seen(ledger, route(ledger, request_))
    assert settled in printed(about.why(details), width=200)


def test_the_story_has_every_word_that_was_said(ledger: Ledger, casework: Casework) -> None:
    id_ = route(ledger, DAIRY)
    casework.take("note", id_, LUCIE, {"reason": "Call after lunch"})
    casework.take("decline", id_, LUCIE, {"reason": "On leave"})
    casework.take("correct", id_, LUCIE, {"phone": "450 555-0101"})
    casework.take("escalate", id_, LUCIE, {"reason": "Too large"})
    casework.take("contact", id_, LUCIE)
    casework.take("close", id_, LUCIE, {"outcome": "no-follow-up"})
    said = printed(timeline(seen(ledger, id_)), width=140)
    for words in (
        "2026-11-20 09:30", "noted", "“Call after lunch”", "declined", "“On leave”", "corrected · telephone",
        "escalated", "“Too large”", "closed · nothing to follow up", "a person (lucie)",
        "assigned · Conseiller en innovation – Saint-Félix-de-Valois (exemple) (QC-14-13)",
    ):  # fmt: skip
        assert words in said, words


def test_what_was_erased_says_so_and_is_nowhere(ledger: Ledger, casework: Casework) -> None:
    id_ = route(ledger, DAIRY)
    casework.take("note", id_, LUCIE, {"reason": "Ask for Hélène"})
    with ledger.writing() as tx:
        tx.erase(id_, actor=LUCIE)
    details = seen(ledger, id_)
    said = everything(details)
    assert "The personal data of this request was erased." in said
    assert "erased" in printed(timeline(details))
    for gone in ("Fromagerie", "J0K 2M0", "info@", "Affinage", "Hélène"):
        assert gone not in said
    assert details.map is not None
    assert details.map.company is None  # the map would tell where it is


@given(st.text(max_size=60))
def test_what_a_company_writes_is_shown_as_it_is_and_does_nothing(text: str) -> None:
    hostile = f"[red]{text}[/] \x1b[31m\u202e"
    (row,) = [line for line in printed(about._grid({"Company": hostile}), width=300).splitlines() if "Company" in line][
        :1
    ]
    assert "[red]" in row
    assert "\x1b" not in row
    assert "\u202e" not in row


def test_markup_in_a_name_is_only_text(ledger: Ledger) -> None:
    name = "[bold]Serres[/] [link=http://x]ici[/link] :warning:"
    details = seen(ledger, route(ledger, Request("R-9", name, "J0K 2M0")))
    assert name in everything(details, width=160)


def test_what_is_personal_is_in_no_repr(ledger: Ledger) -> None:
    details = seen(ledger, route(ledger, DAIRY))
    assert "Fromagerie" not in repr(details)
    assert "Point(" not in repr(details.map)
