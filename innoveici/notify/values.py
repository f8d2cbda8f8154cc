"""What a template sees that is more than a text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Contact:
    """The person to reach at the company; empty where not given."""

    name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of the promise, worded; how many days it promises; whether it has passed."""

    day: str
    days: int
    passed: bool


@dataclass(frozen=True, slots=True)
class Bounced:
    """Whose letter came back, and the mail server's code (``5.1.1``)."""

    who: str
    status: str
