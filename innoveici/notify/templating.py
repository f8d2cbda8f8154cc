"""The templates' surroundings: one source, two shapes (text, HTML), each reader's language. Compiled once a process.

A letter's template is written with blocks (``para``, ``facts``, …), which ``html/shapes.j2`` and ``text/shapes.j2``
define each in its way, and with ``say``, which translates. Values are escaped where the shape is HTML; nothing that a
value holds is ever run as a template or a format.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from functools import cache, lru_cache, wraps
from pathlib import Path
from types import NoneType
from typing import Any, Literal
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.runtime import Context
from markupsafe import Markup, escape

from innoveici import messages
from innoveici.answer_words import ANSWER_WORDS
from innoveici.messages import Language
from innoveici.notify.facts import CompanyContact
from innoveici.notify.notice_view import NamedActor
from innoveici.telephone import telephone_url

LetterShape = Literal["text", "html"]
FOLDER = Path(__file__).parent / "templates"
_SHARED = ("shapes.j2", "blocks.j2")
"""Whose macros every template has, without importing them."""
_REMEMBERED = 512
"""Passages of each block that are kept in memory: they may name somebody."""
_ALIKE = frozenset({str, Markup, bool, int, NoneType, NamedActor, CompanyContact})
WIDTH = 72
"""Columns of the text, as mail has been read for fifty years."""


class _Context(Context):
    def call(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Without asking whether ``function`` wants the context, as none of ours does: a fifth of a letter's time."""
        if kwargs:  # what Jinja adds in a loop, for functions that want the context
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
        return function(*args, **kwargs)


class _Environment(Environment):
    context_class = _Context

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One mapping instead of a chain of two, which costs 15 µs every time that a template is rendered."""
        return {**self.globals, **(d or {})}


@cache
def environment(shape: LetterShape, language: Language) -> Environment:
    """Where the templates of one shape and language are found."""
    env = _Environment(
        loader=FileSystemLoader((FOLDER, FOLDER / shape)),
        autoescape=shape == "html",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
    )
    env.filters |= {"wrap": wrapped, "quote": _quoted, "breaks": _with_breaks, "address": _in_mailto, "is_web": _is_web}
    env.filters["tel"] = telephone_url
    words = {step: word for word, step in ANSWER_WORDS[language].items()}
    env.globals |= {
        "say": _say(shape, language), "nsay": _nsay(shape, language), "lang": language, "answer_words": words
    }  # fmt: skip
    for name in _SHARED:
        blocks = vars(env.get_template(name).module)
        env.globals |= {name: _remembered(block) for name, block in blocks.items() if not name.startswith("_")}
    return env


def _remembered(block: Callable[..., str]) -> Callable[..., str]:
    """A block that is made once for the same values: nearly all of a letter stands in others too, word for word.

    Only for values that are equal when they look alike: a list, or a tuple, may be equal to another whose texts are
    escaped where its own are not.
    """
    made = lru_cache(_REMEMBERED, typed=True)(block)

    @wraps(block, assigned=("name",))
    def said(*args: Any, **kwargs: Any) -> str:
        alike = _ALIKE.issuperset(map(type, args)) and _ALIKE.issuperset(map(type, kwargs.values()))
        return made(*args, **kwargs) if alike else block(*args, **kwargs)

    return said


def wrapped(text: str, indent: str = "") -> str:
    """Lines of at most WIDTH columns, all but the first behind ``indent``; broken at spaces, never in a word.

    A no-break space is no space, so that neither a number nor French punctuation begins a line.
    """
    if len(text) <= WIDTH:
        return text
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > WIDTH:
            lines.append(line)
            line = indent + word
        else:
            line = f"{line} {word}" if line else word
    return "\n".join((*lines, line))


def _quoted(text: str) -> str:
    """Each line behind ``>``, as mail quotes."""
    return "\n".join(wrapped(f"> {line}".rstrip(), "> ") for line in text.split("\n"))


def _with_breaks(text: str) -> Markup:
    """Escaped, its lines kept."""
    return escape(text).replace("\n", Markup("<br>\n"))


def _say(shape: LetterShape, language: Language) -> Callable[..., str]:
    """``say(msgid, **values)``: the text in the reader's language with its values, escaped in HTML."""
    translated = _translated(shape, language)
    if shape == "text":
        return lambda msgid, **values: translated(msgid).format(**values) if values else translated(msgid)

    def say(msgid: str, **values: Any) -> str:
        if not values:
            return translated(msgid)
        # Not Markup.format, which takes four times as long to do the same for plain {names}.
        return Markup(str.format(translated(msgid), **{name: escape(value) for name, value in values.items()}))  # noqa: S704

    return say


def _nsay(shape: LetterShape, language: Language) -> Callable[..., str]:
    """``nsay(one, many, count, **values)``: the form that ``count`` asks for."""

    def nsay(one: str, many: str, count: int, **values: Any) -> str:
        with messages.speaking(language):
            text = messages.ngettext(one, many, count)
        return (escape(text) if shape == "html" else text).format(count=count, **values)

    return nsay


def _translated(shape: LetterShape, language: Language) -> Callable[[str], str]:
    @cache
    def translated(msgid: str) -> str:
        with messages.speaking(language):
            text = messages._(msgid)
        return escape(text) if shape == "html" else text  # Markup escapes what is formatted into it

    return translated


def _in_mailto(address: str) -> str:
    """An address as part of a ``mailto:`` link: no ``?``, ``&`` or ``%`` of it is taken for a header."""
    return quote(address, safe="@")


def _is_web(text: str) -> bool:
    """Whether it may stand behind a link: no ``javascript:``."""
    return text.startswith(("https://", "http://"))
