"""Whatever is changed behind the ledger's back is found, and the first event concerned is named."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from innoveici.errors import ConfigError, StorageError, UsageError
from innoveici.ledger import open_ledger, schema
from innoveici.ledger.actor import COUNCIL
from innoveici.ledger.audience import Contact
from innoveici.ledger.event import Event, Head
from innoveici.ledger.ledger import Ledger
from innoveici.ledger.verifying import Verification
from tests.ledger.samples import ADVISOR, CHAIN, clock, path_of, raw, routed

_TEXT = ("handoff_id", "request_id", "type", "at", "actor", "batch", "payload")
_BYTES = ("commitment", "hash")
_COUNT = 12
_PAGE_SIZE = 16384
_tampering = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def written(made_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of twelve events: four requests, some steps, one erasure."""
    path = tmp_path_factory.mktemp("written") / "ledger.sqlite"
    shutil.copy(made_sqlite, path)
    with open_ledger(str(path), clock=clock) as ledger:
        _fill(ledger)
    return path


def _fill(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record_many([routed("R-1"), routed("R-2", "held", erac_id=None), routed("R-3")])
        tx.append("R-1", "accepted", actor=ADVISOR)
        tx.record(routed("R-4", "rejected", erac_id=None, advisor_id=None))
        tx.append("R-3", "noted", actor=COUNCIL, private={"text": "à suivre"})
        tx.append("R-1", "contacted", actor=ADVISOR)
        tx.erase("R-3", actor=COUNCIL)


@pytest.fixture
def copy(written: Path, tmp_path: Path) -> str:
    path = tmp_path / "ledger.sqlite"
    shutil.copy(written, path)
    return f"sqlite:///{path}"


def _verify(url: str, head: Head | None = None) -> Verification:
    with open_ledger(url, clock=clock) as ledger:
        return ledger.verify(head)


def _change(url: str, statement: str, *values: Any) -> Verification:
    with raw(url, unguarded=True) as connection:
        connection.execute(statement, values)
    return _verify(url)


def test_a_ledger_that_nobody_touched_is_whole(ledger: Ledger) -> None:
    _fill(ledger)
    found = ledger.verify()
    assert (found.ok, found.checked, found.head) == (True, _COUNT, ledger.head())


def test_an_empty_ledger_is_whole(ledger: Ledger) -> None:
    assert ledger.verify() == Verification(0, None)


@settings(_tampering, max_examples=80)
@given(data=st.data())
def test_any_flipped_byte_of_an_event_is_found_at_its_number(
    written: Path, tmp_path: Path, data: st.DataObject
) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    shutil.copy(written, path_of(url))
    seq = data.draw(st.integers(1, _COUNT))
    column = data.draw(st.sampled_from(_TEXT + _BYTES))
    with raw(url, unguarded=True) as connection:
        row = connection.execute(f"SELECT CAST({column} AS BLOB) FROM events WHERE seq = ?", (seq,)).fetchone()
        value = bytearray(row[0]) or bytearray(b"\0")
        at = data.draw(st.integers(0, len(value) - 1))
        value[at] ^= data.draw(st.integers(1, 255))
        kind = "TEXT" if column in _TEXT else "BLOB"
        connection.execute(f"UPDATE events SET {column} = CAST(? AS {kind}) WHERE seq = ?", (bytes(value), seq))
    found = _verify(url)
    assert found.first_bad_seq == seq
    assert found.checked == seq - 1
    assert found.why is not None
    assert str(seq) in str(found.why)


@settings(_tampering, max_examples=60)
@given(data=st.data())
def test_whatever_byte_of_the_file_is_flipped_a_whole_ledger_tells_the_same_story(
    written: Path, tmp_path: Path, data: st.DataObject
) -> None:
    content = bytearray(written.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    for old in tmp_path.iterdir():
        old.unlink()
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(content)
    try:
        with open_ledger(str(path), clock=clock) as ledger:
            found = ledger.verify()
            story = _story(ledger) if found.ok else None
    except (StorageError, ConfigError):  # ConfigError: the schema's own number was hit
        return
    if found.ok:
        with open_ledger(str(written), clock=clock) as ledger:
            assert story == _story(ledger)


def _story(ledger: Ledger) -> tuple[list[Event], list[object]]:
    """Everything that must not change; the state of a notice may."""
    return list(ledger.events()), [ledger.personal(h.handoff_id) for h in ledger.handoffs()]


@pytest.mark.parametrize("seq", [1, 5, _COUNT])
@pytest.mark.parametrize("to", [99, 0, -3])
def test_an_event_given_another_number_is_found(copy: str, seq: int, to: int) -> None:
    found = _change(copy, "UPDATE events SET seq = ? WHERE seq = ?", to, seq)
    assert found.first_bad_seq in (seq, to)
    assert found.checked == seq - 1


def test_an_event_taken_out_is_found(copy: str) -> None:
    assert _change(copy, "DELETE FROM events WHERE seq = 7").first_bad_seq == 7


def test_a_tail_cut_off_is_found_by_what_still_refers_to_it(copy: str) -> None:
    found = _change(copy, "DELETE FROM events WHERE seq > 9")
    assert not found.ok
    assert found.checked == 9


def test_what_became_of_a_notice_that_was_never_written_is_found(copy: str) -> None:
    found = _change(copy, f"INSERT INTO deliveries VALUES ({_COUNT + 1}, 1, '1.1', NULL, NULL, 0, '', '', NULL)")
    assert found.why is not None
    assert (found.first_bad_seq, found.why.code) == (_COUNT + 1, "ledger.stray")


def test_a_head_noted_earlier_shows_a_cut_and_a_rewritten_chain(copy: str) -> None:
    whole = _verify(copy).head
    assert whole is not None
    assert _verify(copy, whole).ok
    assert _verify(copy, Head(3, _event(copy, 3).hash)).ok
    other = _verify(copy, Head(3, "f" * 64))
    assert (other.first_bad_seq, other.why and other.why.code) == (3, "ledger.other_head")
    later = _verify(copy, Head(_COUNT + 2, "f" * 64))
    assert (later.first_bad_seq, later.why and later.why.code) == (_COUNT + 1, "ledger.cut")
    assert _verify(copy, Head.parse(f" {whole} ".upper())).ok


def _event(url: str, seq: int) -> Event:
    with open_ledger(url, clock=clock) as ledger:
        return next(ledger.events(after_seq=seq - 1))


@pytest.mark.parametrize("text", ["", "12", "12:abc", ":" + "a" * 64, "x:" + "a" * 64, "1:" + "g" * 64])
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        Head.parse(text)


@pytest.mark.parametrize(
    ("statement", "seq", "code"),
    [
        ("UPDATE personal SET body = replace(body, 'J0K 2M0', 'J0K 2M1') WHERE seq = 3", 3, "personal_altered"),
        ("UPDATE personal SET salt = x'00' WHERE seq = 4", 4, "personal_altered"),
        ("DELETE FROM personal WHERE seq >= 2 AND seq < 5", 2, "personal_missing"),
        ("INSERT INTO personal VALUES (5, x'00', '{}')", 5, "personal_altered"),
        ("INSERT INTO personal VALUES (7, x'00', '{}')", 7, "personal_altered"),
        ("DELETE FROM notices WHERE event_seq = 2 AND ordinal = 4", 2, "notices_missing"),
        ("DELETE FROM notices WHERE event_seq = 4", 4, "notices_missing"),
        ("UPDATE notices SET recipient = 'advisor:SPY' WHERE event_seq = 6 AND ordinal = 2", 6, "notices_differ"),
        (
            "UPDATE notices SET recipient = CASE ordinal WHEN 3 THEN 'council' ELSE 'erac:ERAC-14' END "
            "WHERE event_seq = 2 AND ordinal > 2",
            2,
            "notices_differ",
        ),
        ("UPDATE notices SET state = 'queued1' WHERE event_seq = 6 AND ordinal = 2", 6, "notices_differ"),
        ("UPDATE notices SET language = 'de' WHERE event_seq = 4 AND ordinal = 1", 4, "notices_differ"),
        ("UPDATE notices SET not_before = 'never' WHERE event_seq = 4 AND ordinal = 1", 4, "notices_differ"),
        ("DELETE FROM handoffs WHERE opened_seq = 3", 3, "projection"),
        ("UPDATE handoffs SET advisor_id = 'CONS-9' WHERE opened_seq = 1", 1, "projection"),
        ("UPDATE handoffs SET state = 'closed' WHERE opened_seq = 3", 3, "projection"),
        ("DELETE FROM involved WHERE actor = 'erac:ERAC-14' AND opened_seq = 5", 5, "projection"),
        ("INSERT INTO involved VALUES ('advisor:SPY', 5)", 5, "projection"),
        ("UPDATE loads SET open = 0", 6, "projection"),
        ("UPDATE loads SET last_assigned = 5", 5, "projection"),
        ("INSERT INTO loads VALUES ('CONS-9', 1, 2)", 2, "projection"),
    ],
)
def test_what_follows_from_events_must_agree_with_them(copy: str, statement: str, seq: int, code: str) -> None:
    found = _change(copy, statement)
    assert (found.first_bad_seq, found.why and found.why.code) == (seq, f"ledger.{code}")


def test_the_state_of_a_notice_may_change(ledger: Ledger) -> None:
    _fill(ledger)
    with ledger._engine.connect() as connection, connection.begin():
        connection.execute(update(schema.notices).values(state="sent", attempts=1))
    assert ledger.verify().ok


@pytest.mark.parametrize(
    ("recipient", "ordinal", "seq", "code"),
    [
        ("advisor:SPY", 5, 2, "notices_differ"),
        ("company:R-3", 0, 6, "notices_differ"),  # the first, and the last, that event 6 did tell
        ("council", 0, 6, "notices_differ"),
        ("council", 1, 1, "notices_differ"),
    ],
)
def test_a_notice_that_no_event_caused_is_found_on_both_databases(
    ledger: Ledger, recipient: str, ordinal: int, seq: int, code: str
) -> None:
    _fill(ledger)
    with ledger._engine.connect() as connection, connection.begin():
        row = (seq, ordinal, recipient, "assigned.council", "fr", "queued", 0, "2026")
        schema.insert_rows(connection, schema.notices, [row])
    found = ledger.verify()
    assert (found.first_bad_seq, found.why and found.why.code) == (seq, f"ledger.{code}")


def test_personal_data_put_back_after_its_erasure_is_found(copy: str) -> None:
    with open_ledger(copy, clock=clock) as ledger:
        with raw(copy) as connection:
            kept = connection.execute("SELECT * FROM personal WHERE seq = 1").fetchone()
        with ledger.writing() as tx:
            tx.erase("R-1", actor=COUNCIL)
    found = _change(copy, "INSERT INTO personal VALUES (?, ?, ?)", *kept)
    assert (found.first_bad_seq, found.why and found.why.code) == (1, "ledger.personal_kept")


def test_a_damaged_page_ends_the_verification_where_reading_ends(copy: str) -> None:
    with open_ledger(copy, clock=clock) as ledger, ledger.writing() as tx:
        tx.record_many([routed(f"M-{i}") for i in range(200)])
    with raw(copy) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'events'").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(path_of(copy).read_bytes())
    content[(root - 1) * size : root * size] = b"\xaa" * size
    path_of(copy).write_bytes(content)
    found = _verify(copy)
    assert (found.first_bad_seq, found.why and found.why.code) == (1, "ledger.unreadable")
    with open_ledger(copy, clock=clock) as ledger, pytest.raises(StorageError, match="damaged"):
        list(ledger.events())


@pytest.fixture
def long(copy: str) -> str:
    """A ledger of some hundred pages."""
    with open_ledger(copy, clock=clock) as ledger:
        for day in range(20):
            with ledger.writing() as tx:
                tx.record_many([routed(f"M-{day}-{i}") for i in range(40)])
    return copy


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
def test_a_file_cut_short_is_read_as_far_as_it_goes(long: str, kept: float) -> None:
    total = _verify(long).checked
    path = path_of(long)
    os.truncate(path, int(path.stat().st_size * kept) // _PAGE_SIZE * _PAGE_SIZE)
    before = path.read_bytes()
    found = _verify(long)
    assert found.why is not None
    assert found.why.code == "ledger.unreadable"
    assert found.first_bad_seq == found.checked + 1
    assert total * (kept - 0.25) < found.checked < total
    assert str(found.first_bad_seq) in str(found.why)
    assert path.read_bytes() == before
    with open_ledger(long, clock=clock) as ledger:
        with pytest.raises(StorageError, match="damaged") as reading:
            list(ledger.events())
        with pytest.raises(StorageError, match="damaged"), ledger.writing() as tx:
            tx.record(routed("R-new"))
    assert "log verify" in str(reading.value.remedy)  # which can say more
    assert path.read_bytes() == before


def test_a_page_cut_through_is_found_too(long: str) -> None:
    path = path_of(long)
    os.truncate(path, int(path.stat().st_size * 0.6) // _PAGE_SIZE * _PAGE_SIZE + 1000)
    found = _verify(long)
    assert found.first_bad_seq in (found.checked, found.checked + 1)


def test_a_damaged_page_is_named_by_its_first_event(long: str) -> None:
    content = bytearray(path_of(long).read_bytes())
    page = content.index(b"M-15-0received") // _PAGE_SIZE * _PAGE_SIZE
    content[page : page + _PAGE_SIZE] = b"\xaa" * _PAGE_SIZE
    path_of(long).write_bytes(content)
    found = _verify(long)
    assert found.why is not None
    assert found.why.code == "ledger.unreadable"
    there = _COUNT + 2 * 600 + 1  # the event looked for; about forty share a page
    assert there - 80 < (found.first_bad_seq or 0) <= there


def test_where_nothing_can_be_read_the_remedy_is_a_backup_not_another_look(long: str) -> None:
    content = bytearray(path_of(long).read_bytes())
    content[100:_PAGE_SIZE] = b"\xaa" * (_PAGE_SIZE - 100)  # the schema itself
    path_of(long).write_bytes(content)
    with pytest.raises(StorageError) as error:
        _verify(long)
    assert "backup" in str(error.value.remedy)
    assert "verify" not in str(error.value.remedy)


def test_a_story_with_everyone_told_verifies(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record(routed("R-1"))
        tx.append("R-1", "accepted", actor=ADVISOR, contacts=[Contact(a) for a in CHAIN])
    assert ledger.verify().ok
    assert len(ledger.show("R-1").notices) == 4 + 2
