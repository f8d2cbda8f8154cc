"""Links are short, the same for the same, and open nothing once a letter of them is changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.links import LINK_LENGTH, Link, SigningKey, opened, sign

NOW, TODAY = datetime(2026, 12, 1, 15, tzinfo=UTC), date(2026, 12, 1)
KEY = SigningKey("1", b"k" * 32, NOW)
LINK = Link("H-000123", "advisor:QC-14-13", "page", TODAY + timedelta(days=30))
HOLDERS = st.from_regex(r"(advisor|erac|partner):[\w.:/-]{1,64}", fullmatch=True).filter(str.isascii) | st.just(
    "company"
)


@given(st.integers(1, 10**9), HOLDERS, st.sampled_from(["page", "reply"]), st.dates(TODAY, date(2100, 1, 1)))
def test_a_link_says_what_it_was_made_of(number: int, holder: str, purpose: str, last_day: date) -> None:
    link = Link(f"H-{number:06d}", holder, purpose, last_day)  # type: ignore[arg-type]
    text = sign(link, KEY)
    assert len(text) <= LINK_LENGTH
    assert sign(link, KEY) == text
    assert opened(text, {"1": KEY}, NOW, TODAY) == link


@given(st.data())
def test_one_that_was_changed_opens_nothing(data: st.DataObject) -> None:
    text = sign(LINK, KEY)
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from("ABCxyz019-_."))
    changed = text[:at] + other + text[at + 1 :]
    if changed != text:
        assert isinstance(opened(changed, {"1": KEY}, NOW, TODAY), str)
    assert isinstance(opened(text[:at], {"1": KEY}, NOW, TODAY), str)


@given(st.text(max_size=300))
def test_anything_else_is_forged_or_of_no_key(text: str) -> None:
    assert opened(text, {"1": KEY}, NOW, TODAY) in ("forged", "revoked")


@pytest.mark.parametrize(
    ("today", "keys", "why"),
    [
        (LINK.last_day, {"1": KEY}, LINK),
        (LINK.last_day + timedelta(days=1), {"1": KEY}, "expired"),
        (TODAY, {"2": KEY}, "revoked"),
        (TODAY, {"1": SigningKey("1", b"other" * 8, NOW)}, "forged"),
        (TODAY, {"1": SigningKey("1", KEY.secret, NOW, NOW)}, "revoked"),
        (TODAY, {"1": SigningKey("1", KEY.secret, NOW, NOW + timedelta(days=1))}, LINK),
    ],
)
def test_it_ends_with_its_day_and_with_its_key(today: date, keys: dict[str, SigningKey], why: object) -> None:
    assert opened(sign(LINK, KEY), keys, NOW, today) == why
