"""What is installed to run, test and build is what was tested, whatever the day and the machine."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PINS = [line for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
PYTHONS = ("3.11", "3.12", "3.13")


def asked_for() -> Iterator[str]:
    """Every requirement that pyproject.toml states."""
    yield from PROJECT["build-system"]["requires"]
    yield from PROJECT["project"]["dependencies"]
    for group in (PROJECT["project"]["optional-dependencies"], PROJECT["dependency-groups"]):
        for requirements in group.values():
            yield from requirements


def pinned(python: str) -> dict[str, str]:
    """Version by name, on Linux with that Python."""
    environment = {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": "linux"}
    pins: dict[str, str] = {}
    for requirement in map(Requirement, PINS):
        if requirement.marker is None or Marker(str(requirement.marker)).evaluate(environment):
            name = canonicalize_name(requirement.name)
            assert name not in pins, f"{name} is pinned twice on Python {python}"
            (specifier,) = requirement.specifier
            pins[name] = specifier.version
    return pins


def test_they_are_names_and_versions_only() -> None:
    version, marker = r"[a-z0-9.-]+==[0-9][a-z0-9.]*", r"[a-z_]+ [<>=!]+ '[A-Za-z0-9.]+'"
    for line in PINS:
        assert re.fullmatch(rf"{version}( ; {marker}( and {marker})*)?", line), line


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("requirement", sorted(set(asked_for())))
def test_whatever_is_asked_for_is_there_within_its_bounds(python: str, requirement: str) -> None:
    wanted = Requirement(requirement)
    if wanted.marker is None or wanted.marker.evaluate({"python_version": python}):
        assert wanted.specifier.contains(pinned(python)[canonicalize_name(wanted.name)])


def test_every_bound_below_is_stated() -> None:
    """``make test-oldest`` takes these versions; without one it would take the very first."""
    assert [text for text in asked_for() if ">=" not in text] == []


def test_make_installs_nothing_else_to_run_and_test() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    before, _, _ = makefile.partition("\nupdate:")
    installs = re.findall(r"pip install .*", before)
    assert len(installs) == 3
    assert all("constraints.txt" in line or "$(TESTED)" in line for line in installs)


def test_what_lands_is_checked_and_tested_by_the_same_two_targets() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert re.findall(r"^make .*", script, re.MULTILINE) == ["make check", "make test"]
