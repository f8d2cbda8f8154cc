"""Random directories and exports at real places, and routing their rows one by one: what a batch is held to.

Everything comes from a ``Random``, so that one seed is one case. Places are few, so that advisors are met again and
again: offices shared, limits reached, ties.
"""

from __future__ import annotations

import csv
import io
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from innoveici.atlas.arrays import codes_of
from innoveici.atlas.location import Point, verdict
from innoveici.atlas.store import Atlas
from innoveici.batch.blocks import Block
from innoveici.batch.results import Results
from innoveici.characters import visible
from innoveici.desk import Desk, Outcome
from innoveici.directory.load import load_directory
from innoveici.directory.model import Advisor, Directory, Erac, Policy
from innoveici.field_words import what_is_wrong
from innoveici.garbled import garbled
from innoveici.ledger import open_ledger
from innoveici.ledger.ledger import Ledger
from innoveici.request import ALIASES, FIELDS, Fault, Request
from innoveici.request_reading import Reading, read_request

ROOT = Path(__file__).parent.parent.parent
DAY = date(2026, 11, 23)
REGIONS = ("04", "05", "10", "13", "14", "16")
"""Of which directories and exports are made: cities, villages, areas that cross a border."""


@cache
def atlas() -> Atlas:
    return Atlas.open()


@cache
def shipped() -> Directory:
    return load_directory(ROOT / "regions.yaml", ROOT / "advisors.csv", atlas())


@dataclass(frozen=True)
class Spot:
    """A code of the atlas: ``code`` with its space, ``mrc`` None where there are several."""

    code: str
    place: str
    mrc: str | None
    region: str
    point: Point
    uncertainty_km: float


@cache
def spots() -> Mapping[str, tuple[Spot, ...]]:
    """A dozen codes of each region, some of them of villages that several MRCs may hold."""
    arrays, chosen = atlas().arrays(), Random(7)
    found: dict[str, list[Spot]] = {}
    region_of = shipped().region_of_mrc
    rows = chosen.sample(range(len(arrays.keys)), 60_000)
    codes = codes_of(arrays.keys).astype("U6")
    several = 0
    for row in rows:
        mrcs = arrays.mrc_sets[arrays.mrcs[row]]
        region = region_of.get(mrcs[0], "")
        here = found.setdefault(region, [])
        if region not in REGIONS or len(here) >= 12:
            continue
        several += len(mrcs) > 1
        code = str(codes[row])
        here.append(
            Spot(
                f"{code[:3]} {code[3:]}",
                arrays.places[arrays.place[row]],
                mrcs[0] if len(mrcs) == 1 else None,
                region,
                Point(float(arrays.latitude[row]), float(arrays.longitude[row])),
                float(arrays.uncertainty_km[row]),
            )
        )
    return {region: tuple(found[region]) for region in REGIONS}


def directory(random: Random) -> Directory:
    """Regions under every policy, advisors who share offices, are absent, replaced, full, in training."""
    base = shipped()
    policies = {
        code: replace(
            region,
            policy=Policy(
                random.choice(["hold", "erac", "neighbour"]),
                random.choice(["never", "last_resort"]),
                random.choice([0.0, 0.0, 0.0, 2.5, 30.0]),
                tuple(random.sample(REGIONS, random.randint(0, 3))),
                random.random() < 0.5,
            ),
            eracs=_eracs(random, code, region.eracs, region.mrc_codes),
        )
        for code, region in base.regions.items()
    }
    if random.random() < 0.1:
        del policies[random.choice(REGIONS)]
    ids = [f"QC-{n:02}" for n in range(random.choice([0, 3, 8, 20, 40]))]
    people = [_advisor(random, id_, ids, policies) for id_ in ids]
    random.shuffle(people)
    partnerships = tuple(
        replace(p, contact=random.choice(["", "p@partner.example"]), active=random.random() < 0.8)
        for p in base.partnerships
    )
    return replace(
        base,
        regions=policies,
        advisors={a.id: a for a in people},
        partnerships=partnerships,
        council=replace(base.council, email=random.choice(["", "c@council.example"])),
        _by_region={},
    )


def _eracs(random: Random, code: str, eracs: tuple[Erac, ...], mrcs: tuple[str, ...]) -> tuple[Erac, ...]:
    if random.random() < 0.7:
        return eracs
    part = tuple(random.sample(mrcs, random.randint(1, len(mrcs))))
    return (*eracs, Erac(f"erac-{code}-b", 'Érac «b» \\ "é"', email="e@erac.example", mrc_codes=part))


def _advisor(random: Random, id_: str, ids: Sequence[str], regions: Mapping[str, Any]) -> Advisor:
    often = random.choice([REGIONS[:2], REGIONS])
    where = random.choice([r for r in often if r in regions] or list(regions))
    spot = random.choice(spots()[where][:5]) if where in REGIONS else random.choice(spots()["14"])
    absent = random.random() < 0.25
    return Advisor(
        id=id_,
        name=random.choice([f"Conseillère {id_}", 'Ève "Zoé" \\ O’Neil', "名 😀"]),
        organization=random.choice(["Org", "Développement\té", ""]),
        postal_code=spot.code,
        email=random.choice(["a@advice.example", "a@advice.example", ""]),
        region_code=where,
        certification="in_training" if random.random() < 0.15 else "attested",
        point=spot.point,
        uncertainty_km=random.choice([spot.uncertainty_km, 0.0, 4.0]),
        mrc_code=spot.mrc,
        mrc_codes=tuple(random.sample(["51", "61", "62", "99"], random.randint(0, 2))),
        languages=random.choice([(), ("fr",), ("en",), ("fr", "en")]),
        certified_until=random.choice([None, None, None, None, DAY, DAY - timedelta(days=1)]),
        capacity=random.choice([None, None, 0, 1, 2, 3, 5]),
        absent_from=DAY - timedelta(days=random.randint(0, 3)) if absent else None,
        absent_until=random.choice([None, DAY, DAY + timedelta(days=2)]) if absent else None,
        replacement_id=random.choice([*ids, None]) if absent or random.random() < 0.2 else None,
    )


def desk(random: Random) -> Desk:
    return Desk(atlas(), directory(random), DAY)


ROUTED = object()
"""An expectation of a row: what ``read_request`` and the desk make of it."""


@dataclass(frozen=True)
class Row:
    """``cells`` as written. ``kind``: a request (or what is at fault in one), a blank row, or one with odd cells."""

    cells: tuple[str, ...]
    kind: str = "request"


@dataclass(frozen=True)
class Sample:
    """An export: its ``columns`` (request fields or others) and rows."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    delimiter: str = ","
    line_end: str = "\r\n"

    def text(self) -> str:
        stream = io.StringIO(newline="")
        writer = csv.writer(stream, delimiter=self.delimiter, lineterminator=self.line_end)
        writer.writerow(self.columns)
        for row in self.rows:
            if any(row.cells):
                writer.writerow(row.cells)
            else:
                stream.write(self.delimiter * (len(row.cells) - 1) + self.line_end)
        return stream.getvalue()

    def given(self, row: Row) -> dict[str, str]:
        """The fields of a row, blank ones too: that they were there to be filled in may say something."""
        if row.kind != "request":
            return {}
        return {name: cell for name, cell in zip(self.columns, row.cells, strict=True) if name in _FIELDS}

    def part(self, start: int, stop: int) -> Sample:
        return replace(self, rows=self.rows[start:stop])


_FIELDS = {*FIELDS, *ALIASES}
_NASTY = (
    "\u202e",
    "\x7f",
    "e\u0301",
    "\u2028",
    "\x1b[31m",
    "\u200b",
    "A\u030a",
    "\ufeff",
    "\u0085",
    "\t",
    "\u1112",
    "\u00ad",
    "\u3164",
    "\ufe0f",
    "Ã©",
    "tŽ",
    "Qu\ufffd",
)
_NAMES = (
    "Scierie (exemple)", "Crêperie « Œuf »", 'Le "Bon" Goût', "C:\\nouveau", "=1+1", "NULL", "N/A", "nan", "Straße",
    "STRASSE", "a\u00a0b", "123", "-", "l’Été, inc.", "true", "x" * 198, "é" * 150,
)  # fmt: skip
_WILD_NAMES = ("😀 inc.", "ＦＵＬＬ", "ﬁn", "fin", "İstanbul", "x" * 200)
_ODD_CELLS: Mapping[str, tuple[str, ...]] = {
    "received_at": ("hier", "2026-13-01", "2026-02-29", "2024-02-29", "2026-11-21T09:30+02:00", "1999-01-01T24:00",
                    "2026-11-21 09:30:15.5", "0001-01-01", "9999-12-31 23:59", "2026-W01-1", "20261121", " 2026-11-21 ",
                    "2026-11-21T09", "2026-03-08 02:30", "2026-11-01 01:30", "2062-11-20", "1899-12-30", "2026-11-26",
                    "2026/11/20 9:12:45 AM UTC-5", "03/04/2026", "46346.5"),
    "company": ("", "   ", "x" * 201, "a\nb", "é" * 200),
    "neq": ("1" * 255, "a\r\nb", "114 000 0000", "1,14E+09", "2240000000"),
    "postal_code": ("", " ", "GIR 2B5", "Г1R 2B5", "H0H 0H0", "M5V 2T6", "90210", "75001", "67000", "J0K", "J6E",
                    "j0k2m0", "J0K-2M0", "J0K 2M0.", "J0K\u00a02M0", "Ｊ0K 2M0", "G1R 2BS", "J0K 9Z9", "G9Z 9Z9",
                    "K1A 0C9", "A1A 1A1", "J0K  2M0", " J0K 2M0", "JOK 2M0", "x" * 300, "@1Z 9Z9", "J0K\t2M0",
                    "J٠K 2M0", "J0K 2M0 (usine)", "Rawdon QC J0K1S0", "J0K 2M0 / J6E 3Z8", "Québec", "à venir"),
    "municipality": ("Xyzzy", "Saint-Damase", "Montréal", "Joliette, Trois-Rivières", "Trois-Rivières", "St-Jean", "-",
                     "Sainte-Anne", "x" * 121, "NA", "Québec", "Rawdon; Chertsey"),
    "country": ("FR", "fr", "US", "Canada", "ca", " CA ", "GB", "QC", "Québec", "CAN", "Kanado", "NL", "É.-U."),
    "contact_name": ("x" * 201, "a\nb"),
    "email": ("a@b", "hélène@exemple.ca", "a@scierie.example", "A@Scierie.Example", "a@x.example;b@x.example"),
    "phone": ("450 555-0100", "(418) 555-1234 poste 22", "+33 3 88 00 00 00", "12", "poste"),
    "language": ("de", "FR", " en ", "En", "français", "fr-CA", "Bilingue", "English (Canada)"),
    "need": ("IA\nà Toulouse", "a\nb", "a\r\nb", "a\tb", "x" * 10_001, "\n", " fin \n"),
    "sector": ("IA", "intelligence artificielle|bois", "|", " | ", "a|a", "santé", "santé, IA", "x;#IA",
               '["IA", "santé"]'),
    "market": ("FR-GES", "FR", "US", "CA-QC", "ca-qc-1", "FR-67", "FR|US", "France; Québec", "Atlantide"),
    "scale": ("major", "MAJOR", "énorme", " standard "),
    "consent": ("no", "non", "peut-être", "0", "FAUX", "N", "Oui", "ﬀ", "X", "J'accepte", "Oui / Yes"),
    "request_id": ("", "-x", "H-12", "h-000012", "x" * 65, "a b", "R/1", "R-é", "007", "7", "H-1a"),
}  # fmt: skip
_USUAL_CELLS: Mapping[str, tuple[str, ...]] = {
    "received_at": ("", "2026-11-21", "2026-11-21 09:30", "2026-07-01T00:00:59", "1900-01-01", "2099-12-31 23:59:59"),
    "neq": ("", "1140000000"),
    "country": ("", "CA"),
    "contact_name": ("", "Ève O’Neil", 'Zoé "Z"'),
    "email": ("",),
    "phone": ("",),
    "language": ("", "fr", "en"),
    "need": ("", "Séchage", "Un «besoin», \\ et \"plus\"", "Partenaire français en matériaux", "AI in Strasbourg"),
    "sector": ("",),
    "market": ("",),
    "scale": ("", "standard"),
    "consent": ("", "yes", "oui", "1", "VRAI"),
    "note": ("", "x", "=2+2", "NULL"),
}  # fmt: skip


def export(random: Random) -> Sample:
    """Rows mostly usual or mostly odd, ids given or not, now and then repeated with the same or other content."""
    taste = _Taste(
        oddness=random.choice([0.0, 0.0, 0.0, 0.002, 0.02, 0.2]),
        wild=random.random() < 0.15,
        regions=random.choice([REGIONS[:1], REGIONS[1:3], REGIONS]),
    )
    share, again = random.choice([0.2, 0.7]), random.choice([0.0, 0.0, 0.1, 0.3])
    columns = ["company", "postal_code"]
    columns += [name for name in (*_USUAL_CELLS, "municipality") if random.random() < share]
    columns += ["request_id"] * (random.random() < 0.8)
    random.shuffle(columns)
    rows: list[Row] = []
    for number in range(random.choice([1, 8, 30, 30, 90])):
        if rows and random.random() < again:
            cells = list(random.choice(rows).cells)
            if random.random() < 0.5:
                at = random.randrange(len(columns))
                cells[at] = _cell(random, columns[at], number, replace(taste, oddness=0.5))
            rows.append(Row(tuple(cells)))
        else:
            spot = random.choice(spots()[random.choice(taste.regions)])
            rows.append(Row(tuple(_cell(random, name, number, taste, spot) for name in columns)))
    rows = [row for row in rows if any(visible(cell).strip() for cell in row.cells)] or [Row(("x",) * len(columns))]
    for kind in ("blank", "odd", "total"):
        if random.random() < 0.2:
            rows.insert(random.randint(0, len(rows)), _special(random, kind, columns))
    return Sample(tuple(columns), tuple(rows), random.choice(",;\t"), random.choice(["\n", "\r\n"]))


@dataclass(frozen=True)
class _Taste:
    """``oddness``: how likely a cell is out of the ordinary; ``wild``: with characters that need a closer look."""

    oddness: float
    wild: bool
    regions: Sequence[str]


def _special(random: Random, kind: str, columns: Sequence[str]) -> Row:
    if kind == "blank":
        return Row(("",) * len(columns), "blank")
    if kind == "odd":
        return Row(tuple("x" * (len(columns) + 1)), "odd")
    cells = [""] * len(columns)
    at = min(i for i, name in enumerate(columns) if name != "postal_code")
    cells[at] = random.choice(["Total", "Grand total", "TOTAUX"])
    return Row(tuple(cells), "blank")


def _cell(random: Random, name: str, number: int, taste: _Taste, spot: Spot | None = None) -> str:
    spot = spot or random.choice(spots()[random.choice(taste.regions)])
    if taste.wild and random.random() < 0.02:
        # Several companies that are garbled say something of the whole file.
        nasty = [text for text in _NASTY if name != "company" or not garbled(f"Ab{text}c")]
        return random.choice(("", "Ab")) + random.choice(nasty) + random.choice(("", "c"))
    if name in _ODD_CELLS and random.random() < taste.oddness:
        return random.choice(_ODD_CELLS[name])
    match name:
        case "company":
            company = random.choice((*_NAMES, *_WILD_NAMES) if taste.wild else _NAMES)
            return company if random.random() < 0.3 else f"{company[:190]} {number % 9}"
        case "postal_code":
            return random.choice([spot.code] * 8 + [spot.code.lower(), spot.code.replace(" ", ""), f" {spot.code}"])
        case "municipality":
            same_mrc = [s.place for s in spots()[spot.region] if s.mrc == spot.mrc]
            near = [s.place for s in spots()[spot.region]]
            usual = [spot.place] * 6 + ["", "", spot.place.upper(), f" {spot.place} ", random.choice(same_mrc)]
            return random.choice(usual if random.random() > taste.oddness else near)
        case "request_id":
            return random.choice([f"R-{number}", f"A.{number}/{number}", f" {number} "])
    return random.choice(_USUAL_CELLS[name])


# ---- ledgers


@cache
def _made() -> Path:
    folder = TemporaryDirectory(prefix="innoveici-tests-")
    _FOLDERS.append(folder)
    path = Path(folder.name) / "made.db"
    open_ledger(f"sqlite:///{path}", clock=now).close()
    return path


_FOLDERS: list[TemporaryDirectory[str]] = []


def now() -> datetime:
    return datetime(2026, 11, 23, 15, tzinfo=UTC)


@contextmanager
def new_ledger(folder: Path, name: str) -> Iterator[Ledger]:
    path = shutil.copy(_made(), folder / name)
    with open_ledger(f"sqlite:///{path}", clock=now) as ledger:
        yield ledger


@contextmanager
def opened_ledger(folder: Path, name: str) -> Iterator[Ledger]:
    """One that is there, as another process opens it."""
    with open_ledger(f"sqlite:///{folder / name}", clock=now) as ledger:
        yield ledger


def kept(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that a ledger keeps, to the byte, but what chance and the chain make of it."""
    with closing(sqlite3.connect(path)) as db:
        rosters = dict(db.execute("SELECT id, body FROM rosters"))
        found = {
            "rosters": sorted(rosters.values()),
            "personal": list(db.execute("SELECT seq, body FROM personal ORDER BY seq")),
            "notices": list(db.execute("SELECT * FROM notices ORDER BY event_seq, ordinal")),
            "handoffs": list(db.execute("SELECT * FROM handoffs ORDER BY opened_seq")),
            "involved": list(db.execute("SELECT * FROM involved ORDER BY actor, opened_seq")),
            "loads": list(db.execute("SELECT * FROM loads ORDER BY advisor_id")),
        }
        events = []
        for *fixed, payload, shared, commitment in db.execute(
            "SELECT seq, handoff_id, request_id, type, at, actor, batch, payload, body, commitment FROM events "
            "LEFT JOIN shared ON shared.id = events.shared ORDER BY seq"
        ):
            for id_, body in rosters.items():
                shared = shared and shared.replace(f'"roster":"{id_}"', f'"roster":{body}')
            events.append((*fixed, payload, shared, bool(commitment)))
        return {"events": events, **found}


# ---- one by one

Said = tuple[Any, ...]
"""The result columns of a row."""


def notices_since(ledger: Ledger, seq: int) -> Counter[tuple[str, str, str]]:
    """What the ledger has of notices since an event, as a batch counts them."""
    return Counter(
        ("company" if posted.notice.recipient.startswith("company:") else posted.notice.recipient,
         posted.notice.template, posted.notice.state)
        for posted in ledger.outbox() if posted.notice.event_seq > seq
    )  # fmt: skip


def one_by_one(sample: Sample, desk: Desk, ledger: Ledger, batch: str) -> list[Outcome | tuple[Fault, ...] | str]:
    """Each row routed by itself, in a transaction of its own."""
    outcomes: list[Outcome | tuple[Fault, ...] | str] = []
    for row in sample.rows:
        if row.kind != "request":
            outcomes.append(row.kind)
            continue
        request = read_request(sample.given(row), desk.reading(lenient=True))
        if isinstance(request, tuple):
            outcomes.append(request)
            continue
        with ledger.writing() as tx:
            outcomes.append(desk.record(request, tx, batch=batch))
    return outcomes


def said_of(outcome: Outcome | tuple[Fault, ...] | str, given: Mapping[str, str]) -> Said:
    """What the result columns must say; of a duplicate's reason only how it ends is known without its handoff."""
    if outcome == "blank":
        return (None, "blank", *[""] * 6, None, None)
    written = given.get("request_id", "").strip()
    written = written if visible(written).strip() else ""  # what nobody sees is no id; beside letters it is shown
    if outcome == "odd":
        return ("", "rejected", None, *[""] * 5, None, None)
    if isinstance(outcome, tuple):
        return (written, "rejected", "; ".join(f.reason.text() for f in outcome), *[""] * 5, None, None)
    assert isinstance(outcome, Outcome)
    decision = outcome.decision
    if outcome.status == "duplicate":
        reason = f"already recorded as {outcome.handoff_id}, now {outcome.state}"
        reason += f"; it differs in: {', '.join(outcome.differs)}" if outcome.differs else ""
    else:
        read = read_request(given, Reading(True, DAY, shipped().knows_sector))
        assert isinstance(read, Request)
        reason = "; ".join([r.text() for r in decision.reasons] + [f"remark: {what_is_wrong(r)}" for r in read.remarks])
    return (
        outcome.request.request_id,
        outcome.status,
        reason,
        verdict(decision.location),
        decision.region_code or "",
        decision.erac_id or "",
        decision.advisor_id or "",
        decision.advisor.name if decision.advisor else "",
        decision.distance_km,
        decision.distance_error_km,
    )


class Collected:
    """An output that keeps what it was given."""

    def __init__(self) -> None:
        self.rows: list[Said] = []
        self.problems: list[tuple[int, str, str, str, str]] = []
        self.details: list[Mapping[str, Any]] = []

    def write(self, block: Block, results: Results) -> None:
        start = len(self.rows)
        self.rows += zip(*(column.to_pylist() for column in results.columns), strict=True)
        self.problems += [(start + p.row, p.field, p.value, p.reason, p.remedy) for p in results.problems]
        if results.details:
            self.details += [{} if block.blank[row] else results.details(row) for row in range(len(block))]
