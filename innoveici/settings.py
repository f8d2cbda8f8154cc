"""Finds the files, ledger, mail channel, language and clock to use, and remembers what chose each.

A flag goes before the environment, and that before a default. A default that does not exist gives way to the next
one; a file that the user named must exist. Files are looked for here, never read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Generic, Literal, TypeVar, cast

from innoveici.errors import InputNotFound, UsageError
from innoveici.messages import DEFAULT_LANGUAGE, LANGUAGES, N_, Language, Message
from innoveici.quebec import quebec_moment

T = TypeVar("T")
Color = Literal["auto", "always", "never"]
Origin = Literal["flag", "environment", "current folder", "user folder", "package", "default"]
Clock = Callable[[], datetime]

_PACKAGE = Path(__file__).parent
BASE_URL = re.compile(r"https?://[^\s<>\"'\\]+")
ORIGINS: dict[Origin, str] = {
    "flag": N_("flag"),
    "environment": N_("environment"),
    "current folder": N_("current folder"),
    "user folder": N_("user's folder"),
    "package": N_("sample in the package"),
    "default": N_("default"),
}


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """A value in force and where it came from; ``source`` names the flag or variable."""

    value: T
    origin: Origin
    source: str = ""


@dataclass(frozen=True, slots=True)
class Flags:
    """What was said before the command; None where nothing was."""

    regions: Path | None = None
    advisors: Path | None = None
    ledger: str | None = None
    language: str | None = None
    color: str | None = None
    catalogue: Path | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything in force. ``ledger`` and ``mail`` are URLs that may hold a secret: show them by ``without_secret``."""

    regions: Setting[Path]
    advisors: Setting[Path]
    ledger: Setting[str]
    mail: Setting[str]
    language: Setting[Language]
    color: Setting[Color]
    clock: Clock
    catalogue: Setting[Path]
    base_url: str = ""
    clock_set: str | None = None


def read_settings(flags: Flags, env: Mapping[str, str] = os.environ) -> Settings:
    """Resolve every setting. Raises UsageError for a value that is not one, InputNotFound for a named file missing."""
    clock, clock_set = _clock(env)
    ledger = _ledger(flags, env)
    return Settings(
        regions=_file("regions.yaml", flags.regions, "--regions", "INNOVEICI_REGIONS", env),
        advisors=_file("advisors.csv", flags.advisors, "--advisors", "INNOVEICI_ADVISORS", env),
        ledger=ledger,
        mail=_mail(env, ledger.value),
        language=read_language(flags.language, env),
        color=_color(flags, env),
        clock=clock,
        catalogue=_file("catalogue", flags.catalogue, "--catalogue", "INNOVEICI_CATALOGUE", env),
        base_url=_base_url(env),
        clock_set=clock_set,
    )


def _base_url(env: Mapping[str, str]) -> str:
    """Where the pages are, where that is not in regions.yaml."""
    address = env.get("INNOVEICI_BASE_URL", "").rstrip("/")
    if address and not BASE_URL.fullmatch(address):
        raise UsageError(
            Message(
                N_("{source}: “{value}” is not the address of a website"), source="INNOVEICI_BASE_URL", value=address
            ),
            Message(N_("write it as in https://innoveici.quebec")),
        )
    return address


def read_language(flag: str | None, env: Mapping[str, str] = os.environ) -> Setting[Language]:
    """The reader's language: ``--lang``, ``INNOVEICI_LANG``, then the locale's; French otherwise."""
    named: tuple[tuple[str | None, Origin, str], ...] = (
        (flag, "flag", "--lang"),
        (env.get("INNOVEICI_LANG"), "environment", "INNOVEICI_LANG"),
    )
    for value, origin, source in named:
        if value:
            if value.lower() not in LANGUAGES:
                raise UsageError(
                    Message(N_("{source}: “{value}” is not a language innoveici speaks"), source=source, value=value),
                    Message(N_("use fr or en")),
                )
            return Setting(cast(Language, value.lower()), origin, source)
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := env.get(variable):  # the first one set decides, as in POSIX; C and others mean French
            prefix = value.lower()[:2]
            known = prefix in LANGUAGES and value.lower()[2:3] in ("", "_", ".", "-", "@")
            return Setting(cast(Language, prefix), "environment", variable) if known else _french()
    return _french()


def config_folder() -> Path:
    """The user's own regions.yaml and advisors.csv."""
    import platformdirs

    return platformdirs.user_config_path("innoveici")


def data_folder() -> Path:
    """The ledger, the Maildir beside it, pgeocode's files."""
    import platformdirs

    return platformdirs.user_data_path("innoveici")


def cache_folder() -> Path:
    """What can be made again of other files."""
    import platformdirs

    return platformdirs.user_cache_path("innoveici")


def packaged(name: str) -> Path:
    """The sample inside the package; in a source tree, the one at its top."""
    inside = _PACKAGE / "defaults" / name
    return inside if inside.exists() else _PACKAGE.parent / name


def without_secret(url: str) -> str:
    """``url`` with ``***`` for a password, before the host or among the parameters."""
    start = re.match(r"(?i)[a-z0-9+.-]+://|(?:smtps?|https?):/?", url)  # also where a slash was forgotten
    if not start or start[0] == "sqlite://":
        return url
    rest = re.sub(r"(?i)((?:pass|secret|token)[^=&]*=)[^&]*", r"\1***", url[start.end() :])
    credentials, at, host = rest.rpartition("@")  # the last one: a password may hold “@” or “/”
    user, colon, _secret = credentials.partition(":")
    return f"{start[0]}{user}{colon and ':***'}{at}{host}"


def _french() -> Setting[Language]:
    return Setting(DEFAULT_LANGUAGE, "default")


def _file(name: str, flag: Path | None, flag_name: str, variable: str, env: Mapping[str, str]) -> Setting[Path]:
    named: tuple[tuple[Path | None, Origin, str], ...] = (
        (flag, "flag", flag_name),
        (Path(env[variable]) if env.get(variable) else None, "environment", variable),
    )
    for path, origin, source in named:
        if path is not None:
            if not path.exists():
                raise InputNotFound(
                    Message(N_("{path} does not exist (named by {source})"), path=str(path), source=source),
                    Message(N_("correct the path, or leave it out to use the default")),
                )
            return Setting(path, origin, source)
    if _is_ours(here := Path(name)):
        return Setting(here, "current folder")
    if _is_ours(own := config_folder() / name):
        return Setting(own, "user folder")
    return Setting(packaged(name), "package")


def _is_ours(path: Path) -> bool:
    """A file, or the folder of the catalogue; another one of that name is passed over."""
    return path.is_file() or (path / "programs.csv").is_file()


def _ledger(flags: Flags, env: Mapping[str, str]) -> Setting[str]:
    if flags.ledger:
        return Setting(flags.ledger, "flag", "--ledger")
    if env.get("INNOVEICI_LEDGER"):
        return Setting(env["INNOVEICI_LEDGER"], "environment", "INNOVEICI_LEDGER")
    return Setting(f"sqlite:///{data_folder() / 'ledger.db'}", "default")


def _mail(env: Mapping[str, str], ledger: str) -> Setting[str]:
    if env.get("INNOVEICI_MAIL"):
        return Setting(env["INNOVEICI_MAIL"], "environment", "INNOVEICI_MAIL")
    path = ledger.removeprefix("sqlite:///")
    beside = Path(path).parent if path != ledger else data_folder()
    return Setting(f"maildir:{beside / 'mail'}", "default")


def _color(flags: Flags, env: Mapping[str, str]) -> Setting[Color]:
    if flags.color:
        return Setting(cast(Color, flags.color), "flag", "--color")
    if env.get("NO_COLOR"):
        return Setting("never", "environment", "NO_COLOR")
    return Setting("auto", "default")


def _clock(env: Mapping[str, str]) -> tuple[Clock, str | None]:
    text = env.get("INNOVEICI_NOW")
    if not text:
        return lambda: datetime.now(UTC), None
    try:
        fixed = quebec_moment(datetime.fromisoformat(text)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UsageError(
            Message(N_("INNOVEICI_NOW: “{value}” is not a date and time"), value=text),
            Message(N_("write it as in 2026-11-21T09:30:00-05:00")),
        ) from None
    return lambda: fixed, text
