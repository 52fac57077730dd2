"""
Ayrshare: platforms as top-level keys, everything else about the response beside them.

https://www.ayrshare.com/docs/apis/analytics/post
"""

from __future__ import annotations

from collections.abc import Mapping

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


def _posts(value: object) -> list[Mapping[str, object]]:
    """Return the platform objects under one key: one, or those of a thread or of several accounts."""
    if type(value) is dict:
        return [value]
    several: list[object] = value if isinstance(value, list) else [value]
    posts = [each for each in several if isinstance(each, Mapping)]
    return posts if len(posts) == len(several) else []


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
    for name, posts in _platforms(source, registry).items():
        own = [post for post in posts if belongs(post, wanted, unmarked=unmarked)]
        if own:
            narrowed[name] = own if isinstance(source[name], list) else own[0]
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
    metadata = {name: value for name, value in source.items() if name not in platforms}
    status = text_or_none(source.get("status"))
    return make_source_response("ayrshare", status, tuple(entries), metadata, legacy)


AYRSHARE = SourceFormat(name="ayrshare", sees=_sees, read=_read)
