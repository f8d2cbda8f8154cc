"""Who hears what: for each template its subject, when it goes, and which fields its reader may see. One table.

Loi 25: each reader is shown the least that its part in the chain needs. ``facts`` makes nothing else, and a template
that names anything else fails. Personal fields stand in a column of their own; ``facts`` leaves them out all the same
for whoever may not see them any more (``ledger.visibility``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from innoveici.messages import N_
from innoveici.steps import EVENTS

Goes = Literal["at once", "as set", "daily", "by hand"]
"""``as set``: at once, or in a daily digest where regions.yaml says so of the ERAC. ``by hand``: when asked for."""


@dataclass(frozen=True, slots=True)
class LetterType:
    """One template: ``subject`` is a msgid, empty for what is only ever a line of a digest; the rest names facts."""

    goes: Goes
    subject: str
    personal: frozenset[str]
    other: frozenset[str]

    @property
    def fields(self) -> frozenset[str]:
        """Everything its reader may see, beside what every letter has (``facts.ALWAYS``)."""
        return self.personal | self.other


def _type(goes: Goes, subject: str, personal: str, other: str) -> LetterType:
    return LetterType(goes, subject, frozenset(personal.split()), frozenset(other.split()))


_REQUEST = "company contact need place sectors language further remarks"
"""What whoever helps a company must know of it. ``place`` is a municipality, never an address."""
_COUNCIL = (*(template for row in EVENTS.values() if (template := row.tells.get("council"))), "undone.council")

LETTER_TYPES: Mapping[str, LetterType] = {
    # the company: its own request, and whom it can reach
    "assigned.company":   _type("at once", N_("your request and who follows it up"), "company need",
                                "erac advisor deadline changed partnerships others before"),
    "held.company":       _type("at once", N_("your request is on hold"), "company need",
                                "erac asks reasons deadline"),
    "rejected.company":   _type("at once", N_("your request must be corrected"), "company", "reasons"),
    "referred.company":   _type("at once", N_("your request and the partner it goes to"), "company need",
                                "partner by_hand ways others before"),
    "handed_over.company": _type("at once", N_("your request was handed over"), "company", "partner ways"),
    "accepted.company":   _type("at once", N_("your request has been accepted"), "company", "erac advisor deadline"),
    "escalated.company":  _type("at once", N_("your ERAC is taking care of your request"), "company", "erac deadline"),
    "closed.company":     _type("at once", N_("your request is closed"), "company", "erac outcome outside entries"),
    "reopened.company":   _type("at once", N_("your request is open again"), "company", "erac advisor"),
    "unreached.company":  _type("at once", N_("we could not reach you"), "company contact", "erac advisor"),
    "oriented.company":   _type("at once", N_("who can help with your project"), "company", "erac advisor entries"),
    "waited.company":     _type("at once", N_("you have not been forgotten"), "company", "erac advisor deadline"),
    "feedback.company":   _type("at once", N_("what came of your request?"), "company", "outcome"),
    "link.company":       _type("at once", N_("your new link"), "company", ""),
    "undone.company":     _type("at once", N_("please disregard our last message"), "company", ""),
    "taken_back.company": _type("at once", N_("please disregard our last message"), "company", ""),
    # the advisor: the request and the person to call; no longer, once it is in other hands
    "assigned.advisor":   _type("at once", N_("a request for you"), _REQUEST,
                                "erac answer_by deadline others before company_told partnerships fitting"),
    "reassigned.advisor": _type("at once", N_("a request changes hands"), _REQUEST,
                                "erac answer_by deadline others before company_told partnerships fitting "
                                "yours kept"),
    "escalated.advisor":  _type("at once", N_("the ERAC takes this request over"), "", "kept"),
    "declined.advisor":   _type("at once", N_("your refusal is recorded"), "", "kept"),
    "closed.advisor":     _type("at once", N_("this request is closed"), "company", "outcome"),
    "reopened.advisor":   _type("at once", N_("this request is open again"), "company contact", "yours kept"),
    "corrected.advisor":  _type("at once", N_("this request was corrected"), _REQUEST, "yours kept"),
    "erased.advisor":     _type("at once", N_("please destroy your copies"), "", ""),
    "asked.advisor":      _type("at once", N_("the company has not been called"), "company contact",
                                "erac answer_by deadline"),
    "rated.advisor":      _type("at once", N_("what the company says of it"), "company note", "answers_given"),
    "link.advisor":       _type("at once", N_("your new link"), "company", ""),
    "undone.advisor":     _type("at once", N_("please disregard our last message"), "", ""),
    "taken_back.advisor": _type("at once", N_("please disregard our last message"), "", "steps state yours kept"),
    "reminder.advisor":   _type("at once", N_("the company is waiting for your call"), "company contact",
                                "erac answer_by deadline"),
    # the ERAC: the same, and why; what a person must settle always goes at once
    "assigned.erac":      _type("as set", N_("a request and who follows it up"), _REQUEST,
                                "advisor erac distance close_call reasons deadline others before company_told "
                                "partnerships yours"),
    "held.erac":          _type("at once", N_("a request is on hold"), _REQUEST,
                                "reasons asks others before company_told"),
    "accepted.erac":      _type("as set", N_("request accepted"), "company", "advisor deadline"),
    "declined.erac":      _type("as set", N_("request declined"), "company note", "advisor"),
    "contacted.erac":     _type("as set", N_("the company has been contacted"), "company", "advisor"),
    "unreached.erac":     _type("as set", N_("the company could not be reached"), "company contact note", "advisor"),
    "oriented.erac":      _type("as set", N_("the company was directed to who can help"), "company", "advisor entries"),
    "asked.erac":         _type("at once", N_("the company asks for something"), "company contact note",
                                "advisor deadline outcome"),
    "rated.erac":         _type("as set", N_("what the company says of it"), "company note", "advisor answers_given"),
    "link.erac":          _type("at once", N_("your new link"), "company", ""),
    "reassigned.erac":    _type("as set", N_("request given to another advisor"), "company note", "advisor deadline"),
    "escalated.erac":     _type("at once", N_("a request is yours to take care of"), f"{_REQUEST} note",
                                "deadline company_told"),
    "closed.erac":        _type("as set", N_("this request is closed"), "company", "advisor outcome"),
    "reopened.erac":      _type("as set", N_("this request is open again"), "company note", "advisor"),
    "corrected.erac":     _type("at once", N_("this request was corrected"), _REQUEST, "yours kept"),
    "erased.erac":        _type("at once", N_("please destroy your copies"), "", ""),
    "undone.erac":        _type("as set", N_("please disregard our last message"), "", ""),
    "taken_back.erac": _type("as set", N_("please disregard our last message"), "", "steps state yours"),
    "reminder.erac":      _type("at once", N_("the company is waiting for a first contact"), "company",
                                "advisor deadline state held"),
    "overdue.erac":       _type("at once", N_("the promised time has passed"), "company contact",
                                "advisor deadline state held"),
    "replied.erac":       _type("at once", N_("an answer for you to read"), "company contact note",
                                "answer state"),
    "bounced.erac":       _type("at once", N_("a message could not be delivered"), "company contact", "bounced"),
    "withheld.erac":      _type("at once", N_("a message to the company was withheld"), "company contact", ""),
    # about the advisor alone: nothing of the company is in it
    "absence.erac":       _type("at once", N_("an advisor's absence"), "", "advisor absence"),
    # the partner: what it is asked to help with
    "referred.partner":   _type("at once", N_("a company for you"),
                                "company contact need sectors markets language further",
                                "partner others before company_told"),
    "closed.partner":     _type("at once", N_("this request is closed"), "company", "outcome"),
    "reopened.partner":   _type("at once", N_("this request is open again"), "company contact", ""),
    "erased.partner":     _type("at once", N_("please destroy your copies"), "", ""),
    "undone.partner":     _type("at once", N_("please disregard our last message"), "", ""),
    "taken_back.partner": _type("at once", N_("please disregard our last message"), "", "steps state yours"),
    # the Conseil de l'innovation: a line a handoff in its digest; neither the contact nor the need
    **{template: _type("daily", "", "company", "region organization") for template in _COUNCIL},
    # all that came to pass since the last digest; every line of it has these fields
    "digest.council":     _type("daily", N_("Digest of {day}"), "company", "region organization"),
    "digest.erac":        _type("daily", N_("Digest of {day}"), "company place", "region holder"),
    # innoveici notify --test ADDRESS
    "test":               _type("by hand", N_("test message"), "", ""),
}  # fmt: skip


def in_digest(template: str) -> bool:
    """Whether a notice may wait for the daily digest of whoever has one; what a person must settle may not."""
    return LETTER_TYPES[template].goes in ("as set", "daily")
