"""The right side: one handoff with its map, its candidates and its story, scrolled with the usual keys."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.events import Resize
from textual.widget import Widget
from textual.widgets import Static

from innoveici.messages import _
from innoveici.triage import handoff_text as about

if TYPE_CHECKING:
    from innoveici.region_points import HandoffMap
    from innoveici.triage.backend import Details

_BESIDE = 70
"""Columns from which the map stands beside the facts instead of below them."""


class RegionMap(Widget):
    """The map, as large as it is given room."""

    DEFAULT_CSS = "RegionMap { height: 14; }"

    shown: HandoffMap | None = None

    def show(self, shown: HandoffMap | None) -> None:
        """Draw another one; without one it takes no room."""
        self.shown = shown
        self.display = shown is not None
        self.refresh()

    def render(self) -> RenderableType:
        from innoveici.triage.region_map import COMPANY, draw  # numpy: the queue shows before it is loaded

        shown, (width, height) = self.shown, self.size
        if shown is None or width < 10 or height < 5:
            return Text("")
        caption = _("{company} company").format(company=COMPANY) if shown.company else _("the company's place is open")
        below = wrap(caption, width)
        lines = draw(shown.region, shown.company, shown.marks, width, height - len(below))
        captions = [Text(line, style="dim") for line in below]
        return Text("\n", no_wrap=True, overflow="crop").join([*lines, *captions])


class DetailPane(VerticalScroll):
    """What is known of the handoff under the cursor. Its child's ids: heading, facts, map, story."""

    DEFAULT_CSS = """
    DetailPane { scrollbar-size-vertical: 1; }
    DetailPane Static { height: auto; }
    DetailPane #upper { height: auto; }
    DetailPane #facts { width: 1fr; }
    DetailPane RegionMap { margin: 1 0 0 0; max-width: 64; }
    DetailPane.-beside #upper { layout: horizontal; }
    DetailPane.-beside RegionMap { width: 45%; margin: 0 0 0 1; }
    """
    shown: str | None = None
    """The handoff that is shown."""

    def compose(self) -> ComposeResult:
        yield Static(id="heading")
        with Container(id="upper"):
            yield Static(id="facts")
            yield RegionMap(id="map")
        yield Static(id="story")

    def on_mount(self) -> None:
        self.show(None)

    def on_resize(self, event: Resize) -> None:
        """Side by side where there is room."""
        self.set_class(event.size.width >= _BESIDE, "-beside")

    def show(self, details: Details | None) -> None:
        """Draw another one from its top, or the same one as it is now, where it was; None while there is none."""
        if not self.query("#story"):  # the screen is closing
            return
        top, facts = _top(details) if details else ("", "")
        self.query_one("#heading", Static).update(top)
        self.query_one("#facts", Static).update(facts)
        self.query_one(RegionMap).show(details.map if details else None)
        self.query_one("#story", Static).update(Group(*_story(details)) if details else "")
        shown = details.shown.handoff.handoff_id if details else None
        if shown != self.shown:
            self.scroll_home(animate=False)
        self.shown = shown


def _top(details: Details) -> tuple[RenderableType, RenderableType]:
    """Above the map, and beside it: what a person must settle comes before all else."""
    heading, facts, why = about.heading(details), about.facts(details), about.why(details)
    if why is None:
        return heading, facts
    if about.waits_for_a_person(details):
        return Group(heading, why), facts
    return heading, Group(facts, why)


def _story(details: Details) -> list[RenderableType]:
    from innoveici.region_points import NUMBERED  # as above

    parts: list[RenderableType] = []
    for title, table in (
        (_("What could fit this need"), about.fitting(details)),
        (_("Candidates, as decided last"), about.ranking(details, NUMBERED)),
        (_("What happened, in Québec's time"), about.timeline(details)),
        (_("Who was told"), about.who_was_told(details)),
    ):
        if table is not None:
            parts += [Text(f"\n{title}", style="bold underline"), table]
    return parts
