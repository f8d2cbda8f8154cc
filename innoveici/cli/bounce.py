"""``innoveici bounce < message``: what the mail server gives of the messages to the address for bounces."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from innoveici.cli.speech import Command, example
from innoveici.cli.wiring import session
from innoveici.errors import InnoveiciError, TryAgain
from innoveici.messages import _


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "bounce",
        cls=Command,
        help=_("Read a message that came back, from standard input, and mark the notices that it is about."),
        epilog=example("innoveici bounce < message.eml"),
    )(bounce)


def bounce(
    ctx: typer.Context,
    recipient: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help=_("The address it came to, where the mail server gives it.")),
    ] = None,
) -> None:
    """What was done is one line on stderr. Exit 0 whatever the message is: a server must not answer a bounce with one.

    Whatever keeps the ledger from being written ends with 75: the server keeps the message and gives it again.
    """
    from innoveici.notify.bounces import receive_bounce
    from innoveici.notify.incoming import read_message

    here = session(ctx)
    content = read_message(sys.stdin.buffer)
    try:
        with here.ledger() as ledger:
            here.screen.note(receive_bounce(ledger, content, recipient))
    except InnoveiciError as error:
        raise TryAgain(error.message, error.remedy) from None
