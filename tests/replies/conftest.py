"""An office that can be answered: a ledger, a desk where everybody has an address, and the addresses letters give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from innoveici.atlas.store import Atlas
from innoveici.casework.casework import Casework
from innoveici.desk import Desk
from innoveici.ledger import open_ledger
from innoveici.ledger.actor import Actor
from innoveici.ledger.event import Event
from innoveici.ledger.ledger import Ledger
from innoveici.links import Link, reply_token, sign
from innoveici.quebec import quebec_day
from innoveici.replies.receiving import ReplyResult, receive_reply
from innoveici.request import Request
from tests.notify.cases import LAC, directory
from tests.notify.channels.conftest import certificates  # noqa: F401 - a fixture

MESSAGES = Path(__file__).parent / "messages"
NOW = datetime(2026, 11, 24, 15, 5, tzinfo=UTC)


@cache
def desk() -> Desk:
    """As of 24 November 2026; each ERAC at an address of its own."""
    return Desk(Atlas.open(), directory(), date(2026, 11, 24))


def sample(name: str, to: str, sender: str) -> bytes:
    """A message of the collection, as it would have come to ``to`` from ``sender``."""
    content = (MESSAGES / f"{name}.eml").read_bytes()
    return content.replace(b"reponses+TOKEN@innoveici.example", to.encode()).replace(b"SENDER", sender.encode())


def written(text: str, to: str, sender: str, message_id: str = "m-1@mail.example", **headers: str) -> bytes:
    """A plain message with this text."""
    more = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in headers.items())
    return (
        f"From: {sender}\nTo: {to}\nSubject: Re: [INNOVEICI] H-000001\nMessage-ID: <{message_id}>\n{more}"
        f'Content-Type: text/plain; charset="utf-8"\n\n{text}\n'
    ).encode()


@dataclass
class Answered:
    """An office with requests, and how its letters are answered. ``now`` is when they are."""

    ledger: Ledger
    desk: Desk
    now: datetime = NOW

    def route(self, request: Request = LAC) -> str:
        """Record it; the handoff's id."""
        with self.ledger.writing() as tx:
            return str(self.desk.record(request, tx).handoff_id)

    @property
    def work(self) -> Casework:
        return Casework(self.ledger, self.desk)

    def holder(self, id_: str, role: str) -> Actor:
        """Who has it in hand, of that role."""
        found = self.ledger.find(id_)
        assert found is not None
        ids = {"advisor": found.advisor_id, "erac": found.erac_id, "company": found.request_id}
        return Actor.parse(f"{role}:{ids[role]}")

    def token(self, id_: str, actor: Actor, days: int = 30) -> str:
        """What a letter to ``actor`` has in its reply address; ``days``: how long it lives from now on."""
        holder = "company" if actor.role == "company" else str(actor)
        key = [*self.ledger.signing_keys().values()][-1]
        return reply_token(Link(id_, holder, "reply", quebec_day(self.now) + timedelta(days=days)), key)

    def to(self, id_: str, actor: Actor) -> str:
        return f"reponses+{self.token(id_, actor)}@innoveici.example"

    def link(self, id_: str, actor: Actor) -> str:
        """A link to a page, which is no reply address."""
        key = [*self.ledger.signing_keys().values()][-1]
        return sign(Link(id_, str(actor), "page", quebec_day(self.now)), key)

    def address(self, actor: Actor) -> str:
        """Where ``actor`` writes from."""
        if actor.role == "company":
            personal = self.ledger.personal(actor.id)
            return str(personal["email"]) if personal else ""
        if actor.role == "advisor":
            return self.desk.directory.advisors[actor.id].email
        return f"{actor.id}@erac.example"

    def receive(self, content: bytes, **more: Any) -> ReplyResult:
        return receive_reply(self.ledger, self.desk, content, self.now, **more)

    def answer(self, id_: str, role: str, text: str, message_id: str = "m-1@mail.example") -> ReplyResult:
        """What becomes of ``text`` from whoever has the handoff in that role."""
        actor = self.holder(id_, role)
        return self.receive(written(text, self.to(id_, actor), self.address(actor), message_id))

    def last(self) -> Event:
        """The last event of all."""
        return list(self.ledger.events())[-1]

    def reason(self, event: Event) -> str:
        """The words kept with an event, where they can be erased."""
        recalled = self.ledger.recall((event.request_id,))[event.request_id]
        private: Mapping[int, Any] = {one.seq: said for one, said in recalled.with_private_parts}
        return str(private[event.seq].get("reason", ""))

    def letters(self, template: str) -> list[str]:
        """To whom a letter of this template is to go."""
        return [p.notice.recipient for p in self.ledger.outbox() if p.notice.template == template]


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Answered]:
    with open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}", clock=lambda: NOW, create=True) as ledger:
        yield Answered(ledger, desk())


@pytest.fixture
def routed(here: Answered) -> str:
    """A request that waits for its advisor's answer."""
    return here.route(replace(LAC, request_id="R-1"))
