"""A row of a batch has the numbers, or the error, that its payload has alone."""

from __future__ import annotations

import json
import sys

from itertools import pairwise

import pyarrow as pa
import pytest

from hypothesis import given
from hypothesis import strategies as st

from postmetrics import MalformedPayload, Mapper, Metrics, Registry, at, normalize_platform
from postmetrics.arrow import SCHEMA, normalize_batches
from postmetrics.compiler import remembered
from postmetrics.metrics import NAMES
from postmetrics.testing import noise, payloads


PLATFORMS = ("facebook", "instagram", "linkedin", "tiktok", "x", "youtube")
KEYS = ("id", "url", *NAMES)
NULLS = dict.fromkeys(SCHEMA.names)
FLAT = Registry().with_mapper(
    Mapper(platform="flat", post_id=("id",), post_url=("url",), metrics=Metrics(**{n: at(n) for n in NAMES}))
)

LONG = (2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 2**64, 10**39, 10**60, 10**90)
odd_texts = st.sampled_from([str(2**63), "9" * 41, "n/a", "", "/p", "\U0001f600"])
odd = odd_texts | st.sampled_from([*LONG, 1.5, 1e-05, 1e300, 2.0**60, True, None, "\ud800", [], {}, [{}, {}]])


def leaves(value, where=()):
    """Return the places of all that is neither an object nor a list."""
    if not isinstance(value, dict | list):
        return [where]
    below = value.items() if isinstance(value, dict) else enumerate(value)
    return [leaf for key, each in below for leaf in leaves(each, (*where, key))]


def planted(payload, where, value):
    """Return *payload* with *value* at a place."""
    if not where:
        return value
    copy = payload.copy()
    copy[where[0]] = planted(payload[where[0]], where[1:], value)
    return copy


@st.composite
def oddly(draw, strategy):
    """Return payloads in which something may be what it should not."""
    payload = draw(strategy)
    if draw(st.booleans()) and (places := leaves(payload)):
        return planted(payload, draw(st.sampled_from(places)), draw(odd))
    return payload


def of(platform):
    known = payloads(Registry().mapper(platform))
    return st.tuples(st.just(platform), oddly(known) | noise() | odd)


posts = st.one_of(*map(of, PLATFORMS))
texts = st.dictionaries(st.sampled_from(KEYS), st.none() | st.integers().map(str) | odd_texts, max_size=5)
flat = texts | st.dictionaries(st.sampled_from(KEYS), odd, max_size=5)


def holds(name, value):
    """Tell whether the column *name* holds *value*."""
    try:
        pa.array([value], SCHEMA.field(name).type)
    except (OverflowError, UnicodeEncodeError):
        return False
    return True


def alone(platform, payload, registry, on_error="raise"):
    """Return the row of one payload, by itself."""
    try:
        post = normalize_platform(platform, payload, registry=registry, on_error=on_error)
    except MalformedPayload as error:
        return {"error": "; ".join(map(str, error.exceptions))}
    except (ValueError, TypeError, LookupError) as error:
        return {"error": str(error)}
    row = dict(post.metrics.items(), platform_post_id=post.platform_post_id, post_url=post.post_url)
    misfits = [name for name, value in row.items() if not holds(name, value)]
    if misfits and on_error == "raise":
        return {"error": misfits}
    return {name: value for name, value in row.items() if value is not None and name not in misfits}


def agree(batches, expected, **how):
    rows = [row for batch in normalize_batches(batches, payload="raw", **how) for row in batch.to_pylist()]
    for row, by_itself in zip(rows, expected, strict=True):
        told = by_itself.get("error")
        if isinstance(told, list):  # the names of what does not fit
            assert [each.split(": ")[1] for each in row["error"].split("; ")] == told
            told = row["error"]
        assert {name: row[name] for name in SCHEMA.names} == {**NULLS, **by_itself, "error": told}


def learn_at_once(patch):
    """Have a shape learned of whatever is met, and tried on what is there twice."""
    decoder = pytest.importorskip("postmetrics.decoder", reason="msgspec is not installed")
    patch.setattr(decoder, "_PATIENCE", 1)
    patch.setattr(decoder, "_shapes", remembered(lambda _: decoder.Shapes(patience=1)))


@pytest.mark.parametrize("fast", [True, False], ids=["msgspec", "json"])
@given(
    rows=st.lists(posts, max_size=6),
    sizes=st.lists(st.integers(0, 3), max_size=4),
    kind=st.sampled_from([pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.json_()]),
    on_error=st.sampled_from(["raise", "null"]),
)
def test_json_in_a_batch_of_any_size_is_read_as_it_is_alone(fast, rows, sizes, kind, on_error):
    rows = [*rows, *rows]
    names, raws = [name for name, _ in rows], [json.dumps(payload) for _, payload in rows]
    whole = pa.record_batch(
        {"p": pa.array(names, pa.string()), "raw": pa.array(raws, pa.string()).cast(kind)}
    )
    cuts = [0, *(min(sum(sizes[:end]), len(rows)) for end in range(1, len(sizes) + 1)), len(rows)]
    batches = [whole[start:end] for start, end in pairwise(cuts)]
    expected = [alone(name, payload, None, on_error) for name, payload in rows]
    with pytest.MonkeyPatch.context() as patch:
        if fast:
            learn_at_once(patch)
        else:
            patch.setattr("postmetrics.wire._decoder", lambda: None)
            patch.setitem(sys.modules, "postmetrics.decoder", None)
        agree(batches, expected, platform="p", on_error="null" if on_error == "null" else "column")


@given(posts)
def test_a_struct_is_read_as_the_object_that_it_is(post):
    platform, payload = post
    try:
        column = pa.array([payload])
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError, UnicodeEncodeError):
        return  # it has no one type
    if pa.types.is_nested(column.type):
        agree([pa.record_batch({"raw": column})], [alone(platform, payload, None)], platform=platform)


@given(st.lists(texts))
def test_a_map_is_read_as_the_object_that_it_is(rows):
    column = pa.array([list(row.items()) for row in rows], pa.map_(pa.string(), pa.string()))
    expected = [alone("flat", row, FLAT) for row in rows]
    agree([pa.record_batch({"raw": column})], expected, platform="flat", registry=FLAT)


@given(st.lists(flat, min_size=1))
def test_a_row_is_all_there_or_an_error_and_null(rows):
    column = pa.array([json.dumps(row) for row in rows])
    batches = normalize_batches(
        [pa.record_batch({"raw": column})], platform="flat", payload="raw", registry=FLAT
    )
    for row in (row for batch in batches for row in batch.select(SCHEMA.names).to_pylist()):
        assert row["error"] is None or set(row.values()) == {None, row["error"]}
