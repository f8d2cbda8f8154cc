"""The desk as it is now, for who works through a day or longer: a screen, a server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from innoveici.catalogue.model import FILES
from innoveici.desk import Desk
from innoveici.directory.load import load_directory, with_base_url
from innoveici.quebec import quebec_day

if TYPE_CHECKING:
    from innoveici.atlas.geonames import GeoNames
    from innoveici.atlas.store import Atlas


class CurrentDesk:
    """Call it for the desk as of now: made again when a day begins or one of its files was changed.

    ``base_url``: where the pages are, when that is not said in regions.yaml. Raises what loading the files raises.
    """

    def __init__(
        self,
        regions: Path,
        advisors: Path,
        atlas: Atlas,
        clock: Callable[[], datetime],
        geonames: GeoNames | None = None,
        base_url: str = "",
        catalogue: Path | None = None,
    ) -> None:
        self._files = (regions, advisors)
        self._catalogue = catalogue
        self._base_url = base_url
        self._atlas = atlas
        self._geonames = geonames
        self._clock = clock
        self._made: tuple[tuple[object, ...], Desk] | None = None
        self._lock = Lock()  # several threads of a screen ask

    def __call__(self) -> Desk:
        today = quebec_day(self._clock())
        with self._lock:
            key = (today, *map(_version, (*self._files, *self._catalogue_files())))
            if self._made is None or self._made[0] != key:
                self._made = key, self._make(today)
            return self._made[1]

    def _catalogue_files(self) -> list[Path]:
        return [self._catalogue / name for name in FILES] if self._catalogue else []

    def _make(self, today: date) -> Desk:
        directory = with_base_url(load_directory(*self._files, self._atlas), self._base_url)
        return Desk(self._atlas, directory, today, geonames=self._geonames, catalogue=self._catalogue)


def _version(file: Path) -> tuple[int, int] | None:
    """Changes when the file does; None while there is none: loading it says so."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
