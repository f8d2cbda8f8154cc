"""A bare Starlette application: ``python benchmarks/serve_peer.py PORT FOLDER``, in the project folder.

``GET /page`` renders the very template of a company's page with what innoveici made it of, ready in memory; ``POST
/rows`` parses the same JSON and commits it as one row to SQLite, which waits for the disk as innoveici's ledger does.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from innoveici.messages import speaking
from innoveici.settings import Flags, read_settings
from innoveici.web import pages
from innoveici.web.app import make_app
from innoveici.web.serving import make_site, serving_options
from innoveici.web.site import ServeSettings

BASE_URL = "http://pages.example"


def facts_of_page(link: str) -> dict[str, Any]:
    """What the page behind ``link`` is rendered with."""
    from innoveici.atlas.store import Atlas
    from innoveici.ledger import open_ledger

    settings = read_settings(Flags())
    found: list[dict[str, Any]] = []
    template = pages.environment().get_template("handoff_company.html.j2")
    render = type(template).render

    def kept(self: Any, *args: Any, **facts: Any) -> str:
        found.append(facts)
        return render(self, *args, **facts)

    type(template).render = kept  # type: ignore[method-assign]
    try:
        with open_ledger(settings.ledger.value, clock=settings.clock) as ledger:
            site = make_site(settings, ServeSettings(BASE_URL, ""), ledger, Atlas.open())
            with TestClient(make_app(site), BASE_URL) as client:
                assert client.get(link).status_code == 200
    finally:
        type(template).render = render  # type: ignore[method-assign]
    return found[0]


def main(port: int, folder: Path) -> None:
    """Until it is stopped."""
    facts = facts_of_page((folder / "link").read_text())
    template = pages.environment().get_template("handoff_company.html.j2")
    rows = sqlite3.connect(folder / "rows.db", isolation_level=None)
    rows.execute("PRAGMA journal_mode=WAL")
    rows.execute("PRAGMA synchronous=FULL")
    rows.execute("CREATE TABLE rows (id TEXT PRIMARY KEY, body TEXT NOT NULL)")

    async def page(_request: Request) -> Response:
        with speaking("fr"):
            return HTMLResponse(template.render(**facts))

    async def row(request: Request) -> Response:
        body = json.loads(await request.body())
        rows.execute("INSERT INTO rows VALUES (?, ?)", (body["request_id"], json.dumps(body)))
        return JSONResponse({"request_id": body["request_id"]}, 201)

    app = Starlette(routes=[Route("/page", page), Route("/rows", row, methods=["POST"])])
    uvicorn.run(app, **serving_options("127.0.0.1", port))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
