"""Exports to measure on, and the area file that pgeocode reads: ``python benchmarks/batch_data.py KIND … OUT``.

``export ROWS CODES OUT [COLUMNS]``: rows as the site exports them, UTF-8, commas. CODES is how many codes of the atlas
they come from, or ``all``. COLUMNS: ``full``, every column of the contract filled as people fill it (the default);
``bare``, the seven that nobody leaves out; ``without:FIELD``, the full ones but one. 2 % of the rows are faulty in
some column, 1 % of the needs have a line break, 1 % of the rows repeat an earlier one. Whatever the columns, a row
says the same in those it has; the same arguments give the same bytes.
``areas FOLDER``: a CA.txt in GeoNames' columns, from the atlas' areas, for machines that cannot download GeoNames' own.
``roster ADVISORS OUT``: the same advisors without capacities.

The companies and people are made up; addresses end in .example.
"""

from __future__ import annotations

import csv
import sys
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from innoveici.atlas.arrays import codes_of
from innoveici.atlas.store import Atlas

SEED = 20261121
HEADERS = {
    "request_id": "No de demande",
    "received_at": "Date de réception",
    "company": "Nom de l’entreprise",
    "neq": "NEQ",
    "postal_code": "Code postal",
    "municipality": "Municipalité",
    "country": "Pays",
    "contact_name": "Personne-ressource",
    "email": "Courriel",
    "phone": "Téléphone",
    "language": "Langue",
    "need": "Besoin",
    "sectors": "Secteurs d’activité",
    "markets": "Marchés visés",
    "scale": "Envergure",
    "consent": "Consentement",
}
BARE = ("request_id", "received_at", "company", "postal_code", "municipality", "language", "need")
AREA_HEADER = (
    "country_code,postal_code,place_name,state_name,state_code,county_name,county_code,community_name,community_code,"
    "latitude,longitude,accuracy"
)
LINE_BREAKS, FAULTY, REPEATS = 0.01, 0.02, 0.01
"""Shares of all rows."""
CHUNK = 50_000
KEPT_EVERY = 50
"""A repeated row is one of these earlier ones."""

FIRST = ("Atelier", "Boulangerie", "Les Entreprises", "Ferme", "Fromagerie", "Groupe", "Le Comptoir", "Scierie")
NAMES = ("Bélanger", "Côté", "du Lac", "Gagnon", "L’Érable", "Nordik", "Saint-Pierre", "Tremblay")
LAST = ("", " enr.", " inc.", " Ltée", ", Roy et associés inc.", " « La Ruche »", ' "Le Chêne"')
LAST_SHARES = (0.3, 0.05, 0.5, 0.07, 0.05, 0.02, 0.01)
VERBS = ("Automatiser", "Concevoir", "Repenser", "Mesurer", "Moderniser")
OBJECTS = (
    "l’affinage de nos fromages",
    "la planification, l’achat et la livraison",
    "le séchage du bois",
    "nos chaînes d’assemblage",
    "la culture en serre",
    "notre service à la clientèle",
    "la consommation d’énergie de l’usine",
    "le suivi de nos stocks",
)
GIVEN = ("Marie", "Jean-François", "Émilie", "Luc", "Nadia", "Olivier", "Sophie", "Wei")
FAMILY = ("Tremblay", "Gagnon", "Roy", "Côté", "Bouchard", "Nguyen", "Lévesque", "O’Brien", "St-Onge", "Diallo")
DOMAINS = ("courriel.example", "poste.example", "affaires.courriel.example", "entreprise-locale.example")
SECTORS = ("agroalimentaire", "bois et forêt", "industrie", "Intelligence artificielle", "numérique|santé", "tourisme")
AREA_NUMBERS = ("418", "450", "514", "819", "579", "367")
BAD_CODES = ("GIR 2B5", "12345", "", "J0K", "H0H 0H0", "G9Z 9Z9", "à venir", "M5V 2T6")
BAD_CELLS = (
    *(("postal_code", code) for code in BAD_CODES),
    *(("email", text) for text in ("à venir", "info@", "un@poste.example;deux@poste.example", "voir site web")),
    *(("phone", text) for text in ("à venir", "450", "par courriel seulement")),
    *(("language", "Bilingue"), ("consent", "à confirmer"), ("received_at", "hier"), ("country", "QC")),
)


def export(rows: int, codes: int | None, out: Path, columns: Sequence[str] = tuple(HEADERS)) -> None:
    """Write ``rows`` data rows from ``codes`` distinct codes, or from any of the atlas."""
    draw = np.random.default_rng(SEED)
    arrays = Atlas.open().arrays()
    known = np.arange(len(arrays.keys))
    if codes is not None:
        known = draw.choice(known, min(codes, len(known)), replace=False)
    texts = codes_of(arrays.keys[known]).astype("U6").tolist()
    places = [arrays.places[place] for place in arrays.place[known].tolist()]
    kept: list[str] = []
    with out.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(HEADERS[name] for name in columns) + "\r\n")
        for start in range(0, rows, CHUNK):
            cells = _cells_of(draw, start, min(CHUNK, rows - start), texts, places)
            lines = [",".join(row) + "\r\n" for row in zip(*(map(_cell, cells[name]) for name in columns), strict=True)]
            again = np.flatnonzero(draw.random(len(lines)) < REPEATS)
            which = draw.random(len(again))
            for row, share in zip(again.tolist(), which.tolist(), strict=True):
                earlier = kept or lines[: row + 1]
                lines[row] = earlier[int(share * len(earlier))]
            kept += lines[::KEPT_EVERY]
            file.write("".join(lines))


def _cells_of(
    draw: np.random.Generator, start: int, count: int, texts: Sequence[str], places: Sequence[str]
) -> dict[str, list[str]]:
    """By field the cells of ``count`` rows; all are drawn whichever are written, so that rows stay the same."""
    numbers = range(start, start + count)

    def some(of: Sequence[str], shares: Sequence[float] | None = None) -> list[str]:
        return [of[at] for at in draw.choice(len(of), count, p=shares).tolist()]

    which = draw.integers(len(texts), size=count).tolist()
    spelled = draw.choice(3, count, p=(0.9, 0.07, 0.03)).tolist()
    said = draw.choice(5, count, p=(0.84, 0.05, 0.05, 0.02, 0.04)).tolist()
    who, family, digits = some(GIVEN), some(FAMILY), draw.integers(10_000_000, size=count).tolist()
    written, area = draw.choice(5, count, p=(0.5, 0.2, 0.15, 0.1, 0.05)).tolist(), some(AREA_NUMBERS)
    needs = zip(some(VERBS), some(OBJECTS), (draw.random(count) < LINE_BREAKS).tolist(), strict=True)
    cells = {
        "request_id": [f"INN-2026-{row + 1:07d}" for row in numbers],
        "received_at": [_moment(row) for row in numbers],
        "company": [
            f"{first} {name} {number % 10_000}{last}"
            for first, name, number, last in zip(some(FIRST), some(NAMES), digits, some(LAST, LAST_SHARES), strict=True)
        ],
        "neq": [f"11{number * 11 % 10**8:08d}" if number % 3 else "" for number in digits],
        "postal_code": [_as_typed(texts[code], how) for code, how in zip(which, spelled, strict=True)],
        "municipality": [_as_said(places[code], how) for code, how in zip(which, said, strict=True)],
        "country": some(("Canada", "CA", ""), (0.8, 0.1, 0.1)),
        "contact_name": [f"{given} {name}" for given, name in zip(who, family, strict=True)],
        "email": [
            f"{_address(given)}.{_address(name)}{row % 9973}@{domain}" if row % 25 else ""
            for row, given, name, domain in zip(numbers, who, family, some(DOMAINS), strict=True)
        ],
        "phone": [_telephone(*how) for how in zip(area, digits, written, strict=True)],
        "language": some(("Français", "fr", "English"), (0.75, 0.1, 0.15)),
        "need": [f"{verb} {thing}" + "\net former le personnel" * broken for verb, thing, broken in needs],
        "sectors": some((*SECTORS, ""), (*(1 / 18,) * 6, 2 / 3)),
        "markets": some(("", "CA-QC", "CA-ON|US-NY"), (0.9, 0.06, 0.04)),
        "scale": some(("standard", "", "majeur"), (0.7, 0.28, 0.02)),
        "consent": some(("Oui", "oui", "Non"), (0.8, 0.18, 0.02)),
    }
    faulty = np.flatnonzero(draw.random(count) < FAULTY)
    for row, fault in zip(faulty.tolist(), draw.integers(len(BAD_CELLS), size=len(faulty)).tolist(), strict=True):
        name, text = BAD_CELLS[fault]
        cells[name][row] = text
    return cells


def _moment(row: int) -> str:
    """As a site writes it: with the offset of the season."""
    month = 1 + row % 11
    offset = "-04:00" if 4 <= month <= 10 else "-05:00"
    return f"2026-{month:02d}-{1 + row % 28:02d}T{8 + row // 3600 % 10:02d}:{row // 60 % 60:02d}:{row % 60:02d}{offset}"


def _telephone(area: str, number: int, written: int) -> str:
    """In the usual spellings; a number of the 555 exchange, which nobody has."""
    line = f"{number % 10_000:04d}"
    match written:
        case 0:
            return f"{area} 555-{line}"
        case 1:
            return f"({area}) 555-{line}"
        case 2:
            return f"{area}-555-{line}"
        case 3:
            return f"{area}555{line}"
        case _:
            return f"{area} 555-{line} poste {number % 900 + 10}"


@cache
def _address(name: str) -> str:
    """A name as the part of an address before the @."""
    plain = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    return plain.lower().replace("’", "")


def _as_typed(code: str, spelling: int) -> str:
    return (f"{code[:3]} {code[3:]}", code, f"{code[:3]} {code[3:]}".lower())[spelling]


def _as_said(place: str, saying: int) -> str:
    """A place as people write it: as it is, in capitals, without accents, shortened, or not at all."""
    match saying:
        case 1:
            return place.upper()
        case 2:
            return "".join(c for c in unicodedata.normalize("NFD", place) if not unicodedata.combining(c))
        case 3:
            return place.replace("Sainte-", "Ste-").replace("Saint-", "St-")
        case 4:
            return ""
        case _:
            return place


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"\n') else text


def columns_of(said: str) -> tuple[str, ...]:
    """The fields that COLUMNS names. Raises SystemExit for a word that names none."""
    _, without, field = said.partition("without:")
    if said == "bare":
        return BARE
    if said != "full" and (not without or field not in HEADERS):
        raise SystemExit(__doc__)
    return tuple(name for name in HEADERS if name != field)


def areas(folder: Path) -> None:
    """Write CA.txt as pgeocode keeps it: Québec's areas with the atlas' middle of each. No county is named."""
    with (folder / "CA.txt").open("w", encoding="utf-8", newline="") as file:
        file.write(AREA_HEADER + "\n")
        for area in Atlas.open().areas():
            point = f"{area.point.latitude},{area.point.longitude}"
            file.write(f"CA,{area.fsa},{_cell(area.place)},Quebec,QC,,,,,{point},6\n")


def roster(advisors: Path, out: Path) -> None:
    """Write ``advisors`` with every capacity empty."""
    with (
        advisors.open(encoding="utf-8-sig", newline="") as file,
        out.open("w", encoding="utf-8", newline="") as unlimited,
    ):
        rows = csv.DictReader(file)
        writer = csv.DictWriter(unlimited, rows.fieldnames or ())
        writer.writeheader()
        writer.writerows({**row, "capacity": ""} for row in rows)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["export", count, codes, path, *columns] if len(columns) < 2:
            export(int(count), None if codes == "all" else int(codes), Path(path), columns_of(*columns or ["full"]))
        case ["areas", path]:
            areas(Path(path))
        case ["roster", source, path]:
            roster(Path(source), Path(path))
        case _:
            raise SystemExit(__doc__)
