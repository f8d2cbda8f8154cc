from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innoveici.mail_url import SmtpUrl, parse_mail_url
from innoveici.notify.channels import (
    ChannelDown,
    ChannelFailed,
    ChannelRefused,
    Deferred,
    InDoubt,
    NotSent,
    Rejected,
    Unsupported,
    open_channel,
)
from innoveici.notify.channels.smtp import SmtpChannel
from tests.notify.channels.conftest import CONTENT, Certificates, a_mail
from tests.notify.smtp_server import ScriptedServer


@pytest.fixture(autouse=True, params=["one by one", "pipelined"])
def pipelining(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers that take commands one by one, and those that take several at once."""
    monkeypatch.setattr(ScriptedServer, "pipelining", request.param == "pipelined")


@pytest.fixture(scope="module")
def one_server() -> Iterator[ScriptedServer]:
    """For many mails that all go well."""
    with ScriptedServer() as server:
        yield server


def send_one(url: str, **how: object) -> None:
    with open_channel(url) as channel:
        channel.send(a_mail(**how))  # type: ignore[arg-type]


def test_a_mail_arrives_byte_for_byte_with_its_envelope() -> None:
    with ScriptedServer() as server:
        send_one(server.url)
    (received,) = server.received
    assert received.data == CONTENT
    assert received.sender == "avis+7-1-f00@innoveici.example"
    assert received.recipients == ("x@company.example",)
    assert received.message_id == "<7.1.abc@avis.example>"


@given(st.lists(st.sampled_from([b".", b"..", b"", b"a", b".b", b"QUIT", b"\xc3\xa9"]), min_size=1))
@settings(max_examples=50)
def test_no_line_of_a_mail_ends_it_or_is_changed(one_server: ScriptedServer, lines: list[bytes]) -> None:
    content = b"\r\n".join([*lines, b""])
    send_one(one_server.url, content=content)
    assert one_server.received[-1].data == content


def test_an_envelope_arrives_as_it_is_however_odd() -> None:
    odd = "o'neil.{x}|y%z+t=a/b@company.example"
    with ScriptedServer() as server:
        send_one(server.url, recipient=odd)
    assert server.received[0].recipients == (odd,)


def test_a_last_line_without_an_end_gets_one() -> None:
    with ScriptedServer() as server:
        send_one(server.url, content=b"Subject: x\r\n\r\nend")
    assert server.received[0].data == b"Subject: x\r\n\r\nend\r\n"


def test_one_connection_carries_a_whole_run_and_leaves_politely() -> None:
    with ScriptedServer() as server, open_channel(server.url) as channel:
        for n in range(20):
            channel.send(a_mail(f"x{n}@company.example"))
    assert server.seen["connect"] == server.seen["ehlo"] == server.seen["quit"] == 1
    assert server.seen["rset"] == 0
    assert len(server.received) == 20


def test_nothing_is_connected_to_before_there_is_a_mail() -> None:
    with ScriptedServer() as server, open_channel(server.url):
        pass
    assert not server.seen


@pytest.mark.parametrize(
    ("rule", "outcome", "code", "status"),
    [
        ("mail@1=450 4.7.1 not yet, x@company.example", Deferred, "mail.deferred", "450 4.7.1"),
        ("mail@1=552 5.3.4 too big", Rejected, "mail.rejected", "552 5.3.4"),
        ("rcpt@1=450 4.2.1 greylisted <x@company.example>", Deferred, "mail.recipient_deferred", "450 4.2.1"),
        ("rcpt@1=550 5.1.1 <x@company.example>: unknown", Rejected, "mail.recipient_rejected", "550 5.1.1"),
        ("rcpt@1=550 x@company.example unknown", Rejected, "mail.recipient_rejected", "550"),
        ("data@1=451 4.3.0 later", Deferred, "mail.deferred", "451 4.3.0"),
        ("data@1=554 5.5.1 no valid recipients", Rejected, "mail.rejected", "554 5.5.1"),
        ("body@1=452 4.3.1 full", Deferred, "mail.deferred", "452 4.3.1"),
        ("body@1=550 5.7.1 x@company.example is spam", Rejected, "mail.rejected", "550 5.7.1"),
        ("body@1=421 4.3.2 going down", Deferred, "mail.deferred", "421 4.3.2"),
    ],
)
def test_what_a_server_says_of_one_mail_concerns_that_mail_only(
    rule: str, outcome: type[NotSent], code: str, status: str
) -> None:
    with ScriptedServer(rule) as server, open_channel(server.url) as channel:
        with pytest.raises(outcome) as said:
            channel.send(a_mail())
        channel.send(a_mail("y@company.example"))
    assert type(said.value) is outcome
    assert (said.value.reason.code, said.value.reason.params["status"]) == (code, status)
    assert "company.example" not in str(said.value)
    assert [r.recipients for r in server.received] == [("y@company.example",)]


def test_a_refused_recipient_does_not_cost_the_connection() -> None:
    with ScriptedServer("rcpt:x@company.example=550 5.1.1 unknown") as server, open_channel(server.url) as channel:
        for _ in range(3):
            with pytest.raises(Rejected):
                channel.send(a_mail())
            channel.send(a_mail("y@company.example"))
    assert server.seen["connect"] == 1
    assert len(server.received) == 3


@pytest.mark.parametrize("together", [False, True])
def test_commands_are_said_together_only_where_the_server_offers_it(
    monkeypatch: pytest.MonkeyPatch, together: bool
) -> None:
    monkeypatch.setattr(ScriptedServer, "pipelining", together)
    with ScriptedServer("mail@1=450 4.2.0 later") as server, open_channel(server.url) as channel:
        with pytest.raises(Deferred):
            channel.send(a_mail())
        assert (server.seen["rcpt"], server.seen["data"]) == ((1, 1) if together else (0, 0))
        channel.send(a_mail())
        assert server.seen["connect"] == len(server.received) == 1


def test_a_server_that_wants_a_message_for_nobody_is_not_given_one() -> None:
    rules = "rcpt@1=550 5.1.1 unknown", "data@1=354 go on"
    with ScriptedServer(*rules) as server, open_channel(server.url) as channel:
        with pytest.raises(Rejected):
            channel.send(a_mail())
        channel.send(a_mail("y@company.example"))
    assert [r.recipients for r in server.received] == [("y@company.example",)]


def test_a_server_that_cannot_start_over_gets_a_new_connection() -> None:
    with ScriptedServer("rcpt@1=550 no", "rset=drop") as server, open_channel(server.url) as channel:
        with pytest.raises(Rejected):
            channel.send(a_mail())
        channel.send(a_mail())
    assert server.seen["connect"] == 2


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("connect=421 4.3.2 busy", "it says that it is not available (421 4.3.2)"),
        ("connect=554 5.7.1 go away", "it says that it is not available (554 5.7.1)"),
        ("connect=drop", "the connection was closed"),
        ("connect=hang", "no answer within 0.2 s"),
        ("ehlo=421 4.3.2 busy", "it says that it is not available (421 4.3.2)"),
        ("ehlo=drop", "the connection was closed"),
        ("mail=421 4.3.2 busy", "it says that it is not available (421 4.3.2)"),
        ("mail=drop", "the connection was closed"),
        ("mail=hang", "no answer within 0.2 s"),
        ("rcpt=421 4.3.2 busy", "it says that it is not available (421 4.3.2)"),
        ("rcpt=drop", "the connection was closed"),
        ("data=421 4.3.2 busy", "it says that it is not available (421 4.3.2)"),
        ("data=drop", "the connection was closed"),
        ("data=hang", "no answer within 0.2 s"),
        ("mail=good morning", "its answer is not understood"),
        ("connect=good morning", "its answer is not understood"),
    ],
)
def test_who_breaks_off_before_a_mail_was_handed_over_is_down(rule: str, why: str) -> None:
    with ScriptedServer(rule) as server:
        with pytest.raises(ChannelDown) as said:
            send_one(f"{server.url}?timeout={0.2 if 'hang' in rule else 60}")
        assert str(said.value) == f"{server.url} cannot be reached: {why}"
    assert not server.received


@pytest.mark.parametrize("rule", ["body@1=drop", "body@1=hang", "body@1=keep+drop", "body@1=keep+hang", "body@1=200"])
def test_nobody_knows_when_the_answer_to_a_mail_does_not_come(rule: str) -> None:
    patience = 1 if "hang" in rule else 60
    with ScriptedServer(rule) as server, open_channel(f"{server.url}?timeout={patience}") as channel:
        with pytest.raises(InDoubt) as said:
            channel.send(a_mail())
        channel.send(a_mail("y@company.example"))
    assert said.value.reason.code == "mail.no_answer"
    assert len(server.received) == (1 if rule in ("body@1=drop", "body@1=hang") else 2)


def test_a_server_may_look_at_a_mail_for_longer_than_at_a_command() -> None:
    usual = parse_mail_url("smtp://mail.example")
    assert isinstance(usual, SmtpUrl)
    assert (usual.timeout, usual.verdict_timeout) == (60, 600)
    kept: list[object] = []

    def look(received: object) -> None:
        kept.append(received)
        threading.Event().wait(0.5)

    with ScriptedServer("mail@2=hang", "mail@3=hang", on_received=look) as server:
        url = SmtpUrl(server.host, server.port, tls=False, starttls=False, timeout=0.2)
        with SmtpChannel(url) as channel:
            channel.send(a_mail())
            assert len(kept) == 1
            with pytest.raises(ChannelDown, match=r"no answer within 0\.2 s"):
                channel.send(a_mail())


@pytest.mark.parametrize(
    ("rule", "over_the_mail"),
    [
        ("connect=421 busy", False),
        ("mail=421 busy", False),
        ("mail=530 log in", False),
        ("mail=550 who", False),
        ("mail=drop", True),
        ("rcpt=421 busy", True),
        ("rcpt=530 log in", True),
        ("data=drop", True),
    ],
)
def test_who_let_us_in_and_then_fails_may_do_so_over_the_mail(rule: str, over_the_mail: bool) -> None:
    with ScriptedServer(rule) as server, pytest.raises(ChannelFailed) as said:
        send_one(server.url)
    assert said.value.in_dialog is over_the_mail


def test_a_mail_that_was_not_taken_to_its_last_byte_was_not_handed_over() -> None:
    with ScriptedServer("data=354 go on+drop", size_limit=None) as server, pytest.raises(ChannelDown):
        send_one(server.url, content=CONTENT + b"x\r\n" * 5_000_000)


def test_a_mail_that_was_taken_by_the_system_may_have_arrived() -> None:
    with ScriptedServer("data=354 go on+drop") as server, pytest.raises(InDoubt):
        send_one(server.url)


@pytest.mark.parametrize("rule", ["mail@3=drop", "mail@3=421 4.7.0 too many messages", "rcpt@3=drop", "data@3=421 bye"])
def test_a_connection_that_was_kept_and_then_closed_is_made_again_silently(rule: str) -> None:
    with ScriptedServer(rule) as server, open_channel(server.url) as channel:
        for n in range(4):
            channel.send(a_mail(f"x{n}@company.example"))
    assert server.seen["connect"] == 2
    assert [r.recipients for r in server.received] == [(f"x{n}@company.example",) for n in range(4)]


def test_a_second_break_in_the_same_mail_is_no_accident() -> None:
    with ScriptedServer("mail@2=drop", "connect@2=421 busy") as server, open_channel(server.url) as channel:
        channel.send(a_mail())
        with pytest.raises(ChannelDown):
            channel.send(a_mail())
        channel.send(a_mail())
    assert server.seen["connect"] == 3
    assert len(server.received) == 2


def test_nobody_there_is_said_as_such() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"smtp://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(ChannelDown, match="the connection was refused"):
            send_one(url)


def test_a_name_that_nobody_knows_is_said_as_such() -> None:
    with pytest.raises(ChannelDown, match="its name is not known"):
        send_one("smtp://no-such-host.invalid?starttls=never")


# logging in


def test_user_and_secret_are_given() -> None:
    with ScriptedServer(user="u@x", password="p:@/%") as server:
        send_one(f"smtp://u%40x:p%3A%40%2F%25@127.0.0.1:{server.port}")
    assert server.received[0].user == "u@x"


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ((), "mail.login_refused"),
        (("auth=535 5.7.8 no",), "mail.login_refused"),
        (("auth=534 5.7.9 too weak",), "mail.login_refused"),
    ],
)
def test_a_login_that_is_not_accepted_stops_everything(rules: tuple[str, ...], code: str) -> None:
    with ScriptedServer(*rules, user="u", password="other") as server:
        with pytest.raises(ChannelRefused) as said:
            send_one(f"smtp://u:s3cr3t@127.0.0.1:{server.port}")
        assert said.value.reason.code == code
        assert "s3cr3t" not in str(said.value)
    assert server.seen["mail"] == 0


@pytest.mark.parametrize("rule", ["auth=454 4.7.0 later", "auth=421 4.7.0 busy", "auth=drop"])
def test_a_login_that_cannot_be_judged_now_is_no_refusal(rule: str) -> None:
    with ScriptedServer(rule, user="u", password="s") as server, pytest.raises(ChannelDown):
        send_one(f"smtp://u:s@127.0.0.1:{server.port}")


@pytest.mark.parametrize("rules", [(), ("auth=334 A",)])
def test_a_server_that_knows_no_login_of_ours_is_said_as_such(rules: tuple[str, ...]) -> None:
    with ScriptedServer(*rules, user="u" if rules else "") as server, pytest.raises(ChannelRefused) as said:
        send_one(f"smtp://u:s@127.0.0.1:{server.port}")
    assert said.value.reason.code == "mail.login_unknown"


@pytest.mark.parametrize(
    "rule", ["mail=530 5.7.0 log in first", "rcpt=530 5.7.0 log in first", "data=530 5.7.0 log in"]
)
def test_a_server_that_wants_a_login_stops_everything(rule: str) -> None:
    with ScriptedServer(rule) as server, pytest.raises(ChannelRefused) as said:
        send_one(server.url)
    assert said.value.reason.code == "mail.login_required"


@pytest.mark.parametrize("rule", ["mail=550 5.7.1 not your sender", "mail=553 5.1.8 bad domain"])
def test_a_sender_that_is_refused_stops_everything_rather_than_failing_each_mail(rule: str) -> None:
    with ScriptedServer(rule) as server, pytest.raises(ChannelRefused) as said:
        send_one(server.url)
    assert said.value.reason.code == "mail.sender_refused"


# names


def test_a_server_older_than_ehlo_will_do() -> None:
    with ScriptedServer("ehlo=502 what?") as server:
        send_one(server.url)
    assert server.received[0].data == CONTENT


def test_a_refused_name_is_said_as_such() -> None:
    with ScriptedServer("ehlo=550 5.7.1 who?") as server, pytest.raises(ChannelRefused) as said:
        send_one(f"{server.url}?helo=me.example")
    assert said.value.reason.code == "mail.name_refused"


# what a server can carry


def test_an_address_with_accents_goes_as_it_is_where_it_can() -> None:
    content = "To: hélène@exemple.example\r\n\r\nx\r\n".encode()
    with ScriptedServer() as server, open_channel(server.url) as channel:
        channel.send(a_mail("hélène@exemple.example", content=content))
        channel.send(a_mail())
    assert [(r.recipients, r.utf8) for r in server.received] == [
        (("hélène@exemple.example",), True),
        (("x@company.example",), False),
    ]


def test_an_address_with_accents_waits_for_a_person_where_it_cannot() -> None:
    with ScriptedServer(smtputf8=False) as server, open_channel(server.url) as channel:
        with pytest.raises(Unsupported):
            channel.send(a_mail("hélène@exemple.example"))
        channel.send(a_mail())
    assert server.seen["mail"] == 1
    assert len(server.received) == 1


def test_a_mail_larger_than_the_server_takes_is_not_even_offered() -> None:
    with ScriptedServer(size_limit=1000) as server, open_channel(server.url) as channel:
        with pytest.raises(Rejected) as said:
            channel.send(a_mail(content=CONTENT + b"x" * 1000))
        channel.send(a_mail())
    assert said.value.reason.params == {"bytes": len(CONTENT) + 1000, "limit": 1000}
    assert server.seen["mail"] == 1


@pytest.mark.parametrize("address", ["x@a.example>\r\nRSET", "a b@c.example", "x@a.example> SIZE=1"])
def test_an_address_cannot_say_more_than_an_address(address: str) -> None:
    with ScriptedServer() as server, open_channel(server.url) as channel:
        with pytest.raises(Rejected) as said:
            channel.send(a_mail(address))
        with pytest.raises(Rejected):
            channel.send(a_mail(sender=address))
    assert address not in str(said.value)
    assert server.seen["mail"] == 0


# encryption


def encrypted(server: ScriptedServer, ca: Path, host: str = "localhost", scheme: str = "smtp") -> str:
    starttls = "&starttls=always" if scheme == "smtp" else ""
    return f"{scheme}://u:s@{host}:{server.port}?ca={ca}{starttls}"


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_trusted_server_gets_mail_and_login_encrypted(certificates: Certificates, scheme: str) -> None:
    tls = {"tls": certificates.server(), "implicit_tls": scheme == "smtps", "user": "u", "password": "s"}
    with ScriptedServer(**tls) as server, open_channel(encrypted(server, certificates.ca, scheme=scheme)) as channel:
        channel.send(a_mail())
        channel.send(a_mail())
    assert [(r.encrypted, r.user) for r in server.received] == [(True, "u"), (True, "u")]
    assert server.seen["starttls"] == (scheme == "smtp")


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_another_host_name_is_not_trusted(certificates: Certificates, scheme: str) -> None:
    tls = {"tls": certificates.server(), "implicit_tls": scheme == "smtps"}
    with ScriptedServer(**tls) as server, pytest.raises(ChannelRefused, match="certificate") as said:
        send_one(encrypted(server, certificates.ca, "127.0.0.1", scheme))
    assert said.value.reason.code == "server.certificate"
    assert server.seen["auth"] == server.seen["mail"] == 0


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_an_unknown_authority_is_not_trusted(certificates: Certificates, scheme: str) -> None:
    tls = {"tls": certificates.server(), "implicit_tls": scheme == "smtps"}
    with ScriptedServer(**tls) as server, pytest.raises(ChannelRefused) as said:
        send_one(encrypted(server, certificates.ca, scheme=scheme).replace(f"ca={certificates.ca}", ""))
    assert said.value.reason.code == "server.certificate"


def test_no_encryption_where_it_was_asked_for_stops_everything(certificates: Certificates) -> None:
    with ScriptedServer(user="u", password="s") as server, pytest.raises(ChannelRefused) as said:
        send_one(encrypted(server, certificates.ca))
    assert said.value.reason.code == "mail.no_starttls"
    assert server.seen["auth"] == 0


@pytest.mark.parametrize("rule", ["starttls=454 4.7.0 later", "starttls=drop"])
def test_encryption_that_fails_now_may_work_later(certificates: Certificates, rule: str) -> None:
    with ScriptedServer(rule, tls=certificates.server()) as server, pytest.raises(ChannelDown):
        send_one(encrypted(server, certificates.ca))


def test_a_plain_server_where_an_encrypted_one_was_named_is_down(certificates: Certificates) -> None:
    with ScriptedServer() as server, pytest.raises(ChannelDown, match="no common way to encrypt"):
        send_one(encrypted(server, certificates.ca, scheme="smtps"))


def test_a_server_that_does_not_answer_the_handshake_is_down(certificates: Certificates) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(ChannelDown, match=r"no answer within 0\.2 s"):
        send_one(f"smtps://localhost:{silent.getsockname()[1]}?ca={certificates.ca}&timeout=0.2")


def test_a_file_without_certificates_stops_everything(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    with ScriptedServer() as server, pytest.raises(ChannelRefused, match=r"ca\.pem cannot be read"):
        send_one(encrypted(server, tmp_path / "ca.pem", scheme="smtps"))


def test_a_hanging_farewell_is_not_waited_for_long() -> None:
    url = parse_mail_url("smtp://localhost?timeout=0.2")
    assert isinstance(url, SmtpUrl)
    with ScriptedServer("quit=hang") as server:
        with SmtpChannel(SmtpUrl(server.host, server.port, tls=False, starttls=False, timeout=0.2)) as channel:
            channel.send(a_mail())
        server.wait_for("quit")


def test_what_else_there_is_to_do_is_done_once_while_the_server_looks_at_the_mail() -> None:
    done = threading.Event()
    seen: list[bool] = []
    with (
        ScriptedServer(on_received=lambda _: seen.append(done.wait(10))) as server,
        open_channel(server.url) as channel,
    ):
        channel.send(a_mail(), done.set)
    assert seen == [True]


def test_nothing_else_is_done_over_a_mail_that_is_refused_before() -> None:
    done = threading.Event()
    refused = pytest.raises(Rejected)
    with ScriptedServer("rcpt=550 5.1.1 unknown") as server, open_channel(server.url) as channel, refused:
        channel.send(a_mail(), done.set)
    assert not done.is_set()
