"""A real SMTP server (aiosmtpd) on loopback that misbehaves by script. For tests, kill tests and the benchmark.

In a test::

    with ScriptedServer("rcpt:nobody@b.example=550 5.1.1 unknown", "body@3=drop") as server:
        ...  # send to server.host, server.port, or server.url
    server.received[0].recipients

As a process, so that what sends may be killed::

    python -m tests.notify.smtp_server PORT [--save DIR] [--fault RULE]…   # PORT 0: a free one; says "listening PORT"

A rule is ``STAGE[@NTH][:RECIPIENT]=ANSWER``. Stages: ``connect`` (NTH connection), ``ehlo``, ``starttls``, ``auth``,
``mail``, ``rcpt``, ``data`` (instead of 354), ``body`` (after the final dot), ``rset``, ``quit``; for all but the first
NTH is that of the message, counted at MAIL over all connections, from 1. Answers: a reply (``450 4.2.1 later``; after
421 the connection is closed), ``drop`` (the connection ends), ``hang`` (no answer ever comes), a reply and ``+drop``
(``data=354 go on+drop``), and for ``body`` also ``keep+drop`` and ``keep+hang``: the message was accepted, only the
answer is lost. A function ``(stage, nth, recipient) -> answer | None`` does as well as rules.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import ssl
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

Faults = Callable[[str, int, str], str | None]

TIMEOUT_S = 30
"""The longest a test waits for what should happen at once."""


@dataclass(frozen=True, slots=True)
class Received:
    """A message that the server accepted; ``data`` as it came, with CRLF."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes
    utf8: bool = False
    encrypted: bool = False
    user: str = ""

    @property
    def message(self) -> EmailMessage:
        """The message, parsed."""
        parsed = message_from_bytes(self.data, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    @property
    def message_id(self) -> str:
        """With its angle brackets; found without parsing the rest, for tests that read thousands."""
        head = self.data.partition(b"\r\n\r\n")[0].replace(b"\r\n ", b" ")
        lines = (line for line in head.split(b"\r\n") if line.lower().startswith(b"message-id:"))
        return next(lines).partition(b":")[2].decode().strip()


class ScriptedServer:
    """Listens on 127.0.0.1 for the duration of a ``with`` block; ``faults`` are rules or one function.

    ``received`` is what it accepted, ``seen`` how often each stage was reached; both may be read at any time.
    """

    host = "127.0.0.1"
    pipelining = True
    """Whether it offers to take several commands at once, as most servers do; it takes them anyway."""

    def __init__(
        self,
        *faults: str | Faults,
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        implicit_tls: bool = False,
        smtputf8: bool = True,
        size_limit: int | None = 2**25,
        user: str = "",
        password: str = "",
        on_received: Callable[[Received], None] | None = None,
    ) -> None:
        self.port = port
        self.received: list[Received] = []
        self.seen: Counter[str] = Counter()
        self.faults = [_rule(f) if isinstance(f, str) else f for f in faults]
        self._on_received = on_received or self.received.append
        self._tls, self._implicit_tls = tls, implicit_tls
        self._options: dict[str, Any] = {
            "enable_SMTPUTF8": smtputf8,
            "data_size_limit": size_limit,
            "tls_context": None if implicit_tls else tls,
            "hostname": "scripted.example",
            "ident": "scripted",
            "timeout": 3600.0,
            "auth_exclude_mechanism": () if user else ("LOGIN", "PLAIN"),
            "auth_require_tls": False,
            "authenticator": self._authenticate,
        }
        self._account = (user.encode(), password.encode())
        self._changed = threading.Condition()
        self._live: set[_Session] = set()
        self._thread: threading.Thread | None = None
        self._stop: Callable[[], object] = lambda: None

    @property
    def url(self) -> str:
        """For INNOVEICI_MAIL."""
        return f"smtp://{self.host}:{self.port}"

    def __enter__(self) -> ScriptedServer:
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)), name="scripted SMTP server")
        self._thread.start()
        assert ready.wait(TIMEOUT_S)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()
        assert self._thread is not None
        self._thread.join()

    def wait_for(self, stage: str, count: int = 1) -> None:
        """Return once ``stage`` was reached ``count`` times; ``kept``: once so many messages were accepted."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.seen[stage] >= count, TIMEOUT_S), f"{stage}: {self.seen[stage]}"

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT, in this thread: the process's way."""
        asyncio.run(self._serve(None))

    def keep(self, received: Received) -> None:
        """The message is the server's now."""
        self._on_received(received)
        self.count("kept")

    def answer(self, stage: str, recipient: str = "") -> str | None:
        """What the script says to ``stage``; None: what a good server would."""
        self.count(stage)
        nth = self.seen["connect" if stage == "connect" else "mail"]
        return next((a for fault in self.faults if (a := fault(stage, nth, recipient)) is not None), None)

    def count(self, stage: str) -> None:
        """One more time ``stage`` was reached."""
        with self._changed:
            self.seen[stage] += 1
            self._changed.notify_all()

    async def _serve(self, ready: threading.Event | None) -> None:
        loop = asyncio.get_running_loop()
        stopped = asyncio.Event()
        self._stop = lambda: loop.call_soon_threadsafe(stopped.set)
        server = await loop.create_server(
            lambda: _Session(self, self._live, loop=loop, **self._options),
            self.host,
            self.port,
            ssl=self._tls if self._implicit_tls else None,
        )
        self.port = server.sockets[0].getsockname()[1]
        if ready:
            ready.set()
        else:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, stopped.set)
            print(f"listening {self.port}", flush=True)  # noqa: T201 - whoever started the process waits for it
        await stopped.wait()
        server.close()
        for session in list(self._live):
            session.cut()
        while self._live:  # until every connection is told that it is closed
            await asyncio.sleep(0)
        await server.wait_closed()

    def _authenticate(self, _server: SMTP, _session: Any, _envelope: Any, mechanism: str, data: Any) -> AuthResult:
        good = isinstance(data, LoginPassword) and (data.login, data.password) == self._account
        return AuthResult(success=good, handled=False, auth_data=data.login.decode() if good else mechanism)


class _Session(SMTP):
    """One connection. aiosmtpd speaks the protocol; the script interrupts it."""

    def __init__(self, server: ScriptedServer, live: set[_Session], **options: Any) -> None:
        self._server, self._live = server, live
        super().__init__(_Hooks(), **options)

    def connection_made(self, transport: Any) -> None:
        self._live.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self._live.discard(self)

    @property
    def offers(self) -> list[str]:
        """What EHLO is told beside aiosmtpd's own extensions."""
        return ["250-PIPELINING"] if self._server.pipelining else []

    def cut(self) -> None:
        """End the connection without a word."""
        if self.transport is not None:
            self.transport.abort()

    async def _handle_client(self) -> None:
        if not await self._scripted("connect"):
            await super()._handle_client()

    async def smtp_EHLO(self, arg: Any) -> None:  # noqa: N802 - aiosmtpd's names
        if not await self._scripted("ehlo"):
            await super().smtp_EHLO(arg)

    async def smtp_STARTTLS(self, arg: Any) -> None:  # noqa: N802
        if not await self._scripted("starttls"):
            await super().smtp_STARTTLS(arg)

    async def smtp_AUTH(self, arg: Any) -> None:  # noqa: N802
        if not await self._scripted("auth"):
            await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg: Any) -> None:  # noqa: N802
        if not await self._scripted("mail"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: Any) -> None:  # noqa: N802
        recipient = arg.partition("<")[2].partition(">")[0]
        if not await self._scripted("rcpt", recipient):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: Any) -> None:  # noqa: N802
        if not await self._scripted("data", ",".join(self.envelope.rcpt_tos)):
            await super().smtp_DATA(arg)

    async def smtp_RSET(self, arg: Any) -> None:  # noqa: N802
        if not await self._scripted("rset"):
            await super().smtp_RSET(arg)

    async def smtp_QUIT(self, arg: Any) -> None:  # noqa: N802
        if not await self._scripted("quit"):
            await super().smtp_QUIT(arg)

    async def _scripted(self, stage: str, recipient: str = "") -> bool:
        answer = self._server.answer(stage, recipient)
        if answer is None:
            return False
        reply = answer.removesuffix("+drop")
        if answer == "drop":
            self.transport.abort()
        elif answer != "hang":
            await self.push(reply)
            if reply == answer and stage != "connect" and not answer.startswith("421"):
                return True
            self.transport.close()
        await asyncio.Event().wait()  # cancelled once the connection is gone
        return True

    async def after_the_dot(self, envelope: Any) -> str:
        """The answer to a message, kept or not as the script says."""
        answer = self._server.answer("body", ",".join(envelope.rcpt_tos)) or "250 2.0.0 kept"
        keep, _, act = answer.rpartition("+")
        if answer.startswith("2") or keep:
            encrypted = self.transport.get_extra_info("ssl_object") is not None
            user = self.session.auth_data or ""
            content = bytes(envelope.original_content)
            recipients = tuple(envelope.rcpt_tos)
            self._server.keep(Received(envelope.mail_from, recipients, content, envelope.smtp_utf8, encrypted, user))
        if act == "drop":
            self.transport.abort()
        elif answer.startswith("421"):
            await self.push(answer)
            self.transport.close()
        elif act != "hang":
            return answer
        await asyncio.Event().wait()
        return ""


class _Hooks:
    """What aiosmtpd calls; apart from the session, whose own methods have names that it would take for hooks."""

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, server: _Session, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [responses[0], *server.offers, *responses[1:]]

    async def handle_DATA(self, server: _Session, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        return await server.after_the_dot(envelope)


def _rule(text: str) -> Faults:
    where, _, answer = text.partition("=")
    where, _, wanted = where.partition(":")
    stage, _, number = where.partition("@")

    def fault(at: str, nth: int, recipient: str) -> str | None:
        applies = at == stage and (not number or nth == int(number)) and wanted in ("", recipient)
        return answer if applies else None

    return fault


def read_saved(folder: Path) -> list[Received]:
    """What a server run with ``--save`` has accepted so far, in order."""
    lines = (folder / "received.jsonl").read_text().splitlines() if (folder / "received.jsonl").exists() else []
    rows = (json.loads(line) for line in lines)
    return [Received(r["sender"], tuple(r["recipients"]), r["data"].encode("latin-1")) for r in rows]


def main() -> None:
    """The process: keeps nothing in memory, and says each message it accepted to the file before it answers."""
    parser = argparse.ArgumentParser(prog="python -m tests.notify.smtp_server", description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("--save", type=Path)
    parser.add_argument("--fault", action="append", default=[])
    arguments = parser.parse_args()
    if arguments.save is None:
        ScriptedServer(*arguments.fault, port=arguments.port, on_received=lambda _: None).run()
        return
    arguments.save.mkdir(parents=True, exist_ok=True)
    with (arguments.save / "received.jsonl").open("a", buffering=1) as file:

        def save(r: Received) -> None:
            row = {"sender": r.sender, "recipients": r.recipients, "data": r.data.decode("latin-1")}
            file.write(json.dumps(row) + "\n")

        ScriptedServer(*arguments.fault, port=arguments.port, on_received=save).run()


if __name__ == "__main__":
    main()
