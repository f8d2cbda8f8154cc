"""Whoever gets an address hears what could not be said before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from innoveici.directory.model import Directory
from innoveici.notify.reachable import queue_reachable
from innoveici.notify.running import posts
from tests.notify.office import Office, office
from tests.notify.smtp_server import ScriptedServer


@pytest.fixture
def here(url: str) -> Iterator[Office]:
    with office(url) as found:
        yield found


def unlisted(directory: Directory) -> Directory:
    """The same people, but no address of an ERAC, an advisor, a partner or the council."""
    regions = {
        code: replace(region, eracs=tuple(replace(erac, email="") for erac in region.eracs))
        for code, region in directory.regions.items()
    }
    return replace(
        directory,
        council=replace(directory.council, email=""),
        regions=regions,
        advisors={id_: replace(advisor, email="") for id_, advisor in directory.advisors.items()},
        partnerships=tuple(replace(partner, contact="") for partner in directory.partnerships),
    )


def queued(here: Office) -> int:
    return queue_reachable(here.ledger, posts(here.ledger, here.directory, lambda: here.now)())


def test_what_had_no_address_goes_out_once_there_is_one(here: Office) -> None:
    listed = here.directory
    here.directory = unlisted(listed)
    here.route(2)
    here.route(email="")
    with ScriptedServer() as server:
        assert here.send(server.url).sent == 2
        assert here.states() == {"sent": 2, "no_address": 10}
        here.directory = listed
        here.wait(days=3)
        assert here.send(server.url).sent == 7  # an advisor and an ERAC for each, and the council's digest
        assert here.states() == {"sent": 11, "no_address": 1}  # no company has an address of its own in the directory
        here.wait(minutes=5)
        assert here.send(server.url).done == 0


def test_a_partner_too_and_only_who_has_an_address(here: Office) -> None:
    listed = here.directory
    here.directory = unlisted(listed)
    here.route(postal_code="67000", country="FR", sectors=("intelligence artificielle",), markets=("CA-QC",))
    assert here.of("partner").notice.state == "no_address"
    assert queued(here) == 0
    assert {partner.contact for partner in listed.partnerships} != {""}
    here.directory = replace(here.directory, partnerships=listed.partnerships)
    assert (queued(here), here.of("partner").notice.state) == (1, "queued")
    here.directory = replace(here.directory, council=replace(listed.council, email="not an address"))
    assert queued(here) == 0


def test_what_is_more_than_a_month_old_stays_as_it_is(here: Office) -> None:
    listed = here.directory
    here.directory = unlisted(listed)
    here.route()
    here.directory = listed
    here.wait(days=30, seconds=1)
    assert queued(here) == 0
    here.wait(seconds=-1)
    assert queued(here) == 3
