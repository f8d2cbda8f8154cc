"""Words and phrases looked for in a text, by the stems of their words; small words between them do not count. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from innoveici.orientation.word_forms import Word, words_of

K = TypeVar("K")
_EXACT = "="
"""Before a phrase of which no other endings are meant: “étudiant” and not “étudier”, which have one stem."""


@dataclass(frozen=True, slots=True)
class PhraseFound(Generic[K]):
    """What a phrase stands for (``key``), the words of the text that are it, and how much it says.

    ``weight``: a phrase of one key alone counts 1; one that stands for several, less for each.
    """

    key: K
    words: tuple[Word, ...]
    weight: float

    @property
    def text(self) -> str:
        """As written."""
        return " ".join(word.text for word in self.words)


class Phrases(Generic[K]):
    """Phrases by what they stand for."""

    def __init__(self, phrases: Mapping[K, Iterable[str]]) -> None:
        self._by_stem: dict[str, list[tuple[K, tuple[Word, ...]]]] = defaultdict(list)
        self._keys_of: dict[tuple[frozenset[str], ...], set[K]] = defaultdict(set)
        self.plain: set[str] = set()
        for key, texts in phrases.items():
            for text in texts:
                words = _telling(words_of(text.removeprefix(_EXACT)))
                if text.startswith(_EXACT):
                    words = tuple(replace(word, stems=frozenset({_EXACT + word.plain})) for word in words)
                if not words:
                    continue
                self._keys_of[tuple(word.stems for word in words)].add(key)
                self.plain.update(word.plain for word in words)
                for stem in words[0].stems:
                    self._by_stem[stem].append((key, words))

    def find(self, words: Sequence[Word]) -> list[PhraseFound[K]]:
        """Every phrase in ``words``, but those within a longer one: who says “maple syrup” speaks of no other syrup."""
        telling = _telling(words)
        found: dict[tuple[K, int], PhraseFound[K]] = {}
        for at, word in enumerate(telling):
            for stem in (*word.stems, _EXACT + word.plain):
                for key, phrase in self._by_stem.get(stem, ()):
                    here = telling[at : at + len(phrase)]
                    before = found.get((key, at))
                    if (before is None or len(before.words) < len(phrase)) and _are(here, phrase):
                        weight = 1 / len(self._keys_of[tuple(one.stems for one in phrase)])
                        found[key, at] = PhraseFound(key, tuple(here), weight)
        spans = [(at, at + len(one.words)) for (_, at), one in found.items()]
        return [
            one
            for (_, at), one in found.items()
            if not any(a <= at and at + len(one.words) <= b and b - a > len(one.words) for a, b in spans)
        ]


def _telling(words: Sequence[Word]) -> tuple[Word, ...]:
    """Without small words; all of them where there is nothing else."""
    return tuple(word for word in words if not word.is_stop) or tuple(words)


def _are(here: Sequence[Word], phrase: Sequence[Word]) -> bool:
    if len(here) != len(phrase):
        return False
    return all(_same(one, other) for one, other in zip(here, phrase, strict=True))


def _same(one: Word, other: Word) -> bool:
    """By a stem; a short word only by itself, as written where it is in capitals."""
    if other.text.isupper() and len(other.text) == 2:
        return one.plain == other.plain and (one.text.isupper() or one.plain not in {"ai", "it", "ip", "pi"})
    return not one.stems.isdisjoint(other.stems) or _EXACT + one.plain in other.stems
