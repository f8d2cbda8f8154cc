"""One handoff as the right side shows it: the request, where it stands and why, who was considered.

What others wrote is taken out of control characters and shown as it is, never as markup.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from innoveici.characters import clean
from innoveici.field_words import remark_text
from innoveici.figures import distance
from innoveici.ledger.states import CORRECTABLE
from innoveici.messages import N_, _, ngettext
from innoveici.request import Remark
from innoveici.triage.settling import settled_by
from innoveici.words import STATE, located_text, moment, word

if TYPE_CHECKING:
    from innoveici.routing.decision import Decision, Ranked
    from innoveici.triage.source import Details

LANGUAGE: Mapping[str, str] = {"fr": N_("French"), "en": N_("English")}
NUMBERED = 9
"""Candidates with a number on the map: those whose number has one figure."""
_SELF_EVIDENT = "routing.farther"
"""The distance beside it says so, line after line."""


def heading(details: Details) -> Text:
    """Which handoff, its state, and what must not be overlooked."""
    handoff = details.shown.handoff
    lines = [Text(f"{handoff.handoff_id} · {clean(handoff.request_id)} · {word(STATE, handoff.state)}", style="bold")]
    if details.overdue:
        lines.append(Text("! " + _("Overdue: the company should have been contacted by now."), style="bold"))
    if details.alike:
        others = ", ".join(f"{other.handoff_id} ({clean(other.request_id)})" for other in details.alike)
        lines.append(Text("! " + _("Perhaps the same request as {others}.").format(others=others), style="bold"))
    if handoff.erased:
        lines.append(Text("! " + _("The personal data of this request was erased."), style="bold"))
    return Text("\n").join(lines)


def facts(details: Details) -> Table:
    """The request, and who has it: a label and a value a line."""
    known, decision, handoff = details.known, details.decision, details.shown.handoff
    received = known.get("received_at")
    return _grid({
        _("Company"): known.get("company"),
        _("Need"): known.get("need"),
        _("Remarks"): "\n".join(remark_text(Remark.from_json(remark)) for remark in known.get("remarks") or ()),
        _("Scale"): _("major project") if known.get("scale") == "major" else None,
        _("Sectors"): ", ".join(known.get("sectors") or ()),
        _("Place"): located_text(decision.location) if decision else known.get("postal_code"),
        _("Municipality"): known.get("municipality"),
        _("Region"): f"{details.region.code} {details.region.name}" if details.region else handoff.region_code,
        _("ERAC"): decision.erac_name if decision and decision.erac_id == handoff.erac_id else handoff.erac_id,
        _("Advisor"): _holder(details),
        _("To reach"): known.get("contact_name"),
        _("E-mail"): known.get("email"),
        _("Telephone"): known.get("phone"),
        _("Language"): word(LANGUAGE, known.get("language", "")),
        _("Received"): moment(datetime.fromisoformat(received) if received else handoff.opened_at),
    })  # fmt: skip


def waits_for_a_person(details: Details) -> bool:
    """Nobody has it until somebody decides."""
    return details.shown.handoff.state in CORRECTABLE


def why(details: Details) -> Text | None:
    """The reasons of the last decision; what would settle the request while it waits for a person."""
    decision = details.decision
    if decision is None or not decision.reasons:
        return None
    text = Text(_("Why"), style="bold")
    for reason in decision.reasons:
        text.append(f"\n· {clean(reason.text())}", "not bold")
    if decision.close_call:
        text.append("\n· " + _("Close call: the next one is as near as these distances can tell."), "not bold")
    if waits_for_a_person(details):
        text.append(f"\n→ {clean(settled_by(decision).text())}")
    return text


def names(decision: Decision | None) -> Mapping[str, str]:
    """Advisors of a decision by id."""
    return {ranked.advisor_id: ranked.name for ranked in decision.ranking} if decision else {}


def ranking(details: Details, shown: int) -> Table | None:
    """The first ``shown`` candidates, numbered as on the map, with distance, direction and why they stand there.

    The one who has it is marked ``▸`` and shown wherever it stands.
    """
    decision = details.decision
    if decision is None or not decision.ranking:
        return None
    holder = details.shown.handoff.advisor_id
    table = Table(box=None, show_edge=False, pad_edge=False, header_style="bold", padding=(0, 1, 0, 0), expand=True)
    table.add_column("", justify="right", no_wrap=True)
    table.add_column(_("Advisor"), overflow="fold", ratio=1)
    table.add_column(_("Distance"), justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    numbered = list(enumerate(decision.ranking, start=1))
    for number, ranked in numbered[:shown] + [found for found in numbered[shown:] if found[1].advisor_id == holder]:
        mark = f"▸{number}" if ranked.advisor_id == holder else str(number)
        style = "" if ranked.eligible else "dim"
        table.add_row(mark, _candidate(ranked), _distance(ranked), _direction(ranked, details), style=style)
    if (more := len(decision.ranking) - shown) > 0:
        text = ngettext("{count} more: innoveici explain {id}", "{count} more: innoveici explain {id}", more)
        table.add_row("", Text(text.format(count=more, id=details.shown.handoff.handoff_id), style="dim"), "", "")
    return table


def _candidate(ranked: Ranked) -> Text:
    text = Text(f"{clean(ranked.name)} · {clean(ranked.advisor_id)}")
    reasons = "; ".join(reason.text() for reason in ranked.why if reason.code != _SELF_EVIDENT)
    if reasons:
        text.append(f"\n{clean(reasons)}", "italic")
    return text


def _distance(ranked: Ranked) -> str:
    return distance(ranked.distance_km, ranked.distance_error_km)


def _direction(ranked: Ranked, details: Details) -> str:
    from innoveici.triage.region_map import direction

    sketch = details.sketch
    if sketch is None or sketch.company is None or ranked.advisor_id not in sketch.offices:
        return ""
    return direction(sketch.company, sketch.offices[ranked.advisor_id])


def _holder(details: Details) -> Text:
    """Who has it, and why they may not be looking after it."""
    id_, known = details.shown.handoff.advisor_id or "", names(details.decision)
    text = Text(clean(f"{known[id_]} · {id_}" if id_ in known else id_))
    if details.away:
        text.append(f"\n! {details.away.text()}", "bold")
    return text


def _grid(values: Mapping[str, object]) -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(style="bold", overflow="fold")
    grid.add_column(overflow="fold", ratio=1)
    for label, value in values.items():
        if value:
            grid.add_row(label, value if isinstance(value, Text) else Text(clean(value, keep_lines=True)))
    return grid
