"""One table of request fields: what reads, keeps and shows fields goes by it; one that is added is in everything."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from typer import Typer
from typer.main import get_command

from innoveici.batch.decide import fields, received
from innoveici.batch.read.naming import EXACT, OWN, named
from innoveici.cli import correct, route
from innoveici.field_words import field_label, field_word
from innoveici.ledger.content import known_fields, parts_of
from innoveici.messages import speaking
from innoveici.request import ALIASES, FIELDS, LIST_KINDS, LISTS, PERSONAL_FIELDS, Kind, Request, in_order, printed
from innoveici.request_reading import read_request

ROOT = Path(__file__).parent.parent
MINIMUM = {"request_id": "R-1", "company": "Fromagerie du Lac", "postal_code": "J0K 2M0"}
KINDS = {about.kind for about in FIELDS.values()}


def test_two_fields_added_to_the_table_alone_are_in_everything() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.added_fields", "-p", "no:cacheprovider", "-n", "0"]
    done = subprocess.run(
        [*command, "tests/added_fields_cases.py"], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stdout[-5_000:]


def test_every_field_is_read_kept_and_given_back() -> None:
    request = read_request(MINIMUM)
    assert isinstance(request, Request)
    assert request.to_json().keys() == {*FIELDS, "remarks"}
    assert Request.from_json(request.to_json()) == request
    public, personal = parts_of(request)
    assert public.keys() == FIELDS.keys() - {*PERSONAL_FIELDS, "request_id"}
    assert personal.keys() <= {*PERSONAL_FIELDS}
    assert known_fields([], request.to_json()) == request.to_json()


@pytest.mark.parametrize("kind", sorted(set(get_args(Kind)) - {"id"}))
def test_every_kind_is_read_from_a_cell_and_as_a_column(kind: Kind) -> None:
    assert kind in KINDS or kind == "list"
    assert kind in LIST_KINDS or kind == "moment" or kind in fields._SURE
    personal = {about.kind for about in FIELDS.values() if about.personal}
    text = {"text", "lines", "code", "neq", "email", "phone"}
    assert kind in LIST_KINDS | text | received._WORDED.keys()
    assert not personal & received._WORDED.keys()  # of these an empty cell says something


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_has_its_words(name: str) -> None:
    about = FIELDS[name]
    for language in ("fr", "en"):
        with speaking(language):
            assert field_word(name)
            assert field_label(name)[0].isupper()
            assert about.help
    with speaking("fr"):
        assert field_word(name) != about.label or name in {"consent", "contact_name"}
    for header in (name, *about.headers):
        one = named(header)
        assert one is not None
        assert one.field == name
    assert named(name).rank == OWN  # type: ignore[union-attr]
    assert EXACT > OWN


@pytest.mark.parametrize(
    ("add_to", "names"),
    [
        (route.add_to, in_order((), FIELDS)),
        (correct.add_to, tuple(name for name, about in FIELDS.items() if about.correctable)),
    ],
)
def test_a_command_has_an_option_for_each_field(add_to: Callable[[Typer], None], names: tuple[str, ...]) -> None:
    app = Typer()
    add_to(app)
    options = {option for parameter in get_command(app).params for option in parameter.opts}
    assert {"--" + (FIELDS[name].alias or name).replace("_", "-") for name in names} <= options


def test_what_follows_from_the_table() -> None:
    assert printed("show") == ("company", "municipality", "contact_name", "email", "phone", "need")
    assert LISTS == ("sectors", "markets")
    assert ALIASES == {"sector": "sectors", "market": "markets"}
    assert all(FIELDS[name].personal for name in printed("letters") if name != "language")
    assert in_order(("zone", "phone"), ("email", "phone")) == ("phone", "email")
