"""What regions.yaml says before its regions: the council, the promise to companies, the vocabulary of sectors."""

from __future__ import annotations

import re

from innoveici.directory.contacts import is_email
from innoveici.directory.model import Council, Service
from innoveici.directory.report import shown
from innoveici.directory.section import Section
from innoveici.directory.sectors import fold
from innoveici.messages import N_, Message

_HOLIDAYS = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


def read_council(section: Section | None) -> Council:
    if section is None:
        return Council("")
    result = Council(name=section.text("name", required=True), email=read_email(section))
    section.close()
    return result


def read_service(section: Section | None) -> Service:
    if section is None:
        return Service()
    first = section.whole("first_contact_days", 10, least=1, most=365)
    reminders = section.wholes("reminder_days", (7,), least=1, most=365)
    holidays = section.text("holidays") or "CA-QC"
    if not _HOLIDAYS.fullmatch(holidays):
        section.error(
            "holidays",
            Message(N_("“{code}” is not a country or region code"), code=shown(holidays)),
            Message(N_("write ISO 3166-2, as in CA-QC, FR or FR-GES")),
        )
    section.close()
    return Service(first, tuple(sorted(set(reminders))), holidays)


def read_sectors(section: Section | None) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """The vocabulary, and the sector that each folded name stands for."""
    sectors: dict[str, tuple[str, ...]] = {}
    sector_of: dict[str, str] = {}
    if section is None:
        return sectors, sector_of
    for sector, line in section.entries():
        others = section.texts(sector)
        sectors[sector] = others
        for name in (sector, *others):
            other = sector_of.setdefault(fold(name), sector)
            if other != sector:
                section.report.error(
                    line,
                    f'sectors["{shown(sector)}"]',
                    Message(N_("“{name}” already stands for “{other}”"), name=shown(name), other=shown(other)),
                    Message(N_("a name stands for one sector only")),
                )
    return dict(sorted(sectors.items())), sector_of


def read_email(section: Section) -> str:
    """The section's ``email``, "" when not given."""
    address = section.text("email")
    if address and not is_email(address):
        section.error(
            "email",
            Message(N_("is not a single e-mail address")),
            Message(N_("write one address, as in name@example.org")),
        )
    return address
