"""The fields of the request form: what each is called there, how it is typed, what helps to fill it in.

What a field may hold is the table of ``request``'s; here stands only what a form adds to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from innoveici.directory.folding import fold
from innoveici.field_words import field_label
from innoveici.messages import N_, _
from innoveici.request import FIELDS

if TYPE_CHECKING:
    from innoveici.directory.model import Directory

Input = Literal["text", "email", "tel", "textarea", "radio", "checkboxes", "consent", "country"]


@dataclass(frozen=True, slots=True)
class FormRow:
    """``label`` and ``hint``: msgids, the label empty where the field's own word says enough. ``required``: the form
    does not send without it. ``purpose``: of WCAG 1.3.5, as ``autocomplete`` names it."""

    input: Input
    label: str = ""
    hint: str = ""
    required: bool = False
    purpose: str = "off"
    short: bool = False


FORM: Mapping[str, FormRow] = {
    "company": FormRow("text", N_("Name of the company"), required=True, purpose="organization"),
    "postal_code": FormRow("text", hint=N_("Of the place where the project is, as in J0K 2M0."), required=True,
                           purpose="postal-code", short=True),
    "country": FormRow("country", N_("Country of the company")),
    "municipality": FormRow("text", hint=N_("Helps where a postal code serves several."), purpose="address-level2"),
    "neq": FormRow("text", N_("Québec enterprise number (NEQ)"), hint=N_("Ten digits."), short=True),
    "contact_name": FormRow("text", N_("Your name"), purpose="name"),
    "email": FormRow("email", hint=N_("Give an e-mail address or a telephone number, or both."), purpose="email"),
    "phone": FormRow("tel", hint=N_("As in 450 555-0100 ext. 22."), purpose="tel"),
    "language": FormRow("radio", N_("Language in which you want to be contacted")),
    "need": FormRow("textarea", N_("What do you need?"), required=True,
                    hint=N_("In a few sentences: what you want to change, what holds you back. Give no information "
                            "about persons, nor trade secrets.")),
    "sectors": FormRow("checkboxes", hint=N_("Tick all that apply.")),
    "consent": FormRow("consent", required=True),
}  # fmt: skip
"""In the order in which the form has them."""

PARTS: Sequence[tuple[str, str, tuple[str, ...]]] = (
    ("need", N_("Your need"), ("need", "sectors")),
    ("company", N_("Your company"), ("company", "postal_code", "country", "municipality", "neq")),
    ("contact", N_("Whom to contact"), ("contact_name", "email", "phone", "language")),
)
"""The parts of the form: id, heading, fields. The consent stands by itself, at the end."""

SECTOR = "sector."
"""Before the name of a sector that is ticked: a form that is sent names each of its fields once."""


@dataclass(frozen=True, slots=True)
class SectorChoice:
    """``others``: what else it is called, for who reads another language than the vocabulary's."""

    name: str
    others: str
    chosen: bool


@dataclass(frozen=True, slots=True, repr=False)
class FormField:
    """One field as the form shows it. ``value``: as typed. ``faults``: what is wrong with it, each a sentence."""

    name: str
    label: str
    hint: str
    input: Input
    required: bool
    purpose: str
    short: bool
    max_length: int
    value: str
    faults: tuple[str, ...]


def label_of(name: str) -> str:
    """What the form calls a field."""
    row = FORM[name]
    return _(row.label) if row.label else field_label(name)


def form_fields(typed: Mapping[str, str], faults: Mapping[str, Sequence[str]]) -> dict[str, FormField]:
    """Every field by its name. ``faults``: sentences by field."""
    return {
        name: FormField(
            name,
            label_of(name),
            _(row.hint),
            row.input,
            row.required,
            row.purpose,
            row.short,
            FIELDS[name].max_length,
            typed.get(name, ""),
            tuple(faults.get(name, ())),
        )
        for name, row in FORM.items()
    }


def sector_choices(directory: Directory, form: Mapping[str, str], *, explained: bool) -> list[SectorChoice]:
    """The vocabulary, with what is ticked. ``explained``: with the sectors' other names."""
    return [
        SectorChoice(name, ", ".join(others) if explained else "", f"{SECTOR}{name}" in form)
        for name, others in sorted(directory.sectors.items(), key=lambda sector: fold(sector[0]))
    ]


def given_by_form(form: Mapping[str, str], directory: Directory) -> dict[str, Any]:
    """The fields of a request as they were filled in, for ``read_request``."""
    given: dict[str, Any] = {name: form[name] for name in FORM if form.get(name) and name not in ("consent", "sectors")}
    given["sectors"] = [name for name in directory.sectors if f"{SECTOR}{name}" in form]
    if form.get("consent") == "yes":
        given["consent"] = True
    return given
