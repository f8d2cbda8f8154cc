"""Signing in by mail: an address asks, a link goes to it, and the button behind the link lets in. GET shows, POST acts.

What is answered to an address does not say whether it is of the staff, nor does the time that the answer takes: whose
it is is looked up afterwards, in a thread of its own.
"""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

import anyio.to_thread
from anyio import CapacityLimiter
from anyio.lowlevel import RunVar
from starlette.background import BackgroundTask
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from innoveici.directory.contacts import is_email
from innoveici.errors import InnoveiciError
from innoveici.messages import _
from innoveici.notify.addresses import mailbox_of
from innoveici.notify.channels import NotSent, open_channel
from innoveici.notify.letter import LetterContext
from innoveici.notify.sign_in_letter import send_sign_in_letter
from innoveici.web import pages
from innoveici.web.answering import answering
from innoveici.web.staff.signed_in import LIVES, cookie_name, has_token, sent_by_us, signed_in, signed_out
from innoveici.web.staff.workplaces import address_of_holder, holder_of, workplaces_of
from innoveici.web.visits import Visit

if TYPE_CHECKING:
    from innoveici.messages import Language
    from innoveici.web.site import Site
    from innoveici.web.staff.workplaces import Workplace

LOG = logging.getLogger("innoveici.web")
LINK_LIVES = timedelta(minutes=15)
LONGEST = 254
"""Characters of an address."""
_PAGE = re.compile(r"(?:/[A-Za-z0-9._-]{1,64}){1,6}")
"""Of the staff's pages, below ``/staff``: nothing that a browser could take for another site's."""
_AT_ONCE = 2
"""Sign-in letters that are handed over at a time."""
_LETTERS: RunVar[CapacityLimiter] = RunVar("innoveici.staff.letters")


def sign_in_page(visit: Visit) -> Response:
    """``GET /staff``: asks for the address; whoever is signed in goes where they work."""
    who = signed_in(visit)
    if who is None:
        return _asking(visit, _page_in(visit.http.query_params.get("page", "")))
    places = who.workplaces
    if len(places) == 1:
        return RedirectResponse(home_of(visit.site, places[0]), 303)
    return pages.page(visit, "staff_places", signed_in=who, form_token=who.form_token, places=places)


def home_of(site: Site, place: Workplace) -> str:
    """The first page of a workplace."""
    first = "" if place.viewer.role == "council" else "/queue"
    return f"{site.settings.root}/staff/{place.key}{first}"


def sign_in_letter(visit: Visit) -> Response:
    """``POST /staff``: a letter goes out, if the address is of the staff; whatever it is, the same is said."""
    address, page = visit.form.get("address", ""), _page_in(visit.form.get("page", ""))
    if not sent_by_us(visit):
        return signed_out(visit)
    if len(address) > LONGEST or not is_email(address):
        return _asking(visit, page, fault=_("This is not an e-mail address. Write it as in name@example.org."))
    visit.check_rate("sign-in", mailbox_of(address))
    answer = pages.page(visit, "staff_sent", minutes=_minutes())
    answer.background = BackgroundTask(_afterwards, visit.site, holder_of(address), page, visit.language)
    return answer


def enter_page(visit: Visit) -> Response:
    """``GET /staff/enter/SECRET``: the button that signs in; to look at it uses nothing up."""
    secret = visit.path("secret")
    visit.check_rate("link", secret)
    if visit.site.ledger.pass_of("sign-in", secret) is None:
        return _over(visit)
    return pages.page(visit, "staff_enter", secret=secret)


def enter(visit: Visit) -> Response:
    """``POST /staff/enter/SECRET``: begins a session, once."""
    secret, site = visit.path("secret"), visit.site
    visit.check_rate("link", secret)
    if not sent_by_us(visit):
        return signed_out(visit)
    begun = site.ledger.begin_session(secret, LIVES)
    if begun is None or not workplaces_of(begun[1].holder, site.directory):
        return _over(visit)
    session, link = begun
    answer = RedirectResponse(f"{site.settings.root}/staff{link.page}", 303)
    answer.set_cookie(
        cookie_name(site.settings), session, max_age=int(LIVES.total_seconds()), path=site.settings.root or "/",
        secure=site.settings.secure, httponly=True, samesite="lax",
    )  # fmt: skip
    return answer


def sign_out(visit: Visit) -> Response:
    """``POST /staff/sign-out``: the session ends, here and in the ledger."""
    who, settings = signed_in(visit), visit.site.settings
    if who is not None and not has_token(visit, who):
        return signed_out(visit)
    if secret := visit.http.cookies.get(cookie_name(settings)):
        visit.site.ledger.end_pass("session", secret)
    answer = RedirectResponse(f"{settings.root}/staff", 303)
    for name in (cookie_name(settings), SEARCH_COOKIE):
        answer.delete_cookie(name, path=settings.root or "/", secure=settings.secure, httponly=True, samesite="lax")
    return answer


SEARCH_COOKIE = "staff-search"
"""What was looked for last: a company's name stands in no address."""


def _asking(visit: Visit, page: str, *, fault: str = "") -> Response:
    typed = visit.form.get("address", "")
    return pages.page(
        visit, "staff_sign_in", status=422 if fault else 200, page=page, fault=fault, typed=typed, minutes=_minutes()
    )


def _over(visit: Visit) -> Response:
    return pages.page(visit, "staff_link_over", status=410, minutes=_minutes())


def _minutes() -> int:
    return int(LINK_LIVES.total_seconds() // 60)


def _page_in(text: str) -> str:
    """A page below ``/staff``; empty for anything else."""
    return text if _PAGE.fullmatch(text) and ".." not in text else ""


async def _afterwards(site: Site, holder: str, page: str, language: Language) -> None:
    """Once the answer has gone; few at a time, so that a slow mail server keeps no page waiting."""
    try:
        few = _LETTERS.get()
    except LookupError:
        few = CapacityLimiter(_AT_ONCE)
        _LETTERS.set(few)
    await anyio.to_thread.run_sync(partial(_send_link, site, holder, page, language), limiter=few)


def _send_link(site: Site, holder: str, page: str, language: Language) -> None:
    """Where the address is of the staff, as regions.yaml writes it. What goes wrong is for whoever runs the server."""
    try:
        directory = site.directory
        address = address_of_holder(holder, directory)
        if address is None:
            return
        secret = site.ledger.add_pass("sign-in", holder, LINK_LIVES, page=page)
        link = f"{site.settings.base_url}/staff/enter/{quote(secret)}"
        context = LetterContext(directory, site.working_days, site.clock(), None, "", b"")
        with open_channel(site.settings.mail) as channel:
            send_sign_in_letter(channel, address, link, _minutes(), context, language)
    except NotSent as error:
        LOG.error("a sign-in letter was not sent: %s", error.reason)
    except InnoveiciError as error:
        LOG.error("a sign-in letter was not sent: %s", error)
    except Exception as error:
        LOG.error("a sign-in letter was not sent: %s", type(error).__name__)  # not its words, which may name somebody


ROUTES = [
    Route("/staff", answering(sign_in_page), methods=["GET"]),
    Route("/staff", answering(sign_in_letter), methods=["POST"]),
    Route("/staff/enter/{secret}", answering(enter_page), methods=["GET"]),
    Route("/staff/enter/{secret}", answering(enter), methods=["POST"]),
    Route("/staff/sign-out", answering(sign_out), methods=["POST"]),
]
