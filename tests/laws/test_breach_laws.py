"""What holds of `verify` for any response, and for anything else."""

from __future__ import annotations

import copy
import json
import math

import pytest

from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from postmetrics import Analytics, Metrics, PlatformAnalytics, PostAnalytics, dumps, total
from postmetrics.breach import verify
from postmetrics.schema import response_schema


NAMES = [name for name, _ in Metrics.fill(None).items()]
PLATFORMS = ["x", "linkedin", "instagram", "facebook", "tiktok", "youtube"]
SCHEMA = Draft202012Validator(response_schema())

BOUNDARIES = [None, 0, 1, -1, 2**53 + 1, 2**63, 0.5, -0.0, 1e300]
numbers = st.sampled_from(BOUNDARIES) | st.integers() | st.floats(-1e300, 1e300)
metrics = st.builds(Metrics, **dict.fromkeys(NAMES, numbers))
texts = st.none() | st.text(max_size=4)
finite = st.floats(allow_nan=False, allow_infinity=False)
scalars = st.none() | st.booleans() | st.integers() | finite | st.text(max_size=4)
keys = st.text(max_size=4)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3)
)
payloads = st.dictionaries(keys.filter(lambda key: key != "x"), anything, max_size=3)


def once(entries):
    ids = [(each.platform, each.platform_post_id) for each in entries if each.platform_post_id is not None]
    return len(ids) == len(set(ids))


entries = st.builds(
    PlatformAnalytics,
    platform=st.sampled_from(PLATFORMS),
    platform_post_id=texts,
    post_url=texts,
    metrics=metrics,
    raw_metrics=payloads,
)


@st.composite
def responses(draw):
    """Responses that keep the contract, as parsed JSON."""
    platforms = tuple(draw(st.lists(entries, max_size=3).filter(once)))
    analytics = Analytics(
        status=draw(texts),
        totals=total(entry.metrics for entry in platforms),
        platforms=platforms,
        metadata=draw(payloads),
    )
    return json.loads(dumps(PostAnalytics(analytics=analytics, stats=draw(payloads))))


OPAQUE = {"metadata", "raw_metrics", "stats"}


def places(value):
    """Yield each object and list of a response that is not in a payload."""
    if isinstance(value, dict | list):
        yield value
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            if key not in OPAQUE:
                yield from places(inner)


def objects(wire):
    return st.sampled_from([place for place in places(wire) if isinstance(place, dict)])


@given(responses())
def test_a_response_that_keeps_the_contract_passes_verify_and_the_schema(wire):
    assert verify(wire) == ()
    assert verify(json.dumps(wire)) == ()
    assert SCHEMA.is_valid(wire)


@given(responses(), st.data())
def test_a_response_without_a_key_fails_both(wire, data):
    place = data.draw(objects(wire))
    del place[data.draw(st.sampled_from(sorted(place)))]
    assert verify(wire)
    assert not SCHEMA.is_valid(wire)


@given(responses(), st.text(max_size=20), anything, st.data())
def test_a_response_with_a_key_more_fails_both(wire, key, value, data):
    place = data.draw(objects(wire))
    assume(key not in place)
    place[key] = value
    assert len(verify(wire)) == 1
    assert not SCHEMA.is_valid(wire)


@given(responses(), anything, st.data())
def test_whatever_the_schema_refuses_verify_refuses(wire, value, data):
    place = data.draw(st.sampled_from([each for each in places(wire) if each]))
    key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
    place[key] = value
    if not SCHEMA.is_valid(wire):
        assert verify(wire)


@given(responses(), st.sampled_from(NAMES), numbers)
def test_any_other_total_is_one_breach(wire, name, other):
    totals = wire["analytics"]["totals"]
    column = [entry["metrics"][name] for entry in wire["analytics"]["platforms"]]
    size = sum(abs(value) for value in column if value is not None)
    if totals[name] is not None and other is not None:
        assume(not math.isclose(totals[name], other, abs_tol=1e-9 * size))
    assume(totals[name] != other)
    totals[name] = other
    (breach,) = verify(wire)
    assert breach.path == f"$.analytics.totals.{name}"


@given(responses(), st.randoms())
def test_floats_may_be_added_up_in_any_order(wire, random):
    for name in NAMES:
        column = [entry["metrics"][name] for entry in wire["analytics"]["platforms"]]
        reported = [value for value in column if value is not None]
        random.shuffle(reported)
        if any(isinstance(value, float) for value in reported):
            added = 0.0
            for value in reported:
                added += value
            wire["analytics"]["totals"][name] = added
    assert verify(wire) == ()


@given(responses(), st.sampled_from(BOUNDARIES[1:]), st.data())
def test_a_number_made_up_for_a_null_is_a_breach(wire, number, data):
    platforms = wire["analytics"]["platforms"]
    nulls = [
        (entry["metrics"], name) for entry in platforms for name in NAMES if entry["metrics"][name] is None
    ]
    assume(nulls)
    holder, name = data.draw(st.sampled_from(nulls))
    holder[name] = number
    total_of_it = wire["analytics"]["totals"][name]
    assume(total_of_it is None or abs(number) > 1e-9 * abs(total_of_it))
    assert [breach.path for breach in verify(wire)] == [f"$.analytics.totals.{name}"]


@pytest.mark.parametrize("as_text", [False, True])
@given(wire=anything)
def test_nothing_makes_it_raise(as_text, wire):
    assert verify(json.dumps(wire) if as_text else wire)


@given(
    responses(), st.sampled_from([object(), math.nan, 1j, {3: 1, None: 2}, {1}, b"x", 10**5000]), st.data()
)
def test_what_json_does_not_have_does_not_make_it_raise(wire, odd, data):
    place = data.draw(objects(wire))
    place[data.draw(st.sampled_from(sorted(place)))] = odd
    place[odd if odd.__hash__ else 7] = odd
    assert verify(wire)


@given(st.binary() | st.text())
def test_no_text_makes_it_raise(text):
    assert all(str(breach) for breach in verify(text))


@given(responses(), anything, st.data())
def test_it_changes_nothing_and_says_the_same_again(wire, value, data):
    place = data.draw(objects(wire))
    place[data.draw(st.sampled_from(sorted(place)))] = value
    before = copy.deepcopy(wire)
    assert verify(wire) == verify(wire)
    assert wire == before
