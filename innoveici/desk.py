"""The desk where a request is routed: find the place, decide, record the handoff with its notices. One path for all.

Interactive, batch and dry run call :meth:`Desk.route`; a dry run differs only in writing nothing. The ledger's writing
transaction is held from reading the loads to recording, so that two processes never hand an advisor's last place twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from innoveici.atlas.locate import locate
from innoveici.atlas.location import Ambiguous, Location
from innoveici.ledger.actor import SYSTEM, Actor
from innoveici.ledger.audience import Contact, Told, chain_of, who_hears
from innoveici.ledger.entry import Routed
from innoveici.request import PERSONAL_FIELDS, fold
from innoveici.routing.decide import Router
from innoveici.routing.decision import Decision, Load
from innoveici.routing.record import join, split

if TYPE_CHECKING:
    from innoveici.atlas.beyond import Beyond
    from innoveici.atlas.store import Atlas
    from innoveici.directory.model import Directory
    from innoveici.ledger.event import Head
    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.writing import Transaction
    from innoveici.request import Request

Status = Literal["assigned", "held", "rejected", "referred", "duplicate"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one request. ``handoff_id`` and ``head`` are None in a dry run; ``told`` is who is, or would be.

    ``state`` is set for a duplicate only: where its handoff is now. ``corrected`` names the fields that changed since
    the request was held or rejected, and so was decided anew. ``differs`` names those in which a duplicate is not the
    recorded request of that id: perhaps another one, which a person must look at. ``company`` is the recorded one's.
    """

    request: Request
    status: Status
    decision: Decision
    handoff_id: str | None = None
    told: tuple[Told, ...] = ()
    head: Head | None = None
    state: str | None = None
    corrected: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()
    company: str = ""

    @property
    def needs_a_person(self) -> bool:
        """Held or rejected; a duplicate when its handoff still is, or when it is not quite the same request."""
        return (self.state or self.status) in ("held", "rejected") or bool(self.differs)


class Desk:
    """Routes requests against one atlas and one directory, as of one day in Québec."""

    def __init__(self, atlas: Atlas, directory: Directory, day: date, *, beyond: Beyond | None = None) -> None:
        self.atlas = atlas
        self.directory = directory
        self.beyond = beyond
        self.router = Router(directory, day, atlas_fingerprint=atlas.fingerprint)

    def decide(self, request: Request, loads: Mapping[str, Load]) -> Decision:
        """Where it is and who serves it; pure but for reading the atlas."""
        location = locate(
            request.postal_code,
            self.atlas,
            self.directory.region_of_mrc,
            municipality=request.municipality or None,
            country=request.country,
            beyond=self.beyond,
        )
        return self.router.decide(request, location, loads)

    def route(self, request: Request, ledger: Ledger, *, actor: Actor = SYSTEM) -> Outcome:
        """Route and record one request, unless it is recorded already and unchanged."""
        with ledger.writing() as tx:
            outcome = self.record(request, tx, actor=actor)
        return outcome or self._duplicate(request, ledger)

    def record(self, request: Request, tx: Transaction, *, actor: Actor = SYSTEM) -> Outcome | None:
        """Route and record one request inside a transaction; None when it is recorded already.

        A held or rejected request that comes again with other content is corrected and decided anew.
        """
        correction = None
        if tx.find(request.request_id) is not None:
            correction = tx.correction(request)
            if correction is None:
                return None
        decision = self.decide(request, tx.loads())
        entry = self.entry(request, decision)
        recorded = tx.revise(entry, correction, actor=actor) if correction else tx.record(entry, actor=actor)
        return Outcome(
            request,
            decision.status,
            decision,
            recorded.handoff_id,
            recorded.told,
            recorded.head,
            corrected=tuple(correction.fields) if correction else (),
        )

    def plan(self, request: Request, ledger: Ledger | None) -> Outcome:
        """What :meth:`route` would do now; writes nothing. ``ledger`` is None while there is none yet."""
        correction = None
        if ledger is not None and ledger.find_request(request.request_id) is not None:
            correction = ledger.correction(request)
            if correction is None:
                return self._duplicate(request, ledger)
        decision = self.decide(request, ledger.loads() if ledger is not None else {})
        told = who_hears(decision.status, self.contacts(request, decision))
        fields = tuple(correction.fields) if correction else ()
        return Outcome(request, decision.status, decision, told=told, corrected=fields)

    def entry(self, request: Request, decision: Decision) -> Routed:
        """A decided request as the ledger takes it."""
        payload, private = split(decision)
        return Routed(
            request=request,
            status=decision.status,
            payload=payload,
            private=private,
            contacts=self.contacts(request, decision),
            region_code=decision.region_code,
            erac_id=decision.erac_id,
            advisor_id=decision.advisor_id,
        )

    def contacts(self, request: Request, decision: Decision) -> tuple[Contact, ...]:
        """The actors of its chain. Where several regions are possible, each one's ERAC, which may recognise its own."""
        fits = decision.partnerships if decision.status == "referred" else ()
        return chain_of(
            request,
            self.directory,
            erac_ids=self._eracs(decision),
            advisor_id=decision.advisor_id,
            partnership_ids=[fit.id for fit in fits],
        )

    def _eracs(self, decision: Decision) -> tuple[str, ...]:
        """The region's, and the neighbour's whose advisor it is; those of every possible region while it is open."""
        if decision.erac_id is None:
            return self._possible_eracs(decision.location)
        advisor = self.directory.advisors.get(decision.advisor_id or "")
        if advisor is None or advisor.region_code == decision.region_code:
            return (decision.erac_id,)
        return decision.erac_id, self.directory.regions[advisor.region_code].erac_for(advisor.mrc_code).id

    def _possible_eracs(self, location: Location) -> tuple[str, ...]:
        if not isinstance(location, Ambiguous):
            return ()
        regions = [self.directory.regions.get(c.region_code) for c in location.candidates]
        return tuple(dict.fromkeys(region.erac_for(None).id for region in regions if region is not None))

    def _duplicate(self, request: Request, ledger: Ledger) -> Outcome:
        shown = ledger.show(request.request_id)
        decision = join(*ledger.decision(request.request_id))
        recorded = shown.personal or {}  # empty once erased: then nothing can differ
        differs = [
            field
            for field in (PERSONAL_FIELDS if recorded else ())
            if fold(field, getattr(request, field)) != fold(field, recorded.get(field, ""))
        ]
        return Outcome(
            request,
            "duplicate",
            decision,
            shown.handoff.handoff_id,
            head=ledger.head(),
            state=shown.handoff.state,
            differs=tuple(differs),
            company=recorded.get("company", ""),
        )
