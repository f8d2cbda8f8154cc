"""``notices`` and ``exports`` of regions.yaml: what is read, and every fault with its line, field and remedy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from innoveici.directory.model import ExportSettings, NoticeSettings
from tests.directory.conftest import REGIONS, Files

if TYPE_CHECKING:
    from tests.directory.conftest import Files

With = Callable[[str, str], str]

EVERYTHING = """\
notices:
  sender: avis@organisme.example
  sender_name: Organisme
  bounces: rebonds@organisme.example
  website: https://organisme.example/fr
  privacy: vie.privee@organisme.example
  digest_hour: 0
  eracs: daily
  on_doubt: hold
  give_up_days: 30
  grace: 90s
mrc:
"""


def _section(line: str) -> str:
    return f"notices:\n  {line}\nmrc:\n"


def test_everything_can_be_said(files: Files, regions_with: With) -> None:
    assert files.load(regions=regions_with("mrc:\n", EVERYTHING)).notices == NoticeSettings(
        "avis@organisme.example",
        "Organisme",
        "rebonds@organisme.example",
        "https://organisme.example/fr",
        "vie.privee@organisme.example",
        0,
        "daily",
        "hold",
        30,
        timedelta(seconds=90),
    )


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("0", 0), ("45", 45), ("45s", 45), ('"2m"', 120), ("2 min", 120), ("1h", 3600), ("24H", 86400), ("010", 10)],
)
def test_a_time_of_grace_is_seconds_or_has_its_unit(
    files: Files, regions_with: With, written: str, seconds: int
) -> None:
    found = files.load(regions=regions_with("mrc:\n", _section(f"grace: {written}"))).notices.grace
    assert found.total_seconds() == seconds


@pytest.mark.parametrize("section", ["mrc:\n", "notices: {}\nmrc:\n", "notices:\nmrc:\n"])
def test_what_is_not_said_is_as_usual(files: Files, regions_with: With, section: str) -> None:
    assert files.load(regions=regions_with("mrc:\n", section)).notices == NoticeSettings()


def test_an_erac_may_wish_for_itself(files: Files, regions_with: With) -> None:
    regions = files.load(regions=regions_with("name: ERAC Lanaudière", "name: ERAC\n        notices: daily")).regions
    assert [regions[code].eracs[0].notices for code in ("03", "14")] == [None, "daily"]


@pytest.mark.parametrize("change", [("mrc:\n", EVERYTHING), ("name: ERAC L", "notices: daily\n        name: ERAC L")])
def test_no_decision_depends_on_it(
    files: Files, regions_with: With, plain: tuple[str, str], change: tuple[str, str]
) -> None:
    before = files.load(regions=plain[0]).regions_fingerprint
    assert files.load(regions=regions_with(*change)).regions_fingerprint == before


@pytest.mark.parametrize(
    ("line", "field", "says"),
    [
        ("sender: avis@", "notices.sender", "not a single e-mail address"),
        ("sender: Avis <avis@organisme.example>", "notices.sender", "not a single e-mail address"),
        (f"sender: {'a' * 33}@organisme.example", "notices.sender", "has 33 characters before the “@”; 32 at most"),
        (f"bounces: {'a' * 33}@organisme.example", "notices.bounces", "has 33 characters before the “@”; 32 at most"),
        ('sender_name: "A\\nBcc: b@b.example"', "notices.sender_name", "U+000A"),
        ("bounces: demain", "notices.bounces", "not a single e-mail address"),
        ("privacy: a@a.example, b@b.example", "notices.privacy", "not a single e-mail address"),
        ("website: javascript:alert(1)", "notices.website", "not the address of a website"),
        ('website: https://a.example/"onclick="', "notices.website", "not the address of a website"),
        ("digest_hour: 24", "notices.digest_hour", "a whole number from 0 to 23"),
        ("digest_hour: 07", "notices.digest_hour", "a whole number from 0 to 23"),
        ("digest_hour: 7 h", "notices.digest_hour", "a whole number from 0 to 23"),
        ("eracs: weekly", "notices.eracs", "“weekly” is not one of the choices; write one of: immediate, daily"),
        ("on_doubt: guess", "notices.on_doubt", "“guess” is not one of the choices; write one of: resend, hold"),
        ("give_up_days: 0", "notices.give_up_days", "a whole number from 1 to 30"),
        ("grace: 25h", "notices.grace", "“25h” is not a time from 0 to 24 hours; write it as in 90s, 2m or 1h; 0 lets"),
        ("grace: -1", "notices.grace", "“-1” is not a time"),
        ("grace: soon", "notices.grace", "“soon” is not a time"),
        ("grace: 1.5m", "notices.grace", "“1.5m” is not a time"),
        ("grace: [1m]", "notices.grace", "“” is not a time"),
        ("senders: a@a.example", "notices.senders", "“senders” is not a known key here"),
    ],
)
def test_each_fault_names_its_line_and_field(
    files: Files, regions_with: With, line: str, field: str, says: str
) -> None:
    (fault,) = files.faults(regions=regions_with("mrc:\n", _section(line)))
    assert fault.startswith(f"regions.yaml:10: {field}: error: ")
    assert says in fault


def test_a_long_sender_will_do_where_bounces_go_elsewhere(files: Files, regions_with: With) -> None:
    long = f"{'a' * 40}@organisme.example"
    section = f"notices:\n  sender: {long}\n  bounces: r@organisme.example\nmrc:\n"
    assert files.load(regions=regions_with("mrc:\n", section)).notices.sender == long


def test_an_eracs_wish_must_be_one(files: Files, regions_with: With) -> None:
    (fault,) = files.faults(regions=regions_with("name: ERAC Lanaudière", "name: ERAC\n        notices: hourly"))
    assert fault.startswith('regions.yaml:38: regions["14"].eracs["erac-14"].notices: error: “hourly” is not one')


GOOD = """
exports:
  - name: site-web
    headers:
      postal_code: PC usine
      sector: Domaine
      consent: "-"
    language: en
    country: FR
    sheet: Réponses
    encoding: cp1252
    delimiter: ";"
  - name: default
"""


def test_entries_are_read_by_name(files: Files) -> None:
    exports = files.load(regions=REGIONS + GOOD).exports
    headers = {"postal_code": "PC usine", "sector": "Domaine", "consent": "-"}
    assert exports == {
        "site-web": ExportSettings("site-web", headers, "en", "FR", "Réponses", "cp1252", ";"),
        "default": ExportSettings("default"),
    }


def test_no_decision_depends_on_how_a_file_is_read(files: Files) -> None:
    plain = files.load(regions=REGIONS).regions_fingerprint
    assert files.load(regions=REGIONS + GOOD).regions_fingerprint == plain


def test_every_fault_is_said_with_its_line(files: Files) -> None:
    bad = (
        GOOD.replace("postal_code:", "postcode:")
        .replace("language: en", "language: es")
        .replace("country: FR", "country: France")
        .replace("encoding: cp1252", "encoding: cp-12")
        .replace('delimiter: ";"', 'delimiter: ";;"')
        .replace("name: default", "name: site-web\n    separator: x")
        + "  - name: mon site\n"
    )
    first = len(REGIONS.splitlines()) + 1
    faults = files.faults(regions=REGIONS + bad)
    found = [fault.split(": ")[0:2] for fault in faults]
    assert found == [
        [f"regions.yaml:{first + 4}", 'exports["site-web"].headers.postcode'],
        [f"regions.yaml:{first + 7}", 'exports["site-web"].language'],
        [f"regions.yaml:{first + 8}", 'exports["site-web"].country'],
        [f"regions.yaml:{first + 10}", 'exports["site-web"].encoding'],
        [f"regions.yaml:{first + 11}", 'exports["site-web"].delimiter'],
        [f"regions.yaml:{first + 12}", 'exports["site-web"].name'],
        [f"regions.yaml:{first + 13}", 'exports["site-web"].separator'],
        [f"regions.yaml:{first + 14}", 'exports["mon site"].name'],
    ]
