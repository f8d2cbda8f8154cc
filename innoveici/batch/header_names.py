"""What people call the columns of an export, in French and English."""

from __future__ import annotations

import re

from innoveici.directory.sectors import fold

_NAMES: dict[str, tuple[str, ...]] = {
    "request_id": (
        *("No de demande", "No demande", "N° de demande", "N° demande", "Nº de demande", "Numéro de demande"),
        *("Numéro de la demande", "Num demande", "# demande", "Demande no", "Demande", "ID demande"),
        *("ID de la demande", "Identifiant de la demande", "Identifiant", "No de dossier", "Numéro de dossier"),
        *("N° de dossier", "Dossier", "Référence", "No de référence", "Numéro de référence", "Request ID"),
        *("Request number", "Request no", "Request no.", "Request #", "Request", "Reference", "Reference number"),
        *("Case number", "File number", "ID"),
    ),
    "received_at": (
        *("Date de réception", "Date réception", "Reçu le", "Reçue le", "Reçu", "Date de la demande", "Date demande"),
        *("Date de soumission", "Soumis le", "Soumise le", "Horodateur", "Horodatage", "Date d'envoi", "Date"),
        *("Date et heure", "Received", "Received at", "Received on", "Date received", "Submitted", "Submitted at"),
        *("Submitted on", "Submission date", "Request date", "Timestamp", "Date of request"),
    ),
    "company": (
        *("Nom de l'entreprise", "Nom entreprise", "Nom d'entreprise", "Entreprise", "Raison sociale", "Compagnie"),
        *("Nom de la compagnie", "Société", "Nom de la société", "Organisation", "Nom de l'organisation", "Organisme"),
        *("Nom de l'organisme", "Company", "Company name", "Name of company", "Name of the company", "Business"),
        *("Business name", "Organization", "Organization name", "Organisation name", "Legal name"),
    ),
    "neq": (
        *("NEQ", "Numéro d'entreprise du Québec", "Numéro d'entreprise du Québec (NEQ)", "No NEQ", "Numéro NEQ"),
        *("N° NEQ", "Québec enterprise number", "Enterprise number", "Québec business number"),
    ),
    "postal_code": (
        *("Code postal", "CP", "C.P.", "Code postal de l'entreprise", "Code postal entreprise", "Postal code"),
        *("Postcode", "Post code", "Zip", "ZIP code", "Zip/Postal code", "Postal/Zip code", "Postal code / Zip"),
        *("Company postal code", "Codepostal", "Postalcode"),
    ),
    "municipality": (
        *("Municipalité", "Ville", "Ville/Municipalité", "Municipalité/Ville", "Ville ou municipalité", "Localité"),
        *("Municipalité ou ville", "Nom de la municipalité", "Municipality", "City", "Town", "City/Town", "Town/City"),
        *("City or town", "Locality", "City/Municipality", "Municipality/City"),
    ),
    "country": ("Pays", "Code de pays", "Code pays", "Country", "Country code"),
    "contact_name": (
        *("Personne-ressource", "Personne ressource", "Nom de la personne-ressource", "Contact", "Nom du contact"),
        *("Personne contact", "Personne à contacter", "Nom de la personne-contact", "Nom du demandeur", "Demandeur"),
        *("Demandeur·euse", "Nom complet", "Contact name", "Contact person", "Name of contact", "Full name"),
        *("Requester", "Applicant"),
    ),
    "email": (
        *("Courriel", "Adresse courriel", "Adresse de courriel", "Courriel de la personne-ressource"),
        *("Courriel contact", "Courriel du contact", "Adresse électronique", "E-mail", "Email", "Mail"),
        *("E-mail address", "Email address", "Contact email", "Contact e-mail"),
    ),
    "phone": (
        *("Téléphone", "Tél", "Tél.", "Numéro de téléphone", "No de téléphone", "N° de téléphone", "No téléphone"),
        *("Téléphone du contact", "Phone", "Phone number", "Telephone", "Telephone number", "Tel", "Contact phone"),
    ),
    "language": (
        *("Langue", "Langue de correspondance", "Langue de communication", "Langue préférée", "Langue de service"),
        *("Language", "Preferred language", "Language of correspondence"),
    ),
    "need": (
        *("Besoin", "Besoins", "Description du besoin", "Nature du besoin", "Besoin d'innovation", "Projet"),
        *("Description du projet", "Description de la demande", "Nature de la demande", "Description", "Need", "Needs"),
        *("Project", "Project description", "Description of need", "Description of the project", "Request description"),
        *("Innovation need",),
    ),
    "sectors": (
        *("Secteur", "Secteurs", "Secteur d'activité", "Secteurs d'activité", "Secteur d'activités"),
        *("Secteurs d'activités", "Domaine d'activité", "Industrie", "Sector", "Sectors", "Industry", "Industries"),
        *("Business sector", "Industry sector"),
    ),
    "markets": (
        *("Marché", "Marchés", "Marché visé", "Marchés visés", "Marché cible", "Marchés cibles", "Market", "Markets"),
        *("Target market", "Target markets"),
    ),
    "scale": ("Envergure", "Envergure du projet", "Ampleur", "Ampleur du projet", "Scale", "Project scale"),
    "consent": (
        *("Consentement", "Consentement au partage", "Consentement à la transmission", "Consent", "Consent to share"),
        *("Consent given",),
    ),
}  # fmt: skip

FIELDS = tuple(_NAMES)
"""The request fields a column can hold."""
REQUIRED = ("company", "postal_code")
OWN_NAMES = {name: name for name in FIELDS} | {"sector": "sectors", "market": "markets"}
"""The contract's own names, which win over others."""
_PLURAL = re.compile(r"\((s|es|x|e|ne)\)", re.IGNORECASE)
_NOTE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NUMBER_SIGN = re.compile(r"\bn\s?[°º]\s?|#\s?", re.IGNORECASE)


def fold_header(name: str) -> str:
    """What two spellings of a header have in common: notes in brackets, case, accents and signs do not count."""
    name = _NUMBER_SIGN.sub("no ", name)
    name = _PLURAL.sub(r"\1", name)
    without_note = fold(_NOTE.sub(" ", name))
    return without_note or fold(name)


KNOWN = {fold_header(name): field for field, names in _NAMES.items() for name in (*names, field)}
KNOWN |= {fold_header(name): field for name, field in OWN_NAMES.items()}
"""Field by folded header."""

_VAGUE_NAMES = (
    *("Ville", "City", "Town", "Localité", "Locality", "Date", "Date et heure", "Timestamp", "Horodateur"),
    *("Identifiant", "ID", "Référence", "Reference", "Dossier", "Demande", "Request", "Organisation", "Organization"),
    *("Organisme", "Business", "Contact", "Nom complet", "Full name", "Demandeur", "Description", "Projet", "Project"),
)
VAGUE = frozenset(map(fold_header, _VAGUE_NAMES))
"""Folded names that give way to another column which is called the same field more exactly."""
