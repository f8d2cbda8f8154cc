from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import get_args

import pytest

from innoveici.atlas.location import Point
from innoveici.directory.model import Advisor, Council, Directory, Erac, Partnership, Region, Service
from innoveici.errors import UsageError
from innoveici.ledger.actor import COUNCIL, ROLES, Actor
from innoveici.ledger.audience import AUDIENCE, UNDONE_AUDIENCE, Contact, chain_of, who_hears
from innoveici.ledger.states import UNDOABLE
from innoveici.steps import EVENT_TYPES, Role
from tests.ledger.samples import ADVISOR, CHAIN, ERAC, request

COMPANY = Actor("company", "R-1")


def directory(*, erac_email: str = "erac@example.example", languages: tuple[str, ...] = ("fr", "en")) -> Directory:
    point = Point(46.0, -73.0)
    advisor = Advisor(
        "CONS-1", "Conseil", "MRC", "J6E 1A1", "cons@example.example", "14", "attested", point, 1.0,
        languages=languages, certified_until=date(2030, 1, 1),
    )  # fmt: skip
    return Directory(
        regions=MappingProxyType({
            "14": Region("14", "Lanaudière", ("61",), (Erac("ERAC-14", "ERAC", email=erac_email),)),
            "04": Region("04", "Mauricie", ("37",), (Erac("ERAC-04", "ERAC", email=""),)),
        }),
        advisors=MappingProxyType({advisor.id: advisor}),
        partnerships=(
            Partnership("FR-IA", "Partenariat", ("Grand E-Nov+",), "maillage", "source", contact="ia@example.example"),
        ),
        service=Service(),
        council=Council("Conseil", "conseil@example.example"),
        regions_fingerprint="r",
        advisors_fingerprint="a",
    )  # fmt: skip


def test_the_table_speaks_of_every_event_and_only_of_known_roles() -> None:
    assert set(AUDIENCE) == set(EVENT_TYPES)
    assert {role for roles in AUDIENCE.values() for role in roles} <= set(ROLES) - {"person", "system"}


def test_whoever_hears_of_an_outcome_hears_that_it_was_undone() -> None:
    assert set(UNDONE_AUDIENCE) == {role for type_ in UNDOABLE for role in AUDIENCE[type_]}
    told = who_hears("closed", [Contact(ADVISOR, "en", reachable=False)], undone=True)
    assert [(t.template, t.language, t.state) for t in told] == [("undone.advisor", "en", "no_address")]


def test_an_assignment_is_told_to_the_whole_chain() -> None:
    told = who_hears("assigned", [Contact(a) for a in (COMPANY, *CHAIN)])
    assert [t.recipient for t in told] == [COMPANY, *CHAIN]
    assert [t.template for t in told] == ["assigned.company", "assigned.advisor", "assigned.erac", "assigned.council"]


def test_a_held_request_is_told_to_those_who_can_settle_it() -> None:
    told = who_hears("held", [Contact(a) for a in (COMPANY, ERAC, Actor("erac", "ERAC-04"), COUNCIL)])
    assert [str(t.recipient) for t in told] == ["company:R-1", "erac:ERAC-14", "erac:ERAC-04", "council"]


def test_nobody_is_told_twice_of_one_event() -> None:
    assert len(who_hears("assigned", [Contact(COUNCIL), Contact(ERAC), Contact(COUNCIL)])) == 2


def test_who_has_no_address_is_listed_as_such() -> None:
    (told,) = who_hears("assigned", [Contact(COMPANY, "en", reachable=False)])
    assert (told.state, told.language) == ("no_address", "en")


def test_the_chain_of_a_request_has_everyones_language_and_reach() -> None:
    chain = chain_of(
        request(language="en"),
        directory(),
        erac_ids=["ERAC-14", "ERAC-04"],
        advisor_id="CONS-1",
        partnership_ids=["FR-IA"],
    )
    assert [(str(c.actor), c.language, c.reachable) for c in chain] == [
        ("company:R-1", "en", True),
        ("advisor:CONS-1", "fr", True),
        ("erac:ERAC-14", "fr", True),
        ("erac:ERAC-04", "fr", False),
        ("partner:FR-IA", "fr", True),
        ("council", "fr", True),
    ]


def test_an_advisor_who_speaks_no_french_is_written_to_in_english() -> None:
    contacts = {c.actor: c for c in chain_of(request(), directory(languages=("en",)), advisor_id="CONS-1")}
    assert contacts[ADVISOR].language == "en"


def test_a_company_without_an_email_and_unknown_ids_do_no_harm() -> None:
    chain = chain_of(request(email=""), directory(), erac_ids=["?"], advisor_id="?", partnership_ids=["?"])
    assert [(str(c.actor), c.reachable) for c in chain] == [("company:R-1", False), ("council", True)]


@pytest.mark.parametrize("text", ["advisor:CONS-1", "company:R-0/x.y:z", "council", "system", "person:triage-3"])
def test_an_actor_reads_as_it_is_written(text: str) -> None:
    assert str(Actor.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "advisor", "advisor:", "boss:1", "council:1", "advisor:a b", "advisor:" + "a" * 65]
)
def test_what_is_no_actor_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        Actor.parse(text)


def test_every_role_can_be_written_down() -> None:
    assert set(ROLES) == set(get_args(Role))
