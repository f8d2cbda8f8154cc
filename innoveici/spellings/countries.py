"""Countries, provinces and markets as people write them, brought to ISO 3166. Pure; nothing is guessed.

``Canada (CA)`` and ``Québec, Canada`` say one country in several words; a province by itself is no country, and
:func:`country_of` says so. The table of all countries is read only where a text is none of the few that nearly all are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from innoveici.characters import without_accents
from innoveici.spellings.french_places import place_named

_PARTS = re.compile(r"[()\[\]/,;|]|\s[-–—]\s")
_CODE = re.compile(r"([A-Z]{2})(?:-[A-Z0-9]{1,3})?")
_PART = re.compile(r"[A-Z0-9]{1,3}")
_USUAL = {"ca": "CA", "canada": "CA", "can": "CA", "fr": "FR", "france": "FR", "us": "US", "usa": "US"}
_ALSO = {
    "etats unis d amerique": "US", "e u": "US", "e u a": "US", "u s": "US", "u s a": "US",
    "united states of america": "US", "the united states": "US", "uk": "GB", "u k": "GB", "great britain": "GB",
    "grande bretagne": "GB", "angleterre": "GB", "england": "GB", "ecosse": "GB", "scotland": "GB",
    "hollande": "NL", "holland": "NL", "republique tcheque": "CZ", "czech republic": "CZ", "chine populaire": "CN",
    "viet nam": "VN", "republique democratique du congo": "CD", "rdc": "CD", "france metropolitaine": "FR",
    "federation de russie": "RU",
    "republique de coree": "KR", "coree": "KR", "korea": "KR", "turquie": "TR", "turkey": "TR", "deutschland": "DE",
    "espana": "ES", "italia": "IT", "cda": "CA",
}  # fmt: skip
PROVINCES: Mapping[str, tuple[str, ...]] = {
    "QC": ("pq", "p q", "q c", "que", "quebec", "province de quebec", "province of quebec"),
    "ON": ("ont", "ontario"),
    "NB": ("n b", "nouveau brunswick", "new brunswick"),
    "NS": ("n e", "n s", "nouvelle ecosse", "nova scotia"),
    "PE": ("ipe", "pei", "i p e", "p e i", "ile du prince edouard", "prince edward island"),
    "NL": ("tnl", "t n l", "terre neuve et labrador", "terre neuve", "newfoundland and labrador", "newfoundland"),
    "MB": ("man", "manitoba"),
    "SK": ("sask", "saskatchewan"),
    "AB": ("alb", "alta", "alberta"),
    "BC": ("cb", "c b", "b c", "colombie britannique", "british columbia"),
    "YT": ("yukon",),
    "NT": ("tno", "t n o", "territoires du nord ouest", "northwest territories"),
    "NU": ("nunavut",),
}
"""Of Canada, as ISO 3166-2 has them after ``CA-``, with their names and short forms as :func:`_key` leaves them."""
_FRENCH_REGIONS = {
    "auvergne rhone alpes": "ARA", "bourgogne franche comte": "BFC", "bretagne": "BRE", "centre val de loire": "CVL",
    "corse": "20R", "grand est": "GES", "hauts de france": "HDF", "ile de france": "IDF", "normandie": "NOR",
    "nouvelle aquitaine": "NAQ", "occitanie": "OCC", "pays de la loire": "PDL", "provence alpes cote d azur": "PAC",
    "paca": "PAC",
}  # fmt: skip


class Country(NamedTuple):
    """``code``: ISO 3166 alpha-2. ``of_province``: only a province was named, which is none of the countries."""

    code: str
    of_province: bool = False


def country_of(text: str, *, in_canada: bool = False) -> Country | None:
    """The country that ``text`` names; None where it names none, or several.

    ``in_canada``: the postal code beside it is a Canadian one, so that NL is Newfoundland and not the Netherlands.
    """
    plain = _key(text)
    if plain in _USUAL:
        return Country(_USUAL[plain])
    if _provinces().get(plain) == "QC":  # most often, and no table need be read for it
        return Country("CA", of_province=True)
    found = {named for part in _parts(text) for named in (_one(part, in_canada),)}
    countries = {named for named in found if named is not None and not named.of_province}
    provinces = {named for named in found if named is not None and named.of_province}
    if None in found or len(countries) > 1 or (provinces and countries - {Country("CA")}):
        return None
    return next(iter(countries or provinces), None)


def market_of(text: str) -> str | None:
    """The ISO 3166 code of a market: given as such (``fr-ges``), or by the name of a country, a province, a region or
    another place of France; None where it is none."""
    code = _CODE.fullmatch(text.strip().upper())
    if code is not None and code[1] in _codes():
        return code[0]
    plain = _key(text)
    if province := _provinces().get(plain):
        return f"CA-{province}"
    if region := _FRENCH_REGIONS.get(plain):
        return f"FR-{region}"
    if place := place_named(text):
        return place
    country = country_of(text)
    return country.code if country and not country.of_province else None


def is_country(code: str) -> bool:
    """Whether ``code`` is one of ISO 3166-1, two capital letters."""
    return code in ("CA", "FR") or code in _codes()  # those of our own files need no table


def is_place(code: str) -> bool:
    """Whether ``code`` is a country (``FR``) or a part of one (``CA-QC``, ``FR-GES``).

    Canada's parts are known; of other countries the form alone is judged.
    """
    country, dash, part = code.partition("-")
    if not is_country(country):
        return False
    if country == "CA" and dash:
        return part in PROVINCES
    return not dash or _PART.fullmatch(part) is not None


def _one(text: str, in_canada: bool) -> Country | None:
    plain = _key(text)
    province = _provinces().get(plain)
    if province is not None and (in_canada or province.lower() != plain or province not in _codes()):
        return Country("CA", of_province=True)
    code = _USUAL.get(plain) or _ALSO.get(plain) or _named().get(plain)
    return Country(code) if code else None


def _parts(text: str) -> Iterator[str]:
    """The text itself where it is one name; else the names in it."""
    if _named().get(_key(text)) or _ALSO.get(_key(text)):
        yield text
        return
    yield from (part for part in _PARTS.split(text) if _key(part))


@cache
def _provinces() -> Mapping[str, str]:
    return {name: code for code, names in PROVINCES.items() for name in (code.lower(), *names)}


@cache
def _codes() -> frozenset[str]:
    from innoveici.spellings.country_names import COUNTRIES  # most texts need none of it

    return frozenset(line[:2] for line in COUNTRIES.splitlines())


@cache
def _named() -> Mapping[str, str]:
    from innoveici.spellings.country_names import COUNTRIES

    found: dict[str, str] = {}
    for line in COUNTRIES.splitlines():
        alpha_2, alpha_3, names = line.split(" ", 2)
        found |= {_key(name): alpha_2 for name in (alpha_2, alpha_3, *names.split("|"))}
    return found


def _key(text: str) -> str:
    """Case, accents and whatever is no letter apart."""
    if not text.isascii():
        text = without_accents(text.casefold().replace("œ", "oe"))
    return " ".join(re.findall("[a-z]+", text.casefold()))
