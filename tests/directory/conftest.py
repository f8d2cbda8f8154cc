"""Small files of three regions and an atlas of six codes, to break in one place at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from innoveici.atlas.location import Point
from innoveici.atlas.store import Area, Atlas, CodeEntry, Municipality
from innoveici.directory.file_problems import DirectoryError, Problem
from innoveici.directory.load import load_directory
from innoveici.directory.model import Directory

REGIONS = """\
version: "2026-11"
council:
  name: Conseil
  email: conseil@conseil.example
service:
  first_contact_days: 10
  reminder_days: [7]
  holidays: CA-QC
mrc:
  "23": Québec
  "51": Maskinongé
  "61": Joliette
  "62": Matawinie
sectors:
  intelligence artificielle: [IA, AI]
  tourisme: [tourism]
regions:
  - code: "03"
    name: Capitale-Nationale
    mrc_codes: ["23"]
    eracs:
      - id: erac-03
        name: ERAC de la Capitale-Nationale
        verified: false
  - code: "04"
    name: Mauricie
    mrc_codes: ["51"]
    eracs:
      - {id: erac-04, name: ERAC de la Mauricie, mandatary: Organisme, source: "Communiqué, 2025"}
  - code: "14"
    name: Lanaudière
    mrc_codes:
      - "61"
      - "62"
    eracs:
      - id: erac-14
        name: ERAC Lanaudière
        mandatary: Organisme
        email: direction@organisme.example
        source: Communiqué, 2024
    policy: {empty_pool: neighbour, in_training: last_resort, tie_margin_km: 2.5, neighbours: ["04"]}
partnerships:
  - id: ai
    name: Québec × Grand Est
    organizations: [Ici, Là-bas]
    sectors: [AI]
    origins: [CA-QC, FR-GES]
    departments: ["67", "68"]
    markets: [FR-GES]
    offer: Maillage.
    source: Entente, 2024
    contact: bureau@ici.example
"""

HEADER = (
    "id,name,organization,postal_code,email,phone,region_code,mrc_codes,languages,sectors,"
    "certification,certified_until,capacity,absent_from,absent_until,replacement_id\n"
)
ADVISORS = (
    HEADER
    + """\
a,Conseil A,Organisme A,J0K 2M0,a@a.example,450 555-0100 poste 2,14,62,fr|en,AI|tourisme,attested,2028-06-30,5,,,b
b,Conseil B,Organisme B,J6E 1A1,b@b.example,,,61,fr,,attested,,,2027-07-05,2027-07-16,
c,Conseil C,Organisme C,G1R 2B5,c@c.example,,03,,fr,,in_training,,0,,,
d,"Conseil D, Mauricie",Organisme D,j0k0a1,d@d.example,,,,,,attested,,,,,
"""
)

_ENTRIES = {  # code: place, MRC candidates, latitude, longitude, km
    "J0K2M0": ("Saint-Félix-de-Valois", ("62",), 46.17, -73.43, 2.0),
    "J6E1A1": ("Joliette", ("61",), 46.02, -73.44, 0.8),
    "G1R2B5": ("Québec", ("23",), 46.81, -71.21, 0.5),
    "J0K0A1": ("Saint-Alexis-des-Monts", ("51",), 46.46, -73.14, 6.0),
    "J0K9A0": ("Saint-Gabriel", ("51", "62"), 46.29, -73.30, 12.0),
}
_AREAS = {
    "J0K": Area("J0K", "Saint-Félix-de-Valois", ("51", "62"), Point(46.3, -73.5), 60.0),
    "J6E": Area("J6E", "Joliette", ("61",), Point(46.03, -73.44), 3.0),
}


class _SixCodes:
    """As much of the atlas as locating an office asks for."""

    def lookup(self, code: str) -> CodeEntry | None:
        if code.replace(" ", "") not in _ENTRIES:
            return None
        place, mrcs, latitude, longitude, km = _ENTRIES[code.replace(" ", "")]
        return CodeEntry(code, place, None, mrcs[0] if len(mrcs) == 1 else None, mrcs, Point(latitude, longitude), km)

    def codes_in(self, fsa: str) -> Iterator[CodeEntry]:
        return (entry for code in sorted(_ENTRIES) if code.startswith(fsa) and (entry := self.lookup(code)))

    def area(self, fsa: str) -> Area | None:
        return _AREAS.get(fsa)

    def areas(self) -> tuple[Area, ...]:
        return tuple(_AREAS.values())

    def municipality(self, code: str) -> Municipality | None:  # noqa: ARG002 - the atlas's own signature
        return None

    def municipalities(self) -> tuple[Municipality, ...]:
        return ()


@pytest.fixture
def atlas() -> Atlas:
    return cast(Atlas, _SixCodes())


@dataclass
class Files:
    """regions.yaml and advisors.csv in a folder of their own."""

    folder: Path
    atlas: Atlas

    @property
    def regions(self) -> Path:
        return self.folder / "regions.yaml"

    @property
    def advisors(self) -> Path:
        return self.folder / "advisors.csv"

    def write(self, regions: str | bytes = REGIONS, advisors: str | bytes = ADVISORS) -> None:
        for path, content in ((self.regions, regions), (self.advisors, advisors)):
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    def load(self, **contents: Any) -> Directory:
        self.write(**contents)
        return load_directory(self.regions, self.advisors, self.atlas)

    def problems(self, **contents: Any) -> tuple[Problem, ...]:
        """Of files that do not load."""
        with pytest.raises(DirectoryError) as caught:
            self.load(**contents)
        return caught.value.problems

    def faults(self, **contents: Any) -> list[str]:
        """As :meth:`problems`, worded, without the folder."""
        return [str(p).replace(f"{self.folder}/", "") for p in self.problems(**contents)]


@pytest.fixture
def files(tmp_path: Path, atlas: Atlas) -> Files:
    return Files(tmp_path, atlas)


@pytest.fixture
def regions_with() -> Callable[[str, str], str]:
    """regions.yaml with one text in place of another that is there once."""

    def changed(old: str, new: str) -> str:
        assert REGIONS.count(old) == 1, old
        return REGIONS.replace(old, new)

    return changed


@pytest.fixture
def advisors_with() -> Callable[..., str]:
    """advisors.csv with cells of one row replaced: ``advisors_with("a", email="x")``."""

    def changed(identity: str, **cells: str) -> str:
        names = HEADER.strip().split(",")
        lines = ADVISORS.splitlines()
        position = next(i for i, line in enumerate(lines) if line.startswith(f"{identity},"))
        row = lines[position].split(",")
        for name, value in cells.items():
            row[names.index(name)] = value
        lines[position] = ",".join(row)
        return "\n".join(lines) + "\n"

    return changed


@pytest.fixture
def plain() -> tuple[str, str]:
    """The two files as they are when nothing is wrong."""
    return REGIONS, ADVISORS
