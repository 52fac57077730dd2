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
    owner,
    without_others,
)


def _several(value: object) -> Sequence[object]:
    """Return what is under one key: one, or those of a thread or of several accounts."""
    return value if isinstance(value, list | tuple) else [value]


def _posts(value: object) -> list[Mapping[str, object]]:
    """Return the platform objects under one key."""
    if type(value) is dict:
        return [value]
    return [each for each in _several(value) if isinstance(each, Mapping)]


def _left(value: object) -> list[object]:
    """Return what is beside the platform objects under one key: a text, say; null is nothing."""
    return [each for each in _several(value) if not (each is None or isinstance(each, Mapping))]


def _platforms(source: Mapping[str, object], registry: Registry) -> dict[str, list[Mapping[str, object]]]:
    names = registry.names()
    return {name: posts for name, value in source.items() if name in names and (posts := _posts(value))}


def _sees(source: Mapping[str, object], registry: Registry) -> str | None:
    return ", ".join(_platforms(source, registry)) or None


def _unwrapped(source: Mapping[str, object], registry: Registry) -> Mapping[str, object]:
    """Return *source*, in which some clients store the platforms inside `analytics`, without that."""
    inner = source.get("analytics")
    if (
        not inner
        or not isinstance(inner, Mapping)
        or _platforms(source, registry)
        or not _platforms(inner, registry)
    ):
        return source
    return {**inner, **{key: value for key, value in source.items() if key != "analytics"}}


def _narrow(source: Mapping[str, object], registry: Registry, wanted: str) -> Mapping[str, object]:
    check_connection(source, wanted)
    unmarked = owner(source) == wanted  # what is in a source of one account is that account's
    narrowed = without_others(source, wanted)
    for name in _platforms(source, registry):
        own = [post for post in _several(source[name]) if belongs(post, wanted, unmarked=unmarked)]
        if own:
            narrowed[name] = own[0] if isinstance(source[name], Mapping) else own
        else:
            narrowed.pop(name, None)
    return narrowed


def _read(source: Mapping[str, object], registry: Registry, wanted: str | None) -> SourceResponse:
    legacy, source = source, _unwrapped(source, registry)
    if wanted is not None:
        legacy = source = _narrow(source, registry, wanted)
    platforms = _platforms(source, registry)
    # The mapper finds id and URL itself: TikTok's own id is inside `analytics`.
    entries = [
        make_entry(name, post, None, None, is_failure(post), None)
        for name, posts in platforms.items()
        for post in posts
    ]
    metadata = {}
    for name, value in source.items():
        if name not in platforms:
            metadata[name] = value
        elif type(value) is not dict and (left := _left(value)):
            metadata[name] = left
    status = text_or_none(source.get("status"))
    return make_source_response("ayrshare", status, tuple(entries), metadata, legacy)


AYRSHARE = SourceFormat(name="ayrshare", sees=_sees, read=_read)
