"""What regions.yaml says of the service: council, promise to companies, vocabulary of sectors, partnerships."""

from __future__ import annotations

import re
from collections.abc import Mapping

from innoveici.directory.file_problems import shown
from innoveici.directory.folding import fold
from innoveici.directory.model import Council, Partnership, PartnershipSide, Service
from innoveici.directory.office_settings import read_staff
from innoveici.directory.yaml_section import Section
from innoveici.messages import N_, Message

_HOLIDAYS = "CA-QC"
_DEPARTMENT = re.compile(r"(0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|9[78][0-9])")


def read_council(section: Section | None) -> Council:
    if section is None:
        return Council("")
    result = Council(
        name=section.text("name", required=True),
        email=section.email("email"),
        staff=read_staff(section.section("staff")),
    )
    section.close()
    return result


def read_service(section: Section | None) -> Service:
    if section is None:
        return Service()
    first = section.whole("first_contact_days", 10, least=1, most=365)
    reminders = _reminder_days(section, first)
    max_declines = section.whole("max_declines", Service().max_declines, least=1, most=20)
    company_day = section.whole("company_day", Service().company_day, least=0, most=365)
    holidays = section.text("holidays") or _HOLIDAYS
    if section.place("holidays", holidays, section.line_at("holidays")) and holidays != _HOLIDAYS:
        section.warning(
            section.line_at("holidays"),
            "holidays",
            Message(N_("the holidays are those of {code}, not of Québec"), code=holidays),
            Message(N_("write CA-QC, unless that is meant")),
        )
    section.close()
    return Service(first, reminders, holidays, max_declines, company_day)


def _reminder_days(section: Section, first_contact_days: int) -> tuple[int, ...]:
    """In order, each once. One after the promised day is allowed, to chase what is late, but is seldom meant."""
    if not section.has("reminder_days"):
        return Service().reminder_days
    days: list[int] = []
    for day, line in section.whole_lines("reminder_days", least=1, most=365):
        if day in days:
            section.report.error(
                line,
                section.at("reminder_days"),
                Message(N_("the day {day} is listed twice"), day=day),
                Message(N_("keep one of the two")),
            )
            continue
        days.append(day)
        if day > first_contact_days:
            section.warning(
                line,
                "reminder_days",
                Message(
                    N_("the reminder on day {day} comes after the {promised} days promised"),
                    day=day,
                    promised=first_contact_days,
                ),
                Message(N_("compare it with “first_contact_days”")),
            )
    return tuple(sorted(days))


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
        asks=section.text("asks"),
        since=section.text("since"),
        sides=tuple(map(_side, section.sections("sides", named_by="who"))),
    )
    section.close()
    return result


def _side(section: Section) -> PartnershipSide:
    side = PartnershipSide(
        section.text("who", required=True), section.text("gives", required=True), section.text("reach", required=True)
    )
    section.close()
    return side


def _places(section: Section, key: str) -> tuple[str, ...]:
    found = section.text_lines(key)
    for code, line in found:
        section.place(key, code, line)
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
