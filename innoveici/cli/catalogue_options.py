"""The options that narrow what is listed or found of the catalogue, and what they mean."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from innoveici.catalogue.filtering import Wanted
from innoveici.catalogue.freshness import Doubt
from innoveici.catalogue.vocabulary import HELPS, STAGES, Terms
from innoveici.cli.regions import region_of
from innoveici.directory.folding import fold
from innoveici.errors import UsageError
from innoveici.messages import N_, Message, _

if TYPE_CHECKING:
    from innoveici.cli.wiring import Session

C = TypeVar("C", bound=str)
Region = Annotated[str | None, typer.Option(metavar="CODE", help=_("Only what serves this region."))]
PostalCode = Annotated[str | None, typer.Option(metavar="CODE", help=_("Only what serves this place."))]
Themes = Annotated[list[str] | None, typer.Option("--theme", help=_("Only what is about this theme; repeatable."))]
Stages = Annotated[
    list[str] | None, typer.Option("--stage", help=_("Only what serves this stage, as in prototype; repeatable."))
]
HelpKinds = Annotated[
    list[str] | None, typer.Option("--help-kind", help=_("Only this kind of help, as in grant; repeatable."))
]
IsOpen = Annotated[bool, typer.Option("--open", help=_("Only what may be asked for today, as far as is known."))]
Due = Annotated[bool, typer.Option("--due", help=_("Only what is due to be verified again."))]
Doubts = Annotated[
    list[Doubt] | None, typer.Option("--doubt", help=_("Only what is doubtful for this reason; repeatable."))
]

Output = Annotated[str, typer.Option("-o", "--output", metavar="FILE", help=_("Where to; - is standard output."))]
ForExcel = Annotated[bool, typer.Option("--excel", help=_("CSV as Excel opens it in French: semicolons, a mark."))]
Source = Annotated[
    Path, typer.Argument(metavar=_("FILE|FOLDER"), help=_("The new file, or a folder of the catalogue's files."))
]
Yes = Annotated[bool, typer.Option("--yes", help=_("Write it; without this, only what would change is shown."))]
Retire = Annotated[
    bool, typer.Option("--retire", help=_("Let what is not in the file go; its ids are kept, and never used again."))
]
Ids = Annotated[list[str] | None, typer.Argument(metavar="ID", help=_("Only these; all without any."))]
Forget = Annotated[
    list[str] | None, typer.Option("--forget", metavar="WORD", help=_("Forget this word instead; repeatable."))
]


def wanted(
    here: Session,
    *,
    region: str | None,
    postal_code: str | None,
    themes: Iterable[str] | None,
    stages: Iterable[str] | None,
    helps: Iterable[str] | None,
    is_open: bool = False,
    due: bool = False,
    doubts: Collection[Doubt] | None = None,
) -> Wanted:
    """What the options ask for. :raises UsageError: one of them says nothing that is known."""
    places: set[str] | None = None
    if region:
        places = set(_of_region(here, region))
    if postal_code:
        there = set(_of_code(here, postal_code))
        places = there if places is None else places & there
    return Wanted(
        here.today,
        places,
        tuple(_theme(here, written) for written in themes or ()),
        tuple(_code("--stage", STAGES, written) for written in stages or ()),
        tuple(_code("--help-kind", HELPS, written) for written in helps or ()),
        is_open,
        due,
        doubts or (),
    )


def _of_region(here: Session, code: str) -> Iterator[str]:
    region = region_of(here.regions.regions, code)
    yield region.code
    yield from (f"MRC {mrc}" for mrc in region.mrc_codes)


def _of_code(here: Session, code: str) -> Iterator[str]:
    """The region and the MRC in which a code is for certain; where several are possible, all of them."""
    from innoveici.atlas.locate import locate
    from innoveici.atlas.location import Ambiguous, Located

    match locate(code, here.atlas, here.regions.region_of_mrc, geonames=here.geonames):
        case Located() as found:
            yield found.region_code
            if found.mrc_code:
                yield f"MRC {found.mrc_code}"
        case Ambiguous() as several:
            for candidate in several.candidates:
                yield candidate.region_code
                yield from (f"MRC {mrc}" for mrc in candidate.mrc_codes)
        case nowhere:
            raise UsageError(
                Message(N_("{parameter}: {message}"), parameter="--postal-code", message=nowhere.reason.message),
                Message(N_("correct the code, or name the region: --region CODE")),
            )


def _theme(here: Session, written: str) -> str:
    known = {fold(name): t.id for t in here.entries.themes.values() for name in (t.id, t.name_fr, t.name_en)}
    if (found := known.get(fold(written))) is None:
        raise _not_one("--theme", written, Message("{ids}", ids=", ".join(here.entries.themes)))
    return found


def _code(option: str, terms: Terms[C], written: str) -> C:
    if (found := terms.code(written)) is None:
        raise _not_one(option, written, terms.choices())
    return found


def _not_one(option: str, written: str, choices: Message) -> UsageError:
    return UsageError(
        Message(N_("{option}: “{value}” is none of those there are"), option=option, value=written),
        Message(N_("use one of {choices}"), choices=choices),
    )
