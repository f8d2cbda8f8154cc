"""What comes of an answer by mail: a step, by the same core as any other; a note that its ERAC hears of; or nothing.

Who answers is known by the signed address that a letter gave them, and by their own, which must be the one on file. The
same message acts once: each event that it causes holds a digest of its Message-ID under a key of the ledger's, looked
for in the handoff's events before anything is written.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from innoveici.casework.casework import Casework, Done
from innoveici.errors import Refused, TryAgain
from innoveici.ledger.actor import Actor
from innoveici.ledger.audience import REPLIED, Contact, Told, in_charge_of, told_by
from innoveici.links import Dead, Link, reply_about, reply_opened
from innoveici.messages import N_, Message
from innoveici.notify.addresses import directory_address, mailbox_of
from innoveici.notify.incoming import LARGEST, came_to
from innoveici.quebec import quebec_day
from innoveici.reasons import Reason
from innoveici.replies.answer_reading import MailAnswer, read_answer
from innoveici.replies.automatic import Headers, is_automatic
from innoveici.replies.message_text import read_headers, sender_of, words_above
from innoveici.replies.quotation import without_closing
from innoveici.steps import EVENTS, STEPS, State, StepName

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from innoveici.desk import Desk
    from innoveici.directory.model import Directory
    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.recall import Recalled
    from innoveici.ledger.states import HandoffState

Became = Literal["taken", "known", "noted", "refused"]
"""What became of a message: a step; nothing, as it was taken before; a note; nothing, which is listed."""
DIGEST_KEY = "replies"
"""The name under which the ledger keeps the key of digests (``Ledger.key``)."""
_DIGITS = 24
_TOKEN = re.compile(r"\+([A-Za-z2-7]{20,60})@")
_TRIES = 5
"""How often a handoff is looked at again that somebody else changes at the same moment."""


@dataclass(frozen=True, slots=True)
class ReplyResult:
    """``handoff_id`` and ``role``: as the address says it, where it says anything; empty else. ``step``: what was
    answered, where that is clear. ``state``: the handoff's, after it. ``told``: who hears of it."""

    became: Became
    reason: Reason | None = None
    handoff_id: str = ""
    role: str = ""
    step: StepName | None = None
    state: State | None = None
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class _Reply:
    """A message whose writer is known. ``marks``: what its events say of it."""

    link: Link
    actor: Actor
    words: str | None
    answer: MailAnswer
    marks: Mapping[str, str]

    def result(self, became: Became, code: str = "", told: Sequence[Told] = ()) -> ReplyResult:
        reason = Reason(f"reply.{code}") if code else None
        return ReplyResult(
            became, reason, self.link.handoff_id, self.link.role, self.answer.step, told=tuple(told)
        )  # fmt: skip


def receive_reply(
    ledger: Ledger, desk: Desk, content: bytes, now: datetime, *, recipient: str | None = None
) -> ReplyResult:
    """Read a message and do what it says.

    :param content: more than ``LARGEST`` bytes change nothing. :param now: UTC.
    :param recipient: the envelope's, when the mail server says it; else it is looked for in the headers.
    :raises TryAgain: the ledger is busy, or the handoff does not keep still.
    """
    if not content.strip():
        return _refused("empty")
    token = _token_of([recipient] if recipient else came_to(content, "Cc"))
    about = reply_about(token) if token else None
    headers = read_headers(content)
    if len(content) > LARGEST:
        return _refused("too_large", about, limit=LARGEST)
    if is_automatic(headers):
        return _refused("automatic", about)
    if token is None or about is None:
        return _refused("no_token")
    story = _story(ledger, about[0])
    link = _opened(token, about[1], story, ledger, now)
    if story is None or not isinstance(link, Link):
        return _refused(link if isinstance(link, str) else "forged", about)
    if story.folded.erased:
        return _refused("erased", about)
    actor = Actor("company", story.request_id) if link.role == "company" else Actor.parse(link.holder)
    if not _is_from(sender_of(headers), actor, story, desk.directory):
        return _refused("sender", about)
    words = words_above(content)
    marks = {"via": "reply", "message": _digest(headers, words, ledger.key(DIGEST_KEY))}
    read = _read(words, headers, actor)
    return _acted(ledger, desk, _Reply(link, actor, words, read, marks))


def _refused(code: str, about: tuple[str, str] | None = None, **params: object) -> ReplyResult:
    return ReplyResult("refused", Reason(f"reply.{code}", params), *(about or ("", "")))


def _token_of(addresses: Sequence[str]) -> str | None:
    """The first that may be one of ours, in lower case."""
    tokens = [found.lower() for text in addresses for found in _TOKEN.findall(text)]
    return next((token for token in tokens if reply_about(token)), None)


def _story(ledger: Ledger, handoff_id: str) -> Recalled | None:
    found = ledger.find(handoff_id)
    return ledger.recall((found.request_id,)).get(found.request_id) if found else None


def _opened(token: str, role: str, story: Recalled | None, ledger: Ledger, now: datetime) -> Link | Dead:
    if story is None:
        return "forged"
    handoff = story.folded
    here = {"advisor": handoff.advisor_id, "erac": handoff.erac_id}.get(role)
    knows = {actor for actor in handoff.involved if actor.startswith(f"{role}:")} | (
        {f"{role}:{here}"} if here else set()
    )
    if role == "advisor":
        knows.update(f"advisor:{id_}" for id_ in handoff.declined_by)
    holders = ["company"] if role == "company" else sorted(knows)
    return reply_opened(token, holders, ledger.signing_keys(make=False), now, quebec_day(now))


def _is_from(sender: str, actor: Actor, story: Recalled, directory: Directory) -> bool:
    """Whether a message comes from the one address that is known of ``actor``."""
    if actor.role == "company":
        here = (story.personal or {}).get("email", "")
    else:
        found = directory_address(actor, directory)
        here = found.email if found else ""
    try:
        return bool(here) and mailbox_of(sender) == mailbox_of(here)
    except ValueError:  # a domain that none can be
        return False


def _digest(headers: Headers, words: str | None, key: bytes) -> str:
    """The same for the same message, however often it is delivered; of one without an id, what it is made of."""
    ids = headers.get("message-id", ()) or (*headers.get("date", ()), *headers.get("from", ()), words or "")
    said = "\0".join(text.strip() for text in ids).encode("utf-8", "replace")
    return hmac.digest(key, said, "sha256").hex()[:_DIGITS]


def _read(words: str | None, headers: Headers, actor: Actor) -> MailAnswer:
    """Without any words, the subject counts: some mail programs lose the line that a ``mailto:`` had ready."""
    said = words or ("" if words is None else next(iter(headers.get("subject", ())), ""))
    return read_answer(without_closing(said), actor.role)


def _acted(ledger: Ledger, desk: Desk, reply: _Reply) -> ReplyResult:
    """As the handoff is at this moment; looked at again when it was changed in between."""
    for _ in range(_TRIES):
        story = _story(ledger, reply.link.handoff_id)
        assert story is not None
        if any(event.payload.get("message") == reply.marks["message"] for event in story.events):
            return replace(reply.result("known", "known"), state=story.folded.state)
        try:
            result = _taken(ledger, desk, reply, story) if reply.answer.step else None
            result = result or _noted(ledger, desk, reply, story)
        except Refused:
            now = ledger.find(reply.link.handoff_id)
            if now is not None and now.updated_seq == story.folded.updated_seq:
                raise
            continue
        after = ledger.find(reply.link.handoff_id)
        return replace(result, state=after.state if after else None)
    raise TryAgain(
        Message(N_("{id} is being changed by others at this moment"), id=reply.link.handoff_id),
        Message(N_("give the message again")),
    )


def _taken(ledger: Ledger, desk: Desk, reply: _Reply, story: Recalled) -> ReplyResult | None:
    """The step; None where it is not possible as the handoff is. :raises Refused: it was changed meanwhile."""
    before, step = story.folded, reply.answer.step
    assert step is not None
    try:
        casework = Casework(ledger, desk, reply.marks)
        done = casework.take(step, before.handoff_id, reply.actor, reply.answer.given, seen_seq=before.updated_seq)
    except Refused:
        now = ledger.find(before.handoff_id)
        if now is None or now.updated_seq != before.updated_seq:
            raise
        return None
    return reply.result("taken", told=done.told if isinstance(done, Done) else ())


def _noted(ledger: Ledger, desk: Desk, reply: _Reply, story: Recalled) -> ReplyResult:
    """A note with the words, of which the ERAC hears. :raises Refused: it was changed meanwhile."""
    before, step = story.folded, reply.answer.step
    why = "state" if step else "unclear" if reply.words is not None else "unreadable"
    if step and not reply.answer.given.get("reason") and _holds(step, before, reply.actor):
        return reply.result("refused", "already")
    eracs = [actor for actor in in_charge_of(before) if actor.role == "erac"]
    told = told_by(REPLIED, [Contact(actor, "fr", _reachable(actor, desk.directory)) for actor in eracs])
    payload = {"answer": why} | ({"step": step} if step else {})
    private = {"reason": reply.words} if reply.words else None
    with ledger.writing(marks=reply.marks) as tx:
        tx.append(
            before.handoff_id, "noted", actor=reply.actor, payload=payload, private=private, told=told,
            seen_seq=before.updated_seq,
        )  # fmt: skip
    return reply.result("refused" if step else "noted", why, told)


def _holds(step: StepName, handoff: HandoffState, actor: Actor) -> bool:
    """Whether the handoff is already as ``step`` would leave it, and still with ``actor``."""
    here = {"advisor": handoff.advisor_id, "erac": handoff.erac_id, "company": handoff.request_id}[actor.role]
    return handoff.state == EVENTS[STEPS[step].event].leads_to and actor.id == here


def _reachable(actor: Actor, directory: Directory) -> bool:
    found = directory_address(actor, directory)
    return bool(found and found.email)
