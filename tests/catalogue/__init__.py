"""A small catalogue, so that no letter, screen or page of a test changes with the one that is shipped."""

from pathlib import Path

SAMPLE = Path(__file__).parent / "sample"
