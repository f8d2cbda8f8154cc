"""``innoveici keys``: what is in force is listed without secrets; a program's key is shown once; ended, it is."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from innoveici.ledger import open_ledger
from tests.cli.conftest import Run
from tests.notify.parts import NOW

HEAD = "key\tfor\tmade_at\texpires_at\tstate"


@pytest.mark.usefixtures("untouched_home")
def test_without_a_ledger_there_are_none_and_none_is_made(run: Run, ledger_file: Path) -> None:
    assert run("keys", "list").out.splitlines() == [HEAD]
    assert run("keys", "list", "--json").lines == []
    assert not ledger_file.exists()


def test_a_programs_key_is_shown_once(run: Run, ledger_file: Path) -> None:
    ran = run("keys", "add", "site-web")
    key = ran.out.strip()
    assert ran.code == 0
    assert key.startswith("innoveici_")
    assert "once" in ran.err
    with open_ledger(f"sqlite:///{ledger_file}", clock=lambda: NOW) as ledger:
        found = ledger.program_of(key)
    assert found is not None
    assert found.name == "site-web"
    listed = run("keys", "list")
    assert "site-web\tapi\t" in listed.out
    assert key not in listed.out + run("keys", "list", "--json").out
    assert key.encode() not in ledger_file.read_bytes()


def test_as_json_it_is_one_object(run: Run) -> None:
    made = run("keys", "add", "site-web", "--for", "api", "--json").json
    assert made == {"kind": "program", "name": "site-web", "for": "api", "key": made["key"]}
    (listed,) = run("keys", "list", "--json").lines
    assert listed == {"kind": "program", "name": "site-web", "for": "api", "made_at": "2026-11-21T14:30:00.000000Z"}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("add", "site-web"), 1), (("add", "12"), 2), (("add", "un nom"), 2), (("add", ""), 2), (("add", "x" * 41), 2),
        (("add", "other", "--for", "pages"), 2), (("revoke", "none"), 1), (("revoke", "99"), 1),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(run: Run, words: tuple[str, ...], code: int) -> None:
    run("keys", "add", "site-web")
    ran = run("keys", *words)
    assert (ran.code, ran.out) == (code, "")
    assert "→" in ran.err


def test_a_revoked_program_comes_in_no_more(run: Run, ledger_file: Path) -> None:
    key = run("keys", "add", "site-web").out.strip()
    assert run("keys", "revoke", "site-web", "--json").json == {"revoked": "site-web", "signs": None}
    with open_ledger(f"sqlite:///{ledger_file}", clock=lambda: NOW) as ledger:
        assert ledger.program_of(key) is None
    again = run("keys", "add", "site-web").out.strip()
    assert again != key
    assert run("keys", "revoke", "site-web").out == "The key of site-web is revoked: it lets nobody in any more.\n"


def test_a_rotated_key_verifies_as_long_as_links_live(run: Run, ledger_file: Path) -> None:
    ran = run("keys", "rotate")
    assert ran.out == "Key 2 signs from now on; links that were signed before open for 30 more days.\n"
    first, second = run("keys", "list", "--json").lines
    assert (first["id"], first["signs"], first["verifies"], first["expires_at"][:10]) == (
        "1",
        False,
        True,
        "2026-12-21",
    )
    assert (second["id"], second["signs"], second["expires_at"]) == ("2", True, None)
    with open_ledger(f"sqlite:///{ledger_file}", clock=lambda: NOW) as ledger:
        keys = ledger.signing_keys()
    assert keys["1"].expires_at == NOW + timedelta(days=30)
    for secret in (key.secret.hex() for key in keys.values()):
        assert secret not in run("keys", "list", "--json").out + run("keys", "list").out
    made = run("keys", "rotate", "--json").json
    assert (made["id"], [key["id"] for key in made["before"]]) == ("3", ["1", "2"])


def test_how_long_is_said_in_the_regions_file(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (Path(__file__).parents[2] / "regions.yaml").read_text("utf-8")
    file = tmp_path / "regions.yaml"
    assert "\n  link_days: 30 " in text
    file.write_text(text.replace("\n  link_days: 30 ", "\n  link_days: 5 "), "utf-8")
    monkeypatch.setenv("INNOVEICI_REGIONS", str(file))
    assert "for 5 more days" in run("keys", "rotate").out


def test_a_revoked_key_ends_at_once_and_another_signs(run: Run) -> None:
    run("keys", "rotate")
    said = "Key 2 is revoked: no link and no reply address that it signed opens any more. Key 3 signs.\n"
    assert run("keys", "revoke", "2").out == said
    states = {one["id"]: (one["signs"], one["verifies"]) for one in run("keys", "list", "--json").lines}
    assert states == {"1": (False, True), "2": (False, False), "3": (True, True)}
    assert run("keys", "revoke", "1", "--json").json == {"revoked": "1", "signs": "3"}
    assert [line.split("\t")[-1] for line in run("keys", "list").out.splitlines()[1:]] == ["ended", "ended", "signs"]


def test_it_speaks_french(run: Run) -> None:
    assert run("--lang", "fr", "keys", "rotate").out == (
        "La clé 2 signe désormais; les liens signés avant s'ouvrent encore pendant 30 jours.\n"
    )
