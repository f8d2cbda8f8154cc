"""edge-cases 1–6: what people type where a postal code belongs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innoveici.postal import FIRST_LETTERS, LETTERS, ForeignCode, Fsa, InvalidCode, PostalCode, parse

codes = st.builds(
    lambda a, b, c, d, e, f: f"{a}{b}{c}{d}{e}{f}",
    st.sampled_from(FIRST_LETTERS),
    st.sampled_from("0123456789"),
    st.sampled_from(LETTERS),
    st.sampled_from("0123456789"),
    st.sampled_from(LETTERS),
    st.sampled_from("0123456789"),
)


@pytest.mark.parametrize(
    "typed",
    [
        "J0K 2M0",
        "j0k2m0",
        "J0K-2M0",
        "J0K 2M0.",
        " J0K  2M0 ",
        "J0K\u00a02M0",
        "J0K\u202f2M0",
        "J0K\u20112M0",
        "\ufeffJ0K2M0",
        "Ｊ０Ｋ　２Ｍ０",
        "ｊ０ｋ２ｍ０",
        "J0K 2M0\n",
        "J0K 2M0\r\n",
        "'J0K 2M0'",
    ],
)
def test_the_ways_people_type_a_code_are_one_code(typed: str) -> None:
    assert parse(typed) == PostalCode("J0K2M0")
    assert str(parse(typed)) == "J0K 2M0"


@pytest.mark.parametrize(
    ("typed", "position", "char", "suggestion"),
    [
        ("GIR 2B5", 2, "I", "G1R 2B5"),
        ("G1R 2BS", 6, "S", "G1R 2B5"),
        ("J0K 2MO", 6, "O", "J0K 2M0"),
        ("JOK 2MO", 2, "O", "J0K 2M0"),
        ("Г1R 2B5", 1, "Г", "G1R 2B5"),
        ("G1R 2В5", 5, "В", "G1R 2B5"),
        ("J0K 2M٠", 6, "٠", "J0K 2M0"),
        ("J0K ２M०", 6, "०", "J0K 2M0"),
        ("H2X 1O4", 5, "O", "H2X 1C4"),
    ],
)
def test_a_slip_is_named_and_a_reading_suggested_never_applied(
    typed: str, position: int, char: str, suggestion: str
) -> None:
    parsed = parse(typed)
    assert isinstance(parsed, InvalidCode)
    assert parsed.suggestion == suggestion
    fault = parsed.reason.params["fault"]
    assert (fault.params["position"], fault.params["char"]) == (position, char)
    assert suggestion in str(parsed.reason)
    assert f"“{char}”" in str(parsed.reason)


def test_a_cyrillic_letter_is_called_by_its_name() -> None:
    parsed = parse("Г1R 2B5")
    assert isinstance(parsed, InvalidCode)
    assert "CYRILLIC CAPITAL LETTER GHE" in str(parsed.reason)


@pytest.mark.parametrize("letter", "DFIOQU")
def test_letters_that_postal_codes_never_use_are_refused(letter: str) -> None:
    assert isinstance(parse(f"H2{letter} 1A1"), InvalidCode)


@pytest.mark.parametrize("letter", "WZ")
def test_w_and_z_never_come_first_but_may_follow(letter: str) -> None:
    assert isinstance(parse(f"{letter}2X 1A1"), InvalidCode)
    assert parse(f"H2{letter} 1A1") == PostalCode(f"H2{letter}1A1")


@pytest.mark.parametrize(("typed", "count"), [("J0K 2M", 5), ("J0K 2M00", 7), ("J0", 2)])
def test_a_wrong_length_is_counted(typed: str, count: int) -> None:
    parsed = parse(typed)
    assert isinstance(parsed, InvalidCode)
    assert parsed.reason.code == "postal.length"
    assert parsed.reason.params["count"] == count


@pytest.mark.parametrize("typed", ["", "   ", "\u00a0", "--"])
def test_nothing_is_empty(typed: str) -> None:
    parsed = parse(typed)
    assert isinstance(parsed, InvalidCode)
    assert parsed.reason.code == "postal.empty"


def test_three_characters_are_an_area() -> None:
    assert parse("j0k") == Fsa("J0K")
    assert parse("J0K").is_rural  # type: ignore[union-attr]
    assert not parse("J6E").is_rural  # type: ignore[union-attr]


def test_five_digits_are_foreign_and_say_which_department_they_would_be() -> None:
    assert parse("75001") == ForeignCode("75001", "??", "75")
    assert parse("90210-1234") == ForeignCode("90210-1234", "US")


@pytest.mark.parametrize(
    ("typed", "department"), [("67000", "67"), ("20090", "20"), ("97400", "974"), ("01 000", "01"), ("F-67000", "67")]
)
def test_french_codes_are_recognised_for_france(typed: str, department: str) -> None:
    parsed = parse(typed, "FR")
    assert isinstance(parsed, ForeignCode)
    assert (parsed.country, parsed.department) == ("FR", department)


@pytest.mark.parametrize("typed", ["J0K 2M0", "6700", "00100", "99999", "6700O"])
def test_what_is_not_french_is_invalid_for_france(typed: str) -> None:
    assert isinstance(parse(typed, "FR"), InvalidCode)


def test_any_text_is_a_foreign_code_elsewhere() -> None:
    assert parse("SW1A 1AA", "GB") == ForeignCode("SW1A1AA", "GB")


def test_a_terminal_escape_never_survives_in_what_is_shown() -> None:
    parsed = parse("\x1b[31mG1R")
    assert isinstance(parsed, InvalidCode)
    assert "\x1b" not in parsed.text
    assert "\x1b" not in str(parsed.reason)


@given(codes)
def test_normalising_is_idempotent(compact: str) -> None:
    parsed = parse(compact)
    assert isinstance(parsed, PostalCode)
    assert parse(str(parsed)) == parsed
    assert parsed.is_rural == (compact[1] == "0")


@given(st.text(max_size=40), st.sampled_from(["CA", "FR", "US", "", "ca"]))
def test_any_text_parses_to_something_that_can_be_shown(text: str, country: str) -> None:
    parsed = parse(text, country)
    if isinstance(parsed, InvalidCode):
        assert str(parsed.reason)
        assert parsed.suggestion is None or isinstance(parse(parsed.suggestion), PostalCode)


@given(codes, st.sampled_from(list("\u00a0\u202f -\u2011\t")))
def test_separators_anywhere_change_nothing(compact: str, separator: str) -> None:
    assert parse(separator.join(compact)) == parse(compact)
