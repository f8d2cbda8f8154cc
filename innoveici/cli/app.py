"""The commands, put together. Built after the reader's language is known: Typer words its help at definition."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.main import get_command

from innoveici import __version__
from innoveici.cli.screen import Screen
from innoveici.cli.speech import Group, example
from innoveici.cli.wiring import Session
from innoveici.messages import LANGUAGES, N_, _
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


TASKS: Mapping[str, Mapping[str, str]] = {
    N_("Route"): {
        "route": "route",
        "batch": "batch",
        "locate": "locate",
        "advisors": "advisors",
        "regions": "regions",
    },
    N_("Follow and decide"): {
        "queue": "queue",
        "triage": "triage",
        "show": "handoffs",
        **dict.fromkeys(COMMANDS, "steps"),
        "correct": "correct",
        "erase": "erase",
    },
    N_("Notify"): {
        "notify": "notify",
        "outbox": "outbox",
        "reply": "reply",
        "bounce": "bounce",
        "serve": "serve",
    },
    N_("Orient"): {
        "orient": "orient",
        "programs": "programs",
        "organizations": "organizations",
        "partnerships": "partnerships",
    },
    N_("Account for"): {"explain": "handoffs", "log": "handoffs"},
    N_("Administer"): {
        "check": "check",
        "config": "config",
        "keys": "keys",
        "backup": "backup",
        "restore": "backup",
        "atlas": "atlas",
    },
}
"""What people do; of each the commands, in the order of the help, and the modules of this package that add them."""


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
        epilog=example('innoveici route --company "Fromagerie du Lac" --postal-code "J0K 2M0"', _("Start with:")),
    )
    app.callback()(before)
    modules = {command: module for commands in TASKS.values() for command, module in commands.items()}
    named = [module for command, module in modules.items() if command in words]
    for module in dict.fromkeys(named or modules.values()):
        import_module(f"innoveici.cli.{module}").add_to(app)
    group: TyperGroup = get_command(app)  # type: ignore[assignment]
    group.commands = dict(_by_task(group.commands))
    return group


def _by_task(defined: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The commands of ``defined``, each with its task as the heading of the help that it stands under."""
    for task, commands in TASKS.items():
        for word in commands:
            for name, command in defined.items():
                if name.partition(" ")[0] == word:  # "batch undo" follows "batch"
                    command.rich_help_panel = _(task)
                    yield name, command


def before(
    ctx: typer.Context,
    regions: Annotated[Path | None, typer.Option(help=_("Regions file."), metavar="PATH")] = None,
    advisors: Annotated[Path | None, typer.Option(help=_("Advisors file."), metavar="PATH")] = None,
    catalogue: Annotated[Path | None, typer.Option(help=_("Folder of the catalogue."), metavar="DIR")] = None,
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
    flags = Flags(regions, advisors, ledger, lang, color.value if color else None, catalogue)
    settings = read_settings(flags)
    ctx.obj = Session(settings, Screen(settings.color.value))
