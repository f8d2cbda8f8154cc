"""What becomes of a catalogue when other files take the place of its own: what is new, changed, gone. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from innoveici.catalogue.model import Catalogue, Entry, Theme
from innoveici.catalogue.records import kind_of, record_of
from innoveici.directory.folding import fold

What = Literal["added", "changed", "gone"]


@dataclass(frozen=True, slots=True)
class Change:
    """``kind``: ``organization``, ``program`` or ``theme``. ``fields``: old and new value of each that differs, by its
    column; of what is new or gone, none.

    ``renamed_to``: of what is gone, the id of something new that has its name.
    """

    what: What
    kind: str
    id: str
    name: str
    fields: Mapping[str, tuple[Any, Any]]
    renamed_to: str = ""

    def to_json(self) -> dict[str, Any]:
        """Machine form."""
        return {
            "change": self.what,
            "kind": self.kind,
            "id": self.id,
            "name": self.name,
            "fields": {name: list(values) for name, values in self.fields.items()},
            "renamed_to": self.renamed_to or None,
        }


def changes(old: Catalogue, new: Catalogue) -> tuple[Change, ...]:
    """File by file, in the order of the new one, what is gone last."""
    return (
        *_between(old.themes, new.themes),
        *_between(old.organizations, new.organizations),
        *_between(old.programs, new.programs),
    )


def _between(old: Mapping[str, Entry | Theme], new: Mapping[str, Entry | Theme]) -> Iterator[Change]:
    new_names = {fold(one.name_fr): id_ for id_, one in new.items() if id_ not in old}
    for id_, one in new.items():
        if id_ not in old:
            yield Change("added", _kind(one), id_, one.name_fr, {})
        elif old[id_] != one:
            yield Change("changed", _kind(one), id_, one.name_fr, _different(_record(old[id_]), _record(one)))
    for id_, one in old.items():
        if id_ not in new:
            yield Change("gone", _kind(one), id_, one.name_fr, {}, new_names.get(fold(one.name_fr), ""))


def _different(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {name: (old[name], new[name]) for name in new if old[name] != new[name]}


def _kind(one: Entry | Theme) -> str:
    return "theme" if isinstance(one, Theme) else kind_of(one)


def _record(one: Entry | Theme) -> dict[str, Any]:
    return asdict(one) if isinstance(one, Theme) else record_of(one)
