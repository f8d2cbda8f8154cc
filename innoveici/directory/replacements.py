"""Who stands in for whom: every replacement exists, and following them ends."""

from __future__ import annotations

from collections.abc import Mapping

from innoveici.directory.cells import Cells
from innoveici.directory.report import shown
from innoveici.messages import N_, Message


def check_replacements(rows: Mapping[str, Cells]) -> None:
    """Report replacements that are not advisors, and each loop once, at the first of its rows. ``rows``: by id."""
    following = {}
    for identity, cells in rows.items():
        other = cells.text("replacement_id")
        if other in rows:
            following[identity] = other
        elif other:
            cells.error(
                "replacement_id",
                Message(N_("there is no advisor “{id}”"), id=shown(other)),
                Message(N_("write the id of another row, or leave the cell empty")),
            )
    done: set[str] = set()
    for start in rows:
        path: list[str] = []
        current: str | None = start
        while current is not None and current not in done:
            done.add(current)
            path.append(current)
            current = following.get(current)
        if current in path:
            loop = path[path.index(current) :]
            first = min(loop, key=lambda identity: rows[identity].line)
            turn = loop.index(first)
            rows[first].error(
                "replacement_id",
                Message(N_("replacements go round: {loop}"), loop=" → ".join([*loop[turn:], *loop[:turn], first])),
                Message(N_("let the last one have none, or another")),
            )
