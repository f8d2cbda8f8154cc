"""What a cell of the catalogue may say where it says one of a few things: a code for JSON, words for people.

A cell is read by its code or by any of its words, in French or in English, accents and case aside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar

from innoveici.directory.folding import fold
from innoveici.messages import N_, Message, speaking

C = TypeVar("C", bound=str)

Help = Literal[
    "grant", "loan", "equity", "tax_credit", "funding", "guidance", "expertise", "research", "training", "incubation",
    "network",
]  # fmt: skip
"""``funding``: money whose kind was not stated; ``research``: research with a partner; ``expertise``: tests, trials."""
Stage = Literal["idea", "rd", "prototype", "adoption", "commercialization", "growth", "export"]
Audience = Literal["sme", "startup", "coop", "large", "nonprofit"]
Intake = Literal["continuous", "calls", "once"]
Status = Literal["open", "closed", "announced", "unknown"]
"""As it was seen on the day beside it: ``announced`` is not offered yet."""
TerritoryRole = Literal["serves", "seat"]
"""``seat``: where a centre stands that serves all of Québec; nobody is sent away for being elsewhere."""
Confidence = Literal["stated", "partial"]
"""Of a fact's source: said there, or only in part."""


@dataclass(frozen=True, slots=True)
class Term:
    """``word``: as a person reads it, to translate. ``also``: how else cells say it, in any language."""

    word: str
    also: tuple[str, ...] = ()


class Terms(Generic[C]):
    """The codes that a column may hold, in their order, each with its words."""

    def __init__(self, terms: Mapping[C, Term]) -> None:
        self._terms = dict(terms)

    def __iter__(self) -> Iterator[C]:
        return iter(self._terms)

    def word(self, code: C) -> Message:
        """As a person reads it."""
        return Message(self._terms[code].word)

    def choices(self) -> Message:
        """All of them: codes in English, words in the reader's language; a cell may hold either."""
        return _Choices(self)

    def code(self, text: str) -> C | None:
        """The code that ``text`` says, by any of its words."""
        return self._by_words.get(fold(text))

    @cached_property
    def _by_words(self) -> dict[str, C]:
        with speaking("fr"):
            french = {code: Message(term.word).text() for code, term in self._terms.items()}
        known: dict[str, C] = {}
        for code, term in self._terms.items():
            known |= dict.fromkeys(map(fold, (*term.also, french[code], term.word, str(code))), code)
        return known


class _Choices(Message):
    """Worded when it is shown."""

    __slots__ = ("terms",)

    def __init__(self, terms: Terms[Any]) -> None:
        super().__init__("{choices}", choices=", ".join(terms))
        self.terms = terms

    def text(self) -> str:
        return ", ".join(self.terms.word(code).text() for code in self.terms)


HELPS: Terms[Help] = Terms(
    {
        "grant": Term(N_("grant"), ("subvention", "contribution non remboursable")),
        "loan": Term(N_("loan"), ("prêt", "garantie de prêt")),
        "equity": Term(N_("equity"), ("capital", "capital-risque", "venture capital")),
        "tax_credit": Term(N_("tax credit"), ("crédit d'impôt",)),
        "funding": Term(N_("funding"), ("financement",)),
        "guidance": Term(N_("guidance"), ("accompagnement", "coaching")),
        "expertise": Term(N_("technical expertise"), ("expertise technique", "essais")),
        "research": Term(N_("research with a partner"), ("recherche partenariale", "collaborative research")),
        "training": Term(N_("training"), ("formation",)),
        "incubation": Term(N_("incubation"), ("accélération", "acceleration")),
        "network": Term(N_("network"), ("réseau", "réseautage", "networking")),
    }
)
STAGES: Terms[Stage] = Terms(
    {
        "idea": Term(N_("idea"), ("idée",)),
        "rd": Term(N_("research and development"), ("R-D", "R&D", "recherche et développement", "recherche")),
        "prototype": Term(N_("prototype"), ("prototypage",)),
        "adoption": Term(N_("adoption"), ("implantation",)),
        "commercialization": Term(N_("commercialization"), ("commercialisation", "mise en marché")),
        "growth": Term(N_("growth"), ("croissance",)),
        "export": Term(N_("export"), ("exportation", "exporting")),
    }
)
AUDIENCES: Terms[Audience] = Terms(
    {
        "sme": Term(N_("small or medium company"), ("PME", "SME")),
        "startup": Term(N_("start-up"), ("jeune pousse", "startup")),
        "coop": Term(N_("cooperative"), ("coop", "coopérative", "co-op")),
        "large": Term(N_("large company"), ("grande entreprise",)),
        "nonprofit": Term(N_("non-profit organization"), ("OBNL", "OSBL", "NPO")),
    }
)
INTAKES: Terms[Intake] = Terms(
    {
        "continuous": Term(N_("all year"), ("en continu",)),
        "calls": Term(N_("by calls for projects"), ("appel", "appels", "appel de projets", "call")),
        "once": Term(N_("once"), ("une fois",)),
    }
)
STATUSES: Terms[Status] = Terms(
    {
        "open": Term(N_("open"), ("ouvert", "accepte les demandes")),
        "closed": Term(N_("closed"), ("fermé", "n'accepte pas les demandes", "terminé")),
        "announced": Term(N_("announced"), ("annoncé", "à venir")),
        "unknown": Term(N_("not known"), ("inconnu",)),
    }
)
TERRITORY_ROLES: Terms[TerritoryRole] = Terms(
    {
        "serves": Term(N_("serves"), ("desserte", "dessert")),
        "seat": Term(N_("has its seat there"), ("siège",)),
    }
)
CONFIDENCES: Terms[Confidence] = Terms(
    {
        "stated": Term(N_("stated"), ("énoncé", "déclaré")),
        "partial": Term(N_("in part"), ("partiel",)),
    }
)
