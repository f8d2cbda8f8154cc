"""How runs are called, and what the ledger has of each."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from innoveici.ledger.actor import SYSTEM
from innoveici.ledger.batches import Batch, new_id, same_file
from innoveici.ledger.event import Head
from innoveici.ledger.ledger import Ledger
from tests.ledger.samples import NOW, routed

digests = st.text("0123456789abcdef", min_size=64, max_size=64)
FILE, OTHER = "0123abcd" * 8, "0123abce" * 8


@given(digests, digests, st.integers(0, 9), st.integers(0, 9))
def test_runs_of_one_file_are_known_to_be_and_yet_are_called_otherwise(
    one: str, other: str, first: int, second: int
) -> None:
    a, b = (new_id(one, Head(seq, "0" * 64), NOW) for seq in (first, second))
    assert (a == b) == (first == second)
    assert same_file(a, b)
    assert same_file(a, f"B-{one[:16]}")  # as batches were called before
    assert same_file(a, new_id(other, None, NOW)) == (one[:8] == other[:8])


def test_the_moment_too_tells_runs_apart() -> None:
    assert new_id(FILE, None, NOW) != new_id(FILE, None, NOW + timedelta(microseconds=1))


def test_ids_that_were_not_made_here_are_only_themselves() -> None:
    assert same_file("B-1", "B-1")
    assert not same_file("B-1", "B-11")
    assert not same_file(None, "B-1")
    assert Batch("B-1", NOW, 1, 0).file == ""


def test_batches_are_listed_with_what_was_taken_back(ledger: Ledger) -> None:
    assert ledger.batches() == []
    ids = [f"B-{FILE[:8]}{'1' * 8}", f"B-{OTHER[:8]}{'2' * 8}", f"B-{FILE[:8]}{'3' * 8}"]
    with ledger.writing() as tx:
        tx.record_many([routed("R-1"), routed("R-2")], batch=ids[0])
        tx.record(routed("R-3"))
        tx.record(routed("R-4", "held"), batch=ids[1])
        tx.record(routed("R-5"), batch=ids[2])
    with ledger.writing() as tx:
        tx.append("R-2", "accepted", actor=SYSTEM)
    ledger.undo_batch(ids[0], actor=SYSTEM)
    assert ledger.batches() == [Batch(ids[0], NOW, 2, 1), Batch(ids[1], NOW, 1, 0), Batch(ids[2], NOW, 1, 0)]
    assert [batch.id for batch in ledger.batches(FILE)] == [ids[0], ids[2]]
    assert [batch.stands for batch in ledger.batches(OTHER)] == [True]
    ledger.undo_batch(ids[1], actor=SYSTEM)
    assert [batch.stands for batch in ledger.batches(OTHER)] == [False]
