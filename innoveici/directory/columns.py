"""The columns of advisors.csv, and the names under which a French spreadsheet is likely to have them."""

from __future__ import annotations

from innoveici.directory.header import Columns
from innoveici.directory.sectors import fold

_ALSO_CALLED = {
    "id": ("identifiant", "numéro", "no"),
    "name": ("nom", "nom complet", "conseiller", "conseillère", "conseiller·ère"),
    "organization": ("organisation", "organisme", "entreprise", "employeur"),
    "postal_code": ("code postal", "CP"),
    "email": ("courriel", "e-mail", "adresse courriel", "adresse de courriel", "adresse électronique", "mail"),
    "phone": ("téléphone", "tél.", "numéro de téléphone"),
    "region_code": ("région", "code de région", "code de la région", "code région", "region"),
    "mrc_codes": ("MRC", "MRC desservies", "code MRC", "codes MRC", "codes de MRC"),
    "languages": ("langue", "langues", "langue parlée", "langues parlées"),
    "sectors": ("secteur", "secteurs", "secteurs d'activité", "secteur d'activité"),
    "certification": ("attestation", "statut d'attestation"),
    "certified_until": ("attesté jusqu'au", "attestée jusqu'au", "attesté·e jusqu'au", "fin d'attestation", "échéance"),
    "capacity": ("capacité", "capacité maximale"),
    "absent_from": ("absent du", "absente du", "absent·e du", "absence du", "début d'absence", "début de l'absence"),
    "absent_until": (
        *("absent jusqu'au", "absente jusqu'au", "absent·e jusqu'au", "absent au", "absence au", "fin d'absence"),
        "fin de l'absence",
    ),
    "replacement_id": (
        *("remplaçant", "remplaçante", "remplaçant·e", "remplacé par", "remplacée par", "remplacé·e par"),
        "remplacement",
    ),
}

COLUMNS = Columns(
    names=tuple(_ALSO_CALLED),
    required=("id", "name", "organization", "postal_code", "email", "certification"),
    also_called={fold(other): name for name, others in _ALSO_CALLED.items() for other in others},
)
