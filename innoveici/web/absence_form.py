"""What an advisor's page says of its absences, and the form by which one is declared: from when, until when, who stands
in. What came of it is read from the ledger, so that the page says of it what is true.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from innoveici.casework.announcing import announce_absence, announced, last_announced
from innoveici.directory.absences import Absence, absence_of, asked_absence
from innoveici.directory.model import absence_reason
from innoveici.errors import Refused, UsageError
from innoveici.figures import day
from innoveici.ledger.states import IN_HAND
from innoveici.messages import N_, Message, _
from innoveici.quebec import quebec_day
from innoveici.steps import STEPS
from innoveici.web.step_forms import Choice
from innoveici.words import STATE, word

if TYPE_CHECKING:
    from datetime import date

    from innoveici.directory.model import Advisor
    from innoveici.ledger.event import Event
    from innoveici.ledger.ledger import Ledger
    from innoveici.web.handoff_view import HandoffView
    from innoveici.web.site import Site

LOG = logging.getLogger("innoveici.web")
_LISTED = 10
"""Handoffs that are named; more are counted."""


@dataclass(frozen=True, slots=True)
class Staying:
    """A handoff that stays with whoever goes. ``here``: the one whose page this is; ``declinable``: by its own page."""

    handoff_id: str
    state_word: str
    here: bool
    declinable: bool


@dataclass(frozen=True, slots=True, repr=False)
class AbsenceForm:
    """``now``: the absence that advisors.csv has, in words; ``asked``: what its ERAC is yet to enter.

    ``first``, ``last`` and ``replacement`` are what the fields hold; ``more`` counts what ``staying`` does not name.
    """

    now: str
    has_begun: bool
    asked: str
    first: str
    last: str
    replacement: str
    choices: tuple[Choice, ...]
    staying: tuple[Staying, ...]
    more: int
    is_typed: bool


def absence_form(site: Site, view: HandoffView, typed: Mapping[str, str]) -> AbsenceForm | None:
    """For the advisor whose page it is; None for one that is not in advisors.csv any more.

    :param typed: what was typed and could not be done.
    """
    advisor = site.directory.advisors.get(view.viewer.id)
    if advisor is None:
        return None
    now = _not_over(absence_of(advisor), site.today)
    first, last = now.first.isoformat() if now.first else "", now.last.isoformat() if now.last else ""
    staying = _staying(site.ledger, view)
    return AbsenceForm(
        _words(now),
        advisor.absent_on(site.today),
        _asked(view, advisor, site.today),
        typed.get("from", first),
        typed.get("until", last),
        typed.get("replacement", now.replacement_id),
        tuple(Choice(a.id, f"{a.name} ({a.organization})") for a in _colleagues(site, advisor)),
        tuple(staying[:_LISTED]),
        len(staying[_LISTED:]),
        bool(typed),
    )


def _colleagues(site: Site, advisor: Advisor) -> list[Advisor]:
    return [other for other in site.directory.advisors_of(advisor.region_code) if other.id != advisor.id]


def _not_over(absence: Absence, today: date) -> Absence:
    """One that is past says nothing any more, but who stands in by habit."""
    is_over = absence.last is not None and absence.last < today
    return Absence(None, None, absence.replacement_id) if is_over else absence


def _words(absence: Absence) -> str:
    return absence_reason(absence.first, absence.last).text() if absence else ""


def _asked(view: HandoffView, advisor: Advisor, today: date) -> str:
    """What was announced from this page and is not in advisors.csv, with the day on which it was."""
    event = last_announced(view.shown.events, advisor.id)
    if event is None:
        return ""
    absence, entered = announced(event)
    if entered or absence == absence_of(advisor) or _not_over(absence, today) != absence:
        return ""
    said = _words(absence) or _("no longer absent")
    return _("{absence} (asked on {day})").format(absence=said, day=day(quebec_day(event.at)))


def _staying(ledger: Ledger, view: HandoffView) -> list[Staying]:
    """Ids and states alone: whoever has the link of one handoff has not that of the others."""
    declinable = STEPS["decline"].states
    return [
        Staying(
            one.handoff_id, word(STATE, one.state), one.handoff_id == view.state.handoff_id, one.state in declinable
        )
        for one in ledger.handoffs(states=IN_HAND, advisor_id=view.viewer.id)
    ]


def declare(site: Site, handoff_id: str, advisor_id: str, form: Mapping[str, str], marks: Mapping[str, str]) -> None:
    """Do what the form says. :raises UsageError: and Refused, as ``announce_absence``."""
    advisor = site.directory.advisors.get(advisor_id)
    if advisor is None:
        raise Refused(Message(N_("you are not in the list of advisors any more")), Message(N_("call your ERAC")))
    if form.get("back"):
        absence = Absence(None, None)
    else:
        absence = asked_absence(
            form.get("from", ""), form.get("until", ""), form.get("replacement", ""), advisor, site.today
        )
        known = {advisor.replacement_id or "", "", *(other.id for other in _colleagues(site, advisor))}
        if absence.replacement_id not in known:
            raise UsageError(Message(N_("choose a replacement of your region, or none")))
    done = announce_absence(
        site.ledger,
        handoff_id,
        advisor_id,
        absence,
        desk=site.desk,
        advisors_file=site.advisors_file,
        marks=marks,
    )
    if done.problem is not None:
        LOG.warning("%s", done.problem)  # a file's name and what is wrong with it


def said_of_it(view: HandoffView) -> tuple[str, bool]:
    """What is said once an absence was declared, and whether all is well: it is entered, and the ERAC hears of it."""
    event = last_announced(view.shown.events, view.viewer.id)
    if event is None:
        return "", True
    absence, entered = announced(event)
    hears = _reaches(view, event)
    if entered:
        done = N_("You are not, or no longer, entered as absent: new requests may be given to you.")
        if absence:
            done = N_("Your absence is entered: on these days, no new request is given to you.")
        told = N_("Your ERAC is told.")
        if not hears:
            told = N_("Your ERAC has no e-mail address in the directory: please tell it yourself.")
        return " ".join(map(_, (done, told))), hears
    refused = N_("This site may not write in the list of advisors.")
    asked = N_("Your ERAC is asked by mail to enter this.")
    if not hears:
        asked = N_("Your ERAC has no e-mail address there: please call it, so that it enters this.")
    until = N_("Until it has, the list says that you are absent.")
    if absence:
        until = N_("Until it has, new requests may still be given to you.")
    return " ".join(map(_, (refused, asked, until))), False


def _reaches(view: HandoffView, event: Event) -> bool:
    told = [notice for notice in view.shown.notices if notice.event_seq == event.seq]
    return any(notice.state != "no_address" for notice in told)
