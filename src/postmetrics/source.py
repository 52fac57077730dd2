"""A source response: what an upstream returned for one post, taken apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import attrs

from .drafts import maker
from .errors import UnknownConnection
from .registry import Registry


FAILED = ("error", "failed")
"""What the status of a post is that an upstream could not get."""


@attrs.frozen(kw_only=True, weakref_slot=False)
class Entry:
    """One platform post in a source response."""

    platform: str
    """The name under which its mapper is known."""

    payload: object
    platform_post_id: str | None = None
    """What the source says of it beside the payload; the payload's own is used where this is null."""

    post_url: str | None = None
    failed: bool = False
    """Whether the payload is the upstream's error instead of numbers."""

    row: Mapping[str, object] | None = None
    """What the source lists it as, where that is not the payload itself."""


@attrs.frozen(kw_only=True, weakref_slot=False)
class SourceResponse:
    """What a source response holds."""

    format: str
    """The name of the format that it was read in."""

    status: str | None
    entries: tuple[Entry, ...]
    metadata: Mapping[str, object]
    legacy: Mapping[str, object]
    """The response as it came, or what of it belongs to the connection asked for."""


make_entry: Callable[..., Entry] = maker(Entry)
make_source_response: Callable[..., SourceResponse] = maker(SourceResponse)


@attrs.frozen(kw_only=True)
class SourceFormat:
    """How one upstream lays its responses out."""

    name: str

    sees: Callable[[Mapping[str, object], Registry], str | None]
    """Returns what in a response shows that it is laid out so, or None."""

    read: Callable[[Mapping[str, object], Registry, str | None], SourceResponse]
    """Takes a response apart: all of it, or only what belongs to one connection."""


def connection(value: object) -> str | None:
    """
    Return a connection id as text; a UUID in whatever spelling is the same id.

    >>> connection("6F1C2B9E-0000-4000-8000-000000000001")
    '6f1c2b9e-0000-4000-8000-000000000001'
    """
    if value is None or value == "":
        return None
    from uuid import UUID  # noqa: PLC0415  # slow, and most sources name no connection

    try:
        return str(UUID(str(value)))
    except ValueError:
        return str(value)


def owner(item: object) -> str | None:
    """Return the connection that *item* itself names."""
    return connection(item.get("social_connection_id")) if isinstance(item, Mapping) else None


def connections(source: object) -> Iterator[str]:
    """Yield every connection that is named in *source*, at whatever depth."""
    if own := owner(source):
        yield own
    below: Iterable[object] = source if isinstance(source, list | tuple) else ()
    for each in source.values() if isinstance(source, Mapping) else below:
        yield from connections(each)


def check_connection(source: object, wanted: str) -> None:
    """Raise `UnknownConnection` where *source* names *wanted* nowhere."""
    if wanted not in connections(source):
        raise UnknownConnection(wanted, sorted(set(connections(source))))


def is_failure(payload: Mapping[str, object]) -> bool:
    """Tell whether *payload* is an upstream's error in the place of a platform's numbers."""
    status = payload.get("status")
    return status is not None and status in FAILED and not payload.get("analytics")


def belongs(item: object, wanted: str, *, unmarked: bool) -> bool:
    """Tell whether *item* is *wanted*'s; *unmarked* says so of an item that names no connection."""
    own = owner(item)
    return unmarked if own is None else own == wanted


def without_others(source: Mapping[str, object], wanted: str) -> dict[str, object]:
    """
    Return *source* without anything in it, at whatever depth, that names another connection.

    Its `totals` go too: they are sums over the others. A payload is opaque, so a format puts
    a post of *wanted* back whole, with whatever it holds.
    """
    narrowed: dict[str, object] = _without_others(source, wanted)
    narrowed.pop("totals", None)
    return narrowed


def merged(
    around: Mapping[str, object], inside: Mapping[str, object], *, under: str = "analytics"
) -> dict[str, object]:
    """
    Return what a source has around a key, and what it has *under* it, as one.

    Of a key that is in both with different values, the inner one stays under that key.

    >>> merged({"id": "row-7", "code": 200}, {"id": "P1", "code": 200})
    {'id': 'row-7', 'code': 200, 'analytics': {'id': 'P1'}}
    """
    both = {**inside, **around}
    covered = {key: value for key, value in inside.items() if both[key] != value}
    if covered and under in inside:
        covered[under] = inside[under]
    return {**both, under: covered} if covered else both


def _without_others(value: Any, wanted: str) -> Any:
    if isinstance(value, Mapping):
        return {
            key: _without_others(below, wanted)
            for key, below in value.items()
            if belongs(below, wanted, unmarked=True)
        }
    if isinstance(value, list | tuple):
        return [_without_others(item, wanted) for item in value if belongs(item, wanted, unmarked=True)]
    return value
