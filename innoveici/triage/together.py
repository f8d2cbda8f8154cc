"""One step for all that are marked: one form, a transaction for each handoff, and what came of every one of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from innoveici.casework.casework import Casework, Done
from innoveici.errors import DataError, InnoveiciError, Refused, UsageError
from innoveici.ledger.states import worded
from innoveici.messages import Message, _, ngettext
from innoveici.triage.asking import asked_of_many
from innoveici.triage.dialogs import Form
from innoveici.triage.frame import told
from innoveici.triage.marking import ONE_BY_ONE
from innoveici.triage.moves import BY_NAME, Answer, Move, Target, possible, take
from innoveici.triage.questions import Asked
from innoveici.triage.report import Report, Result, summary
from innoveici.triage.stepping import Stepping, came_of
from innoveici.triage.undo import Undo, rest_of, undo_of

if TYPE_CHECKING:
    from innoveici.desk import Outcome
    from innoveici.ledger.queue import Line

_OF_THE_HANDOFF = (Refused, UsageError, DataError)
"""What refuses the step of one handoff; with any other error the next ones would meet it too."""
_SHOWN = 6
"""Ids that a form names."""


class Together(Stepping):
    """With marks, a step's key is for all that are marked and shown; ``u`` then takes all of them back."""

    _groups: dict[int, int]
    """How many of the steps taken belong together, by how many there were once they were taken."""

    def action_step(self, name: str) -> None:
        """For all that are marked, else for the one under the cursor."""
        if not self.marked:
            super().action_step(name)
            return
        move, lines = BY_NAME[name], self.marked_here
        if not lines:
            self.tell(_("what is marked is not shown: show it again, or clear the marks with Esc"))
        elif move.name in ONE_BY_ONE:
            self.tell(_("{step}: one by one; clear the marks with Esc").format(step=_(move.title)))
        elif not any(move in possible(line, self.actor) for line in lines):
            steps = ", ".join(other.key + " " + _(other.label) for other in self.offered()) or "–"
            self.tell(_("none of those marked allows it; possible now: {steps}").format(steps=steps))
        else:
            self._ask_for_all(move, lines)

    def _ask_for_all(self, move: Move, lines: Sequence[Line]) -> None:
        results: list[Result] = []
        unseen = [id_ for id_ in self.marked if id_ not in {line.handoff_id for line in lines}]
        left_out = [_("left out, for they are not shown: {ids}").format(ids=_ids(unseen))] if unseen else []

        async def taken(answer: Answer) -> Message | None:
            results[:] = await self._take_all(move, lines, answer, form)
            return None

        def report(answer: Answer | None) -> None:
            if answer is not None:
                self.push_screen(Report(_(move.title), results, left_out))

        facts = (*_facts(lines, self._cannot(move, lines)), *left_out)
        form = self.open_form(lambda: asked_of_many(move, lines, facts, self.source), taken, report)

    def _cannot(self, move: Move, lines: Sequence[Line]) -> list[Line]:
        return [line for line in lines if move not in possible(line, self.actor)]

    async def _take_all(self, move: Move, lines: Sequence[Line], answer: Answer, form: Form) -> list[Result]:
        """One after the other, each in a transaction of its own; what was done is no longer marked."""
        undo_to: dict[str, Undo | Message] = {}

        def one(line: Line) -> Callable[[Casework], Done | Outcome]:
            target = Target(line.handoff_id, line.updated_seq)

            def act(work: Casework) -> Done | Outcome:
                before = self.source.before(line)
                done = take(move.name, target, answer, self.actor, work)
                undo_to[line.handoff_id] = undo_of(move, answer, before, done)
                return done

            return act

        results = await self._each([(Target(line.handoff_id, line.updated_seq), one(line)) for line in lines], form)
        undos = [undo_to[result.handoff_id] for result in results if not result.refused]
        self._taken = (*self._taken, *undos)
        if undos:
            self._groups_of()[len(self._taken)] = len(undos)
        await self._after(results)
        return results

    def action_undo(self) -> None:
        """What was taken together is taken back together."""
        size = self._groups_of().get(len(self._taken), 1)
        together = self._taken[len(self._taken) - size :]
        undos = [undo for undo in together if isinstance(undo, Undo)]
        if size == 1 or not undos:
            super().action_undo()
            return
        why_not = dict.fromkeys(undo.text() for undo in together if isinstance(undo, Message))
        results: list[Result] = []

        async def taken(_answer: Answer) -> Message | None:
            results[:] = await self._take_back(undos, size, form)
            return None

        def report(answer: Answer | None) -> None:
            if answer is not None:
                self.push_screen(Report(title, results, [*why_not]))

        title = _("Take the last step back")
        number = ngettext("{count} handoff: {ids}", "{count} handoffs: {ids}", len(undos))
        facts = [number.format(count=len(undos), ids=_ids([undo.target.handoff_id for undo in undos]))]
        facts += dict.fromkeys(_(BY_NAME[undo.name].title) for undo in undos)
        form = Form(Asked(title, [*facts, *why_not]), taken)
        self.push_screen(form, report)

    async def _take_back(self, undos: Sequence[Undo], size: int, form: Form) -> list[Result]:
        """The last one first. What is refused can be tried again."""
        done_of: dict[str, Done | Outcome] = {}

        def one(undo: Undo) -> Callable[[Casework], Done | Outcome]:
            def act(work: Casework) -> Done | Outcome:
                done = done_of[undo.target.handoff_id] = undo.take(self.actor, work)
                return done

            return act

        last_first = [*reversed(undos)]
        results = await self._each([(undo.target, one(undo)) for undo in last_first], form)
        refused = {result.handoff_id for result in results if result.refused}
        rest: Sequence[Undo | Message] = self._taken[: len(self._taken) - size]
        for undo in last_first:
            if undo.target.handoff_id not in refused:
                rest = rest_of(rest, undo, done_of[undo.target.handoff_id])
        again = [undo for undo in undos if undo.target.handoff_id in refused]
        del self._groups_of()[len(self._taken)]
        self._taken = (*rest, *again)
        if again:
            self._groups_of()[len(self._taken)] = len(again)
        await self._after(results)
        return results

    async def _each(
        self, steps: Sequence[tuple[Target, Callable[[Casework], Done | Outcome]]], form: Form
    ) -> list[Result]:
        results: list[Result] = []
        for at, (target, act) in enumerate(steps, start=1):
            form.say(_("one moment… {at} of {count}").format(at=at, count=len(steps)))
            try:
                async with self.catching:  # the watch must not take its events for somebody else's
                    done = await asyncio.to_thread(self.source.written, act)
                    self.own(target.seen_seq, done)
            except InnoveiciError as error:
                one_alone = isinstance(error, _OF_THE_HANDOFF)  # its remedy would be said again and again
                why = error.message.text() if one_alone else told(error).text()
                results.append(Result(target.handoff_id, refused=why))
                if not one_alone:
                    results += [Result(other.handoff_id, refused=_("not tried")) for other, _act in steps[at:]]
                    break
            else:
                results.append(Result(target.handoff_id, done=came_of(target.handoff_id, done)))
        return results

    async def _after(self, results: Sequence[Result]) -> None:
        self.mark([result.handoff_id for result in results if not result.refused], on=False)
        self.tell(summary(results))
        await self.catch_up()

    def _groups_of(self) -> dict[int, int]:
        if "_groups" not in self.__dict__:
            self._groups = {}
        return self._groups


def _facts(lines: Sequence[Line], cannot: Sequence[Line]) -> list[str]:
    """Which handoffs a form is about, and of which it is known that they will refuse the step."""
    number = ngettext("{count} handoff: {ids}", "{count} handoffs: {ids}", len(lines))
    facts = [number.format(count=len(lines), ids=_ids([line.handoff_id for line in lines]))]
    if cannot:
        states = worded(*dict.fromkeys(line.state for line in cannot)).text()
        said = _("not possible now for {ids}: {states}")
        facts.append(said.format(ids=_ids([line.handoff_id for line in cannot]), states=states))
    return facts


def _ids(handoff_ids: Sequence[str]) -> str:
    more = len(handoff_ids) - _SHOWN
    return ", ".join(handoff_ids[:_SHOWN]) + (" " + _("and {count} more").format(count=more) if more > 0 else "")
