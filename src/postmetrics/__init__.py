"""What social platforms say about a post, in one fixed shape."""

from .combine import combine
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
from .explain import Cell, Explanation, Origin, PlatformExplanation, explain, explain_platform
from .mapper import Mapper, Reshape, Reshaped
from .metrics import Metrics, add, total
from .normalize import normalize, normalize_platform
from .path import Path, Row
from .registry import Registration, Registry
from .response import Analytics, PlatformAnalytics, PostAnalytics
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
from .verify import Breach, verify
from .wire import dumps, from_dict, loads, normalize_json, to_dict


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
