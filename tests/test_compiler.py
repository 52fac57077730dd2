from __future__ import annotations

import gc
import linecache
import re
import traceback
import weakref

from enum import IntEnum
from types import MappingProxyType

import attrs
import pytest

from postmetrics.compiler import compile_mapper, compiled
from postmetrics.mapper import Mapper, Reshape, Reshaped
from postmetrics.metrics import Metrics
from postmetrics.path import Path
from postmetrics.rules import (
    at,
    doubt_zero,
    first,
    milliseconds,
    minutes,
    never,
    only_if,
    part,
    parts,
    retired,
    seconds,
    sum_of,
    unless,
    unsummed,
)


NOTHING = Metrics.fill(never())


def table(*rules, **others):
    cells = dict(zip(("likes", "comments", "shares", "views"), rules, strict=False))
    cells = {name: at(rule) if isinstance(rule, str) else rule for name, rule in cells.items()}
    return Mapper(platform="p", metrics=NOTHING.replace(**cells), **others)


def likes(rule, payload, **others):
    result = compile_mapper(table(rule, **others))(payload)
    return "left" if result is None else result[2].likes


def source(mapper):
    """Return the source of the function that *mapper* is compiled to."""
    read = compile_mapper(mapper)
    return "".join(linecache.getlines(read.__code__.co_filename))


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (911, 911),
        (0, 0),
        (-4, -4),
        (2**53 + 1, 2**53 + 1),
        (10**100, 10**100),
        ("9007199254740993", 2**53 + 1),
        (3.0, 3),
        (None, None),
        ("", None),
        ({}, None),
        ({"a": 1}, None),
        ([7], None),
        (MappingProxyType({"a": 1}), None),
        (True, "left"),
        (False, "left"),
        (2.5, "left"),
        (float("nan"), "left"),
        (float(2**53 + 2), "left"),
        ("n/a", "left"),
        ("9" * 41, "left"),
    ],
)
def test_a_count_is_read_as_anywhere_and_a_malformed_one_left_to_the_interpreter(value, number):
    assert likes("a.b", {"a": {"b": value}}) == number
    assert likes("a[*].b", {"a": [{"b": value}, {}]}) == number


@pytest.mark.parametrize("block", [None, "text", 5, True, [], ["b"], (), [[]], float("nan"), {"b"}])
def test_what_is_no_object_has_no_keys(block):
    assert likes("a.b.c", {"a": block}) is None
    assert likes("a.b.c", {"a": {"b": block}}) is None
    assert likes("a[0].b", {"a": block}) is None
    assert likes("a[*].b", {"a": block}) is None
    assert likes("a[-1].b", {"a": block}) is None
    assert likes("a[b=7].c", {"a": block}) is None


class Odd(dict):
    pass


@pytest.mark.parametrize("odd", [Odd(b=7), MappingProxyType({"b": 7})])
def test_an_object_of_another_class_is_left_to_the_interpreter(odd):
    read = compile_mapper(table("a.b", "c[*].b", "d[b=7].b", "e[*, b].b"))
    for payload in (odd, {"a": odd}, {"c": odd}, {"c": [odd]}, {"d": odd}, {"d": [odd]}, {"e": [odd]}):
        assert read(payload) is None


def test_a_tuple_is_a_list():
    payload = {"a": ({"b": 7}, {"b": 8})}
    assert [likes(path, payload) for path in ("a[-1].b", "a[*].b", "a[b].b", "a[2].b")] == [8, 15, 7, None]


def test_a_deep_path_is_followed_and_a_bottomless_one_left_to_the_interpreter():
    payload: object = 7
    for _ in range(15):
        payload = {"a": payload}
    assert likes(".".join("a" * 15), payload) == 7
    assert likes("a[*]" * 7 + ".a", {"a": [{"a": 1}]}) is None
    assert likes(".".join("a" * 16), {"a": payload}) == "left"
    assert likes("a", {"a": 1}, post_id=("a[*]" * 20,)) == "left"
    for beside in (only_if("a", "b[*]" * 20), doubt_zero("a", beside=("b[*]" * 20,))):
        for rule in (beside, first(beside), seconds(beside), sum_of("c", retired("2020-01-01", beside))):
            assert likes(rule, {"a": 1}) == "left"


def test_a_sentinel_may_be_any_whole_number():
    not_computed = IntEnum("Sentinel", {"NOT_COMPUTED": -1}).NOT_COMPUTED
    assert [likes("a", {"a": n}, sentinels=(not_computed,)) for n in (5, -1, "-1")] == [5, None, None]


def test_a_key_of_a_breakdown_may_be_anything():
    assert likes(parts("a"), {"a": {None: 3, "like": 1}}) == 4
    assert likes(parts("a", without="like"), {"a": {None: 3, "like": 1}}) == 3


def test_of_alternatives_the_first_that_is_reported_counts():
    rule = first("a.x", first("b", "a.y"), "c")
    assert likes(rule, {"a": {"x": 1, "y": 2}, "b": 3, "c": 4}) == 1
    assert likes(rule, {"a": {"x": None, "y": 2}, "b": "3", "c": 4}) == 3
    assert likes(rule, {"a": {"x": {}, "y": 2}, "b": "", "c": 4}) == 2
    assert likes(rule, {"a": {"x": [], "y": ""}, "c": 0}) == 0
    assert likes(rule, {"a": [], "b": {}}) is None
    assert likes(rule, {}) is None
    assert likes(first("z", "a.x", "a.y"), {"a": {"x": 1, "y": 2}}) == 1


def test_a_malformed_value_after_the_first_reported_one_is_not_read():
    assert likes(first("a.x", "a.y"), {"a": {"x": 1, "y": "n/a"}}) == 1
    assert likes(first("a.x", "a.y"), {"a": {"x": "n/a", "y": 1}}) == "left"


def test_metrics_that_prefer_two_blocks_in_opposite_order_each_get_their_own():
    read = compile_mapper(table(first("a.x", "b.x"), first("b.y", "a.y"), first("a.z", "b.z", "a.w")))
    both = {"a": {"x": 1, "y": 2, "z": 3, "w": 4}, "b": {"x": 5, "y": 6, "z": 7}}
    assert [*read(both)[2].items()][:3] == [("likes", 1), ("comments", 6), ("shares", 3)]
    assert [*read({"a": {"y": 2, "w": 4}, "b": {"x": 5}})[2].items()][:3] == [
        ("likes", 5),
        ("comments", 2),
        ("shares", 4),
    ]


def test_sums_of_sums_are_null_only_where_nothing_is_there():
    rule = sum_of(sum_of("a", "b"), first("c", sum_of("d", "e", required=2)))
    assert likes(rule, {"a": 1, "b": 2, "c": 4, "d": 8, "e": 16}) == 7
    assert likes(rule, {"b": 0}) == 0
    assert likes(rule, {"d": 8, "e": 16}) == 24
    assert likes(rule, {"d": 8}) is None
    assert likes(rule, {"a": 1, "d": 8, "e": "n/a"}) == "left"
    assert likes(sum_of("a", never(), required=2), {"a": 1}) is None
    assert likes(sum_of(), {"a": 1}) is None


def test_a_sentinel_is_no_number_wherever_it_stands():
    others = {"sentinels": (-1, 99)}
    assert likes(first("a", "b"), {"a": -1, "b": 5}, **others) == 5
    assert likes(first("a", "b"), {"a": "-1", "b": 99.0}, **others) is None
    assert likes("a[*]", {"a": [-1, 5, "99", 6]}, **others) == 11
    assert likes(seconds("a"), {"a": 99}, **others) is None
    assert likes(seconds("a"), {"a": 9.9}, **others) == 9900
    assert likes(parts("a"), {"a": {"x": -1, "y": 2}}, **others) == 2


def test_lengths_of_time_are_exact_and_rounded_once():
    assert likes(seconds("a"), {"a": 587.024}) == 587024
    assert likes(minutes(sum_of("a", "b")), {"a": 0.1, "b": 0.2}) == 18000
    assert likes(seconds("a[*]"), {"a": [0.0004, 0.0004, 0.0004]}) == 1
    assert [likes(seconds("a"), {"a": half}) for half in ("0.0005", "0.0015", -0.0015)] == [0, 2, -2]
    assert likes(seconds(first("a", "b")), {"a": None, "b": 2**60}) == 2**60 * 1000
    assert likes(seconds("a"), {"a": 1e300}) == "left"


@pytest.mark.parametrize("key", ["length", "count", "text", "read", "make", "every"])
def test_no_key_of_a_payload_takes_the_name_of_what_reads_it(key):
    assert likes(milliseconds(key), {key: 12.5}) == 12
    assert likes(sum_of(milliseconds(key), f"{key}[*]"), {key: [1, 2]}) == 3
    assert likes(first(*(milliseconds(f"{key}.{key}") for _ in range(3))), {key: {key: "0.5"}}) == 0


def test_a_condition_on_the_payload_is_asked_before_the_number_is_read():
    rule = first(only_if("a", "kind[x=1]", "b.c"), unless("d", "b"))
    assert likes(rule, {"a": 5, "b": {"c": "yes"}, "d": 6}) == 5
    assert likes(rule, {"a": 5, "kind": {"x": 1}}) == 5
    assert likes(rule, {"a": 5, "kind": {"x": "2"}, "d": 6}) == 6
    assert likes(rule, {"a": "n/a", "d": 6}) == 6
    assert likes(rule, {"a": 5, "b": 0, "d": "n/a"}) is None
    assert likes(rule, {"a": 5, "b": "", "d": 6}) == 6
    read = compile_mapper(table("a.x", only_if(sum_of("a.y", "c"), "b")))
    assert read({"a": {"x": 1, "y": 2}, "b": "yes"})[2].comments == 2


def test_a_zero_beside_a_number_is_doubted_and_no_other_is():
    rule = first(doubt_zero(first("a", "b"), beside=("c", "d[*]")), "e")
    assert likes(rule, {"a": 0, "c": 1, "e": 5}) == 5
    assert likes(rule, {"b": 0, "d": [1, 1], "e": 5}) == 5
    assert likes(rule, {"a": 0, "d": [1, -1], "e": 5}) == 0
    assert likes(rule, {"a": 0, "b": 7, "c": "0"}) == 0
    assert likes(rule, {"a": 3, "c": "n/a"}) == 3
    assert likes(doubt_zero("a", beside=()), {"a": 0}) == 0
    read = compile_mapper(table("c.x", doubt_zero("a", beside=("c.y",))))
    assert read({"a": 0, "c": {"x": 5, "y": 6}})[2].comments is None


def test_breakdowns_are_summed_or_give_one_part():
    assert likes(parts("a"), {"a": {"x": 1, "y": {"z": "2"}, "w": [5]}}) == 3
    assert likes(parts("a"), {"a": {"x": None}}) is None
    assert [
        likes(rule, {"a": nothing}) for rule in (parts("a"), part("a", "x")) for nothing in (None, "")
    ] == [None] * 4
    assert [likes(parts("a"), {"a": nothing}) for nothing in ({}, [], 0)] == [0, 0, 0]
    assert [likes(parts("a"), {"a": malformed}) for malformed in ({"x": "n/a"}, False)] == ["left", "left"]
    assert likes(parts("a", without="total"), {"a": {"x": 1, "total": 3, "y": {"total": 4}}}) == 5
    assert likes(part("a", "like"), {"a": {"LIKE": 1, "Like": 2, "love": "n/a"}}) == 3
    assert likes(part("a", "like"), {"a": {"love": 4}}) == 0
    assert likes(part("a", "like"), {"a": "text"}) is None
    assert likes(part("a", "7"), {"a": {7: 1, "x": 2}}) == 1
    assert likes(part("a", "Like"), {"a": MappingProxyType({"like": "4"})}) == 4
    assert likes(part("a", "like"), {"a": {"like": "n/a"}}) == "left"
    assert likes(part("a", "like"), {"a": {"like": "", "LIKE": None}}) is None
    assert likes(part("a", "like"), {"a": {"like": ""}}) is None
    assert likes(parts("a", without="total"), {"a": {"total": 3}}) is None
    assert likes(parts("a", without="total"), {"a": {"x": 1, "y": 2}}) == 3
    assert [likes(parts("a"), {"a": {"x": value}}) for value in (True, {1})] == ["left", "left"]
    assert likes(parts("a"), {"a": {"x": -1, "y": 2}}, sentinels=(-1,)) == 2
    assert likes(part("a[*]", "like"), {"a": [{"like": 1}, {}, {"like": 2}]}) == 3
    assert likes(seconds(parts("a")), {"a": {"x": 0.5, "y": 0.25}}) == 750


def test_several_of_what_is_never_summed_are_null():
    assert likes(unsummed("a[*].n"), {"a": [{"n": 4}]}) == 4
    assert likes(unsummed("a[*].n"), {"a": [{"n": 4}, {"n": ""}, {}]}) == 4
    assert likes(first(unsummed("a[*].n"), "b"), {"a": [{"n": 4}, {"n": 4}, {"n": 4}], "b": 9}) == 9
    assert likes(unsummed("a"), {"a": 4}) == 4


def test_a_rule_that_nothing_can_fill_is_null():
    nothing = first(never(), first())
    for rule in (nothing, seconds(nothing), only_if(nothing, "a"), doubt_zero(nothing, beside=("a",))):
        assert likes(rule, {"a": 5}) is None


def test_retired_metrics_are_read_where_they_are():
    assert likes(retired("2026-01-01", first("a", "b")), {"b": 4}) == 4


def test_each_item_that_meets_the_conditions_counts():
    rows = [
        {"type": "CLICKS", "n": 1, "on": "web"},
        {"type": {"com.x.Kind": "clicks"}, "n": 2},
        {"type": "likes", "n": 4, "on": ""},
        {"kind": 7, "n": 8, "on": []},
        "row",
        {"n": 16, "on": 0},
    ]
    expected = {
        "a[*].n": 31,
        "a[*, type=clicks].n": 3,
        "a[type=likes].n": 4,
        "a[*, type|kind=7].n": 8,
        "a[*, type!=clicks].n": 4,
        "a[*, on].n": 17,
        "a[*, !on].n": 14,
        "a[*, !on, type].n": 6,
        "a[!type].n": 8,
        "a[type|kind, !on].n": 2,
        "a[none].n": None,
        "a[on=].n": None,
    }
    assert {path: likes(path, {"a": rows}) for path in expected} == expected
    assert likes("a[*, on].n", {"a": dict(enumerate(rows))}) == 17


def test_items_are_chosen_by_id_and_by_what_the_post_names():
    payload = {"by": {"12": {"n": 1}, "x": {"n": 2}, "3_4": {"n": 4}}, "keys": ["k", "m"]}
    media = [{"key": "k", "n": 1}, {"key": "k", "n": 2}, {"key": "z", "n": 4}, {"key": "m", "n": 8}]
    assert likes("by[#].n", payload) == 5
    assert likes("media[*, key in keys].n", payload | {"media": media}) == 9
    assert likes("media[key in keys].n", payload | {"media": media}) == 1
    assert (
        likes(
            "media[*, key in keys].n", {"keys": [0, ""], "media": [{"key": 0, "n": 1}, {"key": "", "n": 2}]}
        )
        == 1
    )
    twice = [{"key": "k", "n": 1}, {"key": "k", "of": ["x"], "n": 2}, {"key": "k", "of": "m", "n": 4}]
    assert likes("media[*, key in keys, of in keys].n", payload | {"media": twice}) == 4
    assert likes("by[#].n", {"by": {"1": {"n": 1}, 2: {"n": 2}}}) == 1
    assert likes("by[#].n", {"by": {"+": {"n": 1}}}) is likes("by[#].n", {"by": {}}) is None
    assert [likes("by[#].n", {"by": by}) for by in ([{"n": 1}], "12", None)] == [None, None, None]
    odd = [{"key": ["k"], "n": 1}, {"key": 1.5, "n": 2}, {"key": {"k": 1}, "n": 4}, {"key": 7, "n": 8}]
    assert likes("media[*, key in keys].n", {"keys": [["k"], 1.5, {"k": 1}, 7], "media": odd}) == 8
    pairs = [{"key": "k", "of": [1], "n": 1}, {"key": "k", "of": [1], "n": 2}, {"key": "k", "n": 4}]
    assert likes("media[*, key|of in keys].n", {"keys": "k", "media": pairs}) == 5
    nested = {"data": payload, "media": media}
    assert likes("$media[*, key in keys].n", nested, posts=("data",)) == 9


def test_the_post_is_the_first_object_that_a_path_leads_to():
    others = {
        "posts": ("none", "a[*]", "b.c"),
        "post_id": ("id", "$top"),
        "post_url": ("url",),
        "host": "https://h",
    }
    read = compile_mapper(table(first("n", "$n"), **others))
    assert read({"a": [5, {"n": 1, "id": 77, "url": "/p/1"}]})[:2] == ("77", "https://h/p/1")
    assert read({"a": [], "b": {"c": {"n": 2, "url": "http://x"}}, "top": "t"})[:2] == ("t", "http://x")
    assert read({"n": 3, "a": "text", "id": "", "url": 5})[0:3:2] == (
        None,
        NOTHING.map(lambda _: None).replace(likes=3),
    )
    assert read({"a": [{"n": 1}, {"n": 2}]}) is None
    assert compile_mapper(table("n", post_id=("rows[*].id",)))({"rows": [{"id": "1"}, {"id": "2"}]})[0] == "1"
    assert likes("x", {"b": {"c": {}}, "x": 5}, posts=("b.c",)) == 5
    assert likes("x", {"b": [{}], "x": 5}, posts=("b[*]",)) == "left"
    assert likes("x", {"a": {}, "b": {"x": 4}, "x": 5}, posts=("a", "b")) == 4


def test_two_ids_of_its_own_are_left_to_the_interpreter():
    others = {"ids": ("id", "rows[*].id", "[kind=video].key")}
    assert likes("n", {"n": 1, "id": 7, "rows": [{"id": "7"}, {"id": ""}, {"id": None}]}, **others) == 1
    assert likes("n", {"n": 1, "rows": [{"id": "7"}, {"id": "8"}]}, **others) == "left"
    assert likes("n", {"n": 1, "id": 7, "kind": "Video", "key": "x"}, **others) == "left"


def test_a_post_without_numbers_of_its_own_has_none():
    others = {"uncounted": ("repost", "of[type=reposted]"), "post_id": ("id",)}
    read = compile_mapper(table("n", **others))
    assert read({"n": 1, "id": "i", "repost": None}) == ("i", None, NOTHING.map(lambda _: None))
    assert read({"n": 1, "of": [{"type": "quoted"}, {"type": "reposted"}]})[2].likes is None
    assert read({"n": 1, "of": [{"type": "quoted"}]})[2].likes == 1


def lay_out(post):
    if "rows" not in post:
        return None
    if post["rows"] == "several":
        raise ValueError(post)
    return Reshaped(
        {**post, "n": post["rows"]}, {("n",): ("rows",)}, {("x",): "for a reason"} if "x" in post else {}
    )


def test_a_post_is_read_as_it_is_laid_out_anew():
    others = {"posts": ("data",), "reshape": lay_out}
    assert likes("n", {"data": {"rows": 5}}, **others) == 5
    assert likes("n", {"data": {"n": 6}}, **others) == 6
    assert likes("n", {"data": {"n": 6, "rows": "several"}}, **others) == "left"
    assert likes("n", {"data": {"rows": 5, "x": 0}}, **others) == "left"


def lay_out_any(post):
    return Reshaped({**post, "n": 0})


@pytest.mark.parametrize(
    ("only_if", "unless", "laid_out"),
    [
        ({"a", "b"}, {"c", "d"}, ["a", "b", "ab"]),
        ({"a", "b"}, (), ["a", "b", "ab", "ac", "abd"]),
        ((), {"c", "d"}, ["", "a", "b", "ab"]),
        ((), (), ["", "a", "b", "c", "ab", "ac", "abd"]),
    ],
)
def test_a_post_is_left_alone_for_the_keys_that_it_has(only_if, unless, laid_out):
    others = {"reshape": Reshape(lay_out_any, only_if=frozenset(only_if), unless=frozenset(unless))}
    for keys in ("", "a", "b", "c", "ab", "ac", "abd"):
        number = 0 if keys in laid_out else 7
        assert likes("n", dict.fromkeys(keys) | {"n": 7}, **others) == number


def fail(post):
    raise RuntimeError(post)


def test_a_traceback_shows_the_line_of_the_function():
    with pytest.raises(RuntimeError) as caught:
        likes("n", {}, reshape=fail)
    lines = "".join(traceback.format_exception(caught.value))
    assert 'File "<postmetrics p ' in lines
    assert "shape = lay_out(post)" in lines


def test_two_functions_of_one_platform_do_not_share_their_source():
    one, other = source(table("one")), source(table("other"))
    assert "'one' in post" in one
    assert "'other' in post" in other


def test_the_lines_of_a_function_go_with_it_and_not_with_its_like():
    one, other = compile_mapper(table("own")), compile_mapper(table("own"))
    gone, left = (function.__code__.co_filename for function in (one, other))
    del one
    gc.collect()
    assert gone not in linecache.cache
    assert "'own' in post" in "".join(linecache.getlines(left))


def test_a_block_is_looked_up_once_for_all_that_stands_in_it():
    mapper = table(first("a.b.x", "z"), first("a.b.y"), sum_of("a.b.v", "a.b.w"), "a.b.x")
    text = source(mapper)
    assert text.count("'a' in post") == text.count("'b' in a_") == 1
    assert source(table(first("z.x", "a.x"), "a.y", "a.v")).count("'a' in post") == 1


ONE_A_ROW = table(
    first("a[k=x, !w].n", "a[*, k=x, w].n"),
    first("a[k|l=y].n", "a[*, m].n"),
    first("a[*, !k].n", "b"),
    first("c", "a[*, k in of].n"),
)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], [None, None, None, None]),
        ([{"k": "x", "n": 1}], [1, None, None, None]),
        ([{"k": "x", "w": 1, "n": 1}, {"w": 1, "k": "X", "n": 2}], [3, None, None, None]),
        ([{"l": "y", "n": 1}, {"n": 2}], [None, 1, 3, None]),
        ([{"m": 1, "n": 1}, {"m": 0, "n": 2}], [None, 3, 3, None]),
        ([{"k": "of", "n": 1}], [None, None, None, 1]),
        ([{"n": 1}, "k", None, ["l"], {"k": "y", "n": 2}], [None, 2, 1, None]),
        (({"k": "x", "n": 1}, {"n": 2}), [1, None, 2, None]),
        ({"r": {"k": "x", "n": 1}, "s": {"m": 2, "n": 2}}, [None, 2, 2, None]),
        ({"k": "x", "n": 1}, [1, None, None, None]),
        ("k", [None, None, None, None]),
    ],
)
def test_of_many_selectors_of_a_list_those_are_tried_whose_keys_some_item_has(rows, expected):
    numbers = compile_mapper(ONE_A_ROW)({"a": rows, "of": "of"})[2]
    assert [number for _, number in numbers.replace(impressions=numbers.views).items()][:4] == expected


def test_the_keys_of_the_items_are_collected_once_and_only_for_many_selectors():
    ways = [f"a[*, {key}].n" for key in "klmopq"]
    twice = first(*ways[:3], "b", *ways[3:])
    text = source(table(twice))
    assert text.count("= keys(a_") == 2
    assert re.findall(r"(keys_\d+) = keys", text)[0] == re.findall(r"if (keys_\d+) is None", text)[1]
    assert [likes(twice, {"a": [{key: 1, "n": 7}, {"n": 5}]}) for key in "kmoq"] == [7, 7, 7, 7]
    assert [likes(twice, {"a": [{key: 1, "n": 7}], "b": 6}) for key in "kmoqx"] == [7, 7, 6, 6, 6]
    assert "keys(" not in source(table("a[*, k].n", "a[*].n", "a[*, !m]", "a[!m]"))
    assert "keys(" not in source(table("[k].n", "[l].n", "[m].n", "a[0][k].n", "a[0][l].n", "a[0][m].n"))
    tests = re.findall(r"if (.*) in keys_", source(table("a[*, k|l=x, !m].n", "a[!m].n", "a[*].n")))
    assert [re.sub(r" in keys_\d+", "", test) for test in tests] == ["('k' or 'l') and ('n'", "('n'", "('n'"]
    post_and_payload = [f"{start}a[*, {key}].n" for start in ("", "$") for key in "klm"]
    text = source(table(*map(sum_of, post_and_payload[:3]), sum_of(*post_and_payload[3:]), posts=("d",)))
    assert text.count("= keys(a_") == 2
    others = {"posts": ("d",)}
    payload = {"d": {"a": [{"k": 1, "n": 1}]}, "a": [{"m": 1, "n": 2}, {"l": 1, "n": 4}]}
    assert likes(sum_of(*post_and_payload), payload, **others) == 7
    wrapped = tuple(f"a[*, {key}].d" for key in "klm")
    assert likes(sum_of(*post_and_payload), {"a": [{"m": 1, "d": payload["d"]}]}, posts=wrapped) == 1


KINDS = table(*(first(f"a[k|l={kind}, !w].n", f"a[*, k|l={kind}, w].n") for kind in ("Red", "blue", "7")))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([{"k": "red", "n": 1}, {"l": "BLUE", "n": 2}], [1, 2, None]),
        (
            [{"k": "red", "w": 1, "n": 1}, {"k": "Red", "w": 1, "n": 2}, {"k": "", "l": "blue", "n": 4}],
            [3, 4, None],
        ),
        ([{"k": 7, "n": 1}, {"k": "7", "n": 2}, {"k": {"x": "blue"}, "n": 4}], [None, 4, 1]),
        ([{"k": 7.0, "n": 1}, {"k": ["red"], "n": 2}, {"k": None, "l": "red", "n": 4}], [4, None, 1]),
        (
            [{"k": {"x": "RED"}, "n": 1}, {"k": "7", "n": 2}, {"k": {"x": "7", "y": "7"}, "n": 4}],
            [1, None, 2],
        ),
        ([{"k": {"x": {"y": "blue"}}, "n": 1}, {"k": {}, "n": 2}], [None, 1, None]),
        ([{"k": "red"}, {"k": "green", "n": 1}], [None, None, None]),
        ([{"k": "green", "n": 1}, "red"], [None, None, None]),
        ([{"n": 1}], [None, None, None]),
        (({"k": "red", "n": 1},), [1, None, None]),
        ({"x": {"k": "blue", "w": 1, "n": 1}}, [None, 1, None]),
        ({"k": "blue", "n": 1}, [None, 1, None]),
    ],
)
def test_of_many_selectors_of_a_kind_those_are_tried_whose_kind_some_item_is_of(rows, expected):
    assert [number for _, number in compile_mapper(KINDS)({"a": rows})[2].items()][:3] == expected


def test_the_kinds_of_the_items_are_collected_once_and_only_for_many_selectors():
    text = source(KINDS)
    assert text.count("= texts(a_") == 1
    assert len(re.findall(r"'red' in texts_\d+", text)) == len(re.findall(r"'7' in texts_\d+", text)) == 2
    ways = [f"a[*, k={kind}].n" for kind in "xyzuvw"]
    text = source(table(first(*ways[:3], "b", *ways[3:], "a[*, l=x].n")))
    assert re.findall(r"(texts_\d+) = texts", text)[0] == re.findall(r"if (texts_\d+) is None", text)[1]
    assert "texts(" not in source(table("a[*, k=x].n", "a[*, k=y].n", "a[*, l=x].n", "a[*, k!=z].n"))


@pytest.mark.parametrize("odd", [Odd(k="x", n=1), MappingProxyType({"k": "x", "n": 1})])
def test_an_item_of_another_class_is_left_however_many_selectors_there_are(odd):
    assert compile_mapper(ONE_A_ROW)({"a": [{"m": 1}, odd]}) is None
    assert compile_mapper(ONE_A_ROW)({"a": odd}) is None


def test_a_rule_that_two_metrics_share_is_read_once():
    plays = first("a.b", "c")
    assert source(table(plays, plays)).count("'c' in post") == 1
    read = compile_mapper(table(first("z", sum_of("a", "b")), sum_of("a", "b")))
    assert [read({"z": 1, "a": 2, "b": 3})[2].likes, read({"z": 1, "a": 2, "b": 3})[2].comments] == [1, 5]
    assert compile_mapper(table("a", only_if("a", "b")))({"a": 1})[2].comments is None


def test_names_in_a_table_are_only_ever_text_in_the_function():
    key = "' or exit()#\\\"\n€{x}"
    assert likes(key, {key: 3}) == 3
    assert likes(f"a[{key}={key}].n", {"a": [{key: key, "n": 3}]}) == 3


def test_a_function_is_made_once_for_a_mapper_and_goes_with_it():
    mapper = attrs.evolve(table("a"), platform="gone")
    assert compiled(mapper) is compiled(mapper)
    gone = weakref.ref(compiled(mapper))
    del mapper
    gc.collect()
    assert gone() is None


def test_what_is_returned_is_as_frozen_equal_and_whole_as_any_metrics():
    numbers = compile_mapper(table("a"))({"a": 5})[2]
    assert numbers == NOTHING.map(lambda _: None).replace(likes=5)
    assert hash(numbers) == hash(numbers.replace())
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        numbers.likes = 6


def test_no_payload_is_changed():
    payload = {"a": {"b": [{"n": 1}, {"n": "2"}]}}
    assert likes("a.b[*].n", payload) == 3
    assert payload == {"a": {"b": [{"n": 1}, {"n": "2"}]}}


def test_an_empty_path_leads_to_the_post_itself():
    read = compile_mapper(table(parts("a"), post_id=(Path("[kind=x].id"), Path(""))))
    assert read({"kind": "x", "id": 5})[0] == "5"
    assert read({"id": 5})[0] is None
