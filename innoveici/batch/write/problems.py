"""What a person must mend in a row, in words for whoever has the file open in a spreadsheet; for programs, as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from innoveici.atlas.location import Located, Location, Outside, location_to_json
from innoveici.batch.decide.answers import worded
from innoveici.batch.results import BETWEEN, RowFault
from innoveici.characters import visible
from innoveici.messages import N_, Message
from innoveici.postal import PostalCode, parse
from innoveici.reasons import REASONS, Question
from innoveici.request import Request
from innoveici.routing.decision import fit_to_json
from innoveici.routing.masking import ERASED
from innoveici.routing.settling import SETTLING, details_of, question_of, question_of_consent, question_of_place
from innoveici.spellings.countries import country_of

if TYPE_CHECKING:
    from innoveici.batch.decide.answers import Answer
    from innoveici.batch.decide.decided import Decided
    from innoveici.routing.decision import Decision

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
        remedy = Message(REASONS[fault.reason.code].mend or usual)
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
        question = question_of_consent(answer.reason_codes)
        if question is None:
            value, remedy = _cell(decided, row, "postal_code"), Message(SETTLING["nobody"].in_file)
            return RowFault(row, request_id, "postal_code", value, answer.reason, remedy.text())
        field, value, remedy = _answered_by(question, request)
        remedy = _in_a_column(decided, field, remedy)
        return RowFault(row, request_id, field, value, answer.reason, remedy.text())
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


def _settling(request: Request, decision: Decision) -> tuple[str, str, Message]:
    """The field that settles a held or rejected request, its value now, and what to do."""
    if question_of_consent({reason.code for reason in decision.reasons}):
        return _answered_by(question_of(decision), request)
    return _about_the_place(request, decision.location)


def _about_the_place(request: Request, location: Location) -> tuple[str, str, Message]:
    """The same, whatever was said of the consent."""
    elsewhere = isinstance(location, Outside) and location.country not in ("??", "FR")
    if elsewhere and request.country not in ("CA", "") and isinstance(parse(request.postal_code), PostalCode):
        remedy = N_("correct the country, or tell the company that the service is for Québec")
        return "country", request.country, Message(remedy)
    return _answered_by(question_of_place(location), request, location)


def _answered_by(question: Question, request: Request, location: Location | None = None) -> tuple[str, str, Message]:
    """The field that answers a question, its value now, and what to do."""
    row = SETTLING[question]
    match row.field:
        case "consent" if question == "consent_unclear":
            value = next((remark.text for remark in request.remarks if remark.field == "consent"), "")
        case "consent":
            value = "no"
        case "sector":
            value = ""
        case field:
            value = getattr(request, field)
    return row.field, value, Message(row.in_file, **(details_of(location) if location else {}))


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


def _surplus(decided: Decided, row: int) -> tuple[str, ...]:
    """The cells of a row beyond the header, which no column can show."""
    odd = decided.fields.block.odd.get(row)
    return odd.cells[decided.fields.block.table.num_columns :] if odd else ()


def _cell(decided: Decided, row: int, field: str) -> str:
    """As it is in the file, spaces around it apart; empty where there is none."""
    position = decided.fields.columns.get(field)
    cells = decided.fields.block.cells(row)
    return cells[position].strip() if position is not None and position < len(cells) else ""


def json_details(decided: Decided, row: int) -> dict[str, Any]:
    """``reason_codes``, ``location``, ``partnerships``, ``remarks``, and ``differs`` of a duplicate: the same keys in
    every row."""
    nothing: dict[str, Any] = {"location": None, "partnerships": [], "remarks": [], "differs": []}
    if row in decided.faults:
        return {"reason_codes": [fault.reason.code for fault in decided.faults[row]], **nothing}
    request = decided.fields.request(row) if not decided.fields.ordinary[row] else None
    nothing["remarks"] = [remark.shown() for remark in getattr(request, "remarks", ())]
    story = decided.stories.get(row)
    if story is None:
        answer = decided.answers[decided.which[row]]
        location = decided.located(row)
        eracs = (answer.erac_id,) if answer.erac_id else ()
        shown = {"reason_codes": list(answer.reason_codes), **nothing}
        fits = [fit_to_json(fit) for fit in answer.partnerships]
        return shown | {"location": location_to_json(location, eracs), "partnerships": fits}
    decision = story.decision
    return {
        "reason_codes": [reason.code for reason in decision.reasons],
        "location": location_to_json(decision.location, (decision.erac_id,) if decision.erac_id else ()),
        "partnerships": [fit_to_json(fit) for fit in decision.partnerships],
        "remarks": nothing["remarks"],
        "differs": list(story.differs),
    }
