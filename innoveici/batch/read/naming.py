"""What one header says: the field it names, and whether it says more than that name.

A header is a known name (``request.FIELDS`` has them), or several of one field (``Entreprise / Company``), with notes
in brackets or after a dash. A note is harmless (``obligatoire``, ``10 chiffres``), tells a time zone, or qualifies:
``Courriel (conseiller)`` is an address, but not for certain the company's. So is a known name with any other word
before or after it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from innoveici.directory.folding import fold
from innoveici.postal import PostalCode, parse
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


OWN, EXACT, LOOSE, SYSTEM = range(4)
"""How well a name tells its field, the best first: the contract's, a usual one, a vague one, a machine's own."""

_NOTE = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_NUMBERED = re.compile(r"^\s*(?:Q(?:uestion)?\s*)?\d{1,3}\s*[.):]\s+(?=\S)", re.IGNORECASE)
_DASH = re.compile(r"\s+[-–—]\s+|\s*[–—]\s*|:\s+")
_BETWEEN_LANGUAGES = re.compile(r"\s*[/|\r\n]+\s*")
_ZONE = re.compile(r"\b(?:UTC|GMT)(?:\s*([-+−±])\s*(\d{1,2})(?:[:h]?(\d\d))?)?(?![\w:])", re.IGNORECASE)
_NOW = re.compile(r"\b(?:nouveau|nouvel|nouvelle|new|actuel|actuelle|current)\b ?")
_ASKED = re.compile(
    r"(?:quel(?:le)?s? (?:est|sont)|what (?:is|are|s)|whats|(?:veuillez )?(?:indiquer|inscrire|entrer|saisir|preciser)"
    r"|(?:indiquez|inscrivez|entrez|saisissez|precisez)|(?:please )?(?:enter|provide|give|indicate|specify))"
    r"(?: (?:le|la|les|l|the))? (?=.)"
)
_YOURS = re.compile(r"(?:votre|vos|your) (?=.)")
_YOUR_COMPANY = re.compile(
    r" (?:(?:de|of) (?:votre|your) (?:entreprise|compagnie|societe|organisation|company|business|organization)"
    r"|de l entreprise|of the company)$"
)
_OF_A_COMPANY = frozenset(name for name, about in FIELDS.items() if about.of_company)
"""Fields that are of a company; ``Date de création de l'entreprise`` is of no request."""
_CONSENTS = re.compile(r"\b(?:accepte[rz]?|autorise[rz]?|consens|consente[rz]|agree|authori[sz]e)\b")
_OF_DATA = re.compile(r"\b(?:renseignements?|informations?|donnees|coordonnees|data|details)\b")
_MOVES = frozenset(name for name, about in FIELDS.items() if about.may_change)
"""Fields of which a company has a new one."""
_PARTY = {
    *("entreprise", "de l entreprise", "compagnie", "societe", "organisation", "company", "business", "organization"),
    *("contact", "du contact", "personne ressource", "contact principal", "primary contact", "contact person"),
    *("demandeur", "requester", "applicant"),
}
"""Whose data all of a request is."""
_HARMLESS = re.compile(
    r"(?:champ |reponse )?(?:obligatoire|requise?|facultati(?:f|ve)|optionnel(?:le)?|required|mandatory|optional)"
    r"|si (?:applicable|disponible|connue?|possible)|s il y a lieu|le cas echeant|if (?:applicable|any|known|available)"
    r"|(?:max|maximum|minimum)?\.? ?\d+ (?:chiffres?|lettres?|caracteres?|mots|digits?|letters?|characters?|words)"
    r"(?: ?max(?:imum)?)?|(?:format|ex|exemple|example|p ex|par exemple|e g|eg|such as)\b.*"
    r"|(?:aaaa|yyyy|jj|dd|mm|hh|ss|min)(?: (?:aaaa|yyyy|aa|yy|jj|dd|mm|hh|ss|min))*|a1a ?1a1"
    r"|(?:decrivez|precisez|expliquez|indiquez|inscrivez|ecrivez|resumez|describe|explain|specify|please)\b.*"
    r"|(?:en quelques|in a few) (?:mots|lignes|words|lines)|brievement|briefly|svp|s il vous plait"
    r"|(?:tel qu|selon|as (?:registered|written)|in full|au long)\b.*|nom (?:legal|complet|officiel)|legal name"
    r"|loi 25|law 25|do not modify|ne pas modifier|texte?|text|oui(?: ou)? non|yes(?: or)? no|francais (?:ou )?anglais"
    r"|french (?:or )?english|fr (?:ou |or )?en|choix multiples?|un seul choix|multiple choice"
)
_QUEBEC_TIME = re.compile(
    r"hne|hae|hnae|est|edt|et|heure (?:de l est|locale|du quebec|de montreal)|eastern(?: time)?|local time"
    r"|america (?:toronto|montreal|new york)"
)


@dataclass(frozen=True, slots=True)
class Named:
    """``rank``: how well the name tells the field. ``qualified``: it says more, and nobody knows what that changes;
    ``at_a_distance``: and that stands neither in brackets nor after a dash."""

    field: str
    rank: int
    qualified: bool = False
    at_a_distance: bool = False


@lru_cache(maxsize=4_096)
def named(header: str) -> Named | None:
    """The field that ``header`` names, None for no known one."""
    text = header.strip()
    if field := OWN_NAMES.get(text.lower()):
        return Named(field, OWN)
    text = _NUMBERED.sub("", text)
    if found := _known(text):
        return found
    notes = [note for pair in _NOTE.findall(text) for note in pair if note.strip()]
    parts = [part for part in _DASH.split(_NOTE.sub(" ", text)) if part.strip()]
    read = [(part, _of_one(part)) for part in parts]
    of = [one for _, one in read if one]
    others = [part for part, one in read if not one]
    if len({one.field for one in of}) > 1:  # «Entreprise – Code postal» is a code
        others += [part for part, one in read if one and fold_header(part) in _PARTY]
        of = [one for part, one in read if one and fold_header(part) not in _PARTY]
    if not of or len({one.field for one in of}) > 1:
        return _inside(text)
    best = min(of, key=lambda one: one.rank)
    qualified = any(one.qualified for one in of) or not all(_adds_nothing(note, best.field) for note in notes + others)
    return replace(best, qualified=qualified)


def offset(header: str) -> str:
    """What is to be put after a time under ``header`` that names no zone: ``Z``, ``-05:00``; empty for Québec's."""
    found = _ZONE.search(header)
    if not found:
        return ""
    sign, hours, minutes = found.groups()
    if sign is None or not int(hours) + int(minutes or 0):
        return "Z"
    return "" if sign == "±" else f"{'+' if sign == '+' else '-'}{int(hours):02}:{minutes or '00'}"


def _of_one(text: str) -> Named | None:
    """A text without notes: a known name, or names of one field in several languages."""
    if found := _known(text):
        return found
    parts = [part for part in _BETWEEN_LANGUAGES.split(text) if part.strip()]
    if len(parts) < 2:
        return None
    read = [_known(part) for part in parts]
    of = [one for one in read if one]
    if len({one.field for one in of}) != 1:
        return None
    best = min(of, key=lambda one: one.rank)
    others = [part for part, one in zip(parts, read, strict=True) if not one]
    return replace(best, qualified=not all(_adds_nothing(part, best.field) for part in others))


def _known(text: str) -> Named | None:
    key = _stated(fold_header(text))
    field = KNOWN.get(key)
    if field is None:
        key = _NOW.sub("", key).strip()
        field = KNOWN.get(key)
        if field not in _MOVES:
            return None
    assert field is not None
    return Named(field, SYSTEM if key in NOTED else LOOSE if key in VAGUE else EXACT)


def _stated(key: str) -> str:
    """What a form's question asks for (``Quel est le nom de votre entreprise?``), as a column would be called: whoever
    answers is asked about its own company."""
    if key in KNOWN:
        return key
    asked = _ASKED.sub("", key, count=1) if _ASKED.match(key) else key
    said = _YOURS.sub("", asked, count=1) if _YOURS.match(asked) else asked
    if said in KNOWN or not _YOUR_COMPANY.search(said):
        return said
    for usual in (_YOUR_COMPANY.sub(words, said) for words in (" de l entreprise", " of the company")):
        if usual in KNOWN:
            return usual
    alone = _YOUR_COMPANY.sub("", said)
    field = KNOWN.get(alone)
    certain = field == "municipality" or (field in _OF_A_COMPANY and alone not in VAGUE | NOTED)
    return alone if certain else key


def _adds_nothing(note: str, field: str) -> bool:
    """Whether a note leaves the field what it is."""
    key = fold_header(note)
    if field == "received_at" and (_QUEBEC_TIME.fullmatch(key) or _ZONE.fullmatch(note.strip())):
        return True
    if key in _PARTY or not key or _HARMLESS.fullmatch(key):
        return True
    parts = [_known(part) for part in note.split(",")]
    if all(parts) and (len(parts) > 1 or (parts[0] and parts[0].field == field)):  # what the cell is made of
        return True
    return field == "postal_code" and isinstance(parse(note), PostalCode)  # as a sample


def _inside(text: str) -> Named | None:
    """A usual name of a field at the beginning or the end of other words; a question that asks for consent."""
    key = fold_header(text)
    if _CONSENTS.search(key) and _OF_DATA.search(key):
        return Named("consent", EXACT, qualified=True, at_a_distance=True)
    words = key.split()
    for many in range(len(words) - 1, 0, -1):
        for key in (" ".join(words[:many]), " ".join(words[-many:])):
            if key in KNOWN and key not in VAGUE and key not in NOTED:
                return Named(KNOWN[key], EXACT, qualified=True, at_a_distance=True)
    return None
