"""Requests whose ids are known: what a batch makes of them through recall is what routing one by one makes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innoveici.atlas.store import Atlas
from innoveici.desk import Desk, Outcome
from innoveici.directory.load import load_directory
from innoveici.errors import Refused
from innoveici.ledger import open_ledger
from innoveici.ledger.actor import SYSTEM
from innoveici.ledger.content import parts_of
from innoveici.ledger.ledger import Ledger
from innoveici.ledger.undoing import Undone
from innoveici.request import Request

ROOT = Path(__file__).parent.parent
NEAR, FAR, OPEN = "J0K 2M0", "J6E 1A1", "J0K"
FIRST = Request("R-0", "Scierie (exemple)", NEAR, need="Séchage", sectors=("Bois",), consent=True)
VARIANTS: tuple[dict[str, Any], ...] = (
    {},
    {"company": "SCIERIE  (exemple)", "sectors": ("bois",)},  # the same, written otherwise
    {"company": "Fromagerie (exemple)"},
    {"postal_code": OPEN},
    {"postal_code": FAR},
    {"postal_code": OPEN, "municipality": "Rawdon"},
    {"postal_code": "G1R 2B"},
    {"need": "", "sectors": (), "consent": None},  # leaves out
    {"need": "Autre"},
    {"consent": False},
    {"language": "en", "email": "a@scierie.example"},
    {"received_at": datetime(2026, 11, 20, tzinfo=UTC)},
)
rows = st.tuples(st.integers(0, 2), st.sampled_from(VARIANTS))
steps = st.one_of(rows, rows, rows, st.sampled_from(["next", "undo"]))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    path = tmp_path_factory.mktemp("desk") / "advisors.csv"
    path.write_text(
        "id,name,organization,postal_code,email,certification,capacity\n"
        f"NEAR,Rôle (exemple),Org,{NEAR},near@erac.example,attested,2\n"
        f"FAR,Rôle (exemple),Org,{FAR},far@erac.example,attested,\n",
        "utf-8",
    )
    atlas = Atlas.open()
    return Desk(atlas, load_directory(ROOT / "regions.yaml", path, atlas), date(2026, 11, 21))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "ledger.db"
    open_ledger(str(path), clock=_clock).close()
    return path


def _clock() -> datetime:
    return datetime(2026, 11, 21, 15, tzinfo=UTC)


@contextmanager
def new_ledger(made: Path) -> Iterator[Ledger]:
    with TemporaryDirectory() as folder:
        path = shutil.copy(made, Path(folder) / "ledger.db")
        with open_ledger(f"sqlite:///{path}", clock=_clock) as ledger:
            yield ledger


def kept(ledger: Ledger) -> list[Any]:
    """All that a ledger keeps but what chance and the chain make of it."""
    events = [
        {**event.to_json(), "commitment": bool(event.commitment), "prev_hash": "", "hash": ""}
        for event in ledger.events()
    ]
    for event in events:
        event["payload"] = {name: value for name, value in event["payload"].items() if name != "roster"}
    stories = [ledger.show(handoff.request_id) for handoff in ledger.handoffs()]
    return [events, ledger.loads(), *((shown.handoff, shown.notices, shown.personal) for shown in stories)]


def in_one(desk: Desk, ledger: Ledger, block: list[Request], batch: str) -> list[Outcome]:
    """As a batch does it: recall the block's ids at once, and again those that it has met itself."""
    outcomes = []
    with ledger.writing() as tx:
        recalled = tx.recall([request.request_id for request in block])
        for request in block:
            known = recalled.get(request.request_id)
            if known is None:
                outcomes.append(desk.record(request, tx, batch=batch))
            else:
                outcomes.append(desk.record_known(request, known, tx, batch=batch))
            if outcomes[-1].status != "duplicate":
                recalled |= tx.recall([request.request_id])
    return outcomes


@settings(max_examples=20, deadline=None)
@given(st.lists(steps, max_size=12))
def test_recording_what_was_recalled_equals_recording_one_by_one(desk: Desk, made: Path, story: list[Any]) -> None:
    with new_ledger(made) as single, new_ledger(made) as many:
        for number, (block, undo) in enumerate(_blocks(story)):
            batch = f"B-{number}"
            one_by_one = []
            for request in block:
                with single.writing() as tx:
                    one_by_one.append(desk.record(request, tx, batch=batch))
            together = in_one(desk, many, block, batch)
            assert [_said(outcome) for outcome in together] == [_said(outcome) for outcome in one_by_one]
            if undo:
                assert _undone(single, batch) == _undone(many, batch)
        assert kept(many) == kept(single)
        assert many.verify().ok


def _undone(ledger: Ledger, batch: str) -> Undone | None:
    """None: everything in it was known already, so that there is no such batch."""
    try:
        return ledger.undo_batch(batch, actor=SYSTEM)
    except Refused:
        return None


def _blocks(story: list[Any]) -> list[tuple[list[Request], bool]]:
    """Rows up to each word, and whether they are undone after that."""
    blocks: list[tuple[list[Request], bool]] = []
    block: list[Request] = []
    for step in [*story, "next"]:
        if isinstance(step, str):
            blocks.append((block, step == "undo"))
            block = []
        else:
            number, fields = step
            block.append(replace(FIRST, request_id=f"R-{number}", **fields))
    return blocks


def _said(outcome: Outcome) -> Outcome:
    return replace(outcome, head=None)


@settings(max_examples=20, deadline=None)
@given(st.lists(rows, min_size=1, max_size=6), rows, st.booleans())
def test_a_plan_is_what_recording_does_and_equal_fields_are_a_duplicate(
    desk: Desk, made: Path, before: list[tuple[int, Mapping[str, Any]]], row: tuple[int, Mapping[str, Any]], undo: bool
) -> None:
    with new_ledger(made) as ledger:
        in_one(desk, ledger, _blocks(list(before))[0][0], "B-1")
        if undo:
            ledger.undo_batch("B-1", actor=SYSTEM)
        ((request,), _) = _blocks([row])[0]
        recalled = ledger.recall([request.request_id]).get(request.request_id)
        planned = desk.plan(request, ledger)
        if recalled is not None:
            if parts_of(request)[1] == recalled.personal and not recalled.begins_again and recalled.state == "assigned":
                assert (planned.status, [f for f in planned.differs if f != "consent"]) == ("duplicate", [])
            assert _said(desk.plan_known(request, recalled, ledger.loads())) == _said(planned)
        done = desk.route(request, ledger)
        assert _said(replace(done, handoff_id=planned.handoff_id)) == _said(planned)
        assert done.head == ledger.head()


def test_what_was_undone_is_routed_again_as_if_new(desk: Desk, made: Path) -> None:
    with new_ledger(made) as ledger:
        with ledger.writing() as tx:
            first = desk.record(FIRST, tx, batch="B-1")
        ledger.undo_batch("B-1", actor=SYSTEM)
        planned, again = desk.plan(FIRST, ledger), desk.route(FIRST, ledger)
        assert (planned.status, planned.reopened, planned.handoff_id) == ("assigned", True, None)
        assert (again.status, again.reopened, again.corrected) == ("assigned", True, ())
        assert (again.handoff_id, again.told) == (first.handoff_id, first.told)
        assert desk.route(FIRST, ledger).status == "duplicate"


def test_loads_that_the_caller_counts_are_taken_as_they_are(desk: Desk, made: Path) -> None:
    from innoveici.routing.decision import Load

    with new_ledger(made) as ledger:
        desk.route(replace(FIRST, postal_code=OPEN), ledger)
        with ledger.writing() as tx:
            recalled = tx.recall(["R-0"])["R-0"]
            outcome = desk.record_known(FIRST, recalled, tx, loads={"NEAR": Load(2, 1)})
        assert outcome.decision.advisor_id == "FAR"
