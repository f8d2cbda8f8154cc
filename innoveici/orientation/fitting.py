"""Whether an entry of the catalogue fits who asks: rule by rule, with what must be asked and what excludes. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

from innoveici.catalogue.model import Catalogue, Entry, Organization, PartnershipEntry, Program
from innoveici.catalogue.partial_day import last_day
from innoveici.figures import count
from innoveici.messages import N_, Message
from innoveici.orientation.applicant import Applicant
from innoveici.orientation.need_reading import NeedReading
from innoveici.orientation.word_forms import Word, words_of
from innoveici.orientation.wording import NameOf
from innoveici.spellings.french_places import DEPARTMENTS

FitCode = Literal["fits", "fits_if", "does_not", "closed"]
LARGE = 500
"""Employees from which a company is no small or medium one (Statistics Canada, ISED: 1 to 499)."""


@dataclass(frozen=True, slots=True)
class EntryFit:
    """``questions``: what must be asked, of ``fits_if``. ``rule``: what excludes, or since when it is closed, and what
    there is instead."""

    fit: FitCode
    questions: tuple[Message, ...] = ()
    rule: Message | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A condition that may or may not be met."""

    question: Message


@dataclass(frozen=True, slots=True)
class _Fails:
    """A condition that is not met."""

    rule: Message


_Finding = _Asked | _Fails


def fit_of(
    entry: Entry,
    need: NeedReading,
    applicant: Applicant,
    catalogue: Catalogue,
    today: date,
    region_of_mrc: Mapping[str, str] = MappingProxyType({}),
) -> EntryFit:
    """The first that holds: closed, excluded by a rule, to be asked, fits."""
    if isinstance(entry, Program) and (since := closed(entry, catalogue, today)):
        return EntryFit("closed", rule=since)
    if isinstance(entry, PartnershipEntry):
        return _partnership(entry, applicant)
    findings = [*_territory(entry, applicant, region_of_mrc), *_audience(entry, applicant)]
    if isinstance(entry, Program):
        findings += [*_company(entry, applicant), *_project(entry, applicant), *_sectors(entry, need)]
    for finding in findings:
        if isinstance(finding, _Fails):
            return EntryFit("does_not", rule=finding.rule)
    questions = tuple(finding.question for finding in findings if isinstance(finding, _Asked))
    return EntryFit("fits_if", questions) if questions else EntryFit("fits")


def closed(program: Program, catalogue: Catalogue, today: date) -> Message | None:
    """Since when, and what there is instead; None while it may be open."""
    last = last_day(program.closes)
    over = last is not None and last < today and program.intake != "continuous"
    if program.status != "closed" and not over:
        return None
    successor = catalogue.programs.get(program.successor)
    since = program.closes if over else program.status_as_of
    if successor is not None:
        return Message(N_("closed (seen {since}); instead: {name}"), since=since or "?", name=NameOf(successor))
    return Message(N_("closed (seen {since})"), since=since) if since else Message(N_("closed"))


def _territory(entry: Entry, applicant: Applicant, region_of_mrc: Mapping[str, str]) -> Iterator[_Finding]:
    if not entry.territory or _serves_all(entry):
        return
    if any(_lies_in(applicant, place) for place in entry.territory):
        return
    mrcs = [place for place in entry.territory if place.startswith("MRC ")]
    near = {region_of_mrc.get(place[4:], applicant.region_code) for place in mrcs}
    if mrcs and applicant.mrc_code is None and applicant.in_quebec and applicant.region_code in (None, *near):
        yield _Asked(Message(N_("Is the company in the MRC {mrcs}?"), mrcs=", ".join(m[4:] for m in mrcs)))
        return
    if applicant.in_quebec and applicant.region_code is None and any(p[:2].isdigit() for p in entry.territory):
        yield _Asked(Message(N_("In which region is the company? It serves {places}."), places=places_of(entry)))
        return
    yield _Fails(Message(N_("it serves {places} only"), places=places_of(entry)))


def _serves_all(entry: Entry) -> bool:
    """A centre that stands in one region of Québec and serves all of it."""
    at_home = any(place == "QC" or not place.startswith("FR") for place in entry.territory)
    return isinstance(entry, Organization) and entry.territory_role == "seat" and at_home


def _partnership(entry: PartnershipEntry, applicant: Applicant) -> EntryFit:
    """Of both its sides."""
    if not any(_lies_in(applicant, place) for place in entry.territory if place.startswith("FR")):
        return EntryFit(
            "does_not", rule=Message(N_("nothing is sought where it leads ({places})"), places=places_of(entry))
        )
    if not entry.in_force:
        asked = Message(N_("It is announced ({since}): is it in force by now?"), since=entry.since or "?")
        return EntryFit("fits_if", (asked,))
    return EntryFit("fits")


def looked_for(place: str, applicant: Applicant) -> bool:
    """Whether a place of France is where who asks looks, or a part of it, or has it as one."""
    return any(
        place == market or ("FR" in (place, market) and market.startswith("FR")) or DEPARTMENTS.get(market) == place
        for market in applicant.markets
    )


def _lies_in(applicant: Applicant, place: str) -> bool:
    """A place of France is meant where it is looked for, too."""
    if place == "QC":
        return applicant.in_quebec
    if place.startswith("FR"):
        own = f"FR-{applicant.department}"
        at_home = applicant.country == "FR" and place in ("FR", own, DEPARTMENTS.get(own))
        return at_home or looked_for(place, applicant)
    if place.startswith("MRC "):
        return applicant.mrc_code == place[4:]
    return applicant.region_code == place


def places_of(entry: Entry) -> str:
    """Its territory as people write it: codes."""
    return ", ".join(entry.territory)


def _audience(entry: Entry, applicant: Applicant) -> Iterator[_Finding]:
    if not entry.for_companies or (entry.audience and set(entry.audience) <= {"nonprofit", "coop"}):
        if applicant.audience == "nonprofit" or (applicant.audience == "coop" and "coop" in entry.audience):
            return
        yield _Fails(Message(N_("it is for organizations, not for companies")))
        return
    if not entry.audience:
        return
    who = applicant.audience
    if who == "nonprofit" and "nonprofit" not in entry.audience:
        yield _Fails(Message(N_("it is not for non-profit organizations")))
    if applicant.employees is not None and applicant.employees >= LARGE and "large" not in entry.audience:
        yield _Fails(Message(N_("it is not for companies of {count} employees or more"), count=LARGE))


def _company(program: Program, applicant: Applicant) -> Iterator[_Finding]:
    asks = program.conditions
    for limit in _LIMITS:
        least, most = getattr(asks, f"{limit.name}_min"), getattr(asks, f"{limit.name}_max")
        if finding := limit.finding(least, most, getattr(applicant, limit.name)):
            yield finding
    if asks.company_age_max is not None:
        yield _Asked(Message(N_("Is the company at most {count} years old?"), count=asks.company_age_max))
    if asks.for_profit and applicant.audience == "nonprofit":
        yield _Fails(Message(N_("it is for companies that seek profit")))
    if asks.incorporated and applicant.audience is None:
        yield _Asked(Message(N_("Is the company incorporated?")))
    if asks.first_time:
        yield _Asked(Message(N_("Has the company never had it before?")))


@dataclass(frozen=True, slots=True)
class _Limit:
    """A number that must lie between two; how each is worded."""

    name: str
    too_low: str
    too_high: str
    question: str

    def finding(self, least: int | None, most: int | None, known: int | None) -> _Finding | None:
        if known is None:
            asks = most is not None or (least or 0) > 1
            return _Asked(Message(self.question, range=_range(least, most))) if asks else None
        if least is not None and known < least:
            return _Fails(Message(self.too_low, least=count(least)))
        if most is not None and known > most:
            return _Fails(Message(self.too_high, most=count(most)))
        return None


_LIMITS = (
    _Limit("employees", N_("it takes {least} employees at least"), N_("it takes {most} employees at most"),
           N_("How many employees? {range} are asked for.")),
    _Limit("revenue", N_("it takes a revenue of {least} $ at least"), N_("it takes a revenue of {most} $ at most"),
           N_("What is the revenue a year? {range} $ are asked for.")),
    _Limit("founder_age", N_("it is for founders of {least} years at least"),
           N_("it is for founders of {most} years at most"),
           N_("How old is who founds it? {range} years are asked for.")),
)  # fmt: skip


def _range(least: int | None, most: int | None) -> Message:
    if most is None:
        return Message(N_("{least} or more"), least=count(least or 0))
    if not least or least <= 1:
        return Message(N_("{most} or fewer"), most=count(most))
    return Message(N_("{least} to {most}"), least=count(least), most=count(most))


def _project(program: Program, applicant: Applicant) -> Iterator[_Finding]:
    asks = program.conditions
    if asks.project_min is not None:
        if applicant.employees is not None and applicant.employees < 10 and asks.project_min >= 500_000:
            yield _Fails(Message(N_("the project must cost {sum} $ at least"), sum=count(asks.project_min)))
        else:
            yield _Asked(Message(N_("Will the project cost {sum} $ or more?"), sum=count(asks.project_min)))
    if asks.loan_min is not None:
        yield _Asked(Message(N_("Is a loan of {sum} $ or more wanted?"), sum=count(asks.loan_min)))
    if asks.consortium_min is not None and (applicant.partners or 0) + 1 < asks.consortium_min:
        yield _Asked(Message(N_("Are there {count} partners, the company among them?"), count=asks.consortium_min))


def _sectors(program: Program, need: NeedReading) -> Iterator[_Finding]:
    asks = program.conditions
    told = [word for word in asks.sectors_excluded if _is_told(word, need)]
    if told:
        yield _Fails(Message(N_("it excludes: {sectors}"), sectors=", ".join(told)))
    if asks.sectors and not any(_is_told(word, need) for word in asks.sectors):
        yield _Asked(Message(N_("Is the company in: {sectors}?"), sectors=", ".join(asks.sectors)))


def _is_told(words: str, need: NeedReading) -> bool:
    """Whether the need names a theme, or all the words that tell something."""
    if words in need.themes:
        return True
    asked = [word for word in words_of(words) if not word.is_stop]
    return bool(asked) and all(any(_alike(one, other) for other in need.words) for one in asked)


def _alike(one: Word, other: Word) -> bool:
    return not one.stems.isdisjoint(other.stems)


def applicant_with(applicant: Applicant, need: NeedReading) -> Applicant:
    """What is known otherwise goes before what the need says."""
    said: Mapping[str, Any] = {
        name: getattr(need.facts, name)
        for name in ("employees", "revenue", "founder_age", "partners", "audience")
        if getattr(applicant, name) is None
    }
    markets = tuple(dict.fromkeys((*applicant.markets, *need.markets)))
    return replace(applicant, **{**said, "markets": markets})
