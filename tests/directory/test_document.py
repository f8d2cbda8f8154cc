from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from yaml.nodes import MappingNode, Node, SequenceNode

from innoveici.directory import document
from innoveici.directory.document import line_of, parse_document
from innoveici.directory.report import Report

REGIONS_FILE = Path(__file__).parents[2] / "regions.yaml"


def _shape(node: Node) -> object:
    if isinstance(node, MappingNode):
        return [(_shape(key), _shape(value)) for key, value in node.value]
    if isinstance(node, SequenceNode):
        return [_shape(item) for item in node.value]
    return (node.tag, node.value, line_of(node))


def test_the_pure_parser_reads_what_the_fast_one_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    text = REGIONS_FILE.read_text(encoding="utf-8")
    report = Report(REGIONS_FILE)
    fast = parse_document(text, report)
    monkeypatch.setattr(document, "_Loader", yaml.SafeLoader)
    pure = parse_document(text, report)

    assert fast is not None
    assert pure is not None
    assert _shape(fast) == _shape(pure)
    assert report.problems == []


@pytest.mark.parametrize("loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
@pytest.mark.parametrize("text", ["a: [", "a: \x07", "a: b: c", "{" * 3000, "a: 'b", "%YAML 9", "a: *b", "\ufffe: a"])
def test_either_parser_names_the_line_of_what_is_not_yaml(
    monkeypatch: pytest.MonkeyPatch, loader: type[yaml.SafeLoader], text: str
) -> None:
    monkeypatch.setattr(document, "_Loader", loader)
    report = Report(Path("regions.yaml"))

    assert parse_document(f"version: x\n{text}\n", report) is None
    assert len(report.problems) == 1
    assert "this is not YAML" in str(report.problems[0])
