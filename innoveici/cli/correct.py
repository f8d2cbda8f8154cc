"""``innoveici correct``: what was missing or wrong in a request, given by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from innoveici.cli import steps
from innoveici.cli.field_options import with_options
from innoveici.cli.speech import Command, example
from innoveici.cli.wiring import session
from innoveici.errors import EX_PERSON, UsageError
from innoveici.messages import N_, Message, _
from innoveici.request import FIELDS, in_order
from innoveici.steps import STEPS

if TYPE_CHECKING:
    from innoveici.desk import Outcome


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    names = in_order(_CORRECTED, (name for name, about in FIELDS.items() if about.correctable))
    app.command(
        "correct",
        cls=Command,
        help=_(STEPS["correct"].help),
        epilog=example(STEPS["correct"].example),
    )(with_options(names)(correct))


_CORRECTED = ("municipality", "postal_code")
"""What a request waits for most often, named first by help."""


def correct(
    ctx: typer.Context,
    id_: steps.Id,
    by: steps.By,
    given: dict[str, Any],
    seen: steps.Seen = None,
    as_json: steps.AsJson = False,
) -> int:
    """Exit 0 when it is routed now, 3 when a person must still decide."""
    if not given:
        raise UsageError(
            Message(N_("nothing to correct was given")), Message(N_("add what is known now, as in --municipality NAME"))
        )
    with steps.at_work(ctx, by, id_, seen) as (casework, actor, seen):
        done = casework.take("correct", id_, actor, given, seen_seq=seen)
    from innoveici.casework.casework import Done

    return steps.say(session(ctx), done, as_json=as_json) if isinstance(done, Done) else _decided(ctx, done, as_json)


def _decided(ctx: typer.Context, outcome: Outcome, as_json: bool) -> int:
    from innoveici.cli.route import print_outcome

    print_outcome(session(ctx), outcome, dry_run=False, as_json=as_json)
    return EX_PERSON if outcome.needs_a_person else 0
