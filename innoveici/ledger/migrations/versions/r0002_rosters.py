"""Rosters: the advisors that were considered, kept once for all the events that refer to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from innoveici.ledger import guards

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table and its guards, in the caller's transaction."""
    columns = [sa.Column(name, sa.Text, primary_key=name == "id", nullable=False) for name in ("id", "salt", "body")]
    op.create_table("rosters", *columns, sqlite_strict=True)
    for statement in guards.statements_for_rosters(op.get_bind().dialect.name):
        op.get_bind().exec_driver_sql(statement)
