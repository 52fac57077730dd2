"""
With Polars: JSON decoded to a struct of what is read of each dialect, and expressions over it.

Where a number and an object may stand in one place, nothing can be decoded to both, so each value
is looked up by its path.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import polars as pl
import pyarrow as pa

from polars import (
    Expr,
    Int64,
    List,
    String,
    Struct,
    col,
    element,
    lit,
    max_horizontal,
    sum_horizontal,
    when,
)

from . import parquet, peers


@attrs.frozen
class Frame:
    """What is made of the text, step by step; the last has the columns that are not null."""

    columns: Mapping[str, Expr]
    given: Mapping[str, Expr]
    kind: Struct | None = None
    """What the JSON is decoded to, as `post`."""

    def collect(self, payloads: pl.LazyFrame) -> pl.DataFrame:
        """Return the columns of *payloads*."""
        if self.kind:
            payloads = payloads.select(post=col(parquet.COLUMN).str.json_decode(self.kind))
        columns = {name: self.columns.get(name, lit(None)).cast(Int64) for name in peers.FOUND[:-1]}
        post_id = {peers.ID: self.columns[peers.ID]}
        return payloads.with_columns(**self.given).select(**columns, **post_id).collect()


def _counts(*names: str) -> dict[str, Any]:
    return dict.fromkeys(names, Int64)


def _at(start: Expr, *path: str) -> Expr:
    for name in path:
        start = start.struct.field(name)
    return start


_POST = col("post")

# X. An expression within a list sees no other column, so all media are taken for the post's own.

_X_POST = _at(_POST, "data").list.first()
_PUBLIC, _OWN = (_at(_X_POST, name) for name in ("public_metrics", "non_public_metrics"))
_X_PUBLIC = ("like_count", "reply_count", "retweet_count", "quote_count", "bookmark_count")
_X_OWN = ("engagements", "url_link_clicks")
_X = Frame(
    {
        "likes": _at(col("public"), "like_count"),
        "comments": _at(col("public"), "reply_count"),
        "shares": _at(col("public"), "retweet_count"),
        "impressions": when(
            (_at(col("public"), "impression_count") == 0)
            & (
                max_horizontal(
                    *(_at(col("public"), name) for name in _X_PUBLIC),
                    *(_at(col("own"), name) for name in _X_OWN),
                )
                > 0
            )
        )
        .then(_at(col("own"), "impression_count"))
        .otherwise(_at(col("public"), "impression_count")),
        "video_views": _at(_POST, "includes", "media")
        .list.eval(_at(element(), "public_metrics", "view_count"))
        .list.sum(),
        "engagement": _at(col("own"), "engagements"),
        "clicks": _at(col("own"), "url_link_clicks"),
        "bookmarks": _at(col("public"), "bookmark_count"),
        "quotes": _at(col("public"), "quote_count"),
        "platform_post_id": _at(_X_POST, "id"),
    },
    {"public": _PUBLIC, "own": _OWN},
    Struct(
        {
            "data": List(
                Struct(
                    {
                        "id": String,
                        "public_metrics": Struct(_counts(*_X_PUBLIC, "impression_count")),
                        "non_public_metrics": Struct(_counts(*_X_OWN, "impression_count")),
                    }
                )
            ),
            "includes": Struct({"media": List(Struct({"public_metrics": Struct(_counts("view_count"))}))}),
        }
    ),
)

# LinkedIn


def _statistic(name: str) -> Expr:
    return _at(_POST, "elements").list.eval(_at(element(), "totalShareStatistics", name)).list.sum()


_LINKEDIN = Frame(
    {
        "likes": _statistic("likeCount"),
        "comments": _statistic("commentCount"),
        "shares": _statistic("shareCount"),
        "impressions": _statistic("impressionCount"),
        "clicks": _statistic("clickCount"),
        "platform_post_id": _at(_at(_POST, "elements").list.first(), "ugcPost"),
    },
    {},
    Struct(
        {
            "elements": List(
                Struct(
                    {
                        "ugcPost": String,
                        "totalShareStatistics": Struct(
                            _counts(
                                "likeCount", "commentCount", "shareCount", "impressionCount", "clickCount"
                            )
                        ),
                    }
                )
            )
        }
    ),
)

# Instagram


def _insight(name: str) -> Expr:
    wanted = (_at(element(), "name") == name) & (_at(element(), "period") == "lifetime")
    value = _at(_at(element(), "values").list.last(), "value")
    return _at(_POST, "data").list.eval(value.filter(wanted)).list.last()


def _first_part(row_id: Expr) -> Expr:
    return row_id.str.split("/").list.first()


_INSTAGRAM = Frame(
    {
        "likes": _insight("likes"),
        "comments": _insight("comments"),
        "shares": _insight("shares"),
        "views": col("views"),
        "video_views": when(col("watched").is_not_null()).then(col("views")),
        "video_watch_time_ms": col("watched"),
        "engagement": _insight("total_interactions"),
        "clicks": _insight("link_clicks"),
        "saves": _insight("saved"),
        "platform_post_id": _first_part(_at(_at(_POST, "data").list.first(), "id")),
    },
    {"views": _insight("views"), "watched": _insight("ig_reels_video_view_total_time")},
    Struct(
        {
            "data": List(
                Struct(
                    {
                        "id": String,
                        "name": String,
                        "period": String,
                        "values": List(Struct({"value": Int64})),
                    }
                )
            )
        }
    ),
)

# Facebook


def _lookup(path: str) -> Expr:
    return col(parquet.COLUMN).str.json_path_match(path)


def _value(name: str) -> Expr:
    return _lookup(f"$.data[?(@.name=='{name}')].values[0].value")


_ACTIVITY = ("like", "comment", "share")
_FACEBOOK = Frame(
    {
        "likes": _at(col("reactions"), "like").fill_null(0),
        "comments": _at(col("activity"), "comment").fill_null(0),
        "shares": _at(col("activity"), "share").fill_null(0),
        "views": _value("post_media_view"),
        "engagement": sum_horizontal(_at(col("activity"), name) for name in _ACTIVITY),
        "clicks": _value("post_clicks"),
        "platform_post_id": _first_part(_lookup("$.data[0].id")),
    },
    {
        "reactions": _value("post_reactions_by_type_total").str.json_decode(Struct(_counts("like"))),
        "activity": _value("post_activity_by_action_type").str.json_decode(Struct(_counts(*_ACTIVITY))),
    },
)

# TikTok

_CLICKS = ("website_clicks", "phone_number_clicks", "app_download_clicks", "email_clicks", "address_clicks")
_VIDEO = col("video")


def _unless_doubted(number: Expr) -> Expr:
    return when((number != 0) | (_at(_VIDEO, "video_views") == 0)).then(number)


_TIKTOK = Frame(
    {
        "likes": _at(_VIDEO, "likes"),
        "comments": _at(_VIDEO, "comments"),
        "shares": _at(_VIDEO, "shares"),
        "views": _at(_VIDEO, "video_views"),
        "video_views": _at(_VIDEO, "video_views"),
        "video_viewers": _unless_doubted(_at(_VIDEO, "reach")),
        "video_watch_time_ms": _unless_doubted((_at(_VIDEO, "total_time_watched") * 1000).round()),
        "clicks": sum_horizontal(_at(_VIDEO, name) for name in _CLICKS),
        "saves": _at(_VIDEO, "favorites"),
        "platform_post_id": _at(_VIDEO, "item_id"),
    },
    {"video": _at(_POST, "data", "videos").list.first()},
    Struct(
        {
            "data": Struct(
                {
                    "videos": List(
                        Struct(
                            {
                                "item_id": String,
                                "total_time_watched": pl.Float64,
                                **_counts(
                                    "likes",
                                    "comments",
                                    "shares",
                                    "favorites",
                                    "video_views",
                                    "reach",
                                    *_CLICKS,
                                ),
                            }
                        )
                    )
                }
            )
        }
    ),
)

# YouTube

_STATISTICS = ("viewCount", "likeCount", "commentCount")
_YOUTUBE_VIDEO = _at(_POST, "items").list.first()
_YOUTUBE = Frame(
    {
        "likes": _at(_YOUTUBE_VIDEO, "statistics", "likeCount"),
        "comments": _at(_YOUTUBE_VIDEO, "statistics", "commentCount"),
        "views": _at(_YOUTUBE_VIDEO, "statistics", "viewCount"),
        "video_views": _at(_YOUTUBE_VIDEO, "statistics", "viewCount"),
        "platform_post_id": _at(_YOUTUBE_VIDEO, "id"),
    },
    {},
    Struct({"items": List(Struct({"id": String, "statistics": Struct(dict.fromkeys(_STATISTICS, String))}))}),
)

_FRAMES = {
    "x": _X,
    "linkedin": _LINKEDIN,
    "instagram": _INSTAGRAM,
    "facebook": _FACEBOOK,
    "tiktok": _TIKTOK,
    "youtube": _YOUTUBE,
}


def from_lines(platform: str, lines: Sequence[bytes]) -> pa.Table:
    """Return the columns of payloads in memory."""
    payloads = pa.table({parquet.COLUMN: pa.array(lines, pa.binary()).cast(pa.string())})
    frame: Any = pl.from_arrow(payloads)
    return _FRAMES[platform].collect(frame.lazy()).to_arrow()


def from_parquet(platform: str, path: Path) -> pa.Table:
    """Return the columns of payloads in a file."""
    return _FRAMES[platform].collect(pl.scan_parquet(path)).to_arrow()
