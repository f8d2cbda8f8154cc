"""A file of the catalogue, from rows to entries: each cell checked, each fault told with its line and column."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from innoveici.catalogue.model import Conditions, Organization, Program, Provenance, Retired, Theme
from innoveici.catalogue.partial_day import first_day, is_partial_day, last_day
from innoveici.catalogue.vocabulary import (
    AUDIENCES,
    CONFIDENCES,
    HELPS,
    INTAKES,
    STAGES,
    STATUSES,
    TERRITORY_ROLES,
    Terms,
)
from innoveici.directory.csv_cells import Cells
from innoveici.directory.file_problems import shown
from innoveici.directory.folding import fold
from innoveici.messages import N_, Message
from innoveici.settings import BASE_URL

C = TypeVar("C", bound=str)
LONGEST = 2000
"""Characters of a cell."""
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TERRITORY = re.compile(r"QC|(?:0[1-9]|1[0-7])|MRC [0-9]{2,3}|FR|FR-[A-Z]{3}|FR-(?:[0-9]{2,3}|2[AB])")
_YES, _NO = frozenset({"oui", "yes", "vrai", "true", "1", "x"}), frozenset({"non", "no", "faux", "false", "0"})


class EntryReader:
    """Reads the rows of one file. ``themes``: ids there are; ``partnerships``: ids there are, None where not known.

    Ids that were read before, in any file, may not come again: they name one thing.
    """

    def __init__(
        self, themes: Mapping[str, Theme], partnerships: Collection[str] | None, taken: dict[str, Cells]
    ) -> None:
        self._theme_of = {
            fold(name): theme.id for theme in themes.values() for name in (theme.id, theme.name_fr, theme.name_en)
        }
        self._partnerships = partnerships
        self._taken = taken
        self._organization_of: dict[str, str] = {}

    def organization(self, cells: Cells) -> Organization | None:
        """The organization of a row; None when the row has faults."""
        entry = Organization(
            **self._entry(cells),
            territory_role=_one(cells, "territory_role", TERRITORY_ROLES) or "serves",
        )
        self._organization_of |= dict.fromkeys(map(fold, filter(None, (entry.name_fr, entry.name_en))), entry.id)
        self._organization_of[entry.id] = entry.id
        return None if cells.failed else entry

    def program(self, cells: Cells) -> Program | None:
        """The programme of a row; None when the row has faults. Organizations come first, its successor later."""
        opens, closes = _day(cells, "opens"), _day(cells, "closes")
        if (first := first_day(opens)) and (last := last_day(closes)) and last < first:
            cells.error("closes", Message(N_("is before the first day")), Message(N_("correct one of the two")))
        entry = Program(
            **self._entry(cells),
            operator=self._operator(cells),
            conditions=_conditions(cells),
            amount_fr=cells.text("amount_fr"),
            amount_en=cells.text("amount_en"),
            intake=_one(cells, "intake", INTAKES),
            opens=opens,
            closes=closes,
            places_per_year=cells.whole("places_per_year"),
            status=_one(cells, "status", STATUSES) or "unknown",
            status_as_of=_day(cells, "status_as_of"),
            successor=cells.text("successor"),
        )
        return None if cells.failed else entry

    def _entry(self, cells: Cells) -> dict[str, Any]:
        return {
            "id": _id(cells, self._taken),
            "name_fr": cells.text("name_fr", required=True),
            "name_en": cells.text("name_en"),
            "description_fr": cells.text("description_fr"),
            "description_en": cells.text("description_en"),
            "helps": _several(cells, "helps", HELPS),
            "stages": _several(cells, "stages", STAGES),
            "themes": self._themes(cells),
            "territory": _territory(cells),
            "audience": _several(cells, "audience", AUDIENCES),
            "partnerships": self._partnership_ids(cells),
            "proposed": _yes(cells, "proposed", otherwise=True),
            "first_door": _yes(cells, "first_door", otherwise=False),
            "for_companies": _yes(cells, "for_companies", otherwise=True),
            "url": _address(cells, "url"),
            "provenance": _provenance(cells),
        }

    def _operator(self, cells: Cells) -> str:
        """The id of an organization, also where its name stands; a name that is none's as it is."""
        text = cells.text("operator")
        if (known := self._organization_of.get(text) or self._organization_of.get(fold(text))) is not None:
            return known
        if text and _ID.fullmatch(text):
            cells.error(
                "operator",
                Message(N_("“{id}” is no organization of organizations.csv"), id=shown(text)),
                Message(N_("use the id of one, or write the name of who runs it")),
            )
        return text

    def _themes(self, cells: Cells) -> tuple[str, ...]:
        found = []
        for written, id_ in cells.many("themes", lambda text: self._theme_of.get(fold(text))):
            if id_ is None:
                cells.error(
                    "themes",
                    Message(N_("“{text}” is no theme of themes.csv"), text=shown(written)),
                    Message(N_("use one of its ids, or add it there")),
                )
            else:
                found.append(id_)
        return tuple(dict.fromkeys(found))

    def _partnership_ids(self, cells: Cells) -> tuple[str, ...]:
        known = self._partnerships
        found = [written for written, _ in cells.many("partnerships", lambda text: text)]
        for id_ in found:
            if known is not None and id_ not in known:
                cells.error(
                    "partnerships",
                    Message(N_("“{id}” is no partnership of regions.yaml"), id=shown(id_)),
                    Message(N_("use one of its ids, or empty the cell")),
                )
        return tuple(found)


def read_retired(cells: Cells, taken: dict[str, Cells]) -> Retired | None:
    """An id that is no entry's any more; None when the row has faults. ``taken``: ids read before."""
    retired = Retired(
        _id(cells, taken),
        cells.text("name_fr", required=True),
        _day(cells, "retired_on"),
        cells.text("successor"),
        cells.text("note"),
    )
    return None if cells.failed else retired


def _id(cells: Cells, taken: dict[str, Cells]) -> str:
    text = cells.text("id", required=True)
    if text and not _ID.fullmatch(text):
        cells.error(
            "id",
            Message(N_("“{id}” is not an id of the catalogue"), id=shown(text)),
            Message(N_("use small letters without accents, digits and hyphens, as in pari-cnrc")),
        )
    elif text in taken:
        cells.error(
            "id",
            Message(
                N_("“{id}” names another entry ({file}, line {line})"),
                id=shown(text),
                file=taken[text].file_name,
                line=taken[text].line,
            ),
            Message(N_("an id is never used twice: give the newer entry another")),
        )
    elif text:
        taken[text] = cells
    return text


def read_theme(cells: Cells, taken: dict[str, Cells]) -> Theme | None:
    """The theme of a row; None when the row has faults. ``taken``: ids read before."""
    id_ = cells.text("id", required=True)
    if id_ in taken:
        cells.error(
            "id",
            Message(
                N_("“{id}” names another entry ({file}, line {line})"),
                id=shown(id_),
                file=taken[id_].file_name,
                line=taken[id_].line,
            ),
            Message(N_("keep one of the two rows")),
        )
    taken[id_] = cells
    words = {field: tuple(text for text, _ in cells.many(field, lambda t: t)) for field in ("words_fr", "words_en")}
    theme = Theme(id_, cells.text("name_fr", required=True), cells.text("name_en", required=True), **words)
    return None if cells.failed else theme


def _conditions(cells: Cells) -> Conditions:
    wholes = ("employees_min", "employees_max", "company_age_max", "founder_age_min", "founder_age_max")
    dollars = ("revenue_min", "revenue_max", "project_min", "loan_min")
    flags = ("establishment_qc", "incorporated", "for_profit", "first_time")
    read: dict[str, Any] = {name: cells.whole(name) for name in (*wholes, "consortium_min")}
    read |= {name: cells.dollars(name) for name in dollars}
    for name in ("employees", "revenue", "founder_age"):
        least, most = read[f"{name}_min"], read[f"{name}_max"]
        if least is not None and most is not None and least > most:
            cells.error(f"{name}_max", Message(N_("is less than {field}"), field=f"{name}_min"),
                        Message(N_("correct one of the two")))  # fmt: skip
    return Conditions(
        **read,
        **{name: _yes(cells, name, otherwise=False) for name in flags},
        sectors=tuple(text for text, _ in cells.many("sectors", lambda text: text)),
        sectors_excluded=tuple(text for text, _ in cells.many("sectors_excluded", lambda text: text)),
        words_fr=cells.text("conditions_fr"),
        words_en=cells.text("conditions_en"),
    )


def _provenance(cells: Cells) -> Provenance:
    months = cells.whole("review_every")
    return Provenance(
        source=_address(cells, "source"),
        source_title=cells.text("source_title"),
        source_date=_day(cells, "source_date"),
        confidence=_one(cells, "confidence", CONFIDENCES) or "stated",
        verified_on=_day(cells, "verified_on"),
        verified_by=cells.text("verified_by"),
        review_every=12 if months is None else months,
        note=cells.text("note"),
    )


def _several(cells: Cells, field: str, terms: Terms[C]) -> tuple[C, ...]:
    codes: dict[C, None] = {}
    for written, _ in cells.many(field, terms.code):
        if (code := terms.code(written)) is None:
            _not_one(cells, field, written, terms)
        else:
            codes[code] = None
    return tuple(codes)


def _one(cells: Cells, field: str, terms: Terms[C]) -> C | None:
    text = cells.text(field)
    if not text:
        return None
    code = terms.code(text)
    if code is None:
        _not_one(cells, field, text, terms)
    return code


def _not_one(cells: Cells, field: str, text: str, terms: Terms[C]) -> None:
    cells.error(
        field,
        Message(N_("“{text}” is none of what may stand here"), text=shown(text)),
        Message(N_("use one of {choices}"), choices=terms.choices()),
    )


def _yes(cells: Cells, field: str, *, otherwise: bool) -> bool:
    text = fold(cells.text(field))
    if text and text not in _YES | _NO:
        cells.error(field, Message(N_("“{text}” is neither yes nor no"), text=shown(text)),
                    Message(N_("write yes or no, or empty the cell")))  # fmt: skip
    return text in _YES if text else otherwise


def _day(cells: Cells, field: str) -> str:
    text = cells.text(field)
    if text and not is_partial_day(text):
        cells.error(
            field,
            Message(N_("“{text}” is not a day, a month or a year"), text=shown(text)),
            Message(N_("write it as in 2026-03-31, 2026-03 or 2026")),
        )
        return ""
    return text


def _address(cells: Cells, field: str) -> str:
    text = cells.text(field)
    if text and not BASE_URL.fullmatch(text):
        cells.error(
            field,
            Message(N_("“{text}” is not the address of a page"), text=shown(text)),
            Message(N_("write it whole, as in https://www.example.org/page")),
        )
    return text


def _territory(cells: Cells) -> tuple[str, ...]:
    """Regions typed without their zero, which a spreadsheet drops, are read all the same."""

    def read(text: str) -> str | None:
        plain = " ".join(text.upper().split())
        plain = f"0{plain}" if len(plain) == 1 and plain.isdigit() else plain
        plain = f"MRC {plain[3:].strip()}" if plain.startswith("MRC") else plain
        return plain if _TERRITORY.fullmatch(plain) else None

    found = cells.many("territory", read)
    for written, code in found:
        if code is None:
            cells.error(
                "territory",
                Message(N_("“{text}” is no territory"), text=shown(written)),
                Message(N_("write QC, a region as 14, an MRC as MRC 61, FR, FR-GES or FR-67")),
            )
    return tuple(dict.fromkeys(code for _, code in found if code is not None))
