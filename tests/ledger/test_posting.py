"""What is due, what a letter is made from, and that only one run ever has a letter in hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, get_args

import pytest

from innoveici.errors import Refused
from innoveici.ledger import open_ledger
from innoveici.ledger.actor import COUNCIL, SYSTEM, Actor
from innoveici.ledger.audience import REMINDER, Contact, NoticeState, Told
from innoveici.ledger.ledger import Ledger
from innoveici.ledger.outbox import LONGEST_LEASE, Claim, Digests, Posted, Settled
from innoveici.reasons import Reason
from tests.ledger.samples import ADVISOR, CHAIN, ERAC, NOW, routed

LATER = NOW + timedelta(minutes=10)
FAULT = Reason("postal.empty")
COUNCILS: Digests = {"council": ["assigned.council"]}


class Clock:
    """A clock that tests set."""

    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(url: str, clock: Clock) -> Iterator[Ledger]:
    with open_ledger(url, clock=clock) as ledger:
        yield ledger


def record(ledger: Ledger, *ids: str, **options: Any) -> None:
    with ledger.writing() as tx:
        tx.record_many([routed(id_, **options) for id_ in ids])


def due(ledger: Ledger, now: datetime = NOW, digests: Digests | None = None, **options: Any) -> list[Posted]:
    return ledger.due(now, digests=digests or {}, **{"limit": 100} | options)


def ids(posted: list[Posted]) -> list[str]:
    return [p.notice.id for p in posted]


def states(ledger: Ledger) -> dict[str, str]:
    return {p.notice.id: p.notice.state for p in ledger.outbox()}


def one(ledger: Ledger, id_: str) -> Posted:
    (posted,) = ledger.outbox(id_=id_)
    return posted


def claim(*ids: str, run: str = "run-1", until: datetime = LATER) -> Claim:
    pairs = tuple(tuple(map(int, id_.split("."))) for id_ in ids)
    return Claim(ids[0], pairs, run, until)  # type: ignore[arg-type]


def settled(message: str, state: NoticeState = "sent", run: str = "run-1", **options: Any) -> Settled:
    return Settled(message, run, state, **options)


def test_what_is_queued_is_due_in_order_with_its_event(ledger: Ledger) -> None:
    record(ledger, "R-1", "R-2")
    found = due(ledger)
    assert ids(found) == ["2.1", "2.2", "2.3", "2.4", "4.1", "4.2", "4.3", "4.4"]
    first = found[0]
    assert (first.handoff_id, first.request_id, first.event_type, first.at) == ("H-000001", "R-1", "assigned", NOW)
    assert (first.key, first.place, first.delivery) == ((2, 1), (NOW, 2, 1), None)
    assert (first.notice.recipient, first.notice.template) == ("company:R-1", "assigned.company")


def test_what_has_no_address_or_is_put_off_is_not_due(ledger: Ledger) -> None:
    record(ledger, "R-1", reachable=False)
    assert ledger.step(None, claim("2.2"))
    ledger.step(settled("2.2", "queued", not_before=LATER))
    assert ids(due(ledger)) == ["2.3", "2.4"]
    assert ids(due(ledger, LATER)) == ["2.3", "2.4", "2.2"]
    assert due(ledger, NOW - timedelta(microseconds=1)) == []


def test_pages_follow_each_other_without_loss(ledger: Ledger, clock: Clock) -> None:
    record(ledger, "R-1", "R-2")
    clock.now = LATER
    record(ledger, "R-3")
    whole = due(ledger, LATER)
    paged: list[Posted] = []
    while page := due(ledger, LATER, limit=5, after=paged[-1].place if paged else None):
        paged += page
    assert paged == whole
    assert len(whole) == 12


def test_digests_are_made_of_what_happened_before_their_moment(ledger: Ledger, clock: Clock) -> None:
    council, erac, nobody = ["assigned.council"], ["assigned.erac", "closed.erac"], ["assigned.erac"]
    digests = {"council": council, f"{ERAC}": erac, "erac:nobody": nobody}
    record(ledger, "R-1")
    clock.now = LATER
    record(ledger, "R-2")
    assert ids(due(ledger, LATER, digests)) == ["2.1", "2.2", "4.1", "4.2"]
    assert ledger.digest_recipients_waiting(digests) == ["council", str(ERAC)]
    assert ids(ledger.due_digest("council", council, LATER, LATER)) == ["2.4"]
    assert ids(ledger.due_digest("council", council, LATER + timedelta(seconds=1), LATER)) == ["2.4", "4.4"]
    assert ledger.digest_recipients_waiting({}) == []


def test_of_whoever_has_a_digest_only_what_is_for_it_waits(ledger: Ledger) -> None:
    record(ledger, "R-1")
    digests = {str(ERAC): ["closed.erac"]}
    assert "2.3" in ids(due(ledger, LATER, digests))
    assert ledger.digest_recipients_waiting(digests) == []
    assert ledger.due_digest(str(ERAC), ["closed.erac"], LATER, LATER) == []


def test_a_letter_is_claimed_sent_and_settled(ledger: Ledger, clock: Clock) -> None:
    record(ledger, "R-1")
    assert ledger.step(None, claim("2.1", "2.2"))
    clock.now = LATER
    (a, b) = ledger.members("2.1")
    assert (a.notice.state, a.notice.attempts, b.notice.state) == ("sending", 1, "sending")
    assert a.delivery is not None
    assert (a.delivery.run, a.delivery.lease_until, a.delivery.doubts) == ("run-1", LATER, 0)
    assert ledger.step(settled("2.1"), claim("2.3"))
    assert states(ledger) == {"2.1": "sent", "2.2": "sent", "2.3": "sending", "2.4": "queued"}
    assert not ledger.step(settled("2.3"))
    sent = one(ledger, "2.1")
    assert sent.delivery is not None
    assert (sent.delivery.run, sent.delivery.lease_until) == (None, None)
    assert (sent.delivery.first_at, sent.delivery.last_at) == (NOW, LATER)
    assert ledger.verify().ok


@pytest.mark.parametrize("wanted", [("2.1",), ("2.2", "2.1"), ("2.1", "9.9")])
def test_what_another_run_has_is_not_had(ledger: Ledger, wanted: tuple[str, ...]) -> None:
    record(ledger, "R-1")
    assert ledger.step(None, claim("2.1"))
    assert ledger.step(None, claim("2.3", run="run-2"))
    assert not ledger.step(settled("2.3", run="run-2"), claim(*wanted, run="run-2"))
    assert states(ledger) == {"2.1": "sending", "2.2": "queued", "2.3": "sent", "2.4": "queued"}


def test_a_letter_keeps_its_notices_for_ever(ledger: Ledger) -> None:
    """Two runs read the directory at different times: in the one, two roles are one address."""
    record(ledger, "R-1")
    assert ledger.step(None, claim("2.2"))
    ledger.step(settled("2.2", "queued"))
    assert not ledger.step(None, claim("2.1", "2.2"))
    assert states(ledger)["2.1"] == "queued"
    assert ledger.step(None, claim("2.2"))


def test_what_was_put_off_since_is_not_claimed(ledger: Ledger) -> None:
    record(ledger, "R-1")
    ledger.step(None, claim("2.1"))
    ledger.step(settled("2.1", "queued", not_before=LATER, error=FAULT))
    assert not ledger.step(None, claim("2.1", run="run-2"))
    tried = one(ledger, "2.1")
    assert (tried.notice.state, tried.notice.attempts, tried.notice.not_before) == ("queued", 1, LATER)
    assert tried.delivery is not None
    assert tried.delivery.error == FAULT


def test_who_has_it_no_longer_settles_nothing(ledger: Ledger) -> None:
    record(ledger, "R-1")
    ledger.step(None, claim("2.1"))
    ledger.step(settled("2.1", run="run-2"))
    assert states(ledger)["2.1"] == "sending"
    ledger.step(settled("2.1"))
    ledger.step(settled("2.1", "failed"))
    assert states(ledger)["2.1"] == "sent"


def test_an_attempt_given_back_leaves_the_time_to_give_up_untouched(ledger: Ledger, clock: Clock) -> None:
    record(ledger, "R-1")
    for expected in (LATER, LATER + timedelta(days=6)):
        clock.now = expected
        assert ledger.step(None, claim("2.1"))
        tried = one(ledger, "2.1")
        assert tried.delivery is not None
        assert (tried.notice.attempts, tried.delivery.first_at) == (1, expected)
        ledger.step(settled("2.1", "queued", counts=False))
        assert one(ledger, "2.1").notice.attempts == 0
    ledger.step(None, claim("2.1"))
    ledger.step(settled("2.1", "queued", not_before=clock.now))
    clock.now += timedelta(days=1)
    ledger.step(None, claim("2.1"))
    tried = one(ledger, "2.1")
    assert tried.delivery is not None
    assert (tried.notice.attempts, clock.now - tried.delivery.first_at) == (2, timedelta(days=1))


def test_a_run_that_is_gone_leaves_a_doubt(ledger: Ledger) -> None:
    record(ledger, "R-1")
    ledger.step(None, claim("2.1", "2.2"))
    ledger.step(None, claim("2.3", until=LATER + timedelta(hours=1)))
    assert ids(ledger.in_doubt(NOW, abandoned=True)) == ["2.1", "2.2", "2.3"]
    assert ledger.in_doubt(LATER, abandoned=False) == []
    (first, *_) = found = ledger.in_doubt(LATER + timedelta(seconds=1), abandoned=False)
    assert ids(found) == ["2.1", "2.2"]
    assert first.delivery is not None
    assert not ledger.resolve_doubt("2.1", "run-2", "held", LATER)
    assert ledger.resolve_doubt("2.1", "run-1", "queued", LATER)
    assert not ledger.resolve_doubt("2.1", "run-1", "held", LATER)
    assert ledger.resolve_doubt("2.3", "run-1", "held", LATER)
    assert states(ledger) == {"2.1": "queued", "2.2": "queued", "2.3": "held", "2.4": "queued"}
    for posted in ledger.members("2.1"):
        assert posted.delivery is not None
        assert (posted.delivery.doubts, posted.delivery.error) == (1, Reason("notice.in_doubt"))
    assert ledger.step(None, claim("2.1", "2.2", run="run-2"))
    ledger.step(settled("2.1"))  # the first run was only slow
    assert states(ledger)["2.1"] == "sending"


def test_a_run_may_say_itself_that_a_letter_is_in_doubt(ledger: Ledger) -> None:
    record(ledger, "R-1")
    ledger.step(None, claim("2.1"))
    ledger.step(settled("2.1", "held", error=Reason("notice.in_doubt"), doubt=True))
    held = one(ledger, "2.1")
    assert held.delivery is not None
    assert (held.notice.state, held.delivery.doubts) == ("held", 1)


def test_material_is_what_the_ledger_knows_of_an_event(ledger: Ledger) -> None:
    record(ledger, "R-1", "R-2", received_at=NOW - timedelta(days=1))
    with ledger.writing() as tx:
        tx.append("R-1", "accepted", actor=ADVISOR, private={"text": "demain"})
    found = ledger.materials([2, 4, 5, 99])
    assert sorted(found) == [2, 4, 5]
    assigned, accepted = found[2], found[5]
    assert (assigned.event.type, assigned.handoff.state) == ("assigned", "accepted")
    assert assigned.handoff == ledger.find("R-1")
    assert assigned.personal is not None
    assert assigned.personal["email"] == "direction@fromagerie.example"
    assert assigned.received_at == NOW - timedelta(days=1)
    assert [n.id for n in assigned.told] == ["2.1", "2.2", "2.3", "2.4"]
    assert (assigned.recorded, accepted.recorded) == (ledger.decision("R-1"), ledger.decision("R-1"))
    assert accepted.private == {"text": "demain"}
    assert ledger.materials([]) == {}


def test_material_of_what_was_erased_says_nothing_personal(ledger: Ledger) -> None:
    record(ledger, "R-1")
    with ledger.writing() as tx:
        tx.erase("R-1", actor=COUNCIL)
    material = ledger.materials([2])[2]
    assert (material.personal, material.private, material.decision()) == (None, None, None)
    assert material.handoff.erased
    assert "Fromagerie" not in repr(material)


def test_a_received_event_has_no_decision_yet(ledger: Ledger) -> None:
    record(ledger, "R-1")
    assert ledger.materials([1])[1].decision() is None


def test_the_outbox_is_listed_by_state_recipient_and_id(ledger: Ledger) -> None:
    record(ledger, "R-1", "R-2")
    ledger.step(None, claim("2.1"))
    assert ids(list(ledger.outbox(states=["sending", "held"]))) == ["2.1"]
    assert ids(list(ledger.outbox(recipient="council"))) == ["2.4", "4.4"]
    assert ids(list(ledger.outbox(limit=3))) == ["4.2", "4.3", "4.4"]
    assert ids(list(ledger.outbox(id_="4.2"))) == ["4.2"]
    for id_ in ("R-2", "h-3", " H-000003 "):
        assert ids(list(ledger.outbox(id_=id_))) == ["4.1", "4.2", "4.3", "4.4"]
    for unknown in ("4.9", "H-000002", "R-3"):
        with pytest.raises(Refused):
            ledger.outbox(id_=unknown)


def test_counts_name_every_state_and_the_oldest_waits_longest(ledger: Ledger, clock: Clock) -> None:
    assert ledger.oldest_due(NOW, {}) is None
    record(ledger, "R-1")
    clock.now = LATER
    record(ledger, "R-2", reachable=False)
    assert ledger.outbox_counts() == dict.fromkeys(get_args(NoticeState), 0) | {"queued": 7, "no_address": 1}
    assert ledger.oldest_due(LATER, {}) == NOW
    for id_ in ("2.1", "2.2", "2.3"):
        assert ledger.step(None, claim(id_, until=LATER))
    assert ledger.oldest_due(LATER, COUNCILS) == LATER
    assert ledger.oldest_due(NOW, COUNCILS) is None


def test_a_ledger_has_a_name_and_secrets_of_its_own(ledger: Ledger, url: str, clock: Clock) -> None:
    assert ledger.identity() == ""
    record(ledger, "R-1")
    (first, _) = ledger.events()
    assert ledger.identity() == first.hash[:12]
    assert ledger.key("bounces", keep=False) != ledger.key("bounces", keep=False)
    key = ledger.key("bounces")
    assert len(key) == 32
    assert ledger.key("other") != key
    with open_ledger(url, clock=clock) as again:
        assert (again.key("bounces"), again.key("bounces", keep=False)) == (key, key)


def test_a_lease_that_no_run_takes_is_of_a_clock_that_ran_ahead(ledger: Ledger) -> None:
    """Until that moment came, nobody would take the letter up again."""
    record(ledger, "R-1")
    for id_, until in (("2.1", LATER), ("2.2", NOW + LONGEST_LEASE), ("2.3", NOW + timedelta(days=365))):
        assert ledger.step(None, claim(id_, until=until))
    assert ids(ledger.in_doubt(NOW, abandoned=False)) == ["2.3"]
    assert ids(ledger.in_doubt(NOW + timedelta(minutes=11), abandoned=False)) == ["2.1", "2.3"]


def test_what_is_put_off_or_dated_ahead_is_counted(ledger: Ledger, clock: Clock) -> None:
    assert ledger.not_yet(NOW) == 0
    record(ledger, "R-1")
    clock.now = NOW + timedelta(days=365)
    record(ledger, "R-2", reachable=False)
    clock.now = NOW
    ledger.step(None, claim("2.1"))
    ledger.step(settled("2.1", "queued", not_before=LATER))
    assert ledger.not_yet(NOW) == 4  # not the one without an address
    assert ledger.not_yet(LATER) == 3


MONTH = timedelta(days=30)


def unaddressed(ledger: Ledger, *ids: str) -> None:
    """As they are whose recipient had no address when they were written."""
    with ledger.writing() as tx:
        for seq, ordinal in (map(int, id_.split(".")) for id_ in ids):
            where = f"event_seq = {seq} AND ordinal = {ordinal}"
            tx._connection.exec_driver_sql(f"UPDATE notices SET state = 'no_address' WHERE {where}")


def test_what_had_no_address_is_queued_once_there_is_one(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("innoveici.ledger.notice_changes.TOGETHER", 1)
    record(ledger, "R-1", "R-2", reachable=False)
    unaddressed(ledger, "2.2", "2.3", "2.4", "4.4")
    assert ledger.unlisted() == 4
    assert ledger.queue_again([str(COUNCIL), str(ERAC), "company:R-2"], NOW - MONTH) == 4
    assert {id_ for id_, state in states(ledger).items() if state == "no_address"} == {"2.1", "2.2"}
    assert ledger.unlisted() == 1
    assert "2.4" in ids(due(ledger))
    assert ledger.queue_again([str(COUNCIL), str(ERAC)], NOW - MONTH) == 0
    assert ledger.queue_again([], NOW - MONTH) == 0


def test_what_is_too_old_erased_or_taken_back_is_not(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record_many([routed("R-1"), routed("R-2")], batch="B-1")
        tx.record(routed("R-3"))
    unaddressed(ledger, "2.4", "4.4", "6.4")
    with ledger.writing() as tx:
        tx.erase("R-2", actor=COUNCIL, contacts=[Contact(ADVISOR)])
    unaddressed(ledger, "7.1")
    ledger.undo_batch("B-1", actor=SYSTEM)
    unaddressed(ledger, "2.4")  # as the earlier program left what it undid
    everyone = [str(actor) for actor in CHAIN]
    assert ledger.queue_again(everyone, NOW + timedelta(seconds=1)) == 0
    assert ledger.queue_again(everyone, NOW) == 2
    found = states(ledger)
    assert (found["2.4"], found["6.4"], found["7.1"]) == ("no_address", "queued", "queued")
    assert ledger.verify().ok


def test_whoever_is_reminded_of_a_handoff_may_look_at_it(ledger: Ledger) -> None:
    record(ledger, "R-1", "R-2", status="held")
    told = [Told(ADVISOR, REMINDER["advisor"], "fr", "queued")]
    with ledger.writing() as tx:
        tx.append("R-1", "noted", actor=SYSTEM, payload={"reminder": 7}, told=told)
    assert ledger.find("R-1").involved[-1] == str(ADVISOR)  # type: ignore[union-attr]


@pytest.mark.parametrize("actor", [ADVISOR, *CHAIN[1:]])
def test_a_note_tells_nobody_unless_it_says_so(ledger: Ledger, actor: Actor) -> None:
    record(ledger, "R-1")
    with ledger.writing() as tx:
        noted = tx.append("R-1", "noted", actor=actor)
    assert ledger.materials([noted.seq])[noted.seq].told == ()
