"""One request's routing as a person reads it: where, who, how far, who else, who is told, what next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich.box import ROUNDED, SIMPLE_HEAD
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from innoveici.cli.remedies import settle_steps
from innoveici.cli.screen import clean
from innoveici.field_words import remark_text
from innoveici.figures import distance
from innoveici.messages import N_, Message, _
from innoveici.words import ROLE, STATE, STATUS, STYLE, located_text, word

if TYPE_CHECKING:
    from innoveici.desk import Outcome
    from innoveici.directory.model import Directory, Erac
    from innoveici.ledger.audience import Told
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
