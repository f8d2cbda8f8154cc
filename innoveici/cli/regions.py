"""``innoveici regions``: who serves where, as the files in force say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from innoveici.cli.screen import clean, print_table
from innoveici.cli.speech import AsJsonLines, Command, Group, example
from innoveici.cli.wiring import session
from innoveici.errors import Refused
from innoveici.figures import distance
from innoveici.messages import N_, Message, _
from innoveici.words import POLICY, word

if TYPE_CHECKING:
    from innoveici.directory.model import Region


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    regions = typer.Typer(
        cls=Group, help=_("Show the regions and their ERACs."), epilog=example("innoveici regions show 14")
    )
    regions.command(
        "list", cls=Command, help=_("List the regions with their ERACs."), epilog=example("innoveici regions list")
    )(list_regions)
    regions.command(
        "show",
        cls=Command,
        help=_("Show one region: MRCs, ERACs, advisors, policy."),
        epilog=example("innoveici regions show 14"),
    )(show_region)
    app.add_typer(regions, name="regions")


def list_regions(ctx: typer.Context, as_json: AsJsonLines = False) -> None:
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
    as_json: AsJsonLines = False,
) -> None:
    """Everything the files say of it."""
    here = session(ctx)
    region = region_of(here.directory.regions, code)
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


def region_of(regions: Any, code: str) -> Region:
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
