"""``innoveici notify --dry-run``: what would go, a line each, for a person or a pipe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from innoveici.cli.lists import print_table
from innoveici.cli.wiring import Session
from innoveici.messages import N_, Message, _
from innoveici.words import NOTICE, waits, word

if TYPE_CHECKING:
    from innoveici.notify.previewing import Planned

COLUMNS = ("action", "message", "recipients", "templates", "language", "notices", "subject")
_ACTIONS: dict[str, str] = {
    **{str(state): text for state, text in NOTICE.items()},
    "send": N_("send"),
    "send_again": N_("send again: it may have gone out"),
    "wait": N_("wait: its step can still be undone"),
    "remind": N_("write this reminder, and send it"),
}


def show_plan(here: Session, *, limit: int | None, as_json: bool) -> int:
    """Always 0: nothing can go wrong with what is only looked at."""
    planned = _planned(here, limit)
    if as_json:
        for one in planned:
            here.screen.data(one.to_json())
        return 0
    headings = (_("What"), _("Message"), _("To"), _("Template"), _("Language"), _("Notices"), _("Subject"))
    rows = list(planned)
    print_table(here.screen, COLUMNS, headings, [_row(here, one) for one in rows])
    waiting = [one for one in rows if one.until]
    if waiting and waiting[-1].until:
        notices = sum(len(one.notices) for one in waiting)
        here.screen.note(Message("{line}", line=waits(notices, waiting[-1].until)))
    return 0


def _planned(here: Session, limit: int | None) -> Iterator[Planned]:
    from innoveici.notify.previewing import preview

    with here.existing_ledger() as ledger:
        if ledger is not None:
            yield from preview(ledger, here.directory, here.settings.clock, limit=limit)


def _row(here: Session, one: Planned) -> tuple[str, ...]:
    return (
        word(_ACTIONS, one.action) if here.screen.out.isatty() else one.action,
        one.message,
        " ".join(one.recipients),
        " ".join(one.templates),
        one.language,
        str(len(one.notices)),
        one.subject,
    )
