"""The contract's keys, for every verdict."""

from __future__ import annotations

import json

import pytest

from innoveici import messages
from innoveici.atlas.locate import locate
from innoveici.atlas.location import location_to_json
from innoveici.atlas.store import Atlas

CONTRACT = [
    "postal_code", "verdict", "place", "municipality_code", "mrc_code", "region_code", "erac_ids", "latitude",
    "longitude", "uncertainty_km", "candidates", "reason",
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "country", "verdict"),
    [
        ("J0K 2M0", "CA", "exact"),
        ("J6E", "CA", "area"),
        ("J0K", "CA", "ambiguous"),
        ("H0H 0H0", "CA", "unknown"),
        ("M5V 2T6", "CA", "outside"),
        ("67000", "FR", "outside"),
        ("90210", "CA", "outside"),
        ("J0K 2MO", "CA", "invalid"),
    ],
)
def test_every_verdict_has_the_keys_of_the_contract_in_its_order(
    code: str, country: str, verdict: str, small: Atlas, regions: dict[str, str]
) -> None:
    shape = location_to_json(locate(code, small, regions, country=country))
    assert list(shape)[: len(CONTRACT)] == CONTRACT
    assert shape["verdict"] == verdict
    assert json.loads(json.dumps(shape)) == shape


def test_an_exact_location_in_full(small: Atlas, regions: dict[str, str]) -> None:
    assert location_to_json(locate("J0K 2M0", small, regions), ["lanaudiere"]) == {
        "postal_code": "J0K 2M0",
        "verdict": "exact",
        "place": "Saint-Félix-de-Valois",
        "municipality_code": "62007",
        "mrc_code": "62",
        "region_code": "14",
        "erac_ids": ["lanaudiere"],
        "latitude": 46.17,
        "longitude": -73.43,
        "uncertainty_km": 4.0,
        "candidates": [],
        "reason": None,
        "reason_code": None,
        "suggestion": None,
        "country": "CA",
        "province": "QC",
    }


def test_candidates_name_their_places(small: Atlas, regions: dict[str, str]) -> None:
    shape = location_to_json(locate("J0K 2M0", small, regions, municipality="Montréal"))
    assert shape["candidates"] == [
        {"region_code": "14", "mrc_codes": ["62"], "places": ["Saint-Félix-de-Valois"]},
        {"region_code": "06", "mrc_codes": ["66"], "places": ["Montréal"]},
    ]
    assert shape["region_code"] is None


def test_an_invalid_code_suggests_a_reading(small: Atlas, regions: dict[str, str]) -> None:
    shape = location_to_json(locate("J0K 2MO", small, regions))
    assert (shape["suggestion"], shape["country"]) == ("J0K 2M0", None)


def test_five_digits_without_a_country_claim_none(small: Atlas, regions: dict[str, str]) -> None:
    assert location_to_json(locate("75001", small, regions))["country"] is None


def test_a_remark_does_not_change_the_code_of_the_reason(small: Atlas, regions: dict[str, str]) -> None:
    shape = location_to_json(locate("J6E 9Z9", small, regions, municipality="Atlantide"))
    assert shape["reason_code"] == "place.area_only"
    assert shape["reason"].endswith("; no municipality of Québec is known by the name given")


def test_reasons_are_english_whatever_the_reader_speaks(small: Atlas, regions: dict[str, str]) -> None:
    with messages.speaking("fr"):
        shape = location_to_json(locate("J0K", small, regions))
    assert shape["reason"].startswith("the area J0K lies in several regions")
