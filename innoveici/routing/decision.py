"""What routing answers: a Decision that holds everything needed to explain it later, without the files it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from innoveici.atlas.location import Location
from innoveici.reasons import Reason

Status = Literal["assigned", "held", "rejected", "referred"]


@dataclass(frozen=True, slots=True)
class Load:
    """What an advisor has in hand: open handoffs, and the ledger's sequence of the last one assigned (0: never)."""

    open: int = 0
    last_assigned: int = 0


@dataclass(frozen=True, slots=True)
class Ranked:
    """One candidate as considered: ``why`` says why not, or what put it where it is.

    ``stands_in_for`` is the id of the absent advisor it replaces.
    """

    advisor_id: str
    name: str
    organization: str
    distance_km: float
    distance_error_km: float
    eligible: bool
    why: tuple[Reason, ...] = ()
    stands_in_for: str | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    """A partnership that fits the request."""

    id: str
    name: str
    organizations: tuple[str, ...]
    offer: str
    source: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """SHA-256 fingerprints of what was decided upon."""

    regions: str
    advisors: str
    atlas: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Outcome for one request. ``reasons`` explains the status, most important first.

    ``ranking`` is in order of preference, eligible first. ``tie_break`` names the rule that separated equals, if any.
    """

    status: Status
    location: Location
    inputs: Inputs
    reasons: tuple[Reason, ...] = ()
    region_code: str | None = None
    erac_id: str | None = None
    erac_name: str | None = None
    advisor_id: str | None = None
    distance_km: float | None = None
    distance_error_km: float | None = None
    close_call: bool = False
    tie_break: str | None = None
    ranking: tuple[Ranked, ...] = ()
    partnerships: tuple[Fit, ...] = ()
    notes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def advisor(self) -> Ranked | None:
        """The one picked, as ranked."""
        return next((r for r in self.ranking if r.advisor_id == self.advisor_id), None) if self.advisor_id else None
