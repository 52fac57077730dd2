"""
A list of platform posts: the layout for a backend that asks the platforms itself.

`{"status", "platforms": [{"platform", "social_connection_id", "platform_post_id", "post_url",
"raw_metrics"}], …}` is the contract's own `analytics` object as well, so a response reads back.
"""

from __future__ import annotations

from collections.abc import Mapping

from postmetrics.payload import text_or_none
from postmetrics.registry import Registry
from postmetrics.source import (
    Entry,
    SourceFormat,
    SourceResponse,
    belongs,
    check_connection,
    is_failure,
    owner,
    without_others,
)


_OF_AN_ENTRY = {"platform", "social_connection_id", "platform_post_id", "post_url", "metrics", "raw_metrics"}
_OF_A_RESPONSE = {"status", "totals", "platforms", "metadata"}


def _analytics(source: Mapping[str, object]) -> Mapping[str, object]:
    """Return what holds the list: *source*, or `analytics` where it is a whole response."""
    inner = source.get("analytics")
    if isinstance(inner, Mapping) and (
        source.keys() == {"analytics", "stats"} or ("totals" in inner and _posts(inner) is not None)
    ):
        return inner
    return source


def _posts(source: Mapping[str, object]) -> list[Mapping[str, object]] | None:
    listed = source.get("platforms")
    if not isinstance(listed, list) or not all(
        isinstance(post, Mapping) and "platform" in post for post in listed
    ):
        return None
    return listed


def _sees(source: Mapping[str, object], _: Registry) -> str | None:
    return None if _posts(_analytics(source)) is None else "a list of platforms"


def _narrow(source: Mapping[str, object], wanted: str, *, unmarked: bool) -> Mapping[str, object]:
    narrowed = without_others(source, wanted)
    if posts := _posts(source):
        narrowed["platforms"] = [post for post in posts if belongs(post, wanted, unmarked=unmarked)]
    return narrowed


def _read(source: Mapping[str, object], registry: Registry, wanted: str | None) -> SourceResponse:
    analytics = _analytics(source)
    stats: object = source
    around: dict[str, object] = {}
    if analytics is not source:
        stats = source.get("stats")
        around = {key: value for key, value in source.items() if key not in {"analytics", "stats"}}
    is_response = analytics.keys() == _OF_A_RESPONSE
    if wanted is not None:
        # `stats` is laid out in another way: what of it is whose cannot be told.
        check_connection((around, analytics), wanted)
        # What is in a source of one account is that account's.
        analytics = stats = _narrow(analytics, wanted, unmarked=owner(source) == wanted)
        around = without_others(around, wanted)
    posts = _posts(analytics)
    known = [post for post in posts or () if post["platform"] in registry]
    unknown = [post for post in posts or () if post["platform"] not in registry]
    metadata = {**around, **_metadata(analytics, posts, is_response=is_response)}
    if unknown:
        kept = metadata.get("platforms")
        metadata["platforms"] = [*kept, *unknown] if isinstance(kept, list) else unknown
    return SourceResponse(
        format="listed",
        status=text_or_none(analytics.get("status")),
        entries=tuple(map(_entry, known)),
        metadata=metadata,
        legacy=stats if isinstance(stats, Mapping) else source,
    )


def _metadata(
    analytics: Mapping[str, object], posts: list[Mapping[str, object]] | None, *, is_response: bool
) -> Mapping[str, object]:
    """Return what is beside the posts, and what is in their place where there are none."""
    metadata = analytics.get("metadata")
    if is_response and isinstance(metadata, Mapping):
        # A response that is read back: its totals are summed anew, its metadata is its own.
        return metadata
    return {key: value for key, value in analytics.items() if key != "platforms" or not posts}


def _entry(post: Mapping[str, object]) -> Entry:
    payload = post.get("raw_metrics")
    failed = post.get("status") == "error" or (isinstance(payload, Mapping) and is_failure(payload))
    if payload is None or (failed and payload == {}):
        failed = True
        # What else the backend says of the post is all there is: its error, say.
        payload = {key: value for key, value in post.items() if key not in _OF_AN_ENTRY}
    return Entry(
        platform=str(post["platform"]),
        payload=payload,
        platform_post_id=text_or_none(post.get("platform_post_id")),
        post_url=text_or_none(post.get("post_url")),
        failed=failed,
        row=post,
    )


LISTED = SourceFormat(name="listed", sees=_sees, read=_read)
