"""A letter's words become the message that goes out: headers, envelope, MIME."""

from __future__ import annotations

from typing import TYPE_CHECKING

from innoveici.notify.letter import Letter, Mail, Rendered

if TYPE_CHECKING:
    from innoveici.notify.post import Post


def compose(letter: Letter, rendered: Rendered, post: Post) -> Mail:
    """The message as it goes out. The same letter gives the same bytes but for its date."""
    raise NotImplementedError
