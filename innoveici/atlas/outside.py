"""What is not in Québec: which province by the code's first letter (Canada Post), which country by what was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from innoveici.atlas.location import Outside
from innoveici.postal import ForeignCode, Fsa, PostalCode
from innoveici.reasons import Reason

if TYPE_CHECKING:
    from innoveici.atlas.beyond import Beyond, BeyondPlace

UNKNOWN_COUNTRY = "??"

PROVINCE_OF_LETTER = {
    "A": "NL", "B": "NS", "C": "PE", "E": "NB", "K": "ON", "L": "ON", "M": "ON", "N": "ON", "P": "ON",
    "R": "MB", "S": "SK", "T": "AB", "V": "BC", "X": "NT", "Y": "YT",
}  # fmt: skip
NUNAVUT_AREAS = frozenset(("X0A", "X0B", "X0C"))
"""X is shared by the Northwest Territories and Nunavut."""


def province_of(fsa: str) -> str:
    """The two-letter code of the province or territory of an area that is not Québec's."""
    return "NU" if fsa in NUNAVUT_AREAS else PROVINCE_OF_LETTER[fsa[0]]


def other_province(code: PostalCode | Fsa, beyond: Beyond | None) -> Outside:
    """A Canadian code whose first letter is another province's."""
    province = province_of(code.fsa)
    reason = Reason("place.province", {"postal_code": str(code), "province": Reason(f"province.{province}")})
    place = beyond.place("CA", code.fsa) if beyond else None
    return _outside(str(code), "CA", reason, province, place)


def foreign(code: ForeignCode, beyond: Beyond | None) -> Outside:
    """A code of another country; ``country`` is ``"??"`` for five digits that came without one."""
    if code.country == "FR":
        params = {"text": code.text, "country": "FR", "department": code.department}
        place = beyond.place("FR", code.text) if beyond else None
        return _outside(code.text, "FR", Reason("place.france", params), None, place)
    if code.country == UNKNOWN_COUNTRY:
        params = {"text": code.text, "department": code.department}
        return Outside(code.text, UNKNOWN_COUNTRY, Reason("place.five_digits", params))
    return Outside(code.text, code.country, Reason("place.country", {"text": code.text, "country": code.country}))


def _outside(code: str, country: str, reason: Reason, province: str | None, place: BeyondPlace | None) -> Outside:
    if place is None:
        return Outside(code, country, reason, province)
    reason = Reason("place.noted", {"reason": reason, "note": Reason("place.beyond_atlas")})
    return Outside(code, country, reason, province, place.place, place.point, place.uncertainty_km)
