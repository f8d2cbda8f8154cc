"""One run of ``innoveici notify`` under cron: silent while all is well, one line when it is not, a monitor told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from innoveici.cli.screen import clean
from innoveici.cli.stopping import Stopped, Stopping
from innoveici.cli.wiring import Session
from innoveici.errors import InnoveiciError, InputNotFound
from innoveici.figures import count
from innoveici.messages import N_, Message, _, ngettext
from innoveici.notify.channels import ChannelDown, ChannelRefused, Deferred, InDoubt, NotSent, open_channel
from innoveici.notify.ping import ping
from innoveici.notify.tally import EX_PERSON, EX_TEMPORARY, Tally
from innoveici.words import waits

if TYPE_CHECKING:
    from datetime import datetime

    from innoveici.ledger.ledger import Ledger
    from innoveici.reasons import Reason

EX_REFUSED, EX_INTERRUPTED = 1, 130
_NEITHER = (EX_TEMPORARY, EX_INTERRUPTED)
"""Runs of which a monitor hears nothing: the next one may go well, and if none does, the silence is the alarm."""


def send(here: Session, *, limit: int | None, as_json: bool, ping_url: str | None) -> int:
    """Returns the exit code. On a terminal, raises what the pieces raise, and Stopped."""
    try:
        with _monitored(here, ping_url) as tally:
            waiting = _run(here, tally, limit)
    except InnoveiciError as error:
        if here.screen.err.isatty() or isinstance(error, Stopped):
            raise
        here.screen.note(Message("{line}", line=_error_line(error)))
        return error.exit_code
    if as_json:
        here.screen.data(_json(tally, waiting))
    if tally.exit_code or (here.screen.err.isatty() and not as_json):
        here.screen.note(Message("{line}", line=_line(tally, waiting)))
    return tally.exit_code


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Notices that wait after a run; of those, the ones of a step that can still be undone, and until when."""

    queued: int = 0
    in_grace: int = 0
    until: datetime | None = None


def _run(here: Session, tally: Tally, limit: int | None) -> _Waiting:
    """What still waits afterwards."""
    from innoveici.notify.digests import digested
    from innoveici.notify.running import run

    channel, directory = open_channel(here.settings.mail.value), here.directory
    with _writable_ledger(here) as ledger, Stopping() as stopping:
        if ledger is None:
            return _Waiting()
        run(ledger, channel, directory, here.settings.clock, tally, limit=limit, stopping=lambda: stopping.wished)
        grace = ledger.in_grace(here.settings.clock(), digested(directory))
        until = grace[-1].notice.not_before if grace else None
        waiting = _Waiting(ledger.outbox_counts()["queued"], len(grace), until)
    if stopping.wished:
        text = N_("stopped; messages sent: {sent}; notices that wait for the next run: {waiting}")
        raise Stopped(Message(text, sent=count(tally.sent), waiting=count(waiting.queued)))
    return waiting


def try_out(here: Session, address: str, *, as_json: bool) -> int:
    """Send the test message. Returns the exit code."""
    from innoveici.notify.post import Post
    from innoveici.notify.trial import send_trial
    from innoveici.working_days import WorkingDays

    directory, language = here.directory, here.settings.language.value
    post = Post(directory, WorkingDays(directory.service.holidays), here.now, None, "", b"")
    reason: Reason | None = None
    with open_channel(here.settings.mail.value) as channel:
        try:
            send_trial(channel, address, post, language)
            code = 0
        except NotSent as error:
            reason, code = error.reason, _trial_code(error)
    if as_json:
        here.screen.data({"sent": not code, "channel": channel.name, "reason": str(reason) if reason else None})
    if reason:
        here.screen.note(Message(N_("innoveici notify: {problem}"), problem=reason.message))
    elif not as_json:
        text = N_("the test message to {address} went out through {channel}")
        here.screen.note(Message(text, address=address, channel=channel.name))
    return code


def _trial_code(error: NotSent) -> int:
    if isinstance(error, (ChannelDown, ChannelRefused)):
        return error.exit_code
    return EX_TEMPORARY if isinstance(error, (Deferred, InDoubt)) else EX_REFUSED


def _writable_ledger(here: Session) -> AbstractContextManager[Ledger | None]:
    """The ledger in force, with patience for a batch at work; None while the usual one was not made yet."""
    try:
        return here.ledger(much_to_write=True)
    except InputNotFound:
        if here.settings.ledger.origin == "default":
            return nullcontext()
        raise  # one that was named is missed: cron would be silent for ever


@contextmanager
def _monitored(here: Session, url: str | None) -> Iterator[Tally]:
    """Tell the monitor, if there is one, how the block ended; that changes nothing of how it did."""
    tally = Tally()
    try:
        yield tally
    except BaseException as error:
        _tell(here, url, getattr(error, "exit_code", 1))
        raise
    if not tally.elsewhere:
        _tell(here, url, tally.exit_code)


def _tell(here: Session, url: str | None, code: int) -> None:
    if url and code not in _NEITHER and (problem := ping(url, failed=code != 0)):
        here.screen.note(Message(N_("innoveici notify: {problem}"), problem=problem))


def _line(tally: Tally, waiting: _Waiting) -> str:
    """All of it, in one line: what cron mails to whoever looks after it."""
    if tally.elsewhere:
        return _("innoveici notify: another run is at work; nothing to do")
    texts = [
        (tally.sent, ngettext("{count} message sent", "{count} messages sent", tally.sent)),
        (tally.deferred, ngettext("{count} put off", "{count} put off", tally.deferred)),
        (tally.failed, ngettext("{count} failed", "{count} failed", tally.failed)),
        (tally.held, ngettext("{count} held back", "{count} held back", tally.held)),
        (tally.cancelled, ngettext("{count} cancelled", "{count} cancelled", tally.cancelled)),
        (tally.no_address, ngettext("{count} without an address", "{count} without an address", tally.no_address)),
        (tally.reminders, ngettext("{count} reminder written", "{count} reminders written", tally.reminders)),
    ]
    done = ", ".join(text.format(count=count(number)) for number, text in texts if number) or _("nothing sent")
    queued = waiting.queued
    parts = [done, ngettext("{count} notice waits", "{count} notices wait", queued).format(count=count(queued))]
    if waiting.until:
        parts.append(waits(waiting.in_grace, waiting.until))
    if tally.stopped:
        parts.insert(0, tally.stopped.reason.text())
    elif tally.exit_code == EX_PERSON:
        parts.append(_("see “innoveici outbox status”"))
    return _("innoveici notify: {what}").format(what=clean("; ".join(parts)))


def _error_line(error: InnoveiciError) -> str:
    """What is wrong and what to do, in one line; the findings behind it are for `innoveici check`."""
    texts = [part.text() for part in (error.message, error.remedy) if part]
    return _("innoveici notify: {what}").format(what=clean(" → ".join(texts)))


def _json(tally: Tally, waiting: _Waiting) -> dict[str, Any]:
    from innoveici.ledger.event import utc_text

    stopped = tally.stopped.reason if tally.stopped else None
    return {
        "already_running": tally.elsewhere,
        "sent": tally.sent,
        "deferred": tally.deferred,
        "failed": tally.failed,
        "held": tally.held,
        "no_address": tally.no_address,
        "cancelled": tally.cancelled,
        "in_doubt": tally.in_doubt,
        "taken": tally.taken,
        "reminders": tally.reminders,
        "waiting": waiting.queued,
        "in_grace": waiting.in_grace,
        "grace_until": utc_text(waiting.until) if waiting.until else None,
        "stopped": stopped.to_json() | {"text": str(stopped)} if stopped else None,
    }
