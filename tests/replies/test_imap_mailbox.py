"""Answers from a mailbox: imaplib itself talks to a server on loopback, over TLS with a certificate of our own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from innoveici.errors import ConfigError, InnoveiciError, Unreachable, UsageError
from innoveici.notify.incoming import LARGEST
from innoveici.replies.imap_mailbox import ImapMailbox, ImapUrl, parse_imap_url, quoted_mailbox
from tests.notify.channels.conftest import Certificates
from tests.replies.imap_server import PASSWORD, ImapServer

Serve = Callable[..., ImapServer]


@pytest.fixture
def serve(certificates: Certificates) -> Iterator[Serve]:
    with ExitStack() as stack:

        def server(*messages: bytes, **more: Any) -> ImapServer:
            return stack.enter_context(ImapServer(certificates.server(), [*messages], **more))

        yield server


def opened(server: ImapServer, ca: Path, password: str = PASSWORD) -> ImapMailbox:
    return ImapMailbox(parse_imap_url(f"{server.url}?ca={ca}"), password, timeout=5)


def test_what_nobody_has_seen_is_read_and_marked_once_it_is_settled(serve: Serve, certificates: Certificates) -> None:
    server = serve(b"From: a\r\n\r\nune", b"From: b\r\n\r\ndeux", b"From: c\r\n\r\ntrois")
    with opened(server, certificates.ca) as mailbox:
        read = iter(mailbox)
        assert next(read) == ("101", b"From: a\r\n\r\nune")
        assert server.flags == {}
        mailbox.settle("101", refused=False)
        assert next(read)[0] == "102"
        mailbox.settle("102", refused=True)
        assert next(read)[0] == "103"  # which is not settled
        assert list(read) == []
    assert server.flags == {101: {"\\Seen"}, 102: {"\\Seen", "\\Flagged"}}
    with opened(server, certificates.ca) as mailbox:
        assert [name for name, _content in mailbox] == ["103"]


def test_a_server_without_authenticate_is_logged_in_to(serve: Serve, certificates: Certificates) -> None:
    server = serve(b"x", plain=False)
    with opened(server, certificates.ca, "plain") as mailbox:
        assert [name for name, _content in mailbox] == ["101"]
    with pytest.raises(ConfigError, match="does not accept the user"), opened(server, certificates.ca, "été"):
        pass


def test_no_more_is_fetched_than_tells_that_it_is_too_large(serve: Serve, certificates: Certificates) -> None:
    server = serve(b"x" * (LARGEST + 5000), b"")
    with opened(server, certificates.ca) as mailbox:
        assert [(name, len(content)) for name, content in mailbox] == [("101", LARGEST + 1)]


def test_a_mailbox_is_named_in_any_letters(serve: Serve, certificates: Certificates) -> None:
    server = serve(b"x", mailbox="R&AOk-ponses re&AOc-ues")
    url = parse_imap_url(f"{server.url.rpartition('/')[0]}/R%C3%A9ponses%20re%C3%A7ues?ca={certificates.ca}")
    with ImapMailbox(url, PASSWORD, timeout=5) as mailbox:
        assert len(list(mailbox)) == 1
    assert quoted_mailbox('A&B "été&"') == '"A&-B \\"&AOk-t&AOk-&-\\""'


@pytest.mark.parametrize(
    ("more", "password", "kind", "said"),
    [
        ({}, "wrong", ConfigError, "does not accept the user or the password"),
        ({"refuses": "SELECT"}, PASSWORD, ConfigError, "no mailbox of this name"),
        ({"read_only": True}, PASSWORD, ConfigError, "may be changed"),
        ({"refuses": "SEARCH"}, PASSWORD, Unreachable, "not understood"),
        ({"refuses": "FETCH"}, PASSWORD, Unreachable, "not understood"),
        ({"hangs_up_on": "FETCH"}, PASSWORD, Unreachable, "the connection was closed"),
        ({"hangs_up_on": "AUTHENTICATE"}, PASSWORD, Unreachable, "the connection was closed"),
        ({"hangs_up_on": "SELECT"}, PASSWORD, Unreachable, "the connection was closed"),
    ],
    ids=["password", "mailbox", "read-only", "search", "fetch", "cut-fetch", "cut-login", "cut-select"],
)
def test_what_a_server_refuses_is_said_without_a_secret(
    serve: Serve,
    certificates: Certificates,
    more: dict[str, Any],
    password: str,
    kind: type[InnoveiciError],
    said: str,
) -> None:
    server = serve(b"x", **more)
    mailbox = opened(server, certificates.ca, password)
    with pytest.raises(kind, match=said) as caught, mailbox:
        list(mailbox)
    assert password not in str(caught.value) + repr(mailbox)
    assert f"localhost:{server.port}" in str(caught.value)


def test_a_server_that_closes_over_a_mark_leaves_the_message_for_the_next_run(
    serve: Serve,
    certificates: Certificates,
) -> None:
    server = serve(b"x", hangs_up_on="STORE")
    mailbox = opened(server, certificates.ca)
    with pytest.raises(Unreachable), mailbox:
        mailbox.settle(next(iter(mailbox))[0], refused=False)
    assert server.flags == {}


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(serve: Serve, certificates: Certificates) -> None:
    server = serve(b"x")
    with pytest.raises(ConfigError, match="certificate"), ImapMailbox(parse_imap_url(server.url), PASSWORD, timeout=5):
        pass
    other = parse_imap_url(f"{server.url.replace('localhost', '127.0.0.1')}?ca={certificates.ca}")
    with pytest.raises(ConfigError, match="certificate"), ImapMailbox(other, PASSWORD, timeout=5):
        pass
    with pytest.raises(ConfigError, match="cannot be read"), opened(server, certificates.ca / "none"):
        pass
    assert server.said == []


def test_a_server_that_is_not_there_is_said_to_be_so(certificates: Certificates) -> None:
    with ImapServer(certificates.server(), []) as server:
        gone = server.port
    with pytest.raises(Unreachable, match="refused"), ImapMailbox(ImapUrl("localhost", gone, "u", "INBOX"), "p"):
        pass


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("imaps://u@h", ImapUrl("h", 993, "u", "INBOX")),
        ("imaps://u@h/", ImapUrl("h", 993, "u", "INBOX")),
        ("imaps://u@erac.example@h:1993/A/B", ImapUrl("h", 1993, "u@erac.example", "A/B")),
        ("imaps://u%40x@h/R%C3%A9ponses?ca=/x/ca.pem", ImapUrl("h", 993, "u@x", "Réponses", Path("/x/ca.pem"))),
    ],
)
def test_an_address_says_who_reads_which_mailbox(text: str, url: ImapUrl) -> None:
    assert parse_imap_url(text) == url


@pytest.mark.parametrize(
    "text",
    ["imap://u@h/INBOX", "imaps://h/INBOX", "imaps:///x", "imaps://u@h:x/", "imaps://u@h/%0aA1%20LOGOUT", "u@h", "",
     "imaps://u@h/?timeout=1", "imaps://u@[h/"],
)  # fmt: skip
def test_what_is_no_mailbox_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_imap_url(text)


def test_a_password_has_no_place_in_an_address() -> None:
    with pytest.raises(UsageError, match="a password has no place") as caught:
        parse_imap_url("imaps://u:hush@h/INBOX")
    assert "hush" not in str(caught.value)
