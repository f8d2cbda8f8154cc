"""Where a text says that somebody is sought in France, and where it only speaks of something French."""

from __future__ import annotations

import pytest

from innoveici.spellings.countries import market_of
from innoveici.spellings.french_places import sought_in_france


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("partenaire français en matériaux avancés", ("FR",)),
        ("des partenaires à Toulouse", ("FR-31",)),
        ("percer le marché alsacien", ("FR-GES",)),
        ("un laboratoire de la région Grand-Est", ("FR-GES",)),
        ("need R&D partner in France too", ("FR",)),
        ("exporter vers l'Alsace et à Strasbourg", ("FR-67", "FR-GES")),
        ("Looking for a French AI lab", ("FR",)),
        ("projet franco-québécois", ("FR",)),
    ],
)
def test_what_is_sought_there(text: str, codes: tuple[str, ...]) -> None:
    assert set(sought_in_france(text)) == set(codes)


@pytest.mark.parametrize(
    "text",
    [
        "French fries plant", "saucisse de Toulouse", "site web en français", "rue de Nancy", "on parle français",
        "Produits vendus à Verdun", "formation en francais", "French-speaking customers", "quiche lorraine", "",
    ],
)  # fmt: skip
def test_a_language_a_dish_and_a_street_are_no_place(text: str) -> None:
    assert sought_in_france(text) == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [("Alsace", "FR-GES"), ("Strasbourg", "FR-67"), ("toulouse", "FR-31"), ("Grand Est", "FR-GES"), ("Metz", "FR-57")],
)
def test_markets_are_named_as_people_name_them(text: str, code: str) -> None:
    assert market_of(text) == code
