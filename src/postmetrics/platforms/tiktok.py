"""
TikTok.

Display API v1 and v2, Research API, Accounts API of TikTok API for Business, the reports
and post lists of Creator Marketplace (TCM) and TikTok One (TTO), and Ayrshare's object,
which passes the Accounts API on under names of its own. All lifetime counts; a report's
`daily_stats` are the days of a window.
"""

from __future__ import annotations

from postmetrics.mapper import Mapper
from postmetrics.metrics import Metrics
from postmetrics.rules import First, Rule, When, doubt_zero, first, never, seconds, sum_of, unless


VIEWS = (
    "view_count",
    "video_views",
    "videoViews",
    "video_views_organic",
    "video_views_paid",
    "daily_stats[*].views",
    "daily_stats[*].video_views",
)


def total(name: str, *others: str) -> First:
    """Read a total by any of its names, else its organic and paid parts together, or the sum of its days."""
    parts = sum_of(f"{name}_organic", f"{name}_paid", required=2)
    return first(name, *others, parts, f"daily_stats[*].{name}")


def of_a_video(rule: Rule) -> When:
    """Read a number that a photo post does not have, whatever is in the field."""
    return unless(
        rule,
        "[media_type|mediaType=photo]",
        "[!media_type|mediaType, duration|video_duration|videoDuration=0]",
    )


# `views` and `video_views`: every view of a video is a play of it. A report's days say `views`.
PLAYS = first("view_count", total("video_views", "videoViews"), "daily_stats[*].views")


MAPPER = Mapper(
    platform="tiktok",
    posts=(
        "analytics",
        "data.videos[*]",
        "data.video_list[*]",  # Display API v1
        # Research API: the videos that a user pinned, liked and reposted.
        "data.pinned_videos_list[*]",
        "data.user_liked_videos[*]",
        "data.user_reposted_videos[*]",
        "data.reposted_videos[*]",
        "data.insights[*].metrics",
        "data.posts[*]",
        "videos[*]",
        "video_list[*]",
        "insights[*].metrics",
        "posts[*]",
        "[dimensions].metrics",
        "data",
        "data[*]",
    ),
    # Ayrshare's own `id` may be the id of the upload, so its `itemId` goes first.
    post_id=(
        "itemId",
        "item_id",
        "video_id",
        "id",
        # A report may have it beside the numbers only: TTO, then TCM.
        "video_info.video_id",
        "$data.insights[*].dimensions.video_id",
        "$insights[*].dimensions.video_id",
        "$dimensions.video_id",
        "$[analytics|postUrl].id",
    ),
    # Research, TCM and TTO send no URL of the post; embed addresses are of a player.
    post_url=("share_url", "postUrl", "$postUrl"),
    # Answers carry these also where all went well: Display and Research mostly say "ok", the others 0.
    failures=("$error[code!=ok, code!=0]", "$[code!=0].message"),
    sentinels=(-1,),  # not computed
    metrics=Metrics(
        # Display API (like_count …): https://developers.tiktok.com/doc/tiktok-api-v2-video-object
        # Research API (… favorites_count): https://developers.tiktok.com/doc/research-api-codebook
        # Accounts API, business/video/list (likes …): https://business-api.tiktok.com/portal/docs
        # TCM and TTO, tcm/report/get/v2, tto/tcm/report, video lists (likes …): the same
        # Ayrshare (likeCount …): https://www.ayrshare.com/docs/apis/analytics/post
        likes=first("like_count", total("likes", "likeCount")),
        comments=first("comment_count", total("comments", "commentsCount", "commentCount")),
        shares=first("share_count", total("shares", "shareCount")),
        impressions=never(),
        views=PLAYS,
        video_views=of_a_video(PLAYS),
        # After a quiet week the Accounts API has no reach and no watch time: a 0 beside views is no 0.
        # The days' reach is not read: one person may be in many days.
        video_viewers=of_a_video(doubt_zero("reach", beside=VIEWS)),
        video_watch_time_ms=of_a_video(
            doubt_zero(
                seconds(first("total_time_watched", "totalTimeWatched", total("total_play_time"))),
                beside=VIEWS,
            )
        ),
        engagement=total("engagement_count", "engagementCount"),
        clicks=first(
            # Accounts API: only these parts are reported, and only to registered business accounts.
            sum_of(
                "website_clicks",
                "phone_number_clicks",
                "app_download_clicks",
                "email_clicks",
                "address_clicks",
            ),
            # TCM and TTO; `ad_clicks` beside it are clicks on the advertisement.
            "anchor_metrics.anchor_clicks",
        ),
        saves=total("favorites", "favorites_count", "favourites_count", "favoritesCount"),
        bookmarks=never(),
        quotes=never(),
    ),
    definitions=Metrics(
        likes="Likes of the post, over its lifetime.",
        comments="Comments on the post, over its lifetime.",
        shares="Times the post was shared, inside TikTok and to elsewhere.",
        impressions="TikTok counts no impressions of organic posts; it says only where the views came from.",
        views=(
            "Times the post was viewed, again where one scrolls back to it (Accounts API); TCM and TTO post"
            " lists count first plays only."
        ),
        video_views="The same count as views, of a video; null for a photo post.",
        video_viewers="People who watched the video at least once (TikTok's reach); null after a quiet week.",
        video_watch_time_ms="Time that all viewers together watched the video; null after a quiet week.",
        engagement="Likes, comments and shares as TCM and TTO reports count them together; null elsewhere.",
        clicks="Taps on the profile's site, phone, app, email or address; TCM, TTO: clicks on the anchor.",
        saves="Times the post was added to favorites, the one kind of saving that TikTok has.",
        bookmarks="TikTok's one way to keep a post is favorites, which are saves.",
        quotes="TikTok has no quote posts.",
    ),
)
