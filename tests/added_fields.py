"""A pytest plugin: the package as it is with two more request fields, described in their table and nowhere else.

``access`` sorts before every other name and is public; ``zone`` sorts after them and is personal.
``test_request_fields`` runs the tests of ``added_fields_cases`` with it, in a process of its own.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec, module_from_spec
from pathlib import Path

FIELDS = """
    access: str = field(default="", kw_only=True, metadata=described(
        "text", "access", correctable=True, help="How to get there.", prints=("show", "triage"), headers=("Accès",),
    ))
    zone: str = field(default="", kw_only=True, metadata=described(
        "text", "zone", personal=True, correctable=True, help="Zone.", prints=ALL, headers=("Zone industrielle",),
    ))
"""
_AFTER_THE_FIELDS = "    remarks: tuple[Remark, ...]"


def add_fields() -> None:
    """Import ``innoveici.request`` as its source would be; whatever imports it later gets this one."""
    spec = find_spec("innoveici.request")
    assert spec is not None
    assert spec.origin is not None
    source = Path(spec.origin).read_text(encoding="utf-8")
    assert source.count(_AFTER_THE_FIELDS) == 1
    source = source.replace(_AFTER_THE_FIELDS, f"{FIELDS}{_AFTER_THE_FIELDS}")
    sys.modules[spec.name] = module = module_from_spec(spec)
    exec(compile(source, spec.origin, "exec"), vars(module))


add_fields()
