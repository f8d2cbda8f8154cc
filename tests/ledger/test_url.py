from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.errors import ConfigError
from innoveici.ledger.url import parse_ledger_url

_SECRETS = st.text("abcXYZ019%-._~", min_size=8, max_size=20).map(lambda s: f"s3cr3t{s}")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("sqlite:///ledger.sqlite", "ledger.sqlite"),
        ("sqlite:////var/lib/ledger.sqlite", "/var/lib/ledger.sqlite"),
        ("/var/lib/grand livre.sqlite", "/var/lib/grand livre.sqlite"),
        ("ledger.sqlite", "ledger.sqlite"),
    ],
)
def test_a_file_is_named_by_url_or_path(text: str, path: str) -> None:
    url = parse_ledger_url(text)
    assert (url.kind, url.path) == ("sqlite", Path(path))
    assert parse_ledger_url(str(url)) == url


def test_the_home_folder_may_be_abbreviated(untouched_home: Path) -> None:
    assert parse_ledger_url("~/ledger.sqlite").path == untouched_home / "ledger.sqlite"


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_postgresql_has_several_names(scheme: str) -> None:
    url = parse_ledger_url(f"{scheme}://user@host/base")
    assert (url.kind, url.dsn) == ("postgresql", "postgresql://user@host/base")


@pytest.mark.parametrize("text", ["", " ", "sqlite://", "sqlite:///", ":memory:", "sqlite:///:memory:", "mysql://h/b"])
def test_what_names_no_ledger_is_refused(text: str) -> None:
    with pytest.raises(ConfigError) as error:
        parse_ledger_url(text)
    assert "sqlite:///PATH" in str(error.value.remedy)


@given(_SECRETS)
def test_a_password_is_never_shown(secret: str) -> None:
    for text in (f"postgresql://u:{secret}@h:5432/b", f"postgresql://h/b?user=u&password={secret}&sslmode=require"):
        url = parse_ledger_url(text)
        assert secret not in str(url)
        assert secret not in repr(url)
        assert "***" in str(url)
        assert "h" in str(url)


@pytest.mark.parametrize("text", ["postgresql://[bad", "postgresql://u:p@[::1", "postgresql://"])
def test_an_address_that_is_none_can_still_be_shown(text: str) -> None:
    assert str(parse_ledger_url(text)).startswith("postgresql://")
