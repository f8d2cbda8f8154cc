"""What is incomplete, out of date or about to be in a directory that loads. Pure: the day is given, nothing is read.

Nothing here stops a request from being routed; each finding says what a company would feel and what to do about it.
``subject_of`` says whom one concerns (an advisor, an ERAC, a region), so that each office finds its own together.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from innoveici.atlas.store import Atlas
from innoveici.directory.file_problems import Problem, Severity, in_order
from innoveici.directory.model import Advisor, Directory, Erac, Region
from innoveici.messages import N_, Message
from innoveici.quebec import WorkingDays

ENDING_WITHIN = timedelta(days=60)
"""Time to renew a certification before requests go elsewhere."""
COARSE_KM = 10.0
"""An office known no better than this may well have requests go to the wrong advisor."""
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
class OfficeFindings:
    """What was found of an ERAC and its region, then of each advisor there; without ids, of what is nobody's."""

    erac_id: str | None
    region_code: str | None
    own: list[Problem] = field(default_factory=list)
    advisors: dict[str, list[Problem]] = field(default_factory=dict)


def check_directory(directory: Directory, today: date) -> tuple[Problem, ...]:
    """Every finding about ``directory`` on ``today``, those of loading included, in file order."""
    checker = _Checker(directory, today)
    found = [*directory.warnings, *checker.regions_file(), *checker.advisors_file()]
    positions = directory.positions.values()
    return in_order(found, list(dict.fromkeys(position.file for position in positions)))


def check_against_atlas(directory: Directory, atlas: Atlas) -> tuple[Problem, ...]:
    """MRCs in which the atlas has municipalities but the directory no region: their requests would all be held."""
    known = set(directory.region_of_mrc)
    found = {m.mrc_code for m in atlas.municipalities()} | {mrc for area in atlas.areas() for mrc in area.mrc_codes}
    return tuple(
        _problem(
            directory,
            "error",
            "mrc",
            "mrc",
            Message(N_("the atlas has places in MRC {code}, which is in no region"), code=code),
            Message(N_("add the code under “mrc:” and to “mrc_codes” of its region")),
        )
        for code in sorted(found - known)
    )


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


def by_office(problems: Iterable[Problem], directory: Directory | None) -> list[OfficeFindings]:
    """Offices in the order of their regions, what is nobody's first; the problems of each in the order given."""
    offices: dict[tuple[str | None, str | None], OfficeFindings] = {(None, None): OfficeFindings(None, None)}
    for problem in problems:
        subject = subject_of(problem, directory)
        key = (subject.region_code, subject.erac_id)
        office = offices.setdefault(key, OfficeFindings(subject.erac_id, subject.region_code))
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


class _Checker:
    def __init__(self, directory: Directory, today: date) -> None:
        self.directory = directory
        self.today = today

    def regions_file(self) -> Iterator[Problem]:
        if not self.directory.council.email:
            yield self.warn(
                "council",
                "council.email",
                Message(N_("the council has no e-mail address; its notices wait")),
                Message(N_("add “email:”")),
            )
        if not WorkingDays(self.directory.service.holidays).is_known:
            yield self.warn(
                "service",
                "service.holidays",
                Message(
                    N_("no holidays are known of {code}: only weekends are free"), code=self.directory.service.holidays
                ),
                Message(N_("write CA-QC, unless that is meant")),
            )
        for region in self.directory.regions.values():
            for erac in region.eracs:
                yield from self.erac(erac, f'regions["{region.code}"].eracs["{erac.id}"]')
            yield from self.pool(region)
        for partnership in self.directory.partnerships:
            if partnership.active and not partnership.contact:
                yield self.warn(
                    f"partnership:{partnership.id}",
                    f'partnerships["{partnership.id}"].contact',
                    Message(N_("the partnership has no contact; companies can be shown it, not handed to it")),
                    Message(N_("add “contact:”")),
                )

    def erac(self, erac: Erac, path: str) -> Iterator[Problem]:
        key = f"erac:{erac.id}"
        if not erac.verified:
            yield self.warn(
                key,
                f"{path}.mandatary",
                Message(N_("who runs this ERAC is not verified"))
                if erac.email
                else Message(N_("who runs this ERAC is not verified, and it has no e-mail address; its notices wait")),
                Message(N_("give “mandatary:” and its “source:” in place of “verified: false”, and “email:”")),
            )
        elif not erac.email:
            yield self.warn(
                key,
                f"{path}.email",
                Message(N_("the ERAC has no e-mail address; its notices wait")),
                Message(N_("add “email:”")),
            )

    def pool(self, region: Region) -> Iterator[Problem]:
        """Regions and MRCs that nobody serves."""
        key, path = f"region:{region.code}", f'regions["{region.code}"]'
        members = self.directory.advisors_of(region.code)
        if not members:  # its MRCs would only say the same again; an empty file says so itself
            if self.directory.advisors:
                yield self.warn(
                    key,
                    path,
                    Message(
                        N_("no advisor is listed for {name}; its requests follow “empty_pool: {policy}”"),
                        name=region.name,
                        policy=region.policy.empty_pool,
                    ),
                    Message(N_("add its advisors to advisors.csv")),
                )
            return
        if not any(self.can_serve(advisor, region) for advisor in members):
            yield self.warn(
                key,
                path,
                Message(
                    N_("nobody can serve {name} today; its requests follow “empty_pool: {policy}”"),
                    name=region.name,
                    policy=region.policy.empty_pool,
                ),
                Message(N_("look at certifications, absences and capacities of its advisors in advisors.csv")),
            )
        served = {code for advisor in members for code in (advisor.mrc_code, *advisor.mrc_codes)}
        for code in region.mrc_codes:
            if code not in served:
                yield self.warn(
                    f"mrc:{code}",
                    f'mrc["{code}"]',
                    Message(
                        N_("no advisor of {region} has an office in {name} or names it in mrc_codes"),
                        region=region.name,
                        name=self.directory.mrc_names.get(code, code),
                    ),
                    Message(
                        N_("its requests go to the nearest advisor of the region; add {code} to whom it suits"),
                        code=code,
                    ),
                )

    def advisors_file(self) -> Iterator[Problem]:
        for advisor in self.directory.advisors.values():
            yield from self.certification(advisor)
            if advisor.uncertainty_km >= COARSE_KM:
                yield from self.place(advisor)
            if advisor.absent_on(self.today):
                yield from self.absence(advisor)

    def place(self, advisor: Advisor) -> Iterator[Problem]:
        about = f"advisor:{advisor.id}"
        if not any((w.about, w.field) == (about, "postal_code") for w in self.directory.warnings):  # said at load
            yield self.of(
                advisor,
                "postal_code",
                Message(
                    N_("where {postal_code} lies is known only within {km} km, and so is every distance from here"),
                    postal_code=advisor.postal_code,
                    km=f"{advisor.uncertainty_km:.0f}",
                ),
                Message(N_("give a code close by that “innoveici locate” knows better, if there is one")),
            )

    def certification(self, advisor: Advisor) -> Iterator[Problem]:
        until = advisor.certified_until
        if until is None:
            return
        if advisor.certification_ended(self.today):
            yield self.of(
                advisor,
                "certified_until",
                Message(N_("the certification ended on {date}; no request comes here"), date=until),
                Message(N_("write the new date once it is renewed")),
            )
        elif until - self.today <= ENDING_WITHIN:
            yield self.of(
                advisor,
                "certified_until",
                Message(
                    N_("the certification ends on {date}, in {count} days"), date=until, count=(until - self.today).days
                ),
                Message(N_("write the new date once it is renewed")),
            )

    def absence(self, advisor: Advisor) -> Iterator[Problem]:
        if advisor.replacement_id is None:
            yield self.of(
                advisor,
                "absent_until",
                Message(N_("absent today, without a replacement")),
                Message(N_("write one in “replacement_id”, if somebody stands in")),
            )
            return
        following: str | None = advisor.replacement_id
        while following is not None:  # loops are refused at load
            standing_in = self.directory.advisors[following]
            if self.can_serve(standing_in, self.directory.regions[standing_in.region_code]):
                return
            following = standing_in.replacement_id
        yield self.of(
            advisor,
            "replacement_id",
            Message(N_("absent today, and no replacement can serve")),
            Message(N_("write another in “replacement_id”")),
        )

    def can_serve(self, advisor: Advisor, region: Region) -> bool:
        """On that day, however many requests are open."""
        certified = advisor.certification == "attested" or region.policy.in_training == "last_resort"
        ended = advisor.certification_ended(self.today)
        return certified and not ended and not advisor.absent_on(self.today) and advisor.capacity != 0

    def of(self, advisor: Advisor, field: str, message: Message, remedy: Message) -> Problem:
        return self.warn(f"advisor:{advisor.id}", field, message, remedy)

    def warn(self, key: str, field: str, message: Message, remedy: Message) -> Problem:
        return _problem(self.directory, "warning", key, field, message, remedy)


def _problem(
    directory: Directory, severity: Severity, key: str, field: str, message: Message, remedy: Message
) -> Problem:
    position = directory.positions.get(key)
    default = "advisors.csv" if key.startswith("advisor:") else "regions.yaml"
    return Problem(
        severity,
        position.file if position else default,
        position.line if position else None,
        field,
        message,
        remedy,
        header=directory.headers.get(field, "") if key.startswith("advisor:") else "",
        about=key,
    )


def _of_region(region: Region, mrc_code: str | None) -> Subject:
    return Subject(erac_id=region.erac_for(mrc_code).id, region_code=region.code)
