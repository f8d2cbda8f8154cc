"""The page behind the link of a letter: the company, the advisor or the ERAC sees where a request is, and acts on it.

GET shows and writes nothing, whoever opens the link, a mail scanner too; what is done is sent by POST. What a link
opens is asked of the ledger each time: it ends when the handoff passes to somebody else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from innoveici.atlas.location import Ambiguous
from innoveici.casework.candidates import candidates_for
from innoveici.casework.taking_back import is_step
from innoveici.errors import DataError, InnoveiciError, Refused, UsageError
from innoveici.ledger.actor import Actor
from innoveici.ledger.states import not_undone
from innoveici.links import OPENS_PAGE, Link, Purpose, genuine, opened
from innoveici.messages import N_, _
from innoveici.request import FIELDS
from innoveici.routing.settling import SETTLING, question_of
from innoveici.steps import STEPS, StepName
from innoveici.web import pages
from innoveici.web.absence_form import AbsenceForm, absence_form, declare, said_of_it
from innoveici.web.answering import answering
from innoveici.web.handoff_view import HandoffView, suggested, view_of
from innoveici.web.renewal import renew
from innoveici.web.step_forms import DONE, StepForm, form_of, given_by, offered
from innoveici.web.visits import NotThere, Visit
from innoveici.words import clock

if TYPE_CHECKING:
    from innoveici.atlas.location import Location
    from innoveici.ledger.event import Event
    from innoveici.ledger.story import Story

ABSENCE = "absence"
"""What an advisor's page does beside the steps of its handoff."""
_NOT_BY_LINK: frozenset[StepName] = frozenset({"undo", "erase", "correct", "rate", "ask"})
"""Steps that have a form of their own, or none: to erase, staff sign in."""
OVER: Mapping[str, str] = {
    "declined": N_("You declined it."),
    "reassigned": N_("The ERAC gave it to somebody else."),
    "escalated": N_("The ERAC takes care of it itself."),
    "closed": N_("It was closed."),
    "erased": N_("Its personal data was erased."),
    "assigned": N_("It was given to somebody else."),
}
"""Why a handoff is no longer its reader's, by what happened last; nobody is named."""


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """A link that opens: ``token`` as it stands in the address, who holds it, and what it opens."""

    token: str
    purpose: Purpose
    viewer: Actor
    story: Story

    @property
    def marks(self) -> Mapping[str, str]:
        """What events say of the way they came; never the link itself."""
        return {"via": "link", "purpose": self.purpose}

    @property
    def handoff_id(self) -> str:
        """``H-000012``."""
        return self.story.handoff.handoff_id

    @property
    def is_theirs(self) -> bool:
        """Whether its holder is in charge of the handoff; a company always is of its own."""
        handoff, viewer = self.story.handoff, self.viewer
        match viewer.role:
            case "advisor":
                return handoff.advisor_id == viewer.id
            case "erac":
                return handoff.erac_id == viewer.id or (handoff.erac_id is None and str(viewer) in handoff.involved)
        return True


def link_page(visit: Visit) -> Response:
    """``GET /h/TOKEN``."""
    found = _opened(visit)
    return found if isinstance(found, Response) else _page(visit, found)


def link_step(visit: Visit) -> Response:
    """``POST /h/TOKEN/STEP``."""
    found = _opened(visit)
    if isinstance(found, Response):
        return found
    name = visit.path("step")
    if name not in STEPS:
        raise NotThere
    step = STEPS[cast(StepName, name)]
    if step.name == "erase" or (step.name != "undo" and found.viewer.role not in step.right):
        raise NotThere  # whoever took a step may undo it
    view = view_of(visit.site, found.story, found.viewer)
    seen = visit.form.get("seen", "")
    seen_seq = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 16 else None
    given = given_by(step, visit.form, view.known)
    try:
        visit.site.written(
            lambda work: work.take(step.name, found.handoff_id, found.viewer, given, seen_seq=seen_seq), found.marks
        )
    except (Refused, UsageError, DataError) as error:
        return _page(visit, found, error=error, step=step.name)
    return RedirectResponse(f"{visit.site.settings.root}/h/{found.token}?done={step.name}", 303)


def link_absence(visit: Visit) -> Response:
    """``POST /h/TOKEN/absence``: an advisor goes, or is back."""
    found = _opened(visit)
    if isinstance(found, Response):
        return found
    if found.viewer.role != "advisor":
        raise NotThere
    if not found.is_theirs:
        return _passed_on(visit, found)
    try:
        declare(visit.site, found.handoff_id, found.viewer.id, visit.form, found.marks)
    except (Refused, UsageError) as error:
        return _page(visit, found, error=error, step=ABSENCE)
    return RedirectResponse(f"{visit.site.settings.root}/h/{found.token}?done={ABSENCE}", 303)


def link_data(visit: Visit) -> Response:
    """``GET /h/TOKEN/data.json``: all that is held of a company's request, for itself."""
    found = _opened(visit)
    if isinstance(found, Response):
        return found
    if found.viewer.role != "company":
        raise NotThere
    view = view_of(visit.site, found.story, found.viewer)
    said = {
        "handoff_id": view.state.handoff_id,
        "request_id": view.state.request_id,
        "state": view.state.state,
        "request": view.known,
        "events": [{"at": e.at.isoformat(), "type": e.type, "by": e.actor} for e in view.shown.events],
        "told": [{"recipient": n.recipient, "about": n.template, "state": n.state} for n in view.shown.notices],
    }
    headers = {"Content-Disposition": f'attachment; filename="{view.state.handoff_id}.json"'}
    text = json.dumps(said, ensure_ascii=False, indent=2)
    return Response(text, media_type="application/json", headers=headers)


def link_renewal(visit: Visit) -> Response:
    """``POST /h/TOKEN/renew``: a new link, sent only to the address on file."""
    found = _opened_by(visit, _genuine(visit))
    viewer = found.viewer
    renew(visit.site, found.handoff_id, viewer)
    return pages.page(
        visit, "link_over", title=_("A new link is on its way"), why=_sent_to(viewer), token="", undo=None
    )


def _sent_to(viewer: Actor) -> str:
    if viewer.role == "company":
        return _("It goes to the e-mail address of the request, and nowhere else. Three an hour at most.")
    return _("It goes to your address in the directory, and nowhere else. Three an hour at most.")


def _genuine(visit: Visit) -> Link:
    """:raises NotThere: none of the office's keys has made this link."""
    link = genuine(visit.path("token"), visit.site.keys())
    if link is None or link.purpose not in OPENS_PAGE:
        raise NotThere
    return link


def _opened_by(visit: Visit, link: Link) -> Opened:
    """:raises NotThere: the ledger has no such handoff, or its holder is of no chain."""
    story = visit.site.ledger.story(link.handoff_id)
    if story is None or link.role not in ("company", "advisor", "erac"):
        raise NotThere
    is_company = link.role == "company"
    viewer = Actor("company", story.handoff.request_id) if is_company else Actor.parse(link.holder)
    return Opened(visit.path("token"), link.purpose, viewer, story)


def _opened(visit: Visit) -> Opened | Response:
    """The link of the address, or the page that says why it opens nothing. :raises NotThere: it is forged."""
    token = visit.path("token")
    visit.check_rate("link", token)
    link = opened(token, visit.site.keys(), visit.site.clock(), visit.site.today)
    if link == "forged":
        raise NotThere
    if isinstance(link, str):
        _genuine(visit)
        why = _("For your safety, links in letters open for a limited time.")
        return pages.page(
            visit, "link_over", status=410, title=_("This link no longer opens"), why=why, token=token, undo=None
        )
    if link.purpose not in OPENS_PAGE:
        raise NotThere
    found = _opened_by(visit, link)
    return found if visit.posted or found.is_theirs else _passed_on(visit, found)


def _passed_on(visit: Visit, found: Opened) -> Response:
    """Why it is not theirs any more, without a word of the company."""
    shown = found.story.shown_to(found.viewer)
    if shown is None:
        raise NotThere
    events = not_undone(shown.events)
    why = next((OVER[event.type] for event in reversed(events) if event.type in OVER and event.type != "assigned"), "")
    done = visit.http.query_params.get("done", "")
    return pages.page(
        visit,
        "link_over",
        status=200 if done else 410,
        title=_("The request {id} is no longer with you").format(id=found.handoff_id),
        why=_(DONE["decline"]) if done == "decline" else _(why or OVER["assigned"]),
        token="",
        undo=_undo(visit, found, events),
    )


@dataclass(frozen=True, slots=True)
class Undo:
    """The last step can still be taken back without anybody having heard of it, until ``until`` (Québec's time)."""

    token: str
    until: str
    seen: int


def _undo(visit: Visit, found: Opened, events: list[Event]) -> Undo | None:
    grace = visit.site.directory.notices.grace
    last = events[-1]
    is_own = is_step(last) and last.actor == str(found.viewer) and last.type != "received"
    if not is_own or visit.site.clock() >= last.at + grace:
        return None
    return Undo(found.token, clock(last.at + grace), last.seq)


def _page(visit: Visit, found: Opened, *, error: InnoveiciError | None = None, step: str = "") -> Response:
    """The page as it is now; ``error``: why ``step`` was not recorded, with what was typed kept."""
    if not found.is_theirs:
        return _passed_on(visit, found)
    view = view_of(visit.site, found.story, found.viewer)
    done, is_well = _done(visit, view)
    return pages.page(
        visit,
        f"handoff_{found.viewer.role}",
        status=409 if isinstance(error, Refused) else 422 if error else 200,
        view=view,
        token=found.token,
        forms=_forms(visit, found, view, step),
        done=done,
        is_well=is_well,
        fault=error.message.text() if error else "",
        undo=_undo(visit, found, not_undone(view.shown.events)) if not error else None,
        absence=_absence(visit, view, step),
        **_more(view),
    )


def _done(visit: Visit, view: HandoffView) -> tuple[str, bool]:
    """What is said of the step that was just taken, and whether all went as it should."""
    done = visit.http.query_params.get("done", "") if not visit.posted else ""
    if done == ABSENCE and view.viewer.role == "advisor":
        return said_of_it(view)
    return _(DONE[cast(StepName, done)]) if done in DONE else "", True


def _absence(visit: Visit, view: HandoffView, failed: str) -> AbsenceForm | None:
    if view.viewer.role != "advisor":
        return None
    return absence_form(visit.site, view, visit.form if failed == ABSENCE and not visit.form.get("back") else {})


def _forms(visit: Visit, found: Opened, view: HandoffView, failed: str) -> Mapping[str, StepForm]:
    """By name; of what was tried and not recorded, with what was typed."""
    role, state = found.viewer.role, view.state
    typed = dict(visit.form) if failed else {}
    forms: dict[str, StepForm] = {}
    for row in offered(role, state, without=_NOT_BY_LINK - ({"rate", "ask"} if role == "company" else set())):
        candidates = candidates_for(found.handoff_id, visit.site.ledger, visit.site.desk) if row.advisor else None
        fitting = suggested(visit.site, view) if row.entries else ()
        if row.entries == "required" and not fitting:
            continue
        tried = typed if failed == row.name else {}
        forms[row.name] = form_of(row, candidates=candidates, typed=tried, fitting=fitting)
    if role in ("company", "erac") and view.known is not None:
        step, typed_now = STEPS["correct"], typed if failed == "correct" else {}
        if role == "company" and _waits(view):
            places = possible_places(view.recalled.decided.location)
            names = _asked_of_company(view)
            forms["missing"] = replace(
                form_of(step, known=view.known, fields=names, places=places, typed=typed_now), main=True
            )
        fields = [n for n, f in FIELDS.items() if (f.own == "always" if role == "company" else f.correctable)]
        forms["correct"] = form_of(step, known=view.known, fields=fields, typed=typed_now)
    return forms


def _question(view: HandoffView) -> str:
    """The field that would settle a request that waits."""
    return SETTLING[question_of(view.recalled.decided, refused=view.state.consent is False)].field


def _asked_of_company(view: HandoffView) -> list[str]:
    """What it is asked first: the field in question, and of a place the code with the municipality."""
    asked = _question(view)
    names = ["municipality", "postal_code"] if asked in ("municipality", "postal_code") else [asked]
    return [name for name in names if name in FIELDS and FIELDS[name].own]


def possible_places(location: Location) -> list[str]:
    """The municipalities that an ambiguous code may be in, by name."""
    if not isinstance(location, Ambiguous):
        return []
    return sorted({place for candidate in location.candidates for place in candidate.places})


def _more(view: HandoffView) -> dict[str, Any]:
    """What the company's page says beside: the answers it gave before, and what is asked of it."""
    if view.viewer.role != "company":
        return {}
    rated = next((e for e in reversed(not_undone(view.shown.events)) if e.type == "rated"), None)
    waits = _waits(view)
    reasons = [reason.text() for reason in view.recalled.decided.reasons] if waits else []
    return {"rated": dict(rated.payload) if rated else {}, "reasons": reasons}


def _waits(view: HandoffView) -> bool:
    return view.state.state in ("held", "rejected")


ROUTES = [
    Route("/h/{token}", answering(link_page)),
    Route("/h/{token}/data.json", answering(link_data)),
    Route("/h/{token}/renew", answering(link_renewal), methods=["POST"]),
    Route(f"/h/{{token}}/{ABSENCE}", answering(link_absence), methods=["POST"]),
    Route("/h/{token}/{step}", answering(link_step), methods=["POST"]),
]
