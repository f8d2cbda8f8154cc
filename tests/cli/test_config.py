"""``config init``: files of one's own, where the program finds them; what is there is never written over."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from innoveici.catalogue.columns import ORGANIZATIONS, PROGRAMS, RETIRED, THEMES
from innoveici.directory import samples
from innoveici.directory.advisor_columns import COLUMNS
from innoveici.settings import Flags, config_folder, read_settings
from tests.cli.conftest import ROOT, Run

FILES = ("regions.yaml", "advisors.csv", "README.txt")
CATALOGUE = tuple(f"catalogue/{name}" for name in ("themes.csv", "organizations.csv", "programs.csv", "README.txt"))


@pytest.fixture
def newcomer(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Somebody who has set nothing."""
    monkeypatch.delenv("INNOVEICI_REGIONS")
    monkeypatch.delenv("INNOVEICI_ADVISORS")
    return run


def test_the_samples_go_where_they_are_looked_for_and_are_valid(newcomer: Run) -> None:
    ran = newcomer("config", "init")
    assert ran.code == 0
    own = read_settings(Flags())
    assert (own.regions.value, own.advisors.value) == (
        config_folder() / "regions.yaml",
        config_folder() / "advisors.csv",
    )
    assert own.regions.origin == own.advisors.origin == "user folder"
    assert ran.out.splitlines() == [f"written: {config_folder() / name}" for name in (*FILES, *CATALOGUE)]
    assert ran.err.splitlines()[-1] == "Then: innoveici check"
    checked = newcomer("check", "--json")
    assert checked.code == 0
    assert {problem["severity"] for problem in checked.lines} == {"warning"}


def test_they_are_the_owners_to_read_and_say_what_goes_where(newcomer: Run) -> None:
    newcomer("config", "init")
    there = [path for path in config_folder().rglob("*") if path.is_file()]
    assert {path.relative_to(config_folder()).as_posix() for path in there} == {*FILES, *CATALOGUE}
    assert {stat.S_IMODE(path.stat().st_mode) for path in there} == {0o600}
    for folder in (config_folder(), config_folder() / "catalogue"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert (config_folder() / "regions.yaml").read_text("utf-8").startswith("# ")
    guide = (config_folder() / "README.txt").read_text("utf-8").split()
    assert set(COLUMNS.names) <= set(guide)
    of_catalogue = (config_folder() / "catalogue" / "README.txt").read_text("utf-8").split()
    assert {*PROGRAMS.names, *ORGANIZATIONS.names, *THEMES.names, *RETIRED.names} <= set(of_catalogue)


def test_the_page_beside_them_is_in_the_readers_language(newcomer: Run) -> None:
    assert "LISEZ-MOI.txt" in newcomer("--lang", "fr", "config", "init").out
    guide = (config_folder() / "LISEZ-MOI.txt").read_text("utf-8")
    assert "obligatoire" in guide
    assert "required" not in guide


def test_what_is_there_stays_as_it_is(newcomer: Run, tmp_path: Path) -> None:
    (tmp_path / "office").mkdir()
    own = tmp_path / "office" / "advisors.csv"
    own.write_bytes(b"mine")
    ran = newcomer("config", "init", "office", "--json")
    assert ran.code == 0
    assert [(Path(line["file"]).name, line["action"]) for line in ran.lines] == [
        ("regions.yaml", "written"), ("advisors.csv", "kept"), ("README.txt", "written"),
        *((Path(name).name, "written") for name in CATALOGUE),
    ]  # fmt: skip
    assert own.read_bytes() == b"mine"
    again = newcomer("config", "init", "office")
    assert again.code == 0
    assert again.out.count("was there, left as it is: ") == len(FILES) + len(CATALOGUE)
    assert own.read_bytes() == b"mine"


def test_a_link_that_leads_nowhere_is_not_followed(newcomer: Run, tmp_path: Path) -> None:
    (tmp_path / "regions.yaml").symlink_to(tmp_path / "elsewhere")
    assert "left as it is" in newcomer("config", "init", str(tmp_path)).out
    assert not (tmp_path / "elsewhere").exists()


def test_samples_that_are_not_read_from_there_come_with_the_command_that_reads_them(
    newcomer: Run, tmp_path: Path
) -> None:
    (tmp_path / "regions.yaml").write_bytes((ROOT / "regions.yaml").read_bytes())
    ran = newcomer("config", "init", "an office")
    assert f"For now {tmp_path / 'regions.yaml'} is read in place of that regions.yaml (current folder)." in ran.err
    assert "read in place of that advisors.csv (sample in the package)" in ran.err
    assert "read in place of that catalogue (sample in the package)" in ran.err
    then = "Then: innoveici --regions 'an office/regions.yaml' --advisors 'an office/advisors.csv'"
    assert ran.err.splitlines()[-1] == f"{then} --catalogue 'an office/catalogue' check"
    assert newcomer("--regions", "an office/regions.yaml", "--advisors", "an office/advisors.csv", "check").code == 0


@pytest.mark.parametrize("words", [[], ["there"]])
def test_a_folder_that_cannot_be_is_refused_with_what_to_do(newcomer: Run, tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "there").write_text("a file", "utf-8")
    config_folder().parent.mkdir(parents=True)
    config_folder().write_text("a file", "utf-8")
    ran = newcomer("config", "init", *words)
    assert (ran.code, ran.out) == (74, "")
    assert "a file of that name is there already" in ran.err
    assert "innoveici config init FOLDER" in ran.err


def test_a_disk_that_is_full_leaves_no_half_a_file(newcomer: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = os.fdopen

    def full(descriptor: int, mode: str) -> object:
        opened(descriptor, mode).close()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(samples.os, "fdopen", full)
    ran = newcomer("config", "init")
    assert ran.code == 74
    assert "the disk is full" in ran.err
    assert list(config_folder().iterdir()) == []


def test_invented_advisors_are_said_to_be_so_wherever_they_lie(newcomer: Run) -> None:
    newcomer("config", "init")
    routed = newcomer("route", "--company", "Scierie", "--postal-code", "J0K 2M0", "--dry-run")
    assert "These advisors are the sample of the package" in routed.err
    own = config_folder() / "advisors.csv"
    (warning,) = (p for p in newcomer("check", "--json").lines if p["file"] == str(own) and p["line"] is None)
    assert "replace them with your own" in warning["remedy"]
    own.write_text(own.read_text("utf-8").replace("QC-01-01", "AMQUI"), "utf-8")
    assert (
        "sample of the package"
        not in newcomer("route", "--company", "Scierie", "--postal-code", "J0K 2M0", "--dry-run").err
    )


def test_config_show_names_the_folder(newcomer: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "mine"))
    folder = {line["setting"]: line["value"] for line in newcomer("config", "show", "--json").lines}["folder"]
    assert folder == str(config_folder())
    assert f"{folder}  (your own files go here: innoveici config init)" in newcomer("config", "show").out
