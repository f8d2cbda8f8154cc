"""What people call the columns of an export: the words of ``request.FIELDS``, and which of them give way to others."""

from __future__ import annotations

import re

from innoveici.directory.folding import fold
from innoveici.request import ALIASES, FIELDS

OWN_NAMES = {**{name: name for name in FIELDS}, **ALIASES}
"""The contract's own names, which win over others."""
_PLURAL = re.compile(r"\((s|es|x|e|ne)\)", re.IGNORECASE)
_NUMBER_SIGN = re.compile(r"\bn\s?[°º]\s?|#\s?", re.IGNORECASE)


def fold_header(name: str) -> str:
    """What two spellings of a header have in common: case, accents and signs do not count, what brackets hold does."""
    return fold(_PLURAL.sub(r"\1", _NUMBER_SIGN.sub("no ", name)))


KNOWN = {fold_header(name): field for field, about in FIELDS.items() for name in (*about.headers, field)}
KNOWN |= {fold_header(name): field for name, field in OWN_NAMES.items()}
"""Field by folded header."""

_VAGUE_NAMES = (
    *("Ville", "City", "Town", "Localité", "Locality", "Date", "Date et heure", "Timestamp", "Horodateur"),
    *("Identifiant", "ID", "Référence", "Reference", "Dossier", "Demande", "Request", "Organisation", "Organization"),
    *("Organisme", "Business", "Contact", "Nom complet", "Full name", "Demandeur", "Description", "Projet", "Project"),
    *("No", "Token", "Nom", "Name", "Completion time", "Heure de fin", "Horodatage", "Account name", "Nom du compte"),
    *("Cellulaire", "Téléphone cellulaire", "Mobile", "Mobile phone", "Record ID", "Response ID", "Entry ID"),
    *("ID de fiche d'informations", "ID de la fiche d'informations", "Submission ID"),
)
VAGUE = frozenset(map(fold_header, _VAGUE_NAMES))
"""Folded names that give way to another column which is called the same field more exactly."""

_BY_A_MACHINE = (
    *("Start time", "Heure de début", "Create date", "Date created", "Created", "Created on", "Creation date"),
    *("Date de création", "Créé", "Créé le", "Nom d'utilisateur", "Username"),
    *("(Do Not Modify) Account", "(Do Not Modify) Lead", "(Do Not Modify) Case"),
    *("(Ne pas modifier) Compte", "(Ne pas modifier) Prospect", "(Ne pas modifier) Incident"),
)
NOTED = frozenset(map(fold_header, _BY_A_MACHINE))
"""Folded names of what a form or a system noted by itself, which give way to vague ones too."""

_COLLECTED_BY = {
    ("Completion time", "Heure de fin"): ("ID", "Email", "Adresse de messagerie", "Name", "Nom", "Language", "Langue"),
    ("Timestamp", "Horodateur", "Horodatage"): (
        *("Email address", "Adresse e-mail", "Adresse courriel", "Adresse de courriel", "Adresse de messagerie"),
    ),
}
COLLECTED = {
    fold_header(mark): frozenset(map(fold_header, names)) for marks, names in _COLLECTED_BY.items() for mark in marks
}
"""By the folded header that tells whose form it is (Microsoft's, Google's): the columns it fills with the account of
whoever answered, which give way to an answer."""
