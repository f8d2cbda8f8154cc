"""Places of France as people name them, and where a text says that something is sought there. Pure.

Codes are ISO 3166: ``FR``, a region as ``FR-GES``, a department by its number as ``FR-67`` (INSEE, Code officiel
géographique). A city stands for its department, a former region for the one of today.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from innoveici.characters import without_accents

_NAMES: Mapping[str, str] = {
    "FR": "france|hexagone",
    "FR-GES": "grand est|alsace|lorraine|champagne ardenne",
    "FR-OCC": "occitanie|midi pyrenees|languedoc roussillon",
    "FR-ARA": "auvergne rhone alpes|rhone alpes|auvergne",
    "FR-HDF": "hauts de france|nord pas de calais|picardie",
    "FR-IDF": "ile de france|region parisienne",
    "FR-BRE": "bretagne",
    "FR-NOR": "normandie",
    "FR-NAQ": "nouvelle aquitaine|aquitaine|poitou charentes",
    "FR-67": "bas rhin|strasbourg|haguenau|selestat",
    "FR-68": "haut rhin|mulhouse|colmar",
    "FR-57": "moselle|metz|thionville|sarreguemines",
    "FR-54": "meurthe et moselle|nancy|luneville",
    "FR-88": "vosges|epinal",
    "FR-51": "reims|chalons en champagne|epernay",
    "FR-10": "troyes",
    "FR-08": "ardennes|charleville mezieres",
    "FR-52": "haute marne",
    "FR-31": "haute garonne|toulouse|blagnac",
    "FR-75": "paris",
    "FR-69": "lyon",
    "FR-33": "bordeaux",
    "FR-59": "lille",
    "FR-44": "nantes",
    "FR-38": "grenoble",
    "FR-13": "marseille",
}
"""By code how people say it, as ``_key`` leaves it; parted by ``|``. “Verdun” is a borough of Montréal."""
PLACES: Mapping[str, str] = {name: code for code, names in _NAMES.items() for name in names.split("|")}
"""Codes by name."""

DEPARTMENTS: Mapping[str, str] = {
    f"FR-{number}": region
    for region, numbers in {
        "FR-GES": "08 10 51 52 54 55 57 67 68 88",
        "FR-OCC": "09 11 12 30 31 32 34 46 48 65 66 81 82",
    }.items()
    for number in numbers.split()
}
"""Regions by department, of those that there is a partnership with."""

_ANY = "|".join(sorted(map(re.escape, PLACES), key=len, reverse=True))
_WHO = (
    r"partenaires?|partenariats?|marches?|entreprises?|clients?|clientele|acheteurs?|laboratoires?|labos?|consortiums?|"
    r"centres?|distributeurs?|universites?|chercheurs?|equipes?|fournisseurs?|groupes?|instituts?|start ?ups?|"
    r"jeunes pousses"
)
_WHO_EN = (
    r"partners?|partnerships?|markets?|compan(?:y|ies)|firms?|customers?|clients?|buyers?|labs?|laborator(?:y|ies)|"
    r"universit(?:y|ies)|distributors?|researchers?|suppliers?|teams?|institutes?|consorti(?:um|a)|startups?"
)
_SOUGHT = re.compile(
    rf"\b(?:en|a|au|aux|dans le|dans les|dans la|dans|vers|vers la|vers le|chez|avec|avec la|avec le|in|at|near|from|"
    rf"into|to|with|between|entre|d|de la|du|(?:{_WHO}) (?:de|d|des)) (?:region )?(?P<place>{_ANY})\b"
)
_FRENCH = re.compile(
    rf"\b(?:{_WHO}) (?:\w+ ){{0,2}}(?P<adjective>francais|francaises?|alsaciens?|alsaciennes?|lorrains?|lorraines?|"
    rf"toulousains?|toulousaines?|strasbourgeois|strasbourgeoises?)\b|"
    rf"\bfrench (?!speaking )(?:\w+ ){{0,2}}(?:{_WHO_EN})\b|\bfranco quebec"
)
_ADJECTIVES = (("alsa", "FR-GES"), ("lorr", "FR-GES"), ("toul", "FR-31"), ("stras", "FR-67"))
_FOOD = re.compile(
    r"\b(?:saucisses?|sausages?|quiches?|brie|fromages?|vins?|wines?|recettes?|moutardes?|pain|cuisine|choucroute) "
    r"(?:\w+ )?(?:de |d |du )?$"
)
_REGIONS = re.compile(r"\b(?:grand est|alsace|lorraine|occitanie|auvergne rhone alpes|hauts de france|ile de france)\b")
"""Names that nothing in Québec has: said anywhere they are meant."""
_ACCENTED = {"a": "[aàâ]", "c": "[cç]", "e": "[eéèê]", "i": "[iîï]", "o": "[oô]", "u": "[uùû]"}
SIEVE = "|".join(
    "".join(_ACCENTED.get(letter, letter) for letter in begins)
    for begins in sorted({"franc", "french", "alsa", "lorr", "toul", "stras", *(name.split()[0] for name in PLACES)})
)
"""Regular expression, case aside, without which no text can speak of France: cheap, for a whole column at once."""
_SIEVE = re.compile(SIEVE, re.IGNORECASE)


def place_named(text: str) -> str | None:
    """The code of a place that ``text`` is the name of; None where it is none."""
    return PLACES.get(_key(text))


def sought_in_france(text: str) -> tuple[str, ...]:
    """Codes of the places of France where a text says that somebody, or something, is sought or goes.

    A language, a dish and a street are no such places: “French fries”, “saucisse de Toulouse” give none.
    """
    if not _SIEVE.search(text):
        return ()
    plain = _key(text)
    found = [PLACES[match["place"]] for match in _SOUGHT.finditer(plain) if not _is_food(plain, match)]
    found += [PLACES[match[0]] for match in _REGIONS.finditer(plain) if not _is_food(plain, match)]
    for match in _FRENCH.finditer(plain):
        adjective = match["adjective"] or ""
        found.append(next((code for begins, code in _ADJECTIVES if adjective.startswith(begins)), "FR"))
    return tuple(dict.fromkeys(found))


def _is_food(plain: str, match: re.Match[str]) -> bool:
    return _FOOD.search(plain[: match.start()].rstrip() + " ") is not None


def _key(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", without_accents(text.replace("œ", "oe")).casefold()).split())
