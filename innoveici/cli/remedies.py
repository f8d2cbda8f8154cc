"""What would settle a request that a person must decide, one step a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from innoveici.messages import N_, Message
from innoveici.routing.settling import SETTLING, details_of, question_of

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
        yield Message(
            N_("hand it to the partner, then: innoveici refer {id} --by …; or add its “contact:” in regions.yaml"),
            id=outcome.handoff_id or outcome.request.request_id,
        )
    if not outcome.needs_a_person:
        return
    question, id_ = question_of(outcome.decision), outcome.handoff_id or outcome.request.request_id
    yield Message(SETTLING[question].by_command, **details_of(outcome.decision.location, id_))
    if question != "consent_unclear":  # which is corrected, and decided anew at once
        yield Message(N_("route it again under its number: --request-id {id}"), id=outcome.request.request_id)
