"""Who serves where: regions, ERACs, advisors, partnerships. Frozen values; ``load`` alone makes them from files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

from innoveici.atlas.location import Point
from innoveici.directory.file_problems import Problem
from innoveici.directory.folding import fold
from innoveici.reasons import Reason

EmptyPool = Literal["hold", "erac", "neighbour"]
Pace = Literal["immediate", "daily"]
OnDoubt = Literal["resend", "hold"]
InTraining = Literal["never", "last_resort"]
Certification = Literal["attested", "in_training"]

DECIDES_NOTHING: Mapping[str, bool] = {"decides": False}
"""Marks a field on which no decision depends: a fingerprint leaves it out."""


@dataclass(frozen=True, slots=True)
class Erac:
    """Espace régional d'accélération et de croissance. ``mandatary`` is None while it is not verified."""

    id: str
    name: str
    mandatary: str | None = None
    email: str = ""
    phone: str = ""
    website: str = ""
    source: str = ""
    mrc_codes: tuple[str, ...] = ()
    """The part of the region it serves; empty means all of it."""
    notices: Pace | None = field(default=None, metadata=DECIDES_NOTHING)
    """How it hears of handoffs; None: as regions.yaml says for all."""
    staff: Mapping[str, str] = field(default_factory=dict, metadata=DECIDES_NOTHING)
    """Who works there and may sign in to the pages: a short name, by which events tell them apart, and the address."""

    @property
    def verified(self) -> bool:
        return self.mandatary is not None


@dataclass(frozen=True, slots=True)
class Policy:
    """What a region does where the rule leaves it free.

    ``empty_pool``: nobody is eligible: hold for a person, hand to the ERAC, or look in ``neighbours``.
    ``in_training``: advisors not yet certified never serve, or only when no certified one can.
    ``tie_margin_km``: advisors within this distance of the nearest share by load; 0 means the nearest serves.
    ``major_to_erac``: projects of ``--scale major`` are proposed to the ERAC itself.
    """

    empty_pool: EmptyPool = "hold"
    in_training: InTraining = "never"
    tie_margin_km: float = 0.0
    neighbours: tuple[str, ...] = ()
    major_to_erac: bool = True


@dataclass(frozen=True, slots=True)
class Region:
    """One administrative region, made of MRCs (two-digit codes)."""

    code: str
    name: str
    mrc_codes: tuple[str, ...]
    eracs: tuple[Erac, ...]
    policy: Policy = Policy()

    def erac_for(self, mrc_code: str | None) -> Erac:
        """The ERAC of an MRC; where several serve the whole region, the first listed relays."""
        for erac in self.eracs:
            if mrc_code is not None and mrc_code in erac.mrc_codes:
                return erac
        return next((e for e in self.eracs if not e.mrc_codes), self.eracs[0])


@dataclass(frozen=True, slots=True, repr=False)
class Advisor:
    """A row of advisors.csv, located. ``mrc_code`` is where the office is; ``mrc_codes`` is what it serves first.

    ``capacity`` counts open handoffs; None means no limit. ``certified_until`` and ``absent_until`` are inclusive.
    """

    id: str
    name: str
    organization: str
    postal_code: str
    email: str
    region_code: str
    certification: Certification
    point: Point
    uncertainty_km: float
    mrc_code: str | None = None
    phone: str = ""
    mrc_codes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    certified_until: date | None = None
    capacity: int | None = None
    absent_from: date | None = None
    absent_until: date | None = None
    replacement_id: str | None = None

    def __repr__(self) -> str:
        return f"Advisor({self.id!r})"  # no name or address in a traceback

    def absent_on(self, day: date) -> bool:
        """Absent from ``absent_from`` to ``absent_until``, both included; an open end has no limit."""
        if self.absent_from is None and self.absent_until is None:
            return False
        return (self.absent_from or date.min) <= day <= (self.absent_until or date.max)

    def certification_ended(self, day: date) -> bool:
        """The last certified day is ``certified_until`` itself."""
        return self.certified_until is not None and day > self.certified_until


@dataclass(frozen=True, slots=True)
class PartnershipSide:
    """One side of a partnership: who it is, what it gives; ``reach``: its public address or, in words, where to ask."""

    who: str
    gives: str
    reach: str


@dataclass(frozen=True, slots=True)
class Partnership:
    """A France–Québec partnership that a request can also be led to.

    ``markets`` and ``origins`` are ISO 3166-2 codes (``FR-GES``, ``CA-QC``); ``departments`` are the French department
    codes by which a company of ``origins`` is recognised; empty ``sectors`` means any. ``active``: in force, not merely
    announced. ``asks``: who may ask, in words; ``since``: as far as it is known (``2023``, ``2024-04-23``).
    """

    id: str
    name: str
    organizations: tuple[str, ...]
    offer: str
    source: str
    sectors: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    contact: str = ""
    active: bool = True
    asks: str = field(default="", metadata=DECIDES_NOTHING)
    since: str = field(default="", metadata=DECIDES_NOTHING)
    sides: tuple[PartnershipSide, ...] = field(default=(), metadata=DECIDES_NOTHING)


@dataclass(frozen=True, slots=True)
class Service:
    """The promise to companies, in calendar days, and the days nobody works.

    ``max_declines``: when as many advisors have declined a request, the ERAC takes it. ``company_day``: when nobody has
    contacted the company by then, it hears that it is not forgotten; 0: never.
    """

    first_contact_days: int = 10
    reminder_days: tuple[int, ...] = (7,)
    holidays: str = "CA-QC"
    max_declines: int = 3
    company_day: int = field(default=9, metadata=DECIDES_NOTHING)


@dataclass(frozen=True, slots=True)
class NoticeSettings:
    """How notices go out. ``digest_hour`` is Québec's, on working days; ``bounces`` empty means the sender's address.

    ``on_doubt``: what to do with a letter of which nobody knows whether it went out. ``grace``: how long the letters of
    a person's step wait, so that nobody hears of one that is taken back at once. ``base_url``: where the pages are,
    without a slash at its end; empty where there are none. ``link_days``: how long a link in a letter opens them.
    ``replies``: the mailbox whose messages ``innoveici reply`` reads, to which letters are answered; empty: none.
    """

    sender: str = "avis@innoveici.example"
    sender_name: str = "INNOVEICI.QUEBEC"
    bounces: str = ""
    website: str = ""
    privacy: str = ""
    digest_hour: int = 7
    eracs: Pace = "immediate"
    on_doubt: OnDoubt = "resend"
    give_up_days: int = 5
    grace: timedelta = timedelta(minutes=1)
    base_url: str = ""
    link_days: int = 30
    replies: str = ""


@dataclass(frozen=True, slots=True)
class ExportSettings:
    """How one kind of export is read. ``headers``: request field to the name of its column. ``language`` and
    ``country``: of rows that name none. What is empty is found by itself."""

    name: str
    headers: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    country: str = ""
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""


@dataclass(frozen=True, slots=True)
class Council:
    """The Conseil de l'innovation, told of every handoff. ``staff``: as of :class:`Erac`."""

    name: str
    email: str = ""
    staff: Mapping[str, str] = field(default_factory=dict, metadata=DECIDES_NOTHING)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a value was written, so that a later finding can name file and line."""

    file: str
    line: int


@dataclass(frozen=True, kw_only=True)
class RegionsFile:
    """Everything regions.yaml says, valid as a whole. Mappings are in code order."""

    regions: Mapping[str, Region]
    partnerships: tuple[Partnership, ...]
    service: Service
    council: Council
    regions_fingerprint: str
    """SHA-256 (hex) of the values; comments, spacing and the order of regions leave it unchanged."""
    version: str = ""
    mrc_names: Mapping[str, str] = field(default_factory=dict)
    sectors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The shared vocabulary: each sector's name and its other names (French, English, short forms)."""
    notices: NoticeSettings = NoticeSettings()
    office_regions: tuple[str, ...] = ()
    """Those that the office which works with these files serves; empty: all of them."""
    exports: Mapping[str, ExportSettings] = field(default_factory=dict)
    positions: Mapping[str, Position] = field(default_factory=dict, repr=False, compare=False)
    """Keys as ``region:14``, ``erac:erac-14``, ``partnership:crim-grandenov``, ``council``, ``mrc:52``."""
    warnings: tuple[Problem, ...] = field(default=(), compare=False)

    @cached_property
    def region_of_mrc(self) -> Mapping[str, str]:
        """MRC code to region code."""
        return MappingProxyType({mrc: region.code for region in self.regions.values() for mrc in region.mrc_codes})

    @cached_property
    def sector_of(self) -> Mapping[str, str]:
        """The sector that each folded name of the vocabulary stands for."""
        return {fold(name): sector for sector, others in self.sectors.items() for name in (sector, *others)}


@dataclass(frozen=True, kw_only=True)
class Directory(RegionsFile):
    """Everything regions.yaml and advisors.csv say, valid as a whole; ``positions`` also has ``advisor:QC-14-01``."""

    advisors: Mapping[str, Advisor]
    advisors_fingerprint: str
    """SHA-256 (hex) of the values of advisors.csv, whatever the order of its rows."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    """How advisors.csv calls a column, where it has another name for it."""
    _by_region: dict[str, tuple[Advisor, ...]] = field(default_factory=dict, repr=False, compare=False)

    def sector(self, text: str) -> str:
        """The vocabulary's name of a sector written in any of its forms (``AI``); unknown ones come back as given."""
        return self.sector_of.get(fold(text), text.strip())

    def knows_sector(self, text: str) -> bool:
        """Whether ``text`` is a sector of the vocabulary, in any of its forms."""
        return fold(text) in self.sector_of

    def advisors_of(self, region_code: str) -> tuple[Advisor, ...]:
        """The advisors of a region, by id."""
        if not self._by_region:
            grouped: dict[str, list[Advisor]] = {code: [] for code in self.regions}
            for advisor in sorted(self.advisors.values(), key=lambda a: a.id):
                grouped[advisor.region_code].append(advisor)
            self._by_region.update({code: tuple(members) for code, members in grouped.items()})
        return self._by_region[region_code]


def remark(advisor: Advisor | None, today: date) -> Reason | None:
    """Why somebody who has handoffs in hand may not be looking after them; None is who left the file."""
    if advisor is None:
        return Reason("workload.gone")
    if advisor.certification_ended(today):
        return Reason("workload.expired")
    return Reason("workload.absent") if advisor.absent_on(today) else None


def absence_reason(first: date | None, last: date | None) -> Reason:
    """The days of an absence, of which one may be open."""
    if first is not None and last is not None:
        return Reason("routing.absent", {"from": first.isoformat(), "until": last.isoformat()})
    if last is not None:
        return Reason("routing.absent_until", {"until": last.isoformat()})
    return Reason("routing.absent_since", {"from": first.isoformat() if first else ""})


def fingerprint(values: Any) -> str:
    """SHA-256 (hex) of the canonical JSON of ``values``: plain values, mappings, sequences, dataclasses, dates.

    Without the fields of dataclasses that are marked as deciding nothing.
    """
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {f.name: getattr(value, f.name) for f in fields(value) if f.metadata.get("decides", True)}
    return value.isoformat()
