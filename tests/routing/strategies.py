"""Hypothesis strategies: directories full of ties, absences and replacements, and what is asked of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import TypeVar

from hypothesis import strategies as st

from innoveici.atlas.location import Ambiguous, Candidate, Invalid, Located, Location, Outside, Point, Unknown
from innoveici.directory.model import Advisor, Directory, Partnership, Region
from innoveici.reasons import Reason
from innoveici.request import Request
from innoveici.routing.decision import Load
from tests.routing.builders import DAY, advisor, directory, located, region, request

IDS = ("A", "B", "C", "D")
REGIONS = ("13", "14", "15")
SECTORS = ("IA", "aérospatiale", "bioprocédés")
texts = st.text(max_size=12)
_DAYS = [DAY + timedelta(days=n) for n in (0, 1, 2, -1, -2)]
_Value = TypeVar("_Value")


def _or_none(values: Sequence[_Value]) -> st.SearchStrategy[_Value | None]:
    """None half of the time: one choice, where ``st.none() | …`` draws two."""
    return st.sampled_from([*[None] * len(values), *values])


@cache  # making a strategy costs as much as drawing from it
def _advisor(id_: str) -> st.SearchStrategy[Advisor]:
    return st.builds(
        advisor,
        id=st.just(id_),
        km=st.integers(-20, 20),
        name=texts,
        region_code=st.sampled_from(REGIONS),
        certification=st.sampled_from(["attested", "attested", "in_training"]),
        uncertainty_km=st.sampled_from([0.0, 0.5, 3.0]),
        mrc_code=st.sampled_from([None, "61", "62"]),
        mrc_codes=st.sampled_from([(), ("62",), ("61", "62")]),
        languages=st.sampled_from([(), ("fr",), ("fr", "en")]),
        certified_until=_or_none(_DAYS),
        capacity=_or_none(range(4)),
        absent_from=_or_none(_DAYS),
        absent_until=_or_none(_DAYS),
        replacement_id=_or_none(IDS),
    )


@cache
def _advisors(ids: tuple[str, ...]) -> st.SearchStrategy[tuple[Advisor, ...]]:
    return st.tuples(*map(_advisor, ids))


advisors = (st.just(IDS) | st.lists(st.sampled_from(IDS), unique=True).map(tuple)).flatmap(_advisors)


def _region(code: str) -> st.SearchStrategy[Region]:
    return st.builds(
        region,
        code=st.just(code),
        mrc_codes=st.just((f"{code[1]}1", f"{code[1]}2")),
        empty_pool=st.sampled_from(["hold", "erac", "neighbour"]),
        in_training=st.sampled_from(["never", "last_resort"]),
        tie_margin_km=st.sampled_from([0.0, 0.0, 2.5]),
        neighbours=st.sampled_from([(), tuple(c for c in REGIONS if c != code)]),
        major_to_erac=st.booleans(),
    )


partnerships = st.builds(
    Partnership,
    id=st.just("P"),
    name=texts,
    organizations=st.just(("One", "Two")),
    offer=texts,
    source=texts,
    sectors=st.sampled_from([(), ("ia",)]),
    markets=st.sampled_from([(), ("FR-GES",)]),
    origins=st.sampled_from([(), ("CA-QC",), ("FR-GES",), ("FR", "CA-QC")]),
    departments=st.sampled_from([(), ("67",)]),
    active=st.booleans(),
)

directories: st.SearchStrategy[Directory] = st.builds(
    lambda people, regions, found: directory(people, *regions, partnerships=tuple(found)),
    advisors,
    st.tuples(*map(_region, REGIONS)),
    st.lists(partnerships, max_size=2),
)

requests: st.SearchStrategy[Request] = st.builds(
    request,
    request_id=st.sampled_from(["R-1", "R-2"]),
    language=st.sampled_from(["fr", "en"]),
    scale=st.sampled_from(["standard", "major"]),
    consent=st.sampled_from([None, True, False]),
    country=st.sampled_from(["CA", "FR"]),
    sectors=st.sampled_from([(), SECTORS[:1], SECTORS]),
    markets=st.sampled_from([(), ("FR-GES",), ("FR",), ("US",)]),
)

loads: st.SearchStrategy[dict[str, Load]] = st.dictionaries(
    st.sampled_from(IDS), st.builds(Load, st.integers(0, 4), st.integers(0, 4))
)
declined: st.SearchStrategy[frozenset[str]] = st.frozensets(st.sampled_from(IDS), max_size=3)

located_ones: st.SearchStrategy[Located] = st.builds(
    located,
    km=st.integers(-20, 20),
    verdict=st.sampled_from(["exact", "area"]),
    municipality_code=st.none() | st.just("62007"),
    mrc_code=st.sampled_from([None, "61", "62"]),
    region_code=st.sampled_from(REGIONS),
    uncertainty_km=st.sampled_from([0.0, 1.2345, 9.0]),
)

_params = st.dictionaries(
    st.sampled_from(["postal_code", "text", "municipality", "region", "place", "regions", "suggestion"]),
    st.none() | texts | st.integers() | st.lists(texts, max_size=2),
)
_leaves = st.builds(Reason, st.sampled_from(["place.unknown", "place.province"]), _params)
reasons: st.SearchStrategy[Reason] = st.recursive(
    _leaves,
    lambda inner: st.builds(
        lambda a, b, params: Reason("place.noted", {**params, "reason": a, "region": b}), inner, inner, _params
    ),
    max_leaves=4,
)
_points = st.none() | st.builds(Point, st.floats(44, 63), st.floats(-80, -56))
_km = st.none() | st.floats(0, 500)
_candidates = st.lists(
    st.builds(Candidate, st.sampled_from(REGIONS), st.just(("61",)), st.lists(texts, max_size=2).map(tuple)), max_size=3
).map(tuple)
locations: st.SearchStrategy[Location] = st.one_of(
    located_ones,
    st.builds(located, km=st.just(3), reason=reasons),
    st.builds(Ambiguous, texts, _candidates, reasons, st.none() | texts, _points, _km),
    st.builds(Unknown, texts, reasons),
    st.builds(
        Outside, st.sampled_from(["67000", "75001", "M5V 2T6", ""]), st.sampled_from(["FR", "CA", "??"]), reasons
    ),
    st.builds(Outside, texts, st.just("CA"), reasons, st.just("ON"), texts, _points, _km),
    st.builds(Invalid, texts, reasons, st.none() | texts),
)
