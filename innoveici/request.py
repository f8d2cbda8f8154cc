"""What a company asks: a validated value, and every fault of one that cannot be. Pure.

Fields are those of the contract. Values are kept as given (trimmed, NFC); only what would be dangerous later (line
breaks and control characters in what becomes a mail header, an address that no server would take) is refused.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Literal

from innoveici.postal import InvalidCode, parse
from innoveici.quebec import quebec_moment
from innoveici.reasons import Reason

PERSONAL_FIELDS = (
    "company", "neq", "postal_code", "municipality", "contact_name", "email", "phone", "need", "sectors", "markets",
)  # fmt: skip
"""Kept apart from events, erased on demand (Loi 25). The company is among them: it may bear a person's name. So are
sectors and markets: free text, in which anything may have been written.
"""

_LINE_BREAKS = re.compile("[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
# C0/C1 controls and what reorders text on a screen.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_MAX_LENGTHS = {"company": 200, "contact_name": 200, "municipality": 120, "need": 10_000, "request_id": 64}
REQUEST_ID = "[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}"
HANDOFF_ID = "[Hh]-[0-9]+"
"""What a request's id is never like: the two are looked up by the same commands."""
CONSENT_WORDS = dict.fromkeys(("yes", "oui", "true", "vrai", "1", "y", "o"), True) | dict.fromkeys(
    ("no", "non", "false", "faux", "0", "n"), False
)
LISTS = ("sectors", "markets")
_NOT_IDENTITY = {"consent"}
"""A consent given or withdrawn later does not make another request."""
_ALIASES = {"sector": "sectors", "market": "markets"}


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """One request. ``received_at`` is UTC; ``postal_code`` and ``municipality`` are as given, not yet located."""

    request_id: str
    company: str
    postal_code: str
    received_at: datetime | None = None
    neq: str = ""
    municipality: str = ""
    country: str = "CA"
    contact_name: str = ""
    email: str = ""
    phone: str = ""
    language: Literal["fr", "en"] = "fr"
    need: str = ""
    sectors: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    scale: Literal["standard", "major"] = "standard"
    consent: bool | None = None

    def __repr__(self) -> str:
        return f"Request({self.request_id!r})"  # nothing personal in a traceback

    def to_json(self) -> dict[str, Any]:
        """Every field as JSON values, times as ISO 8601 UTC."""
        data = {f.name: getattr(self, f.name) for f in fields(self)}
        data["received_at"] = self.received_at.isoformat() if self.received_at else None
        return data | {name: list(data[name]) for name in LISTS}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Request:
        """The inverse of :meth:`to_json`, for what was validated before."""
        received = data["received_at"]
        values = dict(data) | {name: tuple(data[name]) for name in LISTS}
        return cls(**values | {"received_at": datetime.fromisoformat(received) if received else None})


@dataclass(frozen=True, slots=True)
class Fault:
    """One field that cannot be what it is. The value itself may be personal and is not kept."""

    field: str
    reason: Reason


def read_request(given: Mapping[str, Any]) -> Request | tuple[Fault, ...]:
    """Validate the fields of one request; all faults at once. Blank values count as not given.

    ``sector``/``sectors`` and ``market``/``markets`` take a list or text separated by ``|``. Where
    ``request_id`` is missing, :func:`derive_request_id` makes one, always the same for the same fields.
    """
    reader = _Reader(given)
    values: dict[str, Any] = {
        name: reader.text(name) for name in ("company", "neq", "postal_code", "municipality", "contact_name")
    }
    values["need"] = reader.text("need", lines=True)
    for required in ("company", "postal_code"):
        if not values[required] and not any(fault.field == required for fault in reader.faults):
            reader.fault(required, "field.required")
    values["country"] = reader.country()
    values["language"] = reader.choice("language", ("fr", "en"), "fr", LANGUAGE_WORDS)
    values["scale"] = reader.choice("scale", ("standard", "major"), "standard", SCALE_WORDS)
    values["consent"] = reader.consent()
    values["email"] = reader.email()
    values["phone"] = reader.phone(values["country"] or "CA")
    values["received_at"] = reader.moment("received_at")
    for name in LISTS:
        values[name] = reader.many(name)
    request_id = reader.request_id()
    reader.unknown_fields()
    if reader.faults:
        return tuple(reader.faults)
    return Request(request_id=request_id or derive_request_id(values), **values)


def derive_request_id(values: Mapping[str, Any]) -> str:
    """``R-`` and 16 hexadecimal digits of a SHA-256 over the content, case and spacing apart.

    The id stays in the ledger's events after the content is erased: an id derived from the content can be tested
    against a guess of the whole content. Give requests ids of your own, as exports do, where that matters. It bears no
    salt because the same request given twice, anywhere, must be the same request.
    """
    import hashlib

    named = sorted(values.keys() - _NOT_IDENTITY)
    content = {name: folded for name in named if (folded := fold(name, values[name]))}
    digest = hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    return f"R-{digest[:16]}"


def fold(field: str, value: Any) -> Any:
    """A field's value as it counts when two requests are compared: case, spacing, ways to write a code apart."""
    if field == "postal_code" and not isinstance(code := parse(value), InvalidCode):
        return str(code)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str):
        return re.sub(r"\s+", " ", value).casefold()
    if isinstance(value, list | tuple):  # JSON has no tuples
        return [fold(field, item) for item in value]
    return value


_KNOWN = frozenset(f.name for f in fields(Request))
LANGUAGE_WORDS = {
    "fr": "fr", "français": "fr", "francais": "fr", "french": "fr", "en": "en", "anglais": "en", "english": "en",
}  # fmt: skip
SCALE_WORDS = {"majeur": "major", "majeure": "major"}
COUNTRY_WORDS = {
    "canada": "CA", "france": "FR", "états-unis": "US", "etats-unis": "US", "united states": "US", "usa": "US",
}  # fmt: skip
_HOUR = re.compile(r"([ T])(\d:)")
"""As Excel writes hours before ten."""


USUAL_EMAIL = (
    "[A-Za-z0-9]+(?:[._+-][A-Za-z0-9]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*[.])+(?:[a-z]{2,3}|coop|example|info|quebec|tech)"
)
"""Addresses that email-validator takes as they stand, up to USUAL_EMAIL_LENGTH. Regular expressions as RE2 reads them
too: a column is told by the same one."""
USUAL_EMAIL_LENGTH = 64
"""Characters at most: whatever part it is, it is not too long."""
USUAL_PHONE = (
    "(?:[+]?1[ .-]?)?(?:[(][2-9][0-9]{2}[)] ?|[2-9][0-9]{2}[ .-]?)[2-9][0-9]{2}[ .-]?[0-9]{4}"
    "(?:,? (?:[Pp]oste|ext[.]?|x) ?[0-9]{1,5})?"
)
"""Numbers of North America that phonenumbers takes in Canada."""

CUT = "#####"
"""At the end of a text: it is not whole. Excel shows so what does not fit; so do rejects."""
SPREADSHEET_ERRORS = frozenset(
    (
        *("#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!"),
        *("#BLOCKED!", "#CONNECT!", "#BUSY!", "#UNKNOWN!", "#GETTING_DATA", "#NOM?", "#VALEUR!", "#NUL!", "#NOMBRE!"),
        *("#PROPAGATION!", "#CALCUL!", "#CHAMP!"),
    )
)
"""What Excel shows, in English and in French, where a formula has no value."""


def list_of(field: str, text: str) -> tuple[str, ...] | None:
    """The items of a list written in one cell; None where something is wrong with it."""
    reader = _Reader({field: text})
    items = reader.many(field)
    return None if reader.faults else items


def max_length(field: str) -> int:
    """How many characters a field may have."""
    return _MAX_LENGTHS.get(field, 254)


class _Reader:
    """Collects faults while fields are read one by one."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = {_ALIASES.get(str(k), str(k)): v for k, v in given.items() if v is not None}
        self.faults: list[Fault] = []

    def fault(self, field: str, code: str, **params: Any) -> None:
        self.faults.append(Fault(field, Reason(code, {"field": field} | params)))

    def text(self, field: str, *, lines: bool = False) -> str:
        value = self.given.get(field, "")
        if value == "":
            return ""
        if not isinstance(value, str):
            if isinstance(value, bool) or not isinstance(value, int):
                self.fault(field, "field.not_text")
                return ""
            value = str(value)
        value = unicodedata.normalize("NFC", value).strip()
        if lines:
            value = value.replace("\r\n", "\n").replace("\t", " ")
        elif _LINE_BREAKS.search(value):
            self.fault(field, "field.line_break")
            return ""
        if bad := _CONTROLS.search(value.replace("\n", " ") if lines else value):
            self.fault(field, "field.control", char=f"U+{ord(bad[0]):04X}")
            return ""
        if value in SPREADSHEET_ERRORS:
            self.fault(field, "field.spreadsheet_error", value=value)
            return ""
        if value.endswith(CUT):
            self.fault(field, "field.cut", mark=CUT)
            return ""
        limit = max_length(field)
        if len(value) > limit:
            self.fault(field, "field.too_long", count=len(value), limit=limit)
            return ""
        return value

    def choice(
        self, field: str, choices: tuple[str, ...], default: str, words: Mapping[str, str] = MappingProxyType({})
    ) -> str:
        """One of ``choices``, or what people write for it."""
        value = self.text(field).lower()
        value = words.get(value, value)
        if value and value not in choices:
            self.fault(field, "field.choice", choices=", ".join(choices))
        return value or default

    def country(self) -> str:
        value = self.text("country")
        value = COUNTRY_WORDS.get(value.lower(), value.upper())
        if value and not re.fullmatch("[A-Z]{2}", value):
            self.fault("country", "field.country")
        return value or "CA"

    def consent(self) -> bool | None:
        value = self.given.get("consent", "")
        if isinstance(value, bool):
            return value
        word = self.text("consent").casefold()
        if word and word not in CONSENT_WORDS:
            self.fault("consent", "field.choice", choices="yes, no, oui, non")
        return CONSENT_WORDS.get(word)

    def email(self) -> str:
        value = self.text("email")
        if not value or (len(value) <= USUAL_EMAIL_LENGTH and re.fullmatch(USUAL_EMAIL, value)):
            return value
        from email_validator import EmailNotValidError, validate_email  # 40 ms, and most look-ups need none

        try:
            return validate_email(value, check_deliverability=False, strict=True).normalized
        except EmailNotValidError:
            self.fault("email", "field.email")
            return ""

    def phone(self, country: str) -> str:
        """As given when it can be a number of ``country`` or an international one; else a fault."""
        value = self.text("phone")
        if not value or (country == "CA" and re.fullmatch(USUAL_PHONE, value)):
            return value
        import phonenumbers  # 30 ms, and most look-ups need none

        try:
            number = phonenumbers.parse(re.sub(r"(?i)\bposte\b\.?:?", "ext.", value), country)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            self.fault("phone", "field.phone")
            return ""
        return value

    def moment(self, field: str) -> datetime | None:
        """ISO 8601, or a date and time as French Excel exports them; without an offset, Québec time. UTC."""
        value = self.text(field)
        if not value:
            return None
        try:
            moment = datetime.fromisoformat(_HOUR.sub(r"\g<1>0\2", value))
        except ValueError:
            self.fault(field, "field.moment")
            return None
        try:
            return quebec_moment(moment).astimezone(UTC)
        except OverflowError:
            self.fault(field, "field.moment")
            return None

    def many(self, field: str) -> tuple[str, ...]:
        value = self.given.get(field, ())
        items = value.split("|") if isinstance(value, str) else value
        if not isinstance(items, list | tuple) or not all(isinstance(i, str) for i in items):
            self.fault(field, "field.not_list")
            return ()
        cleaned = [_Reader({field: item}) for item in items]
        texts = [reader.text(field) for reader in cleaned]
        self.faults += [fault for reader in cleaned for fault in reader.faults]
        return tuple(dict.fromkeys(t for t in texts if t))

    def request_id(self) -> str:
        value = self.text("request_id")
        if re.fullmatch(HANDOFF_ID, value):
            self.fault("request_id", "field.request_id_reserved")
        elif value and not re.fullmatch(REQUEST_ID, value):
            self.fault("request_id", "field.request_id")
        return value

    def unknown_fields(self) -> None:
        for position, name in enumerate(self.given, start=1):
            if name not in _KNOWN:  # a name that is none may be somebody's address in the wrong place
                shown = name if re.fullmatch("[A-Za-zÀ-ÿ_ ]{1,30}", name) else f"#{position}"
                self.fault(shown, "field.unknown")
