"""What is read from the JSON of a payload is what is read from the payload."""

from __future__ import annotations

import json

import pytest

from hypothesis import given
from hypothesis import strategies as st

from postmetrics.compiler import compile_mapper, compiled
from postmetrics.metrics import NAMES

from .test_compiled import MAPPERS, PLATFORMS, SOURCES, changed, mappers, objects, vectors


decoder = pytest.importorskip("postmetrics.decoder", reason="msgspec is not installed")


def agree(read_json, read, payload) -> bool:
    """Hold what reads JSON to what reads objects; say whether it gave an answer."""
    try:
        row = read_json(json.dumps(payload).encode())
    except UnicodeEncodeError:
        return False
    if row is None:
        return False
    post_id, post_url, numbers = read(payload)
    expected = (*(getattr(numbers, name) for name in NAMES), post_id, post_url)
    assert row == expected
    assert [*map(type, row)] == [*map(type, expected)]
    return True


@given(mapper=mappers, payloads=st.lists(objects, min_size=1, max_size=6))
def test_of_any_table(mapper, payloads):
    read_json, read = decoder.make_json_reader(mapper), compile_mapper(mapper)
    for payload in payloads:
        agree(read_json, read, payload)


READERS = {platform: decoder.json_reader(mapper) for platform, mapper in MAPPERS.items()}


@pytest.mark.parametrize("platform", PLATFORMS)
@given(data=st.data())
def test_of_a_platforms_table(platform, data):
    payload = changed(data.draw(st.sampled_from(SOURCES[platform])), data.draw)
    agree(READERS[platform], compiled(MAPPERS[platform]), payload)


# Meta's rows and LinkedIn's elements are laid out anew, and those who have all of them do that.
@pytest.mark.parametrize(
    ("platform", "answered"),
    [("facebook", 4), ("instagram", 5), ("linkedin", 2), ("tiktok", 9), ("x", 14), ("youtube", 7)],
)
def test_of_so_many_vectors(platform, answered):
    mapper = MAPPERS[platform]
    plain = [payload for payload in vectors(platform) if compiled(mapper)(payload) is not None]
    assert sum(agree(READERS[platform], compiled(mapper), payload) for payload in plain) >= answered
