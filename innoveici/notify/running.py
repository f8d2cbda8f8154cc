"""One run of ``innoveici notify``: doubts, reminders, digests, then every letter that is due."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from innoveici.errors import StorageError, os_problem
from innoveici.messages import N_, Message
from innoveici.notify.addresses import ENVELOPE_KEY, queue_reachable
from innoveici.notify.channels import ChannelFailed
from innoveici.notify.company_letters import due_company_letters
from innoveici.notify.delivering import DeliveryRun, RunTally
from innoveici.notify.due_letters import ReadyLetters, due_pages
from innoveici.notify.letter import LetterContext
from innoveici.notify.receipts import is_surplus, withhold
from innoveici.notify.reminders import remind, written
from innoveici.notify.retries import letters_in_doubt, what_becomes
from innoveici.quebec import WorkingDays

if TYPE_CHECKING:
    from innoveici.directory.model import Directory
    from innoveici.ledger.access import LedgerUrl
    from innoveici.ledger.ledger import Ledger
    from innoveici.notify.channels import Channel
    from innoveici.orientation.suggesting import Orienter
    from innoveici.settings import Clock


def letter_contexts(
    ledger: Ledger,
    directory: Directory,
    clock: Clock,
    *,
    keep_key: bool = True,
    orienter: Callable[[], Orienter] | None = None,
) -> Callable[[], LetterContext]:
    """What makes the surroundings of letters, as they are when it is called.

    :param keep_key: False writes nothing, where the ledger has no keys yet. :param orienter: what finds who can help,
        asked for when a letter needs it.
    """
    working_days = WorkingDays(directory.service.holidays)
    identity, key = ledger.identity(), ledger.key(ENVELOPE_KEY, keep=keep_key)
    signs = directory.notices.base_url or directory.notices.replies
    signing_key = next(reversed(ledger.signing_keys(make=keep_key).values()), None) if signs else None
    return lambda: LetterContext(directory, working_days, clock(), ledger.head(), identity, key, signing_key, orienter)


def run(
    ledger: Ledger,
    channel: Channel,
    directory: Directory,
    clock: Clock,
    tally: RunTally,
    *,
    limit: int | None = None,
    stopping: Callable[[], bool] = lambda: False,
    orienter: Callable[[], Orienter] | None = None,
) -> None:
    """Send what is due, until nothing is, something came of ``limit`` letters, or ``stopping`` says so between two.

    :param limit: reminders are written by the block, until there are as many; they go out as letters of their own.
    :param tally: what was done is counted there; also when it ends by an error.
    :raises InnoveiciError: the ledger's, or the folder's that letters are put into.
    """
    with run_lock(ledger.url) as locked:
        if not locked:
            tally.elsewhere = True
            return
        context_now = letter_contexts(ledger, directory, clock, orienter=orienter)
        context = context_now()
        queue_reachable(ledger, context)

        def enough() -> bool:
            return stopping() or (limit is not None and tally.done >= limit)

        settle_doubts(ledger, context, tally, enough, no_other_run=ledger.url.kind == "sqlite")
        tally.reminders = remind(ledger, context, limit, stopping)
        rest = None if limit is None else max(0, limit - tally.reminders)
        tally.reminders += written(ledger, islice(due_company_letters(ledger, context), rest), stopping)
        with channel:
            delivery = DeliveryRun(ledger, channel, context.settings, clock, tally)
            try:
                if enough():
                    return
                for page in due_pages(ledger, context_now, lambda: tally.done):
                    tally.held += withhold(ledger, page.drafts)
                    letters = ReadyLetters(replace(page, drafts=[d for d in page.drafts if not is_surplus(d)]))
                    for number, letter in enumerate(letters):
                        if number and page.stale:
                            break
                        delivery.deliver(letter, meanwhile=letters.prepare)
                        if enough():
                            return
            except ChannelFailed as error:
                tally.stopped = error
            finally:
                delivery.settle()


def settle_doubts(
    ledger: Ledger, context: LetterContext, tally: RunTally, enough: Callable[[], bool], *, no_other_run: bool
) -> None:
    """Flag the letters of runs that were killed: each is sent again with the same Message-ID, or held.

    :param enough: asked before each; True ends it.
    :param no_other_run: no other run can be alive; else only those whose lease is over are gone.
    """
    for message, notices in letters_in_doubt(ledger, context.now, no_other_run=no_other_run).items():
        if enough():
            return
        to = what_becomes(notices[0], context.now, context.settings, doubt=True)
        delivery = notices[0].delivery
        if delivery and delivery.run and ledger.resolve_doubt(message, delivery.run, to, context.now):
            tally.in_doubt += 1
            if to == "held":
                tally.count("held")


@contextmanager
def run_lock(url: LedgerUrl) -> Iterator[bool]:
    """Whether no other run is at work on this ledger; for the duration of the block none will be.

    On PostgreSQL, always: its rows are locked instead, and several runs share the work.

    :raises StorageError: the file cannot be made or opened.
    """
    if url.kind == "postgresql":
        yield True
        return
    from filelock import FileLock, Timeout

    path = lock_file(url)
    lock = FileLock(path, timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    except OSError as error:
        raise StorageError(
            Message(N_("{file} cannot be made or opened ({problem})"), file=path, problem=os_problem(error)),
            Message(N_("give yourself the right to write it and its folder: it keeps two runs from sending at once")),
        ) from None
    try:
        yield True
    finally:
        lock.release()


def no_run_active(url: LedgerUrl) -> bool:
    """Whether no run is at work, found out without making a file. On PostgreSQL only leases tell, so never."""
    if url.kind == "postgresql":
        return False
    if not lock_file(url).exists():
        return True
    with run_lock(url) as locked:
        return locked


def lock_file(url: LedgerUrl) -> Path:
    """Beside the ledger itself, whatever link it was named by."""
    path = url.file.resolve()
    return path.with_name(f"{path.name}.notify.lock")
