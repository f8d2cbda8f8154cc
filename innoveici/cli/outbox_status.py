"""``innoveici outbox status``: one line for monitoring, or a table for a person."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from innoveici.cli.lists import print_table
from innoveici.cli.wiring import Session, session
from innoveici.errors import UsageError
from innoveici.figures import count
from innoveici.messages import N_, Message, _
from innoveici.words import NOTICE, moment, waits, word

if TYPE_CHECKING:
    from innoveici.notify.standing import Standing

EX_PERSON = 3
_DURATION = re.compile(r"([0-9]{1,6})([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def status(
    ctx: typer.Context,
    max_age: Annotated[
        str | None,
        typer.Option(
            metavar="DURATION",
            help=_(
                "Exit 3 when a notice could have gone as long ago as this (30m, 2h, 1d), or one failed, came back, is "
                "held or in doubt."
            ),
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("Print JSON."))] = False,
) -> int:
    """Without --max-age, 0."""
    here = session(ctx)
    limit = _duration(max_age) if max_age is not None else None
    found = _standing(here)
    late = limit is not None and found.is_late(here.now, limit)
    _print(here, found, late=late, as_json=as_json)
    return EX_PERSON if limit is not None and (late or found.needs_person) else 0


def _standing(here: Session) -> Standing:
    from innoveici.notify.standing import Standing, standing_of

    directory = here.directory
    with here.existing_ledger() as ledger:
        return standing_of(ledger, directory, here.now) if ledger else Standing({})


def _print(here: Session, found: Standing, *, late: bool, as_json: bool) -> None:
    from innoveici.ledger.event import utc_text

    counts = dict.fromkeys(NOTICE, 0) | {str(state): number for state, number in found.counts.items()}
    names = ("in_doubt", "unlisted", "not_yet", "in_grace")
    figures = {name: getattr(found, name) for name in names}
    oldest = utc_text(found.oldest_due) if found.oldest_due else None
    until = utc_text(found.grace_until) if found.grace_until else None
    if as_json:
        here.screen.data(counts | figures | {"grace_until": until, "oldest_due": oldest, "late": late})
    elif here.screen.out.isatty():
        rows = [(word(NOTICE, state), count(number)) for state, number in counts.items() if number]
        words = {
            "in_doubt": _("in doubt: nobody knows whether it went out"),
            "unlisted": _("no address known, of somebody in the directory"),
            "not_yet": _("waiting to be sent, later"),
            "in_grace": _("of these, of a step that can still be undone (notices.grace)"),
        }
        rows += [(words[name], count(number)) for name, number in figures.items() if number]
        print_table(here.screen, (), (_("State"), _("Notices")), rows)
        if found.grace_until:
            here.screen.line(waits(found.in_grace, found.grace_until))
        if found.oldest_due:
            here.screen.line(_("Due for the longest: since {moment}").format(moment=moment(found.oldest_due)))
    else:
        values = counts | figures | {"oldest_due": oldest or "-"} | ({"grace_until": until} if until else {})
        here.screen.line(" ".join(f"{name}={value}" for name, value in values.items()))


def _duration(text: str) -> timedelta:
    found = _DURATION.fullmatch(text.strip().lower())
    if not found:
        raise UsageError(
            Message(N_("--max-age: “{value}” is not a duration"), value=text),
            Message(N_("write it as in 30m, 2h or 1d")),
        )
    return timedelta(**{_UNITS[found[2]]: int(found[1])})
