"""What a source response becomes, in both source formats."""

from __future__ import annotations

import json

from importlib import resources
from uuid import UUID

import pytest

from postmetrics import (
    MalformedPayload,
    Metrics,
    NotAPayload,
    SeveralPosts,
    UnknownConnection,
    UnknownPlatform,
    UnknownSource,
    combine,
    explain,
    normalize,
    normalize_platform,
    to_dict,
    verify,
)


NONE = Metrics.fill(None)
ONE = "6f1c2b9e-0000-4000-8000-000000000001"
TWO = "6f1c2b9e-0000-4000-8000-000000000002"


def sample():
    return json.loads(resources.files("postmetrics").joinpath("sample.json").read_text("utf-8"))


def test_a_response_of_six_platforms():
    source = sample()
    response = normalize(source)
    assert response.analytics.status == "success"
    assert [each.platform for each in response.analytics.platforms] == [
        "x",
        "linkedin",
        "instagram",
        "facebook",
        "tiktok",
        "youtube",
    ]
    assert dict(response.analytics.totals.items()) == {
        "likes": 143 + 88 + 530 + 61 + 2210 + 911,
        "comments": 9 + 12 + 41 + 14 + 87 + 64,
        "shares": 21 + 7 + 66 + 0 + 143 + 58,
        "impressions": 9214 + 5120,
        "views": 14890 + 3320 + 30544 + 15230,
        "video_views": 2140 + 1730 + 14890 + 905 + 30544 + 15230,
        "video_viewers": 1502 + 27410,
        "video_watch_time_ms": 9150300 + 58071000 + 4182000 + 198412507 + 30441 * 60_000,
        "engagement": 612 + 739,
        "clicks": 96 + 241,
        "saves": 102,
        "bookmarks": 17,
        "quotes": 4,
    }
    assert response.analytics.metadata == {"status": "success", "id": "Vb7T4wLq0xN1", "code": 200}
    assert response.stats is source
    assert response.analytics.platforms[0].raw_metrics is source["twitter"]


def test_twitter_is_answered_as_x_and_both_together_are_two_entries():
    source = {"twitter": {"publicMetrics": {"likeCount": 1}}, "x": {"publicMetrics": {"likeCount": 2}}}
    platforms = normalize(source).analytics.platforms
    assert [(each.platform, each.metrics.likes) for each in platforms] == [("x", 1), ("x", 2)]


def test_platforms_keep_the_order_of_the_source():
    source = {"youtube": {}, "status": "success", "facebook": {}, "twitter": {}}
    assert [each.platform for each in normalize(source).analytics.platforms] == ["youtube", "facebook", "x"]


def test_a_thread_is_one_entry_a_post():
    thread = [{"id": str(n), "analytics": {"publicMetrics": {"likeCount": n}}} for n in (1, 2, 3)]
    response = normalize({"twitter": thread})
    assert [each.platform_post_id for each in response.analytics.platforms] == ["1", "2", "3"]
    assert [each.raw_metrics for each in response.analytics.platforms] == thread
    assert response.analytics.totals.likes == 6


def test_a_partial_failure_keeps_what_there_is():
    errors = [{"action": "analytics", "status": "error", "code": 161, "platform": "facebook"}]
    source = {"youtube": {"analytics": {"likes": 30}}, "errors": errors, "status": "partial"}
    response = normalize(source)
    assert response.analytics.status == "partial"
    assert response.analytics.totals == NONE.replace(likes=30)
    assert response.analytics.metadata == {"errors": errors, "status": "partial"}


def test_a_total_failure_keeps_its_status_and_metadata():
    source = {"action": "analytics", "status": "error", "code": 221, "message": "No post found for this id."}
    response = normalize(source)
    assert response.analytics.status == "error"
    assert response.analytics.platforms == ()
    assert response.analytics.totals == NONE
    assert response.analytics.metadata == source


def test_a_platform_that_failed_is_thirteen_nulls():
    failed = {"status": "error", "code": 288, "message": "Still processing.", "likes": 5}
    response = normalize({"youtube": failed, "tiktok": {"analytics": {"likeCount": 3}}})
    assert response.analytics.platforms[0].metrics == NONE
    assert response.analytics.platforms[0].raw_metrics is failed
    assert response.analytics.totals.likes == 3


def test_numbers_are_read_even_where_the_status_says_error():
    assert normalize({"youtube": {"status": "error", "analytics": {"likes": 5}}}).analytics.totals.likes == 5


def test_id_url_and_analytics_may_be_missing():
    response = normalize({"youtube": {"likes": 4}})
    only = response.analytics.platforms[0]
    assert (only.platform_post_id, only.post_url, only.metrics.likes) == (None, None, 4)
    assert normalize({"youtube": {"id": "a", "postUrl": "https://y"}}).analytics.totals == NONE


@pytest.mark.parametrize("platform", ["x", "linkedin", "instagram", "facebook", "tiktok", "youtube"])
def test_empty_analytics_hide_nothing(platform):
    (post,) = normalize({platform: {"id": "19500000", "analytics": {}}}).analytics.platforms
    assert (post.platform_post_id, post.metrics) == ("19500000", NONE)
    assert normalize({platform: {"analytics": {}, "likes": 5, "likeCount": 5}}).analytics.totals.likes == 5


@pytest.mark.parametrize("value", [None, [], "text", 3, [None, "text"], ["text"]])
def test_a_platform_key_without_an_object_is_metadata(value):
    response = normalize({"youtube": value, "status": "success"})
    assert response.analytics.platforms == ()
    assert response.analytics.metadata == {"youtube": value, "status": "success"}


@pytest.mark.parametrize(
    ("beside", "left"),
    [([None], []), (["Rate limit"], ["Rate limit"]), ([None, 3, ["x"]], [3, ["x"]])],
)
@pytest.mark.parametrize("kind", [list, tuple])
def test_what_is_no_object_hides_no_post(beside, left, kind):
    post = {"social_connection_id": ONE, "id": "1", "analytics": {"likes": 1}}
    rows = [{"platform": "youtube", "social_connection_id": ONE, "raw_metrics": post}, *beside]
    for key, source in (
        ("youtube", {"youtube": kind([post, *beside]), "status": "partial"}),
        ("platforms", {"platforms": kind(rows), "status": "partial"}),
    ):
        response = normalize(source)
        assert response.analytics.platforms[0].raw_metrics is post
        assert response.analytics.metadata == {"status": "partial", **({key: left} if left else {})}
        assert verify(to_dict(response)) == ()
        assert normalize(to_dict(response)) == response
        alone = normalize(source, social_connection_id=ONE).analytics
        assert (alone.totals.likes, alone.metadata) == (1, {"status": "partial"})


def test_what_is_no_row_stays_where_it_was_when_read_back():
    wire = to_dict(normalize(LISTED))["analytics"]
    rows = [*wire["platforms"], None, "text", {"a": 1}]
    assert normalize({**wire, "platforms": rows}).analytics.metadata == {
        **wire["metadata"],
        "platforms": ["text", {"a": 1}],
    }


def test_an_empty_list_beside_platforms_is_no_format():
    response = normalize({"platforms": [], "youtube": {"likes": 3}})
    assert response.analytics.totals.likes == 3
    assert response.analytics.metadata == {"platforms": []}


def test_a_name_without_a_mapper_stays_in_metadata():
    source = {"myspace": {"likes": 3}, "youtube": {"likes": 4}}
    response = normalize(source)
    assert response.analytics.totals.likes == 4
    assert response.analytics.metadata == {"myspace": {"likes": 3}}


def test_an_empty_object_is_a_source_with_nothing_in_it():
    response = normalize({})
    assert (response.analytics.status, response.analytics.platforms, response.stats) == (None, (), {})


@pytest.mark.parametrize("status", [None, 200.5, True, ["success"], ""])
def test_a_status_is_text_or_null(status):
    assert normalize({"status": status}).analytics.status is None


@pytest.mark.parametrize("source", [None, [], [{"youtube": {}}], "text", 3, b"{}"])
def test_what_is_no_object_is_refused(source):
    with pytest.raises(UnknownSource, match="source response: expected an object, got "):
        normalize(source)
    with pytest.raises(UnknownSource, match="source response: expected an object, got "):
        normalize(source, source_format="listed")


LISTED = {
    "status": "success",
    "platforms": [
        {
            "platform": "youtube",
            "social_connection_id": ONE,
            "platform_post_id": "mine",
            "post_url": "https://y.example/mine",
            "raw_metrics": {"items": [{"id": "theirs", "statistics": {"likeCount": "7"}}]},
        },
        {"platform": "tiktok", "social_connection_id": TWO, "raw_metrics": {"id": "8", "like_count": 5}},
    ],
    "fetched_at": "2026-09-02",
}


def test_a_list_of_platform_posts():
    response = normalize(LISTED)
    first, second = response.analytics.platforms
    assert (first.platform_post_id, first.post_url) == ("mine", "https://y.example/mine")
    assert (second.platform_post_id, second.post_url) == ("8", None)
    assert response.analytics.totals.likes == 12
    assert response.analytics.metadata == {"status": "success", "fetched_at": "2026-09-02"}
    assert first.raw_metrics is LISTED["platforms"][0]["raw_metrics"]


@pytest.mark.parametrize("raw", [{"raw_metrics": None}, {}])
def test_a_listed_post_without_a_payload_failed(raw):
    source = {"platforms": [{"platform": "youtube", "platform_post_id": 17, "error": "token expired", **raw}]}
    only = normalize(source).analytics.platforms[0]
    assert (only.metrics, only.raw_metrics, only.platform_post_id) == (NONE, {"error": "token expired"}, "17")


def test_a_listed_post_that_says_it_failed_did():
    source = {"platforms": [{"platform": "youtube", "status": "error", "raw_metrics": {"likes": 3}}]}
    only = normalize(source).analytics.platforms[0]
    assert (only.metrics, only.raw_metrics) == (NONE, {"likes": 3})
    assert only.raw_metrics is source["platforms"][0]["raw_metrics"]  # a payload is untouched


@pytest.mark.parametrize(
    ("row", "metrics"),
    [
        ({"platform": "youtube", "views": 77, "likes": 6}, {"views": 77, "video_views": 77, "likes": 6}),
        ({"platform": "youtube", "error": "late", "views": "77"}, {"views": 77, "video_views": 77}),
        ({"platform": "youtube", "errors": ["late"], "analytics": {"likes": 6}}, {"likes": 6}),
        ({"platform": "youtube", "status": "error", "analytics": {"likes": 6}}, {"likes": 6}),
        ({"platform": "youtube", "error": "late", "raw_metrics": {"likes": 6}}, {"likes": 6}),
        ({"platform": "youtube", "error": "", "errors": [], "raw_metrics": {"likes": 6}}, {"likes": 6}),
        (
            {"platform": "twitter", "status": "published", "analytics": {"impressions": 900, "likes": 53}},
            {"impressions": 900, "likes": 53},
        ),
        ({"platform": "facebook", "metrics": {"likes": None}, "raw_metrics": None}, {}),
    ],
)
def test_a_listed_post_is_read_where_no_failure_is_all_there_is(row, metrics):
    source = {"platforms": [row | {"social_connection_id": ONE}]}
    response = normalize(source)
    only = response.analytics.platforms[0]
    assert only.metrics == NONE.replace(**metrics)
    said = {key: value for key, value in row.items() if key not in {"platform", "raw_metrics"}}
    assert only.raw_metrics == (row.get("raw_metrics") or said)
    assert "failed" not in str(explain(source))
    assert normalize(to_dict(response)) == response


@pytest.mark.parametrize("raw", [[], "Rate limit", None, {}, 5, [{"id": "1"}, {"id": "2"}]])
@pytest.mark.parametrize("said", [{"status": "error", "code": 5}, {"status": "failed", "analytics": None}])
def test_a_listed_post_whose_status_is_a_failure_is_thirteen_nulls(raw, said):
    source = {"platforms": [{"platform": "youtube", "platform_post_id": "mine", **said, "raw_metrics": raw}]}
    response = normalize(source)
    only = response.analytics.platforms[0]
    assert (only.metrics, only.platform_post_id) == (NONE, "mine")
    assert only.raw_metrics == {**said, **({"raw_metrics": raw} if raw else {})}
    assert "failed: status" in str(explain(source))
    assert normalize(to_dict(response)) == response


@pytest.mark.parametrize("raw", [[], "Rate limit", None, {}])
@pytest.mark.parametrize(
    "said", [{"error": "quota"}, {"errors": [{"code": 5}], "code": 5, "at": "2026-09-02"}]
)
def test_an_error_without_a_number_is_a_failure(raw, said):
    good = {"platform": "youtube", "raw_metrics": {"likes": 3}}
    source = {"platforms": [good, {"platform": "x", **said, "raw_metrics": raw}]}
    response = normalize(source)
    assert [each.metrics.likes for each in response.analytics.platforms] == [3, None]
    assert response.analytics.platforms[1].raw_metrics == {**said, **({"raw_metrics": raw} if raw else {})}
    assert explain(source).platforms[1].cells.likes.status == "failed"
    assert normalize(to_dict(response)) == response


def test_a_listed_name_without_a_mapper_stays_in_metadata():
    unknown = {"platform": "myspace", "raw_metrics": {"likes": 3}}
    response = normalize({"platforms": [unknown, {"platform": "youtube", "raw_metrics": {"likes": 4}}]})
    assert [each.platform for each in response.analytics.platforms] == ["youtube"]
    assert response.analytics.metadata == {"platforms": [unknown]}


@pytest.mark.parametrize("platform", [None, 3, ["youtube"], {}])
def test_a_listed_name_that_is_no_text_stays_in_metadata(platform):
    source = {"platforms": [{"platform": platform, "raw_metrics": {"likes": 3}}]}
    assert normalize(source).analytics.metadata == source


def test_a_listed_payload_is_one_object():
    with pytest.raises(SeveralPosts):
        normalize({"platforms": [{"platform": "youtube", "raw_metrics": [{}, {}]}]})
    with pytest.raises(NotAPayload):
        normalize({"platforms": [{"platform": "youtube", "raw_metrics": "text"}]})


def test_an_empty_list_is_no_platform_posts():
    assert normalize({"platforms": []}).analytics.metadata == {"platforms": []}


def test_a_response_reads_back():
    failed = {"youtube": {"status": "error", "likes": 5}, "myspace": {"likes": 3}}
    for source in (sample(), LISTED, {"status": "error"}, failed):
        response = normalize(source)
        assert normalize(to_dict(response)["analytics"]).analytics == response.analytics
        assert normalize(to_dict(response)) == response


def test_totals_of_a_response_that_is_read_back_are_summed_anew():
    wire = to_dict(normalize(LISTED))["analytics"]
    wire["totals"]["likes"] = 999
    assert normalize(wire).analytics.totals.likes == 12


def test_what_only_looks_like_a_response_keeps_its_keys():
    source = {**LISTED, "totals": {"likes": 999}, "metadata": {"a": 1}}
    assert normalize(source).analytics.metadata == {k: v for k, v in source.items() if k != "platforms"}
    source = {"analytics": {"platforms": []}, "other": 1}
    assert normalize(source).analytics.metadata == source
    source = {"analytics": 3, "stats": {}}
    assert normalize(source).analytics.metadata == source


def test_a_response_is_known_by_its_totals_and_platforms():
    wire = to_dict(normalize(sample()))
    read = normalize({"analytics": wire["analytics"]})
    assert read.analytics == normalize(sample()).analytics
    assert read.stats == {"analytics": wire["analytics"]}
    read = normalize({**wire, "code": 200})
    assert read.analytics.platforms == normalize(sample()).analytics.platforms
    assert read.analytics.metadata == {"code": 200, **wire["analytics"]["metadata"]}
    assert read.stats == wire["stats"]


def test_names_without_a_mapper_stay_where_they_were_when_read_back():
    old, new = {"platform": "myspace", "raw_metrics": {"a": 1}}, {"platform": "orkut", "raw_metrics": {}}
    wire = to_dict(normalize({"platforms": [old]}))["analytics"]
    assert normalize(wire).analytics.metadata == {"platforms": [old]}
    assert normalize({**wire, "platforms": [new]}).analytics.metadata == {"platforms": [old, new]}
    assert normalize({**wire, "platforms": [new], "metadata": {"platforms": 3}}).analytics.metadata == {
        "platforms": [new]
    }


@pytest.mark.parametrize("source", [{"platforms": {"x": {}}}, {"twitter": {"id": "1"}}, {"platforms": [3]}])
def test_what_is_no_list_of_platforms_is_all_metadata(source):
    response = normalize(source, source_format="listed")
    assert (response.analytics.platforms, response.analytics.metadata) == ((), source)


def test_platforms_may_be_stored_inside_analytics():
    source = {"analytics": {"youtube": {"likes": 3}, "of": 1}, "status": "success", "id": "P"}
    response = normalize(source)
    assert response.analytics.totals.likes == 3
    assert response.analytics.status == "success"
    assert response.analytics.metadata == {"of": 1, "status": "success", "id": "P"}
    assert response.stats is source
    beside = {"analytics": {"youtube": {"likes": 3}}, "tiktok": {"like_count": 4}}
    assert normalize(beside).analytics.totals.likes == 4
    marked = {"analytics": {"youtube": [{"social_connection_id": c, "likes": 3} for c in (ONE, TWO)]}}
    alone = normalize(marked, social_connection_id=ONE)
    assert alone.analytics.totals.likes == 3
    assert alone.stats == {"analytics": {"youtube": [{"social_connection_id": ONE, "likes": 3}]}}


def test_one_answer_may_be_in_a_list_of_posts():
    answer = {"youtube": {"likes": 3}, "id": "P", "status": "partial", "posts": 2}
    source = {"posts": [answer], "status": "success"}
    response = normalize(source)
    assert (response.analytics.totals.likes, response.analytics.status) == (3, "partial")
    assert response.analytics.metadata == {
        "id": "P",
        "status": "success",
        "posts": {"status": "partial", "posts": 2},
    }
    assert response.stats is source
    for other in ({"posts": [answer, answer]}, {"posts": [{"id": "P"}]}, {"posts": [3]}, {"posts": []}):
        assert normalize(other).analytics.platforms == ()
        assert normalize(other).analytics.metadata == other


@pytest.mark.parametrize("wanted", [ONE, TWO])
def test_one_account_of_a_list_of_posts(wanted):
    marked = [{"social_connection_id": each, "likes": 3} for each in (ONE, TWO)]
    alone = normalize({"posts": [{"youtube": marked}], "code": 5}, social_connection_id=wanted)
    own = {"social_connection_id": wanted, "likes": 3}
    assert alone.stats == {"posts": [{"youtube": [own]}], "code": 5}
    assert (alone.analytics.totals.likes, alone.analytics.metadata) == (3, {"code": 5})
    theirs = {"social_connection_id": ONE, "youtube": {"likes": 3}}
    alone = normalize({"posts": [theirs], "by": {"social_connection_id": TWO}}, social_connection_id=wanted)
    assert alone.analytics.totals.likes == (3 if wanted == ONE else None)
    assert alone.stats == (
        {"posts": [theirs]} if wanted == ONE else {"posts": [], "by": {"social_connection_id": TWO}}
    )


@pytest.mark.parametrize("wanted", [ONE, TWO])
def test_stats_has_the_shape_of_the_source_narrowed_too(wanted):
    inner = {
        "status": "partial",
        "tiktok": {"social_connection_id": ONE},
        "totals": {"likes": 3},
        "errors": [{"social_connection_id": each} for each in (ONE, TWO)],
    }
    alone = normalize({"analytics": inner, "status": 200, "code": 5}, social_connection_id=wanted)
    left = {"status": "partial", "errors": [{"social_connection_id": wanted}]}
    own = {"tiktok": inner["tiktok"]} if wanted == ONE else {}
    assert alone.stats == {"analytics": {**left, **own}, "status": 200, "code": 5}
    assert alone.analytics.status == "partial"
    assert alone.analytics.metadata == {
        "status": 200,
        "code": 5,
        "errors": left["errors"],
        "analytics": {"status": "partial"},
    }
    assert [each.raw_metrics for each in alone.analytics.platforms] == list(own.values())


def test_an_analytics_of_another_connection_is_gone():
    source = {
        "analytics": {"social_connection_id": TWO, "youtube": {"likes": 3}},
        "of": {"social_connection_id": ONE},
    }
    assert normalize(source, social_connection_id=TWO).analytics.totals.likes == 3
    alone = normalize(source, social_connection_id=ONE)
    assert alone.stats == alone.analytics.metadata == {"of": {"social_connection_id": ONE}}


def test_what_collides_with_a_key_around_analytics_stays_there():
    inside = {"twitter": {"id": "1", "likes": 3}, "status": "partial", "id": "P1", "code": 200}
    around = {"id": "row-7", "status": 200, "code": 200}
    response = normalize({**around, "analytics": inside})
    assert response.analytics.status == "partial"
    assert response.analytics.metadata == {**around, "analytics": {"status": "partial", "id": "P1"}}
    assert normalize(to_dict(response)) == response

    read = normalize({**around, **to_dict(normalize(inside))})
    assert read.analytics == response.analytics

    again = normalize({"id": "row-8", **to_dict(response)})
    assert again.analytics.metadata == {
        **around,
        "id": "row-8",
        "analytics": {"id": "row-7", "analytics": {"status": "partial", "id": "P1"}},
    }


def test_a_listed_failure_beside_an_empty_payload_is_kept():
    error = {"status": "error", "error": {"code": "quota"}}
    only = normalize(
        {"platforms": [{"platform": "youtube", "raw_metrics": {}, **error}]}
    ).analytics.platforms[0]
    assert only.raw_metrics == error
    empty = normalize({"platforms": [{"platform": "youtube", "raw_metrics": {}, "note": 1}]})
    assert empty.analytics.platforms[0].raw_metrics == {}


def test_a_whole_response_without_legacy_stats_is_its_own():
    source = {"analytics": LISTED, "stats": None}
    assert normalize(source).stats is source


def test_every_row_with_a_malformed_value_is_told_of():
    windows = [
        {
            "targetEntity": {"share": "urn:li:share:1"},
            "metricType": "REACTION",
            "dateRange": {
                "start": {"year": 2026, "month": 3, "day": day + 1},
                "end": {"year": 2026, "month": 3, "day": day + 2},
            },
            "count": f"bad{day}",
        }
        for day in range(3)
    ]
    with pytest.raises(MalformedPayload) as caught:
        normalize_platform("linkedin", {"elements": windows})
    assert {error.value for error in caught.value.exceptions} == {"bad0", "bad1", "bad2"}


def test_two_formats_at_once_are_refused():
    source = {**LISTED, "youtube": {"likes": 3}, "tiktok": {}}
    with pytest.raises(UnknownSource) as caught:
        normalize(source)
    assert str(caught.value) == (
        "source response: expected one source format, or source_format to name it, "
        "got ayrshare (youtube, tiktok) and listed (a list of platforms)"
    )


def test_the_caller_may_name_the_format():
    source = {**LISTED, "youtube": {"likes": 3}}
    assert normalize(source, source_format="listed").analytics.totals.likes == 12
    assert normalize(source, source_format="ayrshare").analytics.totals.likes == 3


def test_an_unknown_format_is_refused():
    with pytest.raises(
        UnknownSource, match="expected one of ayrshare, listed as source_format, got 'zernio'"
    ):
        normalize({}, source_format="zernio")


def several_accounts():
    return {
        "status": "success",
        "twitter": [
            {"social_connection_id": ONE, "id": "1", "analytics": {"publicMetrics": {"likeCount": 1}}},
            {
                "social_connection_id": TWO,
                "id": "2",
                "analytics": {"publicMetrics": {"likeCount": 20, "of": "two"}},
            },
        ],
        "youtube": {"social_connection_id": TWO, "analytics": {"likes": 300, "title": "two"}},
        "tiktok": {"analytics": {"likeCount": 4000, "of": "nobody"}},
        "myspace": {"social_connection_id": TWO, "of": "two"},
        "errors": [{"social_connection_id": TWO, "message": "two"}, {"message": "everybody's"}],
    }


@pytest.mark.parametrize("wanted", [ONE, UUID(ONE), ONE.upper()])
def test_one_connection_is_all_that_is_left(wanted):
    source = several_accounts()
    response = normalize(source, social_connection_id=wanted)
    assert response.analytics.totals == NONE.replace(likes=1)
    assert response.stats == {
        "status": "success",
        "twitter": [source["twitter"][0]],
        "errors": [{"message": "everybody's"}],
    }
    assert "two" not in json.dumps(to_dict(response))
    assert source == several_accounts()


@pytest.mark.parametrize(
    "wrap",
    [lambda note: note, lambda note: [[{"deeper": note}]], lambda note: {"x": [note]}, lambda note: (note,)],
)
def test_one_connection_is_all_that_is_left_at_any_depth(wrap):
    notes = [{"social_connection_id": c, "message": c} for c in (ONE, TWO)]
    for source in (several_accounts(), LISTED, {**LISTED, "totals": {}, "metadata": {"old": 1}}):
        response = normalize(
            {**source, "metadata": {"notes": [wrap(note) for note in notes]}}, social_connection_id=ONE
        )
        assert ONE in json.dumps(response.analytics.metadata)
        assert TWO not in json.dumps(to_dict(response))


def test_sums_over_the_others_go_too():
    for source in (several_accounts(), LISTED, {"analytics": {**LISTED, "totals": {}}}):
        alone = normalize({**source, "totals": {"likes": 4321}}, social_connection_id=ONE)
        assert "4321" not in json.dumps(to_dict(alone))


def test_a_payload_is_opaque():
    post = {"social_connection_id": ONE, "likes": 1, "of": {"social_connection_id": TWO}}
    alone = normalize({"youtube": [post]}, social_connection_id=ONE)
    assert alone.analytics.platforms[0].raw_metrics is post


def test_a_response_of_several_accounts_that_is_read_back_keeps_its_metadata():
    wire = to_dict(normalize(LISTED))["analytics"]
    wire = {**wire, "platforms": LISTED["platforms"]}
    assert normalize(wire, social_connection_id=ONE).analytics.metadata == wire["metadata"]
    around = {"analytics": wire, "errors": [{"social_connection_id": TWO}], "code": 200}
    assert normalize(around, social_connection_id=ONE).analytics.metadata == {
        "errors": [],
        "code": 200,
        **wire["metadata"],
    }


def test_one_connection_keeps_a_single_object_single():
    assert (
        normalize(several_accounts(), social_connection_id=TWO).stats["youtube"]["analytics"]["likes"] == 300
    )


def test_one_connection_of_a_list():
    source = {**LISTED, "totals": {"likes": 12}, "notes": [{"social_connection_id": TWO}, "of everybody"]}
    response = normalize(source, social_connection_id=ONE)
    assert response.analytics.totals.likes == 7
    assert response.stats == {
        "status": "success",
        "platforms": [LISTED["platforms"][0]],
        "fetched_at": "2026-09-02",
        "notes": ["of everybody"],
    }


@pytest.mark.parametrize("source", [several_accounts(), LISTED], ids=["ayrshare", "listed"])
def test_an_unknown_connection_lists_those_there_are(source):
    with pytest.raises(UnknownConnection) as caught:
        normalize(source, social_connection_id="nobody")
    assert str(caught.value) == f"social_connection_id: expected one of {ONE}, {TWO}, got 'nobody'"
    assert isinstance(caught.value, LookupError)


@pytest.mark.parametrize(
    "source",
    [
        {"errors": [{"social_connection_id": ONE, "code": 161}, {"social_connection_id": TWO}]},
        {"myspace": {"social_connection_id": ONE}, "youtube": {"social_connection_id": TWO, "likes": 3}},
        {"notes": ({"deeper": [{"social_connection_id": ONE}]},), "youtube": {"likes": 3}},
        {
            "platforms": [{"platform": "youtube", "raw_metrics": {}}],
            "errors": [{"social_connection_id": ONE}],
        },
        {"platforms": [{"platform": "myspace", "social_connection_id": ONE}]},
        {"platforms": {"social_connection_id": ONE}},
    ],
)
def test_a_connection_without_a_post_has_no_numbers(source):
    alone = normalize(source, social_connection_id=ONE)
    assert (alone.analytics.platforms, alone.analytics.totals) == ((), NONE)
    assert ONE in json.dumps(alone.analytics.metadata)
    assert TWO not in json.dumps(to_dict(alone))
    with pytest.raises(UnknownConnection, match=f"expected one of {ONE}.*, got 'nobody'"):
        normalize(source, social_connection_id="nobody")


def test_a_connection_of_no_list_has_no_numbers():
    source = {"platforms": {"social_connection_id": ONE}, "youtube": {"social_connection_id": TWO}}
    alone = normalize(source, social_connection_id=ONE, source_format="listed")
    assert alone.analytics.platforms == ()
    assert alone.stats == alone.analytics.metadata == {"platforms": source["platforms"]}


def test_an_analytics_beside_platforms_is_metadata_of_one_connection_too():
    beside = {"analytics": {"of": 1}, "youtube": {"social_connection_id": ONE, "likes": 3}}
    alone = normalize(beside, social_connection_id=ONE)
    assert alone.analytics.metadata == {"analytics": {"of": 1}}


def test_what_is_in_a_source_of_one_connection_is_that_connections():
    posts = [{"likes": 1}, {"likes": 2, "social_connection_id": TWO}]
    listed = [{"platform": "youtube", "raw_metrics": post, **post} for post in posts]
    for source in ({"youtube": posts}, {"platforms": listed}):
        assert (
            normalize(
                {"social_connection_id": ONE, **source}, social_connection_id=ONE
            ).analytics.totals.likes
            == 1
        )
        assert (
            normalize(
                {"social_connection_id": ONE, **source}, social_connection_id=TWO
            ).analytics.totals.likes
            == 2
        )


def test_a_response_that_is_read_back_is_nobodys():
    wire = to_dict(normalize(LISTED))  # only its `stats` says whose a post is
    with pytest.raises(UnknownConnection, match="expected none"):
        normalize(wire, social_connection_id=ONE)


def test_a_payload_says_whose_it_is_where_its_row_does_not():
    source = {"twitter": [{"social_connection_id": each, "likes": 1} for each in (ONE, TWO)], "note": "n"}
    wire = to_dict(normalize(source))
    alone = normalize(wire, social_connection_id=ONE)
    assert [post.raw_metrics for post in alone.analytics.platforms] == [source["twitter"][0]]
    assert (alone.analytics.totals.likes, alone.analytics.metadata) == (1, {"note": "n"})
    assert TWO not in str(alone)
    listed = {
        "social_connection_id": ONE,
        "platforms": [{"platform": "x", "raw_metrics": [source["twitter"][1]]}],
    }
    assert normalize(listed, social_connection_id=ONE).analytics.platforms == ()
    rows = [{"platform": "x", "social_connection_id": TWO, "raw_metrics": source["twitter"][0]}]
    assert normalize({"platforms": rows}, social_connection_id=TWO).analytics.totals.likes == 1


@pytest.mark.parametrize("source", [{}, {"platforms": []}, {"youtube": {"likes": 3}}])
def test_a_source_without_connections_has_none(source):
    with pytest.raises(UnknownConnection, match="expected none, got 'x'"):
        normalize(source, social_connection_id="x")


@pytest.mark.parametrize("source", [several_accounts(), LISTED], ids=["ayrshare", "listed"])
def test_an_empty_connection_id_is_nobodys(source):
    nobody = {"social_connection_id": "", "raw_metrics": {}, "platform": "youtube"}
    for each in (source, {"youtube": nobody}, {"platforms": [nobody]}):
        with pytest.raises(UnknownConnection, match="got ''"):
            normalize(each, social_connection_id="")
    with pytest.raises(UnknownConnection, match="got ''"):
        combine({"": source})


def test_a_connection_id_need_not_be_a_uuid():
    source = {"youtube": [{"social_connection_id": 7, "likes": 1}, {"social_connection_id": "A", "likes": 2}]}
    assert normalize(source, social_connection_id="7").analytics.totals.likes == 1
    assert normalize(source, social_connection_id="A").analytics.totals.likes == 2
    with pytest.raises(UnknownConnection):
        normalize(source, social_connection_id="a")


def test_malformed_values_of_all_platforms_come_together():
    source = {"youtube": {"views": "1.2M", "likes": True}, "tiktok": {"analytics": {"likeCount": 1.5}}}
    with pytest.raises(MalformedPayload) as caught:
        normalize(source)
    assert {str(error) for error in caught.value.exceptions} == {
        "youtube: likes: expected a whole number, got True",
        "youtube: views: expected a whole number, got '1.2M'",
        "tiktok: analytics.likeCount: expected a whole number, got 1.5",
    }
    assert isinstance(caught.value, ValueError)
    assert normalize(source, on_error="null").analytics.totals == NONE


@pytest.mark.parametrize("source", [{}, {"youtube": {"likes": 1}}, {"youtube": {"likes": "n/a"}}])
def test_another_way_to_treat_errors_is_refused(source):
    with pytest.raises(ValueError, match="on_error: expected 'raise' or 'null', got 'Raise'"):
        normalize(source, on_error="Raise")
    with pytest.raises(ValueError, match="on_error: expected 'raise' or 'null', got ''"):
        normalize_platform("youtube", source, on_error="")


def test_one_malformed_value_that_fills_two_keys_is_one_error():
    with pytest.raises(MalformedPayload) as caught:
        normalize_platform("youtube", {"statistics": {"viewCount": "many"}})
    assert len(caught.value.exceptions) == 1


def test_an_unknown_platform_is_refused_by_name():
    with pytest.raises(UnknownPlatform):
        normalize_platform("myspace", {})


def test_a_payload_is_answered_under_the_mappers_own_name():
    assert normalize_platform("twitter", {}).platform == "x"


def test_combined_responses_are_one_source():
    one = {"status": "success", "youtube": {"id": "a", "analytics": {"likes": 1}}, "id": "P1"}
    two = {
        "status": "success",
        "youtube": {"status": "error", "message": "gone"},
        "tiktok": {"like_count": 2},
    }
    source = combine({UUID(ONE): one, TWO: two})
    response = normalize(source)
    assert response.analytics.status == "success"
    assert response.analytics.totals.likes == 3
    assert [each.metrics.likes for each in response.analytics.platforms] == [1, None, 2]
    assert [each.raw_metrics for each in response.analytics.platforms] == [
        one["youtube"],
        two["youtube"],
        two["tiktok"],
    ]

    alone = normalize(source, social_connection_id=ONE)
    assert alone.analytics.totals.likes == 1
    assert alone.stats["responses"] == [
        {
            "social_connection_id": ONE,
            "source_format": "ayrshare",
            "status": "success",
            "metadata": {"status": "success", "id": "P1"},
        }
    ]
    assert "gone" not in json.dumps(to_dict(alone))


def test_combined_responses_that_differ_in_status_have_none():
    assert normalize(combine({"a": {"status": "success"}, "b": {"status": "error"}})).analytics.status is None
    assert normalize(combine({})).analytics.status is None


def test_a_combined_list_keeps_the_ids_it_gives():
    post = {"platform": "youtube", "platform_post_id": "mine", "post_url": "u", "raw_metrics": {}}
    only = normalize(combine({"a": {"platforms": [post]}})).analytics.platforms[0]
    assert (only.platform_post_id, only.post_url) == ("mine", "u")


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"raw_metrics": None},
        {"raw_metrics": None, "fetched_at": "2026-09-02"},
        {"raw_metrics": {}, "status": "error", "error": "quota"},
        {"raw_metrics": {"likes": 3}, "status": "error", "fetched_at": "2026-09-02"},
        {"raw_metrics": {"status": "error", "message": "gone"}},
    ],
)
def test_combining_changes_no_post_and_drops_nothing_beside_it(row):
    source = {"platforms": [{"platform": "youtube", **row}]}
    combined = combine({"a": source})
    assert normalize(combined).analytics.platforms == normalize(source).analytics.platforms
    assert combined["platforms"] == [{"platform": "youtube", **row, "social_connection_id": "a"}]


def test_a_response_that_names_accounts_gives_what_is_of_its_own():
    both = normalize(combine({ONE: several_accounts(), TWO: several_accounts()}))
    assert [each.metrics.likes for each in both.analytics.platforms] == [1, 20, 300]
    with pytest.raises(UnknownConnection, match=f"expected one of {ONE}, {TWO}, got 'a'"):
        combine({"a": several_accounts()})


def test_an_account_whose_call_failed_is_combined_too():
    gone = {"action": "analytics", "status": "error", "code": 221, "message": "No post found."}
    for source in (combine({ONE: gone}), combine({ONE: gone, TWO: several_accounts()})):
        alone = normalize(source, social_connection_id=ONE)
        assert (alone.analytics.platforms, alone.analytics.totals) == ((), NONE)
        assert alone.analytics.metadata["responses"] == [
            {"social_connection_id": ONE, "source_format": "ayrshare", "status": "error", "metadata": gone}
        ]
        assert "two" not in json.dumps(to_dict(alone))


def test_a_response_whose_posts_name_no_account_is_all_its_own():
    errors = [
        {"social_connection_id": ONE, "message": "one"},
        {"social_connection_id": TWO, "message": "two"},
    ]
    source = combine({"a": {"youtube": {"likes": 3}, "errors": errors}})
    assert normalize(source, social_connection_id="a").analytics.totals.likes == 3
    owned = {"social_connection_id": ONE, "youtube": {"likes": 3}}
    assert normalize(combine({ONE: owned})).analytics.totals.likes == 3
    with pytest.raises(UnknownConnection):
        combine({TWO: owned})


def test_an_account_is_combined_once():
    with pytest.raises(ValueError, match=f"responses: expected each account once, got '{ONE}' twice"):
        combine({ONE: {}, ONE.upper(): {}})


def test_a_response_that_cannot_be_read_cannot_be_combined():
    with pytest.raises(UnknownSource):
        combine({"a": [1]})
