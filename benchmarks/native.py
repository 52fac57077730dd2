"""
What a careful person would write by hand for one payload of each platform's own API.

The payloads are vectors that ship with the package; each function reads one of them and no other
dialect of its platform.
"""

from __future__ import annotations

import json

from collections.abc import Callable, Mapping
from importlib import resources
from typing import Any

from .handwritten import Numbers, computed, count, milliseconds


def x(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Read the owner's look-up of one post with a video, which stands in the expansions."""
    (post,) = payload["data"]
    public = post.get("public_metrics") or {}
    own = post.get("non_public_metrics") or {}
    likes = n if type(n := public.get("like_count")) is int else count(n)
    replies = n if type(n := public.get("reply_count")) is int else count(n)
    reposts = n if type(n := public.get("retweet_count")) is int else count(n)
    quotes = n if type(n := public.get("quote_count")) is int else count(n)
    bookmarks = n if type(n := public.get("bookmark_count")) is int else count(n)
    impressions = n if type(n := public.get("impression_count")) is int else count(n)
    engagements = n if type(n := own.get("engagements")) is int else count(n)
    clicks = n if type(n := own.get("url_link_clicks")) is int else count(n)
    if impressions == 0 and (likes or replies or reposts or quotes or bookmarks or engagements or clicks):
        impressions = None
    if impressions is None:
        impressions = count(own.get("impression_count"))
    wanted = set((post.get("attachments") or {}).get("media_keys") or ())
    views = None
    for media in (payload.get("includes") or {}).get("media") or ():
        if media.get("media_key") in wanted:
            seen = count((media.get("public_metrics") or {}).get("view_count"))
            if seen is not None:
                views = seen if views is None else views + seen
    numbers = {
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
    return _post("x", post.get("id"), numbers, payload)


def linkedin(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Read the share statistics of one post in windows of time, which are summed."""
    likes = comments = shares = impressions = clicks = None
    urns = set()
    for element in payload["elements"]:
        urns.add(element.get("share") or element.get("ugcPost"))
        get = (element.get("totalShareStatistics") or {}).get
        if (n := count(get("likeCount"))) is not None:
            likes = n if likes is None else likes + n
        if (n := count(get("commentCount"))) is not None:
            comments = n if comments is None else comments + n
        if (n := count(get("shareCount"))) is not None:
            shares = n if shares is None else shares + n
        if (n := count(get("impressionCount"))) is not None:
            impressions = n if impressions is None else impressions + n
        if (n := count(get("clickCount"))) is not None:
            clicks = n if clicks is None else clicks + n
    (urn,) = urns
    numbers = {
        "likes": likes,
        "comments": comments,
        "shares": shares,
        "impressions": impressions,
        "views": None,
        "video_views": None,
        "video_viewers": None,
        "video_watch_time_ms": None,
        "engagement": None,
        "clicks": clicks,
        "saves": None,
        "bookmarks": None,
        "quotes": None,
    }
    return _post("linkedin", urn, numbers, payload)


def _insights(payload: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the post's id and the last value of each lifetime row that has one."""
    values = {}
    ids = set()
    for row in payload["data"]:
        ids.add(row["id"].partition("/")[0])
        if row.get("period") in (None, "lifetime"):
            for entry in row.get("values") or ():
                if entry.get("value") not in (None, ""):
                    values[row["name"].lower()] = entry["value"]
    (post_id,) = ids
    return post_id, values


def instagram(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Read the insights of a reel."""
    post_id, insights = _insights(payload)
    get = insights.get
    views = computed(get("views"))
    watched = get("ig_reels_video_view_total_time")
    is_video = watched is not None or "ig_reels_avg_watch_time" in insights
    numbers = {
        "likes": computed(get("likes")),
        "comments": computed(get("comments")),
        "shares": computed(get("shares")),
        "impressions": None,
        "views": views,
        "video_views": views if is_video else None,
        "video_viewers": None,
        "video_watch_time_ms": milliseconds(watched, 1, -1),
        "engagement": computed(get("total_interactions")),
        "clicks": computed(get("link_clicks")),
        "saves": computed(get("saved")),
        "bookmarks": None,
        "quotes": None,
    }
    return _post("instagram", post_id, numbers, payload)


def _sum(breakdown: Any) -> int | None:
    if not isinstance(breakdown, dict):
        return None
    parts = [n for part in breakdown.values() if (n := count(part)) is not None]
    return sum(parts) if parts or not breakdown else None


def facebook(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Read the insights of a post; its breakdowns leave out their zeros."""
    post_id, insights = _insights(payload)
    reactions = insights.get("post_reactions_by_type_total")
    activity = insights.get("post_activity_by_action_type")
    numbers = {
        "likes": count(reactions.get("like", 0)) if isinstance(reactions, dict) else None,
        "comments": count(activity.get("comment", 0)) if isinstance(activity, dict) else None,
        "shares": count(activity.get("share", 0)) if isinstance(activity, dict) else None,
        "impressions": None,
        "views": count(insights.get("post_media_view")),
        "video_views": None,
        "video_viewers": None,
        "video_watch_time_ms": None,
        "engagement": _sum(activity),
        "clicks": count(insights.get("post_clicks")),
        "saves": None,
        "bookmarks": None,
        "quotes": None,
    }
    return _post("facebook", post_id, numbers, payload)


_CLICKS = ("website_clicks", "phone_number_clicks", "app_download_clicks", "email_clicks", "address_clicks")


def tiktok(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Read a business account's video."""
    (post,) = payload["data"]["videos"]
    get = post.get
    views = computed(get("video_views"))
    plays = reach = watched = None
    if str(get("media_type")).lower() != "photo" and get("video_duration") != 0:
        plays = views
        reach = computed(get("reach"))
        watched = milliseconds(get("total_time_watched"), 1000, -1)
        if views:
            reach, watched = reach or None, watched or None
    clicks = [n for name in _CLICKS if (n := computed(get(name))) is not None]
    numbers = {
        "likes": computed(get("likes")),
        "comments": computed(get("comments")),
        "shares": computed(get("shares")),
        "impressions": None,
        "views": views,
        "video_views": plays,
        "video_viewers": reach,
        "video_watch_time_ms": watched,
        "engagement": None,
        "clicks": sum(clicks) if clicks else None,
        "saves": computed(get("favorites")),
        "bookmarks": None,
        "quotes": None,
    }
    return _post("tiktok", get("item_id"), numbers, payload, get("share_url"))


def youtube(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Read a video of the Data API, whose counts are text."""
    (video,) = payload["items"]
    get = (video.get("statistics") or {}).get
    views = count(get("viewCount"))
    numbers = {
        "likes": count(get("likeCount")),
        "comments": count(get("commentCount")),
        "shares": None,
        "impressions": None,
        "views": views,
        "video_views": views,
        "video_viewers": None,
        "video_watch_time_ms": None,
        "engagement": None,
        "clicks": None,
        "saves": None,
        "bookmarks": None,
        "quotes": None,
    }
    return _post("youtube", video.get("id"), numbers, payload)


def _post(
    platform: str, post_id: object, numbers: Numbers, payload: object, url: object = None
) -> dict[str, Any]:
    return {
        "platform": platform,
        "platform_post_id": post_id if isinstance(post_id, str) else None,
        "post_url": url if isinstance(url, str) else None,
        "metrics": numbers,
        "raw_metrics": payload,
    }


READERS: Mapping[str, tuple[Callable[[Mapping[str, Any]], dict[str, Any]], int]] = {
    "x": (x, 1),
    "linkedin": (linkedin, 1),
    "instagram": (instagram, 0),
    "facebook": (facebook, 2),
    "tiktok": (tiktok, 1),
    "youtube": (youtube, 0),
}
"""The function of each platform, and which of its vectors is the payload."""


def vector(platform: str) -> dict[str, Any]:
    """Return the vector that is read: its payload in `raw`, its numbers in `metrics`."""
    vectors = resources.files("postmetrics").joinpath("vectors", f"{platform}.json").read_text("utf-8")
    chosen: dict[str, Any] = json.loads(vectors)[READERS[platform][1]]
    return chosen
