"""
Meta's insight rows, laid out by metric.

Instagram, Facebook and Threads answer with a list of rows `{name, period, values, id}`, in
`data`, or in `insights` or `video_insights` of the post they belong to. The tables read
`insights.<metric>`, whatever the list was called, how often it says a metric and in which case.

https://developers.facebook.com/docs/graph-api/reference/insights
"""

from __future__ import annotations

import re

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias, TypeGuard

import attrs

from postmetrics.mapper import Reshape, Reshaped
from postmetrics.number import is_empty
from postmetrics.path import Row, Where


Object: TypeAlias = Mapping[str, object]

_LISTS = (("data",), ("insights",), ("insights", "data"), ("video_insights",), ("video_insights", "data"))
_ROW_ID = re.compile(r"([0-9]+(?:_[0-9]+)?)/.*", re.ASCII | re.DOTALL)  # "{post}/insights/{metric}/lifetime"

_STORY_METRICS = ("story_", "page_story_", "pages_fb_story_")
_NOT_AGGREGATED = "1970-01-02"
_DOUBT = f"a story's 0 stamped {_NOT_AGGREGATED} is not aggregated yet"


@attrs.frozen
class Entry:
    """One value of a metric: where it stands, and of which part of a breakdown it is."""

    where: Where
    value: object
    labels: frozenset[tuple[str, object]]
    end_time: str

    @property
    def breakdown(self) -> frozenset[str]:
        """The fields that tell the parts of one breakdown apart; none for the whole."""
        return frozenset(field for field, _ in self.labels)


def _by_metric(post: Mapping[str, object]) -> Reshaped | None:
    """
    Lay out the insight rows of *post* by metric; None where it has none.

    The post is given three keys more:

    * `insights`: the value of each metric, by its name in lower case. Rows count that are
      `lifetime` or name no period, and of several values the last that is not null.
    * `insight_parts`: instead, the values of a metric that only came in parts, such as those
      with `is_from_ads`; those of one breakdown, for two count the same views twice.
    * `insight_ids`: the ids of the posts that the rows say they are of, each once.
    """
    rows = list(_rows(post))
    if not rows:
        return None
    entries: dict[str, list[Entry]] = {}
    for where, row in rows:
        if is_empty(row.get("period")) or _lower(row["period"]) == "lifetime":
            entries.setdefault(_lower(row["name"]), []).extend(_entries(where, row))
    whole: dict[str, object] = {}
    parts: dict[str, list[object]] = {}
    origins: dict[Where, Where] = {}
    doubts: dict[Where, str] = {}
    for name, reported in entries.items():
        chosen = _latest_of_one_breakdown(reported)
        if len(chosen) == 1:
            whole[name] = chosen[0].value
            origins["insights", name] = chosen[0].where
        elif chosen:
            parts[name] = [entry.value for entry in chosen]
            origins |= {("insight_parts", name, at): entry.where for at, entry in enumerate(chosen)}
        if name.startswith(_STORY_METRICS):
            doubts |= {entry.where: _DOUBT for entry in chosen if entry.end_time.startswith(_NOT_AGGREGATED)}
    ids = _ids(rows)
    origins |= {("insight_ids", at): where for at, where in enumerate(ids.values())}
    around = {} if _is_row(post) else post
    laid_out = {**around, "insights": whole, "insight_parts": parts, "insight_ids": list(ids)}
    return Reshaped(laid_out, origins, doubts)


# A row alone has a name; all others are in a list.
insights_by_metric = Reshape(_by_metric, only_if=frozenset({"name", *(keys[0] for keys in _LISTS)}))
"""Meta's insight rows, as `insights`, `insight_parts` and `insight_ids`."""


def _rows(post: Object) -> Iterator[tuple[Where, Object]]:
    if _is_row(post):
        yield (), post
    for keys in _LISTS:
        rows: object = post
        for key in keys:
            rows = rows.get(key) if isinstance(rows, Mapping) else None
        for index, row in enumerate(rows if isinstance(rows, list | tuple) else ()):
            if _is_row(row):
                yield (*keys, Row(index, str(row["name"]))), row


def _is_row(item: object) -> TypeGuard[Object]:
    return (
        isinstance(item, Mapping)
        and isinstance(item.get("name"), str)
        and any(key in item for key in ("values", "total_value", "value", "period"))
    )


def _entries(where: Where, row: Object) -> list[Entry]:
    """Return the values of one row; `total_value` repeats them, so it only stands in for them."""
    values, total = row.get("values"), row.get("total_value")
    listed = values if isinstance(values, list | tuple) else ()
    reported = [_entry((*where, "values", at), value) for at, value in enumerate(listed) if _reports(value)]
    if not reported and _reports(total):
        return [_entry((*where, "total_value"), total)]
    if not reported and _reports(row):
        return [_entry(where, {"value": row["value"], "end_time": row.get("end_time")})]
    return reported


def _reports(entry: object) -> TypeGuard[Object]:
    return isinstance(entry, Mapping) and not is_empty(entry.get("value"))


def _entry(where: Where, entry: Object) -> Entry:
    labels = frozenset(
        (field, label)
        for field, label in entry.items()
        if field not in {"value", "start_time", "end_time"} and isinstance(label, str | int)
    )
    end_time = entry.get("end_time")
    return Entry((*where, "value"), entry["value"], labels, end_time if isinstance(end_time, str) else "")


def _latest_of_one_breakdown(entries: Iterable[Entry]) -> list[Entry]:
    breakdowns: dict[frozenset[str], dict[frozenset[tuple[str, object]], Entry]] = {}
    for entry in entries:
        breakdowns.setdefault(entry.breakdown, {})[entry.labels] = entry
    whole = breakdowns.get(frozenset())
    return list((whole or next(iter(breakdowns.values()), {})).values())


def _ids(rows: Iterable[tuple[Where, Object]]) -> dict[str, Where]:
    ids: dict[str, Where] = {}
    for where, row in rows:
        id_ = row.get("id")
        if isinstance(id_, str) and (known := _ROW_ID.fullmatch(id_)):
            ids.setdefault(known[1], (*where, "id"))
    return ids


def _lower(text: object) -> str:
    return text.lower() if isinstance(text, str) else ""
