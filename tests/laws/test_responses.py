"""What holds for every source response, however odd."""

from __future__ import annotations

import copy

import pytest

from hypothesis import given
from hypothesis import strategies as st

from postmetrics import (
    Metrics,
    NotAPayload,
    SeveralPosts,
    combine,
    dumps,
    explain,
    loads,
    normalize,
    normalize_platform,
    to_dict,
    total,
    verify,
)


NAMES = [name for name, _ in Metrics.fill(None).items()]
PLATFORMS = ["twitter", "x", "linkedin", "instagram", "facebook", "tiktok", "youtube"]

scalars = (
    st.none()
    | st.booleans()
    | st.sampled_from([0, -1, 2**53 + 1, "", "911", "1.2M", 1.5, 3.0])
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
)
names = """
analytics likes likeCount views videoViews data items elements insights errors publicMetrics statistics
viewCount rows values name period id reactions media_type
"""
keys = st.sampled_from(names.split()) | st.text(max_size=4)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
payloads = st.dictionaries(keys, values, max_size=5)
connections = st.sampled_from(["a", "b", "c"])


def marked(payload, connection):
    return {**payload, "social_connection_id": connection, "of": f"only {connection}"}


accounts = st.builds(marked, payloads, connections)


@st.composite
def ayrshare(draw, posts=payloads):
    rest = draw(st.dictionaries(st.sampled_from(["status", "id", "code", "errors", "myspace"]), values))
    platforms = draw(
        st.dictionaries(st.sampled_from(PLATFORMS), posts | st.lists(posts, min_size=1, max_size=3))
    )
    return draw(st.permutations([*rest.items(), *platforms.items()]).map(dict))


@st.composite
def listed(draw, posts=payloads):
    platforms = [
        {"platform": draw(st.sampled_from([*PLATFORMS, "myspace"])), "raw_metrics": post, **account}
        for post in draw(st.lists(posts, max_size=4))
        for account in [{"social_connection_id": post.get("social_connection_id")}]
    ]
    rest = draw(st.dictionaries(st.sampled_from(["status", "id", "code", "metadata", "totals"]), values))
    return {**rest, "platforms": platforms}


sources = ayrshare() | listed()
account_sources = ayrshare(accounts) | listed(accounts)


def normalized(source, **how):
    try:
        return normalize(source, on_error="null", **how)
    except SeveralPosts:
        return None  # refused, as it should be


@given(sources)
def test_a_source_is_taken_apart_without_a_loss(source):
    before = copy.deepcopy(source)
    response = normalized(source)
    assert source == before
    if response is None:
        return
    assert response.stats is source
    metadata = response.analytics.metadata
    entries = [id(post.raw_metrics) for post in response.analytics.platforms]
    if source.keys() == {"status", "totals", "platforms", "metadata"} and isinstance(
        source["metadata"], dict
    ):
        source = {**source["metadata"], "platforms": source["platforms"]}  # a response that is read back
    taken = []
    for key, value in source.items():
        if key in metadata and metadata[key] is value:
            continue
        left = list(map(id, metadata.get(key, [])))
        posts = [post for post in (value if isinstance(value, list) else [value]) if id(post) not in left]
        taken += [id(post["raw_metrics"] if key == "platforms" else post) for post in posts]
    assert taken == entries
    assert metadata.keys() <= source.keys()


@given(sources)
def test_the_thirteen_keys_are_always_there_and_totals_are_their_sums(source):
    if (response := normalized(source)) is None:
        return
    wire = to_dict(response)["analytics"]
    assert [list(each["metrics"]) for each in wire["platforms"]] == [NAMES] * len(wire["platforms"])
    assert list(wire["totals"]) == NAMES
    assert response.analytics.totals == total(each.metrics for each in response.analytics.platforms)
    assert all(
        value is None or type(value) is int
        for each in response.analytics.platforms
        for _, value in each.metrics.items()
    )


@given(sources)
def test_a_response_survives_the_wire(source):
    if (response := normalized(source)) is not None:
        assert loads(dumps(response)) == response


rows = st.builds(
    lambda platform, said, payload: {**payload, **said, "platform": platform},
    st.sampled_from(PLATFORMS),
    st.fixed_dictionaries(
        {},
        optional={
            "status": st.sampled_from(["success", "error", "failed"]),
            "error": scalars | st.just({"code": 5}),
            "errors": st.lists(scalars, max_size=2),
            "raw_metrics": payloads | scalars | st.lists(payloads, max_size=2),
        },
    ),
    payloads,
)


def _failed_beside_a_payload(row):
    return (
        isinstance(row, dict)
        and row.get("status") in {"error", "failed"}
        and bool(row.get("raw_metrics"))
        and isinstance(row["raw_metrics"], dict)
    )


@given(st.lists(rows | scalars, max_size=3))
def test_a_row_reads_back_and_is_the_same_when_it_is_combined(listed):
    source = {"platforms": listed}
    try:
        response = normalized(source)
    except NotAPayload:
        return
    if response is None:
        return
    assert verify(to_dict(response)) == ()
    if not any(map(_failed_beside_a_payload, listed)):  # of which nothing in the response tells
        assert normalize(to_dict(response), on_error="null") == response
    combined = normalize(combine({"a": source}), on_error="null")
    assert combined.analytics.platforms == response.analytics.platforms
    alone = normalize(combine({"a": source, "b": source}), on_error="null", social_connection_id="a")
    assert alone.analytics.platforms == response.analytics.platforms


@given(sources)
def test_explain_and_normalize_agree(source):
    if (response := normalized(source)) is None:
        with pytest.raises(SeveralPosts):
            explain(source)
        return
    for told, post in zip(explain(source).platforms, response.analytics.platforms, strict=True):
        assert told.cells.map(lambda cell: cell.value) == post.metrics
        assert (told.platform_post_id, told.post_url) == (post.platform_post_id, post.post_url)


@given(account_sources, connections)
def test_nothing_of_another_account_is_left(source, wanted):
    posts = [
        post
        for key in PLATFORMS
        for value in [source.get(key, [])]
        for post in (value if isinstance(value, list) else [value])
    ]
    posts += [post["raw_metrics"] for post in source.get("platforms", [])]
    try:
        response = normalized(source, social_connection_id=wanted)
    except LookupError:
        assert all(post["of"] != f"only {wanted}" for post in posts)
        return
    if response is not None:
        left = dumps(response).decode()
        assert not any(f"only {other}" in left for other in {"a", "b", "c"} - {wanted})
        assert all(each.raw_metrics["of"] == f"only {wanted}" for each in response.analytics.platforms)


PLANTED = {
    "x": ("likes", lambda n: {"data": {"public_metrics": {"like_count": n}}}),
    "linkedin": ("likes", lambda n: {"elements": [{"share": "s", "totalShareStatistics": {"likeCount": n}}]}),
    "instagram": (
        "saves",
        lambda n: {"data": [{"name": "saved", "period": "lifetime", "values": [{"value": n}]}]},
    ),
    "facebook": ("clicks", lambda n: {"data": [{"name": "post_clicks", "values": [{"value": n}]}]}),
    "tiktok": ("comments", lambda n: {"data": {"videos": [{"comment_count": n}]}}),
    "youtube": ("views", lambda n: {"items": [{"statistics": {"viewCount": str(n)}}]}),
}


@pytest.mark.parametrize("platform", PLANTED)
@given(number=st.sampled_from([0, 1, 2**53 + 1, 2**63]) | st.integers(min_value=0))
def test_a_planted_number_comes_back(platform, number):
    metric, plant = PLANTED[platform]
    if len(str(number)) <= 40:
        assert getattr(normalize_platform(platform, plant(number)).metrics, metric) == number
