"""The options of ``innoveici notify``; what it does is in ``notify_run``."""

from __future__ import annotations

from typing import Annotated

import typer

from innoveici.cli.speech import Command
from innoveici.cli.wiring import session
from innoveici.errors import UsageError
from innoveici.messages import N_, Message, _


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "notify",
        cls=Command,
        help=_("Send the notices that wait, each once; silent while all is well, so that cron can run it."),
        epilog=_("To look at what waits, or to hold something back: innoveici outbox list"),
    )(notify)


def notify(
    ctx: typer.Context,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help=_("Send at most as many messages, the oldest."))
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Show what would go, reminders too; nothing is written or sent."))
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help=_("What was done, or with --dry-run what would go, as JSON."))
    ] = False,
    test: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help=_("Only send a test message there; nothing is recorded."))
    ] = None,
    ping: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            envvar="INNOVEICI_PING",
            show_envvar=False,
            help=_("Fetch URL after a run that went well, URL/fail after another; INNOVEICI_PING keeps it secret."),
        ),
    ] = None,
) -> int:
    """Exit 0 when all went well, 3 when a person must see to something, 69 when the server cannot be reached, 75 when
    something was put off, 78 when it refuses us."""
    if test is not None and (dry_run or limit is not None):
        raise UsageError(Message(N_("--test is given alone, or with --json")))
    here = session(ctx)
    if dry_run:
        from innoveici.cli.notify_plan import show_plan

        return show_plan(here, limit=limit, as_json=as_json)
    from innoveici.cli.notify_run import send, try_out

    if test is not None:
        return try_out(here, test, as_json=as_json)
    return send(here, limit=limit, as_json=as_json, ping_url=ping)
