"""Telephone numbers as people write them: read, judged, and as links."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_EXTENSION = re.compile(r"(?i)\bposte\b\.?:?")
"""What Québec calls an extension, which phonenumbers would take for the letters of a number."""


def number_of(text: str, country: str = "CA") -> PhoneNumber | None:
    """What ``text`` dials from ``country``; None where that cannot be a number there."""
    import phonenumbers  # 30 ms, and most look-ups need none

    try:
        number = phonenumbers.parse(_EXTENSION.sub("ext.", text), country)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None


@lru_cache(maxsize=1024)
def telephone_url(text: str) -> str:
    """``tel:+1-450-555-0100;ext=2`` (RFC 3966) of a number as it was written; empty where it cannot be dialled."""
    import phonenumbers

    number = number_of(text)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.RFC3966)) if number else ""
