"""What would settle a request that waits for a person: the one question, and what each who may answer it is told. Pure.

Letters ask in words of their own, by ``SettlingRow.passage``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from innoveici.atlas.location import Ambiguous, Invalid, Located, Location, Outside, Unknown
from innoveici.messages import N_, Message
from innoveici.reasons import REASONS, Question, Reason

if TYPE_CHECKING:
    from innoveici.routing.decision import Decision


@dataclass(frozen=True, slots=True)
class SettlingRow:
    """``by_command``, ``on_screen``, ``in_file``: what to do, for who types commands, has the keys of the screen before
    them, or the file open in a spreadsheet. ``field``: the field that the answer is about.

    ``passage``: the question that letters ask instead, where they ask it no more closely.
    """

    field: str
    by_command: str
    on_screen: str
    in_file: str
    passage: Question | None = None


_ADVISORS = N_("mend advisors.csv, or the region's empty_pool in regions.yaml")
_CODE_BY_COMMAND = N_("ask the company for its postal code and route it again")
_CODE_ON_SCREEN = N_("ask the company for its postal code, and correct it")
_QUEBEC_ONLY = N_("tell the company that the service is for Québec")
_MUNICIPALITY = (
    N_("ask the company for its municipality and route it again with --municipality"),
    N_("ask the company for its municipality, and correct the request with it"),
    N_("ask the company for its municipality"),
)

SETTLING: Mapping[Question, SettlingRow] = {
    "consent_unclear": SettlingRow(
        "consent",
        N_("ask the company whether it consents: innoveici correct {id} --consent yes"),
        N_("ask the company whether it consents; correct the request with its answer, or close it"),
        N_("ask the company whether it consents; write yes or no"),
    ),
    "consent": SettlingRow(
        "consent",
        N_("ask the company for its consent and route it again with --consent yes"),
        N_("ask the company for its consent; correct the request once it agrees, or close it"),
        N_("ask the company for its consent; write yes"),
    ),
    "nobody": SettlingRow("postal_code", _ADVISORS, N_("choose an advisor, or close it"), _ADVISORS),
    "suggestion": SettlingRow(
        "postal_code",
        N_("ask the company; if it is {code}, route it again with that code"),
        N_("ask the company whether its postal code is {code}, and correct it"),
        N_("ask the company; write {code} if it is that"),
        passage="postal_code",
    ),
    "french": SettlingRow(
        "postal_code",
        _CODE_BY_COMMAND,
        _CODE_ON_SCREEN,
        N_("ask the company for its postal code; or correct the country, if it is not France"),
        passage="postal_code",
    ),
    "postal_code": SettlingRow(
        "postal_code", _CODE_BY_COMMAND, _CODE_ON_SCREEN, N_("ask the company for its postal code")
    ),
    "which": SettlingRow(
        "postal_code",
        N_("ask the company which is right and route it again with the right --postal-code or --municipality"),
        N_("ask the company which is right, the postal code or the municipality, and correct it"),
        N_("ask the company which is right; correct the postal code or the municipality"),
    ),
    "country": SettlingRow(
        "country",
        N_("ask the company for its country and route it again with --country"),
        N_("ask the company for its country, and correct it"),
        N_("ask the company for its country; write FR or US"),
    ),
    "partner": SettlingRow(
        "sector",
        N_("no partnership fits; route it again with the company's --sector or --market"),
        N_("no partnership fits; choose an advisor, or close it"),
        N_("no partnership fits; give the company's sector or market"),
    ),
    "outside": SettlingRow(
        "postal_code",
        _QUEBEC_ONLY,
        N_("close it as outside Québec: the company is told so, and can answer"),
        _QUEBEC_ONLY,
    ),
    "municipality": SettlingRow("municipality", *_MUNICIPALITY),
    "unknown": SettlingRow("municipality", *_MUNICIPALITY, passage="postal_code"),
}


def question_of(decision: Decision | None, *, refused: bool = False) -> Question:
    """The question for a held or rejected request; ``refused``: the company does not want it passed on, or
    did not say clearly that it does. Where it has consented since, a letter of the time still asks what was asked."""
    about_consent = question_of_consent({reason.code for reason in decision.reasons} if decision else ())
    if refused and about_consent is None:
        return "consent"
    return about_consent or question_of_place(decision.location if decision else None)


def question_of_consent(codes: Collection[str]) -> Question | None:
    """The question about its consent that one of these reasons asks, whatever else holds the request."""
    asked = {row.asks for code in codes if (row := REASONS.get(code))}
    return next((question for question in _ABOUT_CONSENT if question in asked), None)


_ABOUT_CONSENT: tuple[Question, ...] = ("consent_unclear", "consent")


def question_of_place(location: Location | None) -> Question:
    """What its reason asks, else what places of its kind do. None: a place that is not known any more."""
    match location:
        case None:
            return "municipality"
        case Located():
            return "nobody"
        case Invalid(suggestion=str()):
            return "suggestion"
        case Invalid(reason=reason):
            return _asked_by(reason) or "postal_code"
        case Unknown(reason=reason):
            return _asked_by(reason) or "unknown"
        case Ambiguous(reason=reason):
            return _asked_by(reason) or "municipality"
        case Outside(reason=reason):
            return _asked_by(reason) or "outside"


def _asked_by(reason: Reason) -> Question | None:
    """Of a reason with a note, what the reason itself asks."""
    while isinstance(within := reason.params.get("reason"), Reason):
        reason = within
    row = REASONS.get(reason.code)
    return row.asks if row else None


def details_of(location: Location, handoff_id: str = "") -> dict[str, Any]:
    """The values that the sentences of ``SETTLING`` name."""
    return {"code": location.suggestion if isinstance(location, Invalid) else "", "id": handoff_id}


def settled_on_screen(decision: Decision) -> Message:
    """Of a held or rejected request: what to ask or choose, and what to do with the answer."""
    return Message(SETTLING[question_of(decision)].on_screen, **details_of(decision.location))
