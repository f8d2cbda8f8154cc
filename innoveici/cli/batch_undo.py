"""``innoveici batch undo``: what was taken back, and what was not and why."""

from __future__ import annotations

from innoveici.cli.screen import clean
from innoveici.cli.stopping import Stopped, Stopping
from innoveici.cli.wiring import Session
from innoveici.cli.words import STATE, count, word
from innoveici.errors import UsageError
from innoveici.ledger.actor import Actor
from innoveici.messages import N_, Message, _, ngettext

EX_PERSON = 3


def undo_batch(here: Session, batch_id: str, reason: str, actor: str, *, as_json: bool) -> int:
    """Returns 3 when some handoffs were left as they are."""
    who = Actor.parse(actor)
    if not reason.strip():
        raise UsageError(Message(N_("--reason is empty")), Message(N_("say why, in a few words")))
    batch_id = batch_id.strip()
    with here.ledger(much_to_write=True) as ledger, Stopping() as stopping:

        def progress(seen: int, of: int) -> None:
            if stopping.wished and seen < of:
                raise Stopped(
                    Message(N_("stopped: {count} of {of} handoffs were looked at"), count=count(seen), of=count(of)),
                    Message(N_("run the same command again: it goes on from there")),
                )

        found = ledger.undo_batch(batch_id, reason=reason, actor=who, progress=progress)
    if as_json:
        refused = [{"handoff_id": left.handoff_id, "state": left.state, **left.why.to_json()} for left in found.refused]
        here.screen.data(
            {"batch_id": batch_id, "undone": list(found.undone), "already": found.already, "refused": refused}
        )
    else:
        undone = len(found.undone)
        text = ngettext(
            "{count} handoff taken back, {already} earlier", "{count} handoffs taken back, {already} earlier", undone
        )
        here.screen.line(text.format(count=count(undone), already=count(found.already)))
        for left in found.refused:
            text = _("{id} stays ({state}): {reason}").format(
                id=left.handoff_id, state=word(STATE, left.state), reason=left.why.text()
            )
            here.screen.line(clean(text))
    return EX_PERSON if found.refused else 0
