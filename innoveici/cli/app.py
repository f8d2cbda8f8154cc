"""The commands, put together. Built after the reader's language is known: Typer words its help at definition."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.main import get_command

from innoveici import __version__
from innoveici.cli.screen import Screen
from innoveici.cli.speech import Group
from innoveici.cli.wiring import Session
from innoveici.messages import LANGUAGES, _
from innoveici.settings import Flags, read_settings
from innoveici.steps import COMMANDS

if TYPE_CHECKING:
    from typer.core import TyperGroup

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class ColorChoice(StrEnum):
    """When to colour."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


PARTS = {
    "route": ("route",),
    "batch": ("batch",),
    "locate": ("locate",),
    "handoffs": ("show", "explain", "log"),
    "steps": COMMANDS,
    "correct": ("correct",),
    "erase": ("erase",),
    "queue": ("queue",),
    "triage": ("triage",),
    "notify": ("notify",),
    "outbox": ("outbox",),
    "lists": ("advisors", "regions"),
    "bounce": ("bounce",),
    "check": ("check", "config"),
    "backup": ("backup", "restore"),
    "atlas": ("atlas",),
}
"""Modules of this package and the commands each adds, in the order of the help."""


def build(words: Collection[str] = ()) -> TyperGroup:
    """The command line, in the reader's language: of ``words``' commands only, of all when none is among them.

    Defining every command costs as much as a look-up; a word that merely equals a command's name does no harm.
    """
    app = typer.Typer(
        cls=Group,
        no_args_is_help=False,
        invoke_without_command=True,
        context_settings=CONTEXT,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
        help=_("Routes a company's innovation request to the ERAC of its region and to the nearest certified advisor."),
        epilog=_("Start with: innoveici route --company NAME --postal-code CODE --need TEXT"),
    )
    app.callback()(before)
    named = [part for part, commands in PARTS.items() if set(commands) & set(words)]
    for part in named or PARTS:
        import_module(f"innoveici.cli.{part}").add_to(app)
    return get_command(app)  # type: ignore[return-value]


def before(
    ctx: typer.Context,
    regions: Annotated[Path | None, typer.Option(help=_("Regions file."), metavar="PATH")] = None,
    advisors: Annotated[Path | None, typer.Option(help=_("Advisors file."), metavar="PATH")] = None,
    ledger: Annotated[
        str | None, typer.Option(help=_("Ledger: sqlite:///PATH or postgresql://…"), metavar="URL")
    ] = None,
    lang: Annotated[
        str | None,
        typer.Option(help=_("Language: fr or en."), metavar="fr|en", autocompletion=lambda: list(LANGUAGES)),
    ] = None,
    color: Annotated[ColorChoice | None, typer.Option(help=_("When to colour."))] = None,
    version: Annotated[bool, typer.Option("--version", help=_("Show the version and exit."))] = False,
) -> None:
    """What is said before the command; makes the session."""
    if version:
        typer.echo(f"innoveici {__version__}")
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())
        raise typer.Exit
    flags = Flags(regions, advisors, ledger, lang, color.value if color else None)
    settings = read_settings(flags)
    ctx.obj = Session(settings, Screen(settings.color.value))
