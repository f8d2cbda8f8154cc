"""One mapping of regions.yaml, read key by key: what is missing, of the wrong kind or not known is reported.

Written by hand rather than with a model library: ``locate`` must start in an instant (importing one costs more than
reading the file), and faults must come in the reader's language with a remedy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from innoveici.characters import UNPRINTABLE
from innoveici.directory.contacts import is_email, is_phone
from innoveici.directory.file_problems import ProblemReport, shown
from innoveici.directory.yaml_document import line_of
from innoveici.messages import N_, Message
from innoveici.spellings.countries import is_place

_TAG = "tag:yaml.org,2002:"
_READ_AS = {
    _TAG + "int": N_("“{raw}” without quotes is read as a number by YAML"),
    _TAG + "float": N_("“{raw}” without quotes is read as a number by YAML"),
    _TAG + "bool": N_("“{raw}” without quotes is read as true or false by YAML"),
    _TAG + "timestamp": N_("“{raw}” without quotes is read as a date by YAML"),
}
MAX_TEXT = 1_000


class Section:
    """A mapping and its path. Each reader marks its key as known; :meth:`close` reports the others."""

    def __init__(self, node: MappingNode, path: str, report: ProblemReport) -> None:
        self.node = node
        self.path = path
        self.report = report
        self._nodes: dict[str, tuple[ScalarNode, Node]] = {}
        for key, value in node.value:
            if isinstance(key, ScalarNode):
                self._nodes.setdefault(key.value, (key, value))
        self._known: set[str] = set()

    @property
    def line(self) -> int:
        return line_of(self.node)

    def line_at(self, key: str) -> int:
        """The line of ``key``; the section's own when the key is not there."""
        found = self._nodes.get(key)
        return line_of(found[0]) if found else self.line

    def at(self, key: str) -> str:
        """The path of ``key``."""
        return f"{self.path}.{key}" if self.path else key

    def error(self, key: str, message: Message, remedy: Message) -> None:
        self.report.error(self.line_at(key), self.at(key) if key else self.path, message, remedy)

    def warning(self, line: int, key: str, message: Message, remedy: Message) -> None:
        self.report.warning(line, self.at(key), message, remedy)

    def has(self, key: str) -> bool:
        """Whether ``key`` is there with a value."""
        return self._take(key) is not None

    def written(self, key: str) -> str:
        """What stands there, whatever YAML takes it for; "" when it is not one value, or not given."""
        node = self._take(key)
        return str(node.value) if isinstance(node, ScalarNode) else ""

    def text(self, key: str, *, required: bool = False) -> str:
        """A text, "" when not given."""
        node = self._take(key)
        value = self._text(node, self.at(key)) if node is not None else ""
        if required and (node is None or (value == "" and isinstance(node, ScalarNode) and not node.value.strip())):
            self._missing(key)
        return value

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts, () when not given."""
        return tuple(text for text, _ in self.text_lines(key, required=required))

    def text_lines(self, key: str, *, required: bool = False) -> list[tuple[str, int]]:
        """As :meth:`texts`, each with its line."""
        values = [(self._text(node, path), line_of(node)) for node, path in self._items(key, required=required)]
        return [(text, line) for text, line in values if text]

    def email(self, key: str) -> str:
        """An address, "" when not given; what is none is reported, and given back."""
        address = self.text(key)
        if address and not is_email(address):
            self.error(
                key,
                Message(N_("is not a single e-mail address")),
                Message(N_("write one address, as in name@example.org")),
            )
        return address

    def phone(self, key: str) -> str:
        """A telephone number, as :meth:`email`."""
        number = self.text(key)
        if number and not is_phone(number):
            self.error(
                key, Message(N_("is not a telephone number")), Message(N_("write it as in 450 555-0100 poste 22"))
            )
        return number

    def place(self, key: str, code: str, line: int) -> bool:
        """Whether ``code``, on ``line`` under ``key``, is a country or a part of one; else it is reported."""
        if is_place(code):
            return True
        self.report.error(
            line,
            self.at(key),
            Message(N_("“{code}” is not a country or region code"), code=shown(code)),
            Message(N_("write ISO 3166-2, as in CA-QC, FR or FR-GES")),
        )
        return False

    def choice(self, key: str, choices: tuple[str, ...], default: str) -> str:
        value = self.text(key)
        if value and value not in choices:
            self.error(
                key,
                Message(N_("“{value}” is not one of the choices"), value=shown(value)),
                Message(N_("write one of: {choices}"), choices=", ".join(choices)),
            )
            return default
        return value or default

    def whole(self, key: str, default: int, *, least: int, most: int) -> int:
        node = self._take(key)
        if node is None:
            return default
        value = self._whole(node, self.at(key), least, most)
        return default if value is None else value

    def whole_lines(self, key: str, *, least: int, most: int) -> list[tuple[int, int]]:
        """A list of whole numbers, each with its line."""
        values = [(self._whole(node, path, least, most), line_of(node)) for node, path in self._items(key)]
        return [(value, line) for value, line in values if value is not None]

    def number(self, key: str, default: float, *, least: float, most: float) -> float:
        node = self._take(key)
        if node is None:
            return default
        raw = node.value if isinstance(node, ScalarNode) else ""
        if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", raw) and least <= float(raw) <= most:
            return float(raw)
        self._fault(
            node,
            self.at(key),
            Message(N_("must be a number from {least} to {most}"), least=f"{least:g}", most=f"{most:g}"),
            Message(N_("write it with a point and without a unit, as in 2.5")),
        )
        return default

    def flag(self, key: str, default: bool) -> bool:
        node = self._take(key)
        if node is None:
            return default
        if isinstance(node, ScalarNode) and node.value in ("true", "false"):
            return bool(node.value == "true")
        self._fault(
            node, self.at(key), Message(N_("must be true or false")), Message(N_("write true or false, without quotes"))
        )
        return default

    def section(self, key: str, *, required: bool = False) -> Section | None:
        """The mapping at ``key``, None when not given."""
        node = self._take(key)
        if isinstance(node, MappingNode):
            return Section(node, self.at(key), self.report)
        if node is not None:
            self._wrong_kind(node, self.at(key), N_("must be a group of “key: value” lines"))
        elif required:
            self._missing(key)
        return None

    def sections(self, key: str, *, named_by: str, required: bool = False) -> Iterator[Section]:
        """The mappings of the list at ``key``; ``named_by`` is the key whose value names one in paths."""
        for node, path in self._items(key, required=required):
            if isinstance(node, MappingNode):
                yield Section(node, _named(node, named_by, self.at(key)) or path, self.report)
            else:
                self._wrong_kind(node, path, N_("must be a group of “key: value” lines"))

    def entries(self) -> list[tuple[str, int]]:
        """Every key with its line, for mappings whose keys are data. Codes without quotes are reported."""
        result = []
        for key, _ in self._nodes.values():
            name = self._text(key, self.path)
            if name:
                result.append((name, line_of(key)))
        return result

    def close(self) -> None:
        """Report the keys nobody asked for."""
        for name, (key, _) in self._nodes.items():
            if name not in self._known:
                self._fault(
                    key,
                    self.at(shown(name)),
                    Message(N_("“{key}” is not a known key here"), key=shown(name)),
                    Message(N_("the keys are: {keys}"), keys=", ".join(sorted(self._known))),
                )

    def _take(self, key: str) -> Node | None:
        self._known.add(key)
        node = self._nodes[key][1] if key in self._nodes else None
        return None if node is not None and node.tag == _TAG + "null" and isinstance(node, ScalarNode) else node

    def _items(self, key: str, *, required: bool = False) -> list[tuple[Node, str]]:
        node = self._take(key)
        if node is not None and not isinstance(node, SequenceNode):
            self._wrong_kind(node, self.at(key), N_("must be a list"))
            return []
        if node is None or not node.value:
            if required:
                self._missing(key)
            return []
        return [(item, f"{self.at(key)}[{position}]") for position, item in enumerate(node.value)]

    def _text(self, node: Node, path: str) -> str:
        if not isinstance(node, ScalarNode):
            self._wrong_kind(node, path, N_("must be a text"))
            return ""
        if node.tag == _TAG + "null":
            self._wrong_kind(node, path, N_("must be a text"))
            return ""
        raw = str(node.value)
        if (wording := _READ_AS.get(node.tag)) is not None:
            self._fault(
                node,
                path,
                Message(wording, raw=shown(raw)),
                Message(N_('write it between quotes: "{raw}"'), raw=shown(raw)),
            )
            return ""
        text = raw.strip()
        if bad := UNPRINTABLE.search(text):
            self._fault(
                node,
                path,
                Message(N_("holds the invisible character {char}"), char=f"U+{ord(bad[0]):04X}"),
                Message(N_("type the text again, on one line")),
            )
            return ""
        if len(text) > MAX_TEXT:
            self._fault(
                node,
                path,
                Message(N_("has {count} characters; {limit} at most"), count=len(text), limit=MAX_TEXT),
                Message(N_("shorten it")),
            )
            return ""
        return text

    def _whole(self, node: Node, path: str, least: int, most: int) -> int | None:
        raw = node.value if isinstance(node, ScalarNode) else ""
        # A leading zero would make it octal: 010 is 8 to YAML.
        if node.tag == _TAG + "int" and re.fullmatch(r"0|[1-9][0-9]{0,5}", raw) and least <= int(raw) <= most:
            return int(raw)
        self._fault(
            node,
            path,
            Message(N_("must be a whole number from {least} to {most}"), least=least, most=most),
            Message(N_("write it in digits, without quotes and without a zero in front")),
        )
        return None

    def _missing(self, key: str) -> None:
        self.error(key, Message(N_("is required")), Message(N_("add “{key}:” with its value"), key=key))

    def _wrong_kind(self, node: Node, path: str, wording: str) -> None:
        self._fault(node, path, Message(wording), Message(N_("look at the copy that came with the program")))

    def _fault(self, node: Node, path: str, message: Message, remedy: Message) -> None:
        self.report.error(line_of(node), path, message, remedy)


def _named(node: MappingNode, named_by: str, path: str) -> str | None:
    for key, value in node.value:
        if isinstance(key, ScalarNode) and key.value == named_by and isinstance(value, ScalarNode) and value.value:
            return f'{path}["{shown(value.value)}"]'
    return None
