"""Text a person reads, marked where it is written and translated where it is shown.

A module says ``Message(N_("line {line} is empty"), line=3)``; only the edge of the program (cli, notices) knows the
reader's language and calls ``text()``. Machine output uses ``str(message)``, which is English and never localised.
"""

from __future__ import annotations

import gettext as _gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any, Literal

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")
DEFAULT_LANGUAGE: Language = "fr"

_LOCALE_DIR = Path(__file__).parent / "locale"
_current: ContextVar[Language] = ContextVar("innoveici_language", default=DEFAULT_LANGUAGE)


def N_(text: str) -> str:  # noqa: N802 - gettext's own name
    """Mark ``text`` for the catalogues without translating it here."""
    return text


@cache
def _catalogue(language: Language) -> _gettext.NullTranslations:
    return _gettext.translation("innoveici", localedir=str(_LOCALE_DIR), languages=[language], fallback=True)


def language() -> Language:
    """The reader's language in force."""
    return _current.get()


def use_language(language: Language) -> None:
    """Set the reader's language for the rest of this context."""
    _current.set(language)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """The reader's language for the duration of a ``with`` block."""
    token = _current.set(language)
    try:
        yield
    finally:
        _current.reset(token)


def _(text: str) -> str:
    """``text`` in the reader's language."""
    return _catalogue(_current.get()).gettext(text) if text else ""


def ngettext(one: str, many: str, count: int) -> str:
    """The form of ``one``/``many`` that ``count`` asks for, in the reader's language."""
    return _catalogue(_current.get()).ngettext(one, many, count)


class Message:
    """A translatable text with the values that go into its ``{placeholders}``."""

    __slots__ = ("msgid", "params")

    def __init__(self, msgid: str, **params: Any) -> None:
        self.msgid = msgid
        self.params = params

    def text(self) -> str:
        """In the reader's language; a parameter that is itself a Message follows."""
        params = {k: v.text() if isinstance(v, Message) else v for k, v in self.params.items()}
        return _(self.msgid).format(**params)

    def __str__(self) -> str:
        return self.msgid.format(**{k: str(v) if isinstance(v, Message) else v for k, v in self.params.items()})

    def __repr__(self) -> str:
        return f"Message({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and (self.msgid, self.params) == (other.msgid, other.params)

    def __hash__(self) -> int:
        return hash(self.msgid)
