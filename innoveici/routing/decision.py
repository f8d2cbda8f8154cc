"""What routing answers: a Decision that holds everything needed to explain it later, without the files it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

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

    Distances are great-circle km from the company to this person's own office, rounded to 10 m (far below any error).
    ``stands_in_for`` holds the ids of the absent advisors this one replaces that day.
    """

    advisor_id: str
    name: str
    organization: str
    distance_km: float
    distance_error_km: float
    eligible: bool
    why: tuple[Reason, ...] = ()
    stands_in_for: tuple[str, ...] = ()


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
    """Outcome for one request, as of ``day``. ``reasons`` explains the status, most important first.

    ``ranking`` is in order of preference, eligible first: each is who would serve if those before could not.
    ``tie_break`` is the code of the rule that chose among advisors counted as equally near, None when distance decided.
    ``advisor_id`` is None in an assigned decision that hands the request to the ERAC itself.
    """

    status: Status
    location: Location
    inputs: Inputs
    day: date
    reasons: tuple[Reason, ...]
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

    @property
    def advisor(self) -> Ranked | None:
        """The one picked, as ranked."""
        return next((r for r in self.ranking if r.advisor_id == self.advisor_id), None) if self.advisor_id else None
