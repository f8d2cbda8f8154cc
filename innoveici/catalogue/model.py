"""What the catalogue holds, read and valid. Pure: no file, no clock.

An id is a stable name in lower case, digits and hyphens; it is never renamed and never used for another entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from innoveici.catalogue.vocabulary import Audience, Confidence, Help, Intake, Stage, Status, TerritoryRole

FILES = ("themes.csv", "organizations.csv", "programs.csv", "retired.csv")
"""In the order in which they refer to each other; the last one need not be there."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an entry's facts come from and how old they are.

    ``source``: the address of the page. ``source_date``: its day as far as it is known (``2023``, ``2022-04``).
    ``verified_on``, ``verified_by``: when somebody last held the entry against its source, likewise, and who (a role,
    no person). ``review_every``: months after which that is due again.
    """

    source: str = ""
    source_title: str = ""
    source_date: str = ""
    confidence: Confidence = "stated"
    verified_on: str = ""
    verified_by: str = ""
    review_every: int = 12
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What organizations and programmes have in common.

    ``territory``: where one must be, or is served from: ``QC``, a region (``14``), an MRC (``MRC 53``), ``FR``,
    ``FR-GES`` (ISO 3166) or a French department (``FR-31``). ``themes``: ids of themes.csv; none means any.
    ``proposed``: no is for one that a document names but that offers nothing itself.
    ``first_door``: where one usually begins, whatever the need is about.
    ``for_companies``: no is for what only organizations may ask for.
    """

    id: str
    name_fr: str
    name_en: str = ""
    description_fr: str = ""
    description_en: str = ""
    helps: tuple[Help, ...] = ()
    stages: tuple[Stage, ...] = ()
    themes: tuple[str, ...] = ()
    territory: tuple[str, ...] = ()
    audience: tuple[Audience, ...] = ()
    partnerships: tuple[str, ...] = ()
    proposed: bool = True
    first_door: bool = False
    for_companies: bool = True
    url: str = ""
    provenance: Provenance = Provenance()

    def name(self, language: str) -> str:
        """In ``language`` (``fr``, ``en``), or in the other where that is all there is."""
        return (self.name_en if language == "en" else self.name_fr) or self.name_fr or self.name_en

    @property
    def serves_quebec(self) -> bool:
        """All of it: nobody there is sent away for where they are."""
        return not self.territory or "QC" in self.territory

    def description(self, language: str) -> str:
        """As ``name``."""
        of_language = self.description_en if language == "en" else self.description_fr
        return of_language or self.description_fr or self.description_en


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization(Entry):
    """A body that helps; ``territory_role`` says whether it serves that territory alone or only has its seat there."""

    territory_role: TerritoryRole = "serves"

    @property
    def serves_quebec(self) -> bool:
        """Also where it has its seat in one region of Québec, and serves all of them."""
        if self.territory_role == "seat" and any(not place.startswith("FR") for place in self.territory):
            return True
        return not self.territory or "QC" in self.territory


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipEntry(Entry):
    """A France–Québec partnership, as regions.yaml has it. ``in_force``: no is announced only."""

    in_force: bool = True
    since: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What a programme asks that can be tested; None and empty: nothing is asked. Money in Canadian dollars.

    ``company_age_max``: years since it was founded. ``founder_age_min``, ``founder_age_max``: years.
    ``consortium_min``: how many partners. ``sectors``: themes, or words, of which one must be the company's;
    ``sectors_excluded``: of which none may be. ``first_time``: only for who never had it.
    """

    employees_min: int | None = None
    employees_max: int | None = None
    revenue_min: int | None = None
    revenue_max: int | None = None
    project_min: int | None = None
    loan_min: int | None = None
    company_age_max: int | None = None
    founder_age_min: int | None = None
    founder_age_max: int | None = None
    consortium_min: int | None = None
    establishment_qc: bool = False
    incorporated: bool = False
    for_profit: bool = False
    first_time: bool = False
    sectors: tuple[str, ...] = ()
    sectors_excluded: tuple[str, ...] = ()
    words_fr: str = ""
    words_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program(Entry):
    """A programme one can ask something of.

    ``operator``: an id of organizations.csv, or a name where the catalogue has none. ``closes``: its last day, as far
    as it is known (``2025``, ``2026-03``). ``status_as_of``: the day on which that status was seen, likewise.
    ``successor``: the id of what came after it.
    """

    operator: str = ""
    conditions: Conditions = field(default_factory=Conditions)
    amount_fr: str = ""
    amount_en: str = ""
    intake: Intake | None = None
    opens: str = ""
    closes: str = ""
    places_per_year: int | None = None
    status: Status = "unknown"
    status_as_of: str = ""
    successor: str = ""


@dataclass(frozen=True, slots=True)
class Theme:
    """``words``: how people say it, in French and in English."""

    id: str
    name_fr: str
    name_en: str
    words_fr: tuple[str, ...] = ()
    words_en: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Retired:
    """An id that named an entry once, and never names another: what was chosen then can still be told.

    ``retired_on``: as far as it is known; ``successor``: the id of the entry that came after it.
    """

    id: str
    name_fr: str
    retired_on: str = ""
    successor: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything, by id, in the order of the files. ``fingerprint``: SHA-256 of what was read, in hexadecimal.

    ``lines``: on which line of its file each entry begins. ``retired``: ids that are no entry's any more.
    """

    organizations: Mapping[str, Organization]
    programs: Mapping[str, Program]
    themes: Mapping[str, Theme]
    fingerprint: str
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)
    retired: Mapping[str, Retired] = field(default_factory=dict)

    def entry(self, id_: str) -> Entry | None:
        """The organization or the programme of this id."""
        return self.organizations.get(id_) or self.programs.get(id_)
