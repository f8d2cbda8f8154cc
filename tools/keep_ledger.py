"""Rebuild tests/ledger/kept/: a ledger of invented requests in the stored form of today, and what is read of it.

Every later program must read such a ledger as this one does: the form is frozen since version 0.1.0. What a form
to come adds is kept as another pair of files, by another number; these are never made anew from other code. From the
atlas and the sample directory of that version they come out the same, byte for byte: clock and chance are set.
``ledger-1`` is of 0.1.0; ``ledger-2`` has the events of those who have no shell; ``ledger-3`` those of orientation,
and of partners without an address.

    python tools/keep_ledger.py tests/ledger/kept/ledger-2
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from hashlib import shake_256
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

from innoveici.atlas.store import Atlas
from innoveici.casework.casework import Casework
from innoveici.desk import Desk
from innoveici.directory.load import load_directory
from innoveici.ledger import open_ledger
from innoveici.ledger.actor import Actor
from innoveici.ledger.ledger import Ledger
from innoveici.request import Request

ROOT = Path(__file__).resolve().parents[1]
STAFF = Actor("person", "triage-1")
REQUESTS = (
    Request("K-1", "Fromagerie (exemple)", "J0K 2M0", need="Automatiser l'affinage", email="k1@fromagerie.example"),
    Request("K-2", "Scierie (exemple)", "G5L 1A1", email="k2@scierie.example", language="en"),
    Request("K-3", "Atelier (exemple)", "G0A 1H0", email="k3@atelier.example"),
    Request("K-4", "Serres (exemple)", "J0K 2M0", scale="major", phone="450 555-0104"),
    Request("K-5", "Filature (exemple)", "67000", country="FR", markets=("CA-QC",), email="k5@filature.example"),
    Request("K-6", "Moulin (exemple)", "H0H 0H0"),
    Request("K-9", "Brasserie (exemple)", "J0K 2MO"),
    Request("K-7", "Forge (exemple)", "H2X 1Y4", consent=False, email="k7@forge.example"),
    Request("K-8", "Verrerie (exemple)", "H2X 1Y4", sectors=("IA",), email="k8@verrerie.example"),
)


@contextmanager
def set_chance() -> Iterator[None]:
    """What is drawn by chance is the same each time."""
    drawn = count()

    def drawing(size: int) -> bytes:
        return shake_256(b"kept ledger %d" % next(drawn)).digest(size)

    with patch.object(os, "urandom", drawing), patch.object(random, "_urandom", drawing):
        yield


def write_story(ledger: Ledger, desk: Desk) -> None:
    """The events of 0.1.0, among nine requests."""
    with ledger.writing() as tx:
        for request in REQUESTS:
            desk.record(request, tx, batch="B-kept" if request.request_id == "K-8" else None)
    work = Casework(ledger, desk)
    first, *_ = ledger.handoffs(states=["assigned"])
    id_ = first.handoff_id
    work.take("decline", id_, STAFF, {"reason": "Trop loin (exemple)"})
    work.take("accept", id_, STAFF, {})
    work.take("contact", id_, STAFF, {})
    work.take("close", id_, STAFF, {"outcome": "served"})
    work.take("reopen", id_, STAFF, {"reason": "On rappelle (exemple)"})
    work.take("note", id_, STAFF, {"reason": "Une note (exemple)"})
    work.take("undo", id_, STAFF, {})
    second, *_ = [one for one in ledger.handoffs(states=["assigned"]) if one.request_id == "K-2"]
    work.take("reassign", second.handoff_id, STAFF, {"reason": "Congé (exemple)"})
    work.take("escalate", second.handoff_id, STAFF, {"reason": "Ampleur (exemple)"})
    work.take("correct", "K-6", STAFF, {"postal_code": "J0K 2M0"})
    work.take("correct", "K-1", STAFF, {"phone": "450 555-0101"})
    work.take("erase", second.handoff_id, STAFF, {})
    ledger.undo_batch("B-kept", actor=STAFF)


def write_later_story(ledger: Ledger, desk: Desk) -> None:
    """What companies and advisors do by links and by mail."""
    with ledger.writing() as tx:
        for request in REQUESTS[:4]:
            desk.record(request, tx)
    first, *_ = ledger.handoffs(states=["assigned"])
    id_, company = first.handoff_id, Actor("company", first.request_id)
    advisor = Actor("advisor", str(first.advisor_id))
    by_link, by_mail = (Casework(ledger, desk, {"via": via}) for via in ("link", "mail"))
    by_link.take("ask", id_, company, {"asks": "call", "reason": "Depuis lundi (exemple)"})
    by_mail.take("unreachable", id_, advisor, {})
    by_link.take("unreachable", id_, advisor, {"reason": "Boîte vocale (exemple)"})
    by_link.take("decline", id_, advisor, {"reason_code": "skills", "reason": "Autre domaine (exemple)"})
    by_link.take("withdraw", id_, company, {})
    by_link.take("rate", id_, company, {"contacted": "no", "useful": "no", "reason": "Rien (exemple)"})
    by_link.take("correct", "K-3", Actor("company", "K-3"), {"email": "autre@atelier.example"})


def write_oriented_story(ledger: Ledger, desk: Desk) -> None:
    """A company is directed to who can help."""
    with ledger.writing() as tx:
        for request in (*REQUESTS[:2], REQUESTS[4]):
            desk.record(request, tx)
    work = Casework(ledger, desk)
    work.take("refer", "K-5", STAFF, {})
    work.take("orient", "K-1", STAFF, {"choose": "centre-fromager, aide-automate", "reason": "Après l'appel (exemple)"})
    work.take("accept", "K-2", STAFF, {})
    work.take("close", "K-2", STAFF, {"outcome": "referred", "to": "guichet"})


STORIES: Mapping[str, Callable[[Ledger, Desk], None]] = {
    "ledger-1": write_story,
    "ledger-2": write_later_story,
    "ledger-3": write_oriented_story,
}
"""By the name of the files."""


def read_of(ledger: Ledger) -> dict[str, Any]:
    """What a program reads of it: events, handoffs, what can be erased, decisions with all candidates."""
    handoffs = list(ledger.handoffs())
    return {
        "head": str(ledger.head()),
        "events": [event.to_json() for event in ledger.events()],
        "handoffs": [
            {
                "handoff": one.handoff_id,
                "request": one.request_id,
                "state": one.state,
                "personal": ledger.personal(one.handoff_id),
                "decision": ledger.decision(one.handoff_id),
            }
            for one in handoffs
        ],
    }


def as_text(read: dict[str, Any]) -> str:
    """One JSON text, keys sorted."""
    return json.dumps(read, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"


def dumped(statements: Iterable[str]) -> list[str]:
    """The statements, those that make indexes by name: chance has no say in where they stand."""
    found = list(statements)
    places = [place for place, statement in enumerate(found) if statement.startswith("CREATE INDEX")]
    for place, statement in zip(places, sorted(found[place] for place in places), strict=True):
        found[place] = statement
    return found


def main(target: str) -> None:
    """Write TARGET.sql and TARGET.json."""
    atlas = Atlas.open()
    directory = load_directory(ROOT / "regions.yaml", ROOT / "advisors.csv", atlas)
    desk = Desk(atlas, directory, date(2026, 11, 20), catalogue=ROOT / "tests" / "catalogue" / "sample")
    minutes = count()
    with tempfile.TemporaryDirectory() as folder, set_chance():
        path = Path(folder) / "ledger.db"
        clock = lambda: datetime(2026, 11, 20, 14, tzinfo=UTC) + timedelta(minutes=next(minutes))  # noqa: E731
        with open_ledger(f"sqlite:///{path}", clock=clock) as ledger:
            STORIES[Path(target).name](ledger, desk)
            Path(f"{target}.json").write_text(as_text(read_of(ledger)), encoding="utf-8")
        with closing(sqlite3.connect(path)) as db:
            Path(f"{target}.sql").write_text("\n".join(dumped(db.iterdump())) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
