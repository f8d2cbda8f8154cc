"""A real PostgreSQL for the tests: its own cluster in a temporary folder, reached through a socket, no port."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


class NoServer(Exception):
    """PostgreSQL is not installed; the text says how to get it."""


@contextmanager
def server() -> Iterator[str]:
    """The folder of the socket of a running server, whose superuser is ``postgres``; gone with the block."""
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="innoveici-pg-"))
    as_owner: list[str] = []
    try:
        if os.geteuid() == 0:  # PostgreSQL refuses to be run by root
            shutil.chown(folder, "postgres")
            as_owner = ["runuser", "-u", "postgres", "--"]
        data = folder / "data"
        options = f"-k {folder} -c listen_addresses= -c fsync=off -c max_connections=40"
        _run(
            [
                *as_owner,
                binaries / "initdb",
                "-D",
                data,
                "-U",
                "postgres",
                "-A",
                "trust",
                "-N",
                "--locale=C",
                "-E",
                "UTF8",
            ]
        )
        _run([*as_owner, binaries / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start"])
        try:
            yield str(folder)
        finally:
            _run([*as_owner, binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def url(socket: str, database: str) -> str:
    """A ledger URL for a database of :func:`server`."""
    return f"postgresql://postgres@/{database}?host={socket}"


def create_database(socket: str, name: str, template: str = "template0") -> None:
    """A new database, a copy of ``template``."""
    with psycopg.connect(url(socket, "postgres"), autocommit=True) as connection:
        by_files = "STRATEGY FILE_COPY" if connection.info.server_version >= 150_000 else ""  # as older ones always do
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8' {by_files}".encode())


def drop_database(socket: str, name: str) -> None:
    """Throw a database away, whoever is still connected to it."""
    with psycopg.connect(url(socket, "postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _binaries() -> Path:
    if found := shutil.which("initdb"):
        return Path(found).parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if debian:
        return debian[-1].parent
    raise NoServer("PostgreSQL is not installed (Debian: apt-get install postgresql)")


def _run(command: list[str | Path]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, cwd="/")
