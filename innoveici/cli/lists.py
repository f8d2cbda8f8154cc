"""``innoveici advisors`` and ``innoveici regions``: who serves where, as the files in force say it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from innoveici.cli.screen import Screen, clean
from innoveici.cli.speech import Command, Group
from innoveici.cli.wiring import session
from innoveici.errors import Refused
from innoveici.figures import distance
from innoveici.messages import N_, Message, _
from innoveici.words import CERTIFICATION, POLICY, word

if TYPE_CHECKING:
    from innoveici.directory.model import Advisor, Region

AsJson = Annotated[bool, typer.Option("--json", help=_("One JSON object a line."))]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    advisors = typer.Typer(cls=Group, help=_("Show the advisors."))
    advisors.command("list", cls=Command, help=_("List the advisors, of one region or of all."))(list_advisors)
    advisors.command("near", cls=Command, help=_("Rank the advisors by their distance to a postal code."))(near)
    from innoveici.cli.workload import load

    advisors.command("load", cls=Command, help=_("What each advisor has in hand, and how soon they make contact."))(
        load
    )
    app.add_typer(advisors, name="advisors")
    regions = typer.Typer(cls=Group, help=_("Show the regions and their ERACs."))
    regions.command("list", cls=Command, help=_("List the regions with their ERACs."))(list_regions)
    regions.command("show", cls=Command, help=_("Show one region: MRCs, ERACs, advisors, policy."))(show_region)
    app.add_typer(regions, name="regions")


def list_advisors(
    ctx: typer.Context,
    region: Annotated[str | None, typer.Option(metavar="CODE", help=_("Only this region."))] = None,
    as_json: AsJson = False,
) -> None:
    """By region, then id."""
    here = session(ctx)
    chosen = [_region(here.directory.regions, region)] if region else here.directory.regions.values()
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
    from innoveici.directory.check import COARSE_KM

    if advisor.uncertainty_km < COARSE_KM or not screen.out.isatty():
        return advisor.postal_code
    return f"{advisor.postal_code} (±\u00a0{distance(advisor.uncertainty_km, None)})"


def near(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help=_("A postal code."))],
    municipality: Annotated[
        str | None, typer.Option(help=_("Municipality, to settle what the code leaves open."))
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Everybody of the region, as ``route`` would rank them for a request from there today; writes nothing."""
    from innoveici.request import Request
    from innoveici.routing.output import public_json

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


def list_regions(ctx: typer.Context, as_json: AsJson = False) -> None:
    """By code."""
    here = session(ctx)
    regions = here.regions.regions.values()
    if as_json:
        for region in regions:
            here.screen.data(_region_json(region))
        return
    print_table(
        here.screen,
        ("code", "name", "mrc_codes", "eracs"),
        (_("Code"), _("Name"), _("MRC"), _("ERAC")),
        [(r.code, r.name, " ".join(r.mrc_codes), ", ".join(e.name for e in r.eracs)) for r in regions],
    )


def show_region(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help=_("Code of the region, as in 14."))],
    as_json: AsJson = False,
) -> None:
    """Everything the files say of it."""
    here = session(ctx)
    region = _region(here.directory.regions, code)
    advisors = here.directory.advisors_of(region.code)
    if as_json:
        here.screen.data(_region_json(region) | {"advisors": [advisor.id for advisor in advisors]})
        return
    names = here.directory.mrc_names
    line = here.screen.line
    line(f"{region.code} {clean(region.name)}")
    line(_("MRC: {names}").format(names=", ".join(f"{c} {clean(names.get(c, ''))}".strip() for c in region.mrc_codes)))
    for erac in region.eracs:
        who = erac.mandatary or _("mandatary not verified")
        contact = " · ".join(filter(None, (erac.phone, erac.email, erac.website)))
        line(_("ERAC: {name} ({mandatary})").format(name=clean(erac.name), mandatary=clean(who)))
        for detail in filter(None, (contact, erac.source)):
            line(f"  {clean(detail)}")
    line(_("Advisors: {count}").format(count=len(advisors)))
    for advisor in advisors:
        line(f"  {advisor.id}  {clean(advisor.name)}  {advisor.postal_code}")
    policy = region.policy
    line(
        _("Policy: nobody eligible: {pool}; in training: {training}; ties within {margin}").format(
            pool=word(POLICY, policy.empty_pool),
            training=word(POLICY, policy.in_training),
            margin=distance(policy.tie_margin_km, None),
        )
    )


def print_table(screen: Screen, columns: Sequence[str], headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table on a terminal; in a pipe, tab-separated lines under English column names."""
    if not screen.out.isatty():
        screen.line("\t".join(columns))
        for row in rows:
            screen.line("\t".join(clean(cell) for cell in row))
        return
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(Text(clean(cell)) for cell in row))
    screen.show(table)


def _region(regions: Any, code: str) -> Region:
    found: Region | None = regions.get(code.strip().zfill(2))
    if found is None:
        raise Refused(
            Message(N_("there is no region “{code}”"), code=code),
            Message(N_("see “innoveici regions list”")),
        )
    return found


def _region_json(region: Region) -> dict[str, Any]:
    return {
        "code": region.code,
        "name": region.name,
        "mrc_codes": list(region.mrc_codes),
        "eracs": [
            {
                "id": e.id,
                "name": e.name,
                "mandatary": e.mandatary,
                "verified": e.verified,
                "email": e.email or None,
                "phone": e.phone or None,
                "source": e.source or None,
            }
            for e in region.eracs
        ],
        "policy": {
            "empty_pool": region.policy.empty_pool,
            "in_training": region.policy.in_training,
            "tie_margin_km": region.policy.tie_margin_km,
            "neighbours": list(region.policy.neighbours),
            "major_to_erac": region.policy.major_to_erac,
        },
    }


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
