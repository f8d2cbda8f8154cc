"""What came of a step that was taken for several handoffs, one line each, over the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from innoveici.characters import clean
from innoveici.messages import _, ngettext


@dataclass(frozen=True, slots=True)
class Result:
    """``done``: what has changed; else ``refused`` says why nothing has."""

    handoff_id: str
    done: str = ""
    refused: str = ""


def summary(results: Sequence[Result]) -> str:
    """How many were done, how many not."""
    done = sum(not result.refused for result in results)
    refused = len(results) - done
    parts = [ngettext("{count} done", "{count} done", done).format(count=done)]
    if refused:
        parts.append(ngettext("{count} refused", "{count} refused", refused).format(count=refused))
    return " · ".join(parts)


class Report(ModalScreen[None]):
    """Any of its keys closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter", "dismiss", show=False)]

    def __init__(self, title: str, results: Sequence[Result], rest: Sequence[str] = ()) -> None:
        super().__init__()
        self._title = title
        self._results = results
        self._rest = rest

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="report"):
            title = _("{step}: {summary}").format(step=self._title, summary=summary(self._results))
            yield Static(Text(clean(title), style="bold"))
            for result in sorted(self._results, key=lambda result: not result.refused):  # what needs somebody first
                if result.refused:
                    which = "" if result.handoff_id in result.refused else f"{result.handoff_id} · "
                    yield Static(Text(clean(f"! {which}{result.refused}"), style="bold"))
                else:
                    yield Static(Text(clean(f"  {result.done}")))
            for line in self._rest:
                yield Static(Text(clean(line)))
            yield Static(Text(_("Esc closes this list.")))
