"""
Ayrshare: platforms as top-level keys, everything else about the response beside them.

https://www.ayrshare.com/docs/apis/analytics/post
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from postmetrics.payload import text_or_none
from postmetrics.registry import Registry
from postmetrics.source import (
    SourceFormat,
    SourceResponse,
    belongs,
    check_connection,
    is_failure,
    make_entry,
    make_source_response,
    merged,
    owner,
    without_others,
)


def _several(value: object) -> Sequence[object]:
    """Return what is under one key: one, or those of a thread or of several accounts."""
    return value if isinstance(value, list | tuple) else [value]


def _posts(value: object) -> list[Mapping[str, object]]:
    """Return the platform objects under one key."""
    return [each for each in _several(value) if isinstance(each, Mapping)]


def _left(value: object) -> list[object]:
    """Return what is beside the platform objects under one key: a text, say; null is nothing."""
    return [each for each in _several(value) if not (each is None or isinstance(each, Mapping))]


def _platforms(source: Mapping[str, object], registry: Registry) -> dict[str, list[Mapping[str, object]]]:
    names = registry.names()
    platforms: dict[str, list[Mapping[str, object]]] = {}
    for name, value in source.items():
        if name in names:
            # Most are a dict, which is told without a call.
            posts: list[Mapping[str, object]] = [value] if type(value) is dict else _posts(value)
            if posts:
                platforms[name] = posts
    return platforms


def _sees(source: Mapping[str, object], registry: Registry) -> str | None:
    return ", ".join(_platforms(source, registry)) or None


def _inside(source: Mapping[str, object], wrapper: str) -> Mapping[str, object] | None:
    """Return the object under a key, or the one in its list."""
    value = source.get(wrapper)
    inner = value[0] if isinstance(value, list | tuple) and len(value) == 1 else value
    return inner if isinstance(inner, Mapping) else None


def _wrapper(source: Mapping[str, object], registry: Registry) -> str | None:
    """
    Return the key under which the platforms are, where they are not beside it.

    Some clients store them inside `analytics`; an answer about a user's posts has them in a list.
    """
    key = "analytics" if "analytics" in source else "posts"
    inner = _inside(source, key) if key in source else None
    if not inner or not _platforms(inner, registry) or _platforms(source, registry):
        return None
    return key


def _narrow(
    source: Mapping[str, object], registry: Registry, wanted: str, *, unmarked: bool
) -> dict[str, object]:
    narrowed = without_others(source, wanted)
    for name in _platforms(source, registry):
        own = [post for post in _several(source[name]) if belongs(post, wanted, unmarked=unmarked)]
        if own:
            narrowed[name] = own[0] if isinstance(source[name], Mapping) else own
        else:
            narrowed.pop(name, None)
    return narrowed


def _read(source: Mapping[str, object], registry: Registry, wanted: str | None) -> SourceResponse:
    wrapper = _wrapper(source, registry)
    inner = _inside(source, wrapper) if wrapper else None
    if wanted is not None:
        check_connection(source, wanted)
        unmarked = wanted in (owner(source), owner(inner))  # what one account's source holds is its own
        source = narrowed = _narrow(source, registry, wanted, unmarked=unmarked)
        if wrapper and inner is not None:
            is_left = _inside(narrowed, wrapper) is not None
            inner = _narrow(inner, registry, wanted, unmarked=unmarked) if is_left else None
            if inner is not None:
                narrowed[wrapper] = inner if isinstance(narrowed[wrapper], Mapping) else [inner]
    held = source if inner is None else inner
    platforms = _platforms(held, registry)
    # The mapper finds id and URL itself: TikTok's own id is inside `analytics`.
    entries = [
        make_entry(name, post, None, None, "status" in post and is_failure(post), None)
        for name, posts in platforms.items()
        for post in posts
    ]
    metadata = {
        name: value if name not in platforms else _left(value)
        for name, value in held.items()
        if name not in platforms or (type(value) is not dict and _left(value))
    }
    status = text_or_none(held.get("status"))
    if wrapper and inner is not None:
        around = {key: value for key, value in source.items() if key != wrapper}
        metadata = merged(around, metadata, under=wrapper)
        status = status or text_or_none(source.get("status"))
    return make_source_response("ayrshare", status, tuple(entries), metadata, source)


AYRSHARE = SourceFormat(name="ayrshare", sees=_sees, read=_read)
