"""What watches a server asks it, on its own machine only: whether all is well, and how much of what.

Nothing here is personal: counts, ages, names of routes and states.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from innoveici.errors import InnoveiciError, TryAgain
from innoveici.ledger.states import OPEN
from innoveici.notify.outbox_health import outbox_health
from innoveici.web.answering import answering
from innoveici.web.metering import BOUNDS_S
from innoveici.web.shielding import is_local
from innoveici.web.visits import NotThere, Visit

if TYPE_CHECKING:
    from innoveici.web.site import Site

LATEST = timedelta(hours=24)
"""A letter that could have gone longer ago than this: nobody runs ``notify``, or it fails."""
_EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"
_Sample = tuple[Mapping[str, str], float]


def healthz(visit: Visit) -> Response:
    """``GET /healthz``: 200 where all is well, else 503; the checks one by one."""
    _check_local(visit)
    checks = {name: _checked(check, visit.site) for name, check in CHECKS.items()}
    well = all(check["ok"] for check in checks.values())
    return JSONResponse({"status": "ok" if well else "failing", "checks": checks}, 200 if well else 503)


def metrics(visit: Visit) -> Response:
    """``GET /metrics``: as Prometheus reads it."""
    _check_local(visit)
    lines = [*_of_answers(visit.site), *_of_ledger(visit.site)]
    return PlainTextResponse("\n".join(lines) + "\n", media_type=_EXPOSITION)


def _check_local(visit: Visit) -> None:
    """:raises NotThere: it comes from elsewhere."""
    if not is_local(visit.http.scope):
        raise NotThere


def _checked(check: Callable[[Site], dict[str, Any]], site: Site) -> dict[str, Any]:
    try:
        return {"ok": True, **check(site)}
    except InnoveiciError as error:
        return {"ok": False, "why": str(error)}


def _ledger(site: Site) -> dict[str, Any]:
    """Read and written: a transaction that changes nothing; while somebody else writes, it can be written."""
    head = site.ledger.head()
    try:
        with site.ledger.writing():
            pass
    except TryAgain:
        return {"events": head.seq if head else 0, "busy": True}
    return {"events": head.seq if head else 0}


def _directory(site: Site) -> dict[str, Any]:
    return {"regions": len(site.directory.regions), "advisors": len(site.directory.advisors)}


def _outbox(site: Site) -> dict[str, Any]:
    now = site.clock()
    health = outbox_health(site.ledger, site.directory, now)
    age = int((now - health.oldest_due).total_seconds()) if health.oldest_due else 0
    return {"ok": not health.is_late(now, LATEST), "oldest_due_s": age, "queued": health.counts["queued"]}


CHECKS: Mapping[str, Callable[[Site], dict[str, Any]]] = {
    "ledger": _ledger, "directory": _directory, "outbox": _outbox,
}  # fmt: skip


def _of_answers(site: Site) -> Iterator[str]:
    yield from _family(
        "innoveici_http_requests_total",
        "counter",
        "Answers, by the name of what answered.",
        [({"route": r, "method": m, "status": str(s)}, count) for r, m, s, count in site.meter.answers()],
    )
    name = "innoveici_http_request_seconds"
    yield from (f"# HELP {name} How long answers took.", f"# TYPE {name} histogram")
    for route, counts, seconds in site.meter.durations():
        for bound, count in zip((*map(str, BOUNDS_S), "+Inf"), counts, strict=True):
            yield _sample(f"{name}_bucket", {"route": route, "le": bound}, count)
        yield _sample(f"{name}_sum", {"route": route}, seconds)
        yield _sample(f"{name}_count", {"route": route}, counts[-1])
    caught = site.meter.counted("form_caught")
    yield from _family("innoveici_form_caught_total", "counter", "Forms taken for a program's.", [({}, caught)])


def _of_ledger(site: Site) -> Iterator[str]:
    """What the ledger says; where it cannot be asked, that it cannot."""
    try:
        lines = [*_asked_of_ledger(site)]
    except InnoveiciError:
        lines = []
    up = 1 if lines else 0
    yield from _family("innoveici_ledger_up", "gauge", "Whether ledger and directory could be read.", [({}, up)])
    yield from lines


def _asked_of_ledger(site: Site) -> Iterator[str]:
    now, census, head = site.clock(), site.ledger.census(), site.ledger.head()
    health = outbox_health(site.ledger, site.directory, now)
    yield from _family("innoveici_events_total", "counter", "Events of the ledger.", [({}, head.seq if head else 0)])
    yield from _family(
        "innoveici_handoffs",
        "gauge",
        "Handoffs by state and region.",
        [({"state": state, "region": region or ""}, count) for state, region, count in census],
    )
    waiting = sum(count for state, _region, count in census if state in OPEN)
    yield from _family("innoveici_queue", "gauge", "Handoffs with which somebody has something to do.", [({}, waiting)])
    yield from _family(
        "innoveici_outbox_notices",
        "gauge",
        "Notices by state.",
        [({"state": state}, count) for state, count in health.counts.items()],
    )
    yield from _family("innoveici_outbox_in_doubt", "gauge", "Notices that may have gone.", [({}, health.in_doubt)])
    age = (now - health.oldest_due).total_seconds() if health.oldest_due else 0
    yield from _family(
        "innoveici_outbox_oldest_due_seconds", "gauge", "Since when a letter could have gone.", [({}, age)]
    )


def _family(name: str, kind: str, about: str, samples: list[_Sample]) -> Iterator[str]:
    yield f"# HELP {name} {about}"
    yield f"# TYPE {name} {kind}"
    for labels, value in samples:
        yield _sample(name, labels, value)


def _sample(name: str, labels: Mapping[str, str], value: float) -> str:
    said = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
    return f"{name}{{{said}}} {value}" if said else f"{name} {value}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


ROUTES = [Route("/healthz", answering(healthz)), Route("/metrics", answering(metrics))]
