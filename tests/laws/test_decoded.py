"""What is read from the JSON of a payload of a known shape is what is read from the payload."""

from __future__ import annotations

import json

import pytest

from hypothesis import given
from hypothesis import strategies as st

from postmetrics.metrics import NAMES

from .test_compiled import (
    MAPPERS,
    PLATFORMS,
    SOURCES,
    changed,
    counts,
    interpreted,
    mappers,
    objects,
    odd_numbers,
    odd_texts,
    vectors,
)


decoder = pytest.importorskip("postmetrics.decoder", reason="msgspec is not installed")


def agree(mapper, payloads) -> int:
    """Hold the shape of each payload to all of them; return how many were read by their own."""
    texts = []
    for payload in payloads:
        try:
            texts.append(json.dumps(payload).encode())
        except UnicodeEncodeError:
            texts.append(b"")
    own = 0
    for learned in texts:
        fill = decoder.read_shape(mapper, learned)
        columns = [[None] * len(texts) for _ in decoder.COLUMNS]
        left = [*range(len(texts))]
        if fill:
            left = fill(texts, columns, left)
        for index, (text, payload, row) in enumerate(
            zip(texts, payloads, zip(*columns, strict=True), strict=True)
        ):
            if index in left:
                continue
            own += text is learned
            (post_id, post_url, numbers), malformed = interpreted(mapper, payload)
            expected = (*(getattr(numbers, name) for name in NAMES), post_id, post_url)
            assert not malformed
            assert row == expected
            assert [*map(type, row)] == [*map(type, expected)]
    return own


def alike(value, draw):
    """Return *value* with some of its numbers and texts changed, so that it may be of the same shape."""
    if isinstance(value, dict):
        return {key: alike(below, draw) for key, below in value.items()}
    if isinstance(value, list):
        return [alike(below, draw) for below in value]
    if isinstance(value, int | float) and not isinstance(value, bool) and draw(st.booleans()):
        return draw(counts | odd_numbers)
    if isinstance(value, str) and draw(st.integers(0, 4)) == 0:
        return draw(odd_texts)
    return value


@given(mapper=mappers, payloads=st.lists(objects, min_size=1, max_size=3), data=st.data())
def test_of_any_table(mapper, payloads, data):
    agree(mapper, [*payloads, *(alike(payload, data.draw) for payload in payloads for _ in range(2))])


@pytest.mark.parametrize("platform", PLATFORMS)
@given(data=st.data())
def test_of_a_platforms_table(platform, data):
    source = data.draw(st.sampled_from(SOURCES[platform]))
    payloads = [source, *(change(source, data.draw) for change in (alike, alike, changed))]
    agree(MAPPERS[platform], payloads)


@pytest.mark.parametrize(
    ("platform", "known"),
    [("facebook", 8), ("instagram", 9), ("linkedin", 11), ("tiktok", 8), ("x", 13), ("youtube", 6)],
)
def test_of_every_vector(platform, known):
    assert agree(MAPPERS[platform], vectors(platform)) >= known
