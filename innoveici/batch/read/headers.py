"""Which column of an export is which request field, and which columns batch itself added to it once."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made

from innoveici.batch.read.naming import COLLECTED, OWN_NAMES, SYSTEM, fold_header, named, offset
from innoveici.batch.read.origin import Origin, read_origin
from innoveici.batch.results import PLAN_COLUMN, REJECT_COLUMNS, RESULT_COLUMNS
from innoveici.characters import visible
from innoveici.errors import DataError, UsageError
from innoveici.messages import N_, Message
from innoveici.postal import InvalidCode, parse
from innoveici.request import FIELDS, REQUIRED

NONE = "-"
"""In place of a header: no column is that field."""
_LONGEST_SHOWN = 40
_OWN_COLUMN = 2
"""Known names that our own column is worth: no other file has it."""
_UNSAID = "…"
_NAMELESS = N_("(no name)")
_COLUMNS_ARE = N_("the columns are: {headers}")
_RENAMED = N_("give the column its name back, or say which it is now with --map {field}=Header")
_ASKED = (*REQUIRED, "request_id", "consent")
"""Fields whose column is asked about rather than left out: a request would be there twice, or go where it may not."""
_OTHER_CONSENTS = re.compile(r"infolettre|newsletter|marketing|promotion|publicit|temoins|cookies|photo")


class Told(dict[str, str]):
    """What was said of an export's columns: request field to header, as --map has it.

    ``usual``: the same, where there is such a column. ``defaults``: request field to the text of an empty cell.
    ``sheet``: the sheet of a workbook, where there is such a one.
    """

    def __init__(
        self,
        mapping: Mapping[str, str] | None = None,
        usual: Mapping[str, str] | None = None,
        defaults: Mapping[str, str] | None = None,
        sheet: str = "",
    ) -> None:
        super().__init__(mapping or {})
        self.usual = dict(usual or {})
        self.defaults = dict(defaults or {})
        self.sheet = sheet


@dataclass(frozen=True, slots=True)
class Headers:
    """``names``: every column's, trimmed; ``added``: how many of the last ones batch itself once added; ``nameless``:
    columns without a name after them. ``columns``: request field to position. ``planned``: result column to position.

    ``told``: request field to header, what was said of these columns; ``defaults``: to the text of an empty cell.
    ``offset``: what is put after a time received that names no zone. ``origin``: in a file of rejects, the position
    of the column that says where they are from, and what it says. ``doubtful``: columns that may be the optional field
    after it, and are not taken for it.
    """

    names: tuple[str, ...]
    added: int
    nameless: int
    columns: Mapping[str, int]
    planned: Mapping[str, int]
    told: Mapping[str, str] = made(default_factory=dict)
    defaults: Mapping[str, str] = made(default_factory=dict)
    offset: str = ""
    origin: tuple[int, Origin] | None = None
    doubtful: tuple[tuple[str, str], ...] = ()

    @property
    def input(self) -> tuple[str, ...]:
        """The names of the input's own columns."""
        return self.names[: len(self.names) - self.added]


def read_headers(cells: Sequence[str], mapping: Mapping[str, str], *, file: str, line: int) -> Headers:
    """What the header row ``cells`` on ``line`` of ``file`` says. ``mapping``: request field to header, from --map; or
    what else was ``Told``.

    Raises DataError for names that are missing, repeated where they may be a field, or ambiguous, UsageError for a
    mapping that does not fit.
    """
    names = [visible(cell).strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    added, planned = _added(names)
    own = names[: len(names) - added]
    where = {"file": file, "line": line}
    origin = read_origin(own)
    said, defaults = _said(own, mapping, origin)
    certain = _is_header(own, said)
    if not certain and not said:
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
    _refuse_origin_lost(names, own, origin, where)
    columns, without = _mapped(own, said, seen, file, given=mapping)
    doubtful: dict[str, list[int]] = {}
    columns |= _recognised(own, columns, without, doubtful, where)
    _refuse_missing(columns, own, doubtful, seen, where)
    received = columns.get("received_at")
    return Headers(
        tuple(names),
        added,
        len(cells) - len(names),
        columns,
        planned,
        said,
        {name: text for name, text in defaults.items() if text},
        "" if received is None else offset(names[received]),
        origin,
        tuple((own[at], name) for name, found in doubtful.items() for at in found),
    )


def recognisable(cells: Iterable[str], mapping: Mapping[str, str]) -> int:
    """How many of ``cells`` are known names of columns, or were named."""
    cells = list(cells)
    origin = read_origin(cells)
    usual = mapping.usual if isinstance(mapping, Told) else {}
    carried = origin[1].mapping if origin else {}
    mapped = {fold_header(header) for told in (mapping, usual, carried) for header in told.values() if header != NONE}
    known = sum(1 for cell in cells if _is_known(cell) or (cell.strip() and fold_header(cell) in mapped))
    return known + (_OWN_COLUMN if origin else 0)


def _is_known(cell: str) -> bool:
    one = named(cell)
    return one is not None and not one.at_a_distance


def _said(
    names: Sequence[str], mapping: Mapping[str, str], origin: tuple[int, Origin] | None
) -> tuple[dict[str, str], dict[str, str]]:
    """What holds of all that was said: on the command line, else in the rejects' own header, else in the office's
    configuration."""
    told = mapping if isinstance(mapping, Told) else Told(mapping)
    usual, defaults = told.usual, told.defaults
    if origin is not None:
        usual, defaults = dict(origin[1].mapping), {**defaults, **origin[1].defaults}
    else:
        there = {fold_header(name) for name in names}
        usual = {name: header for name, header in usual.items() if header == NONE or fold_header(header) in there}
    own = {OWN_NAMES.get(name.strip().lower(), name): header for name, header in mapping.items()}
    return {**usual, **own}, defaults


def _is_header(names: Sequence[str], mapping: Mapping[str, str]) -> bool:
    """Whether these are names of columns for certain. Else they may be a company's data, which must not be shown."""
    mapped = {fold_header(mapping[field]): field for field in REQUIRED if field in mapping}
    found: set[str] = set()
    perhaps: set[str] = set()
    for name in names:
        one = named(name)
        if field := mapped.get(fold_header(name)):
            found.add(field)
        elif one and not one.at_a_distance:
            (perhaps if one.qualified else found).add(one.field)
    if len(found & {*REQUIRED}) == len(REQUIRED):
        return True
    return bool((found | perhaps) & {*REQUIRED}) and all(isinstance(parse(name), InvalidCode) for name in names)


def _added(names: Sequence[str]) -> tuple[int, dict[str, int]]:
    for ending in ((*RESULT_COLUMNS, PLAN_COLUMN), RESULT_COLUMNS):
        if tuple(names[-len(ending) :]) == ending:
            first = len(names) - len(ending)
            return len(ending), {name: first + position for position, name in enumerate(ending)}
    count, left = 0, list(REJECT_COLUMNS)
    while left and count < len(names) and names[-1 - count] in left:  # some of them may have been taken away
        del left[left.index(names[-1 - count]) :]
        count += 1
    return (count if count > 1 else 0), {}


def _refuse_origin_lost(names: Sequence[str], own: Sequence[str], origin: object, where: Mapping[str, object]) -> None:
    """A file of rejects whose ids are gone would be recorded a second time."""
    rejects = len(names) > len(own) and names[-1] not in (PLAN_COLUMN, RESULT_COLUMNS[-1])
    if not rejects or origin is not None or any((one := named(name)) and one.field == "request_id" for name in own):
        return
    raise DataError(
        Message(N_("{file}:{line}: this is a file of rejects whose column “rejected_from…” is gone"), **where),
        Message(
            N_(
                "without it the rows would be recorded a second time: put the column back, or correct the rejects anew "
                "as they were written"
            )
        ),
    )


def _mapped(
    names: Sequence[str], said: Mapping[str, str], seen: Message | str, file: str, given: Mapping[str, str]
) -> tuple[dict[str, int], set[str]]:
    """The columns that were named, and the fields that no column is."""
    columns: dict[str, int] = {}
    without = set()
    for name, header in said.items():
        field = OWN_NAMES.get(name.strip().lower())
        if field is None:
            raise UsageError(
                Message(N_("--map: {field} is not a field of a request"), field=_shown(name)),
                Message(N_("the fields are: {fields}"), fields=", ".join(FIELDS)),
            )
        exact = [position for position, name in enumerate(names) if name == header.strip()]
        alike = [position for position, name in enumerate(names) if name and fold_header(name) == fold_header(header)]
        found = exact or alike or _begun(header, names)
        if header.strip() == NONE and not exact:
            without.add(field)
            continue
        if len(found) != 1:
            raise UsageError(
                Message(N_("--map: {file} has no column “{header}”"), file=file, header=_shown(header))
                if not found
                else Message(N_("--map: {file} has several columns “{header}”"), file=file, header=_shown(header)),
                Message(_COLUMNS_ARE, headers=seen)
                if name in given or field in given
                else Message(
                    N_("give the column its name back, or say which it is now with --map {field}=Header"), field=field
                ),
            )
        columns[field] = found[0]
    return columns, without


def _begun(header: str, names: Sequence[str]) -> list[int]:
    """The columns whose name ``header`` shows the beginning of, as a question about a long one does."""
    if len(header) != _LONGEST_SHOWN or not header.endswith(_UNSAID):
        return []
    return [position for position, name in enumerate(names) if _shown(name) == header]


def _recognised(
    names: Sequence[str],
    mapped: Mapping[str, int],
    without: Collection[str],
    doubtful: dict[str, list[int]],
    where: Mapping[str, object],
) -> dict[str, int]:
    """Fields that the names themselves tell; the contract's own name goes first, a vague one last.

    A name that says more than the field never wins over one that does not; alone, it is asked about where much hangs on
    it, else left out and put among the ``doubtful``.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    perhaps: dict[str, list[int]] = {}
    collected = frozenset[str]().union(*(COLLECTED.get(fold_header(name), ()) for name in names))
    for position, name in enumerate(names):
        one = named(name)
        if one is None or one.field in mapped or one.field in without or position in mapped.values():
            continue
        if not one.qualified:
            rank = max(one.rank, SYSTEM) if fold_header(name) in collected else one.rank
            found.setdefault(one.field, []).append((rank, position))
        elif not one.at_a_distance or one.field in REQUIRED or _may_be_consent(one.field, name):
            perhaps.setdefault(one.field, []).append(position)
    columns = {}
    for field, candidates in found.items():
        candidates.sort()
        best = [position for rank, position in candidates if rank == candidates[0][0]]
        if len(best) > 1:
            raise _several(names, best, field, where)
        columns[field] = best[0]
    for field, positions in perhaps.items():
        if field in columns:
            continue
        if field in _ASKED and field not in REQUIRED:
            raise _uncertain(names, positions, field, where)
        doubtful[field] = positions
    return columns


def _may_be_consent(field: str, name: str) -> bool:
    return field == "consent" and not _OTHER_CONSENTS.search(fold_header(name))


def _several(names: Sequence[str], best: Sequence[int], field: str, where: Mapping[str, object]) -> DataError:
    first, second = names[best[0]], names[best[1]]
    if first.casefold() == second.casefold():
        return DataError(
            Message(N_("{file}:{line}: the column “{name}” is there twice"), **where, name=_shown(first)),
            Message(N_("keep one of the two, or rename one; seen: {headers}"), headers=shown_headers(names)),
        )
    return DataError(
        Message(
            N_("{file}:{line}: the columns “{first}” and “{second}” may both be {field}"),
            **where,
            first=_shown(first),
            second=_shown(second),
            field=_worded(field),
        ),
        Message(N_("choose with --map {mapping}"), mapping=shlex.quote(f"{field}={_shown(first)}")),
    )


def _uncertain(names: Sequence[str], positions: Sequence[int], field: str, where: Mapping[str, object]) -> DataError:
    first = _shown(names[positions[0]])
    return DataError(
        Message(
            N_("{file}:{line}: is the column “{name}” {field}? Its name says more than that"),
            **where,
            name=first,
            field=_worded(field),
        ),
        Message(
            N_("if so, add --map {mapping}; if no column is, add --map {none}"),
            mapping=shlex.quote(f"{field}={first}"),
            none=f"{field}={NONE}",
        ),
    )


def _refuse_missing(
    columns: Mapping[str, int],
    names: Sequence[str],
    doubtful: Mapping[str, Sequence[int]],
    shown: Message | str,
    where: Mapping[str, object],
) -> None:
    missing = [field for field in REQUIRED if field not in columns]
    if not missing:
        return
    perhaps = [names[position] for position in doubtful.get(missing[0], ())]
    example = shlex.quote(f"{missing[0]}={_shown(perhaps[0])}") if perhaps else f"{missing[0]}=Header"
    raise DataError(
        Message(
            N_("{file}:{line}: no column for {fields}; seen: {headers}"),
            **where,
            fields=_worded(*missing),
            headers=shown,
        ),
        Message(
            N_("“{names}” may be it, and says more than that: choose with --map {mapping}"),
            names="”, “".join(map(_shown, perhaps)),
            mapping=example,
        )
        if perhaps and shown != _UNSAID
        else Message(N_("name the column with --map, as in --map {field}=Header"), field=missing[0]),
    )


class _Fields(Message):
    """Fields as --map has them, each with what a reader calls it where that is another word."""

    def __init__(self, fields: Sequence[str]) -> None:
        super().__init__("{fields}", fields=", ".join(fields))
        self._fields = fields

    def text(self) -> str:
        words = ((field, Message(FIELDS[field].label).text()) for field in self._fields)
        return ", ".join(field if field == word else f"{field} ({word})" for field, word in words)


def _worded(*fields: str) -> Message:
    return _Fields(fields)


class _Listed(Message):
    """Headers one after the other, a nameless one as what it is."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = [_shown(name) for name in names]
        super().__init__("{headers}", headers=", ".join(name or _NAMELESS for name in self._names))

    def text(self) -> str:
        return ", ".join(name or Message(_NAMELESS).text() for name in self._names)


def shown_headers(names: Iterable[str]) -> Message:
    """A list of headers as it may be printed: each short, and what looks like somebody's data left out."""
    return _Listed(names)


def _shown(name: str) -> str:
    """Short, printable, and nothing of a person: where a header was forgotten these are somebody's data."""
    if "@" in name or re.search(r"\d{3}", name):
        return _UNSAID
    printable = "".join(character if character.isprintable() else "�" for character in name)
    return printable if len(printable) <= _LONGEST_SHOWN else printable[: _LONGEST_SHOWN - 1] + "…"
