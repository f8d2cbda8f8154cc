from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from innoveici.directory.file_text import MAX_BYTES

if TYPE_CHECKING:
    from tests.directory.conftest import Files

With = Callable[[str, str], str]


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "says"),
    [
        # codes read as something else than text
        ('code: "04"', "code: 04", 25, 'regions["04"].code', "read as a number"),
        ('code: "04"', "code: 012", 25, 'regions["012"].code', "write it between quotes"),
        ('  "51": Mask', "  51: Mask", 11, "mrc", "“51” without quotes is read as a number"),
        ('mrc_codes: ["51"]', "mrc_codes: [51]", 27, 'regions["04"].mrc_codes[0]', "read as a number"),
        ('neighbours: ["04"]', "neighbours: [04]", 41, 'regions["14"].policy.neighbours[0]', "read as a number"),
        ("name: Mauricie", "name: NO", 26, 'regions["04"].name', "“NO” without quotes is read as true or false"),
        ("name: Mauricie", "name: 2024-01-01", 26, 'regions["04"].name', "read as a date"),
        ("name: Mauricie", "name: ~", 26, 'regions["04"].name', "is required"),
        ("name: Mauricie", "name: [Mauricie]", 26, 'regions["04"].name', "must be a text"),
        ("name: Mauricie", 'name: "Mau\\nricie"', 26, 'regions["04"].name', "U+000A"),
        ("name: Mauricie", 'name: "\\u202eMauricie"', 26, 'regions["04"].name', "U+202E"),
        ("name: Mauricie", f"name: {'M' * 2000}", 26, 'regions["04"].name', "2000 characters"),
        # regions and MRCs
        ('code: "04"', 'code: "4"', 25, 'regions["4"].code', "not a code of two digits"),
        ('code: "04"', 'code: "03"', 25, 'regions["03"].code', "“03” is already used on line 18"),
        ('mrc_codes: ["51"]', 'mrc_codes: ["51", "23"]', 27, 'regions["04"].mrc_codes', "already in region 03"),
        ('mrc_codes: ["51"]', 'mrc_codes: ["51", "24"]', 27, 'regions["04"].mrc_codes', "there is no MRC “24”"),
        ('  "51": Mask', '  "50": Nicolet\n  "51": Mask', 11, 'mrc["50"]', "MRC 50 (Nicolet) is in no region"),
        ('  "51": Mask', '  "501": Nicolet\n  "51": Mask', 11, 'mrc["501"]', "not a code of two digits"),
        ('mrc_codes: ["51"]', "mrc_codes: []", 27, 'regions["04"].mrc_codes', "is required"),
        ('mrc_codes: ["51"]', "mrc_codes: 51", 27, 'regions["04"].mrc_codes', "must be a list"),
        # ERACs
        ("verified: false", "verified: no thanks", 24, 'regions["03"].eracs["erac-03"].verified', "true or false"),
        ("verified: false", "verified: true", 22, 'regions["03"].eracs["erac-03"].mandatary', "nor that it is not"),
        (', source: "Communiqué, 2025"', "", 29, 'regions["04"].eracs["erac-04"].source', "nothing says where"),
        ("id: erac-03", "id: erac-14", 36, 'regions["14"].eracs["erac-14"].id', "already used on line 22"),
        ("id: erac-03", "id: ERAC du 03", 22, 'regions["03"].eracs["ERAC du 03"].id', "is not an id"),
        ("email: direction@organisme.example", "email: direction@", 39,
         'regions["14"].eracs["erac-14"].email', "not a single e-mail address"),
        ("source: Communiqué, 2024", 'source: C\n        mrc_codes: ["51"]', 41,
         'regions["14"].eracs["erac-14"].mrc_codes', "MRC “51” is not in this region"),
        ("source: Communiqué, 2024", "source: C\n        phone: demain", 41,
         'regions["14"].eracs["erac-14"].phone', "not a telephone number"),
        ("source: Communiqué, 2024", 'source: C\n        mrc_codes: ["61"]', 35,
         'regions["14"].eracs', "no ERAC serves MRC 62"),
        ('        source: Communiqué, 2024\n', "        source: C\n        mrc_codes: ['61', '62']\n"
         "      - {id: e2, name: E, verified: false, mrc_codes: ['61']}\n", 35,
         'regions["14"].eracs', "several ERACs serve MRC 61"),
        # policy
        ("empty_pool: neighbour", "empty_pool: rien", 41, 'regions["14"].policy.empty_pool', "“rien” is not one"),
        ("in_training: last_resort", "in_training: yes", 41, 'regions["14"].policy.in_training', "read as true"),
        ("tie_margin_km: 2.5", "tie_margin_km: -1", 41, 'regions["14"].policy.tie_margin_km', "from 0 to 1000"),
        ("tie_margin_km: 2.5", "tie_margin_km: .nan", 41, 'regions["14"].policy.tie_margin_km', "from 0 to 1000"),
        ("tie_margin_km: 2.5", "tie_margin: 2", 41, 'regions["14"].policy.tie_margin', "not a known key"),
        ('neighbours: ["04"]', 'neighbours: ["05"]', 41, 'regions["14"].policy.neighbours', "not another region"),
        ('neighbours: ["04"]', 'neighbours: ["14"]', 41, 'regions["14"].policy.neighbours', "not another region"),
        (', neighbours: ["04"]', "", 41, 'regions["14"].policy.neighbours', "no neighbour is listed"),
        # service, council, sectors
        ("first_contact_days: 10", "first_contact_days: 0", 6, "service.first_contact_days", "from 1 to 365"),
        ("first_contact_days: 10", 'first_contact_days: "10"', 6, "service.first_contact_days", "from 1 to 365"),
        ("reminder_days: [7]", "reminder_days: [7, x]", 7, "service.reminder_days[1]", "from 1 to 365"),
        ("reminder_days: [7]", "reminder_days: [3, 7, 3]", 7, "service.reminder_days", "the day 3 is listed twice"),
        ("holidays: CA-QC", "holidays: XX", 8, "service.holidays", "“XX” is not a country or region"),
        ("holidays: CA-QC", "holidays: CA-PQ", 8, "service.holidays", "“CA-PQ” is not a country or region"),
        ("holidays: CA-QC", "holidays: Québec", 8, "service.holidays", "“Québec” is not a country or region"),
        ("email: conseil@conseil.example", "email: a@b.example;c@d.example", 4, "council.email", "single e-mail"),
        ("tourisme: [tourism]", "tourisme: [ia]", 16, 'sectors["tourisme"]', "“ia” already stands for"),
        ("service:\n", "services:\n", None, "service", "is required"),
        # partnerships
        ("sectors: [AI]", "sectors: [astrologie]", 46, 'partnerships["ai"].sectors', "not in the list of sectors"),
        ("origins: [CA-QC, FR-GES]", "origins: [Alsace]", 47, 'partnerships["ai"].origins', "“Alsace”"),
        ('departments: ["67", "68"]', 'departments: ["67", "99"]', 48, 'partnerships["ai"].departments', "“99”"),
        ('departments: ["67", "68"]\n', "\n", 43, 'partnerships["ai"].departments', "cannot be recognised"),
        ("source: Entente, 2024", "active: true", 43, 'partnerships["ai"].source', "is required"),
        ("contact: bureau@ici.example", "active: peut-être", 52, 'partnerships["ai"].active', "true or false"),
    ],
)  # fmt: skip
def test_each_fault_names_its_line_and_field(
    files: Files, regions_with: With, old: str, new: str, line: int | None, field: str, says: str
) -> None:
    problems = files.problems(regions=regions_with(old, new))

    matching = [p for p in problems if p.field == field and says in f"{p.message}; {p.remedy}"]
    assert matching, [str(p) for p in problems]
    assert line is None or matching[0].line == line
    assert all(p.file == str(files.regions) for p in problems)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (b"", None, "the file is empty"),
        (b"# rien\n", None, "the file is empty"),
        (b"- a\n- b\n", 1, "must begin with keys"),
        (b"version: x\nregions: [\n", 3, "this is not YAML"),
        (b"version: x\n\tregions: y\n", 2, "this is not YAML"),
        (b"version: x\n---\nversion: y\n", 2, "this is not YAML"),
        (b"version: x\nname: \x07\n", 2, "this is not YAML"),
        (b"version: x\nname: caf\xe9\n", 2, "not UTF-8 (byte 0xE9); save the file as UTF-8 from a text editor"),
        ("version: x\n".encode("utf-16"), None, "not UTF-8; save the file as UTF-8 from a text editor"),
        (b"PK\x03\x04\x14\x00\xff", None, "packed file, not YAML; check that the right file was named"),
        (b"\x7fELF\x02\x01\x01\x00\xff", None, "the file is not text; check that the right file was named"),
        (b"a: &big [x, x]\nb: [*big, *big]\n", 1, "repeated elsewhere by an alias"),
        (b"a: &a\n  b: *a\n", 1, "repeated elsewhere by an alias"),
        (b"version: !!python/object:os.system x\n", 1, "the tag tag:yaml.org,2002:python/object:os.system"),
        (b"version: !secret x\n", 1, "the tag !secret is not accepted"),
        (b"? [a]\n: b\n", 1, "a key must be a word"),
        (b"[" * 5000 + b"\n", 1, "this is not YAML"),
    ],
)
def test_what_is_no_plain_yaml_is_refused_with_its_line(files: Files, text: bytes, line: int | None, says: str) -> None:
    problems = files.problems(regions=text)

    assert any(says in str(p) and p.line == line for p in problems), [str(p) for p in problems]


def test_an_alias_bomb_is_refused_before_it_unfolds(files: Files) -> None:
    levels = ["a0: &a0 [lol, lol]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]  # 10^11 values if unfolded

    faults = files.faults(regions="\n".join(levels))

    assert any("write the value out" in fault for fault in faults)


def test_a_file_beyond_reason_is_not_parsed(files: Files) -> None:
    assert f"larger than {MAX_BYTES} bytes" in files.faults(regions="#" * (MAX_BYTES + 1))[0]


def test_a_code_in_quotes_is_a_code(files: Files, plain: tuple[str, str]) -> None:
    regions = plain[0].replace('"51"', '"08"').replace('"04"', "'08'")
    advisors = "".join(line for line in plain[1].splitlines(True) if not line.startswith("d,"))

    assert files.load(regions=regions, advisors=advisors).region_of_mrc["08"] == "08"


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("holidays: CA-QC", "holidays: CA-ON", 8, "the holidays are those of CA-ON, not of Québec"),
        ("[7]", "[7, 12]", 7, "the reminder on day 12 comes after the 10 days promised"),
        ("[7]", "\n    - 10\n    - 11", 9, "the reminder on day 11 comes after the 10 days promised"),
    ],
)
def test_a_promise_seldom_meant_loads_with_a_warning(
    files: Files, regions_with: With, old: str, new: str, line: int, message: str
) -> None:
    directory = files.load(regions=regions_with(old, new))

    assert [(p.severity, p.line, str(p.message)) for p in directory.warnings] == [("warning", line, message)]


def test_where_codes_were_not_readable_no_mrc_is_said_to_be_missing(files: Files, regions_with: With) -> None:
    faults = files.faults(regions=regions_with('mrc_codes: ["51"]', "mrc_codes: [51]"))

    assert len(faults) == 1


def test_what_is_not_said_has_the_defaults(files: Files, plain: tuple[str, str]) -> None:
    regions = plain[0].split("partnerships:")[0].replace("  first_contact_days: 10\n", "")
    directory = files.load(
        regions=regions.replace("  reminder_days: [7]\n", "").replace("holidays: CA-QC", "holidays:")
    )

    assert (directory.service.first_contact_days, directory.service.reminder_days) == (10, (7,))
    assert directory.service.holidays == "CA-QC"
    assert directory.regions["03"].policy.empty_pool == "hold"
    assert directory.partnerships == ()


def test_regions_without_the_table_of_names_are_regions_all_the_same(files: Files, plain: tuple[str, str]) -> None:
    start, rest = plain[0].split("mrc:\n", 1)
    without = start + rest[rest.index("sectors:") :]

    directory = files.load(regions=without)

    assert directory.region_of_mrc["62"] == "14"
    assert directory.mrc_names == {}
    assert "there is no MRC “620”" in "".join(files.faults(regions=without.replace('- "62"', '- "620"')))


def test_a_reform_is_a_code_moved_from_one_list_to_another(files: Files, plain: tuple[str, str]) -> None:
    regions = plain[0].replace('      - "62"\n', "").replace('["51"]', '["51", "62"]')
    advisors = plain[1].replace(",14,62,", ",,62,")

    advisor = files.load(regions=regions, advisors=advisors).advisors["a"]

    assert (advisor.mrc_code, advisor.region_code) == ("62", "04")


def test_two_eracs_can_share_a_region(files: Files, regions_with: Callable[[str, str], str]) -> None:
    regions = regions_with(
        "        source: Communiqué, 2024\n",
        "        source: Communiqué, 2024\n      - {id: nord, name: Nord, verified: false, mrc_codes: ['62']}\n",
    )
    lanaudiere = files.load(regions=regions).regions["14"]

    assert lanaudiere.erac_for("62").id == "nord"
    assert lanaudiere.erac_for("61").id == "erac-14"
    assert lanaudiere.erac_for(None).id == "erac-14"


def test_the_order_of_regions_leaves_the_fingerprint(files: Files, plain: tuple[str, str]) -> None:
    before = files.load().regions_fingerprint
    start, rest = plain[0].split("regions:\n")
    regions, end = rest.split("partnerships:\n")
    blocks = ["  - code:" + block for block in regions.split("  - code:")[1:]]

    after = files.load(regions=f"{start}regions:\n{''.join(reversed(blocks))}partnerships:\n{end}").regions_fingerprint

    assert after == before


@pytest.mark.parametrize(
    ("office", "says"),
    [
        ('{regions: ["99"]}', "there is no region “99”; use the codes of regions below"),
        ("{regions: [14]}", 'read as a number by YAML; write it between quotes: "14"'),
        ("{}", "office.regions: error: is required"),
        ('{regions: ["14"], region: "14"}', "“region” is not a known key here"),
        ('"14"', "must be a group of “key: value” lines"),
    ],
)
def test_an_office_names_regions_that_there_are(files: Files, regions_with: With, office: str, says: str) -> None:
    faults = files.faults(regions=regions_with("sectors:\n", f"office: {office}\nsectors:\n"))

    assert any(says in fault for fault in faults), faults


def test_an_office_decides_nothing(files: Files, regions_with: With) -> None:
    before = files.load()
    after = files.load(regions=regions_with("sectors:\n", 'office: {regions: ["14"]}\nsectors:\n'))

    assert (before.office_regions, after.office_regions) == ((), ("14",))
    assert after.regions_fingerprint == before.regions_fingerprint
