"""The response's shape as JSON Schema, read off the classes that have it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias, get_args, get_origin, get_type_hints

import attrs

from .metrics import Metrics, Number
from .response import PostAnalytics


Schema: TypeAlias = dict[str, Any]

_DIALECT = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
_NAMES: Mapping[object, str] = {str: "string", int: "number", float: "number", type(None): "null"}


def response_schema() -> Schema:
    """
    Return the JSON Schema (2020-12) of a response, a new one each time.

    It refers to nothing outside itself and to nothing by its place, so it goes into an
    OpenAPI document as it is. What no schema can say, `verify` checks.

    >>> response_schema()["required"]
    ['analytics', 'stats']
    """
    return _DIALECT | _schema(PostAnalytics)


def metrics_schema() -> Schema:
    """
    Return the JSON Schema (2020-12) of a metric object, a new one each time.

    >>> metrics_schema()["properties"]["likes"]
    {'type': ['number', 'null']}
    """
    return _DIALECT | _schema(Metrics[Number | None])


def _schema(kind: Any) -> Schema:
    origin, arguments = get_origin(kind) or kind, get_args(kind)
    if attrs.has(origin):
        hints = get_type_hints(origin)
        given = dict(zip(getattr(origin, "__parameters__", ()), arguments, strict=True))
        fields = {field.name: hints[field.name] for field in attrs.fields(origin)}
        return {
            "title": origin.__name__,
            "type": "object",
            "properties": {name: _schema(given.get(hint, hint)) for name, hint in fields.items()},
            "required": list(fields),
            "additionalProperties": False,
        }
    if origin is tuple:
        return {"type": "array", "items": _schema(arguments[0])}
    if origin is Mapping:
        return {"type": "object"}
    names = list(dict.fromkeys(_NAMES[each] for each in arguments or (kind,)))
    return {"type": names if len(names) > 1 else names[0]}
