from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from yaml.nodes import MappingNode, Node, SequenceNode

from innoveici.directory import yaml_document
from innoveici.directory.file_problems import ProblemReport
from innoveici.directory.yaml_document import line_of, parse_document

BOTH = [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)]
REGIONS_FILE = Path(__file__).parents[2] / "regions.yaml"


def _shape(node: Node) -> object:
    if isinstance(node, MappingNode):
        return [(_shape(key), _shape(value)) for key, value in node.value]
    if isinstance(node, SequenceNode):
        return [_shape(item) for item in node.value]
    return (node.tag, node.value, line_of(node))


def test_the_pure_parser_reads_what_the_fast_one_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    text = REGIONS_FILE.read_text(encoding="utf-8")
    report = ProblemReport(REGIONS_FILE)
    fast = parse_document(text, report)
    monkeypatch.setattr(yaml_document, "_Loader", yaml.SafeLoader)
    pure = parse_document(text, report)

    assert fast is not None
    assert pure is not None
    assert _shape(fast) == _shape(pure)
    assert report.problems == []


@pytest.mark.parametrize("loader", BOTH)
@pytest.mark.parametrize("text", ["a: [", "a: \x07", "a: b: c", "{" * 3000, "a: 'b", "%YAML 9", "a: *b", "\ufffe: a"])
def test_either_parser_names_the_line_of_what_is_not_yaml(
    monkeypatch: pytest.MonkeyPatch, loader: type[yaml.SafeLoader], text: str
) -> None:
    monkeypatch.setattr(yaml_document, "_Loader", loader)
    report = ProblemReport(Path("regions.yaml"))

    assert parse_document(f"version: x\n{text}\n", report) is None
    assert len(report.problems) == 1
    assert "this is not YAML" in str(report.problems[0])


@pytest.mark.parametrize("loader", BOTH)
@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[" * 5000, 1),
        ("a: b\nc: " + "{" * 300 + "}" * 300, 2),
        ("- a\n" + "- " * 300, 2),
        ("? " * 300 + "a", 1),
        ("".join(f"{' ' * n}k:\n" for n in range(300)), 202),
        ("[\n" * 300, 201),
        ("[" * 100_000 + "]" * 100_000, 1),
        ("- " * 100_000, 1),
    ],
)
def test_what_is_nested_beyond_reason_is_refused_by_its_line_whichever_yaml_is_installed(
    monkeypatch: pytest.MonkeyPatch, loader: type[yaml.SafeLoader], text: str, line: int
) -> None:
    monkeypatch.setattr(yaml_document, "_Loader", loader)
    report = ProblemReport(Path("regions.yaml"))

    assert parse_document(text, report) is None
    (problem,) = report.problems
    assert problem.line == line
    assert "this is not YAML: the values are nested more than 200 deep" in str(problem)


@pytest.mark.parametrize(
    "text",
    [
        "a:\n" + "  - {b: [c]}\n" * 500,
        f"a: b\n{' ' * 500}\nc: d\n",
        f"a: |\n  {'-' * 500} x\nb: c\n",
        f"a: {'[' * 150}{']' * 150}\nb: {'[' * 150}{']' * 150}\n",
        f"# {'[' * 100}\na: 'b {'{' * 90}'\n",
    ],
)
def test_a_long_file_is_not_a_deep_one(text: str) -> None:
    report = ProblemReport(Path("regions.yaml"))

    assert parse_document(text, report) is not None
    assert report.problems == []
