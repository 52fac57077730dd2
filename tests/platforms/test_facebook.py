from __future__ import annotations

import attrs
import pytest

from postmetrics import MalformedPayload, SeveralPosts, normalize_platform
from postmetrics.explanation import explain_platform
from postmetrics.metrics import Metrics
from postmetrics.platforms.facebook import MAPPER


POST = "510_620"
POST_URL = "https://www.facebook.com/510/posts/620"
STAMP = "1970-01-02T00:00:00+0000"


def rows(
    post: str = POST, edge: str = "insights", period: str = "lifetime", **values: object
) -> list[dict[str, object]]:
    """The insight rows of one post or video, as Meta sends them; a list holds the entries of one row."""
    return [
        {
            "name": name,
            "period": period,
            "values": value if isinstance(value, list) else [{"value": value}],
            "id": f"{post}/{edge}/{name}/{period}",
        }
        for name, value in values.items()
    ]


def keyed(name: str, **values: object) -> list[dict[str, object]]:
    """The rows of an object that was taken apart, as warehouses have them: one for each key."""
    whole = {"name": name, "period": "lifetime", "id": f"{POST}/insights/{name}/lifetime"}
    return [
        {**whole, "context": key, "value": value, "end_time": "2024-01-01"} for key, value in values.items()
    ]


def unnamed(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """The rows as Meta sends them to who asks for `{values}`."""
    return [{"values": row["values"], "id": row["id"]} for row in rows]


def total(count: object, **summary: object) -> dict[str, object]:
    """An edge with its summary; `data` is a page of it that is cut short."""
    return {"data": [{"id": "1"}, {"id": "2"}], "summary": {"total_count": count, **summary}}


CASES = [
    (
        "a post node: the Like reaction by its alias and not all reactions; a page of an edge is not counted",
        {
            "id": POST,
            "permalink_url": POST_URL,
            "shares": {"count": 3},
            "comments": total(17, order="ranked", can_comment=True),
            "reactions": total(91, viewer_reaction="LIKE"),
            "like": total(80),
            "haha": total(11),
        },
        {"likes": 80, "comments": 17, "shares": 3},
    ),
    (
        "likes win over all reactions, and both over what was there before summaries",
        {"id": POST, "likes": {"count": 70, "summary": {"total_count": 66}}, "reactions": total(69)},
        {"likes": 66},
    ),
    (
        "all reactions where no likes are reported; a node without shares may not have been asked",
        {"id": POST, "reactions": total(5), "comments": total(0)},
        {"likes": 5, "comments": 0},
    ),
    (
        "edges without a summary are not counted",
        {
            "id": POST,
            "likes": {"data": [{"id": "1"}]},
            "comments": {"data": []},
            "reactions": {"data": [{"id": "2"}]},
        },
        {},
    ),
    (
        "old counts serve last",
        {"id": POST, "likes": {"data": [], "count": 40}, "comments": {"count": 6}, "shares": 2},
        {"likes": 40, "comments": 6, "shares": 2},
    ),
    (
        "old totals and bare numbers",
        {"id": POST, "likes": 9, "comments": {"total_count": 4}},
        {"likes": 9, "comments": 4},
    ),
    (
        "post insights: unique media views are reach; activity is summed, and its likes are all reactions",
        {
            "data": rows(
                post_media_view=1411,
                post_total_media_view_unique=1003,
                post_clicks=32,
                post_clicks_by_type={"link clicks": 12, "other clicks": 20},
                post_reactions_by_type_total={"like": 21, "wow": 4},
                post_activity_by_action_type={"like": 25, "share": 2, "comment": 6},
            )
        },
        {"likes": 21, "comments": 6, "shares": 2, "views": 1411, "engagement": 33, "clicks": 32},
    ),
    (
        "a breakdown leaves out its zeros",
        {
            "data": rows(
                post_reactions_by_type_total={"love": 2},
                post_activity_by_action_type={"like": 2},
                post_clicks_by_type={},
            )
        },
        {"likes": 0, "comments": 0, "shares": 0, "engagement": 2, "clicks": 0},
    ),
    (
        "an empty breakdown is 0 as object, as array and as a bare 0",
        {
            "data": rows(
                post_reactions_by_type_total={},
                post_activity_by_action_type=[{"value": []}],
                post_clicks_by_type=0,
            )
        },
        {"likes": 0, "comments": 0, "shares": 0, "engagement": 0, "clicks": 0},
    ),
    (
        "clicks by type serve where clicks are missing",
        {"data": rows(post_clicks_by_type={"photo view": 3, "x": 4})},
        {"clicks": 7},
    ),
    (
        "an object whose keys came in rows of their own",
        {
            "data": [
                *keyed("post_activity_by_action_type", like=68.0, share=5.0),
                *keyed("post_reactions_by_type_total", love=2.0, like=30.0),
                *keyed("post_clicks_by_type", **{"link clicks": 3.0, "other clicks": 4.0}),
                *keyed("post_video_view_time_by_distribution_type", page_owned=700.0, shared=55.0),
            ]
        },
        {
            "likes": 30,
            "comments": 0,
            "shares": 5,
            "video_watch_time_ms": 755,
            "engagement": 73,
            "clicks": 7,
        },
    ),
    (
        "an object of one key is an object; one of what is no breakdown is no number",
        {"data": [*keyed("post_activity_by_action_type", like=68.0), *keyed("post_clicks", x=5)]},
        {"comments": 0, "shares": 0, "engagement": 68},
    ),
    ("one key alone says nothing of the others", keyed("post_activity_by_action_type", like=68.0)[0], {}),
    (
        "a metric repeated per period: days are no total, before or after the lifetime row",
        {
            "data": [
                *rows(
                    period="day",
                    post_video_views=[{"value": 4, "end_time": "a"}, {"value": 5, "end_time": "b"}],
                ),
                *rows(post_video_views=260, post_video_view_time=1820000, post_video_avg_time_watched=7000),
                *rows(period="day", post_video_view_time=9, post_clicks=8),
            ]
        },
        {"video_views": 260, "video_watch_time_ms": 1820000},
    ),
    ("days alone are no total", {"data": rows(period="day", post_video_views=5)}, {}),
    (
        "views by a breakdown are summed, and a second breakdown of the same views is not added",
        {
            "data": rows(
                post_media_view=[
                    {"value": 300, "is_from_ads": "0"},
                    {"value": 45, "is_from_ads": "1"},
                    {"value": 245, "is_from_followers": "1"},
                    {"value": 100, "is_from_followers": "0"},
                ]
            )
        },
        {"views": 345},
    ),
    (
        "parts of media views win over a story's views and the plays of a reel",
        {
            "data": rows(
                fb_reels_total_plays=7,
                post_media_view=[{"value": 3, "is_from_ads": "0"}, {"value": 2, "is_from_ads": "1"}],
                story_media_view=9,
            )
        },
        {"views": 5, "video_views": 7},
    ),
    (
        "organic and paid video views are parts; 3-second views win over plays of a reel",
        {
            "data": rows(
                post_video_views=88,
                post_video_views_organic=60,
                post_video_views_paid=28,
                post_video_views_10s=5,
            )
        },
        {"video_views": 88},
    ),
    (
        "legacy: people are no impressions and no engagement",
        {
            "data": rows(
                post_impressions=2750,
                post_impressions_unique=1900,
                post_impressions_organic=2000,
                post_engaged_users=60,
                post_negative_feedback=1,
                post_reactions_like_total=41,
                post_reactions_love_total=3,
                post_activity=50,
            )
        },
        {"likes": 41, "impressions": 2750, "engagement": 50},
    ),
    (
        "rows that were asked for by their values alone say their metric in their ids",
        {
            "id": POST,
            "shares": {"count": 4},
            "insights": {"data": unnamed(rows(post_media_view=1540, post_clicks=3))},
        },
        {"shares": 4, "views": 1540, "clicks": 3},
    ),
    (
        "so do those of a video, and those of a day that they are no total",
        {
            "data": unnamed(
                [
                    *rows("730", "video_insights", total_video_views=9),
                    *rows("730", "video_insights", "day", total_video_views=2),
                ]
            )
        },
        {"video_views": 9},
    ),
    (
        "a post node with its insights in it, each giving what the other lacks",
        {
            "id": POST,
            "shares": {"count": 1},
            "reactions": total(8),
            "insights": {
                "data": rows(post_clicks=5, post_activity_by_action_type={"share": 9}),
                "paging": {},
            },
        },
        {"likes": 8, "comments": 0, "shares": 1, "engagement": 9, "clicks": 5},
    ),
    (
        "a video's insights: views from 3 seconds on, people once, the average is no total",
        {
            "data": rows(
                "730",
                "video_insights",
                total_video_views=120,
                total_video_views_unique=77,
                total_video_views_organic=100,
                total_video_impressions=900,
                total_video_view_total_time=480500,
                total_video_avg_time_watched=4004,
                total_video_reactions_by_type_total={"love": 1, "like": 6},
            )
        },
        {
            "likes": 6,
            "impressions": 900,
            "video_views": 120,
            "video_viewers": 77,
            "video_watch_time_ms": 480500,
        },
    ),
    (
        "legacy: people who watched a post's video",
        {"data": rows(post_video_views_unique=66, post_video_social_actions_count_unique=5)},
        {"video_viewers": 66},
    ),
    (
        "watch time in parts: distribution types are summed, countries are in minutes",
        {
            "id": "731",
            "video_insights": {
                "data": rows(
                    "731",
                    "video_insights",
                    total_video_view_time_by_distribution_type={"page_owned": 700, "shared": 55},
                    post_video_view_time_by_country_id={"DE": 3},
                )
            },
        },
        {"video_watch_time_ms": 755},
    ),
    (
        "the same of a post's video",
        {"data": rows(post_video_view_time_by_distribution_type={"page_owned": 10, "crossposted": 5})},
        {"video_watch_time_ms": 15},
    ),
    (
        "a reel: all plays are its views, plays without replays its video views; its breakdowns shout",
        {
            "data": rows(
                "732",
                "video_insights",
                blue_reels_play_count=505,
                fb_reels_total_plays=590,
                fb_reels_replay_count=85,
                post_video_view_time=2525000,
                post_video_avg_time_watched=5000,
                post_video_likes_by_reaction_type={"REACTION_LOVE": 2, "REACTION_LIKE": 19},
                post_video_social_actions={"SHARE": 4},
                post_impressions_unique=300,
            )
        },
        {
            "likes": 19,
            "comments": 0,
            "shares": 4,
            "views": 590,
            "video_views": 505,
            "video_watch_time_ms": 2525000,
        },
    ),
    (
        "a reel of which one of the two is there",
        {"data": rows("733", "video_insights", fb_reels_total_plays=12)},
        {"views": 12, "video_views": 12},
    ),
    (
        "the other one",
        {"data": rows("733", "video_insights", blue_reels_play_count=11)},
        {"views": 11, "video_views": 11},
    ),
    (
        "a reel of a page",
        {"id": "100", "video_reels": {"data": [{"id": "300", "permalink_url": "/reel/300/", "views": 9}]}},
        {"video_views": 9},
    ),
    (
        "a video node: its views are plays of the video; post_views are of another post",
        {
            "id": "734",
            "post_id": "620",
            "views": 71,
            "post_views": 60,
            "length": 30.5,
            "likes": total(5),
            "comments": total(1),
        },
        {"likes": 5, "comments": 1, "video_views": 71},
    ),
    (
        "a story: its replies are messages, its viewers are reach",
        {
            "data": rows(
                "840",
                STORY_MEDIA_VIEW=205,
                STORY_TOTAL_MEDIA_VIEW_UNIQUE=180,
                STORY_INTERACTION=9,
                PAGES_FB_STORY_THREAD_LIGHTWEIGHT_REACTIONS=4,
                PAGES_FB_STORY_REPLIES=3,
                PAGES_FB_STORY_SHARES=2,
            )
        },
        {"likes": 4, "shares": 2, "views": 205, "engagement": 9},
    ),
    (
        "a story's zeros that are not aggregated yet are unknown; other zeros and stamped numbers are true",
        {
            "data": rows(
                "841",
                story_media_view=[{"value": 0, "end_time": STAMP}],
                pages_fb_story_shares=[{"value": 0, "end_time": "2026-09-01T07:00:00+0000"}],
                story_interaction=[{"value": 2, "end_time": STAMP}],
                page_story_impressions_by_story_id=[{"value": 0, "end_time": STAMP}],
                pages_fb_story_thread_lightweight_reactions=[{"value": 0, "end_time": STAMP}],
            )
        },
        {"shares": 0, "engagement": 2},
    ),
    (
        "the same stamp on a post's 0 means nothing",
        {"data": rows(post_media_view=[{"value": 0, "end_time": STAMP}])},
        {"views": 0},
    ),
    (
        "legacy: a story's impressions, and not those that were unique",
        {
            "data": rows(
                "842", page_story_impressions_by_story_id=33, page_story_impressions_by_story_id_unique=30
            )
        },
        {"impressions": 33},
    ),
    ("a silent empty answer", {"data": [], "paging": {"next": "https://graph.facebook.com/n"}}, {}),
    (
        "an empty answer in a node",
        {"id": POST, "insights": {"data": []}, "shares": {"count": 4}},
        {"shares": 4},
    ),
    ("an error", {"error": {"message": "(#200) Requires read_insights", "code": 200}}, {}),
    ("another usual alias of Like", {"reactions_like": total(3), "reactions": total(9)}, {"likes": 3}),
    (
        "a row of days may say so in its id only",
        {
            "data": [
                {key: row[key] for key in ("name", "values", "id")}
                for row in [*rows(post_clicks=4), *rows(period="day", post_clicks=1)]
            ]
        },
        {"clicks": 4},
    ),
    (
        "the rows of a photo have the page's id before its own",
        {"id": "77", "insights": {"data": rows("12_77", post_clicks=4)}},
        {"clicks": 4},
    ),
    (
        "so has a post before the id of its video, whose rows are without it",
        {
            "id": "100_300",
            "shares": {"count": 4},
            "video_insights": {"data": rows("300", "video_insights", fb_reels_total_plays=5)},
        },
        {"shares": 4, "views": 5, "video_views": 5},
    ),
    (
        "rows of a post and of the video in it, in one list",
        {
            "data": [
                *rows("100_200", post_clicks=3),
                *rows("200", "video_insights", total_video_views=4),
            ]
        },
        {"video_views": 4, "clicks": 3},
    ),
    (
        "an answer that is the data of a client's",
        {"data": {"data": [{"id": POST, "like": total(2)}], "paging": {}}, "status": 200},
        {"likes": 2},
    ),
    ("the same of rows", {"data": {"data": rows(post_clicks=4)}}, {"clicks": 4}),
    ("a list of one node", {"data": [{"id": POST, "like": total(2)}], "paging": {}}, {"likes": 2}),
    (
        "what is neither a row nor a node takes nothing from the rows beside it",
        {"data": [{}, *rows(post_clicks=4)]},
        {"clicks": 4},
    ),
    (
        "a map by id of one node",
        {POST: {"id": POST, "like": total(3), "comments": {"count": 1}}},
        {"likes": 3, "comments": 1},
    ),
    ("a map by id of the insights of one post", {POST: {"data": rows(post_clicks=6)}}, {"clicks": 6}),
    ("a row alone", rows(post_clicks=7)[0], {"clicks": 7}),
    ("-1 is a number here", {"data": rows(post_clicks=-1)}, {"clicks": -1}),
    (
        "Ayrshare: parts, people and averages fill nothing",
        {
            "id": POST,
            "postUrl": POST_URL,
            "analytics": {
                "likeCount": 34,
                "commentsCount": 5,
                "sharesCount": 1,
                "reactions": {"like": 33, "sorry": 2, "total": 35},
                "mediaView": 811,
                "mediaViewIsFromAds": 11,
                "totalMediaViewUnique": 700,
                "impressions": 950,
                "impressionsUnique": 720,
                "videoViews": 150,
                "totalVideoViews": 149,
                "videoViewsUnique": 120,
                "totalVideoViewTotalTime": 600000,
                "totalVideoAvgTimeWatched": 4000,
                "blueReelsPlayCount": 170,
                "clicks": 14,
            },
        },
        {
            "likes": 34,
            "comments": 5,
            "shares": 1,
            "impressions": 950,
            "views": 811,
            "video_views": 150,
            "video_viewers": 120,
            "video_watch_time_ms": 600000,
            "clicks": 14,
        },
    ),
    (
        "Ayrshare: its names right on the object, in their other spellings",
        {
            "id": POST,
            "reactions": {"like": 8, "love": 1, "total": 9},
            "shareCount": 2,
            "totalVideoViews": 40,
            "totalVideoViewsUnique": 38,
            "videoViewTime": 120,
            "postClicks": 3,
        },
        {
            "likes": 8,
            "shares": 2,
            "video_views": 40,
            "video_viewers": 38,
            "video_watch_time_ms": 120,
            "clicks": 3,
        },
    ),
    (
        "Ayrshare: reactions leave out their zeros",
        {"analytics": {"reactions": {"wow": 3, "total": 3}}},
        {"likes": 0},
    ),
    ("Ayrshare: their total alone serves", {"analytics": {"reactions": {"total": 6}}}, {"likes": 6}),
    (
        "Ayrshare: a reel",
        {"analytics": {"blueReelsPlayCount": 90, "postVideoViewTime": 4500}},
        {"views": 90, "video_views": 90, "video_watch_time_ms": 4500},
    ),
    (
        "Ayrshare: a reel's comments and shares, which leave out their zeros",
        {"analytics": {"blueReelsPlayCount": 50, "postVideoSocialActions": {"share": 2}}},
        {"comments": 0, "shares": 2, "views": 50, "video_views": 50},
    ),
    (
        "comments and shares in one number are neither",
        {"analytics": {"postVideoSocialActions": 10}},
        {},
    ),
    (
        "a node in data is not what is in it",
        {"data": {"id": "1_2", "likes": {"summary": {"total_count": 6}}, "from": {"id": "1"}}},
        {"likes": 6},
    ),
    ("Ayrshare: a failed platform", {"status": "error", "code": 186, "message": "not found"}, {}),
]


@pytest.mark.parametrize(("trap", "payload", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_payload_of_facebook(trap: str, payload: dict[str, object], expected: dict[str, int]) -> None:
    post = normalize_platform("facebook", payload)
    assert attrs.asdict(post.metrics) == attrs.asdict(Metrics.fill(None)) | expected, trap
    assert post.raw_metrics is payload


PREFERENCES = [
    (
        "likes",
        "like.summary.total_count insights.post_reactions_like_total"
        " insights.post_reactions_by_type_total.like"
        " insights.post_video_likes_by_reaction_type.REACTION_LIKE"
        " insights.total_video_reactions_by_type_total.like likes.summary.total_count"
        " reactions.summary.total_count insights.pages_fb_story_thread_lightweight_reactions likeCount"
        " reactions.like reactions.total likes.count",
    ),
    (
        "comments",
        "comments.summary.total_count insights.post_activity_by_action_type.comment"
        " insights.post_video_social_actions.COMMENT commentsCount comments.total_count comments.count"
        " postVideoSocialActions.comment",
    ),
    (
        "shares",
        "shares.count insights.post_activity_by_action_type.share"
        " insights.post_video_social_actions.SHARE insights.pages_fb_story_shares sharesCount"
        " shareCount postVideoSocialActions.SHARE",
    ),
    ("shares", "sharesCount shareCount shares postVideoSocialActions.share"),
    (
        "impressions",
        "insights.post_impressions insights.total_video_impressions"
        " insights.page_story_impressions_by_story_id impressions",
    ),
    (
        "views",
        "insights.post_media_view insights.story_media_view insights.fb_reels_total_plays"
        " insights.blue_reels_play_count mediaView blueReelsPlayCount",
    ),
    (
        "video_views",
        "insights.post_video_views insights.total_video_views insights.blue_reels_play_count"
        " insights.fb_reels_total_plays views videoViews totalVideoViews blueReelsPlayCount",
    ),
    (
        "video_viewers",
        "insights.post_video_views_unique insights.total_video_views_unique videoViewsUnique"
        " totalVideoViewsUnique",
    ),
    (
        "video_watch_time_ms",
        "insights.post_video_view_time insights.total_video_view_total_time"
        " insights.post_video_view_time_by_distribution_type.page_owned"
        " insights.total_video_view_time_by_distribution_type.page_owned totalVideoViewTotalTime"
        " videoViewTime postVideoViewTime",
    ),
    (
        "engagement",
        "insights.post_activity_by_action_type.like insights.post_activity insights.story_interaction",
    ),
    ("clicks", "insights.post_clicks insights.post_clicks_by_type.x clicks postClicks"),
]


def post_with(numbers: dict[str, int]) -> dict[str, object]:
    """A post that has each number where its dotted name says; those of `insights` become rows."""
    post: dict[str, object] = {"insights": {}}
    for name, number in numbers.items():
        *keys, last = name.split(".")
        place = post
        for key in keys:
            place = place.setdefault(key, {})
        place[last] = number
    return {**post, "insights": rows(**post["insights"])}


@pytest.mark.parametrize(
    ("metric", "order"), PREFERENCES, ids=[f"{metric}: {order}" for metric, order in PREFERENCES]
)
def test_alternatives_are_preferred_in_this_order(metric: str, order: str) -> None:
    numbers = {name: number for number, name in enumerate(order.split(), start=1)}
    while numbers:
        metrics = normalize_platform("facebook", post_with(numbers)).metrics
        best = next(iter(numbers))
        assert getattr(metrics, metric) == numbers.pop(best), best


@pytest.mark.parametrize("place", ["insights.post_video_views_unique", "insights.total_video_views_unique"])
def test_people_of_several_parts_are_never_added(place: str) -> None:
    name = place.removeprefix("insights.")
    entries = [{"value": 6, "is_from_ads": "0"}, {"value": 5, "is_from_ads": "1"}]
    assert normalize_platform("facebook", {"data": rows(**{name: entries})}).metrics.video_viewers is None


def test_retired_metrics_say_since_when() -> None:
    assert MAPPER.metrics.impressions.until == MAPPER.metrics.video_viewers.until == "2026-06-15"
    assert "2025-11-15" in MAPPER.definitions.impressions
    assert "2025-11-15" in MAPPER.definitions.views
    assert "2026-06-15" in MAPPER.definitions.video_viewers


@pytest.mark.parametrize(
    ("payload", "status", "paths"),
    [
        ({"error": {"code": 200}}, "failed", ["error"]),
        ({"status": "error", "message": "not found"}, "failed", ["status", "message"]),
        ({"status": "PUBLISHED", "post_id": "843"}, "absent", []),
    ],
)
def test_a_failure_is_the_platform_s_own_error(
    payload: dict[str, object], status: str, paths: list[str]
) -> None:
    cell = explain_platform("facebook", payload).cells.likes
    assert (cell.status, [origin.path for origin in cell.origins]) == (status, paths)


STORY = {
    "post_id": "843",
    "status": "PUBLISHED",
    "media_type": "video",
    "media_id": "5",
    "url": "https://facebook.com/s/843",
}

EDGES = ("posts", "published_posts", "feed", "videos", "video_reels", "live_videos", "stories")
ADDRESSES = [
    ("a post node", {"id": POST, "permalink_url": POST_URL}, POST, POST_URL),
    ("a node without a URL gets none", {"id": POST}, POST, None),
    (
        "a video's relative permalink gets its host, and the id is the video's",
        {"id": "734", "post_id": "620", "permalink_url": "/example/videos/734/"},
        "734",
        "https://www.facebook.com/example/videos/734/",
    ),
    ("rows say whose they are", {"data": rows(post_clicks=1)}, POST, None),
    ("rows without names too", {"data": unnamed(rows(post_clicks=1)), "paging": {}}, POST, None),
    ("rows of a video too", {"data": rows("735", "video_insights", total_video_views=1)}, "735", None),
    ("a row alone", rows(post_clicks=1)[0], POST, None),
    ("a story node", STORY, "843", "https://facebook.com/s/843"),
    (
        "the url of a node that is no story is a link it shares",
        {"id": POST, "url": "https://example.com/"},
        POST,
        None,
    ),
    ("a map by id", {POST: {"id": POST, "permalink_url": POST_URL}}, POST, POST_URL),
    ("Ayrshare", {"id": POST, "postUrl": POST_URL, "analytics": {"likeCount": 1}}, POST, POST_URL),
    ("Ayrshare, without analytics", {"id": POST, "postUrl": POST_URL, "likeCount": 1}, POST, POST_URL),
    ("a silent empty answer", {"data": []}, None, None),
    ("a photo of a page", {"id": "77", "insights": {"data": rows("12_77", post_clicks=4)}}, "77", None),
    ("its id as a number", {"id": 77, "insights": {"data": rows("12_77", post_clicks=4)}}, "77", None),
    (
        "the rows of a post and of the video in it, whichever come first",
        {
            "insights": {"data": rows("300", "video_insights", fb_reels_total_plays=5)},
            "video_insights": {"data": rows("100_300", post_clicks=1)},
        },
        "100_300",
        None,
    ),
    (
        "a story, whose rows have the page's id before its own",
        {**STORY, "insights": {"data": rows("12_843", story_media_view=4)}},
        "843",
        "https://facebook.com/s/843",
    ),
    (
        "the same of a page",
        {
            "stories": {"data": [{**STORY, "insights": {"data": rows("12_843", story_media_view=4)}}]},
            "id": "12",
        },
        "843",
        "https://facebook.com/s/843",
    ),
    (
        "a video's post_id is another object's, whatever its rows say",
        {"id": "734", "post_id": "620", "video_insights": {"data": rows("510_734", total_video_views=4)}},
        "734",
        None,
    ),
    (
        "a post that is a video",
        {"id": "100_300", "video_insights": {"data": rows("300", fb_reels_total_plays=5)}},
        "100_300",
        None,
    ),
    *(
        (
            f"{edge} of a page",
            {edge: {"data": [{"id": POST, "permalink_url": POST_URL}]}, "id": "2"},
            POST,
            POST_URL,
        )
        for edge in EDGES
    ),
    ("a page with a story", {"stories": {"data": [STORY]}, "id": "2"}, "843", "https://facebook.com/s/843"),
    *((f"no {edge}: a page is no post", {edge: {"data": []}, "id": "2"}, None, None) for edge in EDGES),
    ("a map by a page's id", {"12": {"data": [{"id": POST}], "paging": {}}}, POST, None),
    ("an error", {"error": {"code": 100}}, None, None),
]


@pytest.mark.parametrize(
    ("trap", "payload", "post_id", "url"), ADDRESSES, ids=[case[0] for case in ADDRESSES]
)
def test_id_and_url_are_those_of_the_payload(
    trap: str, payload: dict[str, object], post_id: str | None, url: str | None
) -> None:
    post = normalize_platform("facebook", payload)
    assert (post.platform_post_id, post.post_url) == (post_id, url), trap


SEVERAL = [
    (
        "a post with the insights of a video that it is not",
        {"id": "100_1300", "video_insights": {"data": rows("300", fb_reels_total_plays=5)}},
        "facebook: payload: expected one post, got 2",
    ),
    ("a page's posts", {"data": [{"id": "1_2"}, {"id": "1_3"}]}, "facebook: data: expected one post, got 2"),
    (
        "a page with posts",
        {"posts": {"data": [{"id": "1_2"}, {"id": "1_3"}]}, "id": "1"},
        "facebook: posts.data: expected one post, got 2",
    ),
    (
        "a page with a post and a video",
        {"posts": {"data": [{"id": "1_2"}]}, "videos": {"data": [{"id": "3"}]}, "id": "1"},
        "facebook: payload: expected one post, got 2",
    ),
    (
        "a page with a post and a story, which has no other id",
        {"posts": {"data": [{"id": "1_2"}]}, "stories": {"data": [STORY]}, "id": "1"},
        "facebook: payload: expected one post, got 2",
    ),
    (
        "a client's data with a page's posts",
        {"data": {"data": [{"id": "1_2"}, {"id": "1_3"}]}},
        "facebook: data.data: expected one post, got 2",
    ),
    (
        "a map of a page's posts",
        {"1": {"data": [{"id": "1_2"}, {"id": "1_3"}]}},
        "facebook: 1.data: expected one post, got 2",
    ),
    ("a page's stories", {"data": [STORY, STORY, STORY]}, "facebook: data: expected one post, got 3"),
    (
        "a map by id",
        {"1_2": {"id": "1_2"}, "1_3": {"id": "1_3"}},
        "facebook: payload: expected one post, got 2",
    ),
    (
        "rows of two posts in one list",
        {"data": [*rows("1_2", post_clicks=1), *rows("1_3", post_clicks=1)]},
        "facebook: data: expected one post, got 2",
    ),
    (
        "rows of a post and of a video that is not in it",
        {"data": [*rows("100_1300", post_clicks=1), *rows("300", "video_insights", total_video_views=1)]},
        "facebook: data: expected one post, got 2",
    ),
    (
        "rows of two posts of two pages with one video",
        {"data": [*rows("1_3", post_clicks=1), *rows("2_3", post_clicks=1), *rows("3", total_video_views=1)]},
        "facebook: data: expected one post, got 2",
    ),
    (
        "rows of two posts without names",
        {"data": unnamed([*rows("1_2", post_clicks=1), *rows("1_3", post_clicks=1)])},
        "facebook: data: expected one post, got 2",
    ),
    (
        "a node with the insights of another",
        {"data": [{"id": "1_2", "insights": {"data": rows("1_3", post_clicks=1)}}]},
        "facebook: data[0]: expected one post, got 2",
    ),
]


@pytest.mark.parametrize(("trap", "payload", "message"), SEVERAL, ids=[case[0] for case in SEVERAL])
def test_several_posts_are_refused_and_counted(trap: str, payload: object, message: str) -> None:
    with pytest.raises(SeveralPosts) as refused:
        normalize_platform("facebook", payload)
    assert str(refused.value) == message, trap


MALFORMED = [
    ({"data": rows(post_media_view=1, post_clicks="many")}, "data[post_clicks].values[0].value"),
    (
        {"id": POST, "insights": {"data": rows(post_clicks=True)}},
        "insights.data[post_clicks].values[0].value",
    ),
    (
        {"id": "7", "video_insights": {"data": rows("7", total_video_views="x")}},
        "video_insights.data[total_video_views].values[0].value",
    ),
    (
        {
            "data": rows(
                post_media_view=[{"value": 1, "is_from_ads": "0"}, {"value": "?", "is_from_ads": "1"}]
            )
        },
        "data[post_media_view].values[1].value",
    ),
    (
        {"data": rows(post_clicks_by_type={"link clicks": 1, "x": "?"})},
        "data[post_clicks_by_type].values[0].value.x",
    ),
    (
        {"data": rows(post_reactions_by_type_total={"LIKE": "?"})},
        "data[post_reactions_by_type_total].values[0].value.LIKE",
    ),
    ({"data": rows(STORY_INTERACTION=1.5)}, "data[STORY_INTERACTION].values[0].value"),
    (
        {"data": rows(period="day", post_clicks=1) + rows(post_clicks=[{"value": 1}, {"value": "?"}])},
        "data[post_clicks].values[1].value",
    ),
    (
        {"data": keyed("post_activity_by_action_type", like=1, share="few")},
        "data[post_activity_by_action_type].value.share",
    ),
    ({"data": [{"id": POST, "shares": {"count": "few"}}]}, "data[0].shares.count"),
    ({POST: {"id": POST, "like": total("few")}}, f"{POST}.like.summary.total_count"),
    ({"analytics": {"videoViews": float("inf")}}, "analytics.videoViews"),
]


@pytest.mark.parametrize(("payload", "path"), MALFORMED, ids=[case[1] for case in MALFORMED])
def test_a_malformed_value_is_named_by_its_path_in_the_payload(payload: dict[str, object], path: str) -> None:
    with pytest.raises(MalformedPayload) as raised:
        normalize_platform("facebook", payload)
    assert [error.path for error in raised.value.exceptions] == [path]


def test_a_malformed_value_after_the_first_that_is_reported_is_not_read() -> None:
    payload = {
        "id": POST,
        "like": total(4),
        "reactions": total("?"),
        "insights": {"data": rows(post_reactions_like_total="?")},
    }
    assert normalize_platform("facebook", payload).metrics.likes == 4


def test_a_zero_that_cannot_be_true_says_why() -> None:
    payload = {"data": rows("844", STORY_INTERACTION=[{"value": 0, "end_time": STAMP}])}
    cell = explain_platform("facebook", payload).cells.engagement
    assert (cell.status, cell.note) == ("untrusted", "a story's 0 stamped 1970-01-02 is not aggregated yet")
    assert cell.origins[0].path == "data[STORY_INTERACTION].values[0].value"
