"""What somebody means by what they wrote above a quotation: a step, or nothing that is sure enough to act upon.

The first sentence that is more than a greeting decides. It must begin with the answer, politeness apart; whatever turns
it around, makes it depend on something or asks a question leaves it unclear, and so does the contrary said further
down. Nothing with a negation is ever taken for an acceptance. Pure; never raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

from innoveici.answer_words import ANSWER_WORDS
from innoveici.directory.folding import fold
from innoveici.messages import LANGUAGES, _, speaking
from innoveici.replies.answer_vocabulary import (
    CONDITION,
    CONTRARY,
    GREETINGS,
    HARMLESS,
    NEGATION,
    NEUTRAL,
    NOT_ACCEPTED,
    OTHER_WORDS,
    POLITE,
    SPELT,
    SPELT_OUT,
    THANKS,
    WORDINGS,
    Meaning,
    Wording,
)
from innoveici.steps import REASON_CODE, Role, StepName

MEANINGS: Mapping[str, Sequence[Meaning]] = {
    "company": ("call", "withdraw"),
    "advisor": ("unreachable", "decline", "accept", "contact"),
    "erac": ("unreachable", "decline", "accept", "contact"),
}
"""What each role may say by mail, in the order in which phrases are tried."""
_STEPS: Mapping[Meaning, StepName] = {
    "accept": "accept", "decline": "decline", "contact": "contact", "unreachable": "unreachable",
    "withdraw": "withdraw", "call": "ask",
}  # fmt: skip
_OPENING = 8
"""Words of a greeting or of thanks, at most."""
_TURNING = NEGATION | CONDITION
_ALL = tuple(WORDINGS.values())
_SENTENCES = 40
"""How many are looked at, of which the first decides."""
_WORDS = 80
_SENTENCE = re.compile(r"[.!?…]+(?=\s|$)|[!?;]+|\n")
_PART = re.compile(r"\s*([,:()–—]|\s-+\s)\s*")
_WRAPPED = 50
"""Characters from which on a line may have been broken by a mail program in the middle of a sentence."""
_GOES_ON = NEGATION - {"sans", "without", "aucun", "aucune", "personne", "plus"} | {"si", "if", "sauf", "unless"}
_ACCEPTS = frozenset({"accepte", "accept", "accepter", "acceptons", "acceptee", "accepted"})


@dataclass(frozen=True, slots=True)
class MailAnswer:
    """``step``: None where it is not clear. ``given``: what the step asks for (``Casework.take``), its reason in it."""

    step: StepName | None
    given: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"MailAnswer({self.step!r})"  # nothing personal in a traceback


@dataclass(frozen=True, slots=True)
class _Sentence:
    """``said``: folded words and commas, one space between. ``asks``: it ends with a question mark."""

    said: str
    asks: bool = False

    @property
    def words(self) -> list[str]:
        return self.said.split()


def read_answer(text: str, role: Role) -> MailAnswer:
    """What ``text``, the words above the quotation, asks for.

    Declining needs a reason: where there is nothing but the word itself, that is the reason, ``other`` its code.
    """
    sentences = list(islice(_sentences(text), _SENTENCES))
    meaning = _meaning(sentences, MEANINGS.get(role, ()))
    if meaning is None:
        return MailAnswer(None)
    given = {"asks": "call"} if meaning == "call" else {}
    reason = "" if _is_bare(sentences, meaning) else _beside(text)
    if meaning == "decline":
        given["reason_code"] = _coded(reason)
        reason = reason or text.strip()
    return MailAnswer(_STEPS[meaning], given | ({"reason": reason} if reason else {}))


def _is_bare(sentences: Sequence[_Sentence], meaning: Meaning) -> bool:
    """Whether politeness apart nothing is said but the answer: “Bonjour, j’accepte avec plaisir.”"""
    telling = (sentence for sentence in sentences if not _says_nothing(sentence))
    said = [word for sentence in telling for word in _without_greeting(sentence.words)]
    start = _place(said, WORDINGS[meaning])
    if start is None or (phrase := _begins(said, start, WORDINGS[meaning])) is None:
        return False
    return all(word in POLITE for word in said[start + len(phrase[0].split()) :])


def _meaning(sentences: Sequence[_Sentence], possible: Sequence[Meaning]) -> Meaning | None:
    """Of all that was said; None where it is not clear."""
    for position, sentence in enumerate(sentences):
        if _says_nothing(sentence):
            continue
        found = _meaning_of(sentence, possible)
        after = sentences[position + 1 :]
        if found is None or _turned_around(after, found):
            return None
        later = {_meaning_of(one, possible) for one in after}
        return None if later & CONTRARY[found] else found
    return None


def _turned_around(after: Sequence[_Sentence], meaning: Meaning) -> bool:
    """Whether what follows goes on with a negation or a condition: a line was broken before “pas”, or “si”."""
    begins = next((one.words[0] for one in after), "")
    return meaning in ("accept", "contact") and begins in _GOES_ON


def _says_nothing(sentence: _Sentence) -> bool:
    """A greeting, thanks: of those with a name, or for something, what is no answer and turns none around."""
    words = sentence.words
    if all(word in POLITE for word in words):
        return True
    opens = len(words) <= _OPENING and words[0] in GREETINGS | THANKS
    return opens and _TURNING.isdisjoint(words) and not _answers(words)


def _answers(words: Sequence[str]) -> bool:
    return any(_begins(words, start, wording) for wording in _ALL for start in range(len(words)))


def _begins(words: Sequence[str], start: int, wording: Wording) -> re.Match[str] | None:
    return wording.phrases.match(" ".join(words[start:]))


def _meaning_of(sentence: _Sentence, possible: Sequence[Meaning]) -> Meaning | None:
    if sentence.asks:
        return None
    words = _without_greeting(sentence.words)
    places = [
        (place, order) for order, one in enumerate(possible) if (place := _place(words, WORDINGS[one])) is not None
    ]
    if not places:
        return None
    start, order = min(places)
    meaning = possible[order]
    return meaning if _stands(words, start, meaning) else None


def _without_greeting(words: list[str]) -> list[str]:
    """What follows “Bonjour Lucie,” or “Merci de votre message,”, also where the comma was forgotten."""
    if not words or words[0] not in GREETINGS | THANKS:
        return words
    if "," in words[:_OPENING] and _TURNING.isdisjoint(words[: words.index(",")]):
        return words[words.index(",") + 1 :]
    begins = (i for i in range(1, min(len(words), 5)) if any(_place(words[i:], w) is not None for w in _ALL))
    start = next(begins, 1)
    return words[start:] if _TURNING.isdisjoint(words[:start]) else words


def _place(words: Sequence[str], wording: Wording) -> int | None:
    """Where a phrase begins with nothing before it but words that mean nothing."""
    for start, word in enumerate(words):
        if _begins(words, start, wording):
            return start
        if word not in wording.before:
            return None
    return None


def _stands(words: Sequence[str], start: int, meaning: Meaning) -> bool:
    """Whether nothing in the sentence turns what is said in it around."""
    wording = WORDINGS[meaning]
    said = _begins(words, start, wording)
    assert said is not None
    after = words[start + len(said[0].split()) :]
    if not wording.turned_by.isdisjoint([*words[:start], *after]):
        return False
    return meaning != "decline" or _is_declined(said[0], after)


def _is_declined(said: str, after: Sequence[str]) -> bool:
    """“Je refuse pas” is none; “je n’accepte pas” is one where nothing else makes it depend on something."""
    if after and after[0] in ("pas", "point", "plus", "jamais", "not"):
        return False
    accepted = next((i for i, word in enumerate(after) if word in _ACCEPTS), None)
    if accepted is not None and NEGATION.isdisjoint(after[:accepted]):
        return False
    if NOT_ACCEPTED.match(said):
        end = after.index(",") if "," in after else len(after)
        return NEUTRAL.issuperset(after[:end])
    return True


def _sentences(text: str) -> Iterator[_Sentence]:
    """The sentences of ``text``; a line is one of its own, unless it was broken because it was long."""
    start = 0
    for found in [*_SENTENCE.finditer(text), None]:
        end = found.start() if found else len(text)
        if found and found[0] == "\n" and _is_broken(text, end):
            continue
        said = _folded(text[start:end])
        if said.replace(",", "").strip():
            yield _Sentence(said, found is not None and "?" in found[0])
        start = found.end() if found else end


def _is_broken(text: str, end: int) -> bool:
    line = text[text.rfind("\n", 0, end) + 1 : end].rstrip()
    return len(line) >= _WRAPPED and bool(text[end + 1 : end + 2].strip())


def _folded(text: str) -> str:
    """Words without accents and capitals, as they are compared; a comma stands for whatever parts a sentence."""
    parts = _PART.split(text)
    said = " , ".join(filter(None, (fold(part) for part in parts[::2])))
    for short, whole in SPELT_OUT:
        said = short.sub(whole, said)
    said = HARMLESS.sub("", said)
    return " ".join(_spelt(word) for word in said.split()[:_WORDS])


@cache
def _spelt(word: str) -> str:
    """The word that was meant, where it is a letter away from one that is looked for."""
    if len(word) < 5 or len(word) > 14 or word in SPELT or word in OTHER_WORDS:
        return word
    if word[0] in "jn" and word[1:] in SPELT:  # the apostrophe was forgotten, which must not lose the “n’”
        return f"{word[0]} {word[1:]}"
    return next((meant for meant in sorted(SPELT) if _is_slip(word, meant)), word)


def _is_slip(word: str, meant: str) -> bool:
    """A letter too many but the first, one missing, or two side by side exchanged."""
    if len(word) == len(meant) + 1:
        return any(word[:i] + word[i + 1 :] == meant for i in range(1, len(word)))
    if len(word) == len(meant) - 1:
        return any(meant[:i] + meant[i + 1 :] == word for i in range(len(meant)))
    if len(word) != len(meant):
        return False
    return any(meant[:i] + meant[i + 1] + meant[i] + meant[i + 2 :] == word for i in range(len(meant) - 1))


def _beside(text: str) -> str:
    """``text`` without a first line that is nothing but a ready word."""
    first, _end, rest = text.strip().partition("\n")
    return rest.strip() if fold(first) in _ready_words() else text.strip()


@cache
def _ready_words() -> frozenset[str]:
    words = frozenset(fold(word) for by_word in ANSWER_WORDS.values() for word in by_word)
    return words | SPELT


def _coded(reason: str) -> str:
    """The code of a reason that is written as the forms word it; another reason otherwise."""
    first = fold(reason.partition("\n")[0])
    return next((code for code, said in _coded_reasons() if first in said), "other")


@cache
def _coded_reasons() -> Sequence[tuple[str, frozenset[str]]]:
    found = []
    for code, word in REASON_CODE.answers.items():
        said = {fold(code)}
        for language in LANGUAGES:
            with speaking(language):
                said.add(fold(_(word)))
        found.append((code, frozenset(said)))
    return found
