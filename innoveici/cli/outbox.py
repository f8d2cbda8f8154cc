"""``innoveici outbox``: what was told to whom, what waits or failed, and what a person decides about it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from innoveici.cli.outbox_change import change
from innoveici.cli.outbox_rows import chosen, print_notices
from innoveici.cli.outbox_show import show
from innoveici.cli.outbox_status import status
from innoveici.cli.speech import Command, Group
from innoveici.cli.steps import By, Why
from innoveici.cli.wiring import session
from innoveici.messages import _


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
AsJson = Annotated[bool, typer.Option("--json", help=_("One JSON object a line."))]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    outbox = typer.Typer(cls=Group, help=_("Look after the notices that go out."))
    outbox.command("list", cls=Command, help=_("List notices, the newest last; no addresses."))(list_notices)
    outbox.command("show", cls=Command, help=_("Show a notice: what became of it, and its letter."))(show)
    outbox.command("status", cls=Command, help=_("Count the notices by state; for monitoring."))(status)
    outbox.command("retry", cls=Command, help=_("Send notices again that failed, came back or are held."))(retry)
    outbox.command("hold", cls=Command, help=_("Keep notices from being sent."))(hold)
    outbox.command("cancel", cls=Command, help=_("Give up notices for good."))(cancel)
    app.add_typer(outbox, name="outbox")


def list_notices(
    ctx: typer.Context,
    state: States = None,
    recipient: Recipient = None,
    handoff: OfHandoff = None,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help=_("At most as many, the newest."))] = None,
    as_json: AsJson = False,
) -> None:
    """By event."""
    here = session(ctx)
    with here.existing_ledger() as ledger:
        if ledger is not None:
            print_notices(here.screen, chosen(ledger, state, recipient, handoff, limit), here.now, as_json=as_json)


def retry(
    ctx: typer.Context,
    by: By,
    ids: Ids = None,
    state: States = None,
    recipient: Recipient = None,
    handoff: OfHandoff = None,
    reason: Why = "",
    as_json: AsJson = False,
) -> None:
    """The next run of ``innoveici notify`` sends them, whenever they were last tried."""
    change(ctx, "retry", by, ids, (state, recipient, handoff), reason, as_json=as_json)


def hold(
    ctx: typer.Context,
    by: By,
    ids: Ids = None,
    state: States = None,
    recipient: Recipient = None,
    handoff: OfHandoff = None,
    reason: Why = "",
    as_json: AsJson = False,
) -> None:
    """Until ``retry`` or ``cancel``."""
    change(ctx, "hold", by, ids, (state, recipient, handoff), reason, as_json=as_json)


def cancel(
    ctx: typer.Context,
    by: By,
    ids: Ids = None,
    state: States = None,
    recipient: Recipient = None,
    handoff: OfHandoff = None,
    reason: Why = "",
    as_json: AsJson = False,
) -> None:
    """What was cancelled stays so."""
    change(ctx, "cancel", by, ids, (state, recipient, handoff), reason, as_json=as_json)
