"""How a visit is answered: by a plain function, called in a thread, in the reader's language.

:func:`answering` makes an endpoint of one: reads what was sent, and says what went wrong in a page, never in a trace.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from innoveici.errors import DataError, InnoveiciError, Refused, TryAgain, UsageError
from innoveici.messages import LANGUAGES, Language, speaking
from innoveici.web import pages
from innoveici.web.shielding import TooMuch, TooSlow
from innoveici.web.visits import NotThere, TooOften, Visit

LOG = logging.getLogger("innoveici.web")
LANGUAGE_COOKIE = "lang"
_FORM = "application/x-www-form-urlencoded"
_FIELDS = 60
"""Of a form at most."""

Answer = Callable[[Visit], Response]


class Failure(Protocol):
    """How it is said that something went wrong: ``what`` by its name in ``pages.FAILURES``."""

    def __call__(
        self,
        visit: Visit,
        status: int,
        what: str,
        error: InnoveiciError | None = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """The answer with this status."""
        ...


def answering(
    answer: Answer, failure: Failure = pages.failure, *, by_address: bool = True
) -> Callable[[HttpRequest], Awaitable[Response]]:
    """An endpoint of Starlette's from a function that takes a visit; it bears the function's name.

    :param failure: what says that something went wrong. :param by_address: whether visits are limited by the address
        they come from; else ``answer`` sees to that.
    """

    async def endpoint(request: HttpRequest) -> Response:
        try:
            body = await request.body()
        except TooMuch:
            return await run_in_threadpool(_answered, request, {}, b"", _failing(failure, 413, "too_much"), failure)
        except TooSlow:
            return await run_in_threadpool(_answered, request, {}, b"", _failing(failure, 408, "too_slow"), failure)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        form = _form(request, body)
        return await run_in_threadpool(_answered, request, form, body, limited if by_address else answer, failure)

    def limited(visit: Visit) -> Response:
        visit.check_rate("post" if visit.posted else "page")
        return answer(visit)

    endpoint.__name__ = answer.__name__
    return endpoint


def _failing(failure: Failure, status: int, what: str) -> Answer:
    return lambda visit: failure(visit, status, what, headers={"Connection": "close"})


def _answered(request: HttpRequest, form: Mapping[str, str], body: bytes, answer: Answer, failure: Failure) -> Response:
    """In the reader's language; whatever happens is answered."""
    visit = Visit(request.app.state.site, request, language_of(request), form, body)
    with speaking(visit.language):
        try:
            response = answer(visit)
        except Exception as error:
            response = failed(visit, error, failure)
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie(
            LANGUAGE_COOKIE, visit.language, max_age=31536000, secure=visit.site.settings.secure, httponly=True,
            samesite="lax", path=visit.site.settings.root or "/",
        )  # fmt: skip
    return response


STATUS: Mapping[type[InnoveiciError], int] = {UsageError: 422, DataError: 422, Refused: 409, TryAgain: 503}


def failed(visit: Visit, error: Exception, failure: Failure = pages.failure) -> Response:
    """What says that it went wrong, to whoever asked; to whoever runs the server what they can act on."""
    match error:
        case NotThere():
            return failure(visit, 404, "not_there")
        case TooOften():
            return failure(visit, 429, "too_often", headers={"Retry-After": str(error.wait_s)})
        case InnoveiciError() if (status := STATUS.get(type(error))) is not None:
            wait = {"Retry-After": "5"} if status == 503 else {}
            return failure(visit, status, "busy" if status == 503 else "refused", error, headers=wait)
        case InnoveiciError():
            LOG.error("%s", error)  # of the installation: files, the ledger; nothing personal
        case _:
            where = "; ".join(f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__))
            LOG.error("%s at %s", type(error).__name__, where)  # not its words, which may name somebody
    return failure(visit, 500, "broken")


def _form(request: HttpRequest, body: bytes) -> dict[str, str]:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        return {}
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=_FIELDS, errors="strict")
    except ValueError:  # more fields than any form has, or not UTF-8
        return {}
    return {name: value.strip().replace("\r\n", "\n") for name, value in pairs}


def language_of(request: HttpRequest) -> Language:
    """As asked for in the address, as chosen before, as the browser says; French otherwise."""
    accepted = (part.partition(";")[0].strip()[:2].lower() for part in
                request.headers.get("accept-language", "").split(","))  # fmt: skip
    said: list[Any] = [request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE), *accepted]
    return next((one for one in said if one in LANGUAGES), "fr")
