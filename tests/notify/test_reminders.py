"""A company that waits is spoken of once at each of its days, to those who can do something about it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from innoveici.directory.model import Directory, Service
from innoveici.ledger import open_ledger
from innoveici.ledger.actor import COUNCIL, SYSTEM, Actor
from innoveici.ledger.audience import Contact
from innoveici.ledger.ledger import Ledger
from innoveici.notify.letter import LetterContext
from innoveici.notify.reminders import due_reminders, remind
from innoveici.quebec import WorkingDays, quebec_time
from innoveici.steps import EventType
from tests.ledger.conftest import made_sqlite, socket, sqlite_url, url  # noqa: F401 - fixtures
from tests.ledger.samples import routed
from tests.notify.shipped import shipped

ADVISOR, ERAC = "QC-14-13", "erac-14"
CHAIN = (Contact(Actor("company", "R-1")), Contact(Actor("advisor", ADVISOR)), Contact(Actor("erac", ERAC)))


def at(text: str) -> datetime:
    """A moment in Québec's time."""
    return datetime.fromisoformat(text).replace(tzinfo=quebec_time()).astimezone(UTC)


def directory_with(**service: Any) -> Directory:
    """The shipped one, with addresses for the ERACs."""
    found = shipped()
    regions = {
        code: replace(region, eracs=tuple(replace(e, email=f"{e.id}@organisme.example") for e in region.eracs))
        for code, region in found.regions.items()
    }
    return replace(found, regions=regions, service=replace(found.service, **service))


@dataclass
class World:
    """A ledger, a directory and a clock that tests turn."""

    ledger: Ledger
    directory: Directory
    now: datetime

    @property
    def context(self) -> LetterContext:
        return LetterContext(self.directory, WorkingDays("CA-QC"), self.now, None, "0" * 12, b"k" * 32)

    def record(self, request_id: str = "R-1", status: str = "assigned", **fields: Any) -> str:
        with self.ledger.writing() as tx:
            fields = {"advisor_id": ADVISOR, "erac_id": ERAC} | fields
            return tx.record(routed(request_id, status, **fields)).handoff_id  # type: ignore[arg-type]

    def step(self, id_: str, step: EventType, **payload: Any) -> None:
        with self.ledger.writing() as tx:
            tx.append(id_, step, actor=SYSTEM, payload=payload, contacts=CHAIN)

    def run(self, moment: str | datetime) -> int:
        self.now = at(moment) if isinstance(moment, str) else moment
        expected = [*due_reminders(self.ledger, self.context)]
        written = remind(self.ledger, self.context)
        assert written == len(expected)
        return written

    def said(self, id_: str = "R-1") -> list[dict[str, Any]]:
        """What was noted, without who was told."""
        notes = self.ledger.events(id_, types=["noted"])
        return [{k: v for k, v in event.payload.items() if k != "told"} for event in notes]

    def told(self, id_: str = "R-1") -> list[tuple[str, str]]:
        """Whom reminders were written to, and by which template."""
        notices = self.ledger.show(id_).notices
        return [(n.recipient, n.template) for n in notices if n.template.startswith(("reminder.", "overdue."))]


@pytest.fixture
def world(url: str) -> Iterator[World]:  # noqa: F811
    yield from _world(url)


@pytest.fixture
def here(made_sqlite: Path, tmp_path: Path) -> Iterator[World]:  # noqa: F811
    """On SQLite alone, for what does not depend on the database."""
    shutil.copy(made_sqlite, tmp_path / "ledger.sqlite")
    yield from _world(f"sqlite:///{tmp_path / 'ledger.sqlite'}")


def _world(url: str) -> Iterator[World]:  # noqa: F811
    clock: list[World] = []
    with open_ledger(url, clock=lambda: clock[0].now) as ledger:
        clock.append(World(ledger, directory_with(), at("2026-11-02T10:00")))  # a Monday
        yield clock[0]


def test_the_story_of_a_request_that_nobody_answers(world: World) -> None:
    id_ = world.record()
    assert world.run("2026-11-08T12:00") == 0  # Sunday
    assert world.run("2026-11-09T06:59") == 0
    assert world.run("2026-11-09T07:00") == 1
    assert world.told(id_) == [(f"advisor:{ADVISOR}", "reminder.advisor"), (f"erac:{ERAC}", "reminder.erac")]
    assert world.run("2026-11-09T07:05") == 0
    assert world.run("2026-11-12T23:55") == 0  # the tenth day
    assert world.run("2026-11-13T07:00") == 1
    assert world.told(id_)[2:] == [(f"erac:{ERAC}", "overdue.erac")]
    assert world.said(id_) == [{"reminder": 7}, {"overdue": True}]
    assert world.run("2026-12-24T12:00") == 0
    assert {n.state for n in world.ledger.show(id_).notices} == {"queued"}
    assert world.ledger.verify().ok


@pytest.mark.parametrize("state", ["contacted", "closed"])
def test_once_there_was_a_contact_nothing_is_said(here: World, state: str) -> None:
    id_ = here.record()
    here.step(id_, "accepted")
    here.step(id_, "contacted")
    if state == "closed":
        here.step(id_, "closed", outcome="served")
    assert here.run("2026-11-30T12:00") == 0


def test_an_accepted_request_still_waits_for_its_contact(here: World) -> None:
    here.step(here.record(), "accepted")
    assert here.run("2026-11-09T12:00") == 1


def test_the_advisor_in_charge_is_reminded(here: World) -> None:
    id_ = here.record()
    here.step(id_, "reassigned", advisor_id="QC-14-01")
    here.run("2026-11-09T12:00")
    assert [to for to, _ in here.told(id_)] == ["advisor:QC-14-01", f"erac:{ERAC}"]


def test_what_the_erac_took_over_is_the_eracs(here: World) -> None:
    id_ = here.record()
    here.step(id_, "escalated")
    here.run("2026-11-09T12:00")
    assert [to for to, _ in here.told(id_)] == [f"erac:{ERAC}"]


def test_while_the_place_is_open_every_erac_that_was_asked_is_reminded(here: World) -> None:
    with here.ledger.writing() as tx:
        open_place = replace(
            routed("R-1", "held", erac_id=None),
            contacts=(Contact(Actor("erac", "erac-04")), Contact(Actor("erac", "erac-14")), Contact(COUNCIL)),
        )
        tx.record(open_place)
    here.run("2026-11-09T12:00")
    here.run("2026-11-13T12:00")
    reminders = [
        (f"erac:{id_}", template) for template in ("reminder.erac", "overdue.erac") for id_ in ("erac-04", ERAC)
    ]
    assert here.told() == reminders


def test_nobody_is_to_chase_a_company_that_refuses_to_be_passed_on(world: World) -> None:
    id_ = world.record(consent=False)
    assert world.run("2026-11-09T12:00") == 0
    assert world.run("2026-11-30T12:00") == 0
    world.step(id_, "corrected", fields=["consent"], values={"consent": True})
    assert world.run("2026-12-01T12:00") == 1
    world.step(id_, "corrected", fields=["consent"], values={"consent": False})
    assert world.run("2026-12-30T12:00") == 0


def test_nothing_is_said_of_what_was_erased(here: World) -> None:
    id_ = here.record()
    with here.ledger.writing() as tx:
        tx.erase(id_, actor=SYSTEM)
    assert here.run("2026-11-30T12:00") == 0


def test_whoever_has_no_address_or_left_the_directory_does_not_stop_it(here: World) -> None:
    here.directory = shipped()  # whose ERACs have no address
    id_ = here.record()
    with here.ledger.writing() as tx:
        tx.append(id_, "reassigned", actor=SYSTEM, payload={"advisor_id": "GONE-1"})
    assert here.run("2026-11-09T12:00") == 1
    assert here.told(id_) == [(f"erac:{ERAC}", "reminder.erac")]
    assert here.ledger.show(id_).notices[-1].state == "no_address"


def test_after_a_month_without_cron_only_the_latest_is_said(here: World) -> None:
    here.directory = directory_with(reminder_days=(3, 5, 7))
    id_ = here.record()
    assert here.run("2026-11-09T12:00") == 1
    assert here.said(id_) == [{"reminder": 7}]
    late = here.record("R-2")
    assert here.run("2026-12-11T12:00") == 2
    assert here.said(late) == [{"overdue": True}]
    assert here.run("2026-12-14T12:00") == 0


def test_the_promise_counts_from_the_day_the_request_was_made(world: World) -> None:
    id_ = world.record(received_at=at("2026-10-20T23:30"))
    assert world.run("2026-11-02T10:05") == 1
    assert world.said(id_) == [{"overdue": True}]
    later = world.record("R-2", received_at=at("2026-11-01T00:30"))
    assert world.run("2026-11-06T12:00") == 0
    assert world.run("2026-11-09T12:00") == 1  # the seventh day was a Sunday
    assert world.said(later) == [{"reminder": 7}]


def test_a_request_of_the_future_waits_for_its_day(here: World) -> None:
    here.record(received_at=at("2027-02-01T10:00"))
    assert here.run("2026-12-11T12:00") == 0
    assert here.run("2027-02-08T12:00") == 1


def test_what_begins_again_is_counted_again(world: World) -> None:
    id_ = world.record(received_at=at("2026-11-02T09:00"))
    assert world.run("2026-11-13T12:00") == 1
    for step in ("accepted", "contacted"):
        world.step(id_, step)  # type: ignore[arg-type]
    world.step(id_, "closed", outcome="served")
    world.now = at("2026-11-16T10:00")
    world.step(id_, "reopened")
    with world.ledger.writing() as tx:
        tx.append(id_, "reassigned", actor=SYSTEM, payload={"advisor_id": ADVISOR})
    assert world.run("2026-11-20T12:00") == 0
    assert world.run("2026-11-23T12:00") == 1
    assert world.run("2026-11-27T12:00") == 1
    assert world.said(id_) == [{"overdue": True}, {"reminder": 7}, {"overdue": True}]


def test_a_correction_does_not_remind_again(here: World) -> None:
    id_ = here.record(status="held")
    assert here.run("2026-11-09T12:00") == 1
    here.step(id_, "corrected", fields=["need"], values={})
    assert here.run("2026-11-10T12:00") == 0


def test_a_person_may_note_anything(here: World) -> None:
    id_ = here.record()
    with here.ledger.writing() as tx:
        tx.append(id_, "noted", actor=Actor("person", "triage"), payload={"reminder": 7})
    assert here.run("2026-11-09T12:00") == 1


def test_holidays_and_weekends_are_left_in_peace(here: World) -> None:
    here.now = at("2026-12-18T10:00")
    id_ = here.record()
    for day in ("2026-12-25", "2026-12-26", "2026-12-27"):  # Noël, the seventh day, and the weekend after it
        assert here.run(f"{day}T12:00") == 0
    assert here.run("2026-12-28T12:00") == 1
    assert here.run("2026-12-28T23:00") == 0  # the tenth day
    assert here.run("2026-12-29T07:00") == 1
    assert here.said(id_) == [{"reminder": 7}, {"overdue": True}]


def test_a_clock_set_back_says_nothing_again(world: World) -> None:
    id_ = world.record()
    assert world.run("2026-11-09T12:00") == 1
    for moment in ("2026-11-09T11:00", "2026-11-03T12:00", "2025-11-03T12:00", "2026-11-09T12:00", "2026-11-10T12:00"):
        assert world.run(moment) == 0
    assert world.run("2026-11-13T12:00") == 1
    assert world.run("2026-11-09T12:00") == 0
    assert world.said(id_) == [{"reminder": 7}, {"overdue": True}]


def test_a_clock_a_year_ahead_says_one_thing_of_each_and_nothing_more_once_it_is_right(world: World) -> None:
    ids = [world.record(f"R-{n}") for n in range(20)]
    assert world.run("2027-11-09T12:00") == 20
    assert world.run("2026-11-09T12:00") == 0
    assert world.run("2026-11-13T12:00") == 0
    assert [world.said(id_) for id_ in ids] == [[{"overdue": True}]] * 20


@pytest.mark.parametrize("night", ["2026-10-30", "2026-03-06"])
def test_a_weekend_with_a_time_change_says_each_thing_once(here: World, night: str) -> None:
    here.now = at(f"{night}T10:00") - timedelta(days=7)
    id_ = here.record()
    start = at(f"{night}T00:00")
    assert sum(here.run(start + timedelta(minutes=30 * n)) for n in range(48 * 4)) == 1
    assert here.said(id_) == [{"reminder": 7}]


def test_two_runs_at_once_say_it_once(world: World) -> None:
    ids = [world.record(f"R-{n}") for n in range(3)]
    world.now = at("2026-11-09T12:00")
    seen = [*due_reminders(world.ledger, world.context)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("innoveici.notify.reminders.due_reminders", lambda *_: iter(seen))
        assert remind(world.ledger, world.context) == 3
        assert remind(world.ledger, world.context) == 0
    assert [world.said(id_) for id_ in ids] == [[{"reminder": 7}]] * 3


def test_what_happens_in_between_goes_before(here: World) -> None:
    id_ = here.record()
    here.now = at("2026-11-09T12:00")
    seen = [*due_reminders(here.ledger, here.context)]
    here.step(id_, "accepted")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("innoveici.notify.reminders.due_reminders", lambda *_: iter(seen))
        assert remind(here.ledger, here.context) == 0
    assert here.run("2026-11-09T12:05") == 1


def test_finding_out_writes_nothing(here: World) -> None:
    here.record()
    here.now = at("2026-11-09T12:00")
    before = here.ledger.head()
    assert len([*due_reminders(here.ledger, here.context)]) == 1
    assert here.ledger.head() == before


def test_without_reminder_days_only_the_promise_counts(here: World) -> None:
    here.directory = directory_with(reminder_days=())
    id_ = here.record()
    assert here.run("2026-11-12T12:00") == 0
    assert here.run("2026-11-13T12:00") == 1
    assert here.said(id_) == [{"overdue": True}]


def test_a_reminder_after_the_promised_day_chases_what_is_late(here: World) -> None:
    here.directory = directory_with(reminder_days=(7, 20))
    id_ = here.record()
    for day in ("2026-11-09", "2026-11-13", "2026-11-23"):
        assert here.run(f"{day}T12:00") == 1
    assert here.said(id_) == [{"reminder": 7}, {"overdue": True}, {"reminder": 20}]


def test_the_usual_service_is_what_the_tests_assume() -> None:
    assert shipped().service == Service()
