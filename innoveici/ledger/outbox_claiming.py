"""Letters taken to be sent, and what came of them: a few statements for each letter, on either database.

Text SQL for a cursor of the driver's own: this is done once a letter, and SQLAlchemy takes as long to pass it on as
SQLite to run it. The two databases differ in one thing: PostgreSQL is told to leave out what another run holds.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from innoveici.ledger.event import canonical, utc_text
from innoveici.ledger.outbox import Claim, Settled, Unmailed

Kind = Literal["sqlite", "postgresql"]

_OF_LETTER = "(event_seq, ordinal) IN (SELECT event_seq, ordinal FROM deliveries WHERE message = ? AND run = ?)"
_NOTICES_SETTLED = f"""
UPDATE notices SET state = ?, not_before = coalesce(?, not_before), attempts = attempts - ?
WHERE state = 'sending' AND {_OF_LETTER}
"""  # noqa: S608
_DELIVERIES_SETTLED = """
UPDATE deliveries SET run = NULL, lease_until = NULL, last_at = ?, error = ?, doubts = doubts + ?
WHERE message = ? AND run = ?
"""
_DUE = """
SELECT event_seq, ordinal FROM notices WHERE event_seq = ? AND ordinal = ? AND state = 'queued' AND not_before <= ?
"""
_NOTICE_CLAIMED = f"""
UPDATE notices SET state = 'sending', attempts = attempts + 1 WHERE (event_seq, ordinal) = ({_DUE})
"""  # noqa: S608
_NOTICE_UNMAILED = f"""
UPDATE notices SET state = ? WHERE (event_seq, ordinal) = ({_DUE})
"""  # noqa: S608
# A letter that was not really tried yet, or that a person has taken up again, has its time to give up counted from now.
_DELIVERY_CLAIMED = """
INSERT INTO deliveries (event_seq, ordinal, message, run, lease_until, doubts, first_at, last_at)
VALUES (?, ?, ?, ?, ?, 0, ?, ?)
ON CONFLICT (event_seq, ordinal) DO UPDATE
SET run = excluded.run, lease_until = excluded.lease_until, last_at = excluded.last_at, first_at = CASE (
  SELECT attempts FROM notices n WHERE n.event_seq = excluded.event_seq AND n.ordinal = excluded.ordinal
) WHEN 1 THEN excluded.first_at ELSE deliveries.first_at END
WHERE deliveries.message = excluded.message
"""
_STATEMENTS: dict[Kind, tuple[str, ...]] = {
    "sqlite": (_NOTICES_SETTLED, _DELIVERIES_SETTLED, _NOTICE_UNMAILED, _NOTICE_CLAIMED, _DELIVERY_CLAIMED),
    "postgresql": tuple(
        statement.replace("?", "%s")
        for statement in (
            _NOTICES_SETTLED,
            _DELIVERIES_SETTLED,
            _NOTICE_UNMAILED.replace(_DUE, f"{_DUE} FOR UPDATE SKIP LOCKED"),
            _NOTICE_CLAIMED.replace(_DUE, f"{_DUE} FOR UPDATE SKIP LOCKED"),
            _DELIVERY_CLAIMED,
        )
    ),
}


def settle(cursor: Any, kind: Kind, settled: Settled, now: datetime) -> bool:
    """Write what came of a letter. False: its run has it in hand no longer, and nothing changed."""
    notices, deliveries, *_ = _STATEMENTS[kind]
    not_before = utc_text(settled.not_before) if settled.not_before else None
    given_back = 0 if settled.counts else 1
    whose = (settled.message, settled.run)
    error = canonical(settled.error.to_json()) if settled.error else None
    cursor.execute(notices, (settled.state, not_before, given_back, *whose))
    changed: int = cursor.rowcount
    cursor.execute(deliveries, (utc_text(now), error, int(settled.doubt), *whose))
    return changed > 0


def take(cursor: Any, kind: Kind, claim: Claim, now: datetime) -> bool:
    """Take a letter. False: not all of its notices could be had, and the transaction must be undone."""
    *_, notice, delivery = _STATEMENTS[kind]
    at = utc_text(now)
    how = (claim.message, claim.run, utc_text(claim.lease_until), at, at)
    return _each(cursor, notice, [(*key, at) for key in claim.notices]) and _each(
        cursor, delivery, [(*key, *how) for key in claim.notices]
    )


def set_unmailed(cursor: Any, kind: Kind, unmailed: Unmailed, now: datetime) -> bool:
    """Change the state of notices that are due. False: not of all of them, and the transaction must be undone."""
    _, _, notice, *_ = _STATEMENTS[kind]
    at = utc_text(now)
    return _each(cursor, notice, [(unmailed.state, *key, at) for key in unmailed.notices])


def _each(cursor: Any, statement: str, rows: list[tuple[Any, ...]]) -> bool:
    """Whether each of ``rows`` changed one."""
    cursor.executemany(statement, rows)
    changed: int = cursor.rowcount
    return changed == len(rows)
