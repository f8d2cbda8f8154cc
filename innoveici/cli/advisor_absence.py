"""``innoveici advisors absent``: an absence entered in advisors.csv, without a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from innoveici.cli.screen import clean
from innoveici.cli.speech import AsJson
from innoveici.cli.wiring import session
from innoveici.errors import UsageError
from innoveici.messages import N_, Message, _

if TYPE_CHECKING:
    from innoveici.cli.wiring import Session
    from innoveici.directory.absences import Declared


def absent(
    ctx: typer.Context,
    advisor: Annotated[str, typer.Argument(metavar="ID", help=_("The advisor's id."))],
    first: Annotated[
        str, typer.Option("--from", metavar=_("DAY"), help=_("First day of the absence; without it, today."))
    ] = "",
    last: Annotated[
        str,
        typer.Option("--until", metavar=_("DAY"), help=_("Last day of the absence; without it, it has no end yet.")),
    ] = "",
    replacement: Annotated[
        str | None,
        typer.Option(metavar="ID", help=_('Who stands in meanwhile; without it, as the file says; "" for nobody.')),
    ] = None,
    back: Annotated[bool, typer.Option("--back", help=_("The absence is over, or does not take place."))] = False,
    as_json: AsJson = False,
) -> None:
    """Handoffs that the advisor has stay where they are: how many is said, and how they can be moved."""
    from innoveici.casework.succession import known_advisor
    from innoveici.directory.absences import Absence, asked_absence, declare_absence

    here = session(ctx)
    known = known_advisor(advisor, here.directory)
    if not back:
        absence = asked_absence(first, last, replacement, known, here.today)
    elif first or last or replacement:
        raise UsageError(
            Message(N_("--back goes with no day and no replacement")), Message(N_("leave them out, or --back"))
        )
    else:
        absence = Absence(None, None)
    done = declare_absence(
        here.settings.advisors.value,
        advisor,
        absence,
        regions=here.directory,
        atlas=here.atlas,
        today=here.today,
    )
    open_now = _open_of(here, advisor)
    if as_json:
        here.screen.data({
            "advisor_id": advisor,
            "absent_from": absence.first.isoformat() if absence.first else None,
            "absent_until": absence.last.isoformat() if absence.last else None,
            "replacement_id": absence.replacement_id or None,
            "changed": done.changed,
            "open_handoffs": open_now,
        })  # fmt: skip
        return
    here.screen.line(clean(_said(here, done)))
    if not done.changed:
        here.screen.note(Message(N_("advisors.csv said so already; nothing was written")))
    if absence and open_now:
        here.screen.note(
            Message(
                N_(
                    "Handoffs that stay with {id}: {count}. To move them: "
                    "innoveici reassign --all-of {id} --by person:NAME --reason TEXT"
                ),
                id=advisor,
                count=open_now,
            )
        )


def _open_of(here: Session, advisor_id: str) -> int:
    with here.existing_ledger() as ledger:
        found = ledger.workloads().get(advisor_id) if ledger else None
    return found.open if found else 0


def _said(here: Session, done: Declared) -> str:
    """``QC-14-13: absent from 2027-07-05 to 2027-07-16; replacement: QC-14-12 (Name)``."""
    from innoveici.directory.model import absence_reason

    advisor = done.advisor
    if not (advisor.absent_from or advisor.absent_until):
        return _("{id}: present").format(id=advisor.id)
    days = absence_reason(advisor.absent_from, advisor.absent_until).text()
    if advisor.replacement_id is None:
        return _("{id}: {absence}; nobody stands in").format(id=advisor.id, absence=days)
    other = here.directory.advisors[advisor.replacement_id]
    return _("{id}: {absence}; replaced by {other} ({name})").format(
        id=advisor.id, absence=days, other=other.id, name=other.name
    )
