"""The function that a table is compiled to and the interpreter agree on every payload."""

from __future__ import annotations

import json

from importlib import import_module
from importlib.resources import files

import pytest

from hypothesis import given
from hypothesis import strategies as st

from postmetrics.compiler import compile_mapper, compiled
from postmetrics.mapper import Mapper, Reshape, Reshaped
from postmetrics.metrics import NAMES, Metrics
from postmetrics.path import Path
from postmetrics.post import locate, text_at
from postmetrics.reading import read_post
from postmetrics.rules import At, Breakdown, DoubtZero, First, Never, Retired, Sum, Unit, Unsummed, When


PLATFORMS = ("facebook", "instagram", "linkedin", "tiktok", "x", "youtube")
MAPPERS = {name: import_module(f"postmetrics.platforms.{name}").MAPPER for name in PLATFORMS}

KEYS = ("a", "b", "7")


def interpreted(mapper: Mapper, payload):
    """Return what the interpreter reads, and whether anything in it is malformed."""
    post = locate(mapper, payload)
    readings = read_post(mapper, post)
    numbers = readings.map(lambda reading: None if reading.value is None else int(reading.value))
    malformed = any(reading.status == "malformed" for _, reading in readings.items())
    return (text_at(post, mapper.post_id), text_at(post, mapper.post_url, mapper.host), numbers), malformed


def agree(read, mapper: Mapper, payload) -> bool:
    """Hold the compiled function to the interpreter; say whether it gave an answer of its own."""
    result = read(payload)
    try:
        expected, malformed = interpreted(mapper, payload)
    except ValueError:
        assert result is None
        return False
    if result is None:
        return False
    assert not malformed
    assert result == expected
    assert [type(number) for _, number in result[2].items()] == [type(n) for _, n in expected[2].items()]
    return True


# Payloads

odd_numbers = st.sampled_from(
    [0, 1, -1, 5, 2**53 + 1, 10**90, 0.0, 2.0, 2.5, -0.5, 587.024, 1e300, True, False]
)
odd_texts = st.sampled_from(["", "0", "7", "-1", "12.5", "Red", "red", "/p/1", "9" * 41, "1_0", "٣"])
counts = st.integers(-2, 9)
leaves = st.one_of(*[counts] * 9, st.none(), odd_numbers, odd_texts, st.just(float("nan")))
payloads = st.recursive(
    leaves,
    lambda below: st.dictionaries(st.sampled_from(KEYS), below, max_size=4) | st.lists(below, max_size=3),
    max_leaves=20,
)
objects = st.dictionaries(st.sampled_from(KEYS), payloads, min_size=1, max_size=4)


class Other(dict):
    """An object that is no plain dict."""


def as_others(value, choose):
    """Return *value* with some of its objects and lists of another class."""
    if isinstance(value, dict):
        made = {key: as_others(below, choose) for key, below in value.items()}
        return Other(made) if choose() else made
    if isinstance(value, list):
        made = [as_others(below, choose) for below in value]
        return tuple(made) if choose() else made
    return value


# Tables

conditions = st.builds(
    str.__add__,
    st.sampled_from(["a", "b", "a|b", "7"]),
    st.sampled_from(["", "=red", "=RED", "=0", "!=7", "!=-1", f"={2**53 + 1}", " in b", " in a.b"]),
) | st.sampled_from(["!a", "!a|b"])
selectors = st.builds(
    lambda start, chosen: f"[{', '.join([*start, *chosen])}]",
    st.sampled_from([["*"], ["#"], []]),
    st.lists(conditions, max_size=2),
).filter(lambda text: text != "[]")
keys = st.sampled_from(KEYS)
indexes = st.sampled_from(["[0]", "[1]", "[-1]"])


def _written(start, steps):
    text = ""
    for step in steps:
        text += step if step.startswith("[") or not text else f".{step}"
    return Path(start + text)


places = st.builds(
    _written,
    st.sampled_from(["", "", "", "$"]),
    st.lists(st.one_of(keys, keys, keys, selectors, indexes), max_size=3),
)
texts = st.one_of(keys.map(Path), places, places)
ways = st.lists(texts, min_size=1, max_size=4).map(tuple)
some_ways = st.just(()) | ways
leaf_rules = st.one_of(
    st.builds(At, texts),
    st.builds(At, texts),
    st.builds(Unsummed, texts),
    st.builds(Breakdown, texts, st.none() | st.sampled_from(["A", "b"]), st.none() | st.just("a")),
    st.just(Never()),
)
rules = st.recursive(
    leaf_rules,
    lambda below: st.one_of(
        st.builds(First, st.lists(below, max_size=4).map(tuple)),
        st.builds(Sum, st.lists(below, max_size=3).map(tuple), st.integers(0, 3)),
        st.builds(Unit, below, st.just("unit"), st.sampled_from([1, 1000, 60_000])),
        st.builds(When, below, st.lists(texts, max_size=2).map(tuple), st.booleans()),
        st.builds(DoubtZero, below, st.lists(texts, max_size=2).map(tuple)),
        st.builds(Retired, below, st.just("2026-01-01")),
    ),
    max_leaves=6,
)


def b_for_a(post):
    """Lay out a post that has `b` anew, and doubt the zeros in `7`."""
    if "b" not in post:
        return None
    return Reshaped(
        {**post, "a": post["b"]}, {("a",): ("b",)}, {("7",): "for a reason"} if "7" in post else {}
    )


def tables(columns):
    return st.builds(
        lambda cells, **others: Mapper(
            platform="p", metrics=Metrics(**dict(zip(NAMES, cells + [Never()] * 13, strict=False))), **others
        ),
        columns,
        posts=some_ways,
        ids=some_ways,
        post_id=ways,
        post_url=ways,
        uncounted=st.just(()) | some_ways,
        host=st.sampled_from(["", "https://example.com"]),
        sentinels=st.sampled_from([(), (), (-1,), (0, 7)]),
        reshape=st.sampled_from([None, None, None, b_for_a, Reshape(b_for_a, by_operators=True)]),
    )


mappers = tables(st.lists(rules, min_size=3, max_size=6))


@given(mapper=mappers, payloads=st.lists(objects, min_size=1, max_size=6))
def test_any_table_is_compiled_to_what_the_interpreter_reads(mapper, payloads):
    read = compile_mapper(mapper)
    for payload in payloads:
        agree(read, mapper, payload)


chosen = st.builds("a[{}].{}".format, selectors.map(lambda text: text[1:-1]), keys)
cells = st.one_of(leaves, odd_texts, st.dictionaries(keys, odd_texts, max_size=2))
rows = st.lists(st.dictionaries(keys, cells, max_size=3), max_size=4) | st.lists(objects | leaves, max_size=3)
lists_of_rows = tables(
    st.lists(st.lists(chosen.map(Path).map(At), min_size=1, max_size=4).map(tuple).map(First), min_size=3)
)


@given(mapper=lists_of_rows, payloads=st.lists(st.fixed_dictionaries({"a": rows}), min_size=1, max_size=4))
def test_many_selectors_of_one_list_choose_what_the_interpreter_does(mapper, payloads):
    read = compile_mapper(mapper)
    for payload in payloads:
        agree(read, mapper, payload)


@given(mapper=mappers, payload=objects, data=st.data())
def test_objects_and_lists_of_any_class_are_read_alike(mapper, payload, data):
    chosen = data.draw(st.lists(st.booleans(), min_size=1, max_size=20))
    kinds = iter(chosen * 100)
    agree(compile_mapper(mapper), mapper, as_others(payload, lambda: next(kinds)))


# The tables that are there


def vectors(platform):
    text = (files("postmetrics") / "vectors" / f"{platform}.json").read_text(encoding="utf-8")
    return [vector["raw"] for vector in json.loads(text) if isinstance(vector["raw"], dict)]


def inner(payload):
    """Yield a payload and every object in it, for each may be a payload of its own."""
    if isinstance(payload, dict):
        yield payload
    for below in (
        payload.values() if isinstance(payload, dict) else payload if isinstance(payload, list) else ()
    ):
        yield from inner(below)


SOURCES = {platform: [each for raw in vectors(platform) for each in inner(raw)] for platform in PLATFORMS}


def changed(value, draw):
    """Return *value* with here and there a key dropped, an item doubled or something else in its place."""
    fate = draw(st.integers(0, 30))
    if fate == 0:
        return draw(leaves | st.just([]) | st.just({}) | st.lists(st.integers(0, 3), max_size=2))
    if fate == 1:
        return draw(st.sampled_from([[value], {"value": value}, str(value), (value,)]))
    if isinstance(value, dict):
        return {key: changed(below, draw) for key, below in value.items() if draw(st.integers(0, 20))}
    if isinstance(value, list):
        return [
            changed(below, draw) for below in value for _ in range(draw(st.sampled_from([1, 1, 1, 1, 2])))
        ]
    return value


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_vector_is_read_as_the_interpreter_reads_it(platform):
    mapper = MAPPERS[platform]
    answers = [agree(compiled(mapper), mapper, source) for source in vectors(platform)]
    assert sum(answers) >= len(answers) - 1  # zeros that are doubted are the interpreter's


@pytest.mark.parametrize("platform", PLATFORMS)
@given(data=st.data())
def test_a_platforms_table_is_compiled_to_what_the_interpreter_reads(platform, data):
    mapper = MAPPERS[platform]
    payload = changed(data.draw(st.sampled_from(SOURCES[platform])), data.draw)
    if isinstance(payload, dict):
        agree(compiled(mapper), mapper, payload)
