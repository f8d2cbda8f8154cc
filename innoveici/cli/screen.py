"""The two sinks: data to stdout, everything else to stderr; both safe from what a cell of an export may hold.

What makes text safe is ``innoveici.characters``.
"""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from innoveici.characters import clean as clean  # the rest of cli takes them from here
from innoveici.characters import to_json as to_json
from innoveici.errors import InnoveiciError
from innoveici.messages import Message, _

if TYPE_CHECKING:
    from rich.console import Console, RenderableType


def prepare_streams() -> None:
    """UTF-8 whatever the locale says, no crash on what a stream cannot hold nor on one that was closed (``>&-``)."""
    sys.stdin = sys.stdin or Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115
    sys.stdout = sys.stdout or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for the rest of the run
    sys.stderr = sys.stderr or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


class Screen:
    """Writes for one run. ``color`` is auto, always or never."""

    def __init__(self, color: str = "auto", *, out: IO[str] | None = None, err: IO[str] | None = None) -> None:
        self.color = color
        self._out, self._err = out, err

    @property
    def out(self) -> IO[str]:
        return self._out or sys.stdout

    @property
    def err(self) -> IO[str]:
        return self._err or sys.stderr

    def data(self, record: Mapping[str, Any]) -> None:
        """One JSON object a line."""
        self.out.write(to_json(record) + "\n")

    def line(self, text: str = "") -> None:
        """One line of plain data; on a terminal, broken between words."""
        if self.out.isatty():
            width = shutil.get_terminal_size().columns
            text = textwrap.fill(text, width, subsequent_indent="    ", break_on_hyphens=False) or text
        self.out.write(text + "\n")

    def lines(self, texts: Iterable[str]) -> None:
        """Many lines of plain data, as they are, at once."""
        self.out.write("\n".join([*texts, ""]))

    def show(self, *renderables: RenderableType) -> None:
        """Panels and tables a person reads, on stdout."""
        console = self.console()
        for renderable in renderables:
            console.print(renderable, soft_wrap=isinstance(renderable, str), markup=False, highlight=False, emoji=False)

    def show_aside(self, *renderables: RenderableType) -> None:
        """Tables a person reads beside the data, on stderr."""
        console = self.console(self.err)
        with suppress(OSError):  # as in _say
            for renderable in renderables:
                console.print(renderable, markup=False, highlight=False, emoji=False)

    def console(self, stream: IO[str] | None = None) -> Console:
        """A rich console, on stdout by default: 80 columns in a pipe, whatever the terminal has otherwise."""
        from rich.console import Console

        stream = stream or self.out
        terminal = stream.isatty()
        return Console(
            file=stream,
            width=None if terminal else 80,
            force_terminal={"always": True, "never": None, "auto": None}[self.color],
            no_color=self.color == "never" or (self.color == "auto" and not terminal),
            highlight=False,
            emoji=False,
            markup=False,
            legacy_windows=False,
        )

    def note(self, message: Message) -> None:
        """Something a person should know, on stderr."""
        self._say(clean(message.text(), keep_lines=True))

    def failure(self, error: InnoveiciError) -> None:
        """What is wrong and what to do, on stderr."""
        self._say(_("innoveici: {message}").format(message=clean(error.message.text(), keep_lines=True)))
        for detail in error.details():
            self._say(f"  {clean(detail.text())}")
        if error.remedy is not None:
            self._say(_("  → {remedy}").format(remedy=clean(error.remedy.text(), keep_lines=True)))

    def _say(self, line: str) -> None:
        with suppress(OSError):  # a full disk under a log: nobody else can be told, and the exit code must stay true
            self.err.write(line + "\n")


def print_table(screen: Screen, columns: Sequence[str], headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table on a terminal; in a pipe, tab-separated lines under English column names."""
    if not screen.out.isatty():
        screen.line("\t".join(columns))
        for row in rows:
            screen.line("\t".join(clean(cell) for cell in row))
        return
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(Text(clean(cell)) for cell in row))
    screen.show(table)
