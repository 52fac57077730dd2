"""
YouTube.

Data API v3 `videos.list` and `videos.batchGetStats` (counts are text, lifetime), Analytics
API v2 reports and Reporting API v1 rows (windows, cut into rows that are summed), and
Ayrshare's object, which passes the Analytics API's names on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from postmetrics.mapper import Mapper, Reshape, Reshaped
from postmetrics.metrics import Metrics
from postmetrics.number import ARRAY, OBJECT, is_empty
from postmetrics.path import Row, Where
from postmetrics.rules import First, first, minutes, never


_OF_PLAYLISTS = ("playlistViews", "playlistStarts", "viewsPerPlaylistStart", "averageTimeInPlaylist")
_OF_SEVERAL = ("group", *_OF_PLAYLISTS)
_OTHERS = frozenset({*_OF_SEVERAL, "channel"})


def _by_column(payload: Mapping[str, object]) -> Reshaped | None:
    """
    Give the cells of a report the names of their columns, and empty the rows of no video.

    Columns come in the order of the request, so only `columnHeaders` tells them apart.
    """
    rows, headers = payload.get("rows"), payload.get("columnHeaders")
    if not isinstance(rows, list | tuple):
        is_of_others = _is_of_no_video(payload) or _is_of_several_videos(payload)
        return Reshaped({}) if is_of_others and "statistics" not in payload else None
    names: list[str] = []
    for header in headers if isinstance(headers, list | tuple) else ():
        name = header.get("name") if isinstance(header, OBJECT) else None
        names.append(name if isinstance(name, str) else "")
    named: list[Mapping[str, object]] = []
    for row in rows:
        cells: Mapping[str, object] = {}
        if isinstance(row, ARRAY):
            cells = dict(zip(names, row, strict=False))
        elif isinstance(row, Mapping):
            cells = row
        named.append({} if _is_of_no_video(cells) else cells)
    if not _OTHERS.isdisjoint(names) if names else any(key in row for row in named[:1] for key in _OTHERS):
        named = _of_videos(named)
    return Reshaped({**payload, "rows": named}, partial(_origins, names, rows))


def _is_of_no_video(row: Mapping[str, object]) -> bool:
    """
    Tell whether a row of a report counts something else than one video.

    An empty `video_id` stands for the channel or for something deleted, and the views in a
    playlist report are those within the playlist.
    https://developers.google.com/youtube/reporting/v1/reports/metrics
    """
    return ("video_id" in row and is_empty(row["video_id"])) or _has(row, "playlist_id", "playlist")


def _of_videos(rows: Sequence[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """Empty the rows of playlists and groups, and those of several channels."""
    channels = [row["channel"] for row in rows if "channel" in row and "video" not in row]
    if any(channel != channels[0] for channel in channels):
        return [{} for _ in rows]
    return [{} if _is_of_several_videos(row) else row for row in rows]


def _is_of_several_videos(row: Mapping[str, object]) -> bool:
    """
    Tell whether a row counts the videos of a playlist or a group together.

    https://developers.google.com/youtube/analytics/metrics
    """
    return _has(row, *_OF_SEVERAL) and not _has(row, "video", "video_id", "id")


def _has(row: Mapping[str, object], *names: str) -> bool:
    """Tell whether a row has a cell of one of these names, and something in it."""
    return any(name in row and not is_empty(row[name]) for name in names)


def _origins(names: Sequence[str], rows: Sequence[object]) -> dict[Where, Where]:
    return {
        ("rows", index, name): ("rows", index, Row(column, name))
        for index, row in enumerate(rows)
        if isinstance(row, list | tuple)
        for column, name in enumerate(names[: len(row)])
    }


report_rows = Reshape(
    _by_column,
    only_if=frozenset({"rows", "video_id", "playlist_id", "playlist", "group", *_OF_PLAYLISTS}),
    by_operators=True,
)
"""The rows of a report, as `rows`, or one alone."""


def lifetime(name: str) -> First:
    """Read a count of the Data API, also where a report lies beside its answer."""
    return first(f"statistics.{name}", f"items[0].statistics.{name}")


def report(*names: str) -> First:
    """Read a report's column by its name in the Analytics or Reporting API, or that cell of a bare row."""
    return first(*(f"rows[*].{name}" for name in names), *names)


# Every post is a video, so `views` and `video_views` are one number.
PLAYS = first(lifetime("viewCount"), report("views"))


MAPPER = Mapper(
    platform="youtube",
    # Google's clients put an answer in `data`, the one for browsers in `result`.
    posts=(
        "[items, rows]",
        "items[*]",
        "analytics",
        "data.items[*]",
        "data",
        "data[*]",
        "result.items[*]",
        "result",
    ),
    ids=(
        "[kind=youtube#video].id",
        "[kind=youtube#videoStats].id",
        "[!kind].id",
        "items[*].id",
        "items[*].id.videoId",
        "rows[*].video",
        "rows[*].video_id",
    ),
    post_id=(
        # The `id` of a search result is an object, that of a playlist's item is not the video's.
        "id.videoId",
        "contentDetails.videoId",
        "snippet.resourceId.videoId",
        "[kind=youtube#video].id",
        "[kind=youtube#videoStats].id",
        "[!kind].id",
        "items[0].id",
        "items[0].id.videoId",
        "rows[*].video",
        "rows[*].video_id",
        "video",
        "video_id",
        "$[analytics|postUrl].id",
    ),
    # No URL is in any of YouTube's own payloads; Ayrshare adds one.
    post_url=("$postUrl",),
    # A channel's statistics have the names of a video's.
    uncounted=("[kind=youtube#channel]", "items[kind=youtube#channel]"),
    failures=(
        "$error",
        "$[!items].summary.failedVideoIds[0]",
        "$data.error",
        "$data[!items].summary.failedVideoIds[0]",
        "$result.error",
        "$result[!items].summary.failedVideoIds[0]",
    ),
    reshape=report_rows,
    metrics=Metrics(
        # Data API: https://developers.google.com/youtube/v3/docs/videos (statistics)
        #   and https://developers.google.com/youtube/v3/docs/videos/batchGetStats
        # Analytics API: https://developers.google.com/youtube/analytics/metrics
        # Reporting API: https://developers.google.com/youtube/reporting/v1/reports/metrics
        # Ayrshare: https://www.ayrshare.com/docs/apis/analytics/post
        # A count that the owner hides or has switched off is left out of `statistics`.
        likes=first(lifetime("likeCount"), report("likes")),
        comments=first(lifetime("commentCount"), report("comments")),
        shares=report("shares"),
        # `adImpressions` and `cardImpressions` count advertisements and cards, not the video.
        impressions=report("videoThumbnailImpressions", "video_thumbnail_impressions"),
        views=PLAYS,
        video_views=PLAYS,
        video_viewers=never(),
        video_watch_time_ms=minutes(report("estimatedMinutesWatched", "watch_time_minutes")),
        engagement=never(),  # `engagedViews` are views
        clicks=report("cardClicks", "card_clicks"),
        saves=never(),  # `favoriteCount` has been "0" since 2015-08-28
        bookmarks=never(),
        quotes=never(),
    ),
    definitions=Metrics(
        likes="Likes of the video; null where its owner hides them.",
        comments="Comments on the video; null where they are switched off.",
        shares="Uses of the Share button, in the days of an Analytics or Reporting report.",
        impressions="Times the video's thumbnail was shown on YouTube, in the days of a report.",
        views=(
            "Views by YouTube's public rule; from 2025-03-31 (Analytics: 2025-04-24, Reporting: 2025-06-30)"
            " every start or replay of a Short counts, from 2026-08-27 every start of any video."
        ),
        video_views="The same count as views, for every post is a video; changed 2025-03-31 and 2026-08-27.",
        video_viewers="Unique viewers are in YouTube Studio only; no API reports them any more.",
        video_watch_time_ms="Time that all viewers together watched, in the days of a report.",
        engagement="YouTube reports no count of interactions; its engaged views are views.",
        clicks="Clicks on the video's cards, in the days of a report.",
        saves="YouTube reports no saves: favorites are always 0, and playlist additions include the owner's.",
        bookmarks="YouTube has no bookmarks.",
        quotes="YouTube has no quote posts.",
    ),
)
