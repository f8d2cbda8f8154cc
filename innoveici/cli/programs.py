"""``innoveici programs``: what pays or helps for a project, searched, shown, kept up."""

from __future__ import annotations

from typing import Annotated

import typer

from innoveici.cli.catalogue_files import Format, export_entries, import_entries
from innoveici.cli.catalogue_lists import list_entries, search_entries
from innoveici.cli.catalogue_options import (
    Doubts,
    Due,
    ForExcel,
    Forget,
    HelpKinds,
    Ids,
    IsOpen,
    Output,
    PostalCode,
    Region,
    Retire,
    Source,
    Stages,
    Themes,
    Yes,
    wanted,
)
from innoveici.cli.catalogue_show import show_entry
from innoveici.cli.catalogue_upkeep import check_links, list_gaps
from innoveici.cli.speech import AsJson, AsJsonLines, Command, Group, example
from innoveici.cli.wiring import session
from innoveici.messages import _

_KIND = "program"


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    programs = typer.Typer(
        cls=Group,
        help=_("Search, show and keep up the programmes of the catalogue."),
        epilog=example("innoveici programs search robotisation --region 14"),
    )
    programs.command(
        "search",
        cls=Command,
        help=_("Find programmes by words; endings, accents and slips do not count."),
        epilog=example("innoveici programs search robotisation --region 14"),
    )(search)
    programs.command(
        "list",
        cls=Command,
        help=_("List the programmes, all or some."),
        epilog=example("innoveici programs list --help-kind loan"),
    )(list_programs)
    programs.command(
        "show",
        cls=Command,
        help=_("Show one programme: all that is known of it, from where and since when."),
        epilog=example("innoveici programs show pari-cnrc"),
    )(show)
    programs.command(
        "export",
        cls=Command,
        help=_("Write all programmes to a file: CSV for a spreadsheet, JSON, or HSDS 3.0 (Open Referral)."),
        epilog=example("innoveici programs export --format csv --excel -o programs-2026.csv"),
    )(export)
    programs.command(
        "import",
        cls=Command,
        help=_("Have a whole file take the place of programs.csv; what would change is shown first."),
        epilog=example("innoveici programs import corrected-programs.csv"),
    )(import_)
    programs.command(
        "links",
        cls=Command,
        help=_("Ask whether the pages of the programmes still answer; this goes online."),
        epilog=example("innoveici programs links pari-cnrc"),
    )(links)
    programs.command(
        "gaps",
        cls=Command,
        help=_("List words that were looked for and that nothing in the catalogue has."),
        epilog=example("innoveici programs gaps"),
    )(gaps)
    app.add_typer(programs, name="programs")


def search(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="WORDS…", help=_("Words, in French or in English."))],
    region: Region = None,
    postal_code: PostalCode = None,
    theme: Themes = None,
    stage: Stages = None,
    help_kind: HelpKinds = None,
    is_open: IsOpen = False,
    limit: Annotated[int, typer.Option(min=1, help=_("How many at most."))] = 10,
    as_json: AsJsonLines = False,
) -> int:
    """Those that have most of the words first. Exit 0 also when nothing is found."""
    here = session(ctx)
    asked = wanted(
        here, region=region, postal_code=postal_code, themes=theme, stages=stage, helps=help_kind, is_open=is_open
    )
    return search_entries(here, _KIND, words, asked, limit, as_json=as_json)


def list_programs(
    ctx: typer.Context,
    region: Region = None,
    postal_code: PostalCode = None,
    theme: Themes = None,
    stage: Stages = None,
    help_kind: HelpKinds = None,
    is_open: IsOpen = False,
    due: Due = False,
    doubt: Doubts = None,
    as_json: AsJsonLines = False,
) -> int:
    """In the order of programs.csv."""
    here = session(ctx)
    asked = wanted(
        here, region=region, postal_code=postal_code, themes=theme, stages=stage, helps=help_kind, is_open=is_open,
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


def export(
    ctx: typer.Context,
    form: Annotated[Format, typer.Option("--format", help=_("Which form."))] = Format.CSV,
    output: Output = "-",
    excel: ForExcel = False,
) -> int:
    """All of them, whatever their state."""
    return export_entries(session(ctx), _KIND, form, output, excel=excel)


def import_(
    ctx: typer.Context, source: Source, yes: Yes = False, retire: Retire = False, as_json: AsJsonLines = False
) -> int:
    """Exit 1 when an id would be renamed or gone, 78 when the file has faults: all of them are told."""
    return import_entries(session(ctx), _KIND, source, yes=yes, retire=retire, as_json=as_json)


def links(ctx: typer.Context, ids: Ids = None, as_json: AsJsonLines = False) -> int:
    """Exit 3 when a page is gone (404, 410), 69 when no server answered at all."""
    return check_links(session(ctx), _KIND, ids or (), as_json=as_json)


def gaps(ctx: typer.Context, forget: Forget = None, as_json: AsJsonLines = False) -> int:
    """Words alone, with how often and in which month; no names, addresses or figures, nobody who looked."""
    return list_gaps(session(ctx), _KIND, forget or (), as_json=as_json)
