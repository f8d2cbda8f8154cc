"""The accuracy benchmark counts what it says it counts."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from innoveici.atlas.location import Point

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "accuracy.py"
HEADER = "postal_code,region_code,municipality_code,latitude,longitude\n"


@pytest.fixture(scope="module")
def accuracy() -> ModuleType:
    spec = importlib.util.spec_from_file_location("accuracy_benchmark", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_held_right_and_wrong_are_told_apart(accuracy: ModuleType) -> None:
    here = Point(46.0, -73.0)
    truth = accuracy.Address("J0K 2M0", "14", "62", here)
    pairs = [
        (truth, accuracy.Answer("14", "62", here, 1.0)),
        (truth, accuracy.Answer("14", "63", Point(46.1, -73.0), 1.0)),
        (truth, accuracy.Answer("04", None, here, 1.0)),
        (truth, accuracy.Answer()),
    ]
    text = "\n".join(accuracy.report("all", pairs, atlas=True))
    assert "all: 4 addresses" in text
    assert "region right       66.67 %  (2 of 3)" in text
    assert "held               25.00 %  (1 of 4)" in text
    assert "MRC right          50.00 %  (1 of 2)" in text
    assert "median 0.00 km, 90 % 11.12 km" in text
    assert "inside the stated uncertainty   66.67 %  (2 of 3)" in text


def test_a_file_with_and_without_coordinates_runs_to_the_end(tmp_path: Path) -> None:
    file = tmp_path / "addresses.csv"
    file.write_text(HEADER + "G1R 2B5,03,23027,46.81,-71.21\nJ0K 2M0,14,62007,,\n", encoding="utf-8")
    command = [sys.executable, str(SCRIPT), str(file), "--pgeocode", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert "all: 2 addresses" in done.stdout
    assert "rural: 1 addresses" in done.stdout
    assert "(1 with coordinates)" in done.stdout
    assert "no CA.txt on disk" in done.stdout


def test_pgeocode_stands_beside_the_atlas_where_its_data_is(tmp_path: Path) -> None:
    file = tmp_path / "addresses.csv"
    file.write_text(HEADER + "J6E 1A1,14,61025,46.02,-73.44\nJ6E1A1,14,61025,46.02,-73.44\n", encoding="utf-8")
    columns = "country_code,postal_code,place_name,state_name,state_code,county_name,county_code,community_name"
    row = "CA,J6E,Joliette,Quebec,QC,Lanaudière,14,,,46.03,-73.44,6"
    (tmp_path / "CA.txt").write_text(f"{columns},community_code,latitude,longitude,accuracy\n{row}\n", encoding="utf-8")
    command = [sys.executable, str(SCRIPT), str(file), "--pgeocode", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    beside = done.stdout.partition("pgeocode, by area")[2]
    assert "region right      100.00 %  (2 of 2)" in beside
    assert "median 1.11 km" in beside
