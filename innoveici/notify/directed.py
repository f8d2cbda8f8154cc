"""Whom a company is directed to, and what fits it, as letters say it: of the event, and of the catalogue as it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from innoveici.characters import clean
from innoveici.errors import InnoveiciError
from innoveici.messages import N_, Message, _, language
from innoveici.orienting import applicant_of, orientation_of
from innoveici.request import Request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from innoveici.catalogue.model import Entry
    from innoveici.notify.notice_view import NoticeView
    from innoveici.orientation.suggesting import Orienter, Suggestion

FIRST = 3
"""Entries that stand ready for an advisor."""


@dataclass(frozen=True, slots=True)
class DirectedTo:
    """An entry that was chosen. ``does``: what it does; ``first``: what to do first; ``seen``: when that was so."""

    name: str
    does: str
    first: str
    url: str
    seen: str


@dataclass(frozen=True, slots=True)
class Fitting:
    """An entry that fits a need; ``why`` and ``ask`` in sentences."""

    name: str
    why: str
    ask: str


def directed_to(view: NoticeView) -> list[DirectedTo]:
    """The entries that the event names, in its order; what the catalogue no longer has, by its name alone."""
    orienter = _orienter(view)
    return [_directed(said, orienter, view) for said in view.event.payload.get("entries", ())]


def fitting(view: NoticeView) -> list[Fitting]:
    """The first that fit the need; none where the reader may not see it, or the catalogue cannot be read."""
    orienter = _orienter(view)
    if orienter is None or view.decision is None or not (view.personal or {}).get("need"):
        return []
    found = orientation_of(_request(view), view.decision, orienter, view.context.today, limit=FIRST)
    return [
        Fitting(
            clean(one.name),
            clean(" ".join(why.text() for why in one.why)),
            clean(" ".join(question.text() for question in one.questions)),
        )
        for one in found.suggestions
    ]


def _orienter(view: NoticeView) -> Orienter | None:
    """None where the catalogue cannot be read, which keeps no letter: ``check`` names its faults."""
    if view.context.orienter is None:
        return None
    try:
        return view.context.orienter()
    except InnoveiciError:
        return None


def _request(view: NoticeView) -> Request:
    empty = Request("", "", "").to_json()
    return Request.from_json(empty | dict(view.personal or {}))


def _directed(said: Mapping[str, Any], orienter: Orienter | None, view: NoticeView) -> DirectedTo:
    entry = orienter.entries.get(said["id"]) if orienter else None
    if orienter is None or entry is None:
        names = (said["name_en"], said["name_fr"]) if language() == "en" else (said["name_fr"], said["name_en"])
        return DirectedTo(clean(names[0] or names[1]), "", _(_CALL), clean(said["url"]), "")
    first = _(_CALL)
    if view.personal and view.decision and view.personal.get("need"):
        request = _request(view)
        applicant = applicant_of(request, view.decision)
        judged = orienter.judge(entry, request.need, applicant, view.context.today, request.sectors)
        first = _first(judged)
    return DirectedTo(
        clean(entry.name(language())), clean(entry.description(language())), first, clean(entry.url), _seen(entry)
    )


_CALL = N_("Write or call, and say that your innovation advisor directs you there.")


def _first(one: Suggestion) -> str:
    """By what it is, and whether something must be known before."""
    if one.questions:
        asked = " ".join(question.text() for question in one.questions)
        return Message(N_("First see whether this holds: {questions}"), questions=clean(asked)).text()
    if one.kind == "program":
        return _("Read its conditions, and ask before you sign or spend anything whether that still counts.")
    return _(_CALL)


def _seen(entry: Entry) -> str:
    return clean(entry.provenance.verified_on or entry.provenance.source_date)
