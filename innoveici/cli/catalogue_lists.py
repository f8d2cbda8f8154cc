"""Entries of the catalogue by words or one after the other: a table for people, a JSON object a line for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from innoveici.catalogue.freshness import doubt_message, doubts, is_due, partial_day_text
from innoveici.catalogue.model import Entry, Program
from innoveici.catalogue.records import kind_of, record_of
from innoveici.catalogue.vocabulary import HELPS, STATUSES
from innoveici.catalogue.wording import terms_text
from innoveici.cli.screen import clean, print_table
from innoveici.messages import N_, Message, language

if TYPE_CHECKING:
    from datetime import date

    from rich.console import RenderableType

    from innoveici.catalogue.filtering import Wanted
    from innoveici.cli.wiring import Session

COMMANDS = {"organization": "organizations", "program": "programs"}


def search_entries(here: Session, kind: str, words: Sequence[str], wanted: Wanted, limit: int, *, as_json: bool) -> int:
    """Best first; what was read otherwise and what nothing has is said beside."""
    from innoveici.orientation.entry_search import search

    text = " ".join(words)
    found = search(here.entries, kind, text, wanted.accepts, limit)
    if as_json:
        for hit in found.hits:
            here.screen.data(entry_json(hit.entry, here.today) | {"words": list(hit.words)})
    elif found.hits:
        _print(here, [hit.entry for hit in found.hits])
    for written, meant in found.read_as.items():
        here.screen.note(Message(N_("“{written}” was read as “{meant}”."), written=written, meant=meant))
    if found.missing:
        from innoveici.cli.catalogue_upkeep import gaps_file
        from innoveici.orientation.gaps import count_missing

        count_missing(gaps_file(), kind, text, found.missing, here.today)
        missing = ", ".join(word.text for word in found.missing)
        here.screen.note(Message(N_("Nothing in the catalogue has: {words}."), words=missing))
    if not found.hits:
        command = COMMANDS[kind]
        here.screen.note(Message(N_("Nothing was found. See: innoveici {command} list, or --help."), command=command))
    return 0


def list_entries(here: Session, kind: str, wanted: Wanted, *, as_json: bool) -> int:
    """In the order of their file."""
    found = [entry for entry in here.entries.entries(kind) if wanted.accepts(entry)]
    if as_json:
        for entry in found:
            here.screen.data(entry_json(entry, here.today))
    else:
        _print(here, found)
    return 0


def entry_json(entry: Entry, today: date) -> dict[str, Any]:
    """Everything its file says, by column, and how fresh that is."""
    return {
        "kind": kind_of(entry),
        **record_of(entry),
        "due": is_due(entry.provenance, today),
        "doubts": [doubt.value for doubt in doubts(entry, today)],
    }


def _print(here: Session, entries: Iterable[Entry]) -> None:
    """On a terminal two lines each, in words; in a pipe a table as in the files."""
    if here.screen.out.isatty():
        for entry in entries:
            here.screen.show(*_spoken(entry, here.today))
        return
    print_table(
        here.screen,
        ("id", "name", "helps", "territory", "status", "verified_on", "doubts"),
        (),
        [
            (
                entry.id,
                entry.name(language()),
                "|".join(entry.helps),
                "|".join(entry.territory),
                entry.status if isinstance(entry, Program) else "",
                entry.provenance.verified_on,
                "|".join(doubt.value for doubt in doubts(entry, here.today)),
            )
            for entry in entries
        ],
    )


def _spoken(entry: Entry, today: date) -> Iterator[RenderableType]:
    """Its name and id; what it offers, where, in which state, how fresh, with what doubt."""
    from rich.padding import Padding
    from rich.text import Text

    verified = entry.provenance.verified_on
    said = [
        terms_text(HELPS, entry.helps),
        ", ".join(entry.territory),
        STATUSES.word(entry.status).text() if isinstance(entry, Program) else "",
        Message(N_("verified: {day}"), day=partial_day_text(verified)).text() if verified else "",
    ]
    yield Text.assemble((clean(entry.name(language())), "bold"), ("  " + entry.id, "dim"))
    yield Padding(Text(clean(" · ".join(filter(None, said)))), (0, 0, 0, 3))
    for doubt in doubts(entry, today):
        yield Padding(Text(f"! {doubt_message(doubt).text()}", style="yellow"), (0, 0, 0, 3))
