"""What a template sees of one notice: the fields that the table allows its reader, worded in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from innoveici import figures
from innoveici.atlas.location import Located
from innoveici.characters import clean
from innoveici.field_words import written_text
from innoveici.ledger.actor import Actor
from innoveici.ledger.states import STATE_WORDS, UNDONE
from innoveici.messages import N_, _
from innoveici.notify.domains import in_ascii
from innoveici.notify.informed import before_of, company_name, company_was_told, named, others_of
from innoveici.notify.mailboxes import still_has_it
from innoveici.notify.questions import question_of
from innoveici.notify.source import Source
from innoveici.notify.table import TABLE
from innoveici.notify.values import Bounced, Contact, Deadline
from innoveici.quebec import quebec_day
from innoveici.reasons import Reason
from innoveici.request import Remark

Facts = dict[str, Any]
_REGIONS = frozenset({"region", "regions", "other_region"})
"""What reasons call the codes of regions in their details."""

_OF_USE = frozenset(
    ("company", "neq", "postal_code", "municipality", "contact_name", "email", "phone", "language", "need", "scale")
)
"""Fields of which even what could not be used tells something of the company; the words of lists are in the letter."""

OUTCOMES: Mapping[str, str] = {
    "served": N_("help was given"),
    "referred": N_("directed to somebody else"),
    "no-follow-up": N_("nothing to follow up"),
    "duplicate": N_("the same request is handled under another reference"),
    "outside": N_("outside Québec"),
    UNDONE: N_("recorded by mistake"),
}
LANGUAGES: Mapping[str, str] = {"fr": N_("French"), "en": N_("English")}


def facts_of(source: Source, template: str) -> Facts:
    """The fields that ``template`` may see, by name, with those that every letter has."""
    return {name: FACTS[name](source) for name in (*ALWAYS, *TABLE[template].fields)}


def place(source: Source) -> str:
    """The municipality: as the atlas found it for certain, which is public; else as given, where it may be shown."""
    location = source.decision.location if source.decision else None
    found = location.place if isinstance(location, Located) else (source.personal or {}).get("municipality", "")
    return clean(found)


def region(source: Source) -> str:
    """Its name; the code alone when the directory no longer has it; empty when it is not known."""
    code = source.region_code or ""
    known = source.post.directory.regions.get(code)
    return clean(known.name) if known else code


def _contact(source: Source) -> Contact | None:
    if source.personal is None:
        return None
    return Contact(*(clean(source.personal.get(name, "")) for name in ("contact_name", "email", "phone")))


def _need(source: Source) -> str:
    return clean((source.personal or {}).get("need", ""), keep_lines=True)


def _listed(name: str) -> Callable[[Source], str]:
    return lambda source: ", ".join(clean(item) for item in (source.personal or {}).get(name, ()))


def _remarks(source: Source) -> str:
    """What the company wrote that could not be used, where it may help whoever calls it."""
    said = map(Remark.from_json, (source.personal or {}).get("remarks", ()))
    return "; ".join(written_text(remark) for remark in said if remark.field in _OF_USE)


def _language(source: Source) -> str:
    """The company's, as it was written to when the event was told; empty when it was not."""
    if source.personal is None:
        return ""
    notice = next((n for n in source.part.material.told if n.recipient.startswith("company:")), None)
    return _(LANGUAGES[notice.language]) if notice else ""


def _distance(source: Source) -> str:
    decision = source.decision
    if decision is None or decision.distance_km is None or decision.advisor_id != source.advisor_id:
        return ""
    return figures.distance(decision.distance_km, decision.distance_error_km)


def _deadline(source: Source) -> Deadline:
    days = source.post.directory.service.first_contact_days
    last = source.post.working_days.deadline(quebec_day(source.part.material.waiting_since), days)
    return Deadline(figures.day(last), days, quebec_day(source.post.now) > last)


def _answer_by(source: Source) -> Literal["mail", "phone", "tool"]:
    """How its ERAC hears from an advisor: where an answer goes to it, by mail; an ERAC's own mailbox needs no relay."""
    erac = source.erac
    if source.answered and erac and source.answered.email == in_ascii(erac.email):
        return "mail"
    return "phone" if erac and erac.phone and not still_has_it(source.part, source.post.directory) else "tool"


def _bounced(source: Source) -> Bounced:
    payload = source.event.payload
    actor = Actor.parse(payload["recipient"])
    return Bounced(named(source, actor), clean(payload.get("status", "")))


def _note(source: Source) -> str:
    private = source.part.material.private or {}
    return clean(private.get("reason", ""), keep_lines=True)


def _reasons(source: Source) -> list[str]:
    """Regions by their names beside their codes, which few know by heart."""
    if source.decision is None:
        return []
    regions = source.post.directory.regions

    def with_names(codes: str) -> str:
        return ", ".join(f"{code}\u00a0{regions[code].name}" if code in regions else code for code in codes.split(", "))

    found = []
    for reason in source.decision.reasons:
        by_code = {} if "region_name" in reason.params else {k: v for k, v in reason.params.items() if k in _REGIONS}
        said = Reason(reason.code, {**reason.params, **{key: with_names(str(codes)) for key, codes in by_code.items()}})
        found.append(clean(said.text()))
    return found


def _partnerships(source: Source) -> list[str]:
    fits = source.decision.partnerships if source.decision else ()
    return [clean(f"{fit.name} ({', '.join(fit.organizations)})") for fit in fits]


def _outcome(source: Source) -> str:
    outcome = source.event.payload.get("outcome", "")
    return _(OUTCOMES[outcome]) if outcome in OUTCOMES else clean(outcome)


ALWAYS = ("handoff_id", "request_id", "received", "reader", "sight")
FACTS: Mapping[str, Callable[[Source], Any]] = {
    "handoff_id": lambda s: s.part.posted.handoff_id,
    "request_id": lambda s: clean(s.part.posted.request_id),
    "received": lambda s: figures.day(quebec_day(s.part.material.received_at)),
    "reader": lambda s: str(s.reader),
    "sight": lambda s: s.sight,
    "company": company_name,
    "contact": _contact,
    "need": _need,
    "place": place,
    "sectors": _listed("sectors"),
    "markets": _listed("markets"),
    "language": _language,
    "remarks": _remarks,
    "note": _note,
    "region": region,
    "holder": lambda s: s.holder,
    "organization": lambda s: s.holder.organization or s.holder.name if s.holder else "",
    "erac": lambda s: s.erac,
    "advisor": lambda s: s.advisor,
    "partner": lambda s: s.partner,
    "distance": _distance,
    "close_call": lambda s: bool(s.decision and s.decision.close_call and s.decision.advisor_id == s.advisor_id),
    "reasons": _reasons,
    "asks": lambda s: question_of(s.decision, refused=s.handoff.consent is False),
    "deadline": _deadline,
    "others": others_of,
    "before": before_of,
    "answer_by": _answer_by,
    "kept": lambda s: still_has_it(s.part, s.post.directory),
    "company_told": company_was_told,
    "changed": lambda s: s.event.type == "reassigned" or (bool(s.handoff.declined_by) and not s.is_opening),
    "yours": lambda s: s.reader.id == (s.advisor_id if s.reader.role == "advisor" else s.erac_id),
    "outcome": _outcome,
    "outside": lambda s: s.event.payload.get("outcome") == "outside",
    "state": lambda s: _(STATE_WORDS[s.handoff.state]),
    "held": lambda s: s.handoff.state == "held",
    "steps": lambda s: ", ".join(_(STATE_WORDS[step]) for step in s.event.payload.get("steps", ())),
    "partnerships": _partnerships,
    "bounced": _bounced,
}
"""Every field that the table may name. ``reader`` is the actor's id, as commands take it."""
