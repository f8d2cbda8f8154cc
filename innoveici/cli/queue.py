"""``innoveici queue``: what waits for somebody, a line each, for a person or a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from innoveici.cli.company import Company, named, nobody_called_so
from innoveici.cli.screen import clean, print_table, to_json
from innoveici.cli.speech import AsJsonLines, Command, example
from innoveici.cli.wiring import Session, session
from innoveici.directory.model import remark
from innoveici.errors import EX_PERSON, Refused
from innoveici.ledger.states import IN_HAND, OPEN
from innoveici.messages import N_, Message, _
from innoveici.steps import STATES
from innoveici.words import STATE, moment, word

if TYPE_CHECKING:
    from innoveici.directory.model import Advisor, Directory
    from innoveici.ledger.queue import Line
    from innoveici.reasons import Reason
    from innoveici.steps import State

_TOGETHER = 1_000
"""Lines written at once."""
COLUMNS = (
    "handoff_id", "state", "overdue", "since", "company", "municipality", "region_code", "erac_id", "advisor_id",
    "request_id", "reason", "remark",
)  # fmt: skip


if TYPE_CHECKING:
    Listed = State
else:
    Listed = StrEnum("Listed", {state: state for state, row in STATES.items() if row.listed})
    """A state that handoffs can be asked for."""


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "queue",
        cls=Command,
        help=_("List what waits for somebody: held, in hand, overdue."),
        epilog=example("innoveici queue --overdue"),
    )(queue)


def queue(
    ctx: typer.Context,
    erac: Annotated[str | None, typer.Option(metavar="ERAC", help=_("Only this ERAC's, as in erac-14."))] = None,
    advisor: Annotated[str | None, typer.Option(metavar="ADVISOR", help=_("Only this advisor's."))] = None,
    state: Annotated[
        list[Listed] | None,
        typer.Option(help=_("Only in this state; may be given several times. Open ones by default.")),
    ] = None,
    overdue: Annotated[
        bool, typer.Option("--overdue", help=_("Only companies that should have been contacted by now."))
    ] = False,
    company: Company = None,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help=_("At most as many, the first recorded."))
    ] = None,
    fail_if_any: Annotated[
        bool, typer.Option("--fail-if-any", help=_("Exit 3 when there is anything to list, for cron."))
    ] = False,
    as_json: AsJsonLines = False,
) -> int:
    """In the order they were recorded."""
    here = session(ctx)
    late = late_from(here)
    if erac is not None or advisor is not None:
        _check_known(here, erac, advisor)
    accepts = named(here, company) if company is not None else None
    with here.existing_ledger() as ledger:
        if ledger is None:
            return 0
        lines = ledger.queue(
            states=cast("list[State]", [*map(str, state)]) if state else OPEN,
            erac_id=erac,
            advisor_id=advisor,
            waiting_before=late if overdue else None,
            company=accepts,
        )
        count = _print(here, islice(lines, limit), late, as_json=as_json)
    if accepts is not None and not count:
        here.screen.note(nobody_called_so())
    return EX_PERSON if fail_if_any and count else 0


def _check_known(here: Session, erac: str | None, advisor: str | None) -> None:
    """A mistyped name must not look like an empty queue; one that left the files may still hold handoffs.

    :raises Refused: nobody is or was called so.
    """
    eracs = {e.id for region in here.regions.regions.values() for e in region.eracs}
    if erac is not None and erac not in eracs:
        raise Refused(
            Message(N_("no ERAC has the id “{id}”"), id=erac),
            Message(N_("see them with `innoveici regions list --json`")),
        )
    if advisor is not None and advisor not in here.directory.advisors:
        with here.existing_ledger() as ledger:
            if ledger is None or advisor not in ledger.loads():
                raise Refused(
                    Message(N_("no advisor has the id “{id}”"), id=advisor),
                    Message(N_("see them with `innoveici advisors list`")),
                )


class _Remarks:
    """What is to be said of those who have handoffs in hand: absent, no longer certified, gone."""

    def __init__(self, directory: Directory | None, today: date) -> None:
        self._directory = directory
        self._today = today
        self._known: dict[str, Reason | None] = {}

    def advisor(self, advisor_id: str | None) -> Advisor | None:
        return self._directory.advisors.get(advisor_id or "") if self._directory else None

    def of(self, advisor_id: str | None, state: str) -> Reason | None:
        """None too while the files cannot be read, and for what is in nobody's hands any more."""
        if self._directory is None or advisor_id is None or state not in IN_HAND:
            return None
        if advisor_id not in self._known:
            self._known[advisor_id] = remark(self.advisor(advisor_id), self._today)
        return self._known[advisor_id]


def late_from(here: Session) -> datetime:
    """A company that has waited since before this moment (UTC) is overdue today."""
    from innoveici.directory.model import Service
    from innoveici.quebec import WorkingDays, overdue_before

    regions = here.readable_regions
    service = regions.service if regions else Service()
    return overdue_before(here.today, service.first_contact_days, WorkingDays(service.holidays))


def _print(here: Session, lines: Iterator[Line], late: datetime, *, as_json: bool) -> int:
    """Returns how many there were."""
    from innoveici.ledger.event import utc_text

    before = utc_text(late)
    remarks = _Remarks(here.readable_directory, here.today)
    if not as_json and here.screen.out.isatty():
        headings = (_("Handoff"), _("State"), _("Waits since"), _("Company"), _("Region"), _("Advisor"), _("Why"))
        rows = [_shown(line, remarks, overdue=line.is_late(before)) for line in lines]
        print_table(here.screen, COLUMNS, headings, rows)
        return len(rows)
    count = 0
    if not as_json:
        here.screen.line("\t".join(COLUMNS))
    while some := list(islice(lines, _TOGETHER)):
        if as_json:
            here.screen.lines(to_json(_json(line, remarks, overdue=line.is_late(before))) for line in some)
        else:
            here.screen.lines(_tabbed(some, remarks, before))
        count += len(some)
    return count


def _tabbed(lines: Iterable[Line], remarks: _Remarks, before: str) -> Iterator[str]:
    said = cache(lambda advisor, state: why.text() if (why := remarks.of(advisor, state)) else "")
    for line in lines:
        handoff_id, request_id, state, region, erac, advisor, since, company, municipality, _seq, _said, reasons = line
        yield "\t".join((
            handoff_id,
            state,
            "yes" if line.is_late(before) else "no",
            _utc(since),
            company if company.isprintable() else clean(company),
            municipality if municipality.isprintable() else clean(municipality),
            region or "",
            erac or "",
            advisor or "",
            request_id,
            "; ".join([clean(reason.text()) for reason in reasons]) if reasons else "",
            said(advisor, state),
        ))  # fmt: skip


def _utc(since: str) -> str:
    """One form, whether an export said it or the ledger: ``event.utc_text``'s."""
    if since[-1:] == "Z":
        return since
    if since[19:] == "+00:00":  # whole seconds, as nearly all are: without reading the date again
        return since[:19] + ".000000Z"
    from innoveici.ledger.event import utc_text

    return utc_text(datetime.fromisoformat(since))


def _shown(line: Line, remarks: _Remarks, *, overdue: bool) -> tuple[str, ...]:
    since = moment(datetime.fromisoformat(line.since))
    why = remarks.of(line.advisor_id, line.state)
    return (
        line.handoff_id,
        word(STATE, line.state),
        _("{since} overdue").format(since=since) if overdue else since,
        line.company,
        line.region_code or "",
        f"{line.advisor_id} ({why.text()})" if why else line.advisor_id or "",
        "; ".join(reason.text() for reason in line.reasons),
    )


def _json(line: Line, remarks: _Remarks, *, overdue: bool) -> dict[str, Any]:
    advisor, why = remarks.advisor(line.advisor_id), remarks.of(line.advisor_id, line.state)
    return {
        "handoff_id": line.handoff_id,
        "request_id": line.request_id,
        "state": line.state,
        "region_code": line.region_code,
        "erac_id": line.erac_id,
        "advisor": {
            "id": line.advisor_id,
            "name": advisor.name if advisor else None,
            "organization": advisor.organization if advisor else None,
        } if line.advisor_id else None,
        "overdue": overdue,
        "since": _utc(line.since),
        "company": line.company or None,
        "municipality": line.municipality or None,
        "reasons": [str(reason) for reason in line.reasons],
        "reason_codes": [reason.code for reason in line.reasons],
        "remark_code": why.code if why else None,
    }  # fmt: skip
