"""What no answer of the endpoint ever holds: anything of another connection, or of another post."""

from __future__ import annotations

import asyncio
import io
import logging

import httpx

from hypothesis import given
from hypothesis import strategies as st

from postmetrics import MalformedPayload, SeveralPosts, UnknownConnection, dumps, normalize
from postmetrics.asgi import analytics_app


ACCOUNTS = [f"6f1c2b9e-0000-4000-8000-00000000000{n}" for n in "abc"]
PLATFORMS = ["twitter", "x", "linkedin", "instagram", "facebook", "tiktok", "youtube"]

# What a payload holds under the names that tables read; each is a way to an answer of its own.
numbers = st.sampled_from([0, 7, "911", None, 2**63])
malformed = st.sampled_from([True, 1.5, "1.2M"])
counted = st.dictionaries(
    st.sampled_from(["likes", "likeCount", "views", "videoViews", "commentCount"]), numbers | malformed
)


def payload(mark, kind, counts):
    """Return a payload with *mark* in its keys, its texts and its malformed values."""
    own = {"id": mark, "postUrl": f"https://example.org/{mark}", "note": [mark], mark: {mark: mark}}
    match kind:
        case "one":
            return {**own, "analytics": counts}
        case "malformed":
            return {**own, "analytics": {**counts, "likes": mark, "likeCount": mark, "views": mark}}
        case "several":
            return {**own, "data": [{"id": f"1{mark}"}, {"id": f"2{mark}"}], "items": [own, own]}
        case _:
            return {**own, "status": "error", "message": mark}


@st.composite
def sources(draw, number):
    """Draw a source response of post *number*; what is of an account says so, and has its mark."""
    posts = draw(
        st.lists(
            st.tuples(
                st.sampled_from(PLATFORMS),
                st.sampled_from(ACCOUNTS),
                st.sampled_from(["one", "malformed", "several", "failed"]),
                counted,
            ),
            max_size=4,
        )
    )
    made = [
        (platform, account, payload(mark(number, account), kind, counts))
        for platform, account, kind, counts in posts
    ]
    around = {"status": draw(st.sampled_from(["success", None])), "code": number}
    around["errors"] = [
        {"social_connection_id": account, "message": mark(number, account)}
        for account in draw(st.sets(st.sampled_from(ACCOUNTS)))
    ]
    if draw(st.booleans()):
        keys = ("platform", "social_connection_id", "raw_metrics")
        return {**around, "platforms": [dict(zip(keys, each, strict=True)) for each in made]}
    for platform, account, post in made:
        around.setdefault(platform, []).append({**post, "social_connection_id": account})
    return around


def mark(number, account):
    return f"post {number} of {account[-1]}"


MARKS = {(number, account): mark(number, account) for number in range(2) for account in ACCOUNTS}
asked = st.lists(st.tuples(st.integers(0, 1), st.sampled_from([None, *ACCOUNTS])), min_size=1, max_size=6)


def answers(app, asked):
    """Return the answer to each question, asked at once with the others, and again on its own."""

    async def ask(client, number, account):
        params = {"social_connection_id": account} if account else {}
        return await client.get(f"/social/post/{number}/analytics", params=params)

    async def ask_all():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://backend") as client:
            at_once = await asyncio.gather(*(ask(client, *each) for each in asked))
            return at_once + [await ask(client, *each) for each in asked]

    return asyncio.run(ask_all())


def expected(source, account, on_error):
    try:
        return 200, dumps(normalize(source, social_connection_id=account, on_error=on_error))
    except UnknownConnection:
        return 404, None
    except (MalformedPayload, SeveralPosts):
        return 502, None


@given(st.tuples(sources(0), sources(1)), asked, st.sampled_from(["raise", "null"]), st.booleans())
def test_an_answer_is_of_its_own_post_and_connection_alone(posts, asked, on_error, fails):
    async def fetch(post_id, account):
        await asyncio.sleep(0)  # so that the others run in between
        source = posts[int(post_id)]
        if fails and account is None:
            raise RuntimeError(source)
        return source

    log = logging.StreamHandler(io.StringIO())
    logging.getLogger().addHandler(log)
    try:
        answered = answers(analytics_app(fetch, on_error=on_error), asked)
    finally:
        logging.getLogger().removeHandler(log)
    for (number, account), answer in zip(asked * 2, answered, strict=True):
        status, body = expected(posts[number], account, on_error)
        if fails and account is None:
            status, body = 500, None
        assert answer.status_code == status
        assert body in (None, answer.content)
        told = str(answer.headers) + answer.text
        refused = status != 200  # and says nothing of anybody, but for the paths in a 502
        for (other, its), sign in MARKS.items():
            if other != number or account not in (None, its) or refused:
                assert sign not in told
        assert not any(its in told for its in ACCOUNTS if refused or account not in (None, its))
    assert not any(sign in log.stream.getvalue() for sign in MARKS.values())
