"""What a person must mend in a row, in words for whoever has the file open in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from innoveici.atlas.contradiction import CONTRADICTIONS
from innoveici.atlas.location import Ambiguous, Invalid, Located, Location, Outside, Unknown
from innoveici.batch.answers import worded
from innoveici.batch.results import BETWEEN, RowFault
from innoveici.messages import N_, Message
from innoveici.reasons import Reason
from innoveici.request import COUNTRY_WORDS, Request
from innoveici.routing.decide import NO_CONSENT
from innoveici.routing.masking import ERASED

if TYPE_CHECKING:
    from innoveici.batch.answers import Answer
    from innoveici.batch.decided import Decided
    from innoveici.routing.decision import Decision

_REMEDIES = {
    "field.required": N_("fill in the cell"),
    "field.line_break": N_("write it on one line"),
    "field.control": N_("type the cell anew"),
    "field.spreadsheet_error": N_("mend the formula, or type the value"),
    "field.cut": N_("write all of it, and take the ##### away"),
    "field.too_long": N_("shorten it"),
    "row.cells": N_("put each text into its own cell, and take the ##### away"),
    "row.cell_too_long": N_("shorten the cell in the export; only its beginning is shown here"),
    "field.choice": N_("write one of these words, or leave the cell empty"),
    "field.email": N_("correct the address, or leave the cell empty"),
    "field.phone": N_("correct the number, or leave the cell empty"),
    "field.moment": N_("write it as in 2026-11-21 09:30, or leave the cell empty"),
    "field.country": N_("write two letters, as in CA or FR"),
    "field.request_id": N_("give the request another number, or leave the cell empty"),
    "field.request_id_reserved": N_("give the request another number, or leave the cell empty"),
}


def problems_of(decided: Decided) -> Iterator[RowFault]:
    """For each row that needs a person, in order: what is wrong, and what would settle it."""
    needs = np.array([answer.needs_a_person for answer in decided.answers])
    for row in np.flatnonzero(needs[decided.which]).tolist():
        if row in decided.faults:
            yield from _at_fault(decided, row)
        else:
            yield _waiting(decided, row, decided.answers[decided.which[row]])


def _at_fault(decided: Decided, row: int) -> Iterator[RowFault]:
    """Its faults, and what would hold the row once they are mended: a person who mends it wants to know all at once."""
    faults = decided.faults[row]
    for fault in faults:
        remedy = Message(_REMEDIES.get(fault.reason.code, N_("compare the row with its neighbours and correct it")))
        surplus = _surplus(decided, row) if fault.reason.code == "row.cells" else ()
        value = _cell(decided, row, fault.field) or BETWEEN.join(surplus)
        yield RowFault(row, decided.id_of(row), fault.field, value, fault.reason.text(), remedy.text())
    fields = {fault.field for fault in faults}
    if row in decided.fields.block.odd or fields & {"postal_code", "municipality", "country"}:
        return
    code, municipality = _cell(decided, row, "postal_code"), _cell(decided, row, "municipality")
    country = _cell(decided, row, "country")
    location = decided.locate(code, municipality, COUNTRY_WORDS.get(country.lower(), country.upper()) or "CA")
    if location.reason is not None and not isinstance(location, Located):
        field, value, remedy = _about_the_place(Request("", "", code, municipality=municipality), location)
        yield RowFault(row, decided.id_of(row), field, value, location.reason.text(), remedy.text())


def _waiting(decided: Decided, row: int, answer: Answer) -> RowFault:
    request_id = decided.id_of(row)
    story = decided.stories.get(row)
    if story is None and NO_CONSENT.code in answer.reason_codes:
        return RowFault(row, request_id, "consent", "no", answer.reason, Message(_CONSENT).text())
    if story is None:  # decided from the table: nobody of the region is eligible
        return RowFault(row, request_id, "postal_code", _cell(decided, row, "postal_code"), answer.reason, _advisors())
    if story.differs:
        return RowFault(row, request_id, "request_id", request_id, answer.reason, _differing(story.differs).text())
    if any(ERASED in map(str, reason.params.values()) for reason in story.decision.reasons):
        reason, remedy = Message(N_("The personal data of this request was erased.")), Message(_CLOSE)
        return RowFault(row, request_id, "request_id", request_id, reason.text(), remedy.text())
    field, value, remedy = _settling(story.request, story.decision)
    return RowFault(row, request_id, field, value, worded(story.decision.reasons), remedy.text())


def _differing(fields: tuple[str, ...]) -> Message:
    if "consent" in fields:
        return Message(N_("tell the advisor to stop, and close the handoff: the company no longer consents"))
    return Message(
        N_("if it is another request, give it a number of its own; if it is the same, change it with innoveici correct")
    )


def _settling(request: Request, decision: Decision) -> tuple[str, str, Message]:
    """The field that settles a held or rejected request, its value now, and what to do."""
    if NO_CONSENT in decision.reasons:
        return "consent", "no", Message(_CONSENT)
    location = decision.location
    if isinstance(location, Located):
        return "postal_code", request.postal_code, Message(_ADVISORS)
    return _about_the_place(request, location)


def _about_the_place(request: Request, location: Location) -> tuple[str, str, Message]:
    code, municipality = ("postal_code", request.postal_code), ("municipality", request.municipality)
    match location:
        case Invalid(suggestion=str(suggestion)):
            return *code, Message(N_("ask the company; write {code} if it is that"), code=suggestion)
        case Invalid() | Unknown(reason=Reason(code="place.reserved")):
            return *code, Message(N_("ask the company for its postal code"))
        case Ambiguous(reason=Reason(code=why)) if why in CONTRADICTIONS:
            return *code, Message(N_("ask the company which is right; correct the postal code or the municipality"))
        case Outside(country="??"):
            return "country", request.country, Message(N_("ask the company for its country; write FR or US"))
        case Outside(country="FR"):
            return "sector", "", Message(N_("no partnership fits; give the company's sector or market"))
        case Outside():
            return *code, Message(N_("tell the company that the service is for Québec"))
    return *municipality, Message(N_("ask the company for its municipality"))


_CLOSE = N_("close it with innoveici close; or, if the company asks anew, give the request a number of its own")
_CONSENT = N_("ask the company for its consent; write yes")
_ADVISORS = N_("mend advisors.csv, or the region's empty_pool in regions.yaml")


def _advisors() -> str:
    return Message(_ADVISORS).text()


def _surplus(decided: Decided, row: int) -> tuple[str, ...]:
    """The cells of a row beyond the header, which no column can show."""
    odd = decided.fields.block.odd.get(row)
    return odd.cells[decided.fields.block.table.num_columns :] if odd else ()


def _cell(decided: Decided, row: int, field: str) -> str:
    """As it is in the file, spaces around it apart; empty where there is none."""
    position = decided.fields.columns.get(field)
    cells = decided.fields.block.cells(row)
    return cells[position].strip() if position is not None and position < len(cells) else ""
