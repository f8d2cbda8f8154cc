"""Who could serve a region on a day, before any request is looked at: certification, absences and their stand-ins.

A stand-in is someone in their own right: they must themselves be eligible and are ranked from their own office, because
nearest is a promise to the company about the person it will meet. One from another region enters the pool through the
absent advisor; one of the region is in it anyway. Either way they cover the absent one's MRCs when a tie is broken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from innoveici.directory.model import Advisor, Directory
from innoveici.reasons import Reason


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


def region_pool(directory: Directory, region_code: str, day: date) -> tuple[Member, ...]:
    """The region's advisors and the stand-ins of those absent on ``day``, by id."""
    own = directory.advisors_of(region_code)
    replacing = _stand_ins(directory, own, day)
    people = {a.id: a for a in own} | {id_: directory.advisors[id_] for id_ in replacing}
    return tuple(_member(directory, people[id_], replacing.get(id_, ()), day) for id_ in sorted(people))


def neighbour_pool(directory: Directory, region_codes: Iterable[str], day: date) -> tuple[Member, ...]:
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
        yield _absence(advisor)
        match _stand_in(directory, advisor, day):
            case Advisor() as found:
                yield Reason("routing.replaced_by", {"advisor": found.id, "name": found.name})
            case Reason() as nobody:
                yield nobody


def _absence(advisor: Advisor) -> Reason:
    start, end = advisor.absent_from, advisor.absent_until
    if start is not None and end is not None:
        return Reason("routing.absent", {"from": start.isoformat(), "until": end.isoformat()})
    if end is not None:
        return Reason("routing.absent_until", {"until": end.isoformat()})
    return Reason("routing.absent_since", {"from": start.isoformat() if start else ""})
