"""
With DuckDB: SQL over a struct of what is read of each dialect, made of the JSON in one pass.

That takes hardly longer than `json_extract` with a list of paths, which can neither join nor sum.
"""

from __future__ import annotations

import json

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import duckdb
import pyarrow as pa

from . import parquet, peers


@attrs.frozen
class Query:
    """What is made of the text, step by step; the last has the columns that are not null."""

    structure: Mapping[str, Any]
    """What the JSON is parsed to, as `post`."""

    columns: Mapping[str, str]
    given: Mapping[str, str] = {}

    def sql(self) -> str:
        """Return it as SQL over a relation of the name `payloads`."""
        parsed = f"SELECT from_json({parquet.COLUMN}, '{json.dumps(self.structure)}') AS post FROM payloads"  # noqa: S608  # all of it stands below
        given = ", ".join(["post", *(f"{value} AS {name}" for name, value in self.given.items())])
        columns = ", ".join(
            f"CAST({self.columns.get(name, 'NULL')} AS {_TEXT if name == peers.ID else _COUNT}) AS {name}"
            for name in peers.FOUND
        )
        return f"SELECT {columns} FROM (SELECT {given} FROM ({parsed}))"  # noqa: S608


_TEXT, _COUNT = "VARCHAR", "BIGINT"


def _counts(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, _COUNT)


# X

_X = Query(
    {
        "data": [
            {
                "id": _TEXT,
                "attachments": {"media_keys": [_TEXT]},
                "public_metrics": _counts(
                    "like_count",
                    "reply_count",
                    "retweet_count",
                    "quote_count",
                    "bookmark_count",
                    "impression_count",
                ),
                "non_public_metrics": _counts("impression_count", "engagements", "url_link_clicks"),
            }
        ],
        "includes": {"media": [{"media_key": _TEXT, "public_metrics": _counts("view_count")}]},
    },
    {
        "likes": "public.like_count",
        "comments": "public.reply_count",
        "shares": "public.retweet_count",
        "impressions": """
            CASE WHEN public.impression_count = 0 AND greatest(
                public.like_count, public.reply_count, public.retweet_count, public.quote_count,
                public.bookmark_count, own.engagements, own.url_link_clicks
            ) > 0 THEN own.impression_count ELSE public.impression_count END
        """,
        "video_views": """
            list_sum([
                media.public_metrics.view_count FOR media IN post.includes.media
                IF list_contains(post.data[1].attachments.media_keys, media.media_key)
            ])
        """,
        "engagement": "own.engagements",
        "clicks": "own.url_link_clicks",
        "bookmarks": "public.bookmark_count",
        "quotes": "public.quote_count",
        "platform_post_id": "post.data[1].id",
    },
    {"public": "post.data[1].public_metrics", "own": "post.data[1].non_public_metrics"},
)

# LinkedIn


def _statistic(name: str) -> str:
    return f"list_sum([element.totalShareStatistics.{name} FOR element IN post.elements])"


_STATISTICS = _counts("likeCount", "commentCount", "shareCount", "impressionCount", "clickCount")
_LINKEDIN = Query(
    {"elements": [{"ugcPost": _TEXT, "totalShareStatistics": _STATISTICS}]},
    {
        "likes": _statistic("likeCount"),
        "comments": _statistic("commentCount"),
        "shares": _statistic("shareCount"),
        "impressions": _statistic("impressionCount"),
        "clicks": _statistic("clickCount"),
        "platform_post_id": "post.elements[1].ugcPost",
    },
)

# Instagram and Facebook


def _rows(value: str) -> dict[str, Any]:
    return {"data": [{"id": _TEXT, "name": _TEXT, "period": _TEXT, "values": [{"value": value}]}]}


def _insight(name: str) -> str:
    wanted = f"row.name = '{name}' AND row.period = 'lifetime'"
    return f"list_filter(post.data, lambda row: {wanted})[1].values[-1].value"


_ROW_ID = "split_part(post.data[1].id, '/', 1)"

_INSTAGRAM = Query(
    _rows(_COUNT),
    {
        "likes": _insight("likes"),
        "comments": _insight("comments"),
        "shares": _insight("shares"),
        "views": "views",
        "video_views": "CASE WHEN watched IS NOT NULL THEN views END",
        "video_watch_time_ms": "watched",
        "engagement": _insight("total_interactions"),
        "clicks": _insight("link_clicks"),
        "saves": _insight("saved"),
        "platform_post_id": _ROW_ID,
    },
    {"views": _insight("views"), "watched": _insight("ig_reels_video_view_total_time")},
)

_FACEBOOK = Query(
    _rows("JSON"),
    {
        "likes": "coalesce(CAST(reactions->>'like' AS BIGINT), 0)",
        "comments": "coalesce(CAST(activity->>'comment' AS BIGINT), 0)",
        "shares": "coalesce(CAST(activity->>'share' AS BIGINT), 0)",
        "views": _insight("post_media_view"),
        "engagement": "list_sum(CAST(activity->'$.*' AS BIGINT[]))",
        "clicks": _insight("post_clicks"),
        "platform_post_id": _ROW_ID,
    },
    {
        "reactions": _insight("post_reactions_by_type_total"),
        "activity": _insight("post_activity_by_action_type"),
    },
)

# TikTok

_CLICKS = ("website_clicks", "phone_number_clicks", "app_download_clicks", "email_clicks", "address_clicks")


def _unless_doubted(number: str) -> str:
    return f"CASE WHEN {number} <> 0 OR video.video_views = 0 THEN {number} END"


_TIKTOK = Query(
    {
        "data": {
            "videos": [
                {
                    "item_id": _TEXT,
                    "total_time_watched": "DECIMAL(18, 3)",
                    **_counts("likes", "comments", "shares", "favorites", "video_views", "reach", *_CLICKS),
                }
            ]
        }
    },
    {
        "likes": "video.likes",
        "comments": "video.comments",
        "shares": "video.shares",
        "views": "video.video_views",
        "video_views": "video.video_views",
        "video_viewers": _unless_doubted("video.reach"),
        "video_watch_time_ms": _unless_doubted("video.total_time_watched * 1000"),
        "clicks": f"list_sum([{', '.join(f'video.{name}' for name in _CLICKS)}])",
        "saves": "video.favorites",
        "platform_post_id": "video.item_id",
    },
    {"video": "post.data.videos[1]"},
)

# YouTube

_YOUTUBE = Query(
    {"items": [{"id": _TEXT, "statistics": _counts("viewCount", "likeCount", "commentCount")}]},
    {
        "likes": "numbers.likeCount",
        "comments": "numbers.commentCount",
        "views": "numbers.viewCount",
        "video_views": "numbers.viewCount",
        "platform_post_id": "post.items[1].id",
    },
    {"numbers": "post.items[1].statistics"},
)

_SQL = {
    "x": _X.sql(),
    "linkedin": _LINKEDIN.sql(),
    "instagram": _INSTAGRAM.sql(),
    "facebook": _FACEBOOK.sql(),
    "tiktok": _TIKTOK.sql(),
    "youtube": _YOUTUBE.sql(),
}


@cache
def _connection() -> Any:
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    return connection


def from_lines(platform: str, lines: Sequence[bytes]) -> pa.Table:
    """Return the columns of payloads in memory."""
    payloads = pa.table({parquet.COLUMN: pa.array(lines, pa.binary()).cast(pa.string())})
    return _ask(platform, _connection().from_arrow(payloads))


def from_parquet(platform: str, path: Path) -> pa.Table:
    """Return the columns of payloads in a file."""
    return _ask(platform, _connection().read_parquet(str(path)))


def _ask(platform: str, relation: Any) -> pa.Table:
    columns: pa.Table = relation.query("payloads", _SQL[platform]).to_arrow_table()
    return columns
