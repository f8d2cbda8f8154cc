"""The seven partnerships as their documents have them: who is led to which, from both sides, and who is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from innoveici.atlas.locate import locate
from innoveici.atlas.store import Atlas
from innoveici.directory.load import load_directory
from innoveici.directory.model import Directory
from innoveici.request import Request
from innoveici.routing.partnerships import PartnershipMatcher, origin_of

ROOT = Path(__file__).parents[2]
CRIM, HUB, CARNOT, TOULOUSE, PLAN = (
    "crim-grand-enov", "hub-grand-est", "carnot-prima-cribiq", "montreal-toulouse", "plan-ia-grand-est",
)  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> Directory:
    return load_directory(ROOT / "regions.yaml", ROOT / "advisors.csv", Atlas.open())


def led_to(where: Directory, postal_code: str, country: str = "CA", **said: object) -> set[str]:
    request = Request("R-1", "Essai (exemple)", postal_code, country=country, **said)  # type: ignore[arg-type]
    location = locate(postal_code, Atlas.open(), where.region_of_mrc, country=country)
    return {fit.id for fit in PartnershipMatcher(where).fitting(request, origin_of(request, location))}


@pytest.mark.parametrize(
    ("need", "expected"),
    [
        ("Partenaire français en matériaux avancés", {CARNOT}),
        ("Looking for a partner in France for industrial bioprocesses", {CARNOT}),
        ("Projet franco-québécois de transition écologique", {CARNOT}),
        ("Partenaire à Toulouse en aérospatiale", {TOULOUSE}),
        ("IA pour avions, des partenaires à Toulouse", {TOULOUSE}),
        ("Tourisme : un partenaire à Toulouse", {TOULOUSE}),
        ("Santé : un partenaire à Toulouse", set()),
        ("Numérique : un partenaire à Toulouse", set()),
        ("Partenaire alsacien en intelligence artificielle", {CRIM, HUB, PLAN}),
        ("AI partner in Strasbourg", {CRIM, HUB, PLAN}),
        ("Partenaire à Nancy pour nos fenêtres", {HUB}),
        ("Santé : un partenaire à Reims", {HUB, PLAN}),
        ("Automatiser l'affinage de nos fromages", set()),
        ("Notre site web en français", set()),
        ("French fries plant, AI for sorting", set()),
        ("J'ai un marché à Bordeaux", set()),
    ],
)
def test_a_company_of_quebec_is_led_by_its_need(shipped: Directory, need: str, expected: set[str]) -> None:
    assert led_to(shipped, "H2X 1Y4", need=need) == expected


@pytest.mark.parametrize(
    ("market", "sector", "expected"),
    [
        ("FR-GES", "intelligence artificielle", {CRIM, HUB, PLAN}),
        ("FR-67", "agroalimentaire", {HUB}),
        ("FR-67", "industrie", {HUB, PLAN}),
        ("FR-31", "aérospatiale", {TOULOUSE}),
        ("FR-31", "industries culturelles et créatives", {TOULOUSE}),
        ("FR-31", "santé", set()),
        ("FR-31", "numérique", set()),
        ("FR", "bioprocédés", {HUB, CARNOT}),
        ("US", "intelligence artificielle", set()),
    ],
)
def test_a_company_of_quebec_is_led_by_sector_and_market(
    shipped: Directory, market: str, sector: str, expected: set[str]
) -> None:
    assert led_to(shipped, "H2X 1Y4", markets=(market,), sectors=(sector,)) == expected


@pytest.mark.parametrize(
    ("postal_code", "said", "expected"),
    [
        ("67000", {"sectors": ("intelligence artificielle",)}, {CRIM, HUB}),
        ("67000", {"need": "IA pour nos brasseries"}, {CRIM, HUB}),
        ("57000", {}, {HUB}),
        ("31000", {"sectors": ("aérospatiale",)}, {TOULOUSE}),
        ("31000", {"sectors": ("santé",)}, set()),
        ("34000", {"sectors": ("aérospatiale",)}, set()),
        ("69001", {"sectors": ("matériaux avancés",)}, {CARNOT}),
        ("69001", {}, set()),
    ],
)
def test_a_company_of_france_is_led_from_the_other_side(
    shipped: Directory, postal_code: str, said: dict[str, object], expected: set[str]
) -> None:
    assert led_to(shipped, postal_code, "FR", **said) == expected


def test_what_is_only_announced_is_shown_as_such_and_matches_nothing(shipped: Directory) -> None:
    announced = {p.id for p in shipped.partnerships if not p.active}

    assert announced == {"grand-enov-idetr", "grand-enov-agtech"}
    assert not announced & led_to(shipped, "G9A 1A1", markets=("FR-GES",), sectors=("technologies agricoles",))


def test_each_says_its_sides_who_may_ask_and_since_when(shipped: Directory) -> None:
    assert len(shipped.partnerships) == 7
    for partnership in shipped.partnerships:
        assert len(partnership.sides) >= 2
        assert partnership.asks
        assert partnership.since or "non daté" in partnership.source
