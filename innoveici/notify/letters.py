"""Notices become letters: one message to one address, the same again however often it is tried."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from innoveici.notify.addresses import Nowhere, address_of
from innoveici.notify.letter import Address, Letter, Part
from innoveici.notify.mailboxes import mailbox_of
from innoveici.reasons import Reason

if TYPE_CHECKING:
    from innoveici.ledger.outbox import Material, Posted
    from innoveici.messages import Language
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
    """Letters in the order of their first notices; notices that were in one letter before are in one again.

    Otherwise whoever is told of an event in two roles gets one letter of two parts, in the language of the first.

    :param materials: by event, of every event in ``posted``.
    :param digest: the notices are one recipient's, for one letter.
    """
    made: dict[Hashable, Undeliverable | tuple[Address, list[Part]]] = {}
    for one in posted:
        part = Part(one, materials[one.notice.event_seq])
        address = address_of(part, post.directory)
        if isinstance(address, Nowhere):
            made["nowhere", one.key] = Undeliverable(_message(one), one, address.reason, address.state)
            continue
        to = mailbox_of(address.email)
        if one.delivery:
            key: Hashable = one.delivery.message
        else:
            key = one.notice.recipient if digest else (one.notice.event_seq, to)
        letter = made.setdefault(key, (address, []))
        assert not isinstance(letter, Undeliverable)
        if mailbox_of(letter[0].email) == to:
            letter[1].append(part)
        else:  # an address was corrected since: the letter as it was can go to one of the two only
            made["apart", one.key] = Undeliverable(_message(one), one, Reason("notice.apart"), "held")
    for letter in made.values():
        if isinstance(letter, Undeliverable):
            yield letter
        else:
            address, parts = letter
            first = parts[0].posted
            yield Letter(_message(first), address, cast("Language", first.notice.language), tuple(parts), digest)


def _message(posted: Posted) -> str:
    return posted.delivery.message if posted.delivery else posted.notice.id
