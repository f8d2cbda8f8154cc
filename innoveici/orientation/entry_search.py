"""Entries of the catalogue by words, as people type them: endings, accents, slips and beginnings of words aside."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from innoveici.catalogue.model import Entry
from innoveici.orientation.entry_index import EntryIndex
from innoveici.orientation.word_forms import Word, may_be_slip, telling_words, words_of

_WEIGHTS = (8.0, 2.0, 1.0)
"""Of a word in an entry's name, in what it is about (themes with their synonyms, help, stages), in its text."""
_SHORTEST_BEGINNING = 3
_NEAR = 84.0
"""Of 100: how like another a word is that stands for it with a slip (rapidfuzz' ratio)."""


@dataclass(frozen=True, slots=True)
class Hit:
    """``words``: of what was typed, those that the entry has."""

    entry: Entry
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Best first. ``missing``: words that no entry of the kind has; ``read_as``: those with a slip, as read."""

    hits: tuple[Hit, ...]
    missing: tuple[Word, ...]
    read_as: Mapping[str, str]


def search(index: EntryIndex, kind: str, text: str, accepts: Callable[[Entry], bool], limit: int) -> Found:
    """The entries of ``kind`` that have most of the words of ``text``, rare ones and those in names first.

    ``accepts``: whether an entry may be among them; ``limit``: how many at most.
    """
    having: dict[int, list[str]] = defaultdict(list)
    scores: dict[int, float] = defaultdict(float)
    missing: list[Word] = []
    read_as: dict[str, str] = {}
    for word in dict.fromkeys(telling_words(text) or words_of(text)):
        rows, other = _rows_of(index, kind, word)
        if not rows:
            missing.append(word)
        elif other:
            read_as[word.text] = other
        for number, rank in rows:
            having[number].append(word.text)
            scores[number] -= rank
    hits = []
    for number in sorted(having, key=lambda number: (-len(having[number]), -scores[number], number)):
        entry = index.numbered(number)
        if accepts(entry):
            hits.append(Hit(entry, tuple(having[number])))
            if len(hits) == limit:
                break
    return Found(tuple(hits), tuple(missing), read_as)


def missing_words(index: EntryIndex, text: str) -> tuple[Word, ...]:
    """Words of ``text`` that tell something and that no entry has, of whatever kind."""
    return tuple(
        word
        for word in dict.fromkeys(telling_words(text))
        if not any(_rows_of(index, kind, word)[0] for kind in ("program", "organization"))
    )


def _rows_of(index: EntryIndex, kind: str, word: Word) -> tuple[list[tuple[int, float]], str]:
    """Numbers and ranks (the less, the better) of entries that have ``word``, and the word it was read as, if another.

    By its stems; else as the beginning of a word; else as another word, with a slip.
    """
    if rows := _matches(index.database, kind, [f'"{stem}"' for stem in sorted(word.stems)]):
        return rows, ""
    if len(word.plain) >= _SHORTEST_BEGINNING and (rows := _matches(index.database, kind, [f'"{word.plain}"*'])):
        return rows, ""
    if may_be_slip(word) and (meant := _meant(word, index.vocabulary)):
        return _matches(index.database, kind, [f'"{stem}"' for stem in sorted(meant.stems)]), meant.plain
    return [], ""


def _matches(database: sqlite3.Connection, kind: str, terms: list[str]) -> list[tuple[int, float]]:
    return database.execute(
        "SELECT number, bm25(words, ?, ?, ?) FROM words JOIN entries ON number = words.rowid "
        "WHERE words MATCH ? AND kind = ?",
        (*_WEIGHTS, " OR ".join(terms), kind),
    ).fetchall()


def _meant(word: Word, vocabulary: list[str]) -> Word | None:
    from rapidfuzz import fuzz, process  # only who meets a slip waits for it

    near = process.extractOne(word.plain, vocabulary, scorer=fuzz.ratio, score_cutoff=_NEAR)
    return words_of(near[0])[0] if near and near[0][0] == word.plain[0] else None
