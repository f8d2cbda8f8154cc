"""Postal codes as people type them: read, brought to one form, or the character at fault named. Pure.

Canada Post's format is A1A 1A1. D, F, I, O, Q and U occur nowhere, W and Z never come first (Canada Post addressing
guidelines). The first three characters are the forward sortation area (FSA); a 0 in second place makes it rural.
Nothing is ever corrected silently: what looks like a slip of the finger comes back as a suggestion.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from innoveici.characters import visible
from innoveici.reasons import Reason

LETTERS = "ABCEGHJKLMNPRSTVWXYZ"
FIRST_LETTERS = "ABCEGHJKLMNPRSTVXY"
QUEBEC_LETTERS = frozenset("GHJ")
"""First letters of Québec's codes; Gatineau's federal offices alone have K as well."""
UNKNOWN_COUNTRY = "??"
_SHAPE = "A1A1A1"
_FULL = re.compile(f"[{FIRST_LETTERS}][0-9][{LETTERS}][0-9][{LETTERS}][0-9]")
_FSA = re.compile(f"[{FIRST_LETTERS}][0-9][{LETTERS}]")
_WITHIN = re.compile(rf"(?<!\w)[{FIRST_LETTERS}][0-9][{LETTERS}][\s\-\u2010-\u2015]?[0-9][{LETTERS}][0-9](?!\w)")
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212._·,;:'’\"]+")
_LOOKS_LIKE_DIGIT = {"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "S": "5", "B": "8", "Z": "2", "G": "6"}
_LOOKS_LIKE_LETTER = {"0": "O", "1": "L", "5": "S", "8": "B", "2": "Z", "6": "G"}
# Readings of letters that postal codes never use, for a suggestion only.
_UNUSED_LETTER = {"D": "B", "F": "E", "I": "L", "O": "C", "Q": "G", "U": "V"}
_MAX_SHOWN = 24


@dataclass(frozen=True, slots=True, order=True)
class PostalCode:
    """A well-formed Canadian code, six characters without the space (``J0K2M0``). ``str()`` gives ``J0K 2M0``."""

    compact: str

    @property
    def fsa(self) -> str:
        """The forward sortation area, ``J0K``."""
        return self.compact[:3]

    @property
    def is_rural(self) -> bool:
        """Served from a rural post office (second character 0)."""
        return self.compact[1] == "0"

    def __str__(self) -> str:
        return f"{self.compact[:3]} {self.compact[3:]}"


@dataclass(frozen=True, slots=True, order=True)
class Fsa:
    """Only the area was given, ``J6E``."""

    compact: str

    @property
    def fsa(self) -> str:
        return self.compact

    @property
    def is_rural(self) -> bool:
        return self.compact[1] == "0"

    def __str__(self) -> str:
        return self.compact


@dataclass(frozen=True, slots=True)
class ForeignCode:
    """A code of another country: ``FR`` (department set), ``US``, or the country given with the request.

    Five digits without a country are ambiguous between France and the United States: ``country`` is then ``"??"``.
    """

    text: str
    country: str
    department: str | None = None

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class InvalidCode:
    """Not a postal code: ``text`` as given (shortened), why, and a reading that would be one, if any."""

    text: str
    reason: Reason
    suggestion: str | None = None


ParsedCode = PostalCode | Fsa | ForeignCode | InvalidCode


def parse(text: str, country: str = "CA") -> ParsedCode:
    """Read ``text`` as a postal code of ``country`` (ISO 3166 alpha-2); never raises.

    Case, spaces of any kind, hyphens and final punctuation are ignored; full-width forms are folded. Digits of other
    scripts and look-alike letters are not: they come back as :class:`InvalidCode`, naming the character.
    """
    country = country.strip().upper() or "CA"
    text = visible(text)
    compact = _compact(text)
    if not compact:
        return InvalidCode("", Reason("postal.empty"))
    if country != "CA":
        return _foreign(text, compact, country)
    if _FULL.fullmatch(compact):
        return PostalCode(compact)
    if _FSA.fullmatch(compact):
        return Fsa(compact)
    if re.fullmatch(r"[0-9]{5}", compact):
        return ForeignCode(compact, UNKNOWN_COUNTRY, department_of(compact))
    if re.fullmatch(r"[0-9]{9}", compact):
        return ForeignCode(f"{compact[:5]}-{compact[5:]}", "US")
    return _invalid(text, compact)


def codes_within(text: str) -> tuple[PostalCode, ...]:
    """The well-formed codes among the words of ``text``, each once, in their order: one is in ``J6W 3E5 (usine)``."""
    return tuple(dict.fromkeys(PostalCode(_compact(found)) for found in _WITHIN.findall(_upper(_folded(text)))))


def department_of(french_code: str) -> str | None:
    """The French department of five digits: two digits, three overseas (97x, 98x), ``20`` for Corsica; or None."""
    if french_code.startswith(("97", "98")):
        return french_code[:3]
    return french_code[:2] if "01" <= french_code[:2] <= "95" else None


def _compact(text: str) -> str:
    return _SEPARATORS.sub("", _upper(_folded(text)))


def _folded(text: str) -> str:
    # NFKC would also fold digits of other scripts' look-alikes such as ①; only full-width forms are meant.
    return "".join(unicodedata.normalize("NFKC", c) if "\uff01" <= c <= "\uff5e" else c for c in text)


def _upper(text: str) -> str:
    # str.upper() maps some letters of other scripts to ASCII (ı to I, ſ to S); those must stay visible as faults.
    return "".join(c.upper() if c.isascii() else c for c in text)


def _foreign(text: str, compact: str, country: str) -> ForeignCode | InvalidCode:
    if country == "FR":
        found = re.fullmatch(r"F?([0-9]{5})", compact)  # F-67000, as written from abroad
        if found is None:
            return InvalidCode(_shown(text), Reason("postal.french", {"text": _shown(text)}))
        department = department_of(found[1])
        if department is None:
            return InvalidCode(_shown(text), Reason("postal.french_department", {"text": found[1]}))
        return ForeignCode(found[1], "FR", department)
    if country == "US" and re.fullmatch(r"[0-9]{9}", compact):
        compact = f"{compact[:5]}-{compact[5:]}"
    return ForeignCode(compact[:_MAX_SHOWN], country)


def _invalid(text: str, compact: str) -> InvalidCode:
    shown = _shown(text)
    fault = _fault(shown, compact)
    suggestion = _suggest(compact)
    if suggestion is None:
        return InvalidCode(shown, fault)
    return InvalidCode(shown, Reason("postal.did_you_mean", {"fault": fault, "suggestion": suggestion}), suggestion)


def _fault(shown: str, compact: str) -> Reason:
    for position, (char, kind) in enumerate(zip(compact, _SHAPE, strict=False), start=1):
        params = {"text": shown, "position": position, "char": _printable(char)}
        # A look-alike of another script is called by its Unicode name, or nobody would see what is wrong with it.
        named, name = ("", {}) if char.isascii() else ("_named", {"name": _name(char)})
        if kind == "1":
            if char not in "0123456789":
                return Reason(f"postal.digit_expected{named}", params | name)
        elif not (char.isascii() and char.isalpha()):
            return Reason(f"postal.letter_expected{named}", params | name)
        elif char not in (FIRST_LETTERS if position == 1 else LETTERS):
            return Reason("postal.letter_never_used", params)
    return Reason("postal.length", {"text": shown, "count": len(compact)})


def _suggest(compact: str) -> str | None:
    """A reading with look-alikes swapped, full codes only; a letter never used is read as the one it resembles."""
    if len(compact) != 6:
        return None
    guess = []
    for position, (char, kind) in enumerate(zip(compact, _SHAPE, strict=True), start=1):
        char = _homoglyph(char)
        if kind == "1":
            guess.append(_LOOKS_LIKE_DIGIT.get(char, char))
        else:
            letter = _LOOKS_LIKE_LETTER.get(char, char)
            allowed = FIRST_LETTERS if position == 1 else LETTERS
            guess.append(letter if letter in allowed else _UNUSED_LETTER.get(letter, letter))
    candidate = "".join(guess)
    return str(PostalCode(candidate)) if _FULL.fullmatch(candidate) else None


def _homoglyph(char: str) -> str:
    """The Latin capital that a letter of another script looks like, or the digit it stands for; else ``char``."""
    if char.isascii():
        return char
    if (digit := unicodedata.digit(char, None)) is not None:
        return str(digit)
    return _CONFUSABLE.get(char.upper(), char)


# Capitals of Greek and Cyrillic drawn like (or, for Г and Γ, typed for) a Latin capital.
_CONFUSABLE = dict(zip("АВСЕНЈКМРТХҮГΑΒΕΗΚΜΝΡΤΧΥΖΓ", "ABCEHJKMPTXYGABEHKMNPTXYZG", strict=True))


def _name(char: str) -> str:
    return unicodedata.name(char, f"U+{ord(char):04X}")


def _printable(char: str) -> str:
    return char if char.isprintable() else f"U+{ord(char):04X}"


def _shown(text: str) -> str:
    clean = "".join(_printable(c) for c in text.strip())
    return clean if len(clean) <= _MAX_SHOWN else clean[: _MAX_SHOWN - 1] + "…"
