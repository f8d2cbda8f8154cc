"""One handoff as the right side shows it: the request, its state and why, the candidates, the events, the notices.

What others wrote is taken out of control characters and shown as it is, never as markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from innoveici.characters import clean
from innoveici.field_words import field_label, field_word, remark_text, value_text
from innoveici.figures import distance
from innoveici.ledger.states import CORRECTABLE
from innoveici.messages import N_, _, ngettext
from innoveici.request import Remark, printed
from innoveici.routing.settling import settled_on_screen
from innoveici.steps import STEPS, answer_word
from innoveici.words import NOTICE, ROLE, STATE, event_word, located_text, moment, word

if TYPE_CHECKING:
    from innoveici.ledger.event import Event
    from innoveici.ledger.reading import Notice
    from innoveici.routing.decision import Decision, Ranked
    from innoveici.triage.backend import Details

LANGUAGE: Mapping[str, str] = {"fr": N_("French"), "en": N_("English")}
_ARRIVES = frozenset({"sent", "queued", "sending"})
"""States of a notice with which nothing is wrong."""
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


_ARRANGED = frozenset(
    ("received_at", "company", "municipality", "contact_name", "email", "phone", "language", "need", "sectors", "scale")
)
"""Fields that have a line of their own below; other fields follow the sectors."""


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
        **{field_label(name): value_text(known.get(name)) for name in printed("triage") if name not in _ARRANGED},
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
        text.append(f"\n→ {clean(settled_on_screen(decision).text())}")
    return text


def _names(decision: Decision | None) -> Mapping[str, str]:
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
    from innoveici.region_points import direction

    shown = details.map
    if shown is None or shown.company is None or ranked.advisor_id not in shown.offices:
        return ""
    return direction(shown.company, shown.offices[ranked.advisor_id])


def _holder(details: Details) -> Text:
    """Who has it, and why they may not be looking after it."""
    id_, known = details.shown.handoff.advisor_id or "", _names(details.decision)
    text = Text(clean(f"{known[id_]} · {id_}" if id_ in known else id_))
    if details.away:
        text.append(f"\n! {details.away.text()}", "bold")
    return text


def fitting(details: Details) -> Table | None:
    """The first entries of the catalogue that fit, while somebody may still direct the company there."""
    if not details.fitting or details.shown.handoff.state not in STEPS["orient"].states:
        return None
    table = _table(_("Entry"), _("Why"))
    for one in details.fitting:
        why = Text(clean(" ".join(why.text() for why in one.why)))
        for question in one.questions:
            why.append(f"\n? {clean(question.text())}", "bold")
        table.add_row(Text(f"{clean(one.name)}\n{one.id}"), why)
    return table


def timeline(details: Details) -> Table:
    """One event a line, with what was said of it below."""
    known = _names(details.decision)
    table = _table(_("When"), _("By"), _("Event"))
    for event in details.shown.events:
        what = Text(_what(event, known))
        if remark := details.remarks.get(event.seq):
            what.append("\n" + _("“{remark}”").format(remark=clean(remark)), "italic")
        table.add_row(moment(event.at), _actor(event.actor), what)
    return table


def who_was_told(details: Details) -> Table | None:
    """One event a line: its notices, those in the same state together; what did not arrive stands out."""
    notices: dict[int, list[Notice]] = {}
    for notice in details.shown.notices:
        notices.setdefault(notice.event_seq, []).append(notice)
    if not notices:
        return None
    table = _table(_("Event"), _("Told"))
    for event in details.shown.events:
        if event.seq in notices:
            table.add_row(event_word(event.type, event.payload), Text("\n").join(_by_state(notices[event.seq])))
    return table


def _by_state(notices: Iterable[Notice]) -> Iterable[Text]:
    recipients: dict[str, list[str]] = {}
    for notice in notices:
        recipients.setdefault(notice.state, []).append(_actor(notice.recipient))
    for state, actors in recipients.items():
        text = _("{state}: {recipients}").format(state=word(NOTICE, state), recipients=", ".join(actors))
        yield Text(text, "" if state in _ARRIVES else "bold")


def _what(event: Event, known: Mapping[str, str]) -> str:
    payload, said = event.payload, [event_word(event.type, event.payload)]
    if advisor := payload.get("advisor_id"):
        said.append(f"{clean(known[advisor])} ({clean(advisor)})" if advisor in known else clean(advisor))
    elif event.type == "escalated" and (erac := payload.get("erac_id")):
        said.append(clean(erac))
    elif event.type == "corrected":
        said.append(", ".join(field_word(field) for field in payload.get("fields", ())))
    elif answer := answer_word(payload):
        said.append(_(answer))
    return " · ".join(said)


def _actor(actor: str) -> str:
    """Its role in words; its id where there may be several of that role in a handoff."""
    role, _colon, id_ = actor.partition(":")
    return word(ROLE, role) if not id_ or role == "company" else f"{word(ROLE, role)} ({clean(id_)})"


def _table(*headings: str) -> Table:
    table = Table(box=None, show_edge=False, pad_edge=False, header_style="bold", padding=(0, 1, 0, 0), expand=True)
    for heading in headings[:-1]:
        table.add_column(heading, overflow="fold")
    table.add_column(headings[-1], overflow="fold", ratio=1)
    return table


def _grid(values: Mapping[str, object]) -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(style="bold", overflow="fold")
    grid.add_column(overflow="fold", ratio=1)
    for label, value in values.items():
        if value:
            grid.add_row(label, value if isinstance(value, Text) else Text(clean(value, keep_lines=True)))
    return grid
