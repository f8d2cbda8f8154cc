from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

import pytest

from innoveici.atlas.store import Atlas, Municipality
from innoveici.directory.findings import Subject, by_office, check_against_atlas, check_directory, of_others, subject_of
from innoveici.directory.model import Directory

if TYPE_CHECKING:
    from tests.directory.conftest import Files

With = Callable[..., str]
DAY = date(2026, 11, 21)


def _findings(directory: Directory, day: date = DAY) -> list[tuple[str, str]]:
    """File and line, and the message, of each finding that is not in the files as they are."""
    return [
        (f"{p.file.rsplit('/')[-1]}:{p.line} {p.field}", str(p.message))
        for p in check_directory(directory, day)
        if p.field not in ('regions["03"].eracs["erac-03"].mandatary', 'regions["04"].eracs["erac-04"].email')
        and p.field != 'regions["03"]'
    ]


def test_what_is_to_complete_is_told_with_its_line(files: Files) -> None:
    found = [str(p).replace(f"{files.folder}/", "") for p in check_directory(files.load(), DAY)]

    assert found == [
        'regions.yaml:18: regions["03"]: warning: nobody can serve Capitale-Nationale today; '
        "its requests follow “empty_pool: hold”; look at certifications, absences and capacities of its advisors in "
        "advisors.csv",
        'regions.yaml:22: regions["03"].eracs["erac-03"].mandatary: warning: who runs this ERAC is not verified, '
        "and it has no e-mail address; its notices wait; "
        "give “mandatary:” and its “source:” in place of “verified: false”, and “email:”",
        'regions.yaml:29: regions["04"].eracs["erac-04"].email: warning: '
        "the ERAC has no e-mail address; its notices wait; add “email:”",
    ]


def test_nothing_here_is_an_error(files: Files) -> None:
    assert {p.severity for p in check_directory(files.load(), date(2099, 1, 1))} == {"warning"}


def test_findings_of_loading_are_kept(files: Files, advisors_with: With) -> None:
    directory = files.load(advisors=advisors_with("a", sectors="astrologie"))

    assert _findings(directory) == [("advisors.csv:2 sectors", "“astrologie” is not in the list of sectors")]


@pytest.mark.parametrize(
    ("day", "message"),
    [
        (date(2028, 4, 30), None),
        (date(2028, 5, 1), "the certification ends on 2028-06-30, in 60 days"),
        (date(2028, 6, 30), "the certification ends on 2028-06-30, in 0 days"),
        (date(2028, 7, 1), "the certification ended on 2028-06-30; no request comes here"),
    ],
)
def test_a_certification_that_ends_is_told_in_time(files: Files, day: date, message: str | None) -> None:
    expected = [("advisors.csv:2 certified_until", message)] if message else []

    assert _findings(files.load(), day) == expected


def test_an_absence_without_replacement_is_told_on_its_days_only(files: Files) -> None:
    directory = files.load()

    absent = [("advisors.csv:3 absent_until", "absent today, without a replacement")]
    assert _findings(directory, date(2027, 7, 4)) == []
    assert _findings(directory, date(2027, 7, 5)) == absent
    assert _findings(directory, date(2027, 7, 16)) == absent
    assert _findings(directory, date(2027, 7, 17)) == []


def test_a_replacement_that_cannot_serve_is_told(files: Files, advisors_with: With) -> None:
    away = {"absent_from": "2027-07-01", "absent_until": "2027-07-10"}
    directory = files.load(advisors=advisors_with("a", **away))  # a → b, who is away from the fifth

    assert _findings(directory, date(2027, 7, 4)) == []
    assert ("advisors.csv:2 replacement_id", "absent today, and no replacement can serve") in _findings(
        directory, date(2027, 7, 6)
    )


def test_a_region_whose_advisors_are_all_away_is_told_with_what_its_requests_follow(
    files: Files, advisors_with: With
) -> None:
    directory = files.load(advisors=advisors_with("a", certified_until="2027-01-01"))

    assert (
        'regions.yaml:30 regions["14"]',
        "nobody can serve Lanaudière today; its requests follow “empty_pool: neighbour”",
    ) in _findings(directory, date(2027, 7, 6))


def test_an_mrc_that_no_advisor_serves_is_told(files: Files, advisors_with: With) -> None:
    directory = files.load(advisors=advisors_with("a", postal_code="J6E 1A1", mrc_codes="61"))

    assert _findings(directory) == [
        ('regions.yaml:13 mrc["62"]', "no advisor of Lanaudière has an office in Matawinie or names it in mrc_codes")
    ]


def test_a_region_without_advisors_is_told_once_whatever_its_mrcs(files: Files, plain: tuple[str, str]) -> None:
    only_mauricie = "".join(line for line in plain[1].splitlines(True) if line.startswith(("id,", "d,")))

    assert _findings(files.load(advisors=only_mauricie)) == [
        (
            'regions.yaml:30 regions["14"]',
            "no advisor is listed for Lanaudière; its requests follow “empty_pool: neighbour”",
        )
    ]


def test_a_file_without_advisors_is_told_once_for_all_regions(files: Files, plain: tuple[str, str]) -> None:
    directory = files.load(advisors=plain[1].splitlines()[0])

    assert _findings(directory) == [
        ("advisors.csv:None ", "there is no advisor in the file; no request can be assigned")
    ]


def test_partnerships_without_contact_are_told_while_active(files: Files, regions_with: With) -> None:
    without = files.load(regions=regions_with("    contact: bureau@ici.example\n", ""))
    to_come = files.load(regions=regions_with("contact: bureau@ici.example", "active: false"))

    assert [where for where, _ in _findings(without)] == ['regions.yaml:43 partnerships["ai"].contact']
    assert _findings(to_come) == []


def test_a_council_without_address_is_told(files: Files, regions_with: With) -> None:
    directory = files.load(regions=regions_with("  email: conseil@conseil.example\n", ""))

    assert _findings(directory) == [
        ("regions.yaml:2 council.email", "the council has no e-mail address; its notices wait")
    ]


def test_a_directory_made_in_memory_can_be_checked(files: Files) -> None:
    directory = replace(files.load(), positions=MappingProxyType({}))

    assert {(p.file, p.line) for p in check_directory(directory, DAY)} == {("regions.yaml", None)}


def test_an_mrc_of_the_atlas_in_no_region_is_an_error(files: Files) -> None:
    class Wider:
        def municipalities(self) -> tuple[Municipality, ...]:
            return (Municipality("62007", "Saint-Félix-de-Valois", "62", None), Municipality("15035", "C", "15", None))

        def areas(self) -> tuple[()]:
            return ()

    found = check_against_atlas(files.load(), cast(Atlas, Wider()))

    assert [(p.severity, str(p.message)) for p in found] == [
        ("error", "the atlas has places in MRC 15, which is in no region")
    ]


def test_a_place_whose_holidays_nobody_knows_is_told(files: Files, regions_with: With) -> None:
    found = _findings(files.load(regions=regions_with("holidays: CA-QC", "holidays: FR-XXX")))
    assert ("regions.yaml:5 service.holidays", "no holidays are known of FR-XXX: only weekends are free") in found


if TYPE_CHECKING:
    from tests.directory.conftest import Files

DAY_OF_ABSENCE = date(2027, 7, 6)  # b is absent


def test_each_finding_is_its_advisors_and_its_erac(files: Files, advisors_with: With) -> None:
    directory = files.load(advisors=advisors_with("a", sectors="astrologie", certified_until="2027-07-10"))

    offices = by_office(check_directory(directory, DAY_OF_ABSENCE), directory)

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
    found = check_directory(directory, DAY_OF_ABSENCE)

    others = [p for p in found if of_others(p, directory, directory.office_regions)]

    assert [subject_of(p, directory).region_code for p in others] == ["03", "03"]
    assert not any(of_others(p, directory, ()) for p in found)
    errors = files.problems(regions=plain[0].replace("verified: false", "verified: true"))
    assert not any(of_others(p, None, ("14",)) for p in errors)
