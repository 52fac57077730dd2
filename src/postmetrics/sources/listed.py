"""
A list of platform posts: the layout for a backend that asks the platforms itself.

`{"status", "platforms": [{"platform", "social_connection_id", "platform_post_id", "post_url",
"raw_metrics"}], …}` is the contract's own `analytics` object as well, so a response reads back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from postmetrics.payload import text_or_none
from postmetrics.registry import Registry
from postmetrics.source import (
    FAILED,
    Entry,
    SourceFormat,
    SourceResponse,
    belongs,
    check_connection,
    is_failure,
    merged,
    owner,
    without_others,
)


_NAMES = {"platform", "social_connection_id", "platform_post_id", "post_url"}
_OF_A_RESPONSE = {"status", "totals", "platforms", "metadata"}


def _analytics(source: Mapping[str, object]) -> Mapping[str, object]:
    """Return what holds the list: *source*, or `analytics` where it is a whole response."""
    inner = source.get("analytics")
    if isinstance(inner, Mapping) and (
        source.keys() == {"analytics", "stats"} or ("totals" in inner and _rows(inner) is not None)
    ):
        return inner
    return source


def _rows(analytics: Mapping[str, object]) -> Sequence[object] | None:
    rows = analytics.get("platforms")
    return rows if isinstance(rows, list | tuple) else None


def _posts(analytics: Mapping[str, object]) -> list[Mapping[str, object]]:
    return [row for row in _rows(analytics) or () if isinstance(row, Mapping) and "platform" in row]


def _sees(source: Mapping[str, object], _: Registry) -> str | None:
    analytics = _analytics(source)
    # An empty list is one of platforms only beside their totals.
    is_it = _posts(analytics) or (_rows(analytics) is not None and "totals" in analytics)
    return "a list of platforms" if is_it else None


def _narrow(source: Mapping[str, object], wanted: str, *, unmarked: bool) -> Mapping[str, object]:
    narrowed = without_others(source, wanted)
    if _posts(source):
        narrowed["platforms"] = [
            row for row in _rows(source) or () if belongs(_marked(row), wanted, unmarked=unmarked)
        ]
    return narrowed


def _marked(row: object) -> object:
    """Return what may say whose post *row* is: itself, or else its payload, which may be a list of one."""
    if not isinstance(row, Mapping) or owner(row):
        return row
    payload = row.get("raw_metrics")
    return payload[0] if isinstance(payload, list | tuple) and len(payload) == 1 else payload


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
        unmarked = wanted in (owner(source), owner(analytics))  # what one account's source holds is its own
        analytics = stats = _narrow(analytics, wanted, unmarked=unmarked)
        around = without_others(around, wanted)
    posts: list[Mapping[str, object]] = []
    left: list[object] = []
    for row in _rows(analytics) or ():
        if isinstance(row, Mapping) and row.get("platform") in registry:
            posts.append(row)
        elif row is not None:
            left.append(row)
    metadata = _metadata(analytics, left, has_posts=bool(posts), is_response=is_response)
    return SourceResponse(
        format="listed",
        status=text_or_none(analytics.get("status")),
        entries=tuple(map(_entry, posts)),
        metadata=merged(around, metadata),
        legacy=stats if isinstance(stats, Mapping) else source,
    )


def _metadata(
    analytics: Mapping[str, object], left: list[object], *, has_posts: bool, is_response: bool
) -> dict[str, object]:
    """Return what is beside the posts, what is *left* of their list, and the whole list where it has none."""
    metadata = analytics.get("metadata")
    if is_response and isinstance(metadata, Mapping):
        # A response that is read back: its totals are summed anew, its metadata is its own.
        kept = metadata.get("platforms")
        left = [*kept, *left] if isinstance(kept, list) else left
    else:
        metadata = {key: value for key, value in analytics.items() if key != "platforms" or not has_posts}
    return {**metadata, "platforms": left} if left else dict(metadata)


def _entry(row: Mapping[str, object]) -> Entry:
    payload = row.get("raw_metrics")
    failed = _says_failure(row, payload) or (isinstance(payload, Mapping) and is_failure(payload))
    if payload is None or (failed and not (isinstance(payload, Mapping) and payload)):
        # What else the backend says of the post is all there is: its numbers, or the failure.
        payload = {key: value for key, value in row.items() if key not in _NAMES}
        if not payload.get("raw_metrics"):
            payload.pop("raw_metrics", None)
        failed = is_failure(payload) or _is_error(payload)
    return Entry(
        platform=str(row["platform"]),
        payload=payload,
        platform_post_id=text_or_none(row.get("platform_post_id")),
        post_url=text_or_none(row.get("post_url")),
        failed=failed,
        row=row,
    )


def _says_failure(row: Mapping[str, object], payload: object) -> bool:
    """Tell whether *row* says that it failed: an error does only where its *payload* holds nothing."""
    return row.get("status") in FAILED or (
        _has_error(row) and not (isinstance(payload, Mapping | list | tuple) and payload)
    )


def _has_error(row: Mapping[str, object]) -> bool:
    return bool(row.get("error") or row.get("errors"))


def _is_error(payload: Mapping[str, object]) -> bool:
    """Tell whether *payload* is an error without anything beside it that may be a number or hold one."""
    beside = (value for key, value in payload.items() if key not in {"error", "errors", "code"})
    return _has_error(payload) and not any(map(_may_count, beside))


def _may_count(value: object) -> bool:
    from postmetrics.number import NotANumber, is_container, read_duration  # noqa: PLC0415  # of errors only

    try:
        return bool(value) if is_container(value) else read_duration(value) is not None
    except NotANumber:
        return False


LISTED = SourceFormat(name="listed", sees=_sees, read=_read)
