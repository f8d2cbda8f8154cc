"""``innoveici advisors load``: what each advisor has in hand, and how soon they make the first contact."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from innoveici.cli.lists import AsJson, print_table
from innoveici.cli.wiring import session
from innoveici.directory.holders import remark
from innoveici.figures import number
from innoveici.messages import _
from innoveici.quebec import quebec_day
from innoveici.words import moment

if TYPE_CHECKING:
    from innoveici.directory.model import Advisor
    from innoveici.ledger.workload import Workload


def load(
    ctx: typer.Context,
    region: Annotated[str | None, typer.Option(metavar="CODE", help=_("Only this region."))] = None,
    as_json: AsJson = False,
) -> None:
    """By region, the busiest first; those who left while holding handoffs are listed too."""
    from innoveici.ledger.workload import Workload

    here = session(ctx)
    with here.existing_ledger() as ledger:
        found = ledger.workloads() if ledger else {}
    directory = here.directory
    rows: list[tuple[str, Workload, Advisor | None]] = []
    for id_ in directory.advisors.keys() | found.keys():
        advisor = directory.advisors.get(id_)
        code = advisor.region_code if advisor else ""
        if region is None or code == region.strip().zfill(2):
            rows.append((code, found.get(id_) or Workload(id_, 0, None, 0, None), advisor))
    rows.sort(key=lambda row: (row[0], -row[1].open, row[1].advisor_id))
    if as_json:
        for code, workload, advisor in rows:
            here.screen.data(_json(code, workload, advisor, here.today))
        return
    if here.screen.out.isatty():
        name, busy = " · ".join((_("Name"), _("Remark"))), "/\n".join((_("Open"), _("Limit")))
        narrow = [text.replace(" ", "\n") for text in (_("Oldest"), _("Contacted"), _("Median days"))]
        headings = (_("Adv."), _("Rg"), name, busy, *narrow)
        print_table(here.screen, (), headings, [_shown(*row, here.today) for row in rows])
        return
    columns = ("id", "region", "name", "open", "capacity", "oldest", "contacted", "median_days", "remark")
    print_table(here.screen, columns, (), [_row(*row, here.today) for row in rows])


def _row(code: str, workload: Workload, advisor: Advisor | None, today: date) -> tuple[str, ...]:
    why = remark(advisor, today) if workload.open else None
    return (
        workload.advisor_id,
        code,
        advisor.name if advisor else "",
        str(workload.open),
        "" if advisor is None or advisor.capacity is None else str(advisor.capacity),
        moment(workload.oldest) if workload.oldest else "",
        str(workload.contacted),
        "" if workload.first_contact_days is None else number(workload.first_contact_days),
        why.text() if why else "",
    )


def _shown(code: str, workload: Workload, advisor: Advisor | None, today: date) -> tuple[str, ...]:
    """A row for 80 columns: the limit beside what is open, the day of the oldest, the remark after the name."""
    id_, _code, name, busy, limit, _oldest, contacted, median, why = _row(code, workload, advisor, today)
    return (
        id_,
        code,
        " · ".join(filter(None, (name, why))),
        f"{busy}/{limit}" if limit else busy,
        quebec_day(workload.oldest).isoformat() if workload.oldest else "",
        contacted,
        median,
    )


def _json(code: str, workload: Workload, advisor: Advisor | None, today: date) -> dict[str, Any]:
    why = remark(advisor, today) if workload.open else None
    return {
        "id": workload.advisor_id,
        "region_code": code or None,
        "name": advisor.name if advisor else None,
        "open": workload.open,
        "capacity": advisor.capacity if advisor else None,
        "oldest": workload.oldest.isoformat() if workload.oldest else None,
        "contacted": workload.contacted,
        "first_contact_days": workload.first_contact_days,
        "reason_code": why.code if why else None,
    }
