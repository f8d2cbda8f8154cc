"""Requests that may be there twice are pointed out, within a file and against the ledger, and never merged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from innoveici.batch import run
from innoveici.batch.decide.alike import Pair, company_hashes, number_hashes
from innoveici.batch.read.export import open_export
from innoveici.desk import Desk
from innoveici.ledger import open_ledger
from innoveici.ledger.actor import Actor
from innoveici.ledger.ledger import Ledger
from innoveici.likeness import company_key, number_key
from tests.batch import samples
from tests.batch.conftest import Write

STAFF = Actor("person", "triage-1")
HEADER = "request_id,company,postal_code,need"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    clock = lambda: datetime(2026, 11, 23, 15, tzinfo=UTC)  # noqa: E731
    with open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}", clock=clock) as opened:
        yield opened


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(samples.atlas(), samples.shipped(), samples.DAY)


def pairs(write: Write, desk: Desk, ledger: Ledger | None, *rows: str, plan: bool = False) -> list[Pair]:
    name = write("\n".join([HEADER, *rows, ""]))
    with open_export(name) as export:
        if plan or ledger is None:
            return run.plan(export, desk, ledger, [], lambda _: False).alike
        return run.record(export, desk, ledger, [], lambda _: False).alike


def test_numbers_that_differ_in_case_or_zeros_only(write: Write, desk: Desk, ledger: Ledger) -> None:
    rows = "A-007,Ferme Brume,J0K 2M0,", "a-7,Scierie Nord,G1R 2B5,", "A-70,Moulin,J0K 2M0,"
    assert pairs(write, desk, None, *rows) == [Pair("a-7", "A-007", "", "number")]
    assert pairs(write, desk, ledger, *rows) == [Pair("a-7", "A-007", "", "number")]
    assert pairs(write, desk, ledger, *rows) == []  # all of them known
    assert ledger.verify().ok


def test_the_same_company_at_the_same_code(write: Write, desk: Desk) -> None:
    rows = "1,Cuisines Morel,J0K 2M0,", "2,Les CUISINÉS  Morel inc.,j0k2m0,", "3,Cuisines Morel,G1R 2B5,"
    assert pairs(write, desk, None, *rows) == [Pair("2", "1", "", "company")]


def test_against_what_another_file_recorded(write: Write, desk: Desk, ledger: Ledger) -> None:
    pairs(write, desk, ledger, "0012,Ferme Brume,J0K 2M0,", "X,Cuisines Morel,J6E 3Z8,")
    rows = "12,Autre,G1R 2B5,", "Y,Cuisines Morel ltée,J6E 3Z8,", "Z,Ni l'un ni l'autre,H2X 1Y4,"
    told = [Pair("12", "0012", "H-000001", "number"), Pair("Y", "X", "H-000003", "company")]
    assert pairs(write, desk, ledger, *rows, plan=True) == told
    assert pairs(write, desk, ledger, *rows) == told


def test_the_same_request_twice_is_known_and_not_alike(write: Write, desk: Desk) -> None:
    assert pairs(write, desk, None, "1,Moulin,J0K 2M0,", "1,Moulin,J0K 2M0,", "1 ,MOULIN,J0K 2M0,") == []
    assert pairs(write, desk, None, ",Moulin,J0K 2M0,x", ",Moulin,J0K 2M0,x") == []


def test_what_is_closed_or_rejected_is_nobodys_twin(write: Write, desk: Desk, ledger: Ledger) -> None:
    assert pairs(write, desk, None, "1,,J0K 2M0,", "01,Moulin,J0K 2M0,") == []
    pairs(write, desk, ledger, "1,Moulin,J0K 2M0,")
    with ledger.writing() as tx:
        for step in ("accepted", "contacted", "closed"):
            tx.append("1", step, actor=STAFF)  # type: ignore[arg-type]
    assert pairs(write, desk, ledger, "01,Moulin,J0K 2M0,") == []


def test_what_shows_one_shows_the_others(write: Write, desk: Desk, ledger: Ledger) -> None:
    pairs(
        write,
        desk,
        ledger,
        "A-01,Ferme Brume,J0K 2M0,",
        "a-1,Autre,G1R 2B5,",
        "B,FERME BRUME INC.,J0K2M0,",
        "C,x,J0K 2M0,",
    )
    shown = ledger.show("A-01").handoff
    assert [(other.request_id, other.why) for other in ledger.alike(shown)] == [("a-1", "number"), ("B", "company")]
    assert ledger.alike(ledger.show("C").handoff) == []


TEXTS = st.text("aé eLl'&.-inc0Ωoœ™tMsßÆ№", max_size=12)


@given(st.lists(st.tuples(TEXTS, st.sampled_from(["J0K 2M0", "j0k2m0", "G1R 2B5"])), min_size=1, max_size=6))
@example([("Les Œuvres Fictives", "J0K 2M0"), ("Les Oeuvres fictives inc.", "j0k2m0")])
def test_equal_keys_have_equal_hashes(rows: list[tuple[str, str]]) -> None:
    names, codes = (pa.array(column, pa.string()) for column in zip(*rows, strict=True))
    hashes = company_hashes(names, codes)
    keys = [company_key(name, code) if name.isascii() or "Ω" not in name else "" for name, code in rows]
    for i, key in enumerate(keys):
        for j, other in enumerate(keys):
            assert not key or key != other or hashes[i] == hashes[j]


@given(st.lists(st.text("0A1a-/.", max_size=8), min_size=1, max_size=6))
def test_equal_numbers_have_equal_hashes(ids: list[str]) -> None:
    hashes = number_hashes(pa.array(ids, pa.string()))
    keys = list(map(number_key, ids))
    for i, key in enumerate(keys):
        assert all((key == other) == bool(hashes[i] == hashes[j]) for j, other in enumerate(keys))
    assert np.all((hashes == 0) == np.array([not key for key in keys]))
