"""What goes wrong in the API, as RFC 9457 has it: with every fault of a request, field by field, and no value of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from innoveici.messages import N_, _
from innoveici.web import pages

if TYPE_CHECKING:
    from innoveici.errors import InnoveiciError
    from innoveici.web.visits import Visit

MEDIA_TYPE = "application/problem+json"
PROBLEMS: Mapping[str, tuple[str, str]] = {
    **pages.FAILURES,
    "not_there": (N_("Not found"), N_("There is nothing at this address, or it is not yours to see.")),
    "method": (N_("Method not allowed"), N_("The header Allow names those that are.")),
    "no_key": (N_("No valid key"), N_("Give the key of your program: Authorization: Bearer KEY.")),
    "not_json": (N_("Unsupported media type"), N_("Send JSON, as application/json.")),
    "invalid": (N_("The request cannot be read"), N_("Nothing was recorded. Correct what “errors” names.")),
    "conflict": (
        N_("Another request has this id"),
        N_("Nothing was recorded. What differs stands in “errors”; give another request another id."),
    ),
}
"""By code its title, and what to do."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """``field``: as the API calls it, empty where the whole is at fault; ``code`` is stable."""

    field: str
    code: str
    message: str

    def to_json(self) -> dict[str, str]:
        """One of ``errors``."""
        return {"field": self.field, "code": self.code, "message": self.message}


class Problem(Exception):
    """Ends what answers. ``code``: of ``PROBLEMS``."""

    def __init__(self, status: int, code: str, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.errors = errors


def problem(
    visit: Visit,
    status: int,
    what: str,
    error: InnoveiciError | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    errors: Sequence[FieldError] = (),
) -> Response:
    """The answer; ``error``: in its own words, which name nobody."""
    del visit  # the language is in force
    title, advice = PROBLEMS[what]
    said: dict[str, Any] = {
        "type": "about:blank",
        "title": _(title),
        "status": status,
        "detail": error.message.text() if error else _(advice),
        "code": what,
    }
    if errors:
        said["errors"] = [fault.to_json() for fault in errors]
    return Response(json.dumps(said, ensure_ascii=False), status, dict(headers or {}), MEDIA_TYPE)
