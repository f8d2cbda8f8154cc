"""The right side: one handoff with its story."""

from __future__ import annotations

from rich.text import Text
from textual.containers import VerticalScroll
from textual.widgets import Static

from innoveici.triage.source import Details


class DetailPane(VerticalScroll):
    """What is known of the handoff under the cursor."""

    def show(self, details: Details | None) -> None:
        """Draw another one; None while there is none."""
        self.query(Static).remove()
        if details is not None:
            self.mount(Static(Text(details.shown.handoff.handoff_id)))
