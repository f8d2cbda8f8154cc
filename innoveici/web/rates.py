"""How often somebody may ask: by address, by link, by mail address. Kept in memory, by a hash that lives as long."""

from __future__ import annotations

import math
import secrets
import time
from hashlib import blake2b
from typing import Literal

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

Asked = Literal["page", "post", "link", "sign-in", "renewal", "place", "request", "api"]
"""What is limited: pages and forms that are sent, by address; a link's; sign-in letters and links anew, by whom they go
to; places looked up and requests sent by the form, by address; what a program asks of the API, by its key."""
LIMITS: dict[Asked, str] = {
    "page": "300 per minute",
    "post": "60 per minute",
    "link": "60 per minute",
    "sign-in": "5 per hour",
    "renewal": "3 per hour",
    "place": "120 per minute",
    "request": "10 per hour",
    "api": "600 per minute",
}


class Rates:
    """Of one process; several count each for itself."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._items: dict[Asked, RateLimitItem] = {asked: parse(limit) for asked, limit in LIMITS.items()}
        self._salt = secrets.token_bytes(16)

    def allows(self, asked: Asked, who: str) -> bool:
        """Whether ``who`` may ask once more; counts it."""
        return self._limiter.hit(self._items[asked], self._hidden(asked, who))

    def wait_s(self, asked: Asked, who: str) -> int:
        """In how many seconds ``who``, who may not now, may ask once more."""
        again_at = self._limiter.get_window_stats(self._items[asked], self._hidden(asked, who)).reset_time
        return max(1, math.ceil(again_at - time.time()))

    def _hidden(self, asked: Asked, who: str) -> str:
        """No address stands in memory for a day."""
        return blake2b(f"{asked}\0{who}".encode("utf-8", "surrogatepass"), key=self._salt, digest_size=16).hexdigest()
