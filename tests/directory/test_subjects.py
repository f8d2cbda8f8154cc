from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from innoveici.directory.check import check_directory
from innoveici.directory.subjects import Subject, by_office, of_others, subject_of

if TYPE_CHECKING:
    from tests.directory.conftest import Files

With = Callable[..., str]
DAY = date(2027, 7, 6)  # b is absent


def test_each_finding_is_its_advisors_and_its_erac(files: Files, advisors_with: With) -> None:
    directory = files.load(advisors=advisors_with("a", sectors="astrologie", certified_until="2027-07-10"))

    offices = by_office(check_directory(directory, DAY), directory)

    assert [(o.region_code, o.erac_id, [p.field for p in o.own]) for o in offices] == [
        ("03", "erac-03", ['regions["03"]', 'regions["03"].eracs["erac-03"].mandatary']),
        ("04", "erac-04", ['regions["04"].eracs["erac-04"].email']),
        ("14", "erac-14", []),
    ]
    assert {id_: [p.field for p in found] for id_, found in offices[2].advisors.items()} == {
        "a": ["certified_until", "sectors"],
        "b": ["absent_until"],
    }


def test_an_mrc_that_nobody_serves_is_its_eracs(files: Files, advisors_with: With) -> None:
    directory = files.load(advisors=advisors_with("a", postal_code="J6E 1A1", mrc_codes="61"))
    (found,) = (p for p in check_directory(directory, date(2026, 11, 21)) if p.about == "mrc:62")

    assert subject_of(found, directory) == Subject(None, "erac-14", "14")
    assert subject_of(found, directory).to_json() == {"advisor_id": None, "erac_id": "erac-14", "region_code": "14"}


def test_while_the_files_cannot_be_read_what_is_known_is_grouped(
    files: Files, regions_with: With, advisors_with: With
) -> None:
    problems = files.problems(
        regions=regions_with("direction@organisme.example", "direction"),
        advisors=advisors_with("b", email="b", phone="demain", languages="klingon"),
    )

    offices = by_office(problems, None)

    assert [(o.region_code, o.erac_id, len(o.own)) for o in offices] == [(None, None, 0), ("14", "erac-14", 1)]
    assert {id_: len(found) for id_, found in offices[0].advisors.items()} == {"b": 3}


def test_warnings_of_other_regions_are_told_apart_and_errors_never(files: Files, plain: tuple[str, str]) -> None:
    directory = files.load(regions=plain[0].replace("sectors:\n", 'office: {regions: ["14", "04"]}\nsectors:\n', 1))
    assert directory.office_regions == ("14", "04")
    found = check_directory(directory, DAY)

    others = [p for p in found if of_others(p, directory, directory.office_regions)]

    assert [subject_of(p, directory).region_code for p in others] == ["03", "03"]
    assert not any(of_others(p, directory, ()) for p in found)
    errors = files.problems(regions=plain[0].replace("verified: false", "verified: true"))
    assert not any(of_others(p, None, ("14",)) for p in errors)
