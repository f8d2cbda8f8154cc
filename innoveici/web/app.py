"""The application: which address is answered by what. Each module of pages names its own in ``ROUTES``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from innoveici.web.answering import answering
from innoveici.web.metering import Metered
from innoveici.web.pages import FOLDER
from innoveici.web.shielding import Shield
from innoveici.web.site import Site
from innoveici.web.visits import NotThere, Visit

THREADS = 8
"""That answer at a time; the others wait. SQLite has one writer, and a laptop few processors."""


def make_app(site: Site) -> Starlette:
    """The pages and the API of ``site``."""
    routes: list[BaseRoute] = [
        *_routes(),
        Mount("/static", StaticFiles(directory=FOLDER / "static"), name="static"),
    ]
    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(Metered, meter=site.meter),
            Middleware(Shield, settings=site.settings),
            Middleware(ProxyHeadersMiddleware, trusted_hosts=list(site.settings.proxies)),
        ],
        exception_handlers={HTTPException: _not_there},
        lifespan=_few_threads,
    )
    app.state.site = site
    return app


def _routes() -> list[BaseRoute]:
    from innoveici.web import api, front_page, link_pages, monitoring, request_form
    from innoveici.web.staff import routes as staff

    pages = (front_page, link_pages, request_form, api, staff, monitoring)
    return [route for module in pages for route in module.ROUTES]


@asynccontextmanager
async def _few_threads(_app: Starlette) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    yield


async def _not_there(request: HttpRequest, error: Exception) -> Response:
    """No route, or not by this method."""
    from innoveici.web import api

    if request.url.path.startswith("/api/") and isinstance(error, HTTPException):
        return await api.absent(request, error)
    return await _absent(request)


def _absent_answer(_visit: Visit) -> Response:
    raise NotThere


_absent: Callable[[HttpRequest], Awaitable[Response]] = answering(_absent_answer)
