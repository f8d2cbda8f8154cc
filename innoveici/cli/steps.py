"""The steps of a handoff as commands, as the table of steps has them: ``accept`` to ``note``; and ``undo``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

import typer

from innoveici.cli.screen import clean
from innoveici.cli.speech import Command, example
from innoveici.cli.wiring import Session, session
from innoveici.errors import Refused, UsageError
from innoveici.figures import count, distance
from innoveici.messages import N_, Message, _, ngettext
from innoveici.steps import COMMANDS, STEPS, StepRow
from innoveici.words import ROLE, STATE, clock, event_word, word

if TYPE_CHECKING:
    from datetime import datetime

    from innoveici.casework.casework import Casework, Done
    from innoveici.ledger.actor import Actor
    from innoveici.steps import EventType

Id = Annotated[str, typer.Argument(metavar="ID", help=_("A handoff's id or a request's."))]
By = Annotated[
    str,
    typer.Option(
        metavar="ACTOR", envvar="INNOVEICI_BY", help=_("Who takes the step: advisor:ID, erac:ID or person:LOGIN.")
    ),
]
Why = Annotated[str, typer.Option(metavar="TEXT", help=_("Why; - reads it from standard input. Can be erased."))]
Seen = Annotated[
    int | None,
    typer.Option(metavar="SEQ", help=_("The handoff's last event when you looked: refuse if it was changed since.")),
]
AsJson = Annotated[bool, typer.Option("--json", help=_("Print JSON."))]


_Note = Annotated[str, typer.Option("--reason", "--text", metavar="TEXT", help=_("The note; - reads it."))]
_To = Annotated[str, typer.Option(metavar="ADVISOR", help=_("The advisor's id."))]
_Entry = Annotated[
    str, typer.Option(metavar="ID", help=_("Where the company was directed: an id of the catalogue, with referred."))
]

if TYPE_CHECKING:
    Undoable = EventType
else:
    Undoable = Literal[tuple(step.event for step in STEPS.values() if step.name not in ("erase", "undo"))]
    """The steps that can be taken back, by their events."""


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    for name in COMMANDS:
        function = _OWN[name] if name in _OWN else command_of(STEPS[name])
        step = STEPS[name]
        app.command(name, cls=Command, help=_(step.help), epilog=example(_(step.example)))(function)


def command_of(step: StepRow) -> Callable[..., int]:
    """The command of a step that asks for nothing beside what the table says."""

    def command(
        ctx: typer.Context, id_: str, by: str, seen: int | None = None, as_json: bool = False, **given: str
    ) -> int:
        given["reason"] = free_text(given["reason"])
        with at_work(ctx, by, id_, seen) as (casework, actor, seen):
            done = casework.take(step.name, id_, actor, given, seen_seq=seen)
        told = say_given if step.advisor else say
        return told(session(ctx), cast("Done", done), as_json=as_json)

    asked: dict[str, Any] = {"ctx": typer.Context, "id_": Id}
    if step.advisor:
        asked["to"] = _To
    elif step.entries == "if any":
        asked["to"] = _Entry
    asked["by"] = By
    for option in step.options:
        answers = Literal[tuple(option.answers)]  # type: ignore[valid-type]
        asked[option.name] = Annotated[
            answers if option.required else answers | None, typer.Option(help=_(option.help))
        ]
    asked |= {"reason": _Note if step.name == "note" else Why, "seen": Seen, "as_json": AsJson}
    defaults = {"reason": "", "seen": None, "as_json": False} | ({"to": ""} if step.entries else {})
    defaults |= {option.name: None for option in step.options if not option.required}
    command.__annotations__ = asked
    command.__signature__ = Signature([  # type: ignore[attr-defined]
        Parameter(name, Parameter.KEYWORD_ONLY, default=defaults.get(name, Parameter.empty), annotation=annotation)
        for name, annotation in asked.items()
    ])  # fmt: skip
    return command


def reassign(
    ctx: typer.Context,
    by: By,
    id_: Annotated[str | None, typer.Argument(metavar="[ID]", help=_("A handoff's id or a request's."))] = None,
    to: Annotated[
        str | None, typer.Option(metavar="ADVISOR", help=_("The advisor's id; the next by the rule without it."))
    ] = None,
    all_of: Annotated[
        str | None,
        typer.Option(metavar="ADVISOR", help=_("Every open handoff of this advisor, to --to or by the rule.")),
    ] = None,
    reason: Why = "",
    seen: Seen = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Show who would get what; nothing is written and nobody told."))
    ] = False,
    as_json: AsJson = False,
) -> int:
    """The reason is required, but for a dry run."""
    if (id_ is None) == (all_of is None):
        raise UsageError(Message(N_("name one handoff, or with --all-of an advisor whose every handoff is to go")))
    if all_of is not None and seen is not None:
        raise UsageError(Message(N_("--seen is of one handoff, --all-of of many")), Message(N_("leave out --seen")))
    with at_work(ctx, by, id_, seen) as (casework, actor, seen):
        if id_ is not None:
            done = casework.take(
                "reassign", id_, actor, {"to": to, "reason": free_text(reason)}, seen_seq=seen, dry_run=dry_run
            )
            return say_given(session(ctx), cast("Done", done), dry_run=dry_run, as_json=as_json)
        moved = casework.reassign_all(str(all_of), actor, reason=free_text(reason), to=to, dry_run=dry_run)
    here = session(ctx)
    for done in moved.done:
        say_given(here, done, dry_run=dry_run, as_json=as_json)
    for handoff_id, refusal in moved.left:
        here.screen.note(Message(N_("{id} stays: {why}"), id=handoff_id, why=refusal.message))
        if refusal.remedy is not None:
            here.screen.note(Message(N_("  → {remedy}"), remedy=refusal.remedy))
    if not moved.left:
        return 0
    return 3 if moved.done else Refused.exit_code


def undo(
    ctx: typer.Context,
    id_: Id,
    by: Annotated[
        str,
        typer.Option(
            metavar="ACTOR",
            envvar="INNOVEICI_BY",
            help=_("Who takes it back: whoever took the step, or erac:ID, person:LOGIN."),
        ),
    ] = "system",
    reason: Why = "",
    step: Annotated[
        Undoable | None, typer.Option(help=_("What the last step must be, as show names it; refused if it is another."))
    ] = None,
    seen: Seen = None,
    as_json: AsJson = False,
) -> int:
    """Nobody hears of it where no letter has gone out yet (notices.grace); whoever was written to is told."""
    with at_work(ctx, by, id_, seen) as (casework, actor, seen):
        done = casework.undo(id_, actor, reason=free_text(reason), step=step, seen_seq=seen)
    return say(session(ctx), done, as_json=as_json)


_OWN: Mapping[str, Callable[..., int]] = {"reassign": reassign, "undo": undo}
"""Commands that ask for more than the table says."""


@contextmanager
def at_work(
    ctx: typer.Context, by: str, id_: str | None, seen: int | None
) -> Iterator[tuple[Casework, Actor, int | None]]:
    """The steps, who takes them, and the handoff's last event as it was seen: now, unless ``seen`` says when.

    It is looked at first of all: of two commands at once the second is refused, not taken for what the first led to.
    """
    from innoveici.casework.casework import Casework
    from innoveici.ledger.actor import Actor

    here = session(ctx)
    actor = Actor.parse(by)
    with here.ledger() as ledger:
        found = ledger.find(id_) if id_ is not None and seen is None else None
        yield Casework(ledger, here.desk), actor, found.updated_seq if found else seen


def free_text(given: str) -> str:
    """Free text stays out of the process list with ``-``."""
    return sys.stdin.read().strip() if given == "-" else given


def _said(here: Session, done: Done) -> Iterator[str]:
    handoff, last = done.handoff, done.events[-1]
    steps = ", ".join(event_word(event.type, event.payload) for event in done.events)
    if last.type == "undone":
        steps = f"{steps} → {word(STATE, handoff.state)}"
    yield " · ".join(filter(None, (handoff.handoff_id, steps, handoff.advisor_id)))
    if done.withdrawn:
        text = ngettext(
            "{count} notice had not been sent yet: it is withdrawn",
            "{count} notices had not been sent yet: they are withdrawn",
            done.withdrawn,
        )
        yield text.format(count=count(done.withdrawn))
    if done.told:
        roles = ", ".join(dict.fromkeys(word(ROLE, told.recipient.role) for told in done.told))
        yield _("Will be told: {roles}").format(roles=roles)
        if (until := _not_before(here, done)) > last.at:
            text = _("These notices go from {moment} on; to take the step back before: innoveici undo {id}")
            yield text.format(moment=clock(until), id=handoff.handoff_id)


def _not_before(here: Session, done: Done) -> datetime:
    """When what it tells may go out."""
    last = done.events[-1]
    return last.at if last.type in ("undone", "erased") else last.at + here.directory.notices.grace


def say(here: Session, done: Done, *, as_json: bool) -> int:
    """What came of it; 3 when the handoff now waits for a person."""
    handoff = done.handoff
    if as_json:
        here.screen.data(_json(here, done))
    else:
        for line in _said(here, done):
            here.screen.line(clean(line))
    return 3 if handoff.state == "held" else 0


def say_given(here: Session, done: Done, *, as_json: bool, dry_run: bool = False) -> int:
    """What came of giving a handoff to somebody, or would: from whom, to whom, how far, and what speaks against it."""
    handoff = done.handoff
    for why in done.objections:
        here.screen.note(
            Message(
                N_("{id}: {advisor} is chosen all the same: {why}"),
                id=handoff.handoff_id,
                advisor=handoff.advisor_id,
                why=why.message,
            )
        )
    if as_json:
        told_more = {
            "previous_advisor_id": done.before,
            "distance_km": done.distance_km,
            "objections": [why.code for why in done.objections],
        }
        here.screen.data(_json(here, done) | told_more | ({"events": [], "dry_run": True} if dry_run else {}))
        return 0
    if not dry_run:
        return say(here, done, as_json=False)
    way = " → ".join(filter(None, (done.before, handoff.advisor_id)))
    far = [distance(done.distance_km, None)] if done.distance_km is not None else []
    here.screen.line(clean(" · ".join([handoff.handoff_id, _("would be reassigned"), way, *far])))
    return 0


def _json(here: Session, done: Done) -> dict[str, Any]:
    from innoveici.ledger.event import utc_text

    handoff = done.handoff
    return {
        "handoff_id": handoff.handoff_id,
        "request_id": handoff.request_id,
        "state": handoff.state,
        "region_code": handoff.region_code,
        "erac_id": handoff.erac_id,
        "advisor_id": handoff.advisor_id,
        "events": [event.to_json() for event in done.events],
        "told": [str(told.recipient) for told in done.told],
        "not_before": utc_text(_not_before(here, done)),
        "withdrawn": done.withdrawn,
    }
