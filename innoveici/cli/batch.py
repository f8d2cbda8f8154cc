"""The options of ``innoveici batch`` and ``batch undo``; what they do is in ``batch_run`` and ``batch_undo``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from innoveici.cli.speech import Command
from innoveici.cli.wiring import session
from innoveici.errors import UsageError
from innoveici.messages import N_, Message, _

if TYPE_CHECKING:
    from innoveici.settings import Settings


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command(
        "batch",
        cls=Command,
        help=_("Route a whole export: CSV, Excel or Parquet. Every row is accounted for; the same file adds nothing."),
        epilog=_("To take a recorded batch back: innoveici batch undo B-0123456789abcdef --reason TEXT"),
    )(route_export)
    app.command("batch list", cls=Command, help=_("The batches that were recorded, and their ids."))(list_batches)
    app.command("batch undo", cls=Command, help=_("Take a recorded batch back; everyone told is told so."))(undo)


def route_export(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE|-", help=_("The export; - is standard input."))],
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="OUT|-", help=_("Routed rows: the columns of FILE, then the results.")),
    ] = None,
    rejects: Annotated[
        str | None,
        typer.Option(metavar="PATH", help=_("Rows that need a person, each with its remedy; correct and route it.")),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Decide the same and record nothing; with -o, a plan to apply."))
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object a row, on standard output."))] = False,
    encoding: Annotated[
        str | None, typer.Option(metavar="E", help=_("Encoding of FILE, as in cp1252; found by itself by default."))
    ] = None,
    delimiter: Annotated[
        str | None, typer.Option(metavar="D", help=_("What separates its cells: ; , or tab; found by default."))
    ] = None,
    map_: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="FIELD=HEADER", help=_("Which column a field is in; may be repeated.")),
    ] = None,
    entry: Annotated[
        str | None,
        typer.Option("--as", metavar="NAME", help=_("Read FILE as this entry of “exports:” in regions.yaml says.")),
    ] = None,
    sheet: Annotated[
        str | None, typer.Option(metavar="SHEET", help=_("Sheet of a workbook; the first with a header by default."))
    ] = None,
    excel: Annotated[
        bool, typer.Option("--excel", help=_("Write for a French Excel: ; between cells, decimal comma."))
    ] = False,
    apply: Annotated[
        bool, typer.Option("--apply", help=_("FILE is a plan: record exactly that, or refuse and say what changed."))
    ] = False,
) -> int:
    """Exit 0 when all is routed, 3 when some rows need a person, 130 when stopped: the same command goes on."""
    if apply and dry_run:
        raise UsageError(Message(N_("--apply and --dry-run cannot be given together")))
    here, mapping = session(ctx), _mapping(map_ or [])
    _refuse_same(here.settings, file, as_json, output, rejects)
    _ = here.desk  # what is wrong with its files shows before anything is read or made
    from innoveici.batch.interpreter import set_for_threads
    from innoveici.batch.read.source import open_source

    with set_for_threads(), open_source(file) as source:  # it is read through once while more is imported
        from innoveici.cli.batch_run import Wanted, run_batch

        wanted = Wanted(
            output=output,
            rejects=rejects,
            dry_run=dry_run,
            as_json=as_json,
            encoding=encoding,
            delimiter=delimiter,
            mapping=mapping,
            excel=excel,
            apply=apply,
            entry=entry,
            sheet=sheet,
        )
        return run_batch(here, source, wanted)


def _refuse_same(settings: Settings, file: str, as_json: bool, output: str | None, rejects: str | None) -> None:
    """A file that is read, the ledger too, is never one that is written."""
    from innoveici.batch.write.aside import STANDARD_STREAM, refuse_same
    from innoveici.ledger.url import BESIDE, parse_ledger_url

    ledger = parse_ledger_url(settings.ledger.value).path
    beside = {f"--ledger ({end})": f"{os.path.realpath(ledger)}{end}" for end in BESIDE} if ledger else {}
    refuse_same(
        {
            "FILE": file,
            "--regions": str(settings.regions.value),
            "--advisors": str(settings.advisors.value),
            "--ledger": str(ledger) if ledger else None,
            **beside,
        },
        {"--json": STANDARD_STREAM if as_json else None, "-o": output, "--rejects": rejects},
    )


def list_batches(
    ctx: typer.Context,
    file: Annotated[
        str | None, typer.Option(metavar="FILE", help=_("Only those of this very file, as it is now."))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object a batch."))] = False,
) -> None:
    """In the order in which they began."""
    from innoveici.cli.batch_list import list_batches as show

    show(session(ctx), file, as_json=as_json)


def undo(
    ctx: typer.Context,
    batch_id: Annotated[
        str, typer.Argument(metavar="BATCH_ID", help=_("As printed when the batch ended, and by batch list."))
    ],
    reason: Annotated[str, typer.Option(help=_("Why; kept with each handoff."))],
    actor: Annotated[
        str, typer.Option("--by", metavar="ACTOR", help=_("Who does: council, erac:ID, person:LOGIN…"))
    ] = "system",
    as_json: Annotated[bool, typer.Option("--json", help=_("Print JSON."))] = False,
) -> int:
    """Exit 0 when all was taken back, 3 when some handoffs were not, because somebody has acted on them."""
    from innoveici.cli.batch_undo import undo_batch

    return undo_batch(session(ctx), batch_id, reason, actor, as_json=as_json)


def _mapping(given: list[str]) -> dict[str, str]:
    """``field=Header`` of each --map; a header may hold “=”."""
    mapping: dict[str, str] = {}
    for text in given:
        field, equals, header = text.partition("=")
        field = field.strip()
        if not (field and equals and header.strip()):
            raise UsageError(
                Message(N_("--map: “{text}” does not say which column is which"), text=text),
                Message(N_("write --map field=Header, as in --map postal_code=CP")),
            )
        if field in mapping:
            raise UsageError(Message(N_("--map: {field} is given twice"), field=field))
        mapping[field] = header
    return mapping
