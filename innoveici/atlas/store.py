"""Reads the embedded atlas: one mapped file, nothing parsed until it is asked for, no numpy for a single code.

Owns the reading of ``data/atlas.bin`` (layout in ``file_format``) into values; refuses to interpret what it finds (that
is ``locate``). An MRC code is the first two digits of a municipality code; no regions here. Every fault of the file is
a StorageError (74).
"""

from __future__ import annotations

import json
import mmap
import struct
import zlib
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from innoveici.atlas.file_format import (
    COLUMNS,
    DEGREE,
    FORMAT,
    MAGIC,
    NONE,
    PREFIX,
    UNCERTAINTY_PER_KM,
    code_key,
    code_text,
)
from innoveici.atlas.location import Point
from innoveici.errors import StorageError, os_problem
from innoveici.messages import N_, Message

if TYPE_CHECKING:
    from innoveici.atlas.arrays import AtlasArrays

DEFAULT_PATH = Path(__file__).parent / "data" / "atlas.bin"


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One full postal code."""

    postal_code: str
    """With its space, ``J0K 2M0``."""
    place: str
    """Municipality or place with accents, ``Saint-Félix-de-Valois``."""
    municipality_code: str | None
    """Five digits, ``62007``; None when the code serves several or it is not known."""
    mrc_code: str | None
    """Two digits; None when ``mrc_candidates`` has several."""
    mrc_candidates: tuple[str, ...]
    """More than one when the sources cannot tell; else ``(mrc_code,)``."""
    point: Point
    uncertainty_km: float
    """About 90 % of real addresses of such a code lie within it."""


@dataclass(frozen=True, slots=True)
class Area:
    """One forward sortation area, the first three characters of its codes."""

    fsa: str
    place: str
    """The place most of its codes name."""
    mrc_codes: tuple[str, ...]
    """Every MRC in which codes of the area are known or addresses published, sorted; of an urban area, without an MRC
    that has fewer than one in a hundred of its codes."""
    point: Point
    uncertainty_km: float


@dataclass(frozen=True, slots=True)
class Municipality:
    """One municipality of the official directory; ``point`` is its core (church, town hall), None where not known."""

    code: str
    name: str
    mrc_code: str
    point: Point | None


@dataclass(frozen=True, slots=True)
class AtlasSource:
    """Where facts of the atlas come from."""

    name: str
    version: str
    licence: str
    description: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """How the atlas came to be: ``data_date`` is the date of its newest source (ISO 8601), not of a build."""

    sources: tuple[AtlasSource, ...]
    data_date: str
    fingerprint: str
    """SHA-256 (hex) of the content."""
    codes: int
    rural_codes: int
    areas: int
    municipalities: int


class Atlas:
    """From a postal code to municipality, MRC, point and uncertainty. Open it with :meth:`open`."""

    def __init__(self, content: bytes | mmap.mmap, path: Path) -> None:
        self.path = path
        self._content = content
        self._header, self._start = _header(content, path)
        self._sections: dict[str, list[int]] = self._header["sections"]
        self._rows: int = self._sections["key"][1] // 4

    @classmethod
    def open(cls, path: Path | None = None) -> Atlas:
        """The atlas at ``path``, by default the copy in the package.

        Checks the header and the length (microseconds); :meth:`verify` checks every byte.
        Raises StorageError when the file cannot be read, is damaged or of another format.
        """
        path = path or DEFAULT_PATH
        try:
            with path.open("rb") as file:
                content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as fault:  # ValueError: an empty file cannot be mapped
            raise _unreadable(path, fault) from fault
        return cls(content, path)

    def __len__(self) -> int:
        """How many full codes it knows."""
        return self._rows

    def lookup(self, code: str) -> CodeEntry | None:
        """The entry of a normalised full code (``J0K 2M0`` or ``J0K2M0``), or None."""
        row = self._find(code.replace(" ", ""))
        return None if row is None else self._entry(row)

    def codes_in(self, fsa: str) -> Iterator[CodeEntry]:
        """The entries of the full codes of an area (``J0K``), in their order."""
        first = self._from(code_key(f"{fsa}0A0"))
        return map(self._entry, range(first, self._from(code_key(f"{fsa}9Z9") + 1)))

    def _entry(self, row: int) -> CodeEntry:
        code = code_text(self._cell("key", row))
        candidates = self._pick(self._mrc_sets, self._cell("mrcs", row))
        municipality = self._cell("municipality", row)
        return CodeEntry(
            postal_code=f"{code[:3]} {code[3:]}",
            place=self._pick(self._places, self._cell("place", row)),
            municipality_code=None if municipality == NONE else self._pick(self._municipality_rows, municipality)[0],
            mrc_code=candidates[0] if len(candidates) == 1 else None,
            mrc_candidates=candidates,
            point=Point(self._cell("latitude", row) / DEGREE, self._cell("longitude", row) / DEGREE),
            uncertainty_km=self._cell("uncertainty", row) / UNCERTAINTY_PER_KM,
        )

    def area(self, fsa: str) -> Area | None:
        """The forward sortation area ``J0K``, or None."""
        return self._areas.get(fsa)

    def areas(self) -> tuple[Area, ...]:
        """Every area, by its three characters."""
        return tuple(self._areas.values())

    def municipality(self, code: str) -> Municipality | None:
        """The municipality of that five-digit code, or None."""
        return self._by_code.get(code)

    def municipalities(self) -> tuple[Municipality, ...]:
        """Every municipality of the directory, by code."""
        return tuple(self._by_code.values())

    def arrays(self) -> AtlasArrays:
        """All codes as numpy arrays, for looking up many at once (imports numpy)."""
        from innoveici.atlas.arrays import AtlasArrays

        return AtlasArrays(
            columns={name: self._bytes(name) for name in COLUMNS},
            places=self._places,
            municipality_codes=tuple(row[0] for row in self._municipality_rows),
            mrc_sets=self._mrc_sets,
        )

    @property
    def fingerprint(self) -> str:
        """SHA-256 (hex) of the content, as the header states it."""
        return str(self._header["sha256"])

    @cached_property
    def provenance(self) -> Provenance:
        """Sources with their licences, date, fingerprint and counts."""
        about = self._header["about"]
        return Provenance(
            sources=tuple(AtlasSource(**source) for source in about["sources"]),
            data_date=about["data_date"],
            fingerprint=self.fingerprint,
            codes=self._rows,
            rural_codes=about["rural_codes"],
            areas=len(self._areas),
            municipalities=len(self._by_code),
        )

    def verify(self) -> None:
        """Read every byte and compare with the fingerprint. Raises StorageError when they differ."""
        import hashlib

        if hashlib.sha256(self._content[self._start :]).hexdigest() != self.fingerprint:
            raise _damaged(self.path)

    def _find(self, compact: str) -> int | None:
        try:
            key = code_key(compact)
        except ValueError:  # not six ASCII characters
            return None
        if code_text(key) != compact:  # six others, whose numbers are some code's key by chance
            return None
        row = self._from(key)
        return row if row < self._rows and self._cell("key", row) == key else None

    def _from(self, key: int) -> int:
        """The first row whose key is not less."""
        return bisect_left(range(self._rows), key, key=lambda i: self._cell("key", i))

    def _cell(self, column: str, row: int) -> int:
        kind = _CELLS[column]
        return int(kind.unpack_from(self._content, self._start + self._sections[column][0] + row * kind.size)[0])

    def _bytes(self, section: str) -> bytes:
        offset, length = self._sections[section]
        return self._content[self._start + offset : self._start + offset + length]

    def _json(self, section: str) -> Any:
        try:
            return json.loads(self._bytes(section))
        except ValueError as fault:
            raise _damaged(self.path) from fault

    def _pick(self, dictionary: tuple[Any, ...], index: int) -> Any:
        if index >= len(dictionary):
            raise _damaged(self.path)
        return dictionary[index]

    @cached_property
    def _places(self) -> tuple[str, ...]:
        return tuple(self._json("places"))

    @cached_property
    def _mrc_sets(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(mrcs) for mrcs in self._json("mrc_sets"))

    @cached_property
    def _municipality_rows(self) -> tuple[tuple[str, str, int | None, int | None], ...]:
        return tuple(self._json("municipalities"))

    @cached_property
    def _by_code(self) -> dict[str, Municipality]:
        return {
            code: Municipality(code, name, code[:2], None if lat is None or lon is None else _point(lat, lon))
            for code, name, lat, lon in self._municipality_rows
        }

    @cached_property
    def _areas(self) -> dict[str, Area]:
        return {
            fsa: Area(fsa, place, tuple(mrcs), _point(lat, lon), tenths / UNCERTAINTY_PER_KM)
            for fsa, place, mrcs, lat, lon, tenths in self._json("areas")
        }


_CELLS = {name: struct.Struct("<" + kind) for name, kind in COLUMNS.items()}


def _point(lat: int, lon: int) -> Point:
    return Point(lat / DEGREE, lon / DEGREE)


def _header(content: bytes | mmap.mmap, path: Path) -> tuple[dict[str, Any], int]:
    """The header and where the sections begin. Raises StorageError."""
    if len(content) < PREFIX.size:
        raise _damaged(path)
    magic, number, length, crc = PREFIX.unpack_from(content)
    if magic != MAGIC:
        raise _damaged(path)
    if number != FORMAT:
        raise StorageError(
            Message(
                N_("the atlas {path} has format {found}; this program reads {wanted}"),
                path=path,
                found=number,
                wanted=FORMAT,
            ),
            Message(N_("install the program again, or rebuild the atlas with tools/build_atlas.py")),
        )
    start = PREFIX.size + length
    text = content[PREFIX.size : start]
    if zlib.crc32(text) != crc:
        raise _damaged(path)
    header: dict[str, Any] = json.loads(text)
    if len(content) != start + header["size"]:
        raise _damaged(path)
    return header, start


def _damaged(path: Path) -> StorageError:
    return StorageError(
        Message(N_("the atlas {path} is damaged"), path=path),
        Message(N_("install the program again, or rebuild the atlas with tools/build_atlas.py")),
    )


def _unreadable(path: Path, fault: Exception) -> StorageError:
    return StorageError(
        Message(N_("the atlas {path} cannot be read: {detail}"), path=path, detail=os_problem(fault)),
        Message(N_("install the program again, or rebuild the atlas with tools/build_atlas.py")),
    )
