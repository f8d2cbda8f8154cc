"""What ``batch`` writes: each file aside until all are whole, then moved into place, pipes last."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from innoveici.batch.read.origin import origin_of
from innoveici.batch.write.aside import STANDARD_STREAM, Aside
from innoveici.batch.write.behind import Behind
from innoveici.batch.write.output import CsvOutput, JsonOutput
from innoveici.batch.write.rejects import RejectsOutput
from innoveici.batch.write.withheld import Withheld

if TYPE_CHECKING:
    from innoveici.batch.blocks import Block
    from innoveici.batch.planned import PlanTexts
    from innoveici.batch.read.export import Export
    from innoveici.batch.results import Results
    from innoveici.batch.run import Output
    from innoveici.cli.batch_run import Wanted


class Files:
    """What is written, aside until all of it is whole."""

    def __init__(self, stack: ExitStack, *, withheld: bool) -> None:
        """``withheld``: standard output, a pipe and a device too show nothing before all is well."""
        self._stack = stack
        self._withheld = withheld
        self._files: list[Aside | Withheld] = []
        self._behind: list[Behind] = []

    def open(self, path: str) -> Aside | Withheld:
        """Closed with the stack; without :meth:`commit`, nothing is left of it."""
        aside = self._stack.enter_context(Aside(path))
        file = self._stack.enter_context(Withheld(aside)) if self._withheld and aside.direct else aside
        self._files.append(file)
        return file

    def behind(self, output: Output) -> Behind:
        """``output``, which writes to one of the files, in a thread that ends with the stack."""
        behind = self._stack.enter_context(Behind(output))
        self._behind.append(behind)
        return behind

    def commit(self) -> None:
        """Move all into place, once each is on the disk.

        :raises BrokenPipeError: a reader has left; the files on a disk are in place all the same.
        """
        left: BrokenPipeError | None = None
        for output in (*self._behind, *self._files):
            try:
                output.finish()
            except BrokenPipeError as error:
                left = error
        for file in self._files:
            if not file.direct:
                file.commit()
        if left is not None:
            raise left
        for file in self._files:
            if file.direct:
                file.commit()


def open_outputs(wanted: Wanted, export: Export, files: Files, plan_texts: PlanTexts | None = None) -> Iterator[Output]:
    """Where rows go. The files are opened now: where that fails, nothing has been recorded."""
    if wanted.as_json:
        yield JsonOutput(files.open(STANDARD_STREAM), export.headers)
    if wanted.output is not None:
        file = files.open(wanted.output)
        yield files.behind(CsvOutput(file, export.headers, excel=wanted.excel, plan=plan_texts))
    if wanted.rejects is not None:
        file = files.open(wanted.rejects)
        headers, origin = _saying_where_from(export)
        yield _Rejects(RejectsOutput(file, headers, export.columns, excel=wanted.excel, origin=origin))


def _saying_where_from(export: Export) -> tuple[tuple[str, ...], str]:
    """The headers of the rejects' own columns, and of one that says where the rows are from, where none does."""
    defaults = export.notes.defaults
    if export.origin is None or export.notes.ids is None:
        return export.headers, origin_of(export.shown, export.sha256, export.told, defaults).header()
    first = replace(export.origin, mapping=export.told, defaults=defaults)
    at = export.notes.ids
    return (*export.headers[:at], first.header(), *export.headers[at + 1 :]), ""


@dataclass(frozen=True)
class _Rejects:
    """Of the results, what a person must mend."""

    file: RejectsOutput

    def write(self, block: Block, results: Results) -> None:
        self.file.write(block, results.problems)
