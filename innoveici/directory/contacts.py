"""E-mail addresses and telephone numbers of advisors and ERACs: can a message reach them at all?

The libraries that know all the rules cost 30 ms each to import, on a path that must feel instant; the plain forms that
nearly everyone has are recognised first, and only what remains is asked of them.
"""

from __future__ import annotations

import re

from innoveici.telephone import number_of

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_WORD = r"[A-Za-z0-9_+-]+"
_PLAIN_EMAIL = re.compile(
    rf"(?=.{{6,254}}\Z)(?=[^@]{{1,64}}@){_WORD}(?:\.{_WORD})*@(?:{_LABEL}\.)+(?P<top>[A-Za-z]{{2,24}})"
)
# Names that RFC 6761 and others keep out of the public DNS: nothing sent there arrives.
_SPECIAL_TOPS = frozenset({"arpa", "invalid", "local", "localhost", "onion", "test"})
_PLAIN_PHONE = re.compile(
    r"(?:\+?1[ .-]?)?(?:\([2-9][0-9]{2}\)|[2-9][0-9]{2})[ .-]?[2-9][0-9]{2}[ .-]?[0-9]{4}"
    r"(?:,? (?:poste|ext\.?|x) ?[0-9]{1,6})?"
)


def is_email(text: str) -> bool:
    """One address, without a display name; whether its domain answers is not asked."""
    if (plain := _PLAIN_EMAIL.fullmatch(text)) and "--" not in text:
        return plain["top"].lower() not in _SPECIAL_TOPS
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(text, check_deliverability=False, strict=True)
    except EmailNotValidError:
        return False
    return True


def is_phone(text: str) -> bool:
    """A number that can exist, of Canada unless it begins with ``+``; an extension may follow (``poste 22``)."""
    if _PLAIN_PHONE.fullmatch(text):
        return True
    return number_of(text) is not None
