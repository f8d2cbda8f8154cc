"""What a person must mend in a row, in words for whoever has the file open in a spreadsheet."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

import numpy as np

from innoveici.atlas.contradiction import CONTRADICTIONS
from innoveici.atlas.location import Ambiguous, Invalid, Located, Location, Outside, Unknown
from innoveici.batch.decide.answers import worded
from innoveici.batch.results import BETWEEN, RowFault
from innoveici.countries import country_of
from innoveici.invisible import visible
from innoveici.messages import N_, Message
from innoveici.postal import PostalCode, parse
from innoveici.reasons import Reason
from innoveici.request import Request
from innoveici.routing.decide import CONSENT_UNCLEAR, NO_CONSENT
from innoveici.routing.masking import ERASED

if TYPE_CHECKING:
    from innoveici.batch.decide.answers import Answer
    from innoveici.batch.decide.decided import Decided
    from innoveici.routing.decision import Decision

_REMEDIES = {
    "field.required": N_("fill in the cell"),
    "field.line_break": N_("write it on one line"),
    "field.control": N_("type the cell anew"),
    "field.encoded_twice": N_("export the file again as UTF-8, or write the text as it should be read"),
    "field.garbled": N_("say with --encoding how the file is encoded, or write the text as it should be read"),
    "field.lost": N_("write the letter that was lost"),
    "field.spreadsheet_error": N_("mend the formula, or type the value"),
    "field.cut": N_("write all of it, and take the ##### away"),
    "field.too_long": N_("shorten it"),
    "row.cells": N_("put each text into its own cell, and take the ##### away"),
    "row.formula": N_("open the file in the spreadsheet, save it and route it again; or type the value"),
    "row.date": N_("write what was typed, and take the ##### away; in the spreadsheet, format the column as text"),
    "row.truth": N_("write what was typed, and take the ##### away; in the spreadsheet, format the column as text"),
    "row.number": N_("write what was typed, and take the ##### away; in the spreadsheet, format the column as text"),
    "row.cell_too_long": N_("shorten the cell in the export; only its beginning is shown here"),
    "field.several_codes": N_("write the one that the request is about"),
    "field.request_id": N_("give the request another number, or leave the cell empty"),
    "field.request_id_reserved": N_("give the request another number, or leave the cell empty"),
}

_ID_LOST = N_("write its number into “request_id”, or put the cell back as it was written")


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
    request_id = decided.fields.first_id(row)
    for fault in faults:
        usual = (
            _ID_LOST if fault.reason.code == "row.id_lost" else N_("compare the row with its neighbours and correct it")
        )
        remedy = Message(_REMEDIES.get(fault.reason.code, usual))
        surplus = _surplus(decided, row) if fault.reason.code == "row.cells" else ()
        value = _cell(decided, row, fault.field) or BETWEEN.join(surplus)
        yield RowFault(row, request_id, fault.field, value, fault.reason.text(), remedy.text())
    fields = {fault.field for fault in faults}
    if row in decided.fields.block.odd or fields & {"postal_code", "municipality", "country"}:
        return
    code, municipality, country = (
        visible(_cell(decided, row, field)) for field in ("postal_code", "municipality", "country")
    )
    named = country_of(country) if country else None
    country = named.code if named else decided.fields.notes.defaults.get("country", "CA")
    location = decided.locate(code, municipality, country)
    if location.reason is not None and not isinstance(location, Located):
        field, value, remedy = _about_the_place(
            Request("", "", code, municipality=municipality, country=country), location
        )
        remedy = _in_a_column(decided, field, remedy)
        yield RowFault(row, request_id, field, value, location.reason.text(), remedy.text())


def _waiting(decided: Decided, row: int, answer: Answer) -> RowFault:
    request_id = decided.id_of(row)
    story = decided.stories.get(row)
    if story is None:  # decided from the table: held for its consent, or nobody of the region is eligible
        request = decided.fields.request(row)
        assert isinstance(request, Request)
        if about := _about_consent(request, answer.reason_codes):
            field, value, remedy = about
            remedy = _in_a_column(decided, field, remedy)
            return RowFault(row, request_id, field, value, answer.reason, remedy.text())
        return RowFault(row, request_id, "postal_code", _cell(decided, row, "postal_code"), answer.reason, _advisors())
    if story.differs:
        return RowFault(row, request_id, "request_id", request_id, answer.reason, _differing(story.differs).text())
    if any(ERASED in map(str, reason.params.values()) for reason in story.decision.reasons):
        reason, remedy = Message(N_("The personal data of this request was erased.")), Message(_CLOSE)
        return RowFault(row, request_id, "request_id", request_id, reason.text(), remedy.text())
    field, value, remedy = _settling(story.request, story.decision)
    remedy = _in_a_column(decided, field, remedy)
    return RowFault(row, request_id, field, value, worded(story.decision.reasons), remedy.text())


def _differing(fields: tuple[str, ...]) -> Message:
    if "consent" in fields:
        return Message(N_("tell the advisor to stop, and close the handoff: the company no longer consents"))
    return Message(
        N_("if it is another request, give it a number of its own; if it is the same, change it with innoveici correct")
    )


def _about_consent(request: Request, codes: Collection[str]) -> tuple[str, str, Message] | None:
    """The same, of a request that is held for its consent."""
    if CONSENT_UNCLEAR.code in codes:
        written = next((remark.text for remark in request.remarks if remark.field == "consent"), "")
        return "consent", written, Message(N_("ask the company whether it consents; write yes or no"))
    if NO_CONSENT.code in codes:
        return "consent", "no", Message(N_("ask the company for its consent; write yes"))
    return None


def _settling(request: Request, decision: Decision) -> tuple[str, str, Message]:
    """The field that settles a held or rejected request, its value now, and what to do."""
    codes = {reason.code for reason in decision.reasons}
    if about := _about_consent(request, codes):
        return about
    location = decision.location
    if isinstance(location, Located):
        return "postal_code", request.postal_code, Message(_ADVISORS)
    return _about_the_place(request, location)


def _about_the_place(request: Request, location: Location) -> tuple[str, str, Message]:
    code, municipality = ("postal_code", request.postal_code), ("municipality", request.municipality)
    match location:
        case Invalid(suggestion=str(suggestion)):
            return *code, Message(N_("ask the company; write {code} if it is that"), code=suggestion)
        case Invalid(reason=Reason(code="postal.french" | "postal.french_department")):
            return *code, Message(
                N_("ask the company for its postal code; or correct the country, if it is not France")
            )
        case Invalid() | Unknown(reason=Reason(code="place.reserved")):
            return *code, Message(N_("ask the company for its postal code"))
        case Ambiguous(reason=Reason(code=why)) if why in CONTRADICTIONS:
            return *code, Message(N_("ask the company which is right; correct the postal code or the municipality"))
        case Outside(country="??"):
            return "country", request.country, Message(N_("ask the company for its country; write FR or US"))
        case Outside(country="FR"):
            return "sector", "", Message(N_("no partnership fits; give the company's sector or market"))
        case Outside() if request.country not in ("CA", "") and isinstance(parse(request.postal_code), PostalCode):
            remedy = N_("correct the country, or tell the company that the service is for Québec")
            return "country", request.country, Message(remedy)
        case Outside():
            return *code, Message(N_("tell the company that the service is for Québec"))
    return *municipality, Message(N_("ask the company for its municipality"))


def _in_a_column(decided: Decided, field: str, remedy: Message) -> Message:
    """Where to write it, in a file without such a column."""
    name = _ADDED.get(field)
    if name is None or _COLUMN_OF.get(field, field) in decided.fields.columns:
        return remedy
    text = N_("{remedy}; there is no such column: add one, “{column}”")
    if field == "country":
        text = N_(
            "{remedy}; there is no such column: add one, “{column}”; or, if it is the same for all rows, give "
            "“country” to this export under “exports:” in regions.yaml"
        )
    return Message(text, remedy=remedy, column=Message(name))


_COLUMN_OF = {"sector": "sectors"}
_ADDED = {
    "country": N_("Country"),
    "municipality": N_("Municipality"),
    "consent": N_("Consent"),
    "sector": N_("Sector"),
}
"""What a column may be called that a person adds to the file; known headers in both languages."""
_CLOSE = N_("close it with innoveici close; or, if the company asks anew, give the request a number of its own")
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
