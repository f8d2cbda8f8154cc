"""JSON as the API takes it: one object whose every key is there once, no deeper than a request, and no number that is
none. What programs send by mistake is said, never guessed at."""

from __future__ import annotations

import json
import re
from typing import Any, Never

from innoveici.messages import N_, Message

DEEPEST = 8
"""Objects and lists within each other; a request has two."""
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_OPENING, _CLOSING = frozenset("{["), frozenset("}]")


class JsonFault(Exception):
    """Why nothing can be read of it. ``code`` is stable."""

    def __init__(self, code: str, message: Message) -> None:
        super().__init__(str(message))
        self.code = code
        self.message = message


class JsonNumber:
    """A number, which no field of a request is."""


def strict_object(content: bytes) -> tuple[dict[str, Any], list[str]]:
    """The object, and the keys that are there twice. Numbers are :class:`JsonNumber`.

    :raises JsonFault: it is not JSON, or no object.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise JsonFault("json.encoding", Message(N_("byte {position} is not UTF-8"), position=error.start)) from None
    if _depth(text) > DEEPEST:
        raise JsonFault(
            "json.depth", Message(N_("more than {limit} objects and lists within each other"), limit=DEEPEST)
        )
    twice: list[str] = []

    def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _value in pairs]
            twice.extend(key for key in found if keys.count(key) > 1)
        return found

    try:
        said = json.loads(
            text, object_pairs_hook=each_once, parse_constant=_no_constant, parse_int=_number, parse_float=_number
        )
    except json.JSONDecodeError as error:
        where = {"line": error.lineno, "column": error.colno}
        raise JsonFault("json.syntax", Message(N_("not JSON (line {line}, column {column})"), **where)) from None
    if not isinstance(said, dict):
        raise JsonFault("json.not_object", Message(N_("not a JSON object of the fields of one request")))
    return said, twice


def _number(_text: str) -> JsonNumber:
    return JsonNumber()


def _no_constant(text: str) -> Never:
    raise JsonFault("json.constant", Message(N_("{constant} is not JSON"), constant=text))


def _depth(text: str) -> int:
    """How deep it is at its deepest, without reading it: a reader might run out of stack."""
    now = deepest = 0
    for sign in _STRINGS.sub("", text):
        if sign in _OPENING:
            now += 1
            deepest = max(deepest, now)
        elif sign in _CLOSING:
            now -= 1
    return deepest
