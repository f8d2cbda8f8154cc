"""To whom a request is given: the candidates of now, on a list and on a map; and of one that is held, where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from innoveici.casework.candidates import candidates_for
from innoveici.steps import STEPS, StepName
from innoveici.web.handoff_view import view_of
from innoveici.web.staff.candidates_view import candidates_view
from innoveici.web.staff.case_view import fault_of, gives, is_theirs, meanwhile, status_of, story_for
from innoveici.web.staff.handoff_page import shown_handoff
from innoveici.web.staff.signed_in import for_erac
from innoveici.web.step_forms import form_of

if TYPE_CHECKING:
    from innoveici.errors import InnoveiciError
    from innoveici.ledger.story import Story
    from innoveici.web.staff.signed_in import StaffVisit

_WHERE = ("municipality", "postal_code")
"""What says where a request is."""


def choosing_page(staff: StaffVisit) -> Response:
    """``GET /staff/ERAC/h/ID/choose``."""
    return shown_choice(staff, story_for(staff))


def shown_choice(
    staff: StaffVisit, story: Story, *, error: InnoveiciError | None = None, failed: StepName | None = None
) -> Response:
    """As of now; ``error``: why the step ``failed`` was not recorded, with what was typed kept.

    Where it cannot be given to anybody now, the page of the handoff.
    """
    view = view_of(staff.site, story, staff.viewer)
    step = gives(view) if is_theirs(staff, story) else None
    address = staff.address("h", view.state.handoff_id)
    if step is None or view.known is None:
        return shown_handoff(staff, story, error=error) if error else RedirectResponse(address, 303)
    since = meanwhile(staff, view) if error else ()
    typed = dict(staff.visit.form)
    choice = candidates_for(view.state.handoff_id, staff.site.ledger, staff.site.desk)
    decision = choice.decision or story.recalled.decided
    held = view.state.state == "held"
    return staff.page(
        "staff_choose",
        "queue",
        status=status_of(error),
        view=view,
        address=address,
        form=form_of(step, candidates=choice, typed=typed if failed == step.name else None),
        where=form_of(STEPS["correct"], known=view.known, fields=_WHERE, typed=typed if failed == "correct" else None)
        if held
        else None,
        by_rule=step.advisor == "or next",
        candidates=candidates_view(decision, staff.site.desk, holder=view.state.advisor_id, nearest=choice.nearest),
        reasons=[reason.text() for reason in decision.reasons] if held else [],
        fault=fault_of(error, since),
        meanwhile=since,
    )


ROUTES = [Route("/staff/{place}/h/{handoff}/choose", for_erac(choosing_page), methods=["GET"])]
