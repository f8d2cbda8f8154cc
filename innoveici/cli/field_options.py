"""Options by which a person gives the fields of a request: one each, made of what ``request.FIELDS`` says of it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import wraps
from typing import Annotated, Any

import typer

from innoveici.messages import _
from innoveici.request import FIELDS, LIST_KINDS, Kind


class Scale(StrEnum):
    """How large the project is."""

    STANDARD = "standard"
    MAJOR = "major"


class YesNo(StrEnum):
    """Whether the company consents to its details being passed on."""

    YES = "yes"
    NO = "no"


_CHOICES: dict[Kind, type[StrEnum]] = {"scale": Scale, "consent": YesNo}


def with_options(names: Iterable[str]) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """A command that takes an option for each of these fields, after what it asks for without a name.

    Where it declares ``given``, it is called with the fields that were given, by name.
    """

    def made(command: Callable[..., int]) -> Callable[..., int]:
        own = inspect.signature(command, eval_str=True)
        options = {_parameter(name): name for name in names}
        parameters: list[inspect.Parameter] = []
        for parameter in own.parameters.values():
            parameters += map(_option, options.values()) if parameter.name == "given" else [parameter]

        @wraps(command)
        def run(**values: Any) -> int:
            said = {name: values.pop(option) for option, name in options.items()}
            return command(**values, given={name: value for name, value in said.items() if value is not None})

        run.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        return run

    return made


def flag(name: str) -> str:
    """As it is typed: ``--sector`` for ``sectors``."""
    return "--" + _parameter(name).replace("_", "-")


def _parameter(name: str) -> str:
    return FIELDS[name].alias or name


def _option(name: str) -> inspect.Parameter:
    about = FIELDS[name]
    type_: Any = list[str] if about.kind in LIST_KINDS else _CHOICES.get(about.kind, str)
    annotation = Annotated[type_ | None, typer.Option(help=_(about.help), metavar=about.metavar)]
    return inspect.Parameter(
        _parameter(name), inspect.Parameter.POSITIONAL_OR_KEYWORD, default=None, annotation=annotation
    )
