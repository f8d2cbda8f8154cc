"""What stands before every page: which hosts are answered, how much is read and for how long, and what goes with each
answer, so that no browser keeps it, frames it, or loads anything from elsewhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from innoveici.web.site import LOOPBACK_HOSTS, ServeSettings

BODY_LIMIT = 64 * 1024
"""Bytes of what is sent."""
BODY_SECONDS = 15.0
LOCAL_PATHS = frozenset({"/healthz", "/metrics"})
"""What watches the server asks it on its own machine, by whatever name."""
_CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY: Mapping[str, str] = {
    "Content-Security-Policy": _CSP,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}


def host_of(headers: Headers) -> str:
    """The host that is asked, without its port."""
    host = headers.get("host", "").lower()
    return host[: host.rindex(":")] if ":" in host and not host.endswith("]") else host


def is_local(scope: Scope) -> bool:
    """Whether it comes from this machine itself, not by a proxy on it."""
    headers = Headers(scope=scope)
    peer = (scope.get("client") or ("", 0))[0]
    return peer in ("127.0.0.1", "::1") and host_of(headers) in LOOPBACK_HOSTS and "x-forwarded-for" not in headers


PEER = "innoveici.peer"
"""Under which the scope keeps the address that the connection comes from, before any proxy is believed."""


class TooMuch(Exception):
    """More than ``BODY_LIMIT`` was sent."""


class TooSlow(Exception):
    """What is sent did not come in ``BODY_SECONDS``."""


class Shield:
    """Before the application: see the module."""

    def __init__(self, app: ASGIApp, settings: ServeSettings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope[PEER] = (scope.get("client") or ("", 0))[0]
        sending = self._shielded(scope, send)
        headers = Headers(scope=scope)
        if not self._is_ours(scope, headers):
            await PlainTextResponse("Misdirected request\n", 421)(scope, receive, sending)
        else:
            await self._app(scope, _bounded(receive, _length(headers)), sending)

    def _is_ours(self, scope: Scope, headers: Headers) -> bool:
        if scope["path"] in LOCAL_PATHS and host_of(headers) in LOOPBACK_HOSTS:
            return True
        return headers.get("host", "").lower() == self._settings.host

    def _shielded(self, scope: Scope, send: Send) -> Send:
        static = scope["path"].startswith("/static/")

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(SECURITY)
                headers.setdefault("Cache-Control", "public, max-age=3600" if static else "no-store")
                if self._settings.secure:
                    headers["Strict-Transport-Security"] = "max-age=31536000"
            await send(message)

        return sending


def _length(headers: Headers) -> int:
    said = headers.get("content-length", "0")
    return int(said) if said.isdecimal() and len(said) < 12 else BODY_LIMIT + 1


def _bounded(receive: Receive, said: int) -> Receive:
    """:param said: how much is announced; what is too much is not read at all.
    :raises TooMuch: and TooSlow, when they are read."""
    left, until = BODY_LIMIT, asyncio.get_running_loop().time() + BODY_SECONDS
    whole = False

    async def bounded() -> Message:
        nonlocal left, whole
        if said > BODY_LIMIT:
            raise TooMuch
        if whole:  # what comes after is that they went away: no hurry
            return await receive()
        try:
            async with asyncio.timeout_at(until):
                message = await receive()
        except TimeoutError:
            raise TooSlow from None
        left -= len(message.get("body", b""))
        whole = not message.get("more_body", False)
        if left < 0:
            raise TooMuch
        return message

    return bounded
