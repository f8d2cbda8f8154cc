from __future__ import annotations

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from innoveici.directory.contacts import is_email, is_phone


@pytest.mark.parametrize(
    "address",
    [
        "direction@organisme.example",
        "a.b-c+d_e@sous.domaine.example",
        "hélène@exemple.ca",
        "x@münchen.example",
        "A@B.CA",
    ],
)
def test_addresses_that_can_be_reached(address: str) -> None:
    assert is_email(address)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "",
            "a",
            "a@b",
            "@b.example",
            "a@",
            "a@@b.example",
            "a b@c.example",
            "a@b.example;c@d.example",
            "a@-b.example",
        ),
        *("Nom <a@b.example>", "a@b.example\n", ".a@b.example", "a..b@c.example", "a@b.test", "a@machine.local"),
        *(
            f"{'x' * 65}@b.example",
            f"a@{'b' * 64}.example",
            f"a@{'b.' * 130}example",
            "a@b.example.",
            "a@ab--c.example",
        ),
    ],
)
def test_addresses_that_cannot(address: str) -> None:
    assert not is_email(address)


_piece = st.text("abAB09-_+.", min_size=1, max_size=8)


@given(st.tuples(_piece, _piece, st.sampled_from(["ca", "example", "TEST", "local", "c1", "x"])))
def test_the_short_way_never_differs_from_the_library(parts: tuple[str, str, str]) -> None:
    address = f"{parts[0]}@{parts[1]}.{parts[2]}"
    try:
        validate_email(address, check_deliverability=False, strict=True)
        accepted = True
    except EmailNotValidError:
        accepted = False

    assert is_email(address) == accepted


@pytest.mark.parametrize(
    "number",
    ["450 555-0100", "(418) 555-1234 poste 22", "514.555.0100", "+1 819 555 0100", "+33 3 88 00 00 00", "4505550100"],
)
def test_numbers_that_can_be_called(number: str) -> None:
    assert is_phone(number)


@pytest.mark.parametrize("number", ["demain", "555-01", "12", "450 555-0100 ou le soir", "+"])
def test_numbers_that_cannot(number: str) -> None:
    assert not is_phone(number)
