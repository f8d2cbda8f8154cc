"""Compiles a catalogue to the database that ``entry_index`` reads: entries, and the words of each by their stems."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from typing import TypeVar

from innoveici.catalogue.model import Catalogue, Entry, Organization, Program, Theme
from innoveici.catalogue.records import kind_of, record_of
from innoveici.catalogue.vocabulary import HELPS, STAGES, Terms
from innoveici.messages import LANGUAGES, speaking
from innoveici.orientation.word_forms import may_be_slip, words_of

C = TypeVar("C", bound=str)

_TABLES = """
    CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE entries (number INTEGER PRIMARY KEY, id TEXT UNIQUE, kind TEXT NOT NULL, record TEXT NOT NULL);
    CREATE VIRTUAL TABLE words USING fts5 (name, about, text, content='', tokenize='unicode61 remove_diacritics 0');
"""


def compiled(catalogue: Catalogue, key: str) -> sqlite3.Connection:
    """``catalogue`` as a database in memory, which says that it is of ``key``."""
    database = sqlite3.connect(":memory:")
    database.executescript(_TABLES)
    vocabulary: set[str] = set()
    about = {theme.id: _forms(_theme_words(theme), vocabulary) for theme in catalogue.themes.values()}
    said: dict[str, str] = {code: _forms(_words_for(HELPS, code), vocabulary) for code in HELPS}
    said |= {code: _forms(_words_for(STAGES, code), vocabulary) for code in STAGES}
    entries: list[Organization | Program] = [*catalogue.organizations.values(), *catalogue.programs.values()]
    for number, entry in enumerate(entries):
        record = json.dumps(record_of(entry), ensure_ascii=False)
        database.execute("INSERT INTO entries VALUES (?, ?, ?, ?)", (number, entry.id, kind_of(entry), record))
        database.execute(
            "INSERT INTO words (rowid, name, about, text) VALUES (?, ?, ?, ?)",
            (
                number,
                _forms(_names(entry), vocabulary),
                " ".join(
                    [*(about[id_] for id_ in entry.themes), *(said[code] for code in (*entry.helps, *entry.stages))]
                ),
                _forms(_texts(entry, catalogue), vocabulary),
            ),
        )
    facts = {
        "key": key,
        "fingerprint": catalogue.fingerprint,
        "themes": json.dumps(
            [[t.id, t.name_fr, t.name_en, t.words_fr, t.words_en] for t in catalogue.themes.values()],
            ensure_ascii=False,
        ),
        "retired": json.dumps(
            [[r.id, r.name_fr, r.retired_on, r.successor, r.note] for r in catalogue.retired.values()],
            ensure_ascii=False,
        ),
        "vocabulary": " ".join(sorted(vocabulary)),
    }
    database.executemany("INSERT INTO facts VALUES (?, ?)", facts.items())
    database.commit()
    return database


def _names(entry: Entry) -> Iterator[str]:
    yield from (entry.id.replace("-", " "), entry.name_fr, entry.name_en)


def _texts(entry: Entry, catalogue: Catalogue) -> Iterator[str]:
    yield from (entry.description_fr, entry.description_en)
    if isinstance(entry, Program):
        conditions = entry.conditions
        yield from (conditions.words_fr, conditions.words_en, entry.amount_fr, entry.amount_en, *conditions.sectors)
        operator = catalogue.organizations.get(entry.operator)
        yield from _names(operator) if operator else (entry.operator,)


def _theme_words(theme: Theme) -> Iterator[str]:
    yield from (theme.id, theme.name_fr, theme.name_en, *theme.words_fr, *theme.words_en)


def _words_for(terms: Terms[C], code: C) -> Iterator[str]:
    for language in LANGUAGES:
        with speaking(language):
            yield terms.word(code).text()


def _forms(texts: Iterable[str], vocabulary: set[str]) -> str:
    """The stems of all words of ``texts``; those in which a slip may be looked for go to ``vocabulary``."""
    words = [word for text in texts for word in words_of(text) if not word.is_stop]
    vocabulary.update(word.plain for word in words if may_be_slip(word))
    return " ".join(stem for word in words for stem in sorted(word.stems))
