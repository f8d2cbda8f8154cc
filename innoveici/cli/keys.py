"""``innoveici keys``: those that sign links and reply addresses, and those by which other programs come in."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from innoveici.cli.screen import print_table
from innoveici.cli.speech import AsJson, AsJsonLines, Command, Group, example
from innoveici.cli.wiring import session
from innoveici.errors import UsageError
from innoveici.messages import N_, Message, _, ngettext
from innoveici.words import moment

if TYPE_CHECKING:
    from innoveici.ledger.signing_keys import ProgramKey
    from innoveici.links import SigningKey

_LINKS, _IN_USE = N_("links"), N_("in use")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


class Use(StrEnum):
    """What a program's key is for."""

    API = "api"


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    keys = typer.Typer(
        cls=Group,
        help=_("Look after the keys: those that sign links, those of programs."),
        epilog=example("innoveici keys list"),
    )
    keys.command(
        "list",
        cls=Command,
        help=_("List the keys; no secrets."),
        epilog=example("innoveici keys list"),
    )(list_keys)
    keys.command(
        "add",
        cls=Command,
        help=_("Make a key for a program, and show it: this once."),
        epilog=example("innoveici keys add site-web --for api"),
    )(add)
    keys.command(
        "rotate",
        cls=Command,
        help=_("Sign links with a new key from now on; those sent before still open."),
        epilog=example("innoveici keys rotate"),
    )(rotate)
    keys.command(
        "revoke",
        cls=Command,
        help=_("End a key at once: the links that it signed, or its program's access."),
        epilog=example("innoveici keys revoke 1"),
    )(revoke)
    app.add_typer(keys, name="keys")


def list_keys(ctx: typer.Context, as_json: AsJsonLines = False) -> None:
    """Of those that sign, one does now; the others still verify what they signed, or have ended."""
    from innoveici.ledger.event import utc_text

    here = session(ctx)
    with here.existing_ledger() as ledger:
        signing = [*ledger.signing_keys(make=False).values()] if ledger else []
        programs = ledger.program_keys() if ledger else []
    if as_json:
        for key in signing:
            here.screen.data(_signing_json(key, here.now))
        for program in programs:
            here.screen.data(_program_json(program))
        return
    said, time = (_, moment) if here.screen.out.isatty() else (str, utc_text)
    rows = [
        (
            key.id,
            said(_LINKS),
            time(key.made_at),
            time(key.expires_at) if key.expires_at else "",
            said(_state(key, here.now)),
        )
        for key in signing
    ]
    rows += [(program.name, program.use, time(program.made_at), "", said(_IN_USE)) for program in programs]
    headings = (_("Key"), _("For"), _("Made"), _("Until"), _("State"))
    print_table(here.screen, ("key", "for", "made_at", "expires_at", "state"), headings, rows)


def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("Which program it is for, as in site-web."))],
    use: Annotated[Use, typer.Option("--for", help=_("What it opens."))] = Use.API,
    as_json: AsJson = False,
) -> None:
    """Only a hash of it is kept: a key that was lost is revoked, and another made."""
    here = session(ctx)
    if not _NAME.fullmatch(name) or name.isdecimal():
        raise UsageError(
            Message(N_("“{name}” cannot name a key"), name=name),
            Message(N_("write a short name without spaces, not a number, as in site-web")),
        )
    with here.ledger(create=True) as ledger:
        key = ledger.add_program_key(name, use.value)
    if as_json:
        here.screen.data({"kind": "program", "name": name, "for": use.value, "key": key})
        return
    here.screen.line(key)
    here.screen.note(Message(N_("This is shown once: give it to the program, and keep it nowhere else.")))


def rotate(ctx: typer.Context, as_json: AsJson = False) -> None:
    """The keys before verify as long as a link lives (notices.link_days in regions.yaml)."""
    here = session(ctx)
    days = here.directory.notices.link_days
    with here.ledger(create=True) as ledger:
        ledger.signing_keys()
        made = ledger.rotate_signing_key(timedelta(days=days))
        keys = [*ledger.signing_keys().values()]
    if as_json:
        before = [_signing_json(key, here.now) for key in keys if key.id != made.id]
        here.screen.data(_signing_json(made, here.now) | {"before": before})
        return
    text = ngettext(
        "Key {id} signs from now on; links that were signed before open for {days} more day.",
        "Key {id} signs from now on; links that were signed before open for {days} more days.",
        days,
    )
    here.screen.line(text.format(id=made.id, days=days))


def revoke(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="KEY", help=_("A program's name, or the number of one that signs."))],
    as_json: AsJson = False,
) -> None:
    """At once and for good. Whoever has a dead link may ask for a new one, which goes to the address on file only."""
    here = session(ctx)
    with here.ledger() as ledger:
        if name.isdecimal():
            ledger.revoke_signing_key(str(int(name)))
            signs = [*ledger.signing_keys().values()][-1].id
        else:
            ledger.revoke_program_key(name)
            signs = ""
    if as_json:
        here.screen.data({"revoked": str(int(name)) if signs else name, "signs": signs or None})
    elif signs:
        text = _("Key {id} is revoked: no link and no reply address that it signed opens any more. Key {other} signs.")
        here.screen.line(text.format(id=int(name), other=signs))
    else:
        here.screen.line(_("The key of {name} is revoked: it lets nobody in any more.").format(name=name))


def _signing_json(key: SigningKey, now: datetime) -> dict[str, Any]:
    from innoveici.ledger.event import utc_text

    return {
        "kind": "signing",
        "id": key.id,
        "for": "links",
        "made_at": utc_text(key.made_at),
        "expires_at": utc_text(key.expires_at) if key.expires_at else None,
        "signs": key.expires_at is None,
        "verifies": _verifies(key, now),
    }


def _program_json(program: ProgramKey) -> dict[str, Any]:
    from innoveici.ledger.event import utc_text

    return {"kind": "program", "name": program.name, "for": program.use, "made_at": utc_text(program.made_at)}


def _verifies(key: SigningKey, now: datetime) -> bool:
    return key.expires_at is None or now < key.expires_at


def _state(key: SigningKey, now: datetime) -> str:
    if key.expires_at is None:
        return N_("signs")
    return N_("verifies") if _verifies(key, now) else N_("ended")
