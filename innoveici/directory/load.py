"""From the two files to one valid Directory, or to every fault of both at once."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from innoveici.directory.file_problems import DirectoryError, ProblemReport, in_order
from innoveici.directory.model import Directory, RegionsFile
from innoveici.directory.regions import read_regions

if TYPE_CHECKING:
    from innoveici.atlas.store import Atlas
    from innoveici.directory.advisors import AdvisorsFile

__all__ = ["load_advisors", "load_directory", "load_regions", "with_base_url"]


def load_regions(path: Path) -> RegionsFile:
    """What ``path`` says of regions, ERACs and partnerships; all that ``locate`` needs.

    Raises DirectoryError (78) with every fault, InputNotFound (66), StorageError (74).
    """
    report = ProblemReport(path)
    reading = read_regions(path, report)
    if reading is None or report.failed:
        raise DirectoryError(in_order(report.problems, [report.file]))
    return reading.regions


def load_directory(regions_path: Path, advisors_path: Path, atlas: Atlas) -> Directory:
    """Both files as one Directory; ``atlas`` locates the advisors' offices.

    Raises DirectoryError (78) with the faults of both files, InputNotFound (66), StorageError (74).
    """
    from innoveici.directory.advisors import read_advisors

    regions_report, advisors_report = ProblemReport(regions_path), ProblemReport(advisors_path)
    reading = read_regions(regions_path, regions_report)
    # Offices are not blamed for faults of the map: then only the other cells are checked.
    regions = reading.regions if reading and reading.map_is_sound else None
    advisors = read_advisors(advisors_path, advisors_report, regions, atlas)
    problems = in_order(
        [*regions_report.problems, *advisors_report.problems], [regions_report.file, advisors_report.file]
    )
    if regions is None or advisors is None or regions_report.failed:
        raise DirectoryError(problems)
    return Directory(
        **{f.name: getattr(regions, f.name) for f in fields(regions) if f.name not in ("positions", "warnings")},
        advisors=advisors.advisors,
        advisors_fingerprint=advisors.fingerprint,
        positions={**regions.positions, **advisors.positions},
        headers=advisors.headers,
        warnings=problems,
    )


def load_advisors(path: Path, content: bytes, regions: RegionsFile, atlas: Atlas) -> AdvisorsFile:
    """What the file ``path`` says, or would, were ``content`` what it holds; ``regions`` as they were loaded.

    Raises DirectoryError (78) with every fault.
    """
    from innoveici.directory.advisors import read_advisors

    report = ProblemReport(path)
    advisors = read_advisors(path, report, regions, atlas, content)
    if advisors is None:
        raise DirectoryError(in_order(report.problems, [report.file]))
    return advisors


def with_base_url(directory: Directory, base_url: str) -> Directory:
    """``directory`` with the address of the pages that was named elsewhere than in regions.yaml; empty: nowhere."""
    return replace(directory, notices=replace(directory.notices, base_url=base_url)) if base_url else directory
