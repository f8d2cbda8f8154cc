"""pgeocode for codes that the atlas lacks: France, the rest of Canada, an area opened since. Coarse, and says so.

Only files already on disk are read; pgeocode (and pandas with it) is imported at the first question and kept from its
habit of downloading. ``update`` fetches the files, when asked.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from innoveici.atlas.location import Point
from innoveici.errors import StorageError
from innoveici.messages import N_, Message

COUNTRIES = ("CA", "FR")

URBAN_UNCERTAINTY_KM = 10.0
RURAL_UNCERTAINTY_KM = 250.0
"""Of GeoNames' area file: 9 of 10 real Québec addresses are within 5 km (urban) and 235 km (rural) of its point."""
NORTHERN_UNCERTAINTY_KM = 1500.0
"""Of the territories' rural areas (X0, Y0), each wider than France."""
COMMUNE_UNCERTAINTY_KM = 10.0
"""Added to the spread of the communes that share a French code."""

_WHOLE_COUNTRY = (
    Point(60.10867, -113.64258),
    Point(56.130366, -106.346771),
    Point(46.0, 2.0),
    Point(46.227638, 2.213749),
)
"""Points that GeoNames and others give to Canada and France as such: a code that has one is in no known place."""
_NEAR_KM = 5.0
_LATITUDES = {"CA": (41.0, 83.5), "FR": (-50.0, 52.0)}
"""Canada's own extent (H0H is at 90 in the file); France's with its overseas departments and territories."""


@dataclass(frozen=True, slots=True)
class GeoNamesPlace:
    """One answer: the places that share the code, their middle, and an uncertainty to be taken at its word."""

    place: str
    point: Point
    uncertainty_km: float


class GeoNames:
    """pgeocode's files in some folders; a country is served by the first folder that has its file."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)
        self._open: dict[str, Any] = {}

    @classmethod
    def at(cls, folder: Path) -> GeoNames | None:
        """The files in ``folder``, then in pgeocode's own; None when neither has any. Imports nothing."""
        found = cls((folder, pgeocode_folder()))
        return found if found.countries() else None

    def countries(self) -> tuple[str, ...]:
        """The countries whose file is on disk."""
        return tuple(country for country in COUNTRIES if self.file_of(country))

    def file_of(self, country: str) -> Path | None:
        """The file that serves ``country``, or None."""
        return next((path for folder in self._folders if (path := folder / f"{country}.txt").is_file()), None)

    def place(self, country: str, code: str) -> GeoNamesPlace | None:
        """Where ``code`` is: an area (``K1P``) of ``CA``, five digits of ``FR``. None when the file is not on disk,
        does not have the code, or has no believable point for it. Raises StorageError when the file cannot be read."""
        path = self.file_of(country)
        if path is None:
            return None
        # pgeocode compares a Canadian code's first word: “J0K2M0” would be NaN, so only the area is asked for.
        asked = code.replace(" ", "")[:3] if country == "CA" else code
        try:
            if country not in self._open:
                self._open[country] = nominatim(country, path)
            rows = self._open[country].query_postal_code([asked]).to_dict("records")
        except Exception as fault:  # whatever pandas makes of a damaged file
            raise StorageError(
                Message(N_("pgeocode's file {path} cannot be read"), path=str(path)),
                Message(N_("replace it with: innoveici atlas update")),
            ) from fault
        return _summed_up(country, asked, rows)


def pgeocode_folder() -> Path:
    """Where pgeocode itself keeps its files: PGEOCODE_DATA_DIR, else ~/.cache/pgeocode."""
    named = os.environ.get("PGEOCODE_DATA_DIR")
    return Path(named) if named else Path.home() / ".cache" / "pgeocode"


def nominatim(country: str, path: Path) -> Any:
    """pgeocode's ``Nominatim`` on the file at ``path``; imports pgeocode, never downloads, writes nothing."""
    import pgeocode

    with _offline(pgeocode, path.parent):
        # unique=False: no index file is written beside the data, and none that is stale is believed.
        return pgeocode.Nominatim(country, unique=False)


@contextmanager
def _offline(pgeocode: Any, folder: Path) -> Iterator[None]:
    """pgeocode reading ``folder`` and knowing no address to download from, should the file vanish meanwhile."""
    before = pgeocode.STORAGE_DIR, pgeocode.DOWNLOAD_URL
    pgeocode.STORAGE_DIR, pgeocode.DOWNLOAD_URL = str(folder), []
    try:
        yield
    finally:
        pgeocode.STORAGE_DIR, pgeocode.DOWNLOAD_URL = before


def _summed_up(country: str, asked: str, rows: Sequence[dict[Any, Any]]) -> GeoNamesPlace | None:
    points = [Point(float(row["latitude"]), float(row["longitude"])) for row in rows]
    kept = [(row, point) for row, point in zip(rows, points, strict=True) if _believable(country, point)]
    if not kept:
        return None
    middle = Point(
        math.fsum(point.latitude for _, point in kept) / len(kept),
        math.fsum(point.longitude for _, point in kept) / len(kept),
    )
    spread = max(middle.distance_km(point) for _, point in kept)
    names = dict.fromkeys(str(row["place_name"]) for row, _ in kept)
    return GeoNamesPlace(", ".join(list(names)[:3]), middle, round(_least_uncertainty(country, asked) + spread, 1))


def _least_uncertainty(country: str, asked: str) -> float:
    if country != "CA":
        return COMMUNE_UNCERTAINTY_KM
    if asked[1] != "0":
        return URBAN_UNCERTAINTY_KM
    return NORTHERN_UNCERTAINTY_KM if asked[0] in "XY" else RURAL_UNCERTAINTY_KM


def _believable(country: str, point: Point) -> bool:
    if math.isnan(point.latitude) or math.isnan(point.longitude):
        return False
    south, north = _LATITUDES[country]
    if not south <= point.latitude <= north:
        return False
    return all(point.distance_km(centre) > _NEAR_KM for centre in _WHOLE_COUNTRY)
