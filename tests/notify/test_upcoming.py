"""Items are made in pieces, between two uses of the ones before; in their order, and with their errors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from innoveici.notify.upcoming import Upcoming


def pieces() -> Iterator[str | None]:
    yield None
    yield "one"
    yield None
    yield None
    yield "two"


def test_the_items_come_in_their_order_worked_on_or_not() -> None:
    assert list(Upcoming(pieces())) == ["one", "two"]
    items = Upcoming(pieces())
    for _ in range(10):
        items.work()
    assert list(items) == ["one", "two"]


def test_work_goes_as_far_as_the_next_item() -> None:
    made: list[str | None] = []

    def seen() -> Iterator[str | None]:
        for piece in pieces():
            made.append(piece)
            yield piece

    items = Upcoming(seen())
    assert next(items) == "one"
    for _ in range(10):
        items.work()
    assert made == [None, "one", None, None, "two"]
    assert next(items) == "two"


def test_what_goes_wrong_is_said_where_the_item_would_come_and_again() -> None:
    def broken() -> Iterator[str | None]:
        yield "one"
        yield None
        raise ValueError("two")

    items = Upcoming(broken())
    assert next(items) == "one"
    for _ in range(10):
        items.work()
    for _ in range(2):
        with pytest.raises(ValueError, match="two"):
            next(items)


def test_work_says_whether_there_is_more_of_it() -> None:
    items = Upcoming(pieces())
    assert [items.work() for _ in range(3)] == [True, False, False]
    assert next(items) == "one"
    assert [items.work() for _ in range(4)] == [True, True, False, False]
