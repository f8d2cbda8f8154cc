"""The mail server that README and docs show, run as they show it: requests go in, mails come out, once."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_SHOWN = re.compile(r"^python (-m aiosmtpd .*) --listen localhost:8025$", re.MULTILINE)
DOCUMENTS = ("README.md", "docs/avertir.md", "docs/notifying.md")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while server.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("localhost", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the server that is shown does not listen")


def test_the_server_is_shown_alike_everywhere() -> None:
    shown = {tuple(_SHOWN.findall((ROOT / name).read_text("utf-8"))) for name in DOCUMENTS}
    assert len(shown) == 1
    assert len(next(iter(shown))) == 1


def test_three_requests_are_read_on_the_debugging_server_and_nothing_goes_twice(tmp_path: Path) -> None:
    (words,) = _SHOWN.findall((ROOT / "README.md").read_text("utf-8"))
    port = _free_port()
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT),
        "INNOVEICI_MAIL": f"smtp://localhost:{port}",
        "INNOVEICI_NOW": "2026-11-20T09:30:00-05:00",
    }

    def innoveici(*given: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "innoveici", *given], env=env, cwd=tmp_path, capture_output=True, encoding="utf-8"
        )

    for company, code, email in (
        ("Fromagerie du Lac", "J0K 2M0", "info@fromagerie.example"),
        ("Scierie des Pins", "J0K", "bois@scierie.example"),
        ("Lake Dairy", "J0E 1V0", "hello@lakedairy.example"),
    ):
        assert innoveici("route", "--company", company, "--postal-code", code, "--email", email).returncode in (0, 3)
    seen = tmp_path / "seen"
    with seen.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, *words.split(), "--listen", f"localhost:{port}"], stdout=output, stderr=subprocess.STDOUT
        )
        try:
            _wait_for(port, server)
            first = innoveici("notify")
            again = innoveici("notify")
        finally:
            server.terminate()
            server.wait()
    assert [(run.returncode, run.stdout, run.stderr) for run in (first, again)] == [(0, "", "")] * 2
    mails = seen.read_text("utf-8", "replace")
    assert mails.count("MESSAGE FOLLOWS") == 5
    for email in ("info@fromagerie.example", "bois@scierie.example", "hello@lakedairy.example"):
        assert re.search(rf"^To: .*{email}", mails, re.MULTILINE)
