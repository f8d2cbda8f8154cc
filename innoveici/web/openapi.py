"""The API as OpenAPI 3.1 describes it, made of the table of a request's fields; in English, for programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from innoveici.request import ALIASES, FIELDS, REQUEST_ID, Kind, RequestField
from innoveici.routing.decision import Status
from innoveici.steps import EVENT_TYPES, STATES
from innoveici.web.api_problems import MEDIA_TYPE, PROBLEMS

_TEXT: Mapping[str, Any] = {"type": ["string", "null"]}
_LIST: Mapping[str, Any] = {
    "anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": ["string", "null"]}],
}
_SHAPES: Mapping[Kind, Mapping[str, Any]] = {
    "id": {**_TEXT, "pattern": f"^{REQUEST_ID}$"},
    "text": _TEXT,
    "lines": _TEXT,
    "code": {**_TEXT, "examples": ["J0K 2M0"]},
    "country": {**_TEXT, "examples": ["CA", "FR"]},
    "neq": {**_TEXT, "examples": ["1161234567"]},
    "email": {**_TEXT, "examples": ["direction@fromagerie.example"]},
    "phone": {**_TEXT, "examples": ["450 555-0100 poste 22"]},
    "language": {**_TEXT, "examples": ["fr", "en"]},
    "scale": {**_TEXT, "examples": ["standard", "major"]},
    "consent": {"type": ["boolean", "string", "null"]},
    "moment": {**_TEXT, "examples": ["2026-11-20T14:30:00Z"]},
    "list": _LIST,
    "sectors": _LIST,
    "markets": _LIST,
}
"""How a field of each kind is written. What is null is not given."""
_NULL_OR_TEXT = {"type": ["string", "null"]}


def described_api(base_url: str) -> dict[str, Any]:
    """The whole description. ``base_url``: where the pages are."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "INNOVEICI",
            "version": "1",
            "description": "Sends a company's innovation request to the ERAC of its region and the nearest certified "
            "advisor, and says what became of it.",
        },
        "servers": [{"url": base_url}],
        "security": [{"key": []}],
        "paths": {
            "/api/v1/requests": {"post": _POST},
            "/api/v1/requests/{id}": {"get": _GET},
        },
        "components": {
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer", "description": "innoveici keys add NAME --for api"},
            },
            "schemas": {
                "Request": request_schema(),
                "Recorded": _RECORDED,
                "State": _STATE,
                "Problem": _PROBLEM,
            },
        },
    }


def request_schema() -> dict[str, Any]:
    """What is sent, from the table of fields."""
    fields = {name: _field(about) for name, about in FIELDS.items()}
    fields |= {alias: {**fields[name], "description": f"Another name of {name}."} for alias, name in ALIASES.items()}
    return {
        "type": "object",
        "properties": fields,
        "required": [name for name, about in FIELDS.items() if about.required and about.kind != "code"],
        "anyOf": [{"required": ["postal_code"]}, {"required": ["municipality"]}],
        "additionalProperties": False,
    }


def _field(about: RequestField) -> dict[str, Any]:
    shape: dict[str, Any] = {**_SHAPES[about.kind], "description": about.help}
    if about.required and about.kind != "code":
        shape |= {"type": "string", "minLength": 1}
    return shape | ({"maxLength": about.max_length} if "type" in shape and "string" in shape["type"] else {})


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _or_null(shape: Mapping[str, Any]) -> dict[str, Any]:
    return {"anyOf": [dict(shape), {"type": "null"}]}


_NAMED = {
    "region_code": _NULL_OR_TEXT,
    "erac_id": _NULL_OR_TEXT,
    "region": _or_null(_object(code={"type": "string"}, name={"type": "string"})),
    "erac": _or_null(_object(id={"type": "string"}, name={"type": "string"})),
    "deadline": {
        "type": ["string", "null"],
        "format": "date",
        "description": "The last day of the promised first contact, in Québec; null where none is promised or awaited.",
    },
}
_FOLLOW = {
    "type": ["string", "null"],
    "description": "The page on which the company follows its request: a secret of its.",
}
_IDS = {"request_id": {"type": "string"}, "handoff_id": {"type": "string", "pattern": "^H-[0-9]{6,}$"}}
_RECORDED = _object(
    **_IDS,
    status={
        "enum": [*get_args(Status), "duplicate"],
        "description": "What was decided; duplicate: another way than by this key it had been sent before.",
    },
    **_NAMED,
    question={
        **_NULL_OR_TEXT,
        "description": "What must be answered before a held request goes on, as municipality or postal_code.",
    },
    follow_url=_FOLLOW,
)
_STATE = _object(
    **_IDS,
    state={"enum": list(STATES)},
    **_NAMED,
    follow_url=_FOLLOW,
    events={
        "type": "array",
        "items": _object(type={"enum": list(EVENT_TYPES)}, at={"type": "string", "format": "date-time"}),
    },
)
_PROBLEM = {
    "type": "object",
    "description": "RFC 9457. Titles and messages follow Accept-Language (fr, en); codes never change.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"enum": list(PROBLEMS)},
        "errors": {
            "type": "array",
            "items": _object(field={"type": "string"}, code={"type": "string"}, message={"type": "string"}),
        },
    },
    "required": ["type", "title", "status", "detail", "code"],
    "additionalProperties": False,
}


def _said(description: str, schema: str, **headers: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
        **_headers(headers),
    }


def _wrong(description: str, **headers: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        **_headers(headers),
    }


def _headers(named: Mapping[str, str]) -> dict[str, Any]:
    said = {name.replace("_", "-"): {"description": text, "schema": {"type": "string"}} for name, text in named.items()}
    return {"headers": said} if said else {}


_TOO_OFTEN = _wrong("Too many requests.", Retry_After="Seconds to wait.")
_BUSY = _wrong("Busy; nothing was recorded.", Retry_After="Seconds to wait.")
_NO_KEY = _wrong("No key, or one that is not valid.", WWW_Authenticate="Bearer")
_BROKEN = _wrong("Something does not work here; nothing was recorded.")

_POST = {
    "operationId": "sendRequest",
    "summary": "Send a request.",
    "description": "Idempotent by request_id, else by Idempotency-Key, else by the content: sent again it is answered "
    "200, and nothing is recorded twice.",
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": "Stands for request_id where that is not given.",
            "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
        }
    ],
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Request"}}},
    },
    "responses": {
        "201": _said("Recorded.", "Recorded", Location="Where its state is."),
        "200": _said("It was recorded before, the same; nothing was written.", "Recorded"),
        "401": _NO_KEY,
        "408": _wrong("It took too long to arrive."),
        "409": _wrong("Another request is recorded under this id; errors names the fields that differ."),
        "413": _wrong("More than 64 kB."),
        "415": _wrong("Not application/json."),
        "422": _wrong("It cannot be a request; errors has every fault."),
        "429": _TOO_OFTEN,
        "500": _BROKEN,
        "503": _BUSY,
    },
}
_GET = {
    "operationId": "getRequest",
    "summary": "What became of a request that the same key sent.",
    "parameters": [
        {
            "name": "id",
            "in": "path",
            "required": True,
            "description": "Its request_id or its handoff_id.",
            "schema": {"type": "string", "minLength": 1},
        }
    ],
    "responses": {
        "200": _said("Its state, and what happened when.", "State"),
        "401": _NO_KEY,
        "404": _wrong("No such request, or not sent by this key."),
        "429": _TOO_OFTEN,
        "500": _BROKEN,
        "503": _BUSY,
    },
}
