"""Needs as people write them: what they are about, what is asked, how far the project is, who asks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innoveici.characters import without_accents
from innoveici.orientation.need_reading import NeedReader, NeedReading


@pytest.mark.parametrize(
    ("text", "themes"),
    [
        ("Notre vignoble veut des capteurs de gel dans les rangs", {"technologies agricoles", "microélectronique"}),
        ("robotisé la soudur dans shop", {"industrie"}),
        ("On veut vendre notre sirop d'érable au Japon", {"technologies agricoles"}),
        ("Our lobster plant wastes shells", {"pêche et mariculture"}),
        ("Une pourvoirie cherche à prolonger la saison", {"tourisme"}),
        ("Imprimer en 3D des moules pour la fonderie", {"matériaux avancés", "métallurgie"}),
        ("J'ai peur des rançongiciels", {"cybersécurité"}),
        ("AI to forecast demand in our warehouse", {"intelligence artificielle", "transport et logistique"}),
        ("j'ai besoin d'aide", set()),
        ("pieces for OEM in titanuim", {"métallurgie"}),
    ],
)
def test_what_it_is_about_is_read_from_words_slips_and_phrases(reader: NeedReader, text: str, themes: set[str]) -> None:
    assert themes <= set(reader.read(text).themes)
    assert bool(themes) == bool(reader.read(text).themes)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Cherche un prêt pour une presse", "loan"),
        ("Any tax credits for our lab work?", "tax_credit"),
        ("Qui peut faire des essais de fatigue?", "lab"),
        ("On veut engager un stagiaire", "student"),
        ("Trouver un partenaire de recherche", "partner"),
        ("How do we patent this?", "protection"),
        ("exporter au Mexique", "abroad"),
    ],
)
def test_what_is_asked_is_read(reader: NeedReader, text: str, asked: str) -> None:
    assert asked in reader.read(text).asked


def test_ready_partners_are_no_loans(reader: NeedReader) -> None:
    need = reader.read("Un projet de drone, 3 partenaires prêts")

    assert "loan" not in need.asked
    assert need.facts.partners == 3


@pytest.mark.parametrize(
    ("text", "employees", "revenue", "age", "audience"),
    [
        ("Nous sommes 12 personnes", 12, None, None, None),
        ("a shop of 60 workers, 14 M$ in sales", 60, 14_000_000, None, None),
        ("ventes de 2,5 millions, 1 200 employés", 1200, 2_500_000, None, None),
        ("J'ai 24 ans et une idée", None, None, 24, None),
        ("OBNL en tourisme", None, None, None, "nonprofit"),
        ("two founders of a start-up", 2, None, None, "startup"),
        ("On a 3 machines et 20 ans d'expérience", None, None, None, None),
    ],
)
def test_what_it_says_of_who_asks(
    reader: NeedReader, text: str, employees: int | None, revenue: int | None, age: int | None, audience: str | None
) -> None:
    facts = reader.read(text).facts

    assert (facts.employees, facts.revenue, facts.founder_age, facts.audience) == (employees, revenue, age, audience)


@pytest.mark.parametrize("text", ["Besoin d'une gardienne", "How do I get a work permit?", "acheter un dépanneur"])
def test_what_no_innovation_is_is_said(reader: NeedReader, text: str) -> None:
    assert reader.read(text).outside


@pytest.mark.parametrize(
    "text", ["Un robot de ménage pour hôpitaux, prototype", "Develop software for car wash owners", "IA et assurance"]
)
def test_who_innovates_in_such_a_trade_is_heard(reader: NeedReader, text: str) -> None:
    assert not reader.read(text).outside


@pytest.mark.parametrize("text", ["projet", "On veut innover.", "AI", "Need help w/ grants", "aide svp", ""])
def test_what_says_nothing_is_vague(reader: NeedReader, text: str) -> None:
    assert reader.read(text).vague


_NEEDS = st.lists(
    st.sampled_from(
        ["robotiser la soudure", "Énergie éolienne", "ferme de bleuets", "prêt", "12 employés", "R-D", "batterie"]
    ),
    min_size=1,
    max_size=5,
    unique=True,
)


@given(_NEEDS)
@settings(max_examples=30)
def test_accents_case_and_the_order_of_sentences_change_nothing(reader: NeedReader, parts: list[str]) -> None:
    def said(text: str) -> object:
        need: NeedReading = reader.read(text)
        return set(need.themes), set(need.asked), set(need.stages), need.facts, need.vague

    plain = said(". ".join(parts))
    assert said(without_accents(". ".join(parts))) == plain
    assert said(". ".join(parts).lower()) == plain
    assert said(". ".join(reversed(parts))) == plain


@given(st.text(max_size=300))
@settings(max_examples=100)
def test_any_text_is_read(reader: NeedReader, text: str) -> None:
    need = reader.read(text)

    assert all(0 < shown.strength <= 1 for shown in need.themes.values())
