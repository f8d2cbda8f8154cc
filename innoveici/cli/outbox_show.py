"""Notices as they are shown: many as lines, and one with what became of it, who decided what, and its letter.

No address and nothing of the company is in the lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from innoveici.cli.screen import Screen, clean, print_table
from innoveici.cli.speech import AsJson
from innoveici.cli.wiring import Session, session
from innoveici.errors import Refused
from innoveici.figures import count
from innoveici.messages import N_, Message, _, ngettext
from innoveici.words import NOTICE, OUTBOX, clock, moment, word

if TYPE_CHECKING:
    from datetime import datetime

    from innoveici.ledger.event import Event
    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.outbox import Posted
    from innoveici.notify.due_letters import ReadyLetter

COLUMNS = (
    "id", "state", "recipient", "template", "language", "handoff_id", "at", "not_before", "attempts", "doubts",
    "message", "last_at", "error",
)  # fmt: skip
_HEADERS = ("From", "To", "Reply-To", "Subject", "Date", "Message-ID")


def print_notices(screen: Screen, notices: Iterable[Posted], now: datetime, *, as_json: bool) -> None:
    """As they come; a table on a terminal waits for the last one."""
    if as_json:
        for posted in notices:
            screen.data(notice_json(posted))
    elif screen.out.isatty():
        headings = (_("Notice"), _("State"), _("To"), _("Template"), _("Handoff"), _("When (Québec)"), _("Last error"))
        print_table(screen, COLUMNS, headings, [_row(posted, now) for posted in notices])
    else:
        screen.line("\t".join(COLUMNS))
        for posted in notices:
            record = notice_json(posted)
            record["error"] = posted.delivery.error.text() if posted.delivery and posted.delivery.error else None
            screen.line("\t".join("" if record[name] is None else clean(record[name]) for name in COLUMNS))


def _row(posted: Posted, now: datetime) -> tuple[str, ...]:
    notice, delivery = posted.notice, posted.delivery
    return (
        notice.id,
        word(NOTICE, notice.state),
        notice.recipient,
        notice.template,
        posted.handoff_id,
        moment(posted.at),
        delivery.error.text() if delivery and delivery.error else (until(posted) if posted.in_grace(now) else ""),
    )


def notice_json(posted: Posted) -> dict[str, Any]:
    """Also the beginning of what ``outbox show --json`` prints. Times are UTC."""
    notice, delivery = posted.notice, posted.delivery
    return {
        "id": notice.id,
        "state": notice.state,
        "recipient": notice.recipient,
        "template": notice.template,
        "language": notice.language,
        "handoff_id": posted.handoff_id,
        "request_id": posted.request_id,
        "event": posted.event_type,
        "event_seq": notice.event_seq,
        "at": _utc(posted.at),
        "attempts": notice.attempts,
        "not_before": _utc(notice.not_before),
        "message": delivery.message if delivery else None,
        "doubts": delivery.doubts if delivery else 0,
        "first_at": _utc(delivery.first_at) if delivery else None,
        "last_at": _utc(delivery.last_at) if delivery else None,
        "error": delivery.error.to_json() | {"text": str(delivery.error)} if delivery and delivery.error else None,
    }


def _utc(at: datetime) -> str:
    from innoveici.ledger.event import utc_text

    return utc_text(at)


def until(posted: Posted) -> str:
    """That it waits because its step can still be taken back."""
    return _("not before {moment} (notices.grace)").format(moment=clock(posted.notice.not_before))


@dataclass(frozen=True, slots=True)
class _Change:
    """A person's decision. ``reason`` is None where none was given, or once it was erased."""

    event: Event
    reason: str | None


def show(
    ctx: typer.Context,
    id_: Annotated[str, typer.Argument(metavar="ID", help=_("A notice's id, as in 12.1."))],
    as_json: AsJson = False,
) -> None:
    """The letter is made from what is known now: it is what would go, or what went but for what changed since."""
    from innoveici.notify.preview import shown_letter
    from innoveici.notify.running import letter_contexts

    here = session(ctx)
    directory = here.directory
    with here.ledger() as ledger:
        posted = _known(ledger, id_.strip())
        contexts = letter_contexts(
            ledger, directory, here.settings.clock, keep_key=False, orienter=lambda: here.desk.orienter
        )
        ready = shown_letter(ledger, posted, contexts())
        changes = list(_changes(ledger, posted))
    if as_json:
        here.screen.data(notice_json(posted) | {"changes": [_change_json(c) for c in changes], **_letter_json(ready)})
        return
    for line in (*_story(posted, here.now), *map(_change_text, changes)):
        here.screen.line(clean(line))
    _print_letter(here, ready, posted)


def _known(ledger: Ledger, id_: str) -> Posted:
    """:raises Refused: no notice has this id."""
    found = next((posted for posted in ledger.outbox(id_=id_) if posted.notice.id == id_), None)
    if found is None:
        raise Refused(
            Message(N_("“{id}” is a handoff or a request, not a notice"), id=id_),
            Message(N_("see its notices with `innoveici outbox list --handoff {id}`"), id=id_),
        )
    return found


def _changes(ledger: Ledger, posted: Posted) -> Iterator[_Change]:
    notes = ledger.events(posted.handoff_id, types=["noted"])
    events = [event for event in notes if posted.notice.id in event.payload.get("notices", ())]
    materials = ledger.materials([event.seq for event in events])
    for event in events:
        yield _Change(event, (materials[event.seq].private or {}).get("reason"))


def _story(posted: Posted, now: datetime) -> Iterator[str]:
    notice, delivery = posted.notice, posted.delivery
    yield f"{notice.id} · {word(NOTICE, notice.state)}"
    yield f"{notice.template} ({notice.language}) → {notice.recipient}"
    yield f"{posted.handoff_id} · {moment(posted.at)}"
    if delivery and notice.attempts:
        tries = ngettext("tried {count} time", "tried {count} times", notice.attempts).format(count=notice.attempts)
        first, last = moment(delivery.first_at), moment(delivery.last_at)
        yield _("{tries}, first {first}, last {last}").format(tries=tries, first=first, last=last)
    if delivery:
        if delivery.doubts:
            text = ngettext(
                "{count} time, nobody knows whether it went out", "{count} times, nobody knows whether it went out",
                delivery.doubts,
            )  # fmt: skip
            yield text.format(count=count(delivery.doubts))
        if delivery.error:
            yield delivery.error.text()
    if posted.in_grace(now):
        yield until(posted)
    elif notice.state == "queued":
        yield _("Not before {moment}").format(moment=moment(notice.not_before))


def _change_text(change: _Change) -> str:
    event = change.event
    line = f"{moment(event.at)} · {event.actor} · {word(OUTBOX, event.payload['outbox'])}"
    return f"{line} · {change.reason}" if change.reason else line


def _change_json(change: _Change) -> Mapping[str, Any]:
    record = change.event.to_json()
    return {
        "seq": record["seq"],
        "at": record["at"],
        "actor": record["actor"],
        "action": change.event.payload["outbox"],
        "reason": change.reason,
    }


def _letter_json(ready: ReadyLetter) -> dict[str, Any]:
    if ready.mail is None:
        reason = ready.reason.to_json() | {"text": str(ready.reason)} if ready.reason else None
        return {"letter": None, "undeliverable": reason}
    message = ready.mail.message
    text = message.get_body(("plain",))
    return {
        "letter": {
            "notices": [posted.notice.id for posted in ready.notices],
            "headers": {name: str(value) for name, value in message.items()},
            "text": text.get_content() if text else "",
        },
        "undeliverable": None,
    }


def _print_letter(here: Session, ready: ReadyLetter, posted: Posted) -> None:
    """As it is read: no address is hidden here, for whoever looks after the outbox must see where it goes."""
    here.screen.line()
    if ready.mail is None:
        why = ready.reason.text() if ready.reason else word(NOTICE, ready.state)
        here.screen.line(_("No letter can be made: {reason}").format(reason=clean(why)))
        return
    message, gone = ready.mail.message, posted.notice.state in ("sent", "bounced")
    if gone:  # its words are not kept: what a ledger does not hold need not be erased
        here.screen.line(_("The letter that went out, made again from what is known now: names and words may differ."))
        here.screen.line()
    for name in _HEADERS:
        if name in message and (name != "Date" or posted.notice.state != "bounced"):
            here.screen.line(clean(f"{name}: {message[name]}"))
    here.screen.line()
    body = message.get_body(("plain",))
    for line in (body.get_content() if body else "").splitlines():
        here.screen.out.write(clean(line) + "\n")
