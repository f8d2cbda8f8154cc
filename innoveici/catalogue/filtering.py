"""Which entries are wanted, of a list or of what words find. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from innoveici.catalogue.freshness import Doubt, closed_since, doubts, is_due
from innoveici.catalogue.model import Entry, Program
from innoveici.catalogue.partial_day import first_day
from innoveici.catalogue.vocabulary import Help, Stage


@dataclass(frozen=True, slots=True)
class Wanted:
    """Each narrows what is wanted; None and empty: it does not.

    ``places``: as in an entry's territory, of which one must be served. ``is_open``: to be asked for today.
    ``due``: to be verified again. ``doubts``: at least one of them.
    """

    today: date
    places: Collection[str] | None = None
    themes: Collection[str] = ()
    stages: Collection[Stage] = ()
    helps: Collection[Help] = ()
    is_open: bool = False
    due: bool = False
    doubts: Collection[Doubt] = ()

    def accepts(self, entry: Entry) -> bool:
        """Whether ``entry`` is wanted. One without themes is about any; one without stages serves all."""
        return (
            (self.places is None or entry.serves_quebec or not set(entry.territory).isdisjoint(self.places))
            and (not self.themes or not entry.themes or not set(entry.themes).isdisjoint(self.themes))
            and (not self.stages or not entry.stages or not set(entry.stages).isdisjoint(self.stages))
            and (not self.helps or not set(entry.helps).isdisjoint(self.helps))
            and (not self.is_open or is_open(entry, self.today))
            and (not self.due or is_due(entry.provenance, self.today))
            and (not self.doubts or not set(doubts(entry, self.today)).isdisjoint(self.doubts))
        )


def is_open(entry: Entry, today: date) -> bool:
    """Whether a programme may be asked for on ``today``, as far as is known; an organization always."""
    if not isinstance(entry, Program):
        return True
    opens = first_day(entry.opens)
    return entry.status == "open" and closed_since(entry, today) is None and (opens is None or opens <= today)
