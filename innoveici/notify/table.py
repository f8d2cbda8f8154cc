"""Who hears what: for each template its subject, when it goes, and which fields its reader may see. One table.

Loi 25: each reader is shown the least that its part in the chain needs. ``facts`` makes nothing else, and a template
that names anything else fails. Personal fields stand in a column of their own; ``facts`` leaves them out all the same
for whoever may not see them any more (``ledger.visibility``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from innoveici.messages import N_

if TYPE_CHECKING:
    from innoveici.ledger.actor import Role

Goes = Literal["at once", "as set", "daily", "by hand"]
"""``as set``: at once, or in a daily digest where regions.yaml says so of the ERAC. ``by hand``: a person asks for it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One template: ``subject`` is a msgid; ``personal`` and ``other`` are names of facts."""

    goes: Goes
    subject: str
    personal: frozenset[str]
    other: frozenset[str]

    @property
    def fields(self) -> frozenset[str]:
        """Everything its reader may see, beside what every letter has (``facts.ALWAYS``)."""
        return self.personal | self.other


def _line(goes: Goes, subject: str, personal: str, other: str) -> Line:
    return Line(goes, subject, frozenset(personal.split()), frozenset(other.split()))


_REQUEST = "company contact need place sectors language"
"""What whoever helps a company must know of it. ``place`` is a municipality, never an address."""

TABLE: Mapping[str, Line] = {
    # the company: its own request, and whom it can reach
    "assigned.company":   _line("at once", N_("your request, and who follows it up"), "company need",
                                "erac advisor deadline changed others"),
    "held.company":       _line("at once", N_("a question about your request"), "company need", "erac asks deadline"),
    "rejected.company":   _line("at once", N_("your request cannot be handled as it is"), "company", "reasons"),
    "referred.company":   _line("at once", N_("your request goes to a partner"), "company need", "partner others"),
    "accepted.company":   _line("at once", N_("an advisor is taking care of your request"), "company",
                                "erac advisor deadline"),
    "escalated.company":  _line("at once", N_("your ERAC is taking care of your request"), "company", "erac deadline"),
    "closed.company":     _line("at once", N_("your request is closed"), "company", "erac outcome"),
    "reopened.company":   _line("at once", N_("your request is open again"), "company", "erac advisor"),
    "undone.company":     _line("at once", N_("our last message no longer holds"), "company", ""),
    # the advisor: the request and the person to call; no longer, once it is in other hands
    "assigned.advisor":   _line("at once", N_("a request for you"), _REQUEST, "erac deadline others advisor untold"),
    "reassigned.advisor": _line("at once", N_("a request changes hands"), _REQUEST,
                                "erac deadline others advisor untold yours"),
    "escalated.advisor":  _line("at once", N_("the ERAC takes this request over"), "", "erac"),
    "declined.advisor":   _line("at once", N_("your refusal is recorded"), "", "erac"),
    "closed.advisor":     _line("at once", N_("this request is closed"), "company", "outcome"),
    "reopened.advisor":   _line("at once", N_("this request is open again"), "company contact", "erac yours"),
    "corrected.advisor":  _line("at once", N_("this request no longer concerns you"), "", "erac"),
    "erased.advisor":     _line("at once", N_("destroy your copies"), "", ""),
    "undone.advisor":     _line("at once", N_("our last message no longer holds"), "", "erac"),
    "reminder.advisor":   _line("at once", N_("the company is waiting for a first contact"), "company contact",
                                "erac advisor deadline"),
    # the ERAC: the same, and why; what a person must settle always goes at once
    "assigned.erac":      _line("as set", N_("a request in your region"), _REQUEST,
                                "advisor erac distance close_call reasons deadline others untold"),
    "held.erac":          _line("at once", N_("a request waits for a person"), _REQUEST, "reasons asks others"),
    "accepted.erac":      _line("as set", N_("accepted by the advisor"), "company", "advisor deadline"),
    "declined.erac":      _line("as set", N_("declined by the advisor"), "company note", "advisor"),
    "contacted.erac":     _line("as set", N_("the company has been contacted"), "company", "advisor"),
    "reassigned.erac":    _line("as set", N_("given to another advisor"), "company note", "advisor deadline"),
    "escalated.erac":     _line("at once", N_("it is for you to take care of this request"), f"{_REQUEST} note",
                                "deadline"),
    "closed.erac":        _line("as set", N_("closed"), "company", "advisor outcome"),
    "reopened.erac":      _line("as set", N_("open again"), "company note", "advisor"),
    "corrected.erac":     _line("at once", N_("this request no longer concerns you"), "", ""),
    "erased.erac":        _line("at once", N_("destroy your copies"), "", ""),
    "undone.erac":        _line("as set", N_("our last message no longer holds"), "", ""),
    "reminder.erac":      _line("at once", N_("the company is waiting for a first contact"), "company",
                                "advisor deadline state"),
    "overdue.erac":       _line("at once", N_("the time promised to the company has passed"), "company contact",
                                "advisor deadline state"),
    "bounced.erac":       _line("at once", N_("a message could not be delivered"), "company contact", "bounced"),
    # the partner: what it is asked to help with
    "referred.partner":   _line("at once", N_("a company for you"), "company contact need sectors markets language",
                                "partner others untold"),
    "closed.partner":     _line("at once", N_("this request is closed"), "company", "outcome"),
    "reopened.partner":   _line("at once", N_("this request is open again"), "company contact", "partner"),
    "erased.partner":     _line("at once", N_("destroy your copies"), "", ""),
    "undone.partner":     _line("at once", N_("our last message no longer holds"), "", ""),
    # the Conseil de l'innovation: a line a handoff in its digest; neither the contact nor the need
    "assigned.council":   _line("daily", N_("assigned"), "company", "region organization"),
    "held.council":       _line("daily", N_("held"), "company", "region organization"),
    "rejected.council":   _line("daily", N_("rejected"), "company", "region organization"),
    "referred.council":   _line("daily", N_("referred"), "company", "region organization"),
    "accepted.council":   _line("daily", N_("accepted"), "company", "region organization"),
    "declined.council":   _line("daily", N_("declined"), "company", "region organization"),
    "contacted.council":  _line("daily", N_("contacted"), "company", "region organization"),
    "reassigned.council": _line("daily", N_("reassigned"), "company", "region organization"),
    "escalated.council":  _line("daily", N_("escalated"), "company", "region organization"),
    "closed.council":     _line("daily", N_("closed"), "company", "region organization"),
    "reopened.council":   _line("daily", N_("reopened"), "company", "region organization"),
    "erased.council":     _line("daily", N_("erased"), "", "region organization"),
    "undone.council":     _line("daily", N_("undone"), "company", "region organization"),
}  # fmt: skip


def template_of(event: str, role: Role) -> str:
    """``assigned.erac`` for an event and the role that hears of it."""
    return f"{event}.{role}"


def in_digest(template: str) -> bool:
    """Whether a notice may wait for the daily digest of whoever has one; what a person must settle may not."""
    return TABLE[template].goes in ("as set", "daily")
