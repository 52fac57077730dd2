"""The response in `sample.json` with pydantic: one model a platform, its metrics found by alias paths."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Self

import orjson

from pydantic import (
    AliasChoices,
    AliasPath,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SkipValidation,
    model_validator,
)

from postmetrics.metrics import NAMES


def _milliseconds(unit: int) -> BeforeValidator:
    def convert(value: object) -> object:
        if type(value) is int:
            return value * unit
        return round(Decimal(repr(value)) * unit) if type(value) is float else value

    return BeforeValidator(convert)


def _at(*paths: str) -> Any:
    return Field(None, validation_alias=AliasChoices(*(AliasPath(*path.split(".")) for path in paths)))


class Metrics(BaseModel):
    """The thirteen metrics, strictly whole numbers."""

    model_config = ConfigDict(strict=True)

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


class X(Metrics):
    """X."""

    likes: int | None = _at("analytics.publicMetrics.likeCount", "analytics.organicMetrics.likeCount")
    comments: int | None = _at("analytics.publicMetrics.replyCount", "analytics.organicMetrics.replyCount")
    shares: int | None = _at("analytics.publicMetrics.retweetCount", "analytics.organicMetrics.retweetCount")
    impressions: int | None = _at(
        "analytics.publicMetrics.impressionCount", "analytics.nonPublicMetrics.impressionCount"
    )
    video_views: int | None = _at("analytics.organicMetrics.video.viewCount")
    engagement: int | None = _at("analytics.nonPublicMetrics.engagements")
    clicks: int | None = _at("analytics.nonPublicMetrics.urlLinkClicks")
    bookmarks: int | None = _at("analytics.publicMetrics.bookmarkCount")
    quotes: int | None = _at("analytics.publicMetrics.quoteCount")

    @model_validator(mode="after")
    def _doubt_zero(self) -> Self:
        if self.impressions == 0 and (
            self.likes or self.comments or self.shares or self.quotes or self.bookmarks or self.engagement
        ):
            self.impressions = None
        return self


class LinkedIn(Metrics):
    """LinkedIn."""

    likes: int | None = _at("analytics.likeCount", "analytics.reactions.total")
    comments: int | None = _at("analytics.commentCount")
    shares: int | None = _at("analytics.shareCount")
    impressions: int | None = _at("analytics.impressionCount")
    video_views: int | None = _at("analytics.videoViews")
    video_viewers: int | None = _at("analytics.videoViewers")
    video_watch_time_ms: int | None = _at("analytics.videoWatchTimeMs")
    clicks: int | None = _at("analytics.clickCount")


class Instagram(Metrics):
    """Instagram."""

    media_type: str | None = Field(None, validation_alias=AliasPath("analytics", "mediaType"), exclude=True)
    likes: int | None = _at("analytics.likeCount")
    comments: int | None = _at("analytics.commentsCount")
    shares: int | None = _at("analytics.sharesCount")
    views: int | None = _at("analytics.viewsCount")
    video_watch_time_ms: int | None = _at("analytics.igReelsVideoViewTotalTimeCount")
    engagement: int | None = _at("analytics.engagementCount")
    saves: int | None = _at("analytics.savedCount")

    @model_validator(mode="after")
    def _plays(self) -> Self:
        if self.media_type == "VIDEO":
            self.video_views = self.views
        return self


class Facebook(Metrics):
    """Facebook."""

    likes: int | None = _at("analytics.likeCount", "analytics.reactions.like", "analytics.reactions.total")
    comments: int | None = _at("analytics.commentsCount")
    shares: int | None = _at("analytics.sharesCount")
    views: int | None = _at("analytics.mediaView")
    video_views: int | None = _at("analytics.videoViews")
    video_watch_time_ms: int | None = _at("analytics.totalVideoViewTotalTime")


class TikTok(Metrics):
    """TikTok."""

    media_type: str | None = Field(None, validation_alias=AliasPath("analytics", "mediaType"), exclude=True)
    likes: int | None = _at("analytics.likeCount")
    comments: int | None = _at("analytics.commentsCount")
    shares: int | None = _at("analytics.shareCount")
    views: int | None = _at("analytics.videoViews")
    video_viewers: int | None = _at("analytics.reach")
    video_watch_time_ms: Annotated[int | None, _milliseconds(1000)] = _at("analytics.totalTimeWatched")

    @model_validator(mode="after")
    def _plays(self) -> Self:
        if self.media_type == "photo":
            self.video_viewers = self.video_watch_time_ms = None
        else:
            self.video_views = self.views
            if self.views:
                self.video_viewers = self.video_viewers or None
                self.video_watch_time_ms = self.video_watch_time_ms or None
        return self


class YouTube(Metrics):
    """YouTube."""

    likes: int | None = _at("analytics.likes")
    comments: int | None = _at("analytics.comments")
    shares: int | None = _at("analytics.shares")
    views: int | None = _at("analytics.views")
    video_views: int | None = _at("analytics.views")
    video_watch_time_ms: Annotated[int | None, _milliseconds(60_000)] = _at(
        "analytics.estimatedMinutesWatched"
    )


MODELS: Mapping[str, tuple[str, type[Metrics]]] = {
    "twitter": ("x", X),
    "linkedin": ("linkedin", LinkedIn),
    "instagram": ("instagram", Instagram),
    "facebook": ("facebook", Facebook),
    "tiktok": ("tiktok", TikTok),
    "youtube": ("youtube", YouTube),
}


class PlatformAnalytics(BaseModel):
    """One platform post; the payload is passed through."""

    platform: str
    platform_post_id: str | None
    post_url: str | None
    metrics: Metrics
    raw_metrics: SkipValidation[dict[str, Any]]


class Analytics(BaseModel):
    """A post on all its platforms."""

    status: str | None
    totals: Metrics
    platforms: list[PlatformAnalytics]
    metadata: SkipValidation[dict[str, Any]]


class PostAnalytics(BaseModel):
    """The response."""

    analytics: Analytics
    stats: SkipValidation[dict[str, Any]]


def normalize(source: dict[str, Any]) -> PostAnalytics:
    """Return the response to *source* as models."""
    platforms = []
    metadata = {}
    for key, post in source.items():
        if key not in MODELS:
            metadata[key] = post
            continue
        platform, model = MODELS[key]
        analytics = post.get("analytics", {})
        platforms.append(
            PlatformAnalytics(
                platform=platform,
                platform_post_id=analytics.get("itemId") or analytics.get("id") or post.get("id"),
                post_url=post.get("postUrl"),
                metrics=model.model_validate(post),
                raw_metrics=post,
            )
        )
    totals = {}
    for name in NAMES:
        reported = [n for post in platforms if (n := getattr(post.metrics, name)) is not None]
        totals[name] = sum(reported) if reported else None
    return PostAnalytics(
        analytics=Analytics(
            status=source.get("status"),
            totals=Metrics.model_construct(**totals),  # sums of what is validated
            platforms=platforms,
            metadata=metadata,
        ),
        stats=source,
    )


def to_dict(response: PostAnalytics) -> dict[str, Any]:
    """Return *response* as plain dicts."""
    return response.model_dump()


def normalize_json(data: bytes) -> bytes:
    """Return the response to *data* as JSON."""
    return normalize(orjson.loads(data)).model_dump_json().encode()
