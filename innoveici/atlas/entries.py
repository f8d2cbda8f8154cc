"""What the atlas holds, as values. An MRC code is the first two digits of a municipality code; no regions here."""

from __future__ import annotations

from dataclasses import dataclass

from innoveici.atlas.location import Point


@dataclass(frozen=True, slots=True)
class Entry:
    """One full postal code."""

    postal_code: str
    """With its space, ``J0K 2M0``."""
    place: str
    """Municipality or place with accents, ``Saint-Félix-de-Valois``."""
    municipality_code: str | None
    """Five digits, ``62007``; None when the code serves several or it is not known."""
    mrc_code: str | None
    """Two digits; None when ``mrc_candidates`` has several."""
    mrc_candidates: tuple[str, ...]
    """More than one when the sources cannot tell; else ``(mrc_code,)``."""
    point: Point
    uncertainty_km: float
    """About 90 % of real addresses of such a code lie within it."""


@dataclass(frozen=True, slots=True)
class Area:
    """One forward sortation area, the first three characters of its codes."""

    fsa: str
    place: str
    """The place most of its codes name."""
    mrc_codes: tuple[str, ...]
    """Every MRC in which codes of the area are known or addresses published, sorted; of an urban area, without an MRC
    that has fewer than one in a hundred of its codes."""
    point: Point
    uncertainty_km: float


@dataclass(frozen=True, slots=True)
class Municipality:
    """One municipality of the official directory; ``point`` is its core (church, town hall), None where not known."""

    code: str
    name: str
    mrc_code: str
    point: Point | None


@dataclass(frozen=True, slots=True)
class Source:
    """Where facts of the atlas come from."""

    name: str
    version: str
    licence: str
    description: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """How the atlas came to be: ``data_date`` is the date of its newest source (ISO 8601), not of a build."""

    sources: tuple[Source, ...]
    data_date: str
    fingerprint: str
    """SHA-256 (hex) of the content."""
    codes: int
    rural_codes: int
    areas: int
    municipalities: int
