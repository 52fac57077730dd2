"""From what an upstream said to what the response says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, TypeAlias

from .compiler import compiled
from .errors import MalformedPayload, MalformedValue, shown
from .metrics import total
from .payload import payload_of
from .registry import Registry
from .response import (
    PlatformAnalytics,
    PostAnalytics,
    make_analytics,
    make_platform_analytics,
    make_post_analytics,
)
from .source import Entry
from .sources import read_source


if TYPE_CHECKING:
    from uuid import UUID

    from .compiler import Readout
    from .mapper import Mapper


OnError: TypeAlias = Literal["raise", "null"]


def normalize(
    source: object,
    *,
    social_connection_id: str | UUID | None = None,
    source_format: str | None = None,
    registry: Registry | None = None,
    on_error: OnError = "raise",
) -> PostAnalytics:
    """
    Return how a post did on all its platforms, from one upstream's response.

    >>> source = {"status": "success", "youtube": {"id": "a1", "analytics": {"views": 77, "likes": 0}}}
    >>> response = normalize(source)
    >>> response.analytics.totals.views, response.analytics.totals.likes, response.analytics.totals.saves
    (77, 0, None)

    With *social_connection_id* the response is that account's alone: what is around its posts
    is made anew without the others. The source is never changed, and no payload is copied.

    Raises `MalformedPayload`, a group of `MalformedValue` over all platforms, unless
    *on_error* is `"null"`, which makes those values null; `SeveralPosts` or `NotAPayload`
    for an entry that is not one post; `UnknownSource`; `UnknownConnection`; a
    `MapperError` where an installed mapper that the source needs is unusable; and
    `ValueError` for another *on_error*.
    """
    registry = registry or Registry()
    response = read_source(
        source, registry, source_format=source_format, social_connection_id=social_connection_id
    )
    malformed: list[MalformedValue] = []
    platforms = tuple(
        [_platform(entry, registry.mapper(entry.platform), malformed) for entry in response.entries]
    )
    _refuse(malformed, on_error)
    totals = total([platform.metrics for platform in platforms])
    return make_post_analytics(
        make_analytics(response.status, totals, platforms, response.metadata), response.legacy
    )


def normalize_platform(
    platform: str, payload: object, *, registry: Registry | None = None, on_error: OnError = "raise"
) -> PlatformAnalytics:
    """
    Return how one post did, from the payload of one platform's own API.

    >>> native = {"items": [{"id": "dQw4w9WgXcQ", "statistics": {"viewCount": "911", "likeCount": "0"}}]}
    >>> video = normalize_platform("youtube", native)
    >>> video.metrics.views, video.metrics.likes, video.metrics.comments
    (911, 0, None)

    Raises what `normalize` raises.
    """
    malformed: list[MalformedValue] = []
    mapper = (registry or Registry()).mapper(platform)
    analytics = _platform(Entry(platform=platform, payload=payload), mapper, malformed)
    _refuse(malformed, on_error)
    return analytics


def _refuse(malformed: list[MalformedValue], on_error: OnError) -> None:
    if on_error == "null":
        return
    if on_error != "raise":
        raise ValueError(f"on_error: expected 'raise' or 'null', got {shown(on_error)}")
    if malformed:
        raise MalformedPayload.of(malformed)


def _platform(entry: Entry, mapper: Mapper, malformed: list[MalformedValue]) -> PlatformAnalytics:
    payload = payload_of(mapper.platform, entry.payload)
    numbers = None if entry.failed else compiled(mapper)(payload)
    post_id, post_url, metrics = numbers or _interpreted(entry, mapper, payload, malformed)
    return make_platform_analytics(
        mapper.platform,
        entry.platform_post_id or post_id,
        entry.post_url or post_url,
        metrics,
        payload,
    )


def _interpreted(
    entry: Entry, mapper: Mapper, payload: Mapping[str, object], malformed: list[MalformedValue]
) -> Readout:
    """Return the numbers of a payload that is out of the ordinary, and add what is *malformed* in it."""
    from .path import without_names, write  # noqa: PLC0415  # few payloads need the interpreter
    from .post import locate, text_at  # noqa: PLC0415
    from .reading import read_post  # noqa: PLC0415

    post = locate(mapper, payload)
    readings = read_post(mapper, post, failed=entry.failed)
    wrong = {
        without_names(where): MalformedValue(mapper.platform, write(where), reading.note or "", raw)
        for _, reading in readings.items()
        if reading.status == "malformed"
        for where, raw in reading.found
    }
    malformed += wrong.values()  # once each, though `views` and `video_views` may read the same
    return (
        text_at(post, mapper.post_id),
        text_at(post, mapper.post_url, mapper.host),
        readings.map(lambda reading: None if reading.value is None else int(reading.value)),
    )
