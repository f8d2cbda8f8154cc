"""The composition root: turns settings into the objects a command needs, each opened when first asked for."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from innoveici.cli.screen import Screen
from innoveici.quebec import quebec_day
from innoveici.settings import Settings, cache_folder, data_folder

if TYPE_CHECKING:
    from innoveici.atlas.geonames import GeoNames
    from innoveici.atlas.store import Atlas
    from innoveici.desk import Desk
    from innoveici.directory.model import Directory, RegionsFile
    from innoveici.ledger.access import LedgerUrl
    from innoveici.ledger.ledger import Ledger
    from innoveici.orientation.entry_index import EntryIndex


@dataclass
class Session:
    """One run of the command line. Nothing is opened until it is used."""

    settings: Settings
    screen: Screen = field(default_factory=Screen)

    @cached_property
    def now(self) -> datetime:
        """UTC; ``INNOVEICI_NOW`` when that is set."""
        return self.settings.clock()

    @property
    def today(self) -> date:
        """The day in Québec."""
        return quebec_day(self.now)

    @cached_property
    def atlas(self) -> Atlas:
        from innoveici.atlas.store import Atlas

        return Atlas.open()

    @cached_property
    def geonames(self) -> GeoNames | None:
        """pgeocode's files, when they are on disk."""
        from innoveici.atlas.geonames import GeoNames

        return GeoNames.at(pgeocode_files())

    @cached_property
    def desk(self) -> Desk:
        """Where requests are routed today."""
        from innoveici.desk import Desk

        return Desk(
            self.atlas,
            self.directory,
            self.today,
            geonames=self.geonames,
            catalogue=self.settings.catalogue.value,
        )

    @cached_property
    def regions(self) -> RegionsFile:
        from innoveici.directory.load import load_regions

        return load_regions(self.settings.regions.value)

    @cached_property
    def entries(self) -> EntryIndex:
        """The catalogue's, to look up and to search."""
        from innoveici.orientation.entry_index import open_index

        return open_index(self.settings.catalogue.value, cache_folder())

    @cached_property
    def readable_regions(self) -> RegionsFile | None:
        """The regions for what only decorates an answer: None when the file is at fault."""
        from innoveici.errors import InnoveiciError

        try:
            return self.regions
        except InnoveiciError:
            return None

    @cached_property
    def readable_directory(self) -> Directory | None:
        """As :attr:`readable_regions`, with the advisors."""
        from innoveici.errors import InnoveiciError

        try:
            return self.directory
        except InnoveiciError:
            return None

    @cached_property
    def directory(self) -> Directory:
        from innoveici.directory.load import load_directory, with_base_url

        found = load_directory(self.settings.regions.value, self.settings.advisors.value, self.atlas)
        return with_base_url(found, self.settings.base_url)

    @property
    def ledger_url(self) -> LedgerUrl:
        """Where the ledger in force is, or will be. :raises ConfigError: there can be none."""
        from innoveici.ledger.access import parse_ledger_url

        return parse_ledger_url(self.settings.ledger.value)

    def existing_ledger(self) -> AbstractContextManager[Ledger | None]:
        """The ledger in force, None while there is none yet; closed at the end of the block."""
        from innoveici.errors import InputNotFound

        url = self.ledger_url
        if url.kind == "sqlite" and not url.file.exists():
            return nullcontext()  # without loading what opens one
        try:
            return self.ledger()
        except InputNotFound:
            return nullcontext()

    def ledger(self, *, create: bool = False, much_to_write: bool = False, stays_open: bool = False) -> Ledger:
        """The ledger in force; with ``create`` it is made when there is none.

        ``much_to_write``: wait longer for other writers, and let them go first. ``stays_open``: see ``open_ledger``.
        """
        from innoveici.ledger import MUCH_PATIENCE_S, PATIENCE_S, open_ledger

        patience_s = MUCH_PATIENCE_S if much_to_write else PATIENCE_S
        where, clock = self.settings.ledger.value, self.settings.clock
        return open_ledger(where, clock=clock, create=create, patience_s=patience_s, stays_open=stays_open)


def pgeocode_files() -> Path:
    """Where ``atlas update`` puts pgeocode's files."""
    return data_folder() / "pgeocode"


def session(ctx: typer.Context) -> Session:
    """The session that the callback before the command put there."""
    found = ctx.find_object(Session)
    assert found is not None
    return found
