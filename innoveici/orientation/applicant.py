"""Who asks, as far as it is known: nothing that is not known excludes anything; it becomes a question. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from innoveici.catalogue.vocabulary import Audience, Stage


@dataclass(frozen=True, slots=True)
class Applicant:
    """None, empty: not known. ``country``: ISO 3166, ``CA`` for Québec. ``mrc_code``: two or three digits.

    ``department``: of France. ``markets``: ISO 3166 codes where the company looks (``FR``, ``FR-GES``), home left out.
    ``revenue``: a year, in dollars. ``partners``: who are ready to take part.
    """

    region_code: str | None = None
    mrc_code: str | None = None
    country: str = "CA"
    department: str | None = None
    employees: int | None = None
    revenue: int | None = None
    stage: Stage | None = None
    audience: Audience | None = None
    founder_age: int | None = None
    partners: int | None = None
    markets: tuple[str, ...] = ()

    @property
    def in_quebec(self) -> bool:
        """Or not known to be elsewhere."""
        return self.country == "CA"
