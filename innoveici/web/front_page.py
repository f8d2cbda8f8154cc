"""The first page: what the service is, and the ways in."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from innoveici.web import pages
from innoveici.web.answering import answering
from innoveici.web.visits import Visit


def front_page(visit: Visit) -> Response:
    """Where everybody begins who has no link."""
    return pages.page(visit, "front_page", days=visit.site.directory.service.first_contact_days)


ROUTES = [Route("/", answering(front_page))]
