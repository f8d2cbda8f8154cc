"""What a person reads on a terminal: a request's routing, a handoff's story, the decision again, events as a table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rich.box import ROUNDED, SIMPLE_HEAD
from rich.console import RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from innoveici.cli.remedies import settle_steps
from innoveici.cli.screen import clean
from innoveici.field_words import field_label, remark_text, value_text
from innoveici.figures import distance
from innoveici.ledger.content import known_fields
from innoveici.ledger.states import not_undone, steps_undone
from innoveici.messages import N_, Message, _
from innoveici.request import Remark, printed
from innoveici.words import (
    ABOUT,
    FIT_WORDS,
    NOTICE,
    ROLE,
    STATE,
    STATUS,
    STYLE,
    entry_name,
    event_word,
    located_text,
    moment,
    word,
)

if TYPE_CHECKING:
    from innoveici.desk import Outcome
    from innoveici.directory.model import Directory, Erac, RegionsFile
    from innoveici.ledger.alike import Alike
    from innoveici.ledger.audience import Told
    from innoveici.ledger.event import Event
    from innoveici.ledger.reading import Shown
    from innoveici.routing.decision import Decision, Ranked

_NEXT_SHOWN = 2
_SELF_EVIDENT = "routing.farther"
"""The distance beside it says so, line after line."""
_Row = tuple[str, Text]


def routed_panel(outcome: Outcome, directory: Directory, *, dry_run: bool = False) -> Panel:
    """The panel that ``route`` prints."""
    decision, status = outcome.decision, outcome.status
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="bold", no_wrap=True)
    rows.add_column(overflow="fold")
    rows.add_row(_("Company"), Text(clean(outcome.company or outcome.request.company)))
    for label, value in _decided(decision, directory):
        rows.add_row(label, value)
    for position, remark in enumerate(outcome.request.remarks):
        rows.add_row(_("Remarks") if position == 0 else "", Text(remark_text(remark), style="yellow"))
    if outcome.corrected:
        rows.add_row(_("Corrected"), Text(", ".join(outcome.corrected)))
    if outcome.differs:
        rows.add_row(_("Differs"), Text(", ".join(outcome.differs), style="yellow"))
    if outcome.state:
        rows.add_row(_("Now"), Text(word(STATE, outcome.state)))
    if outcome.told:
        roles = Text(", ".join(dict.fromkeys(map(_told, outcome.told))))
        rows.add_row(_("Would be told") if dry_run else _("Will be told"), roles)
    for step in (*settle_steps(outcome), *_more(outcome)):
        rows.add_row("", Text(f"→ {clean(step.text())}", style="cyan"))
    name = outcome.handoff_id or outcome.request.request_id
    heading = Text(f" {clean(name)} · {word(STATUS, status)} ", style=f"bold {STYLE[status]}")
    return Panel(rows, title=heading, title_align="left", box=ROUNDED, border_style=STYLE[status], padding=(0, 1))


def _decided(decision: Decision, directory: Directory) -> Iterator[_Row]:
    yield _("Place"), Text(located_text(decision.location))
    region = directory.regions.get(decision.region_code or "")
    if region is not None:
        yield _("Region"), Text(f"{region.code} {region.name}")
    if decision.erac_name:
        erac = next((e for e in region.eracs if e.id == decision.erac_id), None) if region else None
        yield _("ERAC"), Text(_erac_text(decision.erac_name, erac))
    if decision.advisor is not None:
        yield _("Advisor"), _advisor_text(decision.advisor)
        yield from _next_nearest(decision)
    for position, reason in enumerate(decision.reasons):
        yield (_("Why") if position == 0 else ""), Text(clean(reason.text()))
    if decision.close_call:
        close = _("Close call: the next one is as near as these distances can tell.")
        yield "", Text(close, style="yellow")
    for position, fit in enumerate(decision.partnerships):
        yield (_("Partnership") if position == 0 else ""), Text(clean(f"{fit.name} ({', '.join(fit.organizations)})"))


def _erac_text(name: str, erac: Erac | None) -> str:
    if erac is None:
        return clean(name)
    contacts = [erac.phone, erac.email] if erac.verified else [_("mandatary not verified")]
    return clean(" · ".join([name, *filter(None, contacts)]))


def _advisor_text(advisor: Ranked) -> Text:
    lines = [advisor.name, advisor.organization]
    text = Text("\n".join(clean(line) for line in lines if line))
    text.append(f"\n{distance(advisor.distance_km, advisor.distance_error_km)} · {clean(advisor.advisor_id)}")
    return text


def _next_nearest(decision: Decision) -> Iterator[_Row]:
    others = [r for r in decision.ranking if r.eligible and r.advisor_id != decision.advisor_id][:_NEXT_SHOWN]
    for position, other in enumerate(others):
        text = f"{clean(other.name)} · {distance(other.distance_km, other.distance_error_km)}"
        yield (_("Next nearest") if position == 0 else ""), Text(text, style="dim")


def _told(told: Told) -> str:
    role = word(ROLE, told.recipient.role)
    return role if told.state == "queued" else _("{role} (no address)").format(role=role)


def _more(outcome: Outcome) -> Iterable[Message]:
    if outcome.handoff_id and outcome.decision.ranking:
        yield Message(N_("innoveici explain {id}: every candidate, and why"), id=outcome.handoff_id)


def ranking_table(decision: Decision) -> Table:
    """Every candidate with its distance, and why it stands where it does."""
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    table.add_column("", justify="right")
    table.add_column(_("Advisor"), overflow="fold")
    table.add_column(_("Distance"), justify="right", no_wrap=True)
    table.add_column(_("Why"), overflow="fold")
    for position, ranked in enumerate(decision.ranking, start=1):
        mark = "●" if ranked.advisor_id == decision.advisor_id else str(position) if ranked.eligible else "–"
        table.add_row(
            mark,
            Text(f"{clean(ranked.name)} ({clean(ranked.advisor_id)})"),
            distance(ranked.distance_km, ranked.distance_error_km),
            Text(clean("; ".join(reason.text() for reason in ranked.why if reason.code != _SELF_EVIDENT))),
            style="" if ranked.eligible else "dim",
        )
    return table


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
    known = known_fields(not_undone(shown.events), personal)
    yield facts({
        _("Company"): personal.get("company"),
        _("Place"): located_text(decision.location) if decision else personal.get("postal_code"),
        **{field_label(name): value_text(known.get(name)) for name in printed("show") if name != "company"},
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
    yield from _directed(shown)
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


def _directed(shown: Shown) -> Iterator[Text]:
    """To whom the company was directed, by what the catalogue said then."""
    for event in not_undone(shown.events):
        if entries := event.payload.get("entries"):
            said = _("Directed on {day} by {actor}, from the catalogue {catalogue} (SHA-256):")
            moment_ = moment(event.at)
            yield Text(said.format(day=moment_, actor=_actor(event.actor), catalogue=event.payload["catalogue"][:12]))
            for entry in entries:
                fit = _(FIT_WORDS[entry["fit"]]) if entry["fit"] in FIT_WORDS else ""
                yield Text("  · " + " – ".join(filter(None, (f"{entry_name(entry)} ({entry['id']})", fit))))


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


def facts(values: dict[str, object]) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, value in values.items():
        if value:
            grid.add_row(label, Text(clean(value, keep_lines=True)))
    return grid
