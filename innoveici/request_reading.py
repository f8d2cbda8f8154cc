"""What a company asks, read from what was written: a validated request, or every fault of one that cannot be. Pure.

Refused is what would be dangerous later (line breaks and control characters in what becomes a mail header, an address
that no server would take) and text that was read in another encoding than its own.

In an export, where nobody is asked again, an optional cell never refuses its row (:class:`Reading`): what cannot be
used is left out of the request and kept beside it as a :class:`Remark`, for whoever takes it on.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from innoveici.characters import INVISIBLE, escaped, visible
from innoveici.garbled import LOST, garbled, looks_twice
from innoveici.postal import QUEBEC_LETTERS, Fsa, InvalidCode, PostalCode, codes_within, parse
from innoveici.reasons import Reason
from innoveici.request import ALIASES, FIELDS, HANDOFF_ID, REQUEST_ID, REQUIRED, Fault, Kind, Remark, Request, in_order
from innoveici.spellings.countries import country_of, market_of
from innoveici.spellings.dates import is_plausible, moment_of
from innoveici.spellings.short_answers import consent_of, items_of, language_of
from innoveici.telephone import number_of

_LINE_BREAKS = re.compile("[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
# C0/C1 controls and what reorders text on a screen.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
NOT_IDENTITY = {"consent"}
"""A consent given or withdrawn later does not make another request; nor does what could not be used of one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a request is read. ``lenient``: as in an export, an optional field never refuses it.

    ``today``: Québec's, where it is known: a request cannot have come in after it. ``knows_sector``: whether a word is
    of the shared vocabulary, where there is one. ``trusted``: somebody has said in which encoding the text is, and it
    is not doubted.
    """

    lenient: bool = False
    today: date | None = None
    knows_sector: Callable[[str], bool] | None = None
    trusted: bool = False


STRICT = Reading()


def read_request(given: Mapping[str, Any], how: Reading = STRICT) -> Request | tuple[Fault, ...]:
    """Validate the fields of one request; all faults at once. Blank values count as not given, but as said.

    ``sector``/``sectors`` and ``market``/``markets`` take a list, or text as :func:`items_of` reads it. Where
    ``request_id`` is missing, :func:`derive_request_id` makes one, always the same for the same fields.
    """
    reader = _Reader(given, how)
    values: dict[str, Any] = {}
    reader.read(values, _OF_THE_PLACE)
    values["postal_code"] = reader.postal_code(values["postal_code"], values["country"], values["municipality"])
    reader.read(values, _TEXTS)
    for required in _required(values):
        if not values[required] and not any(fault.field == required for fault in reader.faults):
            reader.fault(required, "field.required")
    reader.read(values, _OTHERS)
    request_id = reader.request_id()
    reader.unknown_fields()
    if how.lenient:
        reader.put_aside()
    if reader.faults:
        return tuple(reader.faults)
    id_ = request_id or derive_request_id(values)
    return Request(request_id=id_, **values, remarks=tuple(reader.remarks), said=frozenset(reader.given))


_OF_THE_PLACE = ("company", "postal_code", "municipality", "country")
_TEXTS = ("neq", "contact_name", "need")
_OTHERS = tuple(
    name
    for name in in_order(("language", "scale", "consent", "email", "phone", "received_at", "sectors", "markets"))
    if name not in {*_OF_THE_PLACE, *_TEXTS, "request_id"}
)
"""In this order faults are told."""


def _required(values: Mapping[str, Any]) -> tuple[str, ...]:
    """A municipality of Canada stands for the code where there is none."""
    alone = values["municipality"] and values["country"] == "CA"
    return ("company",) if alone else ("company", "postal_code")


def derive_request_id(values: Mapping[str, Any]) -> str:
    """``R-`` and 16 hexadecimal digits of a SHA-256 over the content, case and spacing apart.

    The id stays in the ledger's events after the content is erased: an id derived from the content can be tested
    against a guess of the whole content. Give requests ids of your own, as exports do, where that matters. It bears no
    salt because the same request given twice, anywhere, must be the same request.
    """
    named = sorted(values.keys() - NOT_IDENTITY)
    content = {name: folded for name in named if (folded := fold(name, values[name]))}
    return id_of_content(json.dumps(content, ensure_ascii=False, sort_keys=True).encode())


def id_of_content(content: bytes) -> str:
    """The id of a content, its members in the order of their names, as JSON."""
    import hashlib

    return f"R-{hashlib.sha256(content).hexdigest()[:16]}"


def fold(field: str, value: Any) -> Any:
    """A field's value as it counts when two requests are compared: case, spacing, ways to write a code apart."""
    if field == "postal_code" and isinstance(value, str) and not isinstance(code := parse(value), InvalidCode):
        return str(code)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str):
        return re.sub(r"\s+", " ", value).casefold()
    if isinstance(value, list | tuple):  # JSON has no tuples
        return [fold(field, item) for item in value]
    return value


SCALE_WORDS = {"majeur": "major", "majeure": "major"}
_KEPT = frozenset(("request_id", *REQUIRED))
"""What cannot be put aside; another id would be another request."""
_NOT_USABLE = frozenset(
    ("field.not_text", "field.not_list", "field.line_break", "field.control", "field.too_long", "field.choice",
     "field.consent", "field.country", "field.email", "field.phone", "field.neq", "field.moment",
     "field.moment_two_readings", "field.moment_implausible")
)  # fmt: skip
"""Faults of an optional field that keep nobody from routing. What a spreadsheet does not show is not among them: a
formula without its value may be anything."""
NEQ = "(?:11|22|33|88)[0-9]{8}"
"""Québec's enterprise number, as a regular expression."""
_NEQ = re.compile(NEQ)
"""Ten digits; the first two say of what form the enterprise is (Registraire des entreprises)."""


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
        *("#PROPAGATION!", "#CALCUL!", "#CHAMP!", "#N/D"),
    )
)
"""What Excel shows, in English and in French, where a formula has no value."""


class _Reader:
    """Collects faults and remarks while fields are read one by one."""

    def __init__(self, given: Mapping[str, Any], how: Reading = STRICT) -> None:
        self.given = {ALIASES.get(str(k), str(k)): v for k, v in given.items() if v is not None}
        self.how = how
        self.faults: list[Fault] = []
        self.remarks: list[Remark] = []

    def fault(self, field: str, code: str, **params: Any) -> None:
        self.faults.append(Fault(field, Reason(code, {"field": field} | params)))

    def remark(self, field: str, reason: Reason) -> None:
        written = self.given.get(field, "")
        text = written if isinstance(written, str) else json.dumps(written, ensure_ascii=False, default=str)
        self.remarks.append(Remark(field, reason, escaped(text.strip())))

    def note(self, field: str, code: str, **params: Any) -> None:
        self.remark(field, Reason(code, {"field": field} | params))

    def put_aside(self) -> None:
        """What is wrong with optional fields becomes a remark."""
        kept = []
        for fault in self.faults:
            if fault.field in _KEPT or fault.reason.code not in _NOT_USABLE:
                kept.append(fault)
            elif not any((r.field, r.reason.code) == (fault.field, fault.reason.code) for r in self.remarks):
                self.remark(fault.field, fault.reason)
        self.faults = kept

    def read(self, values: dict[str, Any], names: Iterable[str]) -> None:
        """Add what these fields hold to ``values``, of those before."""
        for name in names:
            values[name] = _AS[FIELDS[name].kind](self, name, values)

    def text(self, field: str, *, lines: bool = False) -> str:
        value = self.given.get(field, "")
        if value == "":
            return ""
        if not isinstance(value, str):
            if isinstance(value, bool) or not isinstance(value, int):
                self.fault(field, "field.not_text")
                return ""
            value = str(value)
        plain = value.isascii() and value.isprintable()
        value = value.strip() if plain else unicodedata.normalize("NFC", visible(value)).strip()
        if self._is_not_what_was_meant(field, value):
            return ""
        if not plain:
            if lines:
                value = value.replace("\r\n", "\n").replace("\t", " ")
            elif _LINE_BREAKS.search(value):
                self.fault(field, "field.line_break")
                return ""
            if bad := _CONTROLS.search(value.replace("\n", " ") if lines else value):
                self.fault(field, "field.control", char=f"U+{ord(bad[0]):04X}")
                return ""
        limit = FIELDS[field].max_length
        if len(value) > limit:
            self.fault(field, "field.too_long", count=len(value), limit=limit)
            return ""
        return value

    def _is_not_what_was_meant(self, field: str, value: str) -> bool:
        """Whether programs on its way have made something else of it."""
        if value in SPREADSHEET_ERRORS:
            self.fault(field, "field.spreadsheet_error", value=value)
        elif value.endswith(CUT):
            self.fault(field, "field.cut", mark=CUT)
        elif not self.how.trusted and (found := garbled(value)):
            code = "lost" if found == LOST else "encoded_twice" if looks_twice(value) else "garbled"
            self.fault(field, f"field.{code}", found=found)
        else:
            return False
        return True

    def choice(
        self, field: str, choices: tuple[str, ...], default: str, words: Mapping[str, str] = MappingProxyType({})
    ) -> str:
        """One of ``choices``, or what people write for it."""
        value = self.text(field).lower()
        value = words.get(value, value)
        if value and value not in choices:
            self.fault(field, "field.choice", choices=", ".join(choices))
            return default
        return value or default

    def language(self, field: str) -> str:
        value = self.text(field)
        found = language_of(value) if value else "fr"
        if found is None:
            self.fault(field, "field.choice", choices="fr, en")
        return found or "fr"

    def country(self, field: str, postal_code: str) -> str:
        """Canada where the code is Québec's, whatever the cell says: no other country has codes of that form."""
        value = self.text(field)
        if not value:
            return "CA"
        code = parse(postal_code)
        in_canada = isinstance(code, PostalCode | Fsa)
        found = country_of(value, in_canada=in_canada)
        in_quebec = isinstance(code, PostalCode) and code.compact[0] in QUEBEC_LETTERS
        if in_quebec and (self.how.lenient if found is None else found.code != "CA"):
            self.note(field, "field.country_elsewhere")
            return "CA"
        if found is None:
            self.fault(field, "field.country")
            return "CA"
        if found.of_province:
            self.note(field, "field.country_province")
        return found.code

    def postal_code(self, value: str, country: str, municipality: str) -> str:
        """The code, where it stands among other words; empty where a municipality stands for what is none."""
        if not value or country != "CA":
            return value
        code = parse(value)
        if not isinstance(code, InvalidCode):
            return value
        found = codes_within(value)
        if len(found) == 1:
            self.note("postal_code", "field.code_within", found=str(found[0]))
            return str(found[0])
        if found:
            self.fault("postal_code", "field.several_codes", codes=", ".join(map(str, found)))
        elif municipality and code.suggestion is None and not re.search(r"\d", value):
            self.note("postal_code", "field.no_code")
            return ""
        return value

    def neq(self, field: str) -> str:
        value = self.text(field)
        digits = re.sub(r"[\s.\-\u2010-\u2015]", "", value)
        if value and not _NEQ.fullmatch(digits):
            self.fault(field, "field.neq")
            return ""
        return digits

    def consent(self, field: str) -> bool | None:
        """False while it is not certain: what was not clearly given is not acted upon."""
        value = self.given.get(field, "")
        if isinstance(value, bool):
            return value
        faults = len(self.faults)
        said = self.text(field)
        if not said and len(self.faults) == faults:
            return None
        found = consent_of(said) if said else None
        if said and found is None:
            self.fault(field, "field.consent")
        return found or False

    def email(self, field: str) -> str:
        value = self.text(field)
        if not value or (len(value) <= USUAL_EMAIL_LENGTH and re.fullmatch(USUAL_EMAIL, value)):
            return value
        from email_validator import EmailNotValidError, validate_email  # 40 ms, and most look-ups need none

        try:
            return validate_email(value, check_deliverability=False, strict=True).normalized
        except EmailNotValidError:
            self.fault(field, "field.email")
            return ""

    def phone(self, field: str, country: str) -> str:
        """As given when it can be a number of ``country`` or an international one; else a fault."""
        value = self.text(field)
        if not value or (country == "CA" and re.fullmatch(USUAL_PHONE, value)):
            return value
        if number_of(value, country) is None:
            self.fault(field, "field.phone")
            return ""
        return value

    def moment(self, field: str) -> datetime | None:
        """UTC; without a zone it is Québec's time. None, and a fault, where it cannot be when a request came in."""
        value = self.text(field)
        if not value:
            return None
        moment = moment_of(value)
        if moment is None:
            self.fault(field, "field.moment")
        elif moment == "two readings":
            self.fault(field, "field.moment_two_readings")
        elif not is_plausible(moment, self.how.today):
            self.fault(field, "field.moment_implausible", year=moment.year)
        else:
            return moment
        return None

    def many(self, field: str, is_known: Callable[[str], bool] | None) -> tuple[str, ...]:
        """The words of a list, each once; with a remark for those that are not known."""
        value = self.given.get(field, ())
        if value == "":
            return ()
        items = items_of(value.strip(), is_known or (lambda _: False)) if isinstance(value, str) else value
        if not isinstance(items, list | tuple) or not all(isinstance(i, str) for i in items):
            self.fault(field, "field.not_list")
            return ()
        cleaned = [_Reader({field: item}, Reading(trusted=self.how.trusted)) for item in items]
        texts = [reader.text(field) for reader in cleaned]
        self.faults += [fault for reader in cleaned for fault in reader.faults]
        found = tuple(dict.fromkeys(t for t in texts if t))
        if is_known and (strange := [text for text in found if not is_known(text)]):
            self.remarks.append(Remark(field, Reason("field.word", {"field": field}), escaped(", ".join(strange))))
        return found

    def markets(self, field: str) -> tuple[str, ...]:
        found = self.many(field, lambda text: market_of(text) is not None)
        return tuple(dict.fromkeys(market_of(text) or text for text in found))

    def request_id(self) -> str:
        value = self.text("request_id")
        if value and (hidden := INVISIBLE.search(str(self.given["request_id"]))):
            self.fault("request_id", "field.control", char=f"U+{ord(hidden[0]):04X}")
            return value
        if re.fullmatch(HANDOFF_ID, value):
            self.fault("request_id", "field.request_id_reserved")
        elif value and not re.fullmatch(REQUEST_ID, value):
            self.fault("request_id", "field.request_id")
        return value

    def unknown_fields(self) -> None:
        for position, name in enumerate(self.given, start=1):
            if name not in FIELDS:  # a name that is none may be somebody's address in the wrong place
                shown = name if re.fullmatch("[A-Za-zÀ-ÿ_ ]{1,30}", name) else f"#{position}"
                self.fault(shown, "field.unknown")


_AS: Mapping[Kind, Callable[[_Reader, str, Mapping[str, Any]], Any]] = {
    "text": lambda reader, name, _: reader.text(name),
    "code": lambda reader, name, _: reader.text(name),
    "lines": lambda reader, name, _: reader.text(name, lines=True),
    "country": lambda reader, name, values: reader.country(name, values["postal_code"]),
    "neq": lambda reader, name, _: reader.neq(name),
    "language": lambda reader, name, _: reader.language(name),
    "scale": lambda reader, name, _: reader.choice(name, ("standard", "major"), "standard", SCALE_WORDS),
    "consent": lambda reader, name, _: reader.consent(name),
    "email": lambda reader, name, _: reader.email(name),
    "phone": lambda reader, name, values: reader.phone(name, values["country"] or "CA"),
    "moment": lambda reader, name, _: reader.moment(name),
    "list": lambda reader, name, _: reader.many(name, None),
    "sectors": lambda reader, name, _: reader.many(name, reader.how.knows_sector),
    "markets": lambda reader, name, _: reader.markets(name),
}
"""A field's value by how it is read; ``code`` is read again once the country and the municipality are known."""
