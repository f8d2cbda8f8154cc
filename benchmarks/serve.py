"""Answers a second of ``innoveici serve``, beside a bare Starlette application: ``python benchmarks/serve.py``.

Each is a process of its own under the same options of uvicorn; this one asks both over loopback, by the same number of
connections that are kept open. Pages: the company's page of a request by its link, read from the ledger, beside its
template from memory. Requests: accepted by the API, located, decided and recorded with their notices, beside
one row committed to SQLite with synchronous=FULL. They take turns and the best turn of each counts. The goals stand
beside the figures and are never asserted. TMPDIR names another disk to measure on.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from pathlib import Path

from notify import CODES, NEED, commit_ms

from innoveici.ledger import open_ledger
from innoveici.links import Link, sign
from innoveici.settings import Flags, read_settings

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
NOW = "2026-11-23T09:00:00-05:00"
GOAL = 0.4
PAGES = 200
"""Links that are opened in turn: one link may be opened sixty times a minute."""
PER_KEY = 500
"""Requests sent by one key: it may send six hundred a minute."""


@dataclass(frozen=True, slots=True)
class Served:
    """``seconds`` for how many answers, ``cpu`` those of processors that the server took; ``waits`` are those of each,
    in seconds, sorted."""

    answers: int
    seconds: float
    waits: list[float]
    cpu: float = 0.0

    @property
    def a_second(self) -> float:
        return self.answers / self.seconds

    def wait_ms(self, share: float) -> float:
        """Within which so many of them came."""
        return self.waits[min(len(self.waits) - 1, int(len(self.waits) * share))] * 1000


@contextmanager
def serving(command: list[str], port: int) -> Iterator[int]:
    """``command`` while it serves on ``port``: its process."""
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        try:
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    if process.poll() is not None:
                        raise SystemExit(f"{command} ended with {process.returncode}") from None
                    time.sleep(0.05)
            yield process.pid
        finally:
            process.terminate()


def cpu_of(process: int) -> float:
    """The seconds of processors that it took so far; 0 where the system does not say."""
    try:
        said = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


async def ask(port: int, requests: list[bytes], expected: int, connections: int) -> Served:
    """Send these, each when a connection is free; all must be answered with status ``expected``."""
    waiting, waits = iter(requests), []

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in waiting:
            start = time.perf_counter()
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
            body = await reader.readexactly(length)
            waits.append(time.perf_counter() - start)
            if int(head.split(b" ", 2)[1]) != expected:
                raise SystemExit(f"{head.decode()}\n{body.decode(errors='replace')[:2000]}")
        writer.close()

    start = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(connections)))
    return Served(len(requests), time.perf_counter() - start, sorted(waits))


def get(path: str, host: str, number: int) -> bytes:
    """As if each thousandth visitor came from another address: an address may ask three hundred times a minute."""
    address = f"10.{number // 65536 % 256}.{number // 256 % 256}.{number % 256}"
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-For: {address}\r\nAccept-Language: fr\r\n\r\n".encode()


def post(path: str, host: str, key: str, id_: str, number: int) -> bytes:
    """A request of a company's, complete."""
    body = json.dumps({
        "request_id": id_, "company": f"Fromagerie L'Érable {number} inc.", "postal_code": CODES[number % len(CODES)],
        "contact_name": f"Élise Côté {number}", "email": f"info@fromagerie-{number}.example", "phone": "450 555-0100",
        "language": "fr", "need": NEED, "sectors": ["agroalimentaire"], "consent": True,
    }, ensure_ascii=False).encode()  # fmt: skip
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def prepare(folder: Path, keys: int) -> tuple[list[str], list[str]]:
    """A ledger of requests as anybody would have: their companies' links, and keys of programs."""
    import csv

    export = folder / "requests.csv"
    with export.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("request_id", "company", "contact_name", "email", "phone", "postal_code", "need"))
        for number in range(PAGES):
            writer.writerow((f"R-{number}", f"Scierie {number}", "Élise Côté", f"s{number}@scierie.example",
                             "450 555-0100", CODES[number % len(CODES)], NEED))  # fmt: skip
    subprocess.run(
        [sys.executable, "-m", "innoveici", "batch", str(export)], cwd=ROOT, stderr=subprocess.DEVNULL, check=False
    )
    settings = read_settings(Flags())
    with open_ledger(settings.ledger.value, clock=settings.clock) as ledger:
        key = [*ledger.signing_keys().values()][-1]
        links = [
            "/h/" + sign(Link(handoff.handoff_id, "company", "page", date(2026, 12, 20)), key)
            for handoff in ledger.handoffs()
        ]
        made = [ledger.add_program_key(f"bench-{number}", "api") for number in range(keys)]
    (folder / "link").write_text(links[0])
    return links, made


def figures(name: str, served: Served, beside: str = "") -> None:
    """A line."""
    waits = f"{served.wait_ms(0.5):>9.1f}{served.wait_ms(0.95):>9.1f}{served.waits[-1] * 1000:>9.1f}"
    print(f"  {name:<46}{served.a_second:>10,.0f}{served.cpu / served.answers * 1000:>8.1f}{waits}   {beside}")


def beside(ours: Served, peer: Served) -> str:
    """How much of the peer's."""
    return f"{ours.a_second / peer.a_second:.2f} × it (goal: {GOAL} × or more)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=200, help="of each kind, each turn")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--turns", type=int, default=10)
    parser.add_argument("--quick", action="store_true", help="40 answers, one turn: does it run?")
    chosen = parser.parse_args()
    answers, turns = (40, 1) if chosen.quick else (chosen.answers, chosen.turns)
    with tempfile.TemporaryDirectory(prefix="innoveici-bench-") as temporary:
        folder = Path(temporary)
        os.environ |= {
            "INNOVEICI_LEDGER": str(folder / "ledger.db"), "INNOVEICI_NOW": NOW, "INNOVEICI_LANG": "fr",
            "INNOVEICI_REGIONS": str(ROOT / "regions.yaml"), "INNOVEICI_ADVISORS": str(ROOT / "advisors.csv"),
        }  # fmt: skip
        links, keys = prepare(folder, -(-answers * turns // PER_KEY))
        own, bare = free_port(), free_port()
        host = f"127.0.0.1:{own}"
        numbers = count()

        def asked(kind: str) -> Served:
            port, requests, expected = own, [], 200
            for _ in range(answers):
                n = next(numbers)
                match kind:
                    case "page":
                        requests.append(get(links[n % len(links)], host, n))
                    case "bare page":
                        port = bare
                        requests.append(get("/page", host, n))
                    case "request":
                        expected = 201
                        sent[0] += 1
                        requests.append(post("/api/v1/requests", host, keys[(sent[0] - 1) // PER_KEY], f"B-{n}", n))
                    case _:
                        port, expected = bare, 201
                        requests.append(post("/rows", host, "", f"B-{n}", n))
            process = servers[port]
            cpu = cpu_of(process)
            served = asyncio.run(ask(port, requests, expected, chosen.connections))
            return replace(served, cpu=cpu_of(process) - cpu)

        sent, servers = [0], dict[int, int]()
        kinds = ("page", "bare page", "request", "bare row")
        runs: dict[str, list[Served]] = {kind: [] for kind in kinds}
        innoveici = [sys.executable, "-m", "innoveici", "serve", "--port", str(own)]
        peer = [sys.executable, str(HERE / "serve_peer.py"), str(bare), str(folder)]
        with serving(innoveici, own) as ours, serving(peer, bare) as theirs:
            servers |= {own: ours, bare: theirs}
            for kind in ("page", "bare page"):  # what is made once is made
                asyncio.run(
                    ask(
                        own if kind == "page" else bare, [get(links[0] if kind == "page" else "/page", host, 0)], 200, 1
                    )
                )
            for _ in range(turns):
                for kind in kinds:
                    runs[kind].append(asked(kind))
        best = {kind: max(served, key=lambda one: one.a_second) for kind, served in runs.items()}
        print(f"{answers:,} answers over {chosen.connections} connections; best of {turns} turns, "
              f"{os.cpu_count()} processors, which they share with what asks them")  # fmt: skip
        print(f"  one commit to this disk: {commit_ms(folder):.2f} ms")
        print(f"  {'':<46}{'a second':>10}{'CPU ms':>8}{'median':>9}{'95 %':>9}{'worst':>9}   ms")
        figures("bare Starlette, page from memory", best["bare page"])
        figures("innoveici serve, a company's page", best["page"], beside(best["page"], best["bare page"]))
        figures("bare Starlette, a row in SQLite", best["bare row"])
        figures("innoveici serve, a request of the API", best["request"], beside(best["request"], best["bare row"]))


if __name__ == "__main__":
    main()
