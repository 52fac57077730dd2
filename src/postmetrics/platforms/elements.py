"""LinkedIn's elements, laid out as one list whatever call they came from."""

from __future__ import annotations

import re

from collections.abc import Mapping, Sequence

from postmetrics.errors import SeveralPosts
from postmetrics.mapper import Reshape, Reshaped
from postmetrics.path import Where


_POST_URN = re.compile(r"urn:li:(share|ugcPost|activity):.+")
_KEYS = frozenset({
    "elements", "results", "share", "ugcPost", "targetEntity", "entity", "sourceEntity", "target",
    "totalShareStatistics", "metricType", "statisticsType", "metric", "reactionSummaries",
    "commentSummary", "topLevelCommentCount", "likesSummary", "commentsSummary",
})  # fmt: skip
_MEASURES = ("count", "value", "metric", "totalShareStatistics")


def _in_one_list(post: Mapping[str, object]) -> Reshaped:
    """
    Put all elements of an answer in one list, `elements`, each window of time once.

    They are those of `elements`, of `results` (by URN, which becomes the element's `urn`), and
    the answer itself, which is the only one where nothing wraps it.
    """
    listed = post.get("elements")
    elements = [*listed] if isinstance(listed, list | tuple) else []
    origins: dict[Where, Where] = {}
    for key, element in [*_by_urn(post.get("results")), ("", post)]:
        where = ("results", key) if element is not post else ()
        origins["elements", len(elements)] = where
        elements.append({"urn": key, **element} if _POST_URN.fullmatch(key) else element)
    covered = covered_windows(elements)
    once = [
        _without_numbers(element) if index in covered and isinstance(element, Mapping) else element
        for index, element in enumerate(elements)
    ]
    return Reshaped({**post, "elements": once}, origins)


one_list = Reshape(_in_one_list, only_if=_KEYS)
"""LinkedIn's elements, as `elements`."""


def _by_urn(results: object) -> list[tuple[str, Mapping[str, object]]]:
    if not isinstance(results, Mapping):
        return []
    posts = [
        (key, result)
        for key, result in results.items()
        if isinstance(key, str) and isinstance(result, Mapping)
    ]
    if len(posts) > 1:
        raise SeveralPosts("linkedin", "results", len(posts))
    return posts


def _without_numbers(element: Mapping[str, object]) -> dict[str, object]:
    """Return a covered element's rest: its URNs stay, to tell posts apart."""
    return {key: value for key, value in element.items() if key not in _MEASURES}


def covered_windows(elements: Sequence[object]) -> set[int]:
    """
    Return the indexes of the elements whose window of time lies within another's of the same metric.

    The whole of a period and its days, put together from two calls, are not to be added up.
    """
    windows: dict[tuple[object, ...], list[tuple[tuple[int, ...], tuple[int, ...], int]]] = {}
    for index, element in enumerate(elements):
        if isinstance(element, Mapping) and (window := _window(element)):
            windows.setdefault(_measured(element, len(window[0])), []).append((*window, index))
    covered: set[int] = set()
    for same in windows.values():
        same.sort(key=lambda window: window[1], reverse=True)
        same.sort(key=lambda window: window[0])
        reached: tuple[int, ...] = ()
        for _, end, index in same:
            if end <= reached:
                covered.add(index)
            reached = max(end, reached)
    return covered


def _measured(element: Mapping[str, object], precision: int) -> tuple[object, ...]:
    """Return which number of which post an element holds, so far as that tells windows apart."""
    name = element.get("metricType") or element.get("statisticsType") or element.get("type")
    if isinstance(name, Mapping):
        name = next(iter(name.values()), None)
    texts = [name, *(element.get(key) for key in ("share", "ugcPost", "urn"))]
    return (precision, *(text.casefold() if isinstance(text, str) else None for text in texts))


def _window(element: Mapping[str, object]) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Return when an element's window begins and ends, if it has one and a number in it."""
    metric = element.get("metric")
    intervals = metric.get("timeIntervals") if isinstance(metric, Mapping) else None
    window = element.get("timeRange") or element.get("dateRange")
    if not window and isinstance(intervals, Mapping):
        window = intervals.get("timeRange")
    if not isinstance(window, Mapping) or all(element.get(name) in (None, "") for name in _MEASURES):
        return None
    start, end = _moment(window.get("start")), _moment(window.get("end"))
    return (start, end) if start and len(start) == len(end) else None


def _moment(value: object) -> tuple[int, ...]:
    """Return milliseconds, or a year, month and day, as what can be compared; nothing for anything else."""
    numbers = [value.get(key) for key in ("year", "month", "day")] if isinstance(value, Mapping) else [value]
    moment = tuple(number for number in numbers if isinstance(number, int))
    return moment if len(moment) == len(numbers) else ()
