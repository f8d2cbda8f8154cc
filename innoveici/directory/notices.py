"""What regions.yaml says of how notices go out: under whose name, when, and what to do when one may have gone."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import cast, get_args

from innoveici.directory.model import NoticeSettings, OnDoubt, Pace
from innoveici.directory.preamble import read_email
from innoveici.directory.report import shown
from innoveici.directory.section import Section
from innoveici.messages import N_, Message

_WEBSITE = re.compile(r"https?://[^\s<>\"'\\]+")
_GRACE = re.compile(r"([0-9]{1,6}) ?(s|m|min|h|)")
_SECONDS = {"": 1, "s": 1, "m": 60, "min": 60, "h": 3600}
LONGEST_GRACE = timedelta(hours=24)
LONGEST_LOCAL = 32
"""Characters before the “@” of the address for bounces: what tells them apart is added, and mail takes 64 in all."""


def read_notices(section: Section | None) -> NoticeSettings:
    """The settings; what is not said is as the model's defaults."""
    usual = NoticeSettings()
    if section is None:
        return usual
    sender = read_email(section, "sender") or usual.sender
    bounces = read_email(section, "bounces")
    _check_room(section, "bounces" if bounces else "sender", bounces or sender)
    result = NoticeSettings(
        sender=sender,
        sender_name=section.text("sender_name") or usual.sender_name,
        bounces=bounces,
        website=_website(section),
        privacy=read_email(section, "privacy"),
        digest_hour=section.whole("digest_hour", usual.digest_hour, least=0, most=23),
        eracs=cast(Pace, section.choice("eracs", get_args(Pace), usual.eracs)),
        on_doubt=cast(OnDoubt, section.choice("on_doubt", get_args(OnDoubt), usual.on_doubt)),
        give_up_days=section.whole("give_up_days", usual.give_up_days, least=1, most=30),
        grace=_grace(section, usual.grace),
    )
    section.close()
    return result


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


def _website(section: Section) -> str:
    address = section.text("website")
    if address and not _WEBSITE.fullmatch(address):
        section.error(
            "website",
            Message(N_("“{value}” is not the address of a website"), value=shown(address)),
            Message(N_("write it as in https://innoveici.quebec")),
        )
        return ""
    return address
