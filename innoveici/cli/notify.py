"""``innoveici notify``: send what waits, show what would go, try a channel out.

Under cron it is silent while all is well, says one line when it is not, and tells a monitor.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from innoveici.cli.screen import clean, print_table
from innoveici.cli.speech import Command, example
from innoveici.cli.stopping import Stopped, Stopping
from innoveici.cli.wiring import Session, session
from innoveici.errors import EX_INTERRUPTED, EX_PERSON, InnoveiciError, InputNotFound, Refused, TryAgain, UsageError
from innoveici.figures import count
from innoveici.messages import N_, Message, _, ngettext
from innoveici.words import NOTICE, waits, word

if TYPE_CHECKING:
    from datetime import datetime

    from innoveici.ledger.ledger import Ledger
    from innoveici.notify.channels import NotSent
    from innoveici.notify.delivering import RunTally
    from innoveici.notify.preview import PlannedLetter
    from innoveici.reasons import Reason

_NEITHER = (TryAgain.exit_code, EX_INTERRUPTED)
"""Runs of which a monitor hears nothing: the next one may go well, and if none does, the silence is the alarm."""
COLUMNS = ("action", "message", "recipients", "templates", "language", "notices", "subject")
_ACTIONS: dict[str, str] = {
    **{str(state): text for state, text in NOTICE.items()},
    "send": N_("send"),
    "send_again": N_("send again: it may have gone out"),
    "wait": N_("wait: its step can still be undone"),
    "remind": N_("write this reminder, and send it"),
}


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "notify",
        cls=Command,
        help=_("Send the notices that wait, each once; silent while all is well, so that cron can run it."),
        epilog=example("innoveici notify --dry-run")
        + "\n\n"
        + example("innoveici outbox list", _("To look at what waits, or to hold something back:")),
    )(notify)


def notify(
    ctx: typer.Context,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help=_("Send at most as many messages, the oldest."))
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Show what would go, reminders too; nothing is written or sent."))
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help=_("What was done, or with --dry-run what would go, as JSON."))
    ] = False,
    test: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help=_("Only send a test message there; nothing is recorded."))
    ] = None,
    ping: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            envvar="INNOVEICI_PING",
            show_envvar=False,
            help=_("Fetch URL after a run that went well, URL/fail after another; INNOVEICI_PING keeps it secret."),
        ),
    ] = None,
) -> int:
    """Exit 0 when all went well, 3 when a person must see to something, 69 when the server cannot be reached, 75 when
    something was put off, 78 when it refuses us."""
    if test is not None and (dry_run or limit is not None):
        raise UsageError(Message(N_("--test is given alone, or with --json")))
    here = session(ctx)
    if dry_run:
        return show_plan(here, limit=limit, as_json=as_json)
    if test is not None:
        return try_out(here, test, as_json=as_json)
    return send(here, limit=limit, as_json=as_json, ping_url=ping)


def show_plan(here: Session, *, limit: int | None, as_json: bool) -> int:
    """Always 0: nothing can go wrong with what is only looked at."""
    planned = _planned(here, limit)
    if as_json:
        for one in planned:
            here.screen.data(one.to_json())
        return 0
    headings = (_("What"), _("Message"), _("To"), _("Template"), _("Language"), _("Notices"), _("Subject"))
    rows = list(planned)
    print_table(here.screen, COLUMNS, headings, [_planned_row(here, one) for one in rows])
    waiting = [one for one in rows if one.until]
    if waiting and waiting[-1].until:
        notices = sum(len(one.notices) for one in waiting)
        here.screen.note(Message("{line}", line=waits(notices, waiting[-1].until)))
    return 0


def _planned(here: Session, limit: int | None) -> Iterator[PlannedLetter]:
    from innoveici.notify.preview import preview

    with here.existing_ledger() as ledger:
        if ledger is not None:
            clock = here.settings.clock
            yield from preview(ledger, here.directory, clock, limit=limit, orienter=lambda: here.desk.orienter)


def _planned_row(here: Session, one: PlannedLetter) -> tuple[str, ...]:
    return (
        word(_ACTIONS, one.action) if here.screen.out.isatty() else one.action,
        one.message,
        " ".join(one.recipients),
        " ".join(one.templates),
        one.language,
        str(len(one.notices)),
        one.subject,
    )


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


def _run(here: Session, tally: RunTally, limit: int | None) -> _Waiting:
    """What still waits afterwards."""
    from innoveici.notify.channels import open_channel
    from innoveici.notify.digests import digested
    from innoveici.notify.running import run

    channel, directory = open_channel(here.settings.mail.value), here.directory
    with _writable_ledger(here) as ledger, Stopping() as stopping:
        if ledger is None:
            return _Waiting()
        run(
            ledger,
            channel,
            directory,
            here.settings.clock,
            tally,
            limit=limit,
            stopping=lambda: stopping.wished,
            orienter=lambda: here.desk.orienter,
        )
        grace = ledger.in_grace(here.settings.clock(), digested(directory))
        until = grace[-1].notice.not_before if grace else None
        waiting = _Waiting(ledger.outbox_counts()["queued"], len(grace), until)
    if stopping.wished:
        text = N_("stopped; messages sent: {sent}; notices that wait for the next run: {waiting}")
        raise Stopped(Message(text, sent=count(tally.sent), waiting=count(waiting.queued)))
    return waiting


def try_out(here: Session, address: str, *, as_json: bool) -> int:
    """Send the test message. Returns the exit code."""
    from innoveici.notify.channels import NotSent, open_channel
    from innoveici.notify.letter import LetterContext
    from innoveici.notify.preview import send_test_message
    from innoveici.quebec import WorkingDays

    directory, language = here.directory, here.settings.language.value
    post = LetterContext(directory, WorkingDays(directory.service.holidays), here.now, None, "", b"")
    reason: Reason | None = None
    with open_channel(here.settings.mail.value) as channel:
        try:
            send_test_message(channel, address, post, language)
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
    from innoveici.notify.channels import ChannelDown, ChannelRefused, Deferred, InDoubt

    if isinstance(error, (ChannelDown, ChannelRefused)):
        return error.exit_code
    return TryAgain.exit_code if isinstance(error, (Deferred, InDoubt)) else Refused.exit_code


def _writable_ledger(here: Session) -> AbstractContextManager[Ledger | None]:
    """The ledger in force, with patience for a batch at work; None while the usual one was not made yet."""
    try:
        return here.ledger(much_to_write=True)
    except InputNotFound:
        if here.settings.ledger.origin == "default":
            return nullcontext()
        raise  # one that was named is missed: cron would be silent for ever


@contextmanager
def _monitored(here: Session, url: str | None) -> Iterator[RunTally]:
    """Tell the monitor, if there is one, how the block ended; that changes nothing of how it did."""
    from innoveici.notify.delivering import RunTally

    tally = RunTally()
    try:
        yield tally
    except BaseException as error:
        _tell(here, url, getattr(error, "exit_code", 1))
        raise
    if not tally.elsewhere:
        _tell(here, url, tally.exit_code)


def _tell(here: Session, url: str | None, code: int) -> None:
    from innoveici.notify.monitor import tell_monitor

    if url and code not in _NEITHER and (problem := tell_monitor(url, failed=code != 0)):
        here.screen.note(Message(N_("innoveici notify: {problem}"), problem=problem))


def _line(tally: RunTally, waiting: _Waiting) -> str:
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


def _json(tally: RunTally, waiting: _Waiting) -> dict[str, Any]:
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
