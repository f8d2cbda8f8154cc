"""Keeps the gettext catalogues true: ``python tools/catalogues.py update | check | compile``.

``update`` extracts every marked string of the package into fr.po and en.po (English is its own translation; French
waits for a person). ``check`` fails when a catalogue is incomplete, stale or loses a {placeholder}. ``compile`` writes
the .mo files, as the build does.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from hatch_build import compile_catalogues

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "innoveici" / "locale"
LANGUAGES = ("fr", "en")
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "say": None, "nsay": (1, 2)}
"""The last two are what letters' templates say."""
METHODS = [("**.py", "python"), ("**.j2", "jinja2.ext:babel_extract")]
OPTIONS = {"**.j2": {"silent": "false"}}  # a template that cannot be read is an error, not an empty one
PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def path_of(language: str) -> Path:
    """The catalogue of ``language``."""
    return LOCALE / language / "LC_MESSAGES" / "innoveici.po"


def extract() -> Catalog:
    """Every string marked in the package, in the order of the files."""
    template = Catalog(project="innoveici", charset="utf-8")
    found = extract_from_dir(str(ROOT / "innoveici"), METHODS, OPTIONS, keywords=KEYWORDS)
    for file, _line, message, _comments, context in sorted(found, key=lambda f: (f[0], f[1])):
        # No line numbers: they would change every catalogue with every edit.
        template.add(message, None, [(f"innoveici/{file}", 0)], context=context)
    return template


def read(language: str) -> Catalog:
    """The catalogue as it is in git; empty when there is none yet."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, project="innoveici", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update() -> None:
    """Bring both catalogues up to the code; nothing translated is lost unless its text is gone."""
    template = extract()
    for language in LANGUAGES:
        catalogue = read(language)
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        for message in catalogue:
            if message.id and language == "en":
                message.string = message.id
            message.locations = sorted({(file, 0) for file, _ in message.locations})
        path_of(language).parent.mkdir(parents=True, exist_ok=True)
        with path_of(language).open("wb") as file:
            write_po(file, catalogue, width=120, sort_by_file=True, omit_header=False, include_lineno=False)
        missing = sum(1 for _ in untranslated(catalogue))
        print(f"{language}: {len(catalogue)} strings, {missing} to translate")


def untranslated(catalogue: Catalog) -> Iterator[Message]:
    """Strings without a translation, or with one nobody confirmed."""
    for message in catalogue:
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and (message.fuzzy or not all(strings)):
            yield message


def faults() -> Iterator[str]:
    """What is wrong with the catalogues, one line each."""
    wanted = {m.id for m in extract() if m.id}
    for language in LANGUAGES:
        catalogue = read(language)
        here = {m.id for m in catalogue if m.id}
        yield from (f"{language}: not in the catalogue: {text!r}" for text in sorted(map(str, wanted - here)))
        yield from (f"{language}: no longer in the code: {text!r}" for text in sorted(map(str, here - wanted)))
        yield from (f"{language}: not translated: {m.id!r}" for m in untranslated(catalogue))
        for message in catalogue:
            yield from (f"{language}: {fault}" for fault in misplaced(message))


def misplaced(message: Message) -> Iterator[str]:
    """Placeholders that a translation lost or made up."""
    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    expected = set(PLACEHOLDER.findall(ids[-1])) if ids[-1] else set()
    for text in strings:
        if text and set(PLACEHOLDER.findall(text)) != expected and message.id:
            yield f"placeholders differ: {ids[-1]!r} / {text!r}"


def main(command: str) -> int:
    """Run one of the three; 1 when ``check`` finds something."""
    if command == "update":
        update()
    elif command == "compile":
        compile_catalogues(LOCALE)
    elif command == "check":
        problems = list(faults())
        print("\n".join(problems) or "catalogues complete")
        return 1 if problems else 0
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
