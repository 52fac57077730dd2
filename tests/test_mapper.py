from __future__ import annotations

import pickle

import pytest

from postmetrics import Mapper, Metrics, Registry, Reshape, Reshaped, at, never


def laid_out(post):
    return None if "bare" in post else Reshaped({"laid": "out"})


def mapper(reshape) -> Mapper:
    return Mapper(platform="p", metrics=Metrics.fill(never()), reshape=reshape)


@pytest.mark.parametrize(
    ("reshape", "tried", "left_alone"),
    [
        (Reshape(laid_out), [{}, {"a": 1}], [{"bare": 1}]),
        (
            Reshape(laid_out, only_if=frozenset("ab")),
            [{"a": 1}, {"b": None, "c": 1}],
            [{}, {"c": "a"}, {"a": 1, "bare": 1}],
        ),
        (
            Reshape(laid_out, unless=frozenset("ab")),
            [{}, {"c": "a"}],
            [{"a": 1}, {"c": 1, "b": None}, {"bare": 1}],
        ),
        (
            Reshape(laid_out, only_if=frozenset("a"), unless=frozenset("b")),
            [{"a": 1}],
            [{}, {"b": 1}, {"a": 1, "b": 1}],
        ),
    ],
)
def test_a_post_is_laid_out_if_its_keys_say_so_and_the_function_too(reshape, tried, left_alone):
    assert [reshape(post) for post in tried] == [Reshaped({"laid": "out"})] * len(tried)
    assert [reshape(post) for post in left_alone] == [None] * len(left_alone)


def test_the_function_is_not_called_for_a_post_that_is_left_alone():
    def fail(post):
        raise AssertionError(post)

    assert Reshape(fail, only_if=frozenset("a"))({"b": 1}) is None
    assert Reshape(fail, unless=frozenset("b"))({"b": 1}) is None


def test_a_plain_function_is_asked_about_every_post():
    assert mapper(laid_out).reshape == Reshape(laid_out)
    assert mapper(Reshape(laid_out, only_if=frozenset("a"))).reshape == Reshape(
        laid_out, only_if=frozenset("a")
    )
    assert mapper(None).reshape is None


def test_a_table_with_a_shape_is_compared_and_pickled():
    table = mapper(Reshape(laid_out, only_if=frozenset("a"), unless=frozenset("b")))
    again = pickle.loads(pickle.dumps(table))
    assert again == table
    assert hash(again.reshape) == hash(table.reshape)
    assert again != mapper(Reshape(laid_out, only_if=frozenset("a")))
    assert again != mapper(laid_out)
    assert again != mapper(None)


@pytest.mark.parametrize("platform", ["facebook", "instagram", "linkedin", "x", "youtube"])
def test_the_tables_with_a_shape_are_pickled_with_it(platform):
    table = Registry().mapper(platform)
    assert pickle.loads(pickle.dumps(table)).reshape == table.reshape


def test_origins_may_be_made_when_they_are_asked_for_and_are_then_made_once():
    asked = []

    def origins():
        asked.append("asked")
        return {("new",): ("old",)}

    shape = Reshaped({"new": 1}, origins)
    assert (shape.post, shape.doubts, asked) == ({"new": 1}, {}, [])
    assert shape.origins == shape.origins == {("new",): ("old",)}
    assert asked == ["asked"]


def test_shapes_are_the_same_whenever_their_origins_are_made():
    made = Reshaped({"new": 1}, {("new",): ("old",)})
    assert made.origins == {("new",): ("old",)}
    assert Reshaped({"new": 1}, lambda: {("new",): ("old",)}) == made
    assert Reshaped({"new": 1}, lambda: {("new",): ("older",)}) != made
    assert Reshaped({"new": 1}).origins == {}


@pytest.mark.parametrize("name", ["posts", "ids", "post_id", "post_url", "uncounted", "failures"])
def test_a_path_that_stands_for_a_tuple_of_them_is_refused(name):
    with pytest.raises(TypeError, match="mapper: expected a tuple of paths, got 'data'"):
        Mapper(platform="p", metrics=Metrics.fill(never()), **{name: "data"})


def test_text_in_a_table_is_a_path():
    table = Metrics.fill(never()).replace(likes="likes")
    assert Mapper(platform="p", metrics=table).metrics.likes == at("likes")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"metrics": {"likes": at("likes")}}, "mapper: expected Metrics of rules, got {'likes': "),
        ({"metrics": Metrics.fill(never()).replace(likes=3)}, "rule: expected a rule or a path, got 3"),
        ({"sentinels": -1}, "mapper: expected a tuple of sentinels, got -1"),
        ({"sentinels": "-1"}, "mapper: expected a tuple of sentinels, got '-1'"),
    ],
)
def test_what_is_no_table_is_refused_when_it_is_made(wrong, message):
    with pytest.raises(TypeError, match=message):
        Mapper(**{"platform": "p", "metrics": Metrics.fill(never()), **wrong})
