"""Partnerships of regions.yaml as entries beside those of the catalogue. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from innoveici.catalogue.model import PartnershipEntry, Provenance
from innoveici.directory.model import Partnership
from innoveici.settings import BASE_URL

_QUEBEC = "CA-QC"


def partnership_entries(partnerships: Iterable[Partnership]) -> list[PartnershipEntry]:
    """Under their own ids; the side that is in France says where they lead."""
    return [_entry(partnership) for partnership in partnerships]


def _entry(partnership: Partnership) -> PartnershipEntry:
    codes = {*partnership.markets, *partnership.origins} - {_QUEBEC}
    departments = [f"FR-{number}" for number in partnership.departments]
    ways = [side.reach for side in partnership.sides if BASE_URL.fullmatch(side.reach)]
    return PartnershipEntry(
        id=partnership.id,
        name_fr=partnership.name,
        description_fr=partnership.offer,
        helps=("network", "research"),
        themes=partnership.sectors,
        territory=("QC", *sorted(codes), *departments),
        url=ways[0] if ways else "",
        provenance=Provenance(source_title=partnership.source, source_date=partnership.since),
        in_force=partnership.active,
        since=partnership.since,
    )
