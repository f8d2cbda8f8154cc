"""Alembic's environment and the ledger's schema, one revision a file."""
