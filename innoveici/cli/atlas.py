"""``innoveici atlas``: where the facts about places come from, and the coarser data for what lies beyond."""

from __future__ import annotations

from typing import Annotated

import typer

from innoveici.cli.screen import clean
from innoveici.cli.speech import AsJson, Command, Group, example
from innoveici.cli.wiring import pgeocode_files, session
from innoveici.figures import count
from innoveici.messages import _


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    atlas = typer.Typer(
        cls=Group, help=_("Show or extend what is known of places."), epilog=example("innoveici atlas info")
    )
    atlas.command(
        "info",
        cls=Command,
        help=_("Show sources, licences, date and fingerprint of the atlas."),
        epilog=example("innoveici atlas info"),
    )(info)
    atlas.command(
        "update",
        cls=Command,
        help=_("Fetch pgeocode's data for what the atlas does not hold."),
        epilog=example("innoveici atlas update CA.zip"),
    )(update)
    app.add_typer(atlas, name="atlas")


def info(ctx: typer.Context, as_json: AsJson = False) -> None:
    """What is embedded, and which of pgeocode's files are on disk."""
    here = session(ctx)
    about = here.atlas.provenance
    countries = here.geonames.countries() if here.geonames else ()
    if as_json:
        here.screen.data({
            "data_date": about.data_date,
            "fingerprint": about.fingerprint,
            "codes": about.codes,
            "rural_codes": about.rural_codes,
            "areas": about.areas,
            "municipalities": about.municipalities,
            "sources": [
                {"name": s.name, "version": s.version, "licence": s.licence, "description": s.description}
                for s in about.sources
            ],
            "pgeocode": list(countries),
        })  # fmt: skip
        return
    line = here.screen.line
    line(
        _("{codes} postal codes of Québec ({rural} rural), {areas} areas, {municipalities} municipalities").format(
            codes=count(about.codes),
            rural=count(about.rural_codes),
            areas=count(about.areas),
            municipalities=count(about.municipalities),
        )
    )
    line(_("Data of {date}, fingerprint {fingerprint}").format(date=about.data_date, fingerprint=about.fingerprint))
    for source in about.sources:
        line(f"  {source.name} {source.version} · {source.licence} · {source.description}")
    line(_("pgeocode's files on disk: {countries}").format(countries=", ".join(countries) or _("none")))


def update(
    ctx: typer.Context,
    source: Annotated[
        str | None, typer.Argument(metavar="FILE|URL", help=_("GeoNames data for Canada or France; theirs by default."))
    ] = None,
) -> None:
    """The only command that uses the network. The atlas itself changes with the program, never here."""
    from innoveici.atlas.update import update as fetch

    here = session(ctx)
    for installed in fetch(source, pgeocode_files()):
        here.screen.line(
            clean(
                _("{country}: {codes} codes in {path}").format(
                    country=installed.country, codes=installed.codes, path=installed.path
                )
            )
        )
