"""Notices become letters: one message to one address, the same again however often it is tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from innoveici.notify.letter import Letter
from innoveici.reasons import Reason

if TYPE_CHECKING:
    from innoveici.ledger.outbox import Material, Posted
    from innoveici.notify.post import Post


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """A notice that cannot go out, why, and the state it is to be in. ``message``: the letter it would be in."""

    message: str
    posted: Posted
    reason: Reason
    state: Literal["cancelled", "held", "no_address"]


def letters_of(
    posted: Sequence[Posted], materials: Mapping[int, Material], post: Post, *, digest: bool = False
) -> Iterator[Letter | Undeliverable]:
    """Letters in the order of their first notices. ``digest``: the notices are one recipient's, for one letter.

    :param materials: by event, of every event in ``posted``.
    """
    raise NotImplementedError
