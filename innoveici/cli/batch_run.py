"""One export through ``batch``: what was asked for is opened, run, moved into place and summed up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from innoveici.batch.aside import Aside, refuse_same
from innoveici.batch.export import Export, open_export
from innoveici.batch.output import CsvOutput, JsonOutput
from innoveici.batch.rejects import RejectsOutput
from innoveici.batch.run import Output, Report, Watch, plan, record
from innoveici.cli.batch_progress import Progress
from innoveici.cli.batch_summary import summarise
from innoveici.cli.stopping import Stopping
from innoveici.cli.wiring import Session
from innoveici.cli.words import count
from innoveici.errors import InnoveiciError, StorageError
from innoveici.ledger.url import parse_ledger_url
from innoveici.messages import N_, Message

if TYPE_CHECKING:
    from innoveici.batch.blocks import Block
    from innoveici.batch.results import Results

EX_PERSON = 3
_GO_ON = N_("run the same command again: it goes on from there, and records nothing twice")


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for."""

    file: str
    output: str | None = None
    rejects: str | None = None
    dry_run: bool = False
    as_json: bool = False
    encoding: str | None = None
    delimiter: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    excel: bool = False


class Stopped(InnoveiciError):
    """Somebody asked to stop, and it was done between two slices."""

    exit_code = 130


def run_batch(here: Session, wanted: Wanted) -> int:
    """Returns the exit code. Raises what the pieces raise, and Stopped."""
    _refuse_same(here, wanted)
    _ = here.desk  # what is wrong with its files shows before anything is read or made
    with ExitStack() as stack:
        export = stack.enter_context(
            open_export(wanted.file, encoding=wanted.encoding, delimiter=wanted.delimiter, mapping=wanted.mapping)
        )
        _say_how_it_is_read(here, export)
        files: list[Aside] = []
        outputs = list(_outputs(wanted, export, stack, files))
        report = _routed(here, wanted, export, outputs)
        for file in files:  # all of them whole before one appears
            file.finish()
        for file in files:
            file.commit()
    summarise(here, wanted, report)
    return EX_PERSON if report.tally.waiting else 0


def _refuse_same(here: Session, wanted: Wanted) -> None:
    """A file that is read, the ledger too, is never one that is written."""
    settings = here.settings
    ledger = parse_ledger_url(settings.ledger.value)
    refuse_same(
        {
            "FILE": wanted.file,
            "--regions": str(settings.regions.value),
            "--advisors": str(settings.advisors.value),
            "--ledger": str(ledger.path) if ledger.path else None,
        },
        {"-o": wanted.output, "--rejects": wanted.rejects},
    )


def _say_how_it_is_read(here: Session, export: Export) -> None:
    if export.encoding is None:
        kind = {"xlsx": N_("an Excel workbook"), "parquet": N_("Parquet")}[export.kind]
        here.screen.note(Message(N_("{file}: read as {kind}"), file=export.shown, kind=Message(kind)))
    else:
        delimiter = {"\t": Message(N_("tab"))}.get(export.delimiter or "", export.delimiter)
        text = N_("{file}: read as {encoding}, cells separated by “{delimiter}”")
        here.screen.note(Message(text, file=export.shown, encoding=export.encoding, delimiter=delimiter))
    used = set(export.columns.values())
    others = [name for position, name in enumerate(export.headers) if position not in used]
    if others:
        here.screen.note(Message(N_("columns carried along, not used: {headers}"), headers=", ".join(others)))


def _outputs(wanted: Wanted, export: Export, stack: ExitStack, files: list[Aside]) -> Iterator[Output]:
    """What is written; each file is also in ``files``. Opened now: where that fails, nothing has been recorded."""

    def sink(path: str) -> Aside:
        files.append(stack.enter_context(Aside(path)))
        return files[-1]

    if wanted.as_json:
        yield JsonOutput(sink("-"), export.headers)
    if wanted.output is not None:
        yield CsvOutput(sink(wanted.output), export.headers, excel=wanted.excel)
    if wanted.rejects is not None:
        has_request_id = "request_id" in export.columns
        rejects = RejectsOutput(sink(wanted.rejects), export.headers, has_request_id=has_request_id, excel=wanted.excel)
        yield _Rejects(rejects)


@dataclass(frozen=True)
class _Rejects:
    """Of the results, what a person must mend."""

    file: RejectsOutput

    def write(self, block: Block, results: Results) -> None:
        self.file.write(block, results.problems)


def _routed(here: Session, wanted: Wanted, export: Export, outputs: list[Output]) -> Report:
    with Progress(here) as progress, Stopping() as stopping:

        def watch(report: Report) -> bool:
            progress.show(report)
            return stopping.wished and report.tally.read < report.rows

        if wanted.dry_run:
            with here.existing_ledger() as existing:
                report = plan(export, here.desk, existing, here.now, outputs, watch)
        else:
            report = _recorded(here, export, outputs, watch)
    if report.stopped:
        raise _stopped(report, dry_run=wanted.dry_run)
    return report


def _recorded(here: Session, export: Export, outputs: list[Output], watch: Watch) -> Report:
    """As :func:`record`; a failure after rows were recorded says that they stay."""
    done = 0

    def watch_and_count(report: Report) -> bool:
        nonlocal done
        done = report.tally.read
        return watch(report)

    with here.ledger(create=True) as ledger:
        try:
            return record(export, here.desk, ledger, outputs, watch_and_count)
        except BrokenPipeError:  # not as for a question: rows would be left out without a word
            raise StorageError(
                Message(N_("whoever read standard output left before all rows were recorded")), Message(_GO_ON)
            ) from None
        except InnoveiciError:
            if done:
                here.screen.note(Message(N_("{count} rows or more are recorded, and stay so"), count=count(done)))
            raise


def _stopped(report: Report, *, dry_run: bool) -> Stopped:
    of = {"count": count(report.tally.read), "rows": count(report.rows)}
    if dry_run:
        return Stopped(Message(N_("stopped after {count} of {rows} rows; nothing was written"), **of))
    return Stopped(Message(N_("stopped: {count} of {rows} rows are recorded"), **of), Message(_GO_ON))
