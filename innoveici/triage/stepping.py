"""Taking steps, and taking the last one back: asked for in a form, written in a thread, refused without loss."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from innoveici.casework.casework import Casework, Done
from innoveici.errors import InnoveiciError
from innoveici.ledger.states import worded
from innoveici.messages import Message, _, ngettext
from innoveici.triage.asking import emptied, fact_of, given, read_for
from innoveici.triage.dialogs import Form
from innoveici.triage.frame import told
from innoveici.triage.marking import Marking
from innoveici.triage.moves import BY_NAME, Answer, Target, possible, take
from innoveici.triage.questions import Asked
from innoveici.triage.source import Before
from innoveici.triage.undo import Undo, rest_of, undo_of
from innoveici.words import event_word

if TYPE_CHECKING:
    from innoveici.desk import Outcome


class Stepping(Marking):
    """Remembers the steps it took, the last one on top."""

    _taken: tuple[Undo | Message, ...] = ()

    def action_step(self, name: str) -> None:
        """Ask for what the step needs, then take it; a change since the line was read refuses it."""
        move, line = BY_NAME[name], self.queue.selected
        if line is None:
            return
        offered = possible(line, self.actor)
        if move not in offered:
            steps = ", ".join(other.key + " " + _(other.label) for other in offered) or "–"
            state = worded(line.state).text()
            self.tell(_("{id} is {state}; possible now: {steps}").format(id=line.handoff_id, state=state, steps=steps))
            return
        target = Target(line.handoff_id, line.updated_seq)
        known: list[Before] = []

        def read() -> Asked:
            known[:] = [self.source.before(line)]
            return read_for(move, line, known[0].known, self.source)

        async def taken(answer: Answer) -> Message | None:
            (before,) = known
            if problem := emptied(move, answer, before.known):
                return problem
            wanted = given(move, answer, before.known)
            done = await self._write(target, lambda work: take(move.name, target, wanted, self.actor, work))
            if isinstance(done, Message):
                return done
            self._taken = (*self._taken, undo_of(move, wanted, before, done))
            return None

        self.open_form(read, taken)

    def action_undo(self) -> None:
        """Take the last step back, or say why that cannot be."""
        if not self._taken:
            self.tell(_("no step was taken here that could be taken back"))
            return
        *before, last = self._taken
        if isinstance(last, Message):
            self.tell(last.text())
            return
        undo = last

        async def taken(_answer: Answer) -> Message | None:
            done = await self._write(undo.target, lambda work: undo.take(self.actor, work))
            if isinstance(done, Message):
                return done
            self._taken = rest_of(before, undo, done)
            return None

        line = self.listing.get(undo.target.handoff_id)
        who = undo.answer.choice if undo.name == "reassign" else ""
        facts = (
            fact_of(line) if line else undo.target.handoff_id,
            " · ".join(filter(None, (_(BY_NAME[undo.name].title), who))),
        )
        self.push_screen(Form(Asked(_("Take the last step back"), facts), taken))

    async def _write(self, target: Target, act: Callable[[Casework], Done | Outcome]) -> Done | Outcome | Message:
        """What came of it, shown; or why it was refused, with what the handoff is by now."""
        try:
            async with self.catching:  # the watch must not take its events for somebody else's
                done = await asyncio.to_thread(self.source.written, act)
                self.own(target.seen_seq, done)
        except InnoveiciError as error:
            await self.catch_up()
            return told(error)
        self.tell(came_of(target.handoff_id, done))
        await self.catch_up()
        return done


def came_of(handoff_id: str, done: Done | Outcome) -> str:
    """What a step has done, in a line."""
    if isinstance(done, Done):
        words = ", ".join(event_word(event.type, event.payload) for event in done.events)
        advisor = done.handoff.advisor_id
    else:
        words = ", ".join(event_word(step, {}) for step in ("corrected", done.status))
        advisor = done.decision.advisor_id
    told_of = ngettext("{count} will be told", "{count} will be told", len(done.told)).format(count=len(done.told))
    return " · ".join(filter(None, (handoff_id, words, advisor, told_of if done.told else "")))
