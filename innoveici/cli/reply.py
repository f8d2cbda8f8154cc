"""``innoveici reply``: answers that came by mail are acted upon: of a mail server, files, a Maildir or a mailbox."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from innoveici.cli.screen import clean
from innoveici.cli.speech import AsJsonLines, Command, example
from innoveici.cli.wiring import Session, session
from innoveici.errors import EX_PERSON, InnoveiciError, InputNotFound, Refused, TryAgain, UsageError, os_problem
from innoveici.messages import N_, Message, _
from innoveici.steps import STEPS
from innoveici.words import ROLE, STATE, word

if TYPE_CHECKING:
    from innoveici.replies.receiving import ReplyResult

PASSWORD = "INNOVEICI_IMAP_PASSWORD"  # noqa: S105 - the name of it
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_STANDARD_INPUT = "-"


class Source(Protocol):
    """Where messages come from: their names and contents; each is settled once what it caused is written."""

    def __iter__(self) -> Iterator[tuple[str, bytes]]: ...

    def settle(self, name: str, *, refused: bool) -> None:
        """Keep it from coming again."""
        ...


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "reply",
        cls=Command,
        help=_("Read answers to letters, from standard input or files, and take the steps that they ask for."),
        epilog=example("innoveici reply answer.eml"),
    )(reply)


def reply(
    ctx: typer.Context,
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE]...", help=_("Messages; without any, standard input."))
    ] = None,
    maildir: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help=_("Read a Maildir; what was read goes to its folders .done and .refused.")),
    ] = None,
    imap: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help=_("Read what is unseen: imaps://user@host/INBOX; its password: INNOVEICI_IMAP_PASSWORD."),
        ),
    ] = None,
    password_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help=_("The mailbox's password is in this file, which is 0600."))
    ] = None,
    recipient: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help=_("The address it came to, where the mail server gives it.")),
    ] = None,
    server: Annotated[
        bool,
        typer.Option(
            "--server", help=_("Run by a mail server: exit 0 whatever the message is, or 75 to get it again.")
        ),
    ] = False,
    as_json: AsJsonLines = False,
) -> int:
    """0: all taken; 1: some changed nothing, and are listed; 3: some went to a person. A server's own exit code of 1
    would send the message back to whoever wrote it."""
    here = session(ctx)
    try:
        with _source(files or [], maildir, imap, password_file) as source:
            code = _read_all(here, source, recipient, as_json=as_json)
    except InnoveiciError as error:
        if server:
            raise TryAgain(error.message, error.remedy) from None
        raise
    return 0 if server else code


def _read_all(here: Session, source: Source, recipient: str | None, *, as_json: bool) -> int:
    """Each is settled before the next is read; what cannot be written now stays where it is."""
    from innoveici.replies.receiving import receive_reply

    codes = {0}
    with here.ledger() as ledger:
        for name, content in source:
            result = receive_reply(ledger, here.desk, content, here.now, recipient=recipient)
            source.settle(name, refused=result.became == "refused")
            _say(here, name, result, as_json=as_json)
            codes.add({"refused": Refused.exit_code, "noted": EX_PERSON}.get(result.became, 0))
    return Refused.exit_code if Refused.exit_code in codes else max(codes)


def _say(here: Session, name: str, result: ReplyResult, *, as_json: bool) -> None:
    """One line each: on standard output what was done, on standard error what a person should look at."""
    if as_json:
        here.screen.data({
            "message": name,
            "outcome": result.became,
            "reason": result.reason.text() if result.reason else None,
            "reason_code": result.reason.code.partition(".")[2] if result.reason else None,
            "handoff_id": result.handoff_id or None,
            "role": result.role or None,
            "step": result.step,
            "state": result.state,
            "told": [str(told.recipient) for told in result.told],
        })  # fmt: skip
        return
    what = _(STATE[STEPS[result.step].event]) if result.step else ""
    who = word(ROLE, result.role) if result.role else ""
    line = " · ".join(filter(None, (result.handoff_id, who, what)))
    if result.reason is None:
        here.screen.line(clean(line))
        return
    said = Message(N_("{message}: {why}"), message=line or clean(name), why=result.reason.message)
    if result.became == "known":
        here.screen.line(clean(said.text()))
    else:
        here.screen.note(said)
        if result.became == "noted" and not result.told:
            text = N_("  no ERAC is in charge of it: read the note in `innoveici triage`, at {id}")
            here.screen.note(Message(text, id=result.handoff_id))


@contextmanager
def _source(files: list[str], maildir: Path | None, imap: str | None, password_file: Path | None) -> Iterator[Source]:
    if sum(map(bool, (files, maildir, imap))) > 1:
        raise UsageError(Message(N_("name files, or --maildir, or --imap: one of them at a time")))
    if password_file is not None and imap is None:
        raise UsageError(Message(N_("--password-file goes with --imap")))
    if maildir is not None:
        from innoveici.replies.reply_folder import ReplyFolder

        yield ReplyFolder(maildir)
    elif imap is not None:
        from innoveici.replies.imap_mailbox import ImapMailbox, parse_imap_url

        url = parse_imap_url(imap)
        with ImapMailbox(url, _password(password_file)) as mailbox:
            yield mailbox
    else:
        yield _Files(files or [_STANDARD_INPUT])


class _Files:
    """Messages that are given once, and left where they are."""

    def __init__(self, names: list[str]) -> None:
        self._names = names

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        from innoveici.notify.incoming import read_message

        for name in self._names:
            if name == _STANDARD_INPUT:
                yield name, read_message(sys.stdin.buffer)
                continue
            try:
                with Path(name).open("rb") as stream:
                    yield name, read_message(stream)
            except OSError as error:
                raise _unreadable(name, error) from None

    def settle(self, name: str, *, refused: bool) -> None:
        """They are not ours to move."""


def _password(file: Path | None) -> str:
    """:raises UsageError: none is given, or others can read it."""
    if file is None:
        if password := os.environ.get(PASSWORD):
            return password
        raise UsageError(
            Message(N_("--imap: no password is given")),
            Message(N_("put it in INNOVEICI_IMAP_PASSWORD, or in a file (0600) that --password-file names")),
        )
    try:
        if os.name == "posix" and file.stat().st_mode & _OTHERS:
            raise UsageError(
                Message(N_("{path} can be read by others on this machine"), path=str(file)),
                Message(N_("keep it to yourself: chmod 600 {path}"), path=str(file)),
            )
        password = file.read_text("utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(str(file), error) from None
    if not password:
        raise UsageError(Message(N_("{path} holds no password on its first line"), path=str(file)))
    return password


def _unreadable(name: str, error: Exception) -> InputNotFound:
    return InputNotFound(Message(N_("{path} cannot be read: {problem}"), path=name, problem=os_problem(error)))
