"""The partnerships of regions.yaml: whom they serve, from where, towards where."""

from __future__ import annotations

import re
from collections.abc import Mapping

from innoveici.directory.codes import is_place
from innoveici.directory.model import Partnership
from innoveici.directory.report import shown
from innoveici.directory.section import Section
from innoveici.directory.sectors import fold
from innoveici.messages import N_, Message

_DEPARTMENT = re.compile(r"(0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|9[78][0-9])")


def read_partnership(section: Section, sector_of: Mapping[str, str]) -> Partnership:
    """One item of ``partnerships``; faults go to the section's report. ``sector_of``: folded name to sector."""
    markets = _places(section, "markets")
    origins = _places(section, "origins")
    departments = section.text_lines("departments")
    for code, line in departments:
        if not _DEPARTMENT.fullmatch(code):
            section.report.error(
                line,
                section.at("departments"),
                Message(N_("“{code}” is not a French department"), code=shown(code)),
                Message(N_('write its two digits (three overseas) between quotes, as in "67"')),
            )
    french_regions = [code for code in origins if code.startswith("FR-")]
    if french_regions and not departments:
        section.error(
            "departments",
            Message(N_("{codes} cannot be recognised by postal code"), codes=", ".join(french_regions)),
            Message(N_("list the departments of the region, the first two digits of its postal codes")),
        )
    organizations = section.texts("organizations", required=True)
    result = Partnership(
        id=section.text("id", required=True),
        name=section.text("name", required=True),
        organizations=organizations,
        offer=section.text("offer", required=True),
        source=section.text("source", required=True),
        sectors=_sectors(section, sector_of),
        markets=markets,
        origins=origins,
        departments=tuple(code for code, _ in departments),
        contact=section.text("contact"),
        active=section.flag("active", True),
    )
    section.close()
    return result


def _places(section: Section, key: str) -> tuple[str, ...]:
    found = section.text_lines(key)
    for code, line in found:
        if not is_place(code):
            section.report.error(
                line,
                section.at(key),
                Message(N_("“{code}” is not a country or region code"), code=shown(code)),
                Message(N_("write ISO 3166-2, as in CA-QC, FR or FR-GES")),
            )
    return tuple(code for code, _ in found)


def _sectors(section: Section, sector_of: Mapping[str, str]) -> tuple[str, ...]:
    result = []
    for name, line in section.text_lines("sectors"):
        sector = sector_of.get(fold(name))
        if sector is None:
            section.report.error(
                line,
                section.at("sectors"),
                Message(N_("“{sector}” is not in the list of sectors"), sector=shown(name)),
                Message(N_("use a name of “sectors:” at the top of the file, or add it there")),
            )
        else:
            result.append(sector)
    return tuple(dict.fromkeys(result))
