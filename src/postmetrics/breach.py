"""Whether a response keeps the contract, whoever made it."""

from __future__ import annotations

import json

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import islice
from typing import TypeAlias

import attrs

from .errors import MapperError, UnknownPlatform, shown
from .metrics import NAMES, Number
from .number import EXACT_FLOAT, is_number
from .path import write
from .registry import Registry
from .schema import Schema, response_schema
from .strict_json import parse_json


Where: TypeAlias = tuple[str | int, ...]

_ROOT: Where = ("$",)


@attrs.frozen
class Breach:
    """One place where a response breaks the contract."""

    path: str
    """Where, from `$`, which is the response."""

    expected: str
    got: str

    def __str__(self) -> str:
        return f"{self.path}: expected {self.expected}, got {self.got}"


def verify(wire: object, *, registry: Registry | None = None) -> tuple[Breach, ...]:
    r"""
    Return every breach of the contract in a response; none where it is kept.

    *wire* is the response of any backend, in any language: JSON text, or what was parsed
    from it. Its shape is checked, the order of the thirteen metrics, that each total is the
    sum of the platforms that report the metric, that each platform has its one name, and
    that no entry was left in the metadata.

    The contract orders no other keys. Payloads are opaque: nothing in `raw_metrics` or
    `stats` is looked at. Where the platforms' numbers are fractions, a total may be off by
    what rounding can do to their sum.

    >>> print(*verify('{"analytics": null, "stat": {}}'), sep="\n")
    $.stats: expected an object, got 'stat' in its place
    $.analytics: expected an object, got null

    No input makes it raise.
    """
    if isinstance(wire, str | bytes | bytearray):
        try:
            wire = parse_json(wire, "$", pairs=_object)
        except ValueError as error:
            return (Breach("$", "JSON", str(error.__cause__)),)
    found = [*_shape(_ROOT, wire, _response_schema())]
    analytics = _at(wire, "analytics")
    platforms = _at(analytics, "platforms")
    known = registry or Registry()
    found += _order((*_ROOT, "analytics", "totals"), _at(analytics, "totals"))
    if isinstance(platforms, list | tuple):
        found += _totals(_at(analytics, "totals"), platforms)
        found += _entries(platforms, known)
    found += _left_in(_at(analytics, "metadata"), known)
    return tuple(found)


_response_schema = cache(response_schema)


class _Repeating(dict[str, object]):
    """An object of a JSON text that has some keys more than once."""

    repeated: tuple[str, ...]


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    unique = dict(pairs)
    if len(unique) == len(pairs):
        return unique
    repeating = _Repeating(pairs)
    repeating.repeated = tuple(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
    return repeating


_TYPES: Mapping[str, tuple[str, Callable[[object], bool]]] = {
    "object": ("an object", lambda value: isinstance(value, Mapping)),
    "array": ("a list", lambda value: isinstance(value, list | tuple)),
    "string": ("text", lambda value: isinstance(value, str)),
    "number": ("a number", is_number),
    "null": ("null", lambda value: value is None),
}


def _expected(schema: Schema) -> str:
    return " or ".join(_TYPES[name][0] for name in _names(schema))


def _names(schema: Schema) -> Sequence[str]:
    names: str | list[str] = schema["type"]
    return [names] if isinstance(names, str) else names


def _got(value: object) -> str:
    """Return what *value* is in JSON's words; a container is not told any further."""
    match value:
        case None | True | False:
            return json.dumps(value)
        case Mapping():
            return "an object"
        case list() | tuple():
            return "a list"
        case _:
            return shown(value)


def _breach(where: Where, expected: str, got: str) -> Breach:
    return Breach(write(where), expected, got)


def _shape(where: Where, value: object, schema: Schema) -> Iterator[Breach]:
    """Yield what in *value* a schema refuses, of those that `schema` writes."""
    if not any(_TYPES[name][1](value) for name in _names(schema)):
        yield _breach(where, _expected(schema), _got(value))
    elif isinstance(value, Mapping) and "properties" in schema:
        yield from _keys(where, value, schema["properties"])
        for key, inner in schema["properties"].items():
            if key in value:
                yield from _shape((*where, key), value[key], inner)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _shape((*where, index), item, schema["items"])


def _keys(where: Where, value: Mapping[object, object], properties: Mapping[str, Schema]) -> Iterator[Breach]:
    from difflib import get_close_matches  # noqa: PLC0415  # only where a key is wrong

    others = {
        key if isinstance(key, str) else shown(key): inner
        for key, inner in value.items()
        if key not in properties
    }
    for key, schema in properties.items():
        if key not in value:
            near = get_close_matches(key, others, n=1)
            for misspelt in near:
                del others[misspelt]
            got = f"{near[0]!r} in its place" if near else "nothing"
            yield _breach((*where, key), _expected(schema), got)
    for key, inner in others.items():
        yield _breach((*where, key), "no such key", _got(inner))
    for key in getattr(value, "repeated", ()):
        yield _breach((*where, key), "each key once", "it repeated")


def _at(value: object, key: str) -> object:
    """Return what is under *key*, or `...`, which is nothing that JSON has."""
    return value.get(key, ...) if isinstance(value, Mapping) else ...


def _order(where: Where, metrics: object) -> Iterator[Breach]:
    """Yield the first key of a metric object that another one should come before."""
    keys = [key for key in metrics if key in NAMES] if isinstance(metrics, Mapping) else []
    ordered = [name for name in NAMES if name in keys]
    misplaced = (pair for pair in zip(ordered, keys, strict=False) if pair[0] != pair[1])
    for expected, got in islice(misplaced, 1):
        yield _breach(where, f"{expected!r} next, in the contract's order", repr(got))


def _totals(totals: object, platforms: Sequence[object]) -> Iterator[Breach]:
    for name in NAMES:
        total = _at(totals, name)
        column = [_at(_at(entry, "metrics"), name) for entry in platforms]
        if not all(value is None or is_number(value) for value in (total, *column)):
            continue  # what is no number was a breach already
        where = (*_ROOT, "analytics", "totals", name)
        reported = [value for value in column if isinstance(value, int | float)]
        if reported:
            if not isinstance(total, int | float) or not _adds_up(total, reported):
                yield _breach(where, f"{_sum(reported)}, the sum of the platforms", _got(total))
        elif total is not None:
            got = "a zero over nulls" if total == 0 else _got(total)
            yield _breach(where, "null, for no platform reports it", got)


def _adds_up(total: Number, reported: Sequence[Number]) -> bool:
    error = abs(Fraction(total) - sum(map(Fraction, reported)))
    # Each number may be rounded when it is read as a float, and again when it is added.
    rounded = 2 * len(reported) - 1 if any(isinstance(value, float) for value in reported) else 0
    return error * (EXACT_FLOAT - rounded) <= rounded * sum(abs(Fraction(value)) for value in reported)


def _sum(reported: Sequence[Number]) -> str:
    exact = sum(map(Fraction, reported), Fraction())
    whole = exact.denominator == 1 or abs(exact) > EXACT_FLOAT
    return shown(round(exact) if whole else float(exact))


def _entries(platforms: Sequence[object], registry: Registry) -> Iterator[Breach]:
    for index, entry in enumerate(platforms):
        name = _at(entry, "platform")
        if isinstance(name, str) and (expected := _instead_of(name, registry)):
            yield _breach((*_ROOT, "analytics", "platforms", index, "platform"), expected, _got(name))
        yield from _order((*_ROOT, "analytics", "platforms", index, "metrics"), _at(entry, "metrics"))


def _instead_of(name: str, registry: Registry) -> str | None:
    """Return what a platform should be called that is called *name*; None where that is right."""
    try:
        platform = registry.mapper(name).platform
    except UnknownPlatform as error:
        nearest = error.nearest and (_instead_of(error.nearest, registry) or repr(error.nearest))
        return f"a known platform, perhaps {nearest}" if nearest else "a known platform"
    except MapperError:
        return None  # that a mapper does not work here says nothing about the response
    return None if platform == name else repr(platform)


def _left_in(metadata: object, registry: Registry) -> Iterator[Breach]:
    where = (*_ROOT, "analytics", "metadata")
    for key, value in metadata.items() if isinstance(metadata, Mapping) else ():
        posts = value if isinstance(value, list | tuple) else [value]
        if key in registry and posts and all(isinstance(post, Mapping) for post in posts):
            yield _breach((*where, key), "no platform entry", _got(value))
        elif key == "platforms" and isinstance(value, list | tuple):
            for index, post in enumerate(posts):
                if (name := _at(post, "platform")) in registry:
                    yield _breach((*where, key, index), "no platform entry", f"one of {_got(name)}")
