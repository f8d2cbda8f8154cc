"""An advisor's absence, declared by the page of one of its handoffs: written in advisors.csv where that can be done,
else asked of the ERAC, and told to it either way.

What is recorded is a note of that handoff, which it changes in nothing; an absence concerns what is given from then on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from innoveici.casework.case import Case
from innoveici.directory.absences import Absence, absence_of, check_absence, declare_absence
from innoveici.errors import Refused, StorageError
from innoveici.ledger.actor import Actor
from innoveici.ledger.audience import ABSENT, Contact, told_by
from innoveici.messages import N_, Message
from innoveici.quebec import quebec_day

if TYPE_CHECKING:
    from pathlib import Path

    from innoveici.desk import Desk
    from innoveici.directory.model import Advisor, Directory
    from innoveici.ledger.event import Event
    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.writing import Transaction

_ASKED_AGAIN_AFTER = timedelta(days=1)
"""What was said already is said anew once it may have been forgotten."""


@dataclass(frozen=True, slots=True)
class Announced:
    """``problem``: why advisors.csv could not be written, so that the ERAC was asked to; None: it was."""

    problem: StorageError | None


def announce_absence(
    ledger: Ledger,
    handoff_id: str,
    advisor_id: str,
    absence: Absence,
    *,
    desk: Desk,
    advisors_file: Path | None,
    marks: Mapping[str, str],
) -> Announced:
    """Declare the absence of the advisor who has this handoff, or, where it is none, that it is back.

    :param advisors_file: None: it is not to be written.
    :raises Refused: the handoff is not in its hands. Otherwise as ``declare_absence``, but StorageError of its file.
    """
    with ledger.writing(marks=marks) as tx:
        case = Case.read(tx, handoff_id)
        if case.state.advisor_id != advisor_id or advisor_id not in desk.directory.advisors:
            raise Refused(
                Message(N_("{id} is not in the hands of {actor}"), id=handoff_id, actor=f"advisor:{advisor_id}"),
                Message(N_("see who has it with `innoveici show {id}`"), id=handoff_id),
            )
        advisor, today = desk.directory.advisors[advisor_id], quebec_day(tx.now)
        check_absence(absence, advisor, desk.directory.advisors, today)
        changed, problem = _written(absence, advisor, desk, advisors_file, today)
        payload = _payload(absence, entered=problem is None)
        if changed or not _said_just_now(case, payload, advisor_id, tx):
            told = told_by(ABSENT, [_erac_of(advisor, desk.directory)])
            tx.append(handoff_id, "noted", actor=Actor("advisor", advisor_id), payload=payload, told=told)
    return Announced(problem)


def _written(
    absence: Absence, advisor: Advisor, desk: Desk, advisors_file: Path | None, today: date
) -> tuple[bool, StorageError | None]:
    """Whether the file says something else now; why it could not be made to."""
    if absence_of(advisor) == absence:
        return False, None
    try:
        if advisors_file is None:
            raise StorageError(Message(N_("advisors.csv is not to be written from the pages")))
        done = declare_absence(
            advisors_file, advisor.id, absence, regions=desk.directory, atlas=desk.atlas, today=today
        )
    except StorageError as problem:
        return False, problem
    return done.changed, None


def _payload(absence: Absence, *, entered: bool) -> dict[str, Any]:
    """Days and an id: nothing that is anybody's personal data."""
    return {
        "absence": {
            "from": absence.first.isoformat() if absence.first else None,
            "until": absence.last.isoformat() if absence.last else None,
            "replacement_id": absence.replacement_id or None,
            "entered": entered,
        }
    }


def last_announced(events: Sequence[Event], advisor_id: str) -> Event | None:
    """The note of its absence, or that it is back, which an advisor had written last in one handoff."""
    own = str(Actor("advisor", advisor_id))
    return next((e for e in reversed(events) if e.type == "noted" and e.actor == own and "absence" in e.payload), None)


def announced(event: Event) -> tuple[Absence, bool]:
    """What such a note says, and whether it was written in advisors.csv."""
    said = event.payload["absence"]
    first, last = (date.fromisoformat(said[name]) if said[name] else None for name in ("from", "until"))
    return Absence(first, last, said["replacement_id"] or ""), said["entered"]


def _said_just_now(case: Case, payload: Mapping[str, Any], advisor_id: str, tx: Transaction) -> bool:
    """Whether a form was sent twice."""
    last = last_announced(case.recalled.events, advisor_id)
    return last is not None and last.payload["absence"] == payload["absence"] and tx.now - last.at < _ASKED_AGAIN_AFTER


def _erac_of(advisor: Advisor, directory: Directory) -> Contact:
    """The ERAC where its office is."""
    erac = directory.regions[advisor.region_code].erac_for(advisor.mrc_code)
    return Contact(Actor("erac", erac.id), "fr", bool(erac.email))
