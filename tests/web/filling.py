"""The request form, filled in and sent as a browser without scripts does it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from httpx import Response

    from tests.web.conftest import Web

FILLED = {
    "company": "Fromagerie du Lac (exemple)", "postal_code": "J0K 2M0", "contact_name": "La direction (exemple)",
    "email": "direction@fromagerie.example", "phone": "450 555-0123", "language": "en",
    "need": "Automatiser l'affinage\nde nos fromages", "consent": "yes",
}  # fmt: skip
"""What is assigned at once, in Lanaudière."""


def ticket(web: Web) -> str:
    """Of a form that is shown now."""
    found = re.search(r'name="ticket" value="([^"]+)"', web.client.get("/request").text)
    assert found
    return found[1]


def post(web: Web, of: str, step: str = "check", **changed: str) -> Response:
    """The form with this ticket, filled in with ``changed``; an empty text leaves a field empty."""
    data = {**FILLED, **changed, "ticket": of, "step": step}
    response: Response = web.client.post("/request", data=data)
    return response


def send(web: Web, of: str | None = None, **changed: str) -> str:
    """Checked and sent: where the browser is led."""
    of = of or ticket(web)
    assert post(web, of, **changed).status_code == 200
    sent = post(web, of, "send", **changed)
    assert sent.status_code == 303, sent.text
    return str(sent.headers["location"])


def faults(text: str) -> dict[str, str]:
    """By field what the page says is wrong with it."""
    return dict(re.findall(r'class="fault" id="(\w+)-fault">([^<]+)<', text))
