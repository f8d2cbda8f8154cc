"""Text is marked where it is written and translated where it is shown."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from innoveici import messages
from innoveici.messages import Message

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import catalogues  # noqa: E402 - a script beside the package, not part of it


def test_a_message_is_english_for_machines_and_translated_for_people() -> None:
    message = Message("the postal code is empty")
    with messages.speaking("fr"):
        assert str(message) == "the postal code is empty"
        assert message.text() == "le code postal est vide"


def test_a_message_inside_a_message_is_translated_too() -> None:
    inner = Message("the postal code is empty")
    outer = Message("{fault}; did you mean {suggestion}?", fault=inner, suggestion="J0K 2M0")
    with messages.speaking("fr"):
        assert outer.text() == "le code postal est vide; vouliez-vous dire J0K 2M0?"


def test_the_language_does_not_leak() -> None:
    with messages.speaking("fr"):
        pass
    assert messages.language() == "en"


def test_both_catalogues_are_complete_and_keep_their_placeholders() -> None:
    assert list(catalogues.faults()) == []


@pytest.mark.parametrize(
    ("translation", "fault"), [("sans rien", "placeholders differ"), ("{un} et {autre}", "placeholders differ")]
)
def test_a_lost_placeholder_is_a_fault(translation: str, fault: str) -> None:
    from babel.messages.catalog import Message as Entry

    found = list(catalogues.misplaced(Entry("only {un}", translation)))
    assert [text.split(":")[0] for text in found] == [fault]


def test_french_is_typeset_as_in_quebec() -> None:
    """Office québécois de la langue française: no space before ; ! ?, a no-break one before : and inside « »."""
    for entry in catalogues.read("fr"):
        strings = entry.string if isinstance(entry.string, tuple | list) else (entry.string,)
        for text in filter(None, strings if entry.id else ()):
            assert " :" not in text, text
            assert not any(mark in text for mark in (" ;", " ?", " !", "« ", " »", "“", "”")), text


def test_no_marked_text_hides_in_an_f_string() -> None:
    """Babel does not look into f-strings before Python 3.12: such a text would never be translated."""
    hidden = re.compile(r"""f(["']).*\{[^}]*\b(_|N_)\(""")
    for file in (ROOT / "innoveici").rglob("*.py"):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
            assert not hidden.search(line), f"{file.name}:{number}"
