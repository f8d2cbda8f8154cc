"""What each advisor of an ERAC has in hand, and all of it given to others when one falls ill or leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from innoveici import figures
from innoveici.directory.model import remark
from innoveici.errors import InnoveiciError, Refused, UsageError
from innoveici.ledger.states import IN_HAND
from innoveici.messages import _
from innoveici.quebec import quebec_day
from innoveici.web.staff.queue_page import late_before, row_of
from innoveici.web.staff.signed_in import for_erac
from innoveici.web.visits import NotThere

if TYPE_CHECKING:
    from innoveici.casework.casework import Done, Moved
    from innoveici.directory.model import Advisor, Directory
    from innoveici.ledger.first_contact import Workload
    from innoveici.ledger.queue import Line
    from innoveici.web.staff.signed_in import StaffVisit
    from innoveici.web.staff.workplaces import Workplace


@dataclass(frozen=True, slots=True, repr=False)
class WorkloadRow:
    """An advisor's, worded; empty where there is nothing to say. ``ours``: of what is open, what is this ERAC's."""

    id: str
    name: str
    organization: str
    open: int
    ours: int
    limit: str
    full: bool
    oldest: str
    contacted: int
    days: str
    remark: str


@dataclass(frozen=True, slots=True, repr=False)
class MovedRow:
    """What becomes of one handoff: ``to`` whom it goes, or ``stays``, why it does not."""

    handoff_id: str
    to: str
    far: str
    against: str
    stays: str = ""


def workload_page(staff: StaffVisit) -> Response:
    """``GET /staff/ERAC/workload``."""
    ours, loads = _in_hand(staff), staff.site.ledger.workloads()
    rows = [_row(id_, staff, ours, loads) for id_ in _advisors(staff.place, staff.site.directory, ours)]
    rows.sort(key=lambda row: (-row.open, row.name))
    return staff.page("staff_workload", "workload", rows=rows)


def advisor_page(staff: StaffVisit) -> Response:
    """``GET /staff/ERAC/advisors/ID``: what one of them has in hand of this ERAC's."""
    return _advisor(staff, _known(staff))


def move_all(staff: StaffVisit) -> Response:
    """``POST /staff/ERAC/advisors/ID``: shows what would become of each, or with ``do`` does it."""
    advisor_id, form = _known(staff), staff.visit.form
    to, reason, do = form.get("to") or None, form.get("reason", ""), "do" in form
    try:
        moved = staff.site.written(
            lambda work: work.reassign_all(advisor_id, staff.viewer, reason=reason, to=to, dry_run=not do), staff.marks
        )
    except (Refused, UsageError) as error:
        return _advisor(staff, advisor_id, error=error)
    return _advisor(staff, advisor_id, moved=moved, done=do)


def _in_hand(staff: StaffVisit) -> Sequence[Line]:
    return list(staff.site.ledger.queue(states=IN_HAND, viewer=staff.viewer, erac_id=staff.place.key))


def _advisors(place: Workplace, directory: Directory, ours: Sequence[Line]) -> list[str]:
    """Those whose office is in the part of the region that the ERAC serves, and whoever has something of its own."""
    region = directory.regions[place.region_code]
    served = (a.id for a in directory.advisors_of(region.code) if region.erac_for(a.mrc_code).id == place.key)
    return [*dict.fromkeys([*served, *(line.advisor_id for line in ours if line.advisor_id)])]


def _known(staff: StaffVisit) -> str:
    """:raises NotThere: this is no advisor of the ERAC's."""
    id_ = staff.visit.path("advisor")
    if id_ not in _advisors(staff.place, staff.site.directory, _in_hand(staff)):
        raise NotThere
    return id_


def _row(id_: str, staff: StaffVisit, ours: Sequence[Line], loads: Mapping[str, Workload]) -> WorkloadRow:
    """Of an advisor of another region only what is of this ERAC: how busy they are elsewhere is not for it to see."""
    site = staff.site
    advisor = site.directory.advisors.get(id_)
    own = [line for line in ours if line.advisor_id == id_]
    load = loads.get(id_) if advisor and advisor.region_code == staff.place.region_code else None
    open_ = load.open if load else len(own)
    oldest = load.oldest if load else min((datetime.fromisoformat(line.since) for line in own), default=None)
    limit = advisor.capacity if advisor else None
    why = remark(advisor, site.today)
    return WorkloadRow(
        id_,
        advisor.name if advisor else id_,
        advisor.organization if advisor else "",
        open_,
        len(own),
        "" if limit is None else str(limit),
        limit is not None and open_ >= limit,
        figures.day(quebec_day(oldest)) if oldest else "",
        load.contacted if load else 0,
        figures.number(load.first_contact_days) if load and load.first_contact_days is not None else "",
        why.text() if why else "",
    )


def _advisor(
    staff: StaffVisit,
    advisor_id: str,
    *,
    moved: Moved | None = None,
    done: bool = False,
    error: InnoveiciError | None = None,
) -> Response:
    """``moved``: what became of each, or would, when nothing is ``done`` yet."""
    ours, directory = _in_hand(staff), staff.site.directory
    late = late_before(staff.site)
    choices = [(a.id, f"{a.name} ({a.organization})") for a in _colleagues(staff, advisor_id)]
    return staff.page(
        "staff_advisor",
        "workload",
        status=409 if isinstance(error, Refused) else 422 if error else 200,
        row=_row(advisor_id, staff, ours, staff.site.ledger.workloads()),
        lines=[row_of(line, staff.site, late) for line in ours if line.advisor_id == advisor_id],
        choices=choices,
        typed={} if done else dict(staff.visit.form),
        fault=error.message.text() if error else "",
        moved=_moved_rows(moved, directory) if moved else (),
        done=done,
    )


def _colleagues(staff: StaffVisit, advisor_id: str) -> list[Advisor]:
    """Whom it could be given to: those of the region first, then everybody else."""
    others = [a for a in staff.site.directory.advisors.values() if a.id != advisor_id]
    return sorted(others, key=lambda a: (a.region_code != staff.place.region_code, a.region_code, a.name))


def _moved_rows(moved: Moved, directory: Directory) -> list[MovedRow]:
    names: Mapping[str, Advisor] = directory.advisors
    rows = [_moved_row(one, names) for one in moved.done]
    return rows + [MovedRow(id_, "", "", "", refusal.message.text()) for id_, refusal in moved.left]


def _moved_row(done: Done, advisors: Mapping[str, Advisor]) -> MovedRow:
    to = done.handoff.advisor_id or ""
    return MovedRow(
        done.handoff.handoff_id,
        advisors[to].name if to in advisors else to or _("the ERAC"),
        "" if done.distance_km is None else figures.distance(done.distance_km, None),
        "; ".join(why.text() for why in done.objections),
    )


ROUTES = [
    Route("/staff/{place}/workload", for_erac(workload_page), methods=["GET"]),
    Route("/staff/{place}/advisors/{advisor}", for_erac(advisor_page), methods=["GET"]),
    Route("/staff/{place}/advisors/{advisor}", for_erac(move_all), methods=["POST"]),
]
