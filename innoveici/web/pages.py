"""Pages from templates: one shape for all, in the reader's language; values are escaped, never run."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, Response

from innoveici import figures
from innoveici.characters import clean
from innoveici.messages import N_, _, ngettext
from innoveici.telephone import telephone_url

if TYPE_CHECKING:
    from innoveici.errors import InnoveiciError
    from innoveici.web.visits import Visit

FOLDER = Path(__file__).parent
FAILURES: Mapping[str, tuple[str, str]] = {
    "not_there": (
        N_("This page does not exist"),
        N_("Check the address, or open the link of your last message again."),
    ),
    "too_often": (N_("Too many requests in a short time"), N_("Wait a minute, then try again. Nothing was lost.")),
    "too_much": (N_("This is too long"), N_("Shorten your text, then send it again.")),
    "too_slow": (N_("This took too long to arrive"), N_("Check your connection, then send it again.")),
    "busy": (N_("The system is busy"), N_("Nothing was recorded. Try again in a few seconds.")),
    "refused": (N_("This was not recorded"), N_("Go back, and see how things are now.")),
    "broken": (
        N_("Something does not work on our side"),
        N_("Nothing was recorded. Try again later; if it lasts, call your ERAC."),
    ),
}
"""By what went wrong its title, and what to do."""


@cache
def environment() -> Environment:
    """Where the templates are, with ``say`` and ``nsay``, which translate."""
    env = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.globals |= {"say": say, "nsay": nsay, "day": figures.day}
    env.filters |= {"clean": clean, "tel": telephone_url, "lines": with_breaks, "count": figures.count}
    return env


def say(msgid: str, **values: Any) -> Markup:
    """The text in the reader's language, with its values, escaped."""
    return escape(_(msgid)).format(**values) if values else escape(_(msgid))


def nsay(one: str, many: str, count: int, **values: Any) -> Markup:
    """The form that ``count`` asks for."""
    return escape(ngettext(one, many, count)).format(count=count, **values)


def with_breaks(text: str) -> Markup:
    """Escaped, its lines kept."""
    return escape(clean(text, keep_lines=True)).replace("\n", Markup("<br>\n"))


def page(
    visit: Visit, template: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **facts: Any
) -> Response:
    """``template`` with ``facts``, and with what every page has: ``root``, ``lang``, ``other_language``, the office."""
    return HTMLResponse(rendered(visit, template, **facts), status, dict(headers or {}))


def rendered(visit: Visit, template: str, **facts: Any) -> str:
    """The same, as text."""
    settings, asked = visit.site.settings, visit.http
    other = "en" if visit.language == "fr" else "fr"
    return environment().get_template(f"{template}.html.j2").render(
        root=settings.root,
        lang=visit.language,
        other_language=other,
        other_address=f"{settings.root}{quote(asked.url.path)}?lang={other}" if not visit.posted else "",
        signed_in=facts.pop("signed_in", None),
        **facts,
    )  # fmt: skip


def failure(
    visit: Visit,
    status: int,
    what: str,
    error: InnoveiciError | None = None,
    *,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A page that says what went wrong and what to do. ``error``: in its own words, which name nobody."""
    title, remedy = FAILURES[what]
    words = error.message.text() if error else ""  # not its remedy, which names commands
    return page(visit, "failure", status=status, headers=headers, title=_(title), words=words, advice=_(remedy))
