"""Run by Alembic inside the transaction that ``upgrade`` has opened, on its connection: there is no alembic.ini."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    transactional_ddl=True,  # true of SQLite too, once transactions are begun in words
)
context.run_migrations()
