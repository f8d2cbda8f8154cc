"""What the fields of a request are called, and how a remark on one is worded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from innoveici.characters import clean
from innoveici.messages import _
from innoveici.reasons import Reason
from innoveici.request import FIELDS, Remark


def field_word(name: str) -> str:
    """A field in the reader's language; the name itself where there is no word for it."""
    if name in FIELDS:
        return _(FIELDS[name].label)
    return _("remarks") if name == "remarks" else name


def field_label(name: str) -> str:
    """The same, as it begins a line."""
    word = field_word(name)
    return word[:1].upper() + word[1:]


def value_text(value: Any) -> str:
    """A field's value, as JSON has it, on a line: the words of a list with commas between, an answer as yes or no."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return ", ".join(map(clean, value)) if isinstance(value, list | tuple) else clean(value or "", keep_lines=True)


def what_is_wrong(remark: Remark, called: Callable[[str], str] = field_word) -> str:
    """Why a field could not be used as written, or how it was read; what was written is not repeated. ``called``: what
    a field is called where it is read."""
    return Reason(remark.reason.code, {**remark.reason.params, "field": called(remark.field)}).text()


def remark_text(remark: Remark) -> str:
    """What is wrong with a field, then what was written there."""
    return clean(_("{reason}: “{text}”").format(reason=what_is_wrong(remark), text=remark.text))


def written_text(remark: Remark) -> str:
    """The field, and what was written there."""
    return clean(_("{field}: “{text}”").format(field=field_word(remark.field), text=remark.text))
