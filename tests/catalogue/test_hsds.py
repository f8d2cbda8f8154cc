"""The catalogue as HSDS 3.0: what it requires of each object, and references that lead somewhere."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from innoveici.catalogue.hsds import hsds, uuid_of
from innoveici.catalogue.load import load_catalogue
from innoveici.messages import speaking
from tests.catalogue.conftest import Kept

TODAY = date(2026, 11, 21)
REQUIRED = {
    "organizations": {"id", "name", "description"},
    "services": {"id", "organization_id", "name", "status"},
    "taxonomies": {"id", "name", "description"},
    "taxonomy_terms": {"id", "name", "description"},
    "locations": {"id", "location_type"},
    "organization_identifiers": {"id", "identifier_type", "identifier"},
    "attributes": {"id", "link_id", "link_entity"},
    "service_areas": {"id"},
    "schedules": {"id"},
}
"""By array, as the schemas of release 3.0 have it."""
STATUSES = {"active", "inactive", "defunct", "temporarily closed"}


@pytest.fixture(scope="module")
def exported() -> dict[str, Any]:
    catalogue = load_catalogue(Path(__file__).parents[2] / "catalogue")
    return hsds(catalogue, ["organization", "program"], TODAY, {"14": "Lanaudière"})


def objects(array: str, value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object with the name of the array that it is in."""
    for one in value:
        yield array, one
        for name, inner in one.items():
            if isinstance(inner, list):
                yield from objects(name, inner)


def every(exported: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [found for name, value in exported.items() if isinstance(value, list) for found in objects(name, value)]


def test_every_object_has_what_its_schema_requires(exported: dict[str, Any]) -> None:
    for array, one in every(exported):
        assert REQUIRED[array] <= one.keys(), (array, one)
        assert all(one[name] for name in REQUIRED[array])


def test_every_id_is_a_uuid_that_nothing_else_has(exported: dict[str, Any]) -> None:
    ids = [one["id"] for _array, one in every(exported)]

    assert len(ids) == len(set(ids))
    assert all(str(uuid.UUID(id_)) == id_ for id_ in ids)


def test_every_reference_leads_to_what_is_there(exported: dict[str, Any]) -> None:
    ids = {(array, one["id"]) for array, one in every(exported)}
    tables = {
        "organization_id": "organizations",
        "service_id": "services",
        "taxonomy_id": "taxonomies",
        "taxonomy_term_id": "taxonomy_terms",
    }
    for _array, one in every(exported):
        for name in tables.keys() & one.keys():
            assert (tables[name], one[name]) in ids, one
        if "link_id" in one:
            assert (f"{one['link_entity']}s", one["link_id"]) in ids


def test_values_are_of_the_kind_that_the_schema_wants(exported: dict[str, Any]) -> None:
    services = exported["services"]
    assert {one["status"] for one in services} <= STATUSES
    assert all(date.fromisoformat(one["assured_date"]) <= TODAY for one in services if "assured_date" in one)
    addresses = [one[name] for _array, one in every(exported) for name in ("url", "website") if name in one]
    assert all(address.startswith(("https://", "http://")) for address in addresses)
    ages = [one[name] for one in services for name in ("minimum_age", "maximum_age") if name in one]
    assert all(isinstance(age, int) for age in ages)


def test_an_entry_has_the_same_id_in_every_export_whatever_the_language(exported: dict[str, Any]) -> None:
    catalogue = load_catalogue(Path(__file__).parents[2] / "catalogue")
    with speaking("en"):
        again = hsds(catalogue, ["organization", "program"], TODAY, {"14": "Lanaudière"})

    assert again == exported


@pytest.mark.parametrize(
    ("cells", "status", "alert"),
    [
        ("open,", "active", None),
        ("closed,", "inactive", None),
        ("closed,b", "defunct", None),
        ("announced,", "inactive", None),
        ("unknown,", "inactive", "on ne sait pas s'il accepte des demandes"),
    ],
)
def test_what_is_not_known_to_be_open_is_not_said_to_be_active(
    kept: Kept, cells: str, status: str, alert: str | None
) -> None:
    rows = f"id,name_fr,operator,source,status,successor\na,A,Bureau,https://a.example/,{cells}\nb,B,,,open,\n"
    found = hsds(kept.load(programs=rows), ["program"], TODAY, {})
    service = next(one for one in found["services"] if one["name"] == "A")

    assert (service["status"], service.get("alert")) == (status, alert)
    assert service["organization_id"] == uuid_of("organization-name", "Bureau")
    assert [one["name"] for one in found["organizations"]] == ["Bureau", "inconnu"]
