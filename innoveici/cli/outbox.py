"""``innoveici outbox``: what was told to whom, what waits or failed, and what a person decides about it.

Each decision is an event of the ledger.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from innoveici.cli.outbox_show import print_notices, show
from innoveici.cli.screen import print_table
from innoveici.cli.speech import AsJson, AsJsonLines, Command, Group, example
from innoveici.cli.steps import By, Why, free_text
from innoveici.cli.wiring import Session, session
from innoveici.errors import EX_PERSON, Refused, UsageError
from innoveici.figures import count
from innoveici.messages import N_, Message, _, ngettext
from innoveici.words import NOTICE, moment, waits, word

if TYPE_CHECKING:
    from innoveici.ledger.actor import Actor
    from innoveici.ledger.event import Event
    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.outbox import NoticeAction, Posted
    from innoveici.notify.outbox_health import OutboxHealth

_BLOCK = 200
"""Notices changed by one transaction, or some more: a run that sends others waits little longer than that."""
_MAY_CHANGE = frozenset({"person", "erac", "council"})
_DURATION = re.compile(r"([0-9]{1,6})([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class NoticeIn(StrEnum):
    """States a notice can be asked for."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"
    HELD = "held"
    CANCELLED = "cancelled"
    NO_ADDRESS = "no_address"


Ids = Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help=_("Notices' ids, as in 12.1."))]
States = Annotated[
    list[NoticeIn] | None, typer.Option("--state", help=_("Only in this state; may be given several times."))
]
Recipient = Annotated[
    str | None,
    typer.Option(metavar="ACTOR", help=_("Only to this actor: advisor:ID, erac:ID, company:REQUEST, council…")),
]
OfHandoff = Annotated[str | None, typer.Option(metavar="ID", help=_("Only of this handoff or request."))]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    outbox = typer.Typer(
        cls=Group, help=_("Look after the notices that go out."), epilog=example("innoveici outbox status")
    )
    outbox.command(
        "list",
        cls=Command,
        help=_("List notices, the newest last; no addresses."),
        epilog=example("innoveici outbox list --state queued"),
    )(list_notices)
    outbox.command(
        "show",
        cls=Command,
        help=_("Show a notice: what became of it, and its letter."),
        epilog=example("innoveici outbox show 2.1"),
    )(show)
    outbox.command(
        "status",
        cls=Command,
        help=_("Count the notices by state; for monitoring."),
        epilog=example("innoveici outbox status"),
    )(status)
    outbox.command(
        "retry",
        cls=Command,
        help=_("Send notices again that failed, came back or are held."),
        epilog=example(_('innoveici outbox retry --state failed --by person:lucie --reason "New address"')),
    )(retry)
    outbox.command(
        "hold",
        cls=Command,
        help=_("Keep notices from being sent."),
        epilog=example(_('innoveici outbox hold --handoff H-000001 --by person:lucie --reason "Not yet"')),
    )(hold)
    outbox.command(
        "cancel",
        cls=Command,
        help=_("Give up notices for good."),
        epilog=example(_('innoveici outbox cancel --handoff H-000001 --by person:lucie --reason "Twice"')),
    )(cancel)
    app.add_typer(outbox, name="outbox")


def list_notices(
    ctx: typer.Context,
    state: States = None,
    recipient: Recipient = None,
    handoff: OfHandoff = None,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help=_("At most as many, the newest."))] = None,
    as_json: AsJsonLines = False,
) -> None:
    """By event."""
    here = session(ctx)
    with here.existing_ledger() as ledger:
        if ledger is not None:
            print_notices(here.screen, _chosen(ledger, state, recipient, handoff, limit), here.now, as_json=as_json)


def retry(
    ctx: typer.Context,
    by: By,
    ids: Ids = None,
    state: States = None,
    recipient: Recipient = None,
    handoff: OfHandoff = None,
    reason: Why = "",
    as_json: AsJsonLines = False,
) -> None:
    """The next run of ``innoveici notify`` sends them, whenever they were last tried."""
    _change(ctx, "retry", by, ids, (state, recipient, handoff), reason, as_json=as_json)


def hold(
    ctx: typer.Context,
    by: By,
    ids: Ids = None,
    state: States = None,
    recipient: Recipient = None,
    handoff: OfHandoff = None,
    reason: Why = "",
    as_json: AsJsonLines = False,
) -> None:
    """Until ``retry`` or ``cancel``."""
    _change(ctx, "hold", by, ids, (state, recipient, handoff), reason, as_json=as_json)


def cancel(
    ctx: typer.Context,
    by: By,
    ids: Ids = None,
    state: States = None,
    recipient: Recipient = None,
    handoff: OfHandoff = None,
    reason: Why = "",
    as_json: AsJsonLines = False,
) -> None:
    """What was cancelled stays so."""
    _change(ctx, "cancel", by, ids, (state, recipient, handoff), reason, as_json=as_json)


def _chosen(
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


def _change(
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
            changed += _changed_by(here, action, events, as_json=as_json)
        else:
            for block in _blocks(_chosen(ledger, *wanted)):
                with ledger.writing() as tx:
                    events = tx.change_notices(block, action, actor=actor, reason=why, as_possible=True)
                changed += _changed_by(here, action, events, as_json=as_json)
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


def _changed_by(here: Session, action: NoticeAction, events: list[Event], *, as_json: bool) -> int:
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
    as_json: AsJson = False,
) -> int:
    """Without --max-age, 0."""
    here = session(ctx)
    limit = _duration(max_age) if max_age is not None else None
    found = _status_of(here)
    late = limit is not None and found.is_late(here.now, limit)
    _print_status(here, found, late=late, as_json=as_json)
    return EX_PERSON if limit is not None and (late or found.needs_person) else 0


def _status_of(here: Session) -> OutboxHealth:
    from innoveici.notify.outbox_health import OutboxHealth, outbox_health

    directory = here.directory
    with here.existing_ledger() as ledger:
        return outbox_health(ledger, directory, here.now) if ledger else OutboxHealth({})


def _print_status(here: Session, found: OutboxHealth, *, late: bool, as_json: bool) -> None:
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
