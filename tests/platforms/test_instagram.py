from __future__ import annotations

import attrs
import pytest

from postmetrics import MalformedPayload, SeveralPosts, normalize_platform
from postmetrics.explanation import explain_platform
from postmetrics.metrics import Metrics
from postmetrics.platforms.instagram import MAPPER


REEL_URL = "https://www.instagram.com/reel/Zz_1-reel/"
EDGES = ("media", "stories", "tags", "collaborative_media", "live_media")
ACCOUNTS = ("instagram_business_account", "connected_instagram_account")


def rows(post: str = "90010", period: str = "lifetime", **values: object) -> list[dict[str, object]]:
    """The insight rows of one media object, as Meta sends them."""
    return [
        {
            "name": name,
            "period": period,
            "values": [{"value": value}],
            "id": f"{post}/insights/{name}/{period}",
        }
        for name, value in values.items()
    ]


def story_webhook(*values: dict[str, object], field: str = "story_insights") -> dict[str, object]:
    changes = [{"field": field, "value": value} for value in values]
    return {"object": "instagram", "entry": [{"id": "17840", "time": 1790000000, "changes": changes}]}


CASES = [
    (
        "a reel's own metrics prove a video, and watch time is in milliseconds already",
        {
            "data": rows(
                views=731,
                reach=402,
                likes="58",
                comments=6,
                shares=3,
                saved=11,
                total_interactions=79,
                reposts=2,
                ig_reels_avg_watch_time=6100,
                ig_reels_video_view_total_time=4459100,
            )
        },
        {
            "likes": 58,
            "comments": 6,
            "shares": 3,
            "views": 731,
            "video_views": 731,
            "video_watch_time_ms": 4459100,
            "engagement": 79,
            "saves": 11,
        },
    ),
    (
        "a skip rate alone proves a reel, and as a fraction it is no number of anything",
        {"data": rows(views=15, reels_skip_rate=41.7)},
        {"views": 15, "video_views": 15},
    ),
    (
        "the average watch time alone proves a reel, but is no total",
        {"data": rows(views=16, ig_reels_avg_watch_time=900)},
        {"views": 16, "video_views": 16},
    ),
    (
        "views that nothing proves to be of a video fill views alone; a reported 0 stays 0",
        {"data": rows(views=350, reach=288, saved=0, reposts=4, follows=1, profile_visits=7)},
        {"views": 350, "saves": 0},
    ),
    (
        "a story's replies are messages; its taps are no clicks, its link clicks are",
        {
            "data": [
                *rows(views=96, shares=1, replies=5, link_clicks=2, total_interactions=8, reach=90),
                {
                    "name": "navigation",
                    "period": "lifetime",
                    "values": [{"value": 33}],
                    "total_value": {
                        "value": 33,
                        "breakdowns": [
                            {
                                "dimension_keys": ["story_navigation_action_type"],
                                "results": [{"dimension_values": ["tap_exit"], "value": 33}],
                            }
                        ],
                    },
                    "id": "90010/insights/navigation/lifetime",
                },
            ]
        },
        {"shares": 1, "views": 96, "engagement": 8, "clicks": 2},
    ),
    (
        "total_value stands for values where only it was sent, and repeats them where both were",
        {
            "data": [
                {"name": "views", "period": "lifetime", "total_value": {"value": 44}},
                {
                    "name": "saved",
                    "period": "lifetime",
                    "values": [{"value": 3}],
                    "total_value": {"value": 3},
                },
            ]
        },
        {"views": 44, "saves": 3},
    ),
    (
        "rows of a day are no total, alone or beside lifetime rows",
        {"data": [*rows(period="day", views=5, likes=2), *rows(views=70)]},
        {"views": 70},
    ),
    (
        "rows without a period are lifetime",
        {"data": [{"name": "likes", "values": [{"value": 6}]}]},
        {"likes": 6},
    ),
    ("a row alone is read", rows(shares=4)[0], {"shares": 4}),
    (
        "legacy video views are no views, and the narrower engagement serves where the total is missing",
        {"data": rows(impressions=410, reach=390, engagement=28, saved=2, video_views=205)},
        {"impressions": 410, "video_views": 205, "engagement": 28, "saves": 2},
    ),
    (
        "legacy plays leave out replays, so all plays win; replays alone are nothing",
        {"data": rows(plays=600, clips_replays_count=77, ig_reels_aggregated_all_plays_count=677)},
        {"views": 677, "video_views": 677},
    ),
    (
        "legacy plays serve where all plays are missing",
        {"data": rows(plays=81)},
        {"views": 81, "video_views": 81},
    ),
    (
        "legacy carousel names; its video views counted accounts",
        {
            "data": rows(
                carousel_album_impressions=52,
                carousel_album_reach=40,
                carousel_album_engagement=9,
                carousel_album_saved=1,
                carousel_album_video_views=30,
            )
        },
        {"impressions": 52, "engagement": 9, "saves": 1},
    ),
    (
        "organic counts win over those with ads",
        {"data": rows(likes=10, total_likes=14, comments=1, total_comments=2, views=90, total_views=200)},
        {"likes": 10, "comments": 1, "views": 90},
    ),
    (
        "counts with ads serve where no other is there; views of a proven video are plays",
        {"data": rows(total_likes=14, total_comments=2, total_views=200, reels_skip_rate=3)},
        {"likes": 14, "comments": 2, "views": 200, "video_views": 200},
    ),
    (
        "views on other surfaces are no views of this post",
        {"data": rows(facebook_views=12, crossposted_views=13, reach=14)},
        {},
    ),
    (
        "a media object: reposts are no shares, its children are counted in it already",
        {
            "id": "90021",
            "media_type": "CAROUSEL_ALBUM",
            "media_product_type": "FEED",
            "like_count": 37,
            "comments_count": 0,
            "saved_count": 5,
            "shares_count": 8,
            "reposts_count": 3,
            "children": {
                "data": [{"id": "90022", "media_type": "VIDEO"}, {"id": "90023", "media_type": "IMAGE"}]
            },
            "permalink": "https://www.instagram.com/p/Zz_1-album/",
        },
        {"likes": 37, "comments": 0, "shares": 8, "saves": 5},
    ),
    (
        "a media object with ads' counts alone; a hidden like_count is not 0",
        {"id": "90024", "media_type": "VIDEO", "total_comments_count": 9, "total_views_count": 640},
        {"comments": 9, "views": 640, "video_views": 640},
    ),
    (
        "total_like_count comes last",
        {"id": "90025", "like_count": 20, "total_like_count": 25},
        {"likes": 20},
    ),
    (
        "the media object of the Marketing API",
        {"id": "90029", "like_count": 9, "comment_count": 4, "content_type": 1, "caption_text": ""},
        {"likes": 9, "comments": 4},
    ),
    (
        "insights win over the media object's own count, and what they lack it gives",
        {
            "id": "90026",
            "media_type": "IMAGE",
            "like_count": 12,
            "comments_count": 2,
            "insights": {"data": rows("90026", likes=11, views=99)},
        },
        {"likes": 11, "comments": 2, "views": 99},
    ),
    (
        "the media type proves a video where the insights do not",
        {"id": "90027", "media_type": "VIDEO", "insights": {"data": rows("90027", views=64)}},
        {"views": 64, "video_views": 64},
    ),
    (
        "so does the product type",
        {"id": "90028", "media_product_type": "REELS", "insights": rows("90028", views=65)},
        {"views": 65, "video_views": 65},
    ),
    (
        "discovery: the counts of the media and not of the account around it",
        {
            "business_discovery": {
                "followers_count": 9000,
                "media_count": 70,
                "media": {
                    "data": [{"id": "90030", "comments_count": 4, "like_count": 18, "media_type": "IMAGE"}]
                },
                "id": "17840",
            },
            "id": "17841",
        },
        {"likes": 18, "comments": 4},
    ),
    (
        "discovery: only reels have a view_count",
        {"business_discovery": {"media": {"data": [{"id": "90031", "view_count": 2100}]}, "id": "17840"}},
        {"views": 2100, "video_views": 2100},
    ),
    (
        "a hashtag's one post; hidden likes are absent",
        {"data": [{"id": "90032", "comments_count": 6, "media_type": "IMAGE"}], "paging": {}},
        {"comments": 6},
    ),
    (
        "a post that mentions the account",
        {"mentioned_media": {"id": "90033", "like_count": 31, "comments_count": 2}, "id": "17841"},
        {"likes": 31, "comments": 2},
    ),
    *(
        (
            f"the {edge} of the {account} of a Page: the reel's own numbers",
            {
                account: {
                    edge: {
                        "data": [
                            {
                                "id": "90036",
                                "media_product_type": "REELS",
                                "like_count": 5,
                                "comments_count": 2,
                                "insights": {"data": rows("90036", views=8)},
                            }
                        ]
                    },
                    "id": "17840",
                },
                "id": "555",
            },
            {"likes": 5, "comments": 2, "views": 8, "video_views": 8},
        )
        for account in ACCOUNTS
        for edge in EDGES
    ),
    (
        "the post of a collaborator, whose counts are those with ads alone",
        {
            "collaborative_media": {
                "data": [
                    {
                        "id": "90037",
                        "media_type": "VIDEO",
                        "permalink": REEL_URL,
                        "total_like_count": 1502,
                        "total_comments_count": 234,
                    }
                ]
            },
            "id": "17840",
        },
        {"likes": 1502, "comments": 234},
    ),
    (
        "a map by id of one media object",
        {"90034": {"id": "90034", "like_count": 3, "insights": {"data": rows("90034", saved=1)}}},
        {"likes": 3, "saves": 1},
    ),
    (
        "a map by id of the insights of one media object",
        {"90035": {"data": rows("90035", likes=8)}},
        {"likes": 8},
    ),
    (
        "the story webhook: exits, taps and replies fill nothing",
        story_webhook(
            {"media_id": "90040", "impressions": 61, "reach": 55, "taps_forward": 9, "exits": 3, "replies": 2}
        ),
        {"impressions": 61},
    ),
    (
        "a change of the webhook alone",
        {"field": "story_insights", "value": {"media_id": "90041", "impressions": 62}},
        {"impressions": 62},
    ),
    (
        "the value of the webhook alone",
        {"media_id": "90042", "impressions": 63, "reach": 60},
        {"impressions": 63},
    ),
    ("a webhook about something else", story_webhook({"id": "5", "impressions": 1}, field="comments"), {}),
    (
        "a flat record with the insights' names",
        {
            "id": "90043",
            "media_product_type": "REELS",
            "views": 17,
            "likes": 0,
            "saved": 2,
            "reels_skip_rate": 20.5,
        },
        {"likes": 0, "views": 17, "video_views": 17, "saves": 2},
    ),
    (
        "the engagement of a flat record may be a rate",
        {"id": "90044", "engagement": 0.034, "likes": 1},
        {"likes": 1},
    ),
    (
        "-1 stands for unknown, as text too, and the next rule is tried",
        {"id": "90045", "like_count": -1, "comments_count": "-1", "total_like_count": 7},
        {"likes": 7},
    ),
    ("an error has no numbers", {"error": {"message": "(#10) Not enough viewers", "code": 10}}, {}),
    ("insights of nothing", {"data": [], "paging": {}}, {}),
    (
        "insights of nothing in a media object",
        {"id": "90046", "insights": {"data": []}, "like_count": 1},
        {"likes": 1},
    ),
    (
        "edges and objects are no numbers",
        {"id": "90047", "comments": {"data": [{"id": "1"}]}, "likes": [], "comments_count": 1},
        {"comments": 1},
    ),
    (
        "Ayrshare: its names of a reel",
        {
            "id": "90050",
            "postUrl": REEL_URL,
            "analytics": {
                "mediaProductType": "REELS",
                "likeCount": 71,
                "commentsCount": 9,
                "sharesCount": 13,
                "savedCount": 21,
                "viewsCount": 1499,
                "reachCount": 1201,
                "impressionsCount": 1600,
                "engagementCount": 118,
                "repliesCount": 2,
                "igReelsAvgWatchTimeCount": 5000,
                "igReelsVideoViewTotalTimeCount": 7495000,
            },
            "lastUpdated": "2026-08-01T09:00:00Z",
        },
        {
            "likes": 71,
            "comments": 9,
            "shares": 13,
            "impressions": 1600,
            "views": 1499,
            "video_views": 1499,
            "video_watch_time_ms": 7495000,
            "engagement": 118,
            "saves": 21,
        },
    ),
    (
        "Ayrshare: its names right on the object, of an image",
        {"id": "90051", "mediaType": "IMAGE", "viewsCount": 140, "likeCount": 0, "totalInteractionsCount": 6},
        {"likes": 0, "views": 140, "engagement": 6},
    ),
    (
        "Ayrshare: the media type proves a video",
        {"mediaType": "VIDEO", "viewsCount": 5},
        {"views": 5, "video_views": 5},
    ),
    (
        "Ayrshare: stale plays come after views",
        {"analytics": {"viewsCount": 30, "igReelsAggregatedAllPlaysCount": 20, "playsCount": 10}},
        {"views": 30, "video_views": 30},
    ),
    (
        "Ayrshare: all plays before plays",
        {"analytics": {"igReelsAggregatedAllPlaysCount": 20, "playsCount": 10}},
        {"views": 20, "video_views": 20},
    ),
    ("Ayrshare: plays alone", {"analytics": {"playsCount": 10}}, {"views": 10, "video_views": 10}),
    (
        "Ayrshare: old video views",
        {"analytics": {"videoViews": 4, "viewsCount": 9, "playsCount": 10}},
        {"views": 9, "video_views": 4},
    ),
    (
        "Ayrshare: old video views in the newer spelling",
        {"analytics": {"videoViewsCount": 3}},
        {"video_views": 3},
    ),
    ("Ayrshare: a failed platform", {"status": "error", "code": 186, "message": "not found"}, {}),
]


@pytest.mark.parametrize(("trap", "payload", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_payload_of_instagram(trap: str, payload: dict[str, object], expected: dict[str, int]) -> None:
    post = normalize_platform("instagram", payload)
    assert attrs.asdict(post.metrics) == attrs.asdict(Metrics.fill(None)) | expected, trap
    assert post.raw_metrics is payload


@pytest.mark.parametrize(
    "proof",
    [
        {"media_product_type": "REELS"},
        {"media_type": "video"},
        {"mediaProductType": "REELS"},
        {"mediaType": "VIDEO"},
        {"insights": rows(reels_skip_rate=0)},
        {"insights": rows(ig_reels_avg_watch_time=1)},
        {"insights": rows(ig_reels_video_view_total_time=1)},
        {"insights": rows(crossposted_views=1)},
        {"insights": rows(clips_replays_count=1)},
        {"reels_skip_rate": 0.5},
        {"ig_reels_avg_watch_time": 1},
        {"ig_reels_video_view_total_time": 1},
        {"crossposted_views": 1},
        {"clips_replays_count": 1},
        {"igReelsAvgWatchTimeCount": 1},
        {"igReelsVideoViewTotalTimeCount": 1},
    ],
    ids=str,
)
def test_views_are_video_views_where_the_payload_proves_a_video(proof: dict[str, object]) -> None:
    for views in ("views", "viewsCount", "total_views", "total_views_count"):
        metrics = normalize_platform("instagram", {views: 12, **proof}).metrics
        assert (metrics.views, metrics.video_views) == (12, 12)


@pytest.mark.parametrize(
    "no_proof",
    [
        {},
        {"media_type": "IMAGE", "media_product_type": "FEED"},
        {"media_type": "CAROUSEL_ALBUM", "children": {"data": [{"media_type": "VIDEO"}]}},
        {"mediaType": "IMAGE", "mediaProductType": "STORY"},
        {"insights": rows(period="day", ig_reels_avg_watch_time=1)},
        {"insights": rows(facebook_views=1, reposts=1)},
        {"ig_reels_avg_watch_time": None, "reels_skip_rate": ""},
        {"crossposted_views": None, "clips_replays_count": None, "facebook_views": 1},
    ],
    ids=str,
)
def test_views_are_no_video_views_without_proof(no_proof: dict[str, object]) -> None:
    for views in ("views", "viewsCount", "total_views", "total_views_count"):
        metrics = normalize_platform("instagram", {views: 12, **no_proof}).metrics
        assert (metrics.views, metrics.video_views) == (12, None)


PREFERENCES = [
    ("likes", "insights.likes like_count insights.total_likes total_like_count likeCount"),
    (
        "comments",
        "insights.comments comments_count insights.total_comments total_comments_count commentsCount"
        " comment_count",
    ),
    ("shares", "insights.shares shares shares_count sharesCount"),
    (
        "impressions",
        "insights.impressions impressions insights.carousel_album_impressions impressionsCount",
    ),
    (
        "views",
        "insights.views view_count insights.ig_reels_aggregated_all_plays_count insights.plays"
        " insights.total_views total_views_count viewsCount igReelsAggregatedAllPlaysCount playsCount",
    ),
    (
        "video_views",
        "insights.video_views insights.ig_reels_aggregated_all_plays_count insights.plays"
        " insights.views view_count videoViews videoViewsCount insights.total_views total_views_count"
        " viewsCount igReelsAggregatedAllPlaysCount playsCount",
    ),
    ("video_watch_time_ms", "insights.ig_reels_video_view_total_time igReelsVideoViewTotalTimeCount"),
    (
        "engagement",
        "insights.total_interactions total_interactions insights.engagement"
        " insights.carousel_album_engagement carousel_album_engagement engagementCount"
        " totalInteractionsCount",
    ),
    ("clicks", "insights.link_clicks link_clicks"),
    (
        "saves",
        "insights.saved insights.carousel_album_saved saved_count insights.saves saves savedCount",
    ),
]


@pytest.mark.parametrize(("metric", "order"), PREFERENCES, ids=[case[0] for case in PREFERENCES])
def test_alternatives_are_preferred_in_this_order(metric: str, order: str) -> None:
    numbers = {name: number for number, name in enumerate(order.split(), start=1)}
    while numbers:
        insights = {
            name.removeprefix("insights."): n for name, n in numbers.items() if name.startswith("insights.")
        }
        node = {name: n for name, n in numbers.items() if not name.startswith("insights.")}
        payload = {"media_type": "VIDEO", "insights": rows(**insights), **node}
        best = next(iter(numbers))
        assert getattr(normalize_platform("instagram", payload).metrics, metric) == numbers.pop(best), best


def test_impressions_ended_when_views_took_their_place() -> None:
    assert MAPPER.metrics.impressions.until == "2025-04-21"
    for text in (MAPPER.definitions.impressions, MAPPER.definitions.views, MAPPER.definitions.video_views):
        assert "2025-04-21" in text


@pytest.mark.parametrize(
    ("payload", "status", "paths"),
    [
        ({"error": {"code": 10}}, "failed", ["error"]),
        ({"status": "error", "message": "not found"}, "failed", ["status", "message"]),
        ({"status": "success", "analytics": {}}, "absent", []),
        ({"id": "1", "error": None}, "absent", []),
    ],
)
def test_a_failure_is_the_platform_s_own_error(
    payload: dict[str, object], status: str, paths: list[str]
) -> None:
    cell = explain_platform("instagram", payload).cells.likes
    assert (cell.status, [origin.path for origin in cell.origins]) == (status, paths)


ADDRESSES = [
    ("rows say whose they are, and no URL", {"data": rows("90060", likes=1)}, "90060", None),
    ("rows of a day too", {"data": rows("90061", period="day", likes=1)}, "90061", None),
    ("a row alone has no id of its own", rows("90062", likes=1)[0], "90062", None),
    (
        "rows without ids",
        {"data": [{"name": "likes", "period": "lifetime", "values": [{"value": 1}]}]},
        None,
        None,
    ),
    ("a media object", {"id": "90063", "permalink": REEL_URL, "shortcode": "Zz_1-reel"}, "90063", REEL_URL),
    ("a shortcode is no URL", {"id": "90064", "shortcode": "Zz_1-reel"}, "90064", None),
    ("an id that is a number is exact", {"id": 17911000000000099}, "17911000000000099", None),
    (
        "discovery",
        {
            "business_discovery": {"media": {"data": [{"id": "90065", "permalink": REEL_URL}]}, "id": "1"},
            "id": "2",
        },
        "90065",
        REEL_URL,
    ),
    (
        "discovery without media: an account is no post",
        {"business_discovery": {"id": "1"}, "id": "2"},
        None,
        None,
    ),
    ("a mention", {"mentioned_media": {"id": "90066"}, "id": "2"}, "90066", None),
    ("a mention without an id", {"mentioned_media": {"like_count": 1}, "id": "2"}, None, None),
    (
        "a search for media with collaborators",
        {"collaborative_media_search": {"id": "90072", "permalink": REEL_URL}, "id": "2"},
        "90072",
        REEL_URL,
    ),
    *(
        (
            f"{edge} of an account",
            {edge: {"data": [{"id": "90073", "permalink": REEL_URL}]}, "id": "2"},
            "90073",
            REEL_URL,
        )
        for edge in EDGES
    ),
    *((f"no {edge}: an account is no post", {edge: {"data": []}, "id": "2"}, None, None) for edge in EDGES),
    *(
        (
            f"{edge} of the {account} of a Page",
            {account: {edge: {"data": [{"id": "90076", "permalink": REEL_URL}]}, "id": "2"}, "id": "3"},
            "90076",
            REEL_URL,
        )
        for account in ACCOUNTS
        for edge in EDGES
    ),
    *(
        (f"no media of the {account}: a Page is no post", {account: {"id": "2"}, "id": "3"}, None, None)
        for account in ACCOUNTS
    ),
    (
        "a media object in data is not its owner",
        {"data": {"id": "90074", "owner": {"id": "2"}}},
        "90074",
        None,
    ),
    ("a flat record", {"post_id": 90075, "post_url": REEL_URL, "likes": 1}, "90075", REEL_URL),
    ("the webhook", story_webhook({"media_id": "90067"}), "90067", None),
    ("an entry of the webhook alone", story_webhook({"media_id": "90071"})["entry"][0], "90071", None),
    ("a webhook about something else", story_webhook({"id": "5"}, field="comments")["entry"][0], None, None),
    (
        "an account's media in a map by its id",
        {"2": {"data": [{"id": "90077", "permalink": "/p/A/"}], "paging": {}}},
        "90077",
        "https://www.instagram.com/p/A/",
    ),
    ("a map by id", {"90068": {"id": "90068", "permalink": REEL_URL}}, "90068", REEL_URL),
    ("Ayrshare", {"id": "90069", "postUrl": REEL_URL, "analytics": {"likeCount": 1}}, "90069", REEL_URL),
    ("Ayrshare, without analytics", {"id": "90070", "postUrl": REEL_URL, "likeCount": 1}, "90070", REEL_URL),
    ("an error", {"error": {"code": 10}}, None, None),
]


@pytest.mark.parametrize(
    ("trap", "payload", "post_id", "url"), ADDRESSES, ids=[case[0] for case in ADDRESSES]
)
def test_id_and_url_are_those_of_the_payload(
    trap: str, payload: dict[str, object], post_id: str | None, url: str | None
) -> None:
    post = normalize_platform("instagram", payload)
    assert (post.platform_post_id, post.post_url) == (post_id, url), trap


SEVERAL = [
    (
        "a hashtag's posts",
        {"data": [{"id": "1"}, {"id": "2"}, {"id": "3"}]},
        "instagram: data: expected one post, got 3",
    ),
    (
        "an account's media",
        {"business_discovery": {"media": {"data": [{"id": "1"}, {"id": "2"}]}}},
        "instagram: business_discovery.media.data: expected one post, got 2",
    ),
    (
        "the media of an account",
        {"media": {"data": [{"id": "1"}, {"id": "2"}]}, "id": "3"},
        "instagram: media.data: expected one post, got 2",
    ),
    (
        "the media of the account of a Page",
        {"instagram_business_account": {"media": {"data": [{"id": "1"}, {"id": "2"}]}, "id": "3"}, "id": "4"},
        "instagram: instagram_business_account.media.data: expected one post, got 2",
    ),
    (
        "an account's media and its stories",
        {"media": {"data": [{"id": "1"}]}, "stories": {"data": [{"id": "2"}]}, "id": "3"},
        "instagram: payload: expected one post, got 2",
    ),
    (
        "media and stories of the account of a Page",
        {
            "connected_instagram_account": {
                "media": {"data": [{"id": "1"}]},
                "stories": {"data": [{"id": "2"}]},
            }
        },
        "instagram: connected_instagram_account: expected one post, got 2",
    ),
    (
        "an account's media in a map by its id",
        {"2": {"data": [{"id": "1"}, {"id": "3"}]}},
        "instagram: 2.data: expected one post, got 2",
    ),
    ("a map by id", {"1": {"id": "1"}, "2": {"id": "2"}}, "instagram: payload: expected one post, got 2"),
    (
        "two stories in one webhook",
        story_webhook({"media_id": "1"}, {"media_id": "2"}),
        "instagram: entry[0].changes: expected one post, got 2",
    ),
    (
        "a story and the insights of another",
        {"media_id": "1", "insights": rows("2", likes=1)},
        "instagram: payload: expected one post, got 2",
    ),
    (
        "rows of two media in one list",
        {"data": [*rows("1", likes=1), *rows("2", likes=1)]},
        "instagram: data: expected one post, got 2",
    ),
    (
        "a media object with the insights of another",
        {"id": "1", "insights": {"data": rows("2", likes=1)}},
        "instagram: payload: expected one post, got 2",
    ),
    ("a list of media", [{"id": "1"}, {"id": "2"}], "instagram: payload: expected one post, got 2"),
]


@pytest.mark.parametrize(("trap", "payload", "message"), SEVERAL, ids=[case[0] for case in SEVERAL])
def test_several_posts_are_refused_and_counted(trap: str, payload: object, message: str) -> None:
    with pytest.raises(SeveralPosts) as refused:
        normalize_platform("instagram", payload)
    assert str(refused.value) == message, trap


MALFORMED = [
    ({"data": rows(reach=1, likes="many")}, "data[likes].values[0].value"),
    ({"id": "7", "insights": {"data": rows("7", saved=True)}}, "insights.data[saved].values[0].value"),
    ({"90080": {"data": rows("90080", comments=1.5)}}, "90080.data[comments].values[0].value"),
    ({"data": [{"name": "shares", "total_value": {"value": "x"}}]}, "data[shares].total_value.value"),
    ({"data": [{"id": "7", "like_count": "hidden"}]}, "data[0].like_count"),
    (
        {"business_discovery": {"media": {"data": [{"id": "7", "comments_count": "n/a"}]}}},
        "business_discovery.media.data[0].comments_count",
    ),
    (
        story_webhook({"media_id": "7", "impressions": "?"}),
        "entry[0].changes[story_insights].value.impressions",
    ),
    ({"analytics": {"savedCount": float("nan")}}, "analytics.savedCount"),
]


@pytest.mark.parametrize(("payload", "path"), MALFORMED, ids=[case[1] for case in MALFORMED])
def test_a_malformed_value_is_named_by_its_path_in_the_payload(payload: dict[str, object], path: str) -> None:
    with pytest.raises(MalformedPayload) as raised:
        normalize_platform("instagram", payload)
    assert [error.path for error in raised.value.exceptions] == [path]


def test_a_malformed_value_after_the_first_that_is_reported_is_not_read() -> None:
    payload = {"id": "7", "like_count": "?", "insights": {"data": rows("7", likes=2)}}
    assert normalize_platform("instagram", payload).metrics.likes == 2


def test_a_zero_stamped_like_a_facebook_story_s_is_believed() -> None:
    entry = {"value": 0, "end_time": "1970-01-02T00:00:00+0000"}
    payload = {"data": [{"name": "views", "period": "lifetime", "values": [entry]}]}
    assert normalize_platform("instagram", payload).metrics.views == 0


def test_a_sentinel_is_named_as_one() -> None:
    cell = explain_platform("instagram", {"id": "7", "like_count": -1}).cells.likes
    assert (cell.status, cell.origins[0].path) == ("sentinel", "like_count")
