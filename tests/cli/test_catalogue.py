"""``programs`` and ``organizations``: the catalogue searched, listed, shown."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from innoveici.catalogue import page_check
from innoveici.catalogue.page_check import PageAnswer, Verdict
from innoveici.messages import Message
from tests.cli.conftest import ROOT, Run

THEMES = "id,name_fr,name_en,words_fr\nénergie,énergie,energy,éolien\n"
ORGANIZATIONS = """id,name_fr,name_en,description_fr,helps,territory,territory_role,source,source_date,verified_on
centre,Centre (exemple),Centre (sample),Essais,expertise,16,seat,https://centre.example/,2026,2026-10-01
mrc,MRC (exemple),,Conseils aux fermes,guidance,MRC 61,serves,https://mrc.example/,2026,2026-10-01
laval,Laval (exemple),,Conseils,guidance,13,serves,https://laval.example/,2026,2025-10-01
"""
PROGRAMS = """id,name_fr,description_fr,operator,helps,themes,territory,employees_min,employees_max,closes,status,\
source,confidence,verified_on
aide,Aide (exemple),Robotisation,centre,grant,énergie,QC,10,250,2027,open,https://www.hellodarwin.com/x,partial,2026-10-01
passe,Passé (exemple),Robotisation,Ministère (exemple),loan,,QC,,,2026-03,open,https://passe.example/,,2026-10-01
"""


@pytest.fixture(autouse=True)
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "catalogue"
    folder.mkdir()
    for name, text in (("themes", THEMES), ("organizations", ORGANIZATIONS), ("programs", PROGRAMS)):
        (folder / f"{name}.csv").write_text(text, "utf-8")
    (folder / "retired.csv").write_text("id,name_fr,successor\nvieux,Vieux fonds (exemple),aide\n", "utf-8")
    monkeypatch.setenv("INNOVEICI_CATALOGUE", str(folder))
    return folder


def ids(run: Run, *words: str) -> list[str]:
    ran = run(*words, "--json")
    assert ran.code == 0
    return [line["id"] for line in ran.lines]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), ["centre", "mrc", "laval"]),
        (("--region", "14"), ["centre", "mrc"]),
        (("--region", "13"), ["centre", "laval"]),
        (("--postal-code", "J6E 1A1"), ["centre", "mrc"]),
        (("--postal-code", "H7C 1X4"), ["centre", "laval"]),
        (("--postal-code", "H7C 1X4", "--help-kind", "accompagnement"), ["laval"]),
        (("--due",), ["laval"]),
    ],
)
def test_organizations_are_listed_by_where_they_serve_and_what_they_offer(
    run: Run, options: tuple[str, ...], found: list[str]
) -> None:
    assert ids(run, "organizations", "list", *options) == found


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), ["aide", "passe"]),
        (("--open",), ["aide"]),
        (("--theme", "Energy"), ["aide", "passe"]),
        (("--doubt", "partial", "--doubt", "old-source"), ["aide"]),
        (("--help-kind", "prêt"), ["passe"]),
    ],
)
def test_programmes_are_listed_by_what_is_known_of_them(run: Run, options: tuple[str, ...], found: list[str]) -> None:
    assert ids(run, "programs", "list", *options) == found


def test_words_find_entries_that_are_wanted(run: Run) -> None:
    assert ids(run, "programs", "search", "robotiser", "éoliennes") == ["aide", "passe"]
    assert ids(run, "programs", "search", "robotiser", "--open") == ["aide"]
    assert ids(run, "organizations", "search", "ferme", "--region", "14") == ["mrc"]
    assert ids(run, "organizations", "search", "ferme", "--region", "13") == []


def test_what_no_entry_has_is_said_beside(run: Run) -> None:
    ran = run("programs", "search", "robotisation", "xyzzyq")

    assert [line.split("\t")[0] for line in ran.out.splitlines()] == ["id", "passe", "aide"]
    assert ran.err == "Nothing in the catalogue has: xyzzyq.\n"


def test_a_terminal_shows_what_is_found_in_words(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    said = re.sub(r"\x1b\[[0-9;]*m", "", run("programs", "list", "--open").out).replace("\u00a0", " ")

    assert [line.strip() for line in said.splitlines()] == [
        "Aide (exemple)  aide",
        "grant · QC · open · verified: October 1, 2026",
        "! its source says it only in part",
        "! it rests on a private aggregator, not on who offers it",
    ]


def test_an_entry_is_shown_with_what_it_rests_on(run: Run) -> None:
    ran = run("programs", "show", "aide")

    assert ran.out.splitlines()[0] == "Aide (exemple) · aide · open"
    for said in (
        "Run by      Centre (sample) (centre)",
        "employees: 10 to 250",
        "Closes      2027",
        "https://www.hellodarwin.com/x",
        "Verified    October 1, 2026 · 1 month ago · due again on October 1, 2027",
        "! Doubtful: its source says it only in part.",
        "! Doubtful: it rests on a private aggregator, not on who offers it.",
    ):
        assert said in ran.out.replace("\u00a0", " ")


def test_a_programme_that_is_past_is_no_longer_said_to_be_open_without_a_word(run: Run) -> None:
    assert "its last day was March 31, 2026" in run("programs", "show", "passe").out.replace("\u00a0", " ")


def test_programs_read_all_its_file_says(run: Run) -> None:
    shown = run("programs", "show", "aide", "--json").json

    assert shown["kind"] == "program"
    assert (shown["employees_min"], shown["employees_max"], shown["helps"]) == (10, 250, ["grant"])
    assert (shown["due"], shown["doubts"]) == (False, ["partial", "aggregator"])


@pytest.mark.parametrize(
    ("id_", "says"),
    [
        ("centre", "“centre” is an organization\n  → see “innoveici organizations show centre”"),
        ("vieux", "Vieux fonds (exemple) (vieux) is no longer in the catalogue\n  → in its place: aide"),
        ("rien", "the catalogue has no “rien”\n  → see “innoveici programs list”"),
    ],
)
def test_what_is_no_programme_is_told_what_it_is(run: Run, id_: str, says: str) -> None:
    ran = run("programs", "show", id_)

    assert ran.code == 1
    assert ran.err == f"innoveici: {says}\n"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--theme", "magie"), "--theme: “magie” is none of those there are\n  → use one of énergie"),
        (("--stage", "magie"), "--stage: “magie” is none of those there are\n  → use one of idea, research and"),
        (("--help-kind", "magie"), "--help-kind: “magie” is none of those there are\n  → use one of grant,"),
        (("--postal-code", "GIR 2B5"), "--postal-code: "),
    ],
)
def test_options_that_say_nothing_are_refused_with_what_they_may_say(
    run: Run, words: tuple[str, ...], says: str
) -> None:
    ran = run("programs", "list", *words)

    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


def test_a_catalogue_with_faults_is_told_with_all_of_them(run: Run, catalogue: Path) -> None:
    (catalogue / "programs.csv").write_text("id,name_fr,helps\nÉté,A,magie\n", "utf-8")

    ran = run("programs", "list")
    assert ran.code == 78
    assert ran.err.count("programs.csv:2: ") == 2


def test_the_catalogue_that_is_shipped_answers_in_french_and_in_english(run: Run) -> None:
    shipped = ("--catalogue", str(ROOT / "catalogue"))

    assert "c3i" in ids(run, *shipped, "programs", "search", "crédit", "impôt")
    assert "c3i" in ids(run, *shipped, "programs", "search", "tax", "credit")


@pytest.mark.parametrize("excel", [(), ("--excel",)])
def test_an_exported_file_takes_the_place_of_the_one_it_was_made_from(
    run: Run, catalogue: Path, tmp_path: Path, excel: tuple[str, ...]
) -> None:
    for command in ("programs", "organizations"):
        out = tmp_path / f"new-{command}.csv"
        assert run(command, "export", "--format", "csv", *excel, "-o", str(out)).code == 0
        ran = run(command, "import", str(out), "--yes")

        assert (ran.code, ran.out) == (0, "new: 0, changed: 0, gone: 0\n")
        assert (catalogue / f"{command}.csv").read_bytes() == out.read_bytes()


def test_what_an_import_would_change_is_shown_and_written_only_on_demand(
    run: Run, catalogue: Path, tmp_path: Path
) -> None:
    new = tmp_path / "new.csv"
    new.write_text(PROGRAMS.replace("10,250", "1,250").replace("passe,Passé", "neuf,Neuf"), "utf-8")
    before = (catalogue / "programs.csv").read_bytes()

    refused = run("programs", "import", str(new), "--yes")
    assert refused.code == 1
    assert "these would be gone: passe" in refused.err
    shown = run("programs", "import", str(new), "--retire")
    assert shown.out.splitlines() == [
        "~ aide  Aide (exemple)",
        "    employees_min: 10 → 1",
        "+ neuf  Neuf (exemple)",
        "- passe  Passé (exemple)",
        "new: 1, changed: 1, gone: 1",
    ]
    assert "add --yes" in shown.err
    assert (catalogue / "programs.csv").read_bytes() == before

    ran = run("programs", "import", str(new), "--retire", "--yes", "--json")
    assert [(line["change"], line["id"], line["fields"]) for line in ran.lines] == [
        ("changed", "aide", {"employees_min": [10, 1]}),
        ("added", "neuf", {}),
        ("gone", "passe", {}),
    ]
    assert "Passé (exemple) (passe) is no longer in the catalogue" in run("programs", "show", "passe").err


def test_a_folder_of_files_is_taken_whole(run: Run, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    assert run("programs", "import", str(tmp_path / "new")).code == 66
    (tmp_path / "new" / "themes.csv").write_text(THEMES + "bois,bois,wood,\n", "utf-8")
    (tmp_path / "new" / "programs.csv").write_text(PROGRAMS.replace("énergie", "énergie|bois"), "utf-8")

    assert run("programs", "import", str(tmp_path / "new"), "--yes").out.startswith("+ bois  bois\n~ aide")
    assert ids(run, "programs", "search", "wood") == ["aide"]


def test_the_packages_own_catalogue_is_not_written(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("INNOVEICI_CATALOGUE")
    monkeypatch.chdir(tmp_path.parent)

    ran = run("programs", "import", str(tmp_path / "catalogue" / "programs.csv"))
    assert ran.code == 1
    assert "innoveici config init" in ran.err


def test_the_export_is_json_or_hsds(run: Run) -> None:
    found = run("programs", "export", "--format", "json").json
    assert [one["id"] for one in found["programs"]] == ["aide", "passe"]
    assert len(found["catalogue"]) == 64

    service = next(one for one in run("programs", "export", "--format", "hsds").json["services"])
    assert (service["name"], service["status"]) == ("Aide (exemple)", "active")
    assert "mrc" not in str(run("programs", "export", "--format", "hsds").json["organizations"])


def test_words_that_nothing_has_are_counted_and_forgotten(run: Run) -> None:
    for words in (("xyzzyq", "450", "lucie@ferme.example"), ("xyzzyq", "Tremblay")):
        run("programs", "search", *words)

    assert run("programs", "gaps", "--json").json == {"word": "xyzzyq", "times": 2, "last_month": "2026-11"}
    assert run("organizations", "gaps").out == "word\ttimes\tlast_month\n"
    assert run("programs", "gaps", "--forget", "XYZZYQ").err == "1 word forgotten\n"
    assert run("programs", "gaps", "--json").out == ""


def answering(monkeypatch: pytest.MonkeyPatch, **statuses: int | None) -> None:
    """Have each server (``a.example``) answer so; those not named, 200."""

    def ask_all(addresses: Iterable[str]) -> Iterator[PageAnswer]:
        for address in addresses:
            status = statuses.get(address.split("/")[2].split(".")[-2], 200)
            verdict = {200: Verdict.OK, 404: Verdict.DEAD}.get(status or 0, Verdict.UNSURE)
            yield PageAnswer(address, verdict, Message("said"), status)

    monkeypatch.setattr(page_check, "ask_all", ask_all)


def test_pages_that_are_gone_are_told_from_those_that_may_be_there(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, mrc=404, laval=403)
    ran = run("organizations", "links", "--json")

    assert ran.code == 3
    assert [(line["id"], line["field"], line["verdict"], line["status"]) for line in ran.lines] == [
        ("centre", "source", "ok", 200),
        ("mrc", "source", "dead", 404),
        ("laval", "source", "unsure", 403),
    ]
    assert run("organizations", "links", "centre", "laval").code == 0
    assert run("organizations", "links", "rien").code == 1


def test_that_no_server_answers_is_not_held_against_the_pages(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, hellodarwin=None, passe=None)
    ran = run("programs", "links")

    assert ran.code == 69
    assert "no server answered" in ran.err
