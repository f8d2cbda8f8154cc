"""Where an advisor's office is: the atlas's answer to its postal code, against the region the file declares."""

from __future__ import annotations

from dataclasses import dataclass

from innoveici.atlas.locate import locate
from innoveici.atlas.location import Ambiguous, Invalid, Located, Outside, Point
from innoveici.atlas.store import Atlas
from innoveici.directory.csv_cells import Cells
from innoveici.directory.file_problems import shown
from innoveici.directory.folding import fold
from innoveici.directory.model import Region, RegionsFile
from innoveici.messages import N_, Message


@dataclass(frozen=True, slots=True)
class Office:
    """``mrc_code`` is None when the code leaves several MRCs; ``uncertainty_km`` holds about 90 % of addresses."""

    postal_code: str
    region_code: str
    mrc_code: str | None
    point: Point
    uncertainty_km: float


def read_office(cells: Cells, regions: RegionsFile | None, atlas: Atlas) -> Office | None:
    """The office of a row, None with its faults reported. Raises StorageError when the atlas is damaged."""
    declared = _declared_region(cells, regions) if regions else None
    text = cells.text("postal_code", required=True)
    if not text or regions is None:
        return None
    match locate(text, atlas, regions.region_of_mrc):
        case Invalid() as invalid:
            cells.error(
                "postal_code",
                invalid.reason.message,
                Message(N_("write {suggestion}, if that is the code"), suggestion=invalid.suggestion)
                if invalid.suggestion
                else Message(N_("write the office's full postal code, as in J0K 2M0")),
            )
        case Located() as located if " " not in located.postal_code:
            cells.error(
                "postal_code",
                Message(N_("“{text}” is only an area"), text=located.postal_code),
                Message(N_("write the office's full postal code, as in J0K 2M0")),
            )
        case Located() as located:
            if declared in (None, located.region_code):
                if located.verdict == "area":
                    _area_only(cells, located)
                return Office(
                    located.postal_code,
                    located.region_code,
                    located.mrc_code,
                    located.point,
                    located.uncertainty_km,
                )
            _contradiction(cells, located, declared or "", regions)
        case Ambiguous() as ambiguous:
            return _settled(cells, ambiguous, declared)
        case Outside():
            cells.error(
                "postal_code",
                Message(N_("“{text}” is not in Québec"), text=shown(text)),
                Message(N_("give the postal code of an office in Québec")),
            )
        case unknown:
            cells.error(
                "postal_code",
                unknown.reason.message,
                Message(N_("check the code; for one newer than the atlas, give that of a neighbour")),
            )
    return None


def _declared_region(cells: Cells, regions: RegionsFile) -> str | None:
    """The code of the region, also by its name; a zero that a spreadsheet dropped in front is put back."""
    text = cells.text("region_code")
    if not text:
        return None
    named = {fold(name): code for code, region in regions.regions.items() for name in _names_of(region)}
    code = text.zfill(2) if text.zfill(2) in regions.regions else named.get(fold(text))
    if code is None:
        cells.error(
            "region_code",
            Message(N_("there is no region “{code}”"), code=shown(text)),
            Message(N_("use one of {codes}, or leave the cell empty"), codes=", ".join(regions.regions)),
        )
    return code


def _names_of(region: Region) -> tuple[str, str]:
    return region.name, f"{region.code} {region.name}"


def _area_only(cells: Cells, located: Located) -> None:
    cells.warning(
        "postal_code",
        Message(
            N_("{postal_code} is not in the atlas; the office is placed in {place}, within {km} km"),
            postal_code=located.postal_code,
            place=located.place,
            km=f"{located.uncertainty_km:.0f}",
        ),
        Message(N_("check the code; a mistyped one would measure distances from elsewhere")),
    )


def _contradiction(cells: Cells, located: Located, declared: str, regions: RegionsFile) -> None:
    cells.error(
        "region_code",
        Message(
            N_("{postal_code} ({place}) is in region {found} {found_name}, not in {declared} {declared_name}"),
            postal_code=located.postal_code,
            place=located.place,
            found=located.region_code,
            found_name=regions.regions[located.region_code].name,
            declared=declared,
            declared_name=regions.regions[declared].name,
        ),
        Message(N_("correct the postal code or the region; an empty region is derived from the code")),
    )


def _settled(cells: Cells, found: Ambiguous, declared: str | None) -> Office | None:
    """An office whose code leaves several regions, settled by the one declared."""
    candidates = {candidate.region_code: candidate for candidate in found.candidates}
    if declared in candidates and found.point is not None and " " in found.postal_code:
        mrcs = candidates[declared].mrc_codes
        mrc_code = mrcs[0] if len(mrcs) == 1 else None
        return Office(found.postal_code, declared, mrc_code, found.point, found.uncertainty_km or 0.0)
    cells.error(
        "region_code" if " " in found.postal_code else "postal_code",
        found.reason.message,
        Message(
            N_("give the full code, and one of these regions in “region_code”: {codes}"), codes=", ".join(candidates)
        ),
    )
    return None
