"""A company's name as somebody looks for it: given with the command, or out of others' sight on standard input."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from innoveici.cli.screen import print_table
from innoveici.errors import Refused, UsageError
from innoveici.messages import N_, Message, _
from innoveici.words import STATE, word

if TYPE_CHECKING:
    from innoveici.cli.wiring import Session
    from innoveici.ledger.actor import Actor
    from innoveici.ledger.ledger import Ledger
    from innoveici.ledger.queue import Line

LISTED = 50
"""Companies that are shown to choose from."""
COLUMNS = ("handoff_id", "company", "municipality", "state")
Company = Annotated[
    str | None,
    typer.Option(
        metavar="TEXT",
        help=_("Only companies whose name holds these words, or parts of them; - reads them from standard input."),
    ),
]


def asked_for(here: Session, given: str) -> str:
    """``given``, or for ``-`` the first line of standard input: arguments can be listed by others on the machine."""
    if given != "-":
        return given
    if sys.stdin.isatty():
        here.screen.note(Message(N_("Name of the company, then Enter:")))
    return sys.stdin.readline().strip()


def named(here: Session, given: str) -> Callable[[str], bool]:
    """What a company's name is asked for ``--company``. :raises UsageError: there is no word in it."""
    from innoveici.likeness import named_like

    accepts = named_like(asked_for(here, given))
    if accepts is None:
        raise UsageError(
            Message(N_("--company: there is no word to look for")),
            Message(N_("give a part of the company's name, as in --company fromagerie")),
        )
    return accepts


def nobody_called_so() -> Message:
    """Said beside an empty list: a mistyped name must not look like one."""
    return Message(N_("no company called like this is listed"))


def handoff_of(here: Session, ledger: Ledger, text: str, viewer: Actor | None, *, as_json: bool) -> str:
    """The id that ``text`` is, or that of the one handoff whose company is called so.

    :raises Refused: there are several, which are listed first, or none.
    """
    from innoveici.likeness import looks_like_an_id, named_like

    if ledger.find(text) is not None:
        return text
    accepts = named_like(text)
    found = list(islice(ledger.of_company(accepts, viewer), LISTED + 1)) if accepts else []
    if len(found) == 1:
        return found[0].handoff_id
    if found:
        _list(here, found[:LISTED], as_json=as_json)
        wording = (
            N_("more than {count} handoffs are of companies called like this: these are the first")
            if len(found) > LISTED
            else N_("{count} handoffs are of companies called like this")
        )
        raise Refused(
            Message(wording, count=min(len(found), LISTED)),
            Message(N_("name one by its id: innoveici show {id}"), id=found[0].handoff_id),
        )
    if looks_like_an_id(text):
        return text  # what is said of an unknown id is said where it is looked up
    raise Refused(
        Message(N_("no handoff, no request and no company is called this")),
        Message(N_("give a part of the company's name, or an id; see `innoveici queue`")),
    )


def _list(here: Session, lines: Sequence[Line], *, as_json: bool) -> None:
    if as_json:
        for line in lines:
            here.screen.data({
                "handoff_id": line.handoff_id,
                "request_id": line.request_id,
                "company": line.company,
                "municipality": line.municipality or None,
                "state": line.state,
            })  # fmt: skip
        return
    states = {line.state: word(STATE, line.state) if here.screen.out.isatty() else line.state for line in lines}
    headings = (_("Handoff"), _("Company"), _("Municipality"), _("State"))
    rows = [(line.handoff_id, line.company, line.municipality, states[line.state]) for line in lines]
    print_table(here.screen, COLUMNS, headings, rows)
