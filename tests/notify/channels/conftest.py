"""Certificates of our own for the tests of encryption; mails as channels take them."""

from __future__ import annotations

import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from innoveici.notify.letter import Mail

CONTENT = (
    b"Message-ID: <7.1.abc@avis.example>\r\nSubject: [INNOVEICI] H-000007\r\n"
    b"From: avis@innoveici.example\r\nTo: x@company.example\r\n\r\n"
    b"Bonjour,\r\n.\r\n..deux\r\nfin\r\n"
)


def a_mail(
    recipient: str = "x@company.example", *, sender: str = "avis+7-1-f00@innoveici.example", content: bytes = CONTENT
) -> Mail:
    """A mail with lines that begin with a dot."""
    return Mail("<7.1.abc@avis.example>", sender, recipient, content, ("7.1", "7.2"))


@dataclass(frozen=True)
class Certificates:
    """``ca`` signed a certificate for localhost only."""

    ca: Path
    chain: Path
    key: Path

    def server(self) -> ssl.SSLContext:
        """What a server needs."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.chain, self.key)
        return context


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Made with the ``openssl`` command, once."""
    folder = tmp_path_factory.mktemp("certificates")
    made = Certificates(folder / "ca.pem", folder / "server.pem", folder / "server.key")
    new = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3650"]
    ca = ["-subj", "/CN=tests", "-keyout", folder / "ca.key", "-out", made.ca]
    usage = ["-addext", "keyUsage=critical,keyCertSign"]
    subprocess.run([*new, *ca, *usage], check=True, capture_output=True)
    names = ["-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE"]
    signed = ["-CA", made.ca, "-CAkey", folder / "ca.key"]
    server = ["-subj", "/CN=localhost", "-keyout", made.key, "-out", made.chain]
    subprocess.run([*new, *server, *names, *signed], check=True, capture_output=True)
    return made
