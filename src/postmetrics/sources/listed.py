"""
A list of platform posts: the layout for a backend that asks the platforms itself.

`{"status", "platforms": [{"platform", "social_connection_id", "platform_post_id", "post_url",
"raw_metrics"}], …}` is the contract's own `analytics` object as well, so a response reads back.
"""

from __future__ import annotations

from collections.abc import Mapping

from postmetrics.errors import UnknownConnection
from postmetrics.payload import text_or_none
from postmetrics.registry import Registry
from postmetrics.source import (
    Entry,
    SourceFormat,
    SourceResponse,
    belongs,
    connection,
    is_failure,
    without_others,
)


_OF_AN_ENTRY = {"platform", "social_connection_id", "platform_post_id", "post_url", "metrics", "raw_metrics"}
_OF_A_RESPONSE = {"status", "totals", "platforms", "metadata"}


def _analytics(source: Mapping[str, object]) -> Mapping[str, object]:
    """Return what holds the list: *source*, or `analytics` where it is a whole response."""
    inner = source.get("analytics")
    return inner if source.keys() == {"analytics", "stats"} and isinstance(inner, Mapping) else source


def _posts(source: Mapping[str, object]) -> list[Mapping[str, object]] | None:
    listed = source.get("platforms")
    if not isinstance(listed, list) or not all(
        isinstance(post, Mapping) and "platform" in post for post in listed
    ):
        return None
    return listed


def _sees(source: Mapping[str, object], _: Registry) -> str | None:
    return None if _posts(_analytics(source)) is None else "a list of platforms"


def _narrow(source: Mapping[str, object], wanted: str) -> Mapping[str, object]:
    posts = _posts(source) or []
    known = [connection(post.get("social_connection_id")) for post in posts]
    if wanted not in known:
        raise UnknownConnection(wanted, sorted({each for each in known if each}))
    narrowed = without_others(source, wanted)
    narrowed["platforms"] = [post for post in posts if belongs(post, wanted, unmarked=False)]
    narrowed.pop("totals", None)  # they are sums over the others too
    return narrowed


def _read(source: Mapping[str, object], registry: Registry, wanted: str | None) -> SourceResponse:
    analytics = _analytics(source)
    if wanted is not None:
        source = analytics = _narrow(analytics, wanted)
    posts = _posts(analytics) or []
    known = [post for post in posts if post["platform"] in registry]
    unknown = [post for post in posts if post["platform"] not in registry]
    stats = source.get("stats") if analytics is not source else source
    return SourceResponse(
        format="listed",
        status=text_or_none(analytics.get("status")),
        entries=tuple(map(_entry, known)),
        metadata=_metadata(analytics, unknown, empty=not posts),
        legacy=stats if isinstance(stats, Mapping) else source,
    )


def _metadata(
    analytics: Mapping[str, object], unknown: list[Mapping[str, object]], *, empty: bool
) -> dict[str, object]:
    metadata = analytics.get("metadata")
    if analytics.keys() == _OF_A_RESPONSE and isinstance(metadata, Mapping):
        # A response that is read back: its totals are summed anew, its metadata is its own.
        return {**metadata, "platforms": unknown} if unknown else dict(metadata)
    rest = {key: value for key, value in analytics.items() if key != "platforms"}
    return {**rest, "platforms": unknown} if unknown or empty else rest


def _entry(post: Mapping[str, object]) -> Entry:
    payload = post.get("raw_metrics")
    failed = post.get("status") == "error" or (isinstance(payload, Mapping) and is_failure(payload))
    if payload is None:
        failed = True
        # What else the backend says of the post is all there is: its error, say.
        payload = {key: value for key, value in post.items() if key not in _OF_AN_ENTRY}
    return Entry(
        platform=str(post["platform"]),
        payload=payload,
        platform_post_id=text_or_none(post.get("platform_post_id")),
        post_url=text_or_none(post.get("post_url")),
        failed=failed,
    )


LISTED = SourceFormat(name="listed", sees=_sees, read=_read)
