"""Digests: who gets one, of which notices, and the moment up to which events are in the latest one.

A digest has no state of its own: it is made of the notices that still wait for it, once its moment has passed their
event. So a clock set back, or a month without cron, makes no second one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from innoveici.notify.letter_types import LETTER_TYPES, in_digest
from innoveici.quebec import quebec_time

if TYPE_CHECKING:
    from innoveici.directory.model import Directory, NoticeSettings
    from innoveici.quebec import WorkingDays
    from innoveici.steps import Role


def digested(directory: Directory) -> Mapping[str, frozenset[str]]:
    """By recipient (``council``, ``erac:erac-14``) the templates that wait for its digest; its others go at once."""
    eracs = [erac for region in directory.regions.values() for erac in region.eracs]
    daily = [f"erac:{erac.id}" for erac in eracs if (erac.notices or directory.notices.eracs) == "daily"]
    return {"council": _later("council")} | dict.fromkeys(daily, _later("erac"))


def latest_cut(now: datetime, settings: NoticeSettings, working_days: WorkingDays) -> datetime:
    """The digest moment that passed last, UTC: the latest working day's ``digest_hour`` in Québec."""
    here = now.astimezone(quebec_time())
    day = here.date() if here.hour >= settings.digest_hour else here.date() - timedelta(days=1)
    return _moment(working_days.last_working(day), settings)


def next_cut(at: datetime, settings: NoticeSettings, working_days: WorkingDays) -> datetime:
    """The first digest moment after an event, UTC: from then on its notice could go."""
    here = at.astimezone(quebec_time())
    day = here.date() if here.hour < settings.digest_hour else here.date() + timedelta(days=1)
    return _moment(working_days.next_working(day), settings)


def _moment(day: date, settings: NoticeSettings) -> datetime:
    return datetime.combine(day, time(settings.digest_hour), tzinfo=quebec_time()).astimezone(UTC)


def _later(role: Role) -> frozenset[str]:
    return frozenset(template for template in LETTER_TYPES if template.endswith(f".{role}") and in_digest(template))
