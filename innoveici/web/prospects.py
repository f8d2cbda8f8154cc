"""What becomes of a request, in what a page or a program says of it: who gets it, and by when its company hears."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from innoveici.routing.settling import SETTLING, question_of

if TYPE_CHECKING:
    from datetime import date

    from innoveici.directory.model import Directory, Erac, Region
    from innoveici.reasons import Question
    from innoveici.routing.decision import Decision, Fit, Status
    from innoveici.web.site import Site

_PROMISED: frozenset[Question | None] = frozenset({None, "nobody", "which", "postal_code", "municipality"})
"""Of what is held, the questions beside which letters promise a contact all the same."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """``question``: what holds it, as letters ask it; None where it goes on. ``partner``: who serves it, being outside
    Québec. ``deadline``: the last day of the promise in Québec; None where none is made."""

    status: Status
    question: Question | None
    region: Region | None
    erac: Erac | None
    partner: Fit | None
    deadline: date | None


def prospect_of(decision: Decision, consent: bool | None, since: date, site: Site) -> Prospect:
    """:param consent: the company's. :param since: Québec's day from which the promise counts."""
    directory = site.directory
    question = None
    if decision.status == "held":
        asked = question_of(decision, refused=consent is False)
        question = SETTLING[asked].passage or asked
    region = directory.regions.get(decision.region_code or "")
    erac = next((erac for erac in region.eracs if erac.id == decision.erac_id), None) if region else None
    promised = decision.status in ("assigned", "held") and question in _PROMISED
    return Prospect(
        decision.status,
        question,
        region,
        erac,
        _partner(decision, directory),
        site.working_days.deadline(since, directory.service.first_contact_days) if promised else None,
    )


def _partner(decision: Decision, directory: Directory) -> Fit | None:
    """Of those that fit, the one that is written to."""
    if decision.status != "referred":
        return None
    reachable = {partnership.id for partnership in directory.partnerships if partnership.contact}
    fitting = decision.partnerships
    return next((fit for fit in fitting if fit.id in reachable), fitting[0])
