"""A routed request as the texts its events will hold. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from innoveici.ledger.audience import Told
from innoveici.ledger.content import parts_of
from innoveici.ledger.entry import Prepared, Routed
from innoveici.ledger.event import canonical
from innoveici.ledger.shared import parted


def prepared(routed: Routed, told: Iterable[Told], roster: str | None, *, batch: str | None) -> Prepared:
    """``roster`` is its id in the ledger; ``batch`` the one it came in. :raises ValueError: what no JSON can say."""
    received, personal = parts_of(routed.request)
    outcome = outcome_payload(routed, roster)
    notices = tuple((str(notice.recipient), notice.template, notice.language, notice.state) for notice in told)
    if notices:
        outcome["told"] = [recipient for recipient, *_ in notices]
    own, shared = parted(outcome, routed.request.request_id)
    return Prepared(
        request_id=routed.request.request_id,
        status=routed.status,
        received=canonical(received).encode(),
        personal=canonical(personal).encode() if personal else b"",
        outcome=canonical(own).encode(),
        shared=canonical(shared).encode() if shared else b"",
        private=canonical(routed.private).encode() if routed.private else b"",
        told=notices,
        region_code=routed.region_code,
        erac_id=routed.erac_id,
        advisor_id=routed.advisor_id,
        batch=batch or "",
    )


def outcome_payload(routed: Routed, roster: str | None, *, anew: bool = False) -> dict[str, Any]:
    """The payload of the event that decides; ``anew``: it also says which of the earlier answers no longer holds."""
    place = {"region_code": routed.region_code, "erac_id": routed.erac_id, "advisor_id": routed.advisor_id}
    payload = {k: v for k, v in place.items() if anew or v is not None} | {"decision": routed.payload}
    return payload | ({"roster": roster} if roster else {})
