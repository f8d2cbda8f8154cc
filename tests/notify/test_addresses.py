"""Whom the reader of a notice answers."""

from __future__ import annotations

from typing import Any

import pytest

from innoveici.notify.addresses import reply_to
from tests.notify.parts import PERSONAL, part, post

ERAC_EMAIL = "relais@erac-14.example"
POST = post(eracs={"erac-14": ERAC_EMAIL}, council="c@conseil.example")
ADVISOR_EMAIL = POST.directory.advisors["QC-14-13"].email
COMPANY_EMAIL = PERSONAL["email"]
NOT_YET = {"state": "held", "advisor": None}


@pytest.mark.parametrize(
    ("recipient", "given", "answered"),
    [
        ("company:R-1", {}, ERAC_EMAIL),
        ("advisor:QC-14-13", {}, ERAC_EMAIL),
        ("council", {}, ERAC_EMAIL),
        ("partner:plan-ia-grand-est", {"event": "referred"}, ERAC_EMAIL),
        ("erac:erac-14", {}, ADVISOR_EMAIL),
        ("erac:erac-14", {"event": "held", **NOT_YET}, COMPANY_EMAIL),
        ("erac:erac-14", {"event": "escalated", "state": "escalated", "advisor": None}, COMPANY_EMAIL),
        ("erac:erac-14", {"event": "declined", **NOT_YET}, None),
        ("erac:erac-14", {"event": "held", **NOT_YET, "consent": False}, None),
        ("erac:erac-14", {"event": "held", **NOT_YET, "personal": {"company": "Scierie"}}, None),
        ("erac:erac-14", {"event": "erased", **NOT_YET, "personal": None}, None),
        ("erac:erac-04", {"event": "corrected", **NOT_YET}, None),
        ("company:R-1", {"event": "held", **NOT_YET, "erac": None}, None),
        ("company:R-1", {"erac": "erac-04"}, None),
        ("company:R-1", {"erac": "erac-of-old"}, None),
        ("erac:erac-14", {"advisor": "QC-OF-OLD"}, None),
    ],
)
def test_each_answers_whoever_can_help(recipient: str, given: dict[str, Any], answered: str | None) -> None:
    found = reply_to(part(recipient, **given), POST)
    assert (found.email if found else None) == answered
