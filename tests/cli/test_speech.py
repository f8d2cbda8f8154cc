"""Plain values come out of a command line as Typer would have made them, without what Typer imports for it."""

from __future__ import annotations

import os
import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer._click.exceptions import BadParameter
from typer._coercion import build_runtime_param
from typer.main import get_command

from innoveici.cli.speech import take_plainly

ROOT = Path(__file__).parents[2]


class State(StrEnum):
    HELD = "held"
    CLOSED = "closed"


def command(
    text: Annotated[str | None, typer.Option()] = None,
    texts: Annotated[list[str] | None, typer.Option()] = None,
    path: Annotated[Path | None, typer.Option()] = None,
    number: Annotated[int | None, typer.Option(min=1, max=99)] = None,
    state: Annotated[State | None, typer.Option()] = None,
    states: Annotated[list[State] | None, typer.Option()] = None,
    flag: Annotated[bool, typer.Option()] = False,
) -> None:
    """One parameter of each kind that the commands have."""
    del text, texts, path, number, state, states, flag


APP = typer.Typer()
APP.command()(command)
BUILT = get_command(APP)
CONTEXT = BUILT.context_class(BUILT)
PARAMS: dict[str, Any] = {str(param.name): param for param in BUILT.params}
WORDS = st.text(st.characters(exclude_characters="\0")) | st.sampled_from(
    ["", "-", "12", "0", "100", "+1", "on", "\udce9", "/root", "held", "closed", "Held"]
)


def _made(coercion: Any, param: Any, value: object) -> object:
    try:
        return coercion.coerce(value, param=param, ctx=CONTEXT)
    except BadParameter as error:
        return str(error)


@given(name=st.sampled_from(sorted(PARAMS)), word=WORDS | st.none(), more=st.lists(WORDS, max_size=2))
def test_values_are_as_typer_makes_them(name: str, word: str | None, more: list[str]) -> None:
    param = PARAMS[name]
    value: object = word
    if name in ("texts", "states") and word is not None:
        value = more if word else tuple(more)
    take_plainly(param)
    made = _made(param.get_runtime_param(), param, value)
    assert made == _made(build_runtime_param(param.type_descriptor), param, value)
    assert made is None or isinstance(made, str | list | tuple | Path | int)


def test_a_path_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may read everything
    take_plainly(PARAMS["path"])
    assert "is not readable" in str(_made(PARAMS["path"].get_runtime_param(), PARAMS["path"], str(tmp_path)))


@pytest.mark.parametrize(
    "words",
    [
        ["locate", "J0K 2M0", "H2X 1Y4"],
        ["--regions", str(ROOT / "regions.yaml"), "route", "--company", "X", "--postal-code", "J0K 2M0", "--dry-run"],
        ["queue", "--limit", "1", "--state", "held"],
        ["notify", "--dry-run"],
    ],
)
def test_a_command_of_plain_values_does_not_import_pydantic(tmp_path: Path, words: list[str]) -> None:
    code = f"import sys; from innoveici.cli.main import main; code = main({words!r})\n"
    code += "print(code, 'pydantic' in sys.modules)"
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, encoding="utf-8")
    assert ran.stdout.splitlines()[-1] == "0 False"
