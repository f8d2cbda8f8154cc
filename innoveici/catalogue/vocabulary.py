"""What a cell of the catalogue may say where it says one of a few things: a code for JSON, words for people.

A cell is read by its code or by any of its words, in French or in English, accents and case aside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from innoveici.messages import N_

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


HELPS: Mapping[Help, Term] = {
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
STAGES: Mapping[Stage, Term] = {
    "idea": Term(N_("idea"), ("idée",)),
    "rd": Term(N_("research and development"), ("R-D", "R&D", "recherche et développement", "recherche")),
    "prototype": Term(N_("prototype"), ("prototypage",)),
    "adoption": Term(N_("adoption"), ("implantation",)),
    "commercialization": Term(N_("commercialization"), ("commercialisation", "mise en marché")),
    "growth": Term(N_("growth"), ("croissance",)),
    "export": Term(N_("export"), ("exportation", "exporting")),
}
AUDIENCES: Mapping[Audience, Term] = {
    "sme": Term(N_("small or medium company"), ("PME", "SME")),
    "startup": Term(N_("start-up"), ("jeune pousse", "startup")),
    "coop": Term(N_("cooperative"), ("coop", "coopérative", "co-op")),
    "large": Term(N_("large company"), ("grande entreprise",)),
    "nonprofit": Term(N_("non-profit organization"), ("OBNL", "OSBL", "NPO")),
}
INTAKES: Mapping[Intake, Term] = {
    "continuous": Term(N_("all year"), ("en continu",)),
    "calls": Term(N_("by calls for projects"), ("appel", "appels", "appel de projets", "call")),
    "once": Term(N_("once"), ("une fois",)),
}
STATUSES: Mapping[Status, Term] = {
    "open": Term(N_("open"), ("ouvert", "accepte les demandes")),
    "closed": Term(N_("closed"), ("fermé", "n'accepte pas les demandes", "terminé")),
    "announced": Term(N_("announced"), ("annoncé", "à venir")),
    "unknown": Term(N_("not known"), ("inconnu",)),
}
TERRITORY_ROLES: Mapping[TerritoryRole, Term] = {
    "serves": Term(N_("serves"), ("desserte", "dessert")),
    "seat": Term(N_("has its seat there"), ("siège",)),
}
CONFIDENCES: Mapping[Confidence, Term] = {
    "stated": Term(N_("stated"), ("énoncé", "déclaré")),
    "partial": Term(N_("in part"), ("partiel",)),
}

CODES = {
    "help": get_args(Help), "stage": get_args(Stage), "audience": get_args(Audience), "intake": get_args(Intake),
    "status": get_args(Status), "territory_role": get_args(TerritoryRole), "confidence": get_args(Confidence),
}  # fmt: skip
