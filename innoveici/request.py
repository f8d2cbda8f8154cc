"""A request, and the one table of its fields: what each is called, how it is read, who may see it, where it is shown.

A field is an attribute of :class:`Request`, described where it stands (:class:`RequestField`). Whatever reads, keeps,
corrects or shows fields goes by :data:`FIELDS`; nothing else need be touched to add one that plays no part in routing.

Values are kept as given (trimmed, NFC, without what nobody sees); ``request_reading`` makes them of what was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

from innoveici.messages import N_
from innoveici.reasons import Reason

REQUEST_ID = "[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}"
HANDOFF_ID = "[Hh]-[0-9]+"
"""What a request's id is never like: the two are looked up by the same commands."""

Kind = Literal[
    "id", "text", "lines", "code", "country", "neq", "email", "phone", "language", "scale", "consent", "moment",
    "list", "sectors", "markets",
]  # fmt: skip
"""How a field is read, from a cell (``request_reading``) as from a column (``batch.decide.fields``). ``text`` is one
line, ``lines`` several; ``list`` is any words, ``sectors`` and ``markets`` those of a known vocabulary."""
LIST_KINDS = frozenset[Kind]({"list", "sectors", "markets"})
Where = Literal["show", "triage", "letters"]
"""Where a field may be printed: by ``innoveici show``, on the screen, in letters to whoever helps the company."""
ALL: tuple[Where, ...] = ("show", "triage", "letters")


@dataclass(frozen=True, slots=True)
class RequestField:
    """What is known of a field. ``label``: what it is called in a sentence, a msgid; capitalised, on a line of its own.

    ``personal``: kept apart from events and erased on demand (Loi 25): whatever may tell who the company is, and free
    text, in which anything may have been written. Any other is part of an event, for ever.
    ``required``: a request has none without it, or a municipality in its place. ``correctable``: a person may correct
    it. ``max_length``: characters. ``alias``: another name, as a key and a header, and that of the option.
    ``help``, ``metavar``: of its option. ``prints``: where it is shown, beside ``--json``, which has all; in letters
    only what is personal. ``remark_tells``: what could not be used of it is told, too, in letters to whoever helps.
    ``headers``: what people call it in exports, in French and English; its own name is known anyway.
    ``own``: the company may change it itself: always, or while its request waits for that.
    ``of_company``: a header may add "of the company" to its name. ``may_change``: or "new".
    """

    kind: Kind
    label: str
    personal: bool = False
    required: bool = False
    correctable: bool = False
    max_length: int = 254
    alias: str = ""
    help: str = ""
    metavar: str | None = None
    prints: tuple[Where, ...] = ()
    remark_tells: bool = True
    own: Literal["", "held", "always"] = ""
    headers: tuple[str, ...] = ()
    of_company: bool = True
    may_change: bool = False


def described(kind: Kind, label: str, **said: Any) -> Mapping[str, RequestField]:
    """The description of an attribute, see :class:`RequestField`."""
    return MappingProxyType({"field": RequestField(kind, label, **said)})


@dataclass(frozen=True, slots=True, repr=False)
class Remark:
    """What must be said of a field that could not be used as it was written, or was read as something else.

    ``text``: what was written, on one line, nothing in it that a screen would act upon. It is personal.
    """

    field: str
    reason: Reason
    text: str

    def __hash__(self) -> int:
        return hash((self.field, self.reason.code, self.text))  # a reason's details are no key

    def __repr__(self) -> str:
        return f"Remark({self.field!r}, {self.reason.code!r})"  # nothing personal in a traceback

    def to_json(self) -> dict[str, Any]:
        """As the ledger keeps it."""
        return self.shown() | {"params": dict(self.reason.params)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Remark:
        """The inverse of :meth:`to_json`."""
        return cls(data["field"], Reason(data["reason_code"], data["params"]), data["text"])

    def shown(self) -> dict[str, Any]:
        """As ``--json`` has it."""
        return {"field": self.field, "reason_code": self.reason.code, "text": self.text}


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """One request. ``received_at`` is UTC; ``postal_code`` and ``municipality`` are as given, not yet located; one of
    the two may be empty.

    ``consent`` is False as long as it is not certain what the company wants: see :attr:`consent_unclear`.
    ``remarks``: what could not be used of its fields. ``said``: the fields that were there to be filled in, blank or
    not; what is not among them says nothing.
    """

    request_id: str = field(metadata=described(
        "id", N_("request number"), max_length=64, of_company=False, remark_tells=False,
        help=N_("Id of the request; derived from it by default."),
        headers=(
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
    ))  # fmt: skip
    received_at: datetime | None = field(default=None, kw_only=True, metadata=described(
        "moment", N_("date received"), of_company=False, remark_tells=False,
        help=N_("When it was received, ISO 8601."), metavar="T", prints=("triage",),
        headers=(
        *("Date de réception", "Date réception", "Reçu le", "Reçue le", "Reçu", "Date de la demande", "Date demande"),
        *("Date de soumission", "Soumis le", "Soumise le", "Horodateur", "Horodatage", "Date d'envoi", "Date"),
        *("Date et heure", "Received", "Received at", "Received on", "Date received", "Submitted", "Submitted at"),
        *("Submitted on", "Submission date", "Request date", "Timestamp", "Date of request"),
        *("Submit date", "Date submitted", "Completion time", "Heure de fin", "Start time", "Heure de début"),
        *("Create date", "Date created", "Created", "Created on", "Creation date", "Date de création"),
        *("Créé", "Créé le"),
        ),
    ))  # fmt: skip
    company: str = field(metadata=described(
        "text", N_("company"), personal=True, required=True, max_length=200, of_company=False,
        help=N_("Name of the company."), prints=ALL,
        headers=(
        *("Nom de l'entreprise", "Nom entreprise", "Nom d'entreprise", "Entreprise", "Raison sociale", "Compagnie"),
        *("Nom de la compagnie", "Société", "Nom de la société", "Organisation", "Nom de l'organisation", "Organisme"),
        *("Nom de l'organisme", "Company", "Company name", "Name of company", "Name of the company", "Business"),
        *("Business name", "Organization", "Organization name", "Organisation name", "Legal name"),
        *("Account name", "Nom du compte", "Nom (entreprise)", "Name (company)"),
        ),
    ))  # fmt: skip
    neq: str = field(default="", kw_only=True, metadata=described(
        "neq", N_("enterprise number"), personal=True,
        help=N_("Québec enterprise number."),
        headers=(
        *("NEQ", "Numéro d'entreprise du Québec", "Numéro d'entreprise du Québec (NEQ)", "No NEQ", "Numéro NEQ"),
        *("N° NEQ", "Québec enterprise number", "Enterprise number", "Québec business number"),
        ),
    ))  # fmt: skip
    postal_code: str = field(metadata=described(
        "code", N_("postal code"), personal=True, required=True, correctable=True, own="held", may_change=True,
        help=N_("Postal code of the company."),
        headers=(
        *("Code postal", "CP", "C.P.", "Code postal de l'entreprise", "Code postal entreprise", "Postal code"),
        *("Postcode", "Post code", "Zip", "ZIP code", "Zip/Postal code", "Postal/Zip code", "Postal code / Zip"),
        *("Company postal code", "Codepostal", "Postalcode"),
        *("Address 1: ZIP/Postal Code", "Adresse 1 : Code postal", "Code postal/Zip"),
        ),
    ))  # fmt: skip
    municipality: str = field(default="", kw_only=True, metadata=described(
        "text", N_("municipality"), personal=True, correctable=True, own="held", max_length=120, may_change=True,
        help=N_("Municipality, as the company wrote it."), prints=ALL,
        headers=(
        *("Municipalité", "Ville", "Ville/Municipalité", "Municipalité/Ville", "Ville ou municipalité", "Localité"),
        *("Municipalité ou ville", "Nom de la municipalité", "Municipality", "City", "Town", "City/Town", "Town/City"),
        *("City or town", "Locality", "City/Municipality", "Municipality/City"),
        *("Address 1: City", "Adresse 1 : Ville"),
        ),
    ))  # fmt: skip
    country: str = field(default="CA", kw_only=True, metadata=described(
        "country", N_("country"), correctable=True, own="held", remark_tells=False,
        help=N_("Country of the company, ISO 3166."), metavar="CC",
        headers=(
        *("Pays", "Code de pays", "Code pays", "Country", "Country code", "Country/Region", "Pays/Région"),
        *("Address 1: Country/Region", "Adresse 1 : Pays/Région"),
        ),
    ))  # fmt: skip
    contact_name: str = field(default="", kw_only=True, metadata=described(
        "text", N_("contact"), personal=True, correctable=True, own="always", max_length=200, may_change=True,
        help=N_("Who to contact."), prints=ALL,
        headers=(
        *("Personne-ressource", "Personne ressource", "Nom de la personne-ressource", "Contact", "Nom du contact"),
        *("Personne contact", "Personne à contacter", "Nom de la personne-contact", "Nom du demandeur", "Demandeur"),
        *("Demandeur·euse", "Nom complet", "Contact name", "Contact person", "Name of contact", "Full name"),
        *("Requester", "Applicant"),
        *("Primary contact", "Contact principal", "Nom", "Name"),
        ),
    ))  # fmt: skip
    email: str = field(default="", kw_only=True, metadata=described(
        "email", N_("e-mail"), personal=True, correctable=True, own="always", may_change=True,
        help=N_("Their e-mail address."), prints=ALL,
        headers=(
        *("Courriel", "Adresse courriel", "Adresse de courriel", "Courriel de la personne-ressource"),
        *("Courriel contact", "Courriel du contact", "Adresse électronique", "E-mail", "Email", "Mail"),
        *("E-mail address", "Email address", "Contact email", "Contact e-mail"),
        *("Courriel de l'entreprise", "Courriel entreprise", "Company email", "Company e-mail", "Business email"),
        *("Adresse e-mail", "Adresse de messagerie", "Courrier électronique", "Nom d'utilisateur", "Username"),
        ),
    ))  # fmt: skip
    phone: str = field(default="", kw_only=True, metadata=described(
        "phone", N_("telephone"), personal=True, correctable=True, own="always", may_change=True,
        help=N_("Their telephone number."), prints=ALL,
        headers=(
        *("Téléphone", "Tél", "Tél.", "Numéro de téléphone", "No de téléphone", "N° de téléphone", "No téléphone"),
        *("Téléphone du contact", "Phone", "Phone number", "Telephone", "Telephone number", "Tel", "Contact phone"),
        *("Téléphone de l'entreprise", "Téléphone entreprise", "Company phone", "Business phone", "Main phone"),
        *("Téléphone principal", "Téléphone au bureau", "Téléphone bureau", "Téléphone (travail)", "Work phone"),
        *("Cellulaire", "Téléphone cellulaire", "Mobile", "Mobile phone"),
        ),
    ))  # fmt: skip
    language: Literal["fr", "en"] = field(default="fr", kw_only=True, metadata=described(
        "language", N_("language"),
        help=N_("Their language: fr or en."), metavar="fr|en", prints=("triage", "letters"),
        headers=(
        *("Langue", "Langue de correspondance", "Langue de communication", "Langue préférée", "Langue de service"),
        *("Language", "Preferred language", "Language of correspondence"),
        *("Langue de l'entreprise",),
        ),
    ))  # fmt: skip
    need: str = field(default="", kw_only=True, metadata=described(
        "lines", N_("need"), personal=True, correctable=True, max_length=10_000,
        help=N_("What the company needs."), prints=ALL,
        headers=(
        *("Besoin", "Besoins", "Description du besoin", "Nature du besoin", "Besoin d'innovation", "Projet"),
        *("Description du projet", "Description de la demande", "Nature de la demande", "Description", "Need", "Needs"),
        *("Project", "Project description", "Description of need", "Description of the project", "Request description"),
        *("Innovation need",),
        *("Besoin de l'entreprise", "Besoins de l'entreprise", "Besoin exprimé", "Company need", "Company's need"),
        ),
    ))  # fmt: skip
    sectors: tuple[str, ...] = field(default=(), kw_only=True, metadata=described(
        "sectors", N_("sectors"), personal=True, alias="sector", remark_tells=False,
        help=N_("Sector; may be given several times."), prints=("triage", "letters"),
        headers=(
        *("Secteur", "Secteurs", "Secteur d'activité", "Secteurs d'activité", "Secteur d'activités"),
        *("Secteurs d'activités", "Domaine d'activité", "Industrie", "Sector", "Sectors", "Industry", "Industries"),
        *("Business sector", "Industry sector"),
        ),
    ))  # fmt: skip
    markets: tuple[str, ...] = field(default=(), kw_only=True, metadata=described(
        "markets", N_("markets"), personal=True, alias="market", remark_tells=False,
        help=N_("Market looked for, ISO 3166-2, as in FR-GES."), prints=("letters",),
        headers=(
        *("Marché", "Marchés", "Marché visé", "Marchés visés", "Marché cible", "Marchés cibles", "Market", "Markets"),
        *("Target market", "Target markets"),
        ),
    ))  # fmt: skip
    scale: Literal["standard", "major"] = field(default="standard", kw_only=True, metadata=described(
        "scale", N_("scale"), of_company=False, correctable=True,
        help=N_("A major project may go to the ERAC itself."), prints=("triage",),
        headers=(
        *("Envergure", "Envergure du projet", "Ampleur", "Ampleur du projet", "Scale", "Project scale"),
        ),
    ))  # fmt: skip
    consent: bool | None = field(default=None, kw_only=True, metadata=described(
        "consent", N_("consent"), of_company=False, correctable=True, own="held", remark_tells=False,
        help=N_("Consent to passing the request on."),
        headers=(
        *("Consentement", "Consentement au partage", "Consentement à la transmission", "Consent", "Consent to share"),
        *("Consent given",),
        *("Consentement à la communication", "Consentement à la communication de mes renseignements"),
        *("Consentement à la communication des renseignements", "Consent to disclosure"),
        ),
    ))  # fmt: skip
    remarks: tuple[Remark, ...] = field(default=(), kw_only=True)
    said: frozenset[str] = field(default=frozenset(), compare=False, kw_only=True)

    @property
    def consent_unclear(self) -> bool:
        """What was written for the consent is neither yes nor no."""
        return any(remark.field == "consent" for remark in self.remarks)

    def __repr__(self) -> str:
        return f"Request({self.request_id!r})"  # nothing personal in a traceback

    def to_json(self) -> dict[str, Any]:
        """Every field as JSON values, times as ISO 8601 UTC."""
        data = {name: getattr(self, name) for name in FIELDS}
        data["received_at"] = self.received_at.isoformat() if self.received_at else None
        data["remarks"] = [remark.to_json() for remark in self.remarks]
        return data | {name: list(data[name]) for name in LISTS}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Request:
        """The inverse of :meth:`to_json`, for what was validated before."""
        received = data["received_at"]
        values = dict(data) | {name: tuple(data[name]) for name in LISTS}
        values["remarks"] = tuple(map(Remark.from_json, data.get("remarks", ())))
        return cls(**values | {"received_at": datetime.fromisoformat(received) if received else None})


FIELDS: Mapping[str, RequestField] = {f.name: f.metadata["field"] for f in fields(Request) if "field" in f.metadata}
"""The fields that can be given, by name, in their order."""
PERSONAL_FIELDS = (*(name for name, about in FIELDS.items() if about.personal), "remarks")
"""Kept apart from events, erased on demand. The company is among them: it may bear a person's name. So are remarks,
which quote what was written."""
REQUIRED = tuple(name for name, about in FIELDS.items() if about.required)
LISTS = tuple(name for name, about in FIELDS.items() if about.kind in LIST_KINDS)
ALIASES: Mapping[str, str] = {about.alias: name for name, about in FIELDS.items() if about.alias}


def printed(where: Where) -> tuple[str, ...]:
    """The fields that are shown there, in their order."""
    return tuple(name for name, about in FIELDS.items() if where in about.prints)


def in_order(first: Iterable[str], names: Iterable[str] = FIELDS) -> tuple[str, ...]:
    """``names``, those of ``first`` in that order before all others."""
    known = tuple(names)
    return tuple(name for name in dict.fromkeys((*first, *known)) if name in known)


@dataclass(frozen=True, slots=True)
class Fault:
    """One field that cannot be what it is. The value itself may be personal and is not kept."""

    field: str
    reason: Reason
