"""A whole file in place of the catalogue's own: shown first, written whole, and no id renamed, lost or used again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from innoveici.catalogue import importing
from innoveici.catalogue.importing import (
    Replacement,
    read_replacement,
    refuse_what_breaks_ids,
    retiring,
    write_replacement,
)
from innoveici.catalogue.load import load_catalogue
from innoveici.directory.file_problems import DirectoryError
from innoveici.errors import Refused, StorageError, TryAgain
from tests.catalogue.conftest import Kept

TODAY = date(2026, 11, 21)
OWN = "id,name_fr,operator,helps,employees_max\naide,Aide (exemple),centre,grant,250\nprêt,x,,,\n".replace(
    "prêt,x,,,", "pret,Prêt (exemple),,loan,"
)


@pytest.fixture
def own(kept: Kept) -> Kept:
    kept.load(programs=OWN)
    return kept


def replaced(own: Kept, text: str, name: str = "programs.csv") -> Replacement:
    given = own.folder / "given.csv"
    given.write_text(text, "utf-8")
    return read_replacement(own.folder, {name: given})


def test_what_changes_is_told_field_by_field(own: Kept) -> None:
    text = OWN.replace("grant,250", "grant|loan,500").replace("pret,Prêt (exemple)", "neuf,Neuf (exemple)")
    found = replaced(own, text).changes

    assert [(one.what, one.id, one.fields) for one in found] == [
        ("changed", "aide", {"helps": (["grant"], ["grant", "loan"]), "employees_max": (250, 500)}),
        ("added", "neuf", {}),
        ("gone", "pret", {}),
    ]


def test_the_same_in_other_words_changes_nothing(own: Kept) -> None:
    header = "identifiant;nom;aides;opérateur;employés max"
    rows = "pret;Prêt (exemple);prêt;;", "aide;Aide (exemple);Subvention;Centre (exemple);250"

    assert replaced(own, "\r\n".join((header, *rows))).changes == ()


def test_nothing_is_written_before_that_is_asked(own: Kept) -> None:
    replaced(own, OWN.replace("250", "500"))

    assert (own.folder / "programs.csv").read_text("utf-8") == OWN


def test_the_file_is_written_as_it_was_given_and_keeps_its_permissions(own: Kept) -> None:
    (own.folder / "programs.csv").chmod(0o640)
    text = OWN.replace("250", "500").replace(",", ";")
    write_replacement(replaced(own, text))

    assert (own.folder / "programs.csv").read_text("utf-8") == text
    assert (own.folder / "programs.csv").stat().st_mode & 0o777 == 0o640
    assert load_catalogue(own.folder).programs["aide"].conditions.employees_max == 500


def test_faults_are_told_and_the_file_stays_as_it_was(own: Kept) -> None:
    with pytest.raises(DirectoryError) as raised:
        replaced(own, OWN.replace("250", "beaucoup").replace("loan", "magie"))

    assert [(Path(p.file).name, p.line, p.field) for p in raised.value.problems] == [
        ("given.csv", 2, "employees_max"),
        ("given.csv", 3, "helps"),
    ]
    assert (own.folder / "programs.csv").read_text("utf-8") == OWN


def test_a_file_that_others_refer_to_is_held_against_them(own: Kept) -> None:
    with pytest.raises(DirectoryError) as raised:
        replaced(own, "id,name_fr\nautre,Autre (exemple)\n", "organizations.csv")

    assert "“centre” is no organization of organizations.csv" in str(raised.value.problems[0])


def test_an_id_is_never_renamed(own: Kept) -> None:
    replacement = replaced(own, OWN.replace("pret,", "pret-2,"))

    for one in (replacement, retiring(replacement, TODAY)):
        with pytest.raises(Refused, match="“pret” would become “pret-2”"):
            refuse_what_breaks_ids(one)


def test_an_id_is_never_lost_and_never_used_again(own: Kept) -> None:
    replacement = replaced(own, OWN.replace("pret,Prêt (exemple),,loan,\n", ""))
    with pytest.raises(Refused, match="these would be gone: pret"):
        refuse_what_breaks_ids(replacement)

    retired = retiring(replacement, TODAY)
    refuse_what_breaks_ids(retired)
    write_replacement(retired)
    catalogue = load_catalogue(own.folder)
    assert list(catalogue.programs) == ["aide"]
    assert catalogue.retired["pret"].name_fr == "Prêt (exemple)"
    assert catalogue.retired["pret"].retired_on == "2026-11-21"
    with pytest.raises(DirectoryError, match="1 error"):
        replaced(own, OWN.replace("Prêt (exemple)", "Tout autre chose"))


def test_a_file_that_was_saved_meanwhile_stays_as_it_was_saved(own: Kept) -> None:
    replacement = replaced(own, OWN.replace("250", "500"))
    (own.folder / "programs.csv").write_text(OWN.replace("250", "300"), "utf-8")

    with pytest.raises(TryAgain, match=r"programs.csv was saved meanwhile"):
        write_replacement(replacement)
    assert load_catalogue(own.folder).programs["aide"].conditions.employees_max == 300


def test_a_disk_that_is_full_leaves_the_file_as_it_was(own: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_target: Path) -> None:
        raise OSError(28, "No space left on device")

    replacement = replaced(own, OWN.replace("250", "500"))
    monkeypatch.setattr(importing, "written_whole", full)
    with pytest.raises(StorageError, match="the disk is full"):
        write_replacement(replacement)
    assert (own.folder / "programs.csv").read_text("utf-8") == OWN
