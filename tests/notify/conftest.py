"""Empty ledgers on both databases, as the ledger's own tests have them, and offices that notify from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from tests.ledger.conftest import ledger, made_sqlite, socket, sqlite_url, url  # noqa: F401 - fixtures
from tests.notify.cases import Case, cases
from tests.notify.office import Office, office


@pytest.fixture(scope="session")
def every_letter(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Case]:
    """A letter of every template, by name: made once, in a second."""
    return cases(tmp_path_factory.mktemp("letters"))


@pytest.fixture
def here(sqlite_url: str) -> Iterator[Office]:  # noqa: F811 - the fixture
    with office(sqlite_url) as here:
        yield here


@pytest.fixture
def both(url: str) -> Iterator[Office]:  # noqa: F811 - the fixture
    """On SQLite, then on PostgreSQL."""
    with office(url) as here:
        yield here
