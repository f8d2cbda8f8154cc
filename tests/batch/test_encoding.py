"""Which encoding is chosen, and what is said of bytes that stand for nothing."""

from __future__ import annotations

import codecs

import pytest

from innoveici.batch import source as sources
from innoveici.batch.encoding import read_text
from innoveici.batch.source import open_source
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
