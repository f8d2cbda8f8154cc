"""Why a request waits for a person, as the one question that would settle it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from innoveici.atlas.location import Ambiguous, Invalid, Located, Outside, Unknown
from innoveici.atlas.verdict import CONTRADICTIONS

if TYPE_CHECKING:
    from innoveici.routing.decision import Decision

Question = Literal[
    "consent", "consent_unclear", "nobody", "municipality", "which", "postal_code", "country", "partner", "outside"
]
"""``which``: code and municipality disagree; ``partner``: in France, and no partnership fits; ``nobody``: there is no
question, an advisor must be found."""


def question_of(decision: Decision | None, *, refused: bool) -> Question:
    """The question for a held or rejected request; ``refused``: the company does not want it passed on, or
    did not say clearly that it does. Where it has consented since, a letter of the time still asks what was asked."""
    codes = {reason.code for reason in decision.reasons} if decision else set[str]()
    if "request.consent_unclear" in codes:
        return "consent_unclear"
    if refused or "request.no_consent" in codes:
        return "consent"
    match decision.location if decision else None:
        case Located():
            return "nobody"
        case Ambiguous(reason=reason) if reason.code in CONTRADICTIONS:
            return "which"
        case Invalid() | Unknown():
            return "postal_code"
        case Outside(country="??"):
            return "country"
        case Outside(country="FR"):
            return "partner"
        case Outside():
            return "outside"
    return "municipality"
