"""Typer in the reader's language: its own few strings, and its usage errors, worded like ours.

Typer 0.29 vendors Click and passes only some of its text through gettext, so the rest is said here.
"""

from __future__ import annotations

from typing import Any

from typer._click.core import Context
from typer._click.exceptions import (
    BadOptionUsage,
    BadParameter,
    ClickException,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
)
from typer._click.formatting import HelpFormatter
from typer.core import TyperCommand, TyperGroup, TyperOption

from innoveici.errors import UsageError
from innoveici.messages import N_, Message, _

__all__ = ["ClickException", "Command", "Group", "NoArgsIsHelpError", "usage_error"]

_OWN_HELP = {
    "help": N_("Show this message and exit."),
    "install_completion": N_("Install completion for the current shell."),
    "show_completion": N_("Show completion for the current shell, to copy it or to adapt it."),
}


def _speak_panels() -> None:
    """Word Typer's panels in the reader's language; only help needs them, and they cost 60 ms to import."""
    from typer import rich_utils

    rich_utils.OPTIONS_PANEL_TITLE = _("Options")
    rich_utils.ARGUMENTS_PANEL_TITLE = _("Arguments")
    rich_utils.COMMANDS_PANEL_TITLE = _("Commands")
    rich_utils.DEFAULT_STRING = _("[default: {}]")
    rich_utils.ENVVAR_STRING = _("[env: {}]")
    rich_utils.REQUIRED_LONG_STRING = _("[required]")


class _Speaking:
    """Mixed into commands and groups: the usage line and the help option."""

    def format_usage(self, ctx: Context, formatter: HelpFormatter) -> None:
        pieces = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=_("Usage: "))

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        _speak_panels()
        super().format_help(ctx, formatter)  # type: ignore[misc]

    def get_params(self, ctx: Context) -> list[Any]:
        params: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for param in params:
            if isinstance(param, TyperOption) and param.name in _OWN_HELP:
                param.help = _(_OWN_HELP[param.name])
        return params


class Command(_Speaking, TyperCommand):
    """A command whose help speaks the reader's language."""


class Group(_Speaking, TyperGroup):
    """A group of such commands, listed in the order they were added."""


def usage_error(error: ClickException) -> UsageError:
    """Typer's refusal of the words of a command, as one of ours."""
    return UsageError(_wording(error), _hint(error))


def _wording(error: ClickException) -> Message:
    name = _parameter(error)
    match error:
        case NoSuchOption():
            return Message(N_("there is no option {option}"), option=error.option_name)
        case MissingParameter():
            return Message(N_("{parameter} is missing"), parameter=name)
        case BadParameter():
            return Message(N_("{parameter}: {message}"), parameter=name, message=error.message)
        case BadOptionUsage():
            return Message(N_("option {option} needs a value"), option=error.option_name)
    return Message("{text}", text=error.format_message())


def _parameter(error: ClickException) -> str:
    param = getattr(error, "param", None)
    if param is None:
        return str(getattr(error, "param_hint", "") or "")
    return max(param.opts, key=len) if isinstance(param, TyperOption) else str(param.metavar or param.name)


def _hint(error: ClickException) -> Message | None:
    ctx = getattr(error, "ctx", None)
    if ctx is None:
        return None
    possible = getattr(error, "possibilities", None)
    command = f"{ctx.command_path} --help"
    if possible:
        return Message(N_("did you mean {possible}? See {command}"), possible=", ".join(possible), command=command)
    return Message(N_("see {command}"), command=command)
