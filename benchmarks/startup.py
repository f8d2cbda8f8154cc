"""How long a command takes to answer, as ratios to a bare Typer program in the same run.

``python benchmarks/startup.py [rounds]``. The commands take turns, so that a busy machine slows all of them alike; the
fastest runs are compared, for what else the machine does only adds, and the medians stand beside them. Budgets are
design goals, printed beside the figures and never asserted.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HELLO = """
import typer
app = typer.Typer()
@app.command()
def main(name: str) -> None:
    print("hello", name)
app()
"""
BUDGET = {"--help": 1.5, "locate": 1.6, "route": 3.5}


def main(rounds: int) -> None:
    """Print the median of each command and its ratio."""
    with tempfile.TemporaryDirectory() as folder:
        hello = Path(folder) / "hello.py"
        hello.write_text(HELLO, encoding="utf-8")
        tool = [sys.executable, "-m", "innoveici", "--ledger", f"sqlite:///{folder}/ledger.db"]
        route = [*tool, "route", "--company", "Essai", "--postal-code", "J0K 2M0", "--need"]
        subprocess.run([*route, "the first run makes the ledger"], check=True, capture_output=True)
        commands = {
            "bare Typer": [sys.executable, str(hello), "x"],
            "--help": [*tool, "--help"],
            "locate": [*tool, "locate", "J0K 2M0"],
            "route": route,
        }
        seconds: dict[str, list[float]] = {name: [] for name in commands}
        for turn in range(rounds):
            for name, command in commands.items():
                words = [*command, f"need {turn}"] if name == "route" else command
                start = time.perf_counter()
                subprocess.run(words, check=True, capture_output=True)
                seconds[name].append(time.perf_counter() - start)
    print(f"start-up, {rounds} rounds; ratios to a bare Typer program")
    print(f"  {'':<12} {'fastest':>10} {'ratio':>8}   {'median':>7} {'ratio':>8}")
    for name, times in seconds.items():
        best, median = (
            f"{pick(times) * 1000:7.0f} ms {pick(times) / pick(seconds['bare Typer']):6.2f} ×"
            for pick in (min, statistics.median)
        )
        budget = f"   budget {BUDGET[name]} ×" if name in BUDGET else ""
        print(f"  {name:<12} {best} {median}{budget}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
