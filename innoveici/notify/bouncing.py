"""What comes back: a message is read, and when it is a genuine, permanent bounce its notices are marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from innoveici.reasons import Reason

if TYPE_CHECKING:
    from innoveici.ledger.ledger import Ledger


def take_back(ledger: Ledger, content: bytes, recipients: Sequence[str] = ()) -> Reason:
    """What was done about a message that came to the address for bounces, or why nothing was.

    :param recipients: the envelope's, when the mail server said it; else they are looked for in the headers.
    """
    raise NotImplementedError
