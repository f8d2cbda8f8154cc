"""``innoveici organizations``: who helps, searched, shown, kept up."""

from __future__ import annotations

from typing import Annotated

import typer

from innoveici.cli.catalogue_lists import list_entries, search_entries
from innoveici.cli.catalogue_options import (
    Doubts,
    Due,
    HelpKinds,
    PostalCode,
    Region,
    Stages,
    Themes,
    wanted,
)
from innoveici.cli.catalogue_show import show_entry
from innoveici.cli.speech import AsJson, AsJsonLines, Command, Group, example
from innoveici.cli.wiring import session
from innoveici.messages import _

_KIND = "organization"


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    organizations = typer.Typer(
        cls=Group,
        help=_("Search, show and keep up the organizations of the catalogue."),
        epilog=example("innoveici organizations search soudure --region 14"),
    )
    organizations.command(
        "search",
        cls=Command,
        help=_("Find organizations by words; endings, accents and slips do not count."),
        epilog=example("innoveici organizations search soudure --region 14"),
    )(search)
    organizations.command(
        "list",
        cls=Command,
        help=_("List the organizations, all or some."),
        epilog=example("innoveici organizations list --help-kind incubation"),
    )(list_organizations)
    organizations.command(
        "show",
        cls=Command,
        help=_("Show one organization: all that is known of it, from where and since when."),
        epilog=example("innoveici organizations show criaq"),
    )(show)
    app.add_typer(organizations, name="organizations")


def search(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="WORDS…", help=_("Words, in French or in English."))],
    region: Region = None,
    postal_code: PostalCode = None,
    theme: Themes = None,
    stage: Stages = None,
    help_kind: HelpKinds = None,
    limit: Annotated[int, typer.Option(min=1, help=_("How many at most."))] = 10,
    as_json: AsJsonLines = False,
) -> int:
    """Those that have most of the words first. Exit 0 also when nothing is found."""
    here = session(ctx)
    asked = wanted(here, region=region, postal_code=postal_code, themes=theme, stages=stage, helps=help_kind)
    return search_entries(here, _KIND, words, asked, limit, as_json=as_json)


def list_organizations(
    ctx: typer.Context,
    region: Region = None,
    postal_code: PostalCode = None,
    theme: Themes = None,
    stage: Stages = None,
    help_kind: HelpKinds = None,
    due: Due = False,
    doubt: Doubts = None,
    as_json: AsJsonLines = False,
) -> int:
    """In the order of organizations.csv."""
    here = session(ctx)
    asked = wanted(
        here, region=region, postal_code=postal_code, themes=theme, stages=stage, helps=help_kind,
        due=due, doubts=doubt,
    )  # fmt: skip
    return list_entries(here, _KIND, asked, as_json=as_json)


def show(
    ctx: typer.Context,
    id_: Annotated[str, typer.Argument(metavar="ID", help=_("Its id, as `list` says it."))],
    as_json: AsJson = False,
) -> int:
    """Exit 1 when there is none of this id."""
    return show_entry(session(ctx), _KIND, id_, as_json=as_json)
