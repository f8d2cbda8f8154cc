"""The columns of advisors.csv: one row each says its name, what goes in it and what French spreadsheets call it."""

from __future__ import annotations

from dataclasses import dataclass

from innoveici.directory.folding import fold
from innoveici.messages import N_


@dataclass(frozen=True, slots=True)
class AdvisorColumn:
    """One column: what goes in it (for the page beside the sample), and the names that French spreadsheets give it,
    of which the first is the one that is written where a French file lacks the column.

    ``is_list``: a cell may hold several items, also on lines of their own.
    """

    name: str
    holds: str
    also_called: tuple[str, ...]
    required: bool = False
    is_list: bool = False


COLUMNS = (
    AdvisorColumn(
        "id", N_("your own number for this person; it never changes"), ("identifiant", "numéro", "no"), required=True
    ),
    AdvisorColumn(
        "name",
        N_("name and title, as companies will read them"),
        ("nom", "nom complet", "conseiller", "conseillère", "conseiller·ère"),
        required=True,
    ),
    AdvisorColumn(
        "organization",
        N_("where this person works"),
        ("organisation", "organisme", "entreprise", "employeur"),
        required=True,
    ),
    AdvisorColumn(
        "postal_code", N_("of the office: distances are measured from it"), ("code postal", "CP"), required=True
    ),
    AdvisorColumn(
        "email",
        N_("one address; requests are sent there"),
        ("courriel", "e-mail", "adresse courriel", "adresse de courriel", "adresse électronique", "mail"),
        required=True,
    ),
    AdvisorColumn("phone", N_("as in 450 555-0100 poste 2"), ("téléphone", "tél.", "numéro de téléphone")),
    AdvisorColumn(
        "region_code",
        N_("two digits; leave it empty, the postal code gives it"),
        ("région", "code de région", "code de la région", "code région", "region"),
    ),
    AdvisorColumn(
        "mrc_codes",
        N_("codes of the MRCs served before others, as in 61|62"),
        ("MRC", "MRC desservies", "code MRC", "codes MRC", "codes de MRC"),
        is_list=True,
    ),
    AdvisorColumn(
        "languages",
        N_("languages spoken, as in fr|en"),
        ("langue", "langues", "langue parlée", "langues parlées"),
        is_list=True,
    ),
    AdvisorColumn(
        "sectors",
        N_("sectors known well, as they are named in regions.yaml, separated by |"),
        ("secteur", "secteurs", "secteurs d'activité", "secteur d'activité"),
        is_list=True,
    ),
    AdvisorColumn(
        "certification",
        N_("attested (attestée) or in_training (en voie)"),
        ("attestation", "statut d'attestation"),
        required=True,
    ),
    AdvisorColumn(
        "certified_until",
        N_("last day of the certification, as in 2028-06-30; empty: no end"),
        ("attesté jusqu'au", "attestée jusqu'au", "attesté·e jusqu'au", "fin d'attestation", "échéance"),
    ),
    AdvisorColumn(
        "capacity", N_("how many open requests at most; empty: no limit, 0: none"), ("capacité", "capacité maximale")
    ),
    AdvisorColumn(
        "absent_from",
        N_("first day of an absence"),
        ("absence du", "absent du", "absente du", "absent·e du", "début d'absence", "début de l'absence"),
    ),
    AdvisorColumn(
        "absent_until",
        N_("last day of an absence"),
        (
            "absence au",
            "absent jusqu'au",
            "absente jusqu'au",
            "absent·e jusqu'au",
            "absent au",
            "fin d'absence",
            "fin de l'absence",
        ),
    ),
    AdvisorColumn(
        "replacement_id",
        N_("id of who stands in meanwhile"),
        (
            "remplacement",
            "remplaçant",
            "remplaçante",
            "remplaçant·e",
            "remplacé par",
            "remplacée par",
            "remplacé·e par",
        ),
    ),
)
"""Every column of advisors.csv, in the order of the sample. Another one is a row here, a field of ``Advisor``, and a
line in ``advisors`` that reads it."""
COLUMN_NAMES = tuple(column.name for column in COLUMNS)
LISTS = frozenset(column.name for column in COLUMNS if column.is_list)
REQUIRED = tuple(column.name for column in COLUMNS if column.required)
ALSO_CALLED = {fold(other): column.name for column in COLUMNS for other in column.also_called}
