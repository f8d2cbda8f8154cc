"""Every code of the atlas that is in one region for certain, with who is first there; worked out as rows ask for it.

Kept up with who has reached a limit: ``follow`` the loads before asking. Rows are those of the atlas' arrays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from innoveici.atlas.file_format import NONE, code_key, code_text
from innoveici.atlas.locate import RESERVED_AREA
from innoveici.atlas.location import Located, Point
from innoveici.atlas.store import Atlas
from innoveici.batch.decide.json_text import Value, between, cut, in_their_order, mark, objects, string
from innoveici.batch.text import floats, glued, taken
from innoveici.directory.model import Region
from innoveici.routing.decide import Router
from innoveici.routing.decision import Load
from innoveici.routing.eligibility import Roster
from innoveici.routing.many import Places, RegionCandidates
from innoveici.routing.masking import coarse_uncertainty

Rows = NDArray[np.int64]

_CHUNK = 8192
"""Places seen at once: bounds memory at some tens of MB."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A state of a region: its candidates while nobody else becomes full."""

    region: Region
    full: tuple[tuple[str, int], ...]
    candidates: RegionCandidates


class PlaceTable:
    """Parallel arrays over the atlas' codes, filled by :meth:`ask`.

    ``region``: position in ``regions``, -1 where the code is not certain. ``spot``: position in ``spots`` of what was
    asked, -1 before. ``first``: position among the spot's candidates, -1 for nobody; ``advisor``: the same among all of
    the directory's. ``sure``: distance alone decides.
    ``codes``: the codes themselves, six characters, dtype ``S6``.
    """

    def __init__(self, atlas: Atlas, router: Router) -> None:
        self.atlas = atlas
        self.arrays = atlas.arrays()
        self.regions = tuple(router.directory.regions.values())
        self.spots: list[Spot] = []
        self._position = {id_: position for position, id_ in enumerate(router.directory.advisors)}
        self._rosters: tuple[Roster, ...] = tuple(router.roster(region) for region in self.regions)
        self._now: list[int | None] = [None] * len(self.regions)
        count = len(self.arrays.keys)
        self.region = _regions_of(self.arrays.mrc_sets, router.directory.region_of_mrc, self.regions)[self.arrays.mrcs]
        self.region[_rows_of_area(self.arrays.keys, RESERVED_AREA)] = -1
        self.codes = self.arrays.codes
        self.spot = np.full(count, -1, np.int32)
        self.first = np.full(count, -1, np.int32)
        self.advisor = np.full(count, -1, np.int32)
        self.distance_km = np.full(count, np.nan)
        self.error_km = np.full(count, np.nan)
        self.sure = np.zeros(count, bool)

    def follow(self, loads: Mapping[str, Load]) -> None:
        """Bring the table up to who is full now. Costs little when nothing changed."""
        for position, (region, roster) in enumerate(zip(self.regions, self._rosters, strict=True)):
            full = roster.full(loads)
            now = self._now[position]
            if now is not None and self.spots[now].full == full:
                continue
            self.spots.append(Spot(region, full, RegionCandidates(region, *roster.considered(region.policy, full))))
            self._now[position] = len(self.spots) - 1
            if now is not None:
                self.spot[self.region == position] = -1

    def ask(self, rows: Rows) -> None:
        """Work out who is first for those of ``rows`` (certain codes) that were not asked for since the last change."""
        new = np.unique(rows[self.spot[rows] < 0])
        for position in np.unique(self.region[new]):
            now = self._now[position]
            assert now is not None
            here = new[self.region[new] == position]
            candidates = self.spots[now].candidates
            everybody = np.array([*(self._position[member.advisor.id] for member in candidates.members), -1], np.int32)
            for chunk in np.array_split(here, -(-len(here) // _CHUNK)):
                nearest = candidates.nearest(self.places(chunk))
                self.spot[chunk], self.first[chunk], self.sure[chunk] = now, nearest.first, nearest.sure
                self.advisor[chunk] = everybody[nearest.first]
                self.distance_km[chunk], self.error_km[chunk] = nearest.distance_km, nearest.error_km

    def places(self, rows: Rows) -> Places:
        """Points and uncertainties of codes."""
        arrays = self.arrays
        return Places(arrays.latitude[rows], arrays.longitude[rows], arrays.uncertainty_km[rows])

    def located(self, row: int) -> Located:
        """What ``locate`` says of a certain code by itself."""
        arrays = self.arrays
        code = code_text(int(arrays.keys[row]))
        municipality = int(arrays.municipality[row])
        return Located(
            postal_code=f"{code[:3]} {code[3:]}",
            verdict="exact",
            place=self.place(row),
            municipality_code=None if municipality == NONE else arrays.municipality_codes[municipality],
            mrc_code=self.mrc(row),
            region_code=self.regions[self.region[row]].code,
            point=Point(float(arrays.latitude[row]), float(arrays.longitude[row])),
            uncertainty_km=float(arrays.uncertainty_km[row]),
        )

    def place(self, row: int) -> str:
        """The name of a code's place."""
        return str(self.arrays.places[self.arrays.place[row]])

    def mrc(self, row: int) -> str:
        """The MRC of a certain code."""
        return str(self.arrays.mrc_sets[self.arrays.mrcs[row]][0])


def _regions_of(
    mrc_sets: tuple[tuple[str, ...], ...], region_of_mrc: Mapping[str, str], regions: tuple[Region, ...]
) -> NDArray[np.int16]:
    """For each set of MRCs the position of its region; -1 for several MRCs or none that a region has."""
    positions = {region.code: position for position, region in enumerate(regions)}
    found = [positions.get(region_of_mrc.get(mrcs[0], ""), -1) if len(mrcs) == 1 else -1 for mrcs in mrc_sets]
    return np.array(found, np.int16)


def _rows_of_area(keys: NDArray[np.uint32], fsa: str) -> slice:
    start, stop = np.searchsorted(keys, [code_key(f"{fsa}0A0"), code_key(f"{fsa}9Z9") + 1])
    return slice(int(start), int(stop))


_DOUBT = 1e-6


class PlaceTexts:
    """Of the codes of one table."""

    def __init__(self, table: PlaceTable) -> None:
        self._table = table
        self._place = lru_cache(maxsize=8192)(self._placed)

    def of(self, rows: NDArray[np.int64]) -> tuple[pa.StringArray, pa.StringArray]:
        """For each code its location's public text, without what it shares with others (``record.split_common``), and
        the location in the private part."""
        arrays = self._table.arrays
        names = np.stack([arrays.place[rows], arrays.municipality[rows], arrays.mrcs[rows]]).astype(np.int64)
        distinct, which = np.unique(names[0] << 32 | names[1] << 16 | names[2], return_inverse=True)
        placed = [self._place(name >> 32, name >> 16 & 0xFFFF, name & 0xFFFF) for name in distinct.tolist()]
        latitude, longitude = arrays.latitude[rows], arrays.longitude[rows]
        uncertainties, of = np.unique(arrays.uncertainty_km[rows], return_inverse=True)
        shown = between(
            [taken(pieces, which) for pieces in zip(*placed, strict=True)],
            in_their_order(
                {
                    "point": _point(tenths(latitude), tenths(longitude)),
                    "uncertainty_km": Value(taken([str(coarse_uncertainty(km)) for km in uncertainties.tolist()], of)),
                }
            ),
        )
        hidden = objects(
            {
                "point": _point(latitude, longitude),
                "postal_code": string(_spaced(self._table.codes[rows])),
                "uncertainty_km": Value(taken(list(map(repr, uncertainties.tolist())), of)),
            },
            {},
        )
        return shown, hidden

    def _placed(self, place: int, municipality: int, mrcs: int) -> tuple[str, ...]:
        arrays = self._table.arrays
        location = {
            "point": mark("point"),
            "uncertainty_km": mark("uncertainty_km"),
            "place": arrays.places[place],
            "mrc_code": arrays.mrc_sets[mrcs][0],
        }
        if municipality != NONE:
            location["municipality_code"] = arrays.municipality_codes[municipality]
        _, pieces = cut(location)
        return pieces


def _point(latitude: NDArray[np.float64], longitude: NDArray[np.float64]) -> Value:
    return Value(glued(floats(latitude), ",", floats(longitude)), "[", "]")


def tenths(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """``round(…, 1)`` of each, which is exact; ten times the number, which numpy rounds, is not."""
    tenfold = degrees * 10
    rounded: NDArray[np.float64] = np.rint(tenfold) / 10
    half = np.abs(np.abs(tenfold - np.rint(tenfold)) - 0.5) < _DOUBT
    rounded[half] = [round(value, 1) for value in degrees[half].tolist()]
    return rounded


def _spaced(codes: NDArray[np.bytes_]) -> pa.StringArray:
    """``J0K2M0`` as ``J0K 2M0``."""
    letters = np.ascontiguousarray(codes).view(np.uint8).reshape(-1, 6)
    spaced = np.insert(letters, 3, ord(" "), axis=1)
    offsets = np.arange(0, spaced.size + 1, 7, dtype=np.int32)
    return pa.StringArray.from_buffers(len(codes), pa.py_buffer(offsets), pa.py_buffer(spaced))
