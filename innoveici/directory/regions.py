"""regions.yaml, from nodes to values: regions as lists of MRCs, ERACs, policy, the service promise, partnerships."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from innoveici.directory.document import parse_document
from innoveici.directory.eracs import check_parts, read_erac, read_policy
from innoveici.directory.exports import read_export
from innoveici.directory.file_text import YAML, read_text
from innoveici.directory.fingerprint import fingerprint
from innoveici.directory.model import Position, Region, RegionsFile
from innoveici.directory.notices import read_notices
from innoveici.directory.partnerships import read_partnership
from innoveici.directory.preamble import read_council, read_sectors, read_service
from innoveici.directory.report import Report, shown
from innoveici.directory.section import Section
from innoveici.messages import N_, Message

_TWO_DIGITS = re.compile(r"[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read of a file that may have faults.

    ``map_is_sound``: none of them leaves it uncertain which MRC is in which region; advisors can be judged by it.
    """

    regions: RegionsFile
    map_is_sound: bool


def read_regions(path: Path, report: Report) -> Reading | None:
    """What could be read of ``path``; faults go to ``report``. Raises as ``file_text.read_text`` does."""
    text = read_text(path, YAML, report)
    root = parse_document(text, report) if text is not None else None
    if root is None:
        return None
    reader = _Reader(Section(root, "", report), report)
    return Reading(reader.read(), reader.map_is_sound)


class _Reader:
    """What one part of the file says that another refers to, gathered on the way."""

    def __init__(self, root: Section, report: Report) -> None:
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
        office_regions = self.office_regions(office, {r.code for r in regions}) if office else ()
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
            fingerprint=fingerprint(content),
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
            eracs.append(read_erac(part, mrc_codes))
            self.mark(part, "erac", eracs[-1].id, "id")
        check_parts(section, eracs, mrc_codes)
        policy_section = section.section("policy")
        policy = read_policy(policy_section)
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

    def office_regions(self, section: Section, codes: set[str]) -> tuple[str, ...]:
        """The regions that the office itself serves."""
        result = []
        for code, line in section.text_lines("regions", required=True):
            if code in codes:
                result.append(code)
            elif self.map_is_readable:
                self.report.error(
                    line,
                    section.at("regions"),
                    Message(N_("there is no region “{code}”"), code=shown(code)),
                    Message(N_("use the codes of regions below, two digits between quotes")),
                )
        section.close()
        return tuple(dict.fromkeys(result))

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
