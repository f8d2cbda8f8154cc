"""A step of an ERAC's is taken: by what its form gave, as of what its page showed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from innoveici.errors import DataError, Refused, UsageError
from innoveici.request import FIELDS
from innoveici.steps import EVENT_TYPES, STEPS, StepName, StepRow
from innoveici.web.handoff_view import HandoffView, view_of
from innoveici.web.staff.case_view import seen_seq, story_for
from innoveici.web.staff.choosing_page import shown_choice
from innoveici.web.staff.handoff_page import shown_handoff
from innoveici.web.staff.signed_in import for_erac
from innoveici.web.step_forms import as_typed, given_by
from innoveici.web.visits import NotThere

if TYPE_CHECKING:
    from innoveici.casework.casework import Casework, Done
    from innoveici.desk import Outcome
    from innoveici.web.staff.signed_in import StaffVisit


def take_step(staff: StaffVisit) -> Response:
    """``POST /staff/ERAC/h/ID/STEP``."""
    story, name = story_for(staff), staff.visit.path("step")
    step = STEPS[cast(StepName, name)] if name in STEPS else None
    if step is None or "erac" not in step.right:
        raise NotThere
    view = view_of(staff.site, story, staff.viewer)
    try:
        staff.site.written(lambda work: _taken(work, step, staff, view), staff.marks)
    except (Refused, UsageError, DataError) as error:
        now = story_for(staff)  # somebody may have been there meanwhile
        show = shown_choice if step.advisor or "place" in staff.visit.form else shown_handoff
        return show(staff, now, error=error, failed=step.name)
    return RedirectResponse(f"{staff.address('h', view.state.handoff_id)}?done={step.name}", 303)


def _taken(work: Casework, step: StepRow, staff: StaffVisit, view: HandoffView) -> Done | Outcome:
    form, id_, seen = staff.visit.form, view.state.handoff_id, seen_seq(staff)
    if step.name == "undo":
        last = next((known for known in EVENT_TYPES if known == form.get("last")), None)
        return work.undo(id_, staff.viewer, reason=form.get("reason", ""), step=last, seen_seq=seen)
    given = corrected(form, view.known or {}) if step.name == "correct" else given_by(step, form)
    if given.get("to") == "other":
        given["to"] = form.get("other", "")
    return work.take(step.name, id_, staff.viewer, given, seen_seq=seen)


def corrected(form: Mapping[str, str], known: Mapping[str, Any]) -> dict[str, str]:
    """The fields that are not as they were, those that were emptied too. ``place``: one that was chosen from a list."""
    given = {name: form[name] for name, field in FIELDS.items() if field.correctable and name in form}
    if form.get("place", "other") != "other":
        given["municipality"] = form["place"]
    return {name: text for name, text in given.items() if text != as_typed(known.get(name))}


ROUTES = [Route("/staff/{place}/h/{handoff}/{step}", for_erac(take_step), methods=["POST"])]
