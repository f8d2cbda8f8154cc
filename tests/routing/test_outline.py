"""What the result columns need of a recorded decision, read from its texts, is what the whole decision says."""

from __future__ import annotations

from hypothesis import given

from innoveici.atlas.location import Location, verdict
from innoveici.directory.model import Directory
from innoveici.reasons import REASONS
from innoveici.request import Request
from innoveici.routing.decision import Decision, Load
from innoveici.routing.outline import Outline, outline
from innoveici.routing.record import exact_distance, join, split, split_common
from tests.routing import strategies as some
from tests.routing.builders import advisor, decide, directory, located


def _whole(decision: Decision) -> Outline:
    return Outline(
        tuple(reason.code for reason in decision.reasons),
        verdict(decision.location),
        decision.region_code or "",
        decision.erac_id or "",
        decision.advisor_id or "",
        decision.advisor.name if decision.advisor else "",
    )


@given(some.directories, some.locations, some.requests, some.loads, some.declined)
def test_it_is_what_the_decision_says(
    who: Directory, where: Location, what: Request, loads: dict[str, Load], declined: frozenset[str]
) -> None:
    decision = decide(who, where, what, loads, exclude=declined)
    event, private, roster = split(decision)
    common = split_common(event)[1]
    said = outline(common, roster)
    assert said == _whole(decision)
    exact = exact_distance(private, picked=bool(said.advisor_id))
    assert exact == [decision.distance_km, decision.distance_error_km]
    erased = outline(common, None) if roster else _whole(decision)
    assert erased == _whole(join(event, private, None if roster else {}))


def test_words_of_the_texts_inside_a_name_do_not_mislead_it() -> None:
    name = ',"ranking":{"eligible":1]},"reasons":['
    who = directory([advisor("A", 1, name=name)])
    decision = decide(who, located(1, place=name))
    event, _private, roster = split(decision)
    assert outline(split_common(event)[1], roster) == _whole(decision)
    assert not any("{reasons}" in row.sentence for row in REASONS.values())  # nor does a member of a reason
