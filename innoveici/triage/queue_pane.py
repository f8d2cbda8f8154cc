"""The queue on the left: one line a handoff, drawn only where it is seen, so that 50,000 cost what one page does."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message as ScreenMessage
from textual.scroll_view import ScrollView
from textual.strip import Strip

from innoveici.ledger.queue import Line
from innoveici.messages import _
from innoveici.triage.queue_lines import COLUMNS, HEADINGS, NOTHING, Column, Order, Today, cell

_WIDTHS: dict[Column, int] = {
    "handoff": 10,
    "state": 11,
    "since": 7,
    "company": 14,
    "region": 3,
    "advisor": 9,
    "why": 8,
}
"""The least of each, in cells; what is left over goes to the company and the reasons, half each."""
_MOST_OF_COMPANY = 34
_MARK = 2
MARKED = "*"
"""Before a handoff that is marked."""
_LEFT_OF_WHY, _WHY = COLUMNS.index("region"), COLUMNS.index("why")


class QueuePane(ScrollView, can_focus=True):
    """Keeps the cursor on its handoff, whatever is filtered or arrives."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"queue--heading", "queue--cursor", "queue--late"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "go(-1)", show=False),
        Binding("down", "go(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "go(-1000000000)", show=False),
        Binding("end", "go(1000000000)", show=False),
        Binding("enter", "open", show=False),
    ]

    class Selected(ScreenMessage):
        """The cursor is on this one; None when there is none. ``moved``: by a person, to another handoff."""

        def __init__(self, line: Line | None, *, moved: bool) -> None:
            super().__init__()
            self.line = line
            self.moved = moved

    class Opened(ScreenMessage):
        """Its details are asked for."""

    class Headed(ScreenMessage):
        """A column's heading was clicked."""

        def __init__(self, column: Column) -> None:
            super().__init__()
            self.column = column

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._rows: Sequence[Line] = ()
        self._at = 0
        self._today = Today(date.min)
        self._order = Order()
        self._marked: Collection[str] = ()
        self._reading = True

    @property
    def selected(self) -> Line | None:
        """The line under the cursor."""
        return self._rows[self._at] if self._rows else None

    @property
    def rows(self) -> Sequence[Line]:
        """The lines that are shown, in their order."""
        return self._rows

    def show(
        self,
        rows: Sequence[Line],
        *,
        order: Order,
        today: Today,
        reading: bool,
        marked: Collection[str] = (),
        forget: bool = False,
    ) -> None:
        """These lines. ``reading``: more may come. ``forget``: begin at the top, whatever the cursor was on."""
        before = self.selected
        self._rows, self._order, self._today, self._reading, self._marked = rows, order, today, reading, marked
        self._at = 0 if forget else self._found(before)
        self._resize()
        self._into_view()
        self.refresh()
        if self.selected is not before:
            self.post_message(self.Selected(self.selected, moved=False))

    def _found(self, before: Line | None) -> int:
        """Where the handoff is now; if it is gone, what follows it."""
        if before is not None:
            id_ = before.handoff_id
            for at, line in enumerate(self._rows):
                if line.handoff_id == id_:
                    return at
        return max(0, min(self._at, len(self._rows) - 1))

    def go_to(self, handoff_id: str) -> None:
        """Put the cursor on a handoff, where it is listed."""
        for at, line in enumerate(self._rows):
            if line.handoff_id == handoff_id:
                self.action_go(at - self._at)

    def action_go(self, by: int) -> None:
        """The cursor up or down."""
        at = max(0, min(self._at + by, len(self._rows) - 1))
        if at != self._at:
            self._at = at
            self._into_view()
            self.refresh()
            self.post_message(self.Selected(self.selected, moved=True))

    def action_page(self, by: int) -> None:
        """As many lines as are seen."""
        self.action_go(by * max(1, self.size.height - 1))

    def action_open(self) -> None:
        """The details of the one under the cursor."""
        self.post_message(self.Opened())

    def on_click(self, event: events.Click) -> None:
        """The mouse does nothing that keys do not."""
        if event.y > 0:
            at = event.y - 1 + self.scroll_offset.y
            if at < len(self._rows):
                self.action_go(at - self._at)
            return
        right = _MARK
        for column, width in zip(COLUMNS, self._widths(), strict=True):
            right += width + 1
            if event.x < right:
                self.post_message(self.Headed(column))
                return

    def on_resize(self) -> None:
        self._resize()
        self._into_view()

    def render_line(self, y: int) -> Strip:
        """The heading, then the lines that are in view."""
        if y == 0:
            headings = [self._heading(column, width) for column, width in zip(COLUMNS, self._widths(), strict=True)]
            return self._strip(headings, "  ", "queue--heading")
        at = y - 1 + self.scroll_offset.y
        if at < len(self._rows):
            line = self._rows[at]
            style = "queue--cursor" if at == self._at else "queue--late" if self._today.is_late(line) else ""
            cells = [cell(line, column, self._today) for column in COLUMNS]
            mark = (">" if at == self._at else " ") + (MARKED if line.handoff_id in self._marked else " ")
            return self._strip(cells, mark, style)
        if y == 2 and not self._rows:
            text = (
                _("one moment…") if self._reading else _("nothing here; s shows other states, / o e v narrow it down")
            )
            return self._strip_of(f"  {text}", "")
        return self._strip_of("", "")

    def _heading(self, column: Column, width: int) -> str:
        """With the sign of the order, which is seen however narrow the column."""
        sign = ("↓" if self._order.backwards else "↑") if column == self._order.column else ""
        return _fit(_(HEADINGS[column]), width - len(sign)).rstrip() + sign

    def _strip(self, cells: Sequence[str], mark: str, style: str) -> Strip:
        widths = self._widths()
        if cell_len(cells[_WHY]) > widths[_WHY] and all(text == NOTHING for text in cells[_LEFT_OF_WHY:_WHY]):
            # What is in nobody's hands needs no columns to say so, and its reason needs room.
            cells = [*cells[:_LEFT_OF_WHY], cells[_WHY]]
            left = widths[:_LEFT_OF_WHY]
            widths = [*left, max(1, self.size.width - _MARK - sum(left) - len(left))]
        fitted = (_fit(text, width) for text, width in zip(cells, widths, strict=True))
        return self._strip_of(mark + " ".join(fitted), style)

    def _strip_of(self, text: str, style: str) -> Strip:
        look = self.get_component_rich_style(style) if style else self.rich_style
        return Strip([Segment(set_cell_size(text, self.size.width), look)], self.size.width)

    def _widths(self) -> list[int]:
        least = dict(_WIDTHS)
        left = max(0, self.size.width - _MARK - sum(least.values()) - len(least) + 1)
        more = min(left // 2, _MOST_OF_COMPANY - least["company"])
        least["company"] += more
        least["why"] += left - more
        return [least[column] for column in COLUMNS]

    def _resize(self) -> None:
        self.virtual_size = Size(0, len(self._rows) + 1)  # the heading takes one line of every view

    def _into_view(self) -> None:
        height = max(1, self.size.height - 1)
        self.scroll_to_region(Region(0, self._at, 1, 2 if height > 1 else 1), animate=False, force=True)


def _fit(text: str, width: int) -> str:
    """Cut to ``width`` cells with a sign that it was."""
    fitted = set_cell_size(text, width)
    return fitted if fitted.rstrip() == text.rstrip() else set_cell_size(text, width - 1) + "…"
