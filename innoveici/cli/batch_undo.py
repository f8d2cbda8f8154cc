"""``innoveici batch undo``: what was taken back, and what was not and why."""

from __future__ import annotations

from collections.abc import Iterator

from innoveici.cli.screen import clean
from innoveici.cli.stopping import Stopped, Stopping
from innoveici.cli.wiring import Session
from innoveici.errors import UsageError
from innoveici.figures import count
from innoveici.ledger.actor import Actor
from innoveici.messages import N_, Message, _, ngettext
from innoveici.words import STATE, word

EX_PERSON = 3


def told(withdrawn: int, corrections: int) -> Iterator[str]:
    """What nobody will hear of any more, and who will hear that it does not hold."""
    if withdrawn:
        text = ngettext(
            "{count} notice had not been sent yet: it is withdrawn",
            "{count} notices had not been sent yet: they are withdrawn",
            withdrawn,
        )
        yield text.format(count=count(withdrawn))
    if corrections:
        text = ngettext(
            "{count} correction will go out to who was written to",
            "{count} corrections will go out to those who were written to",
            corrections,
        )
        yield text.format(count=count(corrections))


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
        of_file = next((batch.file for batch in ledger.batches() if batch.id == batch_id), "")
        others = [b.id for b in ledger.batches(of_file) if b.stands and b.id != batch_id] if of_file else []
    if as_json:
        refused = [{"handoff_id": left.handoff_id, "state": left.state, **left.why.to_json()} for left in found.refused]
        here.screen.data({
            "batch_id": batch_id,
            "undone": list(found.undone),
            "already": found.already,
            "refused": refused,
            "restored": found.restored,
            "withdrawn": found.withdrawn,
            "corrections": found.corrections,
            "same_file": others,
        })  # fmt: skip
    else:
        undone = len(found.undone)
        text = ngettext(
            "{count} handoff taken back, {already} earlier", "{count} handoffs taken back, {already} earlier", undone
        )
        here.screen.line(text.format(count=count(undone), already=count(found.already)))
        if found.restored:
            text = ngettext(
                "{count} of them had waited before: it waits again, as before it was corrected",
                "{count} of them had waited before: they wait again, as before they were corrected",
                found.restored,
            )
            here.screen.line(text.format(count=count(found.restored)))
        for line in told(found.withdrawn, found.corrections):
            here.screen.line(line)
        for left in found.refused:
            text = _("{id} stays ({state}): {reason}").format(
                id=left.handoff_id, state=word(STATE, left.state), reason=left.why.text()
            )
            here.screen.line(clean(text))
        if others:
            text = _("Rows of the same file were recorded as batch {ids} too; each is taken back by itself")
            here.screen.line(text.format(ids=", ".join(others)))
    return EX_PERSON if found.refused else 0
