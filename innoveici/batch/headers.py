"""Which column of an export is which request field, and which columns batch itself added to it once."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from innoveici.batch.header_names import FIELDS, KNOWN, OWN_NAMES, REQUIRED, VAGUE, fold_header
from innoveici.batch.results import PLAN_COLUMN, REJECT_COLUMNS, RESULT_COLUMNS
from innoveici.errors import DataError, UsageError
from innoveici.invisible import visible
from innoveici.messages import N_, Message
from innoveici.postal import InvalidCode, parse

_LONGEST_SHOWN = 40
_UNSAID = "…"
_NAMELESS = "–"
_COLUMNS_ARE = N_("the columns are: {headers}")


@dataclass(frozen=True, slots=True)
class Headers:
    """``names``: every column's, trimmed; ``added``: how many of the last ones batch itself once added; ``nameless``:
    columns without a name after them. ``columns``: request field to position. ``planned``: result column to position.
    """

    names: tuple[str, ...]
    added: int
    nameless: int
    columns: Mapping[str, int]
    planned: Mapping[str, int]

    @property
    def input(self) -> tuple[str, ...]:
        """The names of the input's own columns."""
        return self.names[: len(self.names) - self.added]


def read_headers(cells: Sequence[str], mapping: Mapping[str, str], *, file: str, line: int) -> Headers:
    """What the header row ``cells`` on ``line`` of ``file`` says. ``mapping``: request field to header, from --map.

    Raises DataError for names that are missing, repeated, blank or ambiguous, UsageError for a mapping that does not
    fit.
    """
    names = [visible(cell).strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    added, planned = _added(names)
    own = names[: len(names) - added]
    where = {"file": file, "line": line}
    certain = _is_header(own, mapping)
    if not certain and not mapping:
        raise DataError(
            Message(N_("{file}:{line}: this line does not name the columns"), **where),
            Message(
                N_(
                    "the first line must name them, at least Company and Postal code, or --map say which is which; "
                    "take away what stands above it, and where another sign separates the cells, add --delimiter"
                )
            ),
        )
    seen = shown_headers(own) if certain else _UNSAID
    _refuse_blank(own, seen, where)
    columns = _mapped(own, mapping, seen, file)
    _refuse_repeated(own, seen, where)
    columns |= _recognised(own, columns, where)
    _refuse_missing(columns, seen, where)
    return Headers(tuple(names), added, len(cells) - len(names), columns, planned)


def recognisable(cells: Iterable[str], mapping: Mapping[str, str]) -> int:
    """How many of ``cells`` are known names of columns, or named by --map."""
    mapped = {fold_header(header) for header in mapping.values()}
    return sum(1 for cell in cells if (key := fold_header(cell)) in KNOWN or key in mapped)


def _is_header(names: Sequence[str], mapping: Mapping[str, str]) -> bool:
    """Whether these are names of columns for certain. Else they may be a company's data, which must not be shown."""
    mapped = {fold_header(mapping[field]): field for field in REQUIRED if field in mapping}
    found = {mapped.get(key) or KNOWN.get(key) for key in map(fold_header, names)} & {*REQUIRED}
    if len(found) == len(REQUIRED):
        return True
    return bool(found) and all(isinstance(parse(name), InvalidCode) for name in names)


def _added(names: Sequence[str]) -> tuple[int, dict[str, int]]:
    for ending in ((*RESULT_COLUMNS, PLAN_COLUMN), RESULT_COLUMNS):
        if tuple(names[-len(ending) :]) == ending:
            first = len(names) - len(ending)
            return len(ending), {name: first + position for position, name in enumerate(ending)}
    if tuple(names[-len(REJECT_COLUMNS) :]) == REJECT_COLUMNS:
        return len(REJECT_COLUMNS), {}
    return 0, {}


def _mapped(names: Sequence[str], mapping: Mapping[str, str], seen: str, file: str) -> dict[str, int]:
    columns = {}
    for given, header in mapping.items():
        field = OWN_NAMES.get(given.strip().lower())
        if field is None:
            raise UsageError(
                Message(N_("--map: {field} is not a field of a request"), field=_shown(given)),
                Message(N_("the fields are: {fields}"), fields=", ".join(FIELDS)),
            )
        exact = [position for position, name in enumerate(names) if name == header.strip()]
        alike = [position for position, name in enumerate(names) if fold_header(name) == fold_header(header)]
        found = exact or alike
        if len(found) != 1:
            raise UsageError(
                Message(N_("--map: {file} has no column “{header}”"), file=file, header=_shown(header))
                if not found
                else Message(N_("--map: {file} has several columns “{header}”"), file=file, header=_shown(header)),
                Message(_COLUMNS_ARE, headers=seen),
            )
        columns[field] = found[0]
    return columns


def _recognised(names: Sequence[str], mapped: Mapping[str, int], where: Mapping[str, object]) -> dict[str, int]:
    """Fields that the names themselves tell; the contract's own name goes first, a vague one last."""
    found: dict[str, list[tuple[int, int]]] = {}
    for position, name in enumerate(names):
        key = fold_header(name)
        field = KNOWN.get(key)
        if field and field not in mapped and position not in mapped.values():
            rank = 0 if name.lower() in OWN_NAMES else 2 if key in VAGUE else 1
            found.setdefault(field, []).append((rank, position))
    columns = {}
    for field, candidates in found.items():
        candidates.sort()
        best = [position for rank, position in candidates if rank == candidates[0][0]]
        if len(best) > 1:
            raise DataError(
                Message(
                    N_("{file}:{line}: the columns “{first}” and “{second}” may both be {field}"),
                    **where,
                    first=_shown(names[best[0]]),
                    second=_shown(names[best[1]]),
                    field=field,
                ),
                Message(N_("choose with --map {mapping}"), mapping=shlex.quote(f"{field}={_shown(names[best[0]])}")),
            )
        columns[field] = best[0]
    return columns


def _refuse_blank(names: Sequence[str], shown: str, where: Mapping[str, object]) -> None:
    if "" in names:
        raise DataError(
            Message(N_("{file}:{line}: column {position} has no name"), **where, position=names.index("") + 1),
            Message(_COLUMNS_ARE, headers=shown),
        )


def _refuse_repeated(names: Sequence[str], shown: str, where: Mapping[str, object]) -> None:
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            raise DataError(
                Message(
                    N_("{file}:{line}: the column “{name}” is there twice"),
                    **where,
                    name=_UNSAID if shown == _UNSAID else _shown(name),
                ),
                Message(N_("keep one of the two, or rename one; seen: {headers}"), headers=shown),
            )
        seen.add(name.casefold())


def _refuse_missing(columns: Mapping[str, int], shown: str, where: Mapping[str, object]) -> None:
    missing = [field for field in REQUIRED if field not in columns]
    if missing:
        raise DataError(
            Message(
                N_("{file}:{line}: no column for {fields}; seen: {headers}"),
                **where,
                fields=", ".join(missing),
                headers=shown,
            ),
            Message(N_("name the column with --map, as in --map {field}=Header"), field=missing[0]),
        )


def shown_headers(names: Iterable[str]) -> str:
    """A list of headers as it may be printed: each short, and what looks like somebody's data left out."""
    return ", ".join(_shown(name) or _NAMELESS for name in names)


def _shown(name: str) -> str:
    """Short, printable, and nothing of a person: where a header was forgotten these are somebody's data."""
    if "@" in name or re.search(r"\d{3}", name):
        return _UNSAID
    printable = "".join(character if character.isprintable() else "�" for character in name)
    return printable if len(printable) <= _LONGEST_SHOWN else printable[: _LONGEST_SHOWN - 1] + "…"
