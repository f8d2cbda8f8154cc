"""What happened to one handoff, and who was told of it: for the right side of the screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from innoveici.characters import clean
from innoveici.field_words import field_word
from innoveici.ledger.states import UNDONE
from innoveici.messages import _
from innoveici.triage.details import names
from innoveici.triage.moves import OUTCOMES
from innoveici.words import NOTICE, ROLE, STATE, event_word, moment, word

if TYPE_CHECKING:
    from innoveici.ledger.event import Event
    from innoveici.ledger.reading import Notice
    from innoveici.triage.source import Details

_OUTCOME: Mapping[str, str] = {**dict(OUTCOMES.items()), UNDONE: STATE[UNDONE]}
_ARRIVES = frozenset({"sent", "queued", "sending"})
"""States of a notice with which nothing is wrong."""


def timeline(details: Details) -> Table:
    """One event a line, with what was said of it below."""
    known = names(details.decision)
    table = _table(_("When"), _("By"), _("Event"))
    for event in details.shown.events:
        what = Text(_what(event, known))
        if remark := details.remarks.get(event.seq):
            what.append("\n" + _("“{remark}”").format(remark=clean(remark)), "italic")
        table.add_row(moment(event.at), _actor(event.actor), what)
    return table


def told(details: Details) -> Table | None:
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
    elif outcome := payload.get("outcome"):
        said.append(word(_OUTCOME, outcome))
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
