"""What each reader is shown of a company, and whom it is told of, from handoffs that moved on meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from innoveici.ledger.actor import Actor
from innoveici.messages import speaking
from innoveici.notify.facts import ALWAYS, facts_of
from innoveici.notify.letter import LetterContext, Part
from innoveici.notify.letter_types import LETTER_TYPES
from innoveici.notify.notice_view import NoticeView
from innoveici.reasons import Reason
from innoveici.request import Remark
from tests.notify.cases import ERAC, LAC, PERSON, World, context, directory, world
from tests.notify.parts import part


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def facts(one: Part, where: LetterContext | None = None) -> dict[str, Any]:
    return facts_of(NoticeView(one, where or context()), one.posted.notice.template)


def told(here: World) -> Mapping[str, dict[str, Any]]:
    """What each template was given to see since the last call; of several readers, the last."""
    return {one.posted.notice.template: facts(one, here.context) for one in here.parts()}


def as_now(here: World, before: list[Part], template: str) -> Part:
    """A notice written earlier, with the handoff as it has become."""
    one = next(p for p in before if p.posted.notice.template == template)
    seq = one.posted.notice.event_seq
    return Part(one.posted, here.ledger.materials([seq])[seq])


def test_a_template_is_given_what_the_table_allows_and_nothing_else(here: World) -> None:
    here.route(LAC)
    for template, seen in told(here).items():
        assert set(seen) == LETTER_TYPES[template].fields | set(ALWAYS)


def test_each_reader_of_an_assignment_is_shown_its_part(here: World) -> None:
    here.route(LAC)
    seen = told(here)
    company, advisor, erac, council = (seen[f"assigned.{r}"] for r in ("company", "advisor", "erac", "council"))
    assert company["advisor"].email == "innovation.saint-felix-de-valois@matawinie.example"
    assert company["erac"].phone == "450 365-9218"
    assert (company["deadline"].day, company["deadline"].days) == ("November\u00a030, 2026", 10)
    assert advisor["contact"].phone == "450 555-0123 poste 4"
    assert advisor["place"] == erac["place"] == "Saint-Félix-de-Valois"
    assert (advisor["language"], advisor["sectors"]) == ("French", "agroalimentaire")
    assert advisor["need"].splitlines()[-1] == "Nous avons deux caves et 40 employés."
    assert erac["distance"] == "0.0\u00a0km ±\u00a02.8\u00a0km"
    assert erac["reasons"] == ["the nearest of the eligible advisors"]
    assert (council["company"], council["region"]) == ("Fromagerie du Lac", "Lanaudière")
    assert council["organization"] == "MRC Matawinie (exemple)"
    assert advisor["reader"] == "advisor:QC-14-13"


def test_reasons_are_in_the_readers_language(here: World) -> None:
    here.route(LAC)
    with speaking("fr"):
        assert told(here)["assigned.erac"]["reasons"] == ["la personne admissible la plus proche"]


def test_everybody_is_told_who_else_knows_and_whether_the_company_does(here: World) -> None:
    here.route(LAC)
    seen = told(here)
    assert seen["assigned.company"]["others"] == [
        "Conseiller en innovation – Saint-Félix-de-Valois (exemple) (MRC Matawinie (exemple))",
        "ERAC de Lanaudière (Lanaudière Économique)",
        "Conseil de l'innovation du Québec",
    ]
    assert seen["assigned.advisor"]["others"][0] == "Fromagerie du Lac"
    assert seen["assigned.advisor"]["company_told"]
    here.route(replace(LAC, request_id="R-2", email=""))
    advisor = told(here)["assigned.advisor"]
    assert not advisor["company_told"]
    assert "Fromagerie du Lac" not in advisor["others"]


def test_who_no_longer_has_it_is_not_shown_the_company_again(here: World) -> None:
    id_ = here.route(LAC)
    before = here.parts()
    here.work.reassign(id_, ERAC, reason="Autre spécialité.")
    late = facts(as_now(here, before, "assigned.advisor"))
    assert late["sight"] == "withheld"
    assert late["company"] == "(not shown)"
    assert (late["contact"], late["need"], late["sectors"], late["language"]) == (None, "", "", "")
    assert "Fromagerie du Lac" not in str(late)
    by_reader = {one.posted.notice.recipient: one for one in here.parts()}
    assert facts(by_reader["advisor:QC-14-13"])["yours"] is False
    assert facts(by_reader[str(here.advisor(id_))])["yours"] is True


def test_what_was_erased_is_said_as_such(here: World) -> None:
    id_ = here.route(LAC)
    before = here.parts()
    with here.ledger.writing() as tx:
        tx.erase(id_, actor=PERSON)
    for template in ("assigned.advisor", "assigned.erac", "assigned.council", "assigned.company"):
        late = facts(as_now(here, before, template))
        assert (late["sight"], late["company"]) == ("erased", "(erased)")
    erac = facts(as_now(here, before, "assigned.erac"))
    assert (erac["distance"], erac["reasons"], erac["place"], erac["contact"]) == ("", [], "", None)
    assert erac["advisor"].organization == "MRC Matawinie (exemple)"


def test_a_company_that_refuses_is_known_to_nobody_but_itself(here: World) -> None:
    here.route(replace(LAC, consent=False, municipality="Sainte-Mélanie"))
    seen = told(here)
    assert seen["held.company"]["company"] == "Fromagerie du Lac"
    assert (seen["held.company"]["asks"], seen["held.erac"]["asks"]) == ("consent", "consent")
    for role in ("erac", "council"):
        assert seen[f"held.{role}"]["sight"] == "refused"
        for value in ("Fromagerie", "Hélène", "fromages", "J0K 2M0", "Mélanie"):
            assert value not in str(seen[f"held.{role}"])


def test_an_erac_to_which_another_region_is_a_neighbour_learns_only_of_its_advisor(here: World) -> None:
    here.route(LAC)
    one = next(p for p in here.parts() if p.posted.notice.template == "assigned.erac")
    other = replace(one, posted=replace(one.posted, notice=replace(one.posted.notice, recipient="erac:erac-15")))
    seen = facts(other)
    assert (seen["yours"], seen["sight"]) == (False, "withheld")
    assert seen["advisor"].organization == "MRC Matawinie (exemple)"
    assert "the company itself" in seen["others"]


def test_why_somebody_declined_is_for_the_erac_alone(here: World) -> None:
    id_ = here.route(LAC)
    here.parts()
    here.work.decline(id_, here.advisor(id_), reason="Conflit d'intérêts.")
    seen = told(here)
    assert seen["declined.erac"]["note"] == "Conflit d'intérêts."
    assert seen["declined.erac"]["advisor"].organization == "MRC Matawinie (exemple)"
    assert seen["assigned.company"]["changed"]
    for template, one in seen.items():
        if template != "declined.erac":
            assert "Conflit" not in str(one)


def test_a_refusal_recorded_by_the_erac_is_the_advisors_who_had_it(here: World) -> None:
    id_ = here.route(LAC)
    first = here.advisor(id_)
    here.parts()
    here.work.decline(id_, ERAC, reason="Par téléphone.")
    declined = told(here)["declined.erac"]["advisor"]
    assert declined.email == here.directory.advisors[first.id].email


def test_an_advisor_who_left_the_directory_is_named_as_recorded_then_by_id(here: World) -> None:
    id_ = here.route(LAC)
    one = next(p for p in here.parts() if p.posted.notice.template == "assigned.erac")
    gone = context()
    gone = replace(gone, directory=replace(gone.directory, advisors={}, regions={}))
    seen = facts(one, gone)
    assert (
        str(seen["advisor"]) == "Conseiller en innovation – Saint-Félix-de-Valois (exemple) (MRC Matawinie (exemple))"
    )
    assert seen["advisor"].email == ""
    assert seen["erac"].name == "ERAC de Lanaudière"
    recorded = one.material.recorded
    assert recorded is not None
    bare = replace(one, material=replace(one.material, recorded=(recorded[0], recorded[1], None)))
    assert str(facts(bare, gone)["advisor"]) == here.advisor(id_).id


def test_a_promise_whose_day_has_passed_is_not_made_again(here: World) -> None:
    here.route(LAC)
    here.now += timedelta(days=10)
    assert not facts(here.parts()[0], here.context)["deadline"].passed
    here.route(replace(LAC, request_id="R-2", received_at=here.now - timedelta(days=30)))
    assert facts(here.parts()[0], here.context)["deadline"].passed


def test_a_request_opened_again_keeps_the_day_it_was_received_and_begins_a_new_promise(here: World) -> None:
    id_ = here.route(LAC)
    here.work.accept(id_, ERAC)
    here.work.contact(id_, ERAC)
    here.work.close(id_, ERAC, outcome="served")
    here.parts()
    here.now += timedelta(days=10)
    here.work.reopen(id_, ERAC, reason="Un deuxième projet.")
    here.work.reassign(id_, ERAC, reason="Autre spécialité.")
    seen = told(here)
    assert seen["reopened.company"]["received"] == "November\u00a020, 2026"
    assert seen["assigned.company"]["deadline"].day == "December\u00a010, 2026"


def test_a_bounce_names_whose_letter_it_was() -> None:
    one = part("erac:erac-14", event="noted", template="bounced.erac")
    for recipient, who in (
        ("company:R-1", "Fromagerie du Lac"),
        ("advisor:QC-14-13", "Conseiller en innovation – Saint-Félix-de-Valois (exemple) (MRC Matawinie (exemple))"),
    ):
        payload = {"bounce": "2.1", "status": "5.1.1", "recipient": recipient}
        event = replace(one.material.event, payload=payload)
        bounced = facts(replace(one, material=replace(one.material, event=event)))["bounced"]
        assert (bounced.who, bounced.status) == (who, "5.1.1")


def test_a_later_closing_says_how_it_ended_in_words(here: World) -> None:
    id_ = here.route(LAC)
    here.work.accept(id_, here.advisor(id_))
    here.work.contact(id_, ERAC)
    here.parts()
    here.work.close(id_, ERAC, outcome="no-follow-up")
    seen = told(here)
    assert seen["closed.company"]["outcome"] == "nothing to follow up"
    assert Actor.parse(seen["closed.erac"]["reader"]) == ERAC


def test_who_let_a_request_go_is_named_apart_however_it_left(here: World) -> None:
    id_ = here.route(LAC)
    first = here.advisor(id_)
    names = {first: str(facts(here.parts()[0])["advisor"])}
    here.work.decline(id_, first, reason="Je pars en congé.")
    seen = told(here)["assigned.company"]
    assert (seen["before"], names[first] in seen["others"]) == ([names[first]], False)
    second = here.advisor(id_)
    names[second] = str(seen["advisor"])
    assert names[second] in seen["others"]
    here.work.reassign(id_, ERAC, reason="Autre spécialité.")
    before = here.parts()
    by_reader = {one.posted.notice.recipient: facts(one) for one in before}
    company, advisor = by_reader["company:R-1"], by_reader[str(here.advisor(id_))]
    assert company["before"] == advisor["before"] == [names[first], names[second]]
    assert [str(company["advisor"]), str(company["erac"]), "Conseil de l'innovation du Québec"] == company["others"]
    third = str(company["advisor"])
    here.work.reassign(id_, ERAC, to=second.id, reason="Revenue de congé.")
    late = facts(as_now(here, before, "assigned.company"))
    assert (third in late["others"], late["before"]) == (
        True,
        [names[first]],
    )  # who has it by now is not said to be gone


def test_eracs_that_were_asked_while_the_place_was_open_are_named_apart_once_it_is_settled(here: World) -> None:
    id_ = here.route(replace(LAC, postal_code="J0K"))
    held = told(here)["held.erac"]
    assert held["before"] == []
    here.work.assign(id_, ERAC, to="QC-14-13", reason="Connue ici.")
    seen = told(here)["assigned.company"]
    assert seen["before"] == ["ERAC de la Mauricie (Économie du savoir Mauricie)"]
    assert not set(seen["before"]) & set(seen["others"])


def test_the_neighbouring_erac_whose_advisor_has_it_is_informed_and_not_gone(here: World) -> None:
    here.directory = directory("neighbour")
    here.route(LAC)
    seen = told(here)["assigned.company"]
    assert (len([who for who in seen["others"] if who.startswith("ERAC")]), seen["before"]) == (2, [])


def test_regions_are_named_beside_their_codes_where_it_is_said_why(here: World) -> None:
    here.route(replace(LAC, postal_code="J0K"))
    (reason,) = told(here)["held.company"]["reasons"]
    assert reason == "the area J0K lies in several regions: 04\u00a0Mauricie, 14\u00a0Lanaudière"


MAIL = Remark("email", Reason("field.email", {"field": "email"}), "à venir")
WORD = Remark("sectors", Reason("field.word", {"field": "sectors"}), "tricot")
MAYBE = Remark("consent", Reason("field.consent", {"field": "consent"}), "peut-être")


def test_what_could_not_be_used_is_shown_to_whoever_takes_it_on_and_to_nobody_else(here: World) -> None:
    here.route(replace(LAC, email="", remarks=(MAIL, WORD)))
    seen = told(here)
    assert seen["assigned.advisor"]["remarks"] == seen["assigned.erac"]["remarks"] == "e-mail: “à venir”"
    assert not any("remarks" in seen[f"assigned.{reader}"] for reader in ("company", "council"))


def test_a_consent_that_is_not_clear_is_asked_for_and_shows_nothing_to_the_erac(here: World) -> None:
    here.route(replace(LAC, consent=False, remarks=(MAIL, MAYBE)))
    seen = told(here)
    assert seen["held.company"]["asks"] == seen["held.erac"]["asks"] == "consent_unclear"
    assert (seen["held.erac"]["company"], seen["held.erac"]["remarks"], seen["held.erac"]["sight"]) == (
        "(withheld)",
        "",
        "refused",
    )
