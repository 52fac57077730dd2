from __future__ import annotations

import re

import pytest

from postmetrics.errors import SeveralPosts
from postmetrics.mapper import Mapper, Reshape, Reshaped
from postmetrics.metrics import Metrics
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
    seconds,
    sum_of,
    unless,
    unsummed,
)
from postmetrics.shape import NoShape, learn


IS_FOLDED = "(keys_of_payload_0.issuperset(payload_0) or is_folded(payload_0))"


def table(rule, **others):
    cells = Metrics.fill(never()).replace(likes=at(rule) if isinstance(rule, str) else rule)
    return Mapper(platform="p", metrics=cells, **others)


def shape(rule, payload, **others):
    """Return the expression of the likes, and what must hold, of a payload, in full."""
    learned = learn(table(rule, **others), payload)
    return in_full(learned, learned.values[0]), tuple(in_full(learned, test) for test in learned.tests)


def in_full(learned, expression):
    """Return an expression with what is worked out beforehand in the place of its name."""
    for name, step in reversed(learned.steps.items()):
        expression = re.sub(rf"\b{name}\b", lambda _, step=step: step, expression)
    return expression


@pytest.mark.parametrize(
    ("rule", "payload", "source"),
    [
        ("a", {"a": 5}, "payload_0"),
        ("a.b", {"a": {"b": 5}}, "payload_0_0"),
        (first("z", "a"), {"a": 5}, "payload_1"),
        ("a[0]", {"a": [5, 6]}, "payload_0_0"),
        ("a[-1]", {"a": [5, 6]}, "payload_0_1"),
        ("a[*]", {"a": [5, 6]}, "payload_0_0 + payload_0_1"),
        (sum_of("a", "b"), {"a": 5, "b": 0}, "payload_0 + payload_1"),
        (sum_of("a", "z"), {"a": 5}, "payload_0"),
        ("a", {"a": "5"}, "reported(count(payload_0))"),
        ("a", {"a": 5.0}, "reported(count(payload_0))"),
        (milliseconds("a"), {"a": 5}, "payload_0"),
        (seconds("a"), {"a": 5}, "payload_0 * 1000"),
        (seconds("a[*]"), {"a": [5, 6]}, "payload_0_0 * 1000 + payload_0_1 * 1000"),
        (seconds("a"), {"a": 0.5}, "whole(reported(length_1000(payload_0)))"),
        (minutes("a"), {"a": "0.5"}, "whole(reported(length_60000(payload_0)))"),
        (
            sum_of(seconds("a"), minutes("b")),
            {"a": 0.5, "b": 2},
            "whole(reported(length_1000(payload_0))) + payload_1 * 60000",
        ),
        (
            seconds("a[*]"),
            {"a": [0.5, 6]},
            "whole(reported(length_1000(payload_0_0)) + payload_0_1 * 1000)",
        ),
        (seconds(seconds("a")), {"a": 0.5}, "whole(reported(length_1000(payload_0))) * 1000"),
        (unsummed("a[*]"), {"a": [5]}, "payload_0_0"),
        (parts("a"), {"a": {"x": 5, "y": 6}}, "sum(payload_0.values())"),
        (parts("a"), {"a": {}}, "sum(payload_0.values())"),
        (parts("a", without="x"), {"a": {"x": 5, "y": 6}}, "reported(parts(payload_0, 'x', count))"),
        (
            part("a", "LIKE"),
            {"a": {"like": 5}},
            "payload_0.get('like', 0)",
        ),
        (
            part("a", "like"),
            {"a": {"Like": 5}},
            "sum([n for key, n in payload_0.items() if key.casefold() == 'like'])",
        ),
        (
            seconds(part("a", "x")),
            {"a": {"x": 5, "y": 6}},
            "whole(reported(part(payload_0, 'x', length_1000)))",
        ),
        (
            first("a.z", parts("a")),
            {"a": {"x": 5, "y": 6}},
            "sum({'x': payload_0_1, 'y': payload_0_2}.values())",
        ),
        (parts("a"), {"a": {"x": "5"}}, "reported(count(payload_0_0))"),
        (part("a", "x"), {"a": {"x": "5"}}, "reported(count(payload_0_0))"),
        (sum_of("a", part("b", "x")), {"a": 5, "b": {"y": "6"}}, "payload_0 + 0"),
        (sum_of(part("b", "x"), "a"), {"a": 5, "b": []}, "payload_1"),
    ],
)
def test_a_number_is_an_expression_of_where_it_stood(rule, payload, source):
    assert shape(rule, payload)[0] == source


@pytest.mark.parametrize(
    ("rule", "payload", "tests"),
    [
        ("a[t=red].n", {"a": [{"t": "blue", "n": 1}, {"t": "Red", "n": 5}]}, ()),
        ("a[t!=7].n", {"a": [{"t": 8, "n": 5}]}, ("payload_0_0_0", "payload_0_0_0 != 7")),
        ("a[t].n", {"a": [{"t": "x", "n": 5}]}, ("payload_0_0_0",)),
        ("a[t].n", {"a": [{"t": True, "n": 5}]}, ("payload_0_0_0 is True",)),
        ("a[!t].n", {"a": [{"t": None, "n": 5}]}, ()),
        (only_if("a", "b"), {"a": 5, "b": "x"}, ("payload_0 != ''",)),
        (unless("a", "b"), {"a": 5, "b": ""}, ()),
        (
            "a[k in b].n",
            {"a": [{"k": "x", "n": 5}], "b": ["x"]},
            ("payload_0_0_0", "payload_1_0 == payload_0_0_0"),
        ),
        (doubt_zero("a", beside=("b",)), {"a": 5, "b": 6}, ("payload_0 != 0",)),
        (doubt_zero("a", beside=("b",)), {"a": 0, "b": 0}, ("payload_0 == 0", "payload_1 == 0")),
        (
            first(doubt_zero("a", beside=("b",)), "c"),
            {"a": 0, "b": 6, "c": 7},
            ("payload_0 == 0", "payload_1 != 0"),
        ),
        (
            doubt_zero(sum_of("a", "b"), beside=()),
            {"a": 2, "b": "2"},
            ("payload_0 + reported(count(payload_1)) != 0",),
        ),
        (
            doubt_zero(seconds("a"), beside=()),
            {"a": 0.25},
            ("type(payload_0) is float", "whole(reported(length_1000(payload_0))) != 0"),
        ),
        (doubt_zero(parts("a"), beside=()), {"a": {"x": 5}}, ("sum(payload_0.values()) != 0",)),
        (
            doubt_zero(part("a", "x"), beside=()),
            {"a": {"x": 5, "y": 0}},
            (IS_FOLDED, "payload_0.get('x', 0) != 0"),
        ),
        (
            doubt_zero(part("a", "z"), beside=()),
            {"a": {"x": 5}},
            (IS_FOLDED, "payload_0.get('z', 0) == 0"),
        ),
        (
            doubt_zero(part("a", "z"), beside=()),
            {"a": {"X": 5}},
            ("sum([n for key, n in payload_0.items() if key.casefold() == 'z']) == 0",),
        ),
    ],
)
def test_what_decided_must_hold(rule, payload, tests):
    assert shape(rule, payload)[1] == tests


def test_a_sentinel_is_pinned_and_a_number_is_above_it():
    learned = learn(table(first("a", "b", "c"), sentinels=(-1, -3)), {"a": -1, "b": 5})
    assert learned.values[0] == "payload_1"
    assert learned.payload.below["a"].pinned
    assert learned.payload.below["b"].above == -1
    assert shape("a", {"a": -2}, sentinels=(-1,))[0] == "reported(count(payload_0))"
    assert (
        shape(part("a", "x"), {"a": {"x": 5}}, sentinels=(-1,))[0] == "reported(part(payload_0, 'x', count))"
    )
    with pytest.raises(NoShape):
        shape(parts("a"), {"a": {"x": -1}}, sentinels=(-1,))


def test_what_reports_nothing_is_pinned():
    learned = learn(table(first("a", "b", "c", "d")), {"a": "", "b": None, "c": {"x": 1}, "d": 5})
    assert learned.values[0] == "payload_3"
    assert [below.pinned for below in learned.payload.below.values()] == [True, False, False, False]
    assert not learned.payload.below["c"].below


@pytest.mark.parametrize(
    ("payload", "post_id", "post_url", "tests"),
    [
        ({"n": 1, "id": "x"}, "payload_1", "None", ("payload_1",)),
        ({"n": 1, "id": 77}, "'77'", "None", ()),
        ({"n": 1}, "None", "None", ()),
        (
            {"n": 1, "url": "/p"},
            "None",
            "('https://h' + payload_2 if payload_2[0] == '/' else payload_2)",
            ("payload_2",),
        ),
    ],
)
def test_the_id_and_the_url_are_expressions_too(payload, post_id, post_url, tests):
    learned = learn(table("n", post_id=("id",), post_url=("url",), host="https://h"), payload)
    assert learned.values[13:] == (post_id, post_url)
    assert learned.tests == tests


def test_two_ids_of_a_post_must_be_the_same():
    others = {"ids": ("id", "own[*]"), "post_id": ("id",)}
    assert shape("n", {"n": 1, "id": "x", "own": ["x"]}, **others)[1] == (
        "payload_0",
        "payload_1_0",
        "payload_1_0 == payload_0",
    )
    with pytest.raises(SeveralPosts):
        shape("n", {"n": 1, "id": "x", "own": ["y"]}, **others)


def by_name(post):
    """Lay out rows `{of, name, n}` by name, and who they are of."""
    rows = post["rows"]
    return Reshaped(
        {
            **post,
            "named": {row["name"]: row["n"] for row in rows},
            "of": [row["of"].partition("/")[0] for row in rows],
        }
    )


def rows(*names, own="17_9", **others):
    return {"rows": [{"of": f"{own}/{name}", "name": name, "n": 5} for name in names], **others}


OF_ROWS = {
    "reshape": Reshape(by_name, only_if=frozenset({"rows"}), by_operators=True, ids=frozenset({"of"})),
    "ids": ("of[*]", "own"),
    "post_id": ("of[0]",),
}


def test_what_a_reshape_laid_out_stands_where_it_stood():
    learned = learn(table("named.b", **OF_ROWS), rows("a", "b"))
    assert learned.values[0] == "payload_0_1_1"
    assert learned.steps == {"named_0": "payload_0_0_2[:-2]"}
    assert learned.values[13] == "named_0"
    assert learned.tests == (
        "is_id(named_0)",
        "payload_0_0_2 == named_0 + '/a'",
        "payload_0_1_2 == named_0 + '/b'",
    )
    assert learned.payload.below["rows"].items[1].below["name"].pinned
    assert [bool(learned.names["is_id"](text)) for text in ("1_2", "17_99", "17", "a_9", "17_9/")] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_an_id_elsewhere_is_held_to_that_of_the_rows():
    tests = shape("named.a", {**rows("a"), "own": "17_9"}, **OF_ROWS)[1]
    assert "payload_1 == payload_0_0_2[:-2]" in tests


def test_texts_with_another_id_than_the_posts_or_with_none_are_pinned():
    without = OF_ROWS | {"ids": (), "post_id": ("id",)}
    learned = learn(table("named.a", **without), {**rows("a"), "id": "z"})
    assert learned.payload.below["rows"].items[0].below["of"].pinned
    learned = learn(table("named.a", **without), rows("a"))
    assert learned.payload.below["rows"].items[0].below["of"].pinned
    own = OF_ROWS | {"ids": (), "post_id": ("id",)}
    assert (
        "payload_0_0_2 == payload_1 + '/a'"
        in learn(table("named.a", **own), {**rows("a"), "id": "17_9"}).tests
    )


def test_a_reshape_that_leaves_a_post_alone_asked_for_its_keys_only():
    learned = learn(table("n", **OF_ROWS), {"n": 5, "more": 7})
    assert learned.values[0] == "payload_3"
    assert "more" not in learned.payload.below
    assert not learned.payload.closed


def doubting(post):
    return Reshaped(post, doubts={("a", "x"): "for a reason", ("b",): "for a reason"})


def test_a_zero_that_would_be_doubted_decides():
    others = {"reshape": Reshape(doubting, by_operators=True)}
    assert shape("b", {"b": 5}, **others)[1] == ("payload_0 != 0",)
    assert shape("c", {"b": 0, "c": 5}, **others) == ("payload_0", ())
    assert shape(first("b", "c"), {"b": 0, "c": 5}, **others) == ("payload_1", ("payload_0 == 0",))
    assert shape(parts("a"), {"a": {"x": 5}}, **others) == (
        "payload_0_0",
        ("payload_0_0 != 0",),
    )


@pytest.mark.parametrize(
    ("rule", "payload", "others"),
    [
        ("n", {}, {}),
        ("n", {"n": None}, {}),
        ("n", {"n": "n/a"}, {}),
        ("n", {"n": True}, {}),
        (first("n", "m"), {"n": "n/a", "m": 5}, {}),
        ("n", {"n": 5, "gone": 1}, {"uncounted": ("gone",)}),
    ],
)
def test_what_is_out_of_the_ordinary_has_no_shape(rule, payload, others):
    with pytest.raises(NoShape):
        learn(table(rule, **others), payload)
