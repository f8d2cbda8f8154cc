"""One export through ``batch``: what was asked for is opened, run, moved into place and summed up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from innoveici.batch.applying import apply_plan
from innoveici.batch.aside import STANDARD_STREAM, Aside, Withheld, refuse_same
from innoveici.batch.export import Export, open_export
from innoveici.batch.output import CsvOutput, JsonOutput
from innoveici.batch.planned import plan_text
from innoveici.batch.rejects import RejectsOutput
from innoveici.batch.run import Output, Report, Watch, plan, record
from innoveici.batch.scan import scan
from innoveici.cli.batch_progress import Progress
from innoveici.cli.batch_summary import summarise
from innoveici.cli.stopping import Stopped, Stopping
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
    apply: bool = False


def run_batch(here: Session, wanted: Wanted) -> int:
    """Returns the exit code. Raises what the pieces raise, and Stopped."""
    _refuse_same(here, wanted)
    _ = here.desk  # what is wrong with its files shows before anything is read or made
    with ExitStack() as stack:
        export = stack.enter_context(
            open_export(wanted.file, encoding=wanted.encoding, delimiter=wanted.delimiter, mapping=wanted.mapping)
        )
        _say_how_it_is_read(here, export)
        files = _Files(stack, withheld=wanted.apply)
        report = _planned(here, wanted, export, files) if wanted.dry_run else _recorded(here, wanted, export, files)
        if report.stopped:
            raise _stopped(wanted, report)
        files.commit()
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


class _Files:
    """What is written, aside until all of it is whole."""

    def __init__(self, stack: ExitStack, *, withheld: bool) -> None:
        """``withheld``: standard output too shows nothing before all is well."""
        self._stack = stack
        self._withheld = withheld
        self._files: list[Aside | Withheld] = []

    def open(self, path: str) -> Aside | Withheld:
        """Closed with the stack; without :meth:`commit`, nothing is left of it."""
        file: Aside | Withheld = Withheld() if self._withheld and path == STANDARD_STREAM else Aside(path)
        self._stack.enter_context(file)
        self._files.append(file)
        return file

    def commit(self) -> None:
        """Move all into place, once each is on the disk."""
        for file in self._files:
            file.finish()
        for file in self._files:
            file.commit()


def _outputs(wanted: Wanted, export: Export, files: _Files, plan_text: str | None = None) -> Iterator[Output]:
    """Where rows go. The files are opened now: where that fails, nothing has been recorded."""
    if wanted.as_json:
        yield JsonOutput(files.open("-"), export.headers)
    if wanted.output is not None:
        yield CsvOutput(files.open(wanted.output), export.headers, excel=wanted.excel, plan=plan_text)
    if wanted.rejects is not None:
        has_request_id = "request_id" in export.columns
        file = files.open(wanted.rejects)
        yield _Rejects(RejectsOutput(file, export.headers, has_request_id=has_request_id, excel=wanted.excel))


@dataclass(frozen=True)
class _Rejects:
    """Of the results, what a person must mend."""

    file: RejectsOutput

    def write(self, block: Block, results: Results) -> None:
        self.file.write(block, results.problems)


@contextmanager
def _watched(here: Session) -> Iterator[Watch]:
    """What draws progress, and hears Ctrl-C; with the last rows done there is nothing to stop any more."""
    with Progress(here) as progress, Stopping() as stopping:

        def watch(report: Report) -> bool:
            progress.show(report)
            return stopping.wished and report.tally.read < report.rows

        yield watch


def _planned(here: Session, wanted: Wanted, export: Export, files: _Files) -> Report:
    with _watched(here) as watch, here.existing_ledger() as existing:
        read = scan(export)  # a plan says of how many rows it is
        outputs = list(_outputs(wanted, export, files, plan_text(export, here.desk, read)))
        return plan(export, here.desk, existing, outputs, watch, read)


def _recorded(here: Session, wanted: Wanted, export: Export, files: _Files) -> Report:
    """In slices, or a plan all at once; a failure after some slices says that they stay."""
    done = 0
    outputs = list(_outputs(wanted, export, files))
    with _watched(here) as watch, here.ledger(create=True, much_to_write=True) as ledger:

        def watch_and_count(report: Report) -> bool:
            nonlocal done
            done = report.tally.read
            return watch(report)

        if wanted.apply:
            return apply_plan(export, here.desk, ledger, outputs, watch)
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


def _stopped(wanted: Wanted, report: Report) -> Stopped:
    if wanted.dry_run or wanted.apply:
        return Stopped(Message(N_("stopped: nothing was recorded, no file was written")))
    of = {"count": count(report.tally.read), "rows": count(report.rows)}
    return Stopped(Message(N_("stopped: {count} of {rows} rows are recorded"), **of), Message(_GO_ON))
