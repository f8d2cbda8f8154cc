"""``innoveici batch``, ``batch list``, ``batch undo``; what the first one does is in ``batch_run``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from innoveici.cli.screen import clean, print_table
from innoveici.cli.speech import AsJson, Command, example
from innoveici.cli.stopping import Stopped, Stopping
from innoveici.cli.wiring import Session, session
from innoveici.errors import EX_PERSON, InputNotFound, UsageError
from innoveici.figures import count
from innoveici.messages import N_, Message, _, ngettext
from innoveici.words import STATE, moment, word

if TYPE_CHECKING:
    from innoveici.ledger.batches import Batch

COLUMNS = ("batch_id", "at", "file", "handoffs", "undone")


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command(
        "batch",
        cls=Command,
        help=_("Route a whole export: CSV, Excel or Parquet. Every row is accounted for; the same file adds nothing."),
        epilog=example(_("innoveici batch requests.csv -o routed.csv --rejects to-correct.csv"))
        + "\n\n"
        + example(
            _('innoveici batch undo B-0123456789abcdef --reason "Wrong file"'), _("To take a recorded batch back:")
        ),
    )(route_export)
    app.command(
        "batch list",
        cls=Command,
        help=_("The batches that were recorded, and their ids."),
        epilog=example("innoveici batch list"),
    )(list_batches)
    app.command(
        "batch undo",
        cls=Command,
        help=_("Take a recorded batch back; everyone told is told so."),
        epilog=example(_('innoveici batch undo B-0123456789abcdef --reason "Wrong file"')),
    )(undo)


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
    _refuse_same(here, file, as_json, output, rejects)
    _ = here.desk  # what is wrong with its files shows before anything is read or made
    from innoveici.batch.read.source import open_source
    from innoveici.batch.threads import short_turns

    with short_turns(), open_source(file) as source:  # it is read through once while more is imported
        from innoveici.cli.batch_files import Wanted
        from innoveici.cli.batch_run import run_batch

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


def _refuse_same(here: Session, file: str, as_json: bool, output: str | None, rejects: str | None) -> None:
    """A file that is read, the ledger too, is never one that is written."""
    from innoveici.batch.write.file import STANDARD_STREAM, refuse_same
    from innoveici.ledger.access import BESIDE

    settings, ledger = here.settings, here.ledger_url.path
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


def list_batches(
    ctx: typer.Context,
    file: Annotated[
        str | None, typer.Option(metavar="FILE", help=_("Only those of this very file, as it is now."))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("One JSON object a batch."))] = False,
) -> None:
    """In the order in which they began."""
    here = session(ctx)
    from innoveici.ledger.event import utc_text

    fingerprint = _fingerprint(file) if file is not None else ""
    with here.existing_ledger() as ledger:
        found = ledger.batches(fingerprint) if ledger else []
    if as_json:
        for batch in found:
            here.screen.data(dict(zip(COLUMNS, _values(batch, utc_text(batch.at)), strict=True)))
        return
    headings = (_("Batch"), _("When (Québec)"), _("File"), _("Handoffs"), _("Taken back"))
    shown = here.screen.out.isatty()
    rows = [
        tuple(count(value) if isinstance(value, int) and shown else str(value) for value in values)
        for values in (_values(batch, moment(batch.at) if shown else utc_text(batch.at)) for batch in found)
    ]
    print_table(here.screen, COLUMNS, headings, rows)


def _values(batch: Batch, at: str) -> tuple[str | int, ...]:
    return batch.id, at, batch.file, batch.handoffs, batch.undone


def _fingerprint(file: str) -> str:
    try:
        with Path(file).open("rb") as opened:
            return file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise InputNotFound(
            Message(N_("{file} cannot be read: {problem}"), file=file, problem=error.strerror or str(error)),
            Message(N_("name the file that was routed")),
        ) from None


def undo(
    ctx: typer.Context,
    batch_id: Annotated[
        str, typer.Argument(metavar="BATCH_ID", help=_("As printed when the batch ended, and by batch list."))
    ],
    reason: Annotated[str, typer.Option(help=_("Why; kept with each handoff."))],
    actor: Annotated[
        str, typer.Option("--by", metavar="ACTOR", help=_("Who does: council, erac:ID, person:LOGIN…"))
    ] = "system",
    as_json: AsJson = False,
) -> int:
    """Exit 0 when all was taken back, 3 when some handoffs were not, because somebody has acted on them."""
    return _undo(session(ctx), batch_id, reason, actor, as_json=as_json)


def _undo(here: Session, batch_id: str, reason: str, actor: str, *, as_json: bool) -> int:
    """Returns 3 when some handoffs were left as they are."""
    from innoveici.ledger.actor import Actor

    who = Actor.parse(actor)
    if not reason.strip():
        raise UsageError(Message(N_("--reason is empty")), Message(N_("say why, in a few words")))
    batch_id = batch_id.strip()
    with here.ledger(much_to_write=True) as ledger, Stopping() as stopping:

        def progress(seen: int, of: int) -> None:
            if stopping.wished and seen < of:
                raise Stopped(
                    Message(N_("stopped: {count} of {of} handoffs were looked at"), count=count(seen), of=count(of)),
                    Message(N_("run the same command again: it goes on from there")),
                )

        found = ledger.undo_batch(batch_id, reason=reason, actor=who, progress=progress)
        of_file = next((batch.file for batch in ledger.batches() if batch.id == batch_id), "")
        others = [b.id for b in ledger.batches(of_file) if b.stands and b.id != batch_id] if of_file else []
    if as_json:
        refused = [{"handoff_id": left.handoff_id, "state": left.state, **left.why.to_json()} for left in found.refused]
        here.screen.data({
            "batch_id": batch_id,
            "undone": list(found.undone),
            "already": found.already,
            "refused": refused,
            "restored": found.restored,
            "withdrawn": found.withdrawn,
            "corrections": found.corrections,
            "same_file": others,
        })  # fmt: skip
    else:
        undone = len(found.undone)
        text = ngettext(
            "{count} handoff taken back, {already} earlier", "{count} handoffs taken back, {already} earlier", undone
        )
        here.screen.line(text.format(count=count(undone), already=count(found.already)))
        if found.restored:
            text = ngettext(
                "{count} of them had waited before: it waits again, as before it was corrected",
                "{count} of them had waited before: they wait again, as before they were corrected",
                found.restored,
            )
            here.screen.line(text.format(count=count(found.restored)))
        for line in _told(found.withdrawn, found.corrections):
            here.screen.line(line)
        for left in found.refused:
            text = _("{id} stays ({state}): {reason}").format(
                id=left.handoff_id, state=word(STATE, left.state), reason=left.why.text()
            )
            here.screen.line(clean(text))
        if others:
            text = _("Rows of the same file were recorded as batch {ids} too; each is taken back by itself")
            here.screen.line(text.format(ids=", ".join(others)))
    return EX_PERSON if found.refused else 0


def _told(withdrawn: int, corrections: int) -> Iterator[str]:
    """What nobody will hear of any more, and who will hear that it does not hold."""
    if withdrawn:
        text = ngettext(
            "{count} notice had not been sent yet: it is withdrawn",
            "{count} notices had not been sent yet: they are withdrawn",
            withdrawn,
        )
        yield text.format(count=count(withdrawn))
    if corrections:
        text = ngettext(
            "{count} correction will go out to who was written to",
            "{count} corrections will go out to those who were written to",
            corrections,
        )
        yield text.format(count=count(corrections))
