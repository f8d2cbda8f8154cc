"""What regions.yaml says of the office itself, on which no decision depends: notices, exports, the regions it serves.

Notices: under whose name they go out, when, and what to do when one may have gone. Exports: which column is which field
of a request, and what an empty cell means.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection
from dataclasses import fields
from datetime import timedelta
from typing import cast, get_args

from innoveici.directory.file_problems import shown
from innoveici.directory.model import ExportSettings, NoticeSettings, OnDoubt, Pace
from innoveici.directory.yaml_section import Section
from innoveici.messages import N_, Message
from innoveici.request import Request
from innoveici.spellings.countries import is_country

_WEBSITE = re.compile(r"https?://[^\s<>\"'\\]+")
_GRACE = re.compile(r"([0-9]{1,6}) ?(s|m|min|h|)")
_SECONDS = {"": 1, "s": 1, "m": 60, "min": 60, "h": 3600}
LONGEST_GRACE = timedelta(hours=24)
LONGEST_LOCAL = 32
"""Characters before the “@” of the address for bounces: what tells them apart is added, and mail takes 64 in all."""
_REQUEST_FIELDS = frozenset(("sector", "market", *(field.name for field in fields(Request))))
_STAFF_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,29}")
_EXPORT_NAME = re.compile(r"[A-Za-z0-9À-ÿ][A-Za-z0-9À-ÿ._-]{0,39}")


def read_notices(section: Section | None) -> NoticeSettings:
    """The settings; what is not said is as the model's defaults."""
    usual = NoticeSettings()
    if section is None:
        return usual
    sender = section.email("sender") or usual.sender
    bounces = section.email("bounces")
    _check_room(section, "bounces" if bounces else "sender", bounces or sender)
    if replies := section.email("replies"):
        _check_room(section, "replies", replies)
    result = NoticeSettings(
        sender=sender,
        sender_name=section.text("sender_name") or usual.sender_name,
        bounces=bounces,
        website=_website(section, "website"),
        privacy=section.email("privacy"),
        digest_hour=section.whole("digest_hour", usual.digest_hour, least=0, most=23),
        eracs=cast(Pace, section.choice("eracs", get_args(Pace), usual.eracs)),
        on_doubt=cast(OnDoubt, section.choice("on_doubt", get_args(OnDoubt), usual.on_doubt)),
        give_up_days=section.whole("give_up_days", usual.give_up_days, least=1, most=30),
        grace=_grace(section, usual.grace),
        base_url=_website(section, "base_url").rstrip("/"),
        link_days=section.whole("link_days", usual.link_days, least=1, most=365),
        replies=replies,
    )
    section.close()
    return result


def read_export(section: Section) -> ExportSettings:
    """One item of ``exports``; faults go to the section's report."""
    result = ExportSettings(
        name=_export_name(section),
        headers=_headers(section.section("headers")),
        language=section.choice("language", ("fr", "en"), ""),
        country=_country(section),
        sheet=section.text("sheet"),
        encoding=_encoding(section),
        delimiter=_delimiter(section),
    )
    section.close()
    return result


def read_office(section: Section | None, codes: Collection[str], *, all_known: bool) -> tuple[str, ...]:
    """The regions that the office itself serves, of those with ``codes``; ``all_known``: no region is missing there."""
    if section is None:
        return ()
    result = []
    for code, line in section.text_lines("regions", required=True):
        if code in codes:
            result.append(code)
        elif all_known:
            section.report.error(
                line,
                section.at("regions"),
                Message(N_("there is no region “{code}”"), code=shown(code)),
                Message(N_("use the codes of regions below, two digits between quotes")),
            )
    section.close()
    return tuple(dict.fromkeys(result))


def read_staff(section: Section | None) -> dict[str, str]:
    """Who may sign in to the pages, addresses by short names; no address is two people's."""
    if section is None:
        return {}
    staff: dict[str, str] = {}
    for name, line in section.entries():
        address = section.email(name)
        if not _STAFF_NAME.fullmatch(name):
            section.report.error(
                line,
                section.at(name),
                Message(N_("is not a short name")),
                Message(N_("use small letters, digits and . _ - only, at most 30, as in lucie")),
            )
        elif not address:
            if not section.written(name):
                section.error(name, Message(N_("has no address")), Message(N_("give the address that signs in")))
        elif address.casefold() in map(str.casefold, staff.values()):
            section.error(name, Message(N_("has the address of somebody else")), Message(N_("give each their own")))
        else:
            staff[name] = address
    section.close()
    return staff


def _check_room(section: Section, key: str, address: str) -> None:
    count = len(address.rpartition("@")[0])
    if count > LONGEST_LOCAL:
        section.error(
            key,
            Message(N_("has {count} characters before the “@”; {limit} at most"), count=count, limit=LONGEST_LOCAL),
            Message(N_("give a shorter address in “bounces”: what tells bounces apart is added to it")),
        )


def _grace(section: Section, usual: timedelta) -> timedelta:
    """A whole number of seconds, or one with its unit: ``90``, ``90s``, ``2m``, ``1h``."""
    if not section.has("grace"):
        return usual
    found = _GRACE.fullmatch(section.written("grace").strip().lower())
    grace = timedelta(seconds=int(found[1]) * _SECONDS[found[2]]) if found else None
    if grace is None or grace > LONGEST_GRACE:
        section.error(
            "grace",
            Message(N_("“{value}” is not a time from 0 to 24 hours"), value=shown(section.written("grace"))),
            Message(N_("write it as in 90s, 2m or 1h; 0 lets letters go at once")),
        )
        return usual
    return grace


def _website(section: Section, key: str) -> str:
    address = section.text(key)
    if address and not _WEBSITE.fullmatch(address):
        section.error(
            key,
            Message(N_("“{value}” is not the address of a website"), value=shown(address)),
            Message(N_("write it as in https://innoveici.quebec")),
        )
        return ""
    return address


def _export_name(section: Section) -> str:
    name = section.text("name", required=True)
    if name and not _EXPORT_NAME.fullmatch(name):
        section.error(
            "name",
            Message(N_("“{name}” cannot follow --as"), name=shown(name)),
            Message(N_("write a short name without spaces, as in site-web")),
        )
    return name


def _headers(section: Section | None) -> dict[str, str]:
    found = {}
    for name, line in section.entries() if section else ():
        assert section is not None
        header = section.text(name, required=True)
        if name not in _REQUEST_FIELDS:
            section.report.error(
                line,
                section.at(shown(name)),
                Message(N_("“{field}” is not a field of a request"), field=shown(name)),
                Message(N_("the fields are: {fields}"), fields=", ".join(sorted(_REQUEST_FIELDS))),
            )
        elif header:
            found[name] = header
    return found


def _country(section: Section) -> str:
    country = section.text("country")
    if country and not is_country(country):
        section.error(
            "country",
            Message(N_("“{code}” is not a country's code"), code=shown(country)),
            Message(N_("write the two letters of ISO 3166, as in CA or FR")),
        )
        return ""
    return country


def _encoding(section: Section) -> str:
    encoding = section.text("encoding")
    try:
        if encoding:
            codecs.lookup(encoding)
    except (LookupError, ValueError):
        section.error(
            "encoding",
            Message(N_("“{encoding}” is no known encoding"), encoding=shown(encoding)),
            Message(N_("write one as in utf-8 or cp1252, or take the line away: it is found by itself")),
        )
        return ""
    return encoding


def _delimiter(section: Section) -> str:
    delimiter = section.text("delimiter")
    if delimiter and delimiter != "tab" and (len(delimiter) != 1 or not delimiter.isascii() or delimiter.isalnum()):
        section.error(
            "delimiter",
            Message(N_("“{delimiter}” cannot separate cells"), delimiter=shown(delimiter)),
            Message(N_('write one sign between quotes, as in ";", or tab')),
        )
        return ""
    return delimiter
