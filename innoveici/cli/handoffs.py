"""What is in the ledger: ``show`` and ``explain`` one handoff, ``log`` all events, ``log verify``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from innoveici.cli.company import Company, asked_for, handoff_of, named, nobody_called_so
from innoveici.cli.screen import clean, to_json
from innoveici.cli.speech import AsJson, AsJsonLines, Command, Group, example
from innoveici.cli.wiring import Session, session
from innoveici.errors import StorageError, UsageError
from innoveici.messages import N_, Message, _
from innoveici.quebec import quebec_moment

if TYPE_CHECKING:
    from innoveici.ledger.event import Event
    from innoveici.ledger.reading import Shown

LOG_COLUMNS = (
    "seq", "at", "handoff_id", "request_id", "type", "actor", "payload", "commitment", "prev_hash", "hash",
)  # fmt: skip
_DAY = re.compile(r"\d{4}-?\d\d-?\d\d")
Id = Annotated[str, typer.Argument(metavar="ID", help=_("A handoff's id or a request's."))]
AsActor = Annotated[
    str | None, typer.Option("--as", metavar="ACTOR", help=_("What this actor may see: advisor:ID, erac:ID, council…"))
]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command(
        "show",
        cls=Command,
        help=_("Show one handoff and what happened to it."),
        epilog=example("innoveici show H-000001"),
    )(show)
    app.command(
        "explain",
        cls=Command,
        help=_("Explain a decision again, from the ledger alone."),
        epilog=example("innoveici explain H-000001"),
    )(explain)
    log_app = typer.Typer(
        cls=Group,
        invoke_without_command=True,
        help=_("Show the events of the ledger."),
        epilog=example("innoveici log --request H-000001"),
    )
    log_app.callback()(log)
    log_app.command(
        "verify",
        cls=Command,
        help=_("Check that no event was changed, removed or added."),
        epilog=example("innoveici log verify"),
    )(verify)
    app.add_typer(log_app, name="log")


def show(
    ctx: typer.Context,
    id_: Annotated[
        str,
        typer.Argument(
            metavar="ID|NAME",
            help=_("A handoff's id, a request's or a company's name; - reads it from standard input."),
        ),
    ],
    viewer: AsActor = None,
    as_json: AsJson = False,
) -> None:
    """One handoff: its state, who has it, its events and who was told; several of a name are listed."""
    from innoveici.ledger.actor import Actor

    here = session(ctx)
    actor = Actor.parse(viewer) if viewer else None
    id_ = asked_for(here, id_)
    with here.ledger() as ledger:
        id_ = handoff_of(here, ledger, id_, actor, as_json=as_json)
        shown = ledger.show(id_, actor)
        recorded = ledger.decision(id_) if viewer is None else None
        alike = ledger.alike(shown.handoff) if viewer is None else []
    if as_json:
        here.screen.data(_shown_json(here, shown) | {"perhaps_same": [other._asdict() for other in alike]})
        return
    from innoveici.cli.panels import story
    from innoveici.routing.record import join

    decision = join(*recorded) if recorded else None
    here.screen.show(*story(shown, decision, here.readable_regions, overdue=_overdue(here, shown), alike=alike))


def explain(ctx: typer.Context, id_: Id, as_json: AsJson = False) -> None:
    """The decision as it was recorded: the files it was made from may have changed since."""
    from innoveici.routing.record import join

    here = session(ctx)
    with here.ledger() as ledger:
        shown = ledger.show(id_)
        decision = join(*ledger.decision(id_))
    handoff = shown.handoff
    if as_json:
        from innoveici.routing.decision import public_json

        here.screen.data(
            public_json(decision, request_id=handoff.request_id, handoff_id=handoff.handoff_id)
            | {"state": handoff.state, "remarks": _remarks_json(shown), "oriented": _oriented_json(shown)}
        )
        return
    from innoveici.cli.panels import explanation

    here.screen.show(*explanation(shown, decision))


def log(
    ctx: typer.Context,
    request: Annotated[
        str | None, typer.Option("--request", metavar="ID", help=_("Only this request or handoff."))
    ] = None,
    viewer: AsActor = None,
    company: Company = None,
    since: Annotated[str | None, typer.Option(metavar="T", help=_("From this day or moment on."))] = None,
    until: Annotated[str | None, typer.Option(metavar="T", help=_("Before this moment; a day is included."))] = None,
    as_json: AsJsonLines = False,
    as_csv: Annotated[bool, typer.Option("--csv", help=_("Comma-separated values."))] = False,
) -> None:
    """Events in their order; on a terminal a table, in a pipe tab-separated lines."""
    if ctx.invoked_subcommand is not None:
        return
    from innoveici.ledger.actor import Actor

    here = session(ctx)
    start, end = _moment(since, "--since", end=False), _moment(until, "--until", end=True)
    if as_json and as_csv:
        raise UsageError(Message(N_("--json and --csv cannot be given together")))
    if start and end and start > end:
        raise UsageError(Message(N_("--since is after --until")), Message(N_("exchange the two")))
    actor = Actor.parse(viewer) if viewer else None
    accepts = named(here, company) if company is not None else None
    with here.ledger() as ledger:
        found = [line.handoff_id for line in ledger.of_company(accepts, actor)] if accepts else None
        if found == []:
            here.screen.note(nobody_called_so())
        events = ledger.events(request, since=start, until=end, viewer=actor, among=found)
        if as_json:
            for event in events:
                here.screen.data(event.to_json())
        elif as_csv:
            _write_csv(here, events)
        else:
            _write_table(here, events)


def verify(
    ctx: typer.Context,
    head: Annotated[
        str | None, typer.Option(metavar="SEQ:HASH", help=_("A head noted earlier, as printed in every notice."))
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Exit 0 when the chain is whole, 74 when it is not."""
    from innoveici.ledger.event import Head

    here = session(ctx)
    with here.ledger() as ledger:
        found = ledger.verify(Head.parse(head) if head else None)
    if as_json:
        here.screen.data({
            "ok": found.ok,
            "checked": found.checked,
            "head": str(found.head) if found.head else None,
            "first_bad_seq": found.first_bad_seq,
            "why": str(found.why) if found.why else None,
        })  # fmt: skip
    elif found.ok:
        here.screen.line(_("The ledger is whole: {count} events.").format(count=found.checked))
        if found.head:
            here.screen.line(_("Head: {head}").format(head=found.head))
    else:
        if found.first_bad_seq is not None:
            here.screen.line(
                _("The ledger was changed: event {seq} is the first that is wrong.").format(seq=found.first_bad_seq)
            )
        if found.why:
            here.screen.line(clean(found.why.text()))
    return 0 if found.ok else StorageError.exit_code


def _shown_json(here: Session, shown: Shown) -> dict[str, Any]:
    handoff = shown.handoff
    directory = here.readable_directory
    advisor = directory.advisors.get(handoff.advisor_id or "") if directory else None
    return {
        "handoff_id": handoff.handoff_id,
        "request_id": handoff.request_id,
        "state": handoff.state,
        "region_code": handoff.region_code,
        "erac_id": handoff.erac_id,
        "advisor": {
            "id": handoff.advisor_id,
            "name": advisor.name if advisor else None,
            "organization": advisor.organization if advisor else None,
        } if handoff.advisor_id else None,
        "overdue": _overdue(here, shown),
        "events": [event.to_json() for event in shown.events],
        "notices": [
            {"id": n.id, "recipient": n.recipient, "template": n.template, "language": n.language, "state": n.state}
            for n in shown.notices
        ],
        "remarks": _remarks_json(shown),
        "request": {k: v for k, v in shown.personal.items() if k != "remarks"} if shown.personal is not None else None,
    }  # fmt: skip


def _oriented_json(shown: Shown) -> list[dict[str, Any]]:
    """To whom the company was directed: the steps that hold."""
    from innoveici.ledger.event import utc_text
    from innoveici.ledger.states import not_undone

    return [
        {"at": utc_text(event.at), "by": event.actor, "event": event.type, **_entries_of(event)}
        for event in not_undone(shown.events)
        if event.payload.get("entries")
    ]


def _entries_of(event: Event) -> dict[str, Any]:
    return {key: event.payload[key] for key in ("catalogue", "entries")}


def _remarks_json(shown: Shown) -> list[dict[str, str]]:
    from innoveici.request import Remark

    return [Remark.from_json(remark).shown() for remark in (shown.personal or {}).get("remarks", ())]


def _overdue(here: Session, shown: Shown) -> bool:
    """By the promise in force; by the usual one while regions.yaml cannot be read."""
    from innoveici.directory.model import Service
    from innoveici.ledger.first_contact import waiting_since
    from innoveici.quebec import WorkingDays, is_overdue

    handoff, regions = shown.handoff, here.readable_regions
    service = regions.service if regions else Service()
    since = waiting_since(shown.events) or handoff.opened_at
    days, calendar = service.first_contact_days, WorkingDays(service.holidays)
    return is_overdue(handoff.state, since, here.today, days, calendar, consent=handoff.consent)


def _moment(text: str | None, flag: str, *, end: bool) -> datetime | None:
    """A day or a moment; without an offset, Québec's. As an end, a day is counted whole."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if end and _DAY.fullmatch(text):
            moment = datetime.combine(moment.date(), time.max)
        return quebec_moment(moment).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UsageError(
            Message(N_("{flag}: “{value}” is not a day or a moment"), flag=flag, value=text),
            Message(N_("write it as in 2026-11-21 or 2026-11-21T09:30")),
        ) from None


def _write_csv(here: Session, events: Iterator[Event]) -> None:
    import csv

    writer = csv.writer(here.screen.out, lineterminator="\n")
    writer.writerow(LOG_COLUMNS)
    for event in events:
        record = event.to_json() | {"payload": to_json(event.to_json()["payload"])}
        writer.writerow([neutral(str(record[column])) for column in LOG_COLUMNS])


def neutral(cell: str) -> str:
    """No cell that a spreadsheet would run: ids are given by whoever sent the request."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠") else cell


def _write_table(here: Session, events: Iterator[Event]) -> None:
    if not here.screen.out.isatty():
        for event in events:
            record = event.to_json()
            here.screen.line("\t".join(clean(record[name]) for name in LOG_COLUMNS[:6]))
        return
    from innoveici.cli.panels import events_table

    here.screen.show(events_table(events))
