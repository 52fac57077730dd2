"""
With pydantic: a type for what is read of each dialect, a loop, and a column for each number.

They are typed dicts, which pydantic validates in two thirds of the time that its models take.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa

from pydantic import TypeAdapter
from typing_extensions import TypedDict  # that of `typing` pydantic takes only from 3.12 on

from . import parquet, peers


Row: TypeAlias = tuple[Any, ...]

_KINDS = [*[pa.int64()] * (len(peers.FOUND) - 1), pa.string()]


class XPublic(TypedDict, total=False):
    """What everybody sees."""

    like_count: int | None
    reply_count: int | None
    retweet_count: int | None
    quote_count: int | None
    bookmark_count: int | None
    impression_count: int | None


class XOwn(TypedDict, total=False):
    """What the owner sees."""

    impression_count: int | None
    engagements: int | None
    url_link_clicks: int | None


class XAttachments(TypedDict, total=False):
    """The post's own media."""

    media_keys: list[str]


class XVideo(TypedDict, total=False):
    """How often a video was seen."""

    view_count: int | None


class XMedia(TypedDict, total=False):
    """One of the media."""

    media_key: str
    public_metrics: XVideo


class XIncludes(TypedDict, total=False):
    """What the answer has beside its post."""

    media: list[XMedia]


class XPost(TypedDict, total=False):
    """The post."""

    id: str
    attachments: XAttachments
    public_metrics: XPublic
    non_public_metrics: XOwn


class X(TypedDict, total=False):
    """A look-up of one post."""

    data: list[XPost]
    includes: XIncludes


class LinkedInStatistics(TypedDict, total=False):
    """The numbers of one window."""

    likeCount: int | None
    commentCount: int | None
    shareCount: int | None
    impressionCount: int | None
    clickCount: int | None


class LinkedInElement(TypedDict, total=False):
    """One window of time."""

    ugcPost: str
    totalShareStatistics: LinkedInStatistics


class LinkedIn(TypedDict, total=False):
    """Share statistics."""

    elements: list[LinkedInElement]


class InstagramValue(TypedDict, total=False):
    """One value."""

    value: int | None


class InstagramRow(TypedDict, total=False):
    """A metric."""

    id: str
    name: str
    period: str
    values: list[InstagramValue]


class Instagram(TypedDict, total=False):
    """The insights of a reel."""

    data: list[InstagramRow]


class FacebookValue(TypedDict, total=False):
    """One value: a number, or one for each kind."""

    value: int | dict[str, int] | None


class FacebookRow(TypedDict, total=False):
    """A metric."""

    id: str
    name: str
    period: str
    values: list[FacebookValue]


class Facebook(TypedDict, total=False):
    """The insights of a post."""

    data: list[FacebookRow]


class TikTokVideo(TypedDict, total=False):
    """A video."""

    item_id: str
    likes: int | None
    comments: int | None
    shares: int | None
    favorites: int | None
    video_views: int | None
    reach: int | None
    total_time_watched: float | None
    website_clicks: int | None
    phone_number_clicks: int | None
    app_download_clicks: int | None
    email_clicks: int | None
    address_clicks: int | None


class TikTokVideos(TypedDict, total=False):
    """The videos, of which there is one."""

    videos: list[TikTokVideo]


class TikTok(TypedDict, total=False):
    """An account's list of videos."""

    data: TikTokVideos


class YouTubeStatistics(TypedDict, total=False):
    """The numbers, sent as text."""

    viewCount: int | None
    likeCount: int | None
    commentCount: int | None


class YouTubeVideo(TypedDict, total=False):
    """A video."""

    id: str
    statistics: YouTubeStatistics


class YouTube(TypedDict, total=False):
    """A list of videos, of which there is one."""

    items: list[YouTubeVideo]


def _x(answer: X) -> Row:
    (post,) = answer["data"]
    public, own = post["public_metrics"].get, post["non_public_metrics"].get
    likes, replies, reposts, quotes, bookmarks, impressions = (
        public("like_count"),
        public("reply_count"),
        public("retweet_count"),
        public("quote_count"),
        public("bookmark_count"),
        public("impression_count"),
    )
    engagements, clicks = own("engagements"), own("url_link_clicks")
    if impressions == 0 and (likes or replies or reposts or quotes or bookmarks or engagements or clicks):
        impressions = own("impression_count")
    wanted = post["attachments"]["media_keys"]
    views = None
    for media in answer["includes"]["media"]:
        if media["media_key"] in wanted and (seen := media["public_metrics"].get("view_count")) is not None:
            views = seen if views is None else views + seen
    return (
        *(likes, replies, reposts, impressions, None, views, None, None),
        *(engagements, clicks, None, bookmarks, quotes, post["id"]),
    )


def _linkedin(answer: LinkedIn) -> Row:
    elements = answer["elements"]
    windows = [element["totalShareStatistics"] for element in elements]
    (urn,) = {element["ugcPost"] for element in elements}
    likes, comments, shares, impressions, clicks = (
        _sum([window.get(name) for window in windows])
        for name in ("likeCount", "commentCount", "shareCount", "impressionCount", "clickCount")
    )
    return (likes, comments, shares, impressions, *[None] * 5, clicks, None, None, None, urn)


def _sum(numbers: Sequence[int | None]) -> int | None:
    reported = [number for number in numbers if number is not None]
    return sum(reported) if reported else None


def _insights(rows: Iterable[Any]) -> tuple[str, Callable[[str], Any]]:
    values = {row["name"]: row["values"][-1]["value"] for row in rows if row["period"] == "lifetime"}
    (post_id,) = {row["id"].partition("/")[0] for row in rows}
    return post_id, values.get


def _instagram(answer: Instagram) -> Row:
    post_id, get = _insights(answer["data"])
    views, watched = get("views"), get("ig_reels_video_view_total_time")
    return (
        *(get("likes"), get("comments"), get("shares"), None, views),
        *(views if watched is not None else None, None, watched, get("total_interactions")),
        *(get("link_clicks"), get("saved"), None, None, post_id),
    )


def _facebook(answer: Facebook) -> Row:
    post_id, get = _insights(answer["data"])
    reactions, activity = get("post_reactions_by_type_total"), get("post_activity_by_action_type")
    return (
        *(reactions.get("like", 0), activity.get("comment", 0), activity.get("share", 0), None),
        *(get("post_media_view"), None, None, None, sum(activity.values()), get("post_clicks")),
        *(None, None, None, post_id),
    )


def _tiktok(answer: TikTok) -> Row:
    (video,) = answer["data"]["videos"]
    get = video.get
    views, reach, watched = get("video_views"), get("reach"), get("total_time_watched")
    watched_ms = None if watched is None else round(watched * 1000)
    clicks = _sum(
        [
            get("website_clicks"),
            get("phone_number_clicks"),
            get("app_download_clicks"),
            get("email_clicks"),
            get("address_clicks"),
        ]
    )
    if views:
        reach, watched_ms = reach or None, watched_ms or None
    return (
        *(get("likes"), get("comments"), get("shares"), None, views, views, reach, watched_ms, None),
        *(clicks, get("favorites"), None, None, video["item_id"]),
    )


def _youtube(answer: YouTube) -> Row:
    (video,) = answer["items"]
    get = video["statistics"].get
    views = get("viewCount")
    return (
        *(get("likeCount"), get("commentCount"), None, None, views, views),
        *([None] * 7),
        video["id"],
    )


_READERS: Mapping[str, tuple[Callable[[bytes], Any], Callable[[Any], Row]]] = {
    "x": (TypeAdapter(X).validate_json, _x),
    "linkedin": (TypeAdapter(LinkedIn).validate_json, _linkedin),
    "instagram": (TypeAdapter(Instagram).validate_json, _instagram),
    "facebook": (TypeAdapter(Facebook).validate_json, _facebook),
    "tiktok": (TypeAdapter(TikTok).validate_json, _tiktok),
    "youtube": (TypeAdapter(YouTube).validate_json, _youtube),
}


def from_lines(platform: str, lines: Iterable[bytes]) -> pa.Table:
    """Return the columns of payloads in memory."""
    validate, read = _READERS[platform]
    columns = zip(*[read(validate(line)) for line in lines], strict=True)
    arrays = [pa.array(column, kind) for column, kind in zip(columns, _KINDS, strict=True)]
    return pa.Table.from_arrays(arrays, names=peers.FOUND)


def from_parquet(platform: str, path: Path) -> pa.Table:
    """Return the columns of payloads in a file."""
    return from_lines(platform, parquet.lines(path))
