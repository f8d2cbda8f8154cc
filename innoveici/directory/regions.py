"""regions.yaml, from nodes to values: regions as lists of MRCs, ERACs, policy, the service promise, partnerships."""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast, get_args

from innoveici.directory.contacts import is_email, is_phone
from innoveici.directory.document import parse_document
from innoveici.directory.fingerprint import fingerprint
from innoveici.directory.model import (
    Council,
    EmptyPool,
    Erac,
    InTraining,
    Policy,
    Position,
    Region,
    RegionsFile,
    Service,
)
from innoveici.directory.partnerships import read_partnership
from innoveici.directory.report import Report, read_text, shown
from innoveici.directory.section import Section
from innoveici.directory.sectors import fold
from innoveici.messages import N_, Message

_TWO_DIGITS = re.compile(r"[0-9]{2}")
_HOLIDAYS = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


def read_regions(path: Path, report: Report) -> RegionsFile | None:
    """What could be read of ``path``: whole only when ``report`` has no error. Raises what ``report.read_text`` raises."""
    text = read_text(path, report)
    root = parse_document(text, report) if text is not None else None
    if root is None:
        return None
    return _Reader(Section(root, "", report), report).read()


class _Reader:
    """What one part of the file says that another refers to, gathered on the way."""

    def __init__(self, root: Section, report: Report) -> None:
        self.root = root
        self.report = report
        self.positions: dict[str, Position] = {}
        self.mrc_names: dict[str, str] = {}
        self.region_of_mrc: dict[str, tuple[str, int]] = {}
        self.neighbours: list[tuple[str, str, int, str]] = []

    def read(self) -> RegionsFile:
        root = self.root
        version = root.text("version", required=True)
        council, service = self.council(), self.service()
        self.read_mrc_names()
        sectors, sector_of = self.sectors()
        sections = list(root.sections("regions", named_by="code", required=True))
        regions = sorted((self.region(section) for section in sections), key=lambda r: r.code)
        self.check_coverage()
        self.check_neighbours({r.code for r in regions})
        partnerships = []
        for section in root.sections("partnerships", named_by="id"):
            partnership = read_partnership(section, sector_of)
            self.mark(section, "partnership", partnership.id, "id")
            partnerships.append(partnership)
        root.close()
        partnerships.sort(key=lambda p: p.id)
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
            positions=self.positions,
        )

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

    def council(self) -> Council:
        section = self.root.section("council", required=True)
        if section is None:
            return Council("")
        self.positions["council"] = Position(self.report.file, section.line)
        result = Council(name=section.text("name", required=True), email=self.email(section))
        section.close()
        return result

    def service(self) -> Service:
        section = self.root.section("service", required=True)
        if section is None:
            return Service()
        first = section.whole("first_contact_days", 10, least=1, most=365)
        reminders = section.wholes("reminder_days", (7,), least=1, most=365)
        holidays = section.text("holidays") or "CA-QC"
        if not _HOLIDAYS.fullmatch(holidays):
            section.error(
                "holidays",
                Message(N_("“{code}” is not a country or region code"), code=shown(holidays)),
                Message(N_("write ISO 3166-2, as in CA-QC, FR or FR-GES")),
            )
        section.close()
        return Service(first, tuple(sorted(set(reminders))), holidays)

    def read_mrc_names(self) -> None:
        section = self.root.section("mrc", required=True)
        for code, line in section.keys() if section else ():
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

    def sectors(self) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
        """The vocabulary, and the sector that each folded name stands for."""
        sectors: dict[str, tuple[str, ...]] = {}
        sector_of: dict[str, str] = {}
        section = self.root.section("sectors")
        for sector, line in section.keys() if section else ():
            others = section.texts(sector) if section else ()
            sectors[sector] = others
            for name in (sector, *others):
                other = sector_of.setdefault(fold(name), sector)
                if other != sector:
                    self.report.error(
                        line,
                        f'sectors["{shown(sector)}"]',
                        Message(N_("“{name}” already stands for “{other}”"), name=shown(name), other=shown(other)),
                        Message(N_("a name stands for one sector only")),
                    )
        return dict(sorted(sectors.items())), sector_of

    def region(self, section: Section) -> Region:
        code = section.text("code", required=True)
        if code and not _TWO_DIGITS.fullmatch(code):
            section.error(
                "code",
                Message(N_("“{code}” is not a code of two digits"), code=shown(code)),
                Message(N_('write it with two digits between quotes, as in "07"')),
            )
        self.mark(section, "region", code, "code")
        name = section.text("name", required=True)
        mrc_codes = self.mrc_codes(section, code)
        eracs = tuple(self.erac(s, mrc_codes) for s in section.sections("eracs", named_by="id", required=True))
        policy = self.policy(section, code)
        section.close()
        return Region(code, name, mrc_codes, eracs, policy)

    def mrc_codes(self, section: Section, region: str) -> tuple[str, ...]:
        result = []
        for code, line in section.text_lines("mrc_codes", required=True):
            if code not in self.mrc_names:
                message = Message(N_("there is no MRC “{code}”"), code=shown(code))
                remedy = Message(N_("use a code listed under “mrc:”, two digits between quotes"))
            elif code in self.region_of_mrc:
                other, first = self.region_of_mrc[code]
                message = Message(
                    N_("MRC {code} ({name}) is already in region {other} (line {line})"),
                    code=code, name=self.mrc_names[code], other=other or "?", line=first,
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

    def erac(self, section: Section, region_mrcs: tuple[str, ...]) -> Erac:
        identity = section.text("id", required=True)
        if identity and not _ID.fullmatch(identity):
            section.error(
                "id", Message(N_("is not an id")), Message(N_("use letters, digits and . _ - only, at most 40"))
            )
        self.mark(section, "erac", identity, "id")
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
        phone = section.text("phone")
        if phone and not is_phone(phone):
            section.error(
                "phone", Message(N_("is not a telephone number")), Message(N_("write it as in 450 555-0100 poste 22"))
            )
        result = Erac(
            id=identity,
            name=section.text("name", required=True),
            mandatary=mandatary or None,
            email=self.email(section),
            phone=phone,
            website=section.text("website"),
            source=source,
            mrc_codes=part,
        )
        section.close()
        return result

    def email(self, section: Section) -> str:
        address = section.text("email")
        if address and not is_email(address):
            section.error(
                "email",
                Message(N_("is not a single e-mail address")),
                Message(N_("write one address, as in name@example.org")),
            )
        return address

    def policy(self, region: Section, code: str) -> Policy:
        section = region.section("policy")
        if section is None:
            return Policy()
        neighbours = section.text_lines("neighbours")
        self.neighbours += [(code, other, line, section.at("neighbours")) for other, line in neighbours]
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
            neighbours=tuple(dict.fromkeys(other for other, _ in neighbours)),
            major_to_erac=section.flag("major_to_erac", True),
        )
        section.close()
        return result

    def check_neighbours(self, codes: set[str]) -> None:
        for code, other, line, path in self.neighbours:
            if other not in codes or other == code:
                self.report.error(
                    line,
                    path,
                    Message(N_("“{code}” is not another region"), code=shown(other)),
                    Message(N_("use the codes of other regions, two digits between quotes")),
                )
