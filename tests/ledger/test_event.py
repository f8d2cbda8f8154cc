from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.ledger.event import Event, Head, canonical, commit_to, event_hash, utc_text

_texts = st.text(st.characters(codec="utf-8"), max_size=12)
_columns = st.tuples(st.integers(1, 99), *[_texts] * 6, *[_texts.map(str.encode)] * 4)
_json = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False, allow_infinity=False) | _texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3),
    max_leaves=6,
)


def _hash(columns: tuple[Any, ...]) -> bytes:
    return event_hash(*columns)


@given(_columns, _columns)
def test_different_events_have_different_hashes(one: tuple[Any, ...], other: tuple[Any, ...]) -> None:
    assert (_hash(one) == _hash(other)) == (one == other)


@given(_columns, st.sampled_from([1, 2, 3, 4, 5, 7, 8, 9]), st.integers(0, 12))
def test_text_moved_from_one_column_to_the_next_changes_the_hash(
    columns: tuple[Any, ...], column: int, cut: int
) -> None:
    moved = list(columns)
    moved[column], moved[column + 1] = moved[column][:cut], moved[column][cut:] + moved[column + 1]
    assert (_hash(tuple(moved)) == _hash(columns)) == (tuple(moved) == columns)


def test_the_hash_of_an_event_never_changes_between_versions() -> None:
    columns = (7, "H-000007", "R-é", "noted", "2026-11-21T00:00:00.000000Z", "council", "B-1")
    of_bytes = (b"{}", b"", b"", bytes(32))
    assert event_hash(*columns, *of_bytes).hex() == "194036605e8b63a2a85ec21be909a5ce0b57f93ab5c5024cedce7de7dd1d3aca"


@given(st.dictionaries(_texts, _json, max_size=4))
def test_equal_values_have_one_text_whatever_the_order_of_their_keys(value: dict[str, Any]) -> None:
    assert canonical(dict(reversed(value.items()))) == canonical(value)


def test_what_is_no_json_number_is_refused() -> None:
    for value in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="JSON"):
            canonical({"distance_km": value})


@given(_texts, _texts, _texts)
def test_a_commitment_binds_to_one_text_under_one_salt(salt: str, body: str, other: str) -> None:
    key = salt.encode()
    assert (commit_to(key, body.encode()) == commit_to(key, other.encode())) == (body == other)


@given(st.datetimes(timezones=st.timezones()), st.datetimes(timezones=st.timezones()))
def test_the_order_of_times_is_the_order_of_their_texts(one: datetime, other: datetime) -> None:
    try:
        texts = utc_text(one), utc_text(other)
    except OverflowError:  # within a day of the years 1 and 9999
        return
    assert (texts[0] < texts[1]) == (one.astimezone(UTC) < other.astimezone(UTC))
    assert datetime.fromisoformat(texts[0]) == one.astimezone(UTC)


def test_times_are_kept_in_utc_to_the_microsecond() -> None:
    quebec = timezone(timedelta(hours=-5))
    assert utc_text(datetime(2038, 1, 19, 22, 14, 8, tzinfo=quebec)) == "2038-01-20T03:14:08.000000Z"


def test_a_head_reads_as_it_is_written() -> None:
    head = Head(12, "ab" * 32)
    assert Head.parse(str(head)) == head


def test_an_event_is_a_value() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    one = Event(1, "H-000001", "R-1", "received", at, "system", {"x": 1}, "", "0", "1")
    assert one == Event(1, "H-000001", "R-1", "received", at, "system", {"x": 1}, "", "0", "1")
