"""One entry of the catalogue: all it says, where that comes from, how old it is and what is doubtful."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from innoveici.catalogue.freshness import closed_since, doubt_message, doubts, partial_day_text
from innoveici.catalogue.model import Entry, Organization, Program, Retired
from innoveici.catalogue.records import kind_of
from innoveici.catalogue.vocabulary import AUDIENCES, HELPS, INTAKES, STAGES, STATUSES, TERRITORY_ROLES
from innoveici.catalogue.wording import (
    conditions_text,
    in_language,
    source_text,
    terms_text,
    territory_text,
    verified_text,
)
from innoveici.cli.catalogue_lists import COMMANDS, entry_json
from innoveici.cli.screen import clean
from innoveici.errors import Refused
from innoveici.figures import count, day
from innoveici.messages import N_, Message, _, language, ngettext

if TYPE_CHECKING:
    from innoveici.cli.wiring import Session


def show_entry(here: Session, kind: str, id_: str, *, as_json: bool) -> int:
    """Raises Refused (1) where there is none of this id and kind."""
    entry = here.entries.entry(id_)
    if entry is None or kind_of(entry) != kind:
        raise _unknown(here, kind, id_, entry)
    if as_json:
        here.screen.data(entry_json(entry, here.today))
        return 0
    from rich.text import Text

    from innoveici.cli.panels import facts

    status = f" · {STATUSES.word(entry.status).text()}" if isinstance(entry, Program) else ""
    here.screen.show(Text(clean(f"{entry.name(language())} · {entry.id}{status}"), style="bold"))
    if description := entry.description(language()):
        here.screen.show(Text(clean(description)))
    here.screen.show(facts(dict(_facts(here, entry))))
    for remark in _remarks(here, entry):
        here.screen.show(Text(clean(remark.text()), style="yellow"))
    return 0


def _facts(here: Session, entry: Entry) -> Iterator[tuple[str, object]]:
    regions = here.readable_regions
    names = {region.code: region.name for region in regions.regions.values()} if regions else {}
    themes = here.entries.themes
    other = entry.name("fr" if language() == "en" else "en")
    yield _("Also called"), other if other != entry.name(language()) else ""
    if isinstance(entry, Program):
        yield _("Run by"), _named(here, entry.operator)
    yield _("Help"), terms_text(HELPS, entry.helps)
    yield _("Stages"), terms_text(STAGES, entry.stages) or _("any")
    yield _("Themes"), ", ".join(in_language(themes[t].name_fr, themes[t].name_en) for t in entry.themes) or _("any")
    territory = territory_text(entry.territory, names)
    if isinstance(entry, Organization) and entry.territory_role == "seat":
        territory += f" ({TERRITORY_ROLES.word('seat').text()})"
    yield _("Territory"), territory
    yield _("Who may ask"), terms_text(AUDIENCES, entry.audience)
    if isinstance(entry, Program):
        yield from _of_program(here, entry)
    yield _("Partnerships"), ", ".join(entry.partnerships)
    yield _("Page"), entry.url
    yield _("Source"), source_text(entry.provenance)
    yield _("Verified"), verified_text(entry.provenance, here.today)
    yield _("Note"), entry.provenance.note


def _of_program(here: Session, program: Program) -> Iterator[tuple[str, object]]:
    yield _("Conditions"), "\n".join(conditions_text(program.conditions))
    yield _("Amount"), in_language(program.amount_fr, program.amount_en)
    yield _("Intake"), INTAKES.word(program.intake).text() if program.intake else ""
    yield _("Opens"), partial_day_text(program.opens)
    yield _("Closes"), partial_day_text(program.closes)
    yield _("Places a year"), _places(here, program)
    seen = program.status_as_of
    status = STATUSES.word(program.status).text()
    yield _("Status"), f"{status} ({partial_day_text(seen)})" if seen else status
    yield _("Replaced by"), _named(here, program.successor)


def _places(here: Session, program: Program) -> str:
    """How many there are a year, and how many requests were directed to it this year, by the ledger."""
    if program.places_per_year is None:
        return ""
    with here.existing_ledger() as ledger:
        asked = ledger.directed_to(program.id, here.today.year) if ledger else 0
    text = ngettext(
        "{places} ({asked} request directed to it this year)",
        "{places} ({asked} requests directed to it this year)",
        asked,
    )
    return text.format(places=count(program.places_per_year), asked=count(asked))


def _named(here: Session, id_: str) -> str:
    """An entry by its name and id; a name that is no id as it is."""
    entry = here.entries.entry(id_) if id_ else None
    return f"{entry.name(language())} ({id_})" if entry else id_


def _remarks(here: Session, entry: Entry) -> Iterator[Message]:
    if isinstance(entry, Program) and entry.status == "open" and (last := closed_since(entry, here.today)):
        yield Message(N_("! It is said to be open, and its last day was {day}: look before you send anybody."),
                      day=day(last))  # fmt: skip
    if not entry.proposed:
        yield Message(N_("! It is named in a document, and offers nothing itself: it is proposed to nobody."))
    if not entry.for_companies:
        yield Message(N_("! Only organizations may ask for it."))
    for doubt in doubts(entry, here.today):
        yield Message(N_("! Doubtful: {doubt}."), doubt=doubt_message(doubt))


def _unknown(here: Session, kind: str, id_: str, other: Entry | None) -> Refused:
    command = COMMANDS[kind]
    if other is not None:
        command = COMMANDS[kind_of(other)]
        is_a = N_("“{id}” is an organization") if kind_of(other) == "organization" else N_("“{id}” is a programme")
        return Refused(
            Message(is_a, id=id_),
            Message(N_("see “innoveici {command} show {id}”"), command=command, id=id_),
        )
    if gone := here.entries.retired.get(id_):
        return _retired(gone)
    return Refused(
        Message(N_("the catalogue has no “{id}”"), id=id_),
        Message(N_("see “innoveici {command} list”"), command=command),
    )


def _retired(gone: Retired) -> Refused:
    said = Message(
        N_("{name} ({id}) is no longer in the catalogue"),
        name=gone.name_fr,
        id=gone.id,
    )
    instead = Message(N_("in its place: {id}"), id=gone.successor) if gone.successor else None
    return Refused(said, instead)
