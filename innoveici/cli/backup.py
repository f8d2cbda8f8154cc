"""``innoveici backup`` and ``innoveici restore``: a whole copy of the ledger, made while it is in use, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from innoveici.cli.speech import AsJson, Command, example
from innoveici.cli.wiring import Session, session
from innoveici.errors import EX_PERSON, UsageError
from innoveici.figures import count
from innoveici.messages import N_, Message, _, ngettext
from innoveici.words import moment

if TYPE_CHECKING:
    from innoveici.ledger.copying import Copy


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command(
        "backup",
        cls=Command,
        help=_("Copy the ledger to FILE while it is in use, and verify the copy; a `cp` may lack its last events."),
        epilog=example("innoveici backup backups/ledger-2026-11-22.db", _("Each night:")),
    )(backup)
    app.command(
        "restore",
        cls=Command,
        help=_("Make the ledger again of a backup, where there is none; what was not sent waits for a person."),
        epilog=example(
            "innoveici restore backups/ledger-2026-11-21.db --to copy.db",
            _("To look at a backup beside the ledger in use:"),
        ),
    )(restore)


def backup(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help=_("Where the copy goes; a name with the date."))],
    force: Annotated[
        bool, typer.Option("--force", help=_("Take the place of a file of that name, once the copy is whole."))
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Exit 0 when the copy is whole and in its place, 1 when there is a file of that name, 74 when it cannot be."""
    here = session(ctx)
    path = _usable(here, file)
    from innoveici.ledger import MUCH_PATIENCE_S
    from innoveici.ledger.copying import back_up

    copy = back_up(here.ledger_url, path, replace=force, patience_s=MUCH_PATIENCE_S)
    if as_json:
        here.screen.data(_json(file, copy))
    else:
        text = ngettext(
            "Backup made and verified: {file}, {count} event",
            "Backup made and verified: {file}, {count} events",
            copy.events,
        )
        here.screen.line(text.format(file=file, count=count(copy.events)))
        _print_head(here, copy)
    return 0


def restore(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help=_("What `innoveici backup` made."))],
    to: Annotated[
        str | None, typer.Option(metavar="URL", help=_("Where, instead of the ledger in force; a path."))
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Exit 0 when it is done, 3 when notices are held, 1 when there is a ledger already, 65 when FILE is not whole."""
    here = session(ctx)
    from innoveici.ledger import MUCH_PATIENCE_S
    from innoveici.ledger.access import parse_ledger_url
    from innoveici.ledger.copying import restore as restore_ledger
    from innoveici.notify.addresses import QUEUED_AGAIN_WITHIN

    target = parse_ledger_url(to) if to else here.ledger_url
    copy = restore_ledger(
        Path(file),
        target,
        clock=here.settings.clock,
        resent_since=here.now - QUEUED_AGAIN_WITHIN,
        patience_s=MUCH_PATIENCE_S,
    )
    if as_json:
        here.screen.data(_json(str(target.file), copy) | {"held": copy.held})
    else:
        text = ngettext(
            "Ledger restored and verified: {file}, {count} event",
            "Ledger restored and verified: {file}, {count} events",
            copy.events,
        )
        here.screen.line(text.format(file=target.file, count=count(copy.events)))
        _print_head(here, copy)
    _say_what_is_left_to_do(here, copy)
    return EX_PERSON if copy.held else 0


def _say_what_is_left_to_do(here: Session, copy: Copy) -> None:
    if copy.last_at:
        text = N_(
            "Its last event is of {moment}. What came after is not in it: route the exports of that time again, and "
            "erase again (`innoveici erase`) what was erased since."
        )
        here.screen.note(Message(text, moment=moment(copy.last_at)))
    if copy.held:
        text = ngettext(
            "{count} notice that was not sent is held: it may have gone out since the backup.",
            "{count} notices that were not sent are held: they may have gone out since the backup.",
            copy.held,
        )
        here.screen.note(Message("{line}", line=text.format(count=count(copy.held))))
        here.screen.note(
            Message(
                N_(
                    "Look at them with `innoveici outbox list --state held`; then let them go with `innoveici outbox "
                    "retry --state held --by person:LOGIN --reason TEXT`, or give them up with `cancel`."
                )
            )
        )


def _print_head(here: Session, copy: Copy) -> None:
    if copy.head:
        here.screen.line(_("Head: {head}").format(head=copy.head))


def _json(file: str, copy: Copy) -> dict[str, object]:
    from innoveici.ledger.event import utc_text

    return {
        "file": file,
        "events": copy.events,
        "head": str(copy.head) if copy.head else None,
        "last_event_at": utc_text(copy.last_at) if copy.last_at else None,
    }


def _usable(here: Session, file: str) -> Path:
    """Where the copy goes. :raises UsageError: no path, or that of something in use, whose place it never takes."""
    from innoveici.batch.write.file import STANDARD_STREAM, refuse_same
    from innoveici.ledger.access import BESIDE

    if file.strip() in ("", STANDARD_STREAM) or "://" in file:
        raise UsageError(
            Message(N_("the backup is a file, not “{name}”"), name=file),
            Message(N_("name it by its path, as in backups/ledger-2026-11-21.db")),
        )
    settings = here.settings
    ledger = here.ledger_url.path
    ours = [ledger, *(Path(f"{ledger.resolve()}{end}") for end in BESIDE)] if ledger else []
    refuse_same(
        {
            "--regions": str(settings.regions.value),
            "--advisors": str(settings.advisors.value),
            **{f"--ledger ({path.name})": str(path) for path in ours},
        },
        {"FILE": file},
    )
    return Path(file)
