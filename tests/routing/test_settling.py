"""What a letter asks of a company whose request waits, also when the letter goes out late."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from innoveici.reasons import Reason
from innoveici.routing.settling import question_of


def _held(*codes: str) -> Any:
    return SimpleNamespace(reasons=tuple(map(Reason, codes)), location=None)


@pytest.mark.parametrize("refused", [True, False])
@pytest.mark.parametrize(
    ("codes", "asks"),
    [(["request.no_consent"], "consent"), (["request.consent_unclear", "routing.nobody"], "consent_unclear")],
)
def test_a_letter_that_goes_out_after_the_answer_asks_what_was_asked_then(
    codes: list[str], asks: str, refused: bool
) -> None:
    assert question_of(_held(*codes), refused=refused) == asks


def test_who_refused_since_is_asked_nothing_else() -> None:
    assert question_of(_held("place.area_in_regions"), refused=True) == "consent"
    assert question_of(_held("place.area_in_regions"), refused=False) == "municipality"
