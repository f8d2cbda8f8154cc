"""One export through ``batch``: what was asked for is opened, run, moved into place and summed up."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from innoveici.batch.applying import apply_plan
from innoveici.batch.planned import plan_texts
from innoveici.batch.read.export import Export, read_export
from innoveici.batch.read.headers import shown_headers
from innoveici.batch.read.origin import Origin
from innoveici.batch.run import Report, Watch, plan, record
from innoveici.batch.scan import scan
from innoveici.cli.batch_files import Files, open_outputs
from innoveici.cli.batch_progress import Progress
from innoveici.cli.batch_reading import reading_of
from innoveici.cli.batch_summary import summarise
from innoveici.cli.stopping import Stopped, Stopping
from innoveici.cli.wiring import Session
from innoveici.cli.words import count
from innoveici.errors import InnoveiciError, StorageError, UsageError
from innoveici.field_words import FIELD
from innoveici.messages import N_, Message, ngettext

if TYPE_CHECKING:
    from innoveici.batch.blocks import Block
    from innoveici.batch.read.source import Source
    from innoveici.batch.results import Results

EX_PERSON = 3
_GO_ON = N_("run the same command again: it goes on from there, and records nothing twice")


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for."""

    output: str | None = None
    rejects: str | None = None
    dry_run: bool = False
    as_json: bool = False
    encoding: str | None = None
    delimiter: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    excel: bool = False
    apply: bool = False
    entry: str | None = None
    sheet: str | None = None


def run_batch(here: Session, source: Source, wanted: Wanted) -> int:
    """Returns the exit code. Raises what the pieces raise, and Stopped. ``source`` is closed."""
    with ExitStack() as stack:
        how = reading_of(wanted, here.directory.exports, source)
        export = stack.enter_context(
            read_export(source, encoding=how.encoding, delimiter=how.delimiter, mapping=how.told, sheet=how.sheet)
        )
        if wanted.sheet is not None and export.sheet is None:
            raise UsageError(Message(N_("--sheet: {file} is no workbook"), file=export.shown))
        if how.entry is not None:
            here.screen.note(Message(N_("read as “{name}” of regions.yaml (exports)"), name=how.entry))
        _say_how_it_is_read(here, export)
        files = Files(stack, withheld=wanted.apply)
        report = _planned(here, wanted, export, files) if wanted.dry_run else _recorded(here, wanted, export, files)
        if report.stopped:
            raise _stopped(wanted, report)
    summarise(here, wanted, report)
    return EX_PERSON if report.tally.waiting else 0


def _say_how_it_is_read(here: Session, export: Export) -> None:
    if export.sheet is not None:
        text = (
            N_("{file}: read as an OpenDocument spreadsheet, sheet “{sheet}”")
            if export.kind == "ods"
            else N_("{file}: read as an Excel workbook, sheet “{sheet}”")
        )
        here.screen.note(Message(text, file=export.shown, sheet=export.sheet))
        _say_what_was_hidden(here, export)
        for other in export.left_aside:
            text = N_("the sheet “{sheet}” looks like requests too and is not read: save it as a file of its own")
            here.screen.note(Message(text, sheet=other))
    elif export.encoding is None:
        here.screen.note(Message(N_("{file}: read as Parquet"), file=export.shown))
    else:
        delimiter = {"\t": Message(N_("tab"))}.get(export.delimiter or "", export.delimiter)
        text = N_("{file}: read as {encoding}, cells separated by “{delimiter}”")
        here.screen.note(Message(text, file=export.shown, encoding=export.encoding, delimiter=delimiter))
    if export.origin is not None:
        _say_where_from(here, export.origin)
    used = {*export.columns.values(), export.notes.ids}
    others = [name for position, name in enumerate(export.headers) if position not in used]
    if others:
        here.screen.note(Message(N_("columns carried along, not used: {headers}"), headers=shown_headers(others)))
    for name, doubted in export.doubtful:
        text = N_("“{header}” is not taken for {field}, for its name says more than that; if it is: --map {mapping}")
        mapping = shlex.quote(f"{doubted}={name}")
        header = shown_headers([name])
        here.screen.note(Message(text, header=header, field=Message(FIELD[doubted]), mapping=mapping))
    if export.notes.offset:
        text = N_("“{header}”: times that name no zone are taken as {zone}")
        zone = export.notes.offset.replace("Z", "UTC")
        here.screen.note(Message(text, header=export.headers[export.columns["received_at"]], zone=zone))


def _say_where_from(here: Session, origin: Origin) -> None:
    if origin.file:
        text = N_("these are rejects of {file} that come back: each row goes under the number it had")
        here.screen.note(Message(text, file=origin.file))
    else:
        here.screen.note(Message(N_("these are rejects that come back: each row goes under the number it had")))


def _say_what_was_hidden(here: Session, export: Export) -> None:
    if export.hidden_rows:
        text = ngettext(
            "{count} row that the sheet hides was read too: delete it there if it is no request",
            "{count} rows that the sheet hides were read too: delete them there if they are no requests",
            export.hidden_rows,
        )
        here.screen.note(Message("{line}", line=text.format(count=count(export.hidden_rows))))
    if export.hidden_columns:
        text = N_("columns that the sheet hides were read too: {headers}")
        here.screen.note(Message(text, headers=shown_headers(export.hidden_columns)))


@contextmanager
def _watched(here: Session) -> Iterator[Watch]:
    """What draws progress, and hears Ctrl-C; with the last rows done there is nothing to stop any more."""
    with Progress(here) as progress, Stopping() as stopping:

        def watch(report: Report) -> bool:
            progress.show(report)
            return stopping.wished and report.tally.read < report.rows

        yield watch


def _planned(here: Session, wanted: Wanted, export: Export, files: Files) -> Report:
    with _watched(here) as watch, here.existing_ledger() as existing:
        read = scan(export)  # a plan says of how many rows it is
        outputs = list(open_outputs(wanted, export, files, plan_texts(export, here.desk, read)))
        report = plan(export, here.desk, existing, outputs, watch, read)
    if not report.stopped:
        files.commit()
    return report


@dataclass
class _Done:
    """The first of the outputs: counts the rows of transactions that are committed, before any of them is written."""

    rows: int = 0

    def write(self, block: Block, results: Results) -> None:
        self.rows += len(block) - int(results.blank.sum())


def _recorded(here: Session, wanted: Wanted, export: Export, files: Files) -> Report:
    """In slices, or a plan all at once; a failure after some slices says that they stay."""
    done, batch = _Done(), ""
    try:
        outputs = list(open_outputs(wanted, export, files))
        with _watched(here) as watch, here.ledger(create=True, much_to_write=True) as ledger:
            batch = ledger.new_batch(export.sha256)
            if wanted.apply:
                report = apply_plan(export, here.desk, ledger, outputs, watch, batch)
                done.rows = 0 if report.stopped else report.recorded
            else:
                report = record(export, here.desk, ledger, [done, *outputs], watch, batch)
            if report.tally.counts["duplicate"] or not report.recorded:
                runs = ledger.batches(export.sha256)
                report.earlier = tuple(run.id for run in runs if run.stands and run.id != batch)
        if not report.stopped:
            files.commit()
    except (InnoveiciError, OSError) as error:
        if done.rows:
            text = N_("of batch {id}, up to {count} rows are recorded, and stay so")
            here.screen.note(Message(text, id=batch, count=count(done.rows)))
        if isinstance(error, BrokenPipeError):  # not as for a question: rows would be left out without a word
            text = N_(
                "whoever read the output left before all of it was written: it is incomplete; what is recorded stays"
            )
            raise StorageError(Message(text), Message(_GO_ON)) from None
        raise
    return report


def _stopped(wanted: Wanted, report: Report) -> Stopped:
    if wanted.dry_run or wanted.apply:
        return Stopped(Message(N_("stopped: nothing was recorded, no file was written")))
    in_ledger = report.recorded + report.tally.counts["duplicate"]
    counts = {"count": count(in_ledger), "rows": count(report.rows)}
    if report.recorded == in_ledger:
        said = Message(N_("stopped: {count} of {rows} rows are recorded, as batch {id}"), **counts, id=report.batch)
    else:
        text = N_("stopped: {count} of {rows} rows are recorded, {new} of them just now as batch {id}")
        said = Message(text, **counts, new=count(report.recorded), id=report.batch)
    return Stopped(said, Message(_GO_ON))
