"""What a template sees of one notice: the fields that the table allows its reader, worded in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from innoveici import figures
from innoveici.atlas.location import Located
from innoveici.directory.contacts import is_email
from innoveici.ledger.actor import Actor
from innoveici.ledger.states import STATE_WORDS, UNDONE
from innoveici.messages import N_, _
from innoveici.notify.addresses import listed
from innoveici.notify.domains import in_ascii
from innoveici.notify.mailboxes import still_has_it
from innoveici.notify.questions import question_of
from innoveici.notify.source import Source
from innoveici.notify.table import TABLE
from innoveici.notify.values import Bounced, Contact, Deadline
from innoveici.quebec import quebec_day
from innoveici.safe_text import clean

Facts = dict[str, Any]

OUTCOMES: Mapping[str, str] = {
    "served": N_("help was given"),
    "referred": N_("directed to somebody else"),
    "no-follow-up": N_("nothing to follow up"),
    "duplicate": N_("the same request is handled under another reference"),
    UNDONE: N_("recorded by mistake"),
}
LANGUAGES: Mapping[str, str] = {"fr": N_("French"), "en": N_("English")}
INSTEAD: Mapping[str, str] = {
    "erased": N_("(erased)"),
    "refused": N_("(withheld at its request)"),
    "withheld": N_("(not shown)"),
}
"""What stands for a company's name that may not be shown; nothing is ever simply blank."""


def facts_of(source: Source, template: str) -> Facts:
    """The fields that ``template`` may see, by name, with those that every letter has."""
    return {name: FACTS[name](source) for name in (*ALWAYS, *TABLE[template].fields)}


def company_name(source: Source) -> str:
    """The company's name, or why it is not said."""
    if source.personal is None:
        return _(INSTEAD[source.sight])
    return clean(source.personal["company"]) or "?"


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


def told(source: Source, *states: str) -> list[Actor]:
    """Who else was to hear of the event, but for those whose notice is in one of ``states``."""
    notices = source.part.material.told
    others = [Actor.parse(n.recipient) for n in notices if n.state not in states]
    return [actor for actor in others if actor != source.reader]


def _contact(source: Source) -> Contact | None:
    if source.personal is None:
        return None
    return Contact(*(clean(source.personal.get(name, "")) for name in ("contact_name", "email", "phone")))


def _need(source: Source) -> str:
    return clean((source.personal or {}).get("need", ""), keep_lines=True)


def _listed(name: str) -> Callable[[Source], str]:
    return lambda source: ", ".join(clean(item) for item in (source.personal or {}).get(name, ()))


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


def _others(source: Source) -> list[str]:
    actors = told(source, "no_address", "cancelled")
    return [_named(source, actor) for actor in actors if _has_it(source, actor)]


def _answer_by(source: Source) -> Literal["mail", "phone", "tool"]:
    """How its ERAC hears from an advisor: where an answer goes to it, by mail; an ERAC's own mailbox needs no relay."""
    erac = source.erac
    if source.answered and erac and source.answered.email == in_ascii(erac.email):
        return "mail"
    return "phone" if erac and erac.phone and not still_has_it(source.part, source.post.directory) else "tool"


def _before(source: Source) -> list[str]:
    """Advisors and ERACs that were told of the request and let it go; by now, too, they do not have it."""
    directory, handoff = source.post.directory, source.handoff
    found = []
    for actor in map(Actor.parse, handoff.involved):
        gone = actor.role in ("advisor", "erac") and not _has_it(source, actor)
        if gone and actor != source.reader and actor.id not in (handoff.advisor_id, handoff.erac_id):
            there = listed(actor, directory)
            if there is None or is_email(there.email):  # else it was not told
                found.append(_named(source, actor))
    return found


def _has_it(source: Source, actor: Actor) -> bool:
    """Whether an actor of the chain has the request, as the event says: no advisor or ERAC that has let it go.

    While the place is open, each ERAC that was asked; the advisor's own too, where it is in another region.
    """
    if actor.role == "advisor":
        return actor.id == source.advisor_id
    if actor.role != "erac" or source.erac_id in (None, actor.id):
        return True
    advisor = source.post.directory.advisors.get(source.advisor_id or "")
    region = source.post.directory.regions.get(advisor.region_code) if advisor else None
    return region is not None and any(erac.id == actor.id for erac in region.eracs)


def _named(source: Source, actor: Actor) -> str:
    """An actor of the chain, the company without its name where that is not shown."""
    return source.name_of(actor, company_name(source) if source.personal else _("the company itself"))


def _company_told(source: Source) -> bool:
    return any(actor.role == "company" for actor in told(source, "no_address"))


def _bounced(source: Source) -> Bounced:
    payload = source.event.payload
    actor = Actor.parse(payload["recipient"])
    return Bounced(_named(source, actor), clean(payload.get("status", "")))


def _note(source: Source) -> str:
    private = source.part.material.private or {}
    return clean(private.get("reason", ""), keep_lines=True)


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
    "note": _note,
    "region": region,
    "holder": lambda s: s.holder,
    "organization": lambda s: s.holder.organization or s.holder.name if s.holder else "",
    "erac": lambda s: s.erac,
    "advisor": lambda s: s.advisor,
    "partner": lambda s: s.partner,
    "distance": _distance,
    "close_call": lambda s: bool(s.decision and s.decision.close_call and s.decision.advisor_id == s.advisor_id),
    "reasons": lambda s: [clean(reason.text()) for reason in s.decision.reasons] if s.decision else [],
    "asks": lambda s: question_of(s.decision, refused=s.handoff.consent is False),
    "deadline": _deadline,
    "others": _others,
    "before": _before,
    "answer_by": _answer_by,
    "kept": lambda s: still_has_it(s.part, s.post.directory),
    "company_told": _company_told,
    "changed": lambda s: s.event.type == "reassigned" or (bool(s.handoff.declined_by) and not s.is_opening),
    "yours": lambda s: s.reader.id == (s.advisor_id if s.reader.role == "advisor" else s.erac_id),
    "outcome": _outcome,
    "state": lambda s: _(STATE_WORDS[s.handoff.state]),
    "held": lambda s: s.handoff.state == "held",
    "partnerships": _partnerships,
    "bounced": _bounced,
}
"""Every field that the table may name. ``reader`` is the actor's id, as commands take it."""
