"""
What a careful person would write by hand for exactly the response in `sample.json`.

Every field of that payload that can fill a metric is read in the same order of preference, with
the same doubts; nothing that the payload does not have is looked for. Plain dicts come out.
"""

from __future__ import annotations

import re

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, TypeAlias

from postmetrics import Analytics, Metrics, PlatformAnalytics, PostAnalytics
from postmetrics.metrics import NAMES


Object: TypeAlias = Mapping[str, Any]
Numbers: TypeAlias = dict[str, int | None]

_NOTHING: Object = MappingProxyType({})
_COUNT = re.compile(r"-?[0-9]{1,40}", re.ASCII)
_DURATION = re.compile(r"-?[0-9]{1,40}(\.[0-9]+)?", re.ASCII)
_EXACT = 2**53


def count(value: object) -> int | None:
    """Return the whole number that *value* is, or None where it says nothing; else a `ValueError`."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if value is None or value == "" or isinstance(value, dict | list):
        return None
    if isinstance(value, str) and _COUNT.fullmatch(value):
        return int(value)
    if isinstance(value, float) and value.is_integer() and abs(value) <= _EXACT:
        return int(value)
    raise ValueError(f"{value!r:.80} is not a whole number")


def computed(value: object) -> int | None:
    """Return what `count` does, but None for the −1 of Meta and TikTok."""
    number = count(value)
    return None if number == -1 else number


def milliseconds(value: object, unit: int, sentinel: int | None = None) -> int | None:
    """Return a length of time in units of *unit* milliseconds, exactly; half of one rounds to even."""
    if isinstance(value, float) and abs(value) <= _EXACT:
        return None if value == sentinel else round(Decimal(repr(value)) * unit)
    if isinstance(value, str) and _DURATION.fullmatch(value):
        exact = Fraction(value)
        return None if exact == sentinel else round(exact * unit)
    number = count(value)
    return None if number is None or number == sentinel else number * unit


def text(value: object) -> str | None:
    """Return text, or a whole number as text; None for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value else None


# The common case, a plain int, is not worth a call; everything else goes to `count`.


def x(post: Object) -> tuple[str | None, Numbers]:
    """Read X: public counts, else the owner's, else organic ones."""
    analytics = post.get("analytics") or _NOTHING
    public = analytics.get("publicMetrics") or _NOTHING
    own = analytics.get("nonPublicMetrics") or _NOTHING
    organic = analytics.get("organicMetrics") or _NOTHING
    video = organic.get("video") or _NOTHING
    likes = n if type(n := public.get("likeCount")) is int else count(n)
    replies = n if type(n := public.get("replyCount")) is int else count(n)
    reposts = n if type(n := public.get("retweetCount")) is int else count(n)
    quotes = n if type(n := public.get("quoteCount")) is int else count(n)
    bookmarks = n if type(n := public.get("bookmarkCount")) is int else count(n)
    impressions = n if type(n := public.get("impressionCount")) is int else count(n)
    engagements = n if type(n := own.get("engagements")) is int else count(n)
    clicks = n if type(n := own.get("urlLinkClicks")) is int else count(n)
    views = n if type(n := video.get("viewCount")) is int else count(n)
    if impressions == 0 and (likes or replies or reposts or quotes or bookmarks or engagements or clicks):
        impressions = None  # it cannot be true beside an interaction
    if impressions is None:
        impressions = count(own.get("impressionCount"))
    if impressions is None:
        impressions = count(organic.get("impressionCount"))
    if likes is None:
        likes = count(organic.get("likeCount"))
    if replies is None:
        replies = count(organic.get("replyCount"))
    if reposts is None:
        reposts = count(organic.get("retweetCount"))
    if clicks is None:
        clicks = count(organic.get("urlLinkClicks"))
    return text(analytics.get("id")) or text(post.get("id")), {
        "likes": likes,
        "comments": replies,
        "shares": reposts,
        "impressions": impressions,
        "views": None,
        "video_views": views,
        "video_viewers": None,
        "video_watch_time_ms": None,
        "engagement": engagements,
        "clicks": clicks,
        "saves": None,
        "bookmarks": bookmarks,
        "quotes": quotes,
    }


def linkedin(post: Object) -> tuple[str | None, Numbers]:
    """Read LinkedIn, whose `engagement` is a rate."""
    get = (post.get("analytics") or _NOTHING).get
    likes = n if type(n := get("likeCount")) is int else count(n)
    if likes is None and isinstance(reactions := get("reactions"), dict):
        kinds = [
            n for kind, value in reactions.items() if kind != "total" and (n := count(value)) is not None
        ]
        likes = sum(kinds) if kinds or not reactions else count(reactions.get("total"))
    return text(post.get("id")), {
        "likes": likes,
        "comments": n if type(n := get("commentCount")) is int else count(n),
        "shares": n if type(n := get("shareCount")) is int else count(n),
        "impressions": n if type(n := get("impressionCount")) is int else count(n),
        "views": None,
        "video_views": n if type(n := get("videoViews")) is int else count(n),
        "video_viewers": n if type(n := get("videoViewers")) is int else count(n),
        "video_watch_time_ms": n if type(n := get("videoWatchTimeMs")) is int else milliseconds(n, 1),
        "engagement": None,
        "clicks": n if type(n := get("clickCount")) is int else count(n),
        "saves": None,
        "bookmarks": None,
        "quotes": None,
    }


def instagram(post: Object) -> tuple[str | None, Numbers]:
    """Read Instagram, where only the kind of the media makes a view a play."""
    get = (post.get("analytics") or _NOTHING).get
    views = n if type(n := get("viewsCount")) is int and n != -1 else computed(n)
    watched = get("igReelsVideoViewTotalTimeCount")
    is_video = (
        get("mediaProductType") == "REELS"
        or get("mediaType") == "VIDEO"
        or watched not in (None, "")
        or get("igReelsAvgWatchTimeCount") not in (None, "")
    )
    is_plain = type(watched) is int and watched != -1
    return text(post.get("id")), {
        "likes": n if type(n := get("likeCount")) is int and n != -1 else computed(n),
        "comments": n if type(n := get("commentsCount")) is int and n != -1 else computed(n),
        "shares": n if type(n := get("sharesCount")) is int and n != -1 else computed(n),
        "impressions": None,
        "views": views,
        "video_views": views if is_video else None,
        "video_viewers": None,
        "video_watch_time_ms": watched if is_plain else milliseconds(watched, 1, -1),
        "engagement": n if type(n := get("engagementCount")) is int and n != -1 else computed(n),
        "clicks": None,
        "saves": n if type(n := get("savedCount")) is int and n != -1 else computed(n),
        "bookmarks": None,
        "quotes": None,
    }


_REACTIONS = ("like", "love", "wow", "haha", "sorry", "anger")


def facebook(post: Object) -> tuple[str | None, Numbers]:
    """Read Facebook, whose reactions leave out those that nobody used."""
    get = (post.get("analytics") or _NOTHING).get
    likes = n if type(n := get("likeCount")) is int else count(n)
    if likes is None and isinstance(reactions := get("reactions"), dict):
        if any(reactions.get(kind) not in (None, "") for kind in _REACTIONS):
            likes = count(reactions.get("like", 0))
        if likes is None:
            likes = count(reactions.get("total"))
    watched = get("totalVideoViewTotalTime")
    return text(post.get("id")), {
        "likes": likes,
        "comments": n if type(n := get("commentsCount")) is int else count(n),
        "shares": n if type(n := get("sharesCount")) is int else count(n),
        "impressions": None,
        "views": n if type(n := get("mediaView")) is int else count(n),
        "video_views": n if type(n := get("videoViews")) is int else count(n),
        "video_viewers": None,
        "video_watch_time_ms": watched if type(watched) is int else milliseconds(watched, 1),
        "engagement": None,
        "clicks": None,
        "saves": None,
        "bookmarks": None,
        "quotes": None,
    }


def tiktok(post: Object) -> tuple[str | None, Numbers]:
    """Read TikTok, where a photo post has no video numbers and a 0 beside views is not known."""
    get = (post.get("analytics") or _NOTHING).get
    views = n if type(n := get("videoViews")) is int and n != -1 else computed(n)
    plays = reach = watched = None
    if get("mediaType") != "photo":
        plays = views
        reach = n if type(n := get("reach")) is int and n != -1 else computed(n)
        watched = milliseconds(get("totalTimeWatched"), 1000, -1)
        if views:
            reach, watched = reach or None, watched or None
    return text(get("itemId")) or text(post.get("id")), {
        "likes": n if type(n := get("likeCount")) is int and n != -1 else computed(n),
        "comments": n if type(n := get("commentsCount")) is int and n != -1 else computed(n),
        "shares": n if type(n := get("shareCount")) is int and n != -1 else computed(n),
        "impressions": None,
        "views": views,
        "video_views": plays,
        "video_viewers": reach,
        "video_watch_time_ms": watched,
        "engagement": None,
        "clicks": None,
        "saves": None,
        "bookmarks": None,
        "quotes": None,
    }


def youtube(post: Object) -> tuple[str | None, Numbers]:
    """Read YouTube, where every view is a play and watch time comes in minutes."""
    get = (post.get("analytics") or _NOTHING).get
    views = n if type(n := get("views")) is int else count(n)
    return text(post.get("id")), {
        "likes": n if type(n := get("likes")) is int else count(n),
        "comments": n if type(n := get("comments")) is int else count(n),
        "shares": n if type(n := get("shares")) is int else count(n),
        "impressions": None,
        "views": views,
        "video_views": views,
        "video_viewers": None,
        "video_watch_time_ms": milliseconds(get("estimatedMinutesWatched"), 60_000),
        "engagement": None,
        "clicks": None,
        "saves": None,
        "bookmarks": None,
        "quotes": None,
    }


READERS: Mapping[str, tuple[str, Callable[[Object], tuple[str | None, Numbers]]]] = {
    "twitter": ("x", x),
    "linkedin": ("linkedin", linkedin),
    "instagram": ("instagram", instagram),
    "facebook": ("facebook", facebook),
    "tiktok": ("tiktok", tiktok),
    "youtube": ("youtube", youtube),
}


def total(many: Sequence[Numbers]) -> Numbers:
    """Sum what is reported; what nobody reports stays null."""
    totals = many[0].copy() if many else dict.fromkeys(NAMES)
    for numbers in many[1:]:
        for name, number in numbers.items():
            if number is not None:
                totals[name] = number if (known := totals[name]) is None else known + number
    return totals


def normalize(source: Object) -> dict[str, Any]:
    """Return the response to *source* as plain dicts."""
    platforms = []
    reported = []
    metadata = {}
    for key, post in source.items():
        if key in READERS and isinstance(post, dict):
            platform, read = READERS[key]
            post_id, numbers = read(post)
            reported.append(numbers)
            platforms.append(
                {
                    "platform": platform,
                    "platform_post_id": post_id,
                    "post_url": text(post.get("postUrl")),
                    "metrics": numbers,
                    "raw_metrics": post,
                }
            )
        else:
            metadata[key] = post
    return {
        "analytics": {
            "status": text(source.get("status")),
            "totals": total(reported),
            "platforms": platforms,
            "metadata": metadata,
        },
        "stats": source,
    }


def normalize_to_objects(source: Object) -> PostAnalytics:
    """Return the response to *source* as the library's own objects."""
    platforms = []
    reported = []
    metadata = {}
    for key, post in source.items():
        if key in READERS and isinstance(post, dict):
            platform, read = READERS[key]
            post_id, numbers = read(post)
            reported.append(numbers)
            platforms.append(
                PlatformAnalytics(
                    platform=platform,
                    platform_post_id=post_id,
                    post_url=text(post.get("postUrl")),
                    metrics=Metrics(**numbers),
                    raw_metrics=post,
                )
            )
        else:
            metadata[key] = post
    return PostAnalytics(
        analytics=Analytics(
            status=text(source.get("status")),
            totals=Metrics(**total(reported)),
            platforms=tuple(platforms),
            metadata=metadata,
        ),
        stats=source,
    )
