"""A small IMAP server on loopback, over TLS, with one mailbox: as much of RFC 3501 as imaplib asks of one."""

from __future__ import annotations

import base64
import re
import socket
import ssl
import threading
from dataclasses import dataclass, field
from types import TracebackType
from typing import IO

USER, PASSWORD = "reponses@erac.example", 'se"cr\\et é'


@dataclass
class ImapServer:
    """Serves ``messages`` as a context. ``said``: what clients said, without passwords. ``refuses``: the command that
    it answers NO to; ``hangs_up_on``: the one over which it closes the connection."""

    tls: ssl.SSLContext
    messages: list[bytes]
    mailbox: str = "INBOX"
    plain: bool = True
    read_only: bool = False
    refuses: str = ""
    hangs_up_on: str = ""
    flags: dict[int, set[str]] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    port: int = 0

    def __enter__(self) -> ImapServer:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, _k: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)  # which wakes who waits for the next client
        self._listening.close()
        self._thread.join(5)

    @property
    def url(self) -> str:
        return f"imaps://reponses%40erac.example@localhost:{self.port}/{self.mailbox}"

    def _serve(self) -> None:
        while True:
            try:
                raw, _ = self._listening.accept()
            except OSError:
                return
            try:
                with self.tls.wrap_socket(raw, server_side=True) as connection:
                    self._talk(connection)
            except OSError:  # a client that does not trust us
                raw.close()

    def _talk(self, connection: ssl.SSLSocket) -> None:
        with connection.makefile("rwb") as stream:
            self._converse(stream)

    def _converse(self, stream: IO[bytes]) -> None:
        def say(line: str) -> None:
            stream.write(line.encode() + b"\r\n")
            stream.flush()

        say("* OK ready")
        while line := stream.readline().decode().rstrip("\r\n"):
            tag, _, rest = line.partition(" ")
            command = rest.partition(" ")[0].upper()
            if command == "UID":
                command = rest.split(" ")[1].upper()
            self.said.append(rest if command not in ("LOGIN", "AUTHENTICATE") else command)
            if command == self.hangs_up_on:
                return
            if command == self.refuses:
                say(f"{tag} NO not that")
                continue
            if command == "AUTHENTICATE":
                say("+ ")
                given = base64.b64decode(stream.readline()).decode()
                say(f"{tag} {'OK' if given == f'{chr(0)}{USER}{chr(0)}{PASSWORD}' else 'NO wrong'} done")
                continue
            for answer in self._answers(command, rest):
                if isinstance(answer, bytes):
                    stream.write(answer)
                else:
                    say(answer)
            say(f"{tag} {self._status(command, rest)}")
            if command == "LOGOUT":
                return

    def _status(self, command: str, rest: str) -> str:
        if command == "LOGIN":
            return "OK in" if rest == f'LOGIN "{USER}" "plain"' else "NO wrong"
        if command == "SELECT":
            if rest != f'SELECT "{self.mailbox}"':
                return "NO no such mailbox"
            return "OK [READ-ONLY] selected" if self.read_only else "OK [READ-WRITE] selected"
        return "OK done"

    def _answers(self, command: str, rest: str) -> list[str | bytes]:
        if command == "CAPABILITY":
            return [f"* CAPABILITY IMAP4rev1{' AUTH=PLAIN' if self.plain else ''}"]
        if command == "SELECT":
            return [f"* {len(self.messages)} EXISTS", "* 0 RECENT"]
        if command == "SEARCH":
            unseen = [str(uid) for uid in self._uids() if "\\Seen" not in self.flags.get(uid, ())]
            return [f"* SEARCH {' '.join(unseen)}"]
        if command == "FETCH":
            return self._fetched(rest)
        if command == "STORE":
            found = re.fullmatch(r"UID STORE (\d+) \+FLAGS\.SILENT \((.*)\)", rest)
            assert found is not None
            self.flags.setdefault(int(found[1]), set()).update(found[2].split())
        if command == "LOGOUT":
            return ["* BYE"]
        return []

    def _uids(self) -> range:
        return range(101, 101 + len(self.messages))

    def _fetched(self, rest: str) -> list[str | bytes]:
        found = re.fullmatch(r"UID FETCH (\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", rest)
        assert found is not None, rest
        uid = int(found[1])
        content = self.messages[uid - 101][: int(found[2])]
        if not content:
            return []
        return [f"* {uid - 100} FETCH (UID {uid} BODY[]<0> {{{len(content)}}}", content, ")"]
