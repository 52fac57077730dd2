"""
What social platforms say about a post, in one fixed shape.

`normalize` takes one upstream's response about a post on all its platforms, `normalize_platform` one
platform's own payload; `dumps` and `loads` are the wire, and `explain` says where each number came
from. A `Mapper` is a platform's table, which a package of its own may bring.

>>> post = normalize_platform("youtube", {"items": [{"id": "a1", "statistics": {"viewCount": "911"}}]})
>>> post.platform_post_id, post.metrics.views, post.metrics.saves
('a1', 911, None)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .errors import (
    AmbiguousMapper,
    BrokenMapper,
    InvalidField,
    InvalidResponse,
    MalformedPayload,
    MalformedValue,
    MapperError,
    NotAPayload,
    SeveralPosts,
    UnknownConnection,
    UnknownPlatform,
    UnknownSource,
)
from .metrics import Metrics, add, total
from .normalize import normalize, normalize_platform
from .registry import Registration, Registry
from .response import Analytics, PlatformAnalytics, PostAnalytics


if TYPE_CHECKING:
    from .breach import Breach, verify
    from .combination import combine
    from .explanation import Cell, Explanation, Origin, PlatformExplanation, explain, explain_platform
    from .mapper import Mapper, Reshape, Reshaped
    from .path import Path, Row
    from .rules import (
        Rule,
        at,
        doubt_zero,
        first,
        milliseconds,
        minutes,
        never,
        only_if,
        part,
        parts,
        retired,
        seconds,
        sum_of,
        unless,
        unsummed,
    )
    from .schema import metrics_schema, response_schema
    from .wire import dumps, from_dict, loads, normalize_json, to_dict


# What not every process needs is imported when it is first asked for.
_LATER = {
    "breach": ("Breach", "verify"),
    "combination": ("combine",),
    "explanation": ("Cell", "Explanation", "Origin", "PlatformExplanation", "explain", "explain_platform"),
    "mapper": ("Mapper", "Reshape", "Reshaped"),
    "path": ("Path", "Row"),
    "rules": (
        "Rule",
        "at",
        "doubt_zero",
        "first",
        "milliseconds",
        "minutes",
        "never",
        "only_if",
        "part",
        "parts",
        "retired",
        "seconds",
        "sum_of",
        "unless",
        "unsummed",
    ),
    "schema": ("metrics_schema", "response_schema"),
    "wire": ("dumps", "from_dict", "loads", "normalize_json", "to_dict"),
}


if not TYPE_CHECKING:  # pragma: no branch  # who checks types is to see that a misspelt name is none

    def __getattr__(name: str) -> Any:
        for module, names in _LATER.items():
            if name in names:
                found = globals()[name] = getattr(import_module(f".{module}", __name__), name)
                return found
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)


__all__ = [
    "AmbiguousMapper",
    "Analytics",
    "Breach",
    "BrokenMapper",
    "Cell",
    "Explanation",
    "InvalidField",
    "InvalidResponse",
    "MalformedPayload",
    "MalformedValue",
    "Mapper",
    "MapperError",
    "Metrics",
    "NotAPayload",
    "Origin",
    "Path",
    "PlatformAnalytics",
    "PlatformExplanation",
    "PostAnalytics",
    "Registration",
    "Registry",
    "Reshape",
    "Reshaped",
    "Row",
    "Rule",
    "SeveralPosts",
    "UnknownConnection",
    "UnknownPlatform",
    "UnknownSource",
    "add",
    "at",
    "combine",
    "doubt_zero",
    "dumps",
    "explain",
    "explain_platform",
    "first",
    "from_dict",
    "loads",
    "metrics_schema",
    "milliseconds",
    "minutes",
    "never",
    "normalize",
    "normalize_json",
    "normalize_platform",
    "only_if",
    "part",
    "parts",
    "response_schema",
    "retired",
    "seconds",
    "sum_of",
    "to_dict",
    "total",
    "unless",
    "unsummed",
    "verify",
]
