"""What the Conseil sees: figures of all regions, states and dates; of no company its name, its contact or its need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.responses import Response
from starlette.routing import Route

from innoveici import figures
from innoveici.messages import N_, Message, _
from innoveici.notify.notice_view import named_erac
from innoveici.quebec import WAITING, quebec_day, quebec_moment
from innoveici.steps import STATES, State
from innoveici.web.handoff_view import TONES, view_of
from innoveici.web.staff.case_view import story_for
from innoveici.web.staff.queue_page import PAGE, STATE_CHOICES, late_before, page_of
from innoveici.web.staff.signed_in import for_council
from innoveici.words import STATE, word

if TYPE_CHECKING:
    from innoveici.directory.model import Directory
    from innoveici.ledger.overview import Overview, PlainLine
    from innoveici.web.site import Site
    from innoveici.web.staff.signed_in import StaffVisit

PERIODS: Mapping[str, tuple[str, int]] = {
    "": (N_("the last 12 months"), 365),
    "quarter": (N_("the last 3 months"), 91),
    "all": (N_("all requests"), 0),
}
"""By what the address says, its words and its days; 0: without a beginning."""
LISTED: tuple[State, ...] = tuple(state for state, row in STATES.items() if row.listed)
_NONE = "none"
"""A region that is still open, as addresses of pages name it."""


@dataclass(frozen=True, slots=True)
class FiguresRow:
    """A region's. ``counts``: in the order of ``LISTED``; ``share``: of the promises that are due, those kept."""

    code: str
    name: str
    counts: tuple[int, ...]
    total: int
    waiting: int
    overdue: int
    share: str


@dataclass(frozen=True, slots=True)
class PlainRow:
    """A handoff as a line, worded."""

    handoff_id: str
    region: str
    erac: str
    state: str
    tone: str
    received: str
    changed: str


def figures_page(staff: StaffVisit) -> Response:
    """``GET /staff/council``."""
    period = staff.asked("period") if staff.asked("period") in PERIODS else ""
    site, days = staff.site, PERIODS[period][1]
    since = _beginning(site.today - timedelta(days=days)) if days else None
    overview = site.ledger.overview(datetime.fromisoformat(late_before(site)), since)
    kept = _kept(overview, site)
    regions = {code: region.name for code, region in site.directory.regions.items()}
    others = sorted({region for region, _state in overview.counts if region and region not in regions})
    found: list[str | None] = [*regions, *others, None]
    rows = [_row(code, regions.get(code or "", code or ""), overview, kept) for code in found]
    return staff.page(
        "staff_figures",
        "figures",
        rows=[row for row in rows if row.total or row.code != _NONE],
        whole=_row("", _("Québec"), _together(overview), Counter({"": sum(kept.values())})),
        states=[_capital(word(STATE, state)) for state in LISTED],
        periods=[(key, _capital(_(words))) for key, (words, _days) in PERIODS.items()],
        period=period,
        since=figures.day(quebec_day(since)) if since else "",
        days=site.directory.service.first_contact_days,
    )


def handoffs_page(staff: StaffVisit) -> Response:
    """``GET /staff/council/handoffs``: of a region, in a state."""
    directory = staff.site.directory
    state = staff.asked("state") if staff.asked("state") in STATE_CHOICES else ""
    region = staff.asked("region") if staff.asked("region") in directory.regions else ""
    states = STATE_CHOICES[state][1]
    asked = int(staff.asked("page")) if staff.asked("page").isascii() and staff.asked("page").isdigit() else 1
    number = min(max(1, asked), 100_000)
    lines, total = staff.site.ledger.plain_lines(states, region or None, (number - 1) * PAGE, PAGE)
    number, pages = page_of(str(number), total)
    kept = {name: value for name, value in (("state", state), ("region", region)) if value}
    links = {n: f"{staff.address('handoffs')}?{urlencode({**kept, 'page': n})}" for n in (number - 1, number + 1)}
    return staff.page(
        "staff_plain_queue",
        "handoffs",
        rows=[_plain(line, directory) for line in lines],
        total=total,
        states=[(key, _capital(_(words))) for key, (words, _states) in STATE_CHOICES.items()],
        regions=[(code, one.name) for code, one in directory.regions.items()],
        state=state,
        region=region,
        number=number,
        pages=pages,
        before=links[number - 1] if number > 1 else "",
        after=links[number + 1] if number < pages else "",
    )


def story_page(staff: StaffVisit) -> Response:
    """``GET /staff/council/h/ID``: what happened, without a word that somebody wrote."""
    view = view_of(staff.site, story_for(staff), staff.viewer)
    region = staff.site.directory.regions.get(view.state.region_code or "")
    return staff.page("staff_plain_handoff", "handoffs", view=view, region=region.name if region else "")


def _beginning(day: date) -> datetime:
    return quebec_moment(datetime.combine(day, time.min))


def _kept(overview: Overview, site: Site) -> Counter[str | None]:
    """By region, how many companies were contacted on the last day of the promise or before."""
    days, calendar = site.directory.service.first_contact_days, site.working_days
    return Counter(
        one.region_code
        for one in overview.contacts
        if quebec_day(one.contacted) <= calendar.deadline(quebec_day(one.since), days)
    )


def _row(code: str | None, name: str, overview: Overview, kept: Mapping[str | None, int]) -> FiguresRow:
    of_region = {state: count for (region, state), count in overview.counts.items() if region == code}
    overdue = overview.overdue.get(code, 0)
    due = overdue + sum(one.region_code == code for one in overview.contacts)
    return FiguresRow(
        _NONE if code is None else code,
        name or _("No region yet"),
        tuple(of_region.get(state, 0) for state in LISTED),
        sum(of_region.values()),
        sum(count for state, count in of_region.items() if state in WAITING),
        overdue,
        Message(N_("{percent}%"), percent=f"{100 * kept.get(code, 0) / due:.0f}").text() if due else "",
    )


def _together(overview: Overview) -> Overview:
    """All regions as one, under the code ``""``."""
    counts: Counter[tuple[str | None, State]] = Counter()
    for (_region, state), count in overview.counts.items():
        counts["", state] += count
    return type(overview)(
        counts,
        {"": sum(overview.overdue.values())},
        tuple(one._replace(region_code="") for one in overview.contacts),
    )


def _plain(line: PlainLine, directory: Directory) -> PlainRow:
    region = directory.regions.get(line.region_code or "")
    erac = named_erac(line.erac_id, directory, lambda: None)
    return PlainRow(
        line.handoff_id,
        region.name if region else line.region_code or "",
        erac.name if erac else "",
        _capital(word(STATE, line.state)),
        TONES.get(line.state, ""),
        figures.day(quebec_day(line.received)),
        figures.day(quebec_day(line.changed)),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


ROUTES = [
    Route("/staff/council", for_council(figures_page), methods=["GET"]),
    Route("/staff/council/handoffs", for_council(handoffs_page), methods=["GET"]),
    Route("/staff/council/h/{handoff}", for_council(story_page), methods=["GET"]),
]
