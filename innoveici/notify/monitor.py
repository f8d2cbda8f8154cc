"""Tells a monitor that a run went well, or did not: a page that is fetched, as healthchecks.io and its like want it.

A monitor that hears nothing for a while raises the alarm: that is how a cron that no longer runs is noticed. The
address is a secret (whoever has it can say that all is well), so it is never shown.
"""

from __future__ import annotations

from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, build_opener

from innoveici.errors import os_problem
from innoveici.mail_url import is_loopback
from innoveici.messages import N_, Message

_PATIENCE_S = 5.0


def tell_monitor(url: str, *, failed: bool) -> Message | None:
    """Fetch ``url``, or ``url/fail``; None when it was heard, else what went wrong, without the address."""
    try:
        target = _target(url, failed=failed)
        with build_opener(_Staying).open(target, timeout=_PATIENCE_S):
            return None
    except HTTPError as error:
        error.close()
        return Message(N_("the monitor was not told: it answers {code}"), code=error.code)
    except OSError as error:
        problem = os_problem(getattr(error, "reason", error))
        return Message(N_("the monitor was not told ({problem})"), problem=problem)
    except (ValueError, HTTPException):  # whose texts quote the address
        return Message(N_("the monitor was not told: its answer or its address (https://…) is malformed"))


def _target(url: str, *, failed: bool) -> str:
    """:raises ValueError: not an address that keeps the secret on its way."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not host or not (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))):
        raise ValueError
    path = f"{parts.path.rstrip('/')}/fail" if failed else parts.path
    return urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))


class _Staying(HTTPRedirectHandler):
    """A redirection would take the secret elsewhere: it is an answer like any other that is not 2xx."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None
