"""Which tests ``make quick`` leaves out: those that start a process, a server or the screen, told from their own code.

Nobody keeps a list: a test is slow when it, a fixture of it or a function of ``tests`` that either names comes, at the
end, to one of ``STARTERS``; or when it is the case of a test that needs the PostgreSQL server.
"""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import pytest
from hypothesis import settings

STARTERS = frozenset({
    "subprocess", "multiprocessing", "pty", "http.server", "socketserver", "aiosmtpd.controller", "aiosmtpd.smtp",
    "textual.pilot", "textual.app", "innoveici.triage.app",
})  # fmt: skip
SLOW_FIXTURES = frozenset({"socket"})
"""The PostgreSQL server; fixtures that have it for one of their parameters only are told by that parameter."""
_OTHERS = tuple(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib"))
_BY_PARAMETER = "tests.ledger.postgres"
_CASES_OF_SEEDS = ("batch/test_run.py", "batch/test_applying.py", "batch/test_recording.py")
"""Whole batches beside one by one, a second each."""
QUICK_EXAMPLES = 15
"""Of a property; one that asks for more of its own is slow."""


def is_slow(item: pytest.Item) -> bool:
    """Whether ``make quick`` leaves this one out."""
    if not isinstance(item, pytest.Function):
        return False
    if SLOW_FIXTURES & set(item.fixturenames) or item.nodeid.split("::")[0].endswith(_CASES_OF_SEEDS):
        return True
    asked = getattr(item.function, "_hypothesis_internal_use_settings", settings.default)  # what @settings leaves
    if asked.max_examples > settings.default.max_examples:
        return True
    if hasattr(item, "callspec") and "postgresql" in item.callspec.params.values():
        return True
    fixtures = [d.func for definitions in item._fixtureinfo.name2fixturedefs.values() for d in definitions]
    return any(_starts(function) for function in (item.function, *fixtures) if isinstance(function, FunctionType))


_harmless: set[int] = set()
"""What was gone through before and came to nothing."""


@cache
def _starts(function: FunctionType) -> bool:
    seen: set[int] = set()
    waiting: list[object] = [function]
    while waiting:
        one = waiting.pop()
        if id(one) in seen or id(one) in _harmless:
            continue
        seen.add(id(one))
        if getattr(one, "__name__" if isinstance(one, ModuleType) else "__module__", None) in STARTERS:
            return True
        if isinstance(one, type) and _is_ours(one.__module__):
            waiting += [getattr(member, "fget", member) for member in vars(one).values()]
            waiting += one.__bases__
        if isinstance(one, FunctionType) and _is_ours(one.__module__):
            one = getattr(one, "__wrapped__", one)
            waiting += [*_named(one), *(one.__defaults__ or ())]
    _harmless.update(seen)
    return False


@cache
def _is_ours(module: str) -> bool:
    """A module of tests, tools or benchmarks; what the program itself starts is its own affair."""
    file = getattr(sys.modules.get(module), "__file__", None)
    return bool(file) and not module.startswith("innoveici") and not any(Path(file).is_relative_to(x) for x in _OTHERS)


def _named(function: FunctionType) -> Iterator[object]:
    """What the code of ``function`` refers to: values of its module, attributes of modules of ours there."""
    names = set(_names(function.__code__))
    for name in names & function.__globals__.keys():
        value = function.__globals__[name]
        if isinstance(value, ModuleType) and _is_ours(value.__name__):
            if value.__name__ != _BY_PARAMETER:
                yield from (vars(value)[attribute] for attribute in names & vars(value).keys())
        elif getattr(value, "__module__", None) != _BY_PARAMETER:
            yield value


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)
