"""Lists, names and quotes inside a sentence, each in the reader's language. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from innoveici.catalogue.model import Entry, Theme
from innoveici.messages import N_, Message, language


class Listed(Message):
    """Several messages, parted by commas."""

    __slots__ = ("items",)

    def __init__(self, items: Iterable[Message]) -> None:
        self.items = tuple(items)
        super().__init__("{items}", items=", ".join(map(str, self.items)))

    def text(self) -> str:
        return ", ".join(item.text() for item in self.items)


class ThemeNames(Message):
    """Themes by their names in the reader's language."""

    __slots__ = ("themes",)

    def __init__(self, themes: Iterable[Theme]) -> None:
        self.themes = tuple(themes)
        super().__init__("{names}", names=", ".join(theme.name_en for theme in self.themes))

    def text(self) -> str:
        return ", ".join(theme.name_en if language() == "en" else theme.name_fr for theme in self.themes)


class Quoted(Message):
    """Words as they were written, in the quotes of the reader's language."""

    __slots__ = ("words",)

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(words)
        super().__init__("{words}", words=", ".join(f"“{word}”" for word in self.words))

    def text(self) -> str:
        return ", ".join(Message(N_("“{word}”"), word=word).text() for word in self.words)


class NameOf(Message):
    """An entry's name."""

    __slots__ = ("entry",)

    def __init__(self, entry: Entry) -> None:
        super().__init__("{name}", name=entry.name_fr)
        self.entry = entry

    def text(self) -> str:
        return self.entry.name(language())
