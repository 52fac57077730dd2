"""
Instagram.

Graph API: insights of a media object (lifetime rows), the media object itself, alone, with its
insights, or as business discovery, a hashtag, a mention, a list or an `?ids=` map wraps it; the
`story_insights` webhook; and Ayrshare's object, which passes Meta's names on in camel case.
"""

from __future__ import annotations

from postmetrics.mapper import Mapper
from postmetrics.metrics import Metrics
from postmetrics.platforms.insights import insights_by_metric
from postmetrics.rules import First, first, milliseconds, never, only_if, retired


def insight(name: str) -> First:
    """Read a metric of the insights; the webhook and flat records have it at the top, under the same name."""
    return first(f"insights.{name}", name)


# What proves that a media object is a video. The views of an image are displays, not plays.
PROOF_OF_VIDEO = (
    "[media_product_type=REELS]",
    "[media_type=VIDEO]",
    "[mediaProductType=REELS]",
    "[mediaType=VIDEO]",
    # Only reels have these.
    "insights.reels_skip_rate",
    "insights.ig_reels_avg_watch_time",
    "insights.ig_reels_video_view_total_time",
    "insights.crossposted_views",
    "insights.clips_replays_count",
    "reels_skip_rate",
    "ig_reels_avg_watch_time",
    "ig_reels_video_view_total_time",
    "crossposted_views",
    "clips_replays_count",
    "igReelsAvgWatchTimeCount",
    "igReelsVideoViewTotalTimeCount",
    "igReelsAggregatedAllPlaysCount",
)

# What an account has its media in, and what a Page has its account in.
EDGES = ("media", "stories", "tags", "collaborative_media", "live_media")
ACCOUNTS = ("instagram_business_account", "connected_instagram_account")
MEDIA = (*EDGES, *(f"{account}.{edge}" for account in ACCOUNTS for edge in EDGES))

# What wraps a media object has the id of an account or a Page, not of the post. An object without an
# id, and one of Ayrshare's, are told at once.
WRAPPERS = ("business_discovery", "mentioned_media", "collaborative_media_search", *EDGES, *ACCOUNTS)
OWN_ID = f"[id, !{'|'.join(WRAPPERS)}|changes].id"
AN_ACCOUNT = f"$[!analytics, {'|'.join((*EDGES, *ACCOUNTS))}]"


MAPPER = Mapper(
    platform="instagram",
    host="https://www.instagram.com",
    posts=(
        "analytics",
        "business_discovery.media.data[*]",
        "mentioned_media",
        "collaborative_media_search",
        # An account, with its media as one of its fields, and a Page with such an account.
        *(f"{edge}.data[*]" for edge in MEDIA),
        "entry[*].changes[*, field=story_insights].value",
        "changes[*, field=story_insights].value",
        "[field=story_insights].value",
        "data",
        # A list of media, and not one of insight rows; an account's in a map by its id.
        "data[*, !name, !values, !total_value, !value, !period]",
        "[#].data[*, !name, !values, !total_value, !value, !period]",
        "[#]",
    ),
    # What stands on two edges may be two posts.
    ids=(OWN_ID, "media_id", "insight_ids[*]", *(f"{AN_ACCOUNT}.{edge}.data[*].id" for edge in MEDIA)),
    post_id=("$[analytics|postUrl].id", OWN_ID, "media_id", "insight_ids[0]", "post_id"),
    post_url=("permalink", "post_url", "$postUrl"),
    failures=("error", "$[status=error].status", "$[status=error].message"),
    sentinels=(-1,),
    reshape=insights_by_metric,
    metrics=Metrics(
        # Insights: https://developers.facebook.com/docs/instagram-platform/reference/instagram-media/insights
        # Media: https://developers.facebook.com/docs/instagram-platform/reference/instagram-media
        # Metrics until 2023-12-11: https://developers.facebook.com/docs/graph-api/changelog/version18.0
        # Metrics until 2025-01-08: https://developers.facebook.com/docs/graph-api/changelog/version21.0
        # Metrics until 2025-04-21: https://developers.facebook.com/docs/graph-api/changelog/version22.0
        # Ayrshare: https://www.ayrshare.com/docs/apis/analytics/post
        #
        # Organic counts come first; `total_*` include ads and what Facebook shows of the post.
        likes=first(insight("likes"), "like_count", insight("total_likes"), "total_like_count", "likeCount"),
        # A story's `replies` are private messages.
        comments=first(
            insight("comments"),
            "comments_count",
            insight("total_comments"),
            "total_comments_count",
            "commentsCount",
            "comment_count",  # of the media object that the Marketing API had
        ),
        # `reposts` are another action.
        shares=first(insight("shares"), "shares_count", "sharesCount"),
        impressions=retired(
            "2025-04-21",
            first(insight("impressions"), insight("carousel_album_impressions"), "impressionsCount"),
        ),
        # `plays` leaves out replays, as views do not.
        views=first(
            insight("views"),
            "view_count",
            insight("ig_reels_aggregated_all_plays_count"),
            insight("plays"),
            insight("total_views"),
            "total_views_count",
            "viewsCount",
            "igReelsAggregatedAllPlaysCount",
            "playsCount",
        ),
        # `carousel_album_video_views` counted accounts.
        video_views=first(
            insight("video_views"),
            insight("ig_reels_aggregated_all_plays_count"),
            insight("plays"),
            only_if(insight("views"), *PROOF_OF_VIDEO),
            "view_count",  # only reels have it
            "videoViews",
            "videoViewsCount",
            only_if(first(insight("total_views"), "total_views_count", "viewsCount"), *PROOF_OF_VIDEO),
            "igReelsAggregatedAllPlaysCount",
            "playsCount",
        ),
        video_viewers=never(),
        video_watch_time_ms=milliseconds(
            first(insight("ig_reels_video_view_total_time"), "igReelsVideoViewTotalTimeCount")
        ),
        # In a flat record `engagement` may as well be a rate.
        engagement=first(
            insight("total_interactions"),
            "insights.engagement",
            insight("carousel_album_engagement"),
            "engagementCount",
            "totalInteractionsCount",
        ),
        # Only stories; `profile_activity` and `navigation` are clicks elsewhere.
        clicks=insight("link_clicks"),
        saves=first(
            insight("saved"), insight("carousel_album_saved"), "saved_count", insight("saves"), "savedCount"
        ),
        bookmarks=never(),
        quotes=never(),
    ),
    definitions=Metrics(
        likes="Likes of the post; with those on its ads only where nothing else is reported.",
        comments="Comments and replies to them; with those on its ads only where nothing else is reported.",
        shares="Times the post was shared; reposts are not among them.",
        impressions="Times the post was shown; until 2025-04-21, and of media from before 2024-07-02.",
        views="Times the post was played or displayed; until 2025-04-21, plays of a reel.",
        video_views="Views of a post that is a video; plays until 2025-04-21, video views until 2025-01-08.",
        video_viewers="Instagram counts the accounts that a post reached, not those that watched its video.",
        video_watch_time_ms="Time that a reel was played, replays included; nothing else has it.",
        engagement="Interactions as Instagram totals them; until 2023-12-11 its narrower `engagement`.",
        clicks="Clicks on the links in a story; nothing else has them.",
        saves="Times the post was saved.",
        bookmarks="What is saved on Instagram is counted once, in saves.",
        quotes="Instagram has no quotes, and a repost is not one.",
    ),
)
