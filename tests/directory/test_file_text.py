"""advisors.csv as bytes: what Excel saves in French is read, what was damaged is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from innoveici.directory.model import Directory

if TYPE_CHECKING:
    from tests.directory.conftest import Files

HEADER = (
    "Identifiant;Nom;Organisation;Code postal;Courriel;Téléphone;Région;Langues;Attestation;Attesté jusqu'au;Capacité"
)
FRENCH = "\r\n".join([
    HEADER + ";;;",
    "e-1;Élodie Gagné – Bélanger;Cœur d’Îles;J0K\xa02M0;e@e.example;450 555-0100;14;fr, en;Attestée;30/06/2028;8,0;;;",
    "e-2;« Noël Côté »;Forêt & Cie;j6e1a1;n@n.example;;Lanaudière;FR;En voie;03/04/2027;;;;",
    ";;;;;;;;;;;;;",
    "",
])  # fmt: skip


def _seen(directory: Directory) -> list[tuple[object, ...]]:
    return [
        (a.name, a.organization, a.postal_code, a.languages, a.certification, str(a.certified_until), a.capacity)
        for a in directory.advisors.values()
    ]


EXPECTED = [
    ("Élodie Gagné – Bélanger", "Cœur d’Îles", "J0K 2M0", ("fr", "en"), "attested", "2028-06-30", 8),
    ("« Noël Côté »", "Forêt & Cie", "J6E 1A1", ("fr",), "in_training", "2027-04-03", None),
]


@pytest.mark.parametrize(
    "content",
    [
        FRENCH.encode("cp1252"),
        FRENCH.encode(),
        FRENCH.encode("utf-8-sig"),
        FRENCH.replace(";", "\t").encode("utf-16"),
        b"\xfe\xff" + FRENCH.replace(";", "\t").encode("utf-16-be"),
        b"sep=;\r\n" + FRENCH.encode("cp1252"),
        FRENCH.replace(";", "\t").encode("cp1252"),
        FRENCH.replace("\r\n", "\r").encode("cp1252"),
        FRENCH.encode("cp1252") + b"\x1a",
        FRENCH.encode() + b"\0" * 40,
    ],
    ids=[
        "CSV",
        "UTF-8",
        "CSV UTF-8",
        "Unicode text",
        "big endian",
        "sep",
        "text (tabs)",
        "old Mac lines",
        "DOS",
        "NULs",
    ],
)
def test_what_excel_saves_in_french_is_read(files: Files, content: bytes) -> None:
    directory = files.load(advisors=content)

    assert _seen(directory) == EXPECTED
    assert directory.warnings == ()


def test_the_fingerprint_is_of_what_is_said_not_of_how_it_was_saved(files: Files) -> None:
    saved = {
        files.load(advisors=content).advisors_fingerprint
        for content in (FRENCH.encode("cp1252"), FRENCH.encode("utf-8-sig"), FRENCH.replace(";", "\t").encode("utf-16"))
    }

    assert len(saved) == 1
    assert files.load(advisors=FRENCH.replace("8,0", "9").encode("cp1252")).advisors_fingerprint not in saved


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        (FRENCH.encode().replace("Noël".encode(), b"No\xebl"), 3, "UTF-8, but not here (byte 0xEB)"),
        (FRENCH.encode("utf-8-sig").replace("Gagné".encode(), b"Gagn\xe9"), 2, "UTF-8, but not here (byte 0xE9)"),
        ("\ufeffid;nom\r\n1;Rémi".encode()[:-3], 2, "(byte 0xC3): a character was damaged or cut"),
        (FRENCH.encode()[: FRENCH.encode().index("ë".encode()) + 1], 3, "(byte 0xC3): a character was damaged or cut"),
        (FRENCH.replace("œ", "oe").encode("mac-roman"), 1, "neither UTF-8 nor what Excel saves in French (byte 0x8E)"),
        ("id;nom\r\n1;René\r\n".encode("cp850"), 2, "nor what Excel saves in French (byte 0x82)"),
        (b"id;nom\r\n1;Ren\xc3\r\n", 2, "nor what Excel saves in French (byte 0xC3)"),
        (FRENCH.encode().decode("cp1252", "replace").encode(), 1, "encoded twice: “Ã©” stands for one letter"),
        ("id;nom\r\n1;Noël\r\n2;Ren√©\r\n".encode(), 3, "encoded twice: “√©” stands for one letter"),
        ("id;nom\r\n1;Rémi".encode("utf-16")[:-1], 2, "the text is UTF-16, and broken here"),
    ],
    ids=[
        "stray byte",
        "stray byte after a mark",
        "cut after a mark",
        "cut",
        "Mac",
        "DOS",
        "half a letter",
        "twice",
        "twice, once on a Mac",
        "odd",
    ],
)
def test_text_that_would_be_garbled_is_refused_with_its_line(
    files: Files, content: bytes, line: int, says: str
) -> None:
    (problem,) = files.problems(advisors=content)

    assert problem.line == line
    assert says in str(problem)
    assert "CSV UTF-8" in str(problem.remedy)


def test_regions_yaml_is_utf_8_alone(files: Files, plain: tuple[str, str]) -> None:
    faults = files.faults(regions=plain[0].encode("cp1252"))

    assert faults[0].startswith("regions.yaml:10: error: the text is not UTF-8 (byte 0xE9)")
