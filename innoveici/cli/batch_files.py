"""The files of one ``batch``: how the export is to be read, and what is written, aside until all of it is whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from innoveici.batch.read.headers import Told
from innoveici.batch.read.origin import NAME, origin_of
from innoveici.batch.results import RESULT_COLUMNS
from innoveici.batch.write.file import STANDARD_STREAM, WholeFile, Withheld
from innoveici.batch.write.output import CsvOutput, JsonOutput, ThreadedOutput
from innoveici.batch.write.rejects import RejectsOutput
from innoveici.errors import UsageError
from innoveici.messages import N_, Message

if TYPE_CHECKING:
    from innoveici.batch.blocks import Block
    from innoveici.batch.planned import PlanTexts
    from innoveici.batch.read.export import Export
    from innoveici.batch.read.source import Source
    from innoveici.batch.results import Output, Results
    from innoveici.directory.model import ExportSettings

DEFAULT = "default"
"""The entry that holds where none is named."""
_HEAD = 1 << 16
_OURS = re.compile(rf"\b{NAME}\b|{RESULT_COLUMNS[-2]}.{{1,3}}{RESULT_COLUMNS[-1]}".encode())


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


@dataclass(frozen=True)
class Reading:
    """Arguments of ``read_export``; ``entry``: the name of the entry that holds, None for none."""

    entry: str | None
    told: Told
    encoding: str | None
    delimiter: str | None
    sheet: str | None


def reading_of(wanted: Wanted, exports: Mapping[str, ExportSettings], source: Source) -> Reading:
    """``exports``: by name. What the command line says wins; an entry that was named must fit, the default one holds
    where it does. Of a file that batch itself wrote, only its columns are the office's.

    :raises UsageError: no entry of that name.
    """
    if wanted.entry is not None and wanted.entry not in exports:
        raise UsageError(
            Message(N_("--as: regions.yaml has no export “{name}”"), name=wanted.entry),
            Message(N_("its exports are: {names}"), names=", ".join(exports))
            if exports
            else Message(N_("describe it under “exports:” in regions.yaml; the copy of the program shows how")),
        )
    entry = exports.get(wanted.entry or DEFAULT)
    if entry is None:
        return Reading(None, Told(wanted.mapping), wanted.encoding, wanted.delimiter, wanted.sheet)
    named = wanted.entry is not None
    defaults = {name: text for name, text in (("language", entry.language), ("country", entry.country)) if text}
    told = Told({**entry.headers, **wanted.mapping}, {}, defaults)
    if not named:
        told = Told(wanted.mapping, entry.headers, defaults, entry.sheet)
    ours = _OURS.search(source.at(0, _HEAD).replace(b"\0", b"")) is not None
    return Reading(
        entry.name,
        told,
        wanted.encoding or (None if ours else entry.encoding or None),
        wanted.delimiter or (None if ours else entry.delimiter or None),
        wanted.sheet or (entry.sheet if named else None) or None,
    )


class Files:
    """What is written, aside until all of it is whole."""

    def __init__(self, stack: ExitStack, *, withheld: bool) -> None:
        """``withheld``: standard output, a pipe and a device too show nothing before all is well."""
        self._stack = stack
        self._withheld = withheld
        self._files: list[WholeFile | Withheld] = []
        self._behind: list[ThreadedOutput] = []

    def open(self, path: str) -> WholeFile | Withheld:
        """Closed with the stack; without :meth:`commit`, nothing is left of it."""
        aside = self._stack.enter_context(WholeFile(path))
        file = self._stack.enter_context(Withheld(aside)) if self._withheld and aside.direct else aside
        self._files.append(file)
        return file

    def behind(self, output: Output) -> ThreadedOutput:
        """``output``, which writes to one of the files, in a thread that ends with the stack."""
        behind = self._stack.enter_context(ThreadedOutput(output))
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
