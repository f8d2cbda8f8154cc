"""The alphabetical rule behind the corrections: what it finds and refuses; every row that claims it meets it."""

from __future__ import annotations

import string
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

TOOLS = Path(__file__).parents[2] / "tools"
if str(TOOLS) not in sys.path:
    sys.path.insert(0, str(TOOLS))

from atlas_build.order import filed_names, in_order, is_original, out_of_order, report, sort_keys, supports  # noqa: E402
from atlas_build.tables import FOLDER, Correction, Tables, read_tables  # noqa: E402

from innoveici.atlas.file_format import code_text  # noqa: E402
from innoveici.atlas.store import Atlas  # noqa: E402

CLAIM = "the alphabet speaks for"
SERIES = [f"J0K{digit}{letter}0" for digit in (1, 2) for letter in "ABCEGHJKLMNPRSTVWXYZ"]
AREA = {
    "J0K1A0": "Berthierville",
    "J0K1B0": "Crabtree",
    "J0K1C0": "Rawdon",
    "J0K1E0": "Lanoraie",
    "J0K1G0": "Saint-Thomas",
}


@pytest.fixture(scope="module")
def tables() -> Tables:
    return read_tables(FOLDER)


@pytest.fixture(scope="module")
def names(tables: Tables) -> dict[str, str]:
    """Rural codes with the source's names: corrections.tsv keeps those it replaces, the atlas has the others."""
    atlas = Atlas.open()
    codes = [
        code for key in atlas.arrays().keys if (code := code_text(int(key)))[1] == "0" and code not in tables.former
    ]
    found = {code: entry.place for code in codes if (entry := atlas.lookup(code)) is not None}
    return found | {code: row.post_office_name for code, row in tables.corrections.items()}


@pytest.mark.parametrize(
    ("code", "expected"), [("J0K2M0", True), ("J0K0A1", False), ("J0K2M1", False), ("J6E1A0", False)]
)
def test_original_codes_are_the_first_series_of_a_rural_area(code: str, expected: bool) -> None:
    assert is_original(code) is expected


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("Ste-Émélie-de-l'Énergie", ("saintemeliedelenergie",)),
        ("L'Isle-Aux-Grues", ("lisleauxgrues", "isleauxgrues")),
        ("Le Bic", ("lebic", "bic")),
    ],
)
def test_a_name_is_filed_by_its_letters_with_or_without_its_article(name: str, keys: tuple[str, ...]) -> None:
    assert sort_keys(name) == keys


def test_the_name_that_breaks_the_order_is_found() -> None:
    names = AREA | {"J0K1C0": "Zurich"}
    assert out_of_order(names) == {"J0K1C0": "Zurich"}


def test_where_either_of_two_names_may_be_wrong_neither_is_accused() -> None:
    fits, length = in_order(AREA)
    assert (fits, length) == (frozenset(AREA), 4)


@given(
    st.sets(st.text(string.ascii_lowercase, min_size=3, max_size=8), min_size=4, max_size=20),
    st.integers(0, 19),
)
def test_one_name_moved_to_the_end_is_the_only_one_accused(given_names: set[str], index: int) -> None:
    ordered = sorted(given_names)
    moved = index % (len(ordered) - 2)  # not of the last two: which of those is out of place cannot be told
    wrong = [*ordered[:moved], *ordered[moved + 1 :], ordered[moved]]
    assert out_of_order(dict(zip(SERIES, ordered, strict=False))) == {}
    assert list(out_of_order(dict(zip(SERIES, wrong, strict=False)))) == [SERIES[len(ordered) - 1]]


def test_a_place_out_of_order_is_not_supported() -> None:
    names = AREA | {"J0K1C0": "Zurich"}
    assert supports("J0K1C0", "Dunham", "Zurich", names, names | {"J0K1C0": "Dunham"})
    assert not supports("J0K1C0", "Abercorn", "Zurich", names, names | {"J0K1C0": "Abercorn"})


def test_where_both_names_fit_only_a_newer_code_of_the_place_decides() -> None:
    names = AREA | {"J0K1C0": "Eastman"}
    filed = names | {"J0K1C0": "Dunham"}
    assert not supports("J0K1C0", "Dunham", "Eastman", names, filed)
    assert supports("J0K1C0", "Dunham", "Eastman", names | {"J0K0A1": "Dunham"}, filed)
    assert not supports("J0K1C0", "Dunham", "Eastman", names | {"J0L0A1": "Dunham"}, filed)  # another area's


def test_a_report_tells_what_mends_each_name() -> None:
    tables = Tables({}, {}, {}, {"J0K1C0": Correction("46050", "Dunham", None, "why", "Zurich")}, {}, {}, {})
    *lines, count = report(AREA | {"J0K1C0": "Zurich", "J0K1H0": "Ayer's Cliff"}, tables)
    assert lines == ["J0K 1C0  Zurich → Dunham", "J0K 1H0  Ayer's Cliff"]
    assert count.startswith("2 names break the order, 1 of them")
    older = Tables({}, {}, {}, {}, {}, {}, {}, {"J0K1H0": "Waterloo"})
    assert "J0K 1H0  Ayer's Cliff → Waterloo" in report(AREA | {"J0K1H0": "Ayer's Cliff"}, older)


def test_every_correction_that_rests_on_the_alphabet_is_borne_out_by_it(tables: Tables, names: dict[str, str]) -> None:
    claimed = {code: row for code, row in tables.corrections.items() if CLAIM in row.reason}
    filed = filed_names(names, tables)
    unborne = [
        f"{code} {row.post_office_name} → {row.place}"
        for code, row in claimed.items()
        if not is_original(code) or not supports(code, row.place, row.post_office_name, names, filed)
    ]
    assert unborne == []
    assert len(claimed) > 0.8 * len(tables.corrections)  # the others say what else they rest on


def test_a_former_code_claims_the_alphabet_exactly_where_it_is_in_order(tables: Tables, names: dict[str, str]) -> None:
    broken = out_of_order(filed_names(names, tables))
    wrong = [code for code, row in tables.former.items() if (CLAIM in row.reason) == (code in broken)]
    assert wrong == []


def test_an_older_name_is_kept_only_where_the_alphabet_needs_it(tables: Tables, names: dict[str, str]) -> None:
    filed = filed_names(names, tables)
    assert tables.filed_as.keys().isdisjoint(out_of_order(filed))
    now = names | {code: row.place for code, row in (tables.corrections | tables.former).items()}
    for code, older in tables.filed_as.items():
        area = {other: name for other, name in filed.items() if other[:3] == code[:3]}
        assert code in out_of_order(area | {code: now[code]}), f"{older}: {now[code]} fits as well"
