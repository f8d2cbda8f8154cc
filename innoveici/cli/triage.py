"""``innoveici triage``: the queue and every step at the terminal, full screen."""

from __future__ import annotations

import getpass
import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from innoveici.cli.speech import Command, example
from innoveici.cli.wiring import Session, session
from innoveici.errors import UsageError
from innoveici.messages import N_, Message, _

if TYPE_CHECKING:
    from innoveici.ledger.actor import Actor


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "triage",
        cls=Command,
        help=_("Work through the queue on a full screen, a key for every step."),
        epilog=example("innoveici triage --by person:lucie"),
    )(triage)


def triage(
    ctx: typer.Context,
    by: Annotated[
        str | None,
        typer.Option(
            metavar="ACTOR",
            envvar="INNOVEICI_BY",
            help=_("Who takes the steps: person:LOGIN, erac:ID or advisor:ID; you by default."),
        ),
    ] = None,
    erac: Annotated[str | None, typer.Option(metavar="ERAC", help=_("Only this ERAC's, as in erac-14."))] = None,
) -> None:
    """Every step is asked to be confirmed, and is then written at once."""
    here = session(ctx)
    if not (sys.stdin.isatty() and sys.stderr.isatty()):  # Textual draws on the latter: stdout is for data
        raise UsageError(
            Message(N_("the triage screen needs a terminal")),
            Message(N_("in a pipe or a script use `innoveici queue` and the commands of the steps")),
        )
    actor = _actor(by)
    if here.screen.color == "never":
        os.environ["NO_COLOR"] = "1"  # Textual's own switch
    _run(here, actor, erac)


def _run(here: Session, actor: Actor, erac: str | None) -> None:
    from innoveici.current_desk import CurrentDesk
    from innoveici.triage.backend import Backend
    from innoveici.triage.triage_app import TriageApp

    settings = here.settings
    desk = CurrentDesk(
        settings.regions.value,
        settings.advisors.value,
        here.atlas,
        settings.clock,
        here.geonames,
        catalogue=settings.catalogue.value,
    )
    backend = Backend(lambda: here.ledger(stays_open=True), desk)
    app = TriageApp(backend, actor, settings.clock, erac_id=erac)
    try:
        app.run()
    finally:
        backend.close()
    if app.failure is not None:  # the screen is gone: what ended it is said as of any command
        raise app.failure


def _actor(by: str | None) -> Actor:
    from innoveici.ledger.actor import Actor

    if by is not None:
        return Actor.parse(by)
    try:
        return Actor.parse(f"person:{getpass.getuser()}")
    except (OSError, KeyError, ImportError, UsageError):  # no login at all, or none that an id can be made of
        raise UsageError(
            Message(N_("it is not known who you are")), Message(N_("say so with --by, as in --by person:LOGIN"))
        ) from None
