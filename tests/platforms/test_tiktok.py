from __future__ import annotations

import pytest

from postmetrics import MalformedPayload, MalformedValue, SeveralPosts, normalize_platform
from postmetrics.metrics import NAMES
from postmetrics.path import find, write
from postmetrics.platforms.tiktok import MAPPER


def numbers(payload: object) -> dict[str, object]:
    return dict(normalize_platform("tiktok", payload).metrics.items())


def all_thirteen(**reported: object) -> dict[str, object]:
    assert set(reported) <= set(NAMES)
    return dict.fromkeys(NAMES, None) | reported


def malformed_paths(payload: object) -> list[str]:
    with pytest.raises(MalformedPayload) as caught:
        normalize_platform("tiktok", payload)
    return [error.path for error in caught.value.exceptions if isinstance(error, MalformedValue)]


def failures(payload: object) -> list[str]:
    return [write(where) for path in MAPPER.failures for where, _ in find(path, payload, payload)]


DISPLAY = {
    "data": {
        "videos": [
            {
                "id": "7533000000000000101",
                "create_time": 1760000000,
                "share_url": "https://www.tiktok.com/@nord/video/7533000000000000101?utm_campaign=tt4d",
                "embed_link": "https://www.tiktok.com/embed/v2/7533000000000000101",
                "duration": 34,
                "height": 1024,
                "width": 576,
                "like_count": 57,
                "comment_count": 4,
                "share_count": 2,
                "view_count": 1893,
            }
        ],
        "cursor": 1760000000000,
        "has_more": False,
    },
    "error": {"code": "ok", "message": "", "log_id": "20261001"},
}

BUSINESS = {
    "code": 0,
    "message": "OK",
    "request_id": "20261001A",
    "data": {
        "videos": [
            {
                "item_id": "7533000000000000202",
                "create_time": "1760000000",
                "share_url": "https://www.tiktok.com/@nord/video/7533000000000000202",
                "embed_url": "https://www.tiktok.com/embed/v2/7533000000000000202",
                "media_type": "VIDEO",
                "video_duration": 21.4,
                "video_views": 6120,
                "likes": 410,
                "comments": 33,
                "shares": 52,
                "favorites": 18,
                "reach": 5544,
                "total_time_watched": 587.024,
                "average_time_watched": 5.6,
                "full_video_watched_rate": 0.31,
                "profile_views": 99,
                "new_followers": 7,
                "lead_submissions": 3,
                "website_clicks": 5,
                "app_download_clicks": 2,
                "impression_sources": [{"impression_source": "For You", "percentage": 0.91}],
                "video_view_retention": [{"second": "1", "percentage": 0.7}],
            }
        ],
        "cursor": 1760000000000,
        "has_more": False,
    },
}

TCM = {
    "code": 0,
    "data": {
        "insights": [
            {
                "dimensions": {"order_id": "77001"},
                "metrics": {
                    "video_id": "7533000000000000404",
                    "video_views": "80200",
                    "video_views_organic": "50200",
                    "video_views_paid": "30000",
                    "likes": "911",
                    "comments": 41,
                    "shares": 12,
                    "favorites": 64,
                    "reach": "70111",
                    "reach_organic": 50001,
                    "engagement_count": 964,
                    "engagement_rate": 0.012,
                    "total_play_time": "350900",
                    "average_view_time": 4.4,
                    "two_seconds_views": 0.8,
                    "six_seconds_views": 0.4,
                    "ad_impressions": 31000,
                    "ad_clicks": 222,
                    "video_boosted_date": "1970-01-01",
                    "anchor_metrics": {"anchor_views": 400, "anchor_clicks": 15, "anchor_unique_clicks": 14},
                    "daily_stats": [
                        {"date": "2026-09-01", "views": 600, "likes": 4, "reach": 500},
                        {"date": "2026-09-02", "views": 700, "likes": 5, "reach": 650},
                    ],
                },
            }
        ]
    },
}

AYRSHARE = {
    "id": "v_pub_url~v2.7533",
    "postUrl": "https://www.tiktok.com/@nord/video/7533000000000000505",
    "analytics": {
        "itemId": "7533000000000000505",
        "mediaType": "VIDEO",
        "likeCount": 31,
        "commentsCount": 0,
        "shareCount": 6,
        "videoViews": 702,
        "reach": 655,
        "totalTimeWatched": 4021.5,
        "averageTimeWatched": 5.7,
        "fullVideoWatchedRate": 0.2,
        "url": "https://www.tiktok.com/@nord/video/7533000000000000505",
        "embedUrl": "https://www.tiktok.com/embed/v2/7533000000000000505",
        "thumbnailWidth": 720,
    },
    "lastUpdated": "2026-10-01T10:00:00Z",
}

CASES: list[tuple[str, object, dict[str, object]]] = [
    (
        "the Display API knows four counts, and a view of a video is a play of it",
        DISPLAY,
        {"likes": 57, "comments": 4, "shares": 2, "views": 1893, "video_views": 1893},
    ),
    *(
        (
            f"the Display API's first version names them alike, in {listed}",
            {"data": {"err_code": 0, listed: [{"id": "7533000000000000102", "like_count": 3}]}, "extra": {}},
            {"likes": 3},
        )
        for listed in ("videos", "video_list")
    ),
    *(
        (
            "one video in data, or a list of it",
            {"data": data, "error": {"code": "ok"}},
            {"likes": 3, "views": 48, "video_views": 48},
        )
        for video in [{"id": "7533000000000000105", "like_count": 3, "view_count": 48}]
        for data in (video, [video])
    ),
    (
        "another spelling of the Research API's saves",
        {"id": "7533000000000000302", "favourites_count": 5},
        {"saves": 5},
    ),
    (
        "a counter that was not asked for, or is not there yet, is not 0",
        {"data": {"videos": [{"id": "7533000000000000103", "view_count": 0}]}, "error": {"code": "ok"}},
        {"views": 0, "video_views": 0},
    ),
    (
        "the Accounts API's watch time is in seconds, and its clicks come only in parts",
        BUSINESS,
        {
            "likes": 410,
            "comments": 33,
            "shares": 52,
            "views": 6120,
            "video_views": 6120,
            "video_viewers": 5544,
            "video_watch_time_ms": 587_024,
            "clicks": 7,
            "saves": 18,
        },
    ),
    (
        "every click part counts, and a lead is no click",
        {
            "item_id": "7533000000000000203",
            "website_clicks": 1,
            "phone_number_clicks": 20,
            "app_download_clicks": 300,
            "email_clicks": 4000,
            "address_clicks": 50000,
            "lead_submissions": 600_000,
        },
        {"clicks": 54_321},
    ),
    (
        "click parts that are not computed leave the others to be summed",
        {"item_id": "7533000000000000204", "website_clicks": -1, "email_clicks": 2, "address_clicks": None},
        {"clicks": 2},
    ),
    (
        "a click part that is 0 is a reported 0",
        {"item_id": "7533000000000000205", "email_clicks": 0},
        {"clicks": 0},
    ),
    (
        "after a quiet week reach and watch time are null",
        {
            "item_id": "7533000000000000206",
            "video_views": 45,
            "likes": 2,
            "reach": None,
            "total_time_watched": "",
        },
        {"likes": 2, "views": 45, "video_views": 45},
    ),
    (
        "after a quiet week reach and watch time of 0 cannot be true beside views",
        {"item_id": "7533000000000000207", "video_views": 45, "reach": 0, "total_time_watched": 0.0},
        {"views": 45, "video_views": 45},
    ),
    (
        "reach and watch time of 0 beside no views are 0",
        {"item_id": "7533000000000000208", "video_views": 0, "reach": 0, "total_time_watched": 0},
        {"views": 0, "video_views": 0, "video_viewers": 0, "video_watch_time_ms": 0},
    ),
    (
        "reach and watch time of 0 without views to doubt them are 0",
        {"item_id": "7533000000000000209", "reach": 0, "total_time_watched": 0},
        {"video_viewers": 0, "video_watch_time_ms": 0},
    ),
    (
        "-1 stands for not computed, as a number and as text, in every field",
        {
            "item_id": "7533000000000000210",
            "video_views": 12,
            "likes": "-1",
            "comments": -1,
            "shares": 0,
            "favorites": -1,
            "reach": "-1",
            "total_time_watched": -1.0,
            "website_clicks": -1,
        },
        {"shares": 0, "views": 12, "video_views": 12},
    ),
    (
        "a negative count that is no sentinel is passed on",
        {"item_id": "7533000000000000211", "likes": -2},
        {"likes": -2},
    ),
    (
        "half milliseconds are rounded to even, after the exact conversion",
        {"item_id": "7533000000000000212", "total_time_watched": 0.0025},
        {"video_watch_time_ms": 2},
    ),
    (
        "a photo post has views, and no number of a video",
        {
            "item_id": "7533000000000000213",
            "media_type": "PHOTO",
            "video_views": 310,
            "likes": 9,
            "favorites": 1,
            "reach": 280,
            "total_time_watched": 17.5,
        },
        {"likes": 9, "views": 310, "saves": 1},
    ),
    (
        "the media type is read in any case",
        {"item_id": "7533000000000000214", "media_type": "photo", "video_views": 8, "reach": 7},
        {"views": 8},
    ),
    (
        "a post of no duration is a photo post",
        {"id": "7533000000000000104", "duration": 0, "view_count": 77, "like_count": 5},
        {"likes": 5, "views": 77},
    ),
    (
        "a post of no duration is a photo post, under the Research API's name for it",
        {"id": 7533000000000000302, "video_duration": 0, "view_count": 78},
        {"views": 78},
    ),
    (
        "the Research API has saves, under a name of its own",
        {
            "data": {
                "videos": [
                    {
                        "id": 7533000000000000301,
                        "username": "nord",
                        "video_duration": 12,
                        "view_count": 40_411,
                        "like_count": 3310,
                        "comment_count": 0,
                        "share_count": 88,
                        "favorites_count": 301,
                    }
                ],
                "search_id": "9901",
                "cursor": 100,
            },
            "error": {"code": "ok", "message": ""},
        },
        {"likes": 3310, "comments": 0, "shares": 88, "views": 40_411, "video_views": 40_411, "saves": 301},
    ),
    (
        "a TCM report has totals that beat its days and parts, counts as text, and an engagement count",
        TCM,
        {
            "likes": 911,
            "comments": 41,
            "shares": 12,
            "views": 80_200,
            "video_views": 80_200,
            "video_viewers": 70_111,
            "video_watch_time_ms": 350_900_000,
            "engagement": 964,
            "clicks": 15,
            "saves": 64,
        },
    ),
    (
        "one insight of a TCM report is read without its wrapper",
        {"dimensions": {"order_id": "77002"}, "metrics": {"video_id": "75330004", "likes": 6}},
        {"likes": 6},
    ),
    (
        "a TTO report holds the same numbers in `videos`",
        {"code": 0, "data": {"videos": [{"video_id": "75330", "video_views": "31", "total_play_time": 60}]}},
        {"views": 31, "video_views": 31, "video_watch_time_ms": 60_000},
    ),
    (
        "a TTO post list holds them in `posts`",
        {"code": 0, "data": {"posts": [{"video_id": "75330006", "favorites": 2, "engagement_rate": 0.5}]}},
        {"saves": 2},
    ),
    (
        "days are summed where a total is missing, but one person may be in several of them",
        {
            "video_id": "75330007",
            "likes": 100,
            "daily_stats": [
                {"date": "2026-09-01", "views": 600, "likes": 4, "comments": 1, "reach": 500},
                {"date": "2026-09-02", "views": 700, "likes": 5, "reach": 650},
            ],
        },
        {"likes": 100, "comments": 1, "views": 1300, "video_views": 1300},
    ),
    (
        "the reach of a single day is not that of the post",
        {"video_id": "75330008", "daily_stats": [{"date": "2026-09-01", "reach": 500, "shares": 3}]},
        {"shares": 3},
    ),
    (
        "organic and paid parts are added only where both are there and the total is not",
        {
            "video_id": "75330009",
            "likes_organic": 10,
            "likes_paid": 5,
            "comments_organic": 3,
            "shares": 1,
            "shares_organic": 8,
            "shares_paid": 9,
            "reach_organic": 70,
            "reach_paid": 60,
        },
        {"likes": 15, "shares": 1},
    ),
    (
        "a total that is not computed gives way to its parts",
        {"video_id": "75330010", "likes": -1, "likes_organic": 2, "likes_paid": 1},
        {"likes": 3},
    ),
    (
        "rates, and what advertisements did, fill nothing",
        {
            "video_id": "75330011",
            "engagement_rate": 0.2,
            "two_seconds_views": 0.9,
            "six_seconds_views": 1,
            "ad_impressions": 500,
            "ad_clicks": 40,
            "profile_views": 12,
        },
        {},
    ),
    (
        "Ayrshare writes likes and shares in the singular and comments in the plural",
        AYRSHARE,
        {
            "likes": 31,
            "comments": 0,
            "shares": 6,
            "views": 702,
            "video_views": 702,
            "video_viewers": 655,
            "video_watch_time_ms": 4_021_500,
        },
    ),
    (
        "Ayrshare's history has the same names on the post itself",
        {
            "posts": [
                {
                    "id": "75330012",
                    "likeCount": 8,
                    "videoViews": 90,
                    "reach": 0,
                    "totalTimeWatched": 0,
                    "videoDuration": 9.5,
                }
            ]
        },
        {"likes": 8, "views": 90, "video_views": 90},
    ),
    (
        "Ayrshare's photo posts have no number of a video",
        {"analytics": {"itemId": "75330013", "mediaType": "Photo", "videoViews": 5, "reach": 4}},
        {"views": 5},
    ),
    (
        "a video whose length is not known yet is no photo",
        {"item_id": "7", "media_type": "VIDEO", "video_duration": 0, "video_views": 5, "reach": 4},
        {"views": 5, "video_views": 5, "video_viewers": 4},
    ),
    (
        "and so through Ayrshare",
        {"analytics": {"mediaType": "video", "videoDuration": 0, "videoViews": 5, "reach": 4}},
        {"views": 5, "video_views": 5, "video_viewers": 4},
    ),
    (
        "Ayrshare may pass favorites on, under either name",
        {"analytics": {"itemId": "75330014", "favoritesCount": 3}},
        {"saves": 3},
    ),
    (
        "the names of the Accounts API go before Ayrshare's",
        {"likes": 1, "likeCount": 9, "comments": 2, "commentsCount": 9, "shares": 3, "shareCount": 9}
        | {"video_views": 4, "videoViews": 9, "favorites": 5, "favorites_count": "x", "media_type": "VIDEO"},
        {"likes": 1, "comments": 2, "shares": 3, "views": 4, "video_views": 4, "saves": 5},
    ),
    (
        "comments may be in the singular as likes and shares are, and a count of engagement is one",
        {"likeCount": 1, "commentCount": 2, "shareCount": 3, "engagementCount": 6, "engagementRate": 0.5},
        {"likes": 1, "comments": 2, "shares": 3, "engagement": 6},
    ),
    (
        "a count of the account is not one of the post",
        {"analytics": {"likeCountTotal": 900, "viewCountTotal": 8000}, "likes_count": 900},
        {},
    ),
    (
        "a video that was not found reports nothing",
        {"data": {"videos": []}, "error": {"code": "ok", "message": ""}},
        {},
    ),
    (
        "an error of the Display API reports nothing",
        {"data": {}, "error": {"code": "access_token_invalid", "message": "The access token is invalid"}},
        {},
    ),
    (
        "an error of TikTok API for Business reports nothing",
        {"code": 40105, "message": "Access token is incorrect or has been revoked.", "data": {}},
        {},
    ),
    (
        "an object or a list where a number is looked for is another dialect's field",
        {"id": "75330015", "likes": {"count": 4}, "comments": ["great"], "view_count": 6},
        {"views": 6, "video_views": 6},
    ),
]


@pytest.mark.parametrize(("trap", "payload", "expected"), CASES, ids=[case[0] for case in CASES])
def test_reports(trap: str, payload: object, expected: dict[str, object]) -> None:
    assert numbers(payload) == all_thirteen(**expected), trap


@pytest.mark.parametrize(
    ("rule", "payload", "post_id"),
    [
        ("Display's id", DISPLAY, "7533000000000000101"),
        ("the Accounts API's item_id", BUSINESS, "7533000000000000202"),
        ("TCM's video_id", TCM, "7533000000000000404"),
        ("an id above 2^53 as a number is exact", {"id": 7533000000000000301}, "7533000000000000301"),
        ("the id in data, and not beside it", {"id": "9", "data": {"id": "75330510"}}, "75330510"),
        ("an older Research video_id as a number", {"video_id": 7533000000000000303}, "7533000000000000303"),
        (
            "a TTO report has it beside the numbers",
            {"data": {"videos": [{"video_info": {"video_id": "75330508"}}]}},
            "75330508",
        ),
        *(
            ("a TCM report may have it among the dimensions", wrapped, "75330509")
            for insight in [
                {"dimensions": {"order_id": "1", "video_id": "75330509"}, "metrics": {"likes": 1}}
            ]
            for wrapped in ({"data": {"insights": [insight]}}, {"insights": [insight]}, insight)
        ),
        ("an id that lost its last digits is none", {"id": 7.533e18}, None),
        ("Ayrshare's itemId goes before an id that may be the upload's", AYRSHARE, "7533000000000000505"),
        ("Ayrshare's itemId on the post itself", {"id": "v_pub_url~1", "itemId": "75330506"}, "75330506"),
        ("Ayrshare's id without an itemId", {"id": "75330507", "analytics": {"likeCount": 1}}, "75330507"),
        ("Ayrshare's id beside no analytics", {"id": "7508", "postUrl": "u", "analytics": {}}, "7508"),
        ("the order is not the video", {"dimensions": {"order_id": "1"}, "metrics": {"likes": 1}}, None),
        ("neither is the request", {"code": 0, "request_id": "r", "data": {"videos": []}}, None),
    ],
)
def test_post_id_is_what_the_payload_includes(rule: str, payload: object, post_id: str | None) -> None:
    assert normalize_platform("tiktok", payload).platform_post_id == post_id, rule


@pytest.mark.parametrize(
    ("rule", "payload", "url"),
    [
        (
            "share_url stays as it came, query and all",
            DISPLAY,
            "https://www.tiktok.com/@nord/video/7533000000000000101?utm_campaign=tt4d",
        ),
        ("an address to embed is no URL", {"embed_url": "https://e", "embed_link": "https://e"}, None),
        ("none is made up from username and id", {"id": 75330305, "username": "nord"}, None),
        ("Ayrshare's postUrl around the analytics", AYRSHARE, AYRSHARE["postUrl"]),
        ("Ayrshare's postUrl in the analytics", {"analytics": {"postUrl": "https://in"}}, "https://in"),
        ("Ayrshare's postUrl on the post itself", {"likeCount": 1, "postUrl": "https://on"}, "https://on"),
        ("Ayrshare's postUrl beside no analytics", {"postUrl": "https://by", "analytics": {}}, "https://by"),
    ],
)
def test_post_url_is_what_the_payload_includes(rule: str, payload: object, url: str | None) -> None:
    assert normalize_platform("tiktok", payload).post_url == url, rule


@pytest.mark.parametrize(
    ("payload", "path", "posts"),
    [
        ({"data": {"videos": [{"id": "1"}, {"id": "2"}, {"id": "3"}]}}, "data.videos", 3),
        ({"data": {"posts": [{"video_id": "1"}, {"video_id": "2"}]}}, "data.posts", 2),
        ({"videos": [{"item_id": "1"}, {"item_id": "2"}]}, "videos", 2),
        ({"data": {"video_list": [{"id": "1"}, {"id": "2"}]}}, "data.video_list", 2),
        ({"data": [{"id": "1"}, {"id": "2"}]}, "data", 2),
        *(
            ({"data": {listed: [{"id": 1}, {"id": 2}]}}, f"data.{listed}", 2)
            for listed in (
                "pinned_videos_list",
                "user_liked_videos",
                "user_reposted_videos",
                "reposted_videos",
            )
        ),
        ({"posts": [{"id": "1"}, {"id": "2"}]}, "posts", 2),
        ([{"id": "1"}, {"id": "2"}], "", 2),
    ],
)
def test_several_posts_are_refused_and_counted(payload: object, path: str, posts: int) -> None:
    with pytest.raises(SeveralPosts) as caught:
        normalize_platform("tiktok", payload)
    assert (caught.value.path, caught.value.posts) == (path, posts)


def test_several_insights_are_refused_and_counted() -> None:
    insight = TCM["data"]["insights"][0]  # type: ignore[index]
    with pytest.raises(SeveralPosts, match="expected one post, got 2"):
        normalize_platform("tiktok", {"data": {"insights": [insight, insight]}})


@pytest.mark.parametrize(
    ("payload", "path"),
    [
        ({"data": {"videos": [{"like_count": "1.2K"}]}}, "data.videos[0].like_count"),
        ({"data": {"like_count": "1.2K"}}, "data.like_count"),
        ({"data": {"videos": [{"view_count": True}]}}, "data.videos[0].view_count"),
        ({"data": {"insights": [{"metrics": {"reach": 3.5}}]}}, "data.insights[0].metrics.reach"),
        ({"data": {"posts": [{"favorites": "many"}]}}, "data.posts[0].favorites"),
        ({"total_time_watched": float("nan")}, "total_time_watched"),
        ({"website_clicks": 1, "email_clicks": "2.5"}, "email_clicks"),
        ({"daily_stats": [{"likes": 1}, {"likes": "two"}]}, "daily_stats[1].likes"),
        ({"anchor_metrics": {"anchor_clicks": "x"}}, "anchor_metrics.anchor_clicks"),
        ({"analytics": {"commentsCount": "off"}}, "analytics.commentsCount"),
    ],
)
def test_malformed_value_is_shown_where_the_caller_has_it(payload: object, path: str) -> None:
    assert malformed_paths(payload) == [path]


def test_value_after_the_one_that_counts_is_not_read() -> None:
    assert numbers({"like_count": 1, "likes": "n/a"})["likes"] == 1


def test_malformed_video_number_of_a_photo_post_is_not_read() -> None:
    assert numbers({"media_type": "PHOTO", "reach": "n/a", "views": 1}) == all_thirteen()


@pytest.mark.parametrize("views", ["view_count", "video_views", "videoViews"])
def test_every_name_of_views_makes_a_0_beside_it_untrue(views: str) -> None:
    assert numbers({views: 5, "reach": 0, "total_time_watched": 0}) == all_thirteen(views=5, video_views=5)


@pytest.mark.parametrize("views", ["views", "video_views"])
def test_views_of_single_days_make_a_0_beside_them_untrue(views: str) -> None:
    assert numbers({"reach": 0, "daily_stats": [{views: 2}]}) == all_thirteen(views=2, video_views=2)


def test_parts_of_views_make_a_0_beside_them_untrue() -> None:
    parts = {"video_views_organic": 10, "video_views_paid": 5}
    assert numbers({**parts, "reach": 0, "total_play_time": 0}) == all_thirteen(views=15, video_views=15)
    for part in parts:
        assert numbers({part: 5, "reach": 0}) == all_thirteen()


def test_organic_and_paid_parts_of_the_lifetime_beat_days() -> None:
    payload = {"likes_organic": 5, "likes_paid": 1, "daily_stats": [{"likes": 2}]}
    assert numbers(payload) == all_thirteen(likes=6)


@pytest.mark.parametrize(
    "payload",
    [
        {"videos": [{"likes": 4}]},
        {"video_list": [{"likes": 4}]},
        {"posts": [{"likes": 4}]},
        {"insights": [{"metrics": {"likes": 4}}]},
    ],
)
def test_post_is_found_without_the_outermost_wrapper(payload: object) -> None:
    assert numbers(payload) == all_thirteen(likes=4)


@pytest.mark.parametrize(
    ("payload", "paths"),
    [
        (DISPLAY, []),
        (BUSINESS, []),
        ({"code": "0", "message": "OK"}, []),
        (AYRSHARE, []),
        *(({"data": {"videos": []}, "error": {"code": code, "message": ""}}, []) for code in (0, "0", "OK")),
        ({"data": {}, "error": {"code": "scope_not_authorized", "message": "no"}}, ["error"]),
        ({"code": 40105, "message": "Access token is incorrect", "data": {}}, ["message"]),
    ],
)
def test_only_an_answer_that_failed_has_a_failure(payload: object, paths: list[str]) -> None:
    assert failures(payload) == paths


def test_impressions_bookmarks_and_quotes_are_never_filled() -> None:
    payload = {"id": "1", "impressions": 5, "bookmarks": 6, "quotes": 7, "repost_count": 8}
    assert numbers(payload) == all_thirteen()


def test_every_metric_is_defined_in_one_sentence() -> None:
    assert MAPPER.definitions is not None
    for name, sentence in MAPPER.definitions.items():
        assert sentence.endswith("."), name
        assert "\n" not in sentence, name
