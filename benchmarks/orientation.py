"""How often an orientation names what an experienced advisor would, beside two usual ways to search the same texts.

    python benchmarks/orientation.py [NEEDS.csv] [--catalogue DIR] [--misses]

NEEDS.csv has a row a need: ``id, language, region_code, need, employees, stage, themes, nature, expected_ids,
wrong_ids, note``; ids are parted by ``|``. Only the need's text, its region, employees and stage are given to what is
measured. Of all needs with expected entries: hit@k, one of them is among the first k; recall@5, how many of them are
among the first five. Of all needs with plainly wrong entries: wrong@5, one of them is among the first five. A need
that is no innovation and expects nothing counts as hit when it is said to be none. The two peers are SQLite's bm25
(FTS5) and the cosine of TF-IDF over the characters of words (3 to 5 of them); both leave out what serves another
region.
"""

from __future__ import annotations

import argparse
import csv
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from math import log, sqrt
from pathlib import Path

from innoveici.catalogue.load import load_catalogue
from innoveici.catalogue.model import Catalogue, Entry
from innoveici.catalogue.vocabulary import STAGES
from innoveici.directory.load import load_regions
from innoveici.orientation.applicant import Applicant
from innoveici.orientation.partnership_entries import partnership_entries
from innoveici.orientation.suggesting import Orienter
from innoveici.orientation.word_forms import folded

ROOT = Path(__file__).resolve().parents[1]
NEEDS = ROOT / "benchmarks" / "needs.csv"
NONE = "(outside)"
"""What stands for saying that a need is no innovation."""


@dataclass(frozen=True)
class Need:
    """One row."""

    id: str
    text: str
    applicant: Applicant
    nature: str
    expected: tuple[str, ...]
    wrong: frozenset[str]


def needs_of(file: Path) -> list[Need]:
    """The rows of a file."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return [
            Need(
                row["id"],
                row["need"],
                Applicant(
                    region_code=row["region_code"] or None,
                    employees=int(row["employees"]) if row["employees"] else None,
                    stage=STAGES.code(row["stage"]),
                ),
                row["nature"],
                tuple(filter(None, row["expected_ids"].split("|"))),
                frozenset(filter(None, row["wrong_ids"].split("|"))),
            )
            for row in csv.DictReader(stream)
        ]


def by_orienter(catalogue: Catalogue, today: date) -> Callable[[Need], list[str]]:
    """What innoveici names."""
    regions = load_regions(ROOT / "regions.yaml")
    orienter = Orienter(catalogue, regions.region_of_mrc, partnership_entries(regions.partnerships))

    def ids(need: Need) -> list[str]:
        found = orienter.orient(need.text, need.applicant, today)
        return [*([NONE] if found.outside else []), *(one.id for one in found.suggestions)]

    return ids


def by_bm25(catalogue: Catalogue, db: sqlite3.Connection) -> Callable[[Need], list[str]]:
    """What SQLite's full text index names first, of what may serve the region."""
    db.execute("CREATE VIRTUAL TABLE t USING fts5(id UNINDEXED, text, tokenize='unicode61 remove_diacritics 2')")
    entries = _entries(catalogue)
    db.executemany("INSERT INTO t VALUES (?, ?)", [(entry.id, text) for entry, text in entries.values()])

    def ids(need: Need) -> list[str]:
        words = " OR ".join(f'"{word}"' for word in dict.fromkeys(re.findall(r"\w+", folded(need.text))))
        found = (
            db.execute("SELECT id FROM t WHERE t MATCH ? ORDER BY bm25(t), id", (words,)).fetchall() if words else []
        )
        return [id_ for (id_,) in found if _serves(entries[id_][0], need)][:5]

    return ids


def by_tf_idf(catalogue: Catalogue) -> Callable[[Need], list[str]]:
    """What is nearest by the characters of its words, of what may serve the region."""
    entries = _entries(catalogue)
    counted = {id_: Counter(_grams(text)) for id_, (_, text) in entries.items()}
    holding = Counter(gram for grams in counted.values() for gram in grams)

    def vector(grams: Counter[str]) -> dict[str, float]:
        weights = {g: n * (log((1 + len(counted)) / (1 + holding[g])) + 1) for g, n in grams.items() if g in holding}
        norm = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {gram: weight / norm for gram, weight in weights.items()}

    vectors = {id_: vector(grams) for id_, grams in counted.items()}

    def ids(need: Need) -> list[str]:
        asked = vector(Counter(_grams(need.text)))
        near = [
            (-sum(weight * vectors[id_].get(gram, 0.0) for gram, weight in asked.items()), id_)
            for id_, (entry, _) in entries.items()
            if _serves(entry, need)
        ]
        return [id_ for _, id_ in sorted(near)[:5]]

    return ids


def _entries(catalogue: Catalogue) -> dict[str, tuple[Entry, str]]:
    """Every entry that is proposed, with all its text."""
    found: dict[str, tuple[Entry, str]] = {}
    for entry in (*catalogue.organizations.values(), *catalogue.programs.values()):
        if entry.proposed:
            themes = [catalogue.themes[id_] for id_ in entry.themes]
            words = [
                word for theme in themes for word in (theme.name_fr, theme.name_en, *theme.words_fr, *theme.words_en)
            ]
            found[entry.id] = entry, folded(" ".join(
                [entry.name_fr, entry.name_en, entry.description_fr, entry.description_en, *words]
            ))  # fmt: skip
    return found


def _serves(entry: Entry, need: Need) -> bool:
    places = set(entry.territory)
    return (
        not places
        or bool(places & {"QC", need.applicant.region_code})
        or getattr(entry, "territory_role", "") == "seat"
    )


def _grams(text: str) -> Iterator[str]:
    for word in re.findall(r"\w+", folded(text)):
        shown = f" {word} "
        for size in (3, 4, 5):
            yield from (shown[at : at + size] for at in range(len(shown) - size + 1))


@dataclass(frozen=True)
class Figures:
    """Shares, of 1."""

    hit_1: float
    hit_3: float
    hit_5: float
    recall_5: float
    wrong_5: float

    def __str__(self) -> str:
        return "  ".join(f"{value:6.2f}" for value in (self.hit_1, self.hit_3, self.hit_5, self.recall_5, self.wrong_5))


def measured(needs: Sequence[Need], named: Sequence[list[str]]) -> Figures:
    """:param named: by need the ids that were named, best first."""
    hits = {size: [_hit(need, ids, size) for need, ids in zip(needs, named, strict=True)] for size in (1, 3, 5)}
    told = [(need, ids) for need, ids in zip(needs, named, strict=True) if need.expected]
    recalls = [len({*need.expected} & {*_first(ids, 5)}) / len(need.expected) for need, ids in told]
    wrong = [bool(need.wrong & {*_first(ids, 5)}) for need, ids in zip(needs, named, strict=True) if need.wrong]
    return Figures(_mean(hits[1]), _mean(hits[3]), _mean(hits[5]), _mean(recalls), _mean(wrong))


def _first(ids: Sequence[str], size: int) -> list[str]:
    return [id_ for id_ in ids if id_ != NONE][:size]


def _hit(need: Need, ids: Sequence[str], size: int) -> bool:
    return bool({*need.expected} & {*_first(ids, size)}) if need.expected else NONE in ids


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("needs", nargs="?", type=Path, default=NEEDS)
    asked.add_argument("--catalogue", type=Path, default=ROOT / "catalogue")
    asked.add_argument("--misses", action="store_true", help="name what was missed, need by need")
    given = asked.parse_args()
    catalogue, needs = load_catalogue(given.catalogue), needs_of(given.needs)
    with closing(sqlite3.connect(":memory:")) as db:
        ways = {
            "innoveici": by_orienter(catalogue, date.today()),  # noqa: DTZ011 - what is closed now
            "SQLite bm25": by_bm25(catalogue, db),
            "TF-IDF": by_tf_idf(catalogue),
        }
        named = {way: [ids(need) for need in needs] for way, ids in ways.items()}
    print(f"{len(needs)} needs      hit@1   hit@3   hit@5  recall@5 wrong@5")
    for way, ids in named.items():
        print(f"{way:<14} {measured(needs, ids)}")
    for need, first in zip(needs, named["innoveici"], strict=True):
        wrong = need.wrong & {*_first(first, 5)}
        if given.misses and (wrong or not _hit(need, first, 3)):
            print(f"\n{need.id} [{need.applicant.region_code}] {need.text}")
            print(
                f"   named    {' '.join(first)}\n   expected {' '.join(need.expected)}"
                + (f"\n   WRONG    {wrong}" if wrong else "")
            )


if __name__ == "__main__":
    main()
