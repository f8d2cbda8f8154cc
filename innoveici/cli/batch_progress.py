"""How far a batch is, drawn in place on a terminal; nothing anywhere else."""

from __future__ import annotations

from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Self

from innoveici.figures import count
from innoveici.messages import N_, _
from innoveici.words import STYLE

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.live import Live

    from innoveici.batch.run import Report
    from innoveici.cli.wiring import Session

_REDRAWN_EVERY_S = 0.1
_TALLIES = {
    "assigned": N_("{count} assigned"),
    "held": N_("{count} held"),
    "rejected": N_("{count} rejected"),
    "duplicate": N_("{count} already recorded"),
    "referred": N_("{count} referred"),
}


class Progress:
    """``with Progress(session) as progress``: ``show`` after each slice. Gone from the screen at the end."""

    def __init__(self, here: Session) -> None:
        self._live: Live | None = None
        self._start = self._drawn = monotonic()
        if here.screen.err.isatty():
            from rich.live import Live
            from rich.text import Text

            reading = Text(_("reading the file…"))
            self._live = Live(reading, console=here.screen.console(here.screen.err), auto_refresh=False, transient=True)

    def __enter__(self) -> Self:
        if self._live:
            self._live.start(refresh=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()

    def show(self, report: Report) -> None:
        """Draw it, unless it was drawn a moment ago."""
        if self._live and monotonic() - self._drawn >= _REDRAWN_EVERY_S:
            self._live.update(self._drawing(report), refresh=True)
            self._drawn = monotonic()

    def _drawing(self, report: Report) -> RenderableType:
        from rich.console import Group
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        done = report.tally.read
        rate = done / max(monotonic() - self._start, 0.001)
        minutes, seconds = divmod(round((report.rows - done) / max(rate, 0.001)), 60)
        figures = _("{done} / {rows} · {rate}/s · {time} left").format(
            done=count(done), rows=count(report.rows), rate=count(round(rate)), time=f"{minutes}:{seconds:02}"
        )
        line = Table.grid(padding=(0, 1), expand=True)
        line.add_column(ratio=1)
        line.add_column(no_wrap=True)
        line.add_row(ProgressBar(total=max(report.rows, 1), completed=done), figures)
        tallies = [
            Text(_(text).format(count=count(report.tally.counts[status])).replace(" ", "\u00a0"), style=STYLE[status])
            for status, text in _TALLIES.items()
            if report.tally.counts[status]
        ]
        return Group(line, Text(" · ").join(tallies))
