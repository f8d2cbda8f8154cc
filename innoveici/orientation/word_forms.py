"""The words of a text, brought to the forms by which they are compared: accents, case and endings do not count. Pure.

A word has a stem as French and one as English (Snowball): two words are alike when one of these is the same, so that
“robotiser” finds “robotisation” and “batteries” finds “battery” without anybody saying which language it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from innoveici.characters import visible, without_accents

if TYPE_CHECKING:
    from Stemmer import Stemmer

_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 4
"""Letters of a stem; shorter ones are those of too many words."""
_SHORTEST_SLIP = 5
_R_AND_D = re.compile(r"\bR\s?(?:-|&|\+|et|and)\s?D\b", re.IGNORECASE)
_STOP = frozenset(
    """
    a about ai aide aider aimerais aimerait all also am an and annee annees ans any are as at au aux avec avoir
    avons be been besoin bien bon bonne business but by ca can car ce cela ces cet cette ceux cherche cherchent
    chercher cherchons chez comme comment compagnie company could d dans de deja depuis des did dit do does doing
    donc du elle elles en encore entre entreprise entreprises est estce et etait ete etre eu eux existe faire fait
    faut firm font for from gens get had has have help her here his how i ici if il ils in into is it its j jai je
    jour jusqu jusque just jveu l la le les leur leurs like looking lui ma mais me meme mes mi moi moins mois mon
    monde more most moyen my n ne need needs new ni no nos not notre nous nouveau nouveaux nouvelle nouvelles now of
    off on ont or ou our out over par pas passe people petit petite peu peut peuvent plus pme pour pourquoi pourrait
    project projet projets qu quand que quel quelle quelles quelqu quelque quelques quels qui quoi rien s sa sans
    savoir se sera ses she should si small so soit some sommes son sont souhaite souhaitons sous such suis sur t ta
    tant te team tel telle tes than that the their them there they this to toi ton too tous tout toute toutes tres
    trouver tu un une up us use utiliser vers veulent veut veux voir vos votre voudrais voudrait vouloir voulons
    vous vrai want wants was we were what when where which who why will with would y year years you your
    """.split()  # noqa: SIM905 - a list of one word a line is unreadable
)
"""Words that tell nothing of a need."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word: as written (``text``), folded (``plain``), and its stems in both languages."""

    text: str
    plain: str
    stems: frozenset[str]

    @property
    def is_stop(self) -> bool:
        """Whether it tells nothing of a need. “AI” in capitals does, “j'ai” does not."""
        if self.text == "AI":
            return False
        return self.plain in _STOP or (len(self.plain) == 1 and not self.plain.isdigit())


def words_of(text: str) -> tuple[Word, ...]:
    """Every word of ``text``, in order; what nobody sees is passed over."""
    shown = _R_AND_D.sub("RD", visible(text))
    return tuple(_word(found[0]) for found in _WORD.finditer(shown))


def telling_words(text: str) -> tuple[Word, ...]:
    """Those of ``words_of`` that tell something."""
    return tuple(word for word in words_of(text) if not word.is_stop)


def may_be_slip(word: Word) -> bool:
    """Whether it is long enough that another may be meant by it."""
    return len(word.plain) >= _SHORTEST_SLIP and word.plain.isalpha()


def folded(text: str) -> str:
    """Without accents and case."""
    return without_accents(text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae").casefold())


@lru_cache(maxsize=65_536)
def _word(text: str) -> Word:
    plain = folded(text)
    return Word(text, plain, _stems_of(plain))


def _stems_of(plain: str) -> frozenset[str]:
    if not plain.isalpha() or len(plain) < 4:
        return frozenset({plain})
    stems = (stemmer.stemWord(plain) for stemmer in _stemmers())
    return frozenset(stem if len(stem) >= _SHORTEST else plain for stem in stems)


@cache
def _stemmers() -> tuple[Stemmer, ...]:
    import Stemmer  # only who orients waits for it

    return Stemmer.Stemmer("french"), Stemmer.Stemmer("english")
