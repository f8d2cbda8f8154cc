"""Taking steps, and taking them back: for the handoff under the cursor, or for all that are marked.

Each is asked for in a form, written in a thread, refused without loss. For all that are marked there is one form, a
transaction for each handoff, and a report of what came of every one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from innoveici.casework.casework import Casework, Done
from innoveici.characters import clean
from innoveici.errors import DataError, InnoveiciError, Refused, UsageError
from innoveici.ledger.states import worded
from innoveici.messages import Message, _, ngettext
from innoveici.triage.bars import error_line
from innoveici.triage.form import Form, FormAnswer, FormContent, open_form
from innoveici.triage.ledger_follower import last_seq
from innoveici.triage.moves import BY_NAME, ONE_BY_ONE, Move, Target, possible, take
from innoveici.triage.step_forms import asked_of_many, emptied, fact_of, given, read_for
from innoveici.words import event_word

if TYPE_CHECKING:
    from innoveici.desk import Outcome
    from innoveici.ledger.queue import Line
    from innoveici.triage.bars import StatusLine
    from innoveici.triage.ledger_follower import LedgerFollower
    from innoveici.triage.queue_view import QueueView

_OF_THE_HANDOFF = (Refused, UsageError, DataError)
"""What refuses the step of one handoff; with any other error the next ones would meet it too."""
_SHOWN = 6
"""Ids that a form names."""


@dataclass(frozen=True, slots=True)
class TakenStep:
    """A step that was taken on this screen: the handoff before it and after it, and who had it in hand before."""

    move: Move
    before: Target
    after: Target
    former_advisor: str


@dataclass(frozen=True, slots=True)
class StepResult:
    """What came of a step for one of several handoffs: ``done``, what has changed; else ``refused``, why nothing."""

    handoff_id: str
    done: str = ""
    refused: str = ""


class StepActions:
    """Remembers the steps it took, those that were taken together as one group, the last group on top."""

    def __init__(self, app: App[None], view: QueueView, follower: LedgerFollower, status: StatusLine) -> None:
        self._app = app
        self._view = view
        self._follower = follower
        self._status = status
        self._taken: list[list[TakenStep]] = []

    def ask(self, name: str) -> None:
        """Ask for what the step needs, then take it: for all that are marked, else for the one under the cursor."""
        move = BY_NAME[name]
        if self._view.marked:
            self._ask_for_marked(move)
        elif self._view.selected is not None:
            self._ask_for_one(move, self._view.selected)

    def ask_undo(self) -> None:
        """Take the last step back, or say why that cannot be. What was taken together is taken back together."""
        if not self._taken:
            self._status.tell(_("no step was taken here that could be taken back"))
        elif len(self._taken[-1]) == 1:
            self._ask_undo_of_one(self._taken[-1][0])
        else:
            self._ask_undo_of_group(self._taken[-1])

    def _ask_for_one(self, move: Move, line: Line) -> None:
        """A change since the line was read refuses it."""
        offered = possible(line, self._view.actor)
        if move not in offered:
            said, state = _("{id} is {state}; possible now: {steps}"), worded(line.state).text()
            self._status.tell(said.format(id=line.handoff_id, state=state, steps=_keys_of(offered)))
            return
        target = Target(line.handoff_id, line.updated_seq)
        known: Mapping[str, Any] = {}

        def read() -> FormContent:
            nonlocal known
            known = self._follower.backend.known(line)
            return read_for(move, line, known, self._follower.backend)

        async def taken(answer: FormAnswer) -> Message | None:
            if problem := emptied(move, answer, known):
                return problem
            wanted = given(move, answer, known)
            done = await self._write(target, lambda work: take(move.name, target, wanted, self._view.actor, work))
            if isinstance(done, Message):
                return done
            self._taken.append([_taken(move, line, done)])
            return None

        open_form(self._app, read, take=taken, failed=self._status.tell_trouble)

    def _ask_undo_of_one(self, step: TakenStep) -> None:
        async def taken(_answer: FormAnswer) -> Message | None:
            done = await self._write(step.after, partial(self._undo, step.after))
            if isinstance(done, Message):
                return done
            self._taken.pop()
            self._has_moved_on(step, done)
            return None

        line = self._view.lines.get(step.after.handoff_id)
        title = _(step.move.title)
        if step.move.name == "reassign" and step.former_advisor:  # to whom it goes back
            title += f" · {step.former_advisor}"
        facts = (fact_of(line) if line else step.after.handoff_id, title)
        self._app.push_screen(Form(FormContent(_("Take the last step back"), facts), taken))

    async def _write(self, target: Target, act: Callable[[Casework], Done | Outcome]) -> Done | Outcome | Message:
        """What came of it, shown; or why it was refused, with what the handoff is by now."""
        try:
            done = await self._follower.write(target, act)
        except InnoveiciError as error:
            await self._follower.catch_up()
            return error_line(error)
        self._status.tell(_result_line(target.handoff_id, done))
        await self._follower.catch_up()
        return done

    def _undo(self, target: Target, work: Casework) -> Done | Outcome:
        """Raises what :class:`Casework` raises, so when somebody changed the handoff meanwhile."""
        return work.undo(target.handoff_id, self._view.actor, seen_seq=target.seen_seq)

    def _has_moved_on(self, undone: TakenStep, done: Done | Outcome) -> None:
        """What was taken before can be taken back, too: the handoff has moved on by the undoing, and by nobody else."""
        after = Target(undone.after.handoff_id, last_seq(done))
        self._taken = [
            [replace(step, after=after) if step.after == undone.before else step for step in group]
            for group in self._taken
        ]

    def _ask_for_marked(self, move: Move) -> None:
        view, lines = self._view, self._view.marked_and_shown
        if not lines:
            self._status.tell(_("what is marked is not shown: show it again, or clear the marks with Esc"))
            return
        if move.name in ONE_BY_ONE:
            self._status.tell(_("{step}: one by one; clear the marks with Esc").format(step=_(move.title)))
            return
        cannot = [line for line in lines if move not in possible(line, view.actor)]
        if len(cannot) == len(lines):
            said = _("none of those marked allows it; possible now: {steps}")
            self._status.tell(said.format(steps=_keys_of(view.offered())))
            return
        unseen = [id_ for id_ in view.marked if id_ not in {line.handoff_id for line in lines}]
        left_out = [_("left out, for they are not shown: {ids}").format(ids=_ids(unseen))] if unseen else []
        facts = [*_facts(lines, cannot), *left_out]
        results: list[StepResult] = []

        async def taken(answer: FormAnswer) -> Message | None:
            results[:] = await self._take_for_all(move, lines, answer, form)
            return None

        def report(answer: FormAnswer | None) -> None:
            if answer is not None:
                self._app.push_screen(StepReport(_(move.title), results, left_out))

        backend = self._follower.backend
        form = open_form(
            self._app,
            lambda: asked_of_many(move, lines, facts, backend),
            take=taken,
            then=report,
            failed=self._status.tell_trouble,
        )

    async def _take_for_all(
        self, move: Move, lines: Sequence[Line], answer: FormAnswer, form: Form
    ) -> list[StepResult]:
        def act(target: Target, work: Casework) -> Done | Outcome:
            return take(move.name, target, answer, self._view.actor, work)

        results, done = await self._each([Target(line.handoff_id, line.updated_seq) for line in lines], act, form)
        group = [_taken(move, line, done[line.handoff_id]) for line in lines if line.handoff_id in done]
        if group:
            self._taken.append(group)
        await self._show_results(results)
        return results

    def _ask_undo_of_group(self, group: Sequence[TakenStep]) -> None:
        results: list[StepResult] = []

        async def taken(_answer: FormAnswer) -> Message | None:
            results[:] = await self._undo_all(group, form)
            return None

        def report(answer: FormAnswer | None) -> None:
            if answer is not None:
                self._app.push_screen(StepReport(title, results))

        title = _("Take the last step back")
        facts = [_number_of([step.after.handoff_id for step in group])]
        facts += dict.fromkeys(_(step.move.title) for step in group)
        form = Form(FormContent(title, facts), taken)
        self._app.push_screen(form, report)

    async def _undo_all(self, group: Sequence[TakenStep], form: Form) -> list[StepResult]:
        """The last one first. What is refused can be tried again."""
        results, done = await self._each([step.after for step in reversed(group)], self._undo, form)
        self._taken.pop()
        for step in reversed(group):
            if step.after.handoff_id in done:
                self._has_moved_on(step, done[step.after.handoff_id])
        if again := [step for step in group if step.after.handoff_id not in done]:
            self._taken.append(again)
        await self._show_results(results)
        return results

    async def _each(
        self, targets: Sequence[Target], act: Callable[[Target, Casework], Done | Outcome], form: Form
    ) -> tuple[list[StepResult], dict[str, Done | Outcome]]:
        """One after the other, each in a transaction of its own. With the results what was done, by handoff."""
        results: list[StepResult] = []
        done: dict[str, Done | Outcome] = {}
        for at, target in enumerate(targets, start=1):
            id_ = target.handoff_id
            form.say(_("one moment… {at} of {count}").format(at=at, count=len(targets)))
            try:
                done[id_] = await self._follower.write(target, partial(act, target))
            except _OF_THE_HANDOFF as error:  # its remedy would be said again and again
                results.append(StepResult(id_, refused=error.message.text()))
            except InnoveiciError as error:
                results.append(StepResult(id_, refused=error_line(error).text()))
                results += [StepResult(other.handoff_id, refused=_("not tried")) for other in targets[at:]]
                break
            else:
                results.append(StepResult(id_, done=_result_line(id_, done[id_])))
        return results, done

    async def _show_results(self, results: Sequence[StepResult]) -> None:
        """What was done is no longer marked."""
        self._view.mark([result.handoff_id for result in results if not result.refused], on=False)
        self._status.tell(_summary(results))
        await self._follower.catch_up()


class StepReport(ModalScreen[None]):
    """What came of a step that was taken for several handoffs, one line each. Any of its keys closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter", "dismiss", show=False)]

    def __init__(self, title: str, results: Sequence[StepResult], rest: Sequence[str] = ()) -> None:
        super().__init__()
        self._title = title
        self._results = results
        self._rest = rest

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="report"):
            title = _("{step}: {summary}").format(step=self._title, summary=_summary(self._results))
            yield Static(Text(clean(title), style="bold"))
            for result in sorted(self._results, key=lambda result: not result.refused):  # what needs somebody first
                if result.refused:
                    which = "" if result.handoff_id in result.refused else f"{result.handoff_id} · "
                    yield Static(Text(clean(f"! {which}{result.refused}"), style="bold"))
                else:
                    yield Static(Text(clean(f"  {result.done}")))
            for line in self._rest:
                yield Static(Text(clean(line)))
            yield Static(Text(_("Esc closes this list.")))


def _taken(move: Move, line: Line, done: Done | Outcome) -> TakenStep:
    before, after = Target(line.handoff_id, line.updated_seq), Target(line.handoff_id, last_seq(done))
    return TakenStep(move, before, after, line.advisor_id or "")


def _result_line(handoff_id: str, done: Done | Outcome) -> str:
    """What a step has done, in a line."""
    if isinstance(done, Done):
        words = ", ".join(event_word(event.type, event.payload) for event in done.events)
        advisor = done.handoff.advisor_id
    else:
        words = ", ".join(event_word(step, {}) for step in ("corrected", done.status))
        advisor = done.decision.advisor_id
    told = ngettext("{count} will be told", "{count} will be told", len(done.told)).format(count=len(done.told))
    return " · ".join(filter(None, (handoff_id, words, advisor, told if done.told else "")))


def _summary(results: Sequence[StepResult]) -> str:
    """How many were done, how many not."""
    done = sum(not result.refused for result in results)
    refused = len(results) - done
    parts = [ngettext("{count} done", "{count} done", done).format(count=done)]
    if refused:
        parts.append(ngettext("{count} refused", "{count} refused", refused).format(count=refused))
    return " · ".join(parts)


def _facts(lines: Sequence[Line], cannot: Sequence[Line]) -> list[str]:
    """Which handoffs a form is about, and of which it is known that they will refuse the step."""
    facts = [_number_of([line.handoff_id for line in lines])]
    if cannot:
        states = worded(*dict.fromkeys(line.state for line in cannot)).text()
        said = _("not possible now for {ids}: {states}")
        facts.append(said.format(ids=_ids([line.handoff_id for line in cannot]), states=states))
    return facts


def _number_of(handoff_ids: Sequence[str]) -> str:
    number = ngettext("{count} handoff: {ids}", "{count} handoffs: {ids}", len(handoff_ids))
    return number.format(count=len(handoff_ids), ids=_ids(handoff_ids))


def _ids(handoff_ids: Sequence[str]) -> str:
    more = len(handoff_ids) - _SHOWN
    return ", ".join(handoff_ids[:_SHOWN]) + (" " + _("and {count} more").format(count=more) if more > 0 else "")


def _keys_of(moves: Sequence[Move]) -> str:
    return ", ".join(move.key + " " + _(move.label) for move in moves) or "–"
