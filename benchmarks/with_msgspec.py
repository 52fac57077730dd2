"""The response in `sample.json` with msgspec: Structs of what is read, payloads passed on as they came."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import msgspec

from msgspec import Raw, Struct, field

from postmetrics.metrics import NAMES


class Metrics(Struct):
    """The thirteen metrics."""

    likes: int | None = None
    comments: int | None = None
    shares: int | None = None
    impressions: int | None = None
    views: int | None = None
    video_views: int | None = None
    video_viewers: int | None = None
    video_watch_time_ms: int | None = None
    engagement: int | None = None
    clicks: int | None = None
    saves: int | None = None
    bookmarks: int | None = None
    quotes: int | None = None


class PlatformAnalytics(Struct):
    """One platform post."""

    platform: str
    platform_post_id: str | None
    post_url: str | None
    metrics: Metrics
    raw_metrics: Any


class Analytics(Struct):
    """A post on all its platforms."""

    status: str | None
    totals: Metrics
    platforms: list[PlatformAnalytics]
    metadata: dict[str, Any]


class PostAnalytics(Struct):
    """The response."""

    analytics: Analytics
    stats: Any


class XVideo(Struct, rename="camel"):
    """Views of the post's own media."""

    view_count: int | None = None


class XBlock(Struct, rename="camel"):
    """A block of counts; each has some of them."""

    impression_count: int | None = None
    like_count: int | None = None
    reply_count: int | None = None
    retweet_count: int | None = None
    quote_count: int | None = None
    bookmark_count: int | None = None
    engagements: int | None = None
    url_link_clicks: int | None = None
    video: XVideo = field(default_factory=XVideo)


class XAnalytics(Struct, rename="camel"):
    """X's numbers."""

    id: str | None = None
    public_metrics: XBlock = field(default_factory=XBlock)
    non_public_metrics: XBlock = field(default_factory=XBlock)
    organic_metrics: XBlock = field(default_factory=XBlock)


class LinkedInAnalytics(Struct, rename="camel"):
    """LinkedIn's numbers."""

    like_count: int | None = None
    comment_count: int | None = None
    share_count: int | None = None
    impression_count: int | None = None
    video_views: int | None = None
    video_viewers: int | None = None
    video_watch_time_ms: int | None = None
    click_count: int | None = None
    reactions: dict[str, int | None] = {}


class InstagramAnalytics(Struct, rename="camel"):
    """Instagram's numbers."""

    media_type: str | None = None
    like_count: int | None = None
    comments_count: int | None = None
    shares_count: int | None = None
    saved_count: int | None = None
    views_count: int | None = None
    engagement_count: int | None = None
    ig_reels_video_view_total_time_count: int | None = None


class FacebookAnalytics(Struct, rename="camel"):
    """Facebook's numbers."""

    like_count: int | None = None
    comments_count: int | None = None
    shares_count: int | None = None
    media_view: int | None = None
    video_views: int | None = None
    total_video_view_total_time: int | None = None
    reactions: dict[str, int | None] = {}


class TikTokAnalytics(Struct, rename="camel"):
    """TikTok's numbers."""

    item_id: str | None = None
    media_type: str | None = None
    like_count: int | None = None
    comments_count: int | None = None
    share_count: int | None = None
    video_views: int | None = None
    reach: int | None = None
    total_time_watched: Decimal | None = None


class YouTubeAnalytics(Struct, rename="camel"):
    """YouTube's numbers."""

    likes: int | None = None
    comments: int | None = None
    shares: int | None = None
    views: int | None = None
    estimated_minutes_watched: Decimal | None = None


class X(Struct, rename="camel"):
    """X's post."""

    id: str | None = None
    post_url: str | None = None
    analytics: XAnalytics = field(default_factory=XAnalytics)


class LinkedIn(Struct, rename="camel"):
    """LinkedIn's post."""

    id: str | None = None
    post_url: str | None = None
    analytics: LinkedInAnalytics = field(default_factory=LinkedInAnalytics)


class Instagram(Struct, rename="camel"):
    """Instagram's post."""

    id: str | None = None
    post_url: str | None = None
    analytics: InstagramAnalytics = field(default_factory=InstagramAnalytics)


class Facebook(Struct, rename="camel"):
    """Facebook's post."""

    id: str | None = None
    post_url: str | None = None
    analytics: FacebookAnalytics = field(default_factory=FacebookAnalytics)


class TikTok(Struct, rename="camel"):
    """TikTok's post."""

    id: str | None = None
    post_url: str | None = None
    analytics: TikTokAnalytics = field(default_factory=TikTokAnalytics)


class YouTube(Struct, rename="camel"):
    """YouTube's post."""

    id: str | None = None
    post_url: str | None = None
    analytics: YouTubeAnalytics = field(default_factory=YouTubeAnalytics)


def _first(*numbers: int | None) -> int | None:
    return next((number for number in numbers if number is not None), None)


def _x(post: X, raw: Any) -> PlatformAnalytics:
    public = post.analytics.public_metrics
    own = post.analytics.non_public_metrics
    organic = post.analytics.organic_metrics
    impressions = public.impression_count
    if impressions == 0 and (public.like_count or public.reply_count or public.retweet_count):
        impressions = None
    metrics = Metrics(
        likes=organic.like_count if public.like_count is None else public.like_count,
        comments=organic.reply_count if public.reply_count is None else public.reply_count,
        shares=organic.retweet_count if public.retweet_count is None else public.retweet_count,
        impressions=_first(own.impression_count, organic.impression_count)
        if impressions is None
        else impressions,
        video_views=organic.video.view_count,
        engagement=own.engagements,
        clicks=organic.url_link_clicks if own.url_link_clicks is None else own.url_link_clicks,
        bookmarks=public.bookmark_count,
        quotes=public.quote_count,
    )
    return PlatformAnalytics("x", post.analytics.id or post.id, post.post_url, metrics, raw)


def _linkedin(post: LinkedIn, raw: Any) -> PlatformAnalytics:
    numbers = post.analytics
    metrics = Metrics(
        likes=numbers.reactions.get("total") if numbers.like_count is None else numbers.like_count,
        comments=numbers.comment_count,
        shares=numbers.share_count,
        impressions=numbers.impression_count,
        video_views=numbers.video_views,
        video_viewers=numbers.video_viewers,
        video_watch_time_ms=numbers.video_watch_time_ms,
        clicks=numbers.click_count,
    )
    return PlatformAnalytics("linkedin", post.id, post.post_url, metrics, raw)


def _instagram(post: Instagram, raw: Any) -> PlatformAnalytics:
    numbers = post.analytics
    metrics = Metrics(
        likes=numbers.like_count,
        comments=numbers.comments_count,
        shares=numbers.shares_count,
        views=numbers.views_count,
        video_views=numbers.views_count if numbers.media_type == "VIDEO" else None,
        video_watch_time_ms=numbers.ig_reels_video_view_total_time_count,
        engagement=numbers.engagement_count,
        saves=numbers.saved_count,
    )
    return PlatformAnalytics("instagram", post.id, post.post_url, metrics, raw)


def _facebook(post: Facebook, raw: Any) -> PlatformAnalytics:
    numbers = post.analytics
    metrics = Metrics(
        likes=_first(numbers.reactions.get("like"), numbers.reactions.get("total"))
        if numbers.like_count is None
        else numbers.like_count,
        comments=numbers.comments_count,
        shares=numbers.shares_count,
        views=numbers.media_view,
        video_views=numbers.video_views,
        video_watch_time_ms=numbers.total_video_view_total_time,
    )
    return PlatformAnalytics("facebook", post.id, post.post_url, metrics, raw)


def _tiktok(post: TikTok, raw: Any) -> PlatformAnalytics:
    numbers = post.analytics
    seconds = numbers.total_time_watched
    metrics = Metrics(
        likes=numbers.like_count,
        comments=numbers.comments_count,
        shares=numbers.share_count,
        views=numbers.video_views,
    )
    if numbers.media_type != "photo":
        watched = None if seconds is None else round(seconds * 1000)
        metrics.video_views = numbers.video_views
        metrics.video_viewers = (numbers.reach or None) if numbers.video_views else numbers.reach
        metrics.video_watch_time_ms = (watched or None) if numbers.video_views else watched
    return PlatformAnalytics("tiktok", numbers.item_id or post.id, post.post_url, metrics, raw)


def _youtube(post: YouTube, raw: Any) -> PlatformAnalytics:
    numbers = post.analytics
    minutes = numbers.estimated_minutes_watched
    metrics = Metrics(
        likes=numbers.likes,
        comments=numbers.comments,
        shares=numbers.shares,
        views=numbers.views,
        video_views=numbers.views,
        video_watch_time_ms=None if minutes is None else round(minutes * 60_000),
    )
    return PlatformAnalytics("youtube", post.id, post.post_url, metrics, raw)


READERS: Mapping[str, tuple[type[Struct], Callable[[Any, Any], PlatformAnalytics]]] = {
    "twitter": (X, _x),
    "linkedin": (LinkedIn, _linkedin),
    "instagram": (Instagram, _instagram),
    "facebook": (Facebook, _facebook),
    "tiktok": (TikTok, _tiktok),
    "youtube": (YouTube, _youtube),
}
_DECODE = {key: msgspec.json.Decoder(kind).decode for key, (kind, _) in READERS.items()}
_DECODE_TEXT = msgspec.json.Decoder(str | None).decode
_DECODE_SOURCE = msgspec.json.Decoder(dict[str, Raw]).decode
_ENCODE = msgspec.json.Encoder().encode


def _response(
    status: str | None, platforms: list[PlatformAnalytics], metadata: dict[str, Any], stats: Any
) -> PostAnalytics:
    totals = Metrics()
    for name in NAMES:
        reported = [n for post in platforms if (n := getattr(post.metrics, name)) is not None]
        if reported:
            setattr(totals, name, sum(reported))
    return PostAnalytics(Analytics(status, totals, platforms, metadata), stats)


def normalize(source: dict[str, Any]) -> PostAnalytics:
    """Return the response to *source* as Structs."""
    platforms = []
    metadata = {}
    for key, post in source.items():
        if key in READERS:
            kind, read = READERS[key]
            platforms.append(read(msgspec.convert(post, kind), post))
        else:
            metadata[key] = post
    return _response(source.get("status"), platforms, metadata, source)


def to_dict(response: PostAnalytics) -> Any:
    """Return *response* as plain dicts."""
    return msgspec.to_builtins(response)


def normalize_json(data: bytes) -> bytes:
    """Return the response to *data* as JSON; payloads are never parsed beyond what is read of them."""
    source = _DECODE_SOURCE(data)
    platforms = []
    metadata = {}
    for key, raw in source.items():
        if key in READERS:
            platforms.append(READERS[key][1](_DECODE[key](raw), raw))
        else:
            metadata[key] = raw
    status = _DECODE_TEXT(source["status"]) if "status" in source else None
    return _ENCODE(_response(status, platforms, metadata, Raw(data)))
