"""A decision as the ledger keeps it: what an event says for ever, what can be erased, who was considered.

``join(*split(d)) == d``. The event keeps what explains the decision at the level of the municipality: region, MRC,
order of the candidates, reasons, fingerprints. The private part holds the postal code, whatever of the request a reason
quotes, and every figure from which the postal code could be worked out again. The municipality alone leaves a median of
1,382 postal codes, with 21 distances in whole km it leaves 4. So the event has them in steps of 10 km, and its point to
0.1 degree. Measured on 200 codes drawn from the atlas, a median of some 280 then share the event's every word; where
codes are few and far between, in one case of nine, it still fits one alone, mostly by the order of the candidates.

The roster holds the candidates' ids, names and organizations, by id. It is the same for every request of a region until
the files change, and is kept once, apart, so that a name can be erased; a ranking names candidates by position in it.

Each part is a JSON object; what would be null, or an empty list, is left out. The event::

    version, status, day, close_call, region_code, erac_id, erac_name, advisor_id, tie_break
    distance_km, distance_error_km   coarse, of the advisor picked
    inputs                           {regions, advisors, atlas}: SHA-256
    location                         {verdict, …}, its private values ERASED or coarse
    reasons, partnerships            a reason is its code, or {code, params}
    ranking                          columns, in order of preference:
        order                        positions in the roster
        eligible                     how many may serve: the first ones
        km, error_km                 coarse
        why, whys                    for each the position of its reasons in whys, a list of lists
        stands_in_for                {position in the ranking: [advisor ids]}

The private part::

    location                         the true values
    reasons, whys                    {position: {…}} of those that hide something
    distance_10m, error_10m          of the ranking, in whole steps of 10 m; the advisor picked is its first

The roster::

    ids, names, organizations        columns, sorted by id

Beside the decision, an event keeps the request's id: one derived from the content can be tested against a guess of the
whole content (``request_reading.derive_request_id``); give requests ids of your own, as exports do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from innoveici.atlas.location import location_from_record, location_to_record
from innoveici.reasons import Reason
from innoveici.routing.decision import Decision, Inputs, Ranked, fit_from_json, fit_to_json
from innoveici.routing.masking import (
    ERASED,
    coarse,
    coarse_error,
    join_location,
    mask_all,
    reason_from_json,
    reason_to_json,
    split_location,
    unmask_all,
)

__all__ = ["ERASED", "RECORD_VERSION", "join", "roster_of", "split", "split_common"]

RECORD_VERSION = 1

_Json = dict[str, Any]
_PLAIN = ("region_code", "erac_id", "erac_name", "advisor_id", "tie_break")
_OWN = frozenset({"close_call", "day", "distance_km", "distance_error_km", "location", "ranking"})
_COMMON_OF = {
    "location": frozenset({"postal_code", "region_code", "verdict"}),  # the code as ERASED
    "ranking": frozenset({"eligible", "whys"}),
}


def split(decision: Decision) -> tuple[_Json, _Json, _Json]:
    """``(event payload, private part, roster)``, JSON values; the roster is empty where nobody was considered.

    The payload alone is a valid, coarser record.
    """
    location, hidden_location = split_location(location_to_record(decision.location))
    reasons, hidden_reasons = mask_all([reason_to_json(r) for r in decision.reasons])
    event: _Json = {
        "version": RECORD_VERSION,
        "status": decision.status,
        "day": decision.day.isoformat(),
        "close_call": decision.close_call,
        "inputs": {f.name: getattr(decision.inputs, f.name) for f in fields(Inputs)},
        "location": location,
        "reasons": reasons,
    }
    event |= {name: value for name in _PLAIN if (value := getattr(decision, name)) is not None}
    private: _Json = {"location": hidden_location}
    if hidden_reasons:
        private["reasons"] = hidden_reasons
    if decision.distance_km is not None and decision.distance_error_km is not None:
        event["distance_km"] = coarse(decision.distance_km)
        event["distance_error_km"] = coarse_error(decision.distance_error_km)
    if decision.partnerships:
        event["partnerships"] = [fit_to_json(fit) for fit in decision.partnerships]
    if not decision.ranking:
        return event, private, {}
    roster = roster_of(decision.ranking)
    event["ranking"], hidden = _split_ranking(decision.ranking, roster["ids"])
    return event, private | hidden, roster


def split_common(event: Mapping[str, Any]) -> tuple[_Json, _Json]:
    """``(own, common)``: what :func:`split`'s event says of its request alone, and what those of many requests say
    alike. Two objects of the same shape; merged, they are the event."""
    own = {name: value for name, value in event.items() if name in _OWN}
    common = {name: value for name, value in event.items() if name not in _OWN}
    for name in own.keys() & _COMMON_OF.keys():
        part, alike = own[name], _COMMON_OF[name]
        own[name] = {key: value for key, value in part.items() if key not in alike}
        common[name] = {key: value for key, value in part.items() if key in alike}
    return own, common


def roster_of(ranking: Sequence[Ranked]) -> _Json:
    """Ids, names and organizations of all candidates, as columns sorted by id."""
    people = sorted(ranking, key=lambda r: r.advisor_id)
    return {
        "ids": [r.advisor_id for r in people],
        "names": [r.name for r in people],
        "organizations": [r.organization for r in people],
    }


def reasons_of(event: Mapping[str, Any], private: Mapping[str, Any] | None) -> tuple[Reason, ...]:
    """A recorded decision's reasons, without the rest of it."""
    hidden = private.get("reasons", {}) if private is not None else {}
    return tuple(map(reason_from_json, unmask_all(event["reasons"], hidden)))


def join(event: Mapping[str, Any], private: Mapping[str, Any] | None, roster: Mapping[str, Any] | None) -> Decision:
    """The decision again. What was erased (None) reads ERASED or is coarse."""
    distance: Sequence[float | None] = [event.get("distance_km"), event.get("distance_error_km")]
    location = event["location"]
    if private is not None:
        distance = exact_distance(private, picked="distance_km" in event)
        location = join_location(location, private["location"])
    return Decision(
        status=event["status"],
        location=location_from_record(location),
        inputs=Inputs(**event["inputs"]),
        day=date.fromisoformat(event["day"]),
        reasons=reasons_of(event, private),
        distance_km=distance[0],
        distance_error_km=distance[1],
        close_call=event["close_call"],
        ranking=tuple(_join_ranking(event, private, roster)) if "ranking" in event else (),
        partnerships=tuple(map(fit_from_json, event.get("partnerships", ()))),
        **{name: event.get(name) for name in _PLAIN},
    )


def exact_distance(private: Mapping[str, Any], *, picked: bool) -> list[float | None]:
    """``[distance_km, distance_error_km]`` of the advisor picked, from the private part; None where nobody was."""
    return [private[name][0] / 100 if picked else None for name in ("distance_10m", "error_10m")]


def _split_ranking(ranking: Sequence[Ranked], ids: Sequence[str]) -> tuple[_Json, _Json]:
    position_of = {id_: position for position, id_ in enumerate(ids)}
    numbers: dict[str, int] = {}
    said: list[list[Any]] = []
    why: list[int] = []
    for ranked in ranking:
        reasons = [reason_to_json(reason) for reason in ranked.why]
        number = numbers.setdefault(repr(reasons), len(said))  # in full: what hides different values is not the same
        if number == len(said):
            said.append(reasons)
        why.append(number)
    masked = [mask_all(reasons) for reasons in said]
    event: _Json = {
        "order": [position_of[r.advisor_id] for r in ranking],
        "eligible": sum(r.eligible for r in ranking),
        "km": [coarse(r.distance_km) for r in ranking],
        "error_km": [coarse_error(r.distance_error_km) for r in ranking],
        "why": why,
        "whys": [public for public, _ in masked],
    }
    if stand_ins := {str(i): list(r.stands_in_for) for i, r in enumerate(ranking) if r.stands_in_for}:
        event["stands_in_for"] = stand_ins
    private: _Json = {
        "distance_10m": [round(r.distance_km * 100) for r in ranking],
        "error_10m": [round(r.distance_error_km * 100) for r in ranking],
    }
    if hidden := {str(number): values for number, (_, values) in enumerate(masked) if values}:
        private["whys"] = hidden
    return event, private


def _join_ranking(
    event: Mapping[str, Any], private: Mapping[str, Any] | None, roster: Mapping[str, Any] | None
) -> list[Ranked]:
    columns = event["ranking"]
    order, whys = columns["order"], columns["whys"]
    kms, errors_km = columns["km"], columns["error_km"]
    if private is not None:
        kms = [steps / 100 for steps in private["distance_10m"]]
        errors_km = [steps / 100 for steps in private["error_10m"]]
        hidden = private.get("whys", {})
        whys = [unmask_all(reasons, hidden.get(str(number), {})) for number, reasons in enumerate(whys)]
    worded = [tuple(map(reason_from_json, reasons)) for reasons in whys]
    if roster:
        people = list(zip(roster["ids"], roster["names"], roster["organizations"], strict=True))
    else:
        people = [(ERASED, ERASED, ERASED)] * len(order)
        if picked := event.get("advisor_id"):  # always the first: the event says who it is
            people[order[0]] = (picked, ERASED, ERASED)
    stand_ins = columns.get("stands_in_for", {})
    rows = zip((people[who] for who in order), kms, errors_km, columns["why"], strict=True)
    return [
        Ranked(id_, name, organization, km, error_km, i < columns["eligible"], worded[why], _stand_ins(stand_ins, i))
        for i, ((id_, name, organization), km, error_km, why) in enumerate(rows)
    ]


def _stand_ins(by_position: Mapping[str, Sequence[str]], position: int) -> tuple[str, ...]:
    return tuple(by_position.get(str(position), ()))
