"""What regions.yaml says of the exports an office routes: which column is which field, and what an empty cell means."""

from __future__ import annotations

import codecs
import re
from dataclasses import fields

from innoveici.directory.codes import COUNTRIES
from innoveici.directory.model import ExportSettings
from innoveici.directory.report import shown
from innoveici.directory.section import Section
from innoveici.messages import N_, Message
from innoveici.request import Request

_FIELDS = frozenset(("sector", "market", *(field.name for field in fields(Request))))
_NAME = re.compile(r"[A-Za-z0-9À-ÿ][A-Za-z0-9À-ÿ._-]{0,39}")


def read_export(section: Section) -> ExportSettings:
    """One item of ``exports``; faults go to the section's report."""
    result = ExportSettings(
        name=_name(section),
        headers=_headers(section.section("headers")),
        language=section.choice("language", ("fr", "en"), ""),
        country=_country(section),
        sheet=section.text("sheet"),
        encoding=_encoding(section),
        delimiter=_delimiter(section),
    )
    section.close()
    return result


def _name(section: Section) -> str:
    name = section.text("name", required=True)
    if name and not _NAME.fullmatch(name):
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
        if name not in _FIELDS:
            section.report.error(
                line,
                section.at(shown(name)),
                Message(N_("“{field}” is not a field of a request"), field=shown(name)),
                Message(N_("the fields are: {fields}"), fields=", ".join(sorted(_FIELDS))),
            )
        elif header:
            found[name] = header
    return found


def _country(section: Section) -> str:
    country = section.text("country")
    if country and country not in COUNTRIES:
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
