"""
X's Engagement API, laid out by type whatever its answer is grouped by.

https://docs.x.com/x-api/enterprise-gnip-2.0/fundamentals/engagement-api
"""

from __future__ import annotations

import re

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TypeAlias

from postmetrics.mapper import Reshape, Reshaped
from postmetrics.number import is_container, is_empty
from postmetrics.path import Found, Where


Engagement: TypeAlias = tuple[str, str, Where, object]
"""
A number of a grouping: its type, its tweet (or no text), its place and itself.

What stands for a tweet without numbers has no type.
"""

_TWEET_ID = re.compile(r"[0-9]{3,20}")
_DAY_OR_HOUR = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}.*|[0-9]{2}")
_LEVELS = 4  # below a grouping's name: tweet, type, day and hour
_ENGAGEMENT_TYPES = frozenset({
    "impressions", "engagements", "favorites", "retweets", "quote_tweets", "replies", "video_views",
    "media_views", "media_engagements", "url_clicks", "hashtag_clicks", "detail_expands", "permalink_clicks",
    "app_opens", "app_install_attempts", "email_tweet", "user_follows", "user_profile_clicks",
    "media_clicks",  # which media_engagements replaced
})  # fmt: skip
_OF_A_POST = frozenset({
    "public_metrics", "non_public_metrics", "organic_metrics", "promoted_metrics", "favorite_count",
    "publicMetrics", "nonPublicMetrics", "organicMetrics", "promotedMetrics", "timestamped_metrics",
    "timestampedMetrics", "measurement", "id_data",
})  # fmt: skip
_TOO_OLD = "X sends 0 for the video views of a post older than 1800 days"


def _by_type(payload: Mapping[str, object]) -> Reshaped | None:
    """
    Collect the numbers of an Engagement API answer by their type, whatever they are grouped by.

    The names of the groupings and the order of their levels (tweet, type, day, hour) are the
    caller's. Groupings tell the same numbers again, so each type is taken from the first
    that has it. Zero video views of a tweet that is listed as unsupported are doubted.
    """
    listed = payload.get("unsupported_for_video_views_tweet_ids")
    texts = (each for each in listed if isinstance(each, str)) if isinstance(listed, list | tuple) else ()
    unsupported = frozenset(texts)
    counts: dict[str, list[Found]] = {}
    tweets: dict[str, Where] = {}
    silent: dict[str, Where] = {}
    doubts: dict[Where, str] = {}
    for leaves in _groupings(payload):
        grouping: dict[str, list[Found]] = {}
        for kind, tweet, where, value in leaves:
            if tweet:
                (tweets if kind else silent).setdefault(tweet, where)
            if type(value) is int or not (is_empty(value) or is_container(value)):
                grouping.setdefault(kind, []).append((where, value))
            if kind == "video_views" and unsupported and (not tweet or tweet in unsupported):
                doubts[where] = _TOO_OLD
        if grouping:
            counts = {**grouping, **counts}
    if not tweets and not counts:
        return None
    tweets = {**silent, **tweets}
    values = {kind: [value for _, value in found] for kind, found in counts.items()}
    laid_out = {**payload, "engagement_api": {**values, "tweet_ids": list(tweets)}}
    return Reshaped(laid_out, partial(_origins, counts, tweets), doubts)


def _groupings(payload: Mapping[str, object]) -> Iterator[list[Engagement]]:
    """Yield the numbers of each grouping, or of the one whose name was taken for that of a wrapper."""
    if all(map(_is_time, payload)):
        yield _known(list(_leaves("", "", (), payload, _LEVELS)))
        return
    if _ENGAGEMENT_TYPES.issuperset(payload):
        leaves = list(_leaves("", "", (), payload, _LEVELS))
        if _ENGAGEMENT_TYPES.issuperset(kind for kind, *_ in leaves):
            yield leaves
            return
    yield from (_engagements(name, levels) for name, levels in payload.items())


def _is_time(key: object) -> bool:
    return isinstance(key, str) and _DAY_OR_HOUR.fullmatch(key) is not None


def _engagements(name: str, levels: object) -> list[Engagement]:
    """Return the numbers of a grouping."""
    if not isinstance(levels, Mapping):
        return []
    tweet = name if isinstance(name, str) and _TWEET_ID.fullmatch(name) else ""
    return _known(list(_leaves("", tweet, (name,), levels, _LEVELS)) or [("", tweet, (name,), levels)])


def _known(leaves: list[Engagement]) -> list[Engagement]:
    """Return those *leaves* of a grouping that are known."""
    known = [leaf for leaf in leaves if _is_known(leaf)]
    # Where no tweet is named, only the types tell a grouping from any other object.
    return known if len(known) == len(leaves) else [leaf for leaf in known if leaf[1]]


def _is_known(leaf: Engagement) -> bool:
    """Tell whether *leaf* is of a documented type, or a tweet that nothing is said of."""
    kind, tweet, _, value = leaf
    return kind in _ENGAGEMENT_TYPES or bool(tweet and not kind and value in (None, {}))


def _leaves(
    kind: str, tweet: str, where: Where, levels: Mapping[str, object], below: int
) -> Iterator[Engagement]:
    """Yield what is *below* so many levels; its type is `"?"` where that is not known."""
    for key, value in levels.items():
        kind_here, tweet_here = kind, tweet
        if key in _ENGAGEMENT_TYPES:
            kind_here = "?" if kind else key
        elif isinstance(key, str) and _TWEET_ID.fullmatch(key):
            tweet_here = key
        elif not _is_time(key):
            kind_here = "?"
        if below > 1 and type(value) is not int and isinstance(value, Mapping) and (value or not tweet_here):
            yield from _leaves(kind_here, tweet_here, (*where, key), value, below - 1)
        else:
            yield kind_here, tweet_here, (*where, key), value


def _origins(counts: Mapping[str, list[Found]], tweets: Mapping[str, Where]) -> dict[Where, Where]:
    places = {kind: [where for where, _ in found] for kind, found in counts.items()}
    return {
        ("engagement_api", kind, index): where
        for kind, wheres in {**places, "tweet_ids": list(tweets.values())}.items()
        for index, where in enumerate(wheres)
    }


engagement_groupings = Reshape(_by_type, unless=_OF_A_POST)
"""The Engagement API's numbers, as `engagement_api`."""
