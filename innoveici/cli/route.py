"""``innoveici route``: one request, from its fields to a recorded handoff and the panel that explains it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from innoveici.cli.field_options import flag, with_options
from innoveici.cli.speech import Command, example
from innoveici.cli.wiring import Session, session
from innoveici.errors import EX_PERSON, DataError, InputNotFound, StorageError, UsageError, os_problem
from innoveici.messages import N_, Message, _
from innoveici.postal import InvalidCode, parse
from innoveici.request import Request, in_order
from innoveici.request_reading import read_request

if TYPE_CHECKING:
    from innoveici.desk import Outcome


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "route",
        cls=Command,
        help=_("Route one request: find its region, assign the nearest advisor, record it."),
        epilog=example('innoveici route --company "Fromagerie du Lac" --postal-code "J0K 2M0"'),
    )(with_options(in_order(_OPTIONS))(route_one))


_OPTIONS = (
    "company", "postal_code", "municipality", "contact_name", "email", "phone", "language", "need", "sectors", "scale",
    "country", "markets", "neq", "consent", "request_id", "received_at",
)  # fmt: skip
"""In the order in which help names them; fields that are not among them follow."""


def route_one(
    ctx: typer.Context,
    given: dict[str, Any],
    source: Annotated[
        str | None, typer.Option("--from", help=_("Fields as a JSON object, from a file or - ."), metavar="FILE|-")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Decide the same and write nothing."))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("Print the decision as JSON."))] = False,
) -> int:
    """Exit 0 when routed (or recorded before), 3 when a person must decide."""
    here = session(ctx)
    fields = _from_file(source, given) if source else _asked_for(given, here)
    outcome = _route(here, _valid(fields, here), dry_run=dry_run)
    print_outcome(here, outcome, dry_run=dry_run, as_json=as_json)
    return EX_PERSON if outcome.needs_a_person else 0


def _route(here: Session, request: Request, *, dry_run: bool) -> Outcome:
    desk = here.desk  # what is wrong with the files shows before a ledger is made
    if dry_run:
        with here.existing_ledger() as existing:
            return desk.plan(request, existing)
    with here.ledger(create=True) as ledger:
        return desk.route(request, ledger)


def _from_file(source: str, given: dict[str, Any]) -> dict[str, Any]:
    """Fields from a JSON object; they stay out of the process list. Nothing else may be given beside it."""
    if given:
        raise UsageError(
            Message(N_("--from and {options} cannot be given together"), options=", ".join(map(flag, given))),
            Message(N_("put every field in the file")),
        )
    name = _("standard input") if source == "-" else source
    try:
        content = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        fields = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_no_key_twice)
    except FileNotFoundError:
        raise InputNotFound(Message(N_("{file} does not exist"), file=name)) from None
    except UnicodeDecodeError as error:
        raise DataError(
            Message(N_("{file}: byte {position} is not UTF-8"), file=name, position=error.start),
            Message(N_("save the file as UTF-8")),
        ) from None
    except OSError as error:
        raise StorageError(Message(N_("{file}: {problem}"), file=name, problem=os_problem(error))) from None
    except json.JSONDecodeError as error:
        raise DataError(
            Message(N_("{file}:{line}: not JSON (column {column})"), file=name, line=error.lineno, column=error.colno),
            Message(N_('write an object such as {{"company": "…", "postal_code": "…"}}')),
        ) from None
    except (RecursionError, ValueError):
        raise DataError(Message(N_("{file}: not a JSON object of fields"), file=name)) from None
    if not isinstance(fields, dict):
        raise DataError(
            Message(N_("{file}: not a JSON object of fields"), file=name),
            Message(N_("route takes one request: one object, not a list")),
        )
    return fields


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two values for a field, neither can be taken for the right one."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        keys = [key for key, _value in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise DataError(Message(N_("“{key}” is there twice"), key=twice[:40]), Message(N_("keep one of the two")))
    return fields


def _asked_for(given: dict[str, Any], here: Session) -> dict[str, Any]:
    """On a terminal, ask for what is missing; anywhere else, say so."""
    required = ("company",) if given.get("municipality") else ("company", "postal_code")
    missing = [name for name in required if not str(given.get(name) or "").strip()]
    if not missing:
        return given
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            Message(N_("{options} must be given"), options=", ".join(map(flag, missing))),
            Message(N_("give them as options, or every field as JSON with --from -")),
        )
    questions = {"company": _("Company"), "postal_code": _("Postal code"), "need": _("Need (may be left empty)")}
    answers = dict(given)
    for name, question in questions.items():
        if name in missing or name not in given:
            answers[name] = _asked(question, name, answers.get("country", "CA"), here)
    return answers


def _asked(question: str, name: str, country: str, here: Session) -> str:
    """One answer; a slip in a postal code is told at once, and asked for again."""
    default = "" if name == "need" else None
    while True:
        answer: str = typer.prompt(question, default=default, show_default=False, prompt_suffix=_(": "), err=True)
        code = parse(answer, country) if name == "postal_code" else None
        if not isinstance(code, InvalidCode):
            return answer
        here.screen.note(code.reason.message)


def _valid(fields: dict[str, Any], here: Session) -> Request:
    request = read_request(fields, here.desk.reading(lenient=False))
    if isinstance(request, Request):
        return request
    lines = "\n".join(f"  {fault.reason.text()}" for fault in request)
    raise DataError(
        Message(N_("the request cannot be read:\n{faults}"), faults=lines),
        Message(N_("nothing was recorded; correct it and route it again")),
    )


def print_outcome(here: Session, outcome: Outcome, *, dry_run: bool, as_json: bool) -> None:
    """What was, or would be, decided: a panel, or one JSON object."""
    if as_json:
        from innoveici.routing.decision import public_json

        record = public_json(
            outcome.decision,
            request_id=outcome.request.request_id,
            handoff_id=outcome.handoff_id,
            status=outcome.status,
        )
        extra = {
            "told": [str(told.recipient) for told in outcome.told],
            "state": outcome.state or (outcome.status if outcome.handoff_id else None),
            "corrected": list(outcome.corrected),
            "differs": list(outcome.differs),
            "remarks": [remark.shown() for remark in outcome.request.remarks],
        }
        here.screen.data(record | extra)
        return
    from innoveici.cli.panels import routed_panel
    from innoveici.directory.samples import is_sample

    here.screen.show(routed_panel(outcome, here.directory, dry_run=dry_run))
    if outcome.decision.advisor_id and is_sample(here.settings.advisors.value):
        here.screen.note(Message(N_("These advisors are the sample of the package: see “innoveici config show”.")))
    if dry_run:
        here.screen.note(Message(N_("Dry run: nothing was written.")))
