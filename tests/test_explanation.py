from __future__ import annotations

import pytest

from postmetrics import (
    Mapper,
    Metrics,
    Registry,
    SeveralPosts,
    UnknownConnection,
    at,
    combine,
    explain,
    explain_platform,
    first,
    never,
    retired,
    seconds,
    sum_of,
    unless,
)


MAPPER = Mapper(
    platform="p",
    posts=("data",),
    post_id=("id",),
    post_url=("url",),
    failures=("$error",),
    sentinels=(-1,),
    metrics=Metrics.fill(never()).replace(
        likes=first("likes", "$likes"),
        comments=sum_of("a", "b", "c", "d", "e"),
        views=seconds("seconds"),
        clicks=retired("2025-11-15", "clicks"),
        saves=unless("saves", "photo"),
    ),
)
REGISTRY = Registry().with_mapper(MAPPER)


def explained(payload):
    return explain_platform("p", payload, registry=REGISTRY)


def test_a_number_names_its_path_in_the_callers_own_payload():
    cell = explained({"data": {"likes": "3"}}).cells.likes
    assert (cell.status, cell.value, [(o.path, o.raw) for o in cell.origins]) == (
        "reported",
        3,
        [("data.likes", "3")],
    )


@pytest.mark.parametrize(
    ("payload", "metric", "text"),
    [
        ({"likes": 3}, "likes", "likes 3"),
        ({"a": 1, "b": "2"}, "comments", "a 1 + b '2'"),
        ({"seconds": 1.5}, "views", "seconds 1.5 (seconds × 1000)"),
        ({}, "likes", "absent: nothing at likes, $likes"),
        ({}, "comments", "absent: nothing at a, b, c and 2 more"),
        ({"saves": 1, "photo": True}, "saves", "untrusted: counts only without photo: saves 1"),
        ({}, "clicks", "retired: reported until 2025-11-15"),
        ({}, "quotes", "never"),
        ({"likes": -1}, "likes", "sentinel: -1 stands for not computed: likes -1"),
        ({"likes": "1.2M"}, "likes", "malformed: a whole number: likes '1.2M'"),
        ({"error": {"code": 10}}, "likes", "failed: error {'code': 10}"),
    ],
)
def test_a_cell_can_be_read(payload, metric, text):
    assert str(getattr(explained(payload).cells, metric)) == text


def test_what_was_tried_is_in_the_callers_own_payload():
    assert explained({"data": {"id": "1"}}).cells.likes.tried == ("data.likes", "$likes")
    mine = Mapper(platform="p", posts=("data",), metrics=Metrics.fill(at("[kind=video].n")))
    cells = explain_platform("p", {"data": {"id": "1"}}, registry=Registry().with_mapper(mine)).cells
    assert cells.likes.tried == ("data[kind=video].n",)


def test_numbers_that_no_rule_reads_are_listed():
    payload = {
        "data": {
            "id": "17",
            "likes": None,
            "favourites": 9,
            "text": "3 cheers",
            "counts": {"views": "12", "rate": 0.5, "live": True, "none": None, "many": [1, {"n": 2}]},
        },
        "likes": 4,
        "took": 12,
    }
    assert [(o.path, o.raw) for o in explained(payload).unread] == [
        ("data.favourites", 9),
        ("data.counts.views", "12"),
        ("data.counts.rate", 0.5),
        ("data.counts.many[0]", 1),
        ("data.counts.many[1].n", 2),
        ("took", 12),
    ]


def test_what_comes_after_the_first_reported_value_counts_as_read():
    assert explained({"data": {"likes": 3}, "likes": 4}).unread == ()


def test_a_platform_reads_as_a_table():
    lines = str(explained({"id": "17", "url": "https://p/17", "likes": 12345, "new": 2})).splitlines()
    assert lines[0] == "p 17 https://p/17"
    assert lines[1] == "  likes                         12,345  likes 12345"
    assert lines[13] == "  quotes                             —  never"
    assert lines[14] == "  (unread)                              new 2"
    assert len(lines) == 15


def test_nothing_in_a_payload_steers_the_terminal():
    nasty = "\x1b[2J\u202e\n\x9b\ud800"
    payload = {"data": {"id": nasty, "url": nasty, "likes": nasty, "seconds": [nasty], nasty: 3}}
    lines = str(explained(payload)).split("\n")
    assert len(lines) == 15
    assert [line for line in lines if not line.isprintable()] == []
    assert lines[14] == rf"  {'(unread)':<20} {'':>15}  data['\x1b[2J\u202e\n\x9b\ud800'] 3"


def test_a_number_that_python_would_not_write_is_described():
    assert "a whole number of 16610 bits  likes a whole" in str(explained({"likes": 10**5000}))


def test_a_response_says_which_format_it_came_in():
    assert explain({"youtube": {"likes": 3}}).source_format == "ayrshare"
    explanation = explain(
        {"platforms": [{"platform": "youtube", "platform_post_id": "mine", "raw_metrics": {}}]}
    )
    assert explanation.source_format == "listed"
    assert explanation.platforms[0].platform_post_id == "mine"
    assert str(explanation).startswith("source: listed\n\nyoutube mine\n")
    for odd in (3, [3], [{}], [{"source_format": "mine"}], [{"source_format": []}]):
        assert explain({"platforms": [], "totals": {}, "responses": odd}).source_format == "listed"


def test_a_response_says_which_formats_are_combined_in_it():
    listed = {"platforms": [{"platform": "x", "raw_metrics": {"likes": 3}}]}
    both = combine({"b": listed, "a": {"youtube": {"views": 0}}})
    assert explain(both).source_format == "listed (ayrshare, listed)"
    alone = explain(both, social_connection_id="a")
    assert str(alone).startswith("source: listed (ayrshare)\n\nyoutube\n")


def test_an_entry_that_failed_says_how():
    only = explain(
        {"youtube": {"status": "error", "code": 288, "message": "Later.", "details": {}}}
    ).platforms[0]
    assert only.cells.views.status == "failed"
    assert str(only.cells.views) == "failed: status 'error' + code 288 + message 'Later.'"
    assert only.cells.quotes.status == "never"


def test_a_failure_whose_error_is_nested_has_no_origins():
    only = explain({"platforms": [{"platform": "x", "errors": [{"code": 288}]}]}).platforms[0]
    assert (only.cells.likes.status, only.cells.likes.origins) == ("failed", ())


def test_one_connection_can_be_explained():
    source = {"youtube": {"social_connection_id": "a", "likes": 3}, "tiktok": {"social_connection_id": "b"}}
    assert [each.platform for each in explain(source, social_connection_id="a").platforms] == ["youtube"]
    with pytest.raises(UnknownConnection):
        explain(source, social_connection_id="c")


def test_what_is_not_one_post_is_refused_here_too():
    with pytest.raises(SeveralPosts):
        explained([{}, {}])


def test_a_mapper_can_be_given():
    mine = Mapper(platform="mine", metrics=Metrics.fill(at("n")))
    registry = Registry().with_mapper(mine)
    assert (
        explain({"mine": {"n": 1}}, registry=registry, source_format="ayrshare")
        .platforms[0]
        .cells.saves.value
        == 1
    )
