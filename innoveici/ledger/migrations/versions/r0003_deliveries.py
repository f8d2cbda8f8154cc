"""Deliveries: what is known of each notice that was tried; and the ledger's own secrets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from innoveici.ledger import guards

revision = "0003"
down_revision = "0002"

_SEQ = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_CLUSTERED = {"sqlite_strict": True, "sqlite_with_rowid": False}


def _text(name: str, *, nullable: bool = False, primary: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=nullable, primary_key=primary)


def upgrade() -> None:
    """Make the tables and their guards, in the caller's transaction."""
    op.create_table(
        "deliveries",
        sa.Column("event_seq", _SEQ, primary_key=True, autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.Integer, primary_key=True, autoincrement=False, nullable=False),
        _text("message"),
        _text("run", nullable=True),
        _text("lease_until", nullable=True),
        sa.Column("doubts", sa.Integer, nullable=False),
        _text("first_at"),
        _text("last_at"),
        _text("error", nullable=True),
        sa.ForeignKeyConstraint(["event_seq", "ordinal"], ["notices.event_seq", "notices.ordinal"]),
        **_CLUSTERED,
    )
    op.create_index("deliveries_message", "deliveries", ["message"])
    op.create_table("keys", _text("name", primary=True), _text("value"), **_CLUSTERED)
    for statement in guards.statements_for_deliveries(op.get_bind().dialect.name):
        op.get_bind().exec_driver_sql(statement)
