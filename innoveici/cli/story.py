"""A handoff's story on a terminal: its state, its events, who was told, and the decision again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from innoveici.cli.panels import ranking_table
from innoveici.cli.screen import clean
from innoveici.field_words import remark_text
from innoveici.ledger.states import steps_undone
from innoveici.messages import _
from innoveici.request import Remark
from innoveici.words import ABOUT, NOTICE, ROLE, STATE, event_word, located_text, moment, word

if TYPE_CHECKING:
    from innoveici.directory.model import RegionsFile
    from innoveici.ledger.alike import Alike
    from innoveici.ledger.event import Event
    from innoveici.ledger.reading import Shown
    from innoveici.routing.decision import Decision


def story(
    shown: Shown, decision: Decision | None, regions: RegionsFile | None, *, overdue: bool, alike: Sequence[Alike] = ()
) -> Iterable[RenderableType]:
    """What ``show`` prints. ``decision`` and ``regions`` give names to ids; None where they are not to be had."""
    handoff = shown.handoff
    yield Text(f"{handoff.handoff_id} · {clean(handoff.request_id)} · {word(STATE, handoff.state)}", style="bold")
    if overdue:
        yield Text(_("Overdue: the company should have been contacted by now."), style="red")
    if handoff.erased:
        yield Text(_("The personal data of this request was erased."), style="yellow")
    if alike:
        others = ", ".join(f"{other.handoff_id} ({clean(other.request_id)})" for other in alike)
        yield Text(_("Perhaps the same request as {others}.").format(others=others), style="yellow")
    region = regions.regions.get(handoff.region_code or "") if regions else None
    advisor = decision.advisor if decision else None
    personal = shown.personal or {}
    yield _facts({
        _("Company"): personal.get("company"),
        _("Place"): located_text(decision.location) if decision else personal.get("postal_code"),
        _("Municipality"): personal.get("municipality"),
        _("Contact"): personal.get("contact_name"),
        _("E-mail"): personal.get("email"),
        _("Telephone"): personal.get("phone"),
        _("Need"): personal.get("need"),
        _("Remarks"): "\n".join(remark_text(Remark.from_json(remark)) for remark in personal.get("remarks", ())),
        _("Region"): f"{region.code} {region.name}" if region else handoff.region_code,
        _("ERAC"): _named(decision.erac_name if decision else None, handoff.erac_id),
        _("Advisor"): _named(
            advisor.name if advisor and advisor.advisor_id == handoff.advisor_id else None, handoff.advisor_id
        ),
    })  # fmt: skip
    yield events_table(shown.events, steps_undone(shown.events))
    if shown.notices:
        yield _notices(shown)


def _named(name: str | None, id_: str | None) -> str | None:
    return f"{name} ({id_})" if name and id_ else id_


def explanation(shown: Shown, decision: Decision) -> Iterable[RenderableType]:
    """What ``explain`` prints: where, what was decided and why, every candidate, and what it was decided from."""
    handoff = shown.handoff
    heading = f"{handoff.handoff_id} · {handoff.request_id} · {word(STATE, decision.status)}"
    if handoff.state != decision.status:
        heading += " · " + _("now: {state}").format(state=word(STATE, handoff.state))
    yield Text(heading, style="bold")
    yield Text(clean(located_text(decision.location)))
    for reason in decision.reasons:
        yield Text(f"· {clean(reason.text())}")
    for remark in (shown.personal or {}).get("remarks", ()):
        yield Text(f"· {remark_text(Remark.from_json(remark))}", style="yellow")
    if decision.ranking:
        yield ranking_table(decision)
    inputs = decision.inputs
    yield Text(
        _("Decided as of {day} from regions {regions}, advisors {advisors}, atlas {atlas} (SHA-256).").format(
            day=decision.day.isoformat(),
            regions=inputs.regions[:12],
            advisors=inputs.advisors[:12],
            atlas=inputs.atlas[:12],
        ),
        style="dim",
    )


def events_table(events: Iterable[Event], undone: Collection[int] = ()) -> Table:
    """One event a line. ``undone``: those that were taken back."""
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    table.add_column("#", justify="right")
    for heading in (_("When (Québec)"), _("Handoff"), _("Request"), _("Event"), _("By")):
        table.add_column(heading, overflow="fold")
    for event in events:
        table.add_row(
            str(event.seq),
            moment(event.at),
            event.handoff_id,
            Text(clean(event.request_id)),
            _("{event} – taken back").format(event=event_word(event.type, event.payload))
            if event.seq in undone
            else event_word(event.type, event.payload),
            _actor(event.actor),
        )
    return table


def _notices(shown: Shown) -> Table:
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    for heading in (_("Told"), _("Notice"), _("State")):
        table.add_column(heading, overflow="fold")
    for notice in shown.notices:
        event = notice.template.partition(".")[0]
        table.add_row(_actor(notice.recipient), word(ABOUT, event), word(NOTICE, notice.state))
    return table


def _actor(actor: str) -> Text:
    """Its role in words; its id where there may be several of that role in a handoff."""
    role, _colon, id_ = actor.partition(":")
    return Text(word(ROLE, role) if not id_ or role == "company" else f"{word(ROLE, role)} ({clean(id_)})")


def _facts(values: dict[str, object]) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, value in values.items():
        if value:
            grid.add_row(label, Text(clean(value, keep_lines=True)))
    return grid
