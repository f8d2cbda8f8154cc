from __future__ import annotations

import pytest

from innoveici.directory.file_problems import DirectoryError, Problem, in_order
from innoveici.errors import ConfigError
from innoveici.messages import Message, speaking


def _problem(severity: str = "error", file: str = "b.csv", line: int | None = 3, field: str = "email") -> Problem:
    return Problem(severity, file, line, field, Message("is {what}", what="odd"), Message("mend it"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (_problem(), "b.csv:3: email: error: is odd; mend it"),
        (_problem("warning", line=None), "b.csv: email: warning: is odd; mend it"),
        (_problem(field=""), "b.csv:3: error: is odd; mend it"),
    ],
)
def test_one_line_says_where_what_and_the_remedy(problem: Problem, text: str) -> None:
    assert str(problem) == text
    assert problem.text() == text


def test_machine_form_is_english_in_any_language() -> None:
    with speaking("fr"):
        assert _problem().to_json() == {
            "severity": "error",
            "file": "b.csv",
            "line": 3,
            "field": "email",
            "message": "is odd",
            "remedy": "mend it",
            "header": None,
        }


def test_order_is_by_file_then_line_and_repeats_are_dropped() -> None:
    later, earlier, other = _problem(line=10), _problem(line=9), _problem(file="a.yaml", line=99)

    assert in_order([later, earlier, later, other], ["a.yaml", "b.csv"]) == (other, earlier, later)


def test_the_error_counts_errors_only() -> None:
    error = DirectoryError([_problem(), _problem("warning", file="a.yaml")])

    assert str(error) == "1 error in b.csv"
    assert isinstance(error, ConfigError)
    assert len(error.problems) == 2
