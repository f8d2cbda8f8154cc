"""What regions.yaml says before its regions: the council, the promise to companies, the vocabulary of sectors."""

from __future__ import annotations

from innoveici.directory.codes import is_place
from innoveici.directory.contacts import is_email
from innoveici.directory.model import Council, Service
from innoveici.directory.report import shown
from innoveici.directory.section import Section
from innoveici.directory.sectors import fold
from innoveici.messages import N_, Message

_HOLIDAYS = "CA-QC"


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
    reminders = _reminder_days(section, first)
    max_declines = section.whole("max_declines", Service().max_declines, least=1, most=20)
    holidays = section.text("holidays") or _HOLIDAYS
    if not is_place(holidays):
        section.error(
            "holidays",
            Message(N_("“{code}” is not a country or region code"), code=shown(holidays)),
            Message(N_("write ISO 3166-2, as in CA-QC, FR or FR-GES")),
        )
    elif holidays != _HOLIDAYS:
        section.warning(
            section.line_at("holidays"),
            "holidays",
            Message(N_("the holidays are those of {code}, not of Québec"), code=holidays),
            Message(N_("write CA-QC, unless that is meant")),
        )
    section.close()
    return Service(first, reminders, holidays, max_declines)


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


def read_email(section: Section, key: str = "email") -> str:
    """The address at ``key``, "" when not given."""
    address = section.text(key)
    if address and not is_email(address):
        section.error(
            key,
            Message(N_("is not a single e-mail address")),
            Message(N_("write one address, as in name@example.org")),
        )
    return address
