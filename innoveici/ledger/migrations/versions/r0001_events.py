"""Events, what of them can be erased, the outbox, and what events add up to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from innoveici.ledger import guards

revision = "0001"
down_revision = None

_SEQ = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_STRICT = {"sqlite_strict": True}
_CLUSTERED = {"sqlite_strict": True, "sqlite_with_rowid": False}


def _seq(name: str, *constraints: sa.ForeignKey, primary: bool = True) -> sa.Column[int]:
    return sa.Column(name, _SEQ, *constraints, primary_key=primary, autoincrement=False, nullable=False)


def _text(name: str, *, nullable: bool = False, unique: bool = False, primary: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=nullable, unique=unique, primary_key=primary)


def _number(name: str, *, primary: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, primary_key=primary, autoincrement=False, nullable=False)


def _bytes(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, nullable=False)


def upgrade() -> None:
    """Make everything, in the caller's transaction."""
    op.create_table("shared", _number("id", primary=True), _bytes("digest"), _text("body"), **_STRICT)
    op.create_index("shared_digest", "shared", ["digest"])
    op.create_table(
        "events",
        _seq("seq"),
        *map(_text, ("handoff_id", "request_id", "type", "at", "actor", "batch", "payload")),
        sa.Column("shared", sa.Integer, sa.ForeignKey("shared.id"), nullable=True),
        _bytes("commitment"),
        _bytes("hash"),
        **_STRICT,
    )
    op.create_index("events_handoff", "events", ["handoff_id"])
    op.create_table("personal", _seq("seq", sa.ForeignKey("events.seq")), _bytes("salt"), _text("body"), **_STRICT)
    op.create_table("rosters", _text("id", primary=True), _bytes("salt"), _text("body"), **_STRICT)
    op.create_table(
        "notices",
        _seq("event_seq", sa.ForeignKey("events.seq")),
        _number("ordinal", primary=True),
        *map(_text, ("recipient", "template", "language", "state")),
        _number("attempts"),
        _text("not_before"),
        **_CLUSTERED,
    )
    for name, column, state in (
        ("notices_queued", "not_before", "queued"),
        ("notices_sending", "event_seq", "sending"),
    ):
        where = sa.text(f"state = '{state}'")
        op.create_index(name, "notices", [column], sqlite_where=where, postgresql_where=where)
    op.create_table(
        "deliveries",
        _seq("event_seq"),
        _number("ordinal", primary=True),
        _text("message"),
        _text("run", nullable=True),
        _text("lease_until", nullable=True),
        _number("doubts"),
        _text("first_at"),
        _text("last_at"),
        _text("error", nullable=True),
        sa.ForeignKeyConstraint(["event_seq", "ordinal"], ["notices.event_seq", "notices.ordinal"]),
        **_CLUSTERED,
    )
    op.create_index("deliveries_message", "deliveries", ["message"])
    op.create_table("keys", _text("name", primary=True), _text("value"), **_CLUSTERED)
    op.create_table(
        "handoffs",
        _seq("opened_seq", sa.ForeignKey("events.seq")),
        _text("request_id", unique=True),
        _text("state"),
        *(_text(name, nullable=True) for name in ("region_code", "erac_id", "advisor_id")),
        _text("opened_at"),
        _seq("updated_seq", primary=False),
        **_STRICT,
    )
    op.create_index("handoffs_state", "handoffs", ["state"])
    op.create_table(
        "involved",
        _text("actor", primary=True),
        _seq("opened_seq", sa.ForeignKey("handoffs.opened_seq")),
        **_CLUSTERED,
    )
    op.create_table(
        "loads",
        _text("advisor_id", primary=True),
        _number("open"),
        _seq("last_assigned", primary=False),
        **_CLUSTERED,
    )
    for statement in guards.statements(op.get_bind().dialect.name):
        # Not through text(): trigger bodies hold colons and percent signs of their own.
        op.get_bind().exec_driver_sql(statement)
