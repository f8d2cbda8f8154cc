"""The API: a program, such as the site, sends requests by JSON and sees what became of those it sent.

A request is recorded once under its id, however often it is sent; another one under the same id changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from innoveici.ledger.actor import Actor
from innoveici.ledger.first_contact import waiting_since
from innoveici.ledger.visibility import is_shown
from innoveici.notify.letter_links import PAGES
from innoveici.quebec import quebec_day, waits
from innoveici.reasons import Reason
from innoveici.request import ALIASES, FIELDS, HANDOFF_ID, LISTS, REQUEST_ID, Request
from innoveici.request_reading import read_request
from innoveici.routing.record import join
from innoveici.web import pages
from innoveici.web.answering import answering
from innoveici.web.api_problems import FieldError, Problem, problem
from innoveici.web.openapi import described_api
from innoveici.web.prospects import Prospect, prospect_of
from innoveici.web.sent_before import differing
from innoveici.web.strict_json import JsonFault, strict_object
from innoveici.web.visits import Visit

if TYPE_CHECKING:
    from datetime import datetime

    from innoveici.directory.model import Directory
    from innoveici.ledger.recall import Recalled

REQUESTS = "/api/v1/requests"
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_BEARER = re.compile(r"(?i)bearer +([\x21-\x7e]{1,200}) *")
_FIELD_NAME = re.compile("[A-Za-zÀ-ÿ_ ]{1,30}")

Answered = tuple[int, dict[str, Any]]
"""A status, and what is said."""


def post_request(visit: Visit) -> Response:
    """``POST /api/v1/requests``: 201 where it is recorded now, 200 where it was before."""
    program = _program(visit)
    if visit.http.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Problem(415, "not_json")
    request = _request(visit, program)
    status, said = _recorded(visit, program, request)
    headers = {"Location": f"{visit.site.settings.base_url}{REQUESTS}/{request.request_id}"} if status == 201 else None
    return JSONResponse(said, status, headers)


def get_request(visit: Visit) -> Response:
    """``GET /api/v1/requests/ID``: where a request is that the same program sent; ID is its own or its handoff's."""
    program = _program(visit)
    recalled = _found(visit, visit.path("id"))
    if recalled is None or not _is_of(recalled, program):
        raise Problem(404, "not_there")
    handoff, events = recalled.folded, recalled.events
    company = Actor("company", handoff.request_id)
    service = visit.site.directory.service
    since = waiting_since(events) or handoff.opened_at
    waiting = waits(handoff.state, handoff.consent)
    deadline = visit.site.working_days.deadline(quebec_day(since), service.first_contact_days) if waiting else None
    return JSONResponse({
        "request_id": handoff.request_id,
        "handoff_id": handoff.handoff_id,
        "state": handoff.state,
        **_where(handoff.region_code, handoff.erac_id, visit.site.directory),
        "deadline": deadline.isoformat() if deadline else None,
        "follow_url": _follow(visit, handoff.handoff_id),
        "events": [{"type": event.type, "at": _utc(event.at)} for event in events if is_shown(event, company)],
    })  # fmt: skip


def openapi(visit: Visit) -> Response:
    """``GET /api/v1/openapi.json``: the API described, for programs."""
    return JSONResponse(described_api(visit.site.settings.base_url))


def api_page(visit: Visit) -> Response:
    """``GET /api``: the same, for people."""
    return pages.page(visit, "api_page", api=described_api(visit.site.settings.base_url))


def api_absent(visit: Visit) -> Response:
    """Anything else under ``/api``."""
    return problem(visit, 404, "not_there")


def api_method(visit: Visit) -> Response:
    """What is there, but not by this method."""
    return problem(visit, 405, "method")


def _program(visit: Visit) -> str:
    """Whose key it is. :raises Problem: nobody's."""
    found = _BEARER.fullmatch(visit.http.headers.get("authorization", ""))
    program = visit.site.ledger.program_of(found[1]) if found else None
    if program is None or program.use != "api":
        visit.check_rate("post")  # by address: keys are not to be guessed
        raise Problem(401, "no_key")
    visit.check_rate("api", program.name)
    return program.name


def _request(visit: Visit, program: str) -> Request:
    """What is sent, as a request. :raises Problem: with every fault."""
    try:
        said, twice = strict_object(visit.body)
    except JsonFault as fault:
        raise Problem(422, "invalid", [FieldError("", fault.code, fault.message.text())]) from None
    faults = [_fault(_shown(key, said), Reason("json.twice", {})) for key in twice]
    given = {key: value for key, value in said.items() if value is not None}
    for key, value in given.items():
        if (code := _wrong_type(key, value)) is not None:
            faults.append(_fault(key, Reason(code, {})))
    at_fault = {fault.field for fault in faults}
    for key in at_fault:
        given.pop(key, None)
    if not given.get("request_id"):
        given["request_id"] = _id_of_key(visit, program)
    read = read_request(given, visit.site.desk.reading(lenient=False))
    if isinstance(read, Request) and not faults:
        return read
    more = () if isinstance(read, Request) else read
    faults += [_fault(fault.field, fault.reason) for fault in more if fault.field not in at_fault]
    raise Problem(422, "invalid", faults)


def _id_of_key(visit: Visit, program: str) -> str:
    """The id that stands for the header Idempotency-Key; empty without it: then the content gives one."""
    key = visit.http.headers.get("idempotency-key")
    if key is None:
        return ""
    if not _KEY.fullmatch(key):
        raise Problem(422, "invalid", [_fault("Idempotency-Key", Reason("json.header", {}))])
    return f"K-{sha256(f'{program} {key}'.encode()).hexdigest()[:24]}"


def _wrong_type(key: str, value: Any) -> str | None:
    """Texts are texts: a number may have lost a zero on its way. Lists are lists of texts; a consent may be a truth."""
    name = ALIASES.get(key, key)
    if name not in FIELDS or isinstance(value, str):
        return None
    if name in LISTS:
        good = isinstance(value, list) and all(isinstance(item, str) for item in value)
        return None if good else "field.not_list"
    return None if FIELDS[name].kind == "consent" and isinstance(value, bool) else "field.not_text"


def _shown(key: str, said: Mapping[str, Any]) -> str:
    """A key as it may be repeated: one that is no name may be anything in the wrong place."""
    return key if _FIELD_NAME.fullmatch(key) else f"#{list(said).index(key) + 1 if key in said else 0}"


def _fault(field: str, reason: Reason) -> FieldError:
    return FieldError(field, reason.code, Reason(reason.code, {**reason.params, "field": field}).text())


def _recorded(visit: Visit, program: str, request: Request) -> Answered:
    """Recorded, or found as it was; in one transaction, so that the same one sent twice at once is one."""
    site = visit.site
    before, outcome = site.recorded_once(request, {"via": "api", "program": program})
    if before is None:
        assert outcome is not None
        assert outcome.handoff_id is not None
        since = quebec_day(request.received_at or site.clock())
        prospect = prospect_of(outcome.decision, request.consent, since, site)
        return 201, _answer(visit, request.request_id, outcome.handoff_id, prospect, followed=True)
    own = _is_of(before, program)
    differ = differing(request, before)
    if differ:
        named = differ if own else ["request_id"]  # of another's request nothing is told, not even what agrees
        raise Problem(409, "conflict", [_fault(name, Reason("json.differs", {})) for name in named])
    event = next(event for event in before.events if "decision" in event.payload)
    decision = join(event.payload["decision"], None, None)
    since = quebec_day(waiting_since(before.events[:1]) or event.at)
    prospect = prospect_of(decision, request.consent, since, site)
    said = _answer(visit, before.request_id, before.handoff_id, prospect, followed=own)
    return 200, said if own else {**said, "status": "duplicate"}


def _answer(visit: Visit, request_id: str, handoff_id: str, prospect: Prospect, *, followed: bool) -> dict[str, Any]:
    directory = visit.site.directory
    region, erac = prospect.region, prospect.erac
    return {
        "request_id": request_id,
        "handoff_id": handoff_id,
        "status": prospect.status,
        **_where(region.code if region else None, erac.id if erac else None, directory),
        "deadline": prospect.deadline.isoformat() if prospect.deadline else None,
        "question": prospect.question,
        "follow_url": _follow(visit, handoff_id) if followed else None,
    }


def _where(region_code: str | None, erac_id: str | None, directory: Directory) -> dict[str, Any]:
    """The region and the ERAC, with their names where the directory still has them."""
    region = directory.regions.get(region_code or "")
    eracs = (erac for one in directory.regions.values() for erac in one.eracs)
    erac = next((erac for erac in eracs if erac.id == erac_id), None)
    return {
        "region_code": region_code,
        "erac_id": erac_id,
        "region": {"code": region.code, "name": region.name} if region else None,
        "erac": {"id": erac.id, "name": erac.name} if erac else None,
    }


def _follow(visit: Visit, handoff_id: str) -> str:
    return f"{visit.site.settings.base_url}{PAGES}{visit.site.company_link(handoff_id, 'page')}"


def _found(visit: Visit, id_: str) -> Recalled | None:
    if re.fullmatch(HANDOFF_ID, id_) and len(id_) < 20:
        story = visit.site.ledger.story(f"H-{int(id_[2:]):06d}")
        return story.recalled if story else None
    return visit.site.ledger.recall((id_,)).get(id_) if re.fullmatch(REQUEST_ID, id_) else None


def _is_of(recalled: Recalled, program: str) -> bool:
    """Whether this program sent it."""
    received = recalled.events[0].payload
    return (received.get("via"), received.get("program")) == ("api", program)


def _utc(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _said(answer: Callable[[Visit], Response]) -> Callable[[Visit], Response]:
    """With its problems as answers."""

    def answered(visit: Visit) -> Response:
        try:
            return answer(visit)
        except Problem as found:
            headers = {"WWW-Authenticate": "Bearer"} if found.status == 401 else {}
            return problem(visit, found.status, found.code, headers=headers, errors=found.errors)

    answered.__name__ = answer.__name__
    return answered


_absent, _method = answering(api_absent, problem), answering(api_method, problem)


async def absent(request: HttpRequest, error: HTTPException) -> Response:
    """No route under ``/api``, or not by this method."""
    response = await (_method if error.status_code == 405 else _absent)(request)
    response.headers.update(error.headers or {})
    return response


ROUTES = [
    Route(REQUESTS, answering(_said(post_request), problem, by_address=False), methods=["POST"]),
    Route(REQUESTS + "/{id:path}", answering(_said(get_request), problem, by_address=False)),
    Route("/api/v1/openapi.json", answering(openapi, problem)),
    Route("/openapi.json", answering(openapi, problem)),
    Route("/api", answering(api_page)),
]
