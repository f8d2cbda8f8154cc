"""A transaction made before it begins, as if nobody else recorded anything until then; written only where that held.

Its events follow a head that the one before may still have to write: so a batch makes one while the last is written.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from innoveici.ledger import rosters
from innoveici.ledger.actor import SYSTEM
from innoveici.ledger.entry import Prepared
from innoveici.ledger.event import Head, canonical, utc_text
from innoveici.ledger.rows import Rows
from innoveici.ledger.sealing import seal
from innoveici.ledger.shared import SharedTexts

if TYPE_CHECKING:
    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.untouched import Untouched


class Supposed(NamedTuple):
    """What a transaction must find: the last event, and the ids of rosters that are kept."""

    head: Head
    rosters: set[str]


class Foreseen:
    """Takes new requests. What it reads is what is committed: whoever asks knows what is still being written.

    ``kept``: rosters by their text, each with the id under which it is kept, or will be by then; added to.
    """

    def __init__(self, ledger: Ledger, head: Head, kept: dict[str, str], now: datetime, texts: SharedTexts) -> None:
        self._ledger = ledger
        self._supposed = Supposed(head, set(kept.values()))
        self._rosters = kept
        self._texts = texts
        self._new: list[rosters.Row] = []
        self._at = utc_text(now)
        self._many: list[Rows] = []
        self.head = head

    def followed_by(self, now: datetime) -> Foreseen:
        """The next one, made while this one is written; nothing is added to this one any more."""
        return Foreseen(self._ledger, self.head, self._rosters, now, self._texts)

    @property
    def next_seq(self) -> int:
        """The sequence number of the next event."""
        return self.head.seq + 1

    def known(self, request_ids: Collection[str]) -> set[str]:
        """As :meth:`Transaction.known`."""
        return self._ledger.known(request_ids)

    def untouched(self, request_ids: Collection[str]) -> dict[str, Untouched]:
        """As :meth:`Transaction.untouched`."""
        return self._ledger.untouched(request_ids)

    def roster(self, roster: Mapping[str, Any]) -> str:
        """As :meth:`Transaction.roster`."""
        body = canonical(roster)
        if body not in self._rosters:
            id_ = self._ledger.roster(body)
            if id_ is None:
                self._new.append(rosters.new_row(body))
                id_ = self._new[-1][0]
            else:
                self._supposed.rosters.add(id_)
            self._rosters[body] = id_
        return self._rosters[body]

    def record_prepared(self, entries: Sequence[Prepared]) -> int:
        """As :meth:`Transaction.record_prepared`; written by :meth:`write`."""
        first = self.next_seq
        sealed = seal(entries, self.head, self._at, str(SYSTEM), self._texts)
        self._many.append(Rows(sealed))
        self.head = sealed.head
        return first

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self._many

    def write(self) -> bool:
        """Begin, write all and commit; False, with nothing written, where something else was recorded meanwhile."""
        with self._ledger.writing() as tx:
            return tx.record_foreseen(self._supposed, self._new, self._many, self.head)
