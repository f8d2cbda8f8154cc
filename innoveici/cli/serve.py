"""``innoveici serve``: the pages and the API, for those in the chain who have no shell."""

from __future__ import annotations

import json
import os
import socket
from typing import TYPE_CHECKING, Annotated

import typer

from innoveici.cli.speech import Command, example
from innoveici.cli.wiring import Session, session
from innoveici.errors import Unreachable, UsageError, os_problem
from innoveici.messages import N_, Message, _
from innoveici.settings import BASE_URL

if TYPE_CHECKING:
    from innoveici.web.site import ServeSettings


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "serve",
        cls=Command,
        help=_("Serve the pages of the chain and the API, until it is stopped."),
        epilog=example("innoveici serve --base-url https://demandes.innoveici.example"),
    )(serve)


def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option(help=_("The address to listen on."))] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help=_("The port to listen on."))] = 8080,
    base_url: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help=_("Where people find the pages, when that is not where it listens; also base_url in regions.yaml."),
        ),
    ] = None,
    proxy: Annotated[
        list[str] | None,
        typer.Option(metavar="ADDRESS", help=_("A proxy whose X-Forwarded-For is believed; this machine by default.")),
    ] = None,
    trust_header: Annotated[
        str, typer.Option(metavar="NAME", help=_("The header by which a proxy says who signed in, an address."))
    ] = "",
    trust_from: Annotated[
        list[str] | None, typer.Option(metavar="ADDRESS", help=_("Where that header is believed from."))
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help=_("Processes, with a ledger on PostgreSQL."))] = 1,
) -> None:
    """One process; several where the ledger is on PostgreSQL."""
    here = session(ctx)
    if bool(trust_header) != bool(trust_from):
        raise UsageError(
            Message(N_("--trust-header and --trust-from go together")),
            Message(N_("say which header says who signed in, and from which addresses it is believed")),
        )
    _check_addresses(tuple(trust_from or ()))
    if workers > 1 and here.ledger_url.kind == "sqlite":
        raise UsageError(
            Message(N_("a ledger in a file is served by one process")),
            Message(N_("leave --workers out, or keep the ledger on PostgreSQL")),
        )
    from innoveici.web.site import LOCAL_PROXIES, ServeSettings

    settings = ServeSettings(
        base_url=_base_url(here, base_url, host, port),
        mail=here.settings.mail.value,
        proxies=tuple(proxy or LOCAL_PROXIES),
        trust_header=trust_header,
        trust_from=tuple(trust_from or ()),
    )
    _check_free(host, port)
    here.screen.note(Message(N_("Pages at {url} – stop with Ctrl-C."), url=settings.base_url))
    _run(here, settings, host, port, workers)


def _check_addresses(trusted: tuple[str, ...]) -> None:
    """:raises UsageError: one is no address, and no network: who signed in would be believed of nobody."""
    from ipaddress import ip_network

    for address in trusted:
        try:
            ip_network(address, strict=False)
        except ValueError:
            raise UsageError(
                Message(N_("--trust-from: “{value}” is not an address"), value=address),
                Message(N_("write it as in 10.0.0.5, or a network as in 10.0.0.0/24")),
            ) from None


def _check_free(host: str, port: int) -> None:
    """:raises Unreachable: nobody can listen there."""
    try:
        family, _kind, _protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        socket.create_server(address[:2], family=family).close()
    except OSError as error:
        raise Unreachable(
            Message(N_("{host}:{port} cannot be listened on: {why}"), host=host, port=port, why=os_problem(error)),
            Message(N_("choose another with --host and --port, or stop the program that is there")),
        ) from None


def _base_url(here: Session, given: str | None, host: str, port: int) -> str:
    """As said; else as regions.yaml or the environment has it; else where it listens."""
    if given is not None and not BASE_URL.fullmatch(given):
        raise UsageError(
            Message(N_("{source}: “{value}” is not the address of a website"), source="--base-url", value=given),
            Message(N_("write it as in https://innoveici.quebec")),
        )
    return (given or here.directory.notices.base_url or f"http://{host}:{port}").rstrip("/")


def _run(here: Session, settings: ServeSettings, host: str, port: int, workers: int) -> None:
    import uvicorn

    from innoveici.web.serving import APP, SETTINGS_VARIABLE, make_site, serving_options

    options = serving_options(host, port)
    if workers == 1:
        from innoveici.web.app import make_app

        with here.ledger(create=True) as ledger:
            uvicorn.run(make_app(make_site(here.settings, settings, ledger, here.atlas, here.geonames)), **options)
        return
    here.ledger(create=True).close()  # made or upgraded once, before several ask for it
    named = here.settings
    os.environ |= {
        "INNOVEICI_LEDGER": named.ledger.value,
        "INNOVEICI_REGIONS": str(named.regions.value.absolute()),
        "INNOVEICI_ADVISORS": str(named.advisors.value.absolute()),
        SETTINGS_VARIABLE: json.dumps({name: getattr(settings, name) for name in settings.__dataclass_fields__}),
    }
    uvicorn.run(APP, factory=True, workers=workers, **options)
