"""How old what an entry says is, when it is to be verified again, and what is doubtful about it. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

from innoveici.catalogue.model import Entry, Program, Provenance
from innoveici.catalogue.partial_day import first_day, last_day
from innoveici.figures import MONTHS, day
from innoveici.messages import N_, Message, _

OLD_YEARS = 3
"""Of a source: what it says of sums and conditions has changed by then more often than not."""
AGGREGATORS: Mapping[str, str] = {"hellodarwin.com": "helloDarwin"}
"""Private sites that retell what others offer, by their domain."""


class Doubt(StrEnum):
    """What is doubtful about an entry, as options and JSON say it."""

    PARTIAL = "partial"
    AGGREGATOR = "aggregator"
    OLD_SOURCE = "old-source"
    NO_SOURCE = "no-source"


DOUBT_WORDS: Mapping[Doubt, str] = {
    Doubt.PARTIAL: N_("its source says it only in part"),
    Doubt.AGGREGATOR: N_("it rests on a private aggregator, not on who offers it"),
    Doubt.OLD_SOURCE: N_("its source is more than {years} years old"),
    Doubt.NO_SOURCE: N_("no source says so"),
}


def doubts(entry: Entry, today: date) -> tuple[Doubt, ...]:
    """What is doubtful about ``entry``, whatever its age."""
    provenance = entry.provenance
    found = {
        Doubt.PARTIAL: provenance.confidence == "partial",
        Doubt.AGGREGATOR: aggregator(provenance) is not None,
        Doubt.OLD_SOURCE: _is_old(provenance, today),
        Doubt.NO_SOURCE: not (provenance.source or provenance.source_title),
    }
    return tuple(doubt for doubt, there in found.items() if there)


def doubt_message(doubt: Doubt) -> Message:
    """In words."""
    return Message(DOUBT_WORDS[doubt], years=OLD_YEARS)


def aggregator(provenance: Provenance) -> str | None:
    """The private aggregator that an entry's facts rest on."""
    host = urlsplit(provenance.source).hostname or ""
    return next((name for domain, name in AGGREGATORS.items() if f".{host}".endswith(f".{domain}")), None)


def due_on(provenance: Provenance) -> date | None:
    """From when on it is to be verified again; None: it never was."""
    verified = first_day(provenance.verified_on)
    return _months_later(verified, provenance.review_every) if verified else None


def is_due(provenance: Provenance, today: date) -> bool:
    """Whether it is to be verified again, or was never."""
    due = due_on(provenance)
    return due is None or due <= today


def months_since(written: str, today: date) -> int | None:
    """Whole months from a day as far as it is known (then its last) to ``today``; None for an empty text."""
    since = last_day(written)
    if since is None:
        return None
    months = (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)
    return max(0, months)


def closed_since(program: Program, today: date) -> date | None:
    """The last day of a programme that is past; None where it is not, or not known."""
    last = last_day(program.closes)
    return last if last is not None and last < today else None


def partial_day_text(written: str) -> str:
    """As people write it: ``November 2026``, ``2026``, ``21 novembre 2026``."""
    first, last = first_day(written), last_day(written)
    if first is None or last is None:
        return written
    if first == last:
        return day(first)
    if first.month != last.month:
        return str(first.year)
    return Message(N_("{month} {year}"), month=_(MONTHS[first.month - 1]), year=first.year).text()


def _is_old(provenance: Provenance, today: date) -> bool:
    said = last_day(provenance.source_date)
    return said is not None and _months_later(said, 12 * OLD_YEARS) <= today


def _months_later(start: date, months: int) -> date:
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
