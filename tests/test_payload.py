from __future__ import annotations

from collections import OrderedDict
from types import MappingProxyType

import pytest

from postmetrics import NotAPayload, SeveralPosts
from postmetrics.payload import payload_of, text_or_none


@pytest.mark.parametrize("payload", [{}, {"likes": 1}, OrderedDict(likes=1), MappingProxyType({"likes": 1})])
def test_an_object_is_a_payload_and_so_is_a_list_of_one(payload):
    assert payload_of("x", payload) is payload
    assert payload_of("x", [payload]) is payload
    assert payload_of("x", (payload,)) is payload


@pytest.mark.parametrize(("payload", "count"), [([{}, {}], 2), (({}, 1, None), 3)])
def test_several_posts_are_not_one(payload, count):
    with pytest.raises(SeveralPosts) as caught:
        payload_of("x", payload)
    assert (caught.value.platform, caught.value.path, caught.value.posts) == ("x", "", count)


@pytest.mark.parametrize(
    ("payload", "value"), [("likes", "likes"), (None, None), ([], []), ((), ()), ([3], 3), ([[{}]], [{}])]
)
def test_nothing_else_is_a_payload(payload, value):
    with pytest.raises(NotAPayload) as caught:
        payload_of("x", payload)
    assert (caught.value.platform, caught.value.path, caught.value.value) == ("x", "", value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("post", "post"),
        (7, "7"),
        (0, "0"),
        (-(2**256) + 1, str(1 - 2**256)),
        (2**256 - 1, str(2**256 - 1)),
        (2**256, None),
        (True, None),
        (False, None),
        ("", None),
        (7.0, None),
        (b"post", None),
        (["post"], None),
        (None, None),
    ],
)
def test_text_and_whole_numbers_name_a_post_and_nothing_else(value, text):
    assert text_or_none(value) == text
