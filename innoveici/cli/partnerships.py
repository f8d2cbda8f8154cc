"""``innoveici partnerships``: what the France–Québec partnerships are, and which fit a handoff."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from innoveici.cli.screen import clean
from innoveici.cli.speech import AsJson, AsJsonLines, Command, Group, example
from innoveici.cli.wiring import session
from innoveici.errors import UsageError
from innoveici.messages import N_, Message, _

if TYPE_CHECKING:
    from rich.console import RenderableType

    from innoveici.directory.model import Partnership


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    partnerships = typer.Typer(
        cls=Group,
        no_args_is_help=True,
        help=_("France–Québec partnerships: their sides, who may ask, and which fit a request."),
        epilog=example("innoveici partnerships list"),
    )
    partnerships.command(
        "list", cls=Command, help=_("List them, those in force first."), epilog=example("innoveici partnerships list")
    )(list_them)
    partnerships.command(
        "show",
        cls=Command,
        help=_("Show one: both its sides, what each gives, how to reach it, who may ask, since when."),
        epilog=example("innoveici partnerships show carnot-prima-cribiq"),
    )(show)
    partnerships.command(
        "for",
        cls=Command,
        help=_("Which fit a recorded request."),
        epilog=example("innoveici partnerships for H-000001"),
    )(fitting)
    app.add_typer(partnerships, name="partnerships")


def list_them(ctx: typer.Context, as_json: AsJsonLines = False) -> None:
    """Announced ones are said to be so."""
    here = session(ctx)
    for partnership in sorted(here.regions.partnerships, key=lambda one: (not one.active, one.id)):
        if as_json:
            here.screen.data(_json(partnership, _asked_this_year(ctx, partnership.id)))
        else:
            here.screen.line(clean(f"{partnership.id:<20} {partnership.name} – {_state(partnership)}"))


def show(
    ctx: typer.Context,
    id_: Annotated[str, typer.Argument(metavar="ID", help=_("Its id, as “partnerships list” shows it."))],
    as_json: AsJson = False,
) -> None:
    """As regions.yaml has it."""
    here = session(ctx)
    known = {partnership.id: partnership for partnership in here.regions.partnerships}
    if id_ not in known:
        raise UsageError(
            Message(N_("there is no partnership “{id}”"), id=id_),
            Message(N_("use one of {ids}"), ids=", ".join(sorted(known))),
        )
    asked = _asked_this_year(ctx, id_)
    if as_json:
        here.screen.data(_json(known[id_], asked))
    else:
        here.screen.show(*_told(known[id_], asked))


def fitting(
    ctx: typer.Context,
    id_: Annotated[str, typer.Argument(metavar="ID", help=_("A handoff's id or a request's."))],
    as_json: AsJsonLines = False,
) -> None:
    """Those that its decision found, as it was recorded."""
    from innoveici.routing.record import join

    here = session(ctx)
    with here.ledger() as ledger:
        fits = join(*ledger.decision(id_)).partnerships
    known = {partnership.id: partnership for partnership in here.regions.partnerships}
    if not fits and not as_json:
        here.screen.note(Message(N_("no partnership fits this request")))
    for fit in fits:
        partnership = known.get(fit.id)
        if as_json:
            said = _json(partnership, None) if partnership else {"id": fit.id, "name": fit.name, "offer": fit.offer}
            here.screen.data(said)
        elif partnership:
            here.screen.show(*_told(partnership, None))
        else:
            here.screen.line(clean(f"{fit.name}: {fit.offer}"))


def _asked_this_year(ctx: typer.Context, id_: str) -> int | None:
    """Requests of this year in Québec that it fitted; None while there is no ledger."""
    here = session(ctx)
    with here.existing_ledger() as ledger:
        return ledger.led_to_partnership(id_, here.today.year) if ledger else None


def _state(partnership: Partnership) -> str:
    since = partnership.since
    if not partnership.active:
        return (
            _("announced ({since}), not yet in force").format(since=since)
            if since
            else _("announced, not yet in force")
        )
    return _("in force since {since}").format(since=since) if since else _("in force")


def _told(partnership: Partnership, asked: int | None) -> Iterator[RenderableType]:
    from rich.padding import Padding
    from rich.text import Text

    yield Text(clean(f"{partnership.name} ({partnership.id})"), style="bold")
    lines = [_state(partnership), partnership.offer]
    if partnership.asks:
        lines.append(_("Who may ask: {who}.").format(who=partnership.asks))
    lines.append(_("Sectors: {sectors}.").format(sectors=", ".join(partnership.sectors) or _("any")))
    lines += [
        _("{who}: {gives} ({reach})").format(who=side.who, gives=side.gives, reach=side.reach)
        for side in partnership.sides
    ]
    if asked:
        lines.append(_("Requests of this year that were led to it: {count}.").format(count=asked))
    lines.append(_("Source: {source}.").format(source=partnership.source))
    for line in lines:
        yield Padding(Text(clean(line)), (0, 0, 0, 3))


def _json(partnership: Partnership, asked: int | None) -> dict[str, Any]:
    return {
        "id": partnership.id,
        "name": partnership.name,
        "state": "in_force" if partnership.active else "announced",
        "since": partnership.since or None,
        "asks": partnership.asks or None,
        "sectors": list(partnership.sectors),
        "origins": list(partnership.origins),
        "markets": list(partnership.markets),
        "organizations": list(partnership.organizations),
        "sides": [{"who": side.who, "gives": side.gives, "reach": side.reach} for side in partnership.sides],
        "offer": partnership.offer,
        "asked_this_year": asked,
        "source": partnership.source,
    }
