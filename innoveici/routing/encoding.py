"""The parts of a decision as JSON values and back, nothing lost. ``record`` puts them together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from innoveici.reasons import Reason
from innoveici.routing.decision import Fit

Json = dict[str, Any]


def fit_to_json(fit: Fit) -> Json:
    """``id, name, organizations, offer, source``."""
    return {f.name: getattr(fit, f.name) for f in fields(Fit)} | {"organizations": list(fit.organizations)}


def fit_from_json(data: Mapping[str, Any]) -> Fit:
    """The inverse of :func:`fit_to_json`."""
    return Fit(**{**data, "organizations": tuple(data["organizations"])})


def reason_to_json(reason: Reason) -> str | Json:
    """The bare code where there is nothing else to say."""
    return reason.to_json() if reason.params else reason.code


def reason_from_json(data: str | Mapping[str, Any]) -> Reason:
    """The inverse of :func:`reason_to_json`."""
    return Reason(data) if isinstance(data, str) else Reason.from_json(data)
