"""What would settle a request that a person must decide, one step a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from innoveici.atlas.location import Ambiguous, Invalid, Located, Location, Outside, Unknown
from innoveici.atlas.verdict import CONTRADICTIONS
from innoveici.messages import N_, Message
from innoveici.reasons import Reason

if TYPE_CHECKING:
    from innoveici.desk import Outcome


def settle_steps(outcome: Outcome) -> Iterator[Message]:
    """Nothing for what is settled."""
    if "consent" in outcome.differs:
        yield Message(N_("tell the advisor to stop, and close the handoff: the company no longer consents"))
        return
    if outcome.differs:
        yield Message(N_("this number already has the request shown here; if yours is another, give it its own number"))
        return
    if outcome.unreachable:
        yield Message(N_("hand it to the partner yourself, or add the partnership's “contact:” in regions.yaml"))
    if not outcome.needs_a_person:
        return
    reasons = {reason.code for reason in outcome.decision.reasons}
    if "request.consent_unclear" in reasons:
        text = N_("ask the company whether it consents: innoveici correct {id} --consent yes")
        yield Message(text, id=outcome.handoff_id or outcome.request.request_id)
        return
    if "request.no_consent" in reasons:
        yield Message(N_("ask the company for its consent and route it again with --consent yes"))
    elif isinstance(outcome.decision.location, Located):
        yield Message(N_("mend advisors.csv, or the region's empty_pool in regions.yaml"))
    else:
        yield _about_the_place(outcome.decision.location)
    yield Message(N_("route it again under its number: --request-id {id}"), id=outcome.request.request_id)


def _about_the_place(location: Location) -> Message:
    match location:
        case Invalid(suggestion=str(code)):
            return Message(N_("ask the company; if it is {code}, route it again with that code"), code=code)
        case Invalid() | Unknown(reason=Reason(code="place.reserved")):
            return Message(N_("ask the company for its postal code and route it again"))
        case Ambiguous(reason=Reason(code=code)) if code in CONTRADICTIONS:
            return Message(
                N_("ask the company which is right and route it again with the right --postal-code or --municipality")
            )
        case Outside(country="??"):
            return Message(N_("ask the company for its country and route it again with --country"))
        case Outside(country="FR"):
            return Message(N_("no partnership fits; route it again with the company's --sector or --market"))
        case Outside():
            return Message(N_("tell the company that the service is for Québec"))
    return Message(N_("ask the company for its municipality and route it again with --municipality"))
