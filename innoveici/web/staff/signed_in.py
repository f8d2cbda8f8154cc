"""Who of the staff asks: by the cookie of a session, or by a header of a proxy that signs people in; and what each of
their pages begins with.

A form acts only with the token of the session it was made in, and only when no other site sent it. A page is of one
workplace, named in its address; whoever does not work there sees no more of it than of a page that does not exist.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.requests import Request as HttpRequest
from starlette.responses import RedirectResponse, Response

from innoveici.web import pages
from innoveici.web.answering import answering
from innoveici.web.shielding import PEER
from innoveici.web.staff.workplaces import COUNCIL_KEY, Workplace, holder_of, workplaces_of
from innoveici.web.visits import NotThere, Visit

if TYPE_CHECKING:
    from innoveici.ledger.actor import Actor
    from innoveici.web.site import ServeSettings, Site

LIVES = timedelta(hours=12)
"""A session."""
FORM_KEY = "staff-forms"
"""The name under which the ledger keeps the key of the forms of those whom a proxy signs in."""
_SAME_SITE = ("", "same-origin", "none")
"""What browsers say of a form that this site itself has sent; older ones say nothing."""


@dataclass(frozen=True, slots=True, repr=False)
class SignedIn:
    """Somebody of the staff. ``form_token``: what each of their forms carries. ``by_proxy``: whose session is not ours
    to end."""

    workplaces: tuple[Workplace, ...]
    form_token: str
    by_proxy: bool = False

    def at(self, key: str) -> Workplace:
        """:raises NotThere: they do not work there, or there is no such place: the two look the same."""
        found = next((place for place in self.workplaces if place.key == key), None)
        if found is None:
            raise NotThere
        return found


@dataclass(frozen=True, slots=True, repr=False)
class StaffVisit:
    """A visit of somebody who works at ``place``."""

    visit: Visit
    who: SignedIn
    place: Workplace

    @property
    def site(self) -> Site:
        """What all pages stand on."""
        return self.visit.site

    @property
    def viewer(self) -> Actor:
        """As whom they see and act."""
        return self.place.viewer

    @property
    def marks(self) -> Mapping[str, str]:
        """What events say of the way they came."""
        return {"via": "page", "staff": self.place.login}

    def address(self, *parts: str) -> str:
        """Of a page of this workplace."""
        return "/".join((f"{self.site.settings.root}/staff", self.place.key, *parts))

    def asked(self, name: str) -> str:
        """What the address says behind its ``?``."""
        return self.visit.http.query_params.get(name, "")

    def page(self, template: str, tab: str, *, status: int = 200, **facts: Any) -> Response:
        """``tab``: which of the pages in the menu it is of."""
        return pages.page(
            self.visit, template, status=status, signed_in=self.who, place=self.place, tab=tab,
            home=self.address(), form_token=self.who.form_token, **facts,
        )  # fmt: skip


def cookie_name(settings: ServeSettings) -> str:
    """Bound to the host where the browser can be told so."""
    return "__Host-staff" if settings.secure and not settings.root else "staff"


def signed_in(visit: Visit) -> SignedIn | None:
    """Who asks; None for whoever is not signed in, or no longer of the staff."""
    if address := _said_by_proxy(visit):
        holder, by_proxy = holder_of(address), True
        seed = visit.site.ledger.key(FORM_KEY) + holder.encode()
    elif secret := visit.http.cookies.get(cookie_name(visit.site.settings)):
        found = visit.site.ledger.pass_of("session", secret)
        holder, by_proxy = found.holder if found else "", False
        seed = secret.encode("utf-8", "surrogatepass")
    else:
        return None
    places = workplaces_of(holder, visit.site.directory) if holder else ()
    token = hmac.digest(seed, b"innoveici.form", "sha256").hex()[:32]
    return SignedIn(places, token, by_proxy) if places else None


def _said_by_proxy(visit: Visit) -> str:
    """The address in the header, where the connection itself comes from one that is believed; empty otherwise."""
    settings = visit.site.settings
    if not settings.trust_header or not _is_listed(visit.http.scope.get(PEER, ""), settings.trust_from):
        return ""
    said = visit.http.headers.getlist(settings.trust_header)
    return said[0].strip() if len(said) == 1 else ""  # twice: one may be the visitor's own


def _is_listed(peer: str, listed: tuple[str, ...]) -> bool:
    try:
        address = ip_address(peer)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return any(address in network for network in networks(listed))


@lru_cache(maxsize=4)
def networks(listed: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    """Addresses, or networks as in ``10.0.0.0/8``. :raises ValueError: one is neither."""
    return tuple(ip_network(one, strict=False) for one in listed)


def sent_by_us(visit: Visit) -> bool:
    """Whether a form was not sent by another site."""
    return visit.http.headers.get("sec-fetch-site", "").lower() in _SAME_SITE


def has_token(visit: Visit, who: SignedIn) -> bool:
    """Whether a form was made in the session that sends it."""
    return sent_by_us(visit) and hmac.compare_digest(visit.form.get("form", "").encode(), who.form_token.encode())


StaffAnswer = Callable[[StaffVisit], Response]


def for_erac(answer: StaffAnswer) -> Callable[[HttpRequest], Awaitable[Response]]:
    """The endpoint of a page of an ERAC, which the address names ``place``."""
    return answering(lambda visit: _let_in(visit, answer, ""))


def for_council(answer: StaffAnswer) -> Callable[[HttpRequest], Awaitable[Response]]:
    """The endpoint of a page of the Conseil."""
    return answering(lambda visit: _let_in(visit, answer, COUNCIL_KEY))


def _let_in(visit: Visit, answer: StaffAnswer, key: str) -> Response:
    who = signed_in(visit)
    if who is None:
        return signed_out(visit)
    place = who.at(key or visit.path("place"))
    if (place.viewer.role == "council") != bool(key):
        raise NotThere
    if visit.posted and not has_token(visit, who):
        return signed_out(visit)
    return answer(StaffVisit(visit, who, place))


def signed_out(visit: Visit) -> Response:
    """To the sign-in page, and from there back; what was sent is not done, and shown, so that no word of it is lost."""
    root = visit.site.settings.root
    if not visit.posted:
        page = quote(visit.http.url.path.removeprefix("/staff"))
        return RedirectResponse(f"{root}/staff?page={page}", 303)
    written = [text for name, text in visit.form.items() if name in ("reason", "need") and text]
    return pages.page(visit, "staff_signed_out", status=403, written=written)
