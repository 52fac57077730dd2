"""The rules, one by one, on tables that no platform has."""

from __future__ import annotations

import pickle

import pytest

from postmetrics import (
    MalformedPayload,
    Mapper,
    Metrics,
    Registry,
    Reshaped,
    at,
    doubt_zero,
    explain_platform,
    first,
    milliseconds,
    minutes,
    never,
    normalize_platform,
    only_if,
    part,
    parts,
    retired,
    seconds,
    sum_of,
    unless,
    unsummed,
)
from postmetrics.path import Path
from postmetrics.post import locate
from postmetrics.reading import read_post
from postmetrics.rules import Unit, paths


def cell(rule, payload, **table):
    """Return the cell that *rule* gives for *payload*."""
    mapper = Mapper(platform="p", metrics=Metrics.fill(never()).replace(likes=rule), **table)
    return explain_platform("p", payload, registry=Registry().with_mapper(mapper)).cells.likes


def origins(found):
    return [(each.path, each.raw) for each in found.origins]


@pytest.mark.parametrize(
    ("rule", "payload", "value"),
    [
        (at("a.b"), {"a": {"b": "3"}}, 3),
        (at("a[*].n"), {"a": [{"n": 1}, {"n": None}, {"m": 9}, {"n": "2"}]}, 3),
        (at("a[*].n"), {"a": [{"n": {}}, {"n": 0}]}, 0),
        (first("a", "b"), {"a": None, "b": 2}, 2),
        (first("a", "b"), {"a": 0, "b": 2}, 0),
        (first("a", "b"), {"a": [7], "b": 2}, 2),
        (first(first("a", "b"), "c"), {"c": 3}, 3),
        (sum_of("a", "b", "c"), {"a": 1, "c": 3}, 4),
        (sum_of("a", "b"), {"a": 0}, 0),
        (sum_of("a", "b", required=1), {"a": 1}, 1),
        (sum_of("a", "b", required=2), {"a": 1, "b": 2}, 3),
        (sum_of(sum_of("a", "b"), first("c", "d")), {"a": 1, "b": 2, "d": 4}, 7),
        (unsummed("a[*]"), {"a": [None, 4]}, 4),
        (part("a", "like"), {"a": {"LIKE": 3, "love": 9}}, 3),
        (part("a", "like"), {"a": {"love": 9}}, 0),
        (part("a", "like"), {"a": {}}, 0),
        (part("a", "like"), {"a": []}, 0),
        (part("a", "like"), {"a": 0}, 0),
        (parts("a"), {"a": {"x": 1, "y": "2", "z": {"deep": 3}, "none": None}}, 6),
        (parts("a", without="total"), {"a": {"x": 1, "total": 9, "y": {"total": 2}}}, 3),
        (parts("a"), {"a": {}}, 0),
        (parts("a"), {"a": 0}, 0),
        (parts("a"), {"a": 5}, 5),
        (seconds("a"), {"a": 587.024}, 587_024),
        (seconds("a"), {"a": "0.0005"}, 0),
        (seconds("a"), {"a": "0.0015"}, 2),
        (seconds(sum_of("a", "b")), {"a": 0.0005, "b": 0.0005}, 1),
        (seconds(at("a[*]")), {"a": [0.1, 0.2]}, 300),
        (minutes(first("a", "b")), {"b": 12.5}, 750_000),
        (milliseconds("a"), {"a": "2.5"}, 2),
        (milliseconds("a"), {"a": 2**60}, 2**60),
        (minutes(parts("a")), {"a": {"x": 0.5, "y": 1}}, 90_000),
        (only_if("a", "b"), {"a": 1, "b": "yes"}, 1),
        (only_if("a", "b", "c"), {"a": 1, "c": 0}, 1),
        (unless("a", "b"), {"a": 1, "b": ""}, 1),
        (doubt_zero("a", beside=("b",)), {"a": 0, "b": 0}, 0),
        (doubt_zero("a", beside=("b",)), {"a": 1, "b": 2}, 1),
        (doubt_zero("a", beside=("b",)), {"a": 0, "b": "many"}, 0),
        (retired("2025-11-15", "a"), {"a": 1}, 1),
    ],
)
def test_a_rule_reads(rule, payload, value):
    found = cell(rule, payload)
    assert (found.status, found.value) == ("reported", value)
    assert type(found.value) is int


@pytest.mark.parametrize(
    ("rule", "payload", "status"),
    [
        (at("a"), {}, "absent"),
        (at("a"), {"a": ""}, "absent"),
        (at("a"), {"a": {"b": 1}}, "absent"),
        (first("a", "b"), {}, "absent"),
        (first(), {"a": 1}, "absent"),
        (sum_of("a", "b"), {"a": None}, "absent"),
        (sum_of("a", "b", required=1), {"b": 2}, "untrusted"),
        (sum_of("a", "b", required=2), {"a": 2}, "untrusted"),
        (unsummed("a[*]"), {"a": [1, 2]}, "untrusted"),
        (part("a", "like"), {}, "absent"),
        (part("a", "like"), {"a": None}, "absent"),
        (part("a", "like"), {"a": 7}, "absent"),
        (part("a", "like"), {"a": [7]}, "absent"),
        (part("a", "like"), {"a": {"like": None}}, "absent"),
        (part("a", "like"), {"a": {"like": {"n": 1}}}, "absent"),
        (parts("a"), {"a": [1, 2]}, "absent"),
        (parts("a", without="total"), {"a": {"total": 2}}, "absent"),
        (only_if("a", "b"), {"a": 1}, "untrusted"),
        (only_if("a", "b"), {"a": "many"}, "untrusted"),
        (only_if("a", "b"), {}, "absent"),
        (unless("a", "b"), {"a": 1, "b": 0}, "untrusted"),
        (first("c", unless("a", "b")), {"a": 1, "b": 0}, "untrusted"),
        (retired("2025-11-15", unless("a", "b")), {"a": 1, "b": 0}, "untrusted"),
        (never(), {"a": 1}, "never"),
        (retired("2025-11-15", "a"), {}, "retired"),
        (first(retired("2025-11-15", "a"), "b"), {}, "retired"),
        (doubt_zero("a", beside=("c", "b")), {"a": 0, "b": 2}, "untrusted"),
        (first(doubt_zero("a", beside=("b",)), "c"), {"a": 0, "b": 2}, "untrusted"),
        (at("a"), {"a": "many"}, "malformed"),
        (at("a[*]"), {"a": [1, True]}, "malformed"),
        (first("a", "b"), {"a": 1.5, "b": 2}, "malformed"),
        (sum_of("a", "b"), {"a": 1, "b": "x"}, "malformed"),
        (sum_of("a", "b", required=1), {"b": "x"}, "malformed"),
        (part("a", "like"), {"a": {"like": "x"}}, "malformed"),
        (parts("a"), {"a": {"x": 1, "y": "much"}}, "malformed"),
        (parts("a"), {"a": False}, "malformed"),
        (seconds("a"), {"a": "1:30"}, "malformed"),
        (retired("2025-11-15", "a"), {"a": "x"}, "malformed"),
    ],
)
def test_a_rule_finds_nothing_and_says_why(rule, payload, status):
    found = cell(rule, payload)
    assert (found.status, found.value) == (status, None)


def test_a_value_after_the_first_reported_one_is_not_looked_at():
    assert cell(first("a", "b"), {"a": 1, "b": "malformed"}).status == "reported"


@pytest.mark.parametrize("raw", [-1, "-1", -1.0])
def test_a_sentinel_is_the_same_as_text(raw):
    found = cell(at("a"), {"a": raw}, sentinels=(-1,))
    assert (found.status, found.value, origins(found)) == ("sentinel", None, [("a", raw)])
    assert found.note == "-1 stands for not computed"
    assert cell(seconds("a"), {"a": raw}, sentinels=(-1,)).status == "sentinel"
    assert cell(at("a"), {"a": raw}).value == -1


def test_the_next_rule_is_tried_after_a_sentinel_or_an_untrusted_zero():
    assert cell(first("a", "b"), {"a": -1, "b": 2}, sentinels=(-1,)).value == 2
    assert cell(first(doubt_zero("a", beside=("b",)), "b"), {"a": 0, "b": 2}).value == 2


def test_a_sum_passes_over_a_sentinel_in_it():
    assert cell(sum_of("a", "b"), {"a": -1, "b": 2}, sentinels=(-1,)).value == 2


def test_a_cell_names_what_was_read():
    found = cell(sum_of("a", "b[*].n"), {"a": 1, "b": [{"n": 2}, {"n": "3"}]})
    assert origins(found) == [("a", 1), ("b[0].n", 2), ("b[1].n", "3")]


def test_a_cell_names_the_unit():
    assert cell(minutes("a"), {"a": 2}).note == "minutes × 60000"
    assert cell(milliseconds("a"), {"a": 2}).note == "milliseconds"
    assert cell(Unit(at("a"), "pairs", 2), {"a": 2}).note == "pairs × 2"


def test_a_cell_names_what_was_tried():
    found = cell(first("a.b", sum_of("c", "d"), only_if("e", "f")), {"c": None})
    assert found.tried == ("a.b", "c", "d", "e")


@pytest.mark.parametrize(
    ("rule", "payload", "status", "tried"),
    [
        (first("a", "b"), {}, "absent", ("a", "b")),
        (first("a", "b", "a"), {"a": -1}, "sentinel", ("a", "b")),
        (retired("2025-11-15", first("a", "b")), {}, "retired", ("a", "b")),
        (first("b", "a"), {"a": 1}, "reported", ()),
        (first("b", "a"), {"a": "x"}, "malformed", ()),
        (first(doubt_zero("a", beside=("c",)), "b"), {"a": 0, "c": 2}, "untrusted", ()),
        (never(), {"a": 1}, "never", ()),
    ],
)
def test_what_was_tried_is_told_where_nothing_was_there(rule, payload, status, tried):
    found = cell(rule, payload, sentinels=(-1,))
    assert (found.status, found.tried) == (status, tried)


@pytest.mark.parametrize("payload", [{}, {"a": []}, {"a": [None]}])
def test_a_cell_names_what_was_tried_for_people(payload):
    assert cell(unsummed("a[*]"), payload).tried == ("a[*]",)


def test_a_cell_names_what_was_tried_in_the_callers_own_payload():
    assert cell(first("a", "$b"), {"data": {"x": 1}}, posts=("data",)).tried == ("data.a", "$b")


def test_a_cell_names_only_what_is_malformed():
    found = cell(sum_of("a", "b", "c"), {"a": 1, "b": "x", "c": True})
    assert (origins(found), found.note) == ([("b", "x"), ("c", True)], "a whole number")


@pytest.mark.parametrize("breakdown", [{}, [], 0, {"love": 2}])
def test_a_breakdown_that_leaves_out_its_zeros_is_where_they_come_from(breakdown):
    assert origins(cell(part("a", "like"), {"a": breakdown})) == [("a", breakdown)]


def test_a_doubted_zero_names_the_number_beside_it():
    found = cell(doubt_zero("a", beside=("c", "b")), {"a": 0, "b": "2"})
    assert (origins(found), found.note) == ([("a", 0)], "0 beside b 2")
    found = cell(
        doubt_zero("a", beside=("b[*].n",)), {"p": {"a": 0, "b": [{"n": 2}, {"n": 3}]}}, posts=("p",)
    )
    assert found.note == "0 beside p.b[0].n + p.b[1].n 5"


def test_a_part_that_is_left_out_is_told_from_one_that_is_0():
    assert cell(part("a", "like"), {"a": {"love": 2}}).note == "no like in it is 0"
    assert cell(part("a", "like"), {"a": {"like": 0}}).note is None


def test_people_are_not_added_over_days():
    found = cell(first("b", unsummed("a[*]")), {"a": [1, 2]})
    assert (found.note, origins(found)) == ("unique counts are never summed", [("a[0]", 1), ("a[1]", 2)])


def test_a_part_without_the_others_is_named():
    found = cell(first("c", sum_of("a", "b", required=2)), {"a": 1})
    assert (found.note, origins(found)) == ("counts only with all its parts", [("a", 1)])
    found = cell(first("c", sum_of("a", "b", required=2)), {"a": 1, "b": -1}, sentinels=(-1,))
    assert (found.status, origins(found)) == ("sentinel", [("b", -1)])
    found = cell(sum_of("a", "b", "c", required=2), {"a": "x", "c": 1})
    assert (found.status, origins(found)) == ("malformed", [("a", "x")])


def test_a_retired_metric_says_until_when():
    assert cell(retired("2025-11-15", "a"), {}).note == "reported until 2025-11-15"


def test_a_condition_that_does_not_hold_is_named():
    found = cell(only_if("a", "b", "c"), {"a": 1})
    assert (found.note, origins(found)) == ("counts only with b or c", [("a", 1)])
    assert cell(only_if("a", *"bcd"), {"a": 1}).note == "counts only with b or c or d"
    assert cell(only_if("a", *"bcdef"), {"a": 1}).note == "counts only with b or c or d or 2 more"
    assert cell(unless("a", "b"), {"a": 1, "b": 1}).note == "counts only without b"


def renamed(post):
    """Lay `old` out as `new`."""
    if "old" not in post:
        return None
    origins = {("new", "n"): ("old", 0)}
    return Reshaped({"new": {"n": post["old"][0]}}, origins, {("old", 0): "the clock had stopped"})


def test_a_reshaped_post_keeps_the_callers_paths():
    found = cell(at("new.n"), {"data": {"old": [3]}}, reshape=renamed, posts=("data",))
    assert (found.value, origins(found)) == (3, [("data.old[0]", 3)])
    assert cell(at("other"), {"other": 4}, reshape=renamed).value == 4


def test_a_reshaping_may_doubt_a_zero():
    found = cell(at("new.n"), {"old": [0]}, reshape=renamed)
    assert (found.status, found.note, origins(found)) == (
        "untrusted",
        "the clock had stopped",
        [("old[0]", 0)],
    )
    assert cell(at("new.n"), {"old": [1]}, reshape=renamed).value == 1


def test_a_post_without_numbers_of_its_own_has_none():
    found = cell(at("a"), {"a": 3, "repost": "y"}, uncounted=("repost",))
    assert (found.status, found.value, origins(found)) == ("untrusted", None, [("repost", "y")])
    assert found.note == "the post has no numbers of its own"


def test_an_error_instead_of_numbers_is_a_failure():
    found = cell(at("a"), {"error": {"code": 10}}, failures=("error",))
    assert (found.status, origins(found)) == ("failed", [("error", {"code": 10})])
    assert cell(at("a"), {"a": 1, "error": {"code": 10}}, failures=("error",)).value == 1


def test_an_error_beside_numbers_is_no_failure():
    mapper = Mapper(platform="p", metrics=Metrics.fill(at("a")).replace(quotes=at("b")), failures=("error",))
    cells = explain_platform("p", {"a": 1, "error": "e"}, registry=Registry().with_mapper(mapper)).cells
    assert (cells.likes.status, cells.quotes.status) == ("reported", "absent")


def test_the_upstreams_own_error_is_instead_of_all_numbers():
    mapper = Mapper(platform="p", metrics=Metrics.fill(at("a")).replace(quotes=never()))
    post = locate(mapper, {"a": 3, "status": "error", "details": {"code": 10}})
    readings = read_post(mapper, post, failed=True)
    assert (readings.likes.status, readings.likes.value) == ("failed", None)
    assert readings.likes.found == ((("a",), 3), (("status",), "error"))
    assert readings.quotes.status == "never"
    assert read_post(mapper, post).likes.value == 3


def test_a_failure_hides_nothing_that_says_more():
    found = cell(at("a"), {"a": -1, "error": {"code": 10}}, failures=("error",), sentinels=(-1,))
    assert found.status == "sentinel"


def test_malformed_values_are_null_only_when_asked():
    mapper = Mapper(platform="p", metrics=Metrics.fill(at("a")).replace(likes=at("b"), quotes=at("c")))
    registry = Registry().with_mapper(mapper)
    payload = {"a": "x", "b": 1, "c": True}
    with pytest.raises(MalformedPayload) as caught:
        normalize_platform("p", payload, registry=registry)
    assert [(e.platform, e.path, e.expected, e.value) for e in caught.value.exceptions] == [
        ("p", "a", "a whole number", "x"),
        ("p", "c", "a whole number", True),
    ]
    lenient = normalize_platform("p", payload, registry=registry, on_error="null")
    assert lenient.metrics == Metrics.fill(None).replace(likes=1)
    assert lenient.raw_metrics is payload


@pytest.mark.parametrize(
    "rule",
    [
        at("a[*].b"),
        unsummed("a"),
        part("a", "b"),
        parts("a"),
        first("a", at("b")),
        sum_of("a", "b", required=1),
        seconds("a"),
        minutes("a"),
        milliseconds("a"),
        only_if("a", "b"),
        unless("a", "b"),
        doubt_zero("a", beside=("b",)),
        retired("2025-11-15", "a"),
        never(),
    ],
)
def test_a_rule_is_a_value(rule):
    assert pickle.loads(pickle.dumps(rule)) == rule
    assert hash(pickle.loads(pickle.dumps(rule))) == hash(rule)


def test_the_paths_of_a_rule_are_those_it_reads_numbers_from():
    rule = first(
        "a",
        sum_of(unsummed("b"), part("c", "k")),
        only_if(seconds("d"), "x"),
        doubt_zero("e", beside=("y",)),
        retired("2025-11-15", parts("f")),
        never(),
    )
    assert list(paths(rule)) == [Path(text) for text in "abcdef"]
