"""The request form: anybody asks for help, in two steps, without an account and without JavaScript.

What is sent is looked at whole and, where a postal code leaves a doubt, asked about at once; then it is shown with who
gets it and by when somebody calls; then it is recorded, once. All that is typed travels in the form itself: until it is
recorded nothing is kept. A field that people do not see, and the time that it took, tell programs from people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from innoveici.field_words import field_label, value_text
from innoveici.ledger.first_contact import waiting_since
from innoveici.links import opened
from innoveici.messages import N_, Message, _
from innoveici.notify.facts import LANGUAGES
from innoveici.notify.letter_links import PAGES as LINKS
from innoveici.postal import InvalidCode, codes_within, parse
from innoveici.quebec import quebec_day
from innoveici.reasons import Reason
from innoveici.request import Fault, Request
from innoveici.request_reading import read_request
from innoveici.web import pages
from innoveici.web.answering import answering
from innoveici.web.form_fields import (
    FORM,
    PARTS,
    SECTOR,
    form_fields,
    given_by_form,
    label_of,
    sector_choices,
)
from innoveici.web.form_ticket import FormTicket, new_ticket, ticket_of
from innoveici.web.place_question import (
    PlaceQuestion,
    all_municipalities,
    chosen_country,
    chosen_municipality,
    is_answered,
    place_question,
)
from innoveici.web.prospects import prospect_of
from innoveici.web.sent_before import differing
from innoveici.web.visits import NotThere, Visit
from innoveici.words import word

if TYPE_CHECKING:
    from innoveici.routing.decision import Decision

MARKS: Mapping[str, str] = {"via": "form"}
"""What events say of the way they came."""
TRAP = "topic"
"""The field that people do not see."""
_SENT, _SENT_S = "sent", 12 * 3600
"""The cookie that says which request this browser has sent last, and for how long."""
SHORTEST_S = 1.0
"""Nobody fills the form in and confirms it sooner."""
_CARRIED = frozenset({*FORM, "municipality_choice", "municipality_unknown", "country_choice"})

_IN_ORDER = (*(name for _id, _heading, names in PARTS for name in names), "consent")

_CONSENT = N_("Tick this box if you agree: otherwise nobody may be told of your request.")
_REACH = N_("Give an e-mail address or a telephone number, so that somebody can reach you.")
_WHICH = N_("This postal code is not in the municipality that you chose. Correct it, or leave it empty.")


@dataclass(frozen=True, slots=True, repr=False)
class FilledForm:
    """What was sent: as typed, what may be recorded of it, and what is wrong with it: sentences by field."""

    typed: Mapping[str, str]
    request: Request | None
    faults: Mapping[str, list[str]]


def request_form(visit: Visit) -> Response:
    """``GET /request``: the empty form; ``POST /request``: the next step of one that is filled in."""
    keys = visit.site.keys()
    if not visit.posted:
        return _form(visit, new_ticket(keys), {"language": visit.language})
    known = ticket_of(visit.form.get("ticket", ""), keys, visit.site.clock())
    ticket = known or new_ticket(keys)
    filled = _filled(visit, ticket)
    if visit.form.get("step") == "change":
        return _form(visit, ticket, filled.typed)
    if filled.request is None:
        return _form(visit, ticket, filled.typed, filled.faults)
    decision = visit.site.desk.decide(filled.request, visit.site.ledger.loads())
    question = place_question(decision.location, visit.site.directory, visit.site.desk.atlas)
    if question is not None and not is_answered(visit.form):
        return _form(visit, ticket, filled.typed, question=question)
    if question is not None and question.contradicts and not visit.form.get("municipality_unknown"):
        return _form(visit, ticket, filled.typed, {"postal_code": [_(_WHICH)]})
    if visit.form.get("step") != "send":
        return _confirmation(visit, ticket, filled, decision)
    return _send(visit, ticket, filled, decision, genuine=known is not None)


def _send(visit: Visit, ticket: FormTicket, filled: FilledForm, decision: Decision, *, genuine: bool) -> Response:
    """Recorded, unless it looks like a program's, or comes too often: then it is said how to go on."""
    assert filled.request is not None
    if visit.form.get(TRAP):
        visit.site.meter.count("form_caught")
        return _page_of(visit, "request_caught", decision, reference=ticket.request_id)
    if not genuine or ticket.age_s < SHORTEST_S:
        return _confirmation(visit, ticket, filled, decision, again=True)
    if not visit.site.rates.allows("request", visit.client):
        return _confirmation(visit, ticket, filled, decision, wait_s=visit.site.rates.wait_s("request", visit.client))
    if (before := _sent_just_before(visit, filled.request)) is not None:
        return _led(visit, before, visit.http.cookies[_SENT], kept=True)
    outcome = visit.site.recorded(filled.request, MARKS)
    assert outcome.handoff_id is not None
    return _led(visit, outcome.handoff_id, ticket.text, kept=bool(outcome.differs))


def _sent_just_before(visit: Visit, request: Request) -> str | None:
    """The handoff of what this browser has sent, when it is the same word for word: somebody went back to the empty
    form, which has another number, and sent it again."""
    site = visit.site
    ticket = ticket_of(visit.http.cookies.get(_SENT, ""), site.keys(), site.clock())
    before = site.ledger.recall((ticket.request_id,)).get(ticket.request_id) if ticket else None
    same = before is not None and before.personal is not None and not differing(request, before)
    return before.handoff_id if before and same else None


def _led(visit: Visit, handoff_id: str, sent: str, *, kept: bool) -> Response:
    """To the page of what was sent, under the number that ``sent`` says. ``kept``: it is as it had been sent before."""
    settings = visit.site.settings
    link = visit.site.company_link(handoff_id, "form")
    response = RedirectResponse(f"{settings.root}/request/sent/{link}{'?kept=1' if kept else ''}", 303)
    response.set_cookie(
        _SENT, sent, max_age=_SENT_S, path=f"{settings.root}/request", secure=settings.secure, httponly=True,
        samesite="lax",
    )  # fmt: skip
    return response


def request_sent(visit: Visit) -> Response:
    """``GET /request/sent/TOKEN``: what became of it; the token is that of the company's link to its page."""
    site, token = visit.site, visit.path("token")
    visit.check_rate("link", token)
    link = opened(token, site.keys(), site.clock(), site.today)
    if isinstance(link, str) or (link.purpose, link.holder) != ("form", "company"):
        raise NotThere
    story = site.ledger.story(link.handoff_id)
    if story is None:
        raise NotThere
    events = story.recalled.events
    return _page_of(
        visit,
        "request_sent",
        story.recalled.decided,
        reference=link.handoff_id,
        request_id=story.handoff.request_id,
        link=f"{site.settings.root}{LINKS}{token}",
        follow=f"{site.settings.base_url}{LINKS}{token}",
        kept=bool(visit.http.query_params.get("kept")),
        written=bool((story.recalled.personal or {}).get("email")),
        since=quebec_day(waiting_since(events) or story.handoff.opened_at),
    )


def request_place(visit: Visit) -> Response:
    """``GET /request/place``: what a postal code says while it is typed, as a part of the page."""
    visit.check_rate("place")
    asked = {name: value for name, value in visit.http.query_params.items() if name in _CARRIED}
    code, country = asked.get("postal_code", "").strip()[:40], chosen_country(asked) or "CA"
    parsed = parse(code, country if country in ("CA", "FR", "US") else "CA")
    if isinstance(parsed, InvalidCode):
        fault = "" if parsed.reason.code == "postal.empty" else _sentence(parsed.reason.text())
        return pages.page(visit, "request_place", fault=fault, question=None, prospect=None)
    request = Request("F-PLACE", "", code, municipality=chosen_municipality(asked)[:120], country=country, consent=True)
    desk = visit.site.desk
    decision = desk.decide(request, {})
    question = place_question(decision.location, desk.directory, desk.atlas)
    return _page_of(visit, "request_place", decision, fault="", question=question, typed=asked)


def _filled(visit: Visit, ticket: FormTicket) -> FilledForm:
    """Every fault at once, by field."""
    site = visit.site
    form = dict(visit.form)
    form["municipality"], form["country"] = chosen_municipality(form), chosen_country(form)
    given = given_by_form(form, site.directory)
    read = read_request({**given, "request_id": ticket.request_id}, site.desk.reading(lenient=False))
    faults: dict[str, list[str]] = {}
    for fault in () if isinstance(read, Request) else read:
        faults.setdefault(fault.field, []).append(_worded(fault.field, fault.reason))
    if "postal_code" not in faults and (wrong := _wrong_code(given, read)):
        faults["postal_code"] = [_sentence(wrong.text())]
    if not given.get("need"):
        faults.setdefault("need", []).append(_worded("need", Reason("field.required", {})))
    if not given.get("email") and not given.get("phone"):
        faults.setdefault("email", []).append(_(_REACH))
    if "consent" not in given:
        faults.setdefault("consent", []).append(_(_CONSENT))
    return FilledForm(form, read if isinstance(read, Request) and not faults else None, faults)


def _wrong_code(given: Mapping[str, Any], read: Request | tuple[Fault, ...]) -> Reason | None:
    """Why what was typed is no postal code: a company that is there to answer need not be rejected for it."""
    typed = given.get("postal_code", "")
    code = parse(typed, given.get("country", "CA"))
    if not typed or not isinstance(code, InvalidCode) or len(codes_within(typed)) == 1:
        return None
    stands_alone = isinstance(read, Request) and not read.postal_code  # the municipality does
    return None if stands_alone else code.reason


def _worded(field: str, reason: Reason) -> str:
    if reason.code == "field.required":
        return Message(N_("Fill in “{field}”."), field=label_of(field)).text()
    return _sentence(Reason(reason.code, {**reason.params, "field": field_label(field)}).text())


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _form(
    visit: Visit,
    ticket: FormTicket,
    typed: Mapping[str, str],
    faults: Mapping[str, list[str]] | None = None,
    question: PlaceQuestion | None = None,
) -> Response:
    site = visit.site
    return pages.page(
        visit,
        "request_form",
        status=422 if faults else 200,
        ticket=ticket.text,
        trap=TRAP,
        typed=typed,
        parts=[(id_, _(heading), names) for id_, heading, names in PARTS],
        fields=form_fields(typed, faults or {}),
        faults={name: faults[name] for name in _IN_ORDER if name in faults} if faults else {},
        sectors=sector_choices(site.directory, typed, explained=visit.language != "fr"),
        languages={code: _(words) for code, words in LANGUAGES.items()},
        question=question,
        places=all_municipalities(site.desk.atlas) if question and not question.groups else (),
        days=site.directory.service.first_contact_days,
    )


def _confirmation(
    visit: Visit, ticket: FormTicket, filled: FilledForm, decision: Decision, *, again: bool = False, wait_s: int = 0
) -> Response:
    """What would be sent, to whom, and by when somebody calls. ``again``: it came too soon; ``wait_s``: too often."""
    assert filled.request is not None
    return _page_of(
        visit,
        "request_confirm",
        decision,
        status=429 if wait_s else 200,
        headers={"Retry-After": str(wait_s)} if wait_s else None,
        ticket=ticket.text,
        trap=TRAP,
        trapped=visit.form.get(TRAP, ""),
        carried={k: v for k, v in visit.form.items() if k in _CARRIED or k.startswith(SECTOR)},
        facts=_facts(filled.request),
        again=again,
        wait_minutes=-(-wait_s // 60),
    )


def _facts(request: Request) -> list[tuple[str, str]]:
    """What was typed, by what the form calls it."""
    values = {name: getattr(request, name) for name in FORM if name != "consent"}
    said = values | {"language": word(LANGUAGES, request.language)}
    if request.country == "CA":
        said.pop("country")
    return [(label_of(name), value_text(list(v) if isinstance(v, tuple) else v)) for name, v in said.items() if v]


def _page_of(visit: Visit, template: str, decision: Decision, **facts: Any) -> Response:
    """A page that says what becomes of a request."""
    site = visit.site
    prospect = prospect_of(decision, True, facts.pop("since", site.today), site)
    return pages.page(visit, template, prospect=prospect, days=site.directory.service.first_contact_days, **facts)


ROUTES = [
    Route("/request", answering(request_form), methods=["GET", "POST"]),
    Route("/request/place", answering(request_place)),
    Route("/request/sent/{token}", answering(request_sent)),
]
