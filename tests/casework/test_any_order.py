"""Whatever steps are tried in whatever order: only allowed ones happen, and the ledger stays what its events say."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innoveici.casework.casework import Casework
from innoveici.errors import InnoveiciError
from innoveici.ledger import open_ledger
from innoveici.ledger.actor import Actor
from innoveici.ledger.ledger import Ledger
from innoveici.ledger.states import ALLOWED, ANY_TIME, HandoffState
from innoveici.request import Request
from tests.casework.conftest import NOW, shipped_desk

STAFF = Actor("person", "triage-1")
NUMBERS = count(1)
ADVISORS = ("QC-14-13", "QC-14-01", "QC-01-04")
Take = Callable[[Casework, str, str], object]


def _news() -> dict[str, str]:
    return {"need": f"Besoin {next(NUMBERS)}", "municipality": "Saint-Félix-de-Valois"}


STEPS: dict[str, Take] = {
    "accepted": lambda work, id_, _to: work.take("accept", id_, STAFF),
    "declined": lambda work, id_, _to: work.take("decline", id_, STAFF, {"reason": "Non"}),
    "contacted": lambda work, id_, _to: work.take("contact", id_, STAFF),
    "escalated": lambda work, id_, _to: work.take("escalate", id_, STAFF, {"reason": "Majeur"}),
    "assigned": lambda work, id_, to: work.take("assign", id_, STAFF, {"to": to, "reason": "Au téléphone"}),
    "reassigned": lambda work, id_, to: work.take("reassign", id_, STAFF, {"to": to, "reason": "Départ"}),
    "closed": lambda work, id_, _to: work.take("close", id_, STAFF, {"outcome": "served"}),
    "reopened": lambda work, id_, _to: work.take("reopen", id_, STAFF, {"reason": "Rappel"}),
    "noted": lambda work, id_, _to: work.take("note", id_, STAFF, {"reason": "Note"}),
    "erased": lambda work, id_, _to: work.take("erase", id_, STAFF),
    "corrected": lambda work, id_, _to: work.take("correct", id_, STAFF, _news()),
}  # fmt: skip


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    with open_ledger(
        f"sqlite:///{tmp_path_factory.mktemp('any') / 'ledger.db'}", clock=lambda: NOW, create=True
    ) as opened:
        yield opened  # type: ignore[misc]


def _state(ledger: Ledger, request_id: str) -> HandoffState:
    found = ledger.find_request(request_id)
    assert found is not None
    return found


@settings(max_examples=25)
@given(
    code=st.sampled_from(["J0K 2M0", "J0K", "H0H 0H0", "GIR 2B5"]),
    tried=st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.sampled_from(ADVISORS)), max_size=9),
)
def test_only_what_the_state_allows_happens(ledger: Ledger, code: str, tried: list[tuple[str, str]]) -> None:
    desk = shipped_desk()
    casework = Casework(ledger, desk)
    request_id = f"R-{next(NUMBERS)}"
    desk.route(Request(request_id, f"Entreprise {request_id}", code), ledger)
    for step, advisor in tried:
        before = _state(ledger, request_id)
        head = ledger.head()
        try:
            STEPS[step](casework, request_id, advisor)
        except InnoveiciError:
            assert ledger.head() == head
            assert _state(ledger, request_id) == before
            continue
        assert step in ALLOWED[before.state] | ANY_TIME
        after = _state(ledger, request_id)
        if step == "declined":
            assert after.advisor_id not in after.declined_by
    found, last = ledger.verify(), ledger.head()
    assert found.ok, found.why
    assert last is not None
    assert found.checked == last.seq
