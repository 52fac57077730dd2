"""
Facebook Pages.

Graph API: a post or video node, the insights of a post, a video, a reel or a story (lifetime
rows), and nodes with their insights in them, alone, in a list or in an `?ids=` map; and
Ayrshare's object, which passes Meta's names on in camel case.
"""

from __future__ import annotations

from postmetrics.mapper import Mapper
from postmetrics.metrics import Metrics
from postmetrics.platforms.insights import insights_by_metric
from postmetrics.rules import first, milliseconds, never, part, parts, retired, unsummed


# A page that has its posts among its fields has an id of its own. An object without an id, and one of
# Ayrshare's, are told at once.
EDGES = ("posts", "published_posts", "feed", "videos", "video_reels", "live_videos", "stories")
OWN_ID = f"[id, !{'|'.join(EDGES)}].id"
A_PAGE = f"$[!analytics, {'|'.join(EDGES)}]"

# In a list, and no insight rows.
NODES = "[*, !values|total_value|value|period]"


MAPPER = Mapper(
    platform="facebook",
    host="https://www.facebook.com",
    posts=(
        "analytics",
        f"data.data{NODES}",  # as HTTP clients hand an answer on
        "data",
        # A page, with its posts as one of its fields.
        *(f"{edge}.data[*]" for edge in EDGES),
        f"data{NODES}",
        f"[#].data{NODES}",
        "[#]",
    ),
    # What stands on two edges may be two posts; a story's id is its `post_id`.
    ids=(
        OWN_ID,
        "insight_ids[*]",
        *(f"{A_PAGE}.{edge}.data[*].id" for edge in EDGES),
        f"{A_PAGE}.stories.data[*].post_id",
    ),
    # A video's `post_id` is another object's id, a story's is its own.
    post_id=("$[analytics|postUrl].id", OWN_ID, "insight_ids[0]", "post_id"),
    post_url=("permalink_url", "[post_id].url", "$postUrl"),
    failures=("error", "$[status=error].status", "$[status=error].message"),
    reshape=insights_by_metric,
    metrics=Metrics(
        # Post node: https://developers.facebook.com/docs/graph-api/reference/object/reactions
        # Post and story insights: https://developers.facebook.com/docs/graph-api/reference/insights
        # Video and reel insights:
        #   https://developers.facebook.com/docs/graph-api/reference/video/video_insights
        # Metrics until 2025-11-15:
        #   https://developers.facebook.com/blog/post/2025/08/15/page-insights-api-updates/
        # Metrics until 2026-06-15: https://developers.facebook.com/docs/graph-api/changelog/version25.0
        # Ayrshare: https://www.ayrshare.com/docs/apis/analytics/post
        #
        # The Like reaction where it is reported, else all reactions. `like` and `reactions_like` are
        # usual aliases of reactions.type(LIKE); `data` of an edge is one page of it and never counted.
        likes=first(
            "like.summary.total_count",
            "reactions_like.summary.total_count",
            "insights.post_reactions_like_total",
            part("insights.post_reactions_by_type_total", "like"),
            part("insights.post_video_likes_by_reaction_type", "REACTION_LIKE"),
            part("insights.total_video_reactions_by_type_total", "like"),
            "likes.summary.total_count",
            "reactions.summary.total_count",
            "insights.pages_fb_story_thread_lightweight_reactions",
            "likeCount",
            part("reactions[like|love|wow|haha|sorry|anger]", "like"),
            "reactions.total",
            # Before v2.1 of the API, and less exact than a summary beside it.
            "likes.count",
            "likes",
        ),
        # Replies to a story are private messages.
        comments=first(
            "comments.summary.total_count",
            part("insights.post_activity_by_action_type", "comment"),
            part("insights.post_video_social_actions", "COMMENT"),
            "commentsCount",
            "comments.total_count",
            "comments.count",
            part("postVideoSocialActions", "comment"),
        ),
        # A node leaves `shares` out both where there are none and where it was not asked for.
        shares=first(
            "shares.count",
            part("insights.post_activity_by_action_type", "share"),
            part("insights.post_video_social_actions", "SHARE"),
            "insights.pages_fb_story_shares",
            "sharesCount",
            "shareCount",
            "shares",
            part("postVideoSocialActions", "share"),
        ),
        impressions=retired(
            "2026-06-15",
            first(
                "insights.post_impressions",
                "insights.total_video_impressions",
                "insights.page_story_impressions_by_story_id",
                "impressions",
            ),
        ),
        # Media views by `is_from_ads` or `is_from_followers` come in parts only.
        views=first(
            "insights.post_media_view",
            "insight_parts.post_media_view[*]",
            "insights.story_media_view",
            "insights.fb_reels_total_plays",
            "insights.blue_reels_play_count",
            "mediaView",
            "blueReelsPlayCount",
        ),
        # From 3 seconds on; a reel is counted from the first millisecond. Organic and paid are parts.
        video_views=first(
            "insights.post_video_views",
            "insights.total_video_views",
            "insights.blue_reels_play_count",
            "insights.fb_reels_total_plays",
            "views",
            "videoViews",
            "totalVideoViews",
            "blueReelsPlayCount",
        ),
        # `post_total_media_view_unique` is the reach of the post.
        video_viewers=retired(
            "2026-06-15",
            first(
                unsummed("insights.post_video_views_unique"),
                unsummed("insights.total_video_views_unique"),
                unsummed("videoViewsUnique"),
                unsummed("totalVideoViewsUnique"),
            ),
        ),
        # The distribution types are the whole time cut into three; the same by country is in minutes.
        video_watch_time_ms=milliseconds(
            first(
                "insights.post_video_view_time",
                "insights.total_video_view_total_time",
                parts("insights.post_video_view_time_by_distribution_type"),
                parts("insights.total_video_view_time_by_distribution_type"),
                "totalVideoViewTotalTime",
                "videoViewTime",
                "postVideoViewTime",
            )
        ),
        # `post_engaged_users` were people.
        engagement=first(
            parts("insights.post_activity_by_action_type"),
            "insights.post_activity",
            "insights.story_interaction",
        ),
        clicks=first(
            "insights.post_clicks",
            parts("insights.post_clicks_by_type"),
            "clicks",
            "postClicks",
        ),
        saves=never(),
        bookmarks=never(),
        quotes=never(),
    ),
    definitions=Metrics(
        likes="Like reactions; all reactions where only their total is reported.",
        comments="Comments on the post; whether replies are among them depends on the request.",
        shares="Times the post was shared.",
        impressions="Times the post was shown; of posts until 2025-11-15, of videos until 2026-06-15.",
        views="Times it was played or displayed, counted since 2025-11-15 for impressions; plays of a reel.",
        video_views="Plays of 3 seconds or nearly the whole video; of a reel, plays of any length.",
        video_viewers="People who played 3 seconds or nearly the whole video; until 2026-06-15.",
        video_watch_time_ms="Time the video was played, replays and short plays included; 0 if reshared.",
        engagement="Likes, comments, shares and other activity by action type; interactions of a story.",
        clicks="Clicks anywhere in the post, links among them, that tell no one else of it.",
        saves="Facebook does not report saves.",
        bookmarks="Facebook has no bookmarks.",
        quotes="Facebook has no quotes.",
    ),
)
