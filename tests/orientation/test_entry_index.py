"""The compiled catalogue: the same entries, read once for as long as the files say the same."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from innoveici.catalogue import load
from innoveici.catalogue.load import load_catalogue
from innoveici.directory.file_problems import DirectoryError
from innoveici.orientation.entry_index import open_index

ROOT = Path(__file__).parents[2]
PROGRAMS = "id,name_fr,operator,themes\naide,Aide au virage (exemple),centre,énergie\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    there = tmp_path / "catalogue"
    there.mkdir()
    (there / "themes.csv").write_text("id,name_fr,name_en,words_fr\nénergie,énergie,energy,éolien\n", "utf-8")
    (there / "organizations.csv").write_text("id,name_fr,helps\ncentre,Centre (exemple),expertise\n", "utf-8")
    (there / "programs.csv").write_text(PROGRAMS, "utf-8")
    return there


@pytest.fixture
def not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(folder: Path) -> None:
        raise AssertionError(f"{folder} is read again")

    monkeypatch.setattr(load, "load_catalogue", refused)


def test_the_shipped_catalogue_is_the_same_compiled(tmp_path: Path) -> None:
    catalogue = load_catalogue(ROOT / "catalogue")
    for _again in range(2):
        index = open_index(ROOT / "catalogue", tmp_path)

        assert index.fingerprint == catalogue.fingerprint
        assert list(index.entries("organization")) == list(catalogue.organizations.values())
        assert list(index.entries("program")) == list(catalogue.programs.values())
        assert index.catalogue() == catalogue


def test_files_that_say_the_same_are_not_read_again(
    folder: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    open_index(folder, tmp_path / "cache")
    request.getfixturevalue("not_read")

    entry = open_index(folder, tmp_path / "cache").entry("aide")
    assert entry is not None
    assert entry.name_fr == "Aide au virage (exemple)"


def test_a_change_of_a_file_is_seen_at_once(folder: Path, tmp_path: Path) -> None:
    open_index(folder, tmp_path / "cache")
    (folder / "programs.csv").write_text(PROGRAMS.replace("virage", "départ"), "utf-8")
    (folder / "retired.csv").write_text("id,name_fr,successor\nvieux,Vieux,aide\n", "utf-8")

    index = open_index(folder, tmp_path / "cache")
    entry = index.entry("aide")
    assert entry is not None
    assert entry.name_fr == "Aide au départ (exemple)"
    assert index.retired["vieux"].successor == "aide"


def test_the_compiled_file_is_its_owners_to_read(folder: Path, tmp_path: Path) -> None:
    open_index(folder, tmp_path / "cache")

    (file,) = (tmp_path / "cache").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00"])
def test_a_damaged_compiled_file_does_no_harm(folder: Path, tmp_path: Path, content: bytes) -> None:
    open_index(folder, tmp_path / "cache")
    (file,) = (tmp_path / "cache").iterdir()
    file.write_bytes(content)

    assert open_index(folder, tmp_path / "cache").entry("centre") is not None
    assert open_index(folder, tmp_path / "cache").entry("centre") is not None


def test_a_folder_that_cannot_be_written_does_no_harm(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file", "utf-8")

    assert open_index(folder, tmp_path / "cache" / "innoveici").entry("centre") is not None


def test_faults_are_told_and_nothing_is_kept_of_them(folder: Path, tmp_path: Path) -> None:
    (folder / "programs.csv").write_text("id,name_fr\nÉté,A\n", "utf-8")
    for _again in range(2):
        with pytest.raises(DirectoryError):
            open_index(folder, tmp_path / "cache")
