"""The form over the screen that asks for what a step needs: a choice, a reason, a field; Esc gives it up.

It is there from the moment its key is pressed, and filled when what it asks is known. It stays open until the step is
taken: what was typed is not lost to a busy ledger or a refusal, and nothing is written before it is confirmed.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import ClassVar

from rich.text import Text
from textual import events, on, work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from innoveici.characters import clean
from innoveici.directory.folding import fold
from innoveici.errors import InnoveiciError
from innoveici.messages import N_, Message, _

_MANY = 12
"""More choices than that can be searched."""
_LARGE = 2
"""More lines than that are drawn close together, and confirmed from each."""
_USUAL_KEYS = Message(N_("Enter: go on, at the end confirm · Esc: give up"))


@dataclass(frozen=True, slots=True)
class FormChoice:
    """One of several; ``needs_reason``: choosing it must be explained."""

    id: str
    text: str
    needs_reason: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class FormField:
    """A line to fill in; ``value`` is what stands there already."""

    name: str
    label: str
    required: bool = False
    value: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class FormContent:
    """What a form asks: one of the choices, lines to fill in. ``facts``: lines that say what it is about."""

    title: str
    facts: Sequence[str] = ()
    choices: Sequence[FormChoice] = ()
    fields: Sequence[FormField] = ()


@dataclass(frozen=True, slots=True)
class FormAnswer:
    """What a person gave: one of the choices, and the texts by field."""

    choice: str = ""
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def reason(self) -> str:
        return self.texts.get("reason", "")


Take = Callable[[FormAnswer], Awaitable[Message | None]]
"""Does what was asked for, or says why it could not be done."""


def searched(choices: Sequence[FormChoice], typed: str) -> list[FormChoice]:
    """Those that hold every word that was typed: first the one of just that id, for Enter takes the first; then those
    that hold the words side by side (QC-14-14 has the words of QC-14-01, too); in their order otherwise."""
    phrase = fold(typed)
    found = [choice for choice in choices if all(word in fold(choice.text) for word in phrase.split())]
    return sorted(found, key=lambda choice: (fold(choice.id) != phrase, phrase not in fold(choice.text)))


class Form(ModalScreen[FormAnswer | None]):
    """Ends with the answer that was taken, or None. ``take`` says why it was not, and then the form stays."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", show=False),
        Binding("enter", "confirm", show=False),
        Binding("ctrl+s", "confirm", show=False, priority=True),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
    ]

    def __init__(self, asked: FormContent | None = None, take: Take | None = None) -> None:
        super().__init__()
        self._fill_in = asked
        self._take = take
        self._found: Sequence[FormChoice] = ()
        self._busy = False
        self._marked = 0
        self._typed = ""
        self._since = math.inf

    @property
    def ready(self) -> bool:
        """Whether it says what it asks."""
        return self._since < math.inf

    @property
    def _asked(self) -> FormContent:
        assert self._fill_in is not None  # before that it takes no key
        return self._fill_in

    def compose(self) -> ComposeResult:
        asked = self._fill_in
        with Vertical(id="form"):
            if asked is None:
                yield Static(_("one moment…"))
                return
            yield Static(Text(clean(asked.title)), id="form-title")
            if asked.facts:
                yield Static(Text("\n".join(map(clean, asked.facts))), id="form-facts")
            if len(asked.choices) > _MANY:
                yield Input(placeholder=_("search"), id="form-search")
            if asked.choices:
                yield OptionList(*map(_option, asked.choices), id="form-choices")
            many = len(asked.fields) > _LARGE
            for entry in asked.fields:
                label = Static(Text(entry.label), classes="form-label")
                line = Input(entry.value, id=f"form-{entry.name}", select_on_focus=False)
                if many:
                    yield Horizontal(label, line, classes="form-row")
                else:
                    yield label
                    yield line
            yield Static("", id="form-problem")
            keys = _("Enter: go on · Ctrl+S: confirm · Esc: give up") if many else _USUAL_KEYS.text()
            yield Static(keys, id="form-keys")

    def on_mount(self) -> None:
        if self._fill_in is not None:
            self._begin()

    async def fill(self, asked: FormContent) -> None:
        """Ask it, now that it is known; what was typed meanwhile stands in the first line. Only once it is mounted."""
        if self.is_current:
            self._fill_in = asked
            await self.recompose()
            self._begin()

    def _begin(self) -> None:
        self._found = self._asked.choices
        if self._found:
            self.query_one(OptionList).highlighted = 0
        for first in self.query("#form Input, #form OptionList").results(Widget):
            self.set_focus(first)
            break
        for line in self.query("#form Input").results(Input):
            line.insert_text_at_cursor(self._typed)
            break
        self._since = monotonic()

    def keeps(self, key: events.Key) -> bool:
        """Whether a key that comes to the app is taken here, before anything else may see it.

        Of what was pressed before the form could be read, text is kept for its first line, and nothing else is done:
        it can confirm nothing, and is no command of the screen below.
        """
        if key.time >= self._since:
            return False
        if key.is_forwarded:  # it comes back from where nothing was done with it
            return True
        if self.ready:
            return not key.is_printable
        if key.is_printable:
            self._typed += key.character or ""
        elif key.key == "escape":
            self.give_up()
        return True

    def give_up(self) -> None:
        """Close it, where it is still open."""
        if self.is_current:
            self.dismiss(None)

    def action_give_up(self) -> None:
        """Nothing was written; what is being written cannot be stopped."""
        if self._busy:
            self.say(_("the step is being written: one moment, until it is known what came of it"))
        else:
            self.give_up()

    def action_move(self, by: int) -> None:
        """Through the choices, from the search too."""
        if self._asked.choices and self._at_choices():
            options = self.query_one(OptionList)
            options.action_cursor_down() if by > 0 else options.action_cursor_up()
        elif by > 0:
            self.focus_next()
        else:
            self.focus_previous()

    def action_confirm(self) -> None:
        """Whatever has the focus: a form without anything to fill in, or one of many lines of which one was changed."""
        if self.ready:
            self._confirm()

    @on(Input.Changed, "#form-search")
    def _search(self, event: Input.Changed) -> None:
        self._found = searched(self._asked.choices, event.value)
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(map(_option, self._found))
        options.highlighted = 0 if self._found else None

    @on(OptionList.OptionHighlighted)
    def _mark(self, event: OptionList.OptionHighlighted) -> None:
        """By a sign too, where there are no colours."""
        options = event.option_list
        for at in {self._marked, event.option_index} & set(range(len(self._found))):
            options.replace_option_prompt_at_index(at, _prompt(self._found[at], marked=at == event.option_index))
        self._marked = event.option_index

    @on(Input.Submitted, "#form-search")
    @on(OptionList.OptionSelected)
    def _chosen(self) -> None:
        if self._asked.fields:
            self.set_focus(self._input(self._asked.fields[0].name))
        else:
            self._confirm()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        names = [f"form-{entry.name}" for entry in self._asked.fields]
        if event.input.id not in names:  # the search
            return
        # Of two quick Enters the second may still come from the line that the first has left.
        at = names.index(self.focused.id if self.focused and self.focused.id in names else event.input.id)
        if at + 1 < len(names):
            self.set_focus(self.query_one(f"#{names[at + 1]}"))
        else:
            self._confirm()

    def _confirm(self) -> None:
        if self._busy:
            return
        choice = self._chosen_one()
        if self._asked.choices and choice is None:
            self.say(_("nothing is chosen"))
            return
        texts = {entry.name: self._input(entry.name).value.strip() for entry in self._asked.fields}
        missing = next((entry.name for entry in self._asked.fields if self._missing(entry, choice, texts)), None)
        if missing is not None:
            self._input(missing).focus()
            self.say(_("this step needs a reason"))
            return
        answer = FormAnswer(choice.id if choice else "", texts)
        if self._take is None:
            self.dismiss(answer)
            return
        self._busy = True
        self.say(_("one moment…"))
        self._write(answer, self._take)

    @work
    async def _write(self, answer: FormAnswer, take: Take) -> None:
        """In a worker: the form answers keys while a ledger in use is waited for."""
        problem = await take(answer)
        self._busy = False
        if problem is None:
            self.dismiss(answer)
        else:
            self.say(problem.text())

    def _missing(self, entry: FormField, choice: FormChoice | None, texts: dict[str, str]) -> bool:
        required = entry.required or (entry.name == "reason" and choice is not None and choice.needs_reason)
        return required and not texts[entry.name]

    def _chosen_one(self) -> FormChoice | None:
        if not self._asked.choices:
            return None
        at = self.query_one(OptionList).highlighted
        return None if at is None else self._found[at]

    def _at_choices(self) -> bool:
        return self.focused is not None and self.focused.id in ("form-search", "form-choices")

    def _input(self, name: str) -> Input:
        return self.query_one(f"#form-{name}", Input)

    def say(self, text: str) -> None:
        """Below what is to be filled in."""
        self.query_one("#form-problem", Static).update(Text(clean(text)))


def _option(choice: FormChoice) -> Option:
    return Option(_prompt(choice, marked=False))


def _prompt(choice: FormChoice, *, marked: bool) -> Text:
    return Text(f"{'>' if marked else ' '} {clean(choice.text)}")


def open_form(
    app: App[None],
    read: Callable[[], FormContent],
    *,
    failed: Callable[[InnoveiciError], None],
    take: Take | None = None,
    then: Callable[[FormAnswer | None], None] | None = None,
) -> Form:
    """Open a form at once, so that no key after this is a command; what it asks is read meanwhile, in a thread.

    ``failed``: told why it could not be read; the form is closed by then. ``then``: told how the form ended.
    """
    form = Form(take=take)
    mounted = app.push_screen(form, then)

    async def fill() -> None:
        await mounted
        try:
            await form.fill(await asyncio.to_thread(read))
        except InnoveiciError as error:
            form.give_up()
            failed(error)

    run: Callable[..., object] = app.run_worker  # typed so that it takes nothing that returns None
    run(fill)
    return form
