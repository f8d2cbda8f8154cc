"""Flag, then environment, then default; and where each value came from."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from innoveici.errors import InputNotFound, UsageError
from innoveici.settings import Flags, read_language, read_settings, without_secret


def test_defaults_are_the_packaged_samples_and_a_ledger_in_the_users_folder(
    untouched_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read_settings(Flags(), {})
    assert settings.regions.origin == settings.advisors.origin == "package"
    assert settings.regions.value.read_text("utf-8")
    assert settings.ledger.value == f"sqlite:///{untouched_home}/.local/share/innoveici/ledger.db"
    assert settings.mail.value == f"maildir:{untouched_home}/.local/share/innoveici/mail"
    assert settings.language.value == "fr"


def test_the_users_folder_comes_before_the_package_and_the_current_folder_before_both(
    untouched_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    own = untouched_home / ".config" / "innoveici" / "regions.yaml"
    own.parent.mkdir(parents=True)
    own.touch()
    assert read_settings(Flags(), {}).regions.value == own
    (tmp_path / "regions.yaml").touch()
    assert read_settings(Flags(), {}).regions.origin == "current folder"


def test_a_flag_comes_before_the_environment(tmp_path: Path) -> None:
    one, other = tmp_path / "one.yaml", tmp_path / "other.yaml"
    one.touch()
    other.touch()
    env = {"INNOVEICI_REGIONS": str(other), "INNOVEICI_LEDGER": "sqlite:///env.db"}
    settings = read_settings(Flags(regions=one), env)
    assert (settings.regions.value, settings.regions.origin) == (one, "flag")
    assert (settings.ledger.value, settings.ledger.origin) == ("sqlite:///env.db", "environment")
    assert read_settings(Flags(), env).regions.source == "INNOVEICI_REGIONS"


def test_a_named_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputNotFound, match=r"no\.csv does not exist \(named by INNOVEICI_ADVISORS\)"):
        read_settings(Flags(), {"INNOVEICI_ADVISORS": str(tmp_path / "no.csv")})


@pytest.mark.parametrize(
    ("flag", "env", "language"),
    [
        ("en", {"INNOVEICI_LANG": "fr"}, "en"),
        (None, {"INNOVEICI_LANG": "EN", "LANG": "fr_CA.UTF-8"}, "en"),
        (None, {"LC_ALL": "fr_CA.UTF-8", "LANG": "en_CA.UTF-8"}, "fr"),
        (None, {"LANG": "en_CA.UTF-8"}, "en"),
        (None, {"LC_ALL": "C", "LANG": "en_CA.UTF-8"}, "fr"),
        (None, {"LANG": "enough"}, "fr"),
        (None, {"LANG": "de_DE"}, "fr"),
        (None, {}, "fr"),
    ],
)
def test_the_language_is_french_unless_something_says_otherwise(
    flag: str | None, env: dict[str, str], language: str
) -> None:
    assert read_language(flag, env).value == language


def test_a_language_that_is_not_spoken_is_refused() -> None:
    with pytest.raises(UsageError, match="INNOVEICI_LANG"):
        read_language(None, {"INNOVEICI_LANG": "de"})


def test_the_clock_can_be_set() -> None:
    settings = read_settings(Flags(), {"INNOVEICI_NOW": "2026-11-21T09:30:00-05:00"})
    assert settings.clock() == datetime(2026, 11, 21, 14, 30, tzinfo=UTC)
    assert read_settings(Flags(), {"INNOVEICI_NOW": "2026-07-01"}).clock() == datetime(2026, 7, 1, 4, tzinfo=UTC)
    for text in ("demain", "9999-12-31T23:59:59-05:00"):
        with pytest.raises(UsageError, match="INNOVEICI_NOW"):
            read_settings(Flags(), {"INNOVEICI_NOW": text})


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://erac:s3cr3t@db.example/ledger", "postgresql://erac:***@db.example/ledger"),
        ("smtp://user:p@ss@host:25", "smtp://user:***@host:25"),
        ("sqlite:///home/a:b@c/ledger.db", "sqlite:///home/a:b@c/ledger.db"),
        ("smtp://user:pa/ss@host", "smtp://user:***@host"),
        ("postgresql://h/db?password=hunter2&sslmode=require", "postgresql://h/db?password=***&sslmode=require"),
        ("postgresql://erac@h/db", "postgresql://erac@h/db"),
        ("maildir:mail", "maildir:mail"),
        ("smtp:user:s3cr3t@host", "smtp:user:***@host"),
        ("smtp:/user:s3cr3t@host", "smtp:/user:***@host"),
        ("https://hook.example/in?secret=s3#cr3t&timeout=5", "https://hook.example/in?secret=***&timeout=5"),
    ],
)
def test_a_secret_is_never_shown(url: str, shown: str) -> None:
    assert without_secret(url) == shown
