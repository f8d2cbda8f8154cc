"""What would settle a request that waits for a person, for those who have the keys of the screen before them."""

from __future__ import annotations

from innoveici.atlas.location import Ambiguous, Invalid, Located, Location, Outside, Unknown
from innoveici.atlas.verdict import CONTRADICTIONS
from innoveici.messages import N_, Message
from innoveici.reasons import Reason
from innoveici.routing.decision import Decision


def settled_by(decision: Decision) -> Message:
    """Of a held or rejected request: what to ask or choose, and what to do with the answer."""
    if any(reason.code == "request.consent_unclear" for reason in decision.reasons):
        return Message(N_("ask the company whether it consents; correct the request with its answer, or close it"))
    if any(reason.code == "request.no_consent" for reason in decision.reasons):
        return Message(N_("ask the company for its consent; correct the request once it agrees, or close it"))
    return _about_the_place(decision.location)


def _about_the_place(location: Location) -> Message:
    match location:
        case Located():
            return Message(N_("choose an advisor, or close it"))
        case Invalid(suggestion=str(code)):
            return Message(N_("ask the company whether its postal code is {code}, and correct it"), code=code)
        case Invalid() | Unknown(reason=Reason(code="place.reserved")):
            return Message(N_("ask the company for its postal code, and correct it"))
        case Ambiguous(reason=Reason(code=code)) if code in CONTRADICTIONS:
            return Message(N_("ask the company which is right, the postal code or the municipality, and correct it"))
        case Outside(country="??"):
            return Message(N_("ask the company for its country, and correct it"))
        case Outside(country="FR"):
            return Message(N_("no partnership fits; choose an advisor, or close it"))
        case Outside():
            return Message(N_("close it as outside Québec: the company is told so, and can answer"))
        case Ambiguous() | Unknown():
            return Message(N_("ask the company for its municipality, and correct the request with it"))
