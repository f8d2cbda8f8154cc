"""Exports to measure on, and the area file that pgeocode reads: ``python benchmarks/batch_data.py KIND … OUT``.

``export ROWS CODES OUT``: seven columns as the site exports them, UTF-8, commas. CODES is how many codes of the atlas
its rows come from, or ``all``. 1 % of the needs have a line break, 0.5 % of the codes are unknown, half typed or none
at all, 0.2 % of the rows repeat an earlier one. The same arguments give the same bytes.
``areas FOLDER``: a CA.txt in GeoNames' columns, from the atlas' areas, for machines that cannot download GeoNames' own.
``roster ADVISORS OUT``: the same advisors without capacities.
"""

from __future__ import annotations

import csv
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from innoveici.atlas.arrays import codes_of
from innoveici.atlas.store import Atlas

SEED = 20261121
HEADER = "No de demande,Date de réception,Nom de l’entreprise,Code postal,Municipalité,Langue,Besoin"
AREA_HEADER = (
    "country_code,postal_code,place_name,state_name,state_code,county_name,county_code,community_name,community_code,"
    "latitude,longitude,accuracy"
)
LINE_BREAKS, BAD_CODES, REPEATS = 0.01, 0.005, 0.002
"""Shares of all rows."""
CHUNK = 50_000
KEPT_EVERY = 50
"""A repeated row is one of these earlier ones."""

FIRST = ("Atelier", "Boulangerie", "Les Entreprises", "Ferme", "Fromagerie", "Groupe", "Le Comptoir", "Scierie")
NAMES = ("Bélanger", "Côté", "du Lac", "Gagnon", "L’Érable", "Nordik", "Saint-Pierre", "Tremblay")
LAST = ("", " enr.", " inc.", " Ltée", ", Roy et associés inc.", " « La Ruche »", ' "Le Chêne"')
LAST_SHARES = (0.3, 0.05, 0.5, 0.07, 0.05, 0.02, 0.01)
VERBS = ("Automatiser", "Concevoir", "Repenser", "Mesurer", "Moderniser", "Réduire l’énergie de")
OBJECTS = (
    "l’affinage de nos fromages",
    "la planification, l’achat et la livraison",
    "le séchage du bois",
    "nos chaînes d’assemblage",
    "la culture en serre",
    "notre service à la clientèle",
)
BAD = ("GIR 2B5", "12345", "", "J0K", "H0H 0H0", "G9Z 9Z9", "à venir", "M5V 2T6")


def export(rows: int, codes: int | None, out: Path) -> None:
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
        file.write(HEADER + "\r\n")
        for start in range(0, rows, CHUNK):
            lines = list(_lines(draw, start, min(CHUNK, rows - start), texts, places))
            again = np.flatnonzero(draw.random(len(lines)) < REPEATS)
            which = draw.random(len(again))
            for row, share in zip(again.tolist(), which.tolist(), strict=True):
                earlier = kept or lines[: row + 1]
                lines[row] = earlier[int(share * len(earlier))]
            kept += lines[::KEPT_EVERY]
            file.write("".join(lines))


def _lines(
    draw: np.random.Generator, start: int, count: int, texts: Sequence[str], places: Sequence[str]
) -> Iterator[str]:
    which = draw.integers(len(texts), size=count).tolist()
    spelled = draw.choice(3, count, p=(0.9, 0.07, 0.03)).tolist()
    placed = draw.choice(5, count, p=(0.84, 0.05, 0.05, 0.02, 0.04)).tolist()
    bad, broken = draw.random(count) < BAD_CODES, draw.random(count) < LINE_BREAKS
    names = draw.integers((len(FIRST), len(NAMES), 10_000), size=(count, 3)).tolist()
    lasts = draw.choice(len(LAST), count, p=LAST_SHARES).tolist()
    needs = draw.integers((len(VERBS), len(OBJECTS)), size=(count, 2)).tolist()
    english = (draw.random(count) < 0.15).tolist()
    for row, (code, (first, name, number), last, (verb, thing)) in enumerate(
        zip(which, names, lasts, needs, strict=True), start
    ):
        at = row - start
        written = BAD[row % len(BAD)] if bad[at] else _as_typed(texts[code], spelled[at])
        need = f"{VERBS[verb]} {OBJECTS[thing]}"
        if broken[at]:
            need += "\net former le personnel"
        yield (
            f"INN-2026-{row + 1:07d},2026-{1 + row % 12:02d}-{1 + row % 28:02d} {9 + row % 8:02d}:{row % 60:02d},"
            f"{_cell(f'{FIRST[first]} {NAMES[name]} {number}{LAST[last]}')},{written},"
            f"{_cell(_as_said(places[code], placed[at]))},{'en' if english[at] else 'fr'},{_cell(need)}\r\n"
        )


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
        case ["export", count, "all", path]:
            export(int(count), None, Path(path))
        case ["export", count, distinct, path]:
            export(int(count), int(distinct), Path(path))
        case ["areas", path]:
            areas(Path(path))
        case ["roster", source, path]:
            roster(Path(source), Path(path))
        case _:
            raise SystemExit(__doc__)
