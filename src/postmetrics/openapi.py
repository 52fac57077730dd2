"""The endpoint as an OpenAPI 3.1 document."""

from __future__ import annotations

import json

from collections.abc import Mapping
from copy import deepcopy
from importlib import metadata, resources
from typing import Any

from .normalize import normalize
from .schema import Schema, response_schema
from .wire import to_dict


PATH = "/social/post/{post_id}/analytics"

_TEXT = {"type": "string"}
_PROBLEM: Mapping[str, object] = {
    "title": "Problem",
    "description": "What is wrong, as RFC 9457 has it.",
    "type": "object",
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "malformed": {
            "description": "Where in the payloads something else stands than was expected.",
            "type": "array",
            "items": {
                "type": "object",
                "properties": dict.fromkeys(("platform", "path", "expected"), _TEXT),
                "required": ["platform", "path", "expected"],
            },
        },
    },
    "required": ["type", "title", "status", "detail"],
}
_REFUSALS = {
    400: "The social_connection_id is no UUID, or there are several.",
    404: "There is no such post, or it has no such connection.",
    500: "The backend failed to look the post up.",
    502: "What an upstream said of the post cannot be used, such as something malformed for a number.",
}


def openapi_document(root: str = "") -> Schema:
    """
    Return the OpenAPI document of the endpoint under the path *root*, a new one each time.

    It holds a complete example: the response for the sample that ships with the package.

    >>> sorted(openapi_document()["paths"]["/social/post/{post_id}/analytics"]["get"]["responses"])
    ['200', '304', '400', '404', '500', '502']
    """
    tag = {"ETag": {"description": "A strong entity tag of the body.", "schema": _TEXT}}
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": "Social post analytics",
            "summary": "What social platforms say about a post, in one fixed shape.",
            "version": metadata.version("postmetrics"),
        },
        "servers": [{"url": root or "/"}],
        "paths": {
            PATH: {
                "get": {
                    "operationId": "getPostAnalytics",
                    "summary": "How a post did on all its platforms, or on one connected account.",
                    "parameters": [
                        _parameter("post_id", "path", "The backend's own id of the post.", required=True),
                        _parameter(
                            "social_connection_id",
                            "query",
                            "Narrows the response to one connected account.",
                            format="uuid",
                        ),
                        _parameter("If-None-Match", "header", "Entity tags of responses that are known."),
                    ],
                    "responses": {
                        "200": {
                            "description": "Thirteen metrics of each platform post, and their totals.",
                            "headers": tag,
                            "content": {
                                "application/json": {
                                    "schema": {"$ref": "#/components/schemas/PostAnalytics"},
                                    "example": _example(),
                                }
                            },
                        },
                        "304": {"description": "The response is one of those known.", "headers": tag},
                        **{str(status): _refusal(told) for status, told in _REFUSALS.items()},
                    },
                }
            }
        },
        "components": {"schemas": {"PostAnalytics": response_schema(), "Problem": _PROBLEM}},
    }
    return deepcopy(document)  # some of its parts are there several times


def _parameter(name: str, place: str, told: str, *, required: bool = False, **schema: str) -> Schema:
    return {
        "name": name,
        "in": place,
        "description": told,
        "required": required,
        "schema": {**_TEXT, **schema},
    }


def _refusal(told: str) -> Schema:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": told, "content": {"application/problem+json": {"schema": schema}}}


def _example() -> dict[str, Any]:
    sample = resources.files("postmetrics").joinpath("sample.json").read_text("utf-8")
    return to_dict(normalize(json.loads(sample)))
