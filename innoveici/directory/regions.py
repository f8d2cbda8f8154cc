"""regions.yaml, from nodes to values: regions as lists of MRCs, ERACs, policy, the service promise, partnerships."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from innoveici.directory.file_problems import ProblemReport, shown
from innoveici.directory.file_text import YAML, read_content, read_text
from innoveici.directory.model import (
    EmptyPool,
    Erac,
    InTraining,
    Pace,
    Policy,
    Position,
    Region,
    RegionsFile,
    fingerprint,
)
from innoveici.directory.office_settings import read_export, read_notices, read_office, read_staff
from innoveici.directory.service import read_council, read_partnership, read_sectors, read_service
from innoveici.directory.yaml_document import parse_document
from innoveici.directory.yaml_section import Section
from innoveici.messages import N_, Message

_ERAC_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_TWO_DIGITS = re.compile(r"[0-9]{2}")


@dataclass(frozen=True, slots=True)
class RegionsReading:
    """What could be read of a file that may have faults.

    ``map_is_sound``: none of them leaves it uncertain which MRC is in which region; advisors can be judged by it.
    """

    regions: RegionsFile
    map_is_sound: bool


def read_regions(path: Path, report: ProblemReport) -> RegionsReading | None:
    """What could be read of ``path``; faults go to ``report``. Raises as ``file_text.read_content`` does."""
    text = read_text(read_content(path), YAML, report)
    root = parse_document(text, report) if text is not None else None
    if root is None:
        return None
    reader = _RegionsReader(Section(root, "", report), report)
    return RegionsReading(reader.read(), reader.map_is_sound)


class _RegionsReader:
    """What one part of the file says that another refers to, gathered on the way."""

    def __init__(self, root: Section, report: ProblemReport) -> None:
        self.root = root
        self.report = report
        self.positions: dict[str, Position] = {}
        self.mrc_names: dict[str, str] = {}
        self.region_of_mrc: dict[str, tuple[str, int]] = {}
        self.map_is_sound = True
        self.map_is_readable = True
        self.policies: list[tuple[str, Section]] = []

    def read(self) -> RegionsFile:
        root = self.root
        version = root.text("version", required=True)
        council = read_council(root.section("council", required=True))
        service = read_service(root.section("service", required=True))
        notices = read_notices(root.section("notices"))
        office = root.section("office")
        for key in ("council", "service", "notices"):
            self.positions[key] = Position(self.report.file, root.line_at(key))
        with self.touching_the_map():
            self.read_mrc_names()
        self.map_is_readable = self.map_is_sound
        sectors, sector_of = read_sectors(root.section("sectors"))
        sections = list(root.sections("regions", named_by="code", required=True))
        regions = sorted((self.region(section) for section in sections), key=lambda r: r.code)
        if self.map_is_readable:  # else what seems missing may be among what could not be read
            with self.touching_the_map():
                self.check_coverage()
            self.check_neighbours({r.code for r in regions})
        office_regions = read_office(office, {r.code for r in regions}, all_known=self.map_is_readable)
        partnerships = []
        for section in root.sections("partnerships", named_by="id"):
            partnership = read_partnership(section, sector_of)
            self.mark(section, "partnership", partnership.id, "id")
            partnerships.append(partnership)
        exports = {}
        for section in root.sections("exports", named_by="name"):
            export = read_export(section)
            self.mark(section, "export", export.name, "name")
            exports[export.name] = export
        root.close()
        partnerships.sort(key=lambda p: p.id)
        # Without the notices, the office and its exports: no decision depends on how people hear of it, on who reads
        # the files, nor on how an export is read.
        content = (version, council, service, self.mrc_names, sectors, regions, partnerships)
        return RegionsFile(
            regions={region.code: region for region in regions},
            partnerships=tuple(partnerships),
            service=service,
            council=council,
            regions_fingerprint=fingerprint(content),
            version=version,
            mrc_names=self.mrc_names,
            sectors=sectors,
            notices=notices,
            office_regions=office_regions,
            exports=exports,
            positions=self.positions,
        )

    @contextmanager
    def touching_the_map(self) -> Iterator[None]:
        """Faults reported inside leave it uncertain which MRC is in which region."""
        before = len(self.report.problems)
        yield
        self.map_is_sound &= len(self.report.problems) == before

    def mark(self, section: Section, kind: str, identity: str, key: str) -> None:
        """Remember where ``identity`` is written; two of a kind are a fault."""
        if not identity:
            return
        name = f"{kind}:{identity}"
        if name in self.positions:
            first = self.positions[name].line
            section.error(
                key,
                Message(N_("“{id}” is already used on line {line}"), id=shown(identity), line=first),
                Message(N_("give each its own")),
            )
        else:
            self.positions[name] = Position(self.report.file, section.line)

    def read_mrc_names(self) -> None:
        section = self.root.section("mrc")
        for code, line in section.entries() if section else ():
            if not _TWO_DIGITS.fullmatch(code):
                self.report.error(
                    line,
                    f'mrc["{shown(code)}"]',
                    Message(N_("“{code}” is not a code of two digits"), code=shown(code)),
                    Message(N_('write it with two digits between quotes, as in "07"')),
                )
            elif section:
                self.mrc_names[code] = section.text(code, required=True)
                self.positions[f"mrc:{code}"] = Position(self.report.file, line)

    def region(self, section: Section) -> Region:
        with self.touching_the_map():
            code = self.code(section)
            mrc_codes = self.mrc_codes(section, code)
        name = section.text("name", required=True)
        eracs = []
        for part in section.sections("eracs", named_by="id", required=True):
            eracs.append(_read_erac(part, mrc_codes))
            self.mark(part, "erac", eracs[-1].id, "id")
        _check_parts(section, eracs, mrc_codes)
        policy_section = section.section("policy")
        policy = _read_policy(policy_section)
        if policy_section is not None:
            self.policies.append((code, policy_section))
        section.close()
        return Region(code, name, mrc_codes, tuple(eracs), policy)

    def code(self, section: Section) -> str:
        code = section.text("code", required=True)
        self.map_is_readable &= bool(code)
        if code and not _TWO_DIGITS.fullmatch(code):
            section.error(
                "code",
                Message(N_("“{code}” is not a code of two digits"), code=shown(code)),
                Message(N_('write it with two digits between quotes, as in "07"')),
            )
        self.mark(section, "region", code, "code")
        return code

    def mrc_codes(self, section: Section, region: str) -> tuple[str, ...]:
        result = []
        before = len(self.report.problems)
        codes = section.text_lines("mrc_codes", required=True)
        self.map_is_readable &= len(self.report.problems) == before
        for code, line in codes:
            # Without the table of names any two digits can be an MRC; check_against_atlas has the last word.
            if code not in self.mrc_names if self.mrc_names else not _TWO_DIGITS.fullmatch(code):
                message = Message(N_("there is no MRC “{code}”"), code=shown(code))
                remedy = Message(N_("use a code listed under “mrc:”, two digits between quotes"))
            elif code in self.region_of_mrc:
                other, first = self.region_of_mrc[code]
                message = Message(
                    N_("MRC {code} ({name}) is already in region {other} (line {line})"),
                    code=code, name=self.mrc_names.get(code, ""), other=other or "?", line=first,
                )  # fmt: skip
                remedy = Message(N_("keep it in one region"))
            else:
                self.region_of_mrc[code] = (region, line)
                result.append(code)
                continue
            self.report.error(line, section.at("mrc_codes"), message, remedy)
        return tuple(sorted(result))

    def check_coverage(self) -> None:
        for code, name in self.mrc_names.items():
            if code not in self.region_of_mrc:
                self.report.error(
                    self.positions[f"mrc:{code}"].line,
                    f'mrc["{code}"]',
                    Message(N_("MRC {code} ({name}) is in no region"), code=code, name=name),
                    Message(N_("add it to “mrc_codes” of its region")),
                )

    def check_neighbours(self, codes: set[str]) -> None:
        for code, section in self.policies:
            for other, line in section.text_lines("neighbours"):
                if other not in codes or other == code:
                    self.report.error(
                        line,
                        section.at("neighbours"),
                        Message(N_("“{code}” is not another region"), code=shown(other)),
                        Message(N_("use the codes of other regions, two digits between quotes")),
                    )


def _read_erac(section: Section, region_mrcs: tuple[str, ...]) -> Erac:
    """One ERAC of a region made of ``region_mrcs``."""
    identity = section.text("id", required=True)
    if identity and not _ERAC_ID.fullmatch(identity):
        section.error("id", Message(N_("is not an id")), Message(N_("use letters, digits and . _ - only, at most 40")))
    mandatary, source = section.text("mandatary"), section.text("source")
    if section.flag("verified", bool(mandatary)) != bool(mandatary) or not (mandatary or section.has("verified")):
        section.error(
            "mandatary",
            Message(N_("says neither who runs this ERAC nor that it is not verified")),
            Message(N_("give “mandatary:” with its “source:”, or else “verified: false”")),
        )
    elif mandatary and not source:
        section.error(
            "source",
            Message(N_("nothing says where this mandatary was stated")),
            Message(N_("add “source:” with who said so, and when")),
        )
    part = tuple(sorted(section.texts("mrc_codes")))
    for code in part:
        if code not in region_mrcs:
            section.error(
                "mrc_codes",
                Message(N_("MRC “{code}” is not in this region"), code=shown(code)),
                Message(N_("list MRCs of the region only, or none when this ERAC serves all of it")),
            )
    result = Erac(
        id=identity,
        name=section.text("name", required=True),
        mandatary=mandatary or None,
        email=section.email("email"),
        phone=section.phone("phone"),
        website=section.text("website"),
        source=source,
        mrc_codes=part,
        notices=cast(Pace, section.choice("notices", get_args(Pace), "")) or None,
        staff=read_staff(section.section("staff")),
    )
    section.close()
    return result


def _check_parts(region: Section, eracs: Sequence[Erac], mrc_codes: tuple[str, ...]) -> None:
    """Where ERACs share a region, each MRC must have one: that of its part, else one that serves the whole region."""
    parts = Counter(code for erac in eracs for code in erac.mrc_codes)
    twice = [code for code in mrc_codes if parts[code] > 1]
    without = [code for code in mrc_codes if not parts[code]] if eracs and all(e.mrc_codes for e in eracs) else []
    if twice:
        region.error(
            "eracs",
            Message(N_("several ERACs serve MRC {codes}"), codes=", ".join(twice)),
            Message(N_("keep each MRC in “mrc_codes” of one ERAC")),
        )
    if without:
        region.error(
            "eracs",
            Message(N_("no ERAC serves MRC {codes}"), codes=", ".join(without)),
            Message(N_("add it to “mrc_codes” of an ERAC, or give none to the one that serves the rest")),
        )


def _read_policy(section: Section | None) -> Policy:
    """A region's policy; what it does not say is as the model's defaults."""
    if section is None:
        return Policy()
    neighbours = section.texts("neighbours")
    empty_pool = cast(EmptyPool, section.choice("empty_pool", get_args(EmptyPool), "hold"))
    if empty_pool == "neighbour" and not neighbours:
        section.error(
            "neighbours",
            Message(N_("empty_pool is “neighbour” but no neighbour is listed")),
            Message(N_("list the regions to look in, nearest first")),
        )
    result = Policy(
        empty_pool=empty_pool,
        in_training=cast(InTraining, section.choice("in_training", get_args(InTraining), "never")),
        tie_margin_km=section.number("tie_margin_km", 0.0, least=0, most=1000),
        neighbours=tuple(dict.fromkeys(neighbours)),
        major_to_erac=section.flag("major_to_erac", True),
    )
    section.close()
    return result
