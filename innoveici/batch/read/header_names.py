"""What people call the columns of an export, in French and English."""

from __future__ import annotations

import re

from innoveici.directory.sectors import fold

NAMES: dict[str, tuple[str, ...]] = {
    "request_id": (
        *("No de demande", "No demande", "N° de demande", "N° demande", "Nº de demande", "Numéro de demande"),
        *("Numéro de la demande", "Num demande", "# demande", "Demande no", "Demande", "ID demande"),
        *("ID de la demande", "Identifiant de la demande", "Identifiant", "No de dossier", "Numéro de dossier"),
        *("N° de dossier", "Dossier", "Référence", "No de référence", "Numéro de référence", "Request ID"),
        *("Request number", "Request no", "Request no.", "Request #", "Request", "Reference", "Reference number"),
        *("Case number", "File number", "ID"),
        *("No", "Token", "Response ID", "Record ID", "ID de fiche d'informations", "ID de la fiche d'informations"),
        *("Entry ID", "Submission ID", "(Do Not Modify) Account", "(Do Not Modify) Lead", "(Do Not Modify) Case"),
        *("(Ne pas modifier) Compte", "(Ne pas modifier) Prospect", "(Ne pas modifier) Incident"),
    ),
    "received_at": (
        *("Date de réception", "Date réception", "Reçu le", "Reçue le", "Reçu", "Date de la demande", "Date demande"),
        *("Date de soumission", "Soumis le", "Soumise le", "Horodateur", "Horodatage", "Date d'envoi", "Date"),
        *("Date et heure", "Received", "Received at", "Received on", "Date received", "Submitted", "Submitted at"),
        *("Submitted on", "Submission date", "Request date", "Timestamp", "Date of request"),
        *("Submit date", "Date submitted", "Completion time", "Heure de fin", "Start time", "Heure de début"),
        *("Create date", "Date created", "Created", "Created on", "Creation date", "Date de création"),
        *("Créé", "Créé le"),
    ),
    "company": (
        *("Nom de l'entreprise", "Nom entreprise", "Nom d'entreprise", "Entreprise", "Raison sociale", "Compagnie"),
        *("Nom de la compagnie", "Société", "Nom de la société", "Organisation", "Nom de l'organisation", "Organisme"),
        *("Nom de l'organisme", "Company", "Company name", "Name of company", "Name of the company", "Business"),
        *("Business name", "Organization", "Organization name", "Organisation name", "Legal name"),
        *("Account name", "Nom du compte", "Nom (entreprise)", "Name (company)"),
    ),
    "neq": (
        *("NEQ", "Numéro d'entreprise du Québec", "Numéro d'entreprise du Québec (NEQ)", "No NEQ", "Numéro NEQ"),
        *("N° NEQ", "Québec enterprise number", "Enterprise number", "Québec business number"),
    ),
    "postal_code": (
        *("Code postal", "CP", "C.P.", "Code postal de l'entreprise", "Code postal entreprise", "Postal code"),
        *("Postcode", "Post code", "Zip", "ZIP code", "Zip/Postal code", "Postal/Zip code", "Postal code / Zip"),
        *("Company postal code", "Codepostal", "Postalcode"),
        *("Address 1: ZIP/Postal Code", "Adresse 1 : Code postal", "Code postal/Zip"),
    ),
    "municipality": (
        *("Municipalité", "Ville", "Ville/Municipalité", "Municipalité/Ville", "Ville ou municipalité", "Localité"),
        *("Municipalité ou ville", "Nom de la municipalité", "Municipality", "City", "Town", "City/Town", "Town/City"),
        *("City or town", "Locality", "City/Municipality", "Municipality/City"),
        *("Address 1: City", "Adresse 1 : Ville"),
    ),
    "country": (
        *("Pays", "Code de pays", "Code pays", "Country", "Country code", "Country/Region", "Pays/Région"),
        *("Address 1: Country/Region", "Adresse 1 : Pays/Région"),
    ),
    "contact_name": (
        *("Personne-ressource", "Personne ressource", "Nom de la personne-ressource", "Contact", "Nom du contact"),
        *("Personne contact", "Personne à contacter", "Nom de la personne-contact", "Nom du demandeur", "Demandeur"),
        *("Demandeur·euse", "Nom complet", "Contact name", "Contact person", "Name of contact", "Full name"),
        *("Requester", "Applicant"),
        *("Primary contact", "Contact principal", "Nom", "Name"),
    ),
    "email": (
        *("Courriel", "Adresse courriel", "Adresse de courriel", "Courriel de la personne-ressource"),
        *("Courriel contact", "Courriel du contact", "Adresse électronique", "E-mail", "Email", "Mail"),
        *("E-mail address", "Email address", "Contact email", "Contact e-mail"),
        *("Courriel de l'entreprise", "Courriel entreprise", "Company email", "Company e-mail", "Business email"),
        *("Adresse e-mail", "Adresse de messagerie", "Courrier électronique", "Nom d'utilisateur", "Username"),
    ),
    "phone": (
        *("Téléphone", "Tél", "Tél.", "Numéro de téléphone", "No de téléphone", "N° de téléphone", "No téléphone"),
        *("Téléphone du contact", "Phone", "Phone number", "Telephone", "Telephone number", "Tel", "Contact phone"),
        *("Téléphone de l'entreprise", "Téléphone entreprise", "Company phone", "Business phone", "Main phone"),
        *("Téléphone principal", "Téléphone au bureau", "Téléphone bureau", "Téléphone (travail)", "Work phone"),
        *("Cellulaire", "Téléphone cellulaire", "Mobile", "Mobile phone"),
    ),
    "language": (
        *("Langue", "Langue de correspondance", "Langue de communication", "Langue préférée", "Langue de service"),
        *("Language", "Preferred language", "Language of correspondence"),
        *("Langue de l'entreprise",),
    ),
    "need": (
        *("Besoin", "Besoins", "Description du besoin", "Nature du besoin", "Besoin d'innovation", "Projet"),
        *("Description du projet", "Description de la demande", "Nature de la demande", "Description", "Need", "Needs"),
        *("Project", "Project description", "Description of need", "Description of the project", "Request description"),
        *("Innovation need",),
        *("Besoin de l'entreprise", "Besoins de l'entreprise", "Besoin exprimé", "Company need", "Company's need"),
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
        *("Consentement à la communication", "Consentement à la communication de mes renseignements"),
        *("Consentement à la communication des renseignements", "Consent to disclosure"),
    ),
}  # fmt: skip

"""Of each request field."""

FIELDS = tuple(NAMES)
"""The request fields a column can hold."""
REQUIRED = ("company", "postal_code")
OWN_NAMES = {name: name for name in FIELDS} | {"sector": "sectors", "market": "markets"}
"""The contract's own names, which win over others."""
_PLURAL = re.compile(r"\((s|es|x|e|ne)\)", re.IGNORECASE)
_NUMBER_SIGN = re.compile(r"\bn\s?[°º]\s?|#\s?", re.IGNORECASE)


def fold_header(name: str) -> str:
    """What two spellings of a header have in common: case, accents and signs do not count, what brackets hold does."""
    return fold(_PLURAL.sub(r"\1", _NUMBER_SIGN.sub("no ", name)))


KNOWN = {fold_header(name): field for field, names in NAMES.items() for name in (*names, field)}
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
