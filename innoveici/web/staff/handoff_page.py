"""One handoff as its ERAC works on it: the request, why it was decided so, who could take it, what happened, who was
told, and every step that the table of steps gives an ERAC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from innoveici.directory.model import remark
from innoveici.ledger.states import CORRECTABLE, IN_HAND
from innoveici.messages import N_, _
from innoveici.request import FIELDS
from innoveici.routing.settling import settled_on_screen
from innoveici.steps import STEPS, StepName
from innoveici.web.handoff_view import HandoffView, suggested, view_of
from innoveici.web.staff.candidates_view import candidates_view
from innoveici.web.staff.case_view import (
    alike,
    fault_of,
    gives,
    is_theirs,
    last_step,
    meanwhile,
    status_of,
    story_for,
    told,
)
from innoveici.web.staff.signed_in import for_erac
from innoveici.web.step_forms import DONE, StepForm, form_of, offered
from innoveici.words import located_text

if TYPE_CHECKING:
    from innoveici.errors import InnoveiciError
    from innoveici.ledger.story import Story
    from innoveici.web.staff.signed_in import StaffVisit

_OF_THEIR_OWN: frozenset[StepName] = frozenset({"undo", "erase", "correct", "assign", "reassign"})
"""Steps with a form, or a page, of another kind."""
STAFF_DONE: Mapping[StepName, str] = {
    **DONE,
    "accept": N_("The request is accepted; everyone concerned is told."),
    "decline": N_("The refusal is recorded: the request goes on to somebody else."),
    "correct": N_("The request is corrected."),
    "withdraw": N_("The request is withdrawn; everyone who had it is told."),
    "unreachable": N_("Recorded: the company was tried. Tried twice, it is told."),
}
"""What is said to an ERAC once a step is recorded."""


def handoff_page(staff: StaffVisit) -> Response:
    """``GET /staff/ERAC/h/ID``."""
    return shown_handoff(staff, story_for(staff))


def erase_page(staff: StaffVisit) -> Response:
    """``GET /staff/ERAC/h/ID/erase``: asks once more before what nothing brings back."""
    story = story_for(staff)
    view = view_of(staff.site, story, staff.viewer)
    address = staff.address("h", view.state.handoff_id)
    if not is_theirs(staff, story) or view.state.erased:
        return RedirectResponse(address, 303)
    return staff.page("staff_erase", "queue", view=view, address=address)


def shown_handoff(
    staff: StaffVisit, story: Story, *, error: InnoveiciError | None = None, failed: StepName | None = None
) -> Response:
    """As it is now; ``error``: why the step ``failed`` was not recorded, with what was typed kept."""
    site, view = staff.site, view_of(staff.site, story, staff.viewer)
    since = meanwhile(staff, view) if error else ()
    state, desk, theirs = view.state, staff.site.desk, is_theirs(staff, story)
    decision = story.recalled.decided if view.known is not None else None
    region = desk.directory.regions.get(state.region_code or "")
    away = remark(desk.directory.advisors.get(state.advisor_id or ""), site.today)
    return staff.page(
        "staff_handoff",
        "queue",
        status=status_of(error),
        view=view,
        theirs=theirs,
        address=staff.address("h", state.handoff_id),
        forms=_forms(staff, view, failed) if theirs else {},
        gives=gives(view) if theirs and view.known is not None else None,
        done=_done(staff),
        fault=fault_of(error, since),
        meanwhile=since,
        last=last_step(staff, story) if theirs else None,
        away=away.text() if away and state.state in IN_HAND and state.advisor_id else "",
        alike=alike(staff, story) if view.known is not None else (),
        place_text=located_text(decision.location, region) if decision else "",
        reasons=[reason.text() for reason in decision.reasons] if decision else [],
        close_call=bool(decision and decision.close_call),
        settles=settled_on_screen(decision).text() if decision and state.state in CORRECTABLE else "",
        candidates=candidates_view(decision, desk, holder=state.advisor_id) if decision else None,
        told=told(staff, view),
    )


def _done(staff: StaffVisit) -> str:
    done = staff.asked("done") if not staff.visit.posted else ""
    return _(STAFF_DONE[cast(StepName, done)]) if done in STAFF_DONE else ""


def _forms(staff: StaffVisit, view: HandoffView, failed: StepName | None) -> Mapping[str, StepForm]:
    """By name; of the one that was tried and not recorded, with what was typed. None stands out: it is for whoever has
    the handoff to take the next step, and for the ERAC to see to it."""
    typed = dict(staff.visit.form)
    fitting = suggested(staff.site, view)
    forms = {
        row.name: replace(form_of(row, typed=typed if failed == row.name else None, fitting=fitting), main=False)
        for row in offered("erac", view.state, without=_OF_THEIR_OWN)
        if fitting or row.entries != "required"
    }
    if view.known is not None:
        fields = [name for name, field in FIELDS.items() if field.correctable]
        forms["correct"] = form_of(
            STEPS["correct"], known=view.known, fields=fields, typed=typed if failed == "correct" else None
        )
    return {name: forms[name] for name in STEPS if name in forms}


ROUTES = [
    Route("/staff/{place}/h/{handoff}", for_erac(handoff_page), methods=["GET"]),
    Route("/staff/{place}/h/{handoff}/erase", for_erac(erase_page), methods=["GET"]),
]
