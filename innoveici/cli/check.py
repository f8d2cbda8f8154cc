"""``innoveici check``: what is wrong with what is in force, an office after the other."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from innoveici.cli.screen import clean
from innoveici.cli.speech import AsJsonLines, Command, example
from innoveici.cli.wiring import session
from innoveici.errors import ConfigError
from innoveici.messages import N_, Message, _, ngettext

if TYPE_CHECKING:
    from innoveici.directory.file_problems import Problem
    from innoveici.directory.findings import OfficeFindings
    from innoveici.directory.model import Directory

_WIDTH = 80
_EXAMPLE = 'office: {regions: ["14"]}'


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "check",
        cls=Command,
        help=_("Check regions, advisors, catalogue, settings, ledger and atlas."),
        epilog=example("innoveici check --all-regions"),
    )(check)


def check(
    ctx: typer.Context,
    all_regions: Annotated[
        bool, typer.Option("--all-regions", help=_("Warnings of the regions too that the office does not serve."))
    ] = False,
    as_json: AsJsonLines = False,
) -> int:
    """Every problem at once; exit 78 when something keeps requests from being routed."""
    from innoveici.directory.findings import of_others, subject_of
    from innoveici.health import examine

    here = session(ctx)
    found = list(examine(here.settings, here.today))
    directory = here.readable_directory
    served = directory.office_regions if directory and not all_regions else ()
    problems = [problem for problem in found if not of_others(problem, directory, served)]
    others = len(found) - len(problems)
    errors = sum(problem.severity == "error" for problem in problems)
    if as_json:
        for problem in problems:
            here.screen.data(problem.to_json() | subject_of(problem, directory).to_json())
        if others:
            here.screen.note(_not_listed(others))
        return ConfigError.exit_code if errors else 0
    here.screen.lines(_report(problems, directory))
    warnings = len(problems) - errors
    here.screen.line(
        ngettext("{count} error", "{count} errors", errors).format(count=errors)
        + ", "
        + ngettext("{count} warning", "{count} warnings", warnings).format(count=warnings)
    )
    if others:
        here.screen.line(_not_listed(others).text())
    elif directory and not directory.office_regions and _regions_of(problems, directory) > 1:
        here.screen.note(Message(N_("An office of one region says so in regions.yaml: {example}"), example=_EXAMPLE))
    return ConfigError.exit_code if errors else 0


def _not_listed(count: int) -> Message:
    return Message(N_("Warnings of other regions, not listed: {count} (innoveici check --all-regions)"), count=count)


def _regions_of(problems: Sequence[Problem], directory: Directory) -> int:
    from innoveici.directory.findings import subject_of

    return len({subject_of(p, directory).region_code for p in problems if p.severity == "warning"} - {None})


def _report(problems: Sequence[Problem], directory: Directory | None) -> Iterator[str]:
    """What was found, an office after the other, under each its own and then its advisors'."""
    from innoveici.directory.findings import by_office

    for office in by_office(problems, directory):
        if office.erac_id is not None or office.region_code is not None:
            yield from _wrapped(_heading_of(office, directory), "", "  ")
        elif office.own:
            yield _("Files and settings")
        for problem in office.own:
            yield from _finding(problem, "  ")
        for advisor_id, theirs in office.advisors.items():
            advisor = directory.advisors.get(advisor_id) if directory else None
            named = _("Advisor {id}").format(id=advisor_id)
            yield from _wrapped(f"{named} · {advisor.name}" if advisor else named, "  ", "    ")
            for problem in theirs:
                yield from _finding(problem, "    ")
        yield ""


def _heading_of(office: OfficeFindings, directory: Directory | None) -> str:
    region = directory.regions.get(office.region_code or "") if directory else None
    erac = next((e for e in region.eracs if e.id == office.erac_id), None) if region else None
    place = f"{region.code} {region.name}" if region else office.region_code
    return " · ".join(filter(None, (place, erac.name if erac else None, office.erac_id)))


def _finding(problem: Problem, indent: str) -> Iterator[str]:
    """Its place, what is wrong and what to do, broken between words."""
    wording = N_("{place}: error: {message}") if problem.severity == "error" else N_("{place}: warning: {message}")
    said = Message(wording, place=problem.place, message=problem.message)
    yield from _wrapped(said.text(), indent, f"{indent}  ")
    yield from _wrapped("→ " + problem.remedy.text(), f"{indent}  ", f"{indent}    ")


def _wrapped(text: str, first: str, others: str) -> list[str]:
    return textwrap.wrap(
        clean(text),
        _WIDTH,
        initial_indent=first,
        subsequent_indent=others,
        break_on_hyphens=False,
        break_long_words=False,
    )
