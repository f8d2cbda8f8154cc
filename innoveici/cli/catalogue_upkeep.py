"""What keeps a catalogue true: whether its pages answer, and what people look for that it lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from innoveici.cli.screen import print_table
from innoveici.errors import EX_PERSON, Refused, StorageError, Unreachable, os_problem
from innoveici.messages import N_, Message, _, ngettext
from innoveici.settings import data_folder

if TYPE_CHECKING:
    from pathlib import Path

    from innoveici.catalogue.model import Entry
    from innoveici.cli.wiring import Session

VERDICT_WORDS = {"ok": N_("answers"), "dead": N_("gone"), "unsure": N_("not sure")}


def check_links(here: Session, kind: str, ids: Sequence[str], *, as_json: bool) -> int:
    """Exit 3 when a page is gone. Raises Unreachable (69) when no server answered at all."""
    from innoveici.catalogue.page_check import Verdict, ask_all

    entries = _asked_for(here, kind, ids)
    pages = [(entry, field, address) for entry in entries for field, address in _pages(entry)]
    answers = {answer.address: answer for answer in ask_all(address for _entry, _field, address in pages)}
    rows = [(entry.id, field, answers[address]) for entry, field, address in pages]
    if as_json:
        for id_, field, answer in rows:
            here.screen.data(
                {
                    "id": id_,
                    "field": field,
                    "address": answer.address,
                    "verdict": answer.verdict.value,
                    "status": answer.status,
                    "moved_to": answer.moved_to or None,
                    "why": str(answer.why),
                }
            )
    else:
        spoken = here.screen.out.isatty()
        print_table(
            here.screen,
            ("id", "field", "verdict", "status", "address", "why"),
            (_("Id"), _("Field"), _("Verdict"), _("Status"), _("Address"), _("Why")),
            [
                (
                    id_,
                    field,
                    _(VERDICT_WORDS[answer.verdict]) if spoken else answer.verdict.value,
                    str(answer.status or ""),
                    answer.address,
                    answer.why.text(),
                )
                for id_, field, answer in rows
            ],
        )
    counted = Counter(answer.verdict for answer in answers.values())
    here.screen.note(
        Message(
            N_(
                "Pages asked: {count}; gone: {dead}; not sure: {unsure}. Nothing is hidden for that: look, and correct."
            ),
            count=len(answers),
            dead=counted[Verdict.DEAD],
            unsure=counted[Verdict.UNSURE],
        )
    )
    if answers and all(answer.status is None for answer in answers.values()):
        raise Unreachable(
            Message(N_("no server answered")), Message(N_("see whether this machine reaches the internet"))
        )
    return EX_PERSON if counted[Verdict.DEAD] else 0


def _asked_for(here: Session, kind: str, ids: Sequence[str]) -> list[Entry]:
    every = {entry.id: entry for entry in here.entries.entries(kind)}
    if unknown := [id_ for id_ in ids if id_ not in every]:
        raise Refused(Message(N_("the catalogue has no “{id}”"), id=unknown[0]))
    return [every[id_] for id_ in ids] if ids else list(every.values())


def _pages(entry: Entry) -> Iterator[tuple[str, str]]:
    """Its own and its source's, each once."""
    pages = {entry.provenance.source: "source", entry.url: "url"}
    yield from ((field, address) for address, field in pages.items() if address)


def gaps_file() -> Path:
    """Where words are counted that nothing has."""
    return data_folder() / "search-gaps.db"


def list_gaps(here: Session, kind: str, forgotten: Sequence[str], *, as_json: bool) -> int:
    """The most frequent first; with ``forgotten`` those words are taken out instead."""
    import sqlite3

    from innoveici.orientation.gaps import forget, gaps

    file = gaps_file()
    try:
        if forgotten:
            count = forget(file, forgotten)
            said = ngettext("{count} word forgotten", "{count} words forgotten", count).format(count=count)
            here.screen.note(Message("{said}", said=said))
            return 0
        found = gaps(file, (kind, "need"))
    except (OSError, sqlite3.Error) as error:
        raise StorageError(
            Message(N_("{path} cannot be read: {detail}"), path=file, detail=os_problem(error))
        ) from None
    if as_json:
        for gap in found:
            here.screen.data({"word": gap.word, "times": gap.times, "last_month": gap.last_month})
        return 0
    print_table(
        here.screen,
        ("word", "times", "last_month"),
        (_("Word"), _("Times"), _("Last met")),
        [(gap.word, str(gap.times), gap.last_month) for gap in found],
    )
    return 0
