"""Words that were looked for and that nothing in the catalogue has: what it lacks, counted.

A word alone is kept, with how often and in which month it was last met: not who looked, when, for whom or beside which
other words. Words can be somebody's name or address all the same, so none is kept that holds a figure or a capital,
stands in an e-mail or a web address, or is one of the words that the caller knows to be personal. Whatever is left is
forgotten two years after it was last met, and at once where that is asked for.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from innoveici.orientation.word_forms import Word, words_of

KEPT_MONTHS = 24
_SHORTEST, _LONGEST = 3, 30
_CONTACT = re.compile(r"\S*[@\d]\S*|https?://\S+|\S+\.\w{2,}\S*")
"""Addresses, and whatever has a figure in it."""
_TABLE = """
    CREATE TABLE IF NOT EXISTS gaps (
        kind TEXT NOT NULL, word TEXT NOT NULL, times INTEGER NOT NULL, last_month TEXT NOT NULL,
        PRIMARY KEY (kind, word)
    ) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class Gap:
    """``word``: folded. ``last_month``: as in ``2026-11``."""

    word: str
    times: int
    last_month: str


def count_missing(
    file: Path, kind: str, text: str, missing: Iterable[Word], today: date, personal: Iterable[str] = ()
) -> None:
    """Count those words of ``missing``, met in ``text``, that may be kept; harmless where ``file`` cannot be written.

    :param kind: where they were looked for: ``program``, ``organization``, ``need``.
    :param personal: texts of which no word is kept, as the names in a request.
    """
    words = kept(text, missing, personal)
    if not words:
        return
    month, oldest = today.strftime("%Y-%m"), _months_before(today, KEPT_MONTHS)
    with suppress(OSError, sqlite3.Error), _database(file, create=True) as database:
        database.executemany(
            "INSERT INTO gaps VALUES (?, ?, 1, ?) "
            "ON CONFLICT (kind, word) DO UPDATE SET times = times + 1, last_month = excluded.last_month",
            [(kind, word, month) for word in words],
        )
        database.execute("DELETE FROM gaps WHERE last_month < ?", (oldest,))


def gaps(file: Path, kinds: Iterable[str]) -> tuple[Gap, ...]:
    """The most frequent first. Raises OSError, sqlite3.Error."""
    if not file.exists():
        return ()
    with _database(file) as database:
        rows = database.execute(
            "SELECT word, sum(times), max(last_month) FROM gaps WHERE kind IN (SELECT value FROM json_each(?)) "
            "GROUP BY word ORDER BY 2 DESC, 3 DESC, 1",
            (json.dumps(list(kinds)),),
        )
        return tuple(Gap(*row) for row in rows)


def forget(file: Path, words: Iterable[str]) -> int:
    """Forget ``words``, whatever they were looked for in; how many there were. Raises OSError, sqlite3.Error."""
    if not file.exists():
        return 0
    with _database(file) as database:
        plain = {word.plain for text in words for word in words_of(text)}
        return sum(database.execute("DELETE FROM gaps WHERE word = ?", (word,)).rowcount for word in sorted(plain))


def kept(text: str, missing: Iterable[Word], personal: Iterable[str] = ()) -> tuple[str, ...]:
    """Those of ``missing`` that may be kept, folded, each once."""
    in_the_clear = {word.text for word in words_of(_CONTACT.sub(" ", text))}
    private = {word.plain for one in personal for word in words_of(one)}
    return tuple(
        dict.fromkeys(
            word.plain
            for word in missing
            if word.text in in_the_clear
            and word.text == word.text.lower()
            and word.plain.isalpha()
            and _SHORTEST <= len(word.plain) <= _LONGEST
            and word.plain not in private
        )
    )


@contextmanager
def _database(file: Path, *, create: bool = False) -> Iterator[sqlite3.Connection]:
    """Committed at the end of the block; the file is its owner's alone to read."""
    if create and not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(file, timeout=1.0)) as database:
        database.execute("PRAGMA secure_delete = ON")
        database.execute(_TABLE)
        with database:
            yield database


def _months_before(today: date, months: int) -> str:
    years, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return f"{years:04}-{month + 1:02}"
