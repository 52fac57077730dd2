"""The tables, and code that is written by hand for one response, find the same numbers."""

from __future__ import annotations

import copy
import json

from importlib import resources

import pytest

from hypothesis import example, given
from hypothesis import strategies as st

from postmetrics import normalize, to_dict


handwritten = pytest.importorskip(
    "benchmarks.handwritten", reason="the benchmarks are not installed with the wheel"
)


SAMPLE = json.loads(resources.files("postmetrics").joinpath("sample.json").read_text("utf-8"))


def numbers_in(value, where=()):
    if isinstance(value, dict):
        return [found for key, below in value.items() for found in numbers_in(below, (*where, key))]
    return [where] if isinstance(value, int | float) else []


# All places that hold a number, and the objects around them; `code` stands at the top of the response.
NUMBERS = [where for where in numbers_in(SAMPLE) if len(where) > 1]
NUMBERS.append(("linkedin", "analytics", "reactions", "total"))  # other payloads of it have one
BLOCKS = sorted({where[:end] for where in NUMBERS for end in range(1, len(where))})
GONE = object()

counts = (
    st.sampled_from([0, 1, -1, 2**53 + 1, 10**30])
    | st.integers()
    | st.integers().map(str)
    | st.integers(-(2**53), 2**53).map(float)
)
nothings = st.sampled_from([None, "", GONE])
halves = st.integers(-(10**9), 10**9).map(lambda half: (2 * half + 1) / 2000)  # of a millisecond, in seconds
lengths = halves | st.floats(-1e9, 1e9) | st.decimals(-1e6, 1e6, places=4).map(str)
junk = st.sampled_from([True, "many", 1.5, float("nan")]) | st.builds(dict) | st.builds(list)


def planted(plan):
    source = copy.deepcopy(SAMPLE)
    for where, value in plan.items():
        block = source
        for key in where[:-1]:
            block = block.get(key) if isinstance(block, dict) else None
        if isinstance(block, dict) and value is GONE:
            block.pop(where[-1], None)
        elif isinstance(block, dict):
            block[where[-1]] = value
    return source


def plans(values):
    return st.dictionaries(st.sampled_from(NUMBERS), values, max_size=len(NUMBERS))


# What else decides about a number: the kind of the media.
kinds = st.fixed_dictionaries({}, optional={
    ("instagram", "analytics", "mediaProductType"): st.sampled_from(["FEED", "STORY", None, GONE]),
    ("instagram", "analytics", "mediaType"): st.sampled_from(["IMAGE", "CAROUSEL_ALBUM", None, GONE]),
    ("instagram", "analytics", "igReelsVideoViewTotalTimeCount"): st.just(GONE),
    ("instagram", "analytics", "igReelsAvgWatchTimeCount"): st.just(GONE),
    ("tiktok", "analytics", "mediaType"): st.sampled_from(["photo", None, GONE]),
})  # fmt: skip


def without(*kept):
    return {where: GONE for where in NUMBERS if not set(where) & set(kept)}


@given(plans(counts | nothings), kinds)
@example(without(), {})
@example(without("organicMetrics", "reactions", "viewsCount"), {})
@example(dict.fromkeys(NUMBERS), {})
@example(dict.fromkeys(NUMBERS, 0), {})
@example(dict.fromkeys(NUMBERS, -1), {})
@example(
    {("facebook", "analytics", "likeCount"): None, ("facebook", "analytics", "reactions", "like"): GONE}, {}
)
@example(without("reactions") | {("linkedin", "analytics", "reactions", "total"): 88}, {})
@example({("twitter", "analytics", "publicMetrics", "impressionCount"): 0}, {})
@example({("tiktok", "analytics", "reach"): 0, ("tiktok", "analytics", "totalTimeWatched"): 0}, {})
def test_the_tables_find_what_the_code_by_hand_finds(plan, kind):
    source = planted(plan | kind)
    assert to_dict(normalize(source)) == handwritten.normalize(source)
    assert normalize(source) == handwritten.normalize_to_objects(source)


@given(st.dictionaries(st.sampled_from(BLOCKS), st.sampled_from([None, GONE]) | st.builds(dict), max_size=4))
@example(dict.fromkeys([block for block in BLOCKS if len(block) == 1], GONE))
def test_they_do_so_where_a_whole_block_is_missing(plan):
    source = planted(plan)
    ours, by_hand = to_dict(normalize(source))["analytics"], handwritten.normalize(source)["analytics"]
    assert ours["totals"] == by_hand["totals"]
    assert [each["metrics"] for each in ours["platforms"]] == [
        each["metrics"] for each in by_hand["platforms"]
    ]


TIMES = [where for where in NUMBERS if where[-1] in {
    "videoWatchTimeMs", "igReelsVideoViewTotalTimeCount", "totalVideoViewTotalTime", "totalTimeWatched",
    "estimatedMinutesWatched",
}]  # fmt: skip


@given(st.dictionaries(st.sampled_from(TIMES), lengths))
@example({("tiktok", "analytics", "totalTimeWatched"): 8.0005})  # × 1000 is 8000.500000000001 in floats
def test_they_convert_a_length_of_time_to_the_same_millisecond(plan):
    source = planted(plan)
    assert to_dict(normalize(source)) == handwritten.normalize(source)


@given(plans(counts | nothings | junk))
def test_they_refuse_the_same_responses(plan):
    source = planted(plan)
    try:
        by_hand = handwritten.normalize(source)
    except ValueError:
        with pytest.raises(ValueError, match="expected"):
            normalize(source)
    else:
        assert to_dict(normalize(source)) == by_hand
