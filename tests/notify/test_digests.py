"""Who gets a digest, and up to which moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.directory.model import Directory, NoticeSettings
from innoveici.notify.digests import digested, latest_cut, next_cut
from innoveici.quebec import WorkingDays, quebec_time
from tests.notify.shipped import shipped

QUEBEC = WorkingDays("CA-QC")
SETTINGS = NoticeSettings()
moments = st.datetimes(datetime(2024, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("now", "cut"),
    [
        ("2026-11-20T06:59-05:00", "2026-11-19T07:00-05:00"),
        ("2026-11-20T07:00-05:00", "2026-11-20T07:00-05:00"),
        ("2026-11-20T23:59-05:00", "2026-11-20T07:00-05:00"),
        ("2026-11-22T12:00-05:00", "2026-11-20T07:00-05:00"),  # Sunday
        ("2026-11-23T06:00-05:00", "2026-11-20T07:00-05:00"),
        ("2026-12-27T12:00-05:00", "2026-12-24T07:00-05:00"),  # Noël is a Friday
        ("2026-06-24T12:00-04:00", "2026-06-23T07:00-04:00"),
    ],
)
def test_the_latest_moment_is_on_a_working_day(now: str, cut: str) -> None:
    found = latest_cut(datetime.fromisoformat(now), SETTINGS, QUEBEC)
    assert found == datetime.fromisoformat(cut)
    assert found.tzinfo is UTC


@given(moments, st.integers(0, 23))
def test_the_latest_moment_has_passed_and_moves_on_with_time(now: datetime, hour: int) -> None:
    settings = replace(SETTINGS, digest_hour=hour)
    cut = latest_cut(now, settings, QUEBEC)
    assert cut <= now
    local = cut.astimezone(quebec_time())
    assert (local.hour, local.minute) == (hour, 0)
    assert QUEBEC.is_working(local.date())
    assert latest_cut(cut, settings, QUEBEC) == cut
    assert latest_cut(now + timedelta(days=10), settings, QUEBEC) > cut


@given(moments, st.integers(0, 23))
def test_what_happens_is_due_at_the_first_moment_after_it(at: datetime, hour: int) -> None:
    settings = replace(SETTINGS, digest_hour=hour)
    cut = next_cut(at, settings, QUEBEC)
    assert at < cut == latest_cut(cut, settings, QUEBEC)
    assert latest_cut(cut - timedelta(seconds=1), settings, QUEBEC) <= at


@pytest.mark.parametrize("hour", [0, 1, 2, 3, 7])
@pytest.mark.parametrize("night", ["2026-03-08", "2026-11-01"])
def test_the_night_of_the_time_change_has_no_moment_of_its_own(night: str, hour: int) -> None:
    settings = replace(SETTINGS, digest_hour=hour)
    midnight = datetime.fromisoformat(night).replace(tzinfo=quebec_time()).astimezone(UTC)
    moments = [midnight + timedelta(minutes=10 * n) for n in range(150)]
    cuts = {latest_cut(m, settings, QUEBEC) for m in moments if m.astimezone(quebec_time()).date().isoformat() == night}
    assert len(cuts) == 1


@pytest.fixture
def directory() -> Directory:
    return replace(shipped(), notices=SETTINGS)


def _directory(directory: Directory, **settings: object) -> Directory:
    return replace(directory, notices=replace(SETTINGS, **settings))  # type: ignore[arg-type]


def test_the_council_gets_everything_in_its_digest(directory: Directory) -> None:
    assert "council" in digested(directory)
    assert {"assigned.council", "held.council", "erased.council"} <= digested(directory)["council"]
    assert digested(directory).keys() == {"council"}


def test_where_eracs_want_a_digest_what_a_person_must_settle_still_goes_at_once(directory: Directory) -> None:
    found = digested(_directory(directory, eracs="daily"))
    assert found.keys() == {"council"} | {f"erac:{e.id}" for r in directory.regions.values() for e in r.eracs}
    later = found["erac:erac-14"]
    assert "assigned.erac" in later
    assert not later & {"held.erac", "overdue.erac", "reminder.erac", "bounced.erac"}
    assert not any(template.endswith((".council", ".company", ".advisor")) for template in later)


@pytest.mark.parametrize(("usual", "own", "daily"), [("daily", "immediate", False), ("immediate", "daily", True)])
def test_an_eracs_own_wish_goes_before(directory: Directory, usual: str, own: str, daily: bool) -> None:
    region = directory.regions["14"]
    erac = replace(region.eracs[0], notices=own)  # type: ignore[arg-type]
    regions = dict(directory.regions) | {"14": replace(region, eracs=(erac, *region.eracs[1:]))}
    found = digested(_directory(replace(directory, regions=regions), eracs=usual))
    assert (f"erac:{erac.id}" in found) is daily
    assert ("erac:erac-13" in found) is (usual == "daily")
