from __future__ import annotations

import copy
import re

from typing import Any

import pytest

from postmetrics.errors import MalformedPayload, MalformedValue, SeveralPosts
from postmetrics.explanation import explain_platform
from postmetrics.metrics import Metrics
from postmetrics.normalize import normalize_platform
from postmetrics.platforms.x import MAPPER, engagement_groupings


NOTHING: Metrics[int | float | None] = Metrics.fill(None)

PHOTO, VIDEO, OTHER_VIDEO = "3_1800000000000000501", "13_1800000000000000502", "7_1800000000000000503"

PUBLIC = {
    "retweet_count": 13,
    "reply_count": 5,
    "like_count": 77,
    "quote_count": 3,
    "bookmark_count": 8,
    "impression_count": 4096,
}
OF_PUBLIC = {"likes": 77, "comments": 5, "shares": 13, "impressions": 4096, "bookmarks": 8, "quotes": 3}
ORGANIC = {
    "impression_count": 600,
    "like_count": 40,
    "reply_count": 3,
    "retweet_count": 7,
    "url_link_clicks": 21,
    "user_profile_clicks": 9,
}
PROMOTED = {
    "impression_count": 250,
    "like_count": 6,
    "reply_count": 1,
    "retweet_count": 2,
    "url_link_clicks": 4,
    "user_profile_clicks": 1,
}


def bucket(**metrics: object) -> dict[str, object]:
    return {"timestamp": "2026-04-01T00:00:00Z", "metrics": metrics}


def typed(**metrics: object) -> list[dict[str, object]]:
    return [{"metric_type": name, "metric_value": value} for name, value in metrics.items()]


CASES: list[tuple[str, Any, dict[str, int]]] = [
    (
        "a single lookup is read out of data, and the author's own counts are not the post's",
        {
            "data": {"id": "1800000000000000001", "author_id": "7", "public_metrics": PUBLIC},
            "includes": {
                "users": [{"id": "7", "public_metrics": {"like_count": 9999, "followers_count": 4}}]
            },
        },
        OF_PUBLIC,
    ),
    (
        "a lookup of one id answers with a list",
        {"data": [{"id": "1800000000000000002", "public_metrics": PUBLIC}], "meta": {"result_count": 1}},
        OF_PUBLIC,
    ),
    (
        "a post is read without its wrapper",
        {"id": "1800000000000000003", "public_metrics": PUBLIC},
        OF_PUBLIC,
    ),
    (
        "the posts that a post refers to are in includes, with numbers of their own",
        {
            "data": {
                "id": "1800000000000000004",
                "referenced_tweets": [{"type": "quoted", "id": "1800000000000000005"}],
                "public_metrics": {"like_count": 2},
            },
            "includes": {"tweets": [{"id": "1800000000000000005", "public_metrics": PUBLIC}]},
        },
        {"likes": 2},
    ),
    (
        "repost_count is retweet_count under its newer name",
        {"data": {"id": "1800000000000000006", "public_metrics": {"repost_count": 19, "like_count": 50}}},
        {"shares": 19, "likes": 50},
    ),
    (
        "both names of the reposts are one count",
        {"data": {"id": "1800000000000000007", "public_metrics": {"repost_count": 19, "retweet_count": 19}}},
        {"shares": 19},
    ),
    (
        "public counts contain the organic and promoted ones, and non-public clicks beat both",
        {
            "data": {
                "id": "1800000000000000008",
                "public_metrics": PUBLIC,
                "non_public_metrics": {
                    "impression_count": 4100,
                    "url_link_clicks": 26,
                    "user_profile_clicks": 11,
                    "engagements": 214,
                },
                "organic_metrics": ORGANIC,
                "promoted_metrics": PROMOTED,
            }
        },
        {**OF_PUBLIC, "engagement": 214, "clicks": 26},
    ),
    (
        "non-public impressions serve where there are no public ones, before the split",
        {
            "data": {
                "id": "1800000000000000009",
                "public_metrics": {"like_count": 1},
                "non_public_metrics": {"impression_count": 333},
                "organic_metrics": {"impression_count": 300},
            }
        },
        {"likes": 1, "impressions": 333},
    ),
    (
        "organic and promoted parts are added where nothing holds the whole",
        {"data": {"id": "1800000000000000010", "organic_metrics": ORGANIC, "promoted_metrics": PROMOTED}},
        {"likes": 46, "comments": 4, "shares": 9, "impressions": 850, "clicks": 25},
    ),
    (
        "the organic part of a post that was not promoted is the whole",
        {"data": {"id": "1800000000000000011", "organic_metrics": ORGANIC}},
        {"likes": 40, "comments": 3, "shares": 7, "impressions": 600, "clicks": 21},
    ),
    (
        "the promoted part alone is not the whole",
        {"data": {"id": "1800000000000000012", "promoted_metrics": PROMOTED}},
        {},
    ),
    (
        "a split block may have the newer name of the reposts too",
        {"data": {"organic_metrics": {"repost_count": 5}, "promoted_metrics": {"retweet_count": 2}}},
        {"shares": 7},
    ),
    (
        "views of several videos of the post are summed, each once, and no photo's or other post's",
        {
            "data": {
                "id": "1800000000000000013",
                "attachments": {"media_keys": [PHOTO, VIDEO, OTHER_VIDEO]},
                "public_metrics": {"like_count": 4},
            },
            "includes": {
                "media": [
                    {"media_key": PHOTO, "type": "photo"},
                    {"media_key": VIDEO, "public_metrics": {"view_count": 1200}},
                    {"media_key": VIDEO, "public_metrics": {"view_count": 1200}},
                    {"media_key": OTHER_VIDEO, "public_metrics": {"view_count": 34}, "duration_ms": 9000},
                    {"media_key": "13_1800000000000000999", "public_metrics": {"view_count": 500000}},
                ]
            },
        },
        {"likes": 4, "video_views": 1234},
    ),
    (
        "a post with photos alone has no video views, not zero",
        {
            "data": [{"attachments": {"media_keys": [PHOTO]}, "public_metrics": {"like_count": 4}}],
            "includes": {"media": [{"media_key": PHOTO, "type": "photo"}]},
        },
        {"likes": 4},
    ),
    (
        "media without public views have an organic and a promoted part, and quartiles are no views",
        {
            "data": {"attachments": {"media_keys": [VIDEO]}},
            "includes": {
                "media": [
                    {
                        "media_key": VIDEO,
                        "non_public_metrics": {"playback_0_count": 999},
                        "organic_metrics": {"view_count": 70, "playback_0_count": 65},
                        "promoted_metrics": {"view_count": 30, "playback_0_count": 29},
                    }
                ]
            },
        },
        {"video_views": 100},
    ),
    (
        "promoted views of a video alone are not the whole",
        {
            "data": {"attachments": {"media_keys": [VIDEO]}},
            "includes": {"media": [{"media_key": VIDEO, "promoted_metrics": {"view_count": 30}}]},
        },
        {},
    ),
    (
        "twarc puts the media on the post that has them",
        {
            "attachments": {
                "media_keys": [PHOTO, VIDEO, OTHER_VIDEO],
                "media": [
                    {"media_key": PHOTO, "type": "photo"},
                    {"media_key": VIDEO, "public_metrics": {"view_count": 30}},
                    {"media_key": OTHER_VIDEO, "public_metrics": {"view_count": 4}},
                ],
            }
        },
        {"video_views": 34},
    ),
    (
        "and one that the post has twice is there twice, but is taken once",
        {
            "attachments": {
                "media_keys": [VIDEO, VIDEO],
                "media": [{"media_key": VIDEO, "public_metrics": {"view_count": 3}}] * 2,
            }
        },
        {"video_views": 3},
    ),
    (
        "media count only by the post's own keys",
        {
            "data": {"public_metrics": {"like_count": 1}},
            "includes": {"media": [{"media_key": VIDEO, "public_metrics": {"view_count": 30}}]},
        },
        {"likes": 1},
    ),
    (
        "a field that the token may not read is left out, and is not zero",
        {
            "data": {
                "id": "1800000000000000014",
                "public_metrics": {"like_count": 0, "impression_count": 12},
            },
            "errors": [{"title": "Field Authorization Error", "field": "non_public_metrics.engagements"}],
        },
        {"likes": 0, "impressions": 12},
    ),
    (
        "an event carries a new post, whose zeros are true, each beside a twin in text",
        {
            "data": {
                "event_uuid": "e-55",
                "event_type": "post.create",
                "filter": {"user_id": "7"},
                "payload": {
                    "id": "1800000000000000015",
                    "public_metrics": {
                        "retweet_count": 0,
                        "retweet_count_str": "0",
                        "like_count": 0,
                        "like_count_str": "0",
                        "impression_count": 0,
                        "impression_count_str": "0",
                    },
                },
            },
            "includes": {"tweets": [{"id": "1800000000000000016", "public_metrics": PUBLIC}]},
        },
        {"shares": 0, "likes": 0, "impressions": 0},
    ),
    (
        "an event is read without its wrapper",
        {"event_type": "post.create", "payload": {"id": "1", "public_metrics": {"like_count": 3}}},
        {"likes": 3},
    ),
    (
        "buckets of post analytics are summed over nulls, and shares of analytics are not reposts",
        {
            "data": [
                {
                    "id": "1800000000000000017",
                    "timestamped_metrics": [
                        bucket(
                            impressions=100,
                            engagements=12,
                            likes=5,
                            replies=1,
                            retweets=2,
                            quote_tweets=0,
                            bookmarks=3,
                            url_clicks=4,
                            shares=50,
                            unlikes=1,
                            media_views=88,
                        ),
                        bucket(
                            impressions=30,
                            engagements=None,
                            likes=2,
                            replies=None,
                            retweets=1,
                            quote_tweets=1,
                            bookmarks=0,
                            url_clicks=None,
                            shares=9,
                            unlikes=0,
                            media_views=5,
                        ),
                    ],
                }
            ]
        },
        {
            "likes": 7,
            "comments": 1,
            "shares": 3,
            "impressions": 130,
            "engagement": 12,
            "clicks": 4,
            "bookmarks": 3,
            "quotes": 1,
        },
    ),
    (
        "buckets that are all null report nothing",
        {"data": [{"id": "1", "timestamped_metrics": [bucket(likes=None), bucket(likes=None, replies=2)]}]},
        {"comments": 2},
    ),
    (
        "flat buckets of one post are summed, with the older link clicks",
        {
            "data": [
                {"id": "1800000000000000018", "timestamp": "2026-04-01", "impressions": 60, "link_clicks": 3},
                {"id": "1800000000000000018", "timestamp": "2026-04-02", "impressions": 40, "link_clicks": 1},
            ]
        },
        {"impressions": 100, "clicks": 4},
    ),
    (
        "an item of post analytics is read without its wrapper, and its url clicks are not all that it has",
        {"id": "1800000000000000019", "likes": 6, "url_clicks": 2, "link_clicks": 5, "permalink_clicks": 8},
        {"likes": 6, "clicks": 2},
    ),
    (
        "an item of post analytics in buckets may have a time of its own",
        {"data": [{"id": "1", "timestamp": "2026-04-02", "timestamped_metrics": [bucket(likes=4)]}]},
        {"likes": 4},
    ),
    (
        "so may a post with blocks of counts, which is more than a bucket",
        {"data": [{"id": "1", "timestamp": "2026-04-02", "public_metrics": {"like_count": 50}, "likes": 20}]},
        {"likes": 50},
    ),
    (
        "post analytics may be wrapped twice",
        {"data": {"data": [{"id": "1800000000000000139", "timestamped_metrics": [bucket(likes=4)] * 2}]}},
        {"likes": 8},
    ),
    (
        "so may flat buckets of them",
        {"data": {"data": [{"id": "1", "timestamp": f"2026-04-0{n}", "likes": n} for n in (1, 2)]}},
        {"likes": 3},
    ),
    (
        "and media analytics",
        {"data": {"data": [{"media_key": VIDEO, "timestamped_metrics": [bucket(video_views=4)]}]}},
        {"video_views": 4},
    ),
    (
        "several media of media analytics are one post's, numbers may be text, and starts are no views",
        {
            "data": [
                {
                    "media_key": VIDEO,
                    "timestamped_metrics": [
                        bucket(video_views="41", watch_time_ms="90500", playback_start=60, cta_url_clicks=2),
                        bucket(video_views=9, watch_time_ms=500, playback_start=12, cta_url_clicks=None),
                    ],
                },
                {
                    "media_key": OTHER_VIDEO,
                    "timestamped_metrics": [bucket(video_views=50, watch_time_ms=9000)],
                },
            ]
        },
        {"video_views": 100, "video_watch_time_ms": 100_000},
    ),
    (
        "flat buckets of media analytics are summed too",
        {
            "data": [
                {"media_key": VIDEO, "timestamp": "2026-04-01", "video_views": 3, "watch_time_ms": 1500},
                {"media_key": VIDEO, "timestamp": "2026-04-02", "video_views": 4, "watch_time_ms": 2500},
            ]
        },
        {"video_views": 7, "video_watch_time_ms": 4000},
    ),
    (
        "an item of media analytics is read without its wrapper",
        {"media_key": VIDEO, "timestamped_metrics": [bucket(video_views=3, watch_time_ms=1500)]},
        {"video_views": 3, "video_watch_time_ms": 1500},
    ),
    (
        "a flat item of media analytics is read without its wrapper",
        {"media_key": VIDEO, "video_views": 3, "watch_time_ms": 1500},
        {"video_views": 3, "video_watch_time_ms": 1500},
    ),
    (
        "the total of insights is not added to its own time series",
        {
            "data": [
                {
                    "errors": [],
                    "measurement": {
                        "metrics_total": [
                            {
                                "tweet_id": "1800000000000000020",
                                "value": typed(
                                    Impressions=500,
                                    Engagements=44,
                                    Likes=9,
                                    Replies=2,
                                    Retweets=3,
                                    QuoteTweets=1,
                                    UrlClicks=6,
                                    LinkClicks=5,
                                    ProfileVisits=80,
                                    VideoViews=120,
                                    UniqueVideoViews=111,
                                    VideoStarts=150,
                                    MediaViews=300,
                                ),
                            }
                        ],
                        "metrics_time_series": [
                            {
                                "tweet_id": "1800000000000000020",
                                "value": {
                                    "metric_values": typed(Impressions=500, Likes=9, UniqueVideoViews=110)
                                },
                            }
                        ],
                    },
                }
            ]
        },
        {
            "likes": 9,
            "comments": 2,
            "shares": 3,
            "impressions": 500,
            "video_views": 120,
            "video_viewers": 111,
            "engagement": 44,
            "clicks": 6,
            "quotes": 1,
        },
    ),
    (
        "a time series of insights is summed without a total, but people are not added over hours",
        {
            "data": [
                {
                    "measurement": {
                        "metrics_time_series": [
                            {
                                "tweet_id": "1800000000000000021",
                                "value": {
                                    "metric_values": typed(
                                        Impressions=n,
                                        Engagements=n,
                                        Likes=n,
                                        Replies=n,
                                        Retweets=n,
                                        QuoteTweets=n,
                                        LinkClicks=n,
                                        VideoViews=n,
                                        UniqueVideoViews=n,
                                    ),
                                    "timestamp": {"iso8601_time": f"2026-04-0{n}T00:00:00Z"},
                                },
                            }
                            for n in (1, 2)
                        ]
                    }
                }
            ]
        },
        {
            "likes": 3,
            "comments": 3,
            "shares": 3,
            "impressions": 3,
            "video_views": 3,
            "engagement": 3,
            "clicks": 3,
            "quotes": 3,
        },
    ),
    (
        "the people in one bucket of insights are the people",
        {
            "measurement": {
                "metrics_time_series": [
                    {"tweet_id": "1", "value": {"metric_values": typed(UniqueVideoViews=40, Bookmark=2)}}
                ]
            }
        },
        {"video_viewers": 40, "bookmarks": 2},
    ),
    (
        "the Engagement API sends text, by tweet and then by type",
        {
            "start": "2026-04-01T00:00:00Z",
            "end": "2026-04-20T00:00:00Z",
            "mine": {
                "1800000000000000022": {
                    "favorites": "61",
                    "quote_tweets": "2",
                    "replies": "7",
                    "retweets": "11",
                    "impressions": "9000",
                    "engagements": "450",
                    "video_views": "0",
                    "url_clicks": "31",
                    "hashtag_clicks": "5",
                    "media_views": "70",
                    "email_tweet": "1",
                }
            },
            "errors": ["some tweets are not yours"],
        },
        {
            "likes": 61,
            "comments": 7,
            "shares": 11,
            "impressions": 9000,
            "video_views": 0,
            "engagement": 450,
            "clicks": 31,
            "quotes": 2,
        },
    ),
    (
        "the Engagement API's levels stand in any order: type, tweet, day, hour",
        {
            "hours": {
                "favorites": {
                    "1800000000000000023": {"2026-04-01": {"17": "4", "18": "1"}, "2026-04-02": {"00": "2"}}
                },
                "replies": {"1800000000000000023": {"2026-04-01": {"17": "1"}}},
            }
        },
        {"likes": 7, "comments": 1},
    ),
    (
        "the Engagement API's levels stand in any order: day, tweet, type",
        {
            "days": {
                "2026-04-01": {"1800000000000000024": {"retweets": "3"}},
                "2026-04-02": {"1800000000000000024": {"retweets": "5"}},
            }
        },
        {"shares": 8},
    ),
    (
        "a grouping of the Engagement API may leave out the tweet",
        {
            "by type": {
                "impressions": {"2026-04-01": "9", "2026-04-02": "1"},
                "engagements": {"2026-04-01": "4"},
            }
        },
        {"impressions": 10, "engagement": 4},
    ),
    (
        "groupings of the Engagement API repeat each other, so each type is read from the first that has it",
        {
            "empty": {"1800000000000000025": {"favorites": None, "retweets": ""}},
            "total": {"1800000000000000025": {"favorites": "12", "replies": "3"}},
            "daily": {
                "1800000000000000025": {"favorites": {"2026-04-01": "12"}, "retweets": {"2026-04-01": "6"}}
            },
        },
        {"likes": 12, "comments": 3, "shares": 6},
    ),
    (
        "a grouping of the Engagement API may be called data, and be all that is left",
        {"data": {"1800000000000000026": {"favorites": "5"}}},
        {"likes": 5},
    ),
    (
        "a status counts favorites and retweets, and its quoted status is another post",
        {
            "id": 1200000000000000027,
            "id_str": "1200000000000000027",
            "user": {"favourites_count": 900, "statuses_count": 12},
            "favorite_count": 8,
            "retweet_count": 2,
            "quoted_status": {"id_str": "1200000000000000001", "favorite_count": 700, "reply_count": 70},
            "retweeted": False,
        },
        {"likes": 8, "shares": 2},
    ),
    (
        "an enterprise status counts replies and quotes too, which may be null",
        {
            "id_str": "1200000000000000028",
            "favorite_count": 8,
            "retweet_count": 2,
            "reply_count": 4,
            "quote_count": None,
        },
        {"likes": 8, "comments": 4, "shares": 2},
    ),
    (
        "a search for one status wraps it",
        {
            "statuses": [{"id_str": "1", "favorite_count": 3, "quote_count": 1}],
            "search_metadata": {"count": 15},
        },
        {"likes": 3, "quotes": 1},
    ),
    (
        "a list of one status is that status",
        [{"id_str": "1200000000000000029", "favorite_count": 1}],
        {"likes": 1},
    ),
    (
        "the archive wraps each status and counts in text",
        [{"tweet": {"id_str": "1200000000000000030", "favorite_count": "44", "retweet_count": "0"}}],
        {"likes": 44, "shares": 0},
    ),
    (
        "Ads sends a list for each metric, and its clicks are no link clicks",
        {
            "data_type": "stats",
            "request": {"params": {"entity": "ORGANIC_TWEET", "metric_groups": ["ENGAGEMENT", "VIDEO"]}},
            "data": [
                {
                    "id": "1800000000000000031",
                    "id_data": [
                        {
                            "segment": None,
                            "metrics": {
                                "impressions": [10, 20],
                                "engagements": [3, None],
                                "likes": [1, 1],
                                "replies": [0, 2],
                                "retweets": [4, 0],
                                "clicks": [600, 700],
                                "url_clicks": None,
                                "qualified_impressions": [1, 1],
                                "video_total_views": [5, 6],
                                "video_content_starts": [50, 60],
                                "video_3s100pct_views": [2, 2],
                            },
                        }
                    ],
                }
            ],
        },
        {"likes": 2, "comments": 2, "shares": 4, "impressions": 30, "video_views": 11, "engagement": 3},
    ),
    (
        "url clicks of Ads are clicks",
        {"id": "1800000000000000032", "id_data": [{"metrics": {"url_clicks": [7, 2], "clicks": [99, 99]}}]},
        {"clicks": 9},
    ),
    (
        "Ayrshare spells the blocks in camel case, has video views in one place, and quartiles are none",
        {
            "id": "1800000000000000033",
            "postUrl": "https://x.com/someone/status/1800000000000000033",
            "analytics": {
                "username": "someone",
                "publicMetrics": {
                    "retweetCount": 3,
                    "replyCount": 9,
                    "likeCount": 21,
                    "quoteCount": 0,
                    "bookmarkCount": 2,
                    "impressionCount": 700,
                },
                "nonPublicMetrics": {
                    "impressionCount": 701,
                    "userProfileClicks": 5,
                    "urlLinkClicks": 6,
                    "engagements": 33,
                    "video": {"playback0Count": 400, "playback100Count": 20},
                },
                "organicMetrics": {
                    "impressionCount": 690,
                    "likeCount": 20,
                    "replyCount": 1,
                    "retweetCount": 2,
                    "urlLinkClicks": 4,
                    "video": {"playback0Count": 400, "viewCount": 350},
                },
            },
            "lastUpdated": "2026-04-04T00:00:00.000Z",
        },
        {
            "likes": 21,
            "comments": 9,
            "shares": 3,
            "impressions": 700,
            "video_views": 350,
            "engagement": 33,
            "clicks": 6,
            "bookmarks": 2,
            "quotes": 0,
        },
    ),
    (
        "Ayrshare's blocks stand on the object itself in its history, and organic serves without public",
        {
            "id": "1800000000000000034",
            "postUrl": "https://x.com/someone/status/1800000000000000034",
            "organicMetrics": {
                "impressionCount": 50,
                "likeCount": 4,
                "replyCount": 2,
                "retweetCount": 1,
                "urlLinkClicks": 3,
            },
        },
        {"likes": 4, "comments": 2, "shares": 1, "impressions": 50, "clicks": 3},
    ),
    (
        "Ayrshare's non-public impressions go before organic ones",
        {"nonPublicMetrics": {"impressionCount": 51}, "organicMetrics": {"impressionCount": 50}},
        {"impressions": 51},
    ),
    (
        "what stands beside a post's own numbers is not the post",
        {"id": "1800000000000000133", "public_metrics": PUBLIC, "analytics": {"likes": 4, "url_clicks": 3}},
        OF_PUBLIC,
    ),
    (
        "not even where it is called a tweet, or the numbers are in camel case",
        {"id": "1800000000000000134", "publicMetrics": {"likeCount": 9}, "tweet": {"favorite_count": 4}},
        {"likes": 9},
    ),
    (
        "Ayrshare's error has no numbers",
        {"status": "error", "code": 161, "message": "No analytics for this post"},
        {},
    ),
    (
        "a deleted post has no numbers",
        {"errors": [{"title": "Not Found Error", "value": "1800000000000000035"}]},
        {},
    ),
    (
        "an event of the Activity API has its expansions beside the post, inside data",
        {
            "data": {
                "event_type": "post.create",
                "payload": {"attachments": {"media_keys": [VIDEO]}, "public_metrics": {"like_count": 2}},
                "includes": {"media": [{"media_key": VIDEO, "public_metrics": {"view_count": 70}}]},
            }
        },
        {"likes": 2, "video_views": 70},
    ),
    (
        "premium and enterprise search wrap a post in results",
        {"results": [{"id_str": "1800000000000000130", "favorite_count": 8, "quote_count": 2}], "next": "t"},
        {"likes": 8, "quotes": 2},
    ),
    (
        "the Account Activity API wraps a new post",
        {"for_user_id": "7", "tweet_create_events": [{"favorite_count": 8, "reply_count": 7}]},
        {"likes": 8, "comments": 7},
    ),
    (
        "and one that was liked",
        {"for_user_id": "7", "favorite_events": [{"id": "f", "favorited_status": {"favorite_count": 8}}]},
        {"likes": 8},
    ),
    (
        "the enterprise likes stream wraps it alone",
        {"id": "4356f33c", "timestamp_ms": 1, "favorited_status": {"retweet_count": 2, "favorite_count": 3}},
        {"likes": 3, "shares": 2},
    ),
    (
        "the likes of a user are those that the user gave",
        {"data": {"id": "7", "username": "acme", "public_metrics": {"followers_count": 5, "like_count": 9}}},
        {},
    ),
    (
        "a media lookup has the views of one video",
        {"data": {"media_key": VIDEO, "type": "video", "public_metrics": {"view_count": 41}}},
        {"video_views": 41},
    ),
    (
        "or of all that a post has",
        {"data": [{"media_key": key, "public_metrics": {"view_count": 41}} for key in (VIDEO, OTHER_VIDEO)]},
        {"video_views": 82},
    ),
    (
        "or its parts, where it does not say the public views",
        {
            "data": [
                {
                    "media_key": VIDEO,
                    "organic_metrics": {"view_count": 9},
                    "promoted_metrics": {"view_count": 2},
                },
                {"media_key": OTHER_VIDEO, "organic_metrics": {"view_count": 40}},
            ]
        },
        {"video_views": 51},
    ),
    (
        "of one video too, which may not have been promoted",
        {"data": {"media_key": VIDEO, "organic_metrics": {"view_count": 9}}},
        {"video_views": 9},
    ),
    (
        "the paid part of a media lookup is not the whole",
        {"data": {"media_key": VIDEO, "promoted_metrics": {"view_count": 2}}},
        {},
    ),
    (
        "the public views of a media lookup are not added to their parts",
        {
            "data": {
                "media_key": VIDEO,
                "public_metrics": {"view_count": 12},
                "organic_metrics": {"view_count": 9},
                "promoted_metrics": {"view_count": 2},
            }
        },
        {"video_views": 12},
    ),
    (
        "a grouping of the Engagement API that is called data may have no tweets",
        {"data": {"favorites": "12", "replies": "2"}},
        {"likes": 12, "comments": 2},
    ),
    (
        "and one that is called analytics may have them inside",
        {"analytics": {"favorites": {"1800000000000000131": "5"}, "retweets": {"1800000000000000131": "2"}}},
        {"likes": 5, "shares": 2},
    ),
    (
        "and so may one with days, which are not groupings themselves",
        {
            "data": {
                "2026-04-01": {"1800000000000000141": {"favorites": "1", "replies": "1"}},
                "2026-04-02": {"1800000000000000141": {"favorites": "2", "some new type": "8"}},
            }
        },
        {"likes": 3, "comments": 1},
    ),
    *(
        (
            f"a grouping of the Engagement API may be called {name}, and stand beside another",
            {
                name: {"favorites": {"1800000000000000140": "5"}, "retweets": {"1800000000000000140": "2"}},
                "other": {"1800000000000000140": {"replies": "3"}},
            },
            {"likes": 5, "shares": 2, "comments": 3},
        )
        for name in ("statuses", "results", "tweet_create_events")
    ),
    (
        "a grouping may be called like one of the types",
        {"engagements": {"1800000000000000132": {"favorites": "5"}}},
        {"likes": 5},
    ),
]


@pytest.mark.parametrize(("trap", "payload", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_payload_means(trap: str, payload: Any, expected: dict[str, int]) -> None:
    before = copy.deepcopy(payload)
    assert normalize_platform("x", payload).metrics == NOTHING.replace(**expected), trap
    assert payload == before


def in_camel_case(answer: Any) -> Any:
    """Do what X's TypeScript SDK does to every answer."""
    if isinstance(answer, dict):
        return {
            re.sub("_([a-z])", lambda found: found[1].upper(), key): in_camel_case(value)
            for key, value in answer.items()
        }
    return [in_camel_case(each) for each in answer] if isinstance(answer, list) else answer


OWNERS = {"impression_count": 4100, "url_link_clicks": 26, "user_profile_clicks": 11, "engagements": 214}
BUCKET = bucket(impressions=5, engagements=6, likes=7, replies=8, retweets=9, quote_tweets=1, url_clicks=2)
OF_BUCKET = {
    "likes": 7,
    "comments": 8,
    "shares": 9,
    "impressions": 5,
    "engagement": 6,
    "clicks": 2,
    "quotes": 1,
}


def of_media(**media: object) -> dict[str, object]:
    post = {"id": "18", "attachments": {"media_keys": [VIDEO]}, "public_metrics": {"like_count": 9}}
    return {"data": post, "includes": {"media": [{"media_key": VIDEO, **media}]}}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"data": {"id": "18", "public_metrics": PUBLIC}}, OF_PUBLIC),
        ({"data": [{"id": "18", "public_metrics": {"repost_count": 4}}]}, {"shares": 4}),
        ({"id": "18", "non_public_metrics": OWNERS}, {"impressions": 4100, "engagement": 214, "clicks": 26}),
        (
            {"data": {"id": "18", "organic_metrics": ORGANIC, "promoted_metrics": PROMOTED}},
            {"likes": 46, "comments": 4, "shares": 9, "impressions": 850, "clicks": 25},
        ),
        ({"data": {"id": "18", "organic_metrics": {"repost_count": 4}}}, {"shares": 4}),
        ({"data": {"id": "18", "promoted_metrics": PROMOTED}}, {}),
        (of_media(public_metrics={"view_count": 4100}), {"likes": 9, "video_views": 4100}),
        (
            of_media(organic_metrics={"view_count": 70}, promoted_metrics={"view_count": 30}),
            {"likes": 9, "video_views": 100},
        ),
        (of_media(promoted_metrics={"view_count": 30}), {"likes": 9}),
        ({"data": [{"id": "18", "timestamped_metrics": [BUCKET, bucket(likes=None)]}]}, OF_BUCKET),
        (
            {
                "data": [
                    {"id": "18", "timestamp": str(n), "quote_tweets": n, "link_clicks": n} for n in (1, 2)
                ]
            },
            {"quotes": 3, "clicks": 3},
        ),
        (
            {"id": "18", "likes": 1, "quote_tweets": 2, "url_clicks": 3},
            {"likes": 1, "quotes": 2, "clicks": 3},
        ),
        ({"data": {"data": [{"id": "18", "timestamped_metrics": [BUCKET]}]}}, OF_BUCKET),
        (
            {"data": [{"media_key": VIDEO, "timestamped_metrics": [bucket(video_views=3, watch_time_ms=9)]}]},
            {"video_views": 3, "video_watch_time_ms": 9},
        ),
        (
            {"data": [{"media_key": key, "video_views": 3, "watch_time_ms": 9} for key in (VIDEO, PHOTO)]},
            {"video_views": 6, "video_watch_time_ms": 18},
        ),
        (
            {"media_key": VIDEO, "timestamped_metrics": [bucket(video_views=3, watch_time_ms=9)]},
            {"video_views": 3, "video_watch_time_ms": 9},
        ),
        ({"data": {"media_key": VIDEO, "public_metrics": {"view_count": 41}}}, {"video_views": 41}),
        (
            {"data": [{"media_key": VIDEO, "organic_metrics": {"view_count": 9}}]},
            {"video_views": 9},
        ),
        (
            {"data": {"id": "7", "username": "a", "public_metrics": {"followers_count": 5, "like_count": 9}}},
            {},
        ),
        ({"data": {"id": "18", "public_metrics": {"impression_count": 0, "like_count": 3}}}, {"likes": 3}),
    ],
)
def test_an_answer_of_api_v2_means_the_same_in_camel_case(answer: Any, expected: dict[str, int]) -> None:
    assert normalize_platform("x", answer).metrics == NOTHING.replace(**expected)
    camel = in_camel_case(answer)
    assert camel != answer
    assert normalize_platform("x", camel).metrics == NOTHING.replace(**expected)
    assert normalize_platform("x", camel).platform_post_id == normalize_platform("x", answer).platform_post_id


STATUS = {"id_str": "18", "favorite_count": 80, "reply_count": 7, "retweet_count": 12, "quote_count": 2}


@pytest.mark.parametrize(
    "window",
    [
        {"timestamped_metrics": [bucket(likes=3, replies=1, retweets=1, quote_tweets=1)]},
        {"likes": 3, "replies": 1, "retweets": 1, "quote_tweets": 1},
        {
            "measurement": {
                "metrics_total": [
                    {"tweet_id": "18", "value": typed(Likes=3, Replies=1, Retweets=1, QuoteTweets=1)}
                ]
            }
        },
        {"id_data": [{"metrics": {"likes": [3], "replies": [1], "retweets": [1]}}]},
    ],
)
def test_what_a_status_counts_over_its_life_goes_before_a_window(window: dict[str, Any]) -> None:
    lifetime = NOTHING.replace(likes=80, comments=7, shares=12, quotes=2)
    assert normalize_platform("x", {**window, **STATUS}).metrics == lifetime


UNMEASURED = {**dict.fromkeys(PUBLIC, 0), "like_count": 0}


@pytest.mark.parametrize(
    "beside", ["like_count", "reply_count", "retweet_count", "repost_count", "quote_count", "bookmark_count"]
)
def test_zero_impressions_beside_any_interaction_are_untrue(beside: str) -> None:
    post = {"data": {"public_metrics": {**UNMEASURED, beside: 1}}}
    assert normalize_platform("x", post).metrics.impressions is None
    never_shown = {"data": {"public_metrics": {**UNMEASURED, beside: 0}}}
    assert normalize_platform("x", never_shown).metrics.impressions == 0


@pytest.mark.parametrize("beside", ["engagements", "url_link_clicks", "user_profile_clicks"])
def test_zero_impressions_beside_an_interaction_of_the_owners_view_are_untrue(beside: str) -> None:
    post = {"public_metrics": {"impression_count": 0}, "non_public_metrics": {beside: 1}}
    assert normalize_platform("x", post).metrics.impressions is None


@pytest.mark.parametrize("block", ["organic_metrics", "promoted_metrics"])
@pytest.mark.parametrize(
    "beside",
    ["like_count", "reply_count", "retweet_count", "repost_count", "url_link_clicks", "user_profile_clicks"],
)
def test_zero_impressions_beside_an_interaction_of_a_part_are_untrue(block: str, beside: str) -> None:
    for spelled in (dict, in_camel_case):
        post = spelled({"public_metrics": {"impression_count": 0}, block: {beside: 1}})
        assert normalize_platform("x", post).metrics.impressions is None
        never_shown = spelled({"public_metrics": {"impression_count": 0}, block: {beside: 0}})
        assert normalize_platform("x", never_shown).metrics.impressions == 0


def test_zero_impressions_of_the_whole_beside_those_of_a_part_are_untrue() -> None:
    post = {
        "public_metrics": {"impression_count": 0},
        "organic_metrics": {"impression_count": 0},
        "promoted_metrics": {"impression_count": 90},
    }
    assert normalize_platform("x", post).metrics.impressions == 90


def test_after_untrue_impressions_the_next_rule_is_tried() -> None:
    post = {"public_metrics": {**UNMEASURED, "like_count": 4}, "organic_metrics": {"impression_count": 90}}
    assert normalize_platform("x", post).metrics.impressions == 90


@pytest.mark.parametrize(
    ("block", "beside"),
    [
        *(("publicMetrics", f"{name}Count") for name in ("like", "reply", "retweet", "quote", "bookmark")),
        ("nonPublicMetrics", "engagements"),
        ("nonPublicMetrics", "urlLinkClicks"),
        ("nonPublicMetrics", "userProfileClicks"),
    ],
)
def test_zero_impressions_are_as_untrue_through_ayrshare(block: str, beside: str) -> None:
    untrue: dict[str, dict[str, int]] = {"publicMetrics": {"impressionCount": 0}}
    untrue.setdefault(block, {})[beside] = 1
    assert normalize_platform("x", {"analytics": untrue}).metrics.impressions is None
    true = {"analytics": {"publicMetrics": {"impressionCount": 0, "likeCount": 0}}}
    assert normalize_platform("x", true).metrics.impressions == 0


@pytest.mark.parametrize(
    "repost",
    [
        {"data": {"id": "1", "referenced_tweets": [{"type": "retweeted"}], "public_metrics": PUBLIC}},
        {"data": [{"id": "1", "referenced_posts": [{"type": "retweeted"}], "public_metrics": PUBLIC}]},
        {"referenced_tweets": [{"type": "replied_to"}, {"type": "retweeted"}], "public_metrics": PUBLIC},
        {
            "id_str": "1",
            "favorite_count": 0,
            "retweet_count": 70,
            "retweeted_status": {"favorite_count": 300},
        },
        {
            "data": {
                "event_type": "post.create",
                "payload": {
                    "id": "1",
                    "referenced_tweets": [{"type": "retweeted"}],
                    "public_metrics": PUBLIC,
                },
            }
        },
        {"data": {"referencedTweets": [{"type": "retweeted", "id": "1"}], "publicMetrics": {"likeCount": 0}}},
        {"data": {"referencedPosts": [{"type": "retweeted", "id": "1"}], "publicMetrics": {"likeCount": 0}}},
    ],
)
def test_a_pure_repost_has_no_numbers_of_its_own(repost: dict[str, Any]) -> None:
    assert normalize_platform("x", repost).metrics == NOTHING


def test_quotes_replies_and_a_null_original_are_no_reposts() -> None:
    refers = {
        "referenced_tweets": [{"type": "quoted"}, {"type": "replied_to"}],
        "public_metrics": {"like_count": 1},
    }
    assert normalize_platform("x", refers).metrics.likes == 1
    assert normalize_platform("x", {"favorite_count": 1, "retweeted_status": None}).metrics.likes == 1


UNSUPPORTED = "unsupported_for_video_views_tweet_ids"


@pytest.mark.parametrize(
    ("answer", "views"),
    [
        ({"g": {"18000001": {"video_views": "0"}}, UNSUPPORTED: ["18000001"]}, None),
        ({UNSUPPORTED: ["18000001"], "g": {"video_views": {"18000001": {"2026-04-01": "0"}}}}, None),
        ({"g": {"video_views": "0"}, UNSUPPORTED: ["18000001"]}, None),
        ({"data": {"18000001": {"video_views": "0"}}, UNSUPPORTED: ["18000001"]}, None),
        ({"g": {"18000001": {"video_views": "0"}}, UNSUPPORTED: ["18000002"]}, 0),
        ({"g": {"18000001": {"video_views": "0"}}, UNSUPPORTED: []}, 0),
        ({"g": {"18000001": {"video_views": "6"}}, UNSUPPORTED: ["18000001"]}, 6),
    ],
)
def test_zero_video_views_are_untrue_of_a_tweet_listed_as_unsupported(
    answer: dict[str, Any], views: int | None
) -> None:
    assert normalize_platform("x", answer).metrics.video_views == views


@pytest.mark.parametrize("listed", [None, 7, "1801", [], [1801, {}], {"1801": 1}])
def test_a_list_of_unsupported_tweets_holds_texts(listed: object) -> None:
    answer = {"g": {"1801": {"video_views": "0"}}, UNSUPPORTED: listed}
    assert normalize_platform("x", answer).metrics.video_views == 0


def test_only_the_video_views_of_an_unsupported_tweet_are_untrue() -> None:
    answer = {"g": {"18000001": {"video_views": "0", "replies": "0"}}, UNSUPPORTED: ["18000001"]}
    assert normalize_platform("x", answer).metrics == NOTHING.replace(comments=0)


@pytest.mark.parametrize(
    ("payload", "post_id"),
    [
        ({"data": {"id": "1800000000000000101"}}, "1800000000000000101"),
        ({"data": [{"id": "1800000000000000102"}]}, "1800000000000000102"),
        (
            {"data": {"event_type": "post.create", "payload": {"id": "1800000000000000103"}}},
            "1800000000000000103",
        ),
        ({"id": 1200000000000000100, "id_str": "1200000000000000104"}, "1200000000000000104"),
        ({"id": 1200000000000000105, "favorite_count": 1}, "1200000000000000105"),
        ({"statuses": [{"id_str": "1200000000000000106"}]}, "1200000000000000106"),
        ([{"tweet": {"id_str": "1200000000000000107"}}], "1200000000000000107"),
        (
            {"data": [{"id": "1800000000000000108", "timestamped_metrics": [bucket(likes=1)]}]},
            "1800000000000000108",
        ),
        (
            {
                "data": [
                    {"id": "1800000000000000109", "timestamp": f"2026-04-0{n}", "likes": n} for n in (1, 2)
                ]
            },
            "1800000000000000109",
        ),
        ({"data": [{"measurement": {"metrics_total": [{"tweet_id": "18000110"}]}}]}, "18000110"),
        ({"data": [{"measurement": {"metrics_time_series": [{"tweet_id": "18000111"}]}}]}, "18000111"),
        ({"g": {"1800000000000000112": {"favorites": "1"}}}, "1800000000000000112"),
        ({"g": {"favorites": {"1800000000000000113": {"2026-04-01": {"17": "1"}}}}}, "1800000000000000113"),
        ({"results": {"1800000000000000142": {"favorites": "1"}}}, "1800000000000000142"),
        ({"data": {"2026-04-01": {"1800000000000000143": {"favorites": "1"}}}}, "1800000000000000143"),
        ({"2026": {"1800000000000000114": {"favorites": "1"}}}, "1800000000000000114"),
        ({"data": [{"id": "1800000000000000115", "id_data": [{"metrics": {}}]}]}, "1800000000000000115"),
        ({"id": "1800000000000000116", "analytics": {"publicMetrics": {}}}, "1800000000000000116"),
        ({"id": "1800000000000000120", "postUrl": "https://x.com", "analytics": {}}, "1800000000000000120"),
        (
            {"id": "4356f33c", "favorited_status": {"id_str": "1200000000000000136"}},
            "1200000000000000136",
        ),
        (
            {
                "data": {
                    "event_type": "like.create",
                    "payload": {"id": "8771f50e", "liked_tweet_id": "1800000000000000137"},
                    "includes": {"tweets": [{"id": "1800000000000000137", "public_metrics": PUBLIC}]},
                }
            },
            "1800000000000000137",
        ),
        ({"data": {"id": "8ba4f34e", "liked_tweet_id": "1800000000000000138"}}, "1800000000000000138"),
        (
            {"data": {"data": [{"id": "1800000000000000139", "timestamped_metrics": [bucket(likes=1)]}]}},
            "1800000000000000139",
        ),
        ({"id": "1800000000000000135", "public_metrics": PUBLIC, "analytics": {}}, "1800000000000000135"),
        ({"id": "1800000000000000117", "publicMetrics": {"likeCount": 1}}, "1800000000000000117"),
        ({"data": [{"media_key": VIDEO, "video_views": 1}]}, None),
        ({"by type": {"favorites": "1"}}, None),
        ({"public_metrics": PUBLIC}, None),
        ({"data": [], "errors": [{"resource_id": "1800000000000000118"}]}, None),
    ],
)
def test_the_id_is_the_one_in_the_payload(payload: Any, post_id: str | None) -> None:
    assert normalize_platform("x", payload).platform_post_id == post_id


def test_the_url_is_ayrshares_and_none_is_built() -> None:
    url = "https://x.com/someone/status/1800000000000000119"
    assert normalize_platform("x", {"id": "1", "postUrl": url, "analytics": {}}).post_url == url
    assert (
        normalize_platform("x", {"id": "1", "postUrl": url, "analytics": {"publicMetrics": {}}}).post_url
        == url
    )
    assert normalize_platform("x", {"id": "1", "postUrl": url, "publicMetrics": {}}).post_url == url
    lookup = {
        "data": {"id": "18000119", "author_id": "7"},
        "includes": {"users": [{"id": "7", "username": "acme"}]},
    }
    assert normalize_platform("x", lookup).post_url is None
    assert normalize_platform("x", {"id_str": "18000119", "user": {"screen_name": "acme"}}).post_url is None


@pytest.mark.parametrize(
    ("payload", "path", "posts"),
    [
        ({"data": [{"id": "1801", "public_metrics": PUBLIC}, {"id": "1802"}, {"id": "1803"}]}, "data", 3),
        ({"statuses": [{"id_str": "1801"}, {"id_str": "1802"}]}, "statuses", 2),
        ({"results": [{"id_str": "1801"}, {"id_str": "1802"}]}, "results", 2),
        ([{"tweet": {"id_str": "1801"}}, {"tweet": {"id_str": "1802"}}], "payload", 2),
        (
            {"data": [{"id": each, "timestamped_metrics": [bucket(likes=1)]} for each in ("1801", "1802")]},
            "data",
            2,
        ),
        (
            {
                "data": {
                    "data": [{"id": each, "timestamped_metrics": [bucket()]} for each in ("1801", "1802")]
                }
            },
            "data.data",
            2,
        ),
        *(
            ({"data": answer}, "data", len(answer))
            for answer in (
                [{"id": "1801", **empty}, {"id": "1802", **empty}, {"id": "1803", name: [bucket(likes=5)]}]
                for name in ("timestamped_metrics", "timestampedMetrics")
                for empty in ({name: []}, {name: None}, {})
            )
        ),
        (
            {
                "data": {
                    "data": [
                        {"id": "1801", "timestamped_metrics": []},
                        {"id": "1802", "timestamped_metrics": [bucket(likes=5)]},
                    ]
                }
            },
            "data.data",
            2,
        ),
        (
            {
                "data": [
                    {"id": "1801", "public_metrics": PUBLIC},
                    {"id": "1802", "timestamped_metrics": [bucket(likes=5)]},
                ]
            },
            "data",
            2,
        ),
        (
            {"data": [{"id": each, "timestamp": "2026-04-01", "likes": 1} for each in ("1801", "1802")]},
            "data",
            2,
        ),
        (
            {"data": [{"measurement": {"metrics_total": [{"tweet_id": "1801"}, {"tweet_id": "1802"}]}}]},
            "data[0].measurement.metrics_total",
            2,
        ),
        (
            {
                "measurement": {
                    "metrics_total": [{"tweet_id": "1801"}],
                    "metrics_time_series": [{"tweet_id": "1802"}],
                }
            },
            "measurement",
            2,
        ),
        (
            {"g": {"1801": {"favorites": "1"}, "1802": {"favorites": "2"}, "1803": {"favorites": None}}},
            "g",
            3,
        ),
        ({"g": {"favorites": {"1801": "1", "1802": "2"}}}, "g.favorites", 2),
        ({"g": {"1801": {}, "1802": {"favorites": "2"}, "1803": None}}, "g", 3),
        ({"g": {"1801": {"2026-04-01": {}}, "1802": {"2026-04-01": {"favorites": "2"}}}}, "g", 2),
        ({"g": {"favorites": {"1801": {}, "1802": {"2026-04-01": "2"}}}}, "g.favorites", 2),
        ({"data": {"1801": {}, "1802": {"favorites": "2"}}}, "data", 2),
        ({"one": {"1801": {}}, "two": {"1802": {"replies": "2"}}}, "payload", 2),
        ({"one": {"1801": {"favorites": "1"}}, "two": {"1802": {"replies": "2"}}}, "payload", 2),
        ({"data": [{"id": "1801", "id_data": []}, {"id": "1802", "id_data": []}]}, "data", 2),
    ],
)
def test_several_posts_are_refused_and_counted(payload: Any, path: str, posts: int) -> None:
    with pytest.raises(SeveralPosts) as refused:
        normalize_platform("x", payload)
    assert str(refused.value) == f"x: {path}: expected one post, got {posts}"


@pytest.mark.parametrize(
    ("payload", "paths"),
    [
        ({"data": {"public_metrics": {"like_count": "many"}}}, ["data.public_metrics.like_count"]),
        ({"data": [{"organic_metrics": {"reply_count": True}}]}, ["data[0].organic_metrics.reply_count"]),
        (
            {
                "data": {"attachments": {"media_keys": [VIDEO]}},
                "includes": {
                    "media": [
                        {"media_key": PHOTO},
                        {"media_key": VIDEO, "public_metrics": {"view_count": 1.5}},
                    ]
                },
            },
            ["includes.media[1].public_metrics.view_count"],
        ),
        (
            {"data": [{"timestamped_metrics": [bucket(likes=1), bucket(likes="x")]}]},
            ["data[0].timestamped_metrics[1].metrics.likes"],
        ),
        (
            {"data": [{"media_key": VIDEO, "timestamp": "2026-04-01", "watch_time_ms": "long"}]},
            ["data[0].watch_time_ms"],
        ),
        (
            {"measurement": {"metrics_total": [{"tweet_id": "1", "value": typed(Likes=1, Replies="x")}]}},
            ["measurement.metrics_total[0].value[Replies].metric_value"],
        ),
        (
            {"my daily": {"1800001": {"favorites": {"2026-04-01": "1", "2026-04-02": "x"}}}},
            ["my daily.1800001.favorites.2026-04-02"],
        ),
        (
            {"data": [{"id_data": [{"metrics": {"likes": [1, "x"]}}]}]},
            ["data[0].id_data[0].metrics.likes[1]"],
        ),
        ([{"tweet": {"favorite_count": "1,024"}}], ["tweet.favorite_count"]),
        (
            {"analytics": {"publicMetrics": {"likeCount": "x", "quoteCount": "y"}}},
            ["analytics.publicMetrics.likeCount", "analytics.publicMetrics.quoteCount"],
        ),
    ],
)
def test_a_malformed_number_is_named_by_the_callers_own_path(payload: Any, paths: list[str]) -> None:
    with pytest.raises(MalformedPayload) as refused:
        normalize_platform("x", payload)
    assert [error.path for error in refused.value.exceptions if isinstance(error, MalformedValue)] == paths


def test_a_malformed_number_behind_a_reported_one_is_not_read() -> None:
    post = {"public_metrics": {"like_count": 1}, "organic_metrics": {"like_count": "x"}}
    assert normalize_platform("x", post).metrics.likes == 1


def test_what_is_no_tweet_may_be_empty_beside_numbers() -> None:
    grouping = {"g": {"1800001": {"favorites": "1", "more": {}}}, "h": {}, "i": {"1800001": {}, "k": {}}}
    assert normalize_platform("x", grouping).metrics == NOTHING.replace(likes=1)
    without_tweets = {"g": {"favorites": "1", "more": {}}}
    assert normalize_platform("x", without_tweets).metrics == NOTHING.replace(likes=1)


def test_groupings_are_collected_by_type_with_their_places() -> None:
    answer = {
        "totals": {"1800001": {"favorites": "9", "replies": ""}},
        "days": {"replies": {"2026-04-01": {"1800001": "2"}}, "favorites": {"2026-04-01": {"1800001": "8"}}},
    }
    before = copy.deepcopy(answer)
    shape = engagement_groupings(answer)
    assert shape is not None
    assert shape.post == {
        **answer,
        "engagement_api": {"favorites": ["9"], "replies": ["2"], "tweet_ids": ["1800001"]},
    }
    assert shape.origins == {
        ("engagement_api", "favorites", 0): ("totals", "1800001", "favorites"),
        ("engagement_api", "replies", 0): ("days", "replies", "2026-04-01", "1800001"),
        ("engagement_api", "tweet_ids", 0): ("totals", "1800001", "favorites"),
    }
    assert shape.doubts == {}
    assert answer == before


def test_unsupported_video_views_are_doubted_where_they_stand() -> None:
    shape = engagement_groupings(
        {
            UNSUPPORTED: ["1800001"],
            "g": {"1800001": {"video_views": "0", "replies": "0"}, "1800002": {"video_views": "0"}},
        }
    )
    assert shape is not None
    assert set(shape.doubts) == {("g", "1800001", "video_views")}
    assert shape.doubts["g", "1800001", "video_views"].startswith("X sends 0 ")


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"id": "1800001", "public_metrics": PUBLIC, "organic_metrics": ORGANIC},
        {"id_str": "1800001", "quoted_status": {"favorite_count": 3}},
        {"g": {"favorites": "1", "some_total": "2"}},  # no tweet, and not only the documented types
        {"g": {"1800001": {"unknown": "2"}}},
        {"g": {"1800001": {"more": {"favorites": "2"}}}},
        {"g": {"1800001": {}}},
        {"g": {"1800001": None}, "1800002": {}},
        {"g": ["favorites"], "h": None, "i": 3, "favorites": "4"},
        {
            "g": {"1800001": {"favorites": {"2026-04-01": {"17": {"00": "2"}, "18": {"00": {"01": "2"}}}}}},
            "h": "3",
        },
        {UNSUPPORTED: {"1800001": 1}},
        {UNSUPPORTED: [[], {}, None, 10**5000]},
        {"g": {3: {None: "1"}, (): {"favorites": "1", 10**5000: "2"}}},
    ],
)
def test_anything_else_has_no_groupings(payload: Any) -> None:
    shape = engagement_groupings(payload)
    assert shape is None or set(shape.post["engagement_api"]) == {"tweet_ids"}  # type: ignore[call-overload]


def test_hostile_nesting_is_not_followed() -> None:
    deep: Any = {"favorites": "1"}
    for _ in range(100_000):
        deep = {"1800001": deep}
    assert engagement_groupings({"g": deep}) is None
    hostile = {
        "g": {"1800001": {"favorites": ["1"], "replies": {"x": 1}, "retweets": "2"}},
        UNSUPPORTED: [[], 1],
    }
    assert normalize_platform("x", hostile).metrics == NOTHING.replace(shares=2)


@pytest.mark.parametrize(
    "payload",
    [
        {"data": "text"},
        {"data": [None, 3, "x"]},
        {"data": {"public_metrics": [1], "organic_metrics": None, "attachments": 5}, "includes": 7},
        {"data": [{"id_data": {"metrics": 3}}]},
        {"data": [{"measurement": []}]},
        {"tweet": None, "statuses": {}, "analytics": [], "errors": "no"},
        {
            "data": {"attachments": {"media_keys": [{}, [], VIDEO]}},
            "includes": {"media": [{"media_key": {}}, 1]},
        },
    ],
)
def test_wrong_types_report_nothing(payload: Any) -> None:
    assert normalize_platform("x", payload).metrics == NOTHING


def test_both_names_of_the_platform_are_one() -> None:
    assert normalize_platform("twitter", {"favorite_count": 1}).platform == "x"


def test_every_metric_is_defined_in_one_sentence_with_its_dates() -> None:
    assert MAPPER.definitions is not None
    for name, sentence in MAPPER.definitions.items():
        assert sentence.endswith("."), name
        assert ". " not in sentence, name
    assert "2026-08-13" in MAPPER.definitions.video_views
    assert "2026-08-07" in MAPPER.definitions.video_viewers


@pytest.mark.parametrize(
    ("payload", "path"),
    [
        ({"errors": [{"title": "Not Found Error", "value": "1801"}]}, "errors[0]"),
        ({"g": {}, "errors": ["Forbidden to access tweets: 1801"]}, "errors[0]"),
        ({"data": [{"errors": [{"title": "Forbidden"}], "measurement": {}}]}, "data[0].errors[0]"),
        ({"status": "error", "code": 161, "message": "No analytics for this post"}, ""),
    ],
)
def test_a_post_without_numbers_shows_the_error_that_came_instead(payload: Any, path: str) -> None:
    likes = explain_platform("x", payload).cells.likes
    assert likes.status == "failed"
    assert [origin.path for origin in likes.origins] == [path]


def test_a_doubted_zero_is_explained_where_it_stands() -> None:
    answer = {"g": {"18000001": {"video_views": "0"}}, UNSUPPORTED: ["18000001"]}
    views = explain_platform("x", answer).cells.video_views
    assert views.status == "untrusted"
    assert [origin.path for origin in views.origins] == ["g.18000001.video_views"]


def test_people_who_watched_are_retired_and_some_metrics_never_were() -> None:
    cells = explain_platform("x", {"public_metrics": PUBLIC}).cells
    assert (cells.video_viewers.status, cells.views.status, cells.saves.status) == (
        "retired",
        "never",
        "never",
    )
    assert cells.video_viewers.note == "reported until 2026-08-07"


def test_people_are_not_added_over_totals() -> None:
    totals = [{"tweet_id": "1801", "value": typed(Likes=2, UniqueVideoViews=n)} for n in (1, 2)]
    metrics = normalize_platform("x", {"measurement": {"metrics_total": totals}}).metrics
    assert (metrics.likes, metrics.video_viewers) == (4, None)


def test_watch_time_is_rounded_after_summing() -> None:
    buckets = [bucket(watch_time_ms=n) for n in ("10.25", 5.25)]
    item = {"media_key": VIDEO, "timestamped_metrics": buckets}
    assert normalize_platform("x", item).metrics.video_watch_time_ms == 16


@pytest.mark.parametrize(
    "other",
    [
        "media_views",
        "media_engagements",
        "media_clicks",
        "hashtag_clicks",
        "detail_expands",
        "permalink_clicks",
        "app_opens",
        "app_install_attempts",
        "email_tweet",
        "user_follows",
        "user_profile_clicks",
    ],
)
def test_a_grouping_without_tweets_is_known_by_its_types(other: str) -> None:
    grouping = {"by type": {"favorites": "2", other: "5"}}
    assert normalize_platform("x", grouping).metrics == NOTHING.replace(likes=2)
