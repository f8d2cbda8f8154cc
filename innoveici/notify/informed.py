"""Who is informed of a request beside the reader, and how the company is called there."""

from __future__ import annotations

from collections.abc import Mapping

from innoveici.characters import clean
from innoveici.directory.contacts import is_email
from innoveici.ledger.actor import Actor
from innoveici.messages import N_, _
from innoveici.notify.addresses import listed
from innoveici.notify.source import Source

INSTEAD: Mapping[str, str] = {
    "erased": N_("(erased)"),
    "refused": N_("(withheld)"),
    "withheld": N_("(not shown)"),
}
"""What stands for a company's name that may not be shown; nothing is ever simply blank."""


def company_name(source: Source) -> str:
    """The company's name, or why it is not said."""
    if source.personal is None:
        return _(INSTEAD[source.sight])
    return clean(source.personal["company"]) or "?"


def _told(source: Source, *states: str) -> list[Actor]:
    """Who else was to hear of the event, but for those whose notice is in one of ``states``."""
    notices = source.part.material.told
    others = [Actor.parse(n.recipient) for n in notices if n.state not in states]
    return [actor for actor in others if actor != source.reader]


def others_of(source: Source) -> list[str]:
    """Names of those who were told of the event beside the reader, and have the request."""
    actors = _told(source, "no_address", "cancelled")
    return [named(source, actor) for actor in actors if _has_it(source, actor)]


def before_of(source: Source) -> list[str]:
    """Advisors and ERACs that were told of the request and let it go; by now, too, they do not have it."""
    directory, handoff = source.post.directory, source.handoff
    found = []
    for actor in map(Actor.parse, handoff.involved):
        gone = actor.role in ("advisor", "erac") and not _has_it(source, actor)
        if gone and actor != source.reader and actor.id not in (handoff.advisor_id, handoff.erac_id):
            there = listed(actor, directory)
            if there is None or is_email(there.email):  # else it was not told
                found.append(named(source, actor))
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


def named(source: Source, actor: Actor) -> str:
    """An actor of the chain, the company without its name where that is not shown."""
    return source.name_of(actor, company_name(source) if source.personal else _("the company itself"))


def company_was_told(source: Source) -> bool:
    """Whether the company hears of the event too."""
    return any(actor.role == "company" for actor in _told(source, "no_address"))
