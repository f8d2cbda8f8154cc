"""``exports`` of regions.yaml: what is read, and every fault with its line, field and remedy."""

from __future__ import annotations

from innoveici.directory.model import ExportSettings
from tests.directory.conftest import REGIONS, Files

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
