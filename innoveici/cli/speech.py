"""Typer in the reader's language: its own few strings, and its usage errors, worded like ours.

Typer 0.29 vendors Click and passes only some of its text through gettext, so the rest is said here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, get_args

import typer
from typer._click.core import Context
from typer._click.exceptions import (
    BadParameter,
    ClickException,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
)
from typer._click.formatting import HelpFormatter
from typer._coercion import RuntimeParam, build_runtime_param
from typer._param_types import coerce_cli_path
from typer.core import TyperCommand, TyperGroup, TyperOption

from innoveici.errors import UsageError
from innoveici.messages import N_, Message, _

__all__ = ["ClickException", "Command", "Group", "NoArgsIsHelpError", "example", "usage_error"]

AsJson = Annotated[bool, typer.Option("--json", help=_("Print JSON."))]
AsJsonLines = Annotated[bool, typer.Option("--json", help=_("One JSON object a line."))]
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


_PLAIN_NUMBER = re.compile("[1-9][0-9]{0,8}")


@dataclass(frozen=True)
class PlainValues(RuntimeParam):
    """What Typer asks for the value of one parameter: texts, paths, plain numbers and the words of a choice are taken
    as Typer does, but without Pydantic, which Typer 0.29 imports to make a text of a text: a tenth of a second, nearly
    half of a look-up. For all others, and for what is no right value, it is asked itself."""

    def _coerce_value(self, value: Any, param: Any, ctx: Context) -> Any:
        if self.annotation is str and isinstance(value, str):
            return value
        if (
            self.annotation == list[str]
            and isinstance(value, list | tuple)
            and all(isinstance(item, str) for item in value)
        ):
            return list(value)
        if self.annotation is Path and isinstance(value, str):
            return coerce_cli_path(Path(value), self.parameter_info, path_type=Path, param=param, ctx=ctx)
        if self.annotation is int and isinstance(value, str) and _PLAIN_NUMBER.fullmatch(value):
            number, least, most = int(value), self.parameter_info.min, self.parameter_info.max
            if (least is None or number >= least) and (most is None or number <= most):
                return number
        several = isinstance(value, list | tuple) and len(get_args(self.annotation)) == 1  # list[…]
        choice = get_args(self.annotation)[0] if several else self.annotation
        if isinstance(choice, type) and issubclass(choice, StrEnum):
            words = value if several else (value,)
            if set(words) <= {member.value for member in choice}:
                return [choice(word) for word in words] if several else choice(value)
        return build_runtime_param(param.type_descriptor).coerce(value, param=param, ctx=ctx)


def take_plainly(param: Any) -> None:
    """Have ``param``, an option or argument of Typer's, take its values so."""
    param._runtime_param = PlainValues(param.type_descriptor.parameter_info, param.type_descriptor.annotation)


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
            take_plainly(param)
            if not isinstance(param, TyperOption):
                param.display_type_rich = _no_type
                continue
            if param.name in _OWN_HELP:
                param.help = _(_OWN_HELP[param.name])
            if param.is_flag or param.name in _OWN_HELP:
                param.metavar = ""
            elif param.metavar is None and not param.type_descriptor.is_choice:
                param.metavar = _("TEXT")
        return params


def _no_type(ctx: Context) -> str:  # noqa: ARG001 - Typer's signature
    """In place of ``<list[str]>``: Python's types tell a person nothing."""
    return ""


class Command(_Speaking, TyperCommand):
    """A command whose help speaks the reader's language."""


class Group(_Speaking, TyperGroup):
    """A group of such commands, listed in the order they were added. A command may have two words, ``batch undo``,
    beside one of its first word that takes a file."""

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command that ``args`` begins with, and the rest of them."""
        pair = " ".join(args[:2])
        if len(args) > 1 and pair in self.commands:
            return pair, self.commands[pair], args[2:]
        return super().resolve_command(ctx, args)


def example(command: str, purpose: str = "") -> str:
    """The end of a command's help page: what to type for ``purpose``. A test runs each as it stands."""
    return "\n".join((purpose or _("For example:"), command))


def usage_error(error: ClickException) -> UsageError:
    """Typer's refusal of the words of a command, as one of ours."""
    return UsageError(_wording(error), _hint(error))


def _wording(error: ClickException) -> Message:
    match error:
        case NoSuchOption():
            return Message(N_("there is no option {option}"), option=error.option_name)
        case MissingParameter():
            return Message(N_("{parameter} is missing"), parameter=_parameter(error))
        case BadParameter():
            return Message(N_("{parameter}: {message}"), parameter=_parameter(error), message=_said(error.message))
    return _said(error.format_message())


_SAID = (
    (
        r"No such command '(?P<command>[^']*)'\. Did you mean (?P<possible>.*)\?",
        N_("there is no command {command}; did you mean {possible}?"),
    ),
    (r"No such command '(?P<command>.*)'\..*", N_("there is no command {command}")),
    (r"Missing command\.", N_("a command is missing")),
    (r"Got unexpected extra argument\(s\) \((?P<words>.*)\)", N_("too many words: {words}")),
    (r"Option '(?P<option>.*)' does not take a value\.", N_("option {option} takes no value")),
    (r"Option '(?P<option>.*)' requires an argument\.", N_("option {option} needs a value")),
    (r"(?:Value error, )?'(?P<value>.*)' is not one of (?P<choices>.*)\.", N_("“{value}” is not one of {choices}")),
)
"""Typer's English, which it does not pass through gettext, and ours."""


def _said(text: str) -> Message:
    for pattern, msgid in _SAID:
        if found := re.fullmatch(pattern, text, re.DOTALL):
            return Message(msgid, **{name: value.replace("'", "") for name, value in found.groupdict().items()})
    return Message("{text}", text=text)


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
