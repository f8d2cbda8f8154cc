"""The one function that decides, for one request as for a million. Pure.

A :class:`Router` holds what does not change from request to request (directory, day) and remembers what depends on the
place alone, so that a batch pays for distances once a place. What depends on loads or on the request is worked out
each time: the answer never depends on what was asked before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from innoveici.atlas.location import Invalid, Located, Location, Outside
from innoveici.directory.model import Directory, Region
from innoveici.reasons import Reason
from innoveici.request import Request
from innoveici.routing.decision import Decision, Fit, Inputs, Load, Status
from innoveici.routing.distance import Start
from innoveici.routing.eligibility import Roster, region_roster
from innoveici.routing.partnerships import PartnershipMatcher, origin_of
from innoveici.routing.ranking import PlaceCandidates, Ranking, Ties, why_nobody

NO_CONSENT = Reason("request.no_consent")
CONSENT_UNCLEAR = Reason("request.consent_unclear")

_REMEMBERED_PLACES = 4096
"""Some 40 MB at 25 candidates a place. A batch comes back to the same places; memory must not grow with its rows."""


def decide(
    request: Request,
    location: Location,
    directory: Directory,
    loads: Mapping[str, Load],
    day: date,
    *,
    atlas_fingerprint: str,
    exclude: frozenset[str] = frozenset(),
) -> Decision:
    """Decide one request as of ``day`` (in Québec). ``exclude``: ids of the advisors who declined it. Never raises."""
    return Router(directory, day, atlas_fingerprint=atlas_fingerprint).decide(request, location, loads, exclude)


@dataclass(frozen=True, slots=True)
class _Place:
    """What of a location a ranking depends on."""

    region_code: str
    start: Start


_Key = tuple[_Place, tuple[tuple[str, int], ...], frozenset[str]]
"""A place, who has reached which limit, who declined: all that PlaceCandidates depend on."""


class Router:
    """Decides requests against one directory on one day."""

    def __init__(self, directory: Directory, day: date, *, atlas_fingerprint: str) -> None:
        self.directory = directory
        self.day = day
        self.inputs = Inputs(directory.regions_fingerprint, directory.advisors_fingerprint, atlas_fingerprint)
        self._partnerships = PartnershipMatcher(directory)
        self._rosters: dict[str, Roster] = {}
        self._candidates: dict[_Key, PlaceCandidates] = {}

    def decide(
        self,
        request: Request,
        location: Location,
        loads: Mapping[str, Load],
        exclude: frozenset[str] = frozenset(),
    ) -> Decision:
        """The decision for one request. ``loads`` by advisor id, nobody's missing load counting as none."""
        fits = self._partnerships.fitting(request, origin_of(request, location))
        match location:
            case Invalid():
                return self._without_region("rejected", request, location, fits)
            case Outside() if fits and request.consent is not False:
                return self._without_region("referred", request, location, fits)
            case Located() if (region := self.region_of(location)) is not None:
                return self._in_region(request, location, region, loads, exclude, fits)
        return self._without_region("held", request, location, fits)

    def region_of(self, location: Location) -> Region | None:
        """Where it is for certain. Where that is None, nobody is considered and loads play no part."""
        return self.directory.regions.get(location.region_code) if isinstance(location, Located) else None

    def _without_region(self, status: Status, request: Request, location: Location, fits: tuple[Fit, ...]) -> Decision:
        reasons: list[Reason] = []
        if isinstance(location, Located):
            reasons.append(Reason("routing.region_missing", {"region": location.region_code}))
        if status == "held" and request.consent is False:
            reasons.append(_withheld(request))
        if status == "referred":
            reasons.append(Reason("routing.referred", {"partnership": fits[0].name}))
        if location.reason is not None:
            reasons.append(location.reason)
        return Decision(status, location, self.inputs, self.day, tuple(reasons), partnerships=fits)

    def _in_region(
        self,
        request: Request,
        location: Located,
        region: Region,
        loads: Mapping[str, Load],
        exclude: frozenset[str],
        fits: tuple[Fit, ...],
    ) -> Decision:
        erac = region.erac_for(location.mrc_code)
        ranking = self._ranking(request, location, region, loads, exclude)
        picked = ranking.first
        status: Status = "assigned"
        reasons: tuple[Reason, ...]
        if request.consent is False:
            status, picked, reasons = "held", None, (_withheld(request),)
        elif picked is not None:
            reasons = picked.why
        else:
            reasons = tuple(why_nobody(region.code, region.name, ranking))
            if region.policy.empty_pool == "erac":
                reasons = (Reason("routing.to_erac", {"erac": erac.name}), *reasons)
            else:
                status = "held"
        if location.reason is not None:
            reasons = (*reasons, location.reason)
        erac_has_it = status == "assigned" and picked is None
        proposed = request.scale == "major" and region.policy.major_to_erac
        if proposed and not erac_has_it and request.consent is not False:
            reasons = (*reasons, Reason("routing.major_proposed_to_erac", {"erac": erac.name}))
        return Decision(
            status,
            location,
            self.inputs,
            self.day,
            reasons,
            region_code=region.code,
            erac_id=erac.id,
            erac_name=erac.name,
            advisor_id=picked.advisor_id if picked else None,
            distance_km=picked.distance_km if picked else None,
            distance_error_km=picked.distance_error_km if picked else None,
            close_call=picked is not None and ranking.close_call,
            tie_break=ranking.tie_break if picked else None,
            ranking=ranking.ranked,
            partnerships=fits,
        )

    def _ranking(
        self,
        request: Request,
        location: Located,
        region: Region,
        loads: Mapping[str, Load],
        exclude: frozenset[str],
    ) -> Ranking:
        roster = self.roster(region)
        place = _Place(region.code, Start(location.point, location.uncertainty_km))
        full = roster.full(loads)
        key = (place, full, exclude)
        candidates = self._candidates.get(key)
        if candidates is None:
            members, who = roster.considered(region.policy, full, exclude)
            candidates = PlaceCandidates(place.start, members, region.policy, who)
            self._remember(key, candidates)
        return candidates.arrange(Ties(request, location.mrc_code, loads, region.policy.tie_margin_km))

    def _remember(self, key: _Key, candidates: PlaceCandidates) -> None:
        if len(self._candidates) >= _REMEMBERED_PLACES:
            del self._candidates[next(iter(self._candidates))]
        self._candidates[key] = candidates

    def roster(self, region: Region) -> Roster:
        """Who could serve ``region`` on the router's day."""
        if region.code not in self._rosters:
            self._rosters[region.code] = region_roster(self.directory, region, self.day)
        return self._rosters[region.code]


def _withheld(request: Request) -> Reason:
    """Why a request is not passed on that the company did not clearly consent to."""
    return CONSENT_UNCLEAR if request.consent_unclear else NO_CONSENT
