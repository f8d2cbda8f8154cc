"""A recorded request oriented: who asks as the ledger knows them, what an event says of what was chosen, JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from innoveici.atlas.location import Located
from innoveici.errors import ConfigError, Refused, UsageError
from innoveici.messages import N_, Message
from innoveici.orientation.applicant import Applicant
from innoveici.request import Request
from innoveici.routing.partnerships import origin_of

if TYPE_CHECKING:
    from datetime import date

    from innoveici.catalogue.model import Entry
    from innoveici.desk import Desk
    from innoveici.orientation.suggesting import Orientation, Orienter, Suggestion
    from innoveici.routing.decision import Decision

CHOSEN_AT_MOST = 12
"""Entries that one step names; more would be no orientation."""


def applicant_of(request: Request, decision: Decision) -> Applicant:
    """What is known of a company beside its need."""
    location = decision.location
    origin = origin_of(request, location)
    return Applicant(
        region_code=decision.region_code,
        mrc_code=location.mrc_code if isinstance(location, Located) else None,
        country="CA" if origin.in_quebec else origin.code,
        department=origin.department,
        markets=tuple(market for market in request.markets if market.startswith("FR")),
    )


def orientation_of(
    request: Request, decision: Decision, orienter: Orienter, day: date, *, limit: int | None = 5
) -> Orientation:
    """What fits a request; see ``Orienter.orient``."""
    applicant = applicant_of(request, decision)
    return orienter.orient(request.need, applicant, day, sectors=request.sectors, limit=limit)


def fitting_known(known: Mapping[str, Any] | None, decision: Decision, desk: Desk, limit: int = 5) -> list[Suggestion]:
    """What fits a request, for a screen or a page: none where its need is not known, or the catalogue cannot be read,
    which ``check`` says.

    :param known: every field as last known.
    """
    if not known or not known.get("need"):
        return []
    empty = Request("", "", "").to_json()
    request = Request.from_json(empty | {name: value for name, value in known.items() if name in empty})
    try:
        found = orientation_of(request, decision, desk.orienter, desk.day, limit=limit)
    except ConfigError:
        return []
    return list(found.suggestions)


def chosen_entries(
    ids: Sequence[str], request: Request | None, decision: Decision, orienter: Orienter, day: date
) -> dict[str, Any]:
    """What an event says of the entries that were chosen: their names as they are now, how each fits (null where the
    need is not known any more), and which catalogue that was.

    :raises UsageError: an id is none of the catalogue's, or there are too many.
    """
    if len(ids) > CHOSEN_AT_MOST:
        raise UsageError(Message(N_("{count} entries at most can be chosen"), count=CHOSEN_AT_MOST))
    said = []
    for id_ in dict.fromkeys(ids):
        entry = orienter.entries.get(id_)
        if entry is None:
            raise _unknown(id_, orienter)
        fit = None
        if request is not None:
            judged = orienter.judge(entry, request.need, applicant_of(request, decision), day, request.sectors)
            fit = judged.fit
        said.append({
            "id": id_, "kind": orienter.kind_of(entry), "name_fr": entry.name_fr, "name_en": entry.name_en,
            "fit": fit, "url": entry.url,
        })  # fmt: skip
    return {"catalogue": orienter.fingerprint, "entries": said}


def ids_of(text: str) -> list[str]:
    """The ids in ``a, b`` as it is typed."""
    return [part for part in text.replace(",", " ").replace(";", " ").split() if part]


def _unknown(id_: str, orienter: Orienter) -> UsageError:
    near = get_close_matches(id_, orienter.entries, n=1, cutoff=0.6)
    remedy = N_("did you mean {near}? “innoveici programs search” finds others") if near else None
    return UsageError(
        Message(N_("the catalogue has no entry “{id}”"), id=id_),
        Message(remedy, near=near[0]) if remedy else Message(N_("find its id with “innoveici programs search WORDS”")),
    )


def must_be_known(request: Request | None, handoff_id: str) -> Request:
    """:raises Refused: the need was erased, or was never given."""
    if request is None:
        raise Refused(Message(N_("the personal data of {id} was erased before"), id=handoff_id))
    return request


def orientation_json(orientation: Orientation) -> dict[str, Any]:
    """Machine form, in English but for names and words of the need."""
    return {
        "catalogue": orientation.catalogue,
        "themes": list(orientation.themes),
        "outside_innovation": bool(orientation.outside),
        "outside_words": list(orientation.outside),
        "questions": [str(question) for question in orientation.questions],
        "suggestions": [suggestion_json(one) for one in orientation.suggestions],
    }


def suggestion_json(one: Suggestion) -> dict[str, Any]:
    """Of one entry."""
    entry: Entry = one.entry
    return {
        "id": one.id,
        "kind": one.kind,
        "name": entry.name_fr or entry.name_en,
        "fit": one.fit,
        "rule": str(one.rule) if one.rule else None,
        "score": one.score,
        "why": [str(why) for why in one.why],
        "questions": [str(question) for question in one.questions],
        "status": one.status,
        "verified_on": entry.provenance.verified_on or None,
        "source": entry.provenance.source or None,
        "url": entry.url or None,
    }
