"""The desk where a request is routed: find the place, decide, record the handoff with its notices.

:meth:`Desk.decide` is the one decision of :meth:`Desk.route` and of :meth:`Desk.plan`, its dry run. The ledger's
writing transaction is held from reading the loads to recording, so that two processes never hand out an advisor's last
place.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias

from innoveici.atlas.locate import locate
from innoveici.atlas.location import Ambiguous, Location
from innoveici.ledger.actor import SYSTEM, Actor
from innoveici.ledger.audience import Contact, Told, chain_of, who_hears
from innoveici.ledger.content import Correction, Known, correction_of, differences, new_remarks
from innoveici.ledger.entry import Recorded, Routed
from innoveici.request import PERSONAL_FIELDS
from innoveici.request_reading import Reading
from innoveici.routing.decide import Router
from innoveici.routing.decision import Decision, Load, Status
from innoveici.routing.record import split
from innoveici.settings import cache_folder, packaged

if TYPE_CHECKING:
    from pathlib import Path

    from innoveici.atlas.geonames import GeoNames
    from innoveici.atlas.store import Atlas
    from innoveici.directory.model import Directory, Partnership
    from innoveici.ledger.event import Head
    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.writing import Transaction
    from innoveici.orientation.suggesting import Orienter
    from innoveici.request import Request

OutcomeStatus = Status | Literal["duplicate"]
Revision: TypeAlias = tuple[Routed, Correction]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one request. ``handoff_id`` and ``head`` are None in a dry run; ``told`` is who is, or would be.

    ``request`` is as it was decided: when corrected, what is given now over what was recorded. ``state`` is set for a
    duplicate only: where its handoff is now. ``corrected`` names the fields that changed since the request was held or
    rejected, and so was decided anew; ``reopened``: it had been undone with its batch. ``differs`` names the fields in
    which a duplicate is not the recorded request of that id: perhaps another one, which a person must look at.
    ``company`` is the recorded one's.
    """

    request: Request
    status: OutcomeStatus
    decision: Decision
    handoff_id: str | None = None
    told: tuple[Told, ...] = ()
    head: Head | None = None
    state: str | None = None
    corrected: tuple[str, ...] = ()
    reopened: bool = False
    differs: tuple[str, ...] = ()
    company: str = ""

    @property
    def needs_a_person(self) -> bool:
        """Held or rejected; a duplicate when its handoff still is, or when it is not quite the same request."""
        return (self.state or self.status) in ("held", "rejected") or bool(self.differs)

    @property
    def unreachable(self) -> bool:
        """Referred to a partner without an address: somebody must hand it over."""
        return any(told.recipient.role == "partner" and told.state == "no_address" for told in self.told)


class Desk:
    """Routes requests against one atlas and one directory, as of one day in Québec."""

    def __init__(
        self,
        atlas: Atlas,
        directory: Directory,
        day: date,
        *,
        geonames: GeoNames | None = None,
        catalogue: Path | None = None,
    ) -> None:
        """:param catalogue: the folder of its files; the package's without one."""
        self.atlas = atlas
        self.directory = directory
        self.geonames = geonames
        self.day = day
        self._catalogue = catalogue
        self.router = Router(directory, day, atlas_fingerprint=atlas.fingerprint)

    @cached_property
    def orienter(self) -> Orienter:
        """What finds who can help; the catalogue is read when it is first asked for. Raises what that raises."""
        from innoveici.orientation.entry_index import open_index
        from innoveici.orientation.partnership_entries import partnership_entries
        from innoveici.orientation.suggesting import Orienter

        index = open_index(self._catalogue or packaged("catalogue"), cache_folder())
        with closing(index):
            return Orienter(
                index.catalogue(), self.directory.region_of_mrc, partnership_entries(self.directory.partnerships)
            )

    def reading(self, *, lenient: bool) -> Reading:
        """How requests are read here; ``lenient`` as in an export."""
        return Reading(lenient, self.day, self.directory.knows_sector if self.directory.sectors else None)

    def decide(
        self, request: Request, loads: Mapping[str, Load], declined_by: frozenset[str] = frozenset()
    ) -> Decision:
        """Where it is and who serves it; pure but for reading the atlas. ``declined_by``: never asked again."""
        location = locate(
            request.postal_code,
            self.atlas,
            self.directory.region_of_mrc,
            municipality=request.municipality or None,
            country=request.country,
            geonames=self.geonames,
        )
        return self.router.decide(request, location, loads, declined_by)

    def route(self, request: Request, ledger: Ledger, *, actor: Actor = SYSTEM) -> Outcome:
        """Route and record one request, unless it is recorded already and unchanged."""
        with ledger.writing() as tx:
            outcome = self.record(request, tx, actor=actor)
        return outcome if outcome.head else replace(outcome, head=ledger.head())

    def record(self, request: Request, tx: Transaction, *, actor: Actor = SYSTEM, batch: str | None = None) -> Outcome:
        """Route and record one request inside a transaction, as part of ``batch`` if it is; a duplicate writes nothing.

        A held or rejected request that comes again with other content is corrected and decided anew: the recorded one,
        overlaid with what is given now. One that was undone is decided anew in any case.
        """
        recalled = tx.recall((request.request_id,)).get(request.request_id)
        if recalled:
            return self.record_known(request, recalled, tx, actor=actor, batch=batch)
        outcome, entry = self._decided(request, None, tx.loads())
        return _recorded(outcome, tx.record(entry, actor=actor, batch=batch))

    def record_known(
        self,
        request: Request,
        recalled: Known,
        tx: Transaction,
        *,
        actor: Actor = SYSTEM,
        batch: str | None = None,
        loads: Mapping[str, Load] | None = None,
    ) -> Outcome:
        """:meth:`record` of a request whose id is known: ``recalled`` in this transaction, and not recorded since.

        :param loads: when the caller keeps count of them; else they are read. The ``head`` of a duplicate is None.
        """
        outcome, revision = self.decide_known(request, recalled, tx.loads() if loads is None else loads)
        if revision is None:
            return outcome
        return _recorded(outcome, tx.revise(*revision, actor=actor, batch=batch))

    def plan(self, request: Request, ledger: Ledger | None) -> Outcome:
        """What :meth:`route` would do now; writes nothing. ``ledger`` is None while there is none yet."""
        if ledger is None:
            return self._decided(request, None, {})[0]
        recalled = ledger.recall((request.request_id,)).get(request.request_id)
        if recalled is None:
            return self._decided(request, None, ledger.loads())[0]
        outcome = self.plan_known(request, recalled, ledger.loads())
        return replace(outcome, head=ledger.head()) if outcome.status == "duplicate" else outcome

    def plan_known(self, request: Request, recalled: Known, loads: Mapping[str, Load]) -> Outcome:
        """What :meth:`record_known` would do now."""
        return self.decide_known(request, recalled, loads)[0]

    def decide_known(
        self, request: Request, recalled: Known, loads: Mapping[str, Load]
    ) -> tuple[Outcome, Revision | None]:
        """What becomes of a request whose id is known, and what ``tx.revise_many`` takes to record it.

        None for a duplicate. Pure but for reading the atlas.
        """
        correction = correction_of(request, recalled)
        if correction is None:
            return self.duplicate(request, recalled), None
        outcome, entry = self._decided(request, correction, loads)
        return outcome, (entry, correction)

    def _decided(
        self, request: Request, correction: Correction | None, loads: Mapping[str, Load]
    ) -> tuple[Outcome, Routed]:
        """What becomes of a request that is new or, under a known id, corrected; and how it is to be recorded."""
        if correction is None:
            decision = self.decide(request, loads)
            entry = self.entry(request, decision)
            return Outcome(request, decision.status, decision, told=who_hears(decision.status, entry.contacts)), entry
        before = correction.before
        decision = self.decide(correction.request, loads, frozenset(before.declined_by))
        entry = self.entry(correction.request, decision)
        outcome = Outcome(
            correction.request,
            decision.status,
            decision,
            told=(
                *who_hears("corrected", correction.no_longer(entry.contacts)),
                *who_hears(decision.status, entry.contacts),
            ),
            corrected=tuple(correction.fields),
            reopened=correction.reopens,
        )
        return outcome, entry

    def entry(self, request: Request, decision: Decision) -> Routed:
        """A decided request as the ledger takes it."""
        payload, private, roster = split(decision)
        return Routed(
            request=request,
            status=decision.status,
            payload=payload,
            private=private,
            contacts=self.contacts(request, decision),
            region_code=decision.region_code,
            erac_id=decision.erac_id,
            advisor_id=decision.advisor_id,
            roster=roster,
        )

    def contacts(self, request: Request, decision: Decision) -> tuple[Contact, ...]:
        """The actors of its chain. Where several regions are possible, each one's ERAC, which may recognise its own."""
        partner = self._partner(decision)
        return chain_of(
            request,
            self.directory,
            erac_ids=self._eracs(decision),
            advisor_id=decision.advisor_id,
            partnership_ids=(partner.id,) if partner else (),
        )

    def _partner(self, decision: Decision) -> Partnership | None:
        """Who a request from elsewhere is handed to: of those that fit, the first that can be reached."""
        if decision.status != "referred":
            return None
        known = {partnership.id: partnership for partnership in self.directory.partnerships}
        fitting = [known[fit.id] for fit in decision.partnerships]
        return next((partnership for partnership in fitting if partnership.contact), fitting[0])

    def _eracs(self, decision: Decision) -> tuple[str, ...]:
        """The region's, and the neighbour's whose advisor it is; those of every possible region while it is open."""
        if decision.erac_id is None:
            return self._possible_eracs(decision.location)
        advisor = self.directory.advisors.get(decision.advisor_id or "")
        if advisor is None or advisor.region_code == decision.region_code:
            return (decision.erac_id,)
        return decision.erac_id, self.directory.regions[advisor.region_code].erac_for(advisor.mrc_code).id

    def _possible_eracs(self, location: Location) -> tuple[str, ...]:
        if not isinstance(location, Ambiguous) or location.reason.mentions("place.beyond_atlas"):
            return ()  # pgeocode's points are too coarse to tell half of Québec of a company
        regions = [self.directory.regions.get(c.region_code) for c in location.candidates]
        return tuple(dict.fromkeys(region.erac_for(None).id for region in regions if region is not None))

    def duplicate(self, request: Request, recalled: Known) -> Outcome:
        """What is said of a request that adds nothing to the one recorded under its id."""
        recorded = recalled.personal or {}  # empty once erased: then nothing can differ
        given = differences(request, recalled.known) if recorded else {}
        unusable = {remark["field"] for remark in new_remarks(request, recalled.known)} if recorded else set()
        differs = [field for field in PERSONAL_FIELDS if field in given.keys() - {"remarks"} | unusable]
        if request.consent is False and recalled.known.get("consent") is not False:
            differs.append("consent")  # withdrawn: what was passed on must be taken back by a person
        return Outcome(
            request,
            "duplicate",
            recalled.decided,
            recalled.handoff_id,
            state=recalled.state,
            differs=tuple(differs),
            company=recorded.get("company", ""),
        )


def _recorded(outcome: Outcome, recorded: Recorded) -> Outcome:
    return replace(outcome, handoff_id=recorded.handoff_id, told=recorded.told, head=recorded.head)
