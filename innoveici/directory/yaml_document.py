"""A YAML file as a tree of nodes that know their lines; what makes YAML treacherous is refused.

Refused: a key given twice (YAML keeps the last one silently), aliases (a few lines can unfold to gigabytes), tags,
several documents in a file, values nested deeper than any file of ours. Values stay nodes here: ``section`` reads them,
knowing what each should be.
"""

from __future__ import annotations

import re

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from innoveici.directory.file_problems import ProblemReport
from innoveici.messages import N_, Message

# libyaml's parser reads regions.yaml six times faster; the pure one gives the same nodes.
_Loader: type[yaml.SafeLoader] | type[yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAGS = frozenset(
    f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map")
)
_DEEPEST = 200
_BRACKET = re.compile(r"[\[{\]}]")
_INDENTED = re.compile(rf"^(?:[ \t]|[-?:](?=\s)){{{_DEEPEST + 1}}}.*\S", re.MULTILINE)


def line_of(node: Node) -> int:
    """Counted from 1."""
    return int(node.start_mark.line) + 1


def parse_document(text: str, report: ProblemReport) -> MappingNode | None:
    """The file's one mapping, or None when it cannot be told what the file says; faults go to ``report``."""
    root = _compose(text, report)
    if root is None:
        return None
    if not isinstance(root, MappingNode):
        report.error(
            line_of(root),
            "",
            Message(N_("the file must begin with keys such as “version:” and “regions:”")),
            Message(N_("check that the right file was named")),
        )
        return None
    return root if _is_plain_tree(root, report) else None


def _compose(text: str, report: ProblemReport) -> Node | None:
    too_deep = _too_deep(text)
    if too_deep is not None:
        _not_yaml(report, too_deep, Message(N_("the values are nested more than {limit} deep"), limit=_DEEPEST))
        return None
    try:
        loader = _Loader(text)
        try:
            root: Node | None = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        _not_yaml(report, mark.line + 1 if mark else None, fault.problem or fault.context or "")
        return None
    except yaml.reader.ReaderError as fault:
        # One of YAML's forbidden characters; the parsers do not count its position alike, so it is looked for.
        bad = yaml.reader.Reader.NON_PRINTABLE.search(text)
        line = text.count("\n", 0, bad.start()) + 1 if bad else None
        _not_yaml(report, line, fault.reason)
        return None
    except (RecursionError, ValueError, yaml.YAMLError) as fault:
        _not_yaml(report, None, type(fault).__name__)
        return None
    if root is None:
        report.error(
            None, "", Message(N_("the file is empty")), Message(N_("start from the copy that came with the program"))
        )
    return root


def _too_deep(text: str) -> int | None:
    """The line on which values are nested deeper than ``_DEEPEST``, told from brackets and indentation alone.

    Not left to the parsers: PyYAML refuses it as of 6.0.4 only, and those before end the process (libyaml's recursion).
    """
    depth = 0
    found = _INDENTED.search(text)
    if found is None and text.count("[") + text.count("{") > _DEEPEST:
        for bracket in _BRACKET.finditer(text):
            depth = depth + 1 if bracket[0] in "[{" else max(depth - 1, 0)
            if depth > _DEEPEST:
                found = bracket
                break
    return text.count("\n", 0, found.start()) + 1 if found else None


def _not_yaml(report: ProblemReport, line: int | None, detail: str | Message) -> None:
    report.error(
        line,
        "",
        Message(N_("this is not YAML: {detail}"), detail=detail),
        Message(N_("look at the indentation, colons and quotes on this line and the one before")),
    )


def _is_plain_tree(root: Node, report: ProblemReport) -> bool:
    """Report repeated keys, tags and aliases. False when an alias makes the tree something else than a tree."""
    seen: set[int] = set()
    plain = True
    stack = [root]
    while stack:
        node = stack.pop()
        if id(node) in seen:
            plain = False
            report.error(
                line_of(node),
                "",
                Message(N_("the value anchored here (“&”) is repeated elsewhere by an alias (“*”)")),
                Message(N_("write the value out in each place")),
            )
            continue
        seen.add(id(node))
        if node.tag not in _TAGS:
            report.error(
                line_of(node),
                "",
                Message(N_("the tag {tag} is not accepted"), tag=node.tag),
                Message(N_("write the value without it")),
            )
        if isinstance(node, SequenceNode):
            stack += node.value
        elif isinstance(node, MappingNode):
            _repeated_keys(node, report)
            stack += [part for pair in node.value for part in pair]
    return plain


def _repeated_keys(node: MappingNode, report: ProblemReport) -> None:
    first: dict[str, int] = {}
    for key, _ in node.value:
        if not isinstance(key, ScalarNode):
            report.error(
                line_of(key), "", Message(N_("a key must be a word")), Message(N_("look at the colons and dashes"))
            )
        elif key.value in first:
            report.error(
                line_of(key),
                key.value,
                Message(N_("“{key}” is already given on line {line}"), key=key.value, line=first[key.value]),
                Message(N_("keep one of the two")),
            )
        else:
            first[key.value] = line_of(key)
