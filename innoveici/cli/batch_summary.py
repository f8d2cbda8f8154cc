"""What became of an export, for the person who sent it: every row accounted for, by region and by reason."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from innoveici.batch.tally import DIFFERS, OUTCOMES, WAITS
from innoveici.batch.write.aside import STANDARD_STREAM, is_stdout
from innoveici.cli.screen import clean
from innoveici.cli.words import STYLE, count
from innoveici.directory.own_files import is_sample
from innoveici.field_words import field_word
from innoveici.messages import N_, Message, _, ngettext
from innoveici.reasons import WORDING
from innoveici.settings import without_secret

if TYPE_CHECKING:
    from rich.console import RenderableType

    from innoveici.batch.run import Report
    from innoveici.batch.tally import Tally
    from innoveici.cli.batch_run import Wanted
    from innoveici.cli.wiring import Session

_HEADINGS = {
    "assigned": N_("Assigned"),
    "held": N_("Held"),
    "rejected": N_("Rejected"),
    "duplicate": N_("Known"),
    "referred": N_("Referred"),
}
_KINDS = {
    "postal.length": N_("the postal code is too short or too long"),
    "postal.digit_expected": N_("the postal code has something else where a digit belongs"),
    "postal.digit_expected_named": N_("the postal code has something else where a digit belongs"),
    "postal.letter_expected": N_("the postal code has something else where a letter belongs"),
    "postal.letter_expected_named": N_("the postal code has something else where a letter belongs"),
    "postal.letter_never_used": N_("the postal code has a letter that none has there"),
    "postal.did_you_mean": N_("the postal code is mistyped; a likely one is suggested"),
    "postal.french_department": N_("the code is not a French postal code"),
    "postal.french": N_("the code is not a French postal code"),
    "field.required": N_("a required cell is empty"),
    "field.not_text": N_("a value is not text"),
    "field.not_list": N_("a value is not a list of texts"),
    "field.line_break": N_("a cell holds a line break"),
    "field.control": N_("a cell holds an invisible character"),
    "field.encoded_twice": N_("a cell looks encoded twice"),
    "field.garbled": N_("a cell looks read in another encoding than its own"),
    "field.lost": N_("a letter of a cell was lost"),
    "field.spreadsheet_error": N_("a cell holds a spreadsheet's error"),
    "field.cut": N_("a cell is not whole"),
    "field.too_long": N_("a cell is too long"),
    "field.choice": N_("a cell holds none of the words it may hold"),
    "field.country": N_("the country is not two letters"),
    "field.email": N_("the e-mail address is not one"),
    "field.phone": N_("the telephone number is not one"),
    "field.moment": N_("the date is not one"),
    "field.moment_two_readings": N_("the day and the month may be either"),
    "field.moment_implausible": N_("the request cannot have come in on that day; the time of recording is used"),
    "field.consent": N_("the answer is neither yes nor no"),
    "field.neq": N_("the number is not a NEQ"),
    "field.country_province": N_("a province, read as Canada"),
    "field.country_elsewhere": N_("the postal code is in Québec; read as Canada"),
    "field.code_within": N_("the postal code was found among other words"),
    "field.several_codes": N_("a cell holds several postal codes"),
    "field.no_code": N_("the cell is no postal code; the municipality was used"),
    "field.word": N_("a word is not known, so that no partnership is found by it"),
    "field.request_id_reserved": N_("the request's number looks like a handoff's"),
    "field.request_id": N_("the request's number holds other characters than letters and digits"),
    "field.unknown": N_("a field is not one of a request"),
    "row.cells": N_("the row has too few or too many cells"),
    "row.formula": N_("a cell holds a formula without its value"),
    "row.date": N_("the spreadsheet made a date of a cell"),
    "row.truth": N_("the spreadsheet made TRUE or FALSE of a cell"),
    "row.number": N_("the spreadsheet made a number of a cell"),
    "row.cell_too_long": N_("a cell is too long"),
    "row.id_lost": N_("the cell that says under which number the row goes was emptied"),
    "row.rejected_when_planned": N_("the row was rejected when the plan was made"),
    "place.province": N_("the postal code is in another province"),
    "place.country": N_("the company is outside Canada"),
    "place.france": N_("the company is in France, and no partnership fits"),
    "place.five_digits": N_("the code has five digits: France or the United States"),
    "place.federal": N_("the postal code is a federal office's, in Ottawa or Gatineau"),
    "place.area_straddles": N_("the area of the postal code lies in several regions"),
    "place.code_straddles": N_("the postal code serves several regions"),
    "place.unknown": N_("the postal code is not in the atlas"),
    "place.reserved": N_("the postal code is reserved for letters to Santa Claus"),
    "place.municipality_contradicts": N_("the postal code and the municipality are in different regions"),
    "place.area_contradicts": N_("the area is not known to serve the municipality given"),
    "place.municipality_far": N_("the postal code and the municipality are far apart"),
    "place.municipality_ambiguous": N_("the municipality's name may mean several"),
    "place.municipality_impossible": N_("the municipality has no such postal code"),
    "place.municipality_unknown": N_("no municipality is known by the name given"),
    "request.consent_unclear": N_("the consent is neither yes nor no"),
    "place.mrc_without_region": N_("the MRC belongs to no region of regions.yaml"),
    "place.noted": N_("what is known of the place is too coarse"),
    "place.beyond_hint": N_("the postal code is known too coarsely"),
    "routing.no_advisor": N_("the region has no advisor in advisors.csv"),
    "routing.nobody_eligible": N_("no advisor of the region is eligible"),
    "routing.to_erac": N_("handed to the ERAC itself"),
    "routing.major_proposed_to_erac": N_("a major project, proposed to the ERAC itself"),
    "routing.region_missing": N_("the region is not in regions.yaml"),
    DIFFERS: N_("the row differs from what is recorded"),
    WAITS: N_("the request still waits for a person"),
    "routing.referred": N_("outside Québec, and a partnership serves it"),
}
"""What a reason says of many rows at once, where its own words (``reasons.WORDING``) name one row's values."""

_ROLES = {
    "company": N_("companies"),
    "advisor": N_("advisors"),
    "erac": N_("ERACs"),
    "partner": N_("partners"),
    "council": N_("Conseil de l'innovation"),
}
"""Of whom notices are, many at once."""


_ALIKE_SHOWN = 5


def kind_of(code: str) -> str:
    """What rows with this reason have in common, in the reader's language; the code where there are no words."""
    text = _KINDS.get(code) or WORDING.get(code, code)
    return code if "{" in text else _(text)


def summarise(here: Session, wanted: Wanted, report: Report) -> None:
    """All of it, on stderr."""
    tally = report.tally
    note = partial(Message, "{line}")
    here.screen.note(note(line=accounting(tally)))
    if tally.headings:
        text = ngettext(
            "{count} row is the header again: no request, counted as blank",
            "{count} rows are the header again: no requests, counted as blank",
            tally.headings,
        )
        here.screen.note(note(line=text.format(count=count(tally.headings))))
    if tally.regions:
        here.screen.show_aside(_by_region(here, tally))
    said = (*_by_reason(tally), *_by_remark(tally), *_alike(report), _notices(here, wanted, report))
    for line in (*said, *_next(here, wanted, report)):
        here.screen.note(note(line=line))


def accounting(tally: Tally) -> str:
    """The sum that must hold, in one line."""
    text = ngettext(
        "{read} row read = {assigned} assigned + {held} held + {rejected} rejected + {duplicate} already recorded + "
        "{referred} referred + {blank} blank",
        "{read} rows read = {assigned} assigned + {held} held + {rejected} rejected + {duplicate} already recorded + "
        "{referred} referred + {blank} blank",
        tally.read,
    )
    return text.format(read=count(tally.read), **{name: count(tally.counts[name]) for name in OUTCOMES})


def _by_region(here: Session, tally: Tally) -> RenderableType:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    shown = [status for status in _HEADINGS if any(of == status for _region, of in tally.regions)]
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    table.add_column(_("Region"), overflow="fold")
    for status in shown:
        table.add_column(_(_HEADINGS[status]), justify="right", no_wrap=True, style=STYLE[status])
    for code in sorted({region for region, _status in tally.regions}):
        region = here.directory.regions.get(code)
        name = Text(clean(f"{code} {region.name}" if region else code))
        table.add_row(name, *(count(tally.regions[code, status]) for status in shown))
    return table


def _by_reason(tally: Tally) -> Iterator[str]:
    """The most frequent first; reasons of the same words count together."""
    counts: dict[tuple[str, str], int] = {}
    for (status, code), number in tally.reasons.items():
        key = (status, kind_of(code))
        counts[key] = counts.get(key, 0) + number
    for (status, words), number in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield _with_reason(status, number).format(count=count(number), reason=words)


def _by_remark(tally: Tally) -> Iterator[str]:
    """Cells that could not be used as written, in rows that were routed all the same."""
    for (field, code), number in sorted(tally.remarks.items(), key=lambda item: (-item[1], item[0])):
        text = ngettext("{count} remark ({field}): {reason}", "{count} remarks ({field}): {reason}", number)
        yield text.format(count=count(number), field=field_word(field), reason=kind_of(code))
    if tally.remarks:
        yield _("Remarks stay with their requests, with what was written: innoveici show ID")


def _alike(report: Report) -> Iterator[str]:
    """Numbers only: what a company is called does not belong on a screen that others may keep."""
    for pair in report.alike[:_ALIKE_SHOWN]:
        other = f"{pair.other_id} ({pair.handoff_id})" if pair.handoff_id else pair.other_id
        if pair.why == "number":
            text = _("{id} is perhaps the same request as {other}: their numbers differ in case or zeros only")
        else:
            text = _("{id} is perhaps the same request as {other}: the same company and postal code")
        yield text.format(id=pair.request_id, other=other)
    if (more := len(report.alike) - _ALIKE_SHOWN) > 0:
        yield ngettext(
            "and {count} more that may be there twice", "and {count} more that may be there twice", more
        ).format(count=count(more))


def _with_reason(status: str, number: int) -> str:
    if status == "held":
        return ngettext("{count} held: {reason}", "{count} held: {reason}", number)
    if status == "rejected":
        return ngettext("{count} rejected: {reason}", "{count} rejected: {reason}", number)
    if status == "duplicate":
        return ngettext("{count} already recorded: {reason}", "{count} already recorded: {reason}", number)
    return ngettext("{count} referred: {reason}", "{count} referred: {reason}", number)


def _notices(here: Session, wanted: Wanted, report: Report) -> str:
    """How many go out, or would, and to whom: a digest is one letter of many, so notices are counted."""
    from innoveici.notify.digests import digested

    digests = digested(here.directory)
    at_once, later, nowhere = Counter[str](), Counter[str](), Counter[str]()
    for (recipient, template, state), number in report.noticed.items():
        waits = template in digests.get(recipient, ())
        which = nowhere if state == "no_address" else later if waits else at_once
        which[recipient.partition(":")[0]] += number
    text = _("Notices that would go out: {count}") if wanted.dry_run else _("Notices that will go out: {count}")
    parts = [text.format(count=_of_whom(at_once))]
    if later:
        parts.append(_("in daily digests: {count}").format(count=_of_whom(later)))
    if nowhere:
        parts.append(_("without an address: {count}").format(count=_of_whom(nowhere)))
    return "; ".join(parts)


def _of_whom(counts: Counter[str]) -> str:
    """``7 (companies 3, advisors 4)``."""
    each = ", ".join(" ".join((_(text), count(counts[role]))) for role, text in _ROLES.items() if counts[role])
    total = count(counts.total())
    return f"{total} ({each})" if each else total


def _next(here: Session, wanted: Wanted, report: Report) -> Iterator[str]:
    """What was written, and what to do now."""
    waiting = report.tally.waiting
    output = None if is_stdout(wanted.output or STANDARD_STREAM) else wanted.output
    if output:
        yield _("Routed rows: {file}").format(file=output)
    if waiting:
        needs = ngettext("{count} row needs a person", "{count} rows need a person", waiting)
        yield f"{needs.format(count=count(waiting))} {_how_to_settle(wanted)}"
    if is_sample(here.settings.advisors.value):
        yield _("These advisors are the sample of the package: see “innoveici config show”.")
    if wanted.dry_run:
        yield _("Dry run: nothing was recorded.")
        if output:
            yield _("To record exactly this plan: {command}").format(command=_to_apply(here, wanted, output))
    elif report.recorded:
        text = _("Recorded as batch {id}; to take it back: innoveici batch undo {id} --reason TEXT")
        yield text.format(id=report.batch)
        if report.earlier:
            text = _("Rows of this file were recorded before as batch {ids}; each is taken back by itself")
            yield text.format(ids=", ".join(report.earlier))
    elif report.earlier:
        yield _("Nothing new was recorded; this file is batch {id}.").format(id=", ".join(report.earlier))
    else:
        yield _("Nothing new was recorded.")


def _to_apply(here: Session, wanted: Wanted, plan: str) -> str:
    """The command for a shell, with the flags that say what was decided upon; never a password."""
    words = ["innoveici"]
    settings = here.settings
    for setting in (settings.regions, settings.advisors, settings.ledger):
        if setting.origin == "flag":
            words += [str(setting.source), without_secret(str(setting.value))]
    words += ["batch"]
    if wanted.entry is not None:
        words += ["--as", wanted.entry]
    for field, header in wanted.mapping.items():
        words += ["--map", f"{field}={header}"]
    return shlex.join([*words, "--apply", plan])


def _how_to_settle(wanted: Wanted) -> str:
    if wanted.rejects:
        file = _("standard output") if is_stdout(wanted.rejects) else wanted.rejects
        text = _("→ {file} says why; correct it there and route that file").format(file=file)
        return text if wanted.excel else text + " " + _("(with --excel it opens right in Excel)")
    return _("→ add --rejects rejects.csv to the same command, and have them with what to do")
