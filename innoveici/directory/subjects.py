"""Whom each finding concerns: an advisor, an ERAC, a region. So that each office finds its own together. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from innoveici.directory.model import Directory, Region
from innoveici.directory.problem import Problem

_PATH = re.compile(r'regions\["(?P<region>[0-9]{2})"\](?:\.eracs\["(?P<erac>[^"]+)"\])?')


@dataclass(frozen=True, slots=True)
class Subject:
    """``advisor_id`` goes with the ERAC and the region of its office, where the files can be read; None: nobody's."""

    advisor_id: str | None = None
    erac_id: str | None = None
    region_code: str | None = None

    def to_json(self) -> dict[str, str | None]:
        """Machine form."""
        return {"advisor_id": self.advisor_id, "erac_id": self.erac_id, "region_code": self.region_code}


@dataclass(frozen=True, slots=True)
class Office:
    """What was found of an ERAC and its region, then of each advisor there; without ids, of what is nobody's."""

    erac_id: str | None
    region_code: str | None
    own: list[Problem] = field(default_factory=list)
    advisors: dict[str, list[Problem]] = field(default_factory=dict)


def subject_of(problem: Problem, directory: Directory | None) -> Subject:
    """Whom ``problem`` concerns. ``directory`` is None while the files cannot be read: then ids alone are known."""
    kind, _, id_ = problem.about.partition(":")
    if kind == "advisor":
        advisor = directory.advisors.get(id_) if directory else None
        if directory is None or advisor is None:
            return Subject(advisor_id=id_)
        region = directory.regions[advisor.region_code]
        return Subject(id_, region.erac_for(advisor.mrc_code).id, region.code)
    regions = directory.regions if directory else {}
    if kind == "erac":
        code = next((r.code for r in regions.values() if any(e.id == id_ for e in r.eracs)), None)
        return Subject(erac_id=id_, region_code=code)
    if kind == "mrc" and directory is not None and id_ in directory.region_of_mrc:
        return _of_region(regions[directory.region_of_mrc[id_]], id_)
    if kind == "region" and id_ in regions:
        return _of_region(regions[id_], None)
    if found := _PATH.match(problem.field):
        return Subject(erac_id=found["erac"], region_code=found["region"])
    return Subject()


def by_office(problems: Iterable[Problem], directory: Directory | None) -> list[Office]:
    """Offices in the order of their regions, what is nobody's first; the problems of each in the order given."""
    offices: dict[tuple[str | None, str | None], Office] = {(None, None): Office(None, None)}
    for problem in problems:
        subject = subject_of(problem, directory)
        key = (subject.region_code, subject.erac_id)
        office = offices.setdefault(key, Office(subject.erac_id, subject.region_code))
        if subject.advisor_id is None:
            office.own.append(problem)
        else:
            office.advisors.setdefault(subject.advisor_id, []).append(problem)
    found = [office for office in offices.values() if office.own or office.advisors]
    return sorted(found, key=lambda office: (office.region_code or "", office.erac_id or ""))


def of_others(problem: Problem, directory: Directory | None, regions: Collection[str]) -> bool:
    """Whether it is a warning of a region that is none of ``regions``. An error concerns everybody."""
    region = subject_of(problem, directory).region_code
    return problem.severity == "warning" and bool(regions) and region is not None and region not in regions


def _of_region(region: Region, mrc_code: str | None) -> Subject:
    return Subject(erac_id=region.erac_for(mrc_code).id, region_code=region.code)
