"""Notices as lines: a table on a terminal, columns in a pipe, JSON. No address and nothing of the company in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from innoveici.cli.lists import print_table
from innoveici.cli.screen import Screen, clean
from innoveici.messages import _
from innoveici.words import NOTICE, clock, moment, word

if TYPE_CHECKING:
    from datetime import datetime

    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.outbox import Posted

COLUMNS = (
    "id", "state", "recipient", "template", "language", "handoff_id", "at", "not_before", "attempts", "doubts",
    "message", "last_at", "error",
)  # fmt: skip


def chosen(
    ledger: Ledger,
    states: Collection[Any] | None,
    recipient: str | None,
    handoff: str | None,
    limit: int | None = None,
) -> Iterator[Posted]:
    """Those in one of ``states``, to ``recipient``, of ``handoff``; what is None is any."""
    from innoveici.ledger.actor import Actor

    to = str(Actor.parse(recipient)) if recipient else None
    return ledger.outbox(states=[state.value for state in states or ()], recipient=to, id_=handoff, limit=limit)


def print_notices(screen: Screen, notices: Iterable[Posted], now: datetime, *, as_json: bool) -> None:
    """As they come; a table on a terminal waits for the last one."""
    if as_json:
        for posted in notices:
            screen.data(notice_json(posted))
    elif screen.out.isatty():
        headings = (_("Notice"), _("State"), _("To"), _("Template"), _("Handoff"), _("When (Québec)"), _("Last error"))
        print_table(screen, COLUMNS, headings, [_shown(posted, now) for posted in notices])
    else:
        screen.line("\t".join(COLUMNS))
        for posted in notices:
            record = notice_json(posted)
            record["error"] = posted.delivery.error.text() if posted.delivery and posted.delivery.error else None
            screen.line("\t".join("" if record[name] is None else clean(record[name]) for name in COLUMNS))


def notice_json(posted: Posted) -> dict[str, Any]:
    """Also the beginning of what ``outbox show --json`` prints. Times are UTC."""
    notice, delivery = posted.notice, posted.delivery
    return {
        "id": notice.id,
        "state": notice.state,
        "recipient": notice.recipient,
        "template": notice.template,
        "language": notice.language,
        "handoff_id": posted.handoff_id,
        "request_id": posted.request_id,
        "event": posted.event_type,
        "event_seq": notice.event_seq,
        "at": _utc(posted.at),
        "attempts": notice.attempts,
        "not_before": _utc(notice.not_before),
        "message": delivery.message if delivery else None,
        "doubts": delivery.doubts if delivery else 0,
        "first_at": _utc(delivery.first_at) if delivery else None,
        "last_at": _utc(delivery.last_at) if delivery else None,
        "error": delivery.error.to_json() | {"text": str(delivery.error)} if delivery and delivery.error else None,
    }


def _utc(at: datetime) -> str:
    from innoveici.ledger.event import utc_text

    return utc_text(at)


def _shown(posted: Posted, now: datetime) -> tuple[str, ...]:
    notice, delivery = posted.notice, posted.delivery
    return (
        notice.id,
        word(NOTICE, notice.state),
        notice.recipient,
        notice.template,
        posted.handoff_id,
        moment(posted.at),
        delivery.error.text() if delivery and delivery.error else (until(posted) if posted.in_grace(now) else ""),
    )


def until(posted: Posted) -> str:
    """That it waits because its step can still be taken back."""
    return _("not before {moment} (notices.grace)").format(moment=clock(posted.notice.not_before))
