"""What a form asks, as values: choices, lines to fill in, what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several; ``needs_reason``: choosing it must be explained."""

    id: str
    text: str
    needs_reason: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """A line to fill in; ``value`` is what stands there already."""

    name: str
    label: str
    required: bool = False
    value: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """What a form asks. ``facts``: lines that say what it is about."""

    title: str
    facts: Sequence[str] = ()
    choices: Sequence[Choice] = ()
    entries: Sequence[Entry] = ()
