from __future__ import annotations

import copy

from types import MappingProxyType
from typing import Any

import pytest

from postmetrics.path import Row, write
from postmetrics.platforms.insights import insights_by_metric


STAMP = "1970-01-02T00:00:00+0000"


def row(name: str, *values: object, period: str | None = "lifetime", post: str = "61") -> dict[str, object]:
    """An insight row as Meta sends it; a value that is no object is put into one."""
    entries = [value if isinstance(value, dict) else {"value": value} for value in values]
    laid = {"name": name, "values": entries, "id": f"{post}/insights/{name}/{period}"}
    return laid if period is None else {**laid, "period": period}


@pytest.mark.parametrize(
    ("edge", "wrap"),
    [
        ("data[views]", lambda rows: {"data": rows}),
        ("insights[views]", lambda rows: {"insights": rows}),
        ("insights.data[views]", lambda rows: {"insights": {"data": rows, "paging": {}}}),
        ("video_insights[views]", lambda rows: {"video_insights": rows}),
        ("video_insights.data[views]", lambda rows: {"video_insights": {"data": rows}}),
    ],
)
def test_rows_are_found_in_each_place_that_meta_puts_them(edge: str, wrap) -> None:
    post = {"id": "61", **wrap([row("reach", 5), row("views", 7)])}
    shape = insights_by_metric(post)
    assert shape.post["insights"] == {"reach": 5, "views": 7}
    assert shape.post["insight_ids"] == ["61"]
    assert shape.post["id"] == "61"
    assert write(shape.origins["insights", "views"]) == f"{edge}.values[0].value"
    assert write(shape.origins["insight_ids", 0]) == f"{edge.replace('views', 'reach')}.id"


def test_rows_of_several_calls_are_one_set() -> None:
    shape = insights_by_metric({"data": [row("views", 1)], "video_insights": {"data": [row("plays", 2)]}})
    assert shape.post["insights"] == {"views": 1, "plays": 2}


def test_a_row_alone_is_read_and_its_id_is_not_the_post_s() -> None:
    shape = insights_by_metric(row("views", 9, post="8_9"))
    assert shape.post == {"insights": {"views": 9}, "insight_parts": {}, "insight_ids": ["8_9"]}
    assert write(shape.origins["insights", "views"]) == "values[0].value"


@pytest.mark.parametrize("edge", ["insights", "video_insights"])
def test_a_row_in_a_list_without_a_name_has_it_in_its_id(edge: str) -> None:
    rows = [
        {"values": [{"value": n}], "id": f"8_9/{edge}/{name}"}
        for n, name in enumerate(("Views/lifetime", "views/day", "reach/lifetime", "plays/lifetime"), start=1)
    ]
    rows[2]["name"], rows[3]["name"] = None, "likes"
    shape = insights_by_metric({"insights": {"data": rows}})
    assert shape.post["insights"] == {"views": 1, "reach": 3, "likes": 4}
    assert shape.post["insight_ids"] == ["8_9"]
    assert write(shape.origins["insights", "views"]) == "insights.data[Views].values[0].value"


@pytest.mark.parametrize(
    "row_id",
    [
        None,
        61,
        "61",
        "61/insights/views",
        "61/insights//lifetime",
        "61/comments/views/lifetime",
        "page/insights/views/lifetime",
        "61/insights/views/lifetime/x",
    ],
)
def test_no_other_id_names_a_row(row_id: object) -> None:
    assert insights_by_metric({"data": [{"values": [{"value": 1}], "id": row_id}]}) is None


def test_a_row_alone_without_a_name_is_a_post() -> None:
    alone = {"values": [{"value": 1}], "id": "61/insights/views/lifetime"}
    assert insights_by_metric({**alone, "data": []}) is None


def test_names_are_read_in_any_case_and_shown_as_they_came() -> None:
    shape = insights_by_metric({"data": [row("STORY_MEDIA_VIEW", 4)]})
    assert shape.post["insights"] == {"story_media_view": 4}
    assert write(shape.origins["insights", "story_media_view"]) == "data[STORY_MEDIA_VIEW].values[0].value"


def test_only_lifetime_rows_count_and_one_without_a_period_is_lifetime() -> None:
    rows = [row("a", 1, period="day"), row("b", 2, period=None), row("c", 3, period="LIFETIME")]
    rows += [row("d", 4, period="days_28"), {**row("e", 5), "period": ""}, {**row("f", 6), "period": 7}]
    rows += [{**row("g", 7, period=period), "period": None} for period in ("day", "week", "days_28", "month")]
    rows += [{"name": "h", "values": [{"value": 8}], "id": 61}]
    assert insights_by_metric({"data": rows}).post["insights"] == {"b": 2, "c": 3, "e": 5, "h": 8}


def test_day_rows_alone_give_no_number_but_still_say_whose_they_are() -> None:
    post = insights_by_metric({"data": [row("views", 1, 2, period="day", post="77")]}).post
    assert (post["insights"], post["insight_parts"], post["insight_ids"]) == ({}, {}, ["77"])


def test_the_last_value_that_is_not_null_wins() -> None:
    shape = insights_by_metric({"data": [row("views", 1, 8, None, ""), row("reach", 1), row("reach", 2)]})
    assert shape.post["insights"] == {"views": 8, "reach": 2}
    assert write(shape.origins["insights", "views"]) == "data[views].values[1].value"


def test_total_value_stands_in_for_missing_values_and_is_never_added() -> None:
    both = {**row("navigation", 40), "total_value": {"value": 41, "breakdowns": []}}
    instead = {
        "name": "saved",
        "period": "lifetime",
        "total_value": {"value": 3},
        "values": [{"value": None}],
    }
    shape = insights_by_metric({"data": [both, instead]})
    assert shape.post["insights"] == {"navigation": 40, "saved": 3}
    assert write(shape.origins["insights", "saved"]) == "data[saved].total_value.value"


def test_a_value_of_the_row_itself_is_read_where_there_is_no_other() -> None:
    shape = insights_by_metric({"data": [{"name": "saved", "value": 0}, {**row("views", 1), "value": 2}]})
    assert shape.post["insights"] == {"saved": 0, "views": 1}
    assert write(shape.origins["insights", "saved"]) == "data[saved].value"


def test_an_object_as_value_is_kept_as_it_came() -> None:
    assert insights_by_metric({"data": [row("x", {"value": {}}), row("y", {"value": []})]}).post[
        "insights"
    ] == {
        "x": {},
        "y": [],
    }


def test_the_parts_of_one_breakdown_are_kept_apart_and_those_of_a_second_left_out() -> None:
    ads = [{"value": 10, "is_from_ads": "0"}, {"value": 4, "is_from_ads": "1"}]
    followers = [{"value": 9, "is_from_followers": "0"}, {"value": 5, "is_from_followers": "1"}]
    for rows in ([row("v", *ads, *followers)], [row("v", *ads), row("v", *followers)]):
        shape = insights_by_metric({"data": rows})
        assert shape.post["insights"] == {}
        assert shape.post["insight_parts"] == {"v": [10, 4]}
        assert write(shape.origins["insight_parts", "v", 1]) == "data[v].values[1].value"


def test_the_whole_wins_over_its_parts_wherever_it_stands() -> None:
    values = [{"value": 10, "is_from_ads": False}, {"value": 14}, {"value": 4, "is_from_ads": True}]
    shape = insights_by_metric({"data": [row("v", *values)]})
    assert (shape.post["insights"], shape.post["insight_parts"]) == ({"v": 14}, {})


def test_of_the_same_part_the_last_value_wins() -> None:
    values = [
        {"value": n, "is_from_ads": label, "end_time": f"{n}"} for n, label in ((1, "0"), (2, "1"), (3, "0"))
    ]
    assert insights_by_metric({"data": [row("v", *values)]}).post["insight_parts"] == {"v": [3, 2]}


def test_one_part_alone_is_taken_for_the_whole() -> None:
    shape = insights_by_metric({"data": [row("v", {"value": 4, "is_from_ads": "1"}), row("v")]})
    assert (shape.post["insights"], shape.post["insight_parts"]) == ({"v": 4}, {})
    assert write(shape.origins["insights", "v"]) == "data[v].values[0].value"


def keyed(name: str, context: object, value: object, **more: object) -> dict[str, object]:
    """One of the rows that an object was taken apart into, as warehouses have them."""
    alone = {"name": name, "period": "lifetime", "context": context, "value": value, "end_time": "2024-01-01"}
    return {**alone, "id": f"61/insights/{name}/lifetime", **more}


def test_rows_of_one_key_each_are_one_object() -> None:
    rows = [keyed("a", "like", 30.0), keyed("b", "share", 1), keyed("a", "love", 2.0), keyed("c", None, 9)]
    shape = insights_by_metric({"data": [*rows, keyed("a", "like", 4.0, period="day"), keyed("c", "", 10)]})
    assert shape.post["insights"] == {"a": {"like": 30.0, "love": 2.0}, "b": {"share": 1}, "c": 10}
    assert shape.post["insight_parts"] == {}
    assert shape.origins["insights", "a"] == ("data", Row(0, "a"), "value")


def test_a_row_of_one_key_alone_is_no_object() -> None:
    post = insights_by_metric(keyed("a", "like", 30.0)).post
    assert (post["insights"], post["insight_parts"], post["insight_ids"]) == ({}, {"a": [30.0]}, ["61"])


def test_an_object_or_a_value_of_the_whole_wins_over_rows_of_its_keys() -> None:
    for whole in ({"like": 5, "share": 1}, 6):
        rows = [keyed("a", "like", 5), row("a", {"value": whole}), keyed("a", "share", 2)]
        assert insights_by_metric({"data": rows}).post["insights"] == {"a": whole}


def test_of_the_same_key_the_last_value_that_is_not_null_wins() -> None:
    rows = [keyed("a", "like", 5), keyed("a", "like", 6), keyed("a", "like", None), keyed("a", "wow", None)]
    assert insights_by_metric({"data": rows}).post["insights"] == {"a": {"like": 6}}


def test_a_value_that_is_there_twice_stands_where_it_is_last() -> None:
    entry = {"value": 4}
    shape = insights_by_metric({"data": [{**row("v", entry, 3, entry), "total_value": entry}]})
    assert write(shape.origins["insights", "v"]) == "data[v].values[2].value"


def test_objects_and_lists_of_any_class_are_read() -> None:
    entry = MappingProxyType({"value": 4, "is_from_ads": "1"})
    rows = (MappingProxyType({"name": "v", "values": (entry,), "id": "6/insights/v"}),)
    shape = insights_by_metric(MappingProxyType({"insights": MappingProxyType({"data": rows})}))
    assert (shape.post["insights"], shape.post["insight_ids"]) == ({"v": 4}, ["6"])


def test_a_story_s_part_is_doubted_as_its_whole_is() -> None:
    parts = [{"value": 0, "by": str(n), "end_time": STAMP if n else "2026"} for n in range(2)]
    shape = insights_by_metric({"data": [row("story_interaction", *parts)]})
    assert [write(where) for where in shape.doubts] == ["data[story_interaction].values[1].value"]


def test_times_are_no_breakdown() -> None:
    values = [{"value": n, "start_time": f"{n}", "end_time": f"{n}"} for n in (1, 2)]
    assert insights_by_metric({"data": [row("v", *values)]}).post["insights"] == {"v": 2}


@pytest.mark.parametrize(
    "name", ["story_interaction", "PAGE_STORY_impressions_by_story_id", "pages_fb_story_shares"]
)
def test_a_story_value_stamped_with_the_second_day_of_1970_is_doubted(name: str) -> None:
    shape = insights_by_metric({"data": [row(name, {"value": 0, "end_time": STAMP})]})
    ((where, reason),) = shape.doubts.items()
    assert where == shape.origins["insights", name.lower()]
    assert reason == "a story's 0 stamped 1970-01-02 is not aggregated yet"


def test_rows_after_a_doubted_one_take_no_doubt_away() -> None:
    rows = [row("story_interaction", {"value": 0, "end_time": STAMP}), row("v", {"value": 1, "by": "x"})]
    assert [write(where) for where in insights_by_metric({"data": rows}).doubts] == [
        "data[story_interaction].values[0].value"
    ]


@pytest.mark.parametrize(
    "doubtless",
    [
        row("post_clicks", {"value": 0, "end_time": STAMP}),
        row("story_interaction", {"value": 0, "end_time": "2026-01-02T00:00:00+0000"}),
        row("story_interaction", {"value": 0}),
        row("story_interaction", {"value": 0, "end_time": 19700102}),
    ],
)
def test_no_other_value_is_doubted(doubtless: dict[str, object]) -> None:
    assert insights_by_metric({"data": [doubtless]}).doubts == {}


def test_each_id_is_named_once_in_the_order_of_the_rows() -> None:
    rows = [
        row("a", 1, post="2_5"),
        row("b", 1, post="2_4"),
        row("c", 1, post="2_5"),
        {**row("d", 1), "id": "61"},
    ]
    rows += [{**row("e", 1), "id": "abc/insights/e/lifetime"}, {**row("f", 1), "id": 61}]
    assert insights_by_metric({"data": rows}).post["insight_ids"] == ["2_5", "2_4"]


@pytest.mark.parametrize(
    ("of_rows", "named"),
    [
        (["2_5", "5"], [("2_5", 0)]),
        (["5", "2_5", "5"], [("2_5", 1)]),
        (["25", "2_5"], [("25", 0), ("2_5", 1)]),
        (["5", "2_5", "3_5"], [("2_5", 1), ("3_5", 2)]),
    ],
)
def test_of_two_ids_that_differ_by_the_page_s_the_one_with_it_is_named(of_rows: list[str], named) -> None:
    shape = insights_by_metric({"data": [row("v", 1, post=post) for post in of_rows]})
    assert shape.post["insight_ids"] == [post for post, _ in named]
    origins = {("insight_ids", at): ("data", Row(index, "v"), "id") for at, (_, index) in enumerate(named)}
    assert {at: where for at, where in shape.origins.items() if at[0] == "insight_ids"} == origins


@pytest.mark.parametrize(
    ("own", "of_row", "named"),
    [
        ("77", "12_77", "77"),
        (77, "12_77", "77"),
        ("12_77", "77", "12_77"),
        ("77", "77", "77"),
        (77, "77", "77"),
        ("77", "12_177", "12_177"),
        (77, "12_177", "12_177"),
        ("12_177", "77", "77"),
        ("77", "77_12", "77_12"),
        ("12_77", "13_77", "13_77"),
        ("", "12_77", "12_77"),
        (True, "12_77", "12_77"),
        (None, "12_77", "12_77"),
        ({}, "12_77", "12_77"),
    ],
)
def test_an_id_with_the_page_s_before_it_is_the_same_one(own: object, of_row: str, named: str) -> None:
    post = {"id": own, "data": [row("views", 1, post=of_row)]}
    assert insights_by_metric(post).post["insight_ids"] == [named]


@pytest.mark.parametrize(
    ("ids", "named"),
    [
        ({"post_id": "77"}, "77"),
        ({"post_id": 77}, "77"),
        ({"post_id": "78"}, "12_77"),
        ({"id": "77", "post_id": "12_77"}, "77"),
        ({"id": "5", "post_id": "77"}, "12_77"),
        ({"id": None, "post_id": "77"}, "12_77"),
    ],
)
def test_the_own_id_of_what_has_none_is_its_post_id(ids: dict[str, object], named: str) -> None:
    post = {**ids, "data": [row("views", 1, post="12_77")]}
    assert insights_by_metric(post).post["insight_ids"] == [named]


@pytest.mark.parametrize(
    "post",
    [
        {},
        {"id": "1", "like_count": 4},
        {"data": []},
        {"data": None, "insights": 5, "video_insights": "text"},
        {"insights": {"data": {"name": "views", "values": []}}},
        {"data": {"data": [row("views", 1)]}},
        {"data": [{"id": "1", "name": "a link"}, None, 3, "views", ["name"], {"name": 5, "values": []}]},
    ],
)
def test_what_has_no_insight_rows_is_left_alone(post: dict[str, object]) -> None:
    assert insights_by_metric(post) is None


@pytest.mark.parametrize(
    "hostile",
    [
        {"values": 5},
        {"values": {"value": 1}},
        {"values": [None, 3, [], {"value": None}, {}]},
        {"values": [], "total_value": 7},
        {"total_value": {"value": ""}},
        {"value": None},
    ],
)
def test_a_row_of_wrong_types_reports_nothing(hostile: dict[str, object]) -> None:
    post = insights_by_metric({"data": [{"name": "views", "period": None, **hostile}]}).post
    assert (post["insights"], post["insight_parts"], post["insight_ids"]) == ({}, {}, [])


def test_labels_of_wrong_types_are_no_breakdown() -> None:
    values = [{"value": 1, "is_from_ads": {"a": []}}, {"value": 2, "is_from_ads": [[]], 5: 1.5}]
    assert insights_by_metric({"data": [row("v", *values)]}).post["insights"] == {"v": 2}


def test_the_place_of_many_values_is_told_as_quickly_as_that_of_few() -> None:
    class Counted(list[object]):
        asked = 0

        def __getitem__(self, at: Any) -> Any:
            Counted.asked += 1
            return super().__getitem__(at)

    values = Counted({"value": n, "by": f"{n}"} for n in range(200))
    shape = insights_by_metric({"data": [{**row("v"), "values": values}]})
    assert shape.origins["insight_parts", "v", 199] == ("data", Row(0, "v"), "values", 199, "value")
    assert Counted.asked <= 200


def test_the_post_is_not_changed() -> None:
    post = {
        "id": "1",
        "insights": {"data": [row("v", {"value": 1, "is_from_ads": "1"}, {"value": {"like": 2}})]},
    }
    before = copy.deepcopy(post)
    shape = insights_by_metric(post)
    assert post == before
    assert shape.post["insights"]["v"] is post["insights"]["data"][0]["values"][1]["value"]
