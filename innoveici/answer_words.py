"""The words by which a letter is answered by mail: each ready in a ``mailto:`` of the letter, and read when it comes
back. They are what people send, so they are never translated again by a catalogue."""

from __future__ import annotations

from collections.abc import Mapping

from innoveici.messages import Language
from innoveici.steps import StepName

ANSWER_WORDS: Mapping[Language, Mapping[str, StepName]] = {
    "fr": {"Accepte": "accept", "Refuse": "decline", "Contactée": "contact", "Injoignable": "unreachable"},
    "en": {"Accept": "accept", "Decline": "decline", "Contacted": "contact", "Unreachable": "unreachable"},
}
"""By language, the step that each takes; in the order in which they are offered."""
