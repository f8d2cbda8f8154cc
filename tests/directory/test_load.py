from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from innoveici.directory.file_problems import DirectoryError, Problem
from innoveici.directory.load import load_directory, load_regions
from innoveici.errors import InputNotFound, StorageError

if TYPE_CHECKING:
    from tests.directory.conftest import Files

With = Callable[..., str]


def test_what_the_files_say_is_what_the_directory_holds(files: Files) -> None:
    directory = files.load()

    assert directory.warnings == ()
    assert directory.version == "2026-11"
    assert dict(directory.region_of_mrc) == {"23": "03", "51": "04", "61": "14", "62": "14"}
    assert directory.regions["14"].policy.tie_margin_km == 2.5
    assert directory.regions["14"].policy.neighbours == ("04",)
    assert not directory.regions["03"].eracs[0].verified
    assert directory.partnerships[0].departments == ("67", "68")
    first = directory.advisors["a"]
    assert (first.region_code, first.mrc_code, first.postal_code) == ("14", "62", "J0K 2M0")
    assert first.certified_until == date(2028, 6, 30)
    assert (first.capacity, directory.advisors["b"].capacity, directory.advisors["c"].capacity) == (5, None, 0)
    assert first.replacement_id == "b"
    assert first.sectors == ("intelligence artificielle", "tourisme")
    assert [a.id for a in directory.advisors_of("14")] == ["a", "b"]


def test_an_empty_region_is_derived_from_the_postal_code(files: Files) -> None:
    mauricie = files.load().advisors["d"]

    # In a Lanaudière area by its first three characters, and yet in Mauricie.
    assert (mauricie.postal_code, mauricie.region_code, mauricie.mrc_code) == ("J0K 0A1", "04", "51")


def test_findings_know_where_things_are_written(files: Files) -> None:
    positions = files.load().positions

    assert positions["advisor:c"].line == 4
    assert positions["advisor:c"].file == str(files.advisors)
    assert positions["region:14"].line == 30
    assert positions["erac:erac-14"].line == 36


def test_faults_of_both_files_come_together_in_file_order(
    files: Files, regions_with: With, advisors_with: With
) -> None:
    faults = files.faults(
        regions=regions_with("first_contact_days: 10", "first_contact_days: soon"),
        advisors=advisors_with("b", postal_code="J6E 1AI"),
    )

    assert [fault.split(": ")[:2] for fault in faults] == [
        ["regions.yaml:6", "service.first_contact_days"],
        ["advisors.csv:3", "postal_code"],
    ]


def test_a_whole_report_reads_like_this(files: Files) -> None:
    regions = """\
version: 2026
council: {name: Conseil}
service: {first_contact_days: 010, reminders: [7]}
mrc: {"51": Maskinongé, "61": Joliette, "62": Matawinie, "52": D'Autray}
regions:
  - code: "04"
    name: Mauricie
    mrc_codes: ["51"]
    eracs: [{id: erac-04, name: ERAC, mandatary: Organisme}]
  - code: "14"
    name: Lanaudière
    mrc_codes: ["61", "62", "51", "99"]
    eracs: [{id: erac-04, name: ERAC}]
    name: Lanaudière
"""
    advisors = """\
id;name;organization;postal_code;email;certification;replacement_id
a;Conseil A;Organisme;J0K 2MO;a@a.example;attested;b
a;Conseil B;Organisme;J0K 2M0;b@b;oui;
c;Conseil C;;J0K 2M0;c@c.example;attested;z;;x
"""
    assert files.faults(regions=regions, advisors=advisors) == [
        "regions.yaml:1: version: error: “2026” without quotes is read as a number by YAML; "
        'write it between quotes: "2026"',
        "regions.yaml:3: service.first_contact_days: error: must be a whole number from 1 to 365; "
        "write it in digits, without quotes and without a zero in front",
        "regions.yaml:3: service.reminders: error: “reminders” is not a known key here; "
        "the keys are: company_day, first_contact_days, holidays, max_declines, reminder_days",
        'regions.yaml:4: mrc["52"]: error: MRC 52 (D\'Autray) is in no region; add it to “mrc_codes” of its region',
        'regions.yaml:9: regions["04"].eracs["erac-04"].source: error: nothing says where this mandatary was stated; '
        "add “source:” with who said so, and when",
        'regions.yaml:12: regions["14"].mrc_codes: error: MRC 51 (Maskinongé) is already in region 04 (line 8); '
        "keep it in one region",
        'regions.yaml:12: regions["14"].mrc_codes: error: there is no MRC “99”; '
        "use a code listed under “mrc:”, two digits between quotes",
        'regions.yaml:13: regions["14"].eracs["erac-04"].id: error: “erac-04” is already used on line 9; '
        "give each its own",
        'regions.yaml:13: regions["14"].eracs["erac-04"].mandatary: error: '
        "says neither who runs this ERAC nor that it is not verified; "
        "give “mandatary:” with its “source:”, or else “verified: false”",
        "regions.yaml:14: name: error: “name” is already given on line 11; keep one of the two",
        "advisors.csv:2: replacement_id: error: there is no advisor “b”; "
        "write the id of another row, or leave the cell empty",
        "advisors.csv:3: certification: error: “oui” is not a certification; "
        "write attested or in_training; “attestée” and “en voie” are understood too",
        "advisors.csv:3: email: error: is not a single e-mail address; write one address, as in name@example.org",
        "advisors.csv:3: id: error: “a” is already used on line 2; give each its own",
        "advisors.csv:4: error: the row has 9 cells, the first line has 7; "
        "look for a delimiter too many or missing; a cell that holds one needs quotes",
    ]


def test_the_error_counts_and_names_the_files(files: Files, advisors_with: With) -> None:
    files.write(advisors=advisors_with("b", email="nobody", capacity="-1"))

    with pytest.raises(DirectoryError, match=r"^2 errors in .*advisors\.csv$") as caught:
        load_directory(files.regions, files.advisors, files.atlas)

    assert caught.value.exit_code == 78
    assert caught.value.remedy is not None


def test_warnings_do_not_stop_loading(files: Files, advisors_with: With) -> None:
    directory = files.load(advisors=advisors_with("a", mrc_codes="62|51", sectors="astrologie"))

    assert [(p.severity, p.field, p.line) for p in directory.warnings] == [
        ("warning", "mrc_codes", 2),
        ("warning", "sectors", 2),
    ]
    assert directory.advisors["a"].sectors == ("astrologie",)


def test_regions_alone_load_without_advisors(files: Files) -> None:
    files.write()

    regions = load_regions(files.regions)

    assert regions.region_of_mrc["62"] == "14"
    assert regions.regions_fingerprint == files.load().regions_fingerprint


def test_a_file_that_is_not_there_is_input_not_found(files: Files) -> None:
    files.write()
    files.advisors.unlink()

    with pytest.raises(InputNotFound):
        load_directory(files.regions, files.advisors, files.atlas)


def test_a_folder_in_place_of_a_file_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        load_regions(tmp_path)


def test_comments_and_spacing_leave_the_fingerprints(files: Files, plain: tuple[str, str]) -> None:
    regions, advisors = plain
    before = files.load()

    after = files.load(
        regions="# note\n" + regions.replace('"23": Québec', '"23":   "Québec"   # capitale'),
        advisors="\ufeff" + advisors.replace("\n", "\r\n").replace("a,Conseil A", ' a ,"Conseil A"'),
    )

    assert after.regions_fingerprint == before.regions_fingerprint
    assert after.advisors_fingerprint == before.advisors_fingerprint


@pytest.mark.parametrize("cells", [{"name": "Autre"}, {"capacity": "6"}, {"certified_until": "2028-07-01"}])
def test_any_other_value_changes_the_fingerprint(files: Files, advisors_with: With, cells: dict[str, str]) -> None:
    before = files.load()

    after = files.load(advisors=advisors_with("a", **cells))

    assert after.advisors_fingerprint != before.advisors_fingerprint
    assert after.regions_fingerprint == before.regions_fingerprint


def test_a_traceback_names_no_advisor(files: Files) -> None:
    directory = files.load()

    assert repr(directory.advisors["a"]) == "Advisor('a')"
    assert "a@a.example" not in repr(directory)


_shared_files = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@_shared_files
@given(data=st.data())
def test_the_order_of_rows_and_columns_never_matters(files: Files, plain: tuple[str, str], data: st.DataObject) -> None:
    before = files.load()
    header, *rows = [line.replace("Conseil D, Mauricie", "Conseil D¤ Mauricie") for line in plain[1].splitlines()]
    columns = data.draw(st.permutations(range(len(header.split(",")))))
    shuffled = [header, *data.draw(st.permutations(rows))]
    lines = [",".join(line.split(",")[column] for column in columns).replace("¤", ",") for line in shuffled]

    after = files.load(advisors="\n".join(lines))

    assert after == before
    assert after.advisors_fingerprint == before.advisors_fingerprint


def _mostly_valid(plain: str) -> st.SearchStrategy[bytes]:
    """The file with some bytes replaced by others: closer to a real accident than noise."""
    content = plain.encode()

    def broken(cuts: list[tuple[int, int, bytes]]) -> bytes:
        result = content
        for start, length, other in cuts:
            result = result[:start] + other + result[start + length :]
        return result

    cut = st.tuples(st.integers(0, len(content)), st.integers(0, 60), st.binary(max_size=12))
    return st.one_of(st.binary(max_size=300), st.lists(cut, min_size=1, max_size=4).map(broken))


@_shared_files
@given(data=st.data())
def test_whatever_the_bytes_it_loads_or_lists_the_problems(
    files: Files, plain: tuple[str, str], data: st.DataObject
) -> None:
    contents: dict[str, Any] = {
        "regions": data.draw(_mostly_valid(plain[0])),
        "advisors": data.draw(_mostly_valid(plain[1])),
    }
    problems: tuple[Problem, ...] = ()
    try:
        directory = files.load(**contents)
    except DirectoryError as error:
        problems = error.problems

    assert all(str(problem) and problem.to_json() for problem in problems)
    if problems:
        assert any(problem.severity == "error" for problem in problems)
    else:
        assert not directory.mrc_names or set(directory.region_of_mrc) == set(directory.mrc_names)
        assert all(a.region_code in directory.regions for a in directory.advisors.values())
