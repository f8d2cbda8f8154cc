"""A request given again with other content while nobody has it in hand: decided anew, once."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from innoveici.errors import Refused
from innoveici.ledger import Recorded, Routed
from innoveici.ledger.actor import COUNCIL, SYSTEM, Actor
from innoveici.ledger.audience import Contact
from innoveici.ledger.content import differences, known_fields
from innoveici.ledger.entry import Status
from innoveici.ledger.ledger import Ledger
from innoveici.reasons import Reason
from innoveici.request import PERSONAL_FIELDS, Remark, Request
from innoveici.routing.decision import Load
from tests.ledger.samples import ADVISOR, ERAC, MARKER, NOW, request, routed

_UNDECIDED: tuple[Status, ...] = ("held", "rejected")
_FIELDS: dict[str, Any] = {
    "neq": "1234567890", "postal_code": "J0K 1A0", "municipality": "Rawdon",
    "country": "FR", "contact_name": "Achats", "email": "achats@pins.example", "phone": "450 555-0100",
    "language": "en", "need": "séchage", "sectors": ("wood", "agri-food"), "markets": ("FR-GES",),
    "scale": "major", "consent": True,
}  # fmt: skip


def _given(ledger: Ledger, first: Routed) -> None:
    with ledger.writing() as tx:
        tx.record(first)


def _again(ledger: Ledger, entry: Routed) -> Recorded | None:
    """As the desk does it."""
    with ledger.writing() as tx:
        correction = tx.correction(entry.request)
        return tx.revise(entry, correction) if correction else None


@pytest.mark.parametrize("status", _UNDECIDED)
def test_what_is_undecided_and_comes_back_changed_is_decided_anew(ledger: Ledger, status: Status) -> None:
    _given(ledger, routed("R-1", status))
    recorded = _again(ledger, routed("R-1", postal_code="J0K 1A0", language="en"))
    assert recorded is not None
    assert (recorded.handoff_id, recorded.status, recorded.seqs) == ("H-000001", "assigned", (3, 4))
    shown = ledger.show("R-1")
    assert [e.type for e in shown.events] == ["received", status, "corrected", "assigned"]
    assert dict(shown.events[2].payload) == {"fields": ["language", "postal_code"], "values": {"language": "en"}}
    assert (shown.handoff.state, shown.handoff.advisor_id) == ("assigned", "CONS-1")
    assert shown.personal is not None
    assert (shown.personal["postal_code"], shown.personal["company"]) == ("J0K 1A0", MARKER)
    assert ledger.loads() == {"CONS-1": Load(1, 4)}
    assert ledger.verify(recorded.head).ok


@pytest.mark.parametrize(("field", "value"), _FIELDS.items())
def test_each_field_alone_is_a_correction_and_is_then_known(ledger: Ledger, field: str, value: object) -> None:
    changed = {field: value}
    _given(ledger, routed("R-1", "held"))
    correction = ledger.correction(request("R-1", **changed))
    assert correction is not None
    assert correction.fields == [field]
    assert set(correction.personal) == ({field} & set(PERSONAL_FIELDS))
    assert _again(ledger, routed("R-1", "held", **changed)) is not None
    assert _again(ledger, routed("R-1", "held", **changed)) is None
    personal = ledger.personal("R-1")
    assert personal is not None
    if field in PERSONAL_FIELDS:
        assert personal[field] == (list(value) if isinstance(value, tuple) else value)
    else:
        assert value not in personal.values()
    assert ledger.verify().ok


@pytest.mark.parametrize("status", _UNDECIDED)
def test_what_comes_back_unchanged_is_simply_known(ledger: Ledger, status: Status) -> None:
    _given(ledger, routed("R-1", status))
    assert ledger.correction(request("R-1")) is None
    assert ledger.correction(replace(request("R-1"), received_at=ledger._clock())) is None  # another copy of it
    assert ledger.correction(request("R-2")) is None


def test_a_change_undone_is_a_change(ledger: Ledger) -> None:
    _given(ledger, routed("R-1", "held"))
    for need in ("séchage", "automatiser l’affinage"):
        assert _again(ledger, routed("R-1", "held", need=need)) is not None
    assert ledger.correction(request("R-1")) is None


_SAME: list[dict[str, Any]] = [
    {"company": MARKER.upper()},
    {"company": f" {MARKER}".replace(" ", "  ").strip()},
    {"postal_code": "j0k2m0"},
    {"municipality": "SAINTE-MÉLANIE"},
    {"sectors": ("Agri-Food",)},
]
_LEFT_OUT: list[dict[str, Any]] = [
    {"municipality": "", "contact_name": "", "email": "", "need": "", "sectors": ()},
    {"consent": None},
]


@pytest.mark.parametrize("fields", _SAME + _LEFT_OUT)
def test_what_is_only_written_otherwise_or_left_out_is_no_change(ledger: Ledger, fields: dict[str, Any]) -> None:
    _given(ledger, routed("R-1", "held", consent=False))
    assert ledger.correction(request("R-1", **fields)) is None


def test_what_is_decided_anew_is_the_recorded_request_under_what_is_given(ledger: Ledger) -> None:
    first = routed("R-1", "held", consent=False, language="en", phone="450 555-0100")
    _given(ledger, replace(first, request=replace(first.request, received_at=NOW)))
    given = Request("R-1", MARKER.upper(), "J0K 2M0", municipality="Rawdon", language="en", sectors=("wood",))
    correction = ledger.correction(given)
    assert correction is not None
    assert correction.request == replace(
        first.request, received_at=NOW, municipality="Rawdon", sectors=("wood",)
    )  # its consent still refused, the company as it was first written
    assert (correction.public, correction.personal) == ({}, {"municipality": "Rawdon", "sectors": ["wood"]})


def test_a_refused_consent_is_lifted_by_a_yes_alone(ledger: Ledger) -> None:
    _given(ledger, routed("R-1", "held", consent=False))
    changed = ledger.correction(request("R-1", consent=None, need="séchage"))
    assert changed is not None
    assert changed.request.consent is False
    consented = ledger.correction(request("R-1", consent=True))
    assert consented is not None
    assert (consented.request.consent, consented.public) == (True, {"consent": True})


def test_what_older_ledgers_kept_in_events_is_still_known(ledger: Ledger) -> None:
    """Sectors and markets were not always among the personal fields."""
    entry = routed("R-1", "held", sectors=())
    _given(ledger, entry)
    events = ledger.show("R-1").events
    older = [replace(events[0], payload={**events[0].payload, "sectors": ["Wood"]}), *events[1:]]
    known = known_fields(older, ledger.personal("R-1") or {})
    assert differences(request("R-1", sectors=("wood",)), known) == {}
    assert differences(request("R-1", sectors=("wood", "ia")), known) == {"sectors": ["wood", "ia"]}


@pytest.mark.parametrize("status", ["assigned", "referred"])
def test_what_somebody_has_in_hand_is_past_correcting(ledger: Ledger, status: Status) -> None:
    _given(ledger, routed("R-0", "held"))
    correction = ledger.correction(request("R-0", need="autre"))
    assert correction is not None
    _given(ledger, routed("R-1", status))
    assert ledger.correction(request("R-1", need="autre")) is None
    for id_ in ("R-1", "R-9"):
        with ledger.writing() as tx, pytest.raises(Refused, match=id_):
            tx.revise(routed(id_, "rejected"), correction)
    assert len(list(ledger.events())) == 4  # a refusal that was swallowed left nothing behind


def test_what_was_erased_is_past_correcting(ledger: Ledger) -> None:
    _given(ledger, routed("R-1", "held"))
    with ledger.writing() as tx:
        tx.erase("R-1", actor=COUNCIL)
    assert ledger.correction(request("R-1", need="autre")) is None


@pytest.mark.parametrize(
    ("recorded", "given"),
    [({}, {"company": "Scierie des Pins"}), ({"neq": "1234567890"}, {"neq": "2234567890"})],
)
def test_another_company_is_no_correction(ledger: Ledger, recorded: dict[str, str], given: dict[str, str]) -> None:
    _given(ledger, routed("R-1", "held", **recorded))
    assert _again(ledger, routed("R-1", **(recorded | given), postal_code="J0K 1A0")) is None
    assert len(list(ledger.events())) == 2


def test_an_erasure_takes_what_was_corrected_too(ledger: Ledger) -> None:
    _given(ledger, routed("R-1", "held"))
    assert _again(ledger, routed("R-1", "held", need="Séchage du bois")) is not None
    with ledger.writing() as tx:
        tx.erase("R-1", actor=COUNCIL)
    assert ledger.personal("R-1") is None
    assert ledger.verify().ok


def test_who_was_told_before_and_is_not_concerned_any_more_hears_of_it(ledger: Ledger) -> None:
    before = routed("R-1", "held", erac_id=None)
    several = (Contact(ERAC), Contact(Actor("erac", "ERAC-05"), reachable=False), *before.contacts)
    _given(ledger, replace(before, contacts=several))
    recorded = _again(ledger, routed("R-1", municipality="Rawdon"))
    assert recorded is not None
    told = [(str(t.recipient), t.template, t.state) for t in recorded.told]
    assert told == [
        ("erac:ERAC-05", "corrected.erac", "no_address"),  # as it was then
        ("company:R-1", "assigned.company", "queued"),
        ("advisor:CONS-1", "assigned.advisor", "queued"),
        ("erac:ERAC-14", "assigned.erac", "queued"),
        ("council", "assigned.council", "queued"),
    ]
    notices = [(n.recipient, n.template) for n in ledger.show("R-1").notices if n.event_seq > 2]
    assert notices == [(recipient, template) for recipient, template, _ in told]
    assert ledger.show("R-1", Actor("erac", "ERAC-05")).personal is None  # no longer its business
    assert ledger.show("R-1", ERAC).personal is not None
    assert ledger.verify().ok


def test_only_the_outcome_that_is_undone_counts_as_told_before(ledger: Ledger) -> None:
    _given(ledger, routed("R-1"))
    with ledger.writing() as tx:
        tx.append("R-1", "declined", actor=ADVISOR, contacts=[Contact(ERAC)])
        tx.append("R-1", "held", actor=SYSTEM, contacts=[Contact(ERAC), Contact(COUNCIL)])
    correction = ledger.correction(request("R-1", need="autre"))
    assert correction is not None
    assert [str(c.actor) for c in correction.told_before] == ["erac:ERAC-14", "council"]
    assert correction.no_longer([Contact(ERAC, "en"), Contact(COUNCIL)]) == ()


def test_an_answer_that_no_longer_holds_is_not_kept(ledger: Ledger) -> None:
    _given(ledger, routed("R-1", "held"))
    before = ledger.find("R-1")
    assert before is not None
    assert (before.region_code, before.erac_id) == ("14", "ERAC-14")
    assert _again(ledger, routed("R-1", "held", erac_id=None, postal_code="J0K")) is not None
    after = ledger.find("R-1")
    assert after is not None
    assert (after.region_code, after.erac_id) == (None, None)
    assert ledger.verify().ok


def test_a_request_whose_id_looks_like_a_handoffs_corrects_itself(ledger: Ledger) -> None:
    _given(ledger, routed("R-1", "held"))
    _given(ledger, routed("H-000001", "held"))
    recorded = _again(ledger, routed("H-000001", need="autre"))
    assert recorded is not None
    assert recorded.handoff_id == "H-000003"
    states = [(h.request_id, h.state) for h in ledger.handoffs()]
    assert states == [("R-1", "held"), ("H-000001", "assigned")]


def test_nothing_personal_is_in_the_repr_of_a_correction_or_in_its_event(ledger: Ledger) -> None:
    _given(ledger, routed("R-1", "held"))
    changed = request("R-1", **_FIELDS)
    correction = ledger.correction(changed)
    assert correction is not None
    assert _again(ledger, routed("R-1", "held", **_FIELDS)) is not None
    told = repr(correction) + " ".join(str(event.to_json()) for event in ledger.events())
    for value in ("Pins", "pins", "1234567890", "J0K", "Achats", "555-0100", "séchage", "wood", "agri-food", "FR-GES"):
        assert value not in told


def test_two_processes_with_the_same_correction_record_it_once(url: str, ledger: Ledger) -> None:
    _given(ledger, routed("R-1", "held"))
    _given(ledger, routed("R-2", "rejected"))
    command = [sys.executable, "-m", "tests.ledger.corrector", url, "R-1", "R-2"]
    workers = [
        subprocess.Popen(command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    said = [worker.communicate(timeout=120) for worker in workers]
    assert [err for _, err in said] == [b"", b""]
    assert sorted(word for out, _ in said for word in out.decode().split()) == ["R-1", "R-2"]
    for id_ in ("R-1", "R-2"):
        assert [e.type for e in ledger.show(id_).events][2:] == ["corrected", "assigned"]
    assert ledger.verify().ok


def test_a_cell_that_was_emptied_takes_back_what_stood_there(ledger: Ledger) -> None:
    _given(ledger, routed("R-1", "held", municipality="Gaspé", phone="450 555-0100", scale="major"))
    emptied = replace(
        request("R-1", municipality="", phone="", scale="standard"), said=frozenset({"municipality", "scale"})
    )
    correction = ledger.correction(emptied)
    assert correction is not None
    assert correction.fields == ["municipality", "scale"]
    assert (correction.request.municipality, correction.request.phone) == ("", "450 555-0100")


def test_a_number_of_the_enterprise_that_was_emptied_makes_no_other_company(ledger: Ledger) -> None:
    _given(ledger, routed("R-1", "held", neq="1140000000"))
    correction = ledger.correction(replace(request("R-1", neq=""), said=frozenset({"neq"})))
    assert correction is not None
    assert (correction.fields, correction.replaces) == (["neq"], False)


_BAD_MAIL = Remark("email", Reason("field.email", {"field": "email"}), "à venir")
_UNCLEAR = Remark("consent", Reason("field.consent", {"field": "consent"}), "peut-être")


def test_a_remark_goes_once_its_field_is_mended_or_emptied_and_stays_until_then(ledger: Ledger) -> None:
    _given(ledger, routed("R-1", "held", email="", remarks=(_BAD_MAIL,)))
    assert ledger.correction(request("R-1", email="")) is None
    assert ledger.correction(request("R-1", email="", remarks=(_BAD_MAIL,))) is None
    other = ledger.correction(request("R-1", email="", need="séchage"))
    assert other is not None
    assert other.request.remarks == (_BAD_MAIL,)
    for email in ("a@lac.example", ""):
        mended = ledger.correction(replace(request("R-1", email=email), said=frozenset({"email"})))
        assert mended is not None
        assert (mended.request.email, mended.request.remarks) == (email, ())
    assert "remarks" in other.request.to_json()


def test_an_unclear_consent_that_was_emptied_was_never_asked_and_a_refused_one_stays(ledger: Ledger) -> None:
    blank = {"consent": None}
    _given(ledger, routed("R-1", "held", consent=False, remarks=(_UNCLEAR,)))
    _given(ledger, routed("R-2", "held", consent=False))
    unclear = ledger.correction(replace(request("R-1", **blank), said=frozenset({"consent"})))
    assert unclear is not None
    assert (unclear.request.consent, unclear.request.remarks) == (None, ())
    assert ledger.correction(replace(request("R-2", **blank), said=frozenset({"consent"}))) is None


def test_remarks_are_private_and_go_with_the_rest(ledger: Ledger) -> None:
    _given(ledger, routed("R-1", "held", email="", remarks=(_BAD_MAIL,)))
    assert ledger.personal("R-1")["remarks"] == [_BAD_MAIL.to_json()]  # type: ignore[index]
    assert all("venir" not in str(event.payload) for event in ledger.show("R-1").events)


@pytest.mark.parametrize("name", ["postal_code", "company", "need"])
def test_a_field_that_was_not_known_is_compared_as_nothing(name: str) -> None:
    given = request("R-1", **_FIELDS)
    known = given.to_json() | {name: None}
    assert set(differences(given, known)) == {name}
    assert set(differences(given, {key: value for key, value in known.items() if key != name})) == {name}
