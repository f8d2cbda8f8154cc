"""``innoveici erase``: the personal data of one request, for good (Loi 25)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import typer

from innoveici.cli.speech import Command, example
from innoveici.cli.steps import AsJson, By, Id, Seen, at_work, say
from innoveici.cli.wiring import session
from innoveici.errors import UsageError
from innoveici.messages import N_, Message, _
from innoveici.steps import STEPS

if TYPE_CHECKING:
    from innoveici.casework.casework import Done


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "erase",
        cls=Command,
        help=_(STEPS["erase"].help),
        epilog=example(STEPS["erase"].example),
    )(erase)


def erase(
    ctx: typer.Context,
    id_: Id,
    by: By,
    yes: Annotated[bool, typer.Option("--yes", help=_("Erase; without it nothing is done."))] = False,
    seen: Seen = None,
    as_json: AsJson = False,
) -> int:
    """What was done stays, whom it was about does not; whoever was told is asked to destroy the copies."""
    if not yes:
        raise UsageError(
            Message(N_("what is erased cannot be had back; nothing was erased")),
            Message(N_("if it is meant, add --yes")),
        )
    with at_work(ctx, by, id_, seen) as (casework, actor, seen):
        done = casework.take("erase", id_, actor, seen_seq=seen)
    here = session(ctx)
    code = say(here, cast("Done", done), as_json=as_json)
    here.screen.note(Message(N_("Exports, letters and backups may hold copies: destroy these too.")))
    return code
