"""The catalogue that is shipped, read once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from innoveici.catalogue.load import load_catalogue
from innoveici.catalogue.model import Catalogue
from innoveici.orientation.need_reading import NeedReader
from innoveici.orientation.suggesting import Orienter

TODAY = date(2026, 12, 1)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue(Path(__file__).parents[2] / "catalogue")


@pytest.fixture(scope="session")
def orienter(catalogue: Catalogue) -> Orienter:
    return Orienter(catalogue)


@pytest.fixture(scope="session")
def reader(orienter: Orienter) -> NeedReader:
    return orienter.reader
