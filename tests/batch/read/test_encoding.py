"""Which encoding is chosen, and what is said of bytes that stand for nothing."""

from __future__ import annotations

import codecs
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innoveici.batch.read import source as sources
from innoveici.batch.read.encoding import read_text
from innoveici.batch.read.source import open_source
from innoveici.errors import DataError, UsageError
from tests.batch.conftest import Write

ROWS = "Entreprise;CP\nCrêperie « L’Œuf »;J0K 2M0\n"


def text_of(name: str, encoding: str | None = None) -> tuple[str, str]:
    """The encoding said and the text."""
    source = open_source(name)
    try:
        text = read_text(source, encoding)
        source = text.source
        return text.encoding, b"".join(source.pieces())[text.start :].decode()
    finally:
        source.close()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (ROWS.encode(), "utf-8"),
        (ROWS.encode("utf-8-sig"), "utf-8-sig"),
        (ROWS.encode("cp1252"), "cp1252"),
        (ROWS.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + ROWS.encode("utf-16-be"), "utf-16"),
        (b"plain", "utf-8"),
    ],
)
def test_it_is_chosen_by_mark_then_utf_8_then_cp1252(write: Write, content: bytes, said: str) -> None:
    assert text_of(write(content)) == (said, "plain" if content == b"plain" else ROWS)


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("latin-1", "iso8859-1"), ("mac-roman", "mac-roman"), ("utf-16-le", "utf-16-le"), ("UTF8", "utf-8")],
)
def test_one_that_is_named_is_used(write: Write, encoding: str, said: str) -> None:
    text = ROWS.replace("Œ", "O").replace("’", "'")
    assert text_of(write(text.encode(encoding)), encoding) == (said, text)


def test_characters_cut_by_the_end_of_a_chunk_are_whole(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "CHUNK", 3)
    for encoding in ("utf-8", "utf-16", "cp1252"):
        assert text_of(write(ROWS.encode(encoding)))[1] == ROWS


@pytest.mark.parametrize(
    ("content", "encoding", "message"),
    [
        (b"a\nb\n\xe9\x81\n", None, r":3: the byte 0x81 stands for no character in utf-8, cp1252"),
        (b"a\nb\xe9\n", "utf-8", r":2: the byte 0xE9 stands for no character in utf-8"),
        (codecs.BOM_UTF8 + b"a\nb\xe9\n", None, r":2: the byte 0xE9 stands for no character in utf-8"),
        ("a\né\n".encode(), "ascii", r":2: the byte 0xC3 stands for no character in ascii"),
        (
            codecs.BOM_UTF16_LE + "a\nb".encode("utf-16-le") + b"\x00\xd8\x00\x00",
            None,
            r":2: the byte 0x00 stands for no character in utf-16$",
        ),
    ],
)
def test_a_byte_that_stands_for_nothing_is_named_with_its_line(
    write: Write, content: bytes, encoding: str | None, message: str
) -> None:
    with pytest.raises(DataError, match=message) as refused:
        text_of(write(content), encoding)
    assert "--encoding" in str(refused.value.remedy)


FRENCH = st.text("abcdeilnorstéèêàâîôûùçëïœŒÉÈÀÂÊÎÔÇ «»’…–€°;,.\n\xa0", min_size=1, max_size=60)
WORDS = st.lists(st.sampled_from(["Crêperie", "Forêt", "L’Été", "Œuf", "Québec", "tri", "5 €"]), min_size=1, max_size=9)


def try_text(content: bytes) -> str:
    """The encoding that ``content`` is read in, or what is said of it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "e.csv"
        path.write_bytes(content)
        try:
            return text_of(str(path))[0]
        except DataError as refused:
            return str(refused)


@given(FRENCH)
@settings(deadline=None, max_examples=60)
def test_french_in_windows_1252_is_read_as_such(text: str) -> None:
    content = text.encode("cp1252")
    try:
        content.decode()
    except UnicodeDecodeError:
        assert try_text(content) == "cp1252"


@given(WORDS, st.binary(min_size=1, max_size=4), st.integers(0, 200))
@settings(deadline=None, max_examples=60)
def test_utf_8_with_a_few_stray_bytes_is_refused(words: list[str], bytes_: bytes, at: int) -> None:
    text = "Café;" + ";".join(words)
    stray = bytes(byte | 0xE0 for byte in bytes_)
    at %= len(text) + 1
    content = f"a;b\n{text[:at]}".encode() + stray + f"z{text[at:]}\n".encode()
    assert f"e.csv:2: the byte 0x{stray[0]:02X} stands for no character in UTF-8" in try_text(content)


def test_a_stray_byte_is_named_with_its_line(write: Write) -> None:
    rows = "Érablière;J0K 2M0\n" * 3
    with pytest.raises(DataError, match=r":4: the byte 0xE9 stands for no character in UTF-8") as refused:
        text_of(write(rows.encode() + b"Caf\xe9;G1R 2B5\n"))
    assert "nothing was recorded" in str(refused.value.remedy)


def test_a_part_in_windows_1252_after_one_in_utf_8_is_refused(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "CHUNK", 5)
    with pytest.raises(DataError, match=r":4: the byte 0xEA"):
        text_of(write(ROWS.encode() + ROWS.encode("cp1252")))


def test_a_word_encoded_twice_in_a_file_in_windows_1252_leaves_it_what_it_is(write: Write) -> None:
    rows = "Forêt;été\n" * 10 + "Côté".encode().decode("cp1252") + "\n"
    assert text_of(write(rows.encode("cp1252"))) == ("cp1252", rows)


@pytest.mark.parametrize("content", [ROWS.encode() + "é".encode()[:1], ROWS.encode("utf-8-sig") + "’".encode()[:2]])
def test_a_file_cut_in_the_middle_of_a_character_says_so(write: Write, content: bytes) -> None:
    with pytest.raises(DataError, match="ends in the middle of a character"):
        text_of(write(content))
    with pytest.raises(DataError, match="ends in the middle of a character"):
        text_of(write(ROWS.encode("utf-16")[:-1]))


@pytest.mark.parametrize("tail", [b"\x1a", b"\0" * 9000, b"\x1a\r\n", b"\n\0\0\x1a \r\n", b"\x1a" * 5000 + b"\0"])
def test_what_stands_after_the_end_is_nothing(write: Write, tail: bytes) -> None:
    for encoding in ("utf-8", "cp1252", "utf-8-sig"):
        said, text = text_of(write(ROWS.encode(encoding) + tail))
        assert (said, text.rstrip("\n")) == (encoding, ROWS.rstrip("\n"))
    said, text = text_of(write(ROWS.encode("utf-16") + "\0\0\x1a".encode("utf-16-le")))
    assert (said, text) == ("utf-16", ROWS)
    plain = b"Entreprise;CP\nScierie;J0K 2M0"
    assert text_of(write(plain + tail))[1].rstrip("\n") == plain.decode()


@pytest.mark.parametrize("chunk", [1, 2, 3, 4, 5, 1 << 20])
def test_a_mark_before_a_quotation_where_files_were_joined_is_taken_out(
    write: Write, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(sources, "CHUNK", chunk)
    part = '"No";"Entreprise"\n"1";"Scierie"\n'
    joined = (part * 2).encode("utf-8-sig") + part.encode("utf-8-sig")
    assert text_of(write(joined)) == ("utf-8-sig", part * 3)
    assert text_of(write(part.encode() + part.encode("utf-8-sig"))) == ("utf-8", part * 2)
    assert text_of(write("a\n\ufeffb\n"))[1] == "a\n\ufeffb\n"  # named, where it matters


def test_what_stands_in_the_middle_stays(write: Write) -> None:
    assert text_of(write(b"a\0b\n\x1ac\n\n")) == ("utf-8", "a\0b\n\x1ac\n\n")
    with pytest.raises(DataError, match="nothing but NUL"):
        text_of(write(bytes(5000)))


def test_utf_16_without_a_mark_is_recognised(write: Write) -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        with pytest.raises(DataError, match="UTF-16 without the mark") as refused:
            text_of(write(ROWS.encode(encoding)))
        assert f"--encoding {encoding}" in str(refused.value.remedy)


def test_utf_32_is_refused(write: Write) -> None:
    with pytest.raises(DataError, match="UTF-32"):
        text_of(write(ROWS.encode("utf-32")))


@pytest.mark.parametrize("encoding", ["klingon", "rot13", "base64", "a\0b", "é"])
def test_an_unknown_encoding_is_a_usage_error(write: Write, encoding: str) -> None:
    with pytest.raises(UsageError, match="--encoding"):
        text_of(write(ROWS), encoding)


def test_an_old_macs_line_ends_become_line_feeds(write: Write) -> None:
    assert text_of(write(b"a\rb\r")) == ("utf-8", "a\nb\n")
    assert text_of(write("a\ré".encode("cp1252"))) == ("cp1252", "a\né")
    assert text_of(write(b"a\rb\n")) == ("utf-8", "a\rb\n")
