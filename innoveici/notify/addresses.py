"""Where a notice goes, and whom its reader answers: addresses are looked up when a letter is made, never kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from innoveici.notify.letter import Address, Part
from innoveici.reasons import Reason

if TYPE_CHECKING:
    from innoveici.directory.model import Directory
    from innoveici.notify.post import Post


def address_of(part: Part, directory: Directory) -> Address | Reason:
    """Where the recipient of a notice is reached now, or why nowhere."""
    raise NotImplementedError


def reply_to(part: Part, post: Post) -> Address | None:
    """Whom the reader of a notice answers; None when nobody has an address."""
    raise NotImplementedError
