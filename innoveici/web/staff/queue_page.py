"""What waits for an ERAC: held first, then who waits for a first contact, then the rest; the oldest first."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlencode

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from innoveici import figures
from innoveici.directory.model import remark
from innoveici.ledger.event import utc_text
from innoveici.ledger.states import IN_HAND, OPEN, handoff_id_of
from innoveici.likeness import named_like
from innoveici.messages import N_, _
from innoveici.quebec import overdue_before, quebec_day, waits
from innoveici.steps import STATES, State
from innoveici.web.handoff_view import TONES
from innoveici.web.staff.sign_in import SEARCH_COOKIE
from innoveici.web.staff.signed_in import for_erac
from innoveici.words import STATE, word

if TYPE_CHECKING:
    from innoveici.ledger.queue import Line
    from innoveici.web.site import Site
    from innoveici.web.staff.signed_in import StaffVisit

PAGE = 50
"""Lines of one page."""
LONGEST = 100
"""Characters of what is looked for."""
STATE_CHOICES: Mapping[str, tuple[str, Collection[State]]] = {
    "": (N_("Open"), OPEN),
    **{state: (row.word, frozenset({state})) for state, row in STATES.items() if row.listed},
    "all": (N_("All"), frozenset(STATES)),
}
"""By what the address says, its words and its states."""
TITLES: Mapping[str, str] = {"queue": N_("Requests"), "held": N_("On hold"), "overdue": N_("Overdue")}
_ID = re.compile(r"(?:[Hh]-)?([0-9]{1,15})")


@dataclass(frozen=True, slots=True, repr=False)
class QueueRow:
    """A handoff as a line of the page, in the reader's language. ``days``: how long its company has waited, None where
    it waits for no first contact. ``why``: why it needs somebody."""

    handoff_id: str
    company: str
    municipality: str
    state: str
    tone: str
    day: str
    days: int | None
    late: bool
    advisor: str
    why: tuple[str, ...]


def late_before(site: Site) -> str:
    """Whoever waits since before this moment (UTC text) is overdue today."""
    days = site.directory.service.first_contact_days
    return utc_text(overdue_before(site.today, days, site.working_days))


def queue_page(staff: StaffVisit) -> Response:
    """``GET /staff/ERAC/queue``, with a state, and what was looked for."""
    chosen = staff.asked("state") if staff.asked("state") in STATE_CHOICES else ""
    searched = _searched(staff) if staff.asked("found") else ""
    states = STATE_CHOICES["all" if searched and not chosen else chosen][1]
    accepts = named_like(searched) if searched else None
    if searched and accepts is None:
        lines: list[Line] = []
    else:
        lines = list(staff.site.ledger.queue(states=states, viewer=staff.viewer, company=accepts))
    asked = {"state": chosen, "found": "1" if searched else ""}
    return _listed(staff, "queue", lines, asked, searched=searched)


def held_page(staff: StaffVisit) -> Response:
    """``GET /staff/ERAC/held``: what nobody has until the ERAC settles it."""
    return _listed(staff, "held", list(staff.site.ledger.queue(states={"held"}, viewer=staff.viewer)), {})


def overdue_page(staff: StaffVisit) -> Response:
    """``GET /staff/ERAC/overdue``: companies that should have been contacted by now."""
    late = late_before(staff.site)
    found = staff.site.ledger.queue(states=OPEN, viewer=staff.viewer, waiting_before=datetime.fromisoformat(late))
    return _listed(staff, "overdue", list(found), {})


def search(staff: StaffVisit) -> Response:
    """``POST /staff/ERAC/search``: to the handoff whose id it is, else to those whose company is called so.

    What was looked for goes into a cookie: it names a company, which no address of a page may.
    """
    text = staff.visit.form.get("text", "")[:LONGEST]
    if found := _called(staff, text):
        return RedirectResponse(staff.address("h", found), 303)
    state = staff.visit.form.get("state", "")
    asked = {"found": "1"} | ({"state": state} if state in STATE_CHOICES and state else {})
    settings = staff.site.settings
    answer = RedirectResponse(staff.address("queue") + (f"?{urlencode(asked)}" if text else ""), 303)
    answer.set_cookie(
        SEARCH_COOKIE, quote(text), path=settings.root or "/", secure=settings.secure, httponly=True, samesite="lax"
    )
    return answer


def _called(staff: StaffVisit, text: str) -> str | None:
    """The handoff of the ERAC's whose own id this is, or its request's."""
    number, ledger = _ID.fullmatch(text), staff.site.ledger
    by_request = ledger.find_request(text) if text else None
    ids = [by_request.handoff_id] if by_request else []
    ids += [handoff_id_of(int(number[1]))] if number else []
    for id_ in ids:
        story = ledger.story(id_)
        if story is not None and story.is_for(staff.viewer):
            return id_
    return None


def _searched(staff: StaffVisit) -> str:
    return unquote(staff.visit.http.cookies.get(SEARCH_COOKIE, ""))[:LONGEST]


def _listed(
    staff: StaffVisit, tab: str, lines: Sequence[Line], asked: Mapping[str, str], *, searched: str = ""
) -> Response:
    late = late_before(staff.site)
    ordered = sorted(lines, key=lambda line: (_urgency(line), line.since))
    number, pages = page_of(staff.asked("page"), len(ordered))
    shown = ordered[(number - 1) * PAGE : number * PAGE]
    asked = {name: value for name, value in asked.items() if value}
    links = {n: f"{staff.address(tab)}?{urlencode({**asked, 'page': n})}" for n in (number - 1, number + 1)}
    return staff.page(
        "staff_queue",
        tab,
        title=_(TITLES[tab]),
        rows=[row_of(line, staff.site, late) for line in shown],
        total=len(ordered),
        late_count=sum(line.is_late(late) for line in ordered),
        held_count=sum(line.state == "held" for line in ordered),
        searched=searched,
        chosen=asked.get("state", ""),
        states=[(key, _capital(_(words))) for key, (words, _states) in STATE_CHOICES.items()],
        number=number,
        pages=pages,
        before=links[number - 1] if number > 1 else "",
        after=links[number + 1] if number < pages else "",
    )


def _urgency(line: Line) -> int:
    return 0 if line.state == "held" else 1 if waits(line.state, line.consent) else 2


def page_of(asked: str, total: int) -> tuple[int, int]:
    """The page that the address asks for, of those there are, and how many these are."""
    pages = max(1, -(-total // PAGE))
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    return min(max(1, number), pages), pages


def row_of(line: Line, site: Site, late: str) -> QueueRow:
    """A line of the ledger's, worded."""
    since = quebec_day(datetime.fromisoformat(line.since))
    waiting = waits(line.state, line.consent)
    advisor = site.directory.advisors.get(line.advisor_id or "")
    away = remark(advisor, site.today) if line.advisor_id and line.state in IN_HAND else None
    why = [reason.text() for reason in line.reasons] + ([away.text()] if away else [])
    return QueueRow(
        line.handoff_id,
        line.company,
        line.municipality,
        _capital(word(STATE, line.state)),
        TONES.get(line.state, ""),
        figures.day(since),
        max(0, (site.today - since).days) if waiting else None,
        line.is_late(late),
        advisor.name if advisor else line.advisor_id or "",
        tuple(why),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


ROUTES = [
    Route("/staff/{place}/queue", for_erac(queue_page), methods=["GET"]),
    Route("/staff/{place}/held", for_erac(held_page), methods=["GET"]),
    Route("/staff/{place}/overdue", for_erac(overdue_page), methods=["GET"]),
    Route("/staff/{place}/search", for_erac(search), methods=["POST"]),
]
