"""The columns of the catalogue's three files: one row each says its name, what goes in it, its name in French."""

from __future__ import annotations

from collections.abc import Sequence

from innoveici.directory.csv_columns import Column, Columns
from innoveici.messages import N_, Message


def _columns(columns: Sequence[Column]) -> Columns:
    names = ", ".join(column.name for column in columns)
    return Columns(columns, Message(N_("the first line names the columns: {columns}"), columns=names))


_ID = Column("id", N_("a short name in small letters, digits and hyphens; it never changes"), ("identifiant",), True)
_NAMES = (
    Column("name_fr", N_("name in French"), ("nom", "nom français", "name"), required=True),
    Column("name_en", N_("name in English, where there is one"), ("nom anglais",)),
)
_WHAT = (
    Column("description_fr", N_("what it does and for whom, in a sentence or two"), ("description",)),
    Column("description_en", N_("the same in English"), ("description anglaise",)),
)
_KIND = (
    Column("helps", N_("kinds of help, as in grant|guidance"), ("aides", "types", "types d'aide"), is_list=True),
    Column("stages", N_("stages of a project, as in idea|prototype"), ("étapes",), is_list=True),
    Column("themes", N_("ids of themes.csv; none means any"), ("thèmes",), is_list=True),
    Column("territory", N_("QC, a region (14), an MRC (MRC 53), FR, FR-GES or a department (FR-31)"),
           ("territoire",), is_list=True),
)  # fmt: skip
_FOR_WHOM = Column("audience", N_("who may ask, as in sme|startup"), ("clientèle", "clientèles"), is_list=True)
_BESIDE = (
    Column("partnerships", N_("ids of partnerships in regions.yaml"), ("partenariats",), is_list=True),
    Column("proposed", N_("no: it is named somewhere, and offers nothing itself"), ("propose", "proposé")),
    Column("first_door", N_("yes: where one usually begins, whatever the need"), ("première porte",)),
    Column("for_companies", N_("no: only organizations may ask"), ("pour les entreprises",)),
    Column("url", N_("its page"), ("adresse", "site", "site web")),
)
_PROVENANCE = (
    Column("source_title", N_("what that page is"), ("titre de la source",)),
    Column("source", N_("address of the page that says so"), ("adresse de la source", "source url")),
    Column("source_date", N_("its day, as far as it is known: 2023, 2022-04, 2022-04-19"), ("date de la source",)),
    Column("confidence", N_("stated, or partial where the page says it only in part"), ("confiance",)),
    Column("verified_on", N_("when somebody last held it against its source"), ("vérifié le",)),
    Column("verified_by", N_("who did, by role"), ("vérifié par",)),
    Column("review_every", N_("months until that is due again"), ("à revoir tous les", "révision")),
    Column("note", N_("what is doubtful"), ("remarque",)),
)

ORGANIZATIONS = _columns((
    _ID, *_NAMES, *_WHAT, *_KIND,
    Column("territory_role", N_("serves: only that territory; seat: it stands there and serves all of Québec"),
           ("rôle du territoire",)),
    _FOR_WHOM, *_BESIDE, *_PROVENANCE,
))  # fmt: skip
PROGRAMS = _columns((
    _ID, *_NAMES, *_WHAT,
    Column("operator", N_("id of the organization that runs it, or its name"), ("opérateur", "organisme")),
    *_KIND, _FOR_WHOM,
    Column("employees_min", N_("employees, at least"), ("employés min",)),
    Column("employees_max", N_("employees, at most"), ("employés max",)),
    Column("revenue_min", N_("revenue a year in dollars, at least"), ("revenus min", "chiffre d'affaires min")),
    Column("revenue_max", N_("revenue a year in dollars, at most"), ("revenus max", "chiffre d'affaires max")),
    Column("project_min", N_("cost of the project in dollars, at least"), ("projet min",)),
    Column("loan_min", N_("loan in dollars, at least"), ("prêt min",)),
    Column("company_age_max", N_("years since the company was founded, at most"), ("âge max de l'entreprise",)),
    Column("founder_age_min", N_("age of who founds it, at least"), ("âge min",)),
    Column("founder_age_max", N_("age of who founds it, at most"), ("âge max",)),
    Column("consortium_min", N_("partners, at least"), ("partenaires min",)),
    Column("establishment_qc", N_("yes: the company must have an establishment in Québec"),
           ("établissement au Québec",)),
    Column("incorporated", N_("yes: it must be incorporated"), ("constituée en société",)),
    Column("for_profit", N_("yes: it must seek profit"), ("à but lucratif",)),
    Column("first_time", N_("yes: only for who never had it"), ("première fois",)),
    Column("sectors", N_("themes or words, of which one must be the company's"), ("secteurs",), is_list=True),
    Column("sectors_excluded", N_("themes or words, of which none may be the company's"), ("secteurs exclus",),
           is_list=True),
    Column("conditions_fr", N_("further conditions, in words"), ("conditions",)),
    Column("conditions_en", N_("the same in English"), ("conditions anglaises",)),
    Column("amount_fr", N_("how much, in words"), ("montant",)),
    Column("amount_en", N_("the same in English"), ("montant anglais",)),
    Column("intake", N_("continuous, calls or once"), ("dépôt",)),
    Column("opens", N_("first day, as far as it is known"), ("ouvre le", "ouverture")),
    Column("closes", N_("last day, as far as it is known"), ("ferme le", "fermeture", "échéance")),
    Column("places_per_year", N_("how many a year"), ("places par an", "places par année")),
    Column("status", N_("open, closed, announced or unknown"), ("statut",)),
    Column("status_as_of", N_("when that was seen"), ("statut vu le",)),
    Column("successor", N_("id of the programme that came after it"), ("remplacé par", "successeur")),
    *_BESIDE, *_PROVENANCE,
))  # fmt: skip
THEMES = _columns((
    _ID, *_NAMES,
    Column("words_fr", N_("how people say it in French"), ("mots", "synonymes"), is_list=True),
    Column("words_en", N_("how people say it in English"), ("mots anglais",), is_list=True),
))  # fmt: skip
RETIRED = _columns((
    _ID,
    Column("name_fr", N_("what it was called"), ("nom", "name"), required=True),
    Column("retired_on", N_("when it went, as far as it is known"), ("retiré le",)),
    Column("successor", N_("id of the entry that came after it"), ("remplacé par", "successeur")),
    Column("note", N_("why"), ("remarque", "raison")),
))  # fmt: skip
