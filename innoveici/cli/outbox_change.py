"""``innoveici outbox retry|hold|cancel``: a person decides about notices; each decision is an event of the ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import typer

from innoveici.cli.outbox_rows import chosen
from innoveici.cli.steps import free_text
from innoveici.cli.wiring import Session, session
from innoveici.errors import Refused, UsageError
from innoveici.messages import N_, Message, _, ngettext

if TYPE_CHECKING:
    from innoveici.ledger.actor import Actor
    from innoveici.ledger.event import Event
    from innoveici.ledger.outbox import NoticeAction, Posted

_BLOCK = 200
"""Notices changed by one transaction, or some more: a run that sends others waits little longer than that."""
_MAY_CHANGE = frozenset({"person", "erac", "council"})


def change(
    ctx: typer.Context,
    action: NoticeAction,
    by: str,
    ids: list[str] | None,
    wanted: tuple[Collection[Any] | None, str | None, str | None],
    reason: str,
    *,
    as_json: bool,
) -> None:
    """Named notices all or none; of those that are chosen by what they are, the ones whose state allows it."""
    here = session(ctx)
    if bool(ids) == any(wanted):
        raise UsageError(
            Message(N_("name notices, or choose them by --state, --recipient or --handoff")),
            Message(N_("see their ids with `innoveici outbox list`")),
        )
    actor, why, changed = _actor(by), free_text(reason).strip(), 0
    if not why:
        raise UsageError(
            Message(N_("this step needs a reason")),
            Message(N_("add --reason TEXT; it is kept with the handoff, and can be erased")),
        )
    with here.ledger() as ledger:
        if ids:
            with ledger.writing() as tx:
                events = tx.change_notices(ids, action, actor=actor, reason=why)
            changed += _say(here, action, events, as_json=as_json)
        else:
            for block in _blocks(chosen(ledger, *wanted)):
                with ledger.writing() as tx:
                    events = tx.change_notices(block, action, actor=actor, reason=why, as_possible=True)
                changed += _say(here, action, events, as_json=as_json)
    if not as_json:
        here.screen.line(_summary(action, changed))


def _blocks(found: Iterable[Posted]) -> Iterator[list[str]]:
    """Ids of notices; those of one letter together, or a run in between would send it in parts."""
    letters: dict[str, list[str]] = {}
    for posted in found:
        message = posted.delivery.message if posted.delivery else posted.notice.id
        letters.setdefault(message, []).append(posted.notice.id)
    block: list[str] = []
    for letter in letters.values():
        block += letter
        if len(block) >= _BLOCK:
            yield block
            block = []
    if block:
        yield block


def _actor(by: str) -> Actor:
    from innoveici.ledger.actor import Actor

    actor = Actor.parse(by)
    if actor.role not in _MAY_CHANGE:
        raise Refused(
            Message(N_("{actor} may not change the outbox"), actor=actor),
            Message(N_("name with --by who does: erac:ID, person:LOGIN or council")),
        )
    return actor


def _say(here: Session, action: NoticeAction, events: list[Event], *, as_json: bool) -> int:
    """How many notices these events changed."""
    if as_json:
        for event in events:
            here.screen.data({
                "action": action,
                "handoff_id": event.handoff_id,
                "notices": event.payload["notices"],
                "seq": event.seq,
            })  # fmt: skip
    return sum(len(event.payload["notices"]) for event in events)


def _summary(action: NoticeAction, count: int) -> str:
    if not count:
        return _("No notice is concerned.")
    match action:
        case "retry":
            text = ngettext(
                "{count} notice will go out with the next run.", "{count} notices will go out with the next run.", count
            )
        case "hold":
            text = ngettext("{count} notice is held.", "{count} notices are held.", count)
        case "cancel":
            text = ngettext("{count} notice is cancelled.", "{count} notices are cancelled.", count)
    return text.format(count=count)
