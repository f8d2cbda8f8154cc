"""Where notices go, as given by ``INNOVEICI_MAIL``; never shown with its secret. Nothing is reached from here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from innoveici.errors import ConfigError
from innoveici.messages import N_, Message
from innoveici.settings import without_secret

_LOOPBACK = re.compile(r"localhost|127(\.\d{1,3}){3}|::1")
_HELO = re.compile(r"[A-Za-z0-9.-]{1,253}|\[[A-Za-z0-9.:]+\]")
_TIMEOUT_S, _MOST_S = 60.0, 120.0
_VERDICT_S = 600.0
"""How long a mail server may look at a message before it answers (RFC 5321, 4.5.3.2.6)."""
_REMEDY = N_("set INNOVEICI_MAIL to smtp://user:secret@host:port, smtps://…, maildir:PATH or https://…?secret=…")


@dataclass(frozen=True, slots=True)
class SmtpUrl:
    """A mail server. ``tls``: encrypted from the first byte, after STARTTLS, or not at all.

    ``timeout``: seconds for one answer; ``verdict_timeout``: for the one that says whether a message was accepted.
    """

    host: str
    port: int
    tls: bool
    starttls: bool
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = _TIMEOUT_S
    ca: Path | None = None
    helo: str | None = None
    verdict_timeout: float = _VERDICT_S

    def __str__(self) -> str:
        return f"{'smtps' if self.tls else 'smtp'}://{_bracketed(self.host)}:{self.port}"


@dataclass(frozen=True, slots=True)
class MaildirUrl:
    """A folder that mail programs read."""

    path: Path

    def __str__(self) -> str:
        return f"maildir:{self.path}"


@dataclass(frozen=True, slots=True)
class WebhookUrl:
    """A program that takes notices as signed JSON. ``target`` is path and query without ``secret``, which signs."""

    host: str
    port: int
    tls: bool
    target: str = field(repr=False)
    secret: str = field(repr=False)
    timeout: float = _TIMEOUT_S
    ca: Path | None = None

    def __str__(self) -> str:
        return f"{'https' if self.tls else 'http'}://{_bracketed(self.host)}:{self.port}"  # a path may be a secret too


MailUrl = SmtpUrl | MaildirUrl | WebhookUrl


def parse_mail_url(text: str) -> MailUrl:
    """``smtp://[user:secret@]host[:port][?starttls=always|never&timeout=S&ca=FILE&helo=NAME]``, ``smtps://``,
    ``maildir:PATH`` or ``https://host/path?secret=…[&timeout=S&ca=FILE]`` (``http://`` on this machine only).

    :raises ConfigError: anything else, saying what is wrong with it.
    """
    try:
        return _parse(text)
    except _Fault as fault:
        raise ConfigError(
            Message(
                N_("“{value}” is not a way to send mail: {problem}"), value=without_secret(text), problem=fault.what
            ),
            Message(_REMEDY),
        ) from None


def is_loopback(host: str) -> bool:
    """Whether what is sent to ``host`` never leaves this machine."""
    return _LOOPBACK.fullmatch(host) is not None


class _Fault(Exception):
    def __init__(self, msgid: str, **values: object) -> None:
        super().__init__(msgid)
        self.what = Message(msgid, **values)


def _parse(text: str) -> MailUrl:
    if re.search(r"[\x00-\x1f\x7f-\x9f]", text):
        raise _Fault(N_("it holds an invisible character"))
    scheme, colon, rest = text.partition(":")
    scheme = scheme.lower()
    if colon and scheme == "maildir":
        path = rest.removeprefix("//")
        if not path.strip():
            raise _Fault(N_("it names no folder"))
        return MaildirUrl(_path(path))
    if scheme not in ("smtp", "smtps", "http", "https") or not rest.startswith("//"):
        raise _Fault(N_("it starts with none of smtp://, smtps://, maildir: and https://"))
    try:
        parts = urlsplit(text)
        port = parts.port
        host = parts.hostname or ""
        host.encode("idna")
    except ValueError:  # UnicodeError is one
        raise _Fault(
            N_("host or port is malformed; in a secret, write / as %2F, ? as %3F, # as %23, % as %25")
        ) from None
    if not host or re.search(r"\s", host):
        raise _Fault(N_("it names no host"))
    if port == 0:
        raise _Fault(N_("0 is not a port"))
    if "#" in text:
        raise _Fault(N_("“#” has no meaning there; in a secret, write it as %23"))
    return _smtp(parts, host, port) if scheme.startswith("smtp") else _webhook(parts, host, port)


def _smtp(parts: SplitResult, host: str, port: int | None) -> SmtpUrl:
    if parts.path not in ("", "/"):
        raise _Fault(N_("something follows the host; in a secret, write / as %2F"))
    tls = parts.scheme == "smtps"
    options = _options(_pairs(parts.query), ("timeout", "ca", "helo", *(() if tls else ("starttls",))))
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise _Fault(N_("a user and a secret go together"))
    if not (user + password).isascii():
        raise _Fault(N_("user and secret may hold letters without accents, digits and signs only"))
    wanted = options.get("starttls", "never" if is_loopback(host) else "always")
    if wanted not in ("always", "never"):
        raise _Fault(N_("starttls is always or never"))
    starttls = not tls and wanted == "always"
    if user and not tls and not starttls and not is_loopback(host):
        raise _Fault(N_("the secret would travel unencrypted"))
    helo = options.get("helo")
    if helo is not None and not _HELO.fullmatch(helo):
        raise _Fault(N_("helo is the name of this machine, as in mail.example.org"))
    default = 465 if tls else 587 if user else 25
    timeout = _timeout(options)
    verdict = timeout if "timeout" in options else _VERDICT_S
    return SmtpUrl(host, port or default, tls, starttls, user, password, timeout, _ca(options), helo, verdict)


def _webhook(parts: SplitResult, host: str, port: int | None) -> WebhookUrl:
    tls = parts.scheme == "https"
    if not tls and not is_loopback(host):
        raise _Fault(N_("http:// would send unencrypted; only https:// leaves this machine"))
    if parts.username is not None:
        raise _Fault(N_("a user before the host has no meaning there; give ?secret=…"))
    ours = ("secret", "timeout", "ca")
    pairs = _pairs(parts.query)
    options = _options([p for p in pairs if p.partition("=")[0] in ours], ours)  # the others are the receiver's
    if not options.get("secret"):
        raise _Fault(N_("it has no ?secret=…, which signs what is sent"))
    query = "&".join(p for p in pairs if p.partition("=")[0] not in ours)
    target = (parts.path or "/") + (f"?{query}" if query else "")
    if not re.fullmatch(r"[!-~]+", target):
        raise _Fault(N_("path and parameters may hold no space or accent; write them with %"))
    default = 443 if tls else 80
    return WebhookUrl(host, port or default, tls, target, options["secret"], _timeout(options), _ca(options))


def _pairs(query: str) -> list[str]:
    return [pair for pair in query.split("&") if pair]


def _options(pairs: list[str], known: tuple[str, ...]) -> dict[str, str]:
    """Not ``parse_qsl``, for which the “+” of a secret would be a space."""
    options: dict[str, str] = {}
    for pair in pairs:
        name, _, value = pair.partition("=")
        if name not in known:
            raise _Fault(N_("it takes {known}, not “{name}”"), known=", ".join(known), name=name)
        if name in options:
            raise _Fault(N_("“{name}” is given twice"), name=name)
        options[name] = unquote(value)
    return options


def _timeout(options: dict[str, str]) -> float:
    text = options.get("timeout", str(_TIMEOUT_S))
    if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]+)?", text) or not 0 < float(text) <= _MOST_S:
        raise _Fault(N_("timeout is a number of seconds, {most} at most"), most=int(_MOST_S))
    return float(text)


def _ca(options: dict[str, str]) -> Path | None:
    if "ca" not in options:
        return None
    path = _path(options["ca"])
    try:
        there = path.is_file()
    except OSError:  # a name too long to be one
        there = False
    if not there:
        raise _Fault(N_("the file of certificates {path} does not exist"), path=str(path))
    return path


def _path(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise _Fault(N_("{path} names a home folder that does not exist"), path=text) from None


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
