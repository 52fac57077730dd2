"""
X's Engagement API, laid out by type whatever its answer is grouped by.

https://docs.x.com/x-api/enterprise-gnip-2.0/fundamentals/engagement-api
"""

from __future__ import annotations

import re

from collections.abc import Iterator, Mapping

from postmetrics.mapper import Reshape, Reshaped
from postmetrics.number import is_container, is_empty
from postmetrics.path import Found, Where


_TWEET_ID = re.compile(r"[0-9]{3,20}", re.ASCII)
_DAY_OR_HOUR = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}.*|[0-9]{2}", re.ASCII)
_LEVELS = 4  # below a grouping's name: tweet, type, day and hour
_ENGAGEMENT_TYPES = frozenset({
    "impressions", "engagements", "favorites", "retweets", "quote_tweets", "replies", "video_views",
    "media_views", "media_engagements", "url_clicks", "hashtag_clicks", "detail_expands", "permalink_clicks",
    "app_opens", "app_install_attempts", "email_tweet", "user_follows", "user_profile_clicks",
})  # fmt: skip
_OF_A_POST = frozenset({
    "public_metrics", "non_public_metrics", "organic_metrics", "promoted_metrics", "favorite_count",
    "publicMetrics", "nonPublicMetrics", "organicMetrics", "timestamped_metrics", "measurement", "id_data",
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
    unsupported = listed if isinstance(listed, list | tuple) else ()
    counts: dict[str, list[Found]] = {}
    tweets: dict[str, None] = {}
    doubts: dict[Where, str] = {}
    for name, levels in payload.items():
        grouping: dict[str, list[Found]] = {}
        for kind, tweet, (where, value) in _engagements(name, levels):
            if tweet:
                tweets[tweet] = None
            if not is_empty(value) and not is_container(value):
                grouping.setdefault(kind, []).append((where, value))
            if kind == "video_views" and unsupported and (not tweet or tweet in unsupported):
                doubts[where] = _TOO_OLD
        counts = {**grouping, **counts}
    if not tweets and not counts:
        return None
    values = {kind: [value for _, value in found] for kind, found in counts.items()}
    origins: dict[Where, Where] = {
        ("engagement_api", kind, index): where
        for kind, found in counts.items()
        for index, (where, _) in enumerate(found)
    }
    return Reshaped({**payload, "engagement_api": {**values, "tweet_ids": list(tweets)}}, origins, doubts)


engagement_groupings = Reshape(_by_type, unless=_OF_A_POST)
"""The Engagement API's numbers, as `engagement_api`."""


def _engagements(name: str, levels: object) -> list[tuple[str, str, Found]]:
    """Return the type, the tweet (or no text) and the place and value of each number of a grouping."""
    known: list[tuple[str, str, Found]] = []
    leaves = list(_leaves(((name,), levels), _LEVELS))
    for where, value in leaves:
        keys = [key if isinstance(key, str) else "" for key in where]
        tweets = [key for key in keys if _TWEET_ID.fullmatch(key)]
        kinds = [key for key in keys[1:] if not _TWEET_ID.fullmatch(key) and not _DAY_OR_HOUR.fullmatch(key)]
        if len(kinds) == 1 and kinds[0] in _ENGAGEMENT_TYPES:
            known.append((kinds[0], tweets[-1] if tweets else "", (where, value)))
    # Where no tweet is named, only the types tell a grouping from any other object.
    return known if len(known) == len(leaves) else [each for each in known if each[1]]


def _leaves(found: Found, levels: int) -> Iterator[Found]:
    where, value = found
    if isinstance(value, Mapping) and levels:
        for key, below in value.items():
            yield from _leaves(((*where, key), below), levels - 1)
    else:
        yield found
