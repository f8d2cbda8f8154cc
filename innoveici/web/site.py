"""What all pages stand on: one ledger, the desk as it is now, and how the office serves them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from innoveici.casework.casework import Casework
from innoveici.ledger.ledger_file import LedgerFile
from innoveici.links import Link, sign
from innoveici.quebec import WorkingDays, quebec_day
from innoveici.web.metering import Meter
from innoveici.web.rates import Rates

if TYPE_CHECKING:
    from pathlib import Path

    from innoveici.desk import Desk, Outcome
    from innoveici.directory.model import Directory
    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.recall import Recalled
    from innoveici.links import Purpose, SigningKey
    from innoveici.request import Request

Written = TypeVar("Written")
LOCAL_PROXIES = ("127.0.0.1", "::1")
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """How pages are served. ``base_url``: where people find them, without a slash at its end.

    ``proxies``: addresses whose ``X-Forwarded-For`` is believed. ``trust_header``: the header by which a proxy says
    who signed in, with ``trust_from``, the only addresses from which it is read; empty: nobody signs in so.
    ``mail``: the channel of sign-in letters, as INNOVEICI_MAIL.
    """

    base_url: str
    mail: str
    proxies: tuple[str, ...] = LOCAL_PROXIES
    trust_header: str = ""
    trust_from: tuple[str, ...] = ()

    @property
    def origin(self) -> str:
        """Scheme and host of the base URL."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def host(self) -> str:
        """As a ``Host`` header names it."""
        return urlsplit(self.base_url).netloc.lower()

    @property
    def root(self) -> str:
        """The path under which the pages are, ``""`` or ``/innoveici``."""
        return urlsplit(self.base_url).path.rstrip("/")

    @property
    def secure(self) -> bool:
        """Whether people come by https."""
        return self.base_url.startswith("https://")


class Site:
    """One process that serves. Its methods wait for the database: they are called in threads."""

    def __init__(
        self,
        settings: ServeSettings,
        ledger: Ledger,
        desk: Callable[[], Desk],
        clock: Callable[[], datetime],
        *,
        advisors_file: Path | None = None,
    ) -> None:
        """``advisors_file``: where absences are entered; None: nowhere."""
        self.settings = settings
        self.clock = clock
        self.advisors_file = advisors_file
        self.rates = Rates()
        self.meter = Meter()
        self._ledger = ledger
        self._file = LedgerFile(ledger.url)
        self._desk = desk

    @property
    def ledger(self) -> Ledger:
        """:raises StorageError: its file is no longer the one that was opened."""
        self._file.check()
        return self._ledger

    @property
    def desk(self) -> Desk:
        """By the files as they are now. Raises what loading them raises."""
        return self._desk()

    @property
    def directory(self) -> Directory:
        """Of the desk."""
        return self._desk().directory

    @property
    def working_days(self) -> WorkingDays:
        """Of the place whose holidays the office keeps."""
        return _working_days(self.directory.service.holidays)

    @property
    def today(self) -> date:
        """The day in Québec."""
        return quebec_day(self.clock())

    def keys(self) -> Mapping[str, SigningKey]:
        """Those that links are verified by."""
        return self.ledger.signing_keys()

    def written(self, act: Callable[[Casework], Written], marks: Mapping[str, str]) -> Written:
        """What came of a step, written for certain. ``marks``: what its events say of the way it came.

        :raises StorageError: into a file that went meanwhile.
        """
        done = act(Casework(self.ledger, self.desk, marks))
        self._file.check()
        return done

    def recorded(self, request: Request, marks: Mapping[str, str]) -> Outcome:
        """What came of a request, recorded for certain unless it was before. ``marks``: as of :meth:`written`.

        :raises StorageError: into a file that went meanwhile.
        """
        desk = self.desk
        with self.ledger.writing(marks=marks) as tx:
            outcome = desk.record(request, tx)
        self._file.check()
        return outcome

    def recorded_once(self, request: Request, marks: Mapping[str, str]) -> tuple[Recalled | None, Outcome | None]:
        """A request as it was recorded under its id before, unchanged; else what came of it now. Raises as
        :meth:`recorded`."""
        desk = self.desk
        with self.ledger.writing(marks=marks) as tx:
            before = tx.recall((request.request_id,)).get(request.request_id)
            outcome = desk.record(request, tx) if before is None else None
        self._file.check()
        return before, outcome

    def company_link(self, handoff_id: str, purpose: Purpose) -> str:
        """What opens a company's page of its request, from today on as long as links in letters live."""
        key = [*self.keys().values()][-1]
        last_day = self.today + timedelta(days=self.directory.notices.link_days)
        return sign(Link(handoff_id, "company", purpose, last_day), key)


_working_days = lru_cache(maxsize=4)(WorkingDays)
"""Holidays are worked out once."""
