"""How long a search of the catalogue takes, with the one that is shipped and with one of ten thousand entries.

``python benchmarks/catalogue.py [rounds]``. The made-up one repeats the shipped rows under other ids. Start-up
is measured as ``benchmarks/startup.py`` does, as a ratio to a bare Typer program in the same run; a search alone, in
this process, once all is loaded. Budgets are design goals, printed beside the figures and never asserted.
"""

from __future__ import annotations

import csv
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from innoveici.catalogue.load import load_catalogue
from innoveici.orientation.entry_index import EntryIndex, open_index
from innoveici.orientation.entry_search import search
from innoveici.settings import packaged

HELLO = """
import typer
app = typer.Typer()
@app.command()
def main(name: str) -> None:
    print("hello", name)
app()
"""
ENTRIES = {"organizations.csv": 7_000, "programs.csv": 3_000}
QUERIES = (
    "robotisation",
    "subvention énergie",
    "robotisé la soudur",
    "fromajerie",
    "crédit d'impôt recherche",
    "xyzzyq",
)
START_UP_BUDGET, SEARCH_BUDGET_MS = 2.2, 50


def main(rounds: int) -> None:
    """Print what reading, starting and searching take."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        hello = folder / "hello.py"
        hello.write_text(HELLO, encoding="utf-8")
        shipped, large = packaged("catalogue"), made_up(folder / "catalogue")
        for title, catalogue in (("shipped", shipped), ("10,000 entries", large)):
            start = time.perf_counter()
            load_catalogue(catalogue)
            read = time.perf_counter() - start
            start = time.perf_counter()
            open_index(catalogue, folder / "cache")
            compiled = time.perf_counter() - start
            index = open_index(catalogue, folder / "cache")
            print(f"{title}: read {read:.2f} s; read and compiled, after a change of the files, {compiled:.2f} s")
            searches(index, rounds)
            start_up(catalogue, hello, folder, rounds)


def made_up(folder: Path) -> Path:
    """Ten thousand entries: those that are shipped, again and again."""
    shutil.copytree(packaged("catalogue"), folder)
    for name, count in ENTRIES.items():
        with (folder / name).open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        with (folder / name).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, rows[0].keys())
            writer.writeheader()
            for number in range(count):
                row = rows[number % len(rows)]
                again = {"id": f"{row['id']}-{number}", "name_fr": f"{row['name_fr']} {number}"}
                writer.writerow(row if number < len(rows) else row | again)
    return folder


def searches(index: EntryIndex, rounds: int) -> None:
    """A search alone, of each query in turn."""
    for query in QUERIES:
        times = []
        for _round in range(rounds):
            start = time.perf_counter()
            search(index, "program", query, lambda _entry: True, 10)
            times.append(time.perf_counter() - start)
        found = f"{statistics.median(times) * 1000:6.1f} ms, slowest {max(times) * 1000:.1f}"
        print(f"  search {query:<26} {found}   budget {SEARCH_BUDGET_MS} ms")


def start_up(catalogue: Path, hello: Path, folder: Path, rounds: int) -> None:
    """The command as a person runs it, beside a bare program; they take turns."""
    env = os.environ | {"HOME": str(folder), "INNOVEICI_CATALOGUE": str(catalogue)}
    commands = {
        "bare Typer": [sys.executable, str(hello), "x"],
        "programs search": [sys.executable, "-m", "innoveici", "programs", "search", "robotisation"],
        "programs show": [sys.executable, "-m", "innoveici", "programs", "show", "c3i", "--json"],
    }
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _round in range(rounds + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True, env=env)
            seconds[name].append(time.perf_counter() - start)
    bare = min(seconds["bare Typer"])
    for name, times in seconds.items():
        best = min(times[1:])  # the first one compiles
        budget = f"   budget {START_UP_BUDGET} ×" if name != "bare Typer" else ""
        print(f"  {name:<16} {best * 1000:5.0f} ms {best / bare:6.2f} ×{budget}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
