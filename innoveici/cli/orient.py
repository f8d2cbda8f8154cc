"""``innoveici orient``: what fits a need, best first, each with why; and recording to whom a company is directed."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, cast

import typer

from innoveici.catalogue.vocabulary import STAGES, Stage
from innoveici.cli import steps
from innoveici.cli.screen import clean
from innoveici.cli.speech import AsJson, Command, example
from innoveici.cli.wiring import Session, session
from innoveici.errors import UsageError
from innoveici.messages import N_, Message, _
from innoveici.steps import STEPS
from innoveici.words import FIT_WORDS

if TYPE_CHECKING:
    from rich.console import RenderableType

    from innoveici.casework.casework import Done
    from innoveici.orientation.applicant import Applicant
    from innoveici.orientation.suggesting import Orientation, Suggestion

SHOWN = 5
"""Entries that are shown first."""
_STYLE = {"fits": "green", "fits_if": "yellow", "does_not": "red", "closed": "dim"}


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    step = STEPS["orient"]
    app.command("orient", cls=Command, help=_(step.help), epilog=example(_(step.example)))(orient)


def orient(
    ctx: typer.Context,
    id_: Annotated[str | None, typer.Argument(metavar="[ID]", help=_("A handoff's id or a request's."))] = None,
    need: Annotated[
        str, typer.Option(metavar="TEXT", help=_("The need, as people write it; - reads it from standard input."))
    ] = "",
    postal_code: Annotated[str, typer.Option(metavar="CODE", help=_("Where the company is."))] = "",
    employees: Annotated[int | None, typer.Option(metavar="N", min=0, help=_("How many people work there."))] = None,
    revenue: Annotated[int | None, typer.Option(metavar="N", min=0, help=_("Its revenue a year, in dollars."))] = None,
    stage: Annotated[
        str | None, typer.Option(metavar="S", help=_("How far the project is: idea, rd, prototype, adoption…"))
    ] = None,
    sector: Annotated[list[str] | None, typer.Option(metavar="S", help=_("A sector; again for more."))] = None,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help=_("How many to show first."))] = SHOWN,
    show_all: Annotated[
        bool, typer.Option("--all", help=_("All of them, also what does not fit and what is closed, with the rule."))
    ] = False,
    choose: Annotated[
        str, typer.Option(metavar="ID,…", help=_("Record that the company is directed to these; it is told."))
    ] = "",
    by: Annotated[
        str | None,
        typer.Option(
            metavar="ACTOR", envvar="INNOVEICI_BY", help=_("Who takes the step: advisor:ID, erac:ID or person:LOGIN.")
        ),
    ] = None,
    reason: steps.Why = "",
    seen: steps.Seen = None,
    as_json: AsJson = False,
) -> int:
    """Nothing is written without --choose."""
    here = session(ctx)
    if (id_ is None) == (not need):
        raise UsageError(
            Message(N_("name a handoff, or give a need with --need TEXT")),
            Message(N_("as in: innoveici orient --need TEXT --postal-code CODE")),
        )
    if choose:
        if id_ is None:
            raise UsageError(Message(N_("--choose records it with a handoff: name one")))
        return _recorded(ctx, id_, choose, by, reason, seen, as_json=as_json)
    shown = None if show_all else limit
    given = _Given(employees, revenue, _stage(stage))
    if id_ is not None:
        found = _of_handoff(here, id_, given, shown)
    else:
        found = _of_need(here, sys.stdin.read() if need == "-" else need, postal_code, given, sector or [], shown)
    if as_json:
        from innoveici.orienting import orientation_json

        here.screen.data(orientation_json(found))
    else:
        here.screen.show(*_worded(found, id_))
    return 0


def _stage(said: str | None) -> Stage | None:
    """By its code or by any word for it, in either language."""
    if not said:
        return None
    code = STAGES.code(said)
    if code is None:
        raise UsageError(
            Message(N_("“{value}” is not one of {choices}"), value=said, choices=", ".join(STAGES)),
        )
    return code


class _Given:
    """What was said of the company beside its need; None: nothing."""

    def __init__(self, employees: int | None, revenue: int | None, stage: Stage | None) -> None:
        self.employees, self.revenue, self.stage = employees, revenue, stage

    def over(self, applicant: Applicant) -> Applicant:
        """``applicant`` with it."""
        from dataclasses import replace

        said = {name: value for name, value in vars(self).items() if value is not None}
        return replace(applicant, **said)


def _of_handoff(here: Session, id_: str, given: _Given, limit: int | None) -> Orientation:
    from innoveici.orienting import applicant_of, must_be_known
    from innoveici.request import Request
    from innoveici.routing.record import join

    with here.ledger() as ledger:
        shown = ledger.show(id_)
        decision = join(*ledger.decision(id_))
    request = None
    if shown.personal:
        empty = Request(shown.handoff.request_id, "", "").to_json()
        request = Request.from_json(empty | dict(shown.personal))
    request = must_be_known(request, shown.handoff.handoff_id)
    applicant = given.over(applicant_of(request, decision))
    found = here.desk.orienter.orient(request.need, applicant, here.today, sectors=request.sectors, limit=limit)
    about_whom = [str(value) for name, value in (shown.personal or {}).items() if name != "need"]
    _count_gaps(here, found, request.need, about_whom)
    return found


def _of_need(
    here: Session, need: str, postal_code: str, given: _Given, sectors: list[str], limit: int | None
) -> Orientation:
    from innoveici.atlas.locate import locate
    from innoveici.atlas.location import Ambiguous, Invalid, Located
    from innoveici.errors import DataError
    from innoveici.orientation.applicant import Applicant

    applicant = Applicant()
    if postal_code:
        place = locate(postal_code, here.atlas, here.directory.region_of_mrc, geonames=here.geonames)
        if isinstance(place, Invalid):
            raise DataError(place.reason.message)
        if isinstance(place, Located):
            applicant = Applicant(region_code=place.region_code, mrc_code=place.mrc_code)
        elif isinstance(place, Ambiguous):
            here.screen.note(Message(N_("{code} lies in several regions: none is assumed"), code=postal_code))
    found = here.desk.orienter.orient(need, given.over(applicant), here.today, sectors=sectors, limit=limit)
    _count_gaps(here, found, need)
    return found


def _count_gaps(here: Session, found: Orientation, need: str, personal: Sequence[str] = ()) -> None:
    """Where a need speaks of no theme, its words that nothing in the catalogue has are what the catalogue lacks."""
    if found.themes or found.outside:
        return
    from innoveici.cli.catalogue_upkeep import gaps_file
    from innoveici.orientation.entry_search import missing_words
    from innoveici.orientation.gaps import count_missing

    count_missing(gaps_file(), "need", need, missing_words(here.entries, need), here.today, personal)


def _recorded(
    ctx: typer.Context, id_: str, choose: str, by: str | None, reason: str, seen: int | None, *, as_json: bool
) -> int:
    if by is None:
        raise UsageError(
            Message(N_("who takes the step?")),
            Message(N_("name with --by who takes it: advisor:ID, erac:ID or person:LOGIN")),
        )
    with steps.at_work(ctx, by, id_, seen) as (casework, actor, seen):
        given = {"choose": choose, "reason": steps.free_text(reason)}
        done = casework.take("orient", id_, actor, given, seen_seq=seen)
    return steps.say(session(ctx), cast("Done", done), as_json=as_json)


def _worded(found: Orientation, id_: str | None) -> Iterator[RenderableType]:
    from rich.text import Text

    if found.outside:
        said = Message(
            N_("This is no innovation need ({words}); these say where to go."), words=", ".join(found.outside)
        )
        yield Text(clean(said.text()), style="bold")
    for question in found.questions:
        yield Text(f"? {question.text()}", style="yellow")
    if not found.suggestions:
        yield Text(_("Nothing in the catalogue fits; “innoveici programs search” looks at the words alone."))
    for number, one in enumerate(found.suggestions, start=1):
        yield from suggestion_lines(number, one)
    if id_ is not None and found.suggestions:
        ids = ",".join(one.id for one in found.suggestions[:2])
        text = _("To record to whom the company is directed: {command}")
        yield Text("")
        yield Text(text.format(command=f"innoveici orient {id_} --choose {ids} --by …"), style="dim")


def suggestion_lines(number: int, one: Suggestion) -> Iterator[RenderableType]:
    """One entry: its name and whether it fits, why, what to ask, how fresh that is, where to look."""
    from rich.padding import Padding
    from rich.text import Text

    heading = Text.assemble(
        (f"{number}. ", "dim"),
        (clean(one.name), "bold"),
        "  ",
        (_(FIT_WORDS[one.fit]), _STYLE[one.fit]),
        ("  " + one.id, "dim"),
    )
    yield Padding(heading, (1 if number > 1 else 0, 0, 0, 0))
    lines = [*(f"? {question.text()}" for question in one.questions)]
    if one.rule:
        lines.append(one.rule.text())
    if said := " ".join(why.text() for why in one.why):
        lines.append(said)
    lines.append(freshness(one))
    for line in lines:
        yield Padding(Text(clean(line), style="dim" if line == lines[-1] else ""), (0, 0, 0, 3))


def freshness(one: Suggestion) -> str:
    """When an entry was last held against its source, and where that is."""
    about = one.entry.provenance
    parts = []
    if one.entry.url:
        parts.append(one.entry.url)
    if about.verified_on:
        parts.append(Message(N_("verified {day}"), day=about.verified_on).text())
    if about.source_date:
        parts.append(Message(N_("source of {day}"), day=about.source_date).text())
    return " · ".join(parts) or _("no source is known")
