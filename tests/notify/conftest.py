"""Empty ledgers on both databases, as the ledger's own tests have them."""

from __future__ import annotations

from tests.ledger.conftest import ledger, made_sqlite, socket, sqlite_url, url  # noqa: F401 - fixtures
