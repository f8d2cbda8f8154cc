"""What an ERAC's pages of one handoff say beside the handoff itself: what can be taken back, what changed meanwhile,
who was told what, which other requests may be the same. Each is bounded by what the ERAC may see.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from innoveici.casework import taking_back
from innoveici.casework.case import Case
from innoveici.errors import InnoveiciError, Refused
from innoveici.ledger.actor import Actor
from innoveici.steps import EventType, StepRow
from innoveici.web.handoff_view import HandoffView, Happening, People
from innoveici.web.step_forms import offered
from innoveici.web.visits import NotThere
from innoveici.words import ABOUT, NOTICE, ROLE, clock, event_word, moment, word

if TYPE_CHECKING:
    from innoveici.ledger.story import Story
    from innoveici.web.staff.signed_in import StaffVisit

_ID = re.compile(r"H-[0-9]{6,15}")


@dataclass(frozen=True, slots=True, repr=False)
class Told:
    """One message: about what, to whom, and how it arrived. ``arrives``: nothing is wrong with it."""

    at: str
    about: str
    to: str
    how: str
    arrives: bool


@dataclass(frozen=True, slots=True, repr=False)
class LastStep:
    """The last step that can be taken back. ``until``: while nobody has heard of it, Québec's time; else empty."""

    type: EventType
    words: str
    by: str
    until: str


def story_for(staff: StaffVisit) -> Story:
    """:raises NotThere: there is no such handoff, or the viewer was never told of it: the two look the same."""
    id_ = staff.visit.path("handoff")
    story = staff.site.ledger.story(id_) if _ID.fullmatch(id_) else None
    if story is None or not story.is_for(staff.viewer):
        raise NotThere
    return story


def is_theirs(staff: StaffVisit, story: Story) -> bool:
    """Whether the ERAC is in charge; while the place is open, each that was told may recognise its own."""
    return story.handoff.erac_id in (None, staff.viewer.id)


def seen_seq(staff: StaffVisit) -> int | None:
    """The handoff's last event when the form that is sent was made."""
    seen = staff.visit.form.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 16 else None


def status_of(error: InnoveiciError | None) -> int:
    """Of the page that says why a step was not recorded."""
    return 200 if error is None else 409 if isinstance(error, Refused) else 422


def fault_of(error: InnoveiciError | None, since: Sequence[Happening]) -> str:
    """Why a step was not recorded; empty where what happened ``since`` the form was made says it."""
    return error.message.text() if error and not (since and isinstance(error, Refused)) else ""


def gives(view: HandoffView) -> StepRow | None:
    """The step by which it can be given to somebody now."""
    return next((step for step in offered("erac", view.state) if step.advisor), None)


def meanwhile(staff: StaffVisit, view: HandoffView) -> Sequence[Happening]:
    """What happened since the form that is sent was made."""
    seen = seen_seq(staff)
    if seen is None:
        return ()
    both = zip(view.shown.events, view.happenings, strict=True)  # an ERAC sees each event
    return [happening for event, happening in both if event.seq > seen]


def last_step(staff: StaffVisit, story: Story) -> LastStep | None:
    """None where nothing can be taken back."""
    try:
        step = taking_back.last_step(Case(story.handoff, story.recalled, ()))
    except Refused:
        return None
    first, last = step[0], step[-1]
    until = last.at + staff.site.directory.notices.grace
    people = People(staff.site.directory, story.recalled)
    return LastStep(
        first.type,
        event_word(first.type, first.payload),
        people.name(Actor.parse(first.actor)),
        clock(until) if staff.site.clock() < until else "",
    )


def alike(staff: StaffVisit, story: Story) -> list[str]:
    """Ids of other requests of the ERAC's that may be the same."""
    ledger = staff.site.ledger
    found = (ledger.story(other.handoff_id) for other in ledger.alike(story.handoff))
    return [other.handoff.handoff_id for other in found if other and other.is_for(staff.viewer)]


_ARRIVES = ("sent", "queued", "sending")


def told(staff: StaffVisit, view: HandoffView) -> list[Told]:
    """Every message, in the order in which they were written."""
    people = People(staff.site.directory, view.recalled)
    at = {event.seq: event.at for event in view.recalled.events}
    return [
        Told(
            moment(at[notice.event_seq]),
            word(ABOUT, notice.template.partition(".")[0]),
            _named(Actor.parse(notice.recipient), people),
            word(NOTICE, notice.state),
            notice.state in _ARRIVES,
        )
        for notice in view.shown.notices
    ]


def _named(actor: Actor, people: People) -> str:
    name, role = people.name(actor), word(ROLE, actor.role)
    return role if name == role else f"{name} ({role})"
