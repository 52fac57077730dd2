from __future__ import annotations

import copy

from collections.abc import Callable
from typing import Any

import pytest

from postmetrics import MalformedPayload, SeveralPosts, normalize_platform
from postmetrics.explanation import explain_platform
from postmetrics.platforms.elements import covered_windows, one_list
from postmetrics.platforms.linkedin import MAPPER


SHARE = "urn:li:share:6911000000000000001"
UGC = "urn:li:ugcPost:6922000000000000002"
ACTIVITY = "urn:li:activity:6933000000000000003"
PAGE = "urn:li:organization:77"
DAY = 86_400_000
OLD_METRIC_TYPE = "com.linkedin.adsexternalapi.memberanalytics.v1.CreatorPostAnalyticsMetricTypeV1"


def statistics(
    day: int | None = None, days: int = 1, post: dict[str, Any] | None = None, **counts: Any
) -> dict[str, Any]:
    window = {} if day is None else {"timeRange": {"start": day * DAY, "end": (day + days) * DAY}}
    named = {"share": SHARE} if post is None else post
    return {"organizationalEntity": PAGE, **named, **window, "totalShareStatistics": counts}


def member(
    metric: object, count: object, day: int | None = None, days: int = 1, target: object = None
) -> dict[str, Any]:
    window = {}
    if day is not None:
        window = {
            "start": {"year": 2026, "month": 3, "day": day},
            "end": {"year": 2026, "month": 3, "day": day + days},
        }
    return {
        "count": count,
        "metricType": metric,
        "dateRange": window,
        "targetEntity": target or {"share": SHARE},
    }


def video(
    kind: str, value: object, day: int | None = None, days: int = 1, key: str = "statisticsType"
) -> dict[str, Any]:
    window = {} if day is None else {"timeRange": {"start": day * DAY, "end": (day + days) * DAY}}
    return {"entity": UGC, key: kind, **window, "value": value}


def content(kind: str, value: object, day: int | None = None, days: int = 1) -> dict[str, Any]:
    window = {"timeRange": {"start": day * DAY, "end": (day + days) * DAY}} if day is not None else {}
    return {"type": kind, "sourceEntity": SHARE, "metric": {"timeIntervals": window, "value": value}}


def in_parts(**parts: int) -> dict[str, Any]:
    values = {f"{name}Value": {"long": count} for name, count in parts.items()}
    return {"typeSpecificValue": {"contentAnalyticsValue": values}}


def total(count: object) -> dict[str, Any]:
    return {"totalCount": {"long": count}}


def elements(*items: object) -> dict[str, Any]:
    return {"paging": {"start": 0, "count": 10, "links": []}, "elements": list(items)}


def metadata(**fields: Any) -> dict[str, Any]:
    return {"entity": ACTIVITY, "commentsState": "OPEN", **fields}


def numbers(payload: object) -> dict[str, int]:
    metrics = normalize_platform("linkedin", payload).metrics
    return {name: value for name, value in metrics.items() if value is not None}


FULL = {
    "impressionCount": 5021,
    "uniqueImpressionsCount": 4100,
    "clickCount": 130,
    "likeCount": 61,
    "commentCount": 0,
    "shareCount": 9,
    "engagement": 0.0398,
    "commentMentionsCount": 4,
    "shareMentionsCount": 2,
}
FULL_READ = {"impressions": 5021, "clicks": 130, "likes": 61, "comments": 0, "shares": 9}

CASES: list[tuple[str, object, dict[str, int]]] = [
    # Share statistics
    (
        "the rate called engagement, unique counts and mentions fill nothing; 0 stays 0",
        elements(statistics(**FULL)),
        FULL_READ,
    ),
    ("an element without its wrapper is a post too", statistics(**FULL), FULL_READ),
    ("a list of one answer is that answer", [elements(statistics(**FULL))], FULL_READ),
    (
        "re-keyed by URN, the key names the post that the statistics are of",
        {"results": {SHARE: {"totalShareStatistics": {"likeCount": 3}}}},
        {"likes": 3},
    ),
    (
        "re-keyed by a page's URN they are the page's",
        {"results": {PAGE: {"totalShareStatistics": {"likeCount": 3}}}},
        {},
    ),
    (
        "days are summed, and an unlike may take from the sum",
        elements(
            statistics(20_000, likeCount=4, uniqueImpressionsCounts=50, impressionCount=90, engagement=0.1),
            statistics(20_001, likeCount=-2, uniqueImpressionsCounts=50, impressionCount=10, engagement=0.3),
        ),
        {"likes": 2, "impressions": 100},
    ),
    ("a negative count is passed on", elements(statistics(likeCount=-1)), {"likes": -1}),
    (
        "the lifetime beats its days, number by number",
        elements(
            statistics(20_000, likeCount=4, clickCount=6),
            statistics(likeCount=40, clickCount=None),
            statistics(20_001, likeCount=5, clickCount=7),
        ),
        {"likes": 40, "clicks": 13},
    ),
    (
        "an empty time range is no window, and the same lifetime twice is once",
        elements(statistics(likeCount=40), {**statistics(likeCount=40), "timeRange": {}}),
        {"likes": 40},
    ),
    (
        "a month beats the days within it, and the days outside are added",
        elements(
            statistics(20_000, likeCount=1),
            statistics(20_000, 30, likeCount=50),
            statistics(20_029, likeCount=3),
            statistics(20_030, likeCount=7),
        ),
        {"likes": 57},
    ),
    (
        "the same day twice is once",
        elements(statistics(20_000, likeCount=5), statistics(20_000, likeCount=5)),
        {"likes": 5},
    ),
    (
        "flat counts beside LinkedIn's own",
        {"entity": SHARE, "commentSummary": {"count": 4}, "likeCount": 3},
        {"likes": 3, "comments": 4},
    ),
    ("an element without a post is the page", elements(statistics(post={}, likeCount=900)), {}),
    (
        "the page's numbers, of a longer window or of all time, are not in the post's",
        elements(
            statistics(20_000, 30, post={}, likeCount=900),
            statistics(20_000, likeCount=5),
            statistics(post={}, likeCount=9000),
        ),
        {"likes": 5},
    ),
    ("a post that is missing is not a post without likes", elements(), {}),
    ("no elements at all", {"elements": None}, {}),
    (
        "fields that are null or empty are not reported",
        elements(statistics(likeCount=None, shareCount="")),
        {},
    ),
    # socialActions
    (
        "all comments, not only those of the first level",
        {
            "target": SHARE,
            "likesSummary": {
                "totalLikes": 8,
                "aggregatedTotalLikes": 9,
                "likedByCurrentUser": True,
                "selectedLikes": [],
            },
            "commentsSummary": {
                "totalFirstLevelComments": 2,
                "aggregatedTotalComments": 5,
                "commentsState": "OPEN",
            },
        },
        {"likes": 8, "comments": 5},
    ),
    (
        "what is there of socialActions serves",
        {
            "target": SHARE,
            "likesSummary": {"aggregatedTotalLikes": 9},
            "commentsSummary": {"totalFirstLevelComments": 2, "count": 1},
        },
        {"likes": 9, "comments": 2},
    ),
    (
        "old socialActions count comments under count",
        {"likesSummary": {"totalLikes": 1, "likedByCurrentUser": "True"}, "commentsSummary": {"count": 7}},
        {"likes": 1, "comments": 7},
    ),
    (
        "a batch of one, with another one's error beside it",
        {
            "results": {UGC: {"target": UGC, "likesSummary": {"totalLikes": 0}}},
            "statuses": {SHARE: 404},
            "errors": {SHARE: {"status": 404, "message": "Not found"}},
        },
        {"likes": 0},
    ),
    # socialMetadata
    (
        "every kind of reaction is a like, and comments come with replies",
        metadata(
            reactionSummaries={
                "LIKE": {"reactionType": "LIKE", "count": 11},
                "MAYBE": {"reactionType": "MAYBE", "count": 2},
                "ENTERTAINMENT": {"reactionType": "ENTERTAINMENT", "count": 4},
            },
            commentSummary={"count": 6, "topLevelCount": 3},
        ),
        {"likes": 17, "comments": 6},
    ),
    (
        "kinds of reactions in a list, and comments flat",
        metadata(
            reactionSummaries=[{"reactionType": "LIKE", "count": 8}, {"reactionType": "PRAISE", "count": 1}],
            commentCount=4,
            topLevelCommentCount=3,
        ),
        {"likes": 9, "comments": 4},
    ),
    ("kinds that nobody used are left out, so none is 0", metadata(reactionSummaries={}), {"likes": 0}),
    ("none in a list is 0 too", metadata(reactionSummaries=[]), {"likes": 0}),
    ("no summaries are no zero", metadata(commentSummary={"count": 1}), {"comments": 1}),
    ("kinds without a count are no zero", metadata(reactionSummaries={"LIKE": {"reactionType": "LIKE"}}), {}),
    (
        "Airbyte's schema says commentCount in the summary",
        metadata(commentSummary={"commentCount": 5, "topLevelCount": 3}),
        {"comments": 5},
    ),
    (
        "top-level comments serve where all are not counted",
        metadata(commentSummary={"topLevelCount": 3}),
        {"comments": 3},
    ),
    ("… and in the flat form", metadata(topLevelCommentCount=2), {"comments": 2}),
    (
        "in a batch",
        {
            "results": {
                ACTIVITY: metadata(reactionSummaries=[{"reactionType": "LIKE", "count": 5}], commentCount=1)
            },
            "statuses": {},
            "errors": {},
        },
        {"likes": 5, "comments": 1},
    ),
    (
        "the same metadata twice is once",
        elements(*2 * [metadata(reactionSummaries={"LIKE": {"count": 5}}, commentSummary={"count": 2})]),
        {"likes": 5, "comments": 2},
    ),
    (
        "a map by URN without `results` around it",
        {ACTIVITY: metadata(reactionSummaries={"LIKE": {"count": 3}}, commentSummary={"count": 4})},
        {"likes": 3, "comments": 4},
    ),
    (
        "its key names the post that the statistics are of, and what lies beside it is none",
        {SHARE: {"totalShareStatistics": {"likeCount": 3}}, "paging": {"start": 0}, UGC: None},
        {"likes": 3},
    ),
    ("a page's URN names no post there either", {PAGE: {"totalShareStatistics": {"likeCount": 3}}}, {}),
    # Member analytics
    (
        "metricType as an object, to version 202604",
        elements(member({OLD_METRIC_TYPE: "IMPRESSION"}, 777), member({OLD_METRIC_TYPE: "REACTION"}, 21)),
        {"impressions": 777, "likes": 21},
    ),
    (
        "metricType as text, since 202605; people, sends, followers and button clicks fill nothing",
        elements(
            member("IMPRESSION", 777),
            member("MEMBERS_REACHED", 600),
            member("REACTION", 21),
            member("COMMENT", 5),
            member("RESHARE", 2),
            member("POST_SAVE", 4),
            member("POST_SEND", 8),
            member("LINK_CLICKS", 16),
            member("PREMIUM_CTA_CLICKS", 32),
            member("FOLLOWER_GAINED_FROM_CONTENT", 64),
            member("PROFILE_VIEW_FROM_CONTENT", 128),
        ),
        {"impressions": 777, "likes": 21, "comments": 5, "shares": 2, "saves": 4, "clicks": 16},
    ),
    (
        "DAILY is summed, and its TOTAL of the same days wins",
        elements(
            member("IMPRESSION", 10, 1),
            member("IMPRESSION", 5, 2),
            member("REACTION", 2, 1),
            member("REACTION", 1, 2),
            member("REACTION", 3, 1, days=2),
        ),
        {"impressions": 15, "likes": 3},
    ),
    (
        "a TOTAL over the lifetime beats days",
        elements(member("IMPRESSION", 10, 1), member("IMPRESSION", 5, 2), member("IMPRESSION", 90)),
        {"impressions": 90},
    ),
    ("a lone element, of a post that is not said", {"count": 6, "metricType": "COMMENT"}, {"comments": 6}),
    ("without a metricType nobody knows what is counted", {"count": 6, "targetEntity": {"share": SHARE}}, {}),
    (
        "a member's video: plays, people and milliseconds",
        elements(
            member("VIDEO_PLAY", 42),
            member("VIDEO_VIEWER", 30),
            member({"anything": "VIDEO_WATCH_TIME"}, 9000.5),
        ),
        {"video_views": 42, "video_viewers": 30, "video_watch_time_ms": 9000},
    ),
    (
        "people of several days are not added up",
        elements(
            member("VIDEO_PLAY", 4, 1),
            member("VIDEO_PLAY", 3, 2),
            member("VIDEO_VIEWER", 3, 1),
            member("VIDEO_VIEWER", 3, 2),
        ),
        {"video_views": 7},
    ),
    # videoAnalytics
    (
        "the kind under type, a number in text, and the time of views where no other is there",
        elements(
            video("VIDEO_VIEW", "15", 20_000, key="type"),
            video("VIEWER", 12, 20_000, key="type"),
            video("TIME_WATCHED_FOR_VIDEO_VIEWS", 50_000, 20_000, key="type"),
        ),
        {"video_views": 15, "video_viewers": 12, "video_watch_time_ms": 50_000},
    ),
    (
        "days of plays and of time are summed, people are not, and the two kinds of time are not added",
        elements(
            video("VIDEO_VIEW", 15, 20_000),
            video("VIDEO_VIEW", 5, 20_001),
            video("VIEWER", 12, 20_000),
            video("VIEWER", 4, 20_001),
            video("TIME_WATCHED", "60000", 20_000),
            video("TIME_WATCHED", 10_000, 20_001),
            video("TIME_WATCHED_FOR_VIDEO_VIEWS", 50_000, 20_000),
        ),
        {"video_views": 20, "video_watch_time_ms": 70_000},
    ),
    (
        "ALL beats the days of its window, also for people",
        elements(
            video("VIEWER", 4, 20_001),
            video("VIEWER", 14, 20_000, days=7),
            video("VIDEO_VIEW", 3, 20_001),
            video("VIDEO_VIEW", 30, 20_000, days=7),
        ),
        {"video_views": 30, "video_viewers": 14},
    ),
    (
        "an ALL that says no window beats days",
        elements(
            video("VIDEO_VIEW", 3, 20_001),
            video("VIDEO_VIEW", 30),
            video("VIEWER", 4, 20_001),
            video("VIEWER", 14),
        ),
        {"video_views": 30, "video_viewers": 14},
    ),
    (
        "a window without a number does not hide its days",
        elements(video("VIDEO_VIEW", None, 20_000, days=7), video("VIDEO_VIEW", 3, 20_001)),
        {"video_views": 3},
    ),
    ("a lone element of videoAnalytics", video("VIDEO_VIEW", 3, 20_001), {"video_views": 3}),
    *(
        (
            f"lifetime numbers beat {call}, whatever call they are of",
            {
                **elements(
                    *days,
                    {
                        "share": SHARE,
                        "reactionSummaries": {"LIKE": {"count": 27}},
                        "commentSummary": {"count": 9},
                    },
                    member("RESHARE", 5),
                ),
                "clickCount": 8,
                "impressionCount": 50,
                "videoViews": 6,
            },
            {"likes": 27, "comments": 9, "shares": 5, "impressions": 50, "clicks": 8, "video_views": 6},
        )
        for call, days in (
            (
                "windows of share statistics",
                [
                    statistics(
                        20_001, likeCount=3, commentCount=0, shareCount=1, impressionCount=4, clickCount=2
                    )
                ],
            ),
            (
                "a member's days",
                [
                    member(metric, 1, day=2)
                    for metric in (
                        "REACTION",
                        "COMMENT",
                        "RESHARE",
                        "IMPRESSION",
                        "LINK_CLICKS",
                        "VIDEO_PLAY",
                    )
                ],
            ),
            (
                "DMA's windows",
                [
                    content(kind, total(1), 20_001)
                    for kind in ("REACTIONS", "COMMENTS", "REPOSTS", "IMPRESSIONS", "CLICKS")
                ],
            ),
        )
    ),
    # DMA
    (
        "a total has organic and sponsored in it, and rates are no counts",
        elements(
            content("IMPRESSIONS", {**total(500), **in_parts(organic=400, sponsored=100)}),
            content("UNIQUE_IMPRESSIONS", total(300)),
            content("CLICKS", total(7)),
            content("COMMENTS", total(0)),
            content("REACTIONS", total(31)),
            content("REPOSTS", total(2)),
            content("CTR", {"totalCount": {"bigDecimal": "0.014"}}),
            content("ENGAGEMENT_RATE", {"totalCount": {"bigDecimal": "0.08"}}),
        ),
        {"impressions": 500, "clicks": 7, "comments": 0, "likes": 31, "shares": 2},
    ),
    (
        "organic and sponsored together serve where there is no total, one alone does not",
        elements(
            content("CLICKS", in_parts(organic=5, sponsored=4)),
            content("REACTIONS", in_parts(organic=5)),
            content("COMMENTS", in_parts(sponsored=5)),
            content("REPOSTS", {**total(None), **in_parts(organic=1, sponsored=0)}),
        ),
        {"clicks": 9, "shares": 1},
    ),
    (
        "windows are summed, also those in parts",
        elements(
            content("IMPRESSIONS", total(5), 20_000),
            content("IMPRESSIONS", total(6), 20_001),
            content("CLICKS", in_parts(organic=1, sponsored=2), 20_000),
            content("CLICKS", in_parts(organic=3, sponsored=4), 20_001),
        ),
        {"impressions": 11, "clicks": 10},
    ),
    (
        "a year beats its days, and the same number twice is once",
        elements(
            content("IMPRESSIONS", total(5), 20_001),
            content("IMPRESSIONS", total(90), 20_000, days=365),
            content("CLICKS", total(3)),
            content("CLICKS", total(3)),
        ),
        {"impressions": 90, "clicks": 3},
    ),
    ("a lone element of content analytics", content("REPOSTS", total(2), 20_001), {"shares": 2}),
    (
        "a page's post of the kind ugcPost over days",
        elements(
            statistics(20_000, post={"ugcPost": UGC}, likeCount=4),
            statistics(20_001, post={"ugcPost": UGC}, likeCount=5),
        ),
        {"likes": 9},
    ),
    (
        "re-keyed by URN, a window",
        {"results": {SHARE: statistics(20_000, post={}, likeCount=4)}},
        {"likes": 4},
    ),
    (
        "an element about the share without statistics does not hide those",
        elements({"share": SHARE}, statistics(likeCount=4)),
        {"likes": 4},
    ),
    (
        "the kind under type, without a window",
        elements(video("VIDEO_VIEW", 15, key="type")),
        {"video_views": 15},
    ),
    (
        "a window in one part only is not added to one in both, and no number is no part",
        elements(
            content("CLICKS", in_parts(organic=1), 20_000),
            content("CLICKS", in_parts(organic=3, sponsored=4), 20_001),
            content(
                "REPOSTS",
                {
                    "typeSpecificValue": {
                        "contentAnalyticsValue": {
                            "organicValue": {"long": 5},
                            "sponsoredValue": {"long": None},
                        }
                    }
                },
            ),
        ),
        {"clicks": 7},
    ),
    # Several calls
    (
        "a page's post from three calls: organic reactions and comments go first",
        elements(
            statistics(post={"ugcPost": UGC}, likeCount=10, commentCount=2, impressionCount=100),
            {"entity": UGC, "reactionSummaries": {"LIKE": {"count": 14}}, "commentSummary": {"count": 3}},
            video("VIDEO_VIEW", 55),
            video("VIEWER", 44),
        ),
        {"likes": 10, "comments": 2, "impressions": 100, "video_views": 55, "video_viewers": 44},
    ),
    (
        "an answer that stands beside the elements of others is read with them",
        {
            **elements(statistics(post={"ugcPost": UGC}, impressionCount=100)),
            "results": {
                UGC: {"target": UGC, "likesSummary": {"totalLikes": 6}, "commentsSummary": {"count": 1}}
            },
            "entity": UGC,
            "commentSummary": {"count": 3},
        },
        {"likes": 6, "comments": 3, "impressions": 100},
    ),
    (
        "a member's post from two: the video's numbers beside the post's",
        elements(
            member("REACTION", 3, target={"ugc": UGC}),
            member("COMMENT", 2, target={"ugcPost": UGC}),
            member("VIDEO_PLAY", 9, target=UGC),
        ),
        {"likes": 3, "comments": 2, "video_views": 9},
    ),
    (
        "of two counts of reactions, those of socialMetadata",
        {"likesSummary": {"totalLikes": 5}, "reactionSummaries": {"LIKE": {"count": 4}}},
        {"likes": 4},
    ),
    # A post that holds its counts
    (
        "its socialMetadata",
        {
            "id": SHARE,
            "author": PAGE,
            "socialMetadata": {
                "reactionSummaries": {"LIKE": {"count": 5}, "PRAISE": {"count": 2}},
                "commentSummary": {"count": 7},
            },
        },
        {"likes": 7, "comments": 7},
    ),
    (
        "its socialActions, and what is left of its socialMetadata",
        {
            "id": SHARE,
            "socialActions": {"likesSummary": {"totalLikes": 5}, "commentsSummary": {"count": 7}},
            "socialMetadata": {"commentSummary": {"count": 8}},
        },
        {"likes": 5, "comments": 8},
    ),
    ("neither of them as an object", {"id": SHARE, "socialActions": None, "socialMetadata": [1]}, {}),
    (
        "its statistics, which are no page's where an id names the post",
        elements({"id": SHARE, "author": PAGE, "totalShareStatistics": {"likeCount": 1}}),
        {"likes": 1},
    ),
    (
        "its days, which a page's longer window is no part of",
        elements(
            statistics(20_000, 30, post={}, likeCount=900),
            statistics(20_000, post={"id": SHARE}, likeCount=5),
        ),
        {"likes": 5},
    ),
    # What wraps an answer
    ("data around an answer", {"data": elements(statistics(**FULL))}, FULL_READ),
    ("a list of one in data", {"data": [elements(statistics(**FULL))], "status": 200}, FULL_READ),
    (
        "data around a map by URN",
        {"data": {SHARE: {"totalShareStatistics": {"likeCount": 3}}}},
        {"likes": 3},
    ),
    ("data that holds nothing", {"data": []}, {}),
    # A post without numbers
    (
        "a post's content has no numbers",
        {"id": SHARE, "author": PAGE, "commentary": "Hi", "createdAt": 1},
        {},
    ),
    # Ayrshare
    (
        "the object: views of the video, and reactions that are in the likes already",
        {
            "id": SHARE,
            "postUrl": f"https://www.linkedin.com/feed/update/{SHARE}",
            "analytics": {**FULL, "videoViews": 71, "reactions": {"like": 60, "praise": 1, "total": 61}},
        },
        {**FULL_READ, "video_views": 71},
    ),
    (
        "the numbers directly on the object",
        {"id": SHARE, "postUrl": "https://l.example/1", **FULL, "videoViews": 71},
        {**FULL_READ, "video_views": 71},
    ),
    (
        "a personal profile without likeCount: the sum of reactions without their total",
        {
            "id": SHARE,
            "analytics": {"commentCount": 0, "reactions": {"like": 6, "empathy": 2, "novel": 1, "total": 99}},
        },
        {"likes": 9, "comments": 0},
    ),
    (
        "Ayrshare passes viewers and watch time on, the time in milliseconds",
        {"analytics": {"videoViews": 61, "videoViewers": 48, "videoWatchTimeMs": 70_500}},
        {"video_views": 61, "video_viewers": 48, "video_watch_time_ms": 70_500},
    ),
    ("a total alone is all that is said of the reactions", {"reactions": {"total": 5}}, {"likes": 5}),
    ("no reactions are 0 likes", {"analytics": {"reactions": {}, "shareCount": None}}, {"likes": 0}),
]


@pytest.mark.parametrize(("trap", "payload", "expected"), CASES, ids=[trap for trap, _, _ in CASES])
def test_a_payload_gives_these_fields_and_no_others(
    trap: str, payload: object, expected: dict[str, int]
) -> None:
    before = copy.deepcopy(payload)
    assert numbers(payload) == expected, trap
    assert payload == before


@pytest.mark.parametrize(
    ("payload", "post_id"),
    [
        (elements(statistics()), SHARE),
        (elements(statistics(post={"ugcPost": UGC})), UGC),
        (statistics(post={"ugcPost": UGC}), UGC),
        (elements(statistics(post={})), None),
        (elements(), None),
        ({"target": SHARE, "likesSummary": {}}, SHARE),
        ({"results": {"a key": {"target": ACTIVITY}}}, ACTIVITY),
        ({"results": {ACTIVITY: {"reactionSummaries": {}}}}, ACTIVITY),
        ({"results": {"a key": {"reactionSummaries": {}}}}, None),
        # A result's own URN goes before the one that was asked for, and the two are one post.
        ({"results": {SHARE: {"target": ACTIVITY}}}, ACTIVITY),
        ({SHARE: metadata()}, ACTIVITY),
        ({SHARE: {"likesSummary": {}}}, SHARE),
        ({SHARE: {}}, SHARE),
        ({PAGE: {"likesSummary": {}}}, None),
        (metadata(), ACTIVITY),
        (elements(member("REACTION", 1, target={"share": SHARE})), SHARE),
        (elements(member("REACTION", 1, target={"ugc": UGC})), UGC),
        (elements(member("REACTION", 1, target={"ugcPost": UGC})), UGC),
        (elements(member("REACTION", 1, target=UGC)), UGC),
        (elements({"count": 1, "metricType": "REACTION"}), None),
        (elements(video("VIEWER", 1)), UGC),
        (elements(content("CLICKS", total(1))), SHARE),
        (elements({"id": SHARE, "commentary": "Hi"}), SHARE),
        ({"id": SHARE, "commentary": "Hi"}, SHARE),
        ({"id": SHARE, "socialMetadata": {"entity": ACTIVITY}, "socialActions": {"target": UGC}}, SHARE),
        ({"author": PAGE, "socialMetadata": {"entity": ACTIVITY}}, ACTIVITY),
        ({"id": SHARE, "analytics": {"likeCount": 1}}, SHARE),
        ({"id": SHARE, "analytics": {}}, SHARE),
        ({"id": SHARE, "likeCount": 1}, SHARE),
        ({"data": {"id": SHARE, "commentary": "Hi"}}, SHARE),
        ({"data": [{"id": SHARE, "likeCount": 1}]}, SHARE),
        *(({key: SHARE, "likeCount": 1}, SHARE) for key in ("share", "ugcPost", "entity", "target")),
    ],
)
def test_the_post_id_is_the_urn_that_the_payload_includes(payload: object, post_id: str | None) -> None:
    post = normalize_platform("linkedin", payload)
    assert (post.platform, post.platform_post_id, post.post_url) == ("linkedin", post_id, None)


@pytest.mark.parametrize("fields", [{"analytics": {"likeCount": 1}}, {"likeCount": 1}, {"analytics": None}])
def test_the_url_is_the_one_that_ayrshare_adds(fields: dict[str, Any]) -> None:
    url = f"https://www.linkedin.com/feed/update/{SHARE}"
    post = normalize_platform("linkedin", {"id": SHARE, "postUrl": url, **fields})
    assert (post.platform_post_id, post.post_url) == (SHARE, url)


@pytest.mark.parametrize(
    ("payload", "posts"),
    [
        (elements(statistics(), statistics(post={"ugcPost": UGC})), 2),
        (
            elements(
                statistics(), statistics(post={"share": f"{SHARE}2"}), statistics(post={"share": f"{SHARE}3"})
            ),
            3,
        ),
        (elements(statistics(post={"ugcPost": UGC}), statistics(post={"ugcPost": f"{UGC}2"})), 2),
        # Also where one's window lies within the other's.
        (elements(statistics(20_000, 9), statistics(20_001, post={"share": f"{SHARE}2"})), 2),
        (elements(video("VIEWER", 1, 20_000, 9), {**video("VIEWER", 1, 20_001), "entity": SHARE}), 2),
        (elements(member("REACTION", 1), member("REACTION", 2, target={"ugc": UGC})), 2),
        (elements(member("REACTION", 1), member("REACTION", 2, target=UGC)), 2),
        (elements(member("REACTION", 1), member("COMMENT", 2, target={"ugcPost": UGC})), 2),
        (elements(content("CLICKS", total(1)), {**content("CLICKS", total(1)), "sourceEntity": UGC}), 2),
        (elements({"target": SHARE}, {"target": UGC}), 2),
        # The share and the activity of one post have different numbers.
        (elements(statistics(), metadata(reactionSummaries={})), 2),
        ({**elements(statistics()), "results": {UGC: {"target": UGC}}}, 2),
        (elements({"id": SHARE}, {"id": UGC}), 2),
        ({"results": {SHARE: {"likesSummary": {}}, UGC: {"likesSummary": {}}, ACTIVITY: {}}}, 3),
        ({SHARE: {"likesSummary": {}}, UGC: {}, ACTIVITY: None}, 2),
        ({"data": [statistics(), statistics()]}, 2),
        *(({"data": data}, 2) for one in [elements({"id": SHARE}, {"id": UGC})] for data in (one, [one])),
        ([statistics(), statistics()], 2),
    ],
)
def test_several_posts_are_refused_and_counted(payload: object, posts: int) -> None:
    with pytest.raises(SeveralPosts) as refused:
        normalize_platform("linkedin", payload)
    assert refused.value.posts == posts


def test_a_batch_of_several_says_where_they_are() -> None:
    with pytest.raises(SeveralPosts, match="^linkedin: results: expected one post, got 2$"):
        normalize_platform("linkedin", {"results": {SHARE: {}, UGC: {}, ACTIVITY: None}})
    with pytest.raises(SeveralPosts, match="^linkedin: payload: expected one post, got 2$"):
        normalize_platform("linkedin", {SHARE: {}, UGC: {}})


def test_an_element_with_both_urns_is_one_post() -> None:
    both = statistics(post={"share": SHARE, "ugcPost": UGC}, likeCount=1)
    assert normalize_platform("linkedin", elements(both)).platform_post_id == SHARE


@pytest.mark.parametrize(
    ("payload", "path"),
    [
        (elements(statistics(likeCount="many")), "elements[0].totalShareStatistics.likeCount"),
        ({"data": [statistics(likeCount=1.5)]}, "data[0].totalShareStatistics.likeCount"),
        (elements({}, statistics(20_000, clickCount=True)), "elements[1].totalShareStatistics.clickCount"),
        (statistics(likeCount=1.5), "totalShareStatistics.likeCount"),
        (
            {"results": {UGC: {"likesSummary": {"totalLikes": "1.5"}}}},
            f"results.{UGC}.likesSummary.totalLikes",
        ),
        ({UGC: {"likesSummary": {"totalLikes": "1.5"}}}, f"{UGC}.likesSummary.totalLikes"),
        (
            {"socialMetadata": {}, "socialActions": {"likesSummary": {"totalLikes": "x"}}},
            "socialActions.likesSummary.totalLikes",
        ),
        (metadata(reactionSummaries={"LIKE": {"count": "x"}}), "reactionSummaries.LIKE.count"),
        (metadata(reactionSummaries=[{"count": 1}, {"count": "x"}]), "reactionSummaries[1].count"),
        (metadata(commentSummary={"count": float("nan")}), "commentSummary.count"),
        (elements(member("REACTION", 1), member("COMMENT", False)), "elements[COMMENT].count"),
        (member("COMMENT", "x"), "count"),
        (elements(video("TIME_WATCHED", "1e3", 20_000)), "elements[TIME_WATCHED].value"),
        (elements(content("CLICKS", total("x"))), "elements[CLICKS].metric.value.totalCount.long"),
        ({"id": SHARE, "analytics": {"likeCount": "x"}}, "analytics.likeCount"),
        ({"id": SHARE, "analytics": {"commentCount": "x"}}, "analytics.commentCount"),
        ({"id": SHARE, "analytics": {"reactions": {"like": "x", "praise": 1}}}, "analytics.reactions.like"),
        ({"id": SHARE, "shareCount": [], "clickCount": "x"}, "clickCount"),
    ],
)
def test_a_malformed_number_is_found_in_the_callers_own_payload(payload: object, path: str) -> None:
    with pytest.raises(MalformedPayload) as malformed:
        normalize_platform("linkedin", payload)
    assert [error.path for error in malformed.value.exceptions] == [path]


def test_no_number_stands_for_another_and_no_zero_is_doubted() -> None:
    assert numbers(elements(statistics(likeCount=-1, impressionCount=0, clickCount=0))) == {
        "likes": -1,
        "impressions": 0,
        "clicks": 0,
    }


@pytest.mark.parametrize(
    ("payload", "status"),
    [
        ({"status": 403, "serviceErrorCode": 100, "message": "Not enough permissions"}, "failed"),
        ({"results": {}, "statuses": {SHARE: 404}, "errors": {SHARE: {"status": 404}}}, "failed"),
        ({"results": {}, "statuses": {}, "errors": {}}, "absent"),
    ],
)
def test_an_error_in_place_of_fieldsexplains_why_there_are_none(payload: object, status: str) -> None:
    cells = explain_platform("linkedin", payload).cells
    assert (cells.likes.status, cells.views.status) == (status, "never")


def test_engagement_is_never_a_rate_and_saving_is_no_bookmark() -> None:
    cells = explain_platform("linkedin", elements(statistics(**FULL))).cells
    never = {name for name, cell in cells.items() if cell.status == "never"}
    assert never == {"views", "engagement", "bookmarks", "quotes"}


def test_every_metric_is_defined_in_one_sentence() -> None:
    assert MAPPER.definitions is not None
    for definition in dict(MAPPER.definitions.items()).values():
        assert definition.endswith(".")
        assert definition.count(". ") == 0


def test_one_list_holds_the_elements_then_the_result_then_the_answer_itself() -> None:
    first, result = {"share": SHARE}, {"target": UGC}
    post = {"elements": [first, None, 5], "results": {UGC: result, "none": None}}
    shape = one_list(post)
    assert shape.post["elements"] == [first, None, 5, {"urn": UGC, "target": UGC}, post]
    assert shape.origins == {
        ("elements", 3): ("results", UGC),
        ("elements", 4): (),
    }
    assert shape.doubts == {}


def test_one_list_takes_only_the_fields_of_a_covered_element() -> None:
    wide, day = statistics(20_000, 9, likeCount=9), statistics(20_001, likeCount=1)
    assert _list([day, wide])[:2] == [{key: day[key] for key in day if key != "totalShareStatistics"}, wide]


def _list(items: list[object]) -> list[Any]:
    laid_out = one_list({"elements": items}).post["elements"]
    assert isinstance(laid_out, list)
    return laid_out


HOSTILE: list[Any] = [
    None,
    "",
    "text",
    0,
    -1,
    True,
    1.5,
    float("nan"),
    float("inf"),
    10**5000,
    [],
    {},
    [[]],
    [{}],
    {"": {}},
    [None],
    {"a": [{}]},
]
KEYS = (
    "elements",
    "results",
    "reactions",
    "analytics",
    "errors",
    "message",
    "share",
    "ugcPost",
    "targetEntity",
    "entity",
    "target",
    "sourceEntity",
    "metricType",
    "statisticsType",
    "type",
    "timeRange",
    "dateRange",
    "metric",
    "value",
    "count",
    "totalShareStatistics",
    "reactionSummaries",
    "likesSummary",
    "commentsSummary",
    "commentSummary",
    "socialMetadata",
    "socialActions",
)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_one_list_survives_anything_and_leaves_it_as_it_was(key: str, value: Any) -> None:
    good = {**statistics(20_000, likeCount=1), **member("REACTION", 1, 1), "results": {}}
    for post in (
        {**good, key: value},
        {"elements": [{**good, key: value}, good]},
        {"results": {SHARE: {**good, key: value}}},
    ):
        before = copy.deepcopy(post)
        assert isinstance(one_list(post).post["elements"], list)
        assert repr_of(post) == repr_of(before)


def repr_of(value: object) -> object:
    """NaN is not equal to itself, and a number of 5,000 digits is not written."""
    if isinstance(value, dict):
        return {key: repr_of(each) for key, each in value.items()}
    if isinstance(value, list):
        return [repr_of(each) for each in value]
    return str(value) if isinstance(value, float) else value


@pytest.mark.parametrize("moment", HOSTILE, ids=range(len(HOSTILE)))
def test_a_window_that_cannot_be_read_covers_nothing_but_itself(moment: Any) -> None:
    wide = {**statistics(20_000, 9), "timeRange": {"start": moment, "end": {"year": 2026, "month": 1}}}
    assert covered_windows([wide, statistics(20_001, likeCount=1)]) == set()


@pytest.mark.parametrize(
    ("items", "covered"),
    [
        (
            [video("VIEWER", 1, 1, 7), video("VIEWER", 1, 1), video("VIEWER", 1, 7), video("VIEWER", 1, 8)],
            {1, 2},
        ),
        ([video("VIEWER", 1, 1), video("VIEWER", 1, 1, 7)], {0}),
        ([video("VIEWER", 1, 1), video("VIEWER", 1, 1)], {1}),
        ([video("VIEWER", 1, 1, 7), video("VIEWER", 1, 5, 7)], set()),
        ([video("VIEWER", 1, 1, 7), video("VIDEO_VIEW", 1, 1)], set()),
        ([video("VIEWER", 1, 1, 7), video("viewer", 1, 1, key="type")], {1}),
        ([video("VIEWER", None, 1, 7), video("VIEWER", 1, 1)], set()),
        ([video("VIEWER", 1), video("VIEWER", 1, 1)], set()),
        ([member({OLD_METRIC_TYPE: "REACTION"}, 1, 1, 7), member("REACTION", 1, 2)], {1}),
        # Days are not compared with milliseconds.
        ([member("VIEWER", 1, 1, 7), video("VIEWER", 1, 1)], set()),
        (
            [
                content("CLICKS", total(1), 1, 7),
                content("CLICKS", total(1), 2),
                content("COMMENTS", total(1), 2),
            ],
            {1},
        ),
        (
            [statistics(1, 7), statistics(2), statistics(2, post={}), statistics(2, post={"ugcPost": UGC})],
            {1},
        ),
        # One after another, of whatever metric; one that goes backwards is within what is before it.
        (
            [video("VIEWER", 1, 1), member("REACTION", 1, 2), video("VIEWER", 1, 3), video("VIEWER", 1, 3)],
            {3},
        ),
        ([video("VIEWER", 1, 1), video("VIEWER", 1, 2, 7), video("VIEWER", 1, 9, -3)], {2}),
        ([None, 5, [], {}], set()),
    ],
)
def test_a_window_within_another_of_the_same_metric_is_covered(
    items: list[object], covered: set[int]
) -> None:
    assert covered_windows(items) == covered


@pytest.mark.parametrize("write", [str, float])
def test_the_bounds_of_a_window_may_be_text_or_floats(write: Callable[[int], object]) -> None:
    def bounds(element: dict[str, Any], key: str) -> dict[str, Any]:
        window = {bound: written(moment) for bound, moment in element[key].items()}
        return {**element, key: window}

    def written(moment: Any) -> object:
        return (
            {key: write(part) for key, part in moment.items()} if isinstance(moment, dict) else write(moment)
        )

    for key, wide, day in (
        ("timeRange", statistics(20_000, 2, likeCount=9), statistics(20_001, likeCount=4)),
        ("dateRange", member("REACTION", 9, 9, days=2), member("REACTION", 4, 10)),
    ):
        assert covered_windows([bounds(wide, key), bounds(day, key)]) == {1}
        assert covered_windows([bounds(wide, key), day]) == {1}


@pytest.mark.parametrize("bound", ["1e3", "-5", "", "9" * 5000, 1.5, float("inf")])
def test_a_bound_that_is_no_whole_number_is_none(bound: object) -> None:
    wide = {**statistics(20_000, 9, likeCount=9), "timeRange": {"start": bound, "end": 10**15}}
    assert covered_windows([wide, statistics(20_001, likeCount=1)]) == set()
