"""What an entry says, in sentences and lists for a person. Pure; worded in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TypeVar

from innoveici.catalogue.freshness import due_on, months_since, partial_day_text
from innoveici.catalogue.model import Conditions, Provenance
from innoveici.catalogue.vocabulary import CONFIDENCES, Terms
from innoveici.figures import count, day
from innoveici.messages import N_, Message, _, language, ngettext

C = TypeVar("C", bound=str)
_PLACES = {"QC": N_("all of Québec"), "FR": N_("France"), "FR-GES": N_("Grand Est")}


def terms_text(terms: Terms[C], codes: Iterable[C]) -> str:
    """Words of ``codes``, parted by commas."""
    return ", ".join(terms.word(code).text() for code in codes)


def territory_text(places: Iterable[str], regions: Mapping[str, str]) -> str:
    """:param regions: names by code."""
    return ", ".join(_(_PLACES[p]) if p in _PLACES else f"{p} {regions[p]}" if p in regions else p for p in places)


def conditions_text(conditions: Conditions) -> Iterator[str]:
    """Each condition that can be tested, then those in words."""
    c = conditions
    ranges = (
        (N_("employees: {range}"), c.employees_min, c.employees_max),
        (N_("revenue a year, in dollars: {range}"), c.revenue_min, c.revenue_max),
        (N_("cost of the project, in dollars: {range}"), c.project_min, None),
        (N_("loan, in dollars: {range}"), c.loan_min, None),
        (N_("years since the company was founded: {range}"), None, c.company_age_max),
        (N_("age of who founds it: {range}"), c.founder_age_min, c.founder_age_max),
        (N_("partners: {range}"), c.consortium_min, None),
    )
    for words, least, most in ranges:
        if least is not None or most is not None:
            yield Message(words, range=_range(least, most)).text()
    flags = (
        (N_("an establishment in Québec"), c.establishment_qc),
        (N_("incorporated"), c.incorporated),
        (N_("for profit"), c.for_profit),
        (N_("only for who never had it"), c.first_time),
    )
    yield from (_(words) for words, asked in flags if asked)
    if c.sectors:
        yield _("sectors: {sectors}").format(sectors=", ".join(c.sectors))
    if c.sectors_excluded:
        yield _("not for: {sectors}").format(sectors=", ".join(c.sectors_excluded))
    if said := in_language(c.words_fr, c.words_en):
        yield said


def in_language(french: str, english: str) -> str:
    """The text in the reader's language, or in the other where that is all there is."""
    return (english if language() == "en" else french) or french or english


def verified_text(provenance: Provenance, today: date) -> str:
    """When, by whom, how long ago, and when that is due again."""
    if not provenance.verified_on:
        return _("never")
    said = [partial_day_text(provenance.verified_on), provenance.verified_by]
    if months := months_since(provenance.verified_on, today):
        said.append(ngettext("{count} month ago", "{count} months ago", months).format(count=months))
    if due := due_on(provenance):
        late = N_("due again since {day}") if due <= today else N_("due again on {day}")
        said.append(_(late).format(day=day(due)))
    return " · ".join(filter(None, said))


def source_text(provenance: Provenance) -> str:
    """What page says so, where it is, and of which day."""
    of_day = partial_day_text(provenance.source_date) if provenance.source_date else _("no day")
    said = [provenance.source_title, of_day, CONFIDENCES.word(provenance.confidence).text(), provenance.source]
    return "\n".join(filter(None, (" · ".join(filter(None, said[:3])), said[3])))


def _range(least: int | None, most: int | None) -> str:
    if least is None:
        return _("at most {number}").format(number=count(most or 0))
    if most is None:
        return _("at least {number}").format(number=count(least))
    return _("{least} to {most}").format(least=count(least), most=count(most))
