from __future__ import annotations

import gc
import importlib
import json
import linecache
import re
import sys
import weakref

import attrs
import pytest

from postmetrics.compiler import compile_mapper
from postmetrics.mapper import Mapper, Reshape, Reshaped
from postmetrics.metrics import NAMES, Metrics
from postmetrics.rules import at, first, never, only_if, part, parts, seconds, sum_of, unless, unsummed


decoder = pytest.importorskip("postmetrics.decoder", reason="msgspec is not installed")

NOTHING = Metrics.fill(never())
LEFT = "left"


def table(*rules, **others):
    cells = dict(zip(("likes", "comments", "shares", "views"), rules, strict=False))
    cells = {name: at(rule) if isinstance(rule, str) else rule for name, rule in cells.items()}
    return Mapper(platform="p", metrics=NOTHING.replace(**cells), **others)


def read(mapper, payload):
    """Return the row of a payload, held to what is read from the payload itself; it may be text."""
    text = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    row = decoder.make_json_reader(mapper)(text)
    if row is None:
        return LEFT
    post_id, post_url, numbers = compile_mapper(mapper)(json.loads(text))
    assert row == (*(getattr(numbers, name) for name in NAMES), post_id, post_url)
    return dict(zip((*NAMES, "post_id", "post_url"), row, strict=True))


def likes(rule, payload, **others):
    row = read(table(rule, **others), payload)
    return row if row is LEFT else row["likes"]


def test_a_row_is_the_numbers_the_id_and_the_url():
    mapper = table("a.b", "c", post_id=("id",), post_url=("url",), host="https://h")
    row = decoder.json_reader(mapper)(
        b'{"a": {"b": 3, "x": [{}]}, "c": "4", "id": 77, "url": "/p", "more": {}}'
    )
    assert row == (3, 4, *[None] * 11, "77", "https://h/p")
    assert decoder.json_reader(mapper)(b'{"url": "http://x/p"}') == (*[None] * 14, "http://x/p")
    assert decoder.json_reader(mapper)(b"{}") == (None,) * 15


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("7", 7),
        ('"7"', 7),
        ("7.0", 7),
        ("1e2", 100),
        ("-0.0", 0),
        ("null", None),
        ('""', None),
        ("9007199254740993", 2**53 + 1),
        ("18446744073709551617", 2**64 + 1),
        ("-9223372036854775809", -(2**63) - 1),
        ("1" + "0" * 100, 10**100),
        ("2.5", LEFT),
        ("true", LEFT),
        ('"n/a"', LEFT),
        ("{}", None),
        ("[7]", None),
        ("1e400", LEFT),
        ("1" * 4301, LEFT),
    ],
)
def test_a_number_is_read_as_from_a_payload_or_left(value, number):
    assert likes("a.b", f'{{"a": {{"b": {value}}}}}'.encode()) == number
    assert likes("a[*].b", f'{{"a": [{{"b": {value}}}, {{"b": null}}, {{}}]}}'.encode()) == number


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b'{"n": 7} 8',
        b'{"n": NaN}',
        b'{"x": NaN, "n": 7}',
        b'{"x": Infinity, "n": 7}',
        b'{"x": 01, "n": 7}',
        b'{"n": 7,}',
        b'{"x": "\\q", "n": 7}',
        b'{"x": "\\ud800", "n": 7}',
        b'{"t": "\xff", "n": 7}',
        b'\xef\xbb\xbf{"n": 7}',
        '{"n": 7}'.encode("utf-16"),
        b'{"x": ' + b"[" * 2000 + b"]" * 2000 + b', "n": 7}',
        b'{"n": ' + b"[" * 2000 + b"]" * 2000 + b"}",
        b"[]",
        b'[{"n": 7}]',
        b"7",
        b"null",
        b'"text"',
    ],
)
def test_what_is_no_json_or_no_object_is_left(text):
    assert decoder.make_json_reader(table("n", post_id=("t",)))(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (b' {"n" : 7}\r\n', 7),
        (b'{"n": 5, "n": 7}', 7),
        (b'{"n": 7, "n": null}', None),
        (b'{"\\u006e": 7}', 7),
        (b'{"N": 7}', None),
        ('{"x": "ü€🎉", "ü€": 5, "n": 7}'.encode(), 7),
    ],
)
def test_keys_are_those_of_the_payload_and_the_last_of_two_counts(text, number):
    assert likes("n", text) == number


def test_a_memoryview_is_read_where_it_stands():
    assert decoder.make_json_reader(table("n"))(memoryview(b'xx{"n": 7}')[2:])[:1] == (7,)


@pytest.mark.parametrize("block", [None, [], [[]], [{}], [None], {}, {"c": 5}])
def test_what_is_no_object_has_no_keys(block):
    for path in ("a.b.c", "a[0].b", "a[-1].b", "a[*].b", "a[b=7].c"):
        assert likes(path, {"a": block}) in {None, LEFT}
        assert likes(first(path, "n"), {"a": block, "n": 7}) in {7, LEFT}


@pytest.mark.parametrize("block", ["text", 5, 2.5, True])
def test_a_number_or_text_in_the_place_of_a_block_is_left(block):
    assert likes("a.b.c", {"a": block}) == likes("a[*].b", {"a": block}) == LEFT
    assert likes("a[*].b", {"a": [block]}) == LEFT
    assert likes(first("a", "a.b"), {"a": block if block is not True else 5}) in {LEFT, 5}


def test_a_place_may_hold_a_number_an_object_or_a_list_in_turn():
    rule = first("a", "a.n", "a[0]", "a[*].n")
    for value in (7, "7", 7.0, {"n": 7}, {"n": 7, "x": {}}, [7], [7, 9], [{"n": 7}], [{"n": 3}, {"n": 4}]):
        assert likes(rule, {"a": value}) == 7
    assert likes(rule, {"a": [[7]]}) == LEFT
    assert [likes(first("a", "a[0]", "a[*]"), {"a": value}) for value in ("7", [7], "n/a")] == [7, 7, LEFT]
    assert likes(rule, {"a": {"x": 7}}) == LEFT  # every value of it might have an `n`


def test_paths_lead_deep_and_through_lists_of_lists():
    assert likes("a[0].b[0][0].c.d[-1].e", {"a": [{"b": [[{"c": {"d": [None, {"e": "7"}]}}], []]}]}) == 7
    payload: object = {"a": [{"b": []}, {"b": [{"f": 2}, {"f": 3}, None]}]}
    assert likes("a[*].b[*].f", payload) == 5
    assert likes("a[1].b[*].f", payload) == 5
    assert likes("a[9].b", payload) is None
    assert likes("a[-3].b", payload) is None
    assert likes("a[0][0].n", {"a": [[{"n": 7}]]}) == 7
    assert likes("a[*][*]", {"a": [[1, 2], [4], []]}) == 7
    payload = 7
    for _ in range(15):
        payload = {"a": payload}
    assert likes(".".join("a" * 15), payload) == 7


def test_the_values_of_an_object_are_left_where_a_list_is_looked_for():
    assert likes("a[*].n", {"a": {"x": {"n": 7}}}) == LEFT
    assert likes("a[*, n].n", {"a": {}}) == LEFT
    assert likes("a[*].b[*].n", {"a": [{"b": [{"n": 7}]}]}) == 7


ROWS = [
    {"type": "CLICKS", "n": 1, "on": "web"},
    {"type": {"com.x.Kind": "clicks"}, "n": 2},
    {"type": "likes", "n": 4, "on": ""},
    {"kind": 7, "n": 8, "on": []},
    None,
    {"n": 16, "on": 0},
    {"kind": 7.0, "n": 32, "on": None},
]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a[*].n", 63),
        ("a[*, type=clicks].n", 3),
        ("a[type=likes].n", 4),
        ("a[*, type|kind=7].n", 40),
        ("a[*, kind=7.0].n", None),
        ("a[*, type!=clicks].n", 4),
        ("a[*, on].n", 17),
        ("a[*, !on].n", 46),
        ("a[*, !on, type].n", 6),
        ("a[!type].n", 8),
        ("a[type|kind, !on].n", 2),
        ("a[none].n", None),
        ("a[on=].n", None),
    ],
)
def test_each_item_that_meets_the_conditions_counts(path, expected):
    if "on" in path:  # what is no list there is one here
        rows = [row if row is None or row.get("on") != [] else {"kind": 7, "n": 8} for row in ROWS]
        assert likes(path, {"a": rows}) == expected
    else:
        assert likes(path, {"a": ROWS}) == expected


def test_a_condition_keeps_an_object_of_structs_or_of_what_is_decoded_whole():
    assert likes("a[b].c", {"a": {"b": 1, "c": 7}}) == 7
    assert likes("a[b].c", {"a": [{"c": 5}, {"b": "", "c": 6}, {"b": 1, "c": 7}, {"b": 2, "c": 8}]}) == 7
    assert likes("a[b=x].c", {"a": {"b": "X", "c": 7}}) == 7
    assert likes("a[b=x].c", {"a": {"b": {"kind": "x"}, "c": 7}}) == 7
    assert likes("a[b=x].c", {"a": {"b": {"kind": "x", "of": 1}, "c": 7}}) is None
    assert likes("a[b=x].c", {"a": 5}) == LEFT
    assert likes(first(part("a[x].d", "e"), "a[b].c", "a[d!=y].f"), {"a": {"b": 1, "c": 7}}) == 7
    assert likes(first("a.b[c].d", part("a", "z")), {"a": {"b": {"c": 1, "d": 7}}}) == 7
    assert likes(first("a.b[c].d", part("a", "z")), {"a": {"b": [{"c": 1, "d": 7}]}}) == 7
    assert likes(first("a.b[*, c].d", part("a", "z")), {"a": {"b": {"x": {"c": 1, "d": 7}}}}) == 7
    assert likes(first("a[b].c", part("a", "z")), {"a": []}) == 0
    assert likes(first("a.b[c].d", part("a", "z")), {"a": {"b": {"d": 7}}}) == 0
    assert likes(first("a.b.c", "a.b[!c].d", part("a", "z")), {"a": {"b": {"d": 7}}}) == 7
    assert likes("[kind=x].n", {"kind": "x", "n": 7}) == 7
    assert likes("[kind=x].n", {"kind": "y", "n": 7}) is None


def test_an_object_that_only_seems_empty_is_left():
    for path in ("a[*, b].n", "a[*, !b].n"):
        rule = first(path, "a[*].b.c")
        assert likes(rule, {"a": [{"b": {"c": 0}, "n": 7}]}) == (7 if "!" not in path else 0)
        assert likes(rule, {"a": [{"b": {"x": 0}, "n": 7}]}) == LEFT
        assert likes(rule, {"a": [{"b": {}, "n": 7}]}) == LEFT
        assert likes(rule, {"a": [{"b": None, "n": 7}]}) == (None if "!" not in path else 7)


def test_items_are_chosen_by_what_the_post_names():
    media = [{"key": "k", "n": 1}, {"key": "k", "n": 2}, {"key": "z", "n": 4}, {"key": "m", "n": 8}]
    payload = {"keys": ["k", "m"], "media": media}
    assert likes("media[*, key in keys].n", payload) == 9
    assert likes("media[key in keys].n", payload) == 1
    assert likes("media[*, key in keys].n", payload | {"keys": "z"}) == 4
    assert likes("media[*, key in keys].n", payload | {"keys": {"k": 1}}) is None
    assert likes("media[*, key in keys].n", {"media": media}) is None
    assert likes("media[*, key in a.keys].n", {"media": media, "a": {"keys": ["m"]}}) == 8
    for keys in (None, {}, {"x": ["m"]}):
        assert likes("media[*, key in a.keys].n", {"media": media, "a": keys}) is None
    assert likes("media[*, key in a.b.c].n", {"media": media, "a": [1]}) == LEFT
    whole = first("media[*, key in a.b.c].n", parts("a", without="b"))
    assert likes(whole, {"media": media, "a": {"b": {"c": "m"}}}) == 8
    assert likes(whole, {"media": media, "a": {"b": ["m"]}}) is None
    nested = {"data": payload, "media": media}
    assert likes("$media[*, key in keys].n", nested, posts=("data",)) == 9


def test_a_map_by_id_is_decoded_whole():
    payload = {"by": {"12": {"n": 1}, "x": {"n": 2}, "3_4": {"n": 4}}}
    assert likes("by[#].n", payload) == 5
    assert likes("by[#, m].n", {"by": {"1": {"n": 1}, "2": {"n": 2, "m": 3}}}) == 2
    assert likes("by[#].n", {"by": [{"n": 1}]}) is None
    assert likes("by[#].n", {}) is None


def test_breakdowns_are_decoded_whole():
    assert likes(parts("a"), {"a": {"x": 1, "y": {"z": "2"}, "w": [5]}}) == 3
    assert [likes(parts("a"), {"a": nothing}) for nothing in ({}, [], 0)] == [0, 0, 0]
    assert likes(parts("a"), {"a": {"x": "n/a"}}) == LEFT
    assert likes(part("a.b", "like"), {"a": {"b": {"LIKE": 7}}}) == 7
    assert likes(part("a[*]", "like"), {"a": [{"like": 1}, {}, {"like": 2}]}) == 3
    assert likes(seconds(parts("a")), {"a": {"x": 0.5, "y": 0.25}}) == 750
    assert likes(parts("a"), b'{"a": {"x": NaN}}') == LEFT


def test_sums_units_and_conditions_on_the_payload_are_those_of_the_table():
    assert likes(sum_of("a", "b.c"), {"a": 1, "b": {"c": 6}}) == 7
    assert likes(seconds("a"), {"a": 587.024}) == 587024
    assert likes(seconds("a"), {"a": 1e300}) == LEFT
    assert likes(only_if("n", "a.b"), {"n": 7, "a": {"b": "yes"}}) == 7
    assert likes(only_if("n", "a.b"), {"n": 7, "a": {"b": ""}}) is None
    assert likes(unless("n", "a"), {"n": 7, "a": 0}) is None
    assert likes(unless("n", "a"), {"n": 7, "a": {}}) is None
    assert likes(unsummed("a[*].n"), {"a": [{"n": 4}, {"n": 4}]}) is None
    others = {"sentinels": (-1,)}
    assert likes(first("a", "b"), {"a": -1, "b": 5}, **others) == 5
    assert likes("a[*]", {"a": [-1, 5, "-1", 6]}, **others) == 11


def test_a_post_without_numbers_of_its_own_has_none():
    mapper = table("n", uncounted=("repost", "of[type=reposted]"), post_id=("id",))
    assert read(mapper, {"n": 1, "id": "i", "repost": None}) == dict.fromkeys(NAMES) | {
        "post_id": "i",
        "post_url": None,
    }
    assert read(mapper, {"n": 1, "of": [{"type": "quoted"}, {"type": "reposted"}]})["likes"] is None
    assert read(mapper, {"n": 1, "of": [{"type": "quoted"}]})["likes"] == 1


def test_the_post_is_taken_out_of_what_wraps_it():
    mapper = table(first("n", "$n"), posts=("a[*]", "b.c"), post_id=("id", "$top"))
    assert read(mapper, {"a": [{"n": 1, "id": 77}, None]})["post_id"] == "77"
    assert read(mapper, {"a": [], "b": {"c": {"n": 2}}, "top": "t"})["post_id"] == "t"
    assert read(mapper, {"b": {"c": {"n": 2}}, "n": 9})["likes"] == 2
    assert read(mapper, {"b": {"c": {}}, "n": 9})["likes"] == 9
    assert read(mapper, {"b": {"c": None}, "n": 9})["likes"] == 9
    assert read(mapper, {"a": [{"n": 1}, {"n": 2}]}) == LEFT
    assert read(mapper, {"a": {"x": {"n": 1}}}) == LEFT
    assert read(mapper, {"b": {"c": [{"n": 1}]}}) == LEFT


def test_a_post_within_what_is_decoded_whole_is_left():
    mapper = table("n", parts("a"), posts=("a.b",))
    assert read(mapper, {"a": {"b": {"n": 7}}}) == LEFT
    assert read(mapper, {"a": {"b": 5}, "n": 7})["likes"] == 7
    assert read(mapper, {"n": 7})["likes"] == 7


@pytest.mark.parametrize("key", ["1", "1_2", "007", "\\u0031", "9a", "-1", "", "+"])
def test_a_payload_with_a_key_that_may_be_an_id_is_left(key):
    mapper = table("n", posts=("data[*]", "[#]", "data"))
    assert read(mapper, f'{{"n": 7, "{key}": {{"n": 5}}}}'.encode()) == LEFT
    assert read(mapper, f'{{"n": 7, "x": {{"{key}": {{"n": 5}}}}}}'.encode())["likes"] == 7
    assert read(mapper, f'{{"data": [{{"n": 7, "{key}": {{"n": 5}}}}]}}'.encode())["likes"] == 7
    assert likes("[#].n", f'{{"{key}": {{"n": 5}}}}'.encode()) == LEFT


def test_a_payload_without_ids_is_read():
    mapper = table(first("[#].n", "n"), posts=("[#, m]", "data"))
    assert read(mapper, {"n": 7, "_1": {"n": 5}, "a1": {"n": 5}, ":": {"n": 5}})["likes"] == 7
    assert read(mapper, {})["likes"] is None
    assert read(mapper, {"data": {"n": 7}}) == LEFT  # only the keys at the top are looked at


def test_a_post_that_may_be_in_a_map_by_id_below_is_left():
    assert read(table("n", posts=("a[#]",)), {"n": 7, "a": {"1": {"n": 7}}}) == LEFT
    assert read(table("n", posts=("a[#]",)), {"n": 7, "a": {"x": {"n": 5}}})["likes"] == 7
    assert read(table("n", posts=("b", "b[#]")), {"n": 7, "b": [{"n": 5}]})["likes"] == 7


def test_two_ids_of_its_own_are_left():
    others = {"ids": ("id", "rows[*].id", "[kind=video].key")}
    assert likes("n", {"n": 1, "id": 7, "rows": [{"id": "7"}, {"id": ""}, {"id": None}]}, **others) == 1
    assert likes("n", {"n": 1, "rows": [{"id": "7"}, {"id": "8"}]}, **others) == LEFT
    assert likes("n", {"n": 1, "id": 7, "kind": "Video", "key": "x"}, **others) == LEFT


def lay_out(post):
    return Reshaped({**post, "n": post["rows"]}) if "rows" in post else None


@pytest.mark.parametrize(
    ("only_if", "unless", "left"),
    [
        ({"rows"}, {"own"}, {"rows"}),
        ({"rows", "more"}, {"own", "other"}, {"rows", "more"}),
        ({"rows"}, (), {"rows", "rows own"}),
        ({"rows", "more"}, (), {"rows", "rows own", "more"}),
        ((), {"own"}, {"rows", "more", "", "other"}),
        ((), {"own", "other"}, {"rows", "more", ""}),
        ((), (), {"rows", "rows own", "more", "own", "other", ""}),
    ],
)
def test_a_post_that_may_be_laid_out_anew_is_left(only_if, unless, left):
    mapper = table(
        "n", reshape=Reshape(lay_out, only_if=frozenset(only_if), unless=frozenset(unless)), posts=("data",)
    )
    for keys in ("rows", "rows own", "more", "own", "other", ""):
        for value in (None, 5, "", {}, [], {"n": 1}):
            post = dict.fromkeys(keys.split(), value) | {"n": 7}
            for payload in (post, {"data": post}):
                assert (read(mapper, payload) is LEFT) is (keys in left), payload


@pytest.mark.parametrize(
    "rule", ["a[#, b in c].n", part("", "a"), part("[a]", "a"), ".".join("a" * 16)], ids=repr
)
def test_a_table_that_has_no_outline_or_is_too_deep_is_left_to_those_who_have_all_of_it(rule):
    assert decoder.make_json_reader(table(rule))(b'{"a": 5}') is None


def test_names_in_a_table_are_only_ever_text_in_the_function():
    key = "' or exit()#€{x}"
    assert likes(key, {key: 3}) == 3
    assert likes(f"a[{key}={key}].n", {"a": [{key: key, "n": 3}]}) == 3
    assert likes(first("self", "__class__", "key_0", "Object_0"), {"Object_0": 3}) == 3


@pytest.mark.parametrize("key", ['"', "\\", "a\n", "\x00", "\ud800"])
def test_a_key_that_msgspec_has_no_name_for_is_left(key):
    assert likes(first(key, "n"), {key: 3}) == likes(first(key, "n"), {"n": 3}) == LEFT


def test_a_reader_is_made_once_for_a_mapper_and_goes_with_it():
    mapper = attrs.evolve(table("a"), platform="gone")
    assert decoder.json_reader(mapper) is decoder.json_reader(mapper)
    gone = weakref.ref(decoder.json_reader(mapper))
    del mapper
    gc.collect()
    assert gone() is None


def test_without_msgspec_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "msgspec", None)
    monkeypatch.delitem(sys.modules, "postmetrics.decoder")
    with pytest.raises(ImportError, match=re.escape('pip install "postmetrics[fast]"')):
        importlib.import_module("postmetrics.decoder")


def test_its_lines_are_shown_in_a_traceback():
    filename = decoder.make_json_reader(table("shown")).__code__.co_filename
    assert "decode(payload)" in "".join(linecache.getlines(filename))
