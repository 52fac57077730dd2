from __future__ import annotations

import pytest

from postmetrics import Mapper, Metrics, NotAPayload, Path, Registry, SeveralPosts, at, normalize_platform
from postmetrics.post import locate


MAPPER = Mapper(
    platform="p",
    metrics=Metrics.fill(at("n")),
    posts=("data.payload", "data[*, !row]", "data", "results[#]"),
    ids=("id", "rows[*].id"),
    post_id=("id", "$analytics.id"),
    post_url=("url",),
    host="https://p.example",
)


def read(payload):
    return normalize_platform("p", payload, registry=Registry().with_mapper(MAPPER))


@pytest.mark.parametrize(
    "payload",
    [
        {"n": 3},
        {"data": {"n": 3}},
        {"data": [{"n": 3}]},
        {"data": [{"n": 3}, {"row": 1, "n": 4}]},
        {"data": {"payload": {"n": 3}}},
        {"results": {"17": {"n": 3}, "paging": {"n": 9}}},
    ],
)
def test_a_wrapped_post_is_unwrapped(payload):
    result = read(payload)
    assert result.metrics.likes == 3
    assert result.raw_metrics is payload


@pytest.mark.parametrize(
    "payload", [{"data": {}, "n": 3}, {"data": [{}], "n": 3}, {"results": {"17": {}}, "n": 3}]
)
def test_an_empty_object_wraps_no_post(payload):
    assert read(payload).metrics.likes == 3


def test_a_list_of_one_payload_is_that_payload():
    payload = {"n": 3}
    assert read([payload]).raw_metrics is payload


@pytest.mark.parametrize(
    ("payload", "posts", "message"),
    [
        ([{"n": 3}, {"n": 4}], 2, "p: payload: expected one post, got 2"),
        ({"data": [{"n": 3}, {"n": 4}, {"n": 5}]}, 3, "p: data: expected one post, got 3"),
        ({"results": {"1": {}, "2": {}}}, 2, "p: results: expected one post, got 2"),
        ({"id": "a", "rows": [{"id": "b"}, {"id": "a"}]}, 2, "p: payload: expected one post, got 2"),
    ],
)
def test_several_posts_are_counted_and_refused(payload, posts, message):
    with pytest.raises(SeveralPosts) as caught:
        read(payload)
    assert (caught.value.posts, str(caught.value)) == (posts, message)
    assert isinstance(caught.value, ValueError)


def test_one_id_in_several_spellings_is_one_post():
    assert read({"id": 17, "rows": [{"id": "17"}, {"id": None}, {"id": ""}], "n": 3}).metrics.likes == 3


@pytest.mark.parametrize("payload", [None, "text", 3, [], [None], [[{"n": 3}]]])
def test_what_is_no_object_is_refused(payload):
    with pytest.raises(NotAPayload, match="p: payload: expected an object, got ") as caught:
        read(payload)
    assert isinstance(caught.value, TypeError)


@pytest.mark.parametrize(
    ("payload", "post_id"),
    [
        ({"id": "17"}, "17"),
        ({"id": 2**60}, str(2**60)),
        ({"id": ""}, None),
        ({"id": None, "analytics": {"id": "18"}}, "18"),
        ({"id": True}, None),
        ({"id": 1.5e18}, None),
        ({"id": {"x": 1}}, None),
        ({"id": 10**5000}, None),
        ({}, None),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_id_is_exact_text_or_null(payload, post_id):
    assert read(payload).platform_post_id == post_id


@pytest.mark.parametrize(
    ("url", "post_url"),
    [
        ("https://a/b?c=d", "https://a/b?c=d"),
        ("/b/", "https://p.example/b/"),
        ("", None),
        (None, None),
        ([], None),
    ],
)
def test_a_url_is_what_the_payload_has(url, post_url):
    assert read({"url": url}).post_url == post_url


class Counted(dict):
    """An object that knows how often something was looked up in it."""

    looked_up = 0

    def __getitem__(self, key):
        self.looked_up += 1
        return super().__getitem__(key)


def test_paths_that_begin_alike_are_followed_once_to_where_they_part():
    block = Counted(a=1, b=2)
    post = locate(Mapper(platform="p", metrics=Metrics.fill(at("n"))), {"block": block, "n": [block]})
    for _ in range(2):
        assert post.find(Path("block.a")) == [(("block", "a"), 1)]
        assert post.find(Path("block.b")) == [(("block", "b"), 2)]
        assert post.find(Path("$block.b")) == [(("block", "b"), 2)]
        assert post.find(Path("n[0].b")) == [(("n", 0, "b"), 2)]
        assert post.find(Path("block.c")) == []
    assert block.looked_up == 4
