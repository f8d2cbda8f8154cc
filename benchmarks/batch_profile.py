"""A profile summed up by module: what of the time is spent in each file, its calls to C included."""

from __future__ import annotations

import pstats
from collections import Counter
from pathlib import Path
from typing import Any

TOP = 15
OWN = "innoveici/"


def where_time_goes(path: Path) -> list[str]:
    """Lines: the heaviest modules (own time, and what they spend in functions written in C), then functions.

    This project's own folders stand apart: over few rows, imports are heavier than all of them.
    """
    stats: dict[tuple[str, int, str], Any] = pstats.Stats(str(path)).stats  # type: ignore[attr-defined]
    modules: Counter[str] = Counter()
    functions: Counter[str] = Counter()
    for (file, line, name), (_, _, own, _, callers) in stats.items():
        if file == "~" and callers:
            for caller, (_, _, spent, _) in callers.items():
                modules[_module(caller[0])] += spent
        else:
            modules[_module(file)] += own
        functions[f"{name.strip('<>')}" if file == "~" else f"{_module(file)}:{line} {name}"] += own
    whole = modules.total()
    lines = [f"  {whole:.2f} s in all; by module"]
    lines += [_line(name, seconds, whole) for name, seconds in modules.most_common(TOP)]
    folders: Counter[str] = Counter()
    for name, seconds in modules.items():
        if name.startswith(OWN):
            folders[f"{name.rpartition('/')[0]}/"] += seconds
    lines.append("  by folder of innoveici")
    lines += [_line(name, seconds, whole) for name, seconds in folders.most_common()]
    lines.append("  by function, itself alone")
    return lines + [_line(name, seconds, whole) for name, seconds in functions.most_common(TOP)]


def _line(name: str, seconds: float, whole: float) -> str:
    return f"  {seconds:>8.2f} s {100 * seconds / whole:>5.1f} %  {name}"


def _module(file: str) -> str:
    """``innoveici/batch/output.py`` of this project; of others the package alone."""
    if file == "~":
        return "built in"
    if file.startswith("<frozen importlib"):
        return "importing"
    parts = Path(file).parts
    for root in ("site-packages", "dist-packages"):
        if root in parts:
            return parts[parts.index(root) + 1].removesuffix(".py")
    if "innoveici" in parts:
        return "/".join(parts[len(parts) - 1 - parts[::-1].index("innoveici") :])
    return "Python" if len(parts) > 1 else file
