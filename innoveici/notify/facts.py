"""What a template sees of one notice: the fields that the table allows its reader, worded in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from innoveici import figures
from innoveici.atlas.location import Located
from innoveici.characters import clean
from innoveici.field_words import field_label, value_text, written_text
from innoveici.ledger.actor import Actor
from innoveici.messages import N_, Message, _
from innoveici.notify.addresses import still_has_it
from innoveici.notify.ascii_addresses import in_ascii
from innoveici.notify.directed import directed_to, fitting
from innoveici.notify.letter_links import page_of, reply_mailbox
from innoveici.notify.letter_types import LETTER_TYPES
from innoveici.notify.notice_view import (
    NamedActor,
    NoticeView,
    company_name,
    company_was_told,
    former_holders,
    named_advisor,
    others_told,
    shown_name,
)
from innoveici.quebec import quebec_day
from innoveici.reasons import Question, Reason
from innoveici.request import FIELDS, Remark, printed
from innoveici.routing.settling import SETTLING, question_of
from innoveici.steps import STATE_WORDS, STEPS, answer_word

if TYPE_CHECKING:
    from innoveici.directory.model import Directory, Partnership

Facts = dict[str, Any]
_REGIONS = frozenset({"region", "regions", "other_region"})
"""What reasons call the codes of regions in their details."""
LANGUAGES: Mapping[str, str] = {"fr": N_("French"), "en": N_("English")}
ALWAYS = ("handoff_id", "request_id", "received", "reader", "sight", "page", "mailbox")


@dataclass(frozen=True, slots=True, repr=False)
class CompanyContact:
    """The person to reach at the company; empty where not given."""

    name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of the promise, worded; how many days it promises; whether it has passed."""

    day: str
    days: int
    passed: bool


@dataclass(frozen=True, slots=True)
class Bounced:
    """Whose letter came back, and the mail server's code (``5.1.1``)."""

    who: str
    status: str


@dataclass(frozen=True, slots=True)
class AnnouncedAbsence:
    """The days in words, empty where they are open; ``cells``: how advisors.csv says it, by column; ``entered``:
    whether it does. ``replacement`` is None where nobody stands in.
    """

    is_back: bool
    first: str
    last: str
    replacement: NamedActor | None
    advisor_id: str
    cells: list[tuple[str, str]]
    entered: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer by mail of which a person must see: whose; why (``unclear``, ``unreadable``, ``state``); the step it
    was, where that is clear."""

    who: str
    why: str
    step: str


def facts_of(view: NoticeView, template: str) -> Facts:
    """The fields that ``template`` may see, by name, with those that every letter has."""
    return {name: FACTS[name](view) for name in (*ALWAYS, *LETTER_TYPES[template].fields)}


def place(view: NoticeView) -> str:
    """The municipality: as the atlas found it for certain, which is public; else as given, where it may be shown."""
    location = view.decision.location if view.decision else None
    found = location.place if isinstance(location, Located) else (view.personal or {}).get("municipality", "")
    return clean(found)


def region(view: NoticeView) -> str:
    """Its name; the code alone when the directory no longer has it; empty when it is not known."""
    code = view.region_code or ""
    known = view.context.directory.regions.get(code)
    return clean(known.name) if known else code


def _contact(view: NoticeView) -> CompanyContact | None:
    if view.personal is None:
        return None
    return CompanyContact(*(clean(view.personal.get(name, "")) for name in ("contact_name", "email", "phone")))


def _need(view: NoticeView) -> str:
    return clean((view.personal or {}).get("need", ""), keep_lines=True)


def _listed(name: str) -> Callable[[NoticeView], str]:
    return lambda view: ", ".join(clean(item) for item in (view.personal or {}).get(name, ()))


def _remarks(view: NoticeView) -> str:
    """What the company wrote that could not be used, where it may help whoever calls it."""
    said = map(Remark.from_json, (view.personal or {}).get("remarks", ()))
    return "; ".join(written_text(remark) for remark in said if _tells(remark.field))


def _tells(field: str) -> bool:
    return field not in FIELDS or FIELDS[field].remark_tells


_ARRANGED = frozenset(
    ("company", "contact_name", "email", "phone", "municipality", "language", "need", "sectors", "markets")
)
"""Fields for which letters have a place of their own."""


def _further(view: NoticeView) -> list[tuple[str, str]]:
    """The other fields that letters show, by what they are called."""
    known = view.personal or {}
    names = [name for name in printed("letters") if name not in _ARRANGED and name in known]
    return [(field_label(name), value_text(known[name])) for name in names]


def _language(view: NoticeView) -> str:
    """The company's, as it was written to when the event was told; empty when it was not."""
    if view.personal is None:
        return ""
    notice = next((n for n in view.part.material.told if n.recipient.startswith("company:")), None)
    return _(LANGUAGES[notice.language]) if notice else ""


def _distance(view: NoticeView) -> str:
    decision = view.decision
    if decision is None or decision.distance_km is None or decision.advisor_id != view.advisor_id:
        return ""
    return figures.distance(decision.distance_km, decision.distance_error_km)


def _close_call(view: NoticeView) -> bool:
    decision = view.decision
    return bool(decision and decision.close_call and decision.advisor_id == view.advisor_id)


def _deadline(view: NoticeView) -> Deadline:
    days = view.context.directory.service.first_contact_days
    last = view.context.working_days.deadline(quebec_day(view.part.material.waiting_since), days)
    return Deadline(figures.day(last), days, quebec_day(view.context.now) > last)


def _answer_by(view: NoticeView) -> Literal["page", "mail", "phone", "tool"]:
    """How its ERAC hears from an advisor: on the page of the request; by mail, where an answer is read, or goes to the
    ERAC; an ERAC's own mailbox needs no relay."""
    if page_of(view.part, view.context):
        return "page"
    if reply_mailbox(view.part, view.context):
        return "mail"
    erac = view.erac
    if view.answered and erac and view.answered.email == in_ascii(erac.email):
        return "mail"
    return "phone" if erac and erac.phone and not still_has_it(view.part, view.context.directory) else "tool"


def _bounced(view: NoticeView) -> Bounced:
    payload = view.event.payload
    actor = Actor.parse(payload["recipient"])
    return Bounced(shown_name(view, actor), clean(payload.get("status", "")))


def _absence(view: NoticeView) -> AnnouncedAbsence:
    said = view.event.payload["absence"]
    first, last = (figures.day(date.fromisoformat(said[name])) if said[name] else "" for name in ("from", "until"))
    columns = {"absent_from": "from", "absent_until": "until", "replacement_id": "replacement_id"}
    return AnnouncedAbsence(
        not (first or last),
        first,
        last,
        named_advisor(said["replacement_id"], view.context.directory, lambda: view.decision),
        Actor.parse(view.event.actor).id,
        [(column, said[name] or _("(empty)")) for column, name in columns.items()],
        said["entered"],
    )


def _answer(view: NoticeView) -> Answered:
    payload = view.event.payload
    step = payload.get("step")
    who = shown_name(view, Actor.parse(view.event.actor))
    return Answered(who, payload["answer"], _(STATE_WORDS[STEPS[step].event]) if step else "")


def _note(view: NoticeView) -> str:
    private = view.part.material.private or {}
    return clean(private.get("reason", ""), keep_lines=True)


def _reasons(view: NoticeView) -> list[str]:
    """Regions by their names beside their codes, which few know by heart."""
    if view.decision is None or view.sight == "unconfirmed":
        return []
    return [clean(with_region_names(reason, view.context.directory).text()) for reason in view.decision.reasons]


def with_region_names(reason: Reason, directory: Directory) -> Reason:
    """``reason`` with the names of the regions whose codes it says."""
    regions = directory.regions

    def with_names(codes: str) -> str:
        return ", ".join(f"{code}\u00a0{regions[code].name}" if code in regions else code for code in codes.split(", "))

    by_code = {} if "region_name" in reason.params else {k: v for k, v in reason.params.items() if k in _REGIONS}
    return Reason(reason.code, {**reason.params, **{key: with_names(str(codes)) for key, codes in by_code.items()}})


def _partnerships(view: NoticeView) -> list[str]:
    """What each is and offers, and how to reach it."""
    fits = view.decision.partnerships if view.decision else ()
    known = {partnership.id: partnership for partnership in view.context.directory.partnerships}
    said = []
    for fit in fits:
        text = Message(N_("{name} ({who}): {offer}"), name=fit.name, who=", ".join(fit.organizations), offer=fit.offer)
        ways = _sides(known[fit.id]) if fit.id in known else []
        said.append(clean(" ".join([text.text(), *(f"{way}." for way in ways)])))
    return said


def _sides(partnership: Partnership) -> list[str]:
    return [clean(f"{side.who} – {side.reach}") for side in partnership.sides]


def _ways(view: NoticeView) -> list[str]:
    """How the public reaches the partner."""
    partners = [Actor.parse(actor).id for actor in view.handoff.involved if actor.startswith("partner:")]
    return [way for known in view.context.directory.partnerships if known.id in partners for way in _sides(known)]


def _by_hand(view: NoticeView) -> bool:
    """Whether nobody was written to, so that a person must hand the request over."""
    partners = [notice for notice in view.part.material.told if notice.recipient.startswith("partner:")]
    return bool(partners) and all(notice.state == "no_address" for notice in partners)


def _asks(view: NoticeView) -> Question:
    question = question_of(view.decision, refused=view.handoff.consent is False)
    return SETTLING[question].passage or question


def _outcome(view: NoticeView) -> str:
    answer = answer_word(view.event.payload)
    return clean(_(answer)) if answer else ""


def _answers_given(view: NoticeView) -> list[tuple[str, str]]:
    """What was answered to each question of the step, by what it asks."""
    payload = view.event.payload
    options = (option for row in STEPS.values() if row.event == view.event.type for option in row.options)
    return [
        (_(option.label), _(option.answers.get(payload[option.name], payload[option.name])))
        for option in options
        if payload.get(option.name)
    ]


FACTS: Mapping[str, Callable[[NoticeView], Any]] = {
    "handoff_id": lambda view: view.part.posted.handoff_id,
    "request_id": lambda view: clean(view.part.posted.request_id),
    "received": lambda view: figures.day(quebec_day(view.part.material.received_at)),
    "reader": lambda view: str(view.reader),
    "sight": lambda view: view.sight,
    "page": lambda view: page_of(view.part, view.context),
    "mailbox": lambda view: "" if view.context.settings.base_url else reply_mailbox(view.part, view.context),
    "company": company_name,
    "contact": _contact,
    "need": _need,
    "place": place,
    "sectors": _listed("sectors"),
    "markets": _listed("markets"),
    "language": _language,
    "further": _further,
    "remarks": _remarks,
    "note": _note,
    "region": region,
    "holder": lambda view: view.holder,
    "organization": lambda view: view.holder.organization or view.holder.name if view.holder else "",
    "erac": lambda view: view.erac,
    "advisor": lambda view: view.advisor,
    "partner": lambda view: view.partner,
    "distance": _distance,
    "close_call": lambda view: bool(
        view.decision and view.decision.close_call and view.decision.advisor_id == view.advisor_id
    ),
    "reasons": _reasons,
    "asks": _asks,
    "deadline": _deadline,
    "others": others_told,
    "before": former_holders,
    "answer_by": _answer_by,
    "kept": lambda view: still_has_it(view.part, view.context.directory),
    "company_told": company_was_told,
    "changed": lambda view: view.event.type == "reassigned" or (bool(view.handoff.declined_by) and not view.is_opening),
    "yours": lambda view: view.reader.id == (view.advisor_id if view.reader.role == "advisor" else view.erac_id),
    "outcome": _outcome,
    "answers_given": _answers_given,
    "entries": directed_to,
    "fitting": fitting,
    "outside": lambda view: view.event.payload.get("outcome") == "outside",
    "state": lambda view: _(STATE_WORDS[view.handoff.state]),
    "held": lambda view: view.handoff.state == "held",
    "steps": lambda view: ", ".join(_(STATE_WORDS[step]) for step in view.event.payload.get("steps", ())),
    "partnerships": _partnerships,
    "by_hand": _by_hand,
    "ways": _ways,
    "bounced": _bounced,
    "absence": _absence,
    "answer": _answer,
}
"""Every field that the table may name. ``reader`` is the actor's id, as commands take it."""
