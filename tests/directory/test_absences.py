"""An absence written in advisors.csv: who may, which days, whose file it stays, and that nobody's work is lost."""

from __future__ import annotations

import os
import stat
import threading
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from innoveici.directory import absences
from innoveici.directory.absences import Absence, Declared, absence_of, declare_absence
from innoveici.directory.load import load_directory, load_regions
from innoveici.errors import InnoveiciError, Refused, StorageError, TryAgain, UsageError
from innoveici.settings import packaged

if TYPE_CHECKING:
    from pathlib import Path

    from tests.directory.conftest import Files

TODAY = date(2027, 7, 1)
JULY = Absence(date(2027, 7, 5), date(2027, 7, 16))
BACK = Absence(None, None)


def declare(files: Files, id_: str, absence: Absence, path: Path | None = None) -> Declared:
    regions = load_regions(files.regions)
    return declare_absence(path or files.advisors, id_, absence, regions=regions, atlas=files.atlas, today=TODAY)


def test_an_absence_is_read_back_as_it_was_declared_and_nobody_elses_row_changes(files: Files) -> None:
    before = files.load()
    lines = files.advisors.read_text("utf-8").splitlines()

    done = declare(files, "d", replace(JULY, replacement_id="c"))

    after = load_directory(files.regions, files.advisors, files.atlas)
    assert done == Declared(after.advisors["d"], changed=True)
    assert absence_of(after.advisors["d"]) == replace(JULY, replacement_id="c")
    assert {**after.advisors, "d": before.advisors["d"]} == before.advisors
    assert files.advisors.read_text("utf-8").splitlines() == [
        *lines[:4],
        'd,"Conseil D, Mauricie",Organisme D,j0k0a1,d@d.example,,,,,,attested,,,2027-07-05,2027-07-16,c',
    ]


def test_whoever_is_back_has_no_absence_and_what_says_so_already_is_left_alone(files: Files) -> None:
    files.write()
    assert declare(files, "b", BACK).changed
    written = files.advisors.stat().st_mtime_ns
    assert not declare(files, "b", BACK).changed
    assert files.advisors.stat().st_mtime_ns == written
    assert "b,Conseil B,Organisme B,J6E 1A1,b@b.example,,,61,fr,,attested,,,,,\n" in files.advisors.read_text("utf-8")


def test_an_absence_that_has_begun_may_go_on_longer(files: Files) -> None:
    files.write()
    declare(files, "a", replace(JULY, replacement_id="b"))
    regions = load_regions(files.regions)
    longer = Absence(JULY.first, date(2027, 8, 1), "b")
    during = date(2027, 7, 10)
    declare_absence(files.advisors, "a", longer, regions=regions, atlas=files.atlas, today=during)
    assert absence_of(load_directory(files.regions, files.advisors, files.atlas).advisors["a"]) == longer


def test_an_absence_may_have_no_end_yet(files: Files) -> None:
    files.write()
    declare(files, "a", Absence(TODAY, None))
    advisor = load_directory(files.regions, files.advisors, files.atlas).advisors["a"]
    assert advisor.absent_on(TODAY + timedelta(days=900))
    assert not advisor.absent_on(TODAY - timedelta(days=1))


@pytest.mark.parametrize(
    ("id_", "absence", "error", "says"),
    [
        ("zz", JULY, UsageError, "no advisor has the id “zz”"),
        ("a", Absence(date(2027, 7, 16), date(2027, 7, 5)), UsageError, "ends before it begins"),
        ("a", Absence(None, date(2027, 6, 30)), UsageError, "its last day, 2027-06-30, is past"),
        (
            "a",
            Absence(date(2027, 6, 30), date(2027, 7, 5)),
            UsageError,
            "first day of the absence, 2027-06-30, is past",
        ),
        ("a", replace(JULY, replacement_id="zz"), UsageError, "no advisor has the id “zz”"),
        ("a", replace(JULY, replacement_id="a"), UsageError, "a cannot stand in for itself"),
        ("b", replace(JULY, replacement_id="a"), Refused, "replacements go round: a → b → a"),
    ],
)
def test_what_cannot_be_is_said_and_not_written(
    files: Files, id_: str, absence: Absence, error: type[InnoveiciError], says: str
) -> None:
    files.write()
    before = files.advisors.read_bytes()
    with pytest.raises(error) as caught:
        declare(files, id_, absence)
    assert says in str(caught.value)
    assert caught.value.remedy
    assert files.advisors.read_bytes() == before
    assert [path.name for path in files.folder.glob(".*.part")] == []


def test_the_sample_of_the_package_is_nobodys_to_change(files: Files) -> None:
    before = packaged("advisors.csv").read_bytes()
    files.write()
    link = files.folder / "link.csv"
    link.symlink_to(packaged("advisors.csv").resolve())
    for path in (packaged("advisors.csv"), link):
        with pytest.raises(StorageError, match="sample of the package") as caught:
            declare(files, "a", JULY, path)
        assert "config init" in str(caught.value.remedy)
    assert packaged("advisors.csv").read_bytes() == before


def test_a_file_that_is_not_to_be_written_stays(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    files.write()
    before = files.advisors.read_bytes()
    monkeypatch.setattr("innoveici.directory.absences.os.access", lambda *_: False)  # root may do anything
    with pytest.raises(StorageError, match="may not be written") as caught:
        declare(files, "a", JULY)
    assert "by hand" in str(caught.value.remedy)
    assert files.advisors.read_bytes() == before


@pytest.mark.parametrize("fails", ["chown", "disk"])
def test_a_file_that_cannot_stay_its_owners_or_be_written_whole_stays_as_it_is(
    files: Files, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    files.write()
    before = files.advisors.read_bytes()

    def refused(*_: object) -> None:
        raise OSError(1 if fails == "chown" else 28, "no")

    if fails == "chown":
        made = os.fstat
        monkeypatch.setattr("innoveici.directory.absences.os.fstat", lambda fd: _anothers(made(fd)))
    monkeypatch.setattr(f"innoveici.directory.absences.os.f{'chown' if fails == 'chown' else 'chmod'}", refused)
    with pytest.raises(StorageError, match="access is denied" if fails == "chown" else "the disk is full"):
        declare(files, "a", JULY)
    assert files.advisors.read_bytes() == before
    assert [path.name for path in files.folder.glob(".*.part")] == []


def _anothers(status: os.stat_result) -> os.stat_result:
    return os.stat_result([*status[:4], status.st_uid + 1, *status[5:]])


def test_rights_stay_and_a_link_stays_a_link(files: Files) -> None:
    files.write()
    files.advisors.chmod(0o640)
    if os.getuid() == 0:
        os.chown(files.advisors, 12345, 54321)
    before = files.advisors.stat()
    (files.folder / "sub").mkdir()
    link = files.folder / "sub" / "advisors.csv"
    link.symlink_to(files.advisors)

    declare(files, "a", JULY, link)

    after = files.advisors.stat()
    assert link.is_symlink()
    assert "2027-07-05" in link.read_text("utf-8")
    assert stat.S_IMODE(after.st_mode) == 0o640
    assert (after.st_uid, after.st_gid) == (before.st_uid, before.st_gid)
    assert (files.folder / ".advisors.csv.lock").stat().st_uid == before.st_uid, "its owner may lock it next"


def test_what_somebody_saves_meanwhile_is_kept(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    """A spreadsheet saves the file after it was read: it is read again, and both changes stand."""
    files.write()
    saved: list[str] = []
    be_like = absences._be_like

    def saving(target: Path, descriptor: int) -> None:
        be_like(target, descriptor)
        if not saved:
            saved.append("once")
            target.write_text(target.read_text("utf-8").replace("Conseil B", "Conseil Bis"), "utf-8")

    monkeypatch.setattr(absences, "_be_like", saving)
    declare(files, "a", JULY)
    advisors = load_directory(files.regions, files.advisors, files.atlas).advisors
    assert saved
    assert (advisors["b"].name, advisors["a"].absent_from) == ("Conseil Bis", JULY.first)


def test_a_file_that_is_saved_all_the_time_is_left_for_later(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    files.write()
    be_like = absences._be_like

    def saving(target: Path, descriptor: int) -> None:
        be_like(target, descriptor)
        target.write_bytes(target.read_bytes() + b"\n")

    monkeypatch.setattr(absences, "_be_like", saving)
    with pytest.raises(TryAgain, match="being changed by somebody else"):
        declare(files, "a", JULY)
    assert b"2027-07-05,2027-07-16,b\n" not in files.advisors.read_bytes()


def test_nobody_who_declares_at_the_same_time_is_forgotten(files: Files) -> None:
    files.write()
    faults: list[BaseException] = []

    def one(id_: str, day: int) -> None:
        try:
            declare(files, id_, Absence(date(2027, 7, 1 + day), date(2027, 9, 1 + day)))
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=one, args=(id_, day)) for day in range(5) for id_ in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    advisors = load_directory(files.regions, files.advisors, files.atlas).advisors
    spans = {id_: advisors[id_].absent_until - advisors[id_].absent_from for id_ in "abcd"}  # type: ignore[operator]
    assert set(spans.values()) == {timedelta(days=62)}, "each is of one declaration, whole"


def test_somebody_who_holds_the_file_too_long_is_not_waited_for(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    from filelock import FileLock

    files.write()
    monkeypatch.setattr(absences, "PATIENCE_S", 0.05)
    before = files.advisors.read_bytes()
    with FileLock(files.folder / ".advisors.csv.lock"), pytest.raises(TryAgain):
        declare(files, "a", JULY)
    assert files.advisors.read_bytes() == before


def test_a_file_that_is_at_fault_says_so_and_is_left(files: Files, advisors_with: object) -> None:
    files.write(advisors=advisors_with("b", email="x"))  # type: ignore[operator]
    before = files.advisors.read_bytes()
    with pytest.raises(InnoveiciError) as caught:
        declare(files, "a", JULY)
    assert caught.value.exit_code == 78
    assert files.advisors.read_bytes() == before
