from __future__ import annotations

from innoveici.atlas.candidates import by_region, listed, noted, of_municipalities
from innoveici.atlas.entries import Municipality
from innoveici.atlas.location import Candidate
from innoveici.reasons import Reason

REGIONS = {"10": "02", "20": "01", "30": "02"}


def test_mrcs_are_gathered_by_region_in_order() -> None:
    assert by_region(REGIONS, ["30", "20", "10"]) == (Candidate("01", ("20",)), Candidate("02", ("10", "30")))


def test_each_region_shows_the_municipalities_in_it() -> None:
    towns = [Municipality(f"{mrc}005", f"Town {mrc}", mrc, None) for mrc in ("30", "20", "10")]
    assert of_municipalities(REGIONS, towns) == (
        Candidate("01", ("20",), ("Town 20",)),
        Candidate("02", ("10", "30"), ("Town 10", "Town 30")),
    )


def test_a_list_says_each_thing_once() -> None:
    assert listed(["b", "a", "b"]) == "b, a"


def test_a_remark_joins_a_reason_or_stands_alone() -> None:
    reason, note = Reason("place.unknown", {"postal_code": "J9Z 9Z9"}), Reason("place.municipality_unknown")
    assert noted(reason, None) == reason
    assert noted(None, note) == note
    assert noted(reason, note) == Reason("place.noted", {"reason": reason, "note": note})
