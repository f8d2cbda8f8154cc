"""The columns of advisors.csv: one row each says its name, what goes in it and what French spreadsheets call it."""

from __future__ import annotations

from innoveici.directory.csv_columns import Column, Columns
from innoveici.messages import N_, Message

_COLUMNS = (
    Column(
        "id", N_("your own number for this person; it never changes"), ("identifiant", "numéro", "no"), required=True
    ),
    Column(
        "name",
        N_("name and title, as companies will read them"),
        ("nom", "nom complet", "conseiller", "conseillère", "conseiller·ère"),
        required=True,
    ),
    Column(
        "organization",
        N_("where this person works"),
        ("organisation", "organisme", "entreprise", "employeur"),
        required=True,
    ),
    Column("postal_code", N_("of the office: distances are measured from it"), ("code postal", "CP"), required=True),
    Column(
        "email",
        N_("one address; requests are sent there"),
        ("courriel", "e-mail", "adresse courriel", "adresse de courriel", "adresse électronique", "mail"),
        required=True,
    ),
    Column("phone", N_("as in 450 555-0100 poste 2"), ("téléphone", "tél.", "numéro de téléphone")),
    Column(
        "region_code",
        N_("two digits; leave it empty, the postal code gives it"),
        ("région", "code de région", "code de la région", "code région", "region"),
    ),
    Column(
        "mrc_codes",
        N_("codes of the MRCs served before others, as in 61|62"),
        ("MRC", "MRC desservies", "code MRC", "codes MRC", "codes de MRC"),
        is_list=True,
    ),
    Column(
        "languages",
        N_("languages spoken, as in fr|en"),
        ("langue", "langues", "langue parlée", "langues parlées"),
        is_list=True,
    ),
    Column(
        "sectors",
        N_("sectors known well, as they are named in regions.yaml, separated by |"),
        ("secteur", "secteurs", "secteurs d'activité", "secteur d'activité"),
        is_list=True,
    ),
    Column(
        "certification",
        N_("attested (attestée) or in_training (en voie)"),
        ("attestation", "statut d'attestation"),
        required=True,
    ),
    Column(
        "certified_until",
        N_("last day of the certification, as in 2028-06-30; empty: no end"),
        ("attesté jusqu'au", "attestée jusqu'au", "attesté·e jusqu'au", "fin d'attestation", "échéance"),
    ),
    Column(
        "capacity", N_("how many open requests at most; empty: no limit, 0: none"), ("capacité", "capacité maximale")
    ),
    Column(
        "absent_from",
        N_("first day of an absence"),
        ("absence du", "absent du", "absente du", "absent·e du", "début d'absence", "début de l'absence"),
    ),
    Column(
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
    Column(
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
COLUMNS = Columns(
    _COLUMNS, Message(N_("the first line names the columns: {columns}"), columns=", ".join(c.name for c in _COLUMNS))
)
"""Every column of advisors.csv, in the order of the sample. Another one is a row above, a field of ``Advisor``, and a
line in ``advisors`` that reads it."""
