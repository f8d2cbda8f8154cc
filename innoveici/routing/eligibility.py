"""Who may serve a region on a day: certification, absences and their stand-ins, limits reached. Pure.

Nothing here depends on where the company is, so that one answer is right for a whole region at once.

A stand-in is someone in their own right: they must themselves be eligible and are ranked from their own office, because
nearest is a promise to the company about the person it will meet. One from another region enters the pool through the
absent advisor; one of the region is in it anyway. Either way they cover the absent one's MRCs when a tie is broken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from innoveici.directory.model import Advisor, Directory, Policy, Region, absence_reason
from innoveici.reasons import Reason
from innoveici.routing.decision import NO_LOAD, Load


@dataclass(frozen=True, slots=True)
class Member:
    """One advisor of a pool. ``barred`` says why not, whatever the load; ``notes`` what a reader should know besides.

    ``serves`` are MRC codes, those of the absent advisors it stands in for included.
    """

    advisor: Advisor
    barred: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()
    stands_in_for: tuple[str, ...] = ()
    serves: frozenset[str] = frozenset()

    @property
    def in_training(self) -> bool:
        """Not certified yet: serves only where the region's policy allows it as a last resort."""
        return self.advisor.certification == "in_training"


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Who of a roster may serve: ``bars`` has an entry for each member, empty where nothing stands in the way."""

    bars: Mapping[str, tuple[Reason, ...]]
    eligible: frozenset[str]


def eligibility(
    members: Sequence[Member], policy: Policy, full: Mapping[str, int], declined: frozenset[str] = frozenset()
) -> Eligibility:
    """``full`` reached their limit, with what they have open; ``declined`` are never to be asked again."""
    bars = {m.advisor.id: (*m.barred, *_bars_of_the_moment(m.advisor, full, declined)) for m in members}
    unbarred = [m for m in members if not bars[m.advisor.id]]
    eligible = frozenset(m.advisor.id for m in unbarred if not m.in_training)
    if not eligible and policy.in_training == "last_resort":
        eligible = frozenset(m.advisor.id for m in unbarred)
    return Eligibility(bars, eligible)


@dataclass(frozen=True, slots=True)
class Roster:
    """Who could serve a region that day, and the limits of those of them who have one."""

    own: tuple[Member, ...]
    neighbours: tuple[Member, ...]
    capacities: tuple[tuple[str, int], ...]

    def full(self, loads: Mapping[str, Load]) -> tuple[tuple[str, int], ...]:
        """Who has reached the limit, with what they have open."""
        return tuple(
            (id_, open_now)
            for id_, capacity in self.capacities
            if (open_now := loads.get(id_, NO_LOAD).open) >= capacity
        )

    def considered(
        self, policy: Policy, full: tuple[tuple[str, int], ...], declined: frozenset[str] = frozenset()
    ) -> tuple[tuple[Member, ...], Eligibility]:
        """Who is considered and who of them may serve: the neighbours too when nobody of the region may."""
        who = eligibility(self.own, policy, dict(full), declined)
        if who.eligible or not self.neighbours:
            return self.own, who
        members = (*self.own, *self.neighbours)
        return members, eligibility(members, policy, dict(full), declined)


def region_roster(directory: Directory, region: Region, day: date) -> Roster:
    """Who could serve ``region`` on ``day``; its neighbours where its policy looks in them."""
    own = region_pool(directory, region.code, day)
    ids = {member.advisor.id for member in own}
    codes = region.policy.neighbours if region.policy.empty_pool == "neighbour" else ()
    others = _neighbour_pool(directory, codes, day)
    neighbours = tuple(member for member in others if member.advisor.id not in ids)
    capacities = tuple(
        (m.advisor.id, m.advisor.capacity) for m in (*own, *neighbours) if m.advisor.capacity is not None
    )
    return Roster(own, neighbours, capacities)


def region_pool(directory: Directory, region_code: str, day: date) -> tuple[Member, ...]:
    """The region's advisors and the stand-ins of those absent on ``day``, by id."""
    own = directory.advisors_of(region_code)
    replacing = _stand_ins(directory, own, day)
    people = {a.id: a for a in own} | {id_: directory.advisors[id_] for id_ in replacing}
    return tuple(_member(directory, people[id_], replacing.get(id_, ()), day) for id_ in sorted(people))


def why_eligible(member: Member, place: Reason) -> tuple[Reason, ...]:
    """What is said of somebody who may serve, ``place`` being where distance or a rule put them."""
    training = (Reason("routing.in_training_last_resort"),) if member.in_training else ()
    return (place, *training, *member.notes)


def why_refused(member: Member, bars: tuple[Reason, ...], policy: Policy) -> tuple[Reason, ...]:
    """What is said of somebody who may not."""
    training: tuple[Reason, ...] = ()
    if member.in_training:
        reserve = policy.in_training == "last_resort"
        training = (Reason("routing.in_training_reserve" if reserve else "routing.in_training"),)
    return (*bars, *training, *member.notes)


def _neighbour_pool(directory: Directory, region_codes: Iterable[str], day: date) -> tuple[Member, ...]:
    """The pools of the neighbouring regions, each member marked with the region it comes from, nobody twice."""
    found: dict[str, Member] = {}
    for code in region_codes:
        if code not in directory.regions:
            continue
        mark = Reason("routing.neighbour", {"region": code, "region_name": directory.regions[code].name})
        for member in region_pool(directory, code, day):
            marked = Member(member.advisor, member.barred, (mark, *member.notes), member.stands_in_for, member.serves)
            found.setdefault(member.advisor.id, marked)
    return tuple(found[id_] for id_ in sorted(found))


def _stand_ins(directory: Directory, advisors: Iterable[Advisor], day: date) -> dict[str, tuple[str, ...]]:
    """Id of each stand-in to the ids of those it replaces. An advisor who could not serve anyway brings nobody in."""
    replacing: dict[str, tuple[str, ...]] = {}
    for advisor in advisors:
        if advisor.absent_on(day) and not advisor.certification_ended(day):
            found = _stand_in(directory, advisor, day)
            if isinstance(found, Advisor):
                replacing[found.id] = (*replacing.get(found.id, ()), advisor.id)
    return replacing


def _stand_in(directory: Directory, absent: Advisor, day: date) -> Advisor | Reason | None:
    """The first one present along the replacements of ``absent``, or why there is nobody; None if none was named."""
    if absent.replacement_id is None:
        return None
    seen = {absent.id}
    current = absent
    while current.absent_on(day):
        following = directory.advisors.get(current.replacement_id or "")
        if following is None:
            return Reason("routing.replacement_nobody", {"advisor": current.replacement_id or current.id})
        if following.id in seen:
            return Reason("routing.replacement_loop", {"advisor": following.id})
        seen.add(following.id)
        current = following
    return current


def _member(directory: Directory, advisor: Advisor, replaces: tuple[str, ...], day: date) -> Member:
    absent_ones = [directory.advisors[id_] for id_ in replaces]
    return Member(
        advisor,
        barred=tuple(_bars(directory, advisor, day)),
        notes=tuple(Reason("routing.stands_in_for", {"advisor": a.id, "name": a.name}) for a in absent_ones),
        stands_in_for=replaces,
        serves=frozenset().union(*(_territory(a) for a in (advisor, *absent_ones))),
    )


def _territory(advisor: Advisor) -> frozenset[str]:
    return frozenset(advisor.mrc_codes) | ({advisor.mrc_code} if advisor.mrc_code else frozenset())


def _bars(directory: Directory, advisor: Advisor, day: date) -> Iterator[Reason]:
    if advisor.certified_until is not None and advisor.certification_ended(day):
        yield Reason("routing.expired", {"date": advisor.certified_until.isoformat()})
    if advisor.absent_on(day):
        yield absence_reason(advisor.absent_from, advisor.absent_until)
        match _stand_in(directory, advisor, day):
            case Advisor() as found:
                yield Reason("routing.replaced_by", {"advisor": found.id, "name": found.name})
            case Reason() as nobody:
                yield nobody


def _bars_of_the_moment(advisor: Advisor, full: Mapping[str, int], declined: frozenset[str]) -> Iterator[Reason]:
    if advisor.id in declined:
        yield Reason("routing.declined")
    if advisor.id in full:
        yield Reason("routing.full", {"open": full[advisor.id], "capacity": advisor.capacity})
