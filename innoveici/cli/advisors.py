"""``innoveici advisors``: who they are, who is nearest to a place, and what each has in hand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from innoveici.cli.advisor_absence import absent
from innoveici.cli.regions import region_of
from innoveici.cli.screen import Screen, clean, print_table
from innoveici.cli.speech import AsJsonLines, Command, Group, example
from innoveici.cli.wiring import session
from innoveici.directory.model import remark
from innoveici.figures import distance, number
from innoveici.messages import _
from innoveici.quebec import quebec_day
from innoveici.words import CERTIFICATION, moment, word

if TYPE_CHECKING:
    from innoveici.directory.model import Advisor
    from innoveici.ledger.first_contact import Workload


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    advisors = typer.Typer(
        cls=Group,
        help=_("Show the advisors, and enter their absences."),
        epilog=example('innoveici advisors near "J0K 2M0"'),
    )
    advisors.command(
        "list",
        cls=Command,
        help=_("List the advisors, of one region or of all."),
        epilog=example("innoveici advisors list --region 14"),
    )(list_advisors)
    advisors.command(
        "near",
        cls=Command,
        help=_("Rank the advisors by their distance to a postal code."),
        epilog=example('innoveici advisors near "J0K 2M0"'),
    )(near)
    advisors.command(
        "load",
        cls=Command,
        help=_("What each advisor has in hand, and how soon they make contact."),
        epilog=example("innoveici advisors load --region 14"),
    )(load)
    advisors.command(
        "absent",
        cls=Command,
        help=_("Enter an advisor's absence in advisors.csv, or that it is over; nothing else of the file changes."),
        epilog=example("innoveici advisors absent QC-14-13 --from 2027-07-05 --until 2027-07-16"),
    )(absent)
    app.add_typer(advisors, name="advisors")


def list_advisors(
    ctx: typer.Context,
    region: Annotated[str | None, typer.Option(metavar="CODE", help=_("Only this region."))] = None,
    as_json: AsJsonLines = False,
) -> None:
    """By region, then id."""
    here = session(ctx)
    chosen = [region_of(here.directory.regions, region)] if region else here.directory.regions.values()
    found = [advisor for r in chosen for advisor in here.directory.advisors_of(r.code)]
    if as_json:
        for advisor in found:
            here.screen.data(_advisor_json(advisor))
        return
    screen = here.screen
    print_table(
        screen,
        ("id", "region", "name", "organization", "postal_code", "certification"),
        (_("Id"), _("Region"), _("Name"), _("Organization"), _("Postal code"), _("Certification")),
        [
            (a.id, a.region_code, a.name, a.organization, _place(screen, a), _certification(screen, a.certification))
            for a in found
        ],
    )


def _certification(screen: Screen, value: str) -> str:
    """In words on a terminal; in a pipe, as in advisors.csv."""
    return word(CERTIFICATION, value) if screen.out.isatty() else value


def _place(screen: Screen, advisor: Advisor) -> str:
    """The postal code; on a terminal with how coarsely it is known, where that may choose the wrong advisor."""
    from innoveici.directory.findings import COARSE_KM

    if advisor.uncertainty_km < COARSE_KM or not screen.out.isatty():
        return advisor.postal_code
    return f"{advisor.postal_code} (±\u00a0{distance(advisor.uncertainty_km, None)})"


def near(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help=_("A postal code."))],
    municipality: Annotated[
        str | None, typer.Option(help=_("Municipality, to settle what the code leaves open."))
    ] = None,
    as_json: AsJsonLines = False,
) -> int:
    """Everybody of the region, as ``route`` would rank them for a request from there today; writes nothing."""
    from innoveici.request import Request
    from innoveici.routing.decision import public_json

    here = session(ctx)
    asked = Request("near", "", code, municipality=municipality or "")
    with here.existing_ledger() as ledger:
        decision = here.desk.decide(asked, ledger.loads() if ledger else {})
    if as_json:
        here.screen.data(public_json(decision, request_id="near"))
    elif decision.ranking:
        from innoveici.cli.panels import ranking_table
        from innoveici.words import located_text

        if here.screen.out.isatty():
            here.screen.line(clean(located_text(decision.location)))
        here.screen.show(ranking_table(decision))
    else:
        here.screen.note(decision.reasons[0].message)
    return 0 if decision.ranking else 3


def _advisor_json(advisor: Advisor) -> dict[str, Any]:
    return {
        "id": advisor.id,
        "name": advisor.name,
        "organization": advisor.organization,
        "postal_code": advisor.postal_code,
        "region_code": advisor.region_code,
        "mrc_code": advisor.mrc_code,
        "mrc_codes": list(advisor.mrc_codes),
        "languages": list(advisor.languages),
        "sectors": list(advisor.sectors),
        "certification": advisor.certification,
        "certified_until": advisor.certified_until.isoformat() if advisor.certified_until else None,
        "capacity": advisor.capacity,
        "latitude": advisor.point.latitude,
        "longitude": advisor.point.longitude,
        "uncertainty_km": advisor.uncertainty_km,
    }


def load(
    ctx: typer.Context,
    region: Annotated[str | None, typer.Option(metavar="CODE", help=_("Only this region."))] = None,
    as_json: AsJsonLines = False,
) -> None:
    """By region, the busiest first; those who left while holding handoffs are listed too."""
    from innoveici.ledger.first_contact import Workload

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
            here.screen.data(_load_json(code, workload, advisor, here.today))
        return
    if here.screen.out.isatty():
        name, busy = " · ".join((_("Name"), _("Remark"))), "/\n".join((_("Open"), _("Limit")))
        narrow = [text.replace(" ", "\n") for text in (_("Oldest"), _("Contacted"), _("Median days"))]
        headings = (_("Adv."), _("Rg"), name, busy, *narrow)
        print_table(here.screen, (), headings, [_load_shown(*row, here.today) for row in rows])
        return
    columns = ("id", "region", "name", "open", "capacity", "oldest", "contacted", "median_days", "remark")
    print_table(here.screen, columns, (), [_load_row(*row, here.today) for row in rows])


def _load_row(code: str, workload: Workload, advisor: Advisor | None, today: date) -> tuple[str, ...]:
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


def _load_shown(code: str, workload: Workload, advisor: Advisor | None, today: date) -> tuple[str, ...]:
    """A row for 80 columns: the limit beside what is open, the day of the oldest, the remark after the name."""
    id_, _code, name, busy, limit, _oldest, contacted, median, why = _load_row(code, workload, advisor, today)
    return (
        id_,
        code,
        " · ".join(filter(None, (name, why))),
        f"{busy}/{limit}" if limit else busy,
        quebec_day(workload.oldest).isoformat() if workload.oldest else "",
        contacted,
        median,
    )


def _load_json(code: str, workload: Workload, advisor: Advisor | None, today: date) -> dict[str, Any]:
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
