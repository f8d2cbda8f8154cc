"""Why something was decided: a stable code (kept in the ledger and in JSON) and values, worded when it is read.

A new reason is a row of ``REASONS``, with all that is said of it and what settles it.

Codes are written once and never renamed, so that ``explain`` can word a decision made years ago.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from innoveici.messages import N_, Message

Question = Literal[
    "consent", "consent_unclear", "nobody", "municipality", "unknown", "which", "postal_code", "suggestion", "french",
    "country", "partner", "outside",
]  # fmt: skip
"""The one thing that would settle a request which waits for a person; ``routing.settling`` words each.

``which``: code and municipality disagree; ``partner``: in France, and no partnership fits; ``nobody``: there is no
question, an advisor must be found; ``unknown``: the atlas does not have the code.
"""


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """``sentence``: of one request, with its values. ``kind``: of many at once, where the sentence names values.

    What settles it: ``mend`` says what to do with the cell of a file, ``asks`` which question a person answers.
    """

    sentence: str
    kind: str = ""
    mend: str = ""
    asks: Question | None = None


REASONS: Mapping[str, ReasonRow] = {
    # postal code
    "postal.empty": ReasonRow(N_("the postal code is empty")),
    "postal.length": ReasonRow(N_("“{text}” has {count} characters; a postal code has 6, as in J0K 2M0"),
        N_("the postal code is too short or too long")),
    "postal.digit_expected": ReasonRow(
        N_("character {position} of “{text}” is “{char}”; a digit from 0 to 9 belongs there"),
        N_("the postal code has something else where a digit belongs")),
    "postal.digit_expected_named": ReasonRow(N_(
        "character {position} of “{text}” is “{char}” ({name}); a digit from 0 to 9 belongs there"
    ), N_("the postal code has something else where a digit belongs")),
    "postal.letter_expected": ReasonRow(
        N_("character {position} of “{text}” is “{char}”; a letter from A to Z belongs there"),
        N_("the postal code has something else where a letter belongs")),
    "postal.letter_expected_named": ReasonRow(N_(
        "character {position} of “{text}” is “{char}” ({name}); a letter from A to Z belongs there"
    ), N_("the postal code has something else where a letter belongs")),
    "postal.letter_never_used": ReasonRow(
        N_("character {position} of “{text}” is “{char}”, a letter no postal code has there"),
        N_("the postal code has a letter that none has there")),
    "postal.did_you_mean": ReasonRow(N_("{fault}; did you mean {suggestion}?"),
        N_("the postal code is mistyped; a likely one is suggested")),
    "postal.french_department": ReasonRow(N_("no French department has postal codes like “{text}”"),
        N_("the code is not a French postal code"), asks="french"),
    "postal.french": ReasonRow(N_("“{text}” is not a French postal code; five digits are, as in 67000"),
        N_("the code is not a French postal code"), asks="french"),
    # request fields
    "field.required": ReasonRow(N_("{field} is required"), N_("a required cell is empty"), mend=N_("fill in the cell")),
    "field.not_text": ReasonRow(N_("{field} must be text"), N_("a value is not text")),
    "field.not_list": ReasonRow(N_("{field} must be a list of texts"), N_("a value is not a list of texts")),
    "field.line_break": ReasonRow(N_("{field} holds a line break, which could smuggle a header into a mail"),
        N_("a cell holds a line break"), mend=N_("write it on one line")),
    "field.control": ReasonRow(N_("{field} holds the invisible character {char}"),
        N_("a cell holds an invisible character"), mend=N_("type the cell anew")),
    "field.encoded_twice": ReasonRow(N_("{field} holds “{found}”, which no word does: it looks encoded twice"),
        N_("a cell looks encoded twice"),
        mend=N_("export the file again as UTF-8, or write the text as it should be read")),
    "field.garbled": ReasonRow(
        N_("{field} holds “{found}”, which no word does: it looks read in another encoding than its own"),
        N_("a cell looks read in another encoding than its own"),
        mend=N_("say with --encoding how the file is encoded, or write the text as it should be read")),
    "field.lost": ReasonRow(N_("{field} holds “{found}”, which a program put for a letter that it could not read"),
        N_("a letter of a cell was lost"), mend=N_("write the letter that was lost")),
    "field.spreadsheet_error": ReasonRow(N_("{field} holds a spreadsheet's error, {value}"),
        N_("a cell holds a spreadsheet's error"), mend=N_("mend the formula, or type the value")),
    "field.cut": ReasonRow(N_("{field} is not whole: it ends in {mark}"),
        N_("a cell is not whole"), mend=N_("write all of it, and take the ##### away")),
    "field.too_long": ReasonRow(N_("{field} has {count} characters; {limit} at most"),
        N_("a cell is too long"), mend=N_("shorten it")),
    "field.choice": ReasonRow(N_("{field} must be one of: {choices}"),
        N_("a cell holds none of the words it may hold")),
    "field.country": ReasonRow(N_("{field} must be two letters (ISO 3166), as in CA or FR"),
        N_("the country is not two letters")),
    "field.email": ReasonRow(N_("{field} is not a single e-mail address, as in name@example.org"),
        N_("the e-mail address is not one")),
    "field.phone": ReasonRow(N_("{field} is not a telephone number, as in 450 555-0100 poste 22"),
        N_("the telephone number is not one")),
    "field.moment": ReasonRow(N_("{field} is not a date and time, as in 2026-11-21T09:30"), N_("the date is not one")),
    "field.moment_two_readings": ReasonRow(N_("{field} may have the day or the month first; write it as in 2026-11-21"),
        N_("the day and the month may be either")),
    "field.moment_implausible": ReasonRow(N_("{field} is a day on which the request cannot have come in"),
        N_("the request cannot have come in on that day; the time of recording is used")),
    "field.consent": ReasonRow(N_("{field} is neither yes nor no"), N_("the answer is neither yes nor no")),
    "field.neq": ReasonRow(N_("{field} is not a NEQ: ten digits, the first two 11, 22, 33 or 88"),
        N_("the number is not a NEQ")),
    "field.country_province": ReasonRow(N_("{field} is a province; it was read as Canada"),
        N_("a province, read as Canada")),
    "field.country_elsewhere": ReasonRow(N_("{field} does not go with a postal code of Québec; it was read as Canada"),
        N_("the postal code is in Québec; read as Canada")),
    "field.code_within": ReasonRow(N_("{field} holds more than a postal code; {found} was read"),
        N_("the postal code was found among other words")),
    "field.several_codes": ReasonRow(N_("{field} holds several postal codes: {codes}"),
        N_("a cell holds several postal codes"), mend=N_("write the one that the request is about")),
    "field.no_code": ReasonRow(N_("{field} is not a postal code; the municipality alone was used"),
        N_("the cell is no postal code; the municipality was used")),
    "field.word": ReasonRow(N_("{field} holds words that are not in the list of those known"),
        N_("a word is not known, so that no partnership is found by it")),
    "field.request_id_reserved": ReasonRow(N_("{field} looks like a handoff's number; those are given by the ledger"),
        N_("the request's number looks like a handoff's"),
        mend=N_("give the request another number, or leave the cell empty")),
    "field.request_id": ReasonRow(N_("{field} may hold letters, digits and . _ : / - only, 64 at most"),
        N_("the request's number holds other characters than letters and digits"),
        mend=N_("give the request another number, or leave the cell empty")),
    "json.twice": ReasonRow(N_("{field} is there twice")),
    "json.differs": ReasonRow(N_("{field} is not as it was recorded under this id")),
    "json.header": ReasonRow(N_("the header {field} must be 1 to 255 visible characters of ASCII")),
    "field.unknown": ReasonRow(N_("{field} is not a field of a request"), N_("a field is not one of a request")),
    # row of an export
    "column.named": ReasonRow(N_("“{header}”")),
    "row.id_lost": ReasonRow(
        N_("the row does not say under which number it goes: its cell “rejected_from” was emptied"),
        N_("the cell that says under which number the row goes was emptied")),
    "row.cells": ReasonRow(N_("the row has {count} cells; the header has {expected}"),
        N_("the row has too few or too many cells"),
        mend=N_("put each text into its own cell, and take the ##### away")),
    "column.others": ReasonRow(N_("the row names columns in another order than the header")),
    "row.rejected_when_planned": ReasonRow(N_("rejected when it was planned: {reason}"),
        N_("the row was rejected when the plan was made")),
    "row.nul": ReasonRow(N_("the row holds a NUL character, as a damaged file does")),
    "row.formula": ReasonRow(N_("the cell {field} holds a formula without its value"),
        N_("a cell holds a formula without its value"),
        mend=N_("open the file in the spreadsheet, save it and route it again; or type the value")),
    "row.date": ReasonRow(N_("the spreadsheet made a date of what was typed in the cell {field}: {value}"),
        N_("the spreadsheet made a date of a cell"),
        mend=N_("write what was typed, and take the ##### away; in the spreadsheet, format the column as text")),
    "row.truth": ReasonRow(N_("the spreadsheet made {value} of what was typed in the cell {field}"),
        N_("the spreadsheet made TRUE or FALSE of a cell"),
        mend=N_("write what was typed, and take the ##### away; in the spreadsheet, format the column as text")),
    "row.number": ReasonRow(N_("the spreadsheet made the number {value} of what was typed in the cell {field}"),
        N_("the spreadsheet made a number of a cell"),
        mend=N_("write what was typed, and take the ##### away; in the spreadsheet, format the column as text")),
    "row.cell_too_long": ReasonRow(N_("the cell {field} has {count} characters; a spreadsheet's hold {limit} at most"),
        N_("a cell is too long"), mend=N_("shorten the cell in the export; only its beginning is shown here")),
    # place
    "place.province": ReasonRow(N_("{postal_code} is outside Québec ({province})"),
        N_("the postal code is in another province"), asks="outside"),
    "place.country": ReasonRow(N_("{text} is outside Canada ({country})"),
        N_("the company is outside Canada"), asks="outside"),
    "place.france": ReasonRow(N_("{text} is in France, department {department}"),
        N_("the company is in France, and no partnership fits"), asks="partner"),
    "place.five_digits": ReasonRow(
        N_("{text} is not a Canadian code; five digits are used in France and the United States"),
        N_("the code has five digits: France or the United States"), asks="country"),
    "place.federal": ReasonRow(N_("{postal_code} is a federal office, in Ottawa or across the river in Gatineau"),
        N_("the postal code is a federal office's, in Ottawa or Gatineau")),
    "place.area_only": ReasonRow(N_("{postal_code} itself is not in the atlas; its whole area {fsa} is in one region")),
    "place.area_asked": ReasonRow(N_("only the area {fsa} was given; all of it is in one region")),
    "place.area_straddles": ReasonRow(N_("the area {fsa} lies in several regions: {regions}"),
        N_("the area of the postal code lies in several regions")),
    "place.code_straddles": ReasonRow(N_("{postal_code} serves places in several regions: {regions}"),
        N_("the postal code serves several regions")),
    "place.unknown": ReasonRow(N_("{postal_code} is well formed but neither it nor its area is in the atlas"),
        N_("the postal code is not in the atlas")),
    "place.reserved": ReasonRow(N_("{postal_code} is reserved for letters to Santa Claus"),
        N_("the postal code is reserved for letters to Santa Claus"), asks="postal_code"),
    "place.municipality_settled": ReasonRow(N_("settled by the municipality given, {municipality}")),
    "place.municipality_contradicts": ReasonRow(N_(
        "the postal code {postal_code} is in {place} (region {region}) but the municipality given, "
        "{municipality}, is in region {other_region}"
    ), N_("the postal code and the municipality are in different regions"), asks="which"),
    "place.municipality_alone": ReasonRow(
        N_("no postal code was given; the municipality, {municipality}, is in one region")),
    "place.municipality_unknown": ReasonRow(N_("no municipality of Québec is known by the name given"),
        N_("no municipality is known by the name given")),
    "place.area_contradicts": ReasonRow(N_(
        "the area {fsa} (code of region: {region}) is not known to serve the municipality given, {municipality} "
        "(code of region: {other_region})"
    ), N_("the area is not known to serve the municipality given"), asks="which"),
    "place.municipality_far": ReasonRow(N_(
        "the postal code {postal_code} is in {place} but the municipality given, {municipality}, is {distance} km "
        "from there, in the same region {region}"
    ), N_("the postal code and the municipality are far apart"), asks="which"),
    "place.municipality_ambiguous": ReasonRow(N_("the name given may mean several municipalities: {candidates}"),
        N_("the municipality's name may mean several")),
    "place.municipality_elsewhere": ReasonRow(N_(
        "the municipality given, {municipality}, is not where the code is ({place}), but in the same region {region}"
    )),
    "place.municipality_impossible": ReasonRow(
        N_("no code like {postal_code} is used in the municipality given, {municipality}"),
        N_("the municipality has no such postal code")),
    "place.mrc_without_region": ReasonRow(N_("the MRC {mrc} belongs to no region of the regions file"),
        N_("the MRC belongs to no region of regions.yaml")),
    "place.beyond_atlas": ReasonRow(N_("located by pgeocode's area file, which is coarser than the atlas")),
    "place.beyond_hint": ReasonRow(N_("pgeocode's area file puts it in region {region}, too coarsely to be relied on"),
        N_("the postal code is known too coarsely")),
    "place.noted": ReasonRow(N_("{reason}; {note}"), N_("what is known of the place is too coarse")),
    # provinces and territories, for {province}
    "province.AB": ReasonRow(N_("Alberta")),
    "province.BC": ReasonRow(N_("British Columbia")),
    "province.MB": ReasonRow(N_("Manitoba")),
    "province.NB": ReasonRow(N_("New Brunswick")),
    "province.NL": ReasonRow(N_("Newfoundland and Labrador")),
    "province.NS": ReasonRow(N_("Nova Scotia")),
    "province.NT": ReasonRow(N_("Northwest Territories")),
    "province.NU": ReasonRow(N_("Nunavut")),
    "province.ON": ReasonRow(N_("Ontario")),
    "province.PE": ReasonRow(N_("Prince Edward Island")),
    "province.SK": ReasonRow(N_("Saskatchewan")),
    "province.YT": ReasonRow(N_("Yukon")),
    # routing
    "request.consent_unclear": ReasonRow(N_("what was written for the consent is neither yes nor no"),
        N_("the consent is neither yes nor no"), asks="consent_unclear"),
    "request.no_consent": ReasonRow(N_("the company did not consent to its request being passed on"), asks="consent"),
    "routing.nearest": ReasonRow(N_("the nearest of the eligible advisors")),
    "routing.only_eligible": ReasonRow(N_("the only eligible advisor")),
    "routing.farther": ReasonRow(N_("farther away than the first")),
    "routing.equally_near": ReasonRow(N_("counted as near as the first; open handoffs: {open}")),
    "routing.served_mrc": ReasonRow(N_("among those equally near, the one who serves the company's MRC ({mrc})")),
    "routing.language": ReasonRow(
        N_("among those equally near, the one who speaks the company's language ({language})")),
    "routing.lighter_load": ReasonRow(N_("among those equally near, the one with the fewest open handoffs ({open})")),
    "routing.least_recent": ReasonRow(N_("among those equally near, the one who was given a request least recently")),
    "routing.stable_draw": ReasonRow(N_("drawn among equals from the request's number, the same every time")),
    "routing.expired": ReasonRow(N_("certification ended after {date}")),
    "routing.absent": ReasonRow(N_("absent from {from} to {until}")),
    "routing.absent_since": ReasonRow(N_("absent since {from}")),
    "routing.absent_until": ReasonRow(N_("absent until {until}")),
    "routing.replaced_by": ReasonRow(N_("replaced by {name} ({advisor})")),
    "routing.replacement_nobody": ReasonRow(
        N_("the chain of replacements ends with {advisor}, who is not there either")),
    "routing.replacement_loop": ReasonRow(N_("the chain of replacements comes back to {advisor}")),
    "routing.full": ReasonRow(N_("has {open} open handoffs; the limit is {capacity}")),
    "routing.by_person": ReasonRow(N_("chosen by a person")),
    "routing.declined": ReasonRow(N_("declined this request")),
    "routing.in_training": ReasonRow(N_("certification is not finished")),
    "routing.in_training_reserve": ReasonRow(
        N_("certification is not finished: serves only when no certified advisor can")),
    "routing.in_training_last_resort": ReasonRow(N_("certification is not finished; no certified advisor can serve")),
    "routing.stands_in_for": ReasonRow(N_("stands in for {name} ({advisor}), who is absent")),
    "routing.neighbour": ReasonRow(N_("from the neighbouring region {region} {region_name}")),
    "routing.no_advisor": ReasonRow(N_("the directory lists no advisor for the region {region} {region_name}"),
        N_("the region has no advisor in advisors.csv"), asks="nobody"),
    "routing.nobody_eligible": ReasonRow(
        N_("no advisor is eligible for the region {region} {region_name}; considered: {count}"),
        N_("no advisor of the region is eligible"), asks="nobody"),
    "routing.expired.count": ReasonRow(N_("certification ended: {count}")),
    "routing.absent.count": ReasonRow(N_("absent: {count}")),
    "routing.full.count": ReasonRow(N_("at the limit of their open handoffs: {count}")),
    "routing.declined.count": ReasonRow(N_("declined: {count}")),
    "routing.in_training.count": ReasonRow(N_("certification not finished: {count}")),
    "routing.to_erac": ReasonRow(N_("handed to the ERAC itself, {erac}"), N_("handed to the ERAC itself")),
    "routing.major_proposed_to_erac": ReasonRow(N_("a major project: proposed to the ERAC itself, {erac}"),
        N_("a major project, proposed to the ERAC itself")),
    "routing.region_missing": ReasonRow(N_("the region {region} is not in the directory"),
        N_("the region is not in regions.yaml"), asks="nobody"),
    "routing.referred": ReasonRow(N_("the company is outside Québec; the partnership “{partnership}” serves it"),
        N_("outside Québec, and a partnership serves it")),
    "routing.by_hand": ReasonRow(
        N_("the partner has no address here: hand the request over, then say so with “innoveici refer”"),
        N_("to be handed over to a partner")),
    # who has handoffs in hand
    "workload.gone": ReasonRow(N_("is no longer in the advisors file")),
    "workload.expired": ReasonRow(N_("is no longer certified")),
    "workload.absent": ReasonRow(N_("is absent")),
    # taking back a batch
    "undo.acted_on": ReasonRow(N_("somebody has acted on it since")),
    "undo.decided_since": ReasonRow(N_("it was decided again since, outside this batch")),
    # a notice that was sent, or that may have been
    "notice.in_doubt": ReasonRow(N_("it may have been sent: the program was stopped in between")),
    "notice.bounced": ReasonRow(N_("it came back: its receiver answered {status}")),
    # a notice that goes nowhere
    "notice.erased": ReasonRow(N_("the personal data that it was about was erased")),
    "notice.taken_back": ReasonRow(N_("its handoff was taken back with its batch")),
    "notice.gone": ReasonRow(N_("its recipient is no longer in the directory")),
    "notice.no_address": ReasonRow(N_("its recipient has no e-mail address")),
    "notice.not_made": ReasonRow(N_("its letter could not be made, which is a bug ({kind}); please report it")),
    "notice.too_many": ReasonRow(
        N_("its address, given on the request form and not confirmed, had {count} messages within a day")),
    "notice.apart": ReasonRow(
        N_("it was in one letter with another notice, and their addresses are no longer the same")),
    # an answer by mail
    "reply.empty": ReasonRow(N_("there is nothing in it")),
    "reply.too_large": ReasonRow(N_("it has more than {limit} bytes")),
    "reply.automatic": ReasonRow(N_("a program wrote it: an automatic reply, a bounce or a receipt")),
    "reply.no_token": ReasonRow(N_("it did not come to an address that a letter gives to be answered")),
    "reply.forged": ReasonRow(N_("the address that it came to was not made here")),
    "reply.expired": ReasonRow(N_("the address that it came to has expired")),
    "reply.revoked": ReasonRow(N_("the address that it came to is no longer valid: its key was revoked")),
    "reply.sender": ReasonRow(N_("its sender is not at the address on file of whoever the letter was for")),
    "reply.erased": ReasonRow(
        N_("the personal data of this request was erased: nothing is kept of what is said of it")),
    "reply.known": ReasonRow(N_("it was taken before")),
    "reply.unclear": ReasonRow(N_("its first words are none of the answers: it is passed to the ERAC as a note")),
    "reply.unreadable": ReasonRow(N_("its text cannot be read: the ERAC is told so")),
    "reply.state": ReasonRow(N_("this step is not possible now: what was answered is passed to the ERAC as a note")),
    "reply.already": ReasonRow(N_("this is recorded already: nothing is to be done")),
    # what a channel answers
    "mail.deferred": ReasonRow(N_("the mail server puts the message off ({status})")),
    "mail.rejected": ReasonRow(N_("the mail server refuses the message ({status})")),
    "mail.recipient_deferred": ReasonRow(N_("the mail server takes nothing for this recipient now ({status})")),
    "mail.recipient_rejected": ReasonRow(N_("the mail server refuses this recipient ({status})")),
    "mail.too_large": ReasonRow(N_("the message has {bytes} bytes; the mail server takes {limit} at most")),
    "mail.no_address": ReasonRow(N_("the address is not one that mail can be sent to")),
    "mail.no_smtputf8": ReasonRow(N_("the mail server carries no address with accents (SMTPUTF8)")),
    "mail.no_answer": ReasonRow(N_("the connection ended before the answer: the message may have arrived")),
    "mail.sender_refused": ReasonRow(N_("{server} refuses the sender ({status})")),
    "mail.login_required": ReasonRow(N_("{server} wants a user and a secret ({status})")),
    "mail.login_refused": ReasonRow(N_("{server} does not accept the user or the secret ({status})")),
    "mail.login_unknown": ReasonRow(N_("{server} offers no way to log in that is known here")),
    "mail.name_refused": ReasonRow(N_("{server} refuses the name that this machine gives itself ({status})")),
    "mail.no_starttls": ReasonRow(N_("{server} offers no encryption (STARTTLS)")),
    "webhook.deferred": ReasonRow(N_("the receiver puts it off (HTTP {status})")),
    "webhook.deferred_for": ReasonRow(N_("the receiver puts it off for {seconds} s (HTTP {status})")),
    "webhook.rejected": ReasonRow(N_("the receiver refuses it (HTTP {status})")),
    "webhook.refused": ReasonRow(N_("{server} does not take notices there, or not with this secret (HTTP {status})")),
    "server.unreachable": ReasonRow(N_("{server} cannot be reached: {why}")),
    "server.certificate": ReasonRow(N_("the certificate of {server} is not trusted: {detail}")),
    "server.certificates_unreadable": ReasonRow(N_("the file of certificates {path} cannot be read")),
    "server.refused": ReasonRow(N_("the connection was refused")),
    "server.no_route": ReasonRow(N_("there is no way to its address")),
    "server.unknown": ReasonRow(N_("its name is not known")),
    "server.silent": ReasonRow(N_("no answer within {seconds} s")),
    "server.closed": ReasonRow(N_("the connection was closed")),
    "server.encryption": ReasonRow(N_("no common way to encrypt was found")),
    "server.unavailable": ReasonRow(N_("it says that it is not available ({status})")),
    "server.nonsense": ReasonRow(N_("its answer is not understood")),
    "server.other": ReasonRow(N_("the system says {name}")),
    # ledger
    "ledger.altered": ReasonRow(N_("event {seq} is not what was written")),
    "ledger.missing": ReasonRow(N_("event {seq} is missing, and others follow")),
    "ledger.cut": ReasonRow(N_("the ledger ends at event {last}, but event {expected} was noted: its tail was cut")),
    "ledger.other_head": ReasonRow(N_("event {seq} is not the one that was noted: the chain was written anew")),
    "ledger.stray": ReasonRow(N_("something refers to event {seq}, which is not in the chain")),
    "ledger.personal_altered": ReasonRow(N_("the personal data of event {seq} is not what was written")),
    "ledger.personal_missing": ReasonRow(
        N_("the personal data of event {seq} is gone, and no event says it was erased")),
    "ledger.personal_kept": ReasonRow(N_("the personal data of event {seq} was erased, and is there again")),
    "ledger.notices_missing": ReasonRow(N_("event {seq} has fewer notices than it caused")),
    "ledger.notices_differ": ReasonRow(N_("the notices of event {seq} are not those it caused")),
    "ledger.roster_altered": ReasonRow(
        N_("the list {roster} of the advisors considered is not the one that was recorded")),
    "ledger.projection": ReasonRow(N_("the tables do not agree with event {seq}")),
    "ledger.guards_missing": ReasonRow(N_("the triggers that protect the events are gone: {guards}")),
    "ledger.guards_changed": ReasonRow(N_("the triggers that protect the events are not as they were made: {guards}")),
    "ledger.unreadable": ReasonRow(N_("the file is damaged: event {seq} cannot be read ({error})")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """``code`` is a key of REASONS; ``params`` are plain JSON values."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> Message:
        """The reason as translatable text; a nested reason is worded too."""
        values = {k: v.message if isinstance(v, Reason) else v for k, v in self.params.items()}
        return Message(REASONS[self.code].sentence, **values)

    def mentions(self, code: str) -> bool:
        """Whether this is ``code`` or a reason that holds it."""
        return self.code == code or any(v.mentions(code) for v in self.params.values() if isinstance(v, Reason))

    def text(self) -> str:
        """In the reader's language."""
        return self.message.text()

    def __str__(self) -> str:
        return str(self.message)

    def to_json(self) -> dict[str, Any]:
        """Shape kept in the ledger: ``{"code": …, "params": {…}}``."""
        params = {k: v.to_json() if isinstance(v, Reason) else v for k, v in self.params.items()}
        return {"code": self.code, "params": params}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Reason:
        """The inverse of :meth:`to_json`."""
        params = {
            k: cls.from_json(v) if isinstance(v, Mapping) and set(v) == {"code", "params"} else v
            for k, v in data["params"].items()
        }
        return cls(data["code"], params)
