"""``innoveici batch list``: every run that recorded something, by the id under which it is taken back."""

from __future__ import annotations

from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING

from innoveici.cli.lists import print_table
from innoveici.cli.wiring import Session
from innoveici.errors import InputNotFound
from innoveici.figures import count
from innoveici.messages import N_, Message, _
from innoveici.words import moment

if TYPE_CHECKING:
    from innoveici.ledger.batches import Batch

COLUMNS = ("batch_id", "at", "file", "handoffs", "undone")


def list_batches(here: Session, file: str | None, *, as_json: bool) -> None:
    """``file``: the first digits of its SHA-256 stand in each line, as `sha256sum` prints them."""
    from innoveici.ledger.event import utc_text

    fingerprint = _fingerprint(file) if file is not None else ""
    with here.existing_ledger() as ledger:
        found = ledger.batches(fingerprint) if ledger else []
    if as_json:
        for batch in found:
            here.screen.data(dict(zip(COLUMNS, _values(batch, utc_text(batch.at)), strict=True)))
        return
    headings = (_("Batch"), _("When (Québec)"), _("File"), _("Handoffs"), _("Taken back"))
    shown = here.screen.out.isatty()
    rows = [
        tuple(count(value) if isinstance(value, int) and shown else str(value) for value in values)
        for values in (_values(batch, moment(batch.at) if shown else utc_text(batch.at)) for batch in found)
    ]
    print_table(here.screen, COLUMNS, headings, rows)


def _values(batch: Batch, at: str) -> tuple[str | int, ...]:
    return batch.id, at, batch.file, batch.handoffs, batch.undone


def _fingerprint(file: str) -> str:
    try:
        with Path(file).open("rb") as opened:
            return file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise InputNotFound(
            Message(N_("{file} cannot be read: {problem}"), file=file, problem=error.strerror or str(error)),
            Message(N_("name the file that was routed")),
        ) from None
