"""However many runs there are at once, each letter goes out once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from innoveici.notify.running import run
from innoveici.notify.tally import Tally
from tests.notify.office import Office, message_ids, office
from tests.notify.shipped import ROOT
from tests.notify.smtp_server import ScriptedServer

POSTGRESQL = pytest.mark.parametrize("url", ["postgresql"], indirect=True)
RUNS = 40
REQUESTS = 30
PATIENCE_S = 180


def at_once(url: str, mail: str, count: int) -> list[dict[str, Any]]:
    """What each of ``count`` real commands said; none of them failed or complained."""
    settings = {
        "INNOVEICI_LEDGER": url,
        "INNOVEICI_MAIL": mail,
        "INNOVEICI_REGIONS": str(ROOT / "regions.yaml"),
        "INNOVEICI_ADVISORS": str(ROOT / "advisors.csv"),
        "INNOVEICI_NOW": "2026-11-20T09:35:00-05:00",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.notify.at_once", str(count)],
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE_S,
        check=True,
    )
    *said, codes = done.stdout.splitlines()
    assert (json.loads(codes), done.stderr) == ([0] * count, "")
    return [json.loads(line) for line in said]


def test_of_forty_at_once_one_sends(sqlite_url: str) -> None:
    with office(sqlite_url) as here:
        here.route(REQUESTS)
    with ScriptedServer() as server:
        said = at_once(sqlite_url, server.url, RUNS)
        letters = len(message_ids(server))
        assert len(server.received) == letters >= 2 * REQUESTS
    assert sorted(one["sent"] for one in said) == [0] * (RUNS - 1) + [letters]
    assert sum(one["in_doubt"] for one in said) == 0


@POSTGRESQL
def test_on_postgresql_several_at_once_send_each_letter_once(url: str) -> None:
    with office(url) as here:
        here.route(REQUESTS)
    with ScriptedServer() as server:
        said = at_once(url, server.url, 6)
        letters = len(message_ids(server))
        assert len(server.received) == letters >= 2 * REQUESTS
    assert sum(one["sent"] for one in said) == letters
    assert sum(one["in_doubt"] for one in said) == 0


@POSTGRESQL
def test_on_postgresql_they_share_the_work(url: str) -> None:
    with office(url) as one, office(url) as other:
        one.route(5)

        def received(message: Any) -> None:
            server.received.append(message)
            if len(server.received) == 1:  # while the first letter is in hand
                tallies.append(other.send(busy.url))

        tallies: list[Tally] = []
        with ScriptedServer(on_received=received) as server, ScriptedServer() as busy:
            tallies.append(one.send(server.url))
            assert [tally.sent for tally in tallies] == [14, 1]
            assert len(message_ids(busy) | message_ids(server)) == 15
        assert one.states() == {"sent": 15, "queued": 5}


class Killed:
    """A channel in the middle of a letter when its run is killed."""

    name = "killed"
    longest_s = 60.0

    def __enter__(self) -> Killed:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def send(self, *_: object) -> None:
        raise KeyboardInterrupt


def killed(here: Office) -> None:
    """A run that ends with its first letter in hand."""
    with pytest.raises(KeyboardInterrupt):
        run(here.ledger, Killed(), here.directory, lambda: here.now, Tally())  # type: ignore[arg-type]


def test_what_a_killed_run_had_in_hand_goes_again_by_the_next_on_sqlite(sqlite_url: str) -> None:
    with office(sqlite_url) as here, ScriptedServer() as server:
        here.route()
        killed(here)
        assert here.states() == {"sending": 1, "queued": 3}
        tally = here.send(server.url)
        assert (tally.in_doubt, tally.sent, tally.exit_code) == (1, 3, 0)


@POSTGRESQL
def test_and_on_postgresql_once_its_lease_is_over(url: str) -> None:
    with office(url) as here, ScriptedServer() as server:
        here.route()
        killed(here)
        here.wait(minutes=10)
        assert here.send(server.url).sent == 2
        here.wait(minutes=2)
        tally = here.send(server.url)
        assert (tally.in_doubt, tally.sent, tally.exit_code) == (1, 1, 0)
    assert server.received[-1].recipients == ("c1@company.example",)


def test_or_is_held_where_that_is_wished(sqlite_url: str) -> None:
    with office(sqlite_url) as here, ScriptedServer() as server:
        here.set(on_doubt="hold")
        here.route()
        killed(here)
        tally = here.send(server.url)
        assert (tally.in_doubt, tally.held, tally.sent, tally.exit_code) == (1, 1, 2, 3)
        assert here.send(server.url).done == 0
