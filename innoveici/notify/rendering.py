"""A letter's words: one source for text and HTML, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from innoveici.notify.letter import Letter, Rendered

if TYPE_CHECKING:
    from innoveici.messages import Language
    from innoveici.notify.post import Post


def render(letter: Letter, post: Post) -> Rendered:
    """Subject, text and HTML of a letter. Text is wrapped at 72 columns; addresses and hashes are never broken."""
    raise NotImplementedError


def render_trial(language: Language, post: Post) -> Rendered:
    """The words of ``innoveici notify --test ADDRESS``."""
    raise NotImplementedError
