from __future__ import annotations

import copy

import pytest

from postmetrics import MalformedPayload, MalformedValue, SeveralPosts, normalize_platform
from postmetrics.metrics import NAMES
from postmetrics.path import find, write
from postmetrics.platforms.youtube import MAPPER, report_rows


def numbers(payload: object) -> dict[str, object]:
    return dict(normalize_platform("youtube", payload).metrics.items())


def all_thirteen(**reported: object) -> dict[str, object]:
    assert set(reported) <= set(NAMES)
    return dict.fromkeys(NAMES, None) | reported


def malformed_paths(payload: object) -> list[str]:
    with pytest.raises(MalformedPayload) as caught:
        normalize_platform("youtube", payload)
    return [error.path for error in caught.value.exceptions if isinstance(error, MalformedValue)]


def failures(payload: object) -> list[str]:
    return [write(where) for path in MAPPER.failures for where, _ in find(path, payload, payload)]


def table(*columns: str, rows: object) -> dict[str, object]:
    return {
        "kind": "youtubeAnalytics#resultTable",
        "columnHeaders": [{"name": name, "columnType": "METRIC", "dataType": "INTEGER"} for name in columns],
        "rows": rows,
    }


VIDEO = {
    "kind": "youtube#video",
    "etag": "q",
    "id": "Kx7_mN2pQ-s",
    "statistics": {"viewCount": "70811", "likeCount": "3020", "favoriteCount": "0", "commentCount": "0"},
}

BULK = {
    "rows": [
        {
            "date": "20260914", "channel_id": "UCq", "video_id": "Kx7_mN2pQ-s", "country_code": "SE",
            "views": "14", "comments": "0", "likes": "3", "dislikes": "1", "shares": "2",
            "watch_time_minutes": "20.125", "average_view_duration_seconds": "86.25",
            "card_clicks": "1", "annotation_clicks": "9", "videos_added_to_playlists": "4",
            "engaged_views": "11", "red_views": "5",
        },
        {
            "date": "20260915", "channel_id": "UCq", "video_id": "Kx7_mN2pQ-s", "country_code": "NO",
            "views": "6", "comments": "1", "likes": "", "dislikes": "0", "shares": "0",
            "watch_time_minutes": "0.0333", "average_view_duration_seconds": "2.0",
            "card_clicks": "0", "annotation_clicks": "0", "videos_added_to_playlists": "0",
            "engaged_views": "2", "red_views": "0",
        },
        {
            "date": "20260915", "channel_id": "UCq", "video_id": "", "country_code": "ZZ",
            "views": "1000", "comments": "50", "likes": "60", "dislikes": "0", "shares": "70",
            "watch_time_minutes": "800.0", "card_clicks": "90",
        },
    ]
}  # fmt: skip

AYRSHARE = {
    "id": "Kx7_mN2pQ-s",
    "postUrl": "https://www.youtube.com/watch?v=Kx7_mN2pQ-s",
    "analytics": {
        "title": "Northern lights",
        "views": 642,
        "engagedViews": 600,
        "likes": 41,
        "dislikes": 2,
        "comments": 5,
        "shares": 0,
        "estimatedMinutesWatched": 911,
        "averageViewDuration": 85,
        "averageViewPercentage": 33.1,
        "videosAddedToPlaylists": 8,
        "subscribersGained": 3,
    },
    "lastUpdated": "2026-10-01T10:00:00Z",
}

CASES: list[tuple[str, object, dict[str, object]]] = [
    (
        "the Data API's counts are text, a 0 among them is one, and favorites are no saves",
        {"kind": "youtube#videoListResponse", "items": [VIDEO], "pageInfo": {"totalResults": 1}},
        {"likes": 3020, "comments": 0, "views": 70_811, "video_views": 70_811},
    ),
    (
        "a video is read without the list around it, its counts as numbers too",
        {"id": "Kx7_mN2pQ-s", "statistics": {"viewCount": 8, "likeCount": "1", "commentCount": 2}},
        {"likes": 1, "comments": 2, "views": 8, "video_views": 8},
    ),
    (
        "hidden likes are null",
        {"items": [{"id": "a", "statistics": {"viewCount": "9", "commentCount": "2", "favoriteCount": "0"}}]},
        {"comments": 2, "views": 9, "video_views": 9},
    ),
    (
        "switched-off comments are null",
        {"items": [{"id": "a", "statistics": {"viewCount": "9", "likeCount": "0", "favoriteCount": "0"}}]},
        {"likes": 0, "views": 9, "video_views": 9},
    ),
    (
        "only the owner sees dislikes, and they fill nothing",
        {"items": [{"id": "a", "statistics": {"dislikeCount": "4", "favoriteCount": "0"}}]},
        {},
    ),
    (
        "a count above 2^53 is exact",
        {"id": "a", "statistics": {"viewCount": "9007199254740995"}},
        {"views": 9_007_199_254_740_995, "video_views": 9_007_199_254_740_995},
    ),
    (
        "statistics that were not asked for are not 0",
        {"items": [{"kind": "youtube#video", "id": "a", "snippet": {"title": "t"}}]},
        {},
    ),
    (
        "viewers of a live stream are neither views nor viewers",
        {"id": "a", "liveStreamingDetails": {"concurrentViewers": "77"}, "statistics": {"likeCount": "3"}},
        {"likes": 3},
    ),
    (
        "batchGetStats answers for the videos that it found",
        {
            "items": [{"id": "a", "statistics": {"viewCount": "51", "commentCount": "7"}}],
            "summary": {"requestedVideoCount": 2, "succeededVideoCount": 1, "failedVideoIds": ["b"]},
        },
        {"comments": 7, "views": 51, "video_views": 51},
    ),
    (
        "a row of the channel has no numbers where it is alone either",
        {"date": "20260915", "channel_id": "UCq", "video_id": "", "views": "3", "comments": "0"},
        {},
    ),
    (
        "views in a playlist are not the video's",
        {"rows": [{"playlist_id": "PL", "video_id": "a", "views": "3"}, {"video_id": "a", "views": "4"}]},
        {"views": 4, "video_views": 4},
    ),
    ("and not where the row is alone", {"playlist_id": "PL", "video_id": "a", "views": "3"}, {}),
    (
        "nor in an Analytics report",
        {"columnHeaders": [{"name": "playlist"}, {"name": "views"}], "rows": [["PL", 500]]},
        {},
    ),
    ("a group's report counts all its videos", table("group", "views", rows=[["g", 500]]), {}),
    (
        "but one by video is this video's",
        table("group", "video", "views", rows=[["g", "a", 5], ["g", "a", 6]]),
        {"views": 11, "video_views": 11},
    ),
    ("a group's row alone", {"group": "g", "views": 3}, {}),
    (
        "a video that is in a group, by any name of its id",
        {"id": "a", "video": "a", "video_id": "a", "group": "g", "views": 3},
        {"views": 3, "video_views": 3},
    ),
    *(
        ("whose id is only one of them", {key: "a", "group": "g", "views": 3}, {"views": 3, "video_views": 3})
        for key in ("id", "video", "video_id")
    ),
    *(
        (f"{column} are only in a playlist's report", payload, {})
        for column in ("playlistViews", "playlistStarts", "viewsPerPlaylistStart", "averageTimeInPlaylist")
        for payload in (
            table("day", "views", column, rows=[["2026-09-14", 5, 2], ["2026-09-15", 5, 2]]),
            {"rows": [{"views": 5, column: 2}]},
            {"views": 5, column: 2},
        )
    ),
    *(
        (f"but a row of one video is this video's, whatever {what} says", row, {"views": 9, "video_views": 9})
        for what, row in (
            ("playlistViews", table("video", "views", "playlistViews", rows=[["a", 9, 7]])),
            ("playlistStarts", {"video": "a", "views": 9, "playlistStarts": 0}),
            ("playlistViews", {"id": "a", "statistics": {"viewCount": "9"}, "playlistViews": 3}),
            ("playlist_id", {"kind": "youtube#video", "statistics": {"viewCount": "9"}, "playlist_id": "PL"}),
            ("an empty video_id", {"statistics": {"viewCount": "9"}, "video_id": ""}),
            ("a null playlist_id", {"video_id": "a", "views": "9", "playlist_id": None}),
            ("an empty playlist_id", {"rows": [{"video_id": "a", "views": "9", "playlist_id": ""}]}),
            ("a null playlist", {"id": "a", "postUrl": "u", "analytics": {"views": 9, "playlist": None}}),
            ("a null group", {"views": 9, "group": None}),
        )
    ),
    *(
        ("a report by channel counts all their videos", report, {})
        for report in (
            table("channel", "views", rows=[["UCq", 5], ["UCr", 6], ["UCq", 7]]),
            {"rows": [{"channel": "UCq", "views": 5}, {"channel": "UCr", "views": 6}]},
        )
    ),
    (
        "one channel's is not told from one of its videos",
        table("channel", "views", rows=[["UCq", 5], ["UCq", 6]]),
        {"views": 11, "video_views": 11},
    ),
    (
        "and a video may be counted for several channels",
        table("channel", "video", "views", rows=[["UCq", "a", 5], ["UCr", "a", 6]]),
        {"views": 11, "video_views": 11},
    ),
    (
        "a report of a channel beside its statistics",
        {
            "items": [{"kind": "youtube#channel", "statistics": {"viewCount": "9"}}],
            "columnHeaders": [{"name": "views"}],
            "rows": [[3]],
        },
        {},
    ),
    (
        "a video that batchGetStats failed on has no numbers",
        {"items": [], "summary": {"requestedVideoCount": 1, "failedVideoCount": 1, "failedVideoIds": ["b"]}},
        {},
    ),
    ("a video that was not found has no numbers", {"items": [], "pageInfo": {"totalResults": 0}}, {}),
    ("an error has no numbers", {"error": {"code": 403, "message": "quota", "errors": [{}]}}, {}),
    (
        "a search result carries no counts",
        {"items": [{"kind": "youtube#searchResult", "id": {"kind": "youtube#video", "videoId": "a"}}]},
        {},
    ),
    (
        "a channel's statistics are not a video's",
        {"items": [{"kind": "youtube#channel", "id": "UCq", "statistics": {"viewCount": "9"}}]},
        {},
    ),
    (
        "a report's columns come in any order, and its rows are summed before minutes are converted",
        table(
            "shares", "estimatedMinutesWatched", "day", "cardClicks", "views", "videoThumbnailImpressions",
            "likes", "video", "comments",
            rows=[
                [1, 30, "2026-09-14", 0, 20, 400, 2, "Kx7_mN2pQ-s", 1],
                [4, 12, "2026-09-15", 3, 11, 350, 0, "Kx7_mN2pQ-s", 0],
                [0, 1, "2026-09-16", 0, 2, 31, 1, "Kx7_mN2pQ-s", 0],
            ],
        ),
        {
            "likes": 3,
            "comments": 1,
            "shares": 5,
            "impressions": 781,
            "views": 33,
            "video_views": 33,
            "video_watch_time_ms": 2_580_000,
            "clicks": 3,
        },
    ),
    (
        "averages, shares of views, other views and other impressions fill nothing",
        table(
            "averageViewDuration", "averageViewPercentage", "engagedViews", "redViews", "adImpressions",
            "cardImpressions", "cardTeaserClicks", "annotationClicks", "videosAddedToPlaylists",
            "estimatedRedMinutesWatched", "viewerPercentage", "dislikes",
            rows=[[61, 40.5, 9, 1, 500, 12, 2, 3, 4, 5, 50.0, 1]],
        ),
        {},
    ),
    ("a report without rows has no numbers", table("views", "likes", rows=[]), {}),
    (
        "a report that leaves rows out has no numbers",
        {"kind": "youtubeAnalytics#resultTable", "columnHeaders": [{"name": "views"}]},
        {},
    ),
    (
        "a row of zeros is a report of zeros",
        table("views", "estimatedMinutesWatched", "shares", rows=[[0, 0, 0]]),
        {"shares": 0, "views": 0, "video_views": 0, "video_watch_time_ms": 0},
    ),
    (
        "a null cell is not reported, and leaves the other rows to be summed",
        table("views", "likes", rows=[[4, None], [5, None]]),
        {"views": 9, "video_views": 9},
    ),
    (
        "rows of a bulk report are text, and those of no video are not the video's",
        BULK,
        {
            "likes": 3,
            "comments": 1,
            "shares": 2,
            "views": 20,
            "video_views": 20,
            "video_watch_time_ms": 1_209_498,
            "clicks": 1,
        },
    ),
    (
        "a bulk report that holds nothing but rows of no video has no numbers",
        {"rows": [{"video_id": "", "views": "5"}, {"video_id": None, "views": "5"}]},
        {},
    ),
    (
        "a reach report has impressions only",
        {
            "rows": [
                {"video_thumbnail_impressions": "900", "video_thumbnail_impressions_ctr": "0.04"},
                {"video_thumbnail_impressions": "41", "video_thumbnail_impressions_ctr": "0.1"},
            ]
        },
        {"impressions": 941},
    ),
    (
        "one row of a bulk report is read by itself",
        {
            "date": "20260914",
            "video_id": "a",
            "views": "3",
            "watch_time_minutes": "1.5",
            "card_clicks": "0",
            "video_thumbnail_impressions": "8",
        },
        {"impressions": 8, "views": 3, "video_views": 3, "video_watch_time_ms": 90_000, "clicks": 0},
    ),
    (
        "half a millisecond is rounded to even once, after the rows are summed",
        {"rows": [{"watch_time_minutes": "0.000025"}, {"watch_time_minutes": "0.00005"}]},
        {"video_watch_time_ms": 4},
    ),
    (
        "lifetime counts of a video beat the days of a report, which fills the others",
        {
            **table("likes", "views", "comments", "shares", rows=[[1, 20, 3, 4], [2, 21, 5, 6]]),
            "id": "a",
            "statistics": {"viewCount": "5000", "likeCount": "60", "commentCount": "7"},
        },
        {"likes": 60, "comments": 7, "shares": 10, "views": 5000, "video_views": 5000},
    ),
    *(
        (
            f"what Google's clients put in {key}",
            {key: answer, "status": 200, "headers": {}},
            {"views": 10, "video_views": 10},
        )
        for key in ("data", "result")
        for answer in (
            {"kind": "youtube#videoListResponse", "items": [{"id": "a", "statistics": {"viewCount": "10"}}]},
            {"id": "a", "statistics": {"viewCount": "10"}},
            table("views", rows=[[4], [6]]),
        )
    ),
    ("a list in data", {"data": [{"id": "a", "statistics": {"likeCount": "1"}}]}, {"likes": 1}),
    (
        "they do so in their list too",
        {
            **table("likes", "views", "comments", rows=[[1, 20, 3]]),
            "items": [{"id": "a", "statistics": {"viewCount": "5000", "likeCount": "60"}}],
        },
        {"likes": 60, "comments": 3, "views": 5000, "video_views": 5000},
    ),
    (
        "Ayrshare passes the Analytics API's names on",
        AYRSHARE,
        {
            "likes": 41,
            "comments": 5,
            "shares": 0,
            "views": 642,
            "video_views": 642,
            "video_watch_time_ms": 54_660_000,
        },
    ),
    (
        "Ayrshare's names are read on the post itself",
        {"id": "a", "views": 6, "likes": 2, "estimatedMinutesWatched": 1, "cardClicks": 4},
        {"likes": 2, "views": 6, "video_views": 6, "video_watch_time_ms": 60_000, "clicks": 4},
    ),
    (
        "Ayrshare's zeros of somebody else's video cannot be told from true ones",
        {"id": "a", "analytics": {"title": "t", "views": 0, "likes": 0}},
        {"likes": 0, "views": 0, "video_views": 0},
    ),
    (
        "a negative count is passed on",
        {"id": "a", "statistics": {"likeCount": "-1"}},
        {"likes": -1},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("trap", "payload", "expected"), CASES, ids=[case[0] for case in CASES])
def test_reports(trap: str, payload: object, expected: dict[str, object]) -> None:
    assert numbers(payload) == all_thirteen(**expected), trap


@pytest.mark.parametrize(
    ("rule", "payload", "post_id"),
    [
        ("a video's id", {"items": [VIDEO]}, "Kx7_mN2pQ-s"),
        ("an id in a list that does not say what it lists", {"items": [{"id": "a"}]}, "a"),
        ("a video's id within data", {"data": {"items": [VIDEO]}}, "Kx7_mN2pQ-s"),
        ("a search result's id is inside", {"items": [{"id": {"videoId": "a"}}]}, "a"),
        (
            "a playlist item's own id is not the video's",
            {"kind": "youtube#playlistItem", "id": "UExq", "contentDetails": {"videoId": "a"}},
            "a",
        ),
        (
            "a playlist item's snippet knows the video",
            {"kind": "youtube#playlistItem", "id": "UExq", "snippet": {"resourceId": {"videoId": "a"}}},
            "a",
        ),
        ("a playlist item alone knows none", {"kind": "youtube#playlistItem", "id": "UExq"}, None),
        ("a channel is no post", {"kind": "youtube#channel", "id": "UCq"}, None),
        ("a report's video column", table("views", "video", rows=[[1, "a"], [2, "a"]]), "a"),
        ("a report for one video does not repeat its id", table("views", rows=[[1]]), None),
        ("batchGetStats calls it what it is", {"items": [{"kind": "youtube#videoStats", "id": "a"}]}, "a"),
        ("the first row that is a video's", {"rows": [{"video_id": ""}, {"video_id": "a"}]}, "a"),
        ("a bulk row's video_id", {"video_id": "a", "channel_id": "UCq", "views": "1"}, "a"),
        ("the video in a list beside a report", {**table("views", rows=[[1]]), "items": [{"id": "a"}]}, "a"),
        ("a report's row by itself", {"video": "a", "views": 1}, "a"),
        (
            "a search result beside a report",
            {**table("views", rows=[[1]]), "items": [{"id": {"videoId": "a"}}]},
            "a",
        ),
        ("Ayrshare's id", AYRSHARE, "Kx7_mN2pQ-s"),
        ("Ayrshare's id on the post itself", {"id": "a", "views": 1}, "a"),
        ("Ayrshare's id beside empty analytics", {"id": "a", "analytics": {}}, "a"),
        ("a video that was not found", {"items": [], "summary": {"failedVideoIds": ["b"]}}, None),
    ],
)
def test_post_id_is_what_the_payload_includes(rule: str, payload: object, post_id: str | None) -> None:
    assert normalize_platform("youtube", payload).platform_post_id == post_id, rule


@pytest.mark.parametrize(
    ("payload", "url"),
    [
        ({"items": [VIDEO]}, None),
        (table("views", "video", rows=[[1, "a"]]), None),
        (AYRSHARE, "https://www.youtube.com/watch?v=Kx7_mN2pQ-s"),
        ({"views": 1, "postUrl": "https://youtu.be/a"}, "https://youtu.be/a"),
        ({"postUrl": "https://youtu.be/a", "analytics": {}}, "https://youtu.be/a"),
    ],
)
def test_post_url_is_only_what_the_payload_includes(payload: object, url: str | None) -> None:
    assert normalize_platform("youtube", payload).post_url == url


@pytest.mark.parametrize(
    ("payload", "path", "posts"),
    [
        ({"items": [{"id": "a"}, {"id": "b"}, {"id": "c"}]}, "items", 3),
        ({"data": {"items": [{"id": "a"}, {"id": "b"}]}}, "data.items", 2),
        ({"data": [{"id": "a"}, {"id": "b"}]}, "data", 2),
        ({"data": [{"items": [{"id": each}], "rows": []} for each in "ab"]}, "data", 2),
        ({"result": {"items": [{"id": "a"}, {"id": "b"}]}}, "result.items", 2),
        (
            {**table("views", rows=[[1]]), "items": [{"id": {"videoId": "a"}}, {"id": {"videoId": "b"}}]},
            "items",
            2,
        ),
        (table("video", "views", rows=[["a", 1], ["b", 2], ["a", 3]]), "rows", 2),
        ({"rows": [{"video_id": "a"}, {"video_id": "b"}, {"video_id": ""}]}, "rows", 2),
        ({"id": "a", **table("video", "views", rows=[["b", 1]]), "kind": "youtube#video"}, "", 2),
        ({"id": "a", "rows": [{"video_id": "b"}]}, "", 2),
        ({**table("views", rows=[[1]]), "items": [{"id": "a"}, {"id": "b"}]}, "items", 2),
        ([VIDEO, VIDEO], "", 2),
    ],
)
def test_several_posts_are_refused_and_counted(payload: object, path: str, posts: int) -> None:
    with pytest.raises(SeveralPosts) as caught:
        normalize_platform("youtube", payload)
    assert (caught.value.path, caught.value.posts) == (path, posts)


@pytest.mark.parametrize(
    ("payload", "paths"),
    [
        ({"items": [{"id": "a", "statistics": {"viewCount": "1.2M"}}]}, ["items[0].statistics.viewCount"]),
        ({"id": "a", "statistics": {"likeCount": True}}, ["statistics.likeCount"]),
        (table("day", "likes", rows=[["2026-09-14", 1], ["2026-09-15", "one"]]), ["rows[1][likes]"]),
        ({"data": table("likes", rows=[["one"]])}, ["data.rows[0][likes]"]),
        (table("estimatedMinutesWatched", rows=[[float("nan")]]), ["rows[0][estimatedMinutesWatched]"]),
        ({"rows": [{"views": "5"}, {"views": "5.5"}]}, ["rows[1].views"]),
        ({"rows": [{"card_clicks": "a few"}]}, ["rows[0].card_clicks"]),
        ({"analytics": {"shares": False}}, ["analytics.shares"]),
    ],
)
def test_malformed_value_is_shown_where_the_caller_has_it(payload: object, paths: list[str]) -> None:
    assert malformed_paths(payload) == paths


def test_value_after_the_one_that_counts_is_not_read() -> None:
    payload = {**table("views", rows=[["n/a"]]), "id": "a", "statistics": {"viewCount": "3"}}
    assert numbers(payload)["views"] == 3


def test_malformed_cell_in_a_row_of_no_video_is_not_read() -> None:
    payload = {"rows": [{"video_id": "", "views": "n/a"}, {"video_id": "a", "views": "1"}]}
    assert numbers(payload)["views"] == 1


@pytest.mark.parametrize(
    ("payload", "paths"),
    [
        ({"items": [VIDEO], "summary": {"failedVideoIds": ["b"]}}, []),
        ({"items": [], "summary": {"failedVideoIds": []}}, []),
        ({"items": [], "summary": {"failedVideoIds": ["b"]}}, ["summary.failedVideoIds[0]"]),
        ({"summary": {"failedVideoIds": ["b", "c"]}}, ["summary.failedVideoIds[0]"]),
        ({"error": {"code": 403, "message": "quota"}}, ["error"]),
        ({"data": {"error": {"code": 403}}, "status": 403}, ["data.error"]),
        ({"result": {"error": {"code": 403}}, "status": 403}, ["result.error"]),
        ({"data": {"summary": {"failedVideoIds": ["b"]}}}, ["data.summary.failedVideoIds[0]"]),
        ({"result": {"summary": {"failedVideoIds": ["b"]}}}, ["result.summary.failedVideoIds[0]"]),
        ({"data": {"items": [VIDEO], "summary": {"failedVideoIds": ["b"]}}}, []),
    ],
)
def test_only_an_answer_that_failed_has_a_failure(payload: object, paths: list[str]) -> None:
    assert failures(payload) == paths


def test_report_rows_names_cells_and_knows_where_they_stood() -> None:
    payload = table("video", "views", rows=[["a", 7]])
    shape = report_rows(payload)
    assert shape is not None
    assert shape.post["rows"] == [{"video": "a", "views": 7}]
    origin = shape.origins["rows", 0, "views"]
    assert write(origin) == "rows[0][views]"
    assert getattr(origin[-1], "index", None) == 1


def test_report_rows_keeps_the_place_of_a_row_that_it_empties() -> None:
    shape = report_rows({"rows": [{"video_id": ""}, {"video_id": "a"}, {"views": "1"}]})
    assert shape is not None
    assert shape.post["rows"] == [{}, {"video_id": "a"}, {"views": "1"}]
    assert not shape.origins


def test_report_rows_empties_a_row_of_a_table_whose_video_id_is_empty() -> None:
    shape = report_rows(table("video_id", "views", rows=[["", 5], ["a", 6]]))
    assert shape is not None
    assert shape.post["rows"] == [{}, {"video_id": "a", "views": 6}]


def test_report_rows_leaves_the_callers_payload_alone() -> None:
    payload = {**table("video", "views", rows=[["a", 7]]), "more": {"deep": [1]}}
    before = copy.deepcopy(payload)
    shape = report_rows(payload)
    assert payload == before
    assert shape is not None
    assert shape.post["more"] is payload["more"]


@pytest.mark.parametrize("payload", [{}, {"items": []}, {"rows": None}, {"rows": "a"}, {"rows": {"0": [1]}}])
def test_report_rows_is_not_for_what_has_no_rows(payload: dict[str, object]) -> None:
    assert report_rows(payload) is None


@pytest.mark.parametrize(
    ("headers", "rows", "named"),
    [
        (None, [[1]], [{}]),
        ("views", [[1]], [{}]),
        ([], [[1]], [{}]),
        ([{"name": "views"}], [[1, 2, 3]], [{"views": 1}]),
        ([{"name": "views"}, {"name": "likes"}], [[1]], [{"views": 1}]),
        ([{"name": ["views"]}, None, 4, {"name": "likes"}], [[1, 2, 3, 4]], [{"": 3, "likes": 4}]),
        ([{"name": 10**5000}], [[1]], [{"": 1}]),
        ([{"name": "views"}], [None, "abc", 5, {}, [], (8,)], [{}, {}, {}, {}, {}, {"views": 8}]),
        (({"name": "views"},), ([1],), [{"views": 1}]),
        (None, [{"video_id": []}], [{"video_id": []}]),
    ],
)
def test_report_rows_survives_any_table(headers: object, rows: object, named: object) -> None:
    shape = report_rows({"columnHeaders": headers, "rows": rows})
    assert shape is not None
    assert shape.post["rows"] == named


def test_every_metric_is_defined_in_one_sentence() -> None:
    assert MAPPER.definitions is not None
    for name, sentence in MAPPER.definitions.items():
        assert sentence.endswith("."), name
        assert "\n" not in sentence, name


def test_definition_of_views_has_the_days_on_which_it_changed() -> None:
    assert MAPPER.definitions is not None
    for sentence in (MAPPER.definitions.views, MAPPER.definitions.video_views):
        assert "2025-03-31" in sentence
        assert "2026-08-27" in sentence
