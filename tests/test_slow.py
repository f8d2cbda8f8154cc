"""``make quick`` leaves out what starts something, told from the code of a test, and nothing else."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

CONFTEST = """
import pytest
from tests.slow import is_slow

def pytest_collection_modifyitems(items):
    for item in items:
        if is_slow(item):
            item.add_marker("slow")
"""
TESTS = """
import subprocess, sys
import pytest

class Program:
    def start(self):
        return subprocess.run([sys.executable, "--version"], check=True)

@pytest.fixture
def program():
    yield Program()

@pytest.fixture
def plain():
    return 1

def run():
    return [subprocess.run(["true"]) for _ in range(1)]

def test_quick(plain): assert plain
def test_names_it(): assert subprocess
def test_by_a_function(): assert run()
def test_by_a_fixture(program): pass
def test_within(plain): assert (lambda: run())()
@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_both(backend): pass
def test_server(socket): pass
@pytest.fixture
def socket(): pass
"""


def test_only_what_starts_something_is_left_out(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makeini("[pytest]\nmarkers = slow\naddopts = -p no:cacheprovider")
    pytester.makepyfile(TESTS)
    ran = pytester.runpytest_inprocess("--collect-only", "-q", "-m", "not slow", "--rootdir", str(pytester.path))
    chosen = [line.partition("::")[2] for line in ran.outlines if "::" in line]
    assert chosen == ["test_quick", "test_both[sqlite]"]
