"""Texts and paths of a command line, taken as Typer takes them but without Pydantic.

Typer 0.29 imports Pydantic to make a text of a text: a tenth of a second, nearly half of a look-up.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typer._coercion import RuntimeParam, build_runtime_param
from typer._param_types import coerce_cli_path

if TYPE_CHECKING:
    from typer._click.core import Context


@dataclass(frozen=True)
class PlainValues(RuntimeParam):
    """What Typer asks for the value of one parameter; all but texts and paths, it is asked itself."""

    def _coerce_value(self, value: Any, param: Any, ctx: Context) -> Any:
        if self.annotation is str and isinstance(value, str):
            return value
        if self.annotation == list[str] and isinstance(value, tuple) and all(isinstance(item, str) for item in value):
            return list(value)
        if self.annotation is Path and isinstance(value, str):
            return coerce_cli_path(Path(value), self.parameter_info, path_type=Path, param=param, ctx=ctx)
        return build_runtime_param(param.type_descriptor).coerce(value, param=param, ctx=ctx)


def take_plainly(param: Any) -> None:
    """Have ``param``, an option or argument of Typer's, take its values so."""
    param._runtime_param = PlainValues(param.type_descriptor.parameter_info, param.type_descriptor.annotation)
