"""advisors.csv, from rows to advisors: each cell checked, each office located by the atlas, each reference followed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from innoveici.atlas.location import Point
from innoveici.atlas.store import Atlas
from innoveici.directory.advisor_columns import COLUMNS
from innoveici.directory.advisor_office import Office, read_office
from innoveici.directory.csv_cells import Cells
from innoveici.directory.csv_rows import read_rows
from innoveici.directory.file_problems import ProblemReport, shown
from innoveici.directory.file_text import CSV, read_content, read_text
from innoveici.directory.folding import fold
from innoveici.directory.model import Advisor, Certification, Position, RegionsFile, fingerprint
from innoveici.messages import N_, Message

_CERTIFICATIONS: dict[Certification, tuple[str, ...]] = {
    "attested": ("attested", "attesté", "attestée", "attesté·e", "certified", "certifié", "certifiée", "certifié·e"),
    "in_training": (
        *("in_training", "en voie", "en voie de l'être", "en voie d'attestation", "en voie d'être attesté"),
        *("en voie d'être attestée", "en voie d'être attesté·e", "en formation"),
    ),
}
_CERTIFICATION_OF = {fold(form): value for value, forms in _CERTIFICATIONS.items() for form in forms}

_ISO_639_1 = """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el
    en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it
    iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt
    my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl
    sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo
    za zh zu
"""
# Spoken in Québec and without a code of two letters: Abenaki, Algonquin, Atikamekw, Mi'kmaq, Innu, Mohawk, Naskapi,
# Wolastoqey, Wendat (ISO 639-3). Cree and Inuktitut are cr and iu.
_FIRST_NATIONS = "abe alq atj mic moe moh nsk pqm wdt"
LANGUAGES = frozenset(f"{_ISO_639_1} {_FIRST_NATIONS}".split())
"""ISO 639-1, and the First Nations' languages of Québec that it has no code for; XX has the form, and is none."""
_LANGUAGE_OF = {"francais": "fr", "french": "fr", "anglais": "en", "english": "en"}
_MADE_DECIMAL = re.compile(r"[0-9]{1,2},[0-9]")
"""“07,10” is the number 7,1 to a spreadsheet in French: the second code is anybody's guess."""


@dataclass(frozen=True, slots=True)
class AdvisorsFile:
    """Everything advisors.csv says, by id. ``fingerprint``: SHA-256 (hex) of the values, whatever the order of rows."""

    advisors: dict[str, Advisor]
    positions: dict[str, Position]
    fingerprint: str
    headers: Mapping[str, str]
    """How the file calls a column, where it has another name for it."""


def read_advisors(
    path: Path, report: ProblemReport, regions: RegionsFile | None, atlas: Atlas, content: bytes | None = None
) -> AdvisorsFile | None:
    """The advisors of ``path``; None when ``report`` has errors.

    Without ``regions`` (faulty themselves) the cells are still checked, for their faults to be shown together.

    :param content: what the file holds, or would, where that is known: it is not read then.

    Raises what ``file_text.read_content`` raises, and StorageError when the atlas is damaged.
    """
    text = read_text(read_content(path) if content is None else content, CSV, report)
    if text is None:
        return None
    reader = _AdvisorsReader(regions, atlas)
    rows = read_rows(text, COLUMNS, report)
    if not rows and not report.failed:
        report.warning(
            None,
            "",
            Message(N_("there is no advisor in the file; no request can be assigned")),
            Message(N_("add a row for each advisor under the names of the columns")),
        )
    found = [reader.advisor(Cells(row, COLUMNS, report, kind="advisor")) for row in rows]
    _check_replacements(reader.by_id)
    if report.failed or regions is None:
        return None
    advisors = sorted((advisor for advisor in found if advisor), key=lambda advisor: advisor.id)
    return AdvisorsFile(
        advisors={advisor.id: advisor for advisor in advisors},
        positions={f"advisor:{i}": Position(report.file, cells.line) for i, cells in reader.by_id.items()},
        fingerprint=fingerprint([_written(advisor) for advisor in advisors]),
        headers=report.headers,
    )


class _AdvisorsReader:
    def __init__(self, regions: RegionsFile | None, atlas: Atlas) -> None:
        self.regions = regions
        self.atlas = atlas
        self.by_id: dict[str, Cells] = {}
        self._lines: dict[str, int] = {}
        names = Counter(map(fold, regions.mrc_names.values())) if regions else Counter[str]()
        self._mrc_of = {fold(n): c for c, n in regions.mrc_names.items() if names[fold(n)] == 1} if regions else {}
        self._sector_of = regions.sector_of if regions else {}

    def advisor(self, cells: Cells) -> Advisor | None:
        """The advisor of a row; None when the row has faults."""
        office = read_office(cells, self.regions, self.atlas)
        advisor = Advisor(
            id=self.identity(cells),
            name=cells.text("name", required=True),
            organization=cells.text("organization", required=True),
            postal_code=office.postal_code if office else "",
            email=cells.email("email"),
            region_code=office.region_code if office else "",
            certification=certification(cells),
            point=office.point if office else Point(0.0, 0.0),
            uncertainty_km=office.uncertainty_km if office else 0.0,
            mrc_code=office.mrc_code if office else None,
            phone=cells.phone("phone"),
            mrc_codes=self.mrc_codes(cells, office),
            languages=languages(cells),
            sectors=self.sectors(cells),
            certified_until=cells.day("certified_until"),
            capacity=cells.whole("capacity"),
            absent_from=cells.day("absent_from"),
            absent_until=cells.day("absent_until"),
            replacement_id=cells.text("replacement_id") or None,
        )
        if advisor.absent_from and advisor.absent_until and advisor.absent_until < advisor.absent_from:
            cells.error(
                "absent_until",
                Message(N_("the absence ends before it begins")),
                Message(N_("look at the two dates")),
            )
        return None if cells.failed else advisor

    def identity(self, cells: Cells) -> str:
        """The row's id; one that another row has, whatever its case, is a fault."""
        identity = cells.identity("id")
        if not identity:
            return ""
        first = self._lines.setdefault(identity.casefold(), cells.line)
        if first != cells.line:
            cells.error(
                "id",
                Message(N_("“{id}” is already used on line {line}"), id=identity, line=first),
                Message(N_("give each its own")),
            )
        else:
            self.by_id[identity] = cells
        return identity

    def mrc_codes(self, cells: Cells, office: Office | None) -> tuple[str, ...]:
        """Two digits each; a zero that a spreadsheet dropped in front is put back, an MRC's name is read too."""
        if self.regions is None:
            return ()
        region_of_mrc, names = self.regions.region_of_mrc, self._mrc_of
        codes: list[str] = []
        given = cells.many("mrc_codes", lambda text: text if text.zfill(2) in region_of_mrc else names.get(fold(text)))
        if _MADE_DECIMAL.fullmatch(cells.text("mrc_codes")):
            cells.error(
                "mrc_codes",
                Message(
                    N_("“{text}” may be two codes that a spreadsheet made one number"), text=cells.text("mrc_codes")
                ),
                Message(N_("write the two-digit codes that regions.yaml lists, separated by |")),
            )
            return ()
        for text, read in given:
            if read is None:
                cells.error(
                    "mrc_codes",
                    Message(N_("there is no MRC “{code}”"), code=shown(text)),
                    Message(N_("write the two-digit codes that regions.yaml lists, separated by |")),
                )
                continue
            code = read.zfill(2)
            codes.append(code)
            if office and region_of_mrc[code] != office.region_code:
                cells.warning(
                    "mrc_codes",
                    Message(
                        N_("MRC {code} ({name}) is in region {region}, the office is in {other}"),
                        code=code,
                        name=self.regions.mrc_names.get(code, code),
                        region=region_of_mrc[code],
                        other=office.region_code,
                    ),
                    Message(N_("requests of another region do not come here; remove the code or check it")),
                )
        return tuple(dict.fromkeys(codes))

    def sectors(self, cells: Cells) -> tuple[str, ...]:
        """In the vocabulary's names; one that it lacks is kept as written, with a warning."""
        if self.regions is None:
            return ()
        result = []
        for text, sector in cells.many("sectors", lambda text: self._sector_of.get(fold(text))):
            if sector is None:
                cells.warning(
                    "sectors",
                    Message(N_("“{sector}” is not in the list of sectors"), sector=shown(text)),
                    Message(N_("use a name of “sectors:” in regions.yaml, or add it there")),
                )
            result.append(sector or text)
        return tuple(dict.fromkeys(result))


def certification(cells: Cells) -> Certification:
    """In the file's own words or French ones, whatever the case and accents; with a fault, as if not certified."""
    text = cells.text("certification", required=True)
    value = _CERTIFICATION_OF.get(fold(text))
    if text and value is None:
        cells.error(
            "certification",
            Message(N_("“{text}” is not a certification"), text=shown(text)),
            Message(N_("write attested or in_training; “attestée” and “en voie” are understood too")),
        )
    return value or "in_training"


def languages(cells: Cells) -> tuple[str, ...]:
    codes = []
    for text, code in cells.many("languages", _language):
        if code is None:
            cells.error(
                "languages",
                Message(N_("“{code}” is not a language code"), code=shown(text)),
                Message(N_("write ISO 639 codes separated by |, as in fr|en")),
            )
        else:
            codes.append(code)
    return tuple(dict.fromkeys(codes))


def _language(text: str) -> str | None:
    code = text.lower()
    return code if code in LANGUAGES else _LANGUAGE_OF.get(fold(text))


def _written(advisor: Advisor) -> list[object]:
    """What the file says, without what the atlas adds to it."""
    return [getattr(advisor, name) for name in COLUMNS.names]


def _check_replacements(rows: Mapping[str, Cells]) -> None:
    """Report replacements that are not advisors, and each loop once, at the first of its rows. ``rows``: by id."""
    following = {}
    for identity, cells in rows.items():
        other = cells.text("replacement_id")
        if other in rows:
            following[identity] = other
        elif other:
            cells.error(
                "replacement_id",
                Message(N_("there is no advisor “{id}”"), id=shown(other)),
                Message(N_("write the id of another row, or leave the cell empty")),
            )
    done: set[str] = set()
    for start in rows:
        path: list[str] = []
        current: str | None = start
        while current is not None and current not in done:
            done.add(current)
            path.append(current)
            current = following.get(current)
        if current in path:
            loop = path[path.index(current) :]
            first = min(loop, key=lambda identity: rows[identity].line)
            turn = loop.index(first)
            rows[first].error(
                "replacement_id",
                Message(N_("replacements go round: {loop}"), loop=" → ".join([*loop[turn:], *loop[:turn], first])),
                Message(N_("let the last one have none, or another")),
            )
