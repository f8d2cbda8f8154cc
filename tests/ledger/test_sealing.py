"""Requests by the thousand are sealed as one by one, and all tables say what their events add up to."""

from __future__ import annotations

from hashlib import sha256
from unittest.mock import MagicMock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.errors import Refused, StorageError
from innoveici.ledger import open_ledger, schema
from innoveici.ledger.actor import SYSTEM, Actor
from innoveici.ledger.audience import Contact, who_hears
from innoveici.ledger.content import prepared
from innoveici.ledger.entry import Prepared, Status
from innoveici.ledger.event import GENESIS, Event, Head, canonical, event_hash, utc_text
from innoveici.ledger.ledger import Ledger
from innoveici.ledger.projection import handoff_row, seeing
from innoveici.ledger.schema import rows_in
from innoveici.ledger.sealing import Sealed, seal
from innoveici.ledger.shared import SharedTexts, parted
from innoveici.ledger.states import ASSIGNS, fold
from tests.ledger.conftest import BOTH
from tests.ledger.samples import NOW, clock, routed

STATUSES: tuple[Status, ...] = ("assigned", "held", "rejected", "referred")
AT = utc_text(NOW)
texts = st.text(max_size=8)
ids = st.none() | st.sampled_from(["A", "B", "É"])
recipients = st.sampled_from(["company:R-1", "advisor:A", "advisor:É", "erac:14", 'erac:"\\', "partner:P", "council"])


@st.composite
def entries(draw: st.DrawFn) -> Prepared:
    status = draw(st.sampled_from(STATUSES))
    place = {"advisor_id": draw(ids) if status == "assigned" else None, "erac_id": draw(ids), "region_code": draw(ids)}
    payload = {k: v for k, v in place.items() if v is not None} | {"decision": {"day": draw(texts)}}
    told = draw(st.lists(recipients, unique=True, max_size=4))
    payload |= {"told": told} if told else {}
    request_id = draw(texts | st.just("R-1"))
    own, shared = parted(payload, request_id)
    return Prepared(
        request_id,
        status,
        canonical({"consent": None, "country": draw(texts)}).encode(),
        draw(st.just(b"") | texts.map(lambda text: canonical({"company": text}).encode())),
        canonical(own).encode(),
        canonical(shared).encode(),
        draw(st.just(b"") | texts.map(lambda text: canonical({"postal_code": text}).encode())),
        tuple((recipient, f"{status}.x", "fr", "queued") for recipient in told),
        **place,
        batch=draw(texts),
    )


def _sealed(many: list[Prepared], before: int = 0) -> Sealed:
    """Where nothing is shared yet."""
    nothing = MagicMock()
    nothing.execute.return_value.scalar.return_value = None
    nothing.execute.return_value.scalar_one.return_value = 1
    return seal(many, Head(before, GENESIS), AT, str(SYSTEM), SharedTexts({}, lambda: nothing))


def _events(sealed: Sealed) -> list[Event]:
    from innoveici.ledger.reading import event_of

    bodies = {id_: body.decode() for id_, _, body in rows_in(schema.shared, sealed.shared)}

    class Row:
        def __init__(self, values: tuple[object, ...]) -> None:
            self.__dict__.update(zip(schema.events.c.keys(), values, strict=True))
            self.shared_body, self.prev_hash = bodies.get(self.__dict__["shared"]), None

    return [event_of(Row(row)) for row in rows_in(schema.events, sealed.events)]  # type: ignore[arg-type]


@given(st.lists(entries(), max_size=5), st.integers(0, 5))
def test_every_row_is_what_the_events_add_up_to(many: list[Prepared], before: int) -> None:
    sealed = _sealed(many, before)
    digests = {id_: sha256(body).digest() for id_, _, body in rows_in(schema.shared, sealed.shared)}
    assert [digest for _, digest, _ in rows_in(schema.shared, sealed.shared)] == list(digests.values())
    hash_ = bytes.fromhex(GENESIS)
    for seq, row in enumerate(rows_in(schema.events, sealed.events), start=before + 1):
        *columns, shared, commitment, found = row
        assert (row[0], found) == (seq, event_hash(*columns, digests.get(shared, b""), commitment, hash_))
        hash_ = found
    assert sealed.head == Head(before + 2 * len(many), hash_.hex())
    events = _events(sealed)
    handoffs, involved, open_, last = [], [], dict[str, int](), dict[str, int]()
    for opening, outcome in zip(events[::2], events[1::2], strict=True):
        state = fold([opening, outcome])
        handoffs.append(tuple(handoff_row(state).values()))
        involved += [(actor, state.opened_seq) for actor in seeing(state)]
        if outcome.type in ASSIGNS and state.advisor_id:
            last[state.advisor_id] = outcome.seq
        if state.holder:
            open_[state.holder] = open_.get(state.holder, 0) + 1
    assert rows_in(schema.handoffs, sealed.handoffs) == handoffs
    assert sealed.involved == involved
    assert sealed.loads == {id_: (open_[id_], last[id_]) for id_ in last}
    told = [(e.seq, n, to) for e in events for n, to in enumerate(e.payload.get("told", ()), start=1)]
    assert [row[:3] for row in rows_in(schema.notices, sealed.notices)] == told


@given(st.lists(entries(), max_size=5))
def test_the_texts_of_an_event_are_canonical_and_its_private_parts_committed_to(many: list[Prepared]) -> None:
    sealed = _sealed(many)
    events, personal = rows_in(schema.events, sealed.events), rows_in(schema.personal, sealed.personal)
    texts = [text for entry in many for text in (entry.received, entry.outcome)]
    assert [row[7] for row in events] == texts
    bodies = {id_: body for id_, _, body in rows_in(schema.shared, sealed.shared)}
    assert [bodies[row[8]] for row in events[1::2]] == [entry.shared for entry in many]
    assert len(set(bodies.values())) == len(bodies)
    assert [row[6] for row in events[::2]] == [entry.batch for entry in many]
    bodies = [body for entry in many for body in (entry.personal, entry.private)]
    assert [row[2] for row in personal] == [body for body in bodies if body]
    assert [row[0] for row in personal] == [row[0] for row in events if row[9]]
    salts = [row[1] for row in personal]
    assert len(set(salts)) == len(salts)
    assert {len(salt) for salt in salts} <= {16}


def _prepared(id_: str, status: Status = "assigned", batch: str | None = "B-1") -> Prepared:
    entry = routed(id_, status)
    return prepared(entry, who_hears(status, entry.contacts), None, batch=batch)


def _shown(ledger: Ledger, id_: str) -> list[str]:
    """Everything that is recorded of a request but numbers, salts and hashes."""
    shown, decision = ledger.show(id_), ledger.decision(id_)
    events = [(event.type, event.request_id, event.actor, event.payload) for event in shown.events]
    notices = [(n.recipient, n.template, n.language, n.state, n.attempts, n.not_before) for n in shown.notices]
    state = shown.handoff
    who = (state.state, state.region_code, state.erac_id, state.advisor_id, state.involved, state.consent)
    return [*map(str, events), *map(str, notices), str(shown.personal), str(decision), str(who)]


@BOTH
def test_prepared_ones_are_recorded_as_those_that_are_not(blank_url: str) -> None:
    ids = [(f"R-{n}", status) for n, status in enumerate(STATUSES)]
    with open_ledger(blank_url, clock=clock) as ledger:
        with ledger.writing() as tx:
            assert tx.record_prepared([_prepared(*id_) for id_ in ids]) == 1
        with ledger.writing() as tx:
            tx.record_many([routed(f"S-{id_}", status) for id_, status in ids], batch="B-1")
            assert tx.record_prepared([_prepared("R-last")]) == 17
        assert ledger.verify().checked == 18
        for id_, _ in ids:
            assert _shown(ledger, id_) == [part.replace("S-R", "R") for part in _shown(ledger, f"S-{id_}")]
        assert {e.payload["batch"] for e in ledger.events(types=["received"])} == {"B-1"}


def test_what_is_known_is_told_in_one_question_and_refused(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record_prepared([_prepared("R-1"), _prepared("R-2")])
        assert tx.known(["R-2", "R-3", "R-1"]) == {"R-1", "R-2"}
    assert ledger.known([f"R-{n}" for n in range(3000)]) == {"R-1", "R-2"}
    assert ledger.known([]) == set()
    for again in (["R-3", "R-1"], ["R-3", "R-3"]):
        with pytest.raises(Refused, match=again[1]), ledger.writing() as tx:
            tx.record_many([routed(id_) for id_ in again])
        # Where nobody asked, the database refuses all the same, and nothing of the transaction is kept.
        with pytest.raises(StorageError, match=r"(?i)unique"):
            _record(ledger, ["R-9"], again)
    with ledger.writing() as tx:
        tx.record_prepared([])
    assert ledger.verify().checked == 4


def _record(ledger: Ledger, *lots: list[str]) -> None:
    with ledger.writing() as tx:
        for ids in lots:
            tx.record_prepared([_prepared(id_) for id_ in ids])


def test_the_batch_is_no_field_of_a_request(ledger: Ledger) -> None:
    with ledger.writing() as tx:
        tx.record(routed("R-1", "held"), batch="B-1")
        again = routed("R-1", "assigned", municipality="Joliette")
        correction = tx.correction(again.request)
        assert correction is not None
        tx.revise(again, correction, batch="B-2")
    assert [e.payload.get("batch") for e in ledger.events()] == ["B-1", None, "B-2", None]
    assert ledger.find("R-1") is not None


def test_a_text_prepared_names_nobody_when_it_is_shown() -> None:
    assert repr(_prepared("R-1")) == "Prepared('R-1', 'assigned')"


def test_a_prepared_one_tells_whom_the_table_names() -> None:
    entry = routed("R-1", "held")
    told = who_hears("held", (*entry.contacts, Contact(Actor("advisor", "A"))))
    assert [notice[0] for notice in prepared(entry, told, None, batch=None).told] == [
        "company:R-1",
        "erac:ERAC-14",
        "council",
    ]
