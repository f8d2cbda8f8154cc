"""What tests record: made-up companies, and the ways to look at a ledger from outside."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from innoveici.ledger import Routed
from innoveici.ledger.actor import COUNCIL, Actor
from innoveici.ledger.audience import Contact
from innoveici.ledger.entry import Status
from innoveici.request import Request

NOW = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)
MARKER = "Fromagerie Introuvable"
ADVISOR = Actor("advisor", "CONS-1")
ERAC = Actor("erac", "ERAC-14")
CHAIN = (ADVISOR, ERAC, COUNCIL)


def clock() -> datetime:
    return NOW


def request(request_id: str = "R-1", **fields: Any) -> Request:
    values: dict[str, Any] = {
        "company": MARKER,
        "postal_code": "J0K 2M0",
        "municipality": "Sainte-Mélanie",
        "contact_name": "Direction",
        "email": "direction@fromagerie.example",
        "need": "automatiser l’affinage",
        "sectors": ("agri-food",),
    }
    return Request(request_id, **(values | fields))


def routed(
    request_id: str = "R-1",
    status: Status = "assigned",
    *,
    advisor_id: str | None = "CONS-1",
    erac_id: str | None = "ERAC-14",
    payload: Mapping[str, Any] | None = None,
    reachable: bool = True,
    **fields: Any,
) -> Routed:
    assigned = status == "assigned"
    told = [Contact(Actor("company", request_id), reachable=reachable)]
    if assigned and advisor_id:
        told.append(Contact(Actor("advisor", advisor_id)))
    if erac_id:
        told.append(Contact(Actor("erac", erac_id)))
    return Routed(
        request(request_id, **fields),
        status,
        {"distance_km": 12.5, "place": "Sainte-Mélanie"} if payload is None else payload,
        {"postal_code": "J0K 2M0", "point": [46.13, -73.52]},
        (*told, Contact(COUNCIL)),
        region_code="14" if erac_id else None,
        erac_id=erac_id,
        advisor_id=advisor_id if assigned else None,
    )


def path_of(url: str) -> Path:
    """The file of an SQLite URL."""
    return Path(url.removeprefix("sqlite:///"))


@contextmanager
def raw(url: str, *, unguarded: bool = False) -> Iterator[sqlite3.Connection]:
    """An SQLite ledger opened behind the program's back, its triggers dropped if asked; committed at the end."""
    with closing(sqlite3.connect(path_of(url))) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        if unguarded:
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {name}")
        yield connection
        connection.commit()


def files_of(url: str) -> dict[str, bytes]:
    """Every file of an SQLite ledger, journals included, byte for byte."""
    path = path_of(url)
    return {p.name: p.read_bytes() for p in path.parent.iterdir() if p.name.startswith(path.name)}
