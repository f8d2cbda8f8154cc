"""Why something was decided: a stable code (kept in the ledger and in JSON) and values, worded when it is read.

Codes are written once and never renamed, so that ``explain`` can word a decision made years ago.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from innoveici.messages import N_, Message

WORDING: dict[str, str] = {
    # postal code
    "postal.empty": N_("the postal code is empty"),
    "postal.length": N_("“{text}” has {count} characters; a postal code has 6, as in J0K 2M0"),
    "postal.digit_expected": N_("character {position} of “{text}” is “{char}”; a digit from 0 to 9 belongs there"),
    "postal.digit_expected_named": N_(
        "character {position} of “{text}” is “{char}” ({name}); a digit from 0 to 9 belongs there"
    ),
    "postal.letter_expected": N_("character {position} of “{text}” is “{char}”; a letter from A to Z belongs there"),
    "postal.letter_expected_named": N_(
        "character {position} of “{text}” is “{char}” ({name}); a letter from A to Z belongs there"
    ),
    "postal.letter_never_used": N_("character {position} of “{text}” is “{char}”, a letter no postal code has there"),
    "postal.did_you_mean": N_("{fault}; did you mean {suggestion}?"),
    "postal.french_department": N_("no French department has postal codes like “{text}”"),
    "postal.french": N_("“{text}” is not a French postal code; five digits are, as in 67000"),
    # request fields
    "field.required": N_("{field} is required"),
    "field.not_text": N_("{field} must be text"),
    "field.not_list": N_("{field} must be a list of texts"),
    "field.line_break": N_("{field} holds a line break, which could smuggle a header into a mail"),
    "field.control": N_("{field} holds the invisible character {char}"),
    "field.encoded_twice": N_("{field} holds “{found}”, which no word does: it looks encoded twice"),
    "field.garbled": N_("{field} holds “{found}”, which no word does: it looks read in another encoding than its own"),
    "field.lost": N_("{field} holds “{found}”, which a program put for a letter that it could not read"),
    "field.spreadsheet_error": N_("{field} holds a spreadsheet's error, {value}"),
    "field.cut": N_("{field} is not whole: it ends in {mark}"),
    "field.too_long": N_("{field} has {count} characters; {limit} at most"),
    "field.choice": N_("{field} must be one of: {choices}"),
    "field.country": N_("{field} must be two letters (ISO 3166), as in CA or FR"),
    "field.email": N_("{field} is not a single e-mail address, as in name@example.org"),
    "field.phone": N_("{field} is not a telephone number, as in 450 555-0100 poste 22"),
    "field.moment": N_("{field} is not a date and time, as in 2026-11-21T09:30"),
    "field.moment_two_readings": N_("{field} may have the day or the month first; write it as in 2026-11-21"),
    "field.moment_implausible": N_("{field} is a day on which the request cannot have come in"),
    "field.consent": N_("{field} is neither yes nor no"),
    "field.neq": N_("{field} is not a NEQ: ten digits, the first two 11, 22, 33 or 88"),
    "field.country_province": N_("{field} is a province; it was read as Canada"),
    "field.country_elsewhere": N_("{field} does not go with a postal code of Québec; it was read as Canada"),
    "field.code_within": N_("{field} holds more than a postal code; {found} was read"),
    "field.several_codes": N_("{field} holds several postal codes: {codes}"),
    "field.no_code": N_("{field} is not a postal code; the municipality alone was used"),
    "field.word": N_("{field} holds words that are not in the list of those known"),
    "field.request_id_reserved": N_("{field} looks like a handoff's number; those are given by the ledger"),
    "field.request_id": N_("{field} may hold letters, digits and . _ : / - only, 64 at most"),
    "field.unknown": N_("{field} is not a field of a request"),
    # row of an export
    "column.named": N_("“{header}”"),
    "row.id_lost": N_("the row does not say under which number it goes: its cell “rejected_from” was emptied"),
    "row.cells": N_("the row has {count} cells; the header has {expected}"),
    "column.others": N_("the row names columns in another order than the header"),
    "row.rejected_when_planned": N_("rejected when it was planned: {reason}"),
    "row.nul": N_("the row holds a NUL character, as a damaged file does"),
    "row.formula": N_("the cell {field} holds a formula without its value"),
    "row.date": N_("the spreadsheet made a date of what was typed in the cell {field}: {value}"),
    "row.truth": N_("the spreadsheet made {value} of what was typed in the cell {field}"),
    "row.number": N_("the spreadsheet made the number {value} of what was typed in the cell {field}"),
    "row.cell_too_long": N_("the cell {field} has {count} characters; a spreadsheet's hold {limit} at most"),
    # place
    "place.province": N_("{postal_code} is outside Québec ({province})"),
    "place.country": N_("{text} is outside Canada ({country})"),
    "place.france": N_("{text} is in France, department {department}"),
    "place.five_digits": N_("{text} is not a Canadian code; five digits are used in France and the United States"),
    "place.federal": N_("{postal_code} is a federal office, in Ottawa or across the river in Gatineau"),
    "place.area_only": N_("{postal_code} itself is not in the atlas; its whole area {fsa} is in one region"),
    "place.area_asked": N_("only the area {fsa} was given; all of it is in one region"),
    "place.area_straddles": N_("the area {fsa} lies in several regions: {regions}"),
    "place.code_straddles": N_("{postal_code} serves places in several regions: {regions}"),
    "place.unknown": N_("{postal_code} is well formed but neither it nor its area is in the atlas"),
    "place.reserved": N_("{postal_code} is reserved for letters to Santa Claus"),
    "place.municipality_settled": N_("settled by the municipality given, {municipality}"),
    "place.municipality_contradicts": N_(
        "the postal code {postal_code} is in {place} (region {region}) but the municipality given, "
        "{municipality}, is in region {other_region}"
    ),
    "place.municipality_alone": N_("no postal code was given; the municipality, {municipality}, is in one region"),
    "place.municipality_unknown": N_("no municipality of Québec is known by the name given"),
    "place.area_contradicts": N_(
        "the area {fsa} (code of region: {region}) is not known to serve the municipality given, {municipality} "
        "(code of region: {other_region})"
    ),
    "place.municipality_far": N_(
        "the postal code {postal_code} is in {place} but the municipality given, {municipality}, is {distance} km "
        "from there, in the same region {region}"
    ),
    "place.municipality_ambiguous": N_("the name given may mean several municipalities: {candidates}"),
    "place.municipality_elsewhere": N_(
        "the municipality given, {municipality}, is not where the code is ({place}), but in the same region {region}"
    ),
    "place.municipality_impossible": N_("no code like {postal_code} is used in the municipality given, {municipality}"),
    "place.mrc_without_region": N_("the MRC {mrc} belongs to no region of the regions file"),
    "place.beyond_atlas": N_("located by pgeocode's area file, which is coarser than the atlas"),
    "place.beyond_hint": N_("pgeocode's area file puts it in region {region}, too coarsely to be relied on"),
    "place.noted": N_("{reason}; {note}"),
    # provinces and territories, for {province}
    "province.AB": N_("Alberta"),
    "province.BC": N_("British Columbia"),
    "province.MB": N_("Manitoba"),
    "province.NB": N_("New Brunswick"),
    "province.NL": N_("Newfoundland and Labrador"),
    "province.NS": N_("Nova Scotia"),
    "province.NT": N_("Northwest Territories"),
    "province.NU": N_("Nunavut"),
    "province.ON": N_("Ontario"),
    "province.PE": N_("Prince Edward Island"),
    "province.SK": N_("Saskatchewan"),
    "province.YT": N_("Yukon"),
    # routing
    "request.consent_unclear": N_("what was written for the consent is neither yes nor no"),
    "request.no_consent": N_("the company did not consent to its request being passed on"),
    "routing.nearest": N_("the nearest of the eligible advisors"),
    "routing.only_eligible": N_("the only eligible advisor"),
    "routing.farther": N_("farther away than the first"),
    "routing.equally_near": N_("counted as near as the first; open handoffs: {open}"),
    "routing.served_mrc": N_("among those equally near, the one who serves the company's MRC ({mrc})"),
    "routing.language": N_("among those equally near, the one who speaks the company's language ({language})"),
    "routing.lighter_load": N_("among those equally near, the one with the fewest open handoffs ({open})"),
    "routing.least_recent": N_("among those equally near, the one who was given a request least recently"),
    "routing.stable_draw": N_("drawn among equals from the request's number, the same every time"),
    "routing.expired": N_("certification ended after {date}"),
    "routing.absent": N_("absent from {from} to {until}"),
    "routing.absent_since": N_("absent since {from}"),
    "routing.absent_until": N_("absent until {until}"),
    "routing.replaced_by": N_("replaced by {name} ({advisor})"),
    "routing.replacement_nobody": N_("the chain of replacements ends with {advisor}, who is not there either"),
    "routing.replacement_loop": N_("the chain of replacements comes back to {advisor}"),
    "routing.full": N_("has {open} open handoffs; the limit is {capacity}"),
    "routing.by_person": N_("chosen by a person"),
    "routing.declined": N_("declined this request"),
    "routing.in_training": N_("certification is not finished"),
    "routing.in_training_reserve": N_("certification is not finished: serves only when no certified advisor can"),
    "routing.in_training_last_resort": N_("certification is not finished; no certified advisor can serve"),
    "routing.stands_in_for": N_("stands in for {name} ({advisor}), who is absent"),
    "routing.neighbour": N_("from the neighbouring region {region} {region_name}"),
    "routing.no_advisor": N_("the directory lists no advisor for the region {region} {region_name}"),
    "routing.nobody_eligible": N_("no advisor is eligible for the region {region} {region_name}; considered: {count}"),
    "routing.expired.count": N_("certification ended: {count}"),
    "routing.absent.count": N_("absent: {count}"),
    "routing.full.count": N_("at the limit of their open handoffs: {count}"),
    "routing.declined.count": N_("declined: {count}"),
    "routing.in_training.count": N_("certification not finished: {count}"),
    "routing.to_erac": N_("handed to the ERAC itself, {erac}"),
    "routing.major_proposed_to_erac": N_("a major project: proposed to the ERAC itself, {erac}"),
    "routing.region_missing": N_("the region {region} is not in the directory"),
    "routing.referred": N_("the company is outside Québec; the partnership “{partnership}” serves it"),
    # who has handoffs in hand
    "workload.gone": N_("is no longer in the advisors file"),
    "workload.expired": N_("is no longer certified"),
    "workload.absent": N_("is absent"),
    # taking back a batch
    "undo.acted_on": N_("somebody has acted on it since"),
    "undo.decided_since": N_("it was decided again since, outside this batch"),
    # a notice that was sent, or that may have been
    "notice.in_doubt": N_("it may have been sent: the program was stopped in between"),
    "notice.bounced": N_("it came back: its receiver answered {status}"),
    # a notice that goes nowhere
    "notice.erased": N_("the personal data that it was about was erased"),
    "notice.taken_back": N_("its handoff was taken back with its batch"),
    "notice.gone": N_("its recipient is no longer in the directory"),
    "notice.no_address": N_("its recipient has no e-mail address"),
    "notice.not_made": N_("its letter could not be made, which is a bug ({kind}); please report it"),
    "notice.apart": N_("it was in one letter with another notice, and their addresses are no longer the same"),
    # what a channel answers
    "mail.deferred": N_("the mail server puts the message off ({status})"),
    "mail.rejected": N_("the mail server refuses the message ({status})"),
    "mail.recipient_deferred": N_("the mail server takes nothing for this recipient now ({status})"),
    "mail.recipient_rejected": N_("the mail server refuses this recipient ({status})"),
    "mail.too_large": N_("the message has {bytes} bytes; the mail server takes {limit} at most"),
    "mail.no_address": N_("the address is not one that mail can be sent to"),
    "mail.no_smtputf8": N_("the mail server carries no address with accents (SMTPUTF8)"),
    "mail.no_answer": N_("the connection ended before the answer: the message may have arrived"),
    "mail.sender_refused": N_("{server} refuses the sender ({status})"),
    "mail.login_required": N_("{server} wants a user and a secret ({status})"),
    "mail.login_refused": N_("{server} does not accept the user or the secret ({status})"),
    "mail.login_unknown": N_("{server} offers no way to log in that is known here"),
    "mail.name_refused": N_("{server} refuses the name that this machine gives itself ({status})"),
    "mail.no_starttls": N_("{server} offers no encryption (STARTTLS)"),
    "webhook.deferred": N_("the receiver puts it off (HTTP {status})"),
    "webhook.deferred_for": N_("the receiver puts it off for {seconds} s (HTTP {status})"),
    "webhook.rejected": N_("the receiver refuses it (HTTP {status})"),
    "webhook.refused": N_("{server} does not take notices there, or not with this secret (HTTP {status})"),
    "server.unreachable": N_("{server} cannot be reached: {why}"),
    "server.certificate": N_("the certificate of {server} is not trusted: {detail}"),
    "server.certificates_unreadable": N_("the file of certificates {path} cannot be read"),
    "server.refused": N_("the connection was refused"),
    "server.no_route": N_("there is no way to its address"),
    "server.unknown": N_("its name is not known"),
    "server.silent": N_("no answer within {seconds} s"),
    "server.closed": N_("the connection was closed"),
    "server.encryption": N_("no common way to encrypt was found"),
    "server.unavailable": N_("it says that it is not available ({status})"),
    "server.nonsense": N_("its answer is not understood"),
    "server.other": N_("the system says {name}"),
    # ledger
    "ledger.altered": N_("event {seq} is not what was written"),
    "ledger.missing": N_("event {seq} is missing, and others follow"),
    "ledger.cut": N_("the ledger ends at event {last}, but event {expected} was noted: its tail was cut"),
    "ledger.other_head": N_("event {seq} is not the one that was noted: the chain was written anew"),
    "ledger.stray": N_("something refers to event {seq}, which is not in the chain"),
    "ledger.personal_altered": N_("the personal data of event {seq} is not what was written"),
    "ledger.personal_missing": N_("the personal data of event {seq} is gone, and no event says it was erased"),
    "ledger.personal_kept": N_("the personal data of event {seq} was erased, and is there again"),
    "ledger.notices_missing": N_("event {seq} has fewer notices than it caused"),
    "ledger.notices_differ": N_("the notices of event {seq} are not those it caused"),
    "ledger.roster_altered": N_("the list {roster} of the advisors considered is not the one that was recorded"),
    "ledger.projection": N_("the tables do not agree with event {seq}"),
    "ledger.guards_missing": N_("the triggers that protect the events are gone: {guards}"),
    "ledger.guards_changed": N_("the triggers that protect the events are not as they were made: {guards}"),
    "ledger.unreadable": N_("the file is damaged: event {seq} cannot be read ({error})"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """``code`` is a key of WORDING; ``params`` are plain JSON values."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> Message:
        """The reason as translatable text; a nested reason is worded too."""
        values = {k: v.message if isinstance(v, Reason) else v for k, v in self.params.items()}
        return Message(WORDING[self.code], **values)

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
