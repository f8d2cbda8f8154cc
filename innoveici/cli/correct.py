"""``innoveici correct``: what was missing or wrong in a request, given by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from innoveici.cli import steps
from innoveici.cli.route import Scale, YesNo
from innoveici.cli.speech import Command, example
from innoveici.cli.wiring import session
from innoveici.errors import EX_PERSON, UsageError
from innoveici.messages import N_, Message, _

if TYPE_CHECKING:
    from innoveici.desk import Outcome


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "correct",
        cls=Command,
        help=_("Correct a request: held or rejected, it is decided anew at once."),
        epilog=example("innoveici correct H-000005 --municipality Joliette --by person:lucie"),
    )(correct)


def correct(
    ctx: typer.Context,
    id_: steps.Id,
    by: steps.By,
    municipality: Annotated[str | None, typer.Option(help=_("Municipality, as the company wrote it."))] = None,
    postal_code: Annotated[str | None, typer.Option(help=_("Postal code of the company."))] = None,
    country: Annotated[str | None, typer.Option(help=_("Country of the company, ISO 3166."), metavar="CC")] = None,
    contact_name: Annotated[str | None, typer.Option(help=_("Who to contact."))] = None,
    email: Annotated[str | None, typer.Option(help=_("Their e-mail address."))] = None,
    phone: Annotated[str | None, typer.Option(help=_("Their telephone number."))] = None,
    need: Annotated[str | None, typer.Option(help=_("What the company needs."))] = None,
    scale: Annotated[Scale | None, typer.Option(help=_("A major project may go to the ERAC itself."))] = None,
    consent: Annotated[YesNo | None, typer.Option(help=_("Consent to passing the request on."))] = None,
    seen: steps.Seen = None,
    as_json: steps.AsJson = False,
) -> int:
    """Exit 0 when it is routed now, 3 when a person must still decide."""
    options = {
        "municipality": municipality, "postal_code": postal_code, "country": country, "contact_name": contact_name,
        "email": email, "phone": phone, "need": need, "scale": scale, "consent": consent,
    }  # fmt: skip
    given = {name: value for name, value in options.items() if value is not None}
    if not given:
        raise UsageError(
            Message(N_("nothing to correct was given")), Message(N_("add what is known now, as in --municipality NAME"))
        )
    with steps.at_work(ctx, by, id_, seen) as (casework, actor, seen):
        done = casework.correct(id_, actor, given=given, seen_seq=seen)
    from innoveici.casework.steps import Done

    return steps.say(session(ctx), done, as_json=as_json) if isinstance(done, Done) else _decided(ctx, done, as_json)


def _decided(ctx: typer.Context, outcome: Outcome, as_json: bool) -> int:
    from innoveici.cli.route import print_outcome

    print_outcome(session(ctx), outcome, dry_run=False, as_json=as_json)
    return EX_PERSON if outcome.needs_a_person else 0
