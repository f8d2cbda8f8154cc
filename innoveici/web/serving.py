"""How the application is made from the settings, and run by uvicorn; in several processes, each makes its own."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from innoveici.current_desk import CurrentDesk
from innoveici.web.site import ServeSettings, Site

if TYPE_CHECKING:
    import asyncio

    from starlette.applications import Starlette

    from innoveici.atlas.geonames import GeoNames
    from innoveici.atlas.store import Atlas
    from innoveici.ledger.ledger import Ledger
    from innoveici.settings import Settings

APP = "innoveici.web.serving:app_of_environment"
SETTINGS_VARIABLE = "INNOVEICI_SERVE"
HEADER_BYTES = 16 * 1024
HEADER_SECONDS = 10.0
"""In which a request's headers must have come; a connection that says nothing is closed."""
AT_ONCE = 200
"""Connections; more are answered 503."""


class ImpatientProtocol(H11Protocol):
    """Closes a connection that does not say what it wants."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Of asyncio."""
        super().connection_made(transport)
        self._impatience = self.loop.call_later(HEADER_SECONDS, self._close_unless_asked)

    def connection_lost(self, exc: Exception | None) -> None:
        """Of asyncio."""
        self._impatience.cancel()
        super().connection_lost(exc)

    def _close_unless_asked(self) -> None:
        if self.cycle is None:  # no request yet
            self.transport.close()


def serving_options(host: str, port: int) -> dict[str, Any]:
    """uvicorn's. No log of accesses: addresses of pages hold links that open them."""
    return {
        "host": host,
        "port": port,
        "http": ImpatientProtocol,
        "ws": "none",
        "access_log": False,
        "log_level": "warning",
        "proxy_headers": False,  # the application's own middleware knows whom to believe
        "server_header": False,
        "h11_max_incomplete_event_size": HEADER_BYTES,
        "limit_concurrency": AT_ONCE,
        "timeout_keep_alive": 5,
        "timeout_graceful_shutdown": 10,
    }


def make_site(
    settings: Settings, serving: ServeSettings, ledger: Ledger, atlas: Atlas, geonames: GeoNames | None = None
) -> Site:
    """What the pages stand on, by the settings in force."""
    desk = CurrentDesk(
        settings.regions.value,
        settings.advisors.value,
        atlas,
        settings.clock,
        geonames,
        base_url=serving.base_url,
        catalogue=settings.catalogue.value,
    )
    return Site(serving, ledger, desk, settings.clock, advisors_file=settings.advisors.value)


def app_of_environment() -> Starlette:
    """The application of one of several processes."""
    from innoveici.atlas.store import Atlas
    from innoveici.ledger import open_ledger
    from innoveici.settings import Flags, read_settings
    from innoveici.web.app import make_app

    settings = read_settings(Flags())
    said: dict[str, Any] = json.loads(os.environ[SETTINGS_VARIABLE])
    said |= {name: tuple(value) for name, value in said.items() if isinstance(value, list)}
    ledger = open_ledger(settings.ledger.value, clock=settings.clock, create=False)
    return make_app(make_site(settings, ServeSettings(**said), ledger, Atlas.open()))
