"""What comes from outside never reaches a terminal raw (edge-case 21)."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.cli.screen import Screen, clean, to_json

RISKY = "[/] [link=http://x] :warning: \x1b[31mred\x1b[0m \x1b]8;;http://x\x07lien\x9b1m \u202etxt"


def test_markup_stays_literal_and_escapes_go() -> None:
    assert clean(RISKY) == "[/] [link=http://x] :warning: red lien1m txt"


def test_a_panel_shows_markup_literally() -> None:
    from rich.text import Text

    out = io.StringIO()
    Screen(out=out).show(Text(clean(RISKY)))
    assert "[/] [link=http://x] :warning: red" in out.getvalue()
    assert "\x1b" not in out.getvalue()


@given(st.text())
def test_nothing_that_moves_a_cursor_survives(text: str) -> None:
    assert not [c for c in clean(text) if ord(c) < 32 or 127 <= ord(c) < 160 or "\u202a" <= c <= "\u202e"]


@given(st.text())
def test_json_keeps_every_value_and_escapes_what_is_unsafe(text: str) -> None:
    line = to_json({"name": text})
    assert "\n" not in line
    assert json.loads(line) == {"name": text}
    assert not [c for c in line if ord(c) < 32 or 127 <= ord(c) < 160 or "\u202a" <= c <= "\u202e"]


def test_accents_stay_readable_in_json() -> None:
    assert to_json({"place": "Saint-Félix"}) == '{"place": "Saint-Félix"}'


@pytest.mark.parametrize(("color", "escapes"), [("auto", False), ("never", False), ("always", True)])
def test_a_pipe_has_no_colour_unless_it_is_asked_for(color: str, escapes: bool) -> None:
    from rich.text import Text

    out = io.StringIO()
    Screen(color, out=out).show(Text("x", style="red"))
    assert ("\x1b[" in out.getvalue()) == escapes


def test_a_pipe_is_eighty_columns_wide() -> None:
    from rich.panel import Panel

    out = io.StringIO()
    Screen(out=out).show(Panel("x"))
    assert {len(line) for line in out.getvalue().splitlines()} == {80}
