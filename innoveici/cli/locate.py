"""``innoveici locate``: where postal codes are. Reads the atlas and regions.yaml, nothing else."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from innoveici.cli.screen import clean
from innoveici.cli.speech import AsJsonLines, Command, example
from innoveici.cli.wiring import Session, session
from innoveici.messages import _

_FIRST_HALF, _SECOND_HALF = re.compile("[A-Za-z][0-9][A-Za-z]"), re.compile("[0-9][A-Za-z][0-9]")


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "locate",
        cls=Command,
        help=_("Say where postal codes are, and which ERAC serves them."),
        epilog=example('innoveici locate "J0K 2M0" G1R2B5'),
    )(locate_codes)


def locate_codes(
    ctx: typer.Context,
    codes: Annotated[
        list[str],
        typer.Argument(metavar="CODE", help=_("Postal codes or areas; - reads one a line from standard input.")),
    ],
    municipality: Annotated[str, typer.Option(help=_("Municipality, to settle what the code leaves open."))] = "",
    country: Annotated[str, typer.Option(help=_("Country of the codes, ISO 3166."))] = "CA",
    as_json: AsJsonLines = False,
) -> None:
    """One answer a code, in the order given."""
    from innoveici.atlas.locate import locate
    from innoveici.atlas.location import location_to_json

    here = session(ctx)
    for code in _given(codes):
        location = locate(
            code,
            here.atlas,
            here.regions.region_of_mrc,
            municipality=municipality or None,
            country=country,
            geonames=here.geonames,
        )
        record = location_to_json(location)
        record["erac_ids"] = _erac_ids(here, record["region_code"], record["mrc_code"])
        if as_json:
            here.screen.data(record)
        else:
            from innoveici.words import located_text

            region = here.regions.regions.get(record["region_code"] or "")
            why = f" · {location.reason.text()}" if location.reason else ""
            here.screen.line(clean(located_text(location, region) + why))
        if "-" in codes:
            here.screen.out.flush()  # whoever feeds the lines may wait for the answers


def _given(words: Sequence[str]) -> Iterator[str]:
    """The codes meant: ``J0K 2M0`` without quotes is one, for its second half alone can be none."""
    position = 0
    while position < len(words):
        word, following = words[position], words[position + 1 : position + 2]
        if word == "-":
            yield from (line.rstrip("\r\n") for line in sys.stdin)
        elif following and _FIRST_HALF.fullmatch(word) and _SECOND_HALF.fullmatch(following[0]):
            yield f"{word} {following[0]}"
            position += 1
        else:
            yield word
        position += 1


def _erac_ids(here: Session, region_code: str | None, mrc_code: str | None) -> list[str]:
    """Those that serve the place, the one that relays first."""
    region = here.regions.regions.get(region_code or "")
    if region is None:
        return []
    relay = region.erac_for(mrc_code)
    others = [e.id for e in region.eracs if e is not relay and (not e.mrc_codes or mrc_code in e.mrc_codes)]
    return [relay.id, *others]
