"""
X.

API v2 posts (lifetime counts, in public, non-public, organic and promoted blocks) and the
events that carry one, post and media analytics and the retired insights (windows, cut into
buckets that are summed), the enterprise Engagement API (everything is text), v1.1 and
enterprise statuses, the downloaded archive, X Ads on an organic post, and what spells API v2
in camel case: X's own TypeScript SDK, and Ayrshare, whose object has the blocks of a post.
"""

from __future__ import annotations

import re

from collections.abc import Callable

from postmetrics.mapper import Mapper
from postmetrics.metrics import Metrics
from postmetrics.platforms.engagement import engagement_groupings
from postmetrics.rules import (
    First,
    Sum,
    doubt_zero,
    first,
    milliseconds,
    never,
    only_if,
    retired,
    sum_of,
    unsummed,
)


def camel_case(path: str) -> str:
    """
    Return a path of API v2 as X's TypeScript SDK spells it in every answer.

    https://github.com/xdevplatform/xdk-typescript (src/client.ts)
    """
    return re.sub("_([a-z])", lambda found: found[1].upper(), path)


def spellings(*paths: str) -> tuple[str, ...]:
    """Return *paths* of API v2 as the API spells them, then in camel case, each once."""
    return tuple(dict.fromkeys((*paths, *map(camel_case, paths))))


def api_v2(*paths: str) -> First:
    """Read what API v2 has at the first of *paths*, in either spelling."""
    return first(*spellings(*paths))


def engagement_api(name: str) -> str:
    """
    Read a type of the enterprise Engagement API, summed over days and hours.

    https://docs.x.com/x-api/enterprise-gnip-2.0/fundamentals/engagement-api
    """
    return f"engagement_api.{name}[*]"


def organic_and_promoted(*names: str) -> Sum:
    """
    Read a count that API v2 splits: an organic part, and a promoted one where the post was promoted.

    https://docs.x.com/x-api/fundamentals/metrics
    """
    return sum_of(
        api_v2(*(f"organic_metrics.{name}" for name in names)),
        api_v2(*(f"promoted_metrics.{name}" for name in names)),
        required=1,
    )


def views_of(media: str, *, spelled: Callable[[str], str] = str) -> First:
    """
    Read the views of the post's own *media*: the public ones, else the parts that they are split in.

    https://docs.x.com/x-api/fundamentals/metrics
    """
    blocks = ("public_metrics", "organic_metrics", "promoted_metrics")
    public, organic, promoted = (spelled(f"{media}.{block}.view_count") for block in blocks)
    return first(public, sum_of(organic, promoted, required=1))


def analytics(*names: str) -> First:
    """
    Read a count of `GET /2/tweets/analytics`: in buckets, in one flat item per bucket, or in a bare item.

    https://github.com/xdevplatform/docs (openapi.json)
    """
    shapes = ("timestamped_metrics[*].metrics.", "data[*, timestamp].", "")
    return api_v2(*(f"{shape}{name}" for shape in shapes for name in names))


def of_media(*paths: str) -> First:
    """Read the first of *paths* from the items of an answer about media, or from a bare one."""
    items = ("data[*, media_key|mediaKey]", "[media_key|mediaKey]")
    return first(*(f"{item}.{path}" for item in items for path in spellings(*paths)))


def media_analytics(name: str) -> First:
    """
    Read a count of `GET /2/media/analytics`, summed over the post's media, in the same two shapes.

    https://github.com/xdevplatform/docs (openapi.json)
    """
    return of_media(f"timestamped_metrics[*].metrics.{name}", name)


def insight_total(name: str) -> str:
    """
    Read a total of `GET /2/insights/28hr` and `/2/insights/historical`, retired on 2026-08-07.

    https://github.com/xdevplatform/docs (openapi.json up to 2.166)
    """
    return f"measurement.metrics_total[*].value[*, metric_type={name}].metric_value"


def insight_series(name: str) -> str:
    """Read the buckets of the same insights."""
    return f"measurement.metrics_time_series[*].value.metric_values[*, metric_type={name}].metric_value"


def insight(name: str) -> First:
    """Read the same insights: their total, else their buckets, which say the same again."""
    return first(insight_total(name), insight_series(name))


def ads(name: str) -> str:
    """
    Read a metric of the Ads API's entity `ORGANIC_TWEET`, which is a list with a number per bucket.

    https://docs.x.com/x-ads-api/analytics
    """
    return f"id_data[*].metrics.{name}[*]"


# What has one of these is a whole post, though it has a time too.
BLOCKS = "|".join(spellings("timestamped_metrics", "public_metrics"))

# A list of statuses has these in its items, and a grouping of the Engagement API in none of its levels.
OF_A_STATUS = f"id_str|id|favorite_count|retweet_count|{BLOCKS}"

# Media stand in the expansions of an answer, not on the post, which has their keys.
OWN_MEDIA = "includes.media[*, media_key in attachments.media_keys]"

# A post that has any of these was shown. Its 0 impressions are from before 2023-01-05, when X had no count.
INTERACTIONS = (
    "public_metrics.like_count",
    "public_metrics.reply_count",
    "public_metrics.repost_count",
    "public_metrics.retweet_count",
    "public_metrics.quote_count",
    "public_metrics.bookmark_count",
    "non_public_metrics.engagements",
    "non_public_metrics.url_link_clicks",
    "non_public_metrics.user_profile_clicks",
    # Of the parts that public counts are made of, any count will do.
    "organic_metrics[*]",
    "promoted_metrics[*]",
)


MAPPER = Mapper(
    platform="x",
    posts=(
        # The Engagement API's groupings may have any name, even one of those below. Where this does not tell
        # its answer, one that is called `data`, `tweet`, `analytics` or `favorited_status` is read alone.
        "[unsupported_for_video_views_tweet_ids]",
        # Ayrshare; what has a post's own numbers wraps none.
        "[!public_metrics|publicMetrics].analytics",
        # Activity API event: https://docs.x.com/x-api/activity/event-payloads
        "data[event_type].payload",
        "[event_type].payload",
        # Post analytics are wrapped twice in the OpenAPI up to 2.166.
        "data.data[*, id, !timestamp, !media_key|mediaKey]",
        f"data.data[*, {BLOCKS}, !media_key|mediaKey]",
        "data",
        # Flat items with a time are buckets of one post, and items with a media key are media of one.
        "data[*, !timestamp, !media_key|mediaKey]",
        f"data[*, {BLOCKS}, !media_key|mediaKey]",
        f"statuses[*, {OF_A_STATUS}]",
        f"results[*, {OF_A_STATUS}]",
        # Account Activity API: https://docs.x.com/x-api/account-activity/introduction
        f"tweet_create_events[*, {OF_A_STATUS}]",
        "favorite_events[*].favorited_status",
        # Likes stream: https://docs.x.com/x-api/enterprise-gnip-2.0/fundamentals/decahose-api
        "favorited_status",
        # Downloaded archive, tweets.js.
        "[!public_metrics|publicMetrics].tweet",
    ),
    ids=(
        "data[*, timestamp].id",
        "measurement.metrics_total[*].tweet_id",
        "measurement.metrics_time_series[*].tweet_id",
        "engagement_api.tweet_ids[*]",
    ),
    post_id=(
        "liked_tweet_id",  # of a like, whose own `id` is no post's
        "id_str",  # what wrote the JSON may have rounded the number in `id`
        "id",
        "data[*, timestamp].id",
        "measurement.metrics_total[*].tweet_id",
        "measurement.metrics_time_series[*].tweet_id",
        "engagement_api.tweet_ids[*]",
        "$[analytics|postUrl].id",
    ),
    # No URL is in any of X's own payloads; Ayrshare adds one.
    post_url=("$postUrl",),
    uncounted=(
        # A pure repost shows the original's reposts beside zeros of its own.
        *spellings("referenced_tweets[type=retweeted]"),
        *spellings("referenced_posts[type=retweeted]"),
        "[retweeted_status]",
        # The public metrics of a user count the likes that the user gave.
        *spellings("public_metrics.followers_count"),
    ),
    failures=("$errors[*]", "$data[*].errors[*]", "$[status=error]"),
    reshape=engagement_groupings,
    metrics=Metrics(
        # public_metrics, non_public_metrics: https://docs.x.com/x-api/fundamentals/metrics
        #   Public counts are the organic and promoted ones together, so they are never added to them.
        # favorite_count and its like, v1.1 and enterprise status or archive:
        #   https://docs.x.com/x-api/enterprise-gnip-2.0/fundamentals/data-dictionary
        #   They are of a post's whole life, so they go before what was counted in a window.
        # Ayrshare, of which only the video views are no block of API v2 in camel case:
        #   https://www.ayrshare.com/docs/apis/analytics/post
        likes=first(
            api_v2("public_metrics.like_count"),
            organic_and_promoted("like_count"),
            "favorite_count",
            analytics("likes"),
            insight("Likes"),
            engagement_api("favorites"),
            ads("likes"),
        ),
        comments=first(
            api_v2("public_metrics.reply_count"),
            organic_and_promoted("reply_count"),
            "reply_count",
            analytics("replies"),
            insight("Replies"),
            engagement_api("replies"),
            ads("replies"),
        ),
        # `repost_count` is `retweet_count`, renamed on 2026-08-07. Nowhere are quotes in it.
        shares=first(
            api_v2("public_metrics.repost_count", "public_metrics.retweet_count"),
            organic_and_promoted("repost_count", "retweet_count"),
            "retweet_count",
            analytics("retweets"),  # its `shares` are something else, which nobody describes
            insight("Retweets"),
            engagement_api("retweets"),
            ads("retweets"),
        ),
        impressions=first(
            doubt_zero(api_v2("public_metrics.impression_count"), beside=spellings(*INTERACTIONS)),
            api_v2("non_public_metrics.impression_count"),
            organic_and_promoted("impression_count"),
            analytics("impressions"),
            insight("Impressions"),
            engagement_api("impressions"),
            ads("impressions"),
        ),
        views=never(),  # what X's app labels so is `impression_count`
        # Quartiles and starts count something else, and `media_views` count pictures too.
        video_views=first(
            views_of(f"${OWN_MEDIA}"),
            views_of(f"$data.{OWN_MEDIA}"),  # of an Activity event
            # As twarc flattens posts: https://github.com/DocNow/twarc
            views_of("attachments.media[*, media_key in attachments.media_keys]"),
            # That there are keys is quickly told, and without them no time is spent on the media.
            only_if(views_of(f"${OWN_MEDIA}", spelled=camel_case), "attachments.mediaKeys"),
            # GET /2/media: https://github.com/xdevplatform/docs (openapi.json)
            of_media("public_metrics.view_count"),
            sum_of(
                of_media("organic_metrics.view_count"), of_media("promoted_metrics.view_count"), required=1
            ),
            media_analytics("video_views"),
            insight("VideoViews"),
            engagement_api("video_views"),
            ads("video_total_views"),
            "organicMetrics.video.viewCount",
        ),
        video_viewers=retired(
            "2026-08-07",
            first(unsummed(insight_total("UniqueVideoViews")), unsummed(insight_series("UniqueVideoViews"))),
        ),
        video_watch_time_ms=milliseconds(media_analytics("watch_time_ms")),
        engagement=first(
            api_v2("non_public_metrics.engagements"),
            analytics("engagements"),
            insight("Engagements"),
            engagement_api("engagements"),
            ads("engagements"),
        ),
        clicks=first(
            api_v2("non_public_metrics.url_link_clicks"),
            organic_and_promoted("url_link_clicks"),
            analytics("url_clicks", "link_clicks"),
            insight("UrlClicks"),
            insight("LinkClicks"),
            engagement_api("url_clicks"),
            ads("url_clicks"),  # its `clicks` count likes and other engagements too
        ),
        saves=never(),  # a bookmark is a bookmark
        bookmarks=first(
            api_v2("public_metrics.bookmark_count"),
            analytics("bookmarks"),
            insight("Bookmark"),
        ),
        # Quotes are always organic, so the split blocks have none.
        quotes=first(
            api_v2("public_metrics.quote_count"),
            "quote_count",
            analytics("quote_tweets"),
            insight("QuoteTweets"),
            engagement_api("quote_tweets"),
        ),
    ),
    definitions=Metrics(
        likes="Likes of the post; in analytics, perhaps without those taken back subtracted.",
        comments="Replies to the post.",
        shares="Reposts of the post, which quote posts are no part of.",
        impressions="Times the post was shown; public since 2023-01-05, null for a 0 that cannot be true.",
        views="X reports no other count under this name: the views that its app shows are impressions.",
        video_views=(
            "Views of the post's videos, over all posts that hold them (in the Engagement API's windows, in"
            " this one); in X Ads, from 2026-08-13, 3 seconds in full view or a click on play, before that 2"
            " seconds in half view."
        ),
        video_viewers="People who watched the post's video, in insights, which X retired on 2026-08-07.",
        video_watch_time_ms="Time that all viewers together watched the post's videos, in media analytics.",
        engagement="Interactions with the post as X totals them, some of which have no count of their own.",
        clicks="Clicks on links in the post.",
        saves="X has no saves but bookmarks, which have their own key.",
        bookmarks="Times the post was bookmarked.",
        quotes="Quote posts of the post.",
    ),
)
