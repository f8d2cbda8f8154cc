"""What the fields of a request are called, and how a remark on one is worded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from innoveici.characters import clean
from innoveici.messages import N_, _
from innoveici.reasons import Reason

if TYPE_CHECKING:
    from innoveici.request import Remark

FIELD: Mapping[str, str] = {
    "request_id": N_("request number"),
    "company": N_("company"),
    "neq": N_("enterprise number"),
    "postal_code": N_("postal code"),
    "municipality": N_("municipality"),
    "country": N_("country"),
    "contact_name": N_("contact"),
    "email": N_("e-mail"),
    "phone": N_("telephone"),
    "language": N_("language"),
    "need": N_("need"),
    "sectors": N_("sectors"),
    "markets": N_("markets"),
    "scale": N_("scale"),
    "consent": N_("consent"),
    "received_at": N_("date received"),
    "remarks": N_("remarks"),
}
"""Fields of a request, as corrections and remarks name them."""


def field_word(name: str) -> str:
    """A field in the reader's language; the name itself where there is no word for it."""
    return _(FIELD[name]) if name in FIELD else name


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
