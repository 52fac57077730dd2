"""The response in `sample.json` with glom: one spec a platform, and one of the whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import orjson

from glom import Coalesce, Spec, Val, glom  # type: ignore[import-untyped]

from postmetrics.metrics import NAMES


def _count(value: object) -> int | None:
    if value is None or type(value) is int:
        return value
    raise ValueError(f"{value!r:.80} is not a whole number")


def _milliseconds(unit: int) -> Callable[[object], int | None]:
    def convert(value: object) -> int | None:
        if type(value) is float:
            return round(Decimal(repr(value)) * unit)
        number = _count(value)
        return None if number is None else number * unit

    return convert


def _at(*paths: str, read: Callable[[object], object] = _count) -> tuple[Any, ...]:
    return Coalesce(*(f"analytics.{path}" for path in paths), skip=None, default=None), read


def _post(
    platform: str, *ids: str, change: Callable[[Any], Any] = lambda found: found, **metrics: Any
) -> Spec:
    return Spec(
        {
            "platform": Val(platform),
            "platform_post_id": Coalesce(*ids, default=None),
            "post_url": Coalesce("postUrl", default=None),
            "metrics": ({name: metrics.get(name, Val(None)) for name in (*NAMES, *metrics)}, change),
            "raw_metrics": lambda post: post,
        }
    )


def _doubt_zero(found: dict[str, Any]) -> dict[str, Any]:
    if found["impressions"] == 0 and any(found[name] for name in ("likes", "comments", "shares", "quotes")):
        found["impressions"] = None
    return found


def _plays(found: dict[str, Any]) -> dict[str, Any]:
    found["video_views"] = found["views"] if found.pop("media_type") == "VIDEO" else None
    return found


def _video(found: dict[str, Any]) -> dict[str, Any]:
    is_photo = found.pop("media_type") == "photo"
    found["video_views"] = None if is_photo else found["views"]
    for name in ("video_viewers", "video_watch_time_ms"):
        if is_photo or (found["views"] and not found[name]):
            found[name] = None
    return found


SPECS: Mapping[str, Spec] = {
    "twitter": _post(
        "x",
        "analytics.id",
        "id",
        change=_doubt_zero,
        likes=_at("publicMetrics.likeCount", "organicMetrics.likeCount"),
        comments=_at("publicMetrics.replyCount", "organicMetrics.replyCount"),
        shares=_at("publicMetrics.retweetCount", "organicMetrics.retweetCount"),
        impressions=_at("publicMetrics.impressionCount", "nonPublicMetrics.impressionCount"),
        video_views=_at("organicMetrics.video.viewCount"),
        engagement=_at("nonPublicMetrics.engagements"),
        clicks=_at("nonPublicMetrics.urlLinkClicks", "organicMetrics.urlLinkClicks"),
        bookmarks=_at("publicMetrics.bookmarkCount"),
        quotes=_at("publicMetrics.quoteCount"),
    ),
    "linkedin": _post(
        "linkedin",
        "id",
        likes=_at("likeCount", "reactions.total"),
        comments=_at("commentCount"),
        shares=_at("shareCount"),
        impressions=_at("impressionCount"),
        video_views=_at("videoViews"),
        video_viewers=_at("videoViewers"),
        video_watch_time_ms=_at("videoWatchTimeMs"),
        clicks=_at("clickCount"),
    ),
    "instagram": _post(
        "instagram",
        "id",
        change=_plays,
        media_type=Coalesce("analytics.mediaType", default=None),
        likes=_at("likeCount"),
        comments=_at("commentsCount"),
        shares=_at("sharesCount"),
        views=_at("viewsCount"),
        video_watch_time_ms=_at("igReelsVideoViewTotalTimeCount"),
        engagement=_at("engagementCount"),
        saves=_at("savedCount"),
    ),
    "facebook": _post(
        "facebook",
        "id",
        likes=_at("likeCount", "reactions.like", "reactions.total"),
        comments=_at("commentsCount"),
        shares=_at("sharesCount"),
        views=_at("mediaView"),
        video_views=_at("videoViews"),
        video_watch_time_ms=_at("totalVideoViewTotalTime"),
    ),
    "tiktok": _post(
        "tiktok",
        "analytics.itemId",
        "id",
        change=_video,
        media_type=Coalesce("analytics.mediaType", default=None),
        likes=_at("likeCount"),
        comments=_at("commentsCount"),
        shares=_at("shareCount"),
        views=_at("videoViews"),
        video_viewers=_at("reach"),
        video_watch_time_ms=_at("totalTimeWatched", read=_milliseconds(1000)),
    ),
    "youtube": _post(
        "youtube",
        "id",
        likes=_at("likes"),
        comments=_at("comments"),
        shares=_at("shares"),
        views=_at("views"),
        video_views=_at("views"),
        video_watch_time_ms=_at("estimatedMinutesWatched", read=_milliseconds(60_000)),
    ),
}


def normalize(source: dict[str, Any]) -> dict[str, Any]:
    """Return the response to *source* as plain dicts."""
    platforms = [glom(post, SPECS[key]) for key, post in source.items() if key in SPECS]
    totals = {}
    for name in NAMES:
        reported = [n for post in platforms if (n := post["metrics"][name]) is not None]
        totals[name] = sum(reported) if reported else None
    return {
        "analytics": {
            "status": source.get("status"),
            "totals": totals,
            "platforms": platforms,
            "metadata": {key: value for key, value in source.items() if key not in SPECS},
        },
        "stats": source,
    }


def to_dict(response: dict[str, Any]) -> dict[str, Any]:
    """Return *response*, which is plain dicts already."""
    return response


def normalize_json(data: bytes) -> bytes:
    """Return the response to *data* as JSON."""
    return orjson.dumps(normalize(orjson.loads(data)))
