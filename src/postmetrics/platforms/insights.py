"""
Meta's insight rows, laid out by metric.

Instagram, Facebook and Threads answer with a list of rows `{name, period, values, id}`, in
`data`, or in `insights` or `video_insights` of the post they belong to. The tables read
`insights.<metric>`, whatever the list was called, how often it says a metric and in which case.
Rows that were asked for as `insights.metric(…){values}` have no name, but an id that says it.

https://developers.facebook.com/docs/graph-api/reference/insights
"""

from __future__ import annotations

import re

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TypeAlias

from postmetrics.mapper import Reshape, Reshaped
from postmetrics.number import ARRAY, OBJECT, is_empty
from postmetrics.path import Row, Where
from postmetrics.payload import text_or_none


Object: TypeAlias = Mapping[str, object]

InsightRow: TypeAlias = tuple[Where, int, str, Object]
"""A row's list, its index there, its name, and the row itself; a row alone has no list."""

Value: TypeAlias = tuple[Object, int, InsightRow]
"""An object with a `value` in it, its index among those of its row, and the row."""

Labels: TypeAlias = frozenset[tuple[str, object]]
"""Of which part of a breakdown a value is."""

_EDGES = ("data", "insights", "video_insights")
_REPORTS = frozenset({"values", "total_value", "value", "period"})  # a row has a name and one of these
_WINDOWS = ("/day", "/week", "/days_28", "/month")
_ID = re.compile(r"[0-9]+(_[0-9]+)?")
_ROW_ID = re.compile(rf"{_ID.pattern}/(video_)?insights/(?P<metric>[^/]+)/[^/]+")

_STORY_METRICS = ("story_", "page_story_", "pages_fb_story_")
_NOT_AGGREGATED = "1970-01-02"
_DOUBT = f"a story's 0 stamped {_NOT_AGGREGATED} is not aggregated yet"


def _by_metric(post: Object) -> Reshaped | None:
    """
    Lay out the insight rows of *post* by metric; None where it has none.

    The post is given three keys more:

    * `insights`: the value of each metric, by its name in lower case. Rows count that are
      `lifetime` or name no period, in their id neither, and of several values the last that
      is not null. Rows that are each one key of an object, as their `context`, are that object.
    * `insight_parts`: instead, the values of a metric that only came in parts, such as those
      with `is_from_ads`; those of one breakdown, for two count the same views twice.
    * `insight_ids`: the ids of the posts that the rows say they are of, each once. Where the page's
      id before one is all that differs, that of *post* counts, or else the one with it.
    """
    rows = _rows(post)
    if not rows:
        return None
    # Where a value was is asked later, if at all, so only what tells it is kept.
    whole: dict[str, Value] = {}
    labelled: dict[str, dict[Labels, Value]] = {}
    ids: dict[str, InsightRow] = {}
    own = post["id"] if "id" in post else post.get("post_id")  # which a story has instead
    last, dated = "/", False
    for place in rows:
        _, _, name, row = place
        row_id = row.get("id")
        if isinstance(row_id, str) and not row_id.startswith(last) and (post_id := _post_id(row_id)):
            last = f"{post_id}/"  # which most others begin with
            ids.setdefault(post_id if own is None or own == post_id else _own_id(own, post_id), place)
        if row.get("period") != "lifetime" and not _is_lifetime(row):
            continue
        name = name.lower()
        for at, entry in enumerate(_entries(row)):
            if isinstance(entry, OBJECT):
                value = entry.get("value")
                if type(value) is not int and is_empty(value):
                    continue
                if len(entry) > 1:
                    dated = dated or "end_time" in entry
                    if labels := _labels(entry):
                        labelled.setdefault(name, {})[labels] = entry, at, place
                        continue
                whole[name] = entry, at, place
    ids = _with_page_s(ids) if len(ids) > 1 else ids
    parts: dict[str, list[Value]] = {}
    for name, values in labelled.items():
        if name not in whole:
            parts[name] = _one_breakdown(values)
            if joined := _joined(parts[name]):
                whole[name] = joined
                del parts[name]
    return Reshaped(
        {
            **({} if rows[0][3] is post else post),
            "insights": {name: entry["value"] for name, (entry, *_) in whole.items()},
            "insight_parts": {
                name: [entry["value"] for entry, *_ in values] for name, values in parts.items()
            },
            "insight_ids": list(ids),
        },
        partial(_origins, whole, parts, ids),
        _doubts(whole, parts) if dated else {},
    )


def _rows(post: Object) -> list[InsightRow]:
    return [
        (where, index, name, row)
        for where, rows in _lists(post)
        for index, row in enumerate(rows)
        if isinstance(row, OBJECT)
        and (isinstance(name := row.get("name"), str) or (where and (name := _metric(row.get("id")))))
        and ("values" in row or not _REPORTS.isdisjoint(row))
    ]


def _lists(post: Object) -> Iterator[tuple[Where, Sequence[object]]]:
    """Yield every list that rows may be in, and where it is; nowhere for that of a row alone."""
    yield (), (post,)
    for edge in _EDGES:
        if edge in post:
            where: Where = (edge,)
            rows = post[edge]
            if edge != "data" and isinstance(rows, Mapping):
                where = (edge, "data")
                rows = rows.get("data")
            if isinstance(rows, ARRAY):
                yield where, rows


def _metric(row_id: object) -> str:
    """Return the metric that a row is of, if its id says that: `{post}/insights/{metric}/lifetime`."""
    told = _ROW_ID.fullmatch(row_id) if isinstance(row_id, str) else None
    return told["metric"] if told else ""


def _is_lifetime(row: Object) -> bool:
    """Tell whether a row is of a whole life; one without a period may say in its id that it is not."""
    period, row_id = row.get("period"), row.get("id")
    if is_empty(period):
        return not (isinstance(row_id, str) and row_id.endswith(_WINDOWS))
    return isinstance(period, str) and period.lower() == "lifetime"


def _entries(row: Object) -> Sequence[object]:
    """Return what may hold the values of a row; `total_value` repeats them, so it only stands in for them."""
    values = row.get("values")
    listed = values if isinstance(values, ARRAY) else ()
    if not ("total_value" in row or "value" in row) or any(map(_reports, listed)):
        return listed
    total = row.get("total_value")
    if _reports(total):
        return (total,)
    entry = {"value": row.get("value"), "end_time": row.get("end_time")}
    context = row.get("context")
    return (entry if is_empty(context) else {**entry, "context": context},)


def _post_id(row_id: str) -> str:
    """Return the id of the post that a row is of, if it says that: `{post}/insights/{metric}/lifetime`."""
    post_id, slash, _ = row_id.partition("/")
    return post_id if slash and _ID.fullmatch(post_id) else ""


def _own_id(own: object, post_id: str) -> str:
    """Return the post's *own* id where a row's is the same but for the page's id before one of them."""
    own_id = text_or_none(own)
    if own_id and (post_id.endswith(f"_{own_id}") or own_id.endswith(f"_{post_id}")):
        return own_id
    return post_id


def _with_page_s(ids: Mapping[str, InsightRow]) -> dict[str, InsightRow]:
    """Return *ids* but those that are there with the page's id before them too, as a post's video's are."""
    within = {post_id.partition("_")[2] for post_id in ids}
    return {post_id: place for post_id, place in ids.items() if post_id not in within}


def _reports(entry: object) -> bool:
    return isinstance(entry, Mapping) and not is_empty(entry.get("value"))


def _labels(entry: Object) -> Labels:
    return frozenset(
        (field, label)
        for field, label in entry.items()
        if field not in {"value", "start_time", "end_time"} and isinstance(label, str | int)
    )


def _one_breakdown(values: Mapping[Labels, Value]) -> list[Value]:
    """Return the values that differ in the same fields as the first does."""
    fields = [frozenset(field for field, _ in labels) for labels in values]
    return [value for value, breakdown in zip(values.values(), fields, strict=True) if breakdown == fields[0]]


def _joined(values: Sequence[Value]) -> Value | None:
    """Return what the *values* of one breakdown are all of: the only one, or an object by their contexts."""
    entry, at, place = values[0]
    if "context" not in entry:
        return values[0] if len(values) == 1 else None
    if not place[0]:  # a row alone is one key of nobody knows how many
        return None
    # The object is said to stand where its first key does.
    return {"value": {f"{each['context']}": each["value"] for each, *_ in values}}, at, place


def _laid_out(
    whole: Mapping[str, Value], parts: Mapping[str, Sequence[Value]]
) -> Iterator[tuple[str, Where, Value]]:
    """Yield each value that is laid out, with the metric's name and where it is then."""
    for name, value in whole.items():
        yield name, ("insights", name), value
    for name, values in parts.items():
        for at, value in enumerate(values):
            yield name, ("insight_parts", name, at), value


def _doubts(whole: Mapping[str, Value], parts: Mapping[str, Sequence[Value]]) -> dict[Where, str]:
    return {
        _where(value): _DOUBT
        for name, _, value in _laid_out(whole, parts)
        if name.startswith(_STORY_METRICS)
        and isinstance(end_time := value[0].get("end_time"), str)
        and end_time.startswith(_NOT_AGGREGATED)
    }


def _origins(
    whole: Mapping[str, Value], parts: Mapping[str, Sequence[Value]], ids: Mapping[str, InsightRow]
) -> dict[Where, Where]:
    origins = {where: _where(value) for _, where, value in _laid_out(whole, parts)}
    return origins | {("insight_ids", at): (*_row(place), "id") for at, place in enumerate(ids.values())}


def _where(value: Value) -> Where:
    entry, at, place = value
    row = place[3]
    values = row.get("values")
    if isinstance(values, list | tuple) and at < len(values) and values[at] is entry:
        return (*_row(place), "values", at, "value")
    if row.get("total_value") is entry:
        return (*_row(place), "total_value", "value")
    return (*_row(place), "value")


def _row(place: InsightRow) -> Where:
    where, index, name, _ = place
    return (*where, Row(index, name)) if where else ()


# A row alone has a name, or is not looked at; all others are in a list.
insights_by_metric = Reshape(
    _by_metric, only_if=frozenset({"name", *_EDGES}), by_operators=True, ids=frozenset({"id"})
)
"""Meta's insight rows, as `insights`, `insight_parts` and `insight_ids`."""
