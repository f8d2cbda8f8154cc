"""A visit: one request of a browser or program, as the functions that answer it see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from starlette.requests import Request as HttpRequest

from innoveici.messages import Language

if TYPE_CHECKING:
    from innoveici.web.rates import Asked
    from innoveici.web.site import Site


@dataclass(frozen=True, slots=True, repr=False)
class Visit:
    """``form``: what was sent, by name, each once, trimmed; of a page that is only asked for nothing.

    ``language``: the reader's, as chosen before, else as the browser says, else French.
    """

    site: Site
    http: HttpRequest
    language: Language
    form: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def client(self) -> str:
        """The address that asks, behind proxies that are trusted."""
        return self.http.client.host if self.http.client else ""

    @property
    def posted(self) -> bool:
        """Whether something is to be done, not only shown."""
        return self.http.method == "POST"

    def path(self, name: str) -> str:
        """A part of the address, as the route names it."""
        return cast(str, self.http.path_params[name])

    def check_rate(self, asked: Asked, who: str = "") -> None:
        """:raises TooOften: by address, unless ``who`` is given."""
        if not self.site.rates.allows(asked, who or self.client):
            raise TooOften(self.site.rates.wait_s(asked, who or self.client))


class TooOften(Exception):
    """Somebody asked too often in a short time, and may again in ``wait_s`` seconds."""

    def __init__(self, wait_s: int = 60) -> None:
        super().__init__()
        self.wait_s = wait_s


class NotThere(Exception):
    """There is no such page, or not for whoever asks: the two look the same."""
