from __future__ import annotations

from typing import Any

import pytest

from innoveici.atlas.location import Invalid, Location, Outside
from innoveici.directory.model import Partnership
from innoveici.reasons import Reason
from innoveici.routing.partnerships import PartnershipMatcher, origin_of
from tests.routing.builders import directory, located, request

VOCABULARY = {"intelligence artificielle": ("IA", "AI", "artificial intelligence"), "aérospatiale": ("aerospace",)}


def partnership(id: str, **given: Any) -> Partnership:  # noqa: A002 - named as the field is
    return Partnership(**{"id": id, "name": id, "organizations": (), "offer": "", "source": "", **given})


AI = partnership(
    "ai",
    sectors=("intelligence artificielle",),
    markets=("FR-GES", "CA-QC"),
    origins=("CA-QC", "FR-GES"),
    departments=("67", "68"),
)
ANY = partnership("any", markets=("FR-GES", "CA-QC"), origins=("CA-QC", "FR-GES"), departments=("67", "68"))
FRANCE = partnership("france", sectors=("aérospatiale",), markets=("FR", "CA-QC"), origins=("CA", "FR"))
ONE_WAY = partnership("one-way", markets=("FR-OCC",), origins=("CA-QC",), departments=("31",))
TO_COME = partnership("to-come", markets=("FR-GES",), origins=("CA-QC", "FR"), active=False)
BLANK = partnership("blank", markets=("FR",))


def _outside(code: str, country: str = "FR") -> Outside:
    return Outside(code, country, Reason("place.unknown"))


def fitting(where: Location | None = None, **given: Any) -> list[str]:
    asked, place = request(**given), where or located()
    who = directory([], partnerships=(AI, ANY, FRANCE, ONE_WAY, TO_COME, BLANK), sectors=VOCABULARY)
    return [fit.id for fit in PartnershipMatcher(who).fitting(asked, origin_of(asked, place))]


@pytest.mark.parametrize(
    ("sectors", "markets", "expected"),
    [
        ((), (), []),
        (("foresterie",), (), []),
        (("ia",), (), ["ai"]),
        (("Artificial  Intelligence",), (), ["ai"]),
        (("AEROSPATIALE",), (), ["france"]),
        (("ia",), ("FR-GES",), ["ai", "any", "blank"]),
        (("ia",), ("US",), []),
        ((), ("FR-GES",), ["any", "blank"]),
        ((), ("fr-ges ",), ["any", "blank"]),
        ((), ("FR",), ["any", "one-way", "blank"]),
        ((), ("FR-67",), ["any", "blank"]),
        ((), ("FR-31",), ["one-way", "blank"]),
        ((), ("FR-NOR",), ["blank"]),
        ((), ("F",), []),
        (("aerospace",), ("FR-OCC",), ["france", "one-way", "blank"]),
        (("foresterie",), ("FR-GES",), ["any", "blank"]),
        ((), ("CA-QC",), []),
        ((), ("CA",), []),
        (("ia",), ("CA-QC",), ["ai"]),
        ((), ("CA-QC", "FR-GES"), ["any", "blank"]),
    ],
)
def test_a_company_of_quebec(sectors: tuple[str, ...], markets: tuple[str, ...], expected: list[str]) -> None:
    assert fitting(sectors=sectors, markets=markets) == expected


@pytest.mark.parametrize(
    ("code", "sectors", "expected"),
    [
        ("67000", (), ["any"]),
        ("67000", ("AI",), ["ai", "any"]),
        ("31000", (), []),
        ("31000", ("aerospace",), ["france"]),
        ("75001", ("AI",), []),
        ("97400", (), []),
        ("00000", (), []),
    ],
)
def test_a_company_of_france(code: str, sectors: tuple[str, ...], expected: list[str]) -> None:
    assert fitting(_outside(code), country="FR", sectors=sectors) == expected


def test_its_markets_do_not_keep_a_french_company_out() -> None:
    assert fitting(_outside("67000"), country="FR", markets=("CA-QC",)) == ["any"]
    assert fitting(_outside("67000"), country="FR", markets=("CA-ON",)) == ["any"]


def test_a_partnership_that_does_not_lead_to_quebec_is_nothing_for_who_asks_there() -> None:
    inward = partnership("inward", origins=("FR-GES", "CA-QC"), departments=("67",), markets=("FR-GES",))
    who = directory([], partnerships=(inward,))
    asked = request(country="FR", sectors=("IA",))
    assert PartnershipMatcher(who).fitting(asked, origin_of(asked, _outside("67000"))) == ()


def test_a_partnership_that_names_no_origin_takes_nobody_from_abroad() -> None:
    who = directory([], partnerships=(partnership("blank", markets=("CA-QC",)),))
    asked = request(country="FR")
    assert PartnershipMatcher(who).fitting(asked, origin_of(asked, _outside("67000"))) == ()


def test_five_digits_without_a_country_are_nobodys() -> None:
    assert fitting(_outside("67000", "??"), sectors=("AI",)) == []


def test_a_company_of_another_province_is_not_one_of_quebec() -> None:
    assert fitting(_outside("M5V 2T6", "CA"), sectors=("AI", "aerospace")) == ["france"]


def test_a_code_that_cannot_be_read_does_not_hide_what_fits() -> None:
    assert fitting(Invalid("J0K", Reason("postal.empty")), sectors=("AI",)) == ["ai"]
