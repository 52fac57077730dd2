from __future__ import annotations

import gc
import importlib
import json
import linecache
import re
import sys
import weakref

from functools import partial

import attrs
import pytest

from postmetrics.mapper import Mapper, Reshape, Reshaped
from postmetrics.metrics import NAMES, Metrics
from postmetrics.normalize import normalize_platform
from postmetrics.registry import Registry
from postmetrics.rules import at, doubt_zero, first, never, only_if, part, parts, seconds, sum_of, unsummed


decoder = pytest.importorskip("postmetrics.decoder", reason="msgspec is not installed")

NOTHING = Metrics.fill(never())
LEFT = "left"


def table(*rules, **others):
    cells = dict(zip(("likes", "comments", "shares", "views"), rules, strict=False))
    cells = {name: at(rule) if isinstance(rule, str) else rule for name, rule in cells.items()}
    return Mapper(platform="p", metrics=NOTHING.replace(**cells), **others)


def encoded(payload):
    """Return a payload as JSON; it may be JSON already."""
    return payload if isinstance(payload, bytes) else json.dumps(payload).encode()


def rows(fill, payloads, wanted=None):
    """Return a row for each payload that is wanted, or None where it is left."""
    columns = [[None] * len(payloads) for _ in decoder.COLUMNS]
    wanted = [*range(len(payloads))] if wanted is None else wanted
    left = fill(payloads, columns, wanted)
    assert set(left) <= set(wanted)
    found = enumerate(zip(*columns, strict=True))
    return [None if index in left or index not in wanted else row for index, row in found]


def row_of(mapper, learned, payload):
    """Return the row of a payload by the shape of another."""
    fill = decoder.read_shape(mapper, learned)
    assert fill is not None
    (row,) = rows(fill, [payload])
    return row


def read(mapper, learned, payload):
    """Return the row of a payload by the shape of another, held to what is read from the payload itself."""
    row = row_of(mapper, encoded(learned), encoded(payload))
    if row is None:
        return LEFT
    post = normalize_platform("p", json.loads(encoded(payload)), registry=Registry(mappers=[mapper]))
    assert row == (*(number for _, number in post.metrics.items()), post.platform_post_id, post.post_url)
    assert [*map(type, row[:13])] == [type(number) for _, number in post.metrics.items()]
    return dict(zip((*NAMES, "post_id", "post_url"), row, strict=True))


def likes(rule, learned, payload, **others):
    row = read(table(rule, **others), learned, payload)
    return row if row is LEFT else row["likes"]


def test_a_row_is_the_numbers_the_id_and_the_url():
    mapper = table("a.b", "c", post_id=("id",), post_url=("url",), host="https://h")
    fill = decoder.read_shape(mapper, b'{"a": {"b": 1}, "c": "2", "id": "1", "url": "/x", "more": []}')
    payloads = [
        b'{"url": "/p", "a": {"b": 3, "x": [{}]}, "c": "4", "id": "77", "more": {}}',
        b'{"a": {"b": 3}, "c": "4", "id": "77"}',
        b'{"a": {"b": 5}, "c": "6", "id": "78", "url": "http://x/p"}',
        b'{"a": {"b": 5}, "c": "6", "id": "79", "url": "http://x/p"}',
    ]
    columns = [[None] * 4 for _ in decoder.COLUMNS]
    assert fill(payloads, columns, [0, 1, 2]) == [1]
    assert columns[0] == [3, None, 5, None]
    assert rows(fill, payloads, [0, 1, 2]) == [
        (3, 4, *[None] * 11, "77", "https://h/p"),
        None,
        (5, 6, *[None] * 11, "78", "http://x/p"),
        None,
    ]


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("7", 7),
        ("0", 0),
        ("-7", -7),
        ("9007199254740993", 2**53 + 1),
        ("18446744073709551617", 2**64 + 1),
        ("1" + "0" * 100, 10**100),
        ('"7"', LEFT),
        ("7.0", LEFT),
        ("1e2", LEFT),
        ("null", LEFT),
        ('""', LEFT),
        ("2.5", LEFT),
        ("true", LEFT),
        ("{}", LEFT),
        ("[7]", LEFT),
        ("1" * 4301, LEFT),
    ],
)
def test_any_whole_number_may_stand_where_one_did(value, number):
    assert likes("a.b", {"a": {"b": 5}}, f'{{"a": {{"b": {value}}}}}'.encode()) == number


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ('"7"', 7),
        ('"-7"', -7),
        ('"007"', 7),
        ('"n/a"', LEFT),
        ('""', LEFT),
        ('"2.5"', LEFT),
        ("7", LEFT),
        ("null", LEFT),
    ],
)
def test_any_number_in_text_may_stand_where_one_did(value, number):
    assert likes(first("n", "m"), {"n": "5", "m": 1}, f'{{"n": {value}, "m": 1}}'.encode()) == number


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("0.5", 500),
        ("7.0", 7000),
        ("7", LEFT),
        ("587.024", 587024),
        ("0.0005", 0),
        ("9007199254740994.0", LEFT),
        ("1e300", LEFT),
        ("1e400", LEFT),
        ('"0.5"', LEFT),
        ("null", LEFT),
    ],
)
def test_any_fraction_may_stand_where_one_did(value, number):
    assert likes(seconds("n"), {"n": 2.5}, f'{{"n": {value}}}'.encode()) == number


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
        b'{"n": 7, "t": "\xff"}',
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
def test_what_is_no_json_or_no_object_is_left_and_has_no_shape(text):
    mapper = table("n", post_id=("t",))
    assert row_of(mapper, b'{"n": 7}', text) is None
    assert decoder.read_shape(mapper, text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (b' {"n" : 7}\r\n', 7),
        (b'{"n": 5, "n": 7}', 7),
        (b'{"\\u006e": 7}', 7),
        (b'{"n": 7, "N": 5}', 7),
        ('{"x": "ü€🎉", "ü€": 5, "n": 7}'.encode(), 7),
    ],
)
def test_keys_are_those_of_the_payload_and_the_last_of_two_counts(text, number):
    assert likes("n", {"n": 1}, text) == number


def test_a_memoryview_is_read_where_it_stands():
    view = memoryview(b'xx{"n": 7}')[2:]
    assert row_of(table("n"), view, view)[:1] == (7,)


def test_an_empty_object_wraps_no_post():
    wrapped = {"posts": ("data",)}
    rule = first("n", "$m")
    assert likes(rule, {"data": {"n": 1}, "m": 2}, {"data": {"n": 7}, "m": 5}, **wrapped) == 7
    assert likes(rule, {"data": {"n": 1}, "m": 2}, {"data": {}, "m": 5}, **wrapped) == LEFT
    assert likes(rule, {"data": {}, "m": 2}, {"data": {}, "m": 5}, **wrapped) == 5
    assert likes(rule, {"data": {}, "m": 2}, {"data": {"x": 1}, "m": 5}, **wrapped) == LEFT
    of_any_key = table(rule, **wrapped)
    assert decoder.read_shape(of_any_key, encoded({"data": {"x": 1}, "m": 2})) is None


def test_what_was_not_there_may_not_be_there():
    rule = first("a.b", "n")
    assert likes(rule, {"n": 1}, {"n": 7, "more": 5}) == 7
    assert likes(rule, {"n": 1}, {"n": 7, "a": None}) == LEFT
    assert likes(rule, {"n": 1, "a": None}, {"n": 7, "a": None}) == 7
    assert likes(rule, {"n": 1, "a": None}, {"n": 7, "a": {}}) == LEFT
    assert likes(rule, {"n": 1, "a": {}}, {"n": 7, "a": {"c": 5}}) == 7
    assert likes(rule, {"n": 1, "a": {}}, {"n": 7, "a": {"b": 5}}) == LEFT
    for value in ("\0", 0, -1, 2, False, [], {}):
        assert likes(rule, {"n": 1}, {"n": 7, "a": value}) == LEFT


@pytest.mark.parametrize(("block", "other"), [(5, 6), ("x", "y"), (2.5, 3.5), ([], []), ([1], [2])])
def test_what_was_no_object_is_of_the_same_kind(block, other):
    rule = first("a.b", "n")
    assert likes(rule, {"n": 1, "a": block}, {"n": 7, "a": other}) == 7
    for unlike in ({"b": 5}, None, [1, 2]):
        assert likes(rule, {"n": 1, "a": block}, {"n": 7, "a": unlike}) == LEFT


def test_a_number_without_a_fraction_is_of_another_kind():
    mapper = {"post_id": ("id",)}
    assert read(table("n", **mapper), {"n": 1, "id": 7.5}, {"n": 7, "id": 7.5})["post_id"] is None
    assert read(table("n", **mapper), {"n": 1, "id": 7.5}, {"n": 7, "id": 7}) == LEFT


def test_a_truth_is_that_very_one():
    rule = first("a.b", "n")
    assert likes(rule, {"n": 1, "a": True}, {"n": 7, "a": True}) == 7
    assert likes(rule, {"n": 1, "a": True}, {"n": 7, "a": False}) == LEFT
    assert likes(rule, {"n": 1, "a": True}, {"n": 7, "a": 1}) == LEFT


def test_a_list_is_as_long_and_an_item_of_the_same_kind():
    learned = {"a": [{"n": 1}, None, {"m": 2}]}
    assert likes("a[*].n", learned, {"a": [{"n": 7}, None, {"m": "x"}]}) == 7
    assert likes("a[*].n", learned, {"a": [{"n": 7}, None]}) == LEFT
    assert likes("a[*].n", learned, {"a": [{"n": 7}, None, {"n": 2}]}) == LEFT
    assert likes("a[*].n", learned, {"a": [{"n": 7}, {}, {}]}) == LEFT
    assert likes(first("a[*].n", "m"), {"a": [], "m": 1}, {"a": [], "m": 7}) == 7
    assert likes(only_if("n", "a"), {"a": [[], {}], "n": 1}, {"a": [[], {}], "n": 7}) == 7
    assert likes(only_if("n", "a"), {"a": [[], {}], "n": 1}, {"a": [[1], {}], "n": 7}) == LEFT


def test_what_decided_decides_again():
    learned = {"a": [{"t": "red", "n": 1}, {"t": "blue", "n": 2}]}
    assert likes("a[t=red].n", learned, {"a": [{"t": "red", "n": 7}, {"t": "blue", "n": 5}]}) == 7
    assert likes("a[t=red].n", learned, {"a": [{"t": "Red", "n": 7}, {"t": "blue", "n": 5}]}) == LEFT
    assert likes("a[t!=3].n", {"a": {"t": 5, "n": 1}}, {"a": {"t": 6, "n": 7}}) == 7
    assert likes("a[t!=3].n", {"a": {"t": 5, "n": 1}}, {"a": {"t": 3, "n": 7}}) == LEFT
    assert likes("a[t=3].n", {"a": {"t": 3, "n": 1}}, {"a": {"t": 3, "n": 7}}) == 7
    assert likes("a[t=3].n", {"a": {"t": 3, "n": 1}}, {"a": {"t": 4, "n": 7}}) == LEFT
    assert likes("a[t].n", {"a": {"t": "x", "n": 1}}, {"a": {"t": "", "n": 7}}) == LEFT
    assert (
        likes("a[k in b].n", {"a": {"k": "x", "n": 1}, "b": ["x"]}, {"a": {"k": "y", "n": 7}, "b": ["y"]})
        == 7
    )
    assert (
        likes("a[k in b].n", {"a": {"k": "x", "n": 1}, "b": ["x"]}, {"a": {"k": "y", "n": 7}, "b": ["x"]})
        == LEFT
    )


def test_a_float_that_decides_has_no_shape():
    assert decoder.read_shape(table("a[t=3].n"), b'{"a": {"t": 3.0, "n": 1}}') is None
    assert decoder.read_shape(table("a[t!=3].n"), b'{"a": {"t": 2.5, "n": 1}}') is not None
    assert decoder.read_shape(table("a[t=1].n"), b'{"a": {"t": 1, "n": 1}}') is not None
    huge = str(2**70)
    assert decoder.read_shape(table(f"a[t={huge}].n"), f'{{"a": {{"t": {huge}, "n": 1}}}}'.encode()) is None


def test_a_breakdown_may_have_any_keys():
    assert likes(part("a", "like"), {"a": {"love": 1}}, {"a": {"wow": 1, "like": 4}}) == 4
    assert likes(part("a", "like"), {"a": {"love": 1}}, {"a": {}}) == 0
    assert likes(part("a", "like"), {"a": {"love": 1}}, {"a": {"LIKE": 3, "wow": 1, "like": 4}}) == LEFT
    assert likes(part("a", "like"), {"a": {"Love": 1}}, {"a": {"LIKE": 3, "wow": 1, "like": 4}}) == 7
    assert likes(part("a", "like"), {"a": {"Love": 1}}, {"a": {"like": 4}}) == 4
    assert likes(part("a", "like"), {"a": {"like": 1}}, {"a": {}}) == 0
    assert likes(parts("a"), {"a": {"like": 1}}, {"a": {"x": 3, "y": 4}}) == 7
    assert likes(parts("a"), {"a": {"like": 1}}, {"a": {"x": {"y": 4}}}) == LEFT
    assert likes(parts("a", without="t"), {"a": {"like": 1}}, {"a": {"x": 7, "t": 4}}) == 7
    rule = first(parts("a", without="t"), "n")
    assert likes(rule, {"a": {"x": 1}, "n": 1}, {"a": {"t": 4}, "n": 7}) == LEFT
    assert likes(seconds(parts("a")), {"a": {"x": 1}}, {"a": {"x": 3, "y": 4}}) == 7000
    assert likes(first("a.z", parts("a")), {"a": {"x": 1}}, {"a": {"x": 7}}) == 7
    assert likes(first("a.z", parts("a")), {"a": {"x": 1}}, {"a": {"y": 7}}) == LEFT
    late = table(doubt_zero(parts("a"), beside=()), "a.x")  # when it is found that a key matters
    assert decoder.read_shape(late, b'{"a": {"x": 1}}') is None


def test_sums_sentinels_and_doubts_are_those_of_the_table():
    assert likes(sum_of("a", "b"), {"a": 1, "b": 1}, {"a": 3, "b": 4}) == 7
    assert likes(unsummed("a[*]"), {"a": [1]}, {"a": [7]}) == 7
    assert likes("a", {"a": 1}, {"a": -1}, sentinels=(-1,)) == LEFT
    assert likes("a", {"a": "1"}, {"a": "-1"}, sentinels=(-1,)) == LEFT
    assert likes(first("a", "b"), {"a": -1, "b": 1}, {"a": -1, "b": 7}, sentinels=(-1,)) == 7
    assert likes(part("a", "x"), {"a": {"x": 1}}, {"a": {"x": -1}}, sentinels=(-1,)) == LEFT
    rule = doubt_zero("a", beside=("b",))
    assert likes(rule, {"a": 1, "b": 1}, {"a": 7, "b": 0}) == 7
    assert likes(rule, {"a": 1, "b": 1}, {"a": 0, "b": 1}) == LEFT
    assert likes(rule, {"a": 0, "b": 0}, {"a": 0, "b": 0}) == 0


def named(post):
    return Reshaped({**post, "named": {row["name"]: row["n"] for row in post["rows"]}})


def test_what_a_reshape_looked_at_is_watched_if_it_can_be():
    learned = {"rows": [{"name": "a", "n": 1}]}
    alike = {"rows": [{"name": "a", "n": 7}]}
    by_operators = Reshape(named, only_if=frozenset({"rows"}), by_operators=True)
    assert likes("named.a", learned, alike, reshape=by_operators) == 7
    assert likes("named.a", learned, {"rows": [{"name": "b", "n": 7}]}, reshape=by_operators) == LEFT
    assert likes("named.a", learned, {**alike, "more": 1}, reshape=by_operators) == LEFT
    assert likes(first("named.a", "n"), {"n": 1}, {"n": 7, "more": 1}, reshape=by_operators) == 7
    assert likes(first("named.a", "n"), {"n": 1}, {**alike, "n": 1}, reshape=by_operators) == LEFT
    unseen = attrs.evolve(by_operators, by_operators=False)
    assert decoder.read_shape(table("named.a", reshape=unseen), encoded(learned)) is None
    assert likes(first("named.a", "n"), {"n": 1}, {"n": 7, "more": 1}, reshape=unseen) == 7


def test_no_order_of_keys_is_looked_at():
    two = {"n": 1, "a": {"1": {"id": "x"}, "2": {"id": "y"}}, "b": [{"id": "x"}, {"id": "y"}]}
    for path in ("a[*].id", "a[#].id"):
        assert decoder.read_shape(table("n", post_id=("z", path)), encoded(two)) is None
        assert decoder.read_shape(table("n", post_url=(path,)), encoded(two)) is None
    assert read(table("n", post_id=("b[*].id",)), two, two)["post_id"] == "x"
    assert read(table("n", post_id=("a[2].id", "b[0].id")), two, two)["post_id"] == "x"
    assert likes("a[*]", {"a": {"x": 1, "y": 2}}, {"a": {"y": 3, "x": 4}}) == 7


def test_a_mapper_that_fails_on_a_payload_learns_nothing_of_it():
    assert decoder.read_shape(table("n", reshape=named), b'{"n": 1}') is None


def test_names_in_a_table_are_only_ever_text_in_the_function():
    key = "' or exit()#€{x}"
    assert likes(key, {key: 1}, {key: 3}) == 3
    assert likes(f"a[{key}={key}].n", {"a": [{key: key, "n": 1}]}, {"a": [{key: key, "n": 3}]}) == 3
    assert likes(first("self", "__class__", "key_0"), {"key_0": 1}, {"key_0": 3}) == 3


@pytest.mark.parametrize("key", ['"', "\\", "a\n", "\x00", "\ud800"])
def test_a_key_that_msgspec_has_no_name_for_has_no_shape(key):
    assert decoder.read_shape(table(first(key, "n")), b'{"n": 3}') is None


def test_its_lines_are_shown_in_a_traceback_and_go_with_it():
    fill = decoder.read_shape(table("shown"), b'{"shown": 1}')
    filename = fill.__code__.co_filename
    assert filename.startswith("<postmetrics p ")
    assert "payload = decode(payloads[index])" in "".join(linecache.getlines(filename))
    del fill
    gc.collect()
    assert filename not in linecache.cache


# Many


class Reader:
    """Reads batches of one table."""

    def __init__(self, mapper):
        self.mapper, self.shapes = mapper, decoder.Shapes()

    def read(self, payloads):
        return rows(partial(self.shapes.fill, self.mapper), payloads)


def known(reader):
    return len(reader.shapes.known)


def test_a_reader_learns_what_it_meets_often_enough():
    reader = Reader(table(first("a", "b", "c")))
    assert reader.read([b'{"a": 7}'] * 255) == [None] * 255
    assert reader.read([]) == []
    assert reader.read([b'{"a": 1}']) == [(1, *[None] * 14)]
    assert known(reader) == 1
    assert [row and row[0] for row in reader.read([b'{"a": 2}', b"{", b'{"b": 3}', b'{"a": 4}'])] == [
        2,
        None,
        None,
        4,
    ]


def test_several_shapes_are_learned_of_one_batch():
    reader = Reader(table(first("a", "b", "c")))
    kinds = [b'{"a": 1}', b'{"b": 2}', b'{"c": 3}']
    found = reader.read(kinds * 400)
    assert found == [(number, *[None] * 14) for number in (1, 2, 3)] * 400
    assert known(reader) == 3
    assert reader.read(kinds) == found[:3]


def test_what_is_met_too_seldom_is_not_kept_and_less_and_less_is_tried():
    reader = Reader(table(parts("a")))
    tried = []
    unlike = [f'{{"a": {{"x{number}": "1"}}}}'.encode() for number in range(5000)]
    found = reader.read(unlike)
    assert known(reader) == 0
    tried.append(sum(row is not None for row in found))
    assert 1 <= tried[0] <= 5  # one of itself each
    assert reader.read([b'{"a": 5}'] * 200) == [None] * 200
    assert reader.read([b'{"a": 5}'] * 10_000)[-1] == (5, *[None] * 14)


def test_what_is_no_longer_met_is_forgotten():
    reader = Reader(table(first("a", "b")))
    reader.read([b'{"a": 1}'] * 300)
    reader.read([b'{"b": 1}'] * 100)
    assert known(reader) == 1
    reader.read([b'{"b": 1}'] * 900)
    reader.read([b'{"b": 1}'] * 300)
    reader.read([b'{"b": 2}'] * 300)
    assert known(reader) == 1
    assert reader.read([b'{"b": 3}', b'{"a": 3}']) == [(3, *[None] * 14), None]


def test_what_has_no_shape_is_left_to_those_who_have_all_of_it():
    reader = Reader(table("a"))
    assert reader.read([b'{"a": "n/a"}', b"{}", b"{"] * 1000) == [None] * 3000
    assert known(reader) == 0


def test_shapes_are_known_by_mapper_and_go_with_it():
    mapper = attrs.evolve(table("a"), platform="gone")
    payload = b'{"a": 5}'
    fill = partial(decoder.fill_columns, mapper)
    assert None not in rows(fill, [payload] * 256)
    assert rows(fill, [payload, b"", payload], [2, 1]) == [None, None, (5, *[None] * 14)]
    assert rows(partial(decoder.fill_columns, attrs.evolve(mapper)), [payload]) == [None]
    gone = weakref.ref(decoder._shapes(mapper))
    del mapper, fill
    gc.collect()
    assert gone() is None


def test_without_msgspec_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "msgspec", None)
    monkeypatch.delitem(sys.modules, "postmetrics.decoder")
    with pytest.raises(ImportError, match=re.escape('pip install "postmetrics[fast]"')):
        importlib.import_module("postmetrics.decoder")


def test_ids_that_only_end_alike_are_of_this_payload_alone():
    def video(own, of_row):
        name = "fb_reels_total_plays"
        row = {"name": name, "period": "lifetime", "values": [{"value": 5}]}
        return {
            "id": own,
            "shares": {"count": 4},
            "video_insights": {"data": [{**row, "id": f"{of_row}/video_insights/{name}/lifetime"}]},
        }

    mapper = Registry().mapper("facebook")
    learned = encoded(video("100_300", "300"))
    for own in ("100_301", "100_3001", "1003_00"):
        assert row_of(mapper, learned, encoded(video(own, "300"))) is None
    assert row_of(mapper, learned, learned)[2:4] == (4, None)
    same = encoded(video("300", "300"))
    assert row_of(mapper, same, encoded(video("77", "77")))[2] == 4


def test_an_empty_object_that_was_asked_for_all_its_keys_has_no_others():
    mapper = Registry().mapper("linkedin")
    payload = {"results": {"urn:li:activity:69": {"reactionSummaries": {}}}}
    more = {"results": {"urn:li:activity:69": {"reactionSummaries": {"like": 7}}}}
    assert row_of(mapper, encoded(payload), encoded(payload))[0] == 0
    assert row_of(mapper, encoded(payload), encoded(more)) is None
